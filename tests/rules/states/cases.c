// cases.c - the tables of calls for help, cases and work slips: how far each has come, and the commands
// about it.
#include "base/refusal.h"
#include "tests/rules/casework.h"
#include "tests/rules/hall.h"
#include "tests/rules/states/states.h"

#define END(NAME) HALLQ__HELP__END__##NAME
#define SLIP(NAME) HALLQ__WORK_SLIP__STATE__##NAME

static void settle_in(struct fixture *f) {
    casework_settings(f);
    Hallq__Request *r = request_new(f, BODY(APPLY_SETTINGS));
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
}

// ---------------------------------------------------------------- help

static uint64_t help_none(struct fixture *f) {
    settle_in(f);
    return NOBODY;
}

static uint64_t help_waits(struct fixture *f) {
    settle_in(f);
    return help_called(f, 1);
}

static uint64_t help_seen(struct fixture *f) {
    uint64_t help = help_waits(f);
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(SEE_HELP), (uint32_t)help));
    return help;
}

static uint64_t help_there(struct fixture *f) {
    uint64_t help = help_waits(f);
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(COME_TO_HELP), (uint32_t)help));
    return help;
}

static uint64_t help_over(struct fixture *f) {
    uint64_t help = help_waits(f);
    assert_done(f, DEVICE_LEAD, settle_request(f, (uint32_t)help, END(SOLVED)));
    return help;
}

const struct row help_rows[] = {
    {"none", help_none}, {"called", help_waits},
    {"seen", help_seen}, {"the lead is there", help_there},
    {"over", help_over}, {NULL, NULL},
};

static void call_help_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)help;
    r->call_help->reason = text_of(f, "upset");
}

static void see_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)f;
    r->see_help->help = (uint32_t)help;
}

static void come_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)f;
    r->come_to_help->help = (uint32_t)help;
}

static void solved_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)f;
    r->settle_help->help = (uint32_t)help;
    r->settle_help->end = END(SOLVED);
}

static void not_needed_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)f;
    r->settle_help->help = (uint32_t)help;
    r->settle_help->end = END(NOT_NEEDED);
}

static void case_fill(struct fixture *f, Hallq__Request *r, uint64_t help) {
    (void)f;
    r->open_case->kind = CASE_KIND(COMPLAINT);
    r->open_case->help = (uint32_t)help;
}

const struct column help_columns[] = {
    {"call help", BODY(CALL_HELP), HERE, call_help_fill, NULL},
    {"withdraw", BODY(WITHDRAW_HELP), HERE, plain_fill, NULL},
    {"see, lead", BODY(SEE_HELP), DEVICE_LEAD, see_fill, NULL},
    {"come, lead", BODY(COME_TO_HELP), DEVICE_LEAD, come_fill, NULL},
    {"solved, lead", BODY(SETTLE_HELP), DEVICE_LEAD, solved_fill, NULL},
    {"not needed, lead", BODY(SETTLE_HELP), DEVICE_LEAD, not_needed_fill, NULL},
    {"case, lead", BODY(OPEN_CASE), DEVICE_LEAD, case_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};

// ---------------------------------------------------------------- cases

static uint64_t case_none(struct fixture *f) {
    settle_in(f);
    return NOBODY;
}

static uint64_t case_open(struct fixture *f) {
    settle_in(f);
    return case_opened(f, CASE_KIND(COMPLAINT));
}

static uint64_t praise_open(struct fixture *f) {
    settle_in(f);
    return case_opened(f, CASE_KIND(PRAISE));
}

static uint64_t case_after(struct fixture *f, Hallq__CaseStep__What what) {
    uint64_t id = case_open(f);
    case_stepped(f, (uint32_t)id, what);
    return id;
}

static uint64_t case_in_hand(struct fixture *f) {
    return case_after(f, WHAT(TAKEN));
}

static uint64_t case_answered(struct fixture *f) {
    return case_after(f, WHAT(ANSWERED));
}

static uint64_t case_with_slip(struct fixture *f) {
    uint64_t id = case_answered(f);
    slip_sent(f, (uint32_t)id);
    return id;
}

static uint64_t case_closed(struct fixture *f) {
    uint64_t id = case_answered(f);
    case_stepped(f, (uint32_t)id, WHAT(CLOSED));
    return id;
}

const struct row case_rows[] = {
    {"none", case_none},           {"open", case_open},
    {"open, praise", praise_open}, {"in hand", case_in_hand},
    {"answered", case_answered},   {"answered, a work slip is open", case_with_slip},
    {"closed", case_closed},       {NULL, NULL},
};

#define STEP(name, WHAT_NAME)                                                                      \
    static void name##_fill(struct fixture *f, Hallq__Request *r, uint64_t id) {                   \
        r->step_case = step_request(f, (uint32_t)id, WHAT(WHAT_NAME))->step_case;                  \
    }
