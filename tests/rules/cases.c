// Cases and work slips: what each step comes to, deadlines and their alerts, what is forgotten, what the
// week was about.
#include "base/refusal.h"
#include "broker/hall/case/case.h"
#include "tests/rules/alerting.h"
#include "tests/rules/casework.h"
#include "tests/rules/hall.h"

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE
#define SLIP(NAME) HALLQ__WORK_SLIP__STATE__##NAME
#define DAY_S (24 * HOUR_S)

// ---------------------------------------------------------------- opened

static void open_case__takes_the_ticket_at_hand(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    next(f, 2);
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(UNSOLVED);
    r->open_case->topic = text_of(f, "bill");
    assert_done(f, DEVICE_COUNTER + 2, r);
    const Hallq__Case *now = case_now(f, f->decision.done->case_id);
    assert_int_equal(now->ticket, ticket);
    assert_string_equal(now->number, "B001");
    assert_int_equal(now->service, SERVICE_B);
    assert_int_equal(now->counter, 2);
    assert_int_equal(now->source, HALLQ__CASE__SOURCE__BY_CLERK);
    assert_int_equal(now->state, CASE_STATE(OPEN));
    assert_int_equal(now->answer_by_ms - now->opened_at_ms, 24 * HOUR_S * 1000);
}

static void open_case__settles_the_call_it_came_of(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    uint32_t help = help_called(f, 1);
    pass_s(f, 50);
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(COMPLAINT);
    r->open_case->help = help;
    assert_refused(f, DEVICE_COUNTER + 1, r, PERSON_MAY_NOT);
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(f->record->n_events, 3); // there, settled, a case
    assert_int_equal(EVENT_OF(f, HELP_ENDED, HelpEnded)->why, HALLQ__HELP__END__BECAME_CASE);
    const Hallq__Case *now = EVENT_OF(f, CASE_STEPPED, CaseStepped)->now;
    assert_int_equal(now->ticket, ticket);
    assert_int_equal(now->counter, 1);
    assert_int_equal(now->help, help);
    assert_int_equal(now->help_waited_s, 50);
    assert_int_equal(now->source, HALLQ__CASE__SOURCE__BY_LEAD);
    assert_refused(f, DEVICE_LEAD, r, NO_HELP);
}

static void open_case__keeps_texts_out_of_the_event(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(PRAISE);
    r->open_case->contact = text_of(f, "13800138000");
    r->open_case->note = text_of(f, "she was kind");
    f->contact_sealed = "sealed contact";
    f->note_sealed = "sealed note";
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(f->record->n_sealed, 2);
    assert_int_equal(f->record->sealed[0]->case_number, 1); // under the case's key
    assert_int_equal(f->record->sealed[1]->case_number, 1);
    assert_true(case_now(f, 1)->has_contact);
    Hallq__SealedRow *row;
    assert_int_equal(sealed_row_get(&f->state, key_sealed(HALL, CASES_DAY, 1), &row), ERR_OK);
}

static void open_case__passes_over_numbers_whose_keys_are_gone(void **state) {
    struct fixture *f = *state;
    struct asker lead = asker_of(f, DEVICE_LEAD);
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(PRAISE);
    lead.case_number = 7; // a restored hall: 1 to 6 were forgotten
    assert_done_as(f, lead, r);
    assert_int_equal(f->decision.done->case_id, 7);
    lead.case_number = 3;
    assert_done_as(f, lead, r);
    assert_int_equal(f->decision.done->case_id, 8);
}

