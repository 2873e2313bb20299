// crowds.h - whether the red alert of a line is right: how many crowds it warned of before anybody had waited too long, and
// how many alerts had no crowd near.
//
// A crowd: tickets of a line, one after the other as they were taken on a day, that waited over 20 minutes; one that did
// not wait so long between two that did belongs to it. A crowd of less than five minutes need not be warned of.
#ifndef HALLQ_WAITS_CROWDS_H
#define HALLQ_WAITS_CROWDS_H

#include <stdint.h>

struct crowds_seen {
    int64_t issued_at_ms;
    uint32_t line, day;
    double waited_s, forecast_s, upper_s;
};

// Tickets as they were called.
struct crowds {
    struct crowds_seen *seen;
    uint32_t count, room;
};

struct crowds_figures {
    uint32_t crowds, warned; // warned of before anybody had waited 20 minutes
    uint32_t alerts, alone;  // with no crowd from 20 minutes before to 30 after
    double ahead_s;          // median of how long before that
};

// How an alert begins and ends.
enum crowds_rule {
    CROWDS_BARE,  // at 20 minutes, and below 15: as the bars of the forecast are measured
    CROWDS_ALERT, // by broker/forecast/crowd, which ends it after five calm minutes
};

void crowds_add(struct crowds *crowds, const struct crowds_seen *seen);

// crowds_judge: sorts what was seen.
struct crowds_figures crowds_judge(struct crowds *crowds, enum crowds_rule rule);
void crowds_fini(struct crowds *crowds);

#endif
