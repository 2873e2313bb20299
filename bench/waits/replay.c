// replay.c - what each kind of event tells the forecast, as the broker will tell it.
#include "bench/waits/replay.h"
#include "bench/waits/cost.h"

static void capacity(struct hall *hall, const struct days_event *event) {
    if (hall->days->counters.count)
        hall->counters[event->id].open = event->open > 0;
    else
        hall->lines[event->id].counters = event->open;
}

static void end(struct hall *hall, const struct days_event *event) {
    const struct days_ticket *ticket = &hall->days->tickets[event->id];
    // Of what ends in the moment of its call the end comes first.
    int64_t called_at_ms =
        hall->called_at_ms[event->id] ? hall->called_at_ms[event->id] : event->at_ms;
    if (ticket->served)
        service_times_add(&hall->services[ticket->service],
                          (double)(event->at_ms - called_at_ms) / 1000);
    hall->counters[ticket->counter].busy = false;
}

static void advance(struct hall *hall, const struct days_ticket *ticket, int64_t now_ms) {
    const struct hall_group *group = &hall->groups[ticket->group];
    for (uint32_t i = 0; i < group->count; i++) {
        struct hall_line *line = &hall->lines[group->lines[i]];
        past_advance(&line->past, now_ms, line->count > 0);
    }
}

static double ask_twin(struct hall *hall, uint32_t id, int64_t now_ms) {
    double began_s = clock_cpu_s(), twin_s = hall_twin_s(hall, id, now_ms);
    hall->twin_took_s += clock_cpu_s() - began_s;
    hall->twin_asked++;
    return twin_s;
}

static void issue(struct hall *hall, uint32_t id, int64_t now_ms) {
    const struct days_ticket *ticket = &hall->days->tickets[id];
    struct hall_line *line = &hall->lines[ticket->line];
    struct inputs_known known = {.now_ms = now_ms,
                                 .head_waited_s = hall_head_waited_s(hall, ticket->line, now_ms),
                                 .leavers = &hall->groups[ticket->group].leavers};
    double inputs_s[INPUTS];
    struct forecast_asked asked = {.inputs_s = inputs_s,
                                   .twin_s = -1,
                                   .clock_s = (double)(now_ms % DAY_MS) / 1000,
                                   .fallen_to = line->skill.fallen_to};
    hall->format->known(hall, id, &known, &asked.at_once);
    inputs_fill(&line->past, &known, inputs_s);
    asked.ahead = known.ahead;
    if (hall->format->twin && !hall->no_twin && !asked.at_once)
        asked.twin_s = ask_twin(hall, id, now_ms);
    forecast_give(&hall->forecast, &asked, &hall->given[id]);
    hall_join(hall, id);
}

static void take_counter(struct hall *hall, uint32_t id, int64_t now_ms) {
    const struct days_ticket *ticket = &hall->days->tickets[id];
    if (ticket->counter == DAYS_NONE)
        return;
    struct hall_counter *counter = &hall->counters[ticket->counter];
    counter->busy = true;
    counter->busy_at_ms = now_ms;
    counter->service = ticket->service;
    counter->called_at_ms[ticket->group] = now_ms;
}

// Whether the forecast, told or not, is still worth its place in the line; else a shadow is told.
static void judge(struct hall *hall, uint32_t id, double waited_s) {
    struct score_said learnt = hall->given[id].said;
    learnt.forecast_s = hall->given[id].learnt_s;
    if (!hall->plain && waited_s > hall->format->waited_over_s)
        skill_add(&hall->lines[hall->days->tickets[id].line].skill, &learnt, waited_s);
}

static void call(struct hall *hall, uint32_t id, int64_t now_ms, replay_called_cb called,
                 void *context) {
    const struct days_ticket *ticket = &hall->days->tickets[id];
    double waited_s = (double)(now_ms - ticket->issued_at_ms) / 1000;
    leavers_call(&hall->groups[ticket->group].leavers, waited_s);
    hall_part(hall, id);
    past_call(&hall->lines[ticket->line].past, now_ms, ticket->issued_at_ms, waited_s);
    hall->called_at_ms[id] = now_ms;
    twin_came(&hall->no_shows, ticket->served);
    take_counter(hall, id, now_ms);
    called(context, hall, id, waited_s);
    judge(hall, id, waited_s);
    forecast_learn(&hall->forecast, &hall->given[id], waited_s);
}

static void leave(struct hall *hall, uint32_t id, int64_t now_ms) {
    const struct days_ticket *ticket = &hall->days->tickets[id];
    hall_part(hall, id);
    leavers_leave(&hall->groups[ticket->group].leavers,
                  (double)(now_ms - ticket->issued_at_ms) / 1000);
}

void replay_run(struct hall *hall, replay_called_cb called, void *context) {
    for (uint32_t i = 0; i < hall->days->event_count; i++) {
        const struct days_event *event = &hall->days->events[i];
        enum days_kind kind = event->kind;
        if (kind != DAYS_CAPACITY && kind != DAYS_END)
            advance(hall, &hall->days->tickets[event->id], event->at_ms);
        switch (kind) {
        case DAYS_END:
            end(hall, event);
            break;
        case DAYS_LEAVE:
            leave(hall, event->id, event->at_ms);
            break;
        case DAYS_CAPACITY:
            capacity(hall, event);
            break;
        case DAYS_ISSUE:
            issue(hall, event->id, event->at_ms);
            break;
        case DAYS_CALL:
            call(hall, event->id, event->at_ms, called, context);
            break;
        }
    }
}
