#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "base/wire/wire.h"
#include "tests/rules/invariants.h"

static char pin_hash[] = "$argon2id$";

static void must(int err) {
    assert_string_equal(err_text(err), err_text(ERR_OK));
}

struct fixture *hall_new(void) {
    struct fixture *f = fixture_create();
    f->start = memtable_copy(f->mem);
    return f;
}

void hall_start(struct fixture *f) {
    assert_string_equal(refusal_name(settings_apply(f, f->settings)), "NONE");
    for (size_t i = 0; i < f->settings->n_staff; i++)
        assert_string_equal(refusal_name(pin_set(f, f->settings->staff[i]->id)), "NONE");
}

int hall_setup(void **state) {
    struct fixture *f = hall_new();
    hall_start(f);
    *state = f;
    return 0;
}

static void record_take(struct fixture *f) {
    f->record = f->decision.record;
    must(record_apply(&f->state, f->decision.record));
    const char *broken = f->quick ? NULL : invariants_broken(&f->state, HALL);
    if (broken)
        fail_msg("after a record: %s", broken);
}

Hallq__Refusal__Reason ask_as(struct fixture *f, struct asker asker, Hallq__Request *request) {
    request->number = ++f->number;
    must(decide(&f->state, f->now_ms, &asker, request, &f->decision));
    if (f->decision.record)
        record_take(f);
    return f->decision.refusal.reason;
}

bool heard(struct fixture *f, uint32_t counter, bool is_heard) {
    must(decide_counter_heard(&f->state, f->now_ms, HALL, counter, is_heard, &f->decision));
    if (!f->decision.record)
        return false;
    record_take(f);
    return true;
}

Hallq__Refusal__Reason settings_apply(struct fixture *f, Hallq__HallSettings *settings) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = settings;
    return ask_as(f, asker_of(f, DEVICE_ADMIN), r);
}

Hallq__Refusal__Reason pin_set(struct fixture *f, uint32_t staff) {
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SET_PIN);
    r->set_pin->staff = staff;
    r->set_pin->pin = text_of(f, "748159");
    asker.pin_hash = (ProtobufCBinaryData){sizeof pin_hash - 1, (uint8_t *)pin_hash};
    return ask_as(f, asker, r);
}

Hallq__Refusal__Reason sign_on(struct fixture *f, uint32_t device, uint32_t staff, uint32_t counter,
                               bool pin_matches) {
    struct asker asker = asker_of(f, device);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    r->sign_on->staff = staff;
    r->sign_on->counter = counter;
    r->sign_on->pin = text_of(f, "748159");
    asker.pin_matches = pin_matches;
    return ask_as(f, asker, r);
}

Hallq__Refusal__Reason counter_do(struct fixture *f, uint32_t device,
                                  Hallq__Request__BodyCase body_case, uint32_t counter) {
    Hallq__Request *r = request_new(f, body_case);
    r->counter_open->counter = counter; // the first field of all of them
    if (body_case == HALLQ__REQUEST__BODY_COUNTER_PAUSE)
        r->counter_pause->reason = text_of(f, "break");
    return ask_as(f, asker_of(f, device), r);
}

Hallq__Refusal__Reason counter_free(struct fixture *f, uint32_t counter,
                                    Hallq__Ticket__State ticket_state) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_FREE);
    r->counter_free->counter = counter;
    r->counter_free->ticket_state = ticket_state;
    return ask_as(f, asker_of(f, DEVICE_LEAD), r);
}

void work(struct fixture *f, uint32_t counter) {
    uint32_t device = DEVICE_COUNTER + counter;
    assert_string_equal(refusal_name(sign_on(f, device, STAFF_CLERK + counter, counter, true)),
                        "NONE");
    assert_string_equal(
        refusal_name(counter_do(f, device, HALLQ__REQUEST__BODY_COUNTER_OPEN, counter)), "NONE");
}

Hallq__Refusal__Reason clock_ask(struct fixture *f, Hallq__Request__BodyCase body_case,
                                 int64_t wall_ms) {
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    Hallq__Request *r = request_new(f, body_case);
    r->hall = 0;
    asker.wall_at_ms = wall_ms;
    return ask_as(f, asker, r);
}

void due_all(struct fixture *f) {
    struct due_key due;
    while (!due_next(&f->state, f->now_ms, &due)) {
        must(decide_due(&f->state, f->now_ms, &due, &f->decision));
        must(record_apply(&f->state, f->decision.record));
    }
}

void leap_s(struct fixture *f, int64_t seconds) {
    f->now_ms += seconds * 1000;
    due_all(f);
    pass_s(f, 1);
}

void lead_back(struct fixture *f, int64_t wall_ms) {
    assert_string_equal(refusal_name(clock_ask(f, HALLQ__REQUEST__BODY_BEGIN_DAY, wall_ms)),
                        "NONE");
    f->now_ms = wall_ms;
    due_all(f);
    pass_s(f, 1);
}

Hallq__HallSettings *settings_copy(struct fixture *f) {
    const Hallq__HallSettings *now;
    must(settings_get(&f->state, HALL, hall_row(f)->version, &now));
    Hallq__HallSettings *copy = wire_copy(now, &f->arena);
    assert_non_null(copy);
    return copy;
}

#define REMOVE(list, count, wanted)                                                                \
    do {                                                                                           \
        size_t kept = 0;                                                                           \
        for (size_t i = 0; i < (count); i++)                                                       \
            if ((list)[i]->id != (wanted))                                                         \
                (list)[kept++] = (list)[i];                                                        \
        (count) = kept;                                                                            \
    } while (0)

void service_remove(Hallq__HallSettings *h, uint32_t service) {
    REMOVE(h->services, h->n_services, service);
    for (size_t c = 0; c < h->n_counters; c++) {
        size_t kept = 0;
        for (size_t i = 0; i < h->counters[c]->n_services; i++)
            if (h->counters[c]->services[i] != service)
                h->counters[c]->services[kept++] = h->counters[c]->services[i];
        h->counters[c]->n_services = kept;
    }
}

void counter_remove(Hallq__HallSettings *h, uint32_t counter) {
    REMOVE(h->counters, h->n_counters, counter);
}

void staff_remove(Hallq__HallSettings *h, uint32_t staff) {
    REMOVE(h->staff, h->n_staff, staff);
}

void move_add(struct fixture *f, Hallq__HallSettings *h, uint32_t service, uint32_t counter,
              uint32_t to_service) {
    Hallq__Move **moves = arena_need(&f->arena, (h->n_moves + 1) * sizeof *moves);
    for (size_t i = 0; i < h->n_moves; i++)
        moves[i] = h->moves[i];
    Hallq__Move *move = moves[h->n_moves++] = arena_need(&f->arena, sizeof *move);
    hallq__move__init(move);
    move->service = service;
    move->counter = counter;
    move->to_service = to_service;
    h->moves = moves;
}
