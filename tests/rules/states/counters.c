// counters.c - the table of counters.
#include "tests/rules/measuring.h"
#include "tests/rules/states/states.h"

// Rows of counters. What a column prepared is there before.

static uint64_t counter_state(struct fixture *f, Hallq__Counter__State state) {
    Hallq__CounterRow *row = counter_row(f, 1);
    row->state = state;
    row->pause_reason = text_of(f, state == HALLQ__COUNTER__STATE__PAUSED ? "break" : "");
    counter_change(f, 1, row);
    return 0;
}

static uint64_t counter_empty(struct fixture *f) {
    Hallq__CounterRow *row = counter_row(f, 1);
    row->state = HALLQ__COUNTER__STATE__CLOSED;
    row->clerk = row->device = 0;
    counter_change(f, 1, row);
    assert_int_equal(row_del(&f->state, TABLE_SIGN_ON, key_sign_on(HALL, HERE)), ERR_OK);
    Hallq__StaffRow staff = HALLQ__STAFF_ROW__INIT;
    assert_int_equal(staff_row_put(&f->state, key_staff(HALL, STAFF_CLERK + 1), &staff), ERR_OK);
    fixture_touched(f);
    return 0;
}

static uint64_t counter_closed(struct fixture *f) {
    return counter_state(f, HALLQ__COUNTER__STATE__CLOSED);
}

static uint64_t counter_free(struct fixture *f) {
    (void)f;
    return 0;
}

static uint64_t counter_paused(struct fixture *f) {
    return counter_state(f, HALLQ__COUNTER__STATE__PAUSED);
}

static uint64_t counter_lost(struct fixture *f) {
    serving_here(f);
    Hallq__CounterRow *row = counter_row(f, 1);
    row->lost = true;
    counter_change(f, 1, row);
    return 0;
}

const struct row counter_rows[] = {
    {"nobody signed on", counter_empty}, {"closed", counter_closed},      {"free", counter_free},
    {"free, one on hold", held_here},    {"paused", counter_paused},      {"calling", called_here},
    {"serving", serving_here},           {"serving, lost", counter_lost}, {NULL, NULL},
};

// Columns of counters. Each prepares a ticket of its own, so that the counter's state alone
// decides.

uint64_t prepared;

static void wait_prepare(struct fixture *f) {
    take(f, SERVICE_B); // for the row to call, where it calls one
    prepared = take(f, SERVICE_B);
}

static void held_prepare(struct fixture *f) {
    prepared = take(f, SERVICE_B);
    next(f, 1);
    start(f, 1);
    hold(f, 1);
}

void finished_prepare(struct fixture *f) {
    prepared = take(f, SERVICE_B);
    serve(f, 1, 60);
}

static void next_finish_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->call_next->finish = arena_need(&f->arena, sizeof *r->call_next->finish);
    hallq__finish__init(r->call_next->finish);
}

static void next_no_show_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->call_next->no_show = arena_need(&f->arena, sizeof *r->call_next->no_show);
    hallq__no_show__init(r->call_next->no_show);
}

static void named_prepared_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    named_fill(f, r, prepared);
}

static void resume_prepared_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    resume_here_fill(f, r, prepared);
}

static void further_prepared_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    further_here_fill(f, r, prepared);
}

static void pause_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->counter_pause->counter = 1;
    r->counter_pause->reason = text_of(f, "break");
}

static void open_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->counter_open->counter = 1;
}

static void close_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->counter_close->counter = 1;
}

static void counter_resume_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->counter_resume->counter = 1;
}

static void free_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->counter_free->counter = 1;
    r->counter_free->ticket_state = HALLQ__TICKET__STATE__WAITING;
}

static void services_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    uint32_t services[] = {SERVICE_C};
    r->counter_services->counter = 1;
    r->counter_services->n_services = 1;
    r->counter_services->services = arena_copy(&f->arena, services, sizeof services);
}

static void open_measure_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->take_measure->measure = measure_new(f, KIND(OPEN_COUNTER));
    r->take_measure->measure->counter = 1;
}

const struct column counter_columns[] = {
    {"call next", BODY(CALL_NEXT), HERE, plain_fill, wait_prepare},
    {"next, finish", BODY(CALL_NEXT), HERE, next_finish_fill, wait_prepare},
    {"next, no-show", BODY(CALL_NEXT), HERE, next_no_show_fill, wait_prepare},
    {"call named", BODY(CALL_NAMED), HERE, named_prepared_fill, wait_prepare},
    {"recall", BODY(RECALL), HERE, plain_fill, NULL},
    {"start", BODY(START), HERE, plain_fill, NULL},
    {"hold", BODY(HOLD), HERE, plain_fill, NULL},
    {"resume here", BODY(RESUME), HERE, resume_prepared_fill, held_prepare},
    {"transfer", BODY(TRANSFER), HERE, transfer_own_fill, NULL},
    {"finish", BODY(FINISH), HERE, plain_fill, NULL},
    {"further here", BODY(FURTHER), HERE, further_prepared_fill, finished_prepare},
    {"no-show", BODY(NO_SHOW), HERE, plain_fill, NULL},
    {"open", BODY(COUNTER_OPEN), HERE, plain_fill, NULL},
    {"open, lead", BODY(COUNTER_OPEN), DEVICE_LEAD, open_fill, NULL},
    {"close", BODY(COUNTER_CLOSE), HERE, plain_fill, NULL},
    {"close, lead", BODY(COUNTER_CLOSE), DEVICE_LEAD, close_fill, NULL},
    {"pause", BODY(COUNTER_PAUSE), HERE, pause_fill, NULL},
    {"resume", BODY(COUNTER_RESUME), HERE, plain_fill, NULL},
    {"resume, lead", BODY(COUNTER_RESUME), DEVICE_LEAD, counter_resume_fill, NULL},
    {"sign off", BODY(SIGN_OFF), HERE, plain_fill, NULL},
    {"free, lead", BODY(COUNTER_FREE), DEVICE_LEAD, free_fill, NULL},
    {"services, lead", BODY(COUNTER_SERVICES), DEVICE_LEAD, services_fill, NULL},
    {"measure: open, lead", BODY(TAKE_MEASURE), DEVICE_LEAD, open_measure_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
