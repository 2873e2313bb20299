// Through a gateway: browsers that become devices by a code, people signed on in them, and who asks
// behind the gateway's key.
#include "base/refusal.h"
#include "tests/rules/hall.h"

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)
#define CODE_OPEN_MS (15 * 60 * 1000)

// The real one says nothing of what it is made of.
static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t subject, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    uint64_t bits = (subject ^ hall ^ (uint64_t)day << 32 ^ power) * UINT64_C(0x9e3779b97f4a7c15);
    (void)arg;
    memset(ret, 0, CODE_SIZE);
    memcpy(ret, &bits, sizeof bits);
    return true;
}
static const struct code_maker maker = {code_cb, NULL};

static unsigned char anna[PRINCIPAL_SIZE] = "anna", bert[PRINCIPAL_SIZE] = "bert";

static struct asker gateway(struct fixture *f, unsigned char *principal) {
    struct asker asker = asker_of(f, DEVICE_GATEWAY);
    asker.codes = &maker;
    if (principal)
        asker.principal = (ProtobufCBinaryData){PRINCIPAL_SIZE, principal};
    return asker;
}

// What dispatch makes of a gateway's command in somebody's session, or of a sign-on with the token.
static struct asker browser(struct fixture *f, uint32_t device, unsigned char *principal) {
    struct asker asker = gateway(f, principal);
    Hallq__DeviceRow *row;
    assert_int_equal(device_row_get(&f->state, key_device(device), &row), ERR_OK);
    asker.gateway = asker.device;
    asker.device = device;
    asker.role = row->role;
    asker.counter = row->counter;
    asker.key_endings = row->key_endings;
    return asker;
}

// ---------------------------------------------------------------- codes

static Hallq__Request *code_request(struct fixture *f, Hallq__Device__Role role, uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ENROL_CODE);
    r->enrol_code->name = text_of(f, role == HALLQ__DEVICE__ROLE__COUNTER ? "window" : "tablet");
    r->enrol_code->role = role;
    r->enrol_code->counter = counter;
    return r;
}

static char *code_of(struct fixture *f, uint32_t device) {
    char *text;
    assert_int_equal(enrol_code_text(&f->state, &maker, device, &text), ERR_OK);
    return text;
}

// The device for which an administrator made a code.
static uint32_t code_made(struct fixture *f, Hallq__Device__Role role, uint32_t counter) {
    assert_done(f, DEVICE_ADMIN, code_request(f, role, counter));
    return f->record->done->device;
}

static Hallq__Refusal__Reason enrol(struct fixture *f, const char *code, unsigned char token) {
    struct asker asker = gateway(f, anna);
    unsigned char *hash = arena_need(&f->arena, TOKEN_SIZE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ENROL);
    memset(hash, token, TOKEN_SIZE);
    asker.token_hash = (ProtobufCBinaryData){TOKEN_SIZE, hash};
    r->enrol->code = text_of(f, code);
    return ask_as(f, asker, r);
}

static uint32_t enrolled(struct fixture *f, Hallq__Device__Role role, uint32_t counter) {
    uint32_t device = code_made(f, role, counter);
    assert_reason(enrol(f, code_of(f, device), (unsigned char)device), NONE);
    return device;
}

static void a_code__is_typed_once(void **state) {
    struct fixture *f = *state;
    uint32_t device = code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    assert_string_equal(f->record->done->enrol_code, ""); // it stands nowhere
    char *code = code_of(f, device);
    assert_int_equal(strlen(code), 13);
    assert_reason(enrol(f, code, 1), NONE);
    assert_int_equal(f->record->done->device, device);
    assert_string_equal(code_of(f, device), "");
    assert_reason(enrol(f, code, 2), WRONG_CODE);
}

static void a_code__may_be_typed_as_people_type(void **state) {
    struct fixture *f = *state;
    char *code = code_of(f, code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0));
    for (char *at = strchr(code, '-') + 1; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
        else if (*at == '-')
            *at = ' ';
        else if (*at == '0')
            *at = 'o';
        else if (*at == '1')
            *at = 'l';
    assert_reason(enrol(f, code, 1), NONE);
}

