// Who sees what: each field of each event, of settings and of a snapshot, set, and shown to everybody; what
// comes of it is the table of docs/FEEDS.md. And whatever is new is seen by nobody.
//
//     visible --print    the rows of the page
#include "tests/rules/fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/role.h"
#include "base/visible.h"
#include "base/wire/field.h"

#define PAGE "/docs/FEEDS.md"
#define TYPES_MAX 240
#define ROW_SIZE 2048

// From who sees least to who sees most.
static const enum feed feeds[] = {FEED_INTERNET, FEED_WEBHOOK, FEED_PUBLIC,
                                  FEED_HOLDER,   FEED_STAFF,   FEED_LEAD};
#define FEEDS (sizeof feeds / sizeof *feeds)

// ---------------------------------------------------------------- messages with everything set

static ProtobufCMessage *full(const ProtobufCMessageDescriptor *type, struct arena *a);

static void value_fill(const ProtobufCFieldDescriptor *f, void *at, struct arena *a) {
    static uint8_t byte = 1;
    if (f->type == PROTOBUF_C_TYPE_STRING)
        *(char **)at = arena_text(a, "x");
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        *(ProtobufCBinaryData *)at = (ProtobufCBinaryData){1, &byte};
    else if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        *(ProtobufCMessage **)at = full(f->descriptor, a);
    else if (f->type == PROTOBUF_C_TYPE_INT64 || f->type == PROTOBUF_C_TYPE_UINT64)
        *(int64_t *)at = 1;
    else
        *(int32_t *)at = 1; // a service's line, a class for self-service
}

static ProtobufCMessage *full(const ProtobufCMessageDescriptor *type, struct arena *a) {
    char *m = arena_need(a, type->sizeof_message);
    type->message_init((ProtobufCMessage *)m);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        if (!is_repeated(f)) {
            value_fill(f, m + f->offset, a);
            continue;
        }
        void *list = arena_need(a, sizeof(ProtobufCBinaryData));
        value_fill(f, list, a);
        *(void **)(m + f->offset) = list;
        *(size_t *)(m + f->quantifier_offset) = 1;
    }
    return (ProtobufCMessage *)m;
}

static bool is_set(const ProtobufCFieldDescriptor *f, const void *message) {
    struct field_values values = field_values(message, f);
    return values.count && (is_repeated(f) || !value_is_default(f, values.at));
}

// ---------------------------------------------------------------- the page

// The types that events and snapshots are made of, each once.
struct types {
    const ProtobufCMessageDescriptor *list[TYPES_MAX];
    size_t count;
};

static void types_add(struct types *t, const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < t->count; i++)
        if (t->list[i] == type)
            return;
    assert_true(t->count < TYPES_MAX);
    if (type != &hallq__event__descriptor)
        t->list[t->count++] = type;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            types_add(t, type->fields[i].descriptor);
}

// The fields that `feed` shows and `less` does not; less NULL: all that it shows.
static size_t fields_print(const ProtobufCMessageDescriptor *type, const void *shown,
                           const void *less, bool want, char *row, size_t size) {
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        bool here = shown && is_set(f, shown), before = less && is_set(f, less);
        assert_true(here || !before || !want); // who sees more sees all that others do
        if (want ? here && !before : !here)
            size += (size_t)snprintf(row + size, ROW_SIZE - size, " %s", f->name);
        assert_true(size < ROW_SIZE);
    }
    return size;
}

static void row_print(const ProtobufCMessageDescriptor *type, struct arena *a, char row[ROW_SIZE]) {
    const void *message = full(type, a), *less = NULL;
    size_t size = (size_t)snprintf(row, ROW_SIZE, "| %s |", type->name + strlen("hallq."));
    for (size_t i = 0; i < FEEDS; i++) {
        const void *shown = visible_project(visible_of(type), message, feeds[i], a);
        size = fields_print(type, shown, less, true, row, size);
        size += (size_t)snprintf(row + size, ROW_SIZE - size, " |");
        less = shown;
    }
    size = fields_print(type, less, NULL, false, row, size);
    snprintf(row + size, ROW_SIZE - size, " |\n");
}

