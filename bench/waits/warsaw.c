// warsaw.c - municipal halls that publish, every five minutes, who waits and how many counters are open. No service has
// an end there, and no counter a number.
//
//     day,hall,cls,no,t_issue,t_call,busy_day,set                                          a row a ticket
//     day,hall,queue_id,letter,queue_name,t,status,nominal_min,open,waiting,called         a row a snapshot of a line
//
// Days on which a line never had five people waiting are left out.
#include <math.h>
#include <stdio.h>

#include "bench/waits/hall.h"
#include "bench/waits/sheet.h"

static void read_tickets(struct days *days, struct days_names *busy, const char *path) {
    struct sheet sheet;
    sheet_open(&sheet, path);
    while (sheet_next(&sheet)) {
        if (sheet_number(&sheet, "busy_day") != 1)
            continue;
        const char *line = sheet_text(&sheet, "cls");
        int64_t day_ms = days_day_ms(days, sheet_text(&sheet, "day"));
        uint32_t id = days->ticket_count;
        struct days_ticket *ticket = days_ticket(days);
        ticket->number = (uint32_t)sheet_number(&sheet, "no");
        ticket->set = days_text(days, sheet_text(&sheet, "set"));
        ticket->day = days_text(days, sheet_text(&sheet, "day"));
        ticket->hall = days_text(days, sheet_text(&sheet, "hall"));
        ticket->line_name = days_text(days, line);
        ticket->line = days_name(&days->lines, line, true);
        ticket->group = days_name(&days->groups, line, true);
        ticket->counter = DAYS_NONE;
        ticket->issued_at_ms = day_ms + llround(sheet_number(&sheet, "t_issue") * 1000);
        ticket->rank_us = ticket->issued_at_ms * 1000 + ticket->number;
        char day_line[256];
        snprintf(day_line, sizeof day_line, "%s %s", ticket->day, line);
        days_name(busy, day_line, true);
        int64_t called_at_ms = day_ms + llround(sheet_number(&sheet, "t_call") * 1000);
        days_event(days, ticket->issued_at_ms, DAYS_ISSUE, id, 0);
        days_event(days, called_at_ms, DAYS_CALL, id, 0);
    }
    sheet_close(&sheet);
}

static void read_snapshots(struct days *days, struct days_names *busy, const char *path) {
    struct sheet sheet;
    sheet_open(&sheet, path);
    while (sheet_next(&sheet)) {
        const char *day = sheet_text(&sheet, "day");
        char line[192], day_line[256];
        snprintf(line, sizeof line, "%s/%s", sheet_text(&sheet, "hall"),
                 sheet_text(&sheet, "queue_id"));
        snprintf(day_line, sizeof day_line, "%s %s", day, line);
        if (days_name(busy, day_line, false) == DAYS_NONE)
            continue;
        int64_t at_ms = days_day_ms(days, day) + llround(sheet_number(&sheet, "t") * 1000);
        days_event(days, at_ms, DAYS_CAPACITY, days_name(&days->lines, line, false),
                   sheet_number(&sheet, "open"));
    }
    sheet_close(&sheet);
}

static void read_days(struct days *days, const char *tickets_path, const char *other_path) {
    struct days_names busy = {0};
    read_tickets(days, &busy, tickets_path);
    read_snapshots(days, &busy, other_path);
    days_names_fini(&busy);
}

static void known(struct hall *hall, uint32_t id, struct inputs_known *ret, bool *ret_at_once) {
    uint32_t line = hall->days->tickets[id].line;
    struct past *past = &hall->lines[line].past;
    past_issue(past, hall->lines[line].counters);
    inputs_pace(past, &ret->per_call_15_s, &ret->per_call_60_s);
    ret->ahead = hall_ahead(hall, line, id);
    ret->queue_s = inputs_queue_by_pace_s(past, ret->ahead, hall->lines[line].counters);
    ret->work_s = ret->queue_s;
    *ret_at_once = false;
}

const struct hall_format format_warsaw = {.name = "warsaw",
                                          .tickets = "warsaw_*_tickets.csv",
                                          .other = "warsaw_*_snapshots.csv",
                                          .offset_s = 60,
                                          .waited_over_s = 30,
                                          .read = read_days,
                                          .known = known};
