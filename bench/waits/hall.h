// hall.h - what a broker would know of a hall at each moment of its recorded days, and nothing later.
#ifndef HALLQ_WAITS_HALL_H
#define HALLQ_WAITS_HALL_H

#include "bench/waits/days.h"
#include "broker/forecast/forecast.h"
#include "broker/forecast/service_times.h"
#include "broker/forecast/twin.h"

#define HALL_GROUP_LINES 8
#define HALL_GROUPS 2 // that a counter serves, at most

struct hall_line {
    struct past past;
    struct skill skill;
    uint32_t *waiting; // tickets in the order in which they are called
    uint32_t count, room;
    double counters; // able to serve it, where the record tells their number alone
};

// Lines that share their counters.
struct hall_group {
    uint32_t lines[HALL_GROUP_LINES];
    uint32_t count;
    struct leavers leavers;
};

struct hall_counter {
    bool open, busy;
    uint32_t service;                  // of whom it serves
    int64_t busy_at_ms;                // since when
    uint64_t services;                 // that it is able to serve, a bit each
    int64_t called_at_ms[HALL_GROUPS]; // last, of each group; 0: long ago
};

struct hall;

// A format of recorded days: how its files are read, and what is known in it.
struct hall_format {
    const char *name, *tickets, *other; // of its files: "bank_*_tickets.csv", or NULL
    double offset_s;                    // forecast_init
    double waited_over_s;               // a longer wait is one
    void (*read)(struct days *days, const char *tickets_path, const char *other_path);
    void (*open)(struct hall *hall); // what is known before the first day
    void (*known)(struct hall *hall, uint32_t ticket, struct inputs_known *ret, bool *ret_at_once);
    bool twin; // counters and what they are able to serve are known
};

extern const struct hall_format format_bank, format_warsaw, format_sim;

struct hall {
    const struct hall_format *format;
    const struct days *days;
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct hall_line *lines;
    struct hall_group *groups;
    struct hall_counter *counters;
    struct service_times *services;
    double no_shows;
    bool plain;   // the first stage alone, which nobody judges
    bool no_twin; // it is not asked
    uint64_t twin_asked;
    double twin_took_s;
    struct forecast_given *given; // of each ticket
    int64_t *called_at_ms;        // of each ticket
};

void hall_init(struct hall *hall, const struct hall_format *format, const struct days *days);
void hall_fini(struct hall *hall);

// hall_ahead: how many wait in the line who are called before the ticket.
uint32_t hall_ahead(const struct hall *hall, uint32_t line, uint32_t ticket);

void hall_join(struct hall *hall, uint32_t ticket);
void hall_part(struct hall *hall, uint32_t ticket); // from its line; nothing where it is not in it

// hall_head_waited_s: of whom is called next; 0 of an empty line.
double hall_head_waited_s(const struct hall *hall, uint32_t line, int64_t now_ms);

// hall_twin_s: when the twin of the hall calls the ticket, which has not joined its line yet.
double hall_twin_s(struct hall *hall, uint32_t ticket, int64_t now_ms);

#endif