static FILE *page_open(void) {
    const char *source = getenv("HALLQ_SOURCE");
    char path[1024];
    snprintf(path, sizeof path, "%s" PAGE, source ? source : ".");
    FILE *page = fopen(path, "r");
    if (!page)
        fail_msg("%s cannot be opened", path);
    return page;
}

static bool page_has(const char *row) {
    char line[ROW_SIZE + 2];
    bool found = false;
    FILE *page = page_open();
    while (!found && fgets(line, sizeof line, page))
        found = !strcmp(line, row);
    fclose(page);
    return found;
}

static size_t page_rows(void) {
    char line[ROW_SIZE + 2];
    size_t count = 0;
    FILE *page = page_open();
    while (fgets(line, sizeof line, page))
        count += line[0] == '|' && line[2] >= 'A' && line[2] <= 'Z';
    fclose(page);
    return count;
}

static struct types types_of_feeds(void) {
    struct types types = {.count = 0};
    types_add(&types, &hallq__event__descriptor);
    types_add(&types, &hallq__snapshot__descriptor);
    types_add(&types, &hallq__ticket_card__descriptor);
    return types;
}

static void the_page__says_who_sees_what(void **state) {
    struct types types = types_of_feeds();
    struct arena a;
    size_t rows = 0;
    char row[ROW_SIZE];
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < types.count; i++) {
        if (!visible_of(types.list[i]))
            continue;
        row_print(types.list[i], &a, row);
        if (!page_has(row))
            fail_msg("docs/FEEDS.md must say:\n%s", row);
        rows++;
    }
    assert_true(rows > 40);
    assert_int_equal(page_rows(), rows);
    arena_fini(&a);
}

// ---------------------------------------------------------------- what is new

static const Hallq__Event *event_of_case(Hallq__Event__BodyCase body_case, void *body,
                                         enum feed feed, struct arena *a) {
    Hallq__Event event = HALLQ__EVENT__INIT;
    event.seq = 7;
    event.at_ms = 8;
    event.body_case = body_case;
    event.ticket_issued = body; // a union of pointers
    return event_project(&event, feed, a);
}

// Every case that the schema has, and one to come: shown as its fields are, or not at all.
static void an_event_without_a_row__is_shown_to_nobody(void **state) {
    const ProtobufCMessageDescriptor *type = &hallq__event__descriptor;
    struct fixture *f = *state;
    size_t hidden = 0;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        const ProtobufCMessageDescriptor *body = type->fields[i].descriptor;
        hidden += !visible_of(body);
        for (size_t feed = 0; feed < FEEDS; feed++) {
            const Hallq__Event *shown =
                event_of_case((Hallq__Event__BodyCase)type->fields[i].id, full(body, &f->arena),
                              feeds[feed], &f->arena);
            assert_true(!shown || visible_of(body));
            assert_true(!shown || (shown->seq == 7 && shown->at_ms == 8));
        }
    }
    assert_true(hidden > 20);
    for (size_t feed = 0; feed < FEEDS; feed++)
        for (unsigned to_come = 110; to_come < 1000; to_come++)
            if (!protobuf_c_message_descriptor_get_field(type, to_come))
                assert_null(event_of_case((Hallq__Event__BodyCase)to_come,
                                          full(&hallq__ticket_called__descriptor, &f->arena),
                                          feeds[feed], &f->arena));
}

