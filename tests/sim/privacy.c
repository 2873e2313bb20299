// privacy.c - the marks (staff), (journal), [staff] and [journal] of proto/event.proto and
// feed.proto written out once more, as field names by message, so that a slip of the projection
// shows.
#include "tests/sim/privacy.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/canary.h"

struct mark {
    const char *message;
    const char *staff;   // fields for staff only
    const char *journal; // fields for nobody; "*": the whole message
};

static const struct mark marks[] = {
    {"TicketIssued",
     "customer_class channel rank_ms next_services contact_sealed note_sealed by over_cap forecast",
     "number_index code"},
    {"TicketCheckedIn", "rank_ms by forecast", ""},
    {"Forecast", "*", "ahead at_once inputs_s twin_s clock_s blend_s wide_s learnt_s"},
    {"TicketCalled", "clerk why no_show_at_ms by", "ratio_part ratio_taken"},
    {"TicketStarted", "by", ""},
    {"TicketHeld", "until_ms note_sealed by", ""},
    {"TicketResumed", "rank_ms by held_counter", "offer_at_ms"},
    {"TicketTransferred", "rank_ms return_to_counter note_sealed by returns_after", "offer_at_ms"},
    {"TicketFinished", "outcome topics served_s rank_ms note_sealed by left_out", ""},
    {"TicketContinued", "rank_ms by", ""},
    {"TicketNoShow", "by", ""},
    {"TicketReinstated", "rank_ms by", "offer_at_ms"},
    {"TicketCancelled", "by held_counter", ""},
    {"TicketRated", "*", "score clerk at_counter"},
    {"ContactRevealed", "*", "*"},
    {"IssueRepeated", "*", "*"},
    {"NoteRead", "*", "*"},
    {"JournalRead", "*", "*"},
    {"BackupAsked", "*", "*"},
    {"ContactForgotten", "*", "*"},
    {"CounterOpened", "clerk by", ""},
    {"CounterClosed", "by", ""},
    {"CounterPaused", "by", ""},
    {"CounterResumed", "by", ""},
    {"CounterServicesSet", "*", ""},
    {"CounterLost", "*", ""},
    {"CounterFound", "*", ""},
    {"CounterFreed", "rank_ms served_s by", "offer_at_ms"},
    {"StaffSignedOn", "*", "gateway principal until_ms pin_measured"},
    {"StaffSignedOff", "*", ""},
    {"SignOnFailed", "*", "*"},
    {"PinSet", "*", "*"},
    {"SignOnEnded", "*", "*"},
    {"PinsCleared", "*", "*"},
    {"ServiceSuspended", "by", ""},
    {"ServiceUnsuspended", "by", ""},
    {"CapRaised", "*", ""},
    {"HoursChanged", "", "next_at_ms"},
    {"SettingsApplied", "by", "next_hours_at_ms next_roll_at_ms"},
    {"TicketMove", "rank_ms", ""},
    {"DayOpened", "", "next_roll_at_ms next_hours_at_ms spared_until_ms"},
    {"One", "held_counter", ""},
    {"LeftoversClosed", "", "looked_upto done settled_upto"},
    {"ContactsPurged", "*", "*"},
    {"RowsForgotten", "*", "*"},
    {"FiguresFolded", "*", "*"},
    {"HallSettings",
     "staff level reveal_reasons past_line_reasons cancel_reasons journal_days contact_days "
     "kiosk_tickets_per_min kiosk_burst gateway_tickets_per_min gateway_burst "
     "staff_share_percent gateway_share_percent console_idle_s guide_idle_s counter_idle_s "
     "web_idle_s web_session_s web_tickets_per_min web_burst one_ticket_per_contact alerts",
     ""},
    {"By", "*", "principal"},
    {"CounterSettings", "policy", ""},
    {"CounterNow", "clerk services lost held", ""},
    {"Snapshot", "people time_zone alerts", ""},
    {"AlertRaised", "*", ""},
    {"AlertChanged", "*", ""},
    {"AlertWatched", "*", "*"},
    {"AlertSeen", "*", ""},
    {"AlertEscalated", "*", ""},
    {"AlertCleared", "*", ""},
    {"TicketCard",
     "customer_class steps next_services note contact has_contact call_count due_at_ms rating day",
     ""},
    {"Done", "why", ""},
};

