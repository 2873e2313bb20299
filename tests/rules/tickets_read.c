// tickets_read.c - the reads of tickets and lines.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

static Hallq__Reply *place(struct fixture *f, uint32_t device, Hallq__Which *which) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_PLACE);
    r->get_place->which = which;
    return ask_read(f, device, r);
}

static void get_place__counts_those_ahead(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, second))->ticket->people_ahead, 1);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, first))->ticket->people_ahead, 0);
    next(f, 1);
    Hallq__TicketCard *called = place(f, DEVICE_GATEWAY, which_of(f, first))->ticket;
    assert_int_equal(called->state, HALLQ__TICKET__STATE__CALLED);
    assert_int_equal(called->counter, 1);
    assert_int_equal(place(f, DEVICE_GATEWAY, which_of(f, second))->ticket->people_ahead, 0);
}

static void get_place__hides_what_is_for_staff(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take_class(f, SERVICE_A, VIP);
    Hallq__TicketCard *c = place(f, DEVICE_GATEWAY, which_of(f, ticket))->ticket;
    assert_int_equal(c->customer_class, 0);
    assert_int_equal(c->n_steps, 0);
    assert_int_equal(c->code.len, 0);
}

static void get_place__needs_the_code_of_a_customer(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Which *which = which_of(f, ticket);
    which->code.data = arena_copy(&f->arena, which->code.data, which->code.len);
    which->code.data[CODE_SIZE - 1] ^= 1;
    Hallq__Reply *reply = place(f, DEVICE_GATEWAY, which);
    assert_int_equal(reply->refusal->reason, HALLQ__REFUSAL__REASON__NO_TICKET);
    which->code.data[CODE_SIZE - 1] ^= 1;
    assert_int_equal(place(f, DEVICE_GATEWAY, which)->body_case, HALLQ__REPLY__BODY_TICKET);
    which->code.len = CODE_SIZE - 1;
    assert_int_equal(place(f, DEVICE_KIOSK, which)->body_case, HALLQ__REPLY__BODY_REFUSAL);
    which->code.len = 0;
    assert_int_equal(place(f, DEVICE_KIOSK, which)->body_case, HALLQ__REPLY__BODY_REFUSAL);
    assert_int_equal(place(f, DEVICE_GUIDE, which)->body_case, HALLQ__REPLY__BODY_TICKET);
}

static void ticket_find__knows_numbers_of_today(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    const char *good[] = {"B001", "b001", "B1", "b1"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(place(f, DEVICE_GUIDE, which_number(f, good[i]))->ticket->ticket, ticket);
    const char *bad[] = {
        "",    "B",     "B002", "A001", "Z001", "B00x", "B-1", "001", "B99999999999999999999",
        "BB1", "B001 ", "十1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(place(f, DEVICE_GUIDE, which_number(f, bad[i]))->body_case,
                         HALLQ__REPLY__BODY_REFUSAL);
    assert_int_equal(place(f, DEVICE_GUIDE, NULL)->body_case, HALLQ__REPLY__BODY_REFUSAL);
}

static void get_ticket__shows_staff_the_whole_visit(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    Hallq__Request *issue = issue_new(f, SERVICE_A);
    issue->issue->customer_class = VIP;
    next_services(f, issue, 1, SERVICE_C);
    assert_done(f, DEVICE_KIOSK, issue);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
    r->get_ticket->which = which_number(f, "A001");
    Hallq__TicketCard *c = ask_read(f, DEVICE_COUNTER + 1, r)->ticket;
    assert_int_equal(c->customer_class, VIP);
    assert_int_equal(c->n_steps, 1);
    assert_int_equal(c->next_services[0], SERVICE_C);
    assert_true(c->has_contact);
    assert_int_equal(c->day, MONDAY);
    assert_int_equal(c->code.len, 0);
}

static void get_line__lists_the_first_in_order(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    for (int i = 0; i < 120; i++)
        take(f, SERVICE_A);
    uint64_t vip = take_class(f, SERVICE_A, VIP);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_LINE);
    r->get_line->line = line_of(f, SERVICE_LINE, SERVICE_A);
    r->get_line->limit = 5;
    Hallq__LineList *list = ask_read(f, DEVICE_GUIDE, r)->line;
    assert_int_equal(list->n_tickets, 5);
    assert_int_equal(list->waiting, 121);
    assert_int_equal(list->tickets[0]->ticket, vip);
    assert_int_equal(list->tickets[4]->people_ahead, 4);
    r->get_line->limit = 0;
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, LIMIT_LINE_LIST);
    r->get_line->limit = 5000;
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, LIMIT_LINE_LIST);
}

static void get_line__refuses_a_line_the_hall_has_not(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_LINE);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__BAD_MESSAGE);
    r->get_line->line = line_of(f, SERVICE_LINE, 99);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_SERVICE);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__COUNTER, 99);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_COUNTER);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__CLERK, 9999);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NO_STAFF);
    r->get_line->line = line_of(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 1);
    assert_int_equal(ask_read(f, DEVICE_GUIDE, r)->line->n_tickets, 0);
}

static void rough_wait__is_unknown_where_nobody_serves(void **state) {
    struct fixture *f = *state;
    fixture_rough(f);
    for (uint32_t counter = 2; counter <= 3; counter++) {
        Hallq__CounterRow *row = counter_row(f, counter);
        row->state = HALLQ__COUNTER__STATE__PAUSED;
        counter_change(f, counter, row);
    }
    take(f, SERVICE_C);
    assert_int_equal(card(f)->rough_wait_s, 0);
    assert_true(card(f)->no_counter);
    take(f, SERVICE_A);
    assert_int_equal(card(f)->rough_wait_s, 300);
    assert_false(card(f)->no_counter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