static void give_opinion__wants_words_and_a_hall_that_asks(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, BODY(GIVE_OPINION));
    r->give_opinion->kind = CASE_KIND(SUGGESTION);
    assert_refused(f, DEVICE_GATEWAY, r, NO_WORDS);
    r->give_opinion->note = text_of(f, "more chairs");
    assert_done(f, DEVICE_GATEWAY, r);
    assert_int_equal(case_now(f, 1)->source, HALLQ__CASE__SOURCE__ONLINE);
    assert_done(f, DEVICE_KIOSK, r);
    assert_int_equal(case_now(f, 2)->source, HALLQ__CASE__SOURCE__IN_BOOK);
    assert_refused(f, DEVICE_LEAD, r, NOT_ALLOWED);
    Hallq__HallSettings *h = settings_copy(f);
    Hallq__CaseSettings none = HALLQ__CASE_SETTINGS__INIT;
    none = (Hallq__CaseSettings){.base = none.base,
                                 .complaint_h = 1,
                                 .unsolved_h = 1,
                                 .suggestion_h = 1,
                                 .praise_h = 1,
                                 .call_back_h = 1,
                                 .work_slip_h = 1,
                                 .amber_h = 1,
                                 .breach_h = 1,
                                 .text_days = 1,
                                 .without_opinions = true};
    h->cases = &none;
    assert_string_equal(refusal_name(settings_apply(f, h)), "NONE");
    assert_refused(f, DEVICE_GATEWAY, r, NO_OPINIONS);
}

// ---------------------------------------------------------------- on its way

static void a_complaint__is_answered_called_back_and_closed(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(COMPLAINT));
    case_stepped(f, id, WHAT(TAKEN));
    assert_int_equal(case_now(f, id)->owner, STAFF_LEAD);
    assert_int_equal(case_now(f, id)->state, CASE_STATE(IN_HAND));
    assert_refused(f, DEVICE_LEAD, step_request(f, id, WHAT(CLOSED)), ANSWER_FIRST);
    Hallq__Request *answer = step_request(f, id, WHAT(ANSWERED));
    answer->step_case->publish = true;
    answer->step_case->hours = 2;
    assert_done(f, DEVICE_LEAD, answer);
    f->note_sealed = NULL;
    const Hallq__Case *now = case_now(f, id);
    assert_int_equal(now->state, CASE_STATE(ANSWERED));
    assert_true(now->published);
    assert_int_equal(now->answer_sealed, 2);
    assert_int_equal(now->call_back_by_ms, f->now_ms + 2 * HOUR_S * 1000);
    pass_s(f, HOUR_S);
    assert_done(f, DEVICE_LEAD, called_back(f, id, HALLQ__CASE__CALL_BACK__NOT_REACHED));
    assert_int_equal(case_now(f, id)->call_back_by_ms, f->now_ms + 48 * HOUR_S * 1000);
    assert_done(f, DEVICE_LEAD, called_back(f, id, HALLQ__CASE__CALL_BACK__SATISFIED));
    assert_int_equal(case_now(f, id)->state, CASE_STATE(CLOSED));
    assert_refused(f, DEVICE_LEAD, step_request(f, id, WHAT(TAKEN)), WRONG_STATE);
}

static void who_is_not_satisfied__has_it_opened_again(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(COMPLAINT));
    case_stepped(f, id, WHAT(ANSWERED));
    pass_s(f, HOUR_S);
    assert_done(f, DEVICE_LEAD, called_back(f, id, HALLQ__CASE__CALL_BACK__NOT_SATISFIED));
    const Hallq__Case *now = case_now(f, id);
    assert_int_equal(now->state, CASE_STATE(IN_HAND));
    assert_int_equal(now->reopened, 1);
    assert_int_equal(now->answer_by_ms, f->now_ms + 48 * HOUR_S * 1000);
    assert_refused(f, DEVICE_LEAD, step_request(f, id, WHAT(REOPENED)), WRONG_STATE);
    case_stepped(f, id, WHAT(ANSWERED));
    case_stepped(f, id, WHAT(CLOSED));
    case_stepped(f, id, WHAT(REOPENED));
    assert_int_equal(case_now(f, id)->reopened, 2);
    assert_int_equal(case_now(f, id)->closed_at_ms, 0);
}

