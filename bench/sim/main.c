// hallq-sim - a hall full of customers and clerks that works through the real clients.
#include <inttypes.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/output.h"
#include "bench/sim/words.h"
#include "bench/sim/world.h"
#include "clients/text/reach.h"
#include "clients/text/text.h"

#define HALL_WAIT_MS 20000 // for the hall's settings
#define REFUSED_MS 500     // a link that is silent may turn out to be one refused
#define LOOK_S 5           // clerks look up now and then, whatever was said
#define STATUS_S 900       // how the hall stands is told so often in the story
#define LINGER_S 14400     // the last customers are served this long after `to`

struct program {
    struct world_options options;
    struct world world;
    uv_signal_t on_int, on_term;
    uv_timer_t broker_timer;
    struct reach reach;
    bool begun;
    int64_t counted_till_ms; // window time
};

static const char *service_name_cb(void *arg, uint32_t service) {
    static char name[LIMIT_TEXT + 1];
    const struct hallq_view *view = arg;
    const Hallq__Service *s = hallq_view_service(view, service);
    if (s)
        snprintf(name, sizeof name, "%s", hallq_text(s->name, words_language_get()));
    else
        snprintf(name, sizeof name, "%s %u", word(WORD_SERVICE), service);
    return name;
}

// A line of figures for programs.
static void figures_write(struct program *p) {
    const struct world_options *o = &p->options;
    FILE *to = o->json ? fopen(o->json, "we") : NULL;
    if (!o->json)
        return;
    if (to)
        tally_json(&p->world.tally, to, lead_kind_name(o->lead), o->seed,
                   world_day_s(&p->world) >= o->to_s && !customers_left(p->world.customers));
    if (!to || fclose(to)) {
        fprintf(stderr, "%s: %s\n", o->json, word(WORD_NOT_WRITTEN));
        p->world.failed = true;
    }
}

// Sums up and stops, once.
static void end(struct program *p) {
    struct world *w = &p->world;
    if (w->ending)
        return;
    if (p->begun) {
        tally_print(&w->tally, stdout, service_name_cb,
                    (void *)(uintptr_t)hallq_follow_view(w->follow));
        figures_write(p);
    }
    fflush(stdout);
    world_end(w);
}

static void end_cb(void *arg) {
    end(arg);
}

// How the hall stands, for the story.
static void status_tell(struct program *p) {
    struct world *w = &p->world;
    const struct hallq_view *view = hallq_follow_view(w->follow);
    int64_t now_ms = agenda_now_ms(&w->agenda), oldest_ms = now_ms;
    unsigned waiting = 0, open = 0;
    char people[16], minutes[32], counters[16];
    for (size_t i = 0; view->now.waits && i < view->now.waits->n_lines; i++) {
        const Hallq__LineWait *line = view->now.waits->lines[i];
        waiting += line->waiting;
        if (line->oldest_entered_at_ms && line->oldest_entered_at_ms < oldest_ms)
            oldest_ms = line->oldest_entered_at_ms;
    }
    for (size_t i = 0; i < view->now.n_counters; i++)
        open += view->now.counters[i]->state != HALLQ__COUNTER__STATE__CLOSED &&
                view->now.counters[i]->state != HALLQ__COUNTER__STATE__PAUSED;
    snprintf(people, sizeof people, "%u", waiting);
    snprintf(minutes, sizeof minutes, "%" PRId64, (now_ms - oldest_ms) / 60000);
    snprintf(counters, sizeof counters, "%u", open);
    STORY_TELL(&w->story, world_day_s(w), WORD_STATUS, people, minutes, counters);
}

static void status_cb(void *arg) {
    struct program *p = arg;
    if (p->world.ending)
        return;
    status_tell(p);
    agenda_in(&p->world.agenda, STATUS_S, status_cb, p);
}

static void look_cb(void *arg) {
    struct program *p = arg;
    struct world *w = &p->world;
    if (w->ending)
        return;
    int64_t now_ms = agenda_now_ms(&w->agenda);
    if (now_ms >= world_at_ms(w, w->options->to_s) && !customers_left(w->customers)) {
        end(p);
        return;
    }
    clerks_count(w, (double)(now_ms - p->counted_till_ms) / 1000);
    p->counted_till_ms = now_ms;
    clerks_look(w);
    agenda_in(&w->agenda, LOOK_S, look_cb, p);
}

