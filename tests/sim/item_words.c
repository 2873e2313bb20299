#include "tests/sim/item_words.h"

// Fields of events that the model leaves to the broker.
#define EVENT_SKIP                                                                                 \
    " forecast forecast_s next_at_ms next_hours_at_ms settings looked_upto settled_upto done "
// Fields of answers that are the staff's, rough, or words.
#define DONE_SKIP                                                                                  \
    WAIT_SKIP "no_counter customer_class steps next_services note contact has_contact "            \
              "call_count "                                                                        \
              "due_at_ms rating day warnings "

void event_say(const ProtobufCMessage *body, struct said *to) {
    said_message(to, body, EVENT_SKIP, true);
}

void events_say(const Hallq__JournalRecord *record, struct said *to) {
    const ProtobufCMessageDescriptor *type = &hallq__event__descriptor;
    for (size_t i = 0; record && i < record->n_events; i++) {
        const Hallq__Event *e = record->events[i];
        const ProtobufCFieldDescriptor *f =
            protobuf_c_message_descriptor_get_field(type, (unsigned)e->body_case);
        said_add(to, "%s{", f ? f->name : "nothing");
        if (f && e->body_case != HALLQ__EVENT__BODY_ROWS_FORGOTTEN)
            event_say((const ProtobufCMessage *)e->ticket_issued, to);
        said_add(to, "}\n");
    }
}

// The counter of a ticket that is at none is the staff's to see.
static Hallq__TicketCard *card_shown(const Hallq__TicketCard *card, Hallq__TicketCard *copy) {
    if (!card)
        return NULL;
    *copy = *card;
    if (card->state != HALLQ__TICKET__STATE__CALLED && card->state != HALLQ__TICKET__STATE__SERVING)
        copy->counter = 0;
    return copy;
}

void done_say(const Hallq__Done *done, struct said *to) {
    Hallq__Done copy = HALLQ__DONE__INIT;
    Hallq__TicketCard ticket, ended;
    if (!done)
        return;
    copy = *done;
    copy.ticket = card_shown(done->ticket, &ticket);
    copy.ended = card_shown(done->ended, &ended);
    said_message(to, &copy.base, DONE_SKIP, false);
}

static const char *request_name(const Hallq__Request *request) {
    const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field(
        &hallq__request__descriptor, (unsigned)request->body_case);
    return f ? f->name : "nothing";
}

void item_say(const struct turn_item *item, struct said *to) {
    static const char *const dues[] = {
        "none",           "no_show",       "hold_end",      "gap_end",         "day_roll",
        "hours",          "leftovers",     "purge",         "forget_requests", "forget_tickets",
        "forget_journal", "forget_sealed", "forget_numbers"};
    said_add(to, "at %lld ", (long long)item->now_ms);
    if (item->kind == ITEM_DUE) {
        said_add(to, "due %s of %llu at %lld",
                 (size_t)item->due.kind < sizeof dues / sizeof dues[0] ? dues[item->due.kind] : "?",
                 (unsigned long long)item->due.subject, (long long)item->due.at_ms);
    } else if (item->kind == ITEM_HEARD) {
        said_add(to, "counter %u %s", item->counter, item->heard ? "heard" : "not heard");
    } else if (item->kind == ITEM_ALERTS) {
        said_add(to, "a look for alerts");
    } else if (item->kind == ITEM_ADVICE) {
        said_add(to, "advice for alert %llu", (unsigned long long)item->alert);
    } else {
        const Hallq__Request *request = item->request;
        const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field(
            &hallq__request__descriptor, (unsigned)request->body_case);
        said_add(to, "device %u %llu/%u %s{", item->asker.device,
                 (unsigned long long)request->session, request->number, request_name(request));
        if (f && request->body_case != HALLQ__REQUEST__BODY_APPLY_SETTINGS)
            said_message(to, (const ProtobufCMessage *)request->issue, NULL, false);
        said_add(to, "}");
    }
}
