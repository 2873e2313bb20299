// fixture.c - the hall is written into the tables row by row, not by commands, so that a test of
// one rule stands on no other rule.
#include "tests/rules/fixture.h"

#include <stdlib.h>

#include "base/refusal.h"
#include "base/wire/wire.h"
#include "broker/hall/core/counters.h"
#include "tests/rules/invariants.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

#define NEW(f, type, Type) ((Hallq__##Type *)message_new(f, &hallq__##type##__descriptor))

static void *message_new(struct fixture *f, const ProtobufCMessageDescriptor *type) {
    ProtobufCMessage *m = arena_need(&f->arena, type->sizeof_message);
    protobuf_c_message_init(type, m);
    return m;
}

char *text_of(struct fixture *f, const char *text) {
    return arena_text(&f->arena, text);
}

static Hallq__Text *name_new(struct fixture *f, const char *zh, const char *en) {
    Hallq__Text *name = NEW(f, text, Text);
    name->zh = text_of(f, zh);
    name->en = text_of(f, en);
    return name;
}

static uint32_t *numbers_new(struct fixture *f, const uint32_t *from, size_t *ret_count) {
    size_t count = 0;
    while (from[count])
        count++;
    *ret_count = count;
    return arena_copy(&f->arena, from, count * sizeof *from);
}

// Settings: every day from 8 to 18 o'clock, +08:00 for ever, the day begins at three.

static const struct {
    const char *zh, *en, *letter;
} services[] = {
    {"咨询", "Enquiries", "A"},
    {"业务受理", "Business", "B"},
    {"结账", "Cashier", "C"},
    {"投诉", "Complaints", "D"},
};

static Hallq__Service *service_new(struct fixture *f, size_t i) {
    Hallq__Service *s = NEW(f, service, Service);
    s->id = (uint32_t)i + 1;
    s->name = name_new(f, services[i].zh, services[i].en);
    s->letter = text_of(f, services[i].letter);
    s->first_number = 1;
    s->last_number = 999;
    s->daily_cap = 900;
    s->target_service_s = 300;
    s->target_wait_s = 1200;
    return s;
}

static const uint32_t given[COUNTERS][4] = {
    {SERVICE_A, SERVICE_B}, {SERVICE_B, SERVICE_A, SERVICE_C}, {SERVICE_C}};

static Hallq__CounterSettings *counter_new(struct fixture *f, size_t i) {
    Hallq__CounterSettings *c = NEW(f, counter_settings, CounterSettings);
    c->id = (uint32_t)i + 1;
    c->name = name_new(f, arena_printf(&f->arena, "%zu号窗口", i + 1),
                       arena_printf(&f->arena, "Counter %zu", i + 1));
    c->services = numbers_new(f, given[i], &c->n_services);
    c->policy = NEW(f, line_policy, LinePolicy);
    c->policy->kind = HALLQ__LINE_POLICY__KIND__OLDEST;
    return c;
}

static const struct {
    uint32_t id;
    Hallq__Staff__Role role;
    uint32_t device, counter;
} people[] = {
    {STAFF_CLERK + 1, HALLQ__STAFF__ROLE__CLERK, DEVICE_COUNTER + 1, 1},
    {STAFF_CLERK + 2, HALLQ__STAFF__ROLE__CLERK, DEVICE_COUNTER + 2, 2},
    {STAFF_CLERK + 3, HALLQ__STAFF__ROLE__CLERK, DEVICE_COUNTER + 3, 3},
    {STAFF_GUIDE, HALLQ__STAFF__ROLE__GUIDE, DEVICE_GUIDE, 0},
    {STAFF_LEAD, HALLQ__STAFF__ROLE__LEAD, DEVICE_LEAD, 0},
    {STAFF_MANAGER, HALLQ__STAFF__ROLE__MANAGER, DEVICE_MANAGER, 0},
};

static Hallq__StaffSettings *person_new(struct fixture *f, size_t i) {
    Hallq__StaffSettings *p = NEW(f, staff_settings, StaffSettings);
    p->id = people[i].id;
    p->name = arena_printf(&f->arena, "员工%u", people[i].id);
    p->role = people[i].role;
    return p;
}

static Hallq__DayHours *hours_new(struct fixture *f, size_t i) {
    Hallq__DayHours *hours = NEW(f, day_hours, DayHours);
    hours->weekday = (uint32_t)i + 1;
    hours->n_spans = 1;
    hours->spans = arena_need(&f->arena, sizeof(Hallq__Span *));
    hours->spans[0] = NEW(f, span, Span);
    hours->spans[0]->from_min = 8 * 60;
    hours->spans[0]->to_min = 18 * 60;
    return hours;
}