// Upright and full-width, as an input method for Chinese makes them, divided anyhow or not at all.
static void a_code__may_be_typed_by_any_input_method(void **state) {
    struct fixture *f = *state;
    for (unsigned way = 0; way < 9; way++) {
        uint32_t device = code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0);
        const char *code = code_of(f, device), *l = strchr(code, '-') + 1;
        char *wide = text_of(f, "");
        for (const char *c = code; *c; c++)
            wide = arena_printf(&f->arena, "%s\xef%c%c", wide, *c < '`' ? '\xbc' : '\xbd',
                                *c < '`' ? *c + 0x60 : *c + 0x20);
        const char *const typed[] = {
            arena_printf(&f->arena, "%u %.5s %s", device, l, l + 6),
            arena_printf(&f->arena, " %s ", code),
            arena_printf(&f->arena, "%u - %.5s - %s", device, l, l + 6),
            arena_printf(&f->arena, "%u%.5s%s", device, l, l + 6),
            arena_printf(&f->arena, "%u%.5s-%s\t", device, l, l + 6),
            wide,
            arena_printf(&f->arena, "%u\u2014\u2014%.5s\u3000%s", device, l, l + 6),
            arena_printf(&f->arena, "%u\u2013%.5s\u2212%s\u00a0", device, l, l + 6),
            arena_printf(&f->arena, "\u3000%c \u3000%s", *code, code + 1),
        };
        assert_reason(enrol(f, typed[way], (unsigned char)(way + 1)), NONE);
    }
}

static void a_code__ends_with_its_time(void **state) {
    struct fixture *f = *state;
    char *code = code_of(f, code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0));
    f->now_ms += CODE_OPEN_MS;
    assert_reason(enrol(f, code, 1), WRONG_CODE);
    f->now_ms--;
    assert_reason(enrol(f, code, 1), NONE);
}

// A stranger cannot take a code from who types the right one: wrong tries end none. So many are on
// record, since each is a row of the journal.
static void a_code__is_not_ended_by_wrong_tries(void **state) {
    struct fixture *f = *state;
    uint32_t device = code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    char *code = code_of(f, device);
    uint64_t seq = hall_row(f)->seq;
    for (uint32_t i = 1; i <= 50; i++) {
        assert_reason(enrol(f, arena_printf(&f->arena, "%u-0000000000", device), 1), WRONG_CODE);
        if (i <= 5)
            assert_int_equal(EVENT_OF(f, ENROL_FAILED, EnrolFailed)->tries, i);
    }
    assert_int_equal(hall_row(f)->seq, seq + 5);
    assert_reason(enrol(f, code, 1), NONE);
    f->now_ms++;
    assert_int_equal(code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0), device); // a new one, for the same
    assert_string_not_equal(code_of(f, device), code);
    assert_reason(enrol(f, code_of(f, device), 2), NONE);
}

