// hallq-probe - what a person at a counter waits for: from the press of "next" to the answer, and
// to the line on the hall's display, through the client library as the terminals use it, while
// others keep the hall busy. A kiosk takes a ticket, a counter calls it, starts and finishes; again
// after a pause. The counter's clerk must be signed on and the counter open.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "base/number.h"
#include "bench/load/histogram.h"
#include "clients/libhallq/hallq.h"

#define DEADLINE_MS 10000

struct probe {
    uv_loop_t loop;
    struct hallq *kiosk, *desk, *display;
    struct hallq_follow *follow;
    uv_timer_t pause, limit;
    uint32_t hall, service, counter, presses, pause_ms;
    uint32_t done, refused, unknown;
    uint64_t pressed_ns;
    bool answered, shown;
    struct histogram reply, line;
};

static void issue(struct probe *p);

static void ended(struct probe *p) {
    uv_timer_stop(&p->limit);
    uv_stop(&p->loop);
}

static void ask(struct probe *p, struct hallq *client, Hallq__Request *request, hallq_done_cb cb) {
    if (hallq_send(client, request, DEADLINE_MS, cb, p, NULL))
        ended(p);
}

static void pause_cb(uv_timer_t *t) {
    issue(t->data);
}

static void again(struct probe *p) {
    if (p->done >= p->presses)
        ended(p);
    else
        uv_timer_start(&p->pause, pause_cb, p->pause_ms, 0);
}

// Whether to go on; a refused step (an empty hall at night) begins anew.
static bool applied(struct probe *p, const struct hallq_result *result) {
    if (result->outcome == HALLQ_APPLIED)
        return true;
    if (result->outcome == HALLQ_UNKNOWN)
        p->unknown++;
    else if (!p->refused++)
        fprintf(stderr, "hallq-probe: refused: %s %s\n", refusal_name(result->reason),
                result->detail);
    if (p->refused + p->unknown > p->presses)
        ended(p);
    else
        again(p);
    return false;
}

static void finished_cb(struct hallq *c, const struct hallq_result *result, void *arg) {
    struct probe *p = arg;
    (void)c;
    if (applied(p, result))
        again(p);
}

static void started_cb(struct hallq *c, const struct hallq_result *result, void *arg) {
    struct probe *p = arg;
    Hallq__Finish finish = HALLQ__FINISH__INIT;
    HALLQ_REQUEST(request, p->hall, FINISH, finish, &finish);
    if (applied(p, result))
        ask(p, c, &request, finished_cb);
}

static void start(struct probe *p) {
    Hallq__Start body = HALLQ__START__INIT;
    HALLQ_REQUEST(request, p->hall, START, start, &body);
    if (!p->answered || !p->shown)
        return;
    p->done++;
    ask(p, p->desk, &request, started_cb);
}

static void called_cb(struct hallq *c, const struct hallq_result *result, void *arg) {
    struct probe *p = arg;
    (void)c;
    if (!applied(p, result))
        return;
    histogram_add(&p->reply, uv_hrtime() - p->pressed_ns);
    p->answered = true;
    start(p);
}

static void display_cb(struct hallq_follow *f, const Hallq__Call *call, bool late, void *arg) {
    struct probe *p = arg;
    (void)f, (void)late;
    if (call->counter != p->counter || p->shown || !p->pressed_ns)
        return;
    histogram_add(&p->line, uv_hrtime() - p->pressed_ns);
    p->shown = true;
    start(p);
}

static void issued_cb(struct hallq *c, const struct hallq_result *result, void *arg) {
    struct probe *p = arg;
    Hallq__CallNext call_next = HALLQ__CALL_NEXT__INIT;
    HALLQ_REQUEST(request, p->hall, CALL_NEXT, call_next, &call_next);
    (void)c;
    if (!applied(p, result))
        return;
    p->answered = p->shown = false;
    p->pressed_ns = uv_hrtime();
    ask(p, p->desk, &request, called_cb);
}