Hallq__Code **codes_of(struct fixture *f, const char *first, const char *second) {
    Hallq__Code **codes = arena_need(&f->arena, 2 * sizeof(Hallq__Code *));
    for (size_t i = 0; i < 2; i++) {
        codes[i] = NEW(f, code, Code);
        codes[i]->code = text_of(f, i ? second : first);
        codes[i]->name = name_new(f, codes[i]->code, codes[i]->code);
    }
    return codes;
}

#define LIST(f, h, list, count, make)                                                              \
    do {                                                                                           \
        (h)->n_##list = (count);                                                                   \
        (h)->list = arena_need(&(f)->arena, (count) * sizeof *(h)->list);                          \
        for (size_t i = 0; i < (count); i++)                                                       \
            (h)->list[i] = make(f, i);                                                             \
    } while (0)

static Hallq__CustomerClass *class_new(struct fixture *f, size_t i) {
    Hallq__CustomerClass *c = NEW(f, customer_class, CustomerClass);
    c->id = (uint32_t)i + 1;
    c->name = name_new(f, "贵宾", "VIP");
    c->head_start_s = 600;
    c->self_service = c->id == VIP;
    return c;
}

static Hallq__ZoneChange *zone_change_new(struct fixture *f, size_t i) {
    Hallq__ZoneChange *z = NEW(f, zone_change, ZoneChange);
    z->at_ms = (int64_t)i;
    z->offset_s = 8 * 3600;
    return z;
}

static void limits_set(Hallq__HallSettings *h) {
    h->calls_before_no_show = 3;
    h->seconds_between_calls = 20;
    h->min_gap_s = 120;
    h->hold_limit_s = 900;
    h->hold_limit_per_counter = 2;
    h->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CANCEL;
    h->max_open_tickets = 100000;
    h->counter_lease_s = 60;
    h->check_in_grace_s = 600;
    h->journal_days = 90;
    h->contact_days = 3;
}

static Hallq__HallSettings *settings_new(struct fixture *f) {
    Hallq__HallSettings *h = NEW(f, hall_settings, HallSettings);
    h->hall = HALL;
    h->name = name_new(f, "城关营业厅", "County hall");
    h->zone_name = text_of(f, "Asia/Shanghai");
    h->day_roll_min = 180;
    LIST(f, h, zone_changes, 1, zone_change_new);
    LIST(f, h, hours, 7, hours_new);
    LIST(f, h, services, COUNT_OF(services), service_new);
    LIST(f, h, counters, COUNTERS, counter_new);
    LIST(f, h, staff, COUNT_OF(people), person_new);
    LIST(f, h, classes, 2, class_new);
    h->n_pause_reasons = h->n_suspend_reasons = h->n_named_reasons = h->n_outcomes = h->n_topics =
        2;
    h->pause_reasons = codes_of(f, "break", "meal");
    h->suspend_reasons = codes_of(f, "system", "crowded");
    h->named_reasons = codes_of(f, "unwell", "wrong-line");
    h->outcomes = codes_of(f, "done", "not-solved");
    h->topics = codes_of(f, "bill", "plan");
    limits_set(h);
    h->reinstate = NEW(f, hall_settings__reinstate, HallSettings__Reinstate);
    h->reinstate->kind = HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK;
    return h;
}

// Rows.

static void must(int err) {
    assert_string_equal(err_text(err), err_text(ERR_OK));
}

static void packed_put(struct fixture *f, enum table table, struct key key, const void *row) {
    size_t size = wire_size(row);
    void *packed = arena_need(&f->arena, size);
    wire_pack(row, packed);
    must(f->state.tables->put(f->state.tables, table, key_bytes(&key),
                              (struct bytes){packed, size}));
}

static void hall_put(struct fixture *f) {
    Hallq__SettingsRow settings = HALLQ__SETTINGS_ROW__INIT;
    settings.version = 1;
    settings.settings = f->settings;
    packed_put(f, TABLE_SETTINGS, key_hall(HALL), &settings);
    Hallq__HallRow hall = HALLQ__HALL_ROW__INIT;
    hall.day = MONDAY;
    hall.first_ticket = 1;
    hall.version = 1;
    hall.journal_from = 1;
    must(hall_row_put(&f->state, key_hall(HALL), &hall));
    for (size_t i = 0; i < f->settings->n_services; i++) {
        Hallq__LineRow line = HALLQ__LINE_ROW__INIT;
        line.open = true;
        must(line_row_put(&f->state,
                          key_line(HALL, HALLQ__LINE__KIND__SERVICE, f->settings->services[i]->id),
                          &line));
    }
}

