// Retries: who gets the answer of a command that was applied, and for which bytes.
#include "base/refusal.h"
#include "broker/hall/core/newest.h"
#include "tests/rules/hall.h"

#define COUNTER_ONE (DEVICE_COUNTER + 1)
#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

// What dispatch says of a request's body.
struct body {
    uint64_t hash, mac, key;
};

static Hallq__Refusal__Reason ask_body(struct fixture *f, struct asker asker, struct body body,
                                       Hallq__Request *r, bool again) {
    asker.body_hash = body.hash;
    asker.secret_mac = body.mac;
    asker.secret_key = body.key;
    if (again)
        f->number = r->number - 1;
    return ask_as(f, asker, r);
}

static Hallq__Request *issue_of(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    return r;
}

static void a_retry__is_of_the_same_body(void **state) {
    struct fixture *f = *state;
    struct asker kiosk = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = issue_of(f);
    assert_reason(ask_body(f, kiosk, (struct body){11, 22, 33}, r, false), NONE);
    static const struct {
        struct body body;
        const char *reason;
    } cells[] = {
        {{11, 22, 33}, "NONE"},        {{12, 22, 33}, "BAD_MESSAGE"}, // another service
        {{11, 23, 33}, "BAD_MESSAGE"},                                // another contact
        {{11, 23, 34}, "NONE"}, // of which a broker that was restarted knows nothing
        {{12, 23, 34}, "BAD_MESSAGE"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        assert_string_equal(refusal_name(ask_body(f, kiosk, cells[i].body, r, true)),
                            cells[i].reason);
        assert_int_equal(f->decision.retry, !strcmp(cells[i].reason, "NONE"));
    }
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 1);
}

static void forget(struct fixture *f) {
    newest_destroy(f->state.newest);
    f->state.newest = newest_create();
    assert_non_null(f->state.newest);
}

// Commands come in any order, and a broker that was restarted knows none of them.
static void a_retry__is_found_whatever_came_before_it(void **state) {
    struct fixture *f = *state;
    static const uint32_t numbers[] = {7, 3, UINT32_MAX, 8, 1};
    for (size_t restarts = 0; restarts < 3; restarts++)
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            Hallq__Request *r = issue_of(f);
            f->number = numbers[i] - 1;
            assert_reason(ask_as(f, asker_of(f, DEVICE_KIOSK), r), NONE);
            assert_int_equal(f->decision.retry, restarts != 0);
            if (restarts && (i + restarts) % 2)
                forget(f);
        }
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), sizeof numbers / sizeof numbers[0]);
}

// Sessions are told apart by hall, device and session, also where one forgets another.
static void a_retry__is_found_among_many_sessions(void **state) {
    struct fixture *f = *state;
    enum { SESSIONS = 20000 };
    for (uint64_t session = 1; session <= SESSIONS; session++) {
        struct session_of of = {HALL, DEVICE_KIOSK, session};
        newest_know(f->state.newest, of, 1);
        newest_put(f->state.newest, of, (uint32_t)session);
        newest_put(f->state.newest, of, 1); // an older one came later
        assert_int_equal(*newest_find(f->state.newest, of), session);
        of.device++;
        assert_null(newest_find(f->state.newest, of));
        newest_put(f->state.newest, of, 9); // of which the table may have others
        assert_null(newest_find(f->state.newest, of));
    }
    for (uint64_t session = 1; session <= SESSIONS; session++) {
        const uint32_t *number =
            newest_find(f->state.newest, (struct session_of){HALL, DEVICE_KIOSK, session});
        assert_true(!number || *number == session);
    }
}

// The terminals of a large hall, which start in the same second, do not forget each other.
static void a_session__is_known_beside_those_of_its_hall(void **state) {
    struct fixture *f = *state;
    enum { TERMINALS = 256 };
    const uint64_t started = (uint64_t)1796040000123 << 16;
    size_t known = 0;
    for (uint32_t i = 0; i < 2 * TERMINALS; i++) {
        struct session_of of = {HALL, 100 + i % TERMINALS, started + i % TERMINALS};
        known += newest_find(f->state.newest, of) != NULL;
        newest_know(f->state.newest, of, 1);
    }
    assert_in_range(known, TERMINALS * 9 / 10, TERMINALS);
}

