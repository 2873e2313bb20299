// verb_settings.c - check, apply and settings.
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "clients/admin/ask.h"
#include "clients/admin/hallfile.h"

static int64_t wall_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

static int file_load(struct cli *cli, const char *file, struct hallfile_result *ret_result) {
    int err = hallfile_read(file, wall_ms(), cli->language, &cli->arena, ret_result);
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
    SAY_ERR(cli, SAY_FILE_UNREADABLE, file, err_text(err));
    return EXIT_FILE;
}

int verb_check(struct cli *cli) {
    struct hallfile_result result;
    int code = file_load(cli, cli->words[0], &result);
    if (!code && !cli->json)
        SAY_OUT(cli, SAY_FILE_FINE, cli->words[0]);
    return code;
}

static void say_applied(struct cli *cli, uint32_t hall, const Hallq__Done *done) {
    if (cli->json) {
        json_print(done, false);
        return;
    }
    SAY_OUT(cli, SAY_APPLIED, cli_number(cli, hall), cli_number(cli, done->version));
}

int verb_apply(struct cli *cli) {
    struct hallfile_result result;
    Hallq__ApplySettings apply = HALLQ__APPLY_SETTINGS__INIT;
    Hallq__Reply *reply;
    int code = file_load(cli, cli->words[0], &result);
    if (code)
        return code;
    apply.settings = result.settings;
    HALLQ_REQUEST(request, result.settings->hall, APPLY_SETTINGS, apply_settings, &apply);
    code = ask_once(cli, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (!code)
        say_applied(cli, result.settings->hall, reply->done);
    return code;
}

int verb_settings(struct cli *cli) {
    struct ask a;
    Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    HALLQ_REQUEST(request, ask_hall(&a), GET_SETTINGS, get_settings, &get);
    code = ask_send(&a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    ask_close(&a);
    if (code)
        return code;
    json_print(reply->settings, false);
    return EXIT_DONE;
}
