// states.c - docs/STATES.md, cell by cell. The page's tables are read as they stand; for each cell
// a fresh hall is brought into the row's state and asked the column's command, and what happens
// must be what the cell says: the events, or the refusal. So page and rules cannot differ.
//
// A table is told by its first heading. Each row and column of the page must be known here, and the
// other way round, and every command of a hall must stand in some column.
//
//   states --print    what the cells should be, to be looked at before it is copied
#include <stdio.h>
#include <stdlib.h>

#include "base/refusal.h"
#include "tests/rules/fixture.h"

#define CELLS_MAX 32
#define CELL_SIZE 96
#define NOBODY 999 // a ticket there is not

// "here" is counter 1, "elsewhere" counter 2.
#define HERE (DEVICE_COUNTER + 1)

// Rows bring the hall into a state and return the ticket concerned. Columns prepare what the
// command needs before that, and then fill the request.

struct row {
    const char *name;
    uint64_t (*make)(struct fixture *f);
};

struct column {
    const char *name;
    Hallq__Request__BodyCase body_case;
    uint32_t device;
    void (*fill)(struct fixture *f, Hallq__Request *r, uint64_t ticket);
    void (*prepare)(struct fixture *f);
};

struct grid {
    const char *name; // first heading
    const struct row *rows;
    const struct column *columns;
    bool seen[CELLS_MAX][CELLS_MAX];
};

// Rows of tickets.

static uint64_t none(struct fixture *f) {
    (void)f;
    return NOBODY;
}

static uint64_t expected(struct fixture *f) {
    return take_away(f, SERVICE_A);
}

static uint64_t waiting(struct fixture *f) {
    return take(f, SERVICE_A);
}

static uint64_t called_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = take(f, SERVICE_A);
    next(f, counter);
    pass_s(f, f->settings->seconds_between_calls);
    return ticket;
}

static uint64_t called_here(struct fixture *f) {
    return called_at(f, 1);
}

static uint64_t called_last(struct fixture *f) {
    uint64_t ticket = called_at(f, 1);
    recall(f, 1);
    pass_s(f, f->settings->seconds_between_calls);
    recall(f, 1);
    return ticket;
}

static uint64_t called_elsewhere(struct fixture *f) {
    return called_at(f, 2);
}

static uint64_t serving_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = called_at(f, counter);
    start(f, counter);
    return ticket;
}

static uint64_t serving_here(struct fixture *f) {
    return serving_at(f, 1);
}

static uint64_t serving_elsewhere(struct fixture *f) {
    return serving_at(f, 2);
}

static uint64_t held_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = serving_at(f, counter);
    pass_s(f, f->settings->min_gap_s);
    hold(f, counter);
    return ticket;
}

static uint64_t held_here(struct fixture *f) {
    return held_at(f, 1);
}

static uint64_t held_elsewhere(struct fixture *f) {
    return held_at(f, 2);
}

static uint64_t missed(struct fixture *f) {
    uint64_t ticket = take(f, SERVICE_A);
    return miss(f, 1), ticket;
}

static uint64_t in_gap(struct fixture *f) {
    uint64_t ticket = missed(f);
    reinstate(f, ticket);
    return ticket;
}

static uint64_t cancelled(struct fixture *f) {
    uint64_t ticket = take(f, SERVICE_A);
    cancel(f, ticket);
    return ticket;
}

static uint64_t finished_at(struct fixture *f, uint32_t counter) {
    uint64_t ticket = serving_at(f, counter);
    finish(f, counter);
    return ticket;
}

static uint64_t finished_here(struct fixture *f) {
    return finished_at(f, 1);
}

static uint64_t finished_elsewhere(struct fixture *f) {
    return finished_at(f, 2);
}