// As if each field of a message in turn had come with the last change of the schema: no row yet, or
// one with a level that says nothing.
static void a_field_without_a_row__is_shown_to_nobody(void **state) {
    const struct visible_message *now = visible_of(&hallq__ticket_called__descriptor);
    const ProtobufCMessageDescriptor *type = now->type;
    struct fixture *f = *state;
    struct visible_field *rows = arena_need(&f->arena, now->field_count * sizeof *rows);
    size_t looked = 0;
    for (size_t skipped = 0; skipped < now->field_count; skipped++)
        for (int marked = 0; marked < 2; marked++) {
            struct visible_message before = {type, rows, 0};
            for (size_t i = 0; i < now->field_count; i++) {
                if (i != skipped || marked)
                    rows[before.field_count++] = now->fields[i];
                if (i == skipped && marked)
                    rows[before.field_count - 1].level = VISIBLE_NOWHERE;
            }
            for (size_t feed = 0; feed < FEEDS; feed++) {
                const char *shown =
                    visible_project(&before, full(type, &f->arena), feeds[feed], &f->arena);
                for (unsigned i = 0; i < type->n_fields; i++)
                    if (type->fields[i].offset == now->fields[skipped].offset) {
                        assert_false(is_set(&type->fields[i], shown));
                        looked++;
                    }
            }
        }
    assert_int_equal(looked, 2 * FEEDS * now->field_count);
}

static void a_feed_that_is_none__shows_nothing(void **state) {
    struct fixture *f = *state;
    assert_null(event_of_case(HALLQ__EVENT__BODY_TICKET_CALLED,
                              full(&hallq__ticket_called__descriptor, &f->arena),
                              (enum feed)(FEED_HOLDER + 1), &f->arena));
}

// ---------------------------------------------------------------- what is promised in words

static const void *shown(struct fixture *f, Hallq__Event__BodyCase body_case,
                         const ProtobufCMessageDescriptor *type, enum feed feed) {
    const Hallq__Event *event = event_of_case(body_case, full(type, &f->arena), feed, &f->arena);
    return event ? event->ticket_issued : NULL;
}

// Of whatever stands in what is shown: a field of that name is not set, however deep.
static void assert_nowhere(const ProtobufCMessage *message, const char *const *names) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        if (!is_set(f, message))
            continue;
        for (const char *const *name = names; *name; name++)
            if (!strcmp(*name, f->name))
                fail_msg("%s.%s is shown", type->short_name, f->name);
        if (f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        void *const *at = (void *const *)((const char *)message + f->offset);
        at = f->label == PROTOBUF_C_LABEL_REPEATED ? *(void *const *const *)at : at;
        assert_nowhere(*at, names);
    }
}