static void what_is_no_code__is_refused(void **state) {
    struct fixture *f = *state;
    uint32_t device = code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    const char *letters = strchr(code_of(f, device), '-') + 1;
    const char *const typed[] = {"",
                                 "1",
                                 "-",
                                 "0-0000000000",
                                 letters,
                                 "99999999999999999999-0000000000",
                                 "1-",
                                 "1x",
                                 "1--",
                                 arena_printf(&f->arena, "%u-%s0", device, letters),
                                 "-1",
                                 "+1",
                                 "2-abc",
                                 arena_printf(&f->arena, "%u-%s\xef\xbc", device, letters),
                                 arena_printf(&f->arena, "%ux%s", device, letters),
                                 "\xef",
                                 "\xef\xbc",
                                 "\xe3\x80",
                                 "9-KX4M9-T2QNV"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        assert_reason(enrol(f, typed[i], 1), WRONG_CODE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ENROL);
    r->enrol->code = code_of(f, device);
    assert_refused_as(f, gateway(f, anna), r, BAD_MESSAGE); // a token that is none
}

static void a_code__is_for_what_people_sign_on_at(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_ADMIN, code_request(f, HALLQ__DEVICE__ROLE__ADMIN, 0), BAD_MESSAGE);
    assert_refused(f, DEVICE_ADMIN, code_request(f, HALLQ__DEVICE__ROLE__GATEWAY, 0), BAD_MESSAGE);
    assert_refused(f, DEVICE_ADMIN, code_request(f, HALLQ__DEVICE__ROLE__LEAD, 1), BAD_MESSAGE);
    assert_refused(f, DEVICE_ADMIN, code_request(f, HALLQ__DEVICE__ROLE__COUNTER, 99), NO_COUNTER);
    assert_refused(f, DEVICE_LEAD, code_request(f, HALLQ__DEVICE__ROLE__COUNTER, 1), NOT_SIGNED_ON);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_done(f, DEVICE_LEAD, code_request(f, HALLQ__DEVICE__ROLE__COUNTER, 1));
}

// ---------------------------------------------------------------- people in browsers

static Hallq__Refusal__Reason web_sign_on(struct fixture *f, struct asker asker, uint32_t staff,
                                          uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    r->sign_on->staff = staff;
    r->sign_on->counter = counter;
    asker.pin_matches = true;
    r->sign_on->pin = text_of(f, "748159");
    return ask_as(f, asker, r);
}

static uint32_t lead_on(struct fixture *f, unsigned char *principal) {
    uint32_t device = enrolled(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    assert_reason(web_sign_on(f, browser(f, device, principal), STAFF_LEAD, 0), NONE);
    return device;
}

static Hallq__Refusal__Reason suspend(struct fixture *f, struct asker asker, uint32_t service) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    r->service_suspend->service = service;
    r->service_suspend->reason = text_of(f, "system");
    return ask_as(f, asker, r);
}

static Hallq__Reply *read_as(struct fixture *f, struct asker asker, Hallq__Request *r) {
    Hallq__Reply *reply = arena_need(&f->arena, sizeof *reply);
    hallq__reply__init(reply);
    assert_int_equal(decide_read(&f->state, f->now_ms, &asker, r, reply), ERR_OK);
    return reply;
}

static void a_pin__is_typed_in_enrolled_browsers_alone(void **state) {
    struct fixture *f = *state;
    assert_reason(web_sign_on(f, gateway(f, anna), STAFF_LEAD, 0), NOT_ENROLLED);
    assert_reason(suspend(f, gateway(f, anna), SERVICE_A), NOT_SIGNED_ON);
    assert_reason(suspend(f, gateway(f, NULL), SERVICE_A), NOT_ALLOWED);
}

static void a_person__does_what_their_role_and_the_browsers_allow(void **state) {
    struct fixture *f = *state;
    uint32_t lead = lead_on(f, anna);
    uint32_t window = enrolled(f, HALLQ__DEVICE__ROLE__COUNTER, 1);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NONE);
    const Hallq__By *by = EVENT_OF(f, SERVICE_SUSPENDED, ServiceSuspended)->by;
    assert_int_equal(by->staff, STAFF_LEAD);
    assert_int_equal(by->device, lead);
    assert_memory_equal(by->principal.data, anna, PRINCIPAL_SIZE);
    assert_memory_equal(f->record->principal.data, anna, PRINCIPAL_SIZE);
    struct asker clerk = browser(f, window, bert);
    assert_reason(web_sign_on(f, clerk, STAFF_CLERK + 1, 1), NONE);
    assert_reason(suspend(f, clerk, SERVICE_B), NOT_ALLOWED);
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN));
    take(f, SERVICE_B);
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT));
    assert_reason(web_sign_on(f, browser(f, lead, anna), STAFF_CLERK + 2, 0), PERSON_MAY_NOT);
}

