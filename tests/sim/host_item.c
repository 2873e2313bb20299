// host_item.c - one request in a turn: read, decided and applied, or handed to a worker.
#include <stdlib.h>
#include <string.h>

#include "base/contact.h"
#include "base/wire/wire.h"
#include "tests/sim/client.h"
#include "tests/sim/host_own.h"
#include "tests/sim/judge.h"

uint64_t host_seq(struct host *h, uint32_t hall) {
    const Hallq__HallRow *row;
    return hall_row_get(&h->state, key_hall(hall), &row) == ERR_OK ? row->seq : 0;
}

struct turn_item *item_add(struct host *h, enum turn_item_kind kind) {
    struct turn_item *item = &h->items[h->item_count++];
    *item = (struct turn_item){.kind = kind, .now_ms = h->hall_ms, .redone = h->redone};
    return item;
}

// What happens for the first time in a run is struck more often than the rest: else what is rare would meet the rare
// faults by luck alone.
static void strike_first(struct host *h, const struct turn_item *item) {
    struct sim *s = h->sim;
    if (s->healing || h->redone || !judge_first(s, item) ||
        !dice_chance(&s->dice_fault, s->faults.first))
        return;
    switch (dice_below(&s->dice_fault, 3)) {
    case 0: // lost: the broker dies before the commit
        h->steps_to_crash = 1;
        return;
    case 1:
        h->dies_unheard = true;
        return;
    default: // done again
        h->fail_commit = true;
        h->fail_err = ERR_MAP_FULL;
    }
}

int item_apply(struct host *h, struct turn_item *item) {
    Hallq__JournalRecord *record = item->decision.record;
    if (!record)
        return ERR_OK;
    record->epoch = h->epoch;
    record->turn = h->turn + 1;
    int err = record_apply(&h->state, record);
    item->seq = record->last_seq;
    if (!err)
        strike_first(h, item);
    return err;
}

static void reply_init(struct host *h, struct turn_item *item) {
    item->reply = arena_need(&h->arena, sizeof *item->reply);
    hallq__reply__init(item->reply);
    item->reply->session = item->request->session;
    item->reply->number = item->request->number;
    item->reply->epoch = h->epoch;
    item->reply->at_ms = h->hall_ms;
}

static void reply_refuse(struct host *h, struct turn_item *item, const Hallq__Refusal *refusal) {
    item->reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
    item->reply->refusal = arena_copy(&h->arena, refusal, sizeof *refusal);
}

static int item_read(struct host *h, struct turn_item *item) {
    item->kind = ITEM_READ;
    return decide_read(&h->state, h->hall_ms, &item->asker, item->request, item->reply);
}

// As the broker does: which of the kiosk's newest tickets has this contact.
static int contact_compare(struct host *h, struct turn_item *item) {
    const Hallq__Request *r = item->request;
    struct presses presses;
    item->asker.pressed = 0; // of an attempt that was undone
    if (r->body_case != HALLQ__REQUEST__BODY_ISSUE || !*r->issue->contact)
        return ERR_OK;
    int err = issue_presses(&h->state, h->hall_ms, &item->asker, r, &presses);
    for (size_t i = 0; i < presses.ticket_count && !err && !item->asker.pressed; i++) {
        Hallq__TicketRow *t;
        Hallq__SealedRow *sealed;
        int32_t day;
        err = ticket_row_get(&h->state, key_ticket(r->hall, presses.tickets[i]), &t);
        if (!err)
            err = sealed_find(&h->state, r->hall, t->day, t->contact_sealed, &day, &sealed);
        if (err == ERR_NOT_FOUND)
            err = ERR_OK; // purged: nobody's any more
        else if (!err && contact_same(client_box_text(&sealed->box), r->issue->contact))
            item->asker.pressed = presses.tickets[i];
    }
    return err;
}

static int item_decide(struct host *h, struct turn_item *item) {
    struct decision *d = &item->decision;
    item->kind = ITEM_COMMAND;
    int err = contact_compare(h, item);
    if (!err)
        err = decide(&h->state, h->hall_ms, &item->asker, item->request, d);
    if (!err)
        err = item_apply(h, item);
    if (err)
        return err;
    item->reply->seq = d->retry    ? d->done_seq
                       : d->record ? d->record->last_seq
                                   : host_seq(h, item->request->hall);
    if (d->retry)
        item->reply->at_ms = d->done_at_ms;
    if (d->refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refuse(h, item, &d->refusal);
    } else {
        item->reply->body_case = HALLQ__REPLY__BODY_DONE;
        item->reply->done = d->done;
    }
    return ERR_OK;
}