static void step_case__sorts_it_anew(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(SUGGESTION));
    Hallq__Request *r = step_request(f, id, WHAT(SORTED));
    r->step_case->topic = text_of(f, "weather");
    assert_refused(f, DEVICE_LEAD, r, NO_REASON);
    r->step_case->topic = text_of(f, "plan");
    r->step_case->class_code = text_of(f, "network");
    r->step_case->kind = CASE_KIND(COMPLAINT);
    assert_done(f, DEVICE_LEAD, r);
    const Hallq__Case *now = case_now(f, id);
    assert_string_equal(now->class_code, "network");
    assert_int_equal(now->severity, HALLQ__CASE__SEVERITY__SERIOUS);
    assert_int_equal(now->answer_by_ms, now->opened_at_ms + 48 * HOUR_S * 1000);
    r->step_case = step_request(f, id, WHAT(TAKEN))->step_case;
    r->step_case->staff = 999;
    assert_refused(f, DEVICE_LEAD, r, NO_STAFF);
}

static void a_case__is_closed_after_its_work_slips(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(PRAISE));
    uint32_t slip = slip_sent(f, id);
    assert_int_equal(slip, id + 1); // numbered together
    assert_refused(f, DEVICE_LEAD, step_request(f, id, WHAT(CLOSED)), WORK_SLIPS_OPEN);
    assert_string_equal(f->decision.refusal.detail, "2");
    assert_done(f, DEVICE_LEAD, slip_settle(f, slip, SLIP(REPLIED)));
    f->note_sealed = NULL;
    assert_refused(f, DEVICE_LEAD, slip_settle(f, slip, SLIP(REPLIED)), WRONG_STATE);
    f->note_sealed = NULL;
    assert_done(f, DEVICE_LEAD, slip_settle(f, slip, SLIP(CLOSED)));
    assert_done(f, DEVICE_LEAD, step_request(f, id, WHAT(CLOSED)));
    assert_refused(f, DEVICE_LEAD, slip_request(f, id), WRONG_STATE);
    f->note_sealed = NULL;
}

static void a_work_slip__may_hang_on_what_is_no_case(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = slip_request(f, 0);
    assert_refused(f, DEVICE_LEAD, r, BAD_MESSAGE);
    r->send_work_slip->subject = 5;
    assert_refused(f, DEVICE_LEAD, r, NO_CASE);
    r->send_work_slip->about = HALLQ__WORK_SLIP__ABOUT__CHECK;
    r->send_work_slip->department = text_of(f, "kitchen");
    assert_refused(f, DEVICE_LEAD, r, NO_DEPARTMENT);
    r->send_work_slip->department = text_of(f, "technical");
    assert_done(f, DEVICE_LEAD, r);
    f->note_sealed = NULL;
    assert_int_equal(work_slip_now(f, 1)->subject, 5);
}

static void cases__are_for_who_leads(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(COMPLAINT));
    assert_refused(f, DEVICE_COUNTER + 1, step_request(f, id, WHAT(TAKEN)), PERSON_MAY_NOT);
    assert_refused(f, DEVICE_GUIDE, step_request(f, id, WHAT(TAKEN)), NOT_ALLOWED);
    assert_refused(f, DEVICE_LEAD, step_request(f, 99, WHAT(TAKEN)), NO_CASE);
    Hallq__Request *r = request_new(f, BODY(GET_CASES));
    assert_int_equal(ask_read(f, DEVICE_COUNTER + 1, r)->body_case, HALLQ__REPLY__BODY_REFUSAL);
}

// ---------------------------------------------------------------- deadlines

// Settings of an earlier version say nothing of cases; the rules then go by what a silent file means.
static void settings_without_cases__are_as_a_silent_file(void **state) {
    struct fixture *f = *state;
    Hallq__CaseSettings *file = settings_else(f, &hallq__case_settings__descriptor);
    int64_t silent_ms[4], silent_call_back_ms, silent_work_slip_ms, silent_forget_ms;
    struct deciding d = {.settings = f->settings, .now_ms = f->now_ms};
    f->settings->cases = NULL;
    for (int kind = 0; kind < 4; kind++)
        silent_ms[kind] = case_hours_ms(f->settings, CASE_KIND(COMPLAINT) + kind);
    silent_call_back_ms = call_back_ms(f->settings);
    silent_work_slip_ms = work_slip_ms(f->settings);
    silent_forget_ms = case_forget_at(&d);
    f->settings->cases = file;
    for (int kind = 0; kind < 4; kind++)
        assert_int_equal(silent_ms[kind], case_hours_ms(f->settings, CASE_KIND(COMPLAINT) + kind));
    assert_int_equal(silent_call_back_ms, call_back_ms(f->settings));
    assert_int_equal(silent_work_slip_ms, work_slip_ms(f->settings));
    assert_int_equal(silent_forget_ms, case_forget_at(&d));
    assert_int_equal(file->amber_h, 4); // as the next test meets them
    assert_int_equal(file->breach_h, 24);
    f->settings->cases = NULL;
}