STEP(taken, TAKEN)
STEP(sorted, SORTED)
STEP(noted, NOTED)
STEP(answered, ANSWERED)
STEP(satisfied, CALLED_BACK)
STEP(closed, CLOSED)
STEP(reopened, REOPENED)

static void not_satisfied_fill(struct fixture *f, Hallq__Request *r, uint64_t id) {
    r->step_case = called_back(f, (uint32_t)id, HALLQ__CASE__CALL_BACK__NOT_SATISFIED)->step_case;
}

static void slip_fill(struct fixture *f, Hallq__Request *r, uint64_t id) {
    r->send_work_slip = slip_request(f, (uint32_t)id)->send_work_slip;
}

const struct column case_columns[] = {
    {"taken", BODY(STEP_CASE), DEVICE_LEAD, taken_fill, NULL},
    {"sorted", BODY(STEP_CASE), DEVICE_LEAD, sorted_fill, NULL},
    {"noted", BODY(STEP_CASE), DEVICE_LEAD, noted_fill, NULL},
    {"answered", BODY(STEP_CASE), DEVICE_LEAD, answered_fill, NULL},
    {"called back, satisfied", BODY(STEP_CASE), DEVICE_LEAD, satisfied_fill, NULL},
    {"called back, not satisfied", BODY(STEP_CASE), DEVICE_LEAD, not_satisfied_fill, NULL},
    {"closed", BODY(STEP_CASE), DEVICE_LEAD, closed_fill, NULL},
    {"reopened", BODY(STEP_CASE), DEVICE_LEAD, reopened_fill, NULL},
    {"send work slip", BODY(SEND_WORK_SLIP), DEVICE_LEAD, slip_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};

// ---------------------------------------------------------------- work slips

static uint64_t slip_none(struct fixture *f) {
    settle_in(f);
    return NOBODY;
}

static uint64_t slip_out(struct fixture *f) {
    return slip_sent(f, (uint32_t)case_open(f));
}

static uint64_t slip_after(struct fixture *f, Hallq__WorkSlip__State state) {
    uint64_t slip = slip_out(f);
    assert_done(f, DEVICE_LEAD, slip_settle(f, (uint32_t)slip, state));
    return slip;
}

static uint64_t slip_replied(struct fixture *f) {
    return slip_after(f, SLIP(REPLIED));
}

static uint64_t slip_closed(struct fixture *f) {
    return slip_after(f, SLIP(CLOSED));
}

const struct row work_slip_rows[] = {
    {"none", slip_none},     {"sent", slip_out}, {"replied", slip_replied},
    {"closed", slip_closed}, {NULL, NULL},
};

static void replied_fill(struct fixture *f, Hallq__Request *r, uint64_t slip) {
    r->settle_work_slip = slip_settle(f, (uint32_t)slip, SLIP(REPLIED))->settle_work_slip;
}

static void slip_closed_fill(struct fixture *f, Hallq__Request *r, uint64_t slip) {
    r->settle_work_slip = slip_settle(f, (uint32_t)slip, SLIP(CLOSED))->settle_work_slip;
}

const struct column work_slip_columns[] = {
    {"replied", BODY(SETTLE_WORK_SLIP), DEVICE_LEAD, replied_fill, NULL},
    {"closed", BODY(SETTLE_WORK_SLIP), DEVICE_LEAD, slip_closed_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