static uint64_t rated(struct fixture *f) {
    uint64_t ticket = finished_here(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = which_of(f, ticket);
    r->rate->score = 5;
    assert_done(f, DEVICE_GATEWAY, r);
    return ticket;
}

static uint64_t rated_here(struct fixture *f) {
    uint64_t ticket = finished_here(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->score = 5;
    assert_done(f, DEVICE_COUNTER + 1, r);
    return ticket;
}

static uint64_t tomorrow(struct fixture *f, uint64_t ticket) {
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    return ticket;
}

static uint64_t waiting_yesterday(struct fixture *f) {
    return tomorrow(f, waiting(f));
}

static uint64_t missed_yesterday(struct fixture *f) {
    return tomorrow(f, missed(f));
}

static uint64_t finished_yesterday(struct fixture *f) {
    return tomorrow(f, finished_here(f));
}

static const struct row ticket_rows[] = {
    {"none", none},
    {"expected", expected},
    {"waiting", waiting},
    {"waiting, inside its gap", in_gap},
    {"called here", called_here},
    {"called here, last call", called_last},
    {"called elsewhere", called_elsewhere},
    {"serving here", serving_here},
    {"serving elsewhere", serving_elsewhere},
    {"held here", held_here},
    {"held elsewhere", held_elsewhere},
    {"no-show", missed},
    {"cancelled", cancelled},
    {"finished here", finished_here},
    {"finished here, rated", rated},
    {"finished and rated here", rated_here},
    {"finished elsewhere", finished_elsewhere},
    {"waiting, of yesterday", waiting_yesterday},
    {"no-show, of yesterday", missed_yesterday},
    {"finished here, of yesterday", finished_yesterday},
    {NULL, NULL},
};

// Columns of tickets.

static Hallq__Which *which(struct fixture *f, uint64_t ticket) {
    if (ticket != NOBODY)
        return which_of(f, ticket);
    Hallq__Which *w = which_of(f, 0);
    w->ticket = NOBODY;
    return w;
}

static void plain_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)r, (void)ticket;
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

static void check_in_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->check_in->which = which(f, ticket);
}

static void cancel_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->cancel->which = which(f, ticket);
}

static void rate_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->rate->which = which(f, ticket);
    r->rate->score = 4;
}

static void reinstate_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->reinstate->which = which(f, ticket);
}

static void named_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->call_named->which = which(f, ticket);
    r->call_named->reason = text_of(f, "unwell");
}

static void resume_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->resume->which = which(f, ticket);
    r->resume->here = true;
}

static void resume_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->resume->which = which(f, ticket);
}

static void transfer_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->transfer->which = which(f, ticket);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
}

static void transfer_own_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)ticket;
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
}

static void further_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->further->which = which(f, ticket);
    r->further->service = SERVICE_B;
}

static void further_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    further_fill(f, r, ticket);
    r->further->here = true;
}

static void reveal_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->reveal_contact->which = which(f, ticket);
    r->reveal_contact->reason = text_of(f, "left a phone");
    r->reveal_contact->pin = text_of(f, "748159");
}

static void forget_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->forget_contact->which = which(f, ticket);
}

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE

// Device 0: nobody asks anything, time passes.
#define BY_ITSELF 0

