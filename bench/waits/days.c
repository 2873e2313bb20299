// days.c - growing tables.
#include "bench/waits/days.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"

#define FIRST_DAY 20000 // since 1970, for halls whose days have no date

static void *grown(void *rows, uint32_t count, uint32_t *room, size_t row_size) {
    if (count < *room)
        return rows;
    *room = *room ? *room * 2 : 64;
    rows = reallocarray(rows, *room, row_size);
    if (!rows) {
        fputs("hallq-waits: no memory\n", stderr);
        exit(2);
    }
    return rows;
}

uint32_t days_name(struct days_names *names, const char *name, bool add) {
    // What comes next is mostly what came last.
    for (uint32_t i = names->count; i > 0; i--)
        if (!strcmp(names->names[i - 1], name))
            return i - 1;
    if (!add)
        return DAYS_NONE;
    names->names = grown(names->names, names->count, &names->room, sizeof names->names[0]);
    names->names[names->count] = strdup(name);
    return names->count++;
}

char *days_text(struct days *days, const char *text) {
    uint32_t name = days_name(&days->texts, text, true);
    return days->texts.names[name];
}

int64_t days_day_ms(struct days *days, const char *day) {
    return (FIRST_DAY + (int64_t)days_name(&days->days, day, true)) * DAY_MS;
}

struct days_ticket *days_ticket(struct days *days) {
    days->tickets =
        grown(days->tickets, days->ticket_count, &days->ticket_room, sizeof days->tickets[0]);
    struct days_ticket *ticket = &days->tickets[days->ticket_count++];
    memset(ticket, 0, sizeof *ticket);
    return ticket;
}

void days_event(struct days *days, int64_t at_ms, enum days_kind kind, uint32_t id, double open) {
    days->events =
        grown(days->events, days->event_count, &days->event_room, sizeof days->events[0]);
    days->events[days->event_count] = (struct days_event){at_ms, kind, id, open, days->event_count};
    days->event_count++;
}

#define COMPARE(a, b)                                                                              \
    if ((a) != (b))                                                                                \
        return (a) < (b) ? -1 : 1;

static int event_compare(const void *left, const void *right) {
    const struct days_event *a = left, *b = right;
    COMPARE(a->at_ms, b->at_ms);
    COMPARE(a->kind, b->kind);
    if (a->kind != DAYS_CAPACITY)
        COMPARE(a->id, b->id);
    COMPARE(a->order, b->order);
    return 0;
}

void days_sort(struct days *days) {
    qsort(days->events, days->event_count, sizeof days->events[0], event_compare);
}

void days_names_fini(struct days_names *names) {
    for (uint32_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
}

void days_fini(struct days *days) {
    struct days_names *all[] = {&days->texts,    &days->lines,    &days->groups,
                                &days->services, &days->counters, &days->days};
    for (size_t i = 0; i < COUNT(all); i++)
        days_names_fini(all[i]);
    free(days->tickets);
    free(days->events);
}
