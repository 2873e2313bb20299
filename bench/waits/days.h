// days.h - recorded days as the forecast sees them: tickets, and what happened in its order.
#ifndef HALLQ_WAITS_DAYS_H
#define HALLQ_WAITS_DAYS_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_MS 86400000LL
#define DAYS_NONE UINT32_MAX

// Of what happens in one moment, the earlier kind first.
enum days_kind { DAYS_END, DAYS_LEAVE, DAYS_CAPACITY, DAYS_ISSUE, DAYS_CALL };

struct days_event {
    int64_t at_ms;
    uint32_t kind;
    uint32_t id;    // ticket; of DAYS_CAPACITY line or counter
    double open;    // of DAYS_CAPACITY: counters, or 1 and 0
    uint32_t order; // as read
};

struct days_ticket {
    char *set, *day, *line_name, *hall;
    uint32_t number; // as on the ticket, or its row in the file
    uint32_t line, group, service, counter;
    int64_t issued_at_ms, rank_us; // who is called first has the lower rank
    bool served;
};

// Names, each once: the place of a name is its number.
struct days_names {
    char **names;
    uint32_t count, room;
};

struct days {
    struct days_ticket *tickets;
    struct days_event *events;
    uint32_t ticket_count, ticket_room, event_count, event_room;
    struct days_names texts, lines, groups, services, counters, days;
};

// days_name: the number of a name, a new one where it is not there yet (with `add`), or DAYS_NONE.
uint32_t days_name(struct days_names *names, const char *name, bool add);

// days_text: a copy that lives as long as the days.
char *days_text(struct days *days, const char *text);

// days_day_ms: when the day of that name begins; days are told apart by name and follow each other as first seen.
int64_t days_day_ms(struct days *days, const char *day);

// days_ticket: a zeroed one at the end; dies at the next.
struct days_ticket *days_ticket(struct days *days);
void days_event(struct days *days, int64_t at_ms, enum days_kind kind, uint32_t id, double open);

// days_sort: into the order in which it happened.
void days_sort(struct days *days);
void days_fini(struct days *days);
void days_names_fini(struct days_names *names);

#endif