static const struct column ticket_columns[] = {
    {"by itself", 0, BY_ITSELF, NULL, NULL},
    {"check in", BODY(CHECK_IN), DEVICE_KIOSK, check_in_fill, NULL},
    {"cancel, customer", BODY(CANCEL), DEVICE_GATEWAY, cancel_fill, NULL},
    {"cancel, floor", BODY(CANCEL), DEVICE_GUIDE, cancel_fill, NULL},
    {"cancel, clerk", BODY(CANCEL), HERE, cancel_fill, NULL},
    {"reinstate", BODY(REINSTATE), HERE, reinstate_fill, NULL},
    {"rate, customer", BODY(RATE), DEVICE_GATEWAY, rate_fill, NULL},
    {"rate, counter", BODY(RATE), HERE, rate_fill, NULL},
    {"reveal contact", BODY(REVEAL_CONTACT), DEVICE_LEAD, reveal_fill, NULL},
    {"forget contact", BODY(FORGET_CONTACT), DEVICE_LEAD, forget_fill, NULL},
    {"call next", BODY(CALL_NEXT), HERE, plain_fill, NULL},
    {"call named", BODY(CALL_NAMED), HERE, named_fill, NULL},
    {"recall", BODY(RECALL), HERE, plain_fill, NULL},
    {"start", BODY(START), HERE, plain_fill, NULL},
    {"no-show", BODY(NO_SHOW), HERE, plain_fill, NULL},
    {"hold", BODY(HOLD), HERE, plain_fill, NULL},
    {"finish", BODY(FINISH), HERE, plain_fill, NULL},
    {"resume here", BODY(RESUME), HERE, resume_here_fill, NULL},
    {"resume, clerk", BODY(RESUME), HERE, resume_fill, NULL},
    {"resume, floor", BODY(RESUME), DEVICE_GUIDE, resume_fill, NULL},
    {"transfer, own", BODY(TRANSFER), HERE, transfer_own_fill, NULL},
    {"transfer, clerk", BODY(TRANSFER), HERE, transfer_fill, NULL},
    {"transfer, floor", BODY(TRANSFER), DEVICE_LEAD, transfer_fill, NULL},
    {"further here", BODY(FURTHER), HERE, further_here_fill, NULL},
    {"further, clerk", BODY(FURTHER), HERE, further_fill, NULL},
    {"further, floor", BODY(FURTHER), DEVICE_GUIDE, further_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};

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

static const struct row counter_rows[] = {
    {"nobody signed on", counter_empty}, {"closed", counter_closed},      {"free", counter_free},
    {"free, one on hold", held_here},    {"paused", counter_paused},      {"calling", called_here},
    {"serving", serving_here},           {"serving, lost", counter_lost}, {NULL, NULL},
};

// Columns of counters. Each prepares a ticket of its own, so that the counter's state alone
// decides.

static uint64_t prepared;

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

static void finished_prepare(struct fixture *f) {
    prepared = take(f, SERVICE_B);
    serve(f, 1, 60);
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

static const struct column counter_columns[] = {
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
    {NULL, 0, 0, NULL, NULL},
};

// Rows of services; what they return is the service.

static uint64_t service_state(struct fixture *f, uint32_t service, bool open, bool suspended) {
    Hallq__LineRow *row = line_row(f, HALLQ__LINE__KIND__SERVICE, service);
    row->open = open;
    row->suspended = suspended;
    row->reason = text_of(f, suspended ? "system" : "");
    line_change(f, HALLQ__LINE__KIND__SERVICE, service, row);
    return service;
}

static uint64_t service_open(struct fixture *f) {
    return service_state(f, SERVICE_B, true, false);
}

static uint64_t service_closed(struct fixture *f) {
    return service_state(f, SERVICE_B, false, false);
}

static uint64_t service_suspended(struct fixture *f) {
    return service_state(f, SERVICE_B, true, true);
}

static uint64_t service_closed_suspended(struct fixture *f) {
    return service_state(f, SERVICE_B, false, true);
}

static uint64_t service_nowhere(struct fixture *f) {
    return service_state(f, SERVICE_D, true, false);
}

static uint64_t service_unknown(struct fixture *f) {
    (void)f;
    return 77;
}

static const struct row service_rows[] = {
    {"open", service_open},
    {"outside its hours", service_closed},
    {"suspended", service_suspended},
    {"suspended, outside its hours", service_closed_suspended},
    {"given by no counter", service_nowhere},
    {"unknown", service_unknown},
    {NULL, NULL},
};

static void serving_prepare(struct fixture *f) {
    prepared = serving_here(f);
}

static void issue_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->issue->service = (uint32_t)service;
}

static void planned_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    uint32_t id = (uint32_t)service;
    r->issue->service = SERVICE_A;
    r->issue->n_next_services = 1;
    r->issue->next_services = arena_copy(&f->arena, &id, sizeof id);
}

static void transfer_to_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, (uint32_t)service);
}

static void further_to_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    further_fill(f, r, prepared);
    r->further->service = (uint32_t)service;
}

static void further_to_here_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    further_to_fill(f, r, service);
    r->further->here = true;
}

static void suspend_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    r->service_suspend->service = (uint32_t)service;
    r->service_suspend->reason = text_of(f, "system");
}

static void unsuspend_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->service_unsuspend->service = (uint32_t)service;
}

static void raise_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->raise_cap->service = (uint32_t)service;
    r->raise_cap->cap = 950;
}

