// tickets_slip.c - a ticket has one slip or none, and its card says which.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

#define STATE(NAME) HALLQ__SLIP__STATE__##NAME
#define PRINTER(NAME) HALLQ__PRINTER__STATE__##NAME
#define CODE "window-one"

static Hallq__Request *tell_new(struct fixture *f, Hallq__Printer__State state, bool begins) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TELL_PRINTER);
    r->tell_printer->state = state;
    r->tell_printer->begins = begins;
    r->tell_printer->page_code = text_of(f, CODE);
    return r;
}

static void tell(struct fixture *f, Hallq__Printer__State state) {
    assert_done(f, DEVICE_KIOSK, tell_new(f, state, false));
}

static Hallq__Request *printed_issue_new(struct fixture *f) {
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->printer = DEVICE_KIOSK;
    return r;
}

static uint64_t take_printed(struct fixture *f) {
    assert_done(f, DEVICE_KIOSK, printed_issue_new(f));
    return card(f)->ticket;
}

static Hallq__Request *take_slip_new(struct fixture *f) {
    return request_new(f, HALLQ__REQUEST__BODY_TAKE_SLIP);
}

static uint64_t take_slip(struct fixture *f) {
    assert_done(f, DEVICE_KIOSK, take_slip_new(f));
    return f->decision.done && card(f) ? card(f)->ticket : 0;
}

static Hallq__Request *end_new(struct fixture *f, uint64_t ticket, Hallq__Slip__State state) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_END_SLIP);
    r->end_slip->ticket = ticket;
    r->end_slip->state = state;
    return r;
}

static Hallq__Request *again_new(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_PRINT_SLIP);
    r->print_slip->which = which_of(f, ticket);
    return r;
}

// As the customer's own page is told.
static Hallq__Slip__State told(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    r->get_place->which = which_of(f, ticket);
    const Hallq__TicketCard *seen = ask_read(f, DEVICE_GATEWAY, r)->ticket;
    return seen->slip ? seen->slip->state : STATE(NO_STATE);
}

#define assert_told(f, ticket, NAME) assert_int_equal(told(f, ticket), STATE(NAME))

static void slip__is_ordered_taken_and_ended(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    assert_int_equal(f->decision.done->device, DEVICE_KIOSK);
    uint64_t ticket = take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
    assert_int_equal(card(f)->slip->printer, 0); // the staff's
    assert_int_equal(EVENT_OF(f, SLIP_ORDERED, SlipOrdered)->printer, DEVICE_KIOSK);
    assert_told(f, ticket, TO_PRINT);
    assert_int_equal(take_slip(f), ticket);
    assert_told(f, ticket, TAKEN);
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP); // never again by itself
    assert_done(f, DEVICE_KIOSK, end_new(f, ticket, STATE(PRINTED)));
    assert_told(f, ticket, PRINTED);
    assert_refused(f, DEVICE_KIOSK, end_new(f, ticket, STATE(FAILED)), NO_SLIP);
}

static void slip__of_an_issue_that_names_no_printer_is_none(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t ticket = take(f, SERVICE_A);
    assert_null(card(f)->slip);
    assert_told(f, ticket, NO_STATE);
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP);
}

// A printer is never why there is no ticket.
static void slip__is_not_printed_where_nothing_prints(void **state) {
    struct fixture *f = *state;
    take_printed(f); // nobody told of a printer
    assert_null(card(f)->slip);
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_PRINTER);
    tell(f, PRINTER(NO_PAPER));
    uint64_t ticket = take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(NOT_PRINTED));
    tell(f, PRINTER(NEAR_END));
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP); // what was refused stays so
    assert_told(f, ticket, NOT_PRINTED);
    take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
}

static void slip__comes_out_at_a_kiosk_for_who_has_its_code(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    Hallq__Request *r = printed_issue_new(f);
    assert_done(f, DEVICE_GATEWAY, r);
    assert_null(card(f)->slip);
    r = printed_issue_new(f);
    r->issue->printer_code = text_of(f, "window-two");
    assert_done(f, DEVICE_GATEWAY, r);
    assert_null(card(f)->slip);
    r = printed_issue_new(f);
    r->issue->printer_code = text_of(f, CODE);
    assert_done(f, DEVICE_GATEWAY, r);
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
    assert_done(f, DEVICE_GUIDE, printed_issue_new(f)); // a guide prints without
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
}

static void slip__without_a_code_comes_out_for_no_page(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = tell_new(f, PRINTER(READY), true);
    r->tell_printer->page_code = text_of(f, "");
    assert_done(f, DEVICE_KIOSK, r);
    assert_done(f, DEVICE_GATEWAY, printed_issue_new(f));
    assert_null(card(f)->slip);
    r->tell_printer->page_code = text_of(f, "short");
    assert_refused(f, DEVICE_KIOSK, r, BAD_MESSAGE);
}

static void slip__that_was_taken_before_a_crash_is_unknown(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t ticket = take_printed(f);
    take_slip(f);
    assert_refused(f, DEVICE_KIOSK, tell_new(f, PRINTER(READY), false), ALREADY);
    assert_told(f, ticket, TAKEN);
    assert_done(f, DEVICE_KIOSK, tell_new(f, PRINTER(READY), true));
    assert_told(f, ticket, UNKNOWN);
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP);
    assert_refused(f, DEVICE_KIOSK, end_new(f, ticket, STATE(PRINTED)), NO_SLIP);
}

