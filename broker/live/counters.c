#include "broker/live/counters.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/refusal.h"

#define FIRST_BUCKET_US 64

#define REFUSAL(reason, zh, en)                                                                    \
    _Static_assert(HALLQ__REFUSAL__REASON__##reason < COUNTERS_REASONS, #reason " is not "         \
                                                                                "counted");
#include "base/refusals.def"
#undef REFUSAL

static const char *const answer_names[ANSWER_COUNT] = {
    [ANSWER_APPLIED] = "applied",
    [ANSWER_READ] = "read",
    [ANSWER_AGAIN] = "again",
    [ANSWER_REFUSED] = "refused",
};

void counters_answer(struct counters *c, const Hallq__Request *request, enum answer answer,
                     Hallq__Refusal__Reason reason) {
    Hallq__Request__BodyCase command = request ? request->body_case : HALLQ__REQUEST__BODY__NOT_SET;
    const struct command_row *row = command_find(command);
    c->answers[row ? row->place : COMMAND_PLACE_NONE][answer]++;
    if (answer != ANSWER_REFUSED || (size_t)reason >= COUNTERS_REASONS)
        return;
    c->refusals[reason]++;
    c->tickets_refused[reason] += command == HALLQ__REQUEST__BODY_ISSUE;
    c->wrong_enrol_codes +=
        command == HALLQ__REQUEST__BODY_ENROL && reason == HALLQ__REFUSAL__REASON__WRONG_CODE;
}

void counters_wrong_pin(struct counters *c, uint32_t hall, uint32_t staff) {
    size_t i = 0;
    while (i < COUNTERS_PEOPLE && c->wrong_pins[i].count &&
           (c->wrong_pins[i].hall != hall || c->wrong_pins[i].staff != staff))
        i++;
    if (i == COUNTERS_PEOPLE) {
        c->wrong_pins_others++;
        return;
    }
    c->wrong_pins[i].hall = hall;
    c->wrong_pins[i].staff = staff;
    c->wrong_pins[i].count++;
}

void counters_turn(struct counters *c, uint64_t turn_us) {
    size_t bucket = 0;
    while (bucket + 1 < TIME_BUCKETS && turn_us > (uint64_t)FIRST_BUCKET_US << bucket)
        bucket++;
    c->turns++;
    c->turn_us[bucket]++;
    c->turn_us_sum += turn_us;
}

// Adds a line; a full page drops it.
static void __attribute__((format(printf, 2, 3)))
page_add(struct metrics_page *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int len = vsnprintf(p->text + p->used, p->size - p->used, format, args);
    va_end(args);
    if (len > 0 && p->used + (size_t)len < p->size)
        p->used += (size_t)len;
}

void metrics_head(struct metrics_page *p, const char *name, const char *type, const char *help) {
    page_add(p, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_value(struct metrics_page *p, const char *name, const char *type, const char *help,
                   uint64_t value) {
    metrics_head(p, name, type, help);
    page_add(p, "%s %" PRIu64 "\n", name, value);
}

void metrics_labelled(struct metrics_page *p, const char *name, const char *labels, double value) {
    page_add(p, "%s{%s} %g\n", name, labels, value);
}

static void reasons_add(struct metrics_page *p, const char *name, const char *help,
                        const uint64_t counts[COUNTERS_REASONS]) {
    metrics_head(p, name, "counter", help);
    for (size_t i = 0; i < COUNTERS_REASONS; i++)
        if (counts[i])
            page_add(p, "%s{reason=\"%s\"} %" PRIu64 "\n", name,
                     refusal_name((Hallq__Refusal__Reason)i), counts[i]);
}

static void command_add(struct metrics_page *p, const char *name,
                        const uint64_t answers[ANSWER_COUNT]) {
    for (size_t a = 0; a < ANSWER_COUNT; a++)
        if (answers[a])
            page_add(p, "hallq_commands_total{command=\"%s\",answer=\"%s\"} %" PRIu64 "\n", name,
                     answer_names[a], answers[a]);
}

static void commands_add(const struct counters *c, struct metrics_page *p) {
    metrics_head(p, "hallq_commands_total", "counter", "Commands by name and answer.");
    command_add(p, "none", c->answers[COMMAND_PLACE_NONE]);
    for (const struct command_row *row = command_next(NULL); row; row = command_next(row))
        command_add(p, row->name, c->answers[row->place]);
    reasons_add(p, "hallq_refusals_total", "Refusals by reason.", c->refusals);
    reasons_add(p, "hallq_tickets_refused_total", "Tickets that were not given, by reason.",
                c->tickets_refused);
}

static void wrong_pins_add(const struct counters *c, struct metrics_page *p) {
    static const char name[] = "hallq_wrong_pins_total";
    metrics_head(p, name, "counter", "Wrong PINs, by the person at whom they were tried.");
    for (size_t i = 0; i < COUNTERS_PEOPLE && c->wrong_pins[i].count; i++)
        page_add(p, "%s{hall=\"%u\",staff=\"%u\"} %" PRIu64 "\n", name, c->wrong_pins[i].hall,
                 c->wrong_pins[i].staff, c->wrong_pins[i].count);
    page_add(p, "%s{hall=\"\",staff=\"others\"} %" PRIu64 "\n", name, c->wrong_pins_others);
}

static void turn_times_add(const struct counters *c, struct metrics_page *p) {
    uint64_t below = 0;
    metrics_head(p, "hallq_turn_seconds", "histogram", "Time of a turn, its commit included.");
    for (size_t i = 0; i < TIME_BUCKETS; i++) {
        below += c->turn_us[i];
        if (i + 1 < TIME_BUCKETS)
            page_add(p, "hallq_turn_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
                     (double)((uint64_t)FIRST_BUCKET_US << i) / 1e6, below);
    }
    page_add(p, "hallq_turn_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", below);
    page_add(p, "hallq_turn_seconds_sum %g\n", (double)c->turn_us_sum / 1e6);
    page_add(p, "hallq_turn_seconds_count %" PRIu64 "\n", c->turns);
}

void counters_page(const struct counters *c, struct metrics_page *p) {
    commands_add(c, p);
    wrong_pins_add(c, p);
    metrics_value(p, "hallq_wrong_enrol_codes_total", "counter", "Wrong codes typed in browsers.",
                  c->wrong_enrol_codes);
    turn_times_add(c, p);
    metrics_value(p, "hallq_turns_written_total", "counter", "Turns made durable.",
                  c->turns_written);
    metrics_value(p, "hallq_turns_undone_total", "counter", "Attempts that were undone.",
                  c->turns_undone);
    metrics_value(p, "hallq_pauses_total", "counter",
                  "Steps waited for more commands before a turn, on a slow disk.", c->pauses);
    metrics_value(p, "hallq_due_rows_total", "counter", "Rows that fell due.", c->due_rows);
    metrics_value(p, "hallq_events_total", "counter", "Events journaled.", c->events);
}