static void a_session__is_nobody_elses(void **state) {
    struct fixture *f = *state;
    uint32_t lead = lead_on(f, anna);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT);
    assert_reason(suspend(f, browser(f, lead, bert), SERVICE_A), NOT_SIGNED_ON);
    assert_int_equal(read_as(f, browser(f, lead, bert), r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    struct asker elsewhere = browser(f, lead, anna);
    elsewhere.gateway++; // the same words of another gateway
    assert_reason(suspend(f, elsewhere, SERVICE_A), NOT_SIGNED_ON);
    struct asker terminal = browser(f, lead, NULL);
    terminal.gateway = 0;
    assert_reason(suspend(f, terminal, SERVICE_A), NOT_SIGNED_ON);
    assert_int_not_equal(read_as(f, browser(f, lead, anna), r)->snapshot->n_people, 0);
    assert_int_equal(read_as(f, gateway(f, bert), r)->snapshot->n_people, 0);
    r->get_snapshot->feed = HALLQ__FEED__KIND__STAFF;
    assert_int_equal(read_as(f, gateway(f, bert), r)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
}

static Hallq__DeviceRow *device_row(struct fixture *f, uint32_t device) {
    Hallq__DeviceRow *row;
    assert_int_equal(device_row_get(&f->state, key_device(device), &row), ERR_OK);
    return row;
}

static const Hallq__DeviceList__One *listed(struct fixture *f, uint32_t device) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_LIST_DEVICES);
    r->hall = 0;
    r->list_devices->after = device - 1;
    return read_as(f, asker_of(f, DEVICE_ADMIN), r)->devices->devices[0];
}

static void a_code__changes_nothing_until_it_is_typed(void **state) {
    struct fixture *f = *state;
    uint32_t device = enrolled(f, HALLQ__DEVICE__ROLE__COUNTER, 1);
    assert_reason(web_sign_on(f, browser(f, device, anna), STAFF_CLERK + 1, 1), NONE);
    Hallq__Request *r = code_request(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    r->enrol_code->name = text_of(f, "window");
    assert_done(f, DEVICE_ADMIN, r);
    assert_int_equal(f->record->done->device, device);
    assert_int_equal(device_row(f, device)->role, HALLQ__DEVICE__ROLE__COUNTER);
    assert_int_equal(device_row(f, device)->counter, 1);
    assert_int_equal(listed(f, device)->role, HALLQ__DEVICE__ROLE__COUNTER);
    assert_false(listed(f, device)->not_enrolled);
    assert_done_as(f, browser(f, device, anna), request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN));
    assert_reason(enrol(f, code_of(f, device), 77), NONE);
    assert_int_equal(EVENT_OF(f, DEVICE_ENROLLED, DeviceEnrolled)->role, HALLQ__DEVICE__ROLE__LEAD);
    assert_int_equal(device_row(f, device)->role, HALLQ__DEVICE__ROLE__LEAD);
    assert_int_equal(device_row(f, device)->counter, 0);
}

static void a_name__is_none_until_it_is_enrolled(void **state) {
    struct fixture *f = *state;
    uint32_t device = code_made(f, HALLQ__DEVICE__ROLE__COUNTER, 2);
    assert_int_equal(device_row(f, device)->role, 0);
    assert_int_equal(listed(f, device)->role, HALLQ__DEVICE__ROLE__COUNTER);
    assert_int_equal(listed(f, device)->counter, 2);
    assert_true(listed(f, device)->not_enrolled);
    assert_true(listed(f, device)->browser);
    assert_int_equal(code_made(f, HALLQ__DEVICE__ROLE__COUNTER, 3),
                     device); // another, not typed either
    assert_int_equal(listed(f, device)->counter, 3);
    assert_reason(enrol(f, code_of(f, device), 1), NONE);
    assert_int_equal(device_row(f, device)->counter, 3);
    assert_false(listed(f, device)->not_enrolled);
}

