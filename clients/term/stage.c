// stage.c - passes what happens to the screen and draws afterwards.
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "clients/line/station.h"
#include "frame.h"
#include "terminal.h"

#define TICK_MS 1000  // clocks show seconds
#define LEAVE_TICKS 2 // a broker that does not answer keeps nobody

struct stage {
    const struct arguments *arguments;
    const struct stage_screen *screen;
    void *arg;
    struct station station;
    struct terminal terminal;
    uv_timer_t tick;
    struct canvas canvas;
    bool running;
    bool leaving, leave_sent;
    int leave_ticks;
    enum exit_code leave_code;
    LIST_HEAD(sent_list, sent) sent; // without a final outcome
};

// A command on its way: what its result needs to come back to the screen.
struct sent {
    struct stage *stage;
    LIST_ENTRY(sent) entry;
    enum text what;
    bool change;
};

struct stage *stage_create(const struct arguments *args, const struct stage_screen *screen,
                           void *arg) {
    struct stage *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->arguments = args;
    s->screen = screen;
    s->arg = arg;
    return s;
}

static void sent_drop(struct sent *sent) {
    LIST_REMOVE(sent, entry);
    free(sent);
}

void stage_destroy(struct stage *s) {
    if (!s)
        return;
    while (!LIST_EMPTY(&s->sent))
        sent_drop(LIST_FIRST(&s->sent));
    canvas_fini(&s->canvas);
    free(s);
}

static const struct hallq_view *view(const struct stage *s) {
    return hallq_follow_view(s->station.follow);
}

static void draw(struct stage *s) {
    if (s->station.stopping || !s->running || s->leaving)
        return;
    int width, height;
    terminal_size(&s->terminal, &width, &height);
    if (width != s->canvas.width || height != s->canvas.height) {
        canvas_fini(&s->canvas);
        canvas_init(&s->canvas, width, height);
    }
    s->screen->draw(s->arg, &s->canvas, view(s), &s->station.reach,
                    hallq_follow_now_ms(s->station.follow));
    frame_small(&s->canvas, s->arguments->language);
    terminal_show(&s->terminal, &s->canvas);
}

// ---------------------------------------------------------------- the end

static bool change_on_its_way(const struct stage *s) {
    const struct sent *sent;
    LIST_FOREACH(sent, &s->sent, entry) {
        if (sent->change)
            return true;
    }
    return false;
}

static void leave_on(struct stage *s) {
    if (change_on_its_way(s))
        return;
    if (!s->leave_sent) {
        s->leave_sent = true;
        if (s->screen->leave(s->arg, view(s)))
            return;
    }
    station_stop(&s->station, s->leave_code);
}

// Asked a second time, it goes at once.
static void leave(struct stage *s, enum exit_code exit_code) {
    if (s->leaving || !s->screen->leave || !s->running) {
        station_stop(&s->station, exit_code);
        return;
    }
    s->leaving = true;
    s->leave_code = exit_code;
    leave_on(s);
}

static bool leave_cb(void *arg) {
    leave(arg, EXIT_OK);
    return true;
}

// ---------------------------------------------------------------- commands

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct sent *sent = arg;
    struct stage *s = sent->stage;
    struct hallq_result told = *result;
    char why[REACH_SIZE];
    (void)client;
    if (*reach_refusal(why, &s->station.reach, result, s->arguments->language))
        told.detail = why;
    s->screen->result(s->arg, view(s), sent->what, sent->change, &told);
    if (sent->what == TEXT_DO_SIGN_ON && result->outcome == HALLQ_APPLIED && s->station.follow)
        hallq_follow_people(s->station.follow);
    if (result->final)
        sent_drop(sent);
    if (s->leaving)
        leave_on(s);
    draw(s);
}

// A command that could not even be sent is answered here, as the library would.
static void not_sent(struct stage *s, enum text what, bool change, int err) {
    struct hallq_result result = {.outcome = HALLQ_REFUSED, .final = true, .detail = ""};
    result.reason = err == ERR_BUSY        ? HALLQ__REFUSAL__REASON__BUSY
                    : err == ERR_TOO_LARGE ? HALLQ__REFUSAL__REASON__TOO_LARGE
                                           : HALLQ__REFUSAL__REASON__BAD_MESSAGE;
    s->screen->result(s->arg, view(s), what, change, &result);
}

