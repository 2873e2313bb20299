// hall.c - lines of waiting tickets, each sorted by rank and number.
#include "bench/waits/hall.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TWIN_TICKETS 1024 // more are not looked at

static void *zeroed(uint32_t count, size_t size) {
    void *rows = calloc(count ? count : 1, size);
    if (!rows)
        abort();
    return rows;
}

void hall_init(struct hall *hall, const struct hall_format *format, const struct days *days) {
    memset(hall, 0, sizeof *hall);
    hall->format = format;
    hall->days = days;
    forecast_init(&hall->forecast, &hall->spreads, format->offset_s);
    hall->lines = zeroed(days->lines.count, sizeof hall->lines[0]);
    hall->groups = zeroed(days->groups.count, sizeof hall->groups[0]);
    hall->counters = zeroed(days->counters.count, sizeof hall->counters[0]);
    hall->services = zeroed(days->services.count, sizeof hall->services[0]);
    hall->given = zeroed(days->ticket_count, sizeof hall->given[0]);
    hall->called_at_ms = zeroed(days->ticket_count, sizeof hall->called_at_ms[0]);
    for (uint32_t i = 0; i < days->groups.count; i++)
        hall->groups[i].leavers = (struct leavers)LEAVERS_NEW;
    for (uint32_t i = 0; i < days->ticket_count; i++) {
        struct hall_group *group = &hall->groups[days->tickets[i].group];
        uint32_t line = days->tickets[i].line, known = 0;
        while (known < group->count && group->lines[known] != line)
            known++;
        assert(known < HALL_GROUP_LINES);
        if (known == group->count)
            group->lines[group->count++] = line;
    }
    if (format->open)
        format->open(hall);
}

void hall_fini(struct hall *hall) {
    for (uint32_t i = 0; i < hall->days->lines.count; i++)
        free(hall->lines[i].waiting);
    free(hall->lines);
    free(hall->groups);
    free(hall->counters);
    free(hall->services);
    free(hall->given);
    free(hall->called_at_ms);
}

static bool is_before(const struct days_ticket *tickets, uint32_t left, uint32_t right) {
    return tickets[left].rank_us != tickets[right].rank_us
               ? tickets[left].rank_us < tickets[right].rank_us
               : left < right;
}

uint32_t hall_ahead(const struct hall *hall, uint32_t line, uint32_t ticket) {
    const struct hall_line *here = &hall->lines[line];
    const struct days_ticket *tickets = hall->days->tickets;
    uint32_t from = 0, to = here->count;
    while (from < to) {
        uint32_t middle = (from + to) / 2, other = here->waiting[middle];
        if (is_before(tickets, other, ticket))
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void hall_join(struct hall *hall, uint32_t ticket) {
    struct hall_line *line = &hall->lines[hall->days->tickets[ticket].line];
    uint32_t at = hall_ahead(hall, hall->days->tickets[ticket].line, ticket);
    if (line->count == line->room) {
        line->room = line->room ? line->room * 2 : 64;
        line->waiting = reallocarray(line->waiting, line->room, sizeof line->waiting[0]);
        if (!line->waiting)
            abort();
    }
    memmove(line->waiting + at + 1, line->waiting + at,
            (line->count - at) * sizeof line->waiting[0]);
    line->waiting[at] = ticket;
    line->count++;
}

void hall_part(struct hall *hall, uint32_t ticket) {
    struct hall_line *line = &hall->lines[hall->days->tickets[ticket].line];
    uint32_t at = hall_ahead(hall, hall->days->tickets[ticket].line, ticket);
    if (at == line->count || line->waiting[at] != ticket)
        return;
    line->count--;
    memmove(line->waiting + at, line->waiting + at + 1,
            (line->count - at) * sizeof line->waiting[0]);
}

static uint32_t counters_of_twin(const struct hall *hall, int64_t now_ms,
                                 struct twin_counter ret[TWIN_COUNTERS]) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < hall->days->counters.count && count < TWIN_COUNTERS; i++) {
        const struct hall_counter *counter = &hall->counters[i];
        if (counter->open)
            ret[count++] =
                (struct twin_counter){.services = counter->services,
                                      .busy = counter->busy,
                                      .service = counter->service,
                                      .busy_s = (double)(now_ms - counter->busy_at_ms) / 1000};
    }
    return count;
}

// All of the group who are called before the ticket, in that order, and the ticket.
static uint32_t tickets_of_twin(const struct hall *hall, uint32_t id,
                                struct twin_ticket ret[TWIN_TICKETS]) {
    const struct days_ticket *tickets = hall->days->tickets;
    const struct hall_group *group = &hall->groups[tickets[id].group];
    uint32_t at[HALL_GROUP_LINES] = {0}, count = 0;
    while (count < TWIN_TICKETS) {
        uint32_t best = id, from = 0;
        for (uint32_t i = 0; i < group->count; i++) {
            const struct hall_line *line = &hall->lines[group->lines[i]];
            if (at[i] < line->count && is_before(tickets, line->waiting[at[i]], best)) {
                best = line->waiting[at[i]];
                from = i;
            }
        }
        ret[count++] = (struct twin_ticket){.service = tickets[best].service};
        if (best == id)
            break;
        at[from]++;
    }
    return count;
}

double hall_twin_s(struct hall *hall, uint32_t ticket, int64_t now_ms) {
    struct twin_counter counters[TWIN_COUNTERS];
    struct twin_ticket tickets[TWIN_TICKETS];
    struct twin_answer answer;
    struct twin twin = {.counters = counters,
                        .counter_count = counters_of_twin(hall, now_ms, counters),
                        .tickets = tickets,
                        .ticket_count = tickets_of_twin(hall, ticket, tickets),
                        .services = hall->services,
                        .service_count = hall->days->services.count,
                        .no_shows = hall->no_shows};
    twin_run(&twin, ticket, &answer);
    return answer.mean_s;
}

double hall_head_waited_s(const struct hall *hall, uint32_t line, int64_t now_ms) {
    const struct hall_line *here = &hall->lines[line];
    if (!here->count)
        return 0;
    return (double)(now_ms - hall->days->tickets[here->waiting[0]].issued_at_ms) / 1000;
}
