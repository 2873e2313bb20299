#include "kiosk_serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "kiosk_paper.h"
#include "kiosk_slip.h"

struct serve {
    struct station station;
    struct kiosk_paper paper;
};

static void say_cb(void *arg, const char *sentence) {
    (void)arg;
    puts(sentence);
    fflush(stdout);
}

static void reach_cb(void *arg) {
    struct serve *s = arg;
    station_tell(&s->station);
}

static void stop_cb(void *arg) {
    struct serve *s = arg;
    kiosk_paper_stop(&s->paper);
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct serve *s = arg;
    (void)follow;
    station_stale(&s->station, stale);
    kiosk_paper_stale(&s->paper, stale);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct serve *s = arg;
    (void)follow, (void)late;
    kiosk_paper_event(&s->paper, event);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct serve *s = arg;
    (void)follow;
    station_refused(&s->station, reason);
}

enum exit_code kiosk_serve_run(const struct arguments *args) {
    struct serve *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    const struct station_callbacks station_callbacks = {.reach_cb = reach_cb, .stop_cb = stop_cb};
    const struct hallq_follow_callbacks callbacks = {
        .event_cb = event_cb, .stale_cb = stale_cb, .refused_cb = refused_cb};
    enum exit_code exit_code = EXIT_USAGE;
    if (!kiosk_paper_read(&s->paper, args))
        goto out;
    exit_code = EXIT_FAILED;
    if (!station_start(&s->station, args, &station_callbacks, &callbacks, s))
        goto out;
    kiosk_paper_start(&s->paper, &s->station, say_cb, s);
    exit_code = station_run(&s->station);
out:
    kiosk_paper_fini(&s->paper);
    free(s);
    return exit_code;
}

// ---------------------------------------------------------------- a test print

#define TEST_MS 30000 // for a printer that is switched on meanwhile

struct test {
    struct kiosk_paper paper;
    uv_loop_t loop;
    uv_timer_t patience, stop;
    enum text outcome;
};

// The printer is not closed from its own callbacks.
static void test_stop_cb(uv_timer_t *timer) {
    struct test *t = timer->data;
    printer_stop(&t->paper.printer);
    uv_close((uv_handle_t *)&t->patience, NULL);
    uv_close((uv_handle_t *)&t->stop, NULL);
}

static void test_printed_cb(void *arg, enum print_outcome outcome) {
    struct test *t = arg;
    t->outcome = outcome == PRINT_DONE     ? TEXT_PRINT_TEST_DONE
                 : outcome == PRINT_FAILED ? TEXT_PRINT_TEST_FAILED
                                           : TEXT_PRINT_TEST_UNKNOWN;
    uv_timer_start(&t->stop, test_stop_cb, 0, 0);
}

static void test_state_cb(void *arg, Hallq__Printer__State state) {
    struct test *t = arg;
    say_cb(NULL, printer_sentence(state, t->paper.arguments->language));
}

static void test_ready_cb(void *arg) {
    struct test *t = arg;
    if (t->outcome == TEXT_COUNT && printer_can(&t->paper.printer))
        printer_print(&t->paper.printer, t->paper.slip.bytes, t->paper.slip.size);
}

static void test_patience_cb(uv_timer_t *timer) {
    test_printed_cb(timer->data, PRINT_FAILED);
}

static void test_start(struct test *t, const struct arguments *args) {
    static const struct printer_callbacks callbacks = {test_state_cb, test_ready_cb,
                                                       test_printed_cb};
    slip_init(&t->paper.slip, args->paper_mm == 58 ? SLIP_WIDTH_58_MM : SLIP_WIDTH_80_MM);
    kiosk_slip_test(&t->paper.slip, &t->paper.logo, args->language);
    uv_timer_init(&t->loop, &t->patience);
    uv_timer_init(&t->loop, &t->stop);
    t->patience.data = t->stop.data = t;
    uv_timer_start(&t->patience, test_patience_cb, TEST_MS, 0);
    printer_start(&t->paper.printer, &t->loop, &t->paper.address, args->no_status, &callbacks, t);
}

enum exit_code kiosk_test_run(const struct arguments *args) {
    struct test *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    enum exit_code exit_code = EXIT_USAGE;
    t->outcome = TEXT_COUNT;
    if (!kiosk_paper_read(&t->paper, args))
        goto out;
    signal(SIGPIPE, SIG_IGN);
    exit_code = EXIT_FAILED;
    if (uv_loop_init(&t->loop))
        goto out;
    test_start(t, args);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    uv_loop_close(&t->loop);
    say_cb(NULL, text_of(t->outcome, args->language));
    exit_code = t->outcome == TEXT_PRINT_TEST_DONE ? EXIT_OK : EXIT_FAILED;
out:
    kiosk_paper_fini(&t->paper);
    free(t);
    return exit_code;
}