static void a_deadline__never_passes_without_its_alert(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(COMPLAINT));
    watch(f, 44 * HOUR_S - 1);
    assert_null(alert_of(f, KIND(CASE_DUE), id));
    watch(f, 1);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), id)->level, LEVEL(AMBER));
    pass_s(f, 4 * HOUR_S - 1);
    look(f);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), id)->level, LEVEL(AMBER));
    pass_s(f, 1);
    look(f);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), id)->level, LEVEL(RED));
    days_pass(f, 24 * HOUR_S);
    look(f);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), id)->level, LEVEL(BREACH));
    case_stepped(f, id, WHAT(ANSWERED));
    look(f);
    assert_null(alert_of(f, KIND(CASE_DUE), id));
    days_pass(f, 48 * HOUR_S);
    look(f);
    assert_int_equal(alert_need(f, KIND(CALL_BACK_DUE), id)->level, LEVEL(RED));
    case_stepped(f, id, WHAT(CALLED_BACK));
    look(f);
    assert_null(alert_of(f, KIND(CALL_BACK_DUE), id));
}

// The broker was down from before the amber until after the breach.
static void a_deadline__is_told_at_its_level_after_a_time_without_a_broker(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(UNSOLVED));
    struct due_key due;
    f->now_ms += 49 * HOUR_S * 1000;
    while (!due_next(&f->state, f->now_ms, &due)) {
        assert_int_equal(decide_due(&f->state, f->now_ms, &due, &f->decision), ERR_OK);
        assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
    }
    pass_s(f, 1); // what was left of the days
    look(f);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), id)->level, LEVEL(BREACH));
}

static void a_work_slip__has_a_deadline_of_its_own(void **state) {
    struct fixture *f = *state;
    uint32_t id = case_opened(f, CASE_KIND(SUGGESTION));
    Hallq__Request *r = slip_request(f, id);
    r->send_work_slip->hours = 6;
    assert_done(f, DEVICE_LEAD, r);
    f->note_sealed = NULL;
    uint32_t slip = f->decision.done->work_slip;
    pass_s(f, 2 * HOUR_S);
    look(f);
    assert_int_equal(alert_need(f, KIND(WORK_SLIP_DUE), slip)->level, LEVEL(AMBER));
    assert_done(f, DEVICE_LEAD, slip_settle(f, slip, SLIP(REPLIED)));
    f->note_sealed = NULL;
    look(f);
    assert_null(alert_of(f, KIND(WORK_SLIP_DUE), slip));
}

static void many_that_are_overdue__are_told_as_one(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 100; i++)
        case_opened(f, CASE_KIND(UNSOLVED));
    pass_s(f, 24 * HOUR_S);
    look(f);
    assert_int_equal(alert_need(f, KIND(CASE_DUE), 0)->level, LEVEL(RED));
    assert_int_equal(alert_need(f, KIND(CASE_DUE), 0)->count, 64); // looked at no further
}

// ---------------------------------------------------------------- forgotten

static void a_closed_case__is_forgotten_with_all_its_texts(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed contact";
    uint32_t id = case_opened(f, CASE_KIND(COMPLAINT));
    f->contact_sealed = NULL;
    case_stepped(f, id, WHAT(NOTED));
    case_stepped(f, id, WHAT(ANSWERED));
    uint32_t slip = slip_sent(f, id);
    assert_done(f, DEVICE_LEAD, slip_settle(f, slip, SLIP(CLOSED)));
    case_stepped(f, id, WHAT(CLOSED));
    assert_int_equal(hall_row(f)->kept_cases, 2);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 5);
    pass_s(f, 90 * (int64_t)DAY_S - 1);
    assert_int_equal(hall_row(f)->kept_cases, 2);
    days_pass(f, 1);
    assert_int_equal(hall_row(f)->kept_cases, 0);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 0);
    assert_refused(f, DEVICE_LEAD, step_request(f, id, WHAT(REOPENED)), NO_CASE);
    assert_int_equal(case_opened(f, CASE_KIND(PRAISE)), slip + 1); // no number is given again
}