// The offset of the hall's zone from UTC at this time.
static int32_t zone_offset_s(const Hallq__HallSettings *h, int64_t at_ms) {
    int32_t offset_s = 0;
    for (size_t i = 0; i < h->n_zone_changes; i++)
        if (!i || h->zone_changes[i]->at_ms <= at_ms)
            offset_s = h->zone_changes[i]->offset_s;
    return offset_s;
}

static void begin(struct program *p, const struct hallq_view *view) {
    struct world *w = &p->world;
    p->begun = true;
    uv_timer_stop(&p->broker_timer);
    int64_t now_ms = agenda_now_ms(&w->agenda);
    int64_t offset_ms = 1000 * (int64_t)zone_offset_s(view->now.settings, now_ms);
    w->midnight_ms = (now_ms + offset_ms) / 86400000 * 86400000 - offset_ms;
    fprintf(stderr, "%s: %s, %zu %s, %.0f %s\n", word(WORD_BEGINS),
            hallq_text(view->now.settings->name, words_language_get()), w->day.arrival_count,
            word(WORD_CUSTOMERS), w->options->speed, word(WORD_TIMES_AS_FAST));
    customers_begin(w->customers);
    clerks_begin(w);
    lead_begin(w->lead);
    p->counted_till_ms = now_ms;
    agenda_in(&w->agenda, LOOK_S, look_cb, p);
    agenda_at(&w->agenda, world_at_ms(w, w->options->from_s), status_cb, p);
    agenda_at(&w->agenda, world_at_ms(w, w->options->to_s + LINGER_S), end_cb, p);
}

static void reset_cb(struct hallq_follow *follow, void *arg) {
    struct program *p = arg;
    const struct hallq_view *view = hallq_follow_view(follow);
    if (p->begun || !view->now.settings)
        return;
    agenda_tell(&p->world.agenda, view->now.at_ms);
    begin(p, view);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct program *p = arg;
    (void)follow, (void)late;
    if (p->world.ending || !p->begun)
        return;
    customers_event(p->world.customers, event);
    clerks_event(&p->world, event);
}

static void changed_cb(struct hallq_follow *follow, void *arg) {
    struct program *p = arg;
    (void)follow;
    if (p->begun && !p->world.ending)
        clerks_look(&p->world);
}

// Says once why nothing begins.
static void give_up(struct program *p) {
    char why[REACH_SIZE];
    if (p->begun || p->world.ending)
        return;
    reach_sentence(why, &p->reach, words_language_get());
    fprintf(stderr, "%s\n", *why ? why : word(WORD_NO_HALL_YET));
    p->world.failed = true;
    end(p);
}

static void give_up_cb(uv_timer_t *timer) {
    give_up(timer->data);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct program *p = arg;
    (void)follow;
    p->reach.refused = reason;
    give_up(p);
}

static void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct program *p = arg;
    (void)client;
    p->reach.link = link;
    if (p->begun || p->world.ending)
        return;
    switch (link) {
    case HALLQ_LINK_DOWN:
        break;
    case HALLQ_LINK_UP:
        uv_timer_start(&p->broker_timer, give_up_cb, HALL_WAIT_MS, 0);
        break;
    case HALLQ_LINK_SILENT:
    case HALLQ_LINK_NO_NAME:
        uv_timer_start(&p->broker_timer, give_up_cb, REFUSED_MS, 0);
        break;
    case HALLQ_LINK_REFUSED:
    case HALLQ_LINK_STRANGER:
        give_up(p);
        break;
    }
}

static void signal_cb(uv_signal_t *handle, int number) {
    struct program *p = handle->data;
    (void)number;
    end(p);
}

static void ended_cb(struct world *w) {
    struct program *p = (struct program *)((char *)w - offsetof(struct program, world));
    uv_close((uv_handle_t *)&p->on_int, NULL);
    uv_close((uv_handle_t *)&p->on_term, NULL);
    uv_close((uv_handle_t *)&p->broker_timer, NULL);
}

