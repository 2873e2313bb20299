// check.c - the check of the settings as a whole, in the order of the schema: numbers, choices and
// lengths of lists by the table of settings, and a row for each part that has rules of its own; and
// the check that a change of settings leaves no waiting people behind.
//
// A list that is too long is reported and not looked into, so the work is bounded by the limits.
// Where a check leans on another field that is itself wrong, it keeps quiet: one slip, one problem.
#include "broker/hall/settings/check.h"

#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/hall/settings/checker.h"

static void check_name(struct checker *c) {
    checker_text(c, ".name", c->s->name);
}

static void check_day(struct checker *c) {
    if (!c->s->n_hours)
        checker_report(c, ".hours", (struct problem){PROBLEM_NONE_GIVEN});
    check_hours(c, &c->s->base, c->s->hours, c->s->n_hours);
}

static void check_person(struct checker *c, size_t i) {
    const Hallq__StaffSettings *person = c->s->staff[i];
    const char *name = text_or_empty(person->name);
    checker_id_once(c, ".staff", ".id", (void *const *)c->s->staff, i,
                    offsetof(Hallq__StaffSettings, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".staff[%zu]", i);
    if (!*name)
        checker_report(c, ".name", (struct problem){PROBLEM_TEXT_MISSING, .high = LIMIT_TEXT});
    checker_utf8(c, ".name", name);
    checker_fields(c, person);
    checker_pop(c, here);
}

static void check_staff(struct checker *c) {
    if (!c->s->n_staff)
        checker_report(c, ".staff", (struct problem){PROBLEM_STAFF_NONE});
    if (!checker_list(c, c->s, "staff"))
        return;
    for (size_t i = 0; i < c->s->n_staff; i++)
        check_person(c, i);
}

static void check_class(struct checker *c, size_t i) {
    checker_id_once(c, ".classes", ".id", (void *const *)c->s->classes, i,
                    offsetof(Hallq__CustomerClass, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".classes[%zu]", i);
    checker_fields(c, c->s->classes[i]);
    checker_text(c, ".name", c->s->classes[i]->name);
    checker_pop(c, here);
}

static void check_classes(struct checker *c) {
    if (!checker_list(c, c->s, "classes"))
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

// Checks any list of codes.
static void check_codes(struct checker *c, const struct setting *row,
                        const ProtobufCFieldDescriptor *field) {
    const char *at = (const char *)c->s;
    Hallq__Code *const *codes = *(Hallq__Code *const *const *)(at + field->offset);
    size_t code_count = *(const size_t *)(at + field->quantifier_offset);
    char list[CHECKER_PATH_SIZE];
    snprintf(list, sizeof list, ".%s", row->name);
    bool look = checker_list(c, c->s, row->name);
    for (size_t i = 0; look && i < code_count; i++)
        check_code(c, list, codes, i);
}

static void check_reinstate(struct checker *c) {
    static const Hallq__HallSettings__Reinstate none = HALLQ__HALL_SETTINGS__REINSTATE__INIT;
    size_t here = checker_push(c, ".reinstate");
    checker_fields(c, c->s->reinstate ? c->s->reinstate : &none);
    checker_pop(c, here);
}

// Returns the index of the first move that has the source of move i; i if no earlier move has it.
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
    if (!checker_list(c, c->s, "moves"))
        return;
    for (size_t i = 0; i < c->s->n_moves; i++)
        check_move(c, i);
}

static void check_other_hall(struct checker *c, size_t i) {
    checker_id_once(c, ".other_halls", ".hall", (void *const *)c->s->other_halls, i,
                    offsetof(Hallq__OtherHall, hall), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".other_halls[%zu]", i);
    checker_fields(c, c->s->other_halls[i]);
    checker_text(c, ".name", c->s->other_halls[i]->name);
    if (c->s->other_halls[i]->hall == c->s->hall)
        checker_report(c, ".hall", (struct problem){PROBLEM_HALL_ITSELF, .value = c->s->hall});
    checker_pop(c, here);
}

static void check_other_halls(struct checker *c) {
    if (!checker_list(c, c->s, "other_halls"))
        return;
    for (size_t i = 0; i < c->s->n_other_halls; i++)
        check_other_hall(c, i);
}

// Settings of an earlier version say nothing of alerts.
static void check_alerts(struct checker *c) {
    const Hallq__AlertSettings *a = c->s->alerts;
    if (!a)
        return;
    size_t here = checker_push(c, ".alerts");
    checker_fields(c, a);
    if (a->calm_wait_s >= a->long_wait_s)
        checker_report(c, ".calm_wait_s",
                       (struct problem){PROBLEM_CALM_TOO_LONG, .value = a->calm_wait_s,
                                        .high = a->long_wait_s, .scale = 60});
    checker_pop(c, here);
}

// Settings of an earlier version say nothing of the voice.
static void check_voice(struct checker *c) {
    const Hallq__VoiceSettings *v = c->s->voice;
    if (!v)
        return;
    size_t here = checker_push(c, ".voice");
    checker_fields(c, v);
    check_spans(c, &v->base, "quiet", v->quiet, v->n_quiet);
    checker_pop(c, here);
}

static void check_level(struct checker *c) {
    const char *level = text_or_empty(c->s->level);
    if (*level && strcmp(level, "county") && strcmp(level, "township"))
        checker_report(c, ".level", (struct problem){PROBLEM_CHOICE, .text = "county, township"});
    else
        check_hours_long_enough(c);
}

#define ACCENT_LEN 6 // two digits each of red, green and blue

static void check_accent(struct checker *c) {
    const char *accent = text_or_empty(c->s->accent);
    size_t len = strspn(accent, "0123456789abcdef");
    if (*accent && (len != ACCENT_LEN || accent[len]))
        checker_report(c, ".accent",
                       (struct problem){PROBLEM_ACCENT_BAD, .text = checker_shown(accent)});
}

// The fields that have a rule beside their range.
static const struct {
    const char *field;
    void (*check)(struct checker *c);
} parts[] = {
    {"name", check_name},
    {"level", check_level},
    {"zone_name", check_zone_name},
    {"zone_changes", check_zone},
    {"hours", check_day},
    {"holidays", check_holidays},
    {"zones", check_zones},
    {"services", check_services},
    {"counters", check_counters},
    {"staff", check_staff},
    {"classes", check_classes},
    {"reinstate", check_reinstate},
    {"moves", check_moves},
    {"other_halls", check_other_halls},
    {"rest_zone", check_rest_zone},
    {"slip_header", check_slip_header},
    {"slip_footer", check_slip_footer},
    {"slip_link", check_slip_link},
    {"departments", check_departments},
    {"cases", check_cases},
    {"alerts", check_alerts},
    {"voice", check_voice},
    {"accent", check_accent},
    {"webhooks", check_webhooks},
};

static void check_part(struct checker *c, const struct setting_group *group,
                       const struct setting *row) {
    const ProtobufCFieldDescriptor *field = setting_field(group, row);
    checker_field(c, c->s, row);
    if (field->descriptor == &hallq__code__descriptor)
        check_codes(c, row, field);
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!strcmp(parts[i].field, row->name))
            parts[i].check(c);
}

bool settings_check(const Hallq__HallSettings *s, settings_problem_cb problem_cb, void *arg) {
    const struct setting_group *group = setting_group(&hallq__hall_settings__descriptor);
    struct checker c = {.s = s, .problem_cb = problem_cb, .arg = arg};
    for (size_t i = 0; i < group->row_count; i++)
        check_part(&c, group, &group->rows[i]);
    return c.error_count == 0;
}

// A part of the old settings that the new settings do not have.
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
