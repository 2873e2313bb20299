// hear.c - what the lead's feed tells the lead who asks the broker: the alerts of crowded lines, and
// what came of the windows that were opened. Both go into the story; an open alert is remembered, so
// that what is done about it names it.
#include <stdio.h>

#include "bench/sim/lead.h"

static const char *minutes_of(char *to, size_t to_size, uint32_t wait_s) {
    snprintf(to, to_size, "%u", (wait_s + 30) / 60);
    return to;
}

static const char *service_name(const struct lead *l, uint32_t service) {
    const Hallq__Service *s = hallq_view_service(hallq_follow_view(l->world->follow), service);
    return s ? hallq_text(s->name, words_language_get()) : "";
}

static enum word level_word(Hallq__Alert__Level level) {
    switch (level) {
    case HALLQ__ALERT__LEVEL__RED:
        return WORD_LEVEL_RED;
    case HALLQ__ALERT__LEVEL__BREACH:
        return WORD_LEVEL_BREACH;
    default:
        return WORD_LEVEL_AMBER;
    }
}

static enum word crowd_word(Hallq__Alert__Level level) {
    switch (level) {
    case HALLQ__ALERT__LEVEL__RED:
        return WORD_CROWD_RED;
    case HALLQ__ALERT__LEVEL__BREACH:
        return WORD_CROWD_BREACH;
    default:
        return WORD_CROWD_AMBER;
    }
}

// A sentence, or nothing where nothing differs much from the usual.
static const char *cause_sentence(const Hallq__Alert__Cause *cause) {
    if (!cause)
        return "";
    switch (cause->kind) {
    case HALLQ__ALERT__CAUSE__KIND__ARRIVALS:
        return word(WORD_CAUSE_ARRIVALS);
    case HALLQ__ALERT__CAUSE__KIND__WINDOWS:
        return word(WORD_CAUSE_WINDOWS);
    case HALLQ__ALERT__CAUSE__KIND__LONG_SERVICES:
        return word(WORD_CAUSE_LONG_SERVICES);
    case HALLQ__ALERT__CAUSE__KIND__NO_SHOWS:
        return word(WORD_CAUSE_NO_SHOWS);
    default:
        return "";
    }
}

static struct lead_alert *alert_of(struct lead *l, uint32_t service) {
    struct lead_alert *unused = NULL;
    for (size_t i = 0; i < LEAD_ALERTS_MAX; i++) {
        if (l->alerts[i].alert && l->alerts[i].service == service)
            return &l->alerts[i];
        if (!l->alerts[i].alert)
            unused = &l->alerts[i];
    }
    return unused;
}

uint64_t lead_alert_of(const struct lead *l, uint32_t service) {
    for (size_t i = 0; i < LEAD_ALERTS_MAX; i++)
        if (l->alerts[i].alert && l->alerts[i].service == service)
            return l->alerts[i].alert;
    return 0;
}

// Alerts of more lines than a lead can look at are one.
static void storm_hear(struct lead *l, const Hallq__Alert *alert) {
    char count[16];
    if (l->storm == alert->alert)
        return;
    l->storm = alert->alert;
    snprintf(count, sizeof count, "%u", alert->count);
    STORY_TELL(&l->world->story, world_day_s(l->world), WORD_STORM, count);
}

// Told when it is raised, and again when its level has risen.
static void hear_alert(struct lead *l, const Hallq__Alert *alert) {
    char forecast[16], upper[16], longest[16];
    if (alert->kind != HALLQ__ALERT__KIND__LINE_CROWDED)
        return;
    if (alert->count) {
        storm_hear(l, alert);
        return;
    }
    struct lead_alert *known = alert_of(l, alert->subject);
    if (!known)
        return;
    bool higher = known->alert != alert->alert || alert->level > known->level;
    *known = (struct lead_alert){alert->alert, alert->subject, alert->level};
    if (!higher)
        return;
    STORY_TELL(&l->world->story, world_day_s(l->world), WORD_ALERT, service_name(l, alert->subject),
               word(level_word(alert->level)),
               minutes_of(forecast, sizeof forecast, alert->forecast_s),
               minutes_of(upper, sizeof upper, alert->upper_s),
               minutes_of(longest, sizeof longest, alert->longest_s), cause_sentence(alert->cause),
               word(crowd_word(alert->level)));
}

static void hear_advised(struct lead *l, const Hallq__AlertAdvised *advised) {
    for (size_t i = 0; l->advice && advised->proposal && i < LEAD_ALERTS_MAX; i++)
        if (advised->alert && l->alerts[i].alert == advised->alert)
            advice_follow(l->advice, l->alerts[i].service, advised->proposal);
}

// What goes over into a storm is not over.
static void hear_cleared(struct lead *l, const Hallq__AlertCleared *cleared) {
    if (l->storm == cleared->alert)
        l->storm = 0;
    for (size_t i = 0; i < LEAD_ALERTS_MAX; i++) {
        if (!l->alerts[i].alert || l->alerts[i].alert != cleared->alert)
            continue;
        if (!cleared->storm)
            STORY_TELL(&l->world->story, world_day_s(l->world), WORD_ALERT_CLEARED,
                       service_name(l, l->alerts[i].service));
        l->alerts[i].alert = 0;
    }
}

static void hear_taken(struct lead *l, const Hallq__MeasureTaken *taken) {
    for (size_t i = 0; i < l->window_count; i++)
        if (taken->what && taken->what->kind == HALLQ__MEASURE__KIND__OPEN_COUNTER &&
            taken->what->counter == l->windows[i].counter)
            l->windows[i].measure = taken->measure;
}

static void hear_judged(struct lead *l, const Hallq__MeasureJudged *judged) {
    char number[16], later[16], now[16], without[16];
    for (size_t i = 0; i < l->window_count; i++) {
        const struct lead_window *window = &l->windows[i];
        for (size_t k = 0; window->measure == judged->measure && k < judged->n_lines; k++) {
            if (judged->lines[k]->service != window->service || !judged->lines[k]->told)
                continue;
            snprintf(number, sizeof number, "%u", window->counter);
            snprintf(later, sizeof later, "%u", judged->minutes);
            STORY_TELL(&l->world->story, world_day_s(l->world), WORD_JUDGED,
                       service_name(l, window->service), number, later,
                       minutes_of(now, sizeof now, judged->lines[k]->forecast_s),
                       minutes_of(without, sizeof without, (uint32_t)window->without_s));
        }
    }
}

void lead_hear(struct lead *l, const Hallq__Event *event) {
    switch (event->body_case) {
    case HALLQ__EVENT__BODY_ALERT_RAISED:
        hear_alert(l, event->alert_raised->alert);
        break;
    case HALLQ__EVENT__BODY_ALERT_CHANGED:
        hear_alert(l, event->alert_changed->alert);
        break;
    case HALLQ__EVENT__BODY_ALERT_CLEARED:
        hear_cleared(l, event->alert_cleared);
        break;
    case HALLQ__EVENT__BODY_ALERT_ADVISED:
        hear_advised(l, event->alert_advised);
        break;
    case HALLQ__EVENT__BODY_MEASURE_TAKEN:
        hear_taken(l, event->measure_taken);
        break;
    case HALLQ__EVENT__BODY_MEASURE_JUDGED:
        hear_judged(l, event->measure_judged);
        break;
    default:
        break;
    }
}