static void person_put(struct fixture *f, size_t i) {
    Hallq__SignOnRow on = HALLQ__SIGN_ON_ROW__INIT;
    on.staff = people[i].id;
    on.counter = people[i].counter;
    on.role = people[i].role;
    on.pin_measured = true;
    must(sign_on_row_put(&f->state, key_sign_on(HALL, people[i].device), &on));
    Hallq__StaffRow staff = HALLQ__STAFF_ROW__INIT;
    staff.device = people[i].device;
    staff.counter = people[i].counter;
    staff.pin_hash = (ProtobufCBinaryData){10, (uint8_t *)"$argon2id$"};
    must(staff_row_put(&f->state, key_staff(HALL, people[i].id), &staff));
    if (!people[i].counter)
        return;
    Hallq__CounterRow counter = HALLQ__COUNTER_ROW__INIT;
    counter.state = HALLQ__COUNTER__STATE__FREE;
    counter.clerk = people[i].id;
    counter.device = people[i].device;
    counter.since_ms = f->now_ms;
    must(counter_row_put(&f->state, key_counter(HALL, people[i].counter), &counter));
}

struct fixture *fixture_create(void) {
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->mem = memtable_create();
    arena_init(&f->arena, 0);
    f->state = (struct state){memtable_tables(f->mem), &f->arena, settings_cache_create()};
    f->state.newest = newest_create();
    f->now_ms = MONDAY_1140_MS;
    f->settings = settings_new(f);
    return f;
}

void fixture_open(struct fixture *f) {
    hall_put(f);
    for (size_t i = 0; i < COUNT_OF(people); i++)
        person_put(f, i);
    fixture_touched(f);
}

void fixture_rough(struct fixture *f) {
    f->settings->rough_waits = 1;
    assert_int_equal(settings_put(&f->state, HALL, hall_row(f)->version, f->settings), ERR_OK);
    fixture_touched(f);
}

void fixture_touched(struct fixture *f) {
    Hallq__HallRow *hall;
    if (!hall_row_edit(&f->state, key_hall(HALL), &hall) && hall->version) {
        struct change c = {.state = &f->state, .hall = HALL, .row = hall};
        must(lines_count_counters(&c));
    }
    memtable_destroy(f->start);
    f->start = memtable_copy(f->mem);
    f->start_seq = hall_row(f)->seq;
    const Hallq__HallRow *broker;
    f->start_broker_seq = hall_row_get(&f->state, key_hall(0), &broker) ? 0 : broker->seq;
}

static int journal_cb(void *arg, struct bytes key, struct bytes value) {
    struct fixture *f = arg;
    (void)key;
    Hallq__JournalRecord *record =
        wire_unpack_stored(&hallq__journal_record__descriptor, &f->arena, value.data, value.size);
    assert_non_null(record);
    if ((record->hall == HALL && record->last_seq <= f->start_seq) ||
        (!record->hall && record->last_seq <= f->start_broker_seq))
        return 0;
    struct state again = {memtable_tables(f->start), &f->arena, f->state.settings};
    must(record_apply(&again, record));
    return 0;
}

// The journal alone makes the same state.
static void replay(struct fixture *f) {
    struct key from = {.size = 0};
    settings_cache_destroy(f->state.settings);
    f->state.settings = settings_cache_create();
    must(f->state.tables->scan(f->state.tables, TABLE_JOURNAL, key_bytes(&from), 0, 0, journal_cb,
                               f));
    const char *table = memtable_difference(f->start, f->mem);
    if (table)
        fail_msg("the journal does not give table %s again", table);
}

void fixture_destroy(struct fixture *f) {
    if (f->start)
        replay(f);
    settings_cache_destroy(f->state.settings);
    newest_destroy(f->state.newest);
    memtable_destroy(f->start);
    memtable_destroy(f->mem);
    arena_fini(&f->arena);
    free(f);
}

int fixture_setup(void **state) {
    struct fixture *f = fixture_create();
    fixture_open(f);
    *state = f;
    return 0;
}

int fixture_teardown(void **state) {
    fixture_destroy(*state);
    return 0;
}

// Asking.