static void each_event(struct fixture *f, enum feed feed, const char *const *names) {
    const ProtobufCMessageDescriptor *type = &hallq__event__descriptor;
    size_t looked = 0;
    for (unsigned i = 0; i < type->n_fields; i++) {
        if (type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        const void *body =
            shown(f, (Hallq__Event__BodyCase)type->fields[i].id, type->fields[i].descriptor, feed);
        if (body)
            assert_nowhere(body, names);
        looked += body != NULL;
    }
    assert_true(looked > 20);
}

static void the_internet__sees_no_ids_and_no_path(void **state) {
    static const char *const hidden[] = {
        "ticket",       "by",        "clerk",          "staff",   "to",     "reason",
        "why",          "score",     "rank_ms",        "outcome", "policy", "people",
        "next_service", "principal", "customer_class", NULL};
    struct fixture *f = *state;
    each_event(f, FEED_INTERNET, hidden);
    assert_nowhere(&visible_snapshot((const void *)full(&hallq__snapshot__descriptor, &f->arena),
                                     FEED_INTERNET, &f->arena)
                        ->base,
                   hidden);
    const Hallq__TicketTransferred *moved =
        shown(f, HALLQ__EVENT__BODY_TICKET_TRANSFERRED, &hallq__ticket_transferred__descriptor,
              FEED_INTERNET);
    assert_string_equal(moved->number, "");
    const Hallq__TicketCalled *called = shown(f, HALLQ__EVENT__BODY_TICKET_CALLED,
                                              &hallq__ticket_called__descriptor, FEED_INTERNET);
    assert_string_equal(called->number, "x");
}

static void webhooks__carry_no_people_no_scores_and_no_reasons(void **state) {
    static const char *const hidden[] = {"by",  "clerk",  "staff",   "score",        "reason",
                                         "why", "people", "outcome", "pause_reason", NULL};
    struct fixture *f = *state;
    each_event(f, FEED_WEBHOOK, hidden);
    const Hallq__TicketCalled *called =
        shown(f, HALLQ__EVENT__BODY_TICKET_CALLED, &hallq__ticket_called__descriptor, FEED_WEBHOOK);
    assert_int_equal(called->ticket, 1);
}

static void no_feed__tells_who_asked_behind_a_gateway(void **state) {
    static const char *const hidden[] = {"principal", "gateway", "token_hash", "pin_hash", NULL};
    struct fixture *f = *state;
    for (size_t feed = 0; feed < FEEDS; feed++)
        each_event(f, feeds[feed], hidden);
    const Hallq__TicketCalled *called =
        shown(f, HALLQ__EVENT__BODY_TICKET_CALLED, &hallq__ticket_called__descriptor, FEED_STAFF);
    assert_int_equal(called->by->staff, 1);
}

// What only leads may see is on no socket, nor shown to who has the code; what is the customer's own is on
// no feed but the staff's.
static void leads_and_holders__see_what_no_feed_shows(void **state) {
    struct fixture *f = *state;
    const struct visible_message *m = visible_of(&hallq__ticket_card__descriptor);
    const void *card = full(m->type, &f->arena);
    const Hallq__TicketCard *lead = visible_project(m, card, FEED_LEAD, &f->arena);
    const Hallq__TicketCard *staff = visible_project(m, card, FEED_STAFF, &f->arena);
    const Hallq__TicketCard *holder = visible_project(m, card, FEED_HOLDER, &f->arena);
    assert_true(lead->rating && !staff->rating && !holder->rating);
    assert_true(lead->customer_class && staff->customer_class && !holder->customer_class);
    assert_true(staff->n_steps && !holder->n_steps && !*holder->note && !*holder->contact);
    assert_true(lead->people_ahead && staff->people_ahead && holder->people_ahead);
    assert_null(visible_project(m, card, FEED_PUBLIC, &f->arena));
    assert_null(visible_project(m, card, FEED_WEBHOOK, &f->arena));
    assert_null(visible_project(m, card, FEED_INTERNET, &f->arena));
}

// ---------------------------------------------------------------- who may enter where

// ---------------------------------------------------------------- settings

// Sets what is not set in a message, so that nothing of it can be missed.
static void fill_up(ProtobufCMessage *m, struct arena *a) {
    for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        struct field_values values = field_values(m, f);
        void *at = field_member(m, f->offset);
        if (is_set(f, m) && f->type == PROTOBUF_C_TYPE_MESSAGE) {
            for (size_t k = 0; k < values.count; k++)
                fill_up(((ProtobufCMessage *const *)(const void *)values.at)[k], a);
        } else if (!is_set(f, m) && is_repeated(f)) {
            void *list = arena_need(a, sizeof(ProtobufCBinaryData));
            value_fill(f, list, a);
            *(void **)at = list;
            *(size_t *)field_member(m, f->quantifier_offset) = 1;
        } else if (!is_set(f, m)) {
            value_fill(f, at, a);
        }
    }
}

static enum visible level_of(const ProtobufCMessageDescriptor *type, size_t offset) {
    const struct visible_message *rows = visible_of(type);
    for (size_t i = 0; rows && i < rows->field_count; i++)
        if (rows->fields[i].offset == offset)
            return rows->fields[i].level;
    return VISIBLE_NOWHERE;
}

// Counts the fields that are set; each must go as far as `least`.
static size_t fields_go_as_far(const ProtobufCMessage *m, enum visible least) {
    size_t count = 0;
    for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
        struct field_values values = field_values(m, f);
        if (!is_set(f, m))
            continue;
        if (level_of(m->descriptor, f->offset) < least)
            fail_msg("%s.%s is shown", m->descriptor->name, f->name);
        count++;
        for (size_t k = 0; f->type == PROTOBUF_C_TYPE_MESSAGE && k < values.count; k++)
            count += fields_go_as_far(((const ProtobufCMessage *const *)(const void *)values.at)[k],
                                      least);
    }
    return count;
}