static void send_cb(void *arg, const Hallq__Request *request, enum text what, bool change) {
    struct stage *s = arg;
    struct sent *sent = calloc(1, sizeof *sent);
    if (!sent)
        abort();
    *sent = (struct sent){.stage = s, .what = what, .change = change};
    LIST_INSERT_HEAD(&s->sent, sent, entry);
    int err = hallq_send(s->station.client, request, HALLQ_DEADLINE_MS, done_cb, sent, NULL);
    if (!err)
        return;
    sent_drop(sent);
    not_sent(s, what, change, err);
}

struct outlet stage_outlet(struct stage *s) {
    return (struct outlet){send_cb, s};
}

// ---------------------------------------------------------------- what happens

static void key_cb(void *arg, struct key key) {
    struct stage *s = arg;
    bool quit = key.kind == KEY_KIND_LETTER && key.letter == L'q' && !s->screen->key;
    if (quit || (s->screen->key && !s->screen->key(s->arg, view(s), key)))
        leave(s, EXIT_OK);
    draw(s);
}

static void resize_cb(void *arg) {
    draw(arg);
}

static void gone_cb(void *arg) {
    struct stage *s = arg;
    if (!s->leaving)
        leave(s, EXIT_FAILED);
}

static void tick_cb(uv_timer_t *timer) {
    struct stage *s = timer->data;
    if (s->leaving && ++s->leave_ticks > LEAVE_TICKS)
        station_stop(&s->station, s->leave_code);
    draw(s);
}

static void reach_cb(void *arg) {
    draw(arg);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct stage *s = arg;
    (void)follow, (void)late;
    if (s->screen->event)
        s->screen->event(s->arg, event);
}

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct stage *s = arg;
    if (s->screen->call)
        s->screen->call(s->arg, call, late, hallq_follow_now_ms(follow));
}

static void changed(struct stage *s) {
    if (s->screen->changed)
        s->screen->changed(s->arg, view(s));
    draw(s);
}

static void changed_cb(struct hallq_follow *follow, void *arg) {
    (void)follow;
    changed(arg);
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct stage *s = arg;
    (void)follow;
    station_stale(&s->station, stale);
    changed(s);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct stage *s = arg;
    (void)follow;
    station_refused(&s->station, reason);
}

static void stop_cb(void *arg) {
    struct stage *s = arg;
    terminal_close(&s->terminal);
    if (s->running)
        uv_close((uv_handle_t *)&s->tick, NULL);
}

// Before anything is begun, since ncurses draws blank on what it cannot draw on. False: said why.
static bool terminal_fits(enum language language) {
    const char *type = getenv("TERM");
    char line[256];
    enum text text = TEXT_COUNT;
    switch (terminal_look()) {
    case TERMINAL_FINE:
        return true;
    case TERMINAL_NONE:
        text = TEXT_NO_TERMINAL;
        break;
    case TERMINAL_UNKNOWN:
        text = TEXT_TERMINAL_UNKNOWN;
        break;
    case TERMINAL_DUMB:
        text = TEXT_TERMINAL_DUMB;
        break;
    }
    TEXT_FILL(line, text, language, type ? type : "");
    fprintf(stderr, "%s\n", line);
    return false;
}

enum exit_code stage_run(struct stage *s) {
    if (!terminal_fits(s->arguments->language))
        return EXIT_USAGE;
    struct hallq_follow_callbacks callbacks = {.event_cb = event_cb,
                                               .call_cb = call_cb,
                                               .changed_cb = changed_cb,
                                               .waits_cb = changed_cb,
                                               .stale_cb = stale_cb,
                                               .refused_cb = refused_cb};
    struct station_callbacks station_callbacks = {reach_cb, stop_cb, leave_cb};
    if (!station_start(&s->station, s->arguments, &station_callbacks, &callbacks, s))
        return EXIT_FAILED;
    if (terminal_open(&s->terminal, &s->station.loop, key_cb, resize_cb, gone_cb, s)) {
        fprintf(stderr, "%s\n", text_of(TEXT_NO_TERMINAL, s->arguments->language));
        station_stop(&s->station, EXIT_USAGE);
        return station_run(&s->station);
    }
    s->running = true;
    uv_timer_init(&s->station.loop, &s->tick);
    s->tick.data = s;
    uv_timer_start(&s->tick, tick_cb, TICK_MS, TICK_MS);
    draw(s);
    return station_run(&s->station);
}
