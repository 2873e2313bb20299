// hall.c - lines of waiting tickets, each sorted by rank and number.
#include "bench/waits/hall.h"

#include <stdlib.h>
#include <string.h>

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
    forecast_init(&hall->forecast, format->offset_s);
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
        if (known == group->count && known < HALL_GROUP_LINES)
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

uint32_t hall_ahead(const struct hall *hall, uint32_t line, uint32_t ticket) {
    const struct hall_line *here = &hall->lines[line];
    const struct days_ticket *tickets = hall->days->tickets;
    uint32_t from = 0, to = here->count;
    while (from < to) {
        uint32_t middle = (from + to) / 2, other = here->waiting[middle];
        bool before = tickets[other].rank_us != tickets[ticket].rank_us
                          ? tickets[other].rank_us < tickets[ticket].rank_us
                          : other < ticket;
        if (before)
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

double hall_head_waited_s(const struct hall *hall, uint32_t line, int64_t now_ms) {
    const struct hall_line *here = &hall->lines[line];
    if (!here->count)
        return 0;
    return (double)(now_ms - hall->days->tickets[here->waiting[0]].issued_at_ms) / 1000;
}