// Counts what a device is told of the settings: asked for, in the snapshot it loads, and on the
// feed it follows, as far as their marks allow.
static size_t settings_told(struct fixture *f, uint32_t device, enum visible asked,
                            enum feed followed) {
    static const enum visible least[] = {
        [FEED_PUBLIC] = VISIBLE_PUBLIC, [FEED_STAFF] = VISIBLE_STAFF, [FEED_LEAD] = VISIBLE_LEAD};
    Hallq__Event *event = (Hallq__Event *)full(&hallq__event__descriptor, &f->arena);
    Hallq__Reply *reply = ask_read(f, device, request_new(f, HALLQ__REQUEST__BODY_GET_SETTINGS));
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_SETTINGS);
    size_t count = fields_go_as_far(&reply->settings->base, asked);
    reply = ask_read(f, device, request_new(f, HALLQ__REQUEST__BODY_GET_SNAPSHOT));
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
    Hallq__HallSettings shown = *reply->snapshot->settings;
    shown.n_staff = 0; // for who is signed on: the_list_of_people__is_for_who_is_signed_on
    count += fields_go_as_far(&shown.base, least[followed]);
    event->body_case = HALLQ__EVENT__BODY_SETTINGS_APPLIED;
    event->settings_applied =
        (Hallq__SettingsApplied *)full(&hallq__settings_applied__descriptor, &f->arena);
    event->settings_applied->settings = f->settings;
    const Hallq__Event *seen = visible_event(event, followed, &f->arena);
    assert_non_null(seen->settings_applied->settings);
    return count + fields_go_as_far(&seen->settings_applied->settings->base, least[followed]);
}

// A lead who is signed on, and asks, gets the whole settings.
static void settings__go_no_farther_than_their_marks(void **state) {
    struct fixture *f = *state;
    fill_up(&f->settings->base, &f->arena);
    assert_int_equal(settings_put(&f->state, HALL, hall_row(f)->version, f->settings), ERR_OK);
    fixture_touched(f);
    size_t display = settings_told(f, DEVICE_DISPLAY, VISIBLE_PUBLIC, FEED_PUBLIC);
    assert_int_equal(settings_told(f, DEVICE_KIOSK, VISIBLE_PUBLIC, FEED_PUBLIC), display);
    size_t counter = settings_told(f, DEVICE_COUNTER + 1, VISIBLE_PUBLIC, FEED_STAFF);
    assert_int_equal(settings_told(f, DEVICE_GUIDE, VISIBLE_PUBLIC, FEED_STAFF), counter);
    size_t lead = settings_told(f, DEVICE_LEAD, VISIBLE_NOWHERE, FEED_LEAD);
    assert_true(display < counter && counter < lead);
}

static void doors__are_closed_to_whoever_is_not_listed(void **state) {
    (void)state;
    for (int role = -1; role < 300; role++)
        for (enum domain domain = 0; domain < DOMAIN_COUNT; domain++) {
            bool known =
                role >= HALLQ__DEVICE__ROLE__KIOSK && role <= HALLQ__DEVICE__ROLE__FORWARDER;
            bool of_customers = role == HALLQ__DEVICE__ROLE__KIOSK ||
                                role == HALLQ__DEVICE__ROLE__DISPLAY ||
                                role == HALLQ__DEVICE__ROLE__GATEWAY;
            bool of_leads = role == HALLQ__DEVICE__ROLE__LEAD ||
                            role == HALLQ__DEVICE__ROLE__MANAGER ||
                            role == HALLQ__DEVICE__ROLE__FORWARDER;
            assert_int_equal(role_may_enter((Hallq__Device__Role)role, domain),
                             known && (domain != DOMAIN_STAFF || !of_customers) &&
                                 (domain != DOMAIN_LEAD || of_leads));
        }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    if (argc == 2 && !strcmp(argv[1], "--print")) {
        struct types types = types_of_feeds();
        struct arena a;
        char row[ROW_SIZE];
        arena_init(&a, 0);
        for (size_t i = 0; i < types.count; i++)
            if (visible_of(types.list[i])) {
                row_print(types.list[i], &a, row);
                fputs(row, stdout);
            }
        arena_fini(&a);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