static bool listed(const char *list, const char *name) {
    size_t len = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += len)
        if ((at == list || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
            return true;
    return false;
}

// The marks of a message and of its fields, in the order of its descriptor.
struct marked {
    const ProtobufCMessageDescriptor *type;
    bool staff, journal;
    unsigned char *fields; // bits of the two below
};

enum { FOR_STAFF = 1, FOR_JOURNAL = 2, MARKED = 1024 }; // more than the schema has messages

static void marked_init(struct marked *m, const ProtobufCMessageDescriptor *type) {
    static const struct mark none = {"", "", ""};
    const struct mark *mark = &none;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (!strcmp(marks[i].message, type->short_name))
            mark = &marks[i];
    *m = (struct marked){type, *mark->staff == '*', *mark->journal == '*',
                         calloc(type->n_fields + 1, 1)};
    if (!m->fields)
        abort();
    for (unsigned i = 0; i < type->n_fields; i++) {
        const char *name = type->fields[i].name;
        m->fields[i] |= listed(mark->staff, name) ? FOR_STAFF : 0;
        m->fields[i] |= listed(mark->journal, name) ? FOR_JOURNAL : 0;
    }
}

// By the message's descriptor, remembered: every message of every frame is looked up.
static const struct marked *marked_of(const ProtobufCMessageDescriptor *type) {
    static struct marked known[MARKED];
    size_t at = (uintptr_t)type / sizeof *type % MARKED;
    while (known[at].type && known[at].type != type)
        at = (at + 1) % MARKED;
    if (!known[at].type)
        marked_init(&known[at], type);
    return &known[at];
}

static bool field_set(const ProtobufCFieldDescriptor *f, const char *base) {
    static const char zero[8];
    const char *at = base + f->offset;
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        return *(const size_t *)(base + f->quantifier_offset) != 0;
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        return *(const uint32_t *)(base + f->quantifier_offset) == f->id;
    if (f->type == PROTOBUF_C_TYPE_STRING)
        return *(char *const *)at && **(char *const *)at;
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return ((const ProtobufCBinaryData *)at)->len != 0;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return *(void *const *)at != NULL;
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return memcmp(at, zero, 8) != 0;
    default:
        return memcmp(at, zero, 4) != 0;
    }
}

// A class that only staff give is not told to customers.
static bool class_of_staff(const ProtobufCMessage *message) {
    return message->descriptor == &hallq__customer_class__descriptor &&
           !((const Hallq__CustomerClass *)message)->self_service;
}

static void look(struct sim *s, const ProtobufCMessage *message, bool staff, const char *where) {
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const struct marked *marked = marked_of(type);
    const char *base = (const char *)message;
    if ((!staff && marked->staff) || marked->journal)
        sim_fail(s, "privacy", "%s carries a %s", where, type->short_name);
    if (!staff && class_of_staff(message))
        sim_fail(s, "privacy", "%s carries a class that is not for self-service", where);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        if (!field_set(f, base))
            continue;
        if ((!staff && (marked->fields[i] & FOR_STAFF)) || (marked->fields[i] & FOR_JOURNAL))
            sim_fail(s, "privacy", "%s carries %s.%s", where, type->short_name, f->name);
        if (f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        void *const *list = *(void *const *const *)(base + f->offset);
        size_t count = 1;
        if (f->label == PROTOBUF_C_LABEL_REPEATED)
            count = *(const size_t *)(base + f->quantifier_offset);
        else
            list = (void *const *)(base + f->offset);
        for (size_t n = 0; n < count; n++)
            look(s, list[n], staff, where);
    }
}

static void look_for(struct sim *s, const char *canary, const void *data, size_t size,
                     const char *where) {
    if (memmem(data, size, canary, strlen(canary)))
        sim_fail(s, "privacy", "%s holds %s", where, canary);
}

void privacy_feed(struct sim *s, enum feed feed, const ProtobufCMessage *message, const void *data,
                  size_t size) {
    static const char *const feeds[FEED_COUNT] = {"the public feed", "the staff feed",
                                                  "the lead feed"};
    const char *where = feeds[feed];
    look(s, message, feed_is_of_staff(feed), where);
    look_for(s, CANARY_SECRET, data, size, where);
    look_for(s, CANARY_CODE, data, size, where);
    if (feed == FEED_PUBLIC)
        look_for(s, CANARY_TEXT, data, size, where);
}

static bool for_staff(Hallq__Device__Role role) {
    return role != HALLQ__DEVICE__ROLE__KIOSK && role != HALLQ__DEVICE__ROLE__GATEWAY &&
           role != HALLQ__DEVICE__ROLE__DISPLAY;
}

void privacy_reply(struct sim *s, Hallq__Device__Role role, const Hallq__Reply *reply,
                   const void *data, size_t size) {
    char where[64];
    strcpy(where, "a reply to ");
    const ProtobufCEnumValue *name =
        protobuf_c_enum_descriptor_get_value(&hallq__device__role__descriptor, (int)role);
    strncat(where, name ? name->name : "nobody", sizeof where - strlen(where) - 1);
    bool staff = for_staff(role);
    look_for(s, CANARY_SECRET, data, size, where);
    if (reply->body_case != HALLQ__REPLY__BODY_DONE)
        look_for(s, CANARY_CODE, data, size, where);
    if (role == HALLQ__DEVICE__ROLE__ADMIN || role == HALLQ__DEVICE__ROLE__FORWARDER)
        return; // their journal holds every event, without codes and hashes
    look(s, &reply->base, staff, where);
    if (!staff)
        look_for(s, CANARY_TEXT, data, size, where);
}