static void a_session__is_in_one_browser(void **state) {
    struct fixture *f = *state;
    uint32_t lead = lead_on(f, anna), window = enrolled(f, HALLQ__DEVICE__ROLE__COUNTER, 1);
    assert_reason(web_sign_on(f, browser(f, window, anna), STAFF_CLERK + 1, 1), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->device, lead);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_B), NOT_SIGNED_ON);
    assert_done_as(f, browser(f, window, anna), request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN));
    take(f, SERVICE_A);
    assert_done_as(f, browser(f, window, anna), request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT));
    assert_reason(web_sign_on(f, browser(f, lead, anna), STAFF_LEAD, 0), COUNTER_BUSY);
    assert_reason(web_sign_on(f, browser(f, lead, bert), STAFF_LEAD, 0), NONE); // another session
    assert_done_as(f, browser(f, window, anna), request_new(f, HALLQ__REQUEST__BODY_START));
    assert_done_as(f, browser(f, window, anna), request_new(f, HALLQ__REQUEST__BODY_FINISH));
    assert_done_as(f, browser(f, lead, bert), request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_reason(web_sign_on(f, browser(f, lead, anna), STAFF_LEAD, 0), NONE);
    assert_done_as(f, browser(f, lead, anna), request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    assert_refused_as(f, browser(f, window, anna),
                      request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN), NOT_SIGNED_ON);
}

// A finding that comes late is not of who signed on with the new token.
static void a_session__ends_with_the_key_it_came_by(void **state) {
    struct fixture *f = *state;
    struct decision found;
    uint32_t lead = lead_on(f, anna);
    code_made(f, HALLQ__DEVICE__ROLE__LEAD, 0);
    assert_int_equal(decide_sign_on_ends(&f->state, f->now_ms, HALL, lead, false, &found), ERR_OK);
    assert_null(found.record);
    assert_reason(enrol(f, code_of(f, lead), 99), NONE);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NOT_SIGNED_ON);
    assert_int_equal(decide_sign_on_ends(&f->state, f->now_ms, HALL, lead, false, &found), ERR_OK);
    assert_int_equal(found.record->events[0]->body_case, HALLQ__EVENT__BODY_STAFF_SIGNED_OFF);
    assert_reason(web_sign_on(f, browser(f, lead, anna), STAFF_LEAD, 0), NONE);
    assert_int_equal(decide_sign_on_ends(&f->state, f->now_ms, HALL, lead, false, &found), ERR_OK);
    assert_null(found.record);
    struct asker asker = browser(f, lead, anna);
    asker.gateway_key_endings++;
    assert_reason(suspend(f, asker, SERVICE_A), NOT_SIGNED_ON);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NONE);
}

static void a_session__moves_to_who_signs_on_anew(void **state) {
    struct fixture *f = *state;
    uint32_t lead = lead_on(f, anna);
    assert_reason(web_sign_on(f, browser(f, lead, bert), STAFF_LEAD, 0), NONE);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NOT_SIGNED_ON);
    assert_reason(suspend(f, browser(f, lead, bert), SERVICE_A), NONE);
}

static void a_session__ends_whatever_is_done(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    struct decision found;
    h->web_session_s = 600;
    assert_reason(settings_apply(f, h), NONE);
    uint32_t lead = lead_on(f, anna);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_ON, StaffSignedOn)->until_ms, f->now_ms + 600000);
    f->now_ms += 599999;
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NONE);
    f->now_ms++;
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_B), NOT_SIGNED_ON);
    assert_int_equal(
        read_as(f, browser(f, lead, anna), request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT))
            ->refusal->reason,
        HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    struct asker asker = browser(f, lead, anna);
    Hallq__Refusal refusal;
    assert_int_equal(authorize(&f->state, f->now_ms, &asker,
                               request_new(f, HALLQ__REQUEST__BODY_GET_REPORT), &refusal),
                     ERR_OK);
    assert_reason(refusal.reason, NOT_SIGNED_ON); // what is worked on beside the loop, too
    assert_int_equal(decide_sign_on_ends(&f->state, f->now_ms, HALL, lead, false, &found), ERR_OK);
    assert_int_equal(found.record->events[0]->body_case, HALLQ__EVENT__BODY_STAFF_SIGNED_OFF);
}

