// station.c - starts and ends what belongs to the loop. SIGPIPE is ignored: writing says EPIPE.
#include "station.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>

#include "text.h"

static void signal_cb(uv_signal_t *signal, int number) {
    (void)number;
    station_stop(signal->data, EXIT_OK);
}

static bool failed(struct station *s, enum text text, int err) {
    char line[512];
    TEXT_FILL(line, text, s->options->language, err_text(err));
    fprintf(stderr, "%s\n", line);
    station_stop(s, EXIT_FAILED);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    return false;
}

bool station_start(struct station *s, const struct options *o, hallq_link_cb link_cb,
                   const struct hallq_follow_callbacks *callbacks, void (*stop_cb)(void *arg),
                   void *arg) {
    static const int numbers[STATION_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};
    struct hallq_options connection = options_connection(o);
    *s = (struct station){.options = o, .arg = arg};
    signal(SIGPIPE, SIG_IGN);
    if (uv_loop_init(&s->loop))
        return false;
    for (int i = 0; i < STATION_SIGNALS; i++) {
        uv_signal_init(&s->loop, &s->signals[i]);
        s->signals[i].data = s;
        uv_signal_start(&s->signals[i], signal_cb, numbers[i]);
    }
    connection.link_cb = link_cb;
    connection.arg = arg;
    int err = hallq_connect(&s->loop, &connection, &s->client);
    if (err)
        return failed(s, TEXT_CANNOT_CONNECT, err);
    err = hallq_follow(s->client, o->hall, hallq_feed_of(o->role), callbacks, arg, &s->follow);
    if (err)
        return failed(s, TEXT_CANNOT_FOLLOW, err);
    s->stop_cb = stop_cb;
    return true;
}

void station_stop(struct station *s, enum exit_code exit_code) {
    if (s->stopping)
        return;
    s->stopping = true;
    s->exit_code = exit_code;
    if (s->stop_cb)
        s->stop_cb(s->arg);
    for (int i = 0; i < STATION_SIGNALS; i++)
        uv_close((uv_handle_t *)&s->signals[i], NULL);
    hallq_unfollow(&s->follow);
    hallq_close(&s->client, NULL, NULL);
}

enum exit_code station_run(struct station *s) {
    uv_run(&s->loop, UV_RUN_DEFAULT);
    int busy = uv_loop_close(&s->loop);
    assert(!busy); // a handle was forgotten
    return s->exit_code;
}