static const struct column service_columns[] = {
    {"issue", BODY(ISSUE), DEVICE_KIOSK, issue_fill, NULL},
    {"issue, as a further step", BODY(ISSUE), DEVICE_KIOSK, planned_fill, NULL},
    {"transfer to it", BODY(TRANSFER), HERE, transfer_to_fill, serving_prepare},
    {"further", BODY(FURTHER), HERE, further_to_fill, finished_prepare},
    {"further here", BODY(FURTHER), HERE, further_to_here_fill, finished_prepare},
    {"suspend", BODY(SERVICE_SUSPEND), DEVICE_LEAD, suspend_fill, NULL},
    {"unsuspend", BODY(SERVICE_UNSUSPEND), DEVICE_LEAD, unsuspend_fill, NULL},
    {"raise cap", BODY(RAISE_CAP), DEVICE_LEAD, raise_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};

static struct grid tables[] = {
    {"ticket", ticket_rows, ticket_columns, {{false}}},
    {"counter", counter_rows, counter_columns, {{false}}},
    {"service", service_rows, service_columns, {{false}}},
};
static const size_t table_count = sizeof tables / sizeof tables[0];

// One cell.

static void outcome_events(const struct fixture *f, char outcome[CELL_SIZE]) {
    size_t size = 0;
    for (size_t i = 0; i < f->decision.record->n_events; i++) {
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
            &hallq__event__descriptor, (unsigned)f->decision.record->events[i]->body_case);
        const ProtobufCMessageDescriptor *event = field->descriptor;
        size += (size_t)snprintf(outcome + size, CELL_SIZE - size, "%s%s", i ? ", " : "",
                                 event->short_name);
        assert_in_range(size, 1, CELL_SIZE - 1);
    }
}

// The first that falls due within the hour.
static void outcome_due(struct fixture *f, char outcome[CELL_SIZE]) {
    struct due_key due;
    if (due_next(&f->state, f->now_ms + 3600000, &due)) {
        snprintf(outcome, CELL_SIZE, "nothing");
        return;
    }
    pass_s(f, (due.at_ms - f->now_ms) / 1000);
    outcome_events(f, outcome);
}

static void outcome_asked(struct fixture *f, const struct column *column, uint64_t subject,
                          char outcome[CELL_SIZE]) {
    Hallq__Request *r = request_new(f, column->body_case);
    column->fill(f, r, subject);
    Hallq__Refusal__Reason reason = ask(f, column->device, r);
    if (reason)
        snprintf(outcome, CELL_SIZE, "%s", refusal_name(reason));
    else
        outcome_events(f, outcome);
}

static void outcome_of(const struct row *row, const struct column *column,
                       char outcome[CELL_SIZE]) {
    struct fixture *f = fixture_create();
    f->contact_sealed = "sealed";
    f->settings->staff[0]->may_call_named = true;
    fixture_open(f);
    if (column->prepare)
        column->prepare(f);
    uint64_t subject = row->make(f);
    if (column->device == BY_ITSELF)
        outcome_due(f, outcome);
    else
        outcome_asked(f, column, subject, outcome);
    fixture_destroy(f);
}

// The page.

struct cells {
    char text[CELLS_MAX][CELL_SIZE];
    size_t count;
};

static void cell_add(struct cells *cells, const char *from, size_t size) {
    while (size && (*from == ' ' || *from == '`'))
        from++, size--;
    while (size && (from[size - 1] == ' ' || from[size - 1] == '`'))
        size--;
    assert_in_range(size, 0, CELL_SIZE - 1);
    assert_in_range(cells->count, 0, CELLS_MAX - 1);
    memcpy(cells->text[cells->count], from, size);
    cells->text[cells->count++][size] = 0;
}

static bool cells_read(const char *line, struct cells *cells) {
    cells->count = 0;
    if (*line != '|')
        return false;
    for (const char *end = strchr(++line, '|'); end; end = strchr(line, '|')) {
        cell_add(cells, line, (size_t)(end - line));
        line = end + 1;
    }
    return true;
}

static struct grid *table_find(const char *name) {
    for (size_t i = 0; i < table_count; i++)
        if (!strcmp(tables[i].name, name))
            return &tables[i];
    return NULL;
}

static size_t row_find(const struct grid *t, const char *name) {
    for (size_t i = 0; t->rows[i].name; i++)
        if (!strcmp(t->rows[i].name, name))
            return i;
    fail_msg("docs/STATES.md: the table of %ss has a row \"%s\" the test does not know", t->name,
             name);
    return 0;
}

static size_t column_find(const struct grid *t, const char *name) {
    for (size_t i = 0; t->columns[i].name; i++)
        if (!strcmp(t->columns[i].name, name))
            return i;
    fail_msg("docs/STATES.md: the table of %ss has a column \"%s\" the test does not know", t->name,
             name);
    return 0;
}

