// lead.c - the shift lead of the simulated hall: nobody, or one who opens a window when people
// complain. The lead looks at the waits every half minute, as the hall's screens show them, and sends
// spare people to counters that the plan has closed, or calls a clerk back from a break (duty.h).
#include <stdio.h>
#include <stdlib.h>

#include "bench/sim/words.h"
#include "bench/sim/world.h"

#define LOOK_S 30
#define COMPLAINT_S 1200 // who has waited so long complains
#define AGAIN_S 600      // no second window for a line so soon after the first
#define CALM_S 900       // a window is closed when its lines were calm so long
#define CALM_WAIT_S 300  // a line is calm while nobody has waited longer
#define WINDOWS_MAX 32

struct window { // opened beyond the plan
    uint32_t counter;
    uint32_t service;    // for whose sake
    double calm_since_s; // negative: not calm
};

struct lead {
    struct world *world;
    struct window windows[WINDOWS_MAX];
    size_t window_count;
};

static const struct hallq_view *view_of(const struct lead *l) {
    return hallq_follow_view(l->world->follow);
}

// The longest wait of a line, 0 where nobody waits.
static double longest_s(const struct lead *l, uint32_t service) {
    const Hallq__WaitFigures *waits = view_of(l)->now.waits;
    int64_t now_ms = agenda_now_ms(&l->world->agenda);
    for (size_t i = 0; waits && i < waits->n_lines; i++)
        if (waits->lines[i]->service == service && waits->lines[i]->oldest_entered_at_ms)
            return (double)(now_ms - waits->lines[i]->oldest_entered_at_ms) / 1000;
    return 0;
}

static void tell(struct lead *l, enum word sentence, uint32_t service, uint32_t counter,
                 double wait_s) {
    char number[16], minutes[16];
    const Hallq__Service *s = hallq_view_service(view_of(l), service);
    snprintf(number, sizeof number, "%u", counter);
    snprintf(minutes, sizeof minutes, "%.0f", wait_s / 60);
    STORY_TELL(&l->world->story, world_day_s(l->world), sentence,
               s ? hallq_text(s->name, words_language_get()) : "", number, minutes);
}

static bool helped_just_now(const struct lead *l, uint32_t service) {
    for (size_t i = 0; i < l->window_count; i++)
        if (l->windows[i].service == service &&
            clerks_more_since_s(l->world, l->windows[i].counter) < AGAIN_S)
            return true;
    return false;
}

static void remember(struct lead *l, uint32_t counter, uint32_t service) {
    l->windows[l->window_count++] = (struct window){counter, service, -1};
}

static void hear_complaints(struct lead *l) {
    const Hallq__WaitFigures *waits = view_of(l)->now.waits;
    for (size_t i = 0; waits && i < waits->n_lines; i++) {
        uint32_t service = waits->lines[i]->service;
        double wait_s = longest_s(l, service);
        if (wait_s < COMPLAINT_S || helped_just_now(l, service) || l->window_count == WINDOWS_MAX)
            continue;
        uint32_t counter = clerks_open_more_for(l->world, service);
        if (!counter)
            continue;
        remember(l, counter, service);
        tell(l, WORD_COMPLAINT, service, counter, wait_s);
    }
}

static bool calm(const struct lead *l, const struct window *window) {
    size_t count;
    const uint32_t *services = hallq_view_services_of(view_of(l), window->counter, &count);
    for (size_t i = 0; i < count; i++)
        if (longest_s(l, services[i]) > CALM_WAIT_S)
            return false;
    return true;
}

static void close_calm_windows(struct lead *l) {
    double now_s = world_day_s(l->world);
    for (size_t i = l->window_count; i-- > 0;) {
        struct window *window = &l->windows[i];
        if (!calm(l, window) || clerks_more_since_s(l->world, window->counter) < 0) {
            window->calm_since_s = -1;
            continue;
        }
        if (window->calm_since_s < 0)
            window->calm_since_s = now_s;
        if (now_s - window->calm_since_s < CALM_S)
            continue;
        clerks_close_more(l->world, window->counter);
        tell(l, WORD_CALM, window->service, window->counter, longest_s(l, window->service));
        *window = l->windows[--l->window_count];
    }
}

static void look_cb(void *arg) {
    struct lead *l = arg;
    if (l->world->ending)
        return;
    hear_complaints(l);
    close_calm_windows(l);
    agenda_in(&l->world->agenda, LOOK_S, look_cb, l);
}

void lead_begin(struct lead *l) {
    if (l)
        agenda_in(&l->world->agenda, LOOK_S, look_cb, l);
}

int lead_create(struct world *w) {
    if (w->options->lead == LEAD_NONE)
        return ERR_OK;
    w->lead = calloc(1, sizeof *w->lead);
    if (!w->lead)
        return ERR_NO_MEMORY;
    w->lead->world = w;
    return ERR_OK;
}

void lead_close(struct lead *l, void (*closed_cb)(void *arg), void *arg) {
    (void)l;
    closed_cb(arg);
}

void lead_destroy(struct lead *l) {
    free(l);
}
