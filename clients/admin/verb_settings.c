// verb_settings.c - check, apply and settings.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/err.h"
#include "base/number.h"
#include "base/output.h"
#include "base/zone.h"
#include "clients/admin/ask.h"
#include "clients/admin/clock.h"
#include "clients/hallfile/hallfile.h"

static void problem_json(const char *file, const struct hallfile_problem *p) {
    fputs("{\"file\":", stdout);
    say_json_text(stdout, file);
    printf(",\"line\":%u,\"column\":%u,\"warning\":%s,\"text\":", p->line, p->column,
           p->warning ? "true" : "false");
    say_json_text(stdout, p->text);
    fputs("}\n", stdout);
}

// "hall.yaml:12:13: error: ..." as compilers and editors know it.
static void problem_say(struct cli *cli, const char *file, const struct hallfile_problem *p) {
    const char *place = arena_printf(&cli->arena, "%s:%u:%u", file, p->line, p->column);
    say_line(stderr, cli->language, p->warning ? SAY_PLACE_WARNING : SAY_PLACE_ERROR,
             SAY_VALUES(place, p->text));
}

// The zone's offsets are looked up from now_ms on.
static int file_load(struct cli *cli, const char *file, int64_t now_ms,
                     struct hallfile_result *ret_result) {
    int err = hallfile_read(file, now_ms, cli->language, &cli->arena, ret_result);
    for (size_t i = 0; i < ret_result->problem_count; i++)
        if (cli->json)
            problem_json(file, &ret_result->problems[i]);
        else
            problem_say(cli, file, &ret_result->problems[i]);
    if (!err)
        return EXIT_DONE;
    if (err == ERR_INVALID) {
        SAY_ERR(cli, SAY_FILE_WRONG, file, cli_number(cli, (int64_t)ret_result->error_count));
        return EXIT_REFUSED;
    }
    SAY_ERR(cli, SAY_FILE_UNREADABLE, file, say_err(cli->language, err));
    return EXIT_FILE;
}

// "UTC+8", "UTC-3:30".
static const char *offset_text(struct cli *cli, int32_t offset_s) {
    int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    const char *rest = minutes % 60 ? arena_printf(&cli->arena, ":%02d", minutes % 60) : "";
    return arena_printf(&cli->arena, "UTC%s%d%s", offset_s < 0 ? "−" : "+", minutes / 60, rest);
}

// What the clock on the hall's wall should show: a wrong zone is seen at once.
static void say_local_time(struct cli *cli, const Hallq__HallSettings *settings, int64_t now_ms) {
    int32_t offset_s = zone_offset_s(settings->zone_changes, settings->n_zone_changes, now_ms);
    char day[DATE_TEXT_SIZE];
    int64_t local_s = now_ms / 1000 + offset_s;
    int minute = (int)(local_s / 60 % (24 * 60));
    date_text((int32_t)(local_s / 86400), day);
    SAY_OUT(cli, SAY_LOCAL_TIME,
            arena_printf(&cli->arena, "%s %02d:%02d", day, minute / 60, minute % 60),
            settings->zone_name, offset_text(cli, offset_s));
}

// --hall says which hall is meant; a file of another one is not it.
static int same_hall(struct cli *cli, const Hallq__HallSettings *settings) {
    if (!cli->hall || cli->hall == settings->hall)
        return EXIT_DONE;
    SAY_ERR(cli, SAY_OTHER_HALL, cli->words[0], cli_number(cli, settings->hall),
            cli_number(cli, cli->hall));
    return EXIT_USAGE;
}

// Loads the file by this machine's clock and says what is wrong with it.
static int hall_load(struct cli *cli, Hallq__HallSettings **ret_settings) {
    struct hallfile_result result;
    if (!clock_here_possible(cli))
        return EXIT_REFUSED;
    int code = file_load(cli, cli->words[0], clock_here_ms(), &result);
    if (!code)
        code = same_hall(cli, result.settings);
    *ret_settings = result.settings;
    return code;
}