static const struct {
    uint32_t device;
    Hallq__Device__Role role;
} devices[] = {
    {DEVICE_KIOSK, HALLQ__DEVICE__ROLE__KIOSK},
    {DEVICE_GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY},
    {DEVICE_DISPLAY, HALLQ__DEVICE__ROLE__DISPLAY},
    {DEVICE_COUNTER + 1, HALLQ__DEVICE__ROLE__COUNTER},
    {DEVICE_COUNTER + 2, HALLQ__DEVICE__ROLE__COUNTER},
    {DEVICE_COUNTER + 3, HALLQ__DEVICE__ROLE__COUNTER},
    {DEVICE_GUIDE, HALLQ__DEVICE__ROLE__GUIDE},
    {DEVICE_LEAD, HALLQ__DEVICE__ROLE__LEAD},
    {DEVICE_MANAGER, HALLQ__DEVICE__ROLE__MANAGER},
    {DEVICE_ADMIN, HALLQ__DEVICE__ROLE__ADMIN},
};

static ProtobufCBinaryData sealed_of(struct fixture *f, const char *text) {
    if (!text)
        return (ProtobufCBinaryData){0, NULL};
    return (ProtobufCBinaryData){strlen(text), (uint8_t *)text_of(f, text)};
}

struct asker asker_of(struct fixture *f, uint32_t device) {
    struct asker asker = {.device = device, .pin_matches = true};
    for (size_t i = 0; i < COUNT_OF(devices); i++)
        if (devices[i].device == device)
            asker.role = devices[i].role;
    for (size_t i = 0; i < CODE_SIZE; i++)
        asker.code[i] = (unsigned char)(f->number + 17 * i);
    asker.sealed_contact = sealed_of(f, f->contact_sealed);
    asker.sealed_note = sealed_of(f, f->note_sealed);
    asker.pressed = f->pressed;
    return asker;
}

Hallq__Request *request_new(struct fixture *f, Hallq__Request__BodyCase body_case) {
    Hallq__Request *r = NEW(f, request, Request);
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(&hallq__request__descriptor, (unsigned)body_case);
    assert_non_null(field);
    r->hall = HALL;
    r->session = 1;
    r->body_case = body_case;
    void *body = message_new(f, field->descriptor);
    memcpy((char *)r + field->offset, &body, sizeof body);
    return r;
}

static void applied_check(struct fixture *f) {
    const char *broken = f->quick ? NULL : invariants_broken(&f->state, HALL);
    if (broken)
        fail_msg("after a record: %s", broken);
}

static void record_take(struct fixture *f) {
    f->record = f->decision.record;
    must(record_apply(&f->state, f->decision.record));
    applied_check(f);
}

Hallq__Refusal__Reason ask_again(struct fixture *f, uint32_t device, Hallq__Request *request) {
    struct asker asker = asker_of(f, device);
    struct memtable *before = f->quick ? NULL : memtable_copy(f->mem);
    must(decide(&f->state, f->now_ms, &asker, request, &f->decision));
    if (before && memtable_difference(before, f->mem))
        fail_msg("deciding changed table %s", memtable_difference(before, f->mem));
    memtable_destroy(before);
    if (f->decision.record)
        record_take(f);
    return f->decision.refusal.reason;
}

Hallq__Refusal__Reason ask(struct fixture *f, uint32_t device, Hallq__Request *request) {
    request->number = ++f->number;
    return ask_again(f, device, request);
}

Hallq__Reply *ask_read(struct fixture *f, uint32_t device, Hallq__Request *request) {
    struct asker asker = asker_of(f, device);
    Hallq__Reply *reply = NEW(f, reply, Reply);
    must(decide_read(&f->state, f->now_ms, &asker, request, reply));
    return reply;
}

void pass_s(struct fixture *f, int64_t seconds) {
    int64_t until_ms = f->now_ms + seconds * 1000;
    struct due_key due;
    int err;
    while (!(err = due_next(&f->state, until_ms, &due))) {
        if (due.at_ms > f->now_ms)
            f->now_ms = due.at_ms;
        must(decide_due(&f->state, f->now_ms, &due, &f->decision));
        assert_non_null(f->decision.record);
        record_take(f);
    }
    assert_int_equal(err, ERR_NOT_FOUND);
    f->now_ms = until_ms;
}

const void *event_of(const struct fixture *f, Hallq__Event__BodyCase body_case) {
    assert_non_null(f->record);
    for (size_t i = 0; i < f->record->n_events; i++)
        if (f->record->events[i]->body_case == body_case)
            return f->record->events[i]->ticket_issued; // any member: one pointer
    fail_msg("no event %d in the last record", (int)body_case);
    return NULL;
}