static void a_session__that_ended_still_ends_the_ticket_at_hand(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *h = settings_copy(f);
    h->web_session_s = 600;
    assert_reason(settings_apply(f, h), NONE);
    struct asker clerk = browser(f, enrolled(f, HALLQ__DEVICE__ROLE__COUNTER, 1), anna);
    assert_reason(web_sign_on(f, clerk, STAFF_CLERK + 1, 1), NONE);
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN));
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT));
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_START));
    f->now_ms += 600000;
    assert_int_equal(
        read_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT))->body_case,
        HALLQ__REPLY__BODY_SNAPSHOT);
    assert_done_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_FINISH));
    assert_refused_as(f, clerk, request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT), NOT_SIGNED_ON);
}

static void a_session__ends_with_the_day_the_pin_and_the_role(void **state) {
    struct fixture *f = *state;
    uint32_t lead = lead_on(f, anna);
    assert_reason(pin_set(f, STAFF_LEAD), NONE);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NOT_SIGNED_ON);
    assert_reason(web_sign_on(f, browser(f, lead, anna), STAFF_LEAD, 0), NONE);
    Hallq__HallSettings *h = settings_copy(f);
    for (size_t i = 0; i < h->n_staff; i++)
        if (h->staff[i]->id == STAFF_LEAD)
            h->staff[i]->role = HALLQ__STAFF__ROLE__CLERK;
    assert_reason(settings_apply(f, h), NONE);
    assert_reason(suspend(f, browser(f, lead, anna), SERVICE_A), NOT_SIGNED_ON);
    uint32_t window = enrolled(f, HALLQ__DEVICE__ROLE__COUNTER, 1);
    assert_reason(web_sign_on(f, browser(f, window, bert), STAFF_CLERK + 1, 1), NONE);
    pass_s(f, 24 * 3600);
    assert_refused_as(f, browser(f, window, bert),
                      request_new(f, HALLQ__REQUEST__BODY_COUNTER_OPEN), NOT_SIGNED_ON);
}

// ---------------------------------------------------------------- principals

static Hallq__Request *issue_of(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    return r;
}

static Hallq__Refusal__Reason again(struct fixture *f, struct asker asker, Hallq__Request *r) {
    f->number = r->number - 1;
    return ask_as(f, asker, r);
}

static void two_behind_one_key__share_no_answers(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = issue_of(f);
    assert_reason(ask_as(f, gateway(f, anna), r), NONE);
    assert_reason(again(f, gateway(f, anna), r), NONE);
    assert_true(f->decision.retry);
    assert_reason(again(f, gateway(f, bert), r), NONE);
    assert_false(f->decision.retry);
    assert_reason(again(f, gateway(f, NULL), r), NONE);
    assert_false(f->decision.retry);
    assert_int_equal(memtable_count(f->mem, TABLE_TICKET), 3);
    assert_int_equal(f->decision.done->ticket->ticket, 3);
    assert_reason(again(f, gateway(f, anna), r), NONE);
    assert_int_equal(f->decision.done->ticket->ticket, 1);
}

static void nobody_but_a_gateway__vouches(void **state) {
    struct fixture *f = *state;
    static const uint32_t devices[] = {DEVICE_KIOSK, DEVICE_LEAD, DEVICE_ADMIN, DEVICE_DISPLAY};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        struct asker asker = asker_of(f, devices[i]);
        asker.principal = (ProtobufCBinaryData){PRINCIPAL_SIZE, anna};
        assert_refused_as(f, asker, issue_of(f), BAD_MESSAGE);
        assert_int_equal(
            read_as(f, asker, request_new(f, HALLQ__REQUEST__BODY_PING))->refusal->reason,
            HALLQ__REFUSAL__REASON__BAD_MESSAGE);
    }
    struct asker asker = gateway(f, anna);
    asker.principal.len--;
    assert_refused_as(f, asker, issue_of(f), BAD_MESSAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
