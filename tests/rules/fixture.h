// fixture.h - one hall, in memory, at 11:40 on a Monday, for tests of the rules: its settings, its
// people at their terminals, a clock moved by hand, and a small vocabulary to ask it for things.
//
// Every command asked is checked for what holds of all of them: deciding changed no table, the
// tables agree with each other afterwards (invariants.h), and at the end of the test the journal,
// applied to the tables as they were at the start, gives the same tables again.
#ifndef HALLQ_RULES_FIXTURE_H
#define HALLQ_RULES_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "broker/hall/rules.h"
#include "tests/rules/memtable.h"

#define HALL 1
#define MONDAY_1140_MS 1740973200000 // 2025-03-03 11:40 in Asia/Shanghai
#define MONDAY 20150                 // the same day, as business days are counted

// Services: letters A to D. Counter 1 gives A, B; counter 2 gives B, A, C; counter 3 gives C.
// Nobody gives D.
enum { SERVICE_A = 1, SERVICE_B = 2, SERVICE_C = 3, SERVICE_D = 4 };

// Classes: VIP has a head start of ten minutes.
enum { NORMAL = 0, VIP = 1 };

// Devices. At DEVICE_COUNTER + n, counter n, clerk STAFF_CLERK + n is signed on and the counter is
// open and free.
enum {
    DEVICE_KIOSK = 1,
    DEVICE_GATEWAY = 2,
    DEVICE_DISPLAY = 3,
    DEVICE_COUNTER = 10,
    DEVICE_GUIDE = 21,
    DEVICE_LEAD = 31,
    DEVICE_MANAGER = 41,
    DEVICE_ADMIN = 51,
};

enum { STAFF_CLERK = 100, STAFF_GUIDE = 201, STAFF_LEAD = 301, STAFF_MANAGER = 401 };

#define COUNTERS 3

struct fixture {
    struct memtable *mem;
    struct memtable *start;               // the tables as fixture_open or fixture_touched left them
    uint64_t start_seq, start_broker_seq; // of the hall, and of hall 0
    struct arena arena;                   // of the whole test
    struct state state;
    int64_t now_ms;
    Hallq__HallSettings *settings; // may be changed until fixture_open
    uint32_t number;               // of the last command
    const char *contact_sealed;    // of the next commands, NULL none
    const char *note_sealed;
    uint64_t pressed; // of the next commands: the ticket that has their contact, 0 none
    bool quick;       // leave the checks of every command out, for tests of many
    struct decision decision;
    const Hallq__JournalRecord *record; // of the last command or due row that changed something
};

// fixture_create: the hall's settings, nothing stored yet. fixture_open stores them, and everybody
// in their place. fixture_destroy replays the journal first.
struct fixture *fixture_create(void);
void fixture_open(struct fixture *f);
void fixture_destroy(struct fixture *f);

// fixture_rough: from now on the hall tells waits by the rule of thumb.
void fixture_rough(struct fixture *f);

// fixture_touched: the test changed rows by hand; what is replayed begins here.
void fixture_touched(struct fixture *f);

// For cmocka: an open hall in *state; fixture_teardown destroys it.
int fixture_setup(void **state);
int fixture_teardown(void **state);

// asker_of: who asks from a device.
struct asker asker_of(struct fixture *f, uint32_t device);

// request_new: a request with an empty body of this kind, in the arena.
Hallq__Request *request_new(struct fixture *f, Hallq__Request__BodyCase body_case);

// ask: decides the request with a new number and applies it; ask_again: with the number it has.
Hallq__Refusal__Reason ask(struct fixture *f, uint32_t device, Hallq__Request *request);
Hallq__Refusal__Reason ask_again(struct fixture *f, uint32_t device, Hallq__Request *request);

// ask_read: the answer to a read.
Hallq__Reply *ask_read(struct fixture *f, uint32_t device, Hallq__Request *request);

// The request must be applied, or refused for this reason.
#define assert_done(f, device, request)                                                            \
    assert_string_equal(refusal_name(ask(f, device, request)), "NONE")
#define assert_refused(f, device, request, REASON)                                                 \
    assert_string_equal(refusal_name(ask(f, device, request)), #REASON)

// pass_s: lets so many seconds pass; what falls due is decided and applied at its time.
void pass_s(struct fixture *f, int64_t seconds);

// event_of: the body of the last record's event of this kind; fails the test if there is none.
const void *event_of(const struct fixture *f, Hallq__Event__BodyCase body_case);
#define EVENT_OF(f, CASE, Type) ((const Hallq__##Type *)event_of(f, HALLQ__EVENT__BODY_##CASE))

// Rows as they are now; the ticket's and the hall's must be there. xxx_change: the same row changed
// by hand, and fixture_touched.
Hallq__TicketRow *ticket_row(struct fixture *f, uint64_t ticket);
Hallq__CounterRow *counter_row(struct fixture *f, uint32_t counter);
Hallq__LineRow *line_row(struct fixture *f, Hallq__Line__Kind kind, uint32_t id);
Hallq__HallRow *hall_row(struct fixture *f);
void counter_change(struct fixture *f, uint32_t counter, const Hallq__CounterRow *row);
void line_change(struct fixture *f, Hallq__Line__Kind kind, uint32_t id, const Hallq__LineRow *row);
void hall_change(struct fixture *f, const Hallq__HallRow *row);

// Parts of requests, in the arena. which_of: by id, with its code. which_number: by number of
// today.
Hallq__Which *which_of(struct fixture *f, uint64_t ticket);
Hallq__Which *which_number(struct fixture *f, const char *number);
Hallq__Line *line_of(struct fixture *f, Hallq__Line__Kind kind, uint32_t id);
char *text_of(struct fixture *f, const char *text);

// codes_of: a list of two codes for the settings.
Hallq__Code **codes_of(struct fixture *f, const char *first, const char *second);

// Whole commands, which must be applied. take: the id of a ticket issued at the kiosk. next: the
// ticket called at a counter. The others act on what that counter holds.
uint64_t take(struct fixture *f, uint32_t service);
uint64_t take_class(struct fixture *f, uint32_t service, uint32_t customer_class);
uint64_t take_away(struct fixture *f, uint32_t service);
uint64_t next(struct fixture *f, uint32_t counter);
void start(struct fixture *f, uint32_t counter);
void recall(struct fixture *f, uint32_t counter);
void no_show(struct fixture *f, uint32_t counter);
void hold(struct fixture *f, uint32_t counter);
void finish(struct fixture *f, uint32_t counter);
void resume(struct fixture *f, uint32_t counter, uint64_t ticket, bool here);
void reinstate(struct fixture *f, uint64_t ticket);
void cancel(struct fixture *f, uint64_t ticket);

// serve: calls the next at the counter, starts, serves so many seconds, finishes; its ticket.
uint64_t serve(struct fixture *f, uint32_t counter, int64_t seconds);

// miss: calls the next at the counter as often as the settings want, and lets it become a no-show.
uint64_t miss(struct fixture *f, uint32_t counter);

#endif
