// fold.c - finds the fold of an event; the folds are in the files of their wings.
#include "fold.h"

#include "base/err.h"

void view_seen(struct hallq_view *v, int64_t at_ms) {
    if (at_ms > v->now.at_ms)
        v->now.at_ms = at_ms;
}

void part_changed(struct hallq_view *v, enum hallq_part_kind kind) {
    hallq_parts_add(&v->changed, (struct hallq_part){.kind = kind});
}

void fold_cap_raised(struct fold *f, const Hallq__CapRaised *e) {
    (void)f, (void)e;
}

void fold_ticket_rated(struct fold *f, const Hallq__TicketRated *e) {
    (void)f, (void)e;
}

// Slips and printers are in no view: a kiosk hears of an order by the event itself.
void fold_printer_told(struct fold *f, const Hallq__PrinterTold *e) {
    (void)f, (void)e;
}

void fold_slip_ordered(struct fold *f, const Hallq__SlipOrdered *e) {
    (void)f, (void)e;
}

void fold_slip_taken(struct fold *f, const Hallq__SlipTaken *e) {
    (void)f, (void)e;
}

void fold_slip_ended(struct fold *f, const Hallq__SlipEnded *e) {
    (void)f, (void)e;
}

// An event of the journal alone comes on no feed.
#define FOLD_JOURNAL(member)
#define FOLD_LEAD(member) fold_##member(f, e->member);
#define FOLD_STAFF(member) FOLD_LEAD(member)
#define FOLD_PUBLIC(member) FOLD_LEAD(member)

static void event_fold(struct fold *f, const Hallq__Event *e) {
    switch (e->body_case) {
#define EVENT(CASE, Type, member, AUDIENCE, follows)                                               \
    case HALLQ__EVENT__BODY_##CASE:                                                                \
        FOLD_##AUDIENCE(member) break;
#include "proto/events.def"
#undef EVENT
    case HALLQ__EVENT__BODY__NOT_SET:
    case _HALLQ__EVENT__BODY__CASE_IS_INT_SIZE:
        break;
    }
}

int hallq_view_apply(struct hallq_view *v, const Hallq__Event *event) {
    struct fold f = {v, event->seq, event->at_ms, ERR_OK};
    view_tidy(v);
    event_fold(&f, event);
    if (f.err)
        return f.err;
    v->now.seq = event->seq;
    view_seen(v, event->at_ms);
    hallq_view_whole(v, event->at_ms);
    return ERR_OK;
}
