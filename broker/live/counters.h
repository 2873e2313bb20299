// counters.h - what the broker counts, and the page of it in Prometheus's text form. The terms are
// in docs/OPERATIONS.md.
#ifndef HALLQ_COUNTERS_H
#define HALLQ_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

#include "broker/hall/rules.h"

enum answer { ANSWER_APPLIED, ANSWER_READ, ANSWER_AGAIN, ANSWER_REFUSED, ANSWER_COUNT };

#define COUNTERS_REASONS 512 // numbers of Refusal.Reason are below it
#define TIME_BUCKETS 16      // up to 64 us, 128 us, ... 1 s, and longer

// A page names so many people of whom wrong PINs were tried, those first tried since the start; the others
// are counted together.
#define COUNTERS_PEOPLE 64

struct counters {
    struct {
        uint32_t hall, staff;
        uint64_t count;
    } wrong_pins[COUNTERS_PEOPLE];
    uint64_t wrong_pins_others;
    uint64_t answers[COMMAND_PLACES][ANSWER_COUNT];
    uint64_t refusals[COUNTERS_REASONS];
    uint64_t tickets_refused[COUNTERS_REASONS]; // of those, the answers to `issue`
    uint64_t wrong_enrol_codes;
    uint64_t turns;         // that had something to do
    uint64_t turns_written; // of those, with a commit
    uint64_t turns_undone;  // of all attempts
    uint64_t pauses;        // steps waited for more commands before a turn
    uint64_t due_rows;
    uint64_t events;
    uint64_t turn_us[TIME_BUCKETS];
    uint64_t turn_us_sum;
};

// counters_wrong_pin: at whom one was tried. counters_page: all of this.
void counters_wrong_pin(struct counters *c, uint32_t hall, uint32_t staff);
void counters_answer(struct counters *c, const Hallq__Request *request, enum answer answer,
                     Hallq__Refusal__Reason reason);
void counters_turn(struct counters *c, uint64_t turn_us);

struct page {
    char *text;
    size_t size; // room
    size_t used;
};

// page_value: a metric of one value with its help line, dropped if the page is full. `type` is "counter" or "gauge".
void page_value(struct page *p, const char *name, const char *type, const char *help,
                uint64_t value);

void counters_page(const struct counters *c, struct page *p);

#endif
