// verb_upkeep.c - backup, purge, clock accept and scrub: one command each to the running broker.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limit.h"
#include "clients/admin/ask.h"

// Prints a message as JSON if --json was given; true if so.
static bool json_said(struct cli *cli, const void *message) {
    if (!cli->json)
        return false;
    json_print(message, true);
    return true;
}

static bool backup_name_ok(const char *name) {
    size_t name_len = strlen(name);
    return name_len >= 1 && name_len <= LIMIT_BACKUP_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == name_len;
}

// "hallq-20261001-183000" by the wall clock, in UTC.
static const char *backup_name(struct cli *cli) {
    char name[LIMIT_BACKUP_NAME];
    time_t now_s = time(NULL);
    struct tm tm;
    if (cli->words[0])
        return cli->words[0];
    gmtime_r(&now_s, &tm);
    strftime(name, sizeof name, "hallq-%Y%m%d-%H%M%S", &tm);
    return arena_text(&cli->arena, name);
}

int verb_backup(struct cli *cli) {
    Hallq__Backup backup = HALLQ__BACKUP__INIT;
    Hallq__Reply *reply;
    const char *name = backup_name(cli);
    if (!backup_name_ok(name)) {
        SAY_ERR(cli, SAY_BACKUP_NAME_WRONG, name);
        return EXIT_USAGE;
    }
    backup.name = arena_text(&cli->arena, name);
    HALLQ_REQUEST(request, 0, BACKUP, backup, &backup);
    int code = ask_once(cli, &request, ASK_LONG_MS, &cli->arena, &reply);
    if (!code && !json_said(cli, reply->backup))
        SAY_OUT(cli, SAY_BACKUP_DONE, reply->backup->name,
                cli_number(cli, (int64_t)reply->backup->size));
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

int verb_clock(struct cli *cli) {
    Hallq__AcceptClock accept = HALLQ__ACCEPT_CLOCK__INIT;
    Hallq__Reply *reply;
    HALLQ_REQUEST(request, 0, ACCEPT_CLOCK, accept_clock, &accept);
    int code = ask_once(cli, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
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
    return done->bad ? EXIT_CORRUPT : EXIT_DONE;
}
