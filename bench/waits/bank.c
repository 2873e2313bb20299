// bank.c - calls to the agents of a bank: first come first served, with a head start for the second priority. One class
// of callers has agents of its own. An agent is known from the last call it took.
//
//     set,day,hall,cls,prio,t_issue,t_call,t_end,server,outcome        outcome: S served, A left while waiting
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/waits/hall.h"
#include "bench/waits/sheet.h"

#define HEAD_START_MS 90000
#define OWN_AGENTS "IN" // the class that has them
#define POOL_SERVICE_S 180.
#define OWN_SERVICE_S 250.
#define AGENT_GONE_MS 900000 // who took no call for so long, and is in none

static void read_row(struct days *days, const struct sheet *sheet) {
    const char *day = sheet_text(sheet, "day"), *class = sheet_text(sheet, "cls");
    const char *agent = sheet_text(sheet, "server");
    int64_t day_ms = days_day_ms(days, day);
    int64_t end_ms = day_ms + llround(sheet_number(sheet, "t_end") * 1000);
    bool own = !strcmp(class, OWN_AGENTS);
    double priority = sheet_number(sheet, "prio");
    char line[64];
    uint32_t id = days->ticket_count;
    struct days_ticket *ticket = days_ticket(days);
    ticket->number = sheet->row;
    ticket->set = days_text(days, sheet_text(sheet, "set"));
    ticket->day = days_text(days, day);
    ticket->hall = days_text(days, sheet_text(sheet, "hall"));
    snprintf(line, sizeof line, "%s/%.0f", class, priority);
    ticket->line_name = days_text(days, line);
    snprintf(line, sizeof line, "%d/%.0f", own, priority);
    ticket->line = days_name(&days->lines, line, true);
    ticket->group = days_name(&days->groups, own ? "own" : "pool", true);
    ticket->service = days_name(&days->services, class, true);
    ticket->served = true;
    bool no_agent = !strcmp(agent, "NO_SERVER");
    ticket->counter = no_agent ? DAYS_NONE : days_name(&days->counters, agent, true);
    ticket->issued_at_ms = day_ms + llround(sheet_number(sheet, "t_issue") * 1000);
    ticket->rank_us = (ticket->issued_at_ms - (priority == 2 ? HEAD_START_MS : 0)) * 1000;
    days_event(days, ticket->issued_at_ms, DAYS_ISSUE, id, 0);
    if (strcmp(sheet_text(sheet, "outcome"), "S")) {
        days_event(days, end_ms, DAYS_LEAVE, id, 0);
        return;
    }
    days_event(days, day_ms + llround(sheet_number(sheet, "t_call") * 1000), DAYS_CALL, id, 0);
    if (!no_agent)
        days_event(days, end_ms, DAYS_END, id, 0);
}

static void read_days(struct days *days, const char *tickets_path, const char *other_path) {
    struct sheet sheet;
    (void)other_path;
    sheet_open(&sheet, tickets_path);
    while (sheet_next(&sheet))
        read_row(days, &sheet);
    sheet_close(&sheet);
}

static uint32_t count_agents(struct hall *hall, uint32_t group, int64_t now_ms) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < hall->days->counters.count; i++) {
        struct hall_counter *agent = &hall->counters[i];
        int64_t *called_at_ms = &agent->called_at_ms[group];
        if (*called_at_ms && now_ms - *called_at_ms > AGENT_GONE_MS && !agent->busy)
            *called_at_ms = 0;
        count += *called_at_ms != 0;
    }
    return count;
}

static void known(struct hall *hall, uint32_t id, struct inputs_known *ret, bool *ret_at_once) {
    const struct days *days = hall->days;
    const struct hall_group *group = &hall->groups[days->tickets[id].group];
    bool own = !strcmp(days->groups.names[days->tickets[id].group], "own");
    double service_s = own ? OWN_SERVICE_S : POOL_SERVICE_S, work_s = 0;
    double agents = fmax(count_agents(hall, days->tickets[id].group, ret->now_ms), 1);
    const struct past *pasts[HALL_GROUP_LINES];
    for (uint32_t i = 0; i < group->count; i++) {
        const struct hall_line *line = &hall->lines[group->lines[i]];
        uint32_t ahead = hall_ahead(hall, group->lines[i], id);
        pasts[i] = &line->past;
        ret->ahead += ahead;
        for (uint32_t j = 0; j < ahead; j++)
            work_s += service_times_mean_s(&hall->services[days->tickets[line->waiting[j]].service],
                                           POOL_SERVICE_S);
    }
    inputs_shared_pace(pasts, group->count, &ret->per_call_15_s, &ret->per_call_60_s);
    ret->queue_s = inputs_queue_s(ret->ahead, service_s, agents, 1);
    ret->work_s = (work_s + .6 * service_s) / agents;
    *ret_at_once = false;
}

const struct hall_format format_bank = {.name = "bank",
                                        .tickets = "bank_*_tickets.csv",
                                        .offset_s = 30,
                                        .waited_over_s = 0,
                                        .read = read_days,
                                        .known = known};
