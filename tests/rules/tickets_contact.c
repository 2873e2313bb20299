// tickets_contact.c - tickets with a contact: one ticket a contact, and who may look at it.
#include "base/count.h"
#include "base/refusal.h"
#include "tests/rules/hall.h"
#include "tests/rules/tickets.h"

static void issue__keeps_the_contact_out_of_the_event(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = issue_new(f, SERVICE_A);
    r->issue->contact = text_of(f, "13800138000");
    f->contact_sealed = "sealed contact";
    assert_done(f, DEVICE_KIOSK, r);
    assert_int_equal(EVENT_OF(f, TICKET_ISSUED, TicketIssued)->contact_sealed, 1);
    assert_int_equal(f->record->n_sealed, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    r->issue->contact = text_of(f, "1234567890123456789012345678901234567890");
    assert_refused(f, DEVICE_KIOSK, r, BAD_MESSAGE);
}

static void issue__wants_a_contact_with_a_letter_or_digit(void **state) {
    struct fixture *f = *state;
    static const char *const empty[] = {
        " ",      "-",          "\u3000", "--- ---", "\u2014\u2014",
        "\uff0d", "\U0001f600", "...",    "+",       "\uff08\uff09"};
    static const uint32_t asks[] = {DEVICE_KIOSK, DEVICE_GATEWAY, DEVICE_GUIDE};
    Hallq__Request *r = issue_new(f, SERVICE_A);
    f->contact_sealed = "sealed contact";
    for (size_t i = 0; i < COUNT(asks) * COUNT(empty); i++) {
        r->issue->contact = text_of(f, empty[i / COUNT(asks)]);
        assert_refused(f, asks[i % COUNT(asks)], r, NO_WORDS);
        assert_string_equal(f->decision.refusal.detail, "contact");
    }
    r->issue->contact = text_of(f, "\u5f20");
    assert_done(f, DEVICE_KIOSK, r);
    // As an input method gives a telephone number: more bytes than characters.
    r->issue->contact =
        text_of(f, "\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff11\uff11\uff11\uff11");
    assert_done(f, DEVICE_KIOSK, r);
}

// One ticket a contact.

// TEST_OWN
static void issue__gives_one_ticket_a_contact_where_the_hall_wants_it(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    fixture_open(f);
    struct asker kiosk = asker_of(f, DEVICE_KIOSK), guide = asker_of(f, DEVICE_GUIDE);
    Hallq__Request *r = issue_new(f, SERVICE_A);
    kiosk.contact_ticket = guide.contact_ticket = 7;
    assert_done_as(f, kiosk, r); // it was not set
    Hallq__HallSettings *h = settings_copy(f);
    h->one_ticket_per_contact = 1;
    assert_string_equal(refusal_name(settings_apply(f, h)), "NONE");
    assert_refused_as(f, kiosk, r, CONTACT_HAS_TICKET);
    assert_string_equal(f->decision.refusal.detail, "");
    assert_done_as(f, guide, r); // who knows what they do
    kiosk.contact_ticket = 0;
    assert_done_as(f, kiosk, r);
    // Whoever would get no ticket anyhow is told why, and nothing of the contact.
    kiosk.contact_ticket = 7;
    Hallq__Request *suspend = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    suspend->service_suspend->service = SERVICE_A;
    suspend->service_suspend->reason = text_of(f, "system");
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
    assert_done(f, DEVICE_LEAD, suspend);
    assert_refused_as(f, kiosk, r, SERVICE_SUSPENDED);
}

// Contacts.

static Hallq__Request *reveal_new(struct fixture *f, uint64_t ticket, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_REVEAL_CONTACT);
    r->reveal_contact->which = which_of(f, ticket);
    r->reveal_contact->reason = text_of(f, reason);
    r->reveal_contact->pin = text_of(f, "748159");
    return r;
}

// Somebody else at a console left alone, and a program that does not know of it.
static void reveal_contact__asks_for_the_pin_again(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    Hallq__Request *r = reveal_new(f, ticket, "left a phone");
    r->reveal_contact->pin = text_of(f, "");
    assert_refused(f, DEVICE_LEAD, r, PIN_NEEDED);
    r = reveal_new(f, ticket, "left a phone");
    struct asker asker = asker_of(f, DEVICE_LEAD);
    asker.pin_matches = false;
    for (int i = 0; i <= LIMIT_PIN_FAILURES; i++) {
        struct decision out;
        r->number = ++f->number;
        assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &out), ERR_OK);
        assert_int_equal(out.refusal.reason, i < LIMIT_PIN_FAILURES
                                                 ? HALLQ__REFUSAL__REASON__WRONG_PIN
                                                 : HALLQ__REFUSAL__REASON__LOCKED_OUT);
        if (out.record)
            assert_int_equal(record_apply(&f->state, out.record), ERR_OK);
    }
    assert_refused(f, DEVICE_LEAD, reveal_new(f, ticket, "left a phone"), LOCKED_OUT);
}