static int day_read(struct program *p) {
    char error[DAY_ERROR_SIZE] = "";
    struct world *w = &p->world;
    const struct world_options *o = w->options;
    int err = o->profile ? day_draw_arrivals(&w->day, o->profile, o->crowd, &w->dice, error)
                         : day_read_arrivals(&w->day, o->day, error);
    if (!err)
        err = day_read_shifts(&w->day, w->options->plan, error);
    if (!err)
        err = day_read_services(&w->day, w->options->services, error);
    if (err)
        fprintf(stderr, "%s\n", error);
    return err;
}

static int world_begin(struct program *p) {
    struct world *w = &p->world;
    const struct hallq_follow_callbacks callbacks = {.reset_cb = reset_cb,
                                                     .event_cb = event_cb,
                                                     .changed_cb = changed_cb,
                                                     .refused_cb = refused_cb};
    w->link_cb = link_cb;
    w->link_arg = p;
    int err = world_connect(w, "display", HALLQ__DEVICE__ROLE__DISPLAY, 901, &w->display);
    p->reach.commands = w->commands;
    p->reach.hall = w->options->hall;
    if (!err)
        err = world_connect(w, "kiosk", HALLQ__DEVICE__ROLE__KIOSK, 902, &w->kiosk);
    if (!err)
        err = clerks_create(w);
    if (!err)
        err = lead_create(w);
    if (!err)
        err = hallq_follow(w->display, w->options->hall, HALLQ_FEED_PUBLIC, &callbacks, p,
                           &w->follow);
    return err;
}

static int run(struct program *p) {
    struct world *w = &p->world;
    w->options = &p->options;
    w->loop = uv_default_loop();
    w->ended_cb = ended_cb;
    dice_init(&w->dice, p->options.seed);
    if (day_read(p))
        return EXIT_FAILURE;
    if (p->options.story && !story_open(&w->story, p->options.story)) {
        fprintf(stderr, "%s: %s\n", p->options.story, word(WORD_NOT_WRITTEN));
        return EXIT_FAILURE;
    }
    w->customers = customers_create(w);
    agenda_init(&w->agenda, w->loop, p->options.speed);
    uv_signal_init(w->loop, &p->on_int);
    uv_signal_init(w->loop, &p->on_term);
    uv_timer_init(w->loop, &p->broker_timer);
    p->on_int.data = p->on_term.data = p->broker_timer.data = p;
    uv_signal_start(&p->on_int, signal_cb, SIGINT);
    uv_signal_start(&p->on_term, signal_cb, SIGTERM);
    uv_timer_start(&p->broker_timer, give_up_cb, HALL_WAIT_MS, 0);
    if (!w->customers || world_begin(p)) {
        w->failed = true;
        end(p);
    } else {
        fputs(word(WORD_WAITING_FOR_BROKER), stderr);
    }
    uv_run(w->loop, UV_RUN_DEFAULT);
    return w->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

// What the summary was written to may be full or gone.
static int output_end(int status) {
    return text_output_end(words_language_get()) ? status : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    struct program program = {.begun = false};
    output_standard_fill();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); // figures are read by programs
    signal(SIGPIPE, SIG_IGN);   // writing says EPIPE
    words_language(language_of_terminal());
    switch (options_read(&program.options, argc, argv)) {
    case OPTIONS_HELP:
        fputs(word(WORD_USAGE), stdout);
        return output_end(EXIT_SUCCESS);
    case OPTIONS_WRONG:
        fputs(word(WORD_USAGE), stderr);
        return 2;
    case OPTIONS_GOOD:
        break;
    }
    int status = run(&program);
    tally_fini(&program.world.tally);
    customers_destroy(program.world.customers);
    clerks_destroy(&program.world);
    lead_destroy(program.world.lead);
    story_close(&program.world.story);
    agenda_fini(&program.world.agenda);
    day_fini(&program.world.day);
    uv_loop_close(uv_default_loop());
    return output_end(status);
}
