// tickets.h - what tests of tickets need beside the fixture: the lines, requests about tickets, and
// what the last command came to.
#ifndef HALLQ_RULES_TICKETS_H
#define HALLQ_RULES_TICKETS_H

#include "tests/rules/fixture.h"

#define SERVICE_LINE HALLQ__LINE__KIND__SERVICE
#define COUNTER_LINE HALLQ__LINE__KIND__COUNTER
#define CLERK_LINE HALLQ__LINE__KIND__CLERK

#define CALL_NEXT HALLQ__REQUEST__BODY_CALL_NEXT

// A test begins with an open hall; one that is marked TEST_OWN makes its own, with other settings.
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_teardown(name, fixture_teardown)

// fixture_new: a hall in *state, which the test has still to open.
struct fixture *fixture_new(void **state);

// Requests. issue_new: for a ticket of the service. next_services: has the issue ask for so many
// further steps, all of one service. transfer_new: of the ticket at the counter that asks.
Hallq__Request *issue_new(struct fixture *f, uint32_t service);
void next_services(struct fixture *f, Hallq__Request *r, size_t count, uint32_t service);
Hallq__Request *transfer_new(struct fixture *f, Hallq__Line__Kind kind, uint32_t id);

// Whole commands, which must be applied. serving: the counter calls a new ticket and starts.
// let_go: the counter starts and finishes the ticket that it called. send_to_line: the guide
// transfers a waiting ticket, which keeps its rank.
uint64_t serving(struct fixture *f, uint32_t counter, uint32_t service);
void let_go(struct fixture *f, uint32_t counter);
void send_to_line(struct fixture *f, uint64_t ticket, Hallq__Line__Kind kind, uint32_t id);

// Of the last command: the card of its answer; its call, and why that ticket was called.
const Hallq__TicketCard *card(const struct fixture *f);
const Hallq__TicketCalled *called(const struct fixture *f);
const Hallq__Why *why(const struct fixture *f);

// last_step: the newest step of the ticket.
Hallq__Step *last_step(struct fixture *f, uint64_t ticket);

#endif