Hallq__TicketRow *ticket_row(struct fixture *f, uint64_t ticket) {
    Hallq__TicketRow *row;
    must(ticket_row_get(&f->state, key_ticket(HALL, ticket), &row));
    return row;
}

Hallq__CounterRow *counter_row(struct fixture *f, uint32_t counter) {
    Hallq__CounterRow *row;
    must(counter_row_edit(&f->state, key_counter(HALL, counter), &row));
    return row;
}

Hallq__LineRow *line_row(struct fixture *f, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__LineRow *row;
    must(line_row_edit(&f->state, key_line(HALL, kind, id), &row));
    return row;
}

Hallq__HallRow *hall_row(struct fixture *f) {
    Hallq__HallRow *row;
    must(hall_row_edit(&f->state, key_hall(HALL), &row));
    return row;
}

void counter_change(struct fixture *f, uint32_t counter, const Hallq__CounterRow *row) {
    must(counter_row_put(&f->state, key_counter(HALL, counter), row));
    fixture_touched(f);
}

void line_change(struct fixture *f, Hallq__Line__Kind kind, uint32_t id,
                 const Hallq__LineRow *row) {
    must(line_row_put(&f->state, key_line(HALL, kind, id), row));
    fixture_touched(f);
}

void hall_change(struct fixture *f, const Hallq__HallRow *row) {
    must(hall_row_put(&f->state, key_hall(HALL), row));
    fixture_touched(f);
}

Hallq__Which *which_of(struct fixture *f, uint64_t ticket) {
    Hallq__Which *which = NEW(f, which, Which);
    which->ticket = ticket;
    if (ticket)
        which->code = ticket_row(f, ticket)->code;
    return which;
}

Hallq__Which *which_number(struct fixture *f, const char *number) {
    Hallq__Which *which = NEW(f, which, Which);
    which->number = text_of(f, number);
    return which;
}

Hallq__Line *line_of(struct fixture *f, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Line *line = NEW(f, line, Line);
    line->kind = kind;
    line->id = id;
    return line;
}

static uint64_t issue(struct fixture *f, uint32_t device, uint32_t service, uint32_t customer_class,
                      bool away) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = service;
    r->issue->customer_class = customer_class;
    r->issue->away = away;
    assert_done(f, device, r);
    return f->decision.done->ticket->ticket;
}

uint64_t take(struct fixture *f, uint32_t service) {
    return issue(f, DEVICE_KIOSK, service, NORMAL, false);
}

uint64_t take_class(struct fixture *f, uint32_t service, uint32_t customer_class) {
    return issue(f, DEVICE_KIOSK, service, customer_class, false);
}

uint64_t take_away(struct fixture *f, uint32_t service) {
    return issue(f, DEVICE_GATEWAY, service, NORMAL, true);
}

static void plain_done(struct fixture *f, uint32_t counter, Hallq__Request__BodyCase body_case) {
    assert_done(f, DEVICE_COUNTER + counter, request_new(f, body_case));
}

uint64_t next(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_CALL_NEXT);
    return f->decision.done->ticket->ticket;
}

void start(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_START);
}

void recall(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_RECALL);
}

void no_show(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_NO_SHOW);
}

void hold(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_HOLD);
}

void finish(struct fixture *f, uint32_t counter) {
    plain_done(f, counter, HALLQ__REQUEST__BODY_FINISH);
}

void resume(struct fixture *f, uint32_t counter, uint64_t ticket, bool here) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RESUME);
    r->resume->which = which_of(f, ticket);
    r->resume->here = here;
    assert_done(f, DEVICE_COUNTER + counter, r);
}

void reinstate(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_REINSTATE);
    r->reinstate->which = which_of(f, ticket);
    assert_done(f, DEVICE_GUIDE, r);
}

void cancel(struct fixture *f, uint64_t ticket) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_of(f, ticket);
    assert_done(f, DEVICE_KIOSK, r);
}

uint64_t serve(struct fixture *f, uint32_t counter, int64_t seconds) {
    uint64_t ticket = next(f, counter);
    start(f, counter);
    pass_s(f, seconds);
    finish(f, counter);
    return ticket;
}

uint64_t miss(struct fixture *f, uint32_t counter) {
    uint64_t ticket = next(f, counter);
    for (uint32_t calls = 1; calls < f->settings->calls_before_no_show; calls++) {
        pass_s(f, f->settings->seconds_between_calls);
        recall(f, counter);
    }
    no_show(f, counter);
    return ticket;
}
