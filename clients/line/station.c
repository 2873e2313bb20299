// station.c - starts and ends what belongs to the loop. SIGPIPE is ignored: writing says EPIPE.
#include "station.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "clients/text/text.h"

static void signal_cb(uv_signal_t *signal, int number) {
    struct station *s = signal->data;
    (void)number;
    if (!s->callbacks.leave_cb || !s->callbacks.leave_cb(s->arg))
        station_stop(s, EXIT_OK);
}

static bool failed(struct station *s, enum text text, int err) {
    char line[512];
    TEXT_FILL(line, text, s->arguments->language, err_text(err));
    fprintf(stderr, "%s\n", line);
    station_stop(s, EXIT_FAILED);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    return false;
}

// ---------------------------------------------------------------- how the broker is reached

static void reach_changed(struct station *s) {
    if (!s->stopping && s->follow)
        s->callbacks.reach_cb(s->arg);
}

static void deaf_cb(uv_timer_t *timer);

// Waits for the feed where the link is up and the view is not right.
static void feed_await(struct station *s) {
    if (s->stopping)
        return;
    if (s->reach.link != HALLQ_LINK_UP || !hallq_follow_view(s->follow)->stale)
        uv_timer_stop(&s->patience);
    else if (!uv_is_active((uv_handle_t *)&s->patience))
        uv_timer_start(&s->patience, deaf_cb, REACH_DEAF_MS, 0);
}

static void deaf_cb(uv_timer_t *timer) {
    struct station *s = timer->data;
    s->reach.deaf = true;
    reach_changed(s);
}

static void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct station *s = arg;
    (void)client;
    s->reach.link = link;
    feed_await(s);
    reach_changed(s);
}

void station_stale(struct station *s, bool stale) {
    if (!stale)
        s->reach.refused = HALLQ__REFUSAL__REASON__NONE;
    s->reach.deaf = s->reach.deaf && stale;
    feed_await(s);
    reach_changed(s);
}

void station_refused(struct station *s, Hallq__Refusal__Reason reason) {
    s->reach.refused = reason;
    reach_changed(s);
}

void station_tell(struct station *s) {
    char why[REACH_SIZE], fine[REACH_SIZE];
    enum language language = s->arguments->language;
    reach_sentence(why, &s->reach, language);
    if (!*why && s->reach.link != HALLQ_LINK_UP)
        return; // lost a moment ago
    if (!strcmp(why, s->reach_told))
        return;
    strcpy(s->reach_told, why);
    TEXT_FILL(fine, TEXT_REACH_FINE, language, s->reach.commands);
    fprintf(stderr, "%s\n", *why ? why : fine);
}

// ---------------------------------------------------------------- start and stop

static struct reach reach_begin(const struct arguments *args,
                                const struct hallq_options *connection) {
    enum hallq_feed feed = hallq_feed_of(args->role);
    bool lead = feed == HALLQ_FEED_LEAD && connection->lead_feed && *connection->lead_feed;
    return (struct reach){.open = !args->keyed,
                          .hall = args->hall,
                          .commands = connection->commands,
                          .feed = lead                        ? connection->lead_feed
                                  : feed == HALLQ_FEED_PUBLIC ? connection->public_feed
                                                              : connection->staff_feed};
}

static void handles_start(struct station *s) {
    static const int numbers[STATION_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};
    for (int i = 0; i < STATION_SIGNALS; i++) {
        uv_signal_init(&s->loop, &s->signals[i]);
        s->signals[i].data = s;
        uv_signal_start(&s->signals[i], signal_cb, numbers[i]);
    }
    uv_timer_init(&s->loop, &s->patience);
    s->patience.data = s;
}

bool station_start(struct station *s, const struct arguments *args,
                   const struct station_callbacks *callbacks,
                   const struct hallq_follow_callbacks *follow_callbacks, void *arg) {
    struct hallq_options connection = arguments_connection(args);
    *s = (struct station){.arguments = args, .reach = reach_begin(args, &connection), .arg = arg};
    signal(SIGPIPE, SIG_IGN);
    if (uv_loop_init(&s->loop))
        return false;
    handles_start(s);
    connection.link_cb = link_cb;
    connection.arg = s;
    int err = hallq_connect(&s->loop, &connection, &s->client);
    if (err)
        return failed(s, TEXT_CANNOT_CONNECT, err);
    err = hallq_follow(s->client, args->hall, hallq_feed_of(args->role), follow_callbacks, arg,
                       &s->follow);
    if (err)
        return failed(s, TEXT_CANNOT_FOLLOW, err);
    s->callbacks = *callbacks;
    return true;
}

void station_stop(struct station *s, enum exit_code exit_code) {
    if (s->stopping)
        return;
    s->stopping = true;
    s->exit_code = exit_code;
    if (s->callbacks.stop_cb)
        s->callbacks.stop_cb(s->arg);
    for (int i = 0; i < STATION_SIGNALS; i++)
        uv_close((uv_handle_t *)&s->signals[i], NULL);
    uv_close((uv_handle_t *)&s->patience, NULL);
    hallq_unfollow(&s->follow);
    hallq_close(&s->client, NULL, NULL);
}

enum exit_code station_run(struct station *s) {
    uv_run(&s->loop, UV_RUN_DEFAULT);
    int busy = uv_loop_close(&s->loop);
    assert(!busy); // a handle was forgotten
    return s->exit_code;
}
