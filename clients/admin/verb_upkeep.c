// verb_upkeep.c - backup, purge and scrub: one command each to the running broker.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/backup_name.h"
#include "base/limit.h"
#include "clients/admin/ask.h"

#define BACKUP_PAUSE_MS 100
#define BACKUP_TRIES 6000 // for ten minutes

// Prints a message as JSON if --json was given; true if so.
static bool json_said(struct cli *cli, const void *message) {
    if (!cli->json)
        return false;
    json_print(message, true);
    return true;
}

// "hallq-20261001-183000" by the broker's time, in UTC; further ones of that second end in "-2", "-3".
static const char *backup_name(struct cli *cli, int64_t now_ms, int nth) {
    char name[LIMIT_BACKUP_NAME];
    time_t now_s = (time_t)(now_ms / 1000);
    struct tm tm;
    if (cli->words[0])
        return cli->words[0];
    gmtime_r(&now_s, &tm);
    strftime(name, sizeof name, "hallq-%Y%m%d-%H%M%S", &tm);
    return nth == 1 ? arena_text(&cli->arena, name) : arena_printf(&cli->arena, "%s-%d", name, nth);
}

// One backup is made at a time, so another waits; a name of our own choice may be taken.
static bool backup_settles(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__BUSY || reason == HALLQ__REFUSAL__REASON__BACKUP_THERE;
}

static int backup_ask(struct ask *a, const char *name, Hallq__Reply **ret) {
    Hallq__Backup backup = HALLQ__BACKUP__INIT;
    backup.name = arena_text(&a->cli->arena, name);
    backup.keep = a->cli->keep;
    HALLQ_REQUEST(request, 0, BACKUP, backup, &backup);
    return ask_send(a, &request, ASK_LONG_MS, &a->cli->arena, ret);
}

static int backup_send(struct ask *a, int64_t now_ms, Hallq__Reply **ret) {
    const struct timespec pause = {.tv_nsec = BACKUP_PAUSE_MS * 1000000l};
    int nth = 1;
    a->settles = backup_settles;
    for (int i = 0; i < BACKUP_TRIES; i++) {
        int code = backup_ask(a, backup_name(a->cli, now_ms, nth), ret);
        if (!code || !backup_settles(a->reason))
            return code;
        if (a->reason == HALLQ__REFUSAL__REASON__BUSY)
            nanosleep(&pause, NULL);
        else if (a->cli->words[0])
            break;
        else
            nth++;
    }
    SAY_ERR(a->cli, SAY_REFUSED, refusal_text(a->reason, a->cli->language));
    return EXIT_REFUSED;
}

static void backup_say(struct cli *cli, const Hallq__BackupDone *done) {
    SAY_OUT(cli, SAY_BACKUP_DONE, done->name, cli_number(cli, (int64_t)done->size));
    for (size_t i = 0; i < done->n_removed; i++)
        SAY_OUT(cli, SAY_BACKUP_REMOVED, done->removed[i]);
}

int verb_backup(struct cli *cli) {
    struct ask a;
    Hallq__Reply *reply = NULL;
    if (cli->words[0] && !backup_name_ok(cli->words[0])) {
        SAY_ERR(cli, SAY_BACKUP_NAME_WRONG, cli->words[0]);
        return EXIT_USAGE;
    }
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = ask_time(&a, &reply);
    if (!code)
        code = backup_send(&a, reply->at_ms, &reply);
    ask_close(&a);
    if (!code && !json_said(cli, reply->backup))
        backup_say(cli, reply->backup);
    return code;
}

int verb_purge(struct cli *cli) {
    struct ask a;
    Hallq__Purge purge = HALLQ__PURGE__INIT;
    Hallq__Reply *reply;
    if (!cli->day) {
        SAY_ERR(cli, SAY_PURGE_DAY_MISSING, "");
        return EXIT_USAGE;
    }
    int code = ask_open(&a, cli);
    if (code)
        return code;
    purge.upto_day = cli->day;
    HALLQ_REQUEST(request, ask_hall(&a), PURGE, purge, &purge);
    code = ask_send(&a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    ask_close(&a);
    if (!code && !json_said(cli, reply->done))
        SAY_OUT(cli, SAY_DONE, "");
    return code;
}

int verb_scrub(struct cli *cli) {
    Hallq__Scrub scrub = HALLQ__SCRUB__INIT;
    Hallq__Reply *reply;
    HALLQ_REQUEST(request, 0, SCRUB, scrub, &scrub);
    int code = ask_once(cli, &request, ASK_LONG_MS, &cli->arena, &reply);
    if (code)
        return code;
    const Hallq__ScrubDone *done = reply->scrub;
    if (!json_said(cli, done))
        SAY_OUT(cli, SAY_SCRUB_DONE, cli_number(cli, (int64_t)done->rows),
                cli_number(cli, (int64_t)done->bad), cli_number(cli, (int64_t)done->as_of_turn));
    if (done->bad_key_files && !cli->json)
        SAY_ERR(cli, SAY_KEY_FILES_BAD, cli_number(cli, (int64_t)done->bad_key_files),
                done->first_bad_key_file);
    return done->bad || done->bad_key_files ? EXIT_CORRUPT : EXIT_DONE;
}