static void a_retry__of_an_earlier_version_is_taken_as_before(void **state) {
    struct fixture *f = *state;
    struct asker kiosk = asker_of(f, DEVICE_KIOSK);
    Hallq__Request *r = issue_of(f);
    assert_reason(ask_body(f, kiosk, (struct body){0}, r, false), NONE);
    assert_reason(ask_body(f, kiosk, (struct body){11, 22, 33}, r, true), NONE);
    assert_true(f->decision.retry);
    struct asker guide = asker_of(f, DEVICE_GUIDE);
    guide.pin_matches = true;
    r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    r->sign_on->staff = STAFF_GUIDE;
    assert_reason(ask_body(f, guide, (struct body){0}, r, false), NONE);
    assert_reason(ask_body(f, guide, (struct body){11, 22, 33}, r, true), NONE);
    assert_true(f->decision.retry);
    guide.pin_matches = false;
    assert_reason(ask_body(f, guide, (struct body){11, 22, 33}, r, true), WRONG_PIN);
}

static void a_retry__is_of_the_same_person(void **state) {
    struct fixture *f = *state;
    const struct body body = {11, 0, 0};
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    struct asker guide = asker_of(f, DEVICE_GUIDE);
    Hallq__Request *r = issue_of(f), *off = request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF);
    assert_reason(ask_body(f, guide, body, r, false), NONE);
    uint32_t number = f->number;
    assert_reason(ask_body(f, guide, body, off, false), NONE);
    uint32_t next = f->number;
    assert_reason(ask_body(f, guide, body, off, true), NONE); // who signs off is not there any more
    assert_true(f->decision.retry);
    assert_reason(ask_body(f, guide, body, r, true), NOT_SIGNED_ON);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 1);
    f->number = next;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    assert_reason(ask_body(f, guide, body, r, true), NONE);
    assert_true(f->decision.retry);
    assert_int_equal(f->number, number);
}

static void a_retry__by_the_next_person_at_the_terminal_is_refused(void **state) {
    struct fixture *f = *state;
    const struct body body = {11, 0, 0};
    work(f, 1);
    uint64_t ticket = take(f, SERVICE_A);
    struct asker desk = asker_of(f, COUNTER_ONE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_of(f, ticket);
    assert_reason(ask_body(f, desk, body, r, false), NONE);
    uint32_t number = f->number;
    assert_reason(sign_on(f, COUNTER_ONE, STAFF_CLERK + 2, 1, true), NONE);
    uint32_t next = f->number;
    f->number = number;
    assert_reason(ask_body(f, desk, body, r, true), BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "number");
    f->number = next;
    assert_reason(sign_on(f, COUNTER_ONE, STAFF_CLERK + 1, 1, true), NONE);
    f->number = number;
    assert_reason(ask_body(f, desk, body, r, true), NONE);
}

// Another PIN under a number that was used is a try like any: else it could be guessed there for ever.
static void assert_guess_counted(struct fixture *f, struct asker asker, struct body body,
                                 Hallq__Request *r, uint32_t staff) {
    uint64_t seq = hall_row(f)->seq;
    size_t remembered = memtable_count(f->mem, TABLE_REQUEST);
    assert_reason(ask_body(f, asker, body, r, true), WRONG_PIN);
    assert_int_equal(hall_row(f)->seq, seq + 1);
    assert_int_equal(EVENT_OF(f, SIGN_ON_FAILED, SignOnFailed)->staff, staff);
    assert_int_equal(f->record->session, 0); // each command once in the journal
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST), remembered);
}

// So many wrong ones, and then not even the right one is told.
static void assert_guesses_lock(struct fixture *f, struct asker asker, struct body right,
                                Hallq__Request *r, uint32_t staff) {
    struct body wrong = {right.hash, right.mac + 1, right.key};
    asker.pin_matches = false;
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++) {
        assert_reason(ask_body(f, asker, right, r, true), NONE);
        assert_true(f->decision.retry);
        assert_guess_counted(f, asker, wrong, r, staff);
    }
    uint64_t seq = hall_row(f)->seq;
    assert_reason(ask_body(f, asker, wrong, r, true), LOCKED_OUT);
    asker.pin_matches = true;
    assert_reason(ask_body(f, asker, right, r, true), LOCKED_OUT);
    assert_int_equal(hall_row(f)->seq, seq);
}

