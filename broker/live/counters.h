// counters.h - the broker's counters, and the page that shows them in Prometheus's text form. The
// terms are in docs/OPERATIONS.md.
#ifndef HALLQ_COUNTERS_H
#define HALLQ_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "broker/hall/rules.h"

enum answer { ANSWER_APPLIED, ANSWER_READ, ANSWER_AGAIN, ANSWER_REFUSED, ANSWER_COUNT };

#define COUNTERS_REASONS 1024 // all numbers of Refusal.Reason are smaller
#define TIME_BUCKETS 16       // up to 64 us, 128 us, ... 1 s, and longer

// The page names this many people whose PIN was tried wrongly, the first since the start; the wrong
// PINs of the others are counted together.
#define COUNTERS_PEOPLE 64

struct counters {
    struct {
        uint32_t hall, staff;
        uint64_t count;
    } wrong_pins[COUNTERS_PEOPLE];
    uint64_t wrong_pins_others;
    uint64_t answers[COMMAND_PLACES][ANSWER_COUNT];
    uint64_t refusals[COUNTERS_REASONS];
    uint64_t tickets_refused[COUNTERS_REASONS]; // of the refusals, the answers to `issue`
    uint64_t wrong_enrol_codes;
    uint64_t turns;         // all turns that ran
    uint64_t turns_written; // turns with a commit
    uint64_t turns_undone;  // attempts that were undone
    uint64_t pauses;        // steps in which a turn waited for more commands
    uint64_t due_rows;
    uint64_t events;
    uint64_t turn_us[TIME_BUCKETS];
    uint64_t turn_us_sum;
};

// counters_wrong_pin: counts a wrong PIN of this person. counters_answer, counters_turn: count an
// answer and a turn. counters_page: writes all counters.
void counters_wrong_pin(struct counters *c, uint32_t hall, uint32_t staff);
void counters_answer(struct counters *c, const Hallq__Request *request, enum answer answer,
                     Hallq__Refusal__Reason reason);
void counters_turn(struct counters *c, uint64_t turn_us);

struct metrics_page {
    char *text;
    size_t size; // bytes of room
    size_t used;
};

// metrics_value: adds a metric of one value with its help line; a full page drops it. `type` is
// "counter" or "gauge".
void metrics_value(struct metrics_page *p, const char *name, const char *type, const char *help,
                   uint64_t value);

// metrics_head: begins a metric of several values, of which metrics_labelled adds one each with its
// labels: a="1",b="2".
void metrics_head(struct metrics_page *p, const char *name, const char *type, const char *help);
void metrics_labelled(struct metrics_page *p, const char *name, const char *labels, double value);

void counters_page(const struct counters *c, struct metrics_page *p);

#endif