static void slip__that_was_never_ended_is_unknown_with_the_next_and_after_a_minute(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t first = take_printed(f), second = take_printed(f);
    assert_int_equal(take_slip(f), first);
    assert_int_equal(take_slip(f), second);
    assert_told(f, first, UNKNOWN);
    assert_told(f, second, TAKEN);
    pass_s(f, LIMIT_SLIP_S + 1);
    assert_told(f, second, UNKNOWN);
    assert_done(f, DEVICE_KIOSK, end_new(f, second, STATE(FAILED))); // and yet it is said
    assert_told(f, second, FAILED);
}

static void slip__that_waited_for_too_long_is_not_printed(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t gone = take_printed(f), cancelled = take_printed(f);
    pass_s(f, LIMIT_SLIP_S + 1);
    assert_told(f, gone, NOT_PRINTED);
    uint64_t here = take_printed(f);
    cancel(f, cancelled);
    assert_int_equal(take_slip(f), here);
    assert_told(f, gone, NOT_PRINTED);
    uint64_t last = take_printed(f);
    cancel(f, last);
    assert_int_equal(take_slip(f), 0); // nobody is left
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP);
}

static void slips__wait_up_to_so_many(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t first = take_printed(f);
    for (int i = 1; i < LIMIT_SLIPS_WAITING; i++)
        take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
    take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(NOT_PRINTED));
    assert_int_equal(take_slip(f), first);
    take_printed(f);
    assert_int_equal(card(f)->slip->state, STATE(TO_PRINT));
}

static void copy__is_ordered_by_people_alone(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t ticket = take_printed(f);
    assert_refused(f, DEVICE_KIOSK, again_new(f, ticket), NOT_ALLOWED);
    assert_refused(f, DEVICE_GUIDE, again_new(f, ticket), ALREADY);
    take_slip(f);
    assert_refused(f, DEVICE_GUIDE, again_new(f, ticket), ALREADY);
    assert_done(f, DEVICE_KIOSK, end_new(f, ticket, STATE(FAILED)));
    assert_done(f, DEVICE_GUIDE, again_new(f, ticket));
    assert_int_equal(card(f)->slip->copy, 1);
    assert_int_equal(EVENT_OF(f, SLIP_ORDERED, SlipOrdered)->by->staff, STAFF_GUIDE);
    assert_int_equal(take_slip(f), ticket);
    assert_int_equal(card(f)->slip->copy, 1); // which stands on paper
    assert_done(f, DEVICE_KIOSK, end_new(f, ticket, STATE(PRINTED)));
    assert_done(f, DEVICE_COUNTER + 1, again_new(f, ticket));
    assert_int_equal(card(f)->slip->copy, 2);
}

// Nothing is on paper, so nothing is copied.
static void copy__of_what_was_not_printed_is_the_first(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(OFF_LINE));
    uint64_t ticket = take_printed(f), bare = take(f, SERVICE_B);
    assert_refused(f, DEVICE_GUIDE, again_new(f, ticket), NO_PRINTER);
    assert_refused(f, DEVICE_GUIDE, again_new(f, bare), NO_PRINTER); // which one?
    tell(f, PRINTER(READY));
    assert_done(f, DEVICE_GUIDE, again_new(f, ticket));
    assert_int_equal(card(f)->slip->copy, 0);
    Hallq__Request *r = again_new(f, bare);
    r->print_slip->printer = DEVICE_KIOSK;
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(card(f)->slip->copy, 0);
    cancel(f, bare);
    assert_refused(f, DEVICE_GUIDE, again_new(f, bare), WRONG_STATE);
}

// The kiosk's program ended with a slip in hand, the copy is another's.
static void copy__is_not_ended_by_what_became_of_the_one_before(void **state) {
    struct fixture *f = *state;
    tell(f, PRINTER(READY));
    uint64_t ticket = take_printed(f);
    take_slip(f);
    pass_s(f, LIMIT_SLIP_S + 1);
    assert_done(f, DEVICE_GUIDE, again_new(f, ticket));
    assert_done(f, DEVICE_KIOSK, tell_new(f, PRINTER(READY), true));
    assert_told(f, ticket, TO_PRINT);
    assert_int_equal(take_slip(f), ticket);
    assert_int_equal(card(f)->slip->copy, 1);
    assert_done(f, DEVICE_KIOSK, end_new(f, ticket, STATE(PRINTED)));
    assert_told(f, ticket, PRINTED);
}

static void press__that_is_the_second_prints_nothing(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = printed_issue_new(f);
    tell(f, PRINTER(READY));
    assert_done(f, DEVICE_KIOSK, r);
    uint64_t ticket = card(f)->ticket;
    ask_again(f, DEVICE_KIOSK, r);
    assert_int_equal(f->decision.done->ticket->slip->state, STATE(TO_PRINT));
    assert_int_equal(take_slip(f), ticket);
    assert_refused(f, DEVICE_KIOSK, take_slip_new(f), NO_SLIP);
}

static void tell__takes_states_it_knows(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_KIOSK, tell_new(f, PRINTER(NO_STATE), true), BAD_MESSAGE);
    assert_refused(f, DEVICE_KIOSK, tell_new(f, (Hallq__Printer__State)7, true), BAD_MESSAGE);
    assert_refused(f, DEVICE_GUIDE, tell_new(f, PRINTER(READY), true), NOT_ALLOWED);
    tell(f, PRINTER(READY));
    uint64_t ticket = take_printed(f);
    take_slip(f);
    assert_refused(f, DEVICE_KIOSK, end_new(f, ticket, STATE(TO_PRINT)), BAD_MESSAGE);
    assert_refused(f, DEVICE_KIOSK, end_new(f, ticket, STATE(NOT_PRINTED)), BAD_MESSAGE);
    assert_refused(f, DEVICE_KIOSK, end_new(f, ticket + 1, STATE(PRINTED)), NO_SLIP);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