int verb_check(struct cli *cli) {
    Hallq__HallSettings *settings;
    int code = hall_load(cli, &settings);
    if (code || cli->json)
        return code;
    say_local_time(cli, settings, clock_here_ms());
    SAY_OUT(cli, SAY_FILE_FINE, cli->words[0]);
    return EXIT_DONE;
}

// The settings in force of a hall.
static int settings_get(struct ask *a, uint32_t hall, Hallq__HallSettings **ret_settings,
                        int64_t *ret_at_ms) {
    Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply;
    HALLQ_REQUEST(request, hall, GET_SETTINGS, get_settings, &get);
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (!code) {
        *ret_settings = reply->settings;
        *ret_at_ms = reply->at_ms;
    }
    return code;
}

static void say_applied(struct cli *cli, uint32_t hall, const Hallq__Done *done) {
    if (cli->json) {
        json_print(done, false);
        return;
    }
    SAY_OUT(cli, SAY_APPLIED, cli_number(cli, hall), cli_number(cli, done->version));
}

// ---- apply: a slip in the number of a hall would make a new one, or put one in another's place

// A change that a person has to mean: shown, and then wanted by an option, or by a yes on a
// terminal.
struct intent {
    bool given; // by the option
    enum say ask, refused;
};

static bool person_says_yes(struct cli *cli, enum say question) {
    char answer[16] = "";
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return false;
    say_line(stderr, cli->language, SAY_ASK_YES, SAY_VALUES(say_text(question, cli->language)));
    if (!fgets(answer, sizeof answer, stdin))
        return false;
    return answer[0] == 'y' || answer[0] == 'Y' || !strncmp(answer, "是", strlen("是"));
}

static int intend(struct cli *cli, const struct intent *intent) {
    if (intent->given || person_says_yes(cli, intent->ask))
        return EXIT_DONE;
    SAY_ERR(cli, intent->refused, "");
    return EXIT_REFUSED;
}

static int intend_new(struct cli *cli, const Hallq__HallSettings *file) {
    struct intent intent = {cli->is_new, SAY_HALL_NEW_ASK, SAY_HALL_NEW_REFUSED};
    SAY_ERR(cli, SAY_HALL_NEW, cli_number(cli, file->hall), file->name->zh);
    return intend(cli, &intent);
}

static int intend_rename(struct cli *cli, const Hallq__HallSettings *file,
                         const Hallq__HallSettings *now) {
    struct intent intent = {cli->renamed, SAY_HALL_RENAMED_ASK, SAY_HALL_RENAMED_REFUSED};
    const Hallq__Text *before = now->name, *after = file->name;
    bool zh_stays = !strcmp(before->zh, after->zh);
    if (zh_stays && (!*before->en || !strcmp(before->en, after->en)))
        return EXIT_DONE;
    SAY_ERR(cli, SAY_HALL_RENAMED, cli_number(cli, file->hall), zh_stays ? before->en : before->zh,
            zh_stays ? after->en : after->zh);
    return intend(cli, &intent);
}

static bool is_no_hall(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__NO_HALL;
}

static int intend_all(struct ask *a, const Hallq__HallSettings *file) {
    Hallq__HallSettings *now;
    int64_t at_ms;
    a->settles = is_no_hall;
    int code = settings_get(a, file->hall, &now, &at_ms);
    a->settles = NULL;
    if (!code && a->cli->is_new && !a->cli->renamed) { // with both, one of them is meant
        SAY_ERR(a->cli, SAY_HALL_NOT_NEW, cli_number(a->cli, file->hall), now->name->zh);
        return EXIT_REFUSED;
    }
    if (!code)
        return intend_rename(a->cli, file, now);
    return is_no_hall(a->reason) ? intend_new(a->cli, file) : code;
}

static int settings_apply(struct ask *a, Hallq__HallSettings *settings) {
    Hallq__ApplySettings apply = HALLQ__APPLY_SETTINGS__INIT;
    Hallq__Reply *reply;
    apply.settings = settings;
    HALLQ_REQUEST(request, settings->hall, APPLY_SETTINGS, apply_settings, &apply);
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (!code)
        say_applied(a->cli, settings->hall, reply->done);
    return code;
}