// To a worker: the part of PINs and reports that takes time.
static int item_hand_over(struct host *h, struct turn_item *item, const struct parcel *p) {
    struct sim *s = h->sim;
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    int err = authorize(&h->state, host_now_ms(h->sim), &item->asker, item->request, &refusal);
    item->kind = ITEM_WORK;
    if (err || refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        item->decision.refusal = refusal;
        reply_refuse(h, item, &refusal);
        return err;
    }
    item->reply = NULL; // comes later
    if (h->works.count == INBOX)
        return ERR_OK;
    struct parcel *work = &h->works.list[h->works.count++];
    *work = *p;
    work->data = malloc(p->size + 1);
    memcpy(work->data, p->data, p->size);
    work->worked = true;
    work->mark = ++h->work_mark;
    ProtobufCBinaryData hash; // the lock is left to the rule here
    err = pin_look(&h->state, h->hall_ms, &item->asker, item->request, &hash, &refusal);
    if (err)
        return err;
    if (item->request->body_case == HALLQ__REQUEST__BODY_SIGN_ON)
        work->pin_matches = client_pin_matches(&hash, item->request->sign_on->pin);
    if (item->request->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT)
        work->pin_matches = client_pin_matches(&hash, item->request->reveal_contact->pin);
    if (item->request->body_case == HALLQ__REQUEST__BODY_CHANGE_PIN)
        work->pin_matches = client_pin_matches(&hash, item->request->change_pin->old_pin);
    agenda_put(&s->agenda, s->now_ms + dice_range(&s->dice_host, 1, 300), BROKER_WORK, 0,
               work->mark, NULL, 0);
    return ERR_OK;
}

// What workers prepare from a read transaction, here from the turn's: the tables are the same.
static int item_report(struct host *h, struct turn_item *item) {
    item->kind = ITEM_PREPARED;
    item->reply->seq = host_seq(h, item->request->hall);
    item->reply->body_case = HALLQ__REPLY__BODY_REPORT;
    return report_make(&h->state, item->request->hall, item->request->get_report->day,
                       &item->reply->report);
}

static int item_journal(struct host *h, struct turn_item *item) {
    const Hallq__GetJournal *asked = item->request->get_journal;
    Hallq__Refusal too_old = HALLQ__REFUSAL__INIT;
    item->kind = ITEM_PREPARED;
    item->reply->seq = host_seq(h, item->request->hall);
    item->reply->body_case = HALLQ__REPLY__BODY_JOURNAL;
    int err = journal_page(&h->state, item->request->hall, asked->after, asked->limit,
                           &item->reply->journal);
    if (err != ERR_NOT_FOUND)
        return err;
    too_old.reason = HALLQ__REFUSAL__REASON__TOO_OLD;
    reply_refuse(h, item, &too_old);
    return ERR_OK;
}

static bool writes_refused(const struct host *h, const struct turn_item *item,
                           const struct command_row *row) {
    return row && row->kind != COMMAND_READ && h->full_until_ms > h->sim->now_ms && item;
}

int item_of_parcel(struct host *h, const struct parcel *p) {
    struct turn_item *item = item_add(h, ITEM_COMMAND);
    item->who = p->who;
    item->request = wire_unpack(&hallq__request__descriptor, &h->arena, p->data, p->size);
    if (!item->request) {
        sim_fail(h->sim, "wire", "a request of a client does not parse");
        return ERR_INVALID;
    }
    const struct command_row *row = command_find(item->request->body_case);
    client_asker(h->sim, p->who, item->request, &h->arena, &item->asker);
    item->asker.pin_matches = p->pin_matches;
    h->heard_ms[item->asker.device % DEVICES] = h->hall_ms;
    reply_init(h, item);
    if (writes_refused(h, item, row)) {
        Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
        refusal.reason = HALLQ__REFUSAL__REASON__RETRY_LATER;
        item->kind = ITEM_WORK;
        item->decision.refusal = refusal;
        reply_refuse(h, item, &refusal);
        return ERR_OK;
    }
    if (row && row->kind == COMMAND_READ)
        return item_read(h, item);
    if (row && command_of_worker(row->kind) && !p->worked)
        return item_hand_over(h, item, p);
    if (row && row->kind == COMMAND_WORK &&
        item->request->body_case == HALLQ__REQUEST__BODY_GET_REPORT)
        return item_report(h, item);
    if (row && row->kind == COMMAND_WORK &&
        item->request->body_case == HALLQ__REQUEST__BODY_GET_JOURNAL)
        return item_journal(h, item);
    return item_decide(h, item);
}