// A right one of four digits, which an earlier version took, opens none.
static void reveal_contact__is_not_opened_by_four_digits(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    Hallq__Request *r = reveal_new(f, take(f, SERVICE_A), "left a phone");
    r->reveal_contact->pin = text_of(f, "7481");
    assert_refused(f, DEVICE_LEAD, r, PIN_TOO_SHORT);
    r->reveal_contact->pin = text_of(f, "748159");
    assert_done(f, DEVICE_LEAD, r);
}

// What is refused anyhow costs no hash, nor does a retry: it would tell whether a PIN was right.
static void pin_look__knows_the_lock_before_any_hash(void **state) {
    struct fixture *f = *state;
    struct asker asker = asker_of(f, DEVICE_LEAD);
    Hallq__Refusal refusal;
    ProtobufCBinaryData hash;
    f->contact_sealed = "sealed";
    Hallq__Request *r = reveal_new(f, take(f, SERVICE_A), "left a phone");
    r->number = ++f->number;
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, r, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__NONE);
    assert_int_equal(hash.len, strlen("$argon2id$"));
    Hallq__Request *shown = reveal_new(f, r->reveal_contact->which->ticket, "left a phone");
    assert_done(f, DEVICE_LEAD, shown);
    asker.pin_matches = false;
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++) {
        struct decision out;
        r->number = ++f->number;
        assert_int_equal(decide(&f->state, f->now_ms, &asker, r, &out), ERR_OK);
        assert_int_equal(record_apply(&f->state, out.record), ERR_OK);
    }
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, r, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__LOCKED_OUT);
    assert_true(refusal.at_ms > f->now_ms);
    assert_int_equal(pin_look(&f->state, f->now_ms, &asker, shown, &hash, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__LOCKED_OUT);
}

static void reveal_contact__stays_on_record(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    assert_done(f, DEVICE_LEAD, reveal_new(f, ticket, "left a phone"));
    const Hallq__ContactRevealed *e = EVENT_OF(f, CONTACT_REVEALED, ContactRevealed);
    assert_int_equal(e->by->staff, STAFF_LEAD);
    assert_string_equal(e->reason, ""); // in words it is sealed
    assert_int_equal(e->reason_sealed, 0);
    assert_true(card(f)->has_contact);
    assert_string_equal(card(f)->contact, ""); // the broker opens it, and keeps it nowhere
}

static void reveal_contact__wants_a_reason_a_contact_and_a_lead(void **state) {
    struct fixture *f = *state;
    uint64_t without = take(f, SERVICE_A);
    f->contact_sealed = "sealed";
    uint64_t with = take(f, SERVICE_A);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, ""), BAD_MESSAGE);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "  "), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "---"), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "\u3000\u2026\u2026"), NO_WORDS);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, without, "why"), NO_CONTACT);
    assert_refused(f, DEVICE_GUIDE, reveal_new(f, with, "why"), NOT_ALLOWED);
    Hallq__HallRow *hall = hall_row(f);
    hall->purged_upto_day = MONDAY;
    hall_change(f, hall);
    assert_refused(f, DEVICE_LEAD, reveal_new(f, with, "why"), NO_CONTACT);
    hall->purged_upto_day = 0;
    hall_change(f, hall);
}

// TEST_OWN
static void reveal_contact__takes_a_code_of_the_settings_and_seals_the_words(void **state) {
    struct fixture *f = *state = fixture_create();
    Hallq__Code callback = HALLQ__CODE__INIT, *codes[] = {&callback};
    callback.code = text_of(f, "call-back");
    f->settings->n_reveal_reasons = 1;
    f->settings->reveal_reasons = codes;
    fixture_open(f);
    f->contact_sealed = "sealed";
    uint64_t ticket = take(f, SERVICE_A);
    f->contact_sealed = NULL;
    assert_refused(f, DEVICE_LEAD, reveal_new(f, ticket, "in words alone"), NO_REASON);
    Hallq__Request *r = reveal_new(f, ticket, "");
    r->reveal_contact->code = text_of(f, "no-such-code");
    assert_refused(f, DEVICE_LEAD, r, NO_REASON);
    r->reveal_contact->code = text_of(f, "call-back");
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(EVENT_OF(f, CONTACT_REVEALED, ContactRevealed)->reason_sealed, 0);
    f->note_sealed = "she left her phone";
    assert_done(f, DEVICE_LEAD, r);
    const Hallq__ContactRevealed *e = EVENT_OF(f, CONTACT_REVEALED, ContactRevealed);
    assert_string_equal(e->reason, "call-back");
    assert_int_equal(e->reason_sealed, f->record->sealed[0]->sealed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
