// check.c - the settings as a whole: one row for each part in the order of the schema; and what a
// change of settings owes to the people who wait.
//
// A list that is too long is reported and not looked into, so the work is bounded by the limits.
// Where a check leans on another field that is itself wrong, it keeps quiet: one slip, one problem.
#include "broker/hall/settings/check.h"

#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/hall/settings/checker.h"

#define MOVES_HIGH (LIMIT_SERVICES + LIMIT_COUNTERS)

static void check_first(struct checker *c) {
    checker_range(c, ".hall", c->s->hall, 1, LIMIT_HALL_ID);
    checker_text(c, ".name", c->s->name);
}

static void check_day(struct checker *c) {
    checker_range(c, ".day_roll_min", c->s->day_roll_min, 0, 1439);
    if (!c->s->n_hours)
        checker_report(c, ".hours", (struct problem){PROBLEM_NONE_GIVEN});
    check_hours(c, c->s->hours, c->s->n_hours);
}

static void check_person(struct checker *c, size_t i) {
    const Hallq__StaffSettings *person = c->s->staff[i];
    const char *name = text_or_empty(person->name);
    checker_id_once(c, ".staff", ".id", (void *const *)c->s->staff, i,
                    offsetof(Hallq__StaffSettings, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".staff[%zu]", i);
    checker_range(c, ".id", person->id, 1, LIMIT_STAFF_ID);
    if (!*name)
        checker_report(c, ".name", (struct problem){PROBLEM_TEXT_MISSING, .high = LIMIT_TEXT});
    checker_utf8(c, ".name", name);
    if (person->role < HALLQ__STAFF__ROLE__CLERK || person->role > HALLQ__STAFF__ROLE__MANAGER)
        checker_report(c, ".role",
                       (struct problem){PROBLEM_CHOICE, .text = "clerk, guide, lead, manager"});
    checker_pop(c, here);
}

static void check_staff(struct checker *c) {
    if (!c->s->n_staff)
        checker_report(c, ".staff", (struct problem){PROBLEM_STAFF_NONE});
    if (!checker_count(c, ".staff", c->s->n_staff, 0, LIMIT_STAFF))
        return;
    for (size_t i = 0; i < c->s->n_staff; i++)
        check_person(c, i);
}

static void check_class(struct checker *c, size_t i) {
    static const struct checker_range ranges[] = {
        CHECKER_RANGE(CustomerClass, id, 1, LIMIT_CLASSES),
        CHECKER_RANGE(CustomerClass, head_start_s, 0, 7200),
    };
    checker_id_once(c, ".classes", ".id", (void *const *)c->s->classes, i,
                    offsetof(Hallq__CustomerClass, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".classes[%zu]", i);
    checker_ranges(c, c->s->classes[i], ranges, COUNT(ranges));
    checker_text(c, ".name", c->s->classes[i]->name);
    checker_pop(c, here);
}

static void check_classes(struct checker *c) {
    if (!checker_count(c, ".classes", c->s->n_classes, 0, LIMIT_CLASSES))
        return;
    for (size_t i = 0; i < c->s->n_classes; i++)
        check_class(c, i);
}

static void check_code(struct checker *c, const char *list, Hallq__Code *const *codes, size_t i) {
    checker_text_once(c, list, ".code", (void *const *)codes, i, offsetof(Hallq__Code, code),
                      PROBLEM_CODE_TWICE);
    size_t here = checker_push(c, "%s[%zu]", list, i);
    checker_code(c, ".code", text_or_empty(codes[i]->code), LIMIT_CODE);
    checker_text(c, ".name", codes[i]->name);
    checker_pop(c, here);
}

static void check_codes(struct checker *c) {
    const struct {
        const char *list;
        Hallq__Code *const *codes;
        size_t code_count;
    } lists[] = {
        {".pause_reasons", c->s->pause_reasons, c->s->n_pause_reasons},
        {".suspend_reasons", c->s->suspend_reasons, c->s->n_suspend_reasons},
        {".named_reasons", c->s->named_reasons, c->s->n_named_reasons},
        {".outcomes", c->s->outcomes, c->s->n_outcomes},
        {".topics", c->s->topics, c->s->n_topics},
        {".past_line_reasons", c->s->past_line_reasons, c->s->n_past_line_reasons},
        {".cancel_reasons", c->s->cancel_reasons, c->s->n_cancel_reasons},
        {".reveal_reasons", c->s->reveal_reasons, c->s->n_reveal_reasons},
    };
    for (size_t l = 0; l < COUNT(lists); l++) {
        bool look = checker_count(c, lists[l].list, lists[l].code_count, 0, LIMIT_CODES);
        for (size_t i = 0; look && i < lists[l].code_count; i++)
            check_code(c, lists[l].list, lists[l].codes, i);
    }
}

static void check_reinstate(struct checker *c) {
    const Hallq__HallSettings__Reinstate *r = c->s->reinstate;
    size_t here = checker_push(c, ".reinstate");
    if (!r || r->kind < HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK ||
        r->kind > HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END)
        checker_report(c, ".kind",
                       (struct problem){PROBLEM_CHOICE, .text = "keep_rank, behind, at_end"});
    if (r)
        checker_range(c, ".behind", r->behind, 0, LIMIT_BEHIND);
    checker_pop(c, here);
}

static void check_day_end(struct checker *c) {
    if (c->s->at_day_end != HALLQ__HALL_SETTINGS__DAY_END__CANCEL &&
        c->s->at_day_end != HALLQ__HALL_SETTINGS__DAY_END__CARRY)
        checker_report(c, ".at_day_end", (struct problem){PROBLEM_CHOICE, .text = "cancel, carry"});
}

static void check_idle(struct checker *c) {
    static const struct checker_range ranges[] = {
        CHECKER_RANGE(HallSettings, console_idle_s, 60, 86400),
        CHECKER_RANGE(HallSettings, guide_idle_s, 60, 86400),
        CHECKER_RANGE(HallSettings, counter_idle_s, 60, 86400),
        CHECKER_RANGE(HallSettings, web_idle_s, 60, 86400),
        CHECKER_RANGE(HallSettings, web_session_s, 600, 86400),
    };
    const uint32_t given[] = {c->s->console_idle_s, c->s->guide_idle_s, c->s->counter_idle_s,
                              c->s->web_idle_s, c->s->web_session_s};
    for (size_t i = 0; i < COUNT(ranges); i++)
        if (given[i])
            checker_ranges(c, c->s, &ranges[i], 1);
}

static void check_rules(struct checker *c) {
    static const struct checker_range ranges[] = {
        CHECKER_RANGE(HallSettings, calls_before_no_show, 1, 10),
        CHECKER_RANGE(HallSettings, seconds_between_calls, 5, 600),
        CHECKER_RANGE(HallSettings, min_gap_s, 0, 3600),
        CHECKER_RANGE(HallSettings, hold_limit_s, 60, 14400),
        CHECKER_RANGE(HallSettings, hold_limit_per_counter, 1, LIMIT_HELD),
        CHECKER_RANGE(HallSettings, max_open_tickets, 1, 2000000),
        CHECKER_RANGE(HallSettings, counter_lease_s, 10, 3600),
        CHECKER_RANGE(HallSettings, check_in_grace_s, 0, 7200),
        CHECKER_RANGE(HallSettings, double_press_s, 0, LIMIT_DOUBLE_PRESS_S),
        CHECKER_RANGE(HallSettings, journal_days, 7, 3660),
        CHECKER_RANGE(HallSettings, contact_days, 0, 30),
        CHECKER_RANGE(HallSettings, kiosk_tickets_per_min, 0, 6000),
        CHECKER_RANGE(HallSettings, gateway_tickets_per_min, 0, 60000),
        CHECKER_RANGE(HallSettings, staff_share_percent, 0, 90),
        CHECKER_RANGE(HallSettings, gateway_share_percent, 0, 100),
        CHECKER_RANGE(HallSettings, web_tickets_per_min, 0, 6000),
        CHECKER_RANGE(HallSettings, one_ticket_per_contact, 0, 1),
    };
    checker_ranges(c, c->s, ranges, COUNT(ranges));
    checker_range(c, ".kiosk_burst", c->s->kiosk_burst, c->s->kiosk_tickets_per_min ? 1 : 0, 1000);
    checker_range(c, ".gateway_burst", c->s->gateway_burst, c->s->gateway_tickets_per_min ? 1 : 0,
                  10000);
    checker_range(c, ".web_burst", c->s->web_burst, c->s->web_tickets_per_min ? 1 : 0, 1000);
    check_reinstate(c);
    check_day_end(c);
    check_idle(c);
}

// The first of the moves that has the same source, i itself if there is none before.
static size_t same_source(const struct checker *c, size_t i) {
    Hallq__Move *const *moves = c->s->moves;
    size_t first = 0;
    while (first < i && (moves[first]->service != moves[i]->service ||
                         moves[first]->counter != moves[i]->counter))
        first++;
    return first;
}

static void check_move(struct checker *c, size_t i) {
    const Hallq__Move *move = c->s->moves[i];
    int64_t gone = move->service ? move->service : move->counter;
    size_t same = same_source(c, i);
    struct checker_other other = checker_other(c, ".moves", same, "");
    size_t here = checker_push(c, ".moves[%zu]", i);
    if (!move->service == !move->counter)
        checker_report(c, "", (struct problem){PROBLEM_MOVE_UNCLEAR});
    else if (move->service && checker_service(c->s, move->service))
        checker_report(c, ".service", (struct problem){PROBLEM_MOVE_STILL_THERE, .value = gone});
    else if (move->counter && checker_counter(c->s, move->counter))
        checker_report(c, ".counter", (struct problem){PROBLEM_MOVE_STILL_THERE, .value = gone});
    else if (same < i)
        checker_report(c, "",
                       (struct problem){PROBLEM_MOVE_TWICE, .value = gone, .other = other.path});
    check_service_known(c, ".to_service", move->to_service);
    checker_pop(c, here);
}

static void check_moves(struct checker *c) {
    if (!checker_count(c, ".moves", c->s->n_moves, 0, MOVES_HIGH))
        return;
    for (size_t i = 0; i < c->s->n_moves; i++)
        check_move(c, i);
}

static void check_level(struct checker *c) {
    const char *level = text_or_empty(c->s->level);
    if (*level && strcmp(level, "county") && strcmp(level, "township"))
        checker_report(c, ".level", (struct problem){PROBLEM_CHOICE, .text = "county, township"});
    else
        check_hours_long_enough(c);
}

bool settings_check(const Hallq__HallSettings *s, settings_problem_cb problem_cb, void *arg) {
    static void (*const parts[])(struct checker *) = {
        check_first,    check_zone,     check_day,   check_holidays, check_zones,
        check_services, check_counters, check_staff, check_classes,  check_codes,
        check_rules,    check_moves,    check_level,
    };
    struct checker c = {.s = s, .problem_cb = problem_cb, .arg = arg};
    for (size_t i = 0; i < COUNT(parts); i++)
        parts[i](&c);
    return c.error_count == 0;
}

// A part of the old settings that the new ones do not have.
struct removed {
    Hallq__Line__Kind line;
    uint32_t id;
    enum problem_kind kind;
};

static bool moved(const Hallq__HallSettings *new, const struct removed *r) {
    bool is_service = r->line == HALLQ__LINE__KIND__SERVICE;
    for (size_t i = 0; i < new->n_moves; i++)
        if ((is_service ? new->moves[i]->service : new->moves[i]->counter) == r->id)
            return true;
    return false;
}

static void check_removed(struct checker *c, const struct removed *r,
                          settings_waiting_cb waiting_cb, void *waiting_arg) {
    if (moved(c->s, r))
        return;
    uint32_t waiting = waiting_cb(waiting_arg, r->line, r->id);
    if (waiting)
        checker_report(c, ".moves",
                       (struct problem){r->kind, .value = r->id, .low = waiting,
                                        .high = c->s->services[0]->id});
}

bool settings_check_change(const Hallq__HallSettings *old, const Hallq__HallSettings *new,
                           settings_waiting_cb waiting_cb, void *waiting_arg,
                           settings_problem_cb problem_cb, void *problem_arg) {
    struct checker c = {.s = new, .problem_cb = problem_cb, .arg = problem_arg};
    for (size_t i = 0; old && i < old->n_services; i++) {
        struct removed r = {HALLQ__LINE__KIND__SERVICE, old->services[i]->id,
                            PROBLEM_WAITING_FOR_SERVICE};
        if (!checker_service(new, r.id))
            check_removed(&c, &r, waiting_cb, waiting_arg);
    }
    for (size_t i = 0; old && i < old->n_counters; i++) {
        struct removed r = {HALLQ__LINE__KIND__COUNTER, old->counters[i]->id,
                            PROBLEM_WAITING_FOR_COUNTER};
        if (!checker_counter(new, r.id))
            check_removed(&c, &r, waiting_cb, waiting_arg);
    }
    return c.error_count == 0;
}
