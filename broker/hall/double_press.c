// double_press.c - a kiosk's key pressed twice, or a command sent twice as two, gives one ticket. For
// so many seconds after a ticket was taken (settings: double_press_s), the same kiosk asking for the
// same gets that ticket: the same service, class, further services and contact. Kiosks alone: a
// gateway's key stands for many phones, and staff mean what they ask for.
//
// The ticket is found through the kiosk's newest commands, which are remembered for retries anyway.
// The second press is on record too, so that its own retry gets the same answer after the seconds.
#include "broker/hall/double_press.h"

#include <string.h>

#include "base/wire.h"
#include "broker/hall/change.h"

#define COMMANDS_LOOKED 64 // a kiosk's newest: more than it sends within the seconds

struct search {
    struct deciding *d;
    const Hallq__Issue *issue;
    int64_t since_ms;
    size_t looked_count;
    Hallq__TicketRow *found;
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

// The ticket that this record gave; false: the search is over.
static bool record_look(struct search *s, const Hallq__JournalRecord *record) {
    Hallq__TicketRow *t;
    if (record->at_ms <= s->since_ms || !record->done || !record->done->ticket)
        return record->at_ms > s->since_ms;
    struct key key = key_ticket(s->d->hall, record->done->ticket->ticket);
    s->err = ticket_row_get(s->d->state, key, &t);
    if (row_passed(s->d->state, TABLE_TICKET, key, s->err))
        s->err = ERR_OK;
    if (s->err || !t)
        return false;
    bool same = t->issued_at_ms > s->since_ms && t->day == s->d->row->day && !ticket_ended(t) &&
                asks_for(s->issue, t);
    s->found = same ? t : NULL;
    return !same;
}

static int request_cb(void *arg, struct bytes key, struct bytes value) {
    struct search *s = arg;
    struct state *state = s->d->state;
    Hallq__JournalRecord *record;
    const Hallq__RequestRow *row =
        wire_unpack_stored(&hallq__request_row__descriptor, state->arena, value.data, value.size);
    if (!row) {
        row_unread(state, TABLE_REQUEST, key);
        return 1;
    }
    if (row->command == HALLQ__REQUEST__BODY_ISSUE) {
        struct key of_record = key_journal(s->d->hall, row->seq);
        s->err = journal_row_get(state, of_record, &record);
        if (row_passed(state, TABLE_JOURNAL, of_record, s->err)) {
            s->err = ERR_OK;
            return 1;
        }
    }
    if (s->err)
        return 1;
    bool over = row->command == HALLQ__REQUEST__BODY_ISSUE && !record_look(s, record);
    return over || ++s->looked_count == COMMANDS_LOOKED;
}

int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret) {
    int64_t span_ms = (int64_t)d->settings->double_press_s * 1000;
    struct search s = {.d = d, .issue = issue, .since_ms = d->now_ms - span_ms};
    static const ProtobufCBinaryData nobody = {0, NULL};
    struct key from = key_request(d->hall, d->asker->device, UINT64_MAX, UINT32_MAX, &nobody);
    *ret = NULL;
    if (!span_ms || d->asker->role != HALLQ__DEVICE__ROLE__KIOSK)
        return ERR_OK;
    int err = rows_scan(d->state, TABLE_REQUEST, key_bytes(&from), KEY_DEVICE_REQUESTS_SIZE, 1,
                        request_cb, &s);
    *ret = s.found;
    if (row_passed(d->state, TABLE_REQUEST, from, err)) // a ticket twice, rather than none
        return ERR_OK;
    return err ? err : s.err == ERR_NOT_FOUND ? ERR_CORRUPT : s.err;
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
