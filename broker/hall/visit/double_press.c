// double_press.c - a kiosk's key pressed twice, or a command sent twice as two, gives one ticket.
// For double_press_s seconds after a ticket was taken (a setting), a kiosk that asks again for the
// same service, class, further services and contact gets that ticket. Only kiosks do: a gateway's
// key stands for many phones, and staff mean what they ask for.
//
// The ticket is found through the kiosk's newest commands (PRESSES_MAX), which are remembered for
// retries anyway. Contacts are sealed: if the issue has a contact, any ticket of those seconds may
// be the first press, and the code that opens contacts names it. The second press is on record too,
// so that its own retry gets the same answer after the seconds.
#include "broker/hall/visit/double_press.h"

#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/card.h"
#include "broker/hall/visit/ticket.h"

// A command that was sent again may be decided after a later one, so the first old command does not
// end the search; nor has a kiosk more than a few commands under way.
#define OLD_MAX 4

struct search {
    struct deciding *d;
    const Hallq__Issue *issue;
    int64_t since_ms;
    size_t looked_count, old_count;
    struct presses *ret;
    int err;
};

static bool asks_for(const Hallq__Issue *issue, const Hallq__TicketRow *t) {
    return t->n_steps == 1 && t->steps[0]->service == issue->service &&
           t->customer_class == issue->customer_class &&
           t->n_next_services == issue->n_next_services &&
           (!t->n_next_services || !memcmp(t->next_services, issue->next_services,
                                           t->n_next_services * sizeof *t->next_services)) &&
           (t->contact_sealed != 0) == (*issue->contact != '\0');
}

static bool has(const struct presses *presses, uint64_t ticket) {
    for (size_t i = 0; i < presses->ticket_count; i++)
        if (presses->tickets[i] == ticket)
            return true;
    return false;
}

// Keeps the tickets newest first. Commands do not come in their order: a command of the kiosk's
// last run may come late.
static void press_add(struct presses *presses, uint64_t ticket) {
    size_t at = presses->ticket_count++;
    for (; at > 0 && presses->tickets[at - 1] < ticket; at--)
        presses->tickets[at] = presses->tickets[at - 1];
    presses->tickets[at] = ticket;
}

// Notes the ticket of an answer if it may be the first press. False: the search is over.
static bool ticket_look(struct search *s, uint64_t ticket) {
    struct key key = key_ticket(s->d->hall, ticket);
    Hallq__TicketRow *t;
    s->err = ticket_row_get(s->d->state, key, &t);
    if (row_passed(s->d->state, TABLE_TICKET, key, s->err)) {
        s->err = ERR_OK;
        return true;
    }
    if (!s->err)
        s->err = ahead_keep(s->d->state, s->d->hall, s->d->settings, t);
    if (s->err)
        return false;
    if (t->issued_at_ms <= s->since_ms || t->day != s->d->row->day || ticket_ended(t) ||
        !asks_for(s->issue, t) || has(s->ret, ticket))
        return true;
    press_add(s->ret, ticket);
    return s->ret->ticket_count < PRESSES_MAX;
}

// Looks at a record of the kiosk. False: the search is over.
static bool record_look(struct search *s, uint64_t seq) {
    struct key key = key_journal(s->d->hall, seq);
    Hallq__JournalRecord *record;
    s->err = journal_row_get(s->d->state, key, &record);
    if (row_passed(s->d->state, TABLE_JOURNAL, key, s->err)) {
        s->err = ERR_OK;
        return true;
    }
    if (s->err)
        return false;
    if (record->at_ms <= s->since_ms)
        return ++s->old_count < OLD_MAX;
    bool answered = record->done && record->done->ticket;
    return !answered || ticket_look(s, record->done->ticket->ticket);
}

static int request_cb(void *arg, struct bytes key, struct bytes value) {
    struct search *s = arg;
    struct state *state = s->d->state;
    const Hallq__RequestRow *row =
        wire_unpack_stored(&hallq__request_row__descriptor, state->arena, value.data, value.size);
    if (!row)
        row_unread(state, TABLE_REQUEST, key);
    bool issued = row && row->command == HALLQ__REQUEST__BODY_ISSUE;
    bool over = issued && !record_look(s, row->seq);
    return over || ++s->looked_count == PRESSES_MAX;
}

static int double_press_list(struct deciding *d, const Hallq__Issue *issue, struct presses *ret) {
    int64_t span_ms = (int64_t)d->settings->double_press_s * 1000;
    struct search s = {.d = d, .issue = issue, .since_ms = d->now_ms - span_ms, .ret = ret};
    static const ProtobufCBinaryData nobody = {0, NULL};
    struct key from = key_request(d->hall, d->asker->device, UINT64_MAX, UINT32_MAX, &nobody);
    ret->ticket_count = 0;
    if (!span_ms || d->asker->role != HALLQ__DEVICE__ROLE__KIOSK)
        return ERR_OK;
    int err = rows_scan(d->state, TABLE_REQUEST, key_bytes(&from), KEY_DEVICE_REQUESTS_SIZE, 1,
                        request_cb, &s);
    if (row_passed(d->state, TABLE_REQUEST, from, err)) // a second ticket rather than no ticket
        return ERR_OK;
    return err ? err : s.err == ERR_NOT_FOUND ? ERR_CORRUPT : s.err;
}

int issue_presses(struct state *s, int64_t now_ms, const struct asker *asker,
                  const Hallq__Request *request, struct presses *ret) {
    struct deciding d;
    struct decision out;
    ret->ticket_count = 0;
    int err = deciding_look(&d, s, now_ms, request->hall, asker, &out);
    return err || !d.settings ? err : double_press_list(&d, request->issue, ret);
}

int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret) {
    bool by_contact = *issue->contact;
    uint64_t pressed = d->asker->pressed;
    struct presses presses = {0};
    *ret = NULL;
    int err = by_contact && !pressed ? ERR_OK : double_press_list(d, issue, &presses);
    if (!by_contact && presses.ticket_count)
        pressed = presses.tickets[0];
    if (err || !has(&presses, pressed))
        return err;
    return ticket_row_get(d->state, key_ticket(d->hall, pressed), ret);
}

int double_press_emit(struct deciding *d, const Hallq__TicketRow *t) {
    EMIT(d, ISSUE_REPEATED, IssueRepeated, issue_repeated, repeated);
    repeated->ticket = t->ticket;
    repeated->number = t->number;
    repeated->by = by_make(d);
    int err = card_make(d, t, false, &decision_done(d)->ticket);
    if (!err)
        decision_done(d)->ticket->code = t->code;
    return err;
}

int apply_issue_repeated(struct change *c, const Hallq__IssueRepeated *event) {
    (void)c;
    (void)event;
    return ERR_OK; // the record alone: its request is remembered
}
