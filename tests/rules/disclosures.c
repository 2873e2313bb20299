// Looking leaves a trace: whose notes, which journals, which copies.
#include "base/refusal.h"
#include "tests/rules/hall.h"

static const Hallq__JournalRecord *look(struct fixture *f, uint32_t device, Hallq__Request *r,
                                        uint64_t shown) {
    struct asker asker = asker_of(f, device);
    assert_int_equal(decide_disclosure(&f->state, f->now_ms, &asker, r, shown, &f->decision),
                     ERR_OK);
    f->record = f->decision.record;
    if (f->record) {
        assert_int_equal(f->record->session, 0); // nothing that a retry would find
        assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
    }
    return f->record;
}

static void a_note__of_another_counters_ticket_is_on_record(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    uint64_t ticket = take(f, SERVICE_A);
    assert_non_null(look(f, DEVICE_COUNTER + 1, r, ticket)); // it waits for all who give A
    const Hallq__NoteRead *read = EVENT_OF(f, NOTE_READ, NoteRead);
    assert_int_equal(read->ticket, ticket);
    assert_int_equal(read->by->device, DEVICE_COUNTER + 1);
    assert_int_equal(read->by->staff, STAFF_CLERK + 1);
    assert_int_equal(next(f, 1), ticket);
    assert_null(look(f, DEVICE_COUNTER + 1, r, ticket)); // one's own
    assert_non_null(look(f, DEVICE_COUNTER + 2, r, ticket));
    assert_non_null(look(f, DEVICE_GUIDE, r, ticket));
    start(f, 1);
    finish(f, 1);
    assert_null(look(f, DEVICE_COUNTER + 1, r, ticket));
    assert_null(look(f, DEVICE_COUNTER + 2, r, 0)); // no note was shown
}

static void a_note__of_what_waits_for_this_counter_is_its_own(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    Hallq__Request *transfer = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    take(f, SERVICE_A);
    uint64_t ticket = next(f, 1);
    start(f, 1);
    transfer->transfer->to = line_of(f, HALLQ__LINE__KIND__COUNTER, 2);
    assert_done(f, DEVICE_COUNTER + 1, transfer);
    assert_null(look(f, DEVICE_COUNTER + 2, r, ticket));
    assert_non_null(look(f, DEVICE_COUNTER + 3, r, ticket));
}

// A ticket keeps the counter it was at last; who sits there later did not serve it.
static void a_note__of_what_was_at_this_counter_is_its_clerks(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    uint64_t finished, held, absent;
    take(f, SERVICE_A);
    finished = next(f, 1);
    start(f, 1);
    finish(f, 1);
    take(f, SERVICE_A);
    held = next(f, 1);
    start(f, 1);
    hold(f, 1);
    take(f, SERVICE_A);
    absent = next(f, 1);
    assert_null(look(f, DEVICE_COUNTER + 1, r, absent));
    for (int i = 0; i < 2; i++) {
        pass_s(f, 20);
        recall(f, 1);
    }
    pass_s(f, 20); // it does not come
    assert_int_equal(ticket_row(f, absent)->state, HALLQ__TICKET__STATE__NO_SHOW);
    assert_non_null(look(f, DEVICE_COUNTER + 1, r, absent)); // it is with nobody now
    assert_null(look(f, DEVICE_COUNTER + 1, r, held));
    assert_null(look(f, DEVICE_COUNTER + 1, r, finished));
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_done(f, DEVICE_COUNTER + 2, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_string_equal(refusal_name(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 2, 1, true)),
                        "NONE");
    const uint64_t others[] = {finished, held, absent};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_non_null(look(f, DEVICE_COUNTER + 1, r, others[i]));
        assert_int_equal(EVENT_OF(f, NOTE_READ, NoteRead)->by->staff, STAFF_CLERK + 2);
    }
}

static void a_journal_and_a_backup__are_on_record_in_hall_0(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_JOURNAL);
    uint64_t seq = hall_row(f)->seq;
    r->get_journal->after = 7;
    assert_int_equal(look(f, DEVICE_ADMIN, r, 0)->hall, 0);
    const Hallq__JournalRead *read = EVENT_OF(f, JOURNAL_READ, JournalRead);
    assert_int_equal(read->hall, HALL);
    assert_int_equal(read->after, 7);
    assert_int_equal(read->by->device, DEVICE_ADMIN);
    Hallq__Request *backup = request_new(f, HALLQ__REQUEST__BODY_BACKUP);
    backup->backup->name = text_of(f, "monday");
    assert_int_equal(look(f, DEVICE_ADMIN, backup, 0)->hall, 0);
    assert_string_equal(EVENT_OF(f, BACKUP_ASKED, BackupAsked)->name, "monday");
    assert_int_equal(hall_row(f)->seq, seq); // whoever follows its own record reads without end
}

static Hallq__Refusal__Reason authorized(struct fixture *f, const Hallq__Request *r) {
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    Hallq__Refusal refusal;
    assert_int_equal(authorize(&f->state, f->now_ms, &asker, r, &refusal), ERR_OK);
    return refusal.reason;
}

static void a_backup__is_refused_for_its_name_before_it_is_on_record(void **state) {
    static const char *const bad[] = {"",    ".",    "..",    ".hid", "a/b", "A",
                                      "a b", "../b", "b.new", ".new", "备份"};
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_BACKUP);
    r->hall = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        r->backup->name = text_of(f, bad[i]);
        if (authorized(f, r) != HALLQ__REFUSAL__REASON__BAD_MESSAGE)
            fail_msg("%s", bad[i]);
    }
    r->backup->name = text_of(f, "monday.1-b");
    r->backup->keep = LIMIT_BACKUPS_KEPT;
    assert_int_equal(authorized(f, r), HALLQ__REFUSAL__REASON__NONE);
    r->backup->keep = LIMIT_BACKUPS_KEPT + 1;
    assert_int_equal(authorized(f, r), HALLQ__REFUSAL__REASON__BAD_MESSAGE);
}

static void a_report__is_of_a_day_that_has_begun(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_REPORT);
    int32_t today = hall_row(f)->day;
    const int32_t begun[] = {0, today, today - 1, 1};
    for (size_t i = 0; i < sizeof begun / sizeof begun[0]; i++) {
        r->get_report->day = begun[i];
        assert_int_equal(authorized(f, r), HALLQ__REFUSAL__REASON__NONE);
    }
    r->get_report->day = today + 1;
    assert_int_equal(authorized(f, r), HALLQ__REFUSAL__REASON__DAY_TO_COME);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
