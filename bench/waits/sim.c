// sim.c - the simulated hall: four services, twelve counters that share them in many ways, and a class that goes first.
//
//     set,day,hall,cls,prio,t_issue,t_call,t_end,server,outcome        outcome: S served, N did not come
//     day,t,counter,open
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "bench/waits/hall.h"
#include "bench/waits/sheet.h"

#define HEAD_START_MS 40000000
#define UNKNOWN_SERVICE_S 400.
#define OWN_REST .6        // of a service time until a counter is free
#define FEWEST_COUNTERS .5 // when none is open, one will be

static const struct {
    const char *name;
    double service_s;
} services[] = {{"P", 480}, {"S", 360}, {"B", 240}, {"D", 700}};

static const struct {
    const char *counter, *services;
} counters[] = {{"1", "PSBD"}, {"2", "PSBD"}, {"3", "PSBD"}, {"4", "PSBD"},
                {"5", "PS"},   {"6", "PS"},   {"7", "PS"},   {"8", "SB"},
                {"9", "SB"},   {"10", "B"},   {"11", "PD"},  {"12", "PSBD"}};

// Days are numbered in each file.
static int64_t day_ms_of(struct days *days, const struct sheet *sheet, const char *file) {
    char day[4096];
    snprintf(day, sizeof day, "%s %s", sheet_text(sheet, "day"), file);
    return days_day_ms(days, day);
}

static void read_ticket(struct days *days, const struct sheet *sheet, const char *file) {
    const char *class = sheet_text(sheet, "cls");
    int64_t day_ms = day_ms_of(days, sheet, file);
    double priority = sheet_number(sheet, "prio");
    char line[64];
    uint32_t id = days->ticket_count;
    struct days_ticket *ticket = days_ticket(days);
    ticket->number = sheet->row;
    ticket->set = days_text(days, sheet_text(sheet, "set"));
    ticket->day = days_text(days, sheet_text(sheet, "day"));
    ticket->hall = days_text(days, sheet_text(sheet, "hall"));
    snprintf(line, sizeof line, "%s/%.0f", class, priority);
    ticket->line_name = days_text(days, line);
    ticket->line = days_name(&days->lines, line, true);
    ticket->group = days_name(&days->groups, "hall", true);
    ticket->service = days_name(&days->services, class, true);
    ticket->counter = days_name(&days->counters, sheet_text(sheet, "server"), true);
    ticket->served = !strcmp(sheet_text(sheet, "outcome"), "S");
    ticket->issued_at_ms = day_ms + llround(sheet_number(sheet, "t_issue") * 1000);
    ticket->rank_us = (ticket->issued_at_ms - (priority == 2 ? HEAD_START_MS : 0)) * 1000;
    days_event(days, ticket->issued_at_ms, DAYS_ISSUE, id, 0);
    days_event(days, day_ms + llround(sheet_number(sheet, "t_call") * 1000), DAYS_CALL, id, 0);
    days_event(days, day_ms + llround(sheet_number(sheet, "t_end") * 1000), DAYS_END, id, 0);
}

static void read_days(struct days *days, const char *tickets_path, const char *other_path) {
    struct sheet sheet;
    sheet_open(&sheet, tickets_path);
    while (sheet_next(&sheet))
        read_ticket(days, &sheet, tickets_path);
    sheet_close(&sheet);
    sheet_open(&sheet, other_path);
    while (sheet_next(&sheet)) {
        int64_t day_ms = day_ms_of(days, &sheet, tickets_path);
        uint32_t counter = days_name(&days->counters, sheet_text(&sheet, "counter"), true);
        days_event(days, day_ms + llround(sheet_number(&sheet, "t") * 1000), DAYS_CAPACITY, counter,
                   sheet_number(&sheet, "open"));
    }
    sheet_close(&sheet);
}

static void open_hall(struct hall *hall) {
    const struct days *days = hall->days;
    for (uint32_t i = 0; i < days->services.count; i++)
        for (size_t j = 0; j < COUNT(services); j++)
            if (!strcmp(days->services.names[i], services[j].name))
                service_times_expect(&hall->services[i], services[j].service_s);
    for (uint32_t i = 0; i < days->counters.count; i++)
        for (size_t j = 0; j < COUNT(counters); j++) {
            if (strcmp(days->counters.names[i], counters[j].counter))
                continue;
            for (uint32_t k = 0; k < days->services.count; k++)
                if (strstr(counters[j].services, days->services.names[k]))
                    hall->counters[i].services |= 1ull << k;
        }
}

static uint32_t count_open(const struct hall *hall, uint64_t service, uint64_t and_service) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < hall->days->counters.count; i++) {
        const struct hall_counter *counter = &hall->counters[i];
        count += counter->open && counter->services & service && counter->services & and_service;
    }
    return count;
}

static bool is_free(const struct hall *hall, uint64_t service) {
    for (uint32_t i = 0; i < hall->days->counters.count; i++) {
        const struct hall_counter *counter = &hall->counters[i];
        if (counter->open && !counter->busy && counter->services & service)
            return true;
    }
    return false;
}

static void count_ahead(const struct hall *hall, uint32_t id, uint32_t ret_by_service[64]) {
    const struct days *days = hall->days;
    const struct hall_group *group = &hall->groups[days->tickets[id].group];
    for (uint32_t i = 0; i < group->count; i++) {
        const struct hall_line *line = &hall->lines[group->lines[i]];
        uint32_t ahead = hall_ahead(hall, group->lines[i], id);
        if (ahead)
            ret_by_service[days->tickets[line->waiting[0]].service] += ahead;
    }
}

static void known(struct hall *hall, uint32_t id, struct inputs_known *ret, bool *ret_at_once) {
    const struct days_ticket *ticket = &hall->days->tickets[id];
    const struct hall_line *line = &hall->lines[ticket->line];
    uint64_t mine = 1ull << ticket->service;
    uint32_t ahead[64] = {0};
    double open = count_open(hall, mine, mine);
    double service_s = service_times_mean_s(&hall->services[ticket->service], UNKNOWN_SERVICE_S);
    double work_s = OWN_REST * service_s;
    count_ahead(hall, id, ahead);
    for (uint32_t i = 0; i < hall->days->services.count; i++) {
        double all = count_open(hall, 1ull << i, 1ull << i);
        double shared = all > 0 ? count_open(hall, 1ull << i, mine) / all : 1;
        work_s += ahead[i] * shared * service_times_mean_s(&hall->services[i], UNKNOWN_SERVICE_S);
    }
    inputs_pace(&line->past, &ret->per_call_15_s, &ret->per_call_60_s);
    ret->ahead = line->count;
    ret->queue_s = inputs_queue_s(ahead[ticket->service], service_s, open, FEWEST_COUNTERS);
    ret->work_s = work_s / fmax(open, FEWEST_COUNTERS);
    *ret_at_once = !ahead[ticket->service] && is_free(hall, mine);
}

const struct hall_format format_sim = {.name = "sim",
                                       .tickets = "sim_*_tickets.csv",
                                       .other = "sim_*_counters.csv",
                                       .offset_s = 60,
                                       .waited_over_s = 30,
                                       .read = read_days,
                                       .open = open_hall,
                                       .known = known,
                                       .twin = true};
