// run.c - makes the parts of a broker in order and ends them in reverse.
//
//     store: lock, open, verify ─▶ seals ─▶ turn, live state ─▶ key ─▶ ZAP ─▶ sockets ─▶ ready
//
// The router listens last of the sockets, only when all steps before it have succeeded.
#include "broker/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/count.h"
#include "broker/metrics_page.h"
#include "broker/notify.h"
#include "broker/start.h"
#include "broker/start_keys.h"
#include "broker/start_state.h"
#include "broker/tick.h"

#define STOP_LINGER_MS 300 // time for the last answers to leave

// ---------------------------------------------------------------- sockets and the port file

static size_t page_cb(void *arg, char *page) {
    return metrics_page_write(arg, page);
}

static void frame_cb(void *arg, const struct peer *peer, const char *user_id, const void *frame,
                     size_t frame_size) {
    struct broker *b = arg;
    sender_frame(&b->sender, peer, user_id, frame, frame_size);
}

static int sockets_start(struct broker *b) {
    const struct doors_user user = {.loop = b->loop,
                                    .options = &b->options,
                                    .devices = &b->devices,
                                    .time = &b->time,
                                    .frame_cb = frame_cb,
                                    .page_cb = page_cb,
                                    .arg = b};
    struct bilingual what, why;
    int err = doors_open(&b->doors, &user, &what, &why);
    return err ? start_failed(start_code(err), err, what, why) : EXIT_FINE;
}

static int port_file_said(const struct broker *b, enum port_file_fault fault, int error_number) {
    bool no_room = error_number == ENOSPC || error_number == EDQUOT;
    if (fault == PORT_FILE_OTHERS)
        return start_failed(EXIT_USAGE, ERR_EXISTS, SAME(b->options.port_file),
                            start_words(START_OTHERS));
    return start_failed(no_room ? EXIT_DISK : EXIT_USAGE, no_room ? ERR_DISK_FULL : ERR_SYSTEM,
                        SAME(b->options.port_file), bilingual_errno(error_number));
}

// The port file is opened first, so that no broker starts whose starter could not learn of it.
static int port_file_start(struct broker *b) {
    enum port_file_fault fault = port_file_open(&b->port_file, b->options.port_file);
    return fault ? port_file_said(b, fault, errno) : EXIT_FINE;
}

static int port_file_write(struct broker *b) {
    if (b->port_file.file)
        fprintf(b->port_file.file,
                "commands=%s\npublic-feed=%s\nstaff-feed=%s\nlead-feed=%s\nmetrics=%u\n",
                b->doors.router.endpoint, b->doors.feeds[FEED_PUBLIC].endpoint,
                b->doors.feeds[FEED_STAFF].endpoint, b->doors.feeds[FEED_LEAD].endpoint,
                b->doors.metrics.port);
    enum port_file_fault fault = port_file_publish(&b->port_file);
    return fault ? port_file_said(b, fault, errno) : EXIT_FINE;
}

// ---------------------------------------------------------------- run and stop

static void handles_close(struct broker *b) {
    doors_close(&b->doors, STOP_LINGER_MS);
    if (!b->handles_open)
        return;
    work_stop(&b->work);
    foresee_close(&b->foresee);
    tick_close(b);
    turn_close(&b->turn);
    inbox_close(&b->inbox);
    b->handles_open = false;
}

void broker_stop(struct broker *b) {
    if (b->stopping)
        return;
    b->stopping = true;
    notify_send("STOPPING=1");
    router_pause(&b->doors.router);
    if (b->handles_open && b->doors.router.socket)
        turn_run_last(&b->turn);
    handles_close(b);
}

static void ready_say(const struct broker *b) {
    if (b->options.speed != 1 || b->options.start_at_ms)
        log_write(LOG_LEVEL_WARNING, "played_time", " speed=%u note=\"hall time is not real\"",
                  b->options.speed);
    log_write(LOG_LEVEL_INFO, "ready",
              " version=%s commands=%s public_feed=%s staff_feed=%s lead_feed=%s metrics=%u "
              "keys=%s halls=%zu "
              "epoch=%016" PRIx64 " turn=%" PRIu64,
              HALLQ_VERSION, b->doors.router.endpoint, b->doors.feeds[FEED_PUBLIC].endpoint,
              b->doors.feeds[FEED_STAFF].endpoint, b->doors.feeds[FEED_LEAD].endpoint,
              b->doors.metrics.port, b->doors.net.keyed ? "yes" : "no",
              b->halls.count - (halls_find(&b->halls, 0) != NULL), b->turn.parts.epoch,
              b->turn.parts.number);
    notify_send("READY=1");
}

static void signal_cb(uv_signal_t *s, int number) {
    struct broker *b = s->data;
    if (b->stopping)
        return;
    log_write(LOG_LEVEL_INFO, "stopping", " signal=%d", number);
    broker_stop(b);
}

int broker_start(struct broker *b) {
    static int (*const steps[])(struct broker *) = {port_file_start, start_store, start_state,
                                                    start_keys, sockets_start};
    for (size_t i = 0; i < COUNT(steps); i++) {
        int code = steps[i](b);
        if (code)
            return code;
    }
    tick_start(b, signal_cb);
    int code = port_file_write(b);
    if (!code)
        ready_say(b);
    return code;
}

void broker_fini(struct broker *b) {
    port_file_fini(&b->port_file);
    foresee_fini(&b->foresee);
    turn_fini(&b->turn);
    inbox_fini(&b->inbox);
    look_fini(&b->look);
    doors_fini(&b->doors);
    twins_fini(&b->twins);
    halls_fini(&b->halls);
    leases_fini(&b->leases);
    presences_fini(&b->presences);
    devices_fini(&b->devices);
    seal_ring_destroy(&b->seals);
    store_close(&b->store);
}