static void a_sign_on__again_is_of_who_signed_on_and_of_their_pin(void **state) {
    struct fixture *f = *state;
    const struct body right = {11, 22, 33};
    struct asker guide = asker_of(f, DEVICE_GUIDE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    r->sign_on->staff = STAFF_GUIDE;
    guide.pin_matches = true;
    assert_reason(ask_body(f, guide, right, r, false), NONE);
    assert_reason(ask_body(f, guide, right, r, true), NONE);
    assert_reason(ask_body(f, guide, (struct body){11, 22, 34}, r, true), NONE);
    assert_true(f->decision.retry);
    assert_reason(ask_body(f, guide, (struct body){11, 23, 33}, r, true), BAD_MESSAGE); // set since
    guide.pin_matches = false;
    assert_guess_counted(f, guide, (struct body){11, 23, 34}, r, STAFF_GUIDE);
    f->number = 900;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE); // takes those back
    f->number = r->number + 1;
    assert_guesses_lock(f, guide, right, r, STAFF_GUIDE);
}

static void a_change_of_a_pin__again_is_of_that_pin(void **state) {
    struct fixture *f = *state;
    static const char hash[] = "$argon2id$new";
    const struct body right = {11, 22, 33};
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    struct asker guide = asker_of(f, DEVICE_GUIDE);
    guide.pin_matches = true;
    guide.pin_hash = (ProtobufCBinaryData){sizeof hash - 1, (uint8_t *)(uintptr_t)hash};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CHANGE_PIN);
    r->change_pin->old_pin = text_of(f, "748159");
    r->change_pin->new_pin = text_of(f, "826047");
    assert_reason(ask_body(f, guide, right, r, false), NONE);
    assert_guesses_lock(f, guide, right, r, STAFF_GUIDE);
}

static void a_pin_set__again_is_of_that_pin(void **state) {
    struct fixture *f = *state;
    const struct body right = {11, 22, 33};
    struct asker admin = asker_of(f, DEVICE_ADMIN);
    admin.pin_hash = (ProtobufCBinaryData){4, (uint8_t *)(uintptr_t) "hash"};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SET_PIN);
    r->set_pin->staff = STAFF_GUIDE;
    r->set_pin->pin = text_of(f, "826047");
    assert_reason(ask_body(f, admin, right, r, false), NONE);
    assert_reason(ask_body(f, admin, (struct body){11, 23, 34}, r, true), NONE); // nobody knows
    assert_guesses_lock(f, admin, right, r, STAFF_GUIDE);
    f->number = 900;
    assert_reason(ask_body(f, admin, right, r, false), NONE); // another one is set all the same
}

// What was shown is not shown again out of memory: each look is on record, each by who looks.
static void a_reveal__again_is_another_look(void **state) {
    struct fixture *f = *state;
    const struct body body = {11, 0, 0};
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    f->contact_sealed = NULL;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    struct asker lead = asker_of(f, DEVICE_LEAD);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_REVEAL_CONTACT);
    r->reveal_contact->which = which_of(f, ticket);
    r->reveal_contact->reason = text_of(f, "why");
    r->reveal_contact->pin = text_of(f, "748159");
    assert_reason(ask_body(f, lead, body, r, false), NONE);
    size_t remembered = memtable_count(f->mem, TABLE_REQUEST);
    for (int i = 0; i < 3; i++) {
        uint64_t seq = hall_row(f)->seq;
        assert_reason(ask_body(f, lead, body, r, true), NONE);
        assert_false(f->decision.retry);
        assert_int_equal(hall_row(f)->seq, seq + 1);
        assert_int_equal(EVENT_OF(f, CONTACT_REVEALED, ContactRevealed)->by->staff, STAFF_LEAD);
        assert_int_equal(f->record->session, 0); // each command once in the journal
    }
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST), remembered);
    struct asker guesser = lead;
    guesser.pin_matches = false;
    assert_guess_counted(f, guesser, (struct body){11, 23, 33}, r, STAFF_LEAD);
    assert_reason(ask_body(f, lead, (struct body){12, 0, 0}, r, true), BAD_MESSAGE);
    uint32_t number = f->number;
    f->number = 900;
    assert_done(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    f->number = number;
    assert_reason(ask_body(f, lead, body, r, true), NOT_SIGNED_ON);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