static size_t row_test(struct grid *t, const struct cells *head, const struct cells *cells) {
    size_t wrong = 0;
    size_t r = row_find(t, cells->text[0]);
    assert_int_equal(cells->count, head->count);
    for (size_t i = 1; i < cells->count; i++) {
        size_t c = column_find(t, head->text[i]);
        char outcome[CELL_SIZE];
        outcome_of(&t->rows[r], &t->columns[c], outcome);
        t->seen[r][c] = true;
        if (!strcmp(outcome, cells->text[i]))
            continue;
        print_error("%s \"%s\" x \"%s\": the page says %s, the rules say %s\n", t->name,
                    t->rows[r].name, t->columns[c].name, cells->text[i], outcome);
        wrong++;
    }
    return wrong;
}

static FILE *page_open(void) {
    const char *top = getenv("HALLQ_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/docs/STATES.md", top ? top : ".");
    FILE *page = fopen(path, "r");
    if (!page)
        fail_msg("cannot open %s", path);
    return page;
}

static void page__says_what_the_rules_do(void **state) {
    static struct cells head, cells;
    struct grid *table = NULL;
    char line[4096];
    size_t wrong = 0;
    (void)state;
    FILE *page = page_open();
    while (fgets(line, sizeof line, page)) {
        if (!cells_read(line, &cells)) {
            table = NULL;
        } else if (!table) {
            table = table_find(cells.text[0]);
            head = cells;
        } else if (strncmp(cells.text[0], "--", 2) != 0) {
            wrong += row_test(table, &head, &cells);
        }
    }
    fclose(page);
    assert_int_equal(wrong, 0);
}

static void page__has_every_cell(void **state) {
    (void)state;
    for (size_t t = 0; t < table_count; t++)
        for (size_t r = 0; tables[t].rows[r].name; r++)
            for (size_t c = 0; tables[t].columns[c].name; c++)
                if (!tables[t].seen[r][c])
                    fail_msg("docs/STATES.md lacks %s \"%s\" x \"%s\"", tables[t].name,
                             tables[t].rows[r].name, tables[t].columns[c].name);
}

static bool column_has(Hallq__Request__BodyCase body_case) {
    for (size_t t = 0; t < table_count; t++)
        for (size_t c = 0; tables[t].columns[c].name; c++)
            if (tables[t].columns[c].body_case == body_case)
                return true;
    return false;
}

// What concerns no state of the page's.
static bool is_of_no_state(Hallq__Request__BodyCase body_case) {
    return body_case == HALLQ__REQUEST__BODY_PURGE ||
           body_case == HALLQ__REQUEST__BODY_REMOVE_HALL ||
           body_case == HALLQ__REQUEST__BODY_ENROL_CODE || body_case == HALLQ__REQUEST__BODY_ENROL;
}

static void page__has_every_command_of_a_hall(void **state) {
    (void)state;
    for (const struct command_row *row = command_next(NULL); row; row = command_next(row))
        if (row->kind == COMMAND_WRITE && row->scope == SCOPE_HALL &&
            !is_of_no_state(row->body_case) && !column_has(row->body_case))
            fail_msg("docs/STATES.md says nothing about %s", row->name);
}

static void page__has_every_state_of_a_ticket(void **state) {
    unsigned seen = 0;
    (void)state;
    for (size_t i = 1; ticket_rows[i].name; i++) {
        struct fixture *f = fixture_create();
        fixture_open(f);
        seen |= 1u << ticket_row(f, ticket_rows[i].make(f))->state;
        fixture_destroy(f);
    }
    for (unsigned i = 0; i < hallq__ticket__state__descriptor.n_values; i++)
        if (hallq__ticket__state__descriptor.values[i].value)
            assert_true(seen >> hallq__ticket__state__descriptor.values[i].value & 1);
}

static void table_print(const struct grid *t) {
    printf("| %s |", t->name);
    for (size_t c = 0; t->columns[c].name; c++)
        printf(" %s |", t->columns[c].name);
    printf("\n");
    for (size_t r = 0; t->rows[r].name; r++) {
        printf("| %s |", t->rows[r].name);
        for (size_t c = 0; t->columns[c].name; c++) {
            char outcome[CELL_SIZE];
            outcome_of(&t->rows[r], &t->columns[c], outcome);
            printf(" %s |", outcome);
        }
        printf("\n");
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    if (argc < 2 || strcmp(argv[1], "--print") != 0)
        return cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t t = 0; t < table_count; t++)
        table_print(&tables[t]);
    return 0;
}