static void case_forget__names_the_keys(void **state) {
    struct fixture *f = *state;
    struct asker lead = asker_of(f, DEVICE_LEAD);
    f->note_sealed = "sealed note";
    lead = asker_of(f, DEVICE_LEAD);
    lead.sealed_key = 77;
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(PRAISE);
    assert_done_as(f, lead, r);
    f->note_sealed = NULL;
    case_stepped(f, 1, WHAT(CLOSED));
    struct due_key due = {case_now(f, 1)->forget_at_ms, HALL, HALLQ__DUE_ROW__KIND__CASE_FORGET, 1};
    assert_int_equal(decide_due(&f->state, due.at_ms, &due, &f->decision), ERR_OK);
    const Hallq__CaseForgotten *forgotten = f->decision.record->events[0]->case_forgotten;
    assert_int_equal(forgotten->number, 1);
    assert_int_equal(forgotten->n_keys, 1);
    assert_int_equal(forgotten->keys[0], 77);
    assert_int_equal(forgotten->n_sealed, 1);
}

// ---------------------------------------------------------------- lists

static const Hallq__CaseList *cases_after(struct fixture *f, uint32_t after, bool closed) {
    Hallq__Request *r = request_new(f, BODY(GET_CASES));
    r->get_cases->after = after;
    r->get_cases->closed = closed;
    return ask_read(f, DEVICE_LEAD, r)->cases;
}

static void get_cases__comes_in_pages(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 60; i++)
        case_opened(f, CASE_KIND(PRAISE));
    case_stepped(f, 7, WHAT(CLOSED));
    const Hallq__CaseList *first = cases_after(f, 0, false);
    assert_int_equal(first->n_cases, 50);
    assert_true(first->more);
    assert_int_equal(first->cases[6]->case_id, 8);
    const Hallq__CaseList *second = cases_after(f, first->cases[49]->case_id, false);
    assert_int_equal(second->n_cases, 9);
    assert_false(second->more);
    assert_int_equal(cases_after(f, 0, true)->n_cases, 1);
}

static const Hallq__TopicList *topics_of(struct fixture *f, uint32_t days) {
    Hallq__Request *r = request_new(f, BODY(GET_TOPICS));
    r->get_topics->days = days;
    return ask_read(f, DEVICE_LEAD, r)->topics;
}

static void case_about(struct fixture *f, const char *topic) {
    Hallq__Request *r = request_new(f, BODY(OPEN_CASE));
    r->open_case->kind = CASE_KIND(COMPLAINT);
    r->open_case->topic = text_of(f, topic);
    assert_done(f, DEVICE_LEAD, r);
}

static void get_topics__has_the_hottest_first(void **state) {
    struct fixture *f = *state;
    case_about(f, "bill"); // tomorrow a week and a day ago
    days_pass(f, DAY_S);
    case_about(f, "plan");
    case_about(f, "bill");
    days_pass(f, 6 * DAY_S);
    case_about(f, "bill");
    const Hallq__TopicList *list = topics_of(f, 0);
    assert_int_equal(list->upto_day - list->from_day, 6);
    assert_int_equal(list->n_counts, 2);
    assert_string_equal(list->counts[0]->topic, "bill");
    assert_int_equal(list->counts[0]->cases, 2);
    assert_int_equal(list->counts[1]->cases, 1);
    assert_int_equal(topics_of(f, 8)->counts[0]->cases, 3);
    Hallq__Request *r = step_request(f, 4, WHAT(SORTED));
    r->step_case->topic = text_of(f, "plan");
    assert_done(f, DEVICE_LEAD, r);
    assert_string_equal(topics_of(f, 0)->counts[0]->topic, "plan");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, casework_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
