#include "tests/rules/casework.h"

#include "base/refusal.h"
#include "tests/rules/hall.h"

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE

void casework_settings(struct fixture *f) {
    Hallq__HallSettings *h = f->settings;
    Hallq__Department *department = arena_need(&f->arena, sizeof *department);
    hallq__department__init(department);
    department->code = text_of(f, "technical");
    department->name = f->settings->name;
    h->departments = arena_need(&f->arena, sizeof(Hallq__Department *));
    h->departments[0] = department;
    h->n_departments = 1;
    h->n_help_reasons = h->n_case_classes = 2;
    h->help_reasons = codes_of(f, "upset", "question");
    h->case_classes = codes_of(f, "service", "network");
}

int casework_setup(void **state) {
    struct fixture *f = fixture_create();
    fixture_open(f);
    casework_settings(f);
    Hallq__Request *r = request_new(f, BODY(APPLY_SETTINGS));
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
    *state = f;
    return 0;
}

void days_pass(struct fixture *f, int64_t seconds) {
    pass_s(f, seconds);
    if (sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true) != HALLQ__REFUSAL__REASON__NONE)
        assert_int_equal(f->decision.refusal.reason, HALLQ__REFUSAL__REASON__SIGNED_ON_ELSEWHERE);
}

// ---------------------------------------------------------------- help

uint32_t help_called(struct fixture *f, uint32_t counter) {
    Hallq__Request *r = request_new(f, BODY(CALL_HELP));
    r->call_help->reason = text_of(f, "upset");
    assert_done(f, DEVICE_COUNTER + counter, r);
    return f->decision.done->help;
}

Hallq__Request *help_request(struct fixture *f, Hallq__Request__BodyCase body_case, uint32_t help) {
    Hallq__Request *r = request_new(f, body_case);
    if (body_case == BODY(SEE_HELP))
        r->see_help->help = help;
    else
        r->come_to_help->help = help;
    return r;
}

Hallq__Request *settle_request(struct fixture *f, uint32_t help, Hallq__Help__End end) {
    Hallq__Request *r = request_new(f, BODY(SETTLE_HELP));
    r->settle_help->help = help;
    r->settle_help->end = end;
    return r;
}

// ---------------------------------------------------------------- cases

// A text as the rules meet it: sealed, and in words for their checks.
static char *note_of(struct fixture *f) {
    f->note_sealed = "sealed note";
    return text_of(f, "the line is down again");
}

uint32_t case_opened(struct fixture *f, Hallq__Case__Kind kind) {
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = kind;
    r->open_case->note = note_of(f);
    assert_done(f, DEVICE_LEAD, r);
    f->note_sealed = NULL;
    return f->decision.done->case_id;
}

Hallq__Request *step_request(struct fixture *f, uint32_t case_id, Hallq__CaseStep__What what) {
    Hallq__Request *r = request_new(f, BODY(STEP_CASE));
    r->step_case->case_id = case_id;
    r->step_case->what = what;
    if (what == WHAT(NOTED) || what == WHAT(ANSWERED))
        r->step_case->note = note_of(f);
    if (what == WHAT(SORTED))
        r->step_case->severity = HALLQ__CASE__SEVERITY__SERIOUS;
    if (what == WHAT(CALLED_BACK))
        r->step_case->call_back = HALLQ__CASE__CALL_BACK__SATISFIED;
    return r;
}

void case_stepped(struct fixture *f, uint32_t case_id, Hallq__CaseStep__What what) {
    assert_done(f, DEVICE_LEAD, step_request(f, case_id, what));
    f->note_sealed = NULL;
}

Hallq__Request *called_back(struct fixture *f, uint32_t case_id, Hallq__Case__CallBack result) {
    Hallq__Request *r = step_request(f, case_id, WHAT(CALLED_BACK));
    r->step_case->call_back = result;
    return r;
}

// ---------------------------------------------------------------- work slips

Hallq__Request *slip_request(struct fixture *f, uint32_t case_id) {
    Hallq__Request *r = request_new(f, BODY(SEND_WORK_SLIP));
    r->send_work_slip->about = HALLQ__WORK_SLIP__ABOUT__CASE;
    r->send_work_slip->subject = case_id;
    r->send_work_slip->department = text_of(f, "technical");
    r->send_work_slip->note = note_of(f);
    return r;
}

uint32_t slip_sent(struct fixture *f, uint32_t case_id) {
    assert_done(f, DEVICE_LEAD, slip_request(f, case_id));
    f->note_sealed = NULL;
    return f->decision.done->work_slip;
}

Hallq__Request *slip_settle(struct fixture *f, uint32_t work_slip, Hallq__WorkSlip__State to) {
    Hallq__Request *r = request_new(f, BODY(SETTLE_WORK_SLIP));
    r->settle_work_slip->work_slip = work_slip;
    r->settle_work_slip->to = to;
    if (to == HALLQ__WORK_SLIP__STATE__REPLIED)
        r->settle_work_slip->note = note_of(f);
    return r;
}

const Hallq__Case *case_now(struct fixture *f, uint32_t case_id) {
    Hallq__CaseRow *row;
    assert_int_equal(case_find(&f->state, HALL, case_id, &row), ERR_OK);
    return row->now;
}

const Hallq__WorkSlip *work_slip_now(struct fixture *f, uint32_t work_slip) {
    Hallq__WorkSlip *now;
    assert_int_equal(work_slip_find(&f->state, HALL, work_slip, &now), ERR_OK);
    return now;
}
