// lead.c - the shift lead sends spare people to counters that the plan has closed, or calls a clerk
// back from a break (duty.h). One who waits for complaints looks at the waits every half minute, as the
// hall's screens show them.
#include "bench/sim/lead.h"

#include <stdio.h>
#include <stdlib.h>

#define LOOK_S 30
#define COMPLAINT_S 1200 // who has waited so long complains
#define AGAIN_S 600      // no second window for a line so soon after the first
#define CALM_S 900       // a window is closed when its lines were calm so long
#define CALM_WAIT_S 300  // a line is calm while nobody has waited longer

static const struct hallq_view *view_of(const struct lead *l) {
    return hallq_follow_view(l->world->follow);
}

double lead_longest_s(const struct lead *l, uint32_t service) {
    const Hallq__WaitFigures *waits = view_of(l)->now.waits;
    int64_t now_ms = agenda_now_ms(&l->world->agenda);
    for (size_t i = 0; waits && i < waits->n_lines; i++)
        if (waits->lines[i]->service == service && waits->lines[i]->oldest_entered_at_ms)
            return (double)(now_ms - waits->lines[i]->oldest_entered_at_ms) / 1000;
    return 0;
}

void lead_tell(struct lead *l, enum word sentence, uint32_t service, uint32_t counter,
               const double waits_s[3]) {
    char number[16], minutes[3][16];
    const Hallq__Service *s = hallq_view_service(view_of(l), service);
    snprintf(number, sizeof number, "%u", counter);
    for (size_t i = 0; i < 3; i++)
        snprintf(minutes[i], sizeof minutes[i], "%.0f", waits_s[i] / 60);
    STORY_TELL(&l->world->story, world_day_s(l->world), sentence,
               s ? hallq_text(s->name, words_language_get()) : "", number, minutes[0], minutes[1],
               minutes[2]);
}

bool lead_helped_since(const struct lead *l, uint32_t service, double seconds) {
    double since_s;
    for (size_t i = 0; i < l->window_count; i++)
        if (l->windows[i].service == service &&
            clerks_more(l->world, l->windows[i].counter, &since_s) && since_s < seconds)
            return true;
    return false;
}

struct lead_window *lead_remember(struct lead *l, uint32_t counter, uint32_t service) {
    if (l->window_count == LEAD_WINDOWS_MAX)
        return NULL;
    struct lead_window *window = &l->windows[l->window_count++];
    *window = (struct lead_window){.counter = counter,
                                   .service = service,
                                   .calm_since_s = -1,
                                   .opened_s = world_day_s(l->world)};
    return window;
}

void lead_forget(struct lead *l, struct lead_window *window) {
    *window = l->windows[--l->window_count];
}

static void hear_complaints(struct lead *l) {
    const Hallq__WaitFigures *waits = view_of(l)->now.waits;
    for (size_t i = 0; waits && i < waits->n_lines; i++) {
        uint32_t service = waits->lines[i]->service;
        double wait_s = lead_longest_s(l, service);
        if (wait_s < COMPLAINT_S || lead_helped_since(l, service, AGAIN_S))
            continue;
        uint32_t counter = clerks_open_more_for(l->world, service);
        if (!counter)
            continue;
        lead_remember(l, counter, service);
        lead_tell(l, WORD_COMPLAINT, service, counter, (const double[3]){wait_s});
    }
}

static bool calm(const struct lead *l, const struct lead_window *window) {
    size_t count;
    const uint32_t *services = hallq_view_services_of(view_of(l), window->counter, &count);
    for (size_t i = 0; i < count; i++)
        if (lead_longest_s(l, services[i]) > CALM_WAIT_S)
            return false;
    return true;
}

static void close_calm_windows(struct lead *l) {
    double now_s = world_day_s(l->world), since_s;
    for (size_t i = l->window_count; i-- > 0;) {
        struct lead_window *window = &l->windows[i];
        if (!clerks_more(l->world, window->counter, &since_s)) { // its own clerk is back
            lead_forget(l, window);
            continue;
        }
        if (since_s < 0 || !calm(l, window)) {
            window->calm_since_s = -1;
            continue;
        }
        if (window->calm_since_s < 0)
            window->calm_since_s = now_s;
        if (now_s - window->calm_since_s < CALM_S)
            continue;
        clerks_close_more(l->world, window->counter);
        lead_tell(l, WORD_CALM, window->service, window->counter, (const double[3]){0});
        lead_forget(l, window);
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
    if (!l)
        return;
    if (l->advice)
        advice_begin(l->advice);
    else
        agenda_in(&l->world->agenda, LOOK_S, look_cb, l);
}

int lead_create(struct world *w) {
    if (w->options->lead == LEAD_NONE)
        return ERR_OK;
    w->lead = calloc(1, sizeof *w->lead);
    if (!w->lead)
        return ERR_NO_MEMORY;
    w->lead->world = w;
    return w->options->lead == LEAD_ADVICE ? advice_create(w->lead) : ERR_OK;
}

void lead_close(struct lead *l, void (*closed_cb)(void *arg), void *arg) {
    if (l && l->advice)
        advice_close(l->advice, closed_cb, arg);
    else
        closed_cb(arg);
}

void lead_destroy(struct lead *l) {
    if (l)
        advice_destroy(l->advice);
    free(l);
}