static void issue(struct probe *p) {
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, p->hall, ISSUE, issue, &body);
    body.service = p->service;
    ask(p, p->kiosk, &request, issued_cb);
}

static void reset_cb(struct hallq_follow *f, void *arg) {
    struct probe *p = arg;
    (void)f;
    if (!p->pressed_ns && !uv_is_active((uv_handle_t *)&p->pause))
        uv_timer_start(&p->pause, pause_cb, 0, 0);
}

static void limit_cb(uv_timer_t *t) {
    struct probe *p = t->data;
    ended(p);
}

static int connect_all(struct probe *p, const char *commands, const char *public_feed,
                       uint32_t device) {
    struct hallq_options options = {
        .commands = commands, .public_feed = public_feed, .hall = p->hall};
    const struct hallq_follow_callbacks callbacks = {.reset_cb = reset_cb, .call_cb = display_cb};
    options.device = device + 1;
    options.role = HALLQ__DEVICE__ROLE__DISPLAY;
    int err = hallq_connect(&p->loop, &options, &p->display);
    options.device = device + 2;
    options.role = HALLQ__DEVICE__ROLE__KIOSK;
    if (!err)
        err = hallq_connect(&p->loop, &options, &p->kiosk);
    options.device = device;
    options.role = HALLQ__DEVICE__ROLE__COUNTER;
    if (!err)
        err = hallq_connect(&p->loop, &options, &p->desk);
    if (!err)
        err = hallq_follow(p->display, p->hall, HALLQ_FEED_PUBLIC, &callbacks, p, &p->follow);
    return err;
}

static void times_print(const char *name, const struct histogram *h) {
    printf(",\"%s\":{\"count\":%" PRIu64 ",\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f}", name,
           h->count, (double)histogram_at(h, .5) / 1e3, (double)histogram_at(h, .99) / 1e3,
           (double)histogram_at(h, .999) / 1e3);
}

int main(int argc, char **argv) {
    static struct probe p;
    uint32_t device = 0, limit_s = 0;
    if (argc != 10 || !number_read_32(argv[3], 1, LIMIT_HALL_ID, &p.hall) ||
        !number_read_32(argv[4], 1, LIMIT_COUNTER_ID, &p.counter) ||
        !number_read_32(argv[5], 1, LIMIT_SERVICE_ID, &p.service) ||
        !number_read_32(argv[6], 1, LIMIT_DEVICES - 2, &device) ||
        !number_read_32(argv[7], 1, UINT32_MAX, &p.presses) ||
        !number_read_32(argv[8], 0, UINT32_MAX, &p.pause_ms) ||
        !number_read_32(argv[9], 1, UINT32_MAX, &limit_s)) {
        fputs(
            "usage: hallq-probe COMMANDS PUBLIC-FEED HALL COUNTER SERVICE DEVICE PRESSES PAUSE-MS "
            "LIMIT-S\n"
            "DEVICE is the terminal's; the next two numbers are the display's and the kiosk's.\n",
            stderr);
        return 2;
    }
    uv_loop_init(&p.loop);
    uv_timer_init(&p.loop, &p.pause);
    uv_timer_init(&p.loop, &p.limit);
    p.pause.data = p.limit.data = &p;
    uv_timer_start(&p.limit, limit_cb, (uint64_t)limit_s * 1000, 0);
    if (connect_all(&p, argv[1], argv[2], device))
        return EXIT_FAILURE;
    uv_run(&p.loop, UV_RUN_DEFAULT);
    printf("{\"presses\":%u,\"refused\":%u,\"unknown\":%u", p.done, p.refused, p.unknown);
    times_print("reply", &p.reply);
    times_print("display", &p.line);
    printf("}\n");
    fflush(stdout);
    _Exit(p.done ? EXIT_SUCCESS : EXIT_FAILURE); // the connections go with the process
}
