// The codes of tickets: one that lets its holder see, one that lets act, made each time, and good until
// the ticket's business day ends.
#include "base/refusal.h"
#include "tests/rules/hall.h"

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

// A code that says what it is of; the real one says nothing.
static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    const bool *gone = arg;
    memset(ret, 0, CODE_SIZE);
    ret[0] = (unsigned char)hall;
    ret[1] = (unsigned char)day;
    ret[2] = (unsigned char)ticket;
    ret[3] = (unsigned char)power;
    return !*gone;
}

static bool gone;
static const struct code_maker maker = {code_cb, &gone};

static struct asker kiosk(struct fixture *f) {
    struct asker asker = asker_of(f, DEVICE_KIOSK);
    asker.codes = &maker;
    return asker;
}

static Hallq__Which *which_with(struct fixture *f, uint64_t ticket, enum code_power power) {
    static unsigned char codes[3][CODE_SIZE];
    Hallq__Which *which = which_of(f, 0);
    which->ticket = ticket;
    code_cb(&gone, HALL, hall_row(f)->day, ticket, power, codes[power]);
    which->code = (ProtobufCBinaryData){CODE_SIZE, codes[power]};
    return which;
}

static uint64_t taken(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    gone = false;
    r->issue->service = SERVICE_A;
    assert_done_as(f, kiosk(f), r);
    return f->decision.done->ticket->ticket;
}

static bool seen(struct fixture *f, Hallq__Which *which) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct asker asker = kiosk(f);
    r->get_place->which = which;
    assert_int_equal(decide_read(&f->state, f->now_ms, &asker, r, &reply), ERR_OK);
    return reply.body_case == HALLQ__REPLY__BODY_TICKET;
}

static Hallq__Refusal__Reason cancelled(struct fixture *f, Hallq__Which *which) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which;
    return ask_as(f, kiosk(f), r);
}

static void a_code__stands_nowhere(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = taken(f);
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->code.len, 0);
    assert_int_equal(f->record->done->ticket->code.len, 0);
    assert_int_equal(f->record->done->ticket->see_code.len, 0);
    assert_int_equal(ticket_row(f, ticket)->code.len, 0);
}

static void a_code__that_lets_see_does_not_let_act(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = taken(f), other = taken(f);
    assert_true(seen(f, which_with(f, ticket, CODE_SEE)));
    assert_true(seen(f, which_with(f, ticket, CODE_ACT)));
    assert_reason(cancelled(f, which_with(f, ticket, CODE_SEE)), NO_TICKET);
    Hallq__Which *crossed = which_with(f, ticket, CODE_ACT);
    crossed->ticket = other;
    assert_false(seen(f, crossed));
    assert_reason(cancelled(f, crossed), NO_TICKET);
    Hallq__Which *none = which_with(f, ticket, CODE_ACT);
    none->code.len = 0;
    assert_reason(cancelled(f, none), NO_TICKET);
    assert_reason(cancelled(f, which_with(f, ticket, CODE_ACT)), NONE);
}

static void a_code__finds_its_ticket_by_the_number_too(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = taken(f);
    Hallq__Which *which = which_with(f, ticket, CODE_SEE);
    which->ticket = 0;
    which->number = text_of(f, "A001");
    assert_true(seen(f, which));
    assert_reason(cancelled(f, which), NO_TICKET);
    which->code = which_with(f, ticket, CODE_ACT)->code;
    assert_reason(cancelled(f, which), NONE);
}

static void a_code__ends_with_its_day_and_with_its_key(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = taken(f);
    Hallq__Which *which = which_with(f, ticket, CODE_ACT);
    gone = true;
    assert_false(seen(f, which));
    gone = false;
    assert_true(seen(f, which));
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_false(seen(f, which));
    assert_reason(cancelled(f, which), NO_TICKET);
    hall->day--;
    hall_change(f, hall);
    assert_true(seen(f, which));
}

// One that an earlier version gave is stored, and lets see and act until its day ends.
static void a_code__of_an_earlier_version_is_good_for_its_day(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Which *which = which_of(f, ticket);
    assert_int_equal(which->code.len, CODE_SIZE);
    assert_true(seen(f, which));
    assert_false(seen(f, which_with(f, ticket, CODE_ACT)));
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_false(seen(f, which));
    hall->day--;
    hall_change(f, hall);
    assert_reason(cancelled(f, which), NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