// The broker goes by its own time: where this machine's is another, the table of the zone is made
// anew from then on. What was to be said of the file was said.
static int broker_time_take(struct ask *a, Hallq__HallSettings **settings) {
    struct cli *cli = a->cli;
    Hallq__Reply *reply;
    struct hallfile_result again;
    int code = ask_time(a, &reply);
    if (code)
        return code;
    if (clock_compare(cli, reply)) {
        int err = hallfile_read(cli->words[0], reply->at_ms, cli->language, &cli->arena, &again);
        if (!err)
            *settings = again.settings;
    }
    if (!cli->json)
        say_local_time(cli, *settings, reply->at_ms);
    return EXIT_DONE;
}

int verb_apply(struct cli *cli) {
    Hallq__HallSettings *settings;
    struct ask a;
    int code = hall_load(cli, &settings);
    if (!code)
        code = ask_open(&a, cli);
    if (code)
        return code;
    code = broker_time_take(&a, &settings);
    if (!code)
        code = intend_all(&a, settings);
    if (!code)
        code = settings_apply(&a, settings);
    ask_close(&a);
    return code;
}

// ---- settings

int verb_hall_remove(struct cli *cli) {
    Hallq__RemoveHall remove = HALLQ__REMOVE_HALL__INIT;
    Hallq__Reply *reply;
    uint32_t hall;
    if (!number_read_32(cli->words[0], 1, LIMIT_HALL_ID, &hall)) {
        SAY_ERR(cli, SAY_HALL_NUMBER_WRONG, cli->words[0]);
        return EXIT_USAGE;
    }
    if (cli->hall && cli->hall != hall) {
        SAY_ERR(cli, SAY_HALL_TWICE, cli_number(cli, hall), cli_number(cli, cli->hall));
        return EXIT_USAGE;
    }
    HALLQ_REQUEST(request, hall, REMOVE_HALL, remove_hall, &remove);
    int code = ask_once(cli, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (!code && cli->json)
        json_print(reply->done, false);
    else if (!code)
        SAY_OUT(cli, SAY_HALL_REMOVED, cli_number(cli, hall));
    return code;
}

// A hall file of the settings in force: what to go on from when the file is lost.
static int yaml_print(struct cli *cli, const Hallq__HallSettings *settings) {
    SAY_OUT(cli, SAY_YAML_HEAD, cli_number(cli, settings->hall));
    int err = hallfile_write(settings, stdout);
    if (err == ERR_IO)
        output_note(errno);
    if (err == ERR_NO_MEMORY)
        SAY_ERR(cli, SAY_SYSTEM_ERROR, say_err(cli->language, err));
    return err == ERR_NO_MEMORY ? EXIT_FILE : EXIT_DONE; // of writing, the end of the run tells
}

#define INSTANT_SIZE 32

// Beside the settings, on standard error: what the broker says to the hall's staff, by this machine's zone data.
static void zone_say(struct cli *cli, const Hallq__HallSettings *settings, int64_t now_ms) {
    Hallq__TimeZone found;
    char from[INSTANT_SIZE] = "";
    struct tm utc;
    if (zone_compare(settings, now_ms, &cli->arena, &found) || !found.finding)
        return;
    time_t from_s = (time_t)(found.wrong_from_ms / 1000);
    if (gmtime_r(&from_s, &utc))
        strftime(from, sizeof from, "%Y-%m-%dT%H:%M:%SZ", &utc);
    if (found.finding == HALLQ__TIME_ZONE__FINDING__LAW_CHANGED)
        SAY_ERR(cli, SAY_ZONE_LAW_CHANGED, settings->zone_name, from);
    else
        SAY_ERR(cli, SAY_ZONE_RUNS_OUT, settings->zone_name, from);
}

int verb_settings(struct cli *cli) {
    Hallq__HallSettings *settings;
    int64_t at_ms;
    struct ask a;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = settings_get(&a, ask_hall(&a), &settings, &at_ms);
    ask_close(&a);
    if (code)
        return code;
    zone_say(cli, settings, at_ms);
    if (cli->yaml)
        return yaml_print(cli, settings);
    json_print(settings, false);
    return EXIT_DONE;
}
