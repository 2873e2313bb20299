#include "broker/turn/trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "broker/log/exit_code.h"
#include "broker/log/log.h"

#define FAILURE_AGAIN_MS (60 * 1000)

void trouble_die(const struct turn_parts *p, int err) {
    log_write(LOG_LEVEL_ERROR, "disk", " error=\"%s\" why=\"%s\" turn=%" PRIu64, err_text(err),
              store_why(p->store), p->number + 1);
    _exit(EXIT_DISK);
}

void trouble_stop(struct turn_parts *p, int err) {
    log_write(LOG_LEVEL_ERROR, "writes_stopped", " error=\"%s\" why=\"%s\"", err_text(err),
              store_why(p->store));
    p->stopped_by = err;
}

// Findings that were taken may not have been written.
static void writes_resume(struct turn_parts *p) {
    log_write(LOG_LEVEL_INFO, "writes_resumed", " turn=%" PRIu64, p->number);
    p->stopped_by = ERR_OK;
    leases_tell_again(p->leases);
    inbox_wake(p->inbox);
}

bool trouble_grow(const struct turn_parts *p) {
    int err = store_grow(p->store);
    if (err == ERR_IO)
        trouble_die(p, err);
    log_write(err ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "map_grow", " result=\"%s\"", err_text(err));
    return !err;
}

bool trouble_dealt_with(struct turn_parts *p, int err) {
    if (err == ERR_IO)
        trouble_die(p, err);
    if ((err != ERR_MAP_FULL && err != ERR_DISK_FULL) || p->stopped_by)
        return false;
    if (err == ERR_DISK_FULL || !trouble_grow(p))
        trouble_stop(p, err);
    return true;
}

void trouble_probe(struct turn_parts *p) {
    if (!p->stopped_by || (p->stopped_by == ERR_MAP_FULL && !trouble_grow(p)))
        return;
    p->now_ms = hall_time_now(p->time);
    int err = store_begin(p->store);
    if (!err)
        err = turn_time_set(p, p->number, false);
    if (!err)
        err = store_commit(p->store);
    if (err)
        store_abort(p->store);
    if (err == ERR_IO)
        trouble_die(p, err);
    if (!err)
        writes_resume(p);
}

void trouble_say(const struct turn_parts *p, const char *event, const struct command *command,
                 int err) {
    const Hallq__Request *request = command ? command->request : NULL;
    const struct command_row *row = request ? command_find(request->body_case) : NULL;
    log_write(LOG_LEVEL_ERROR, event, " command=%s hall=%u error=\"%s\" why=\"%s\"",
              row ? row->name : "none", request ? request->hall : 0, err_text(err),
              store_why(p->store));
}

void trouble_say_new(struct trouble *t, const struct turn_parts *p, const char *event,
                     const struct command *command, int err) {
    const char *why = store_why(p->store);
    int64_t now_ms = wallclock_machine_ms();
    for (size_t i = 0; i < FAILURES_KEPT; i++)
        if (!strncmp(t->failures[i].why, why, FAILURE_WHY_SIZE - 1) &&
            now_ms < t->failures[i].again_ms)
            return;
    struct failure *f = &t->failures[t->failure_next++ % FAILURES_KEPT];
    snprintf(f->why, sizeof f->why, "%s", why);
    f->again_ms = now_ms + FAILURE_AGAIN_MS;
    trouble_say(p, event, command, err);
}
