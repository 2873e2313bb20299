// slip.c - a ticket has one slip or none: it is taken before it is printed, and what was taken is
// never to be taken again. Only people order another, which says that it is a copy.
#include "broker/hall/visit/slip.h"

#include <string.h>

#include "broker/hall/core/change.h"
#include "broker/hall/core/printers.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/card.h"
#include "broker/hall/visit/ticket.h"
#include "broker/hall/visit/which.h"

// *ret is NULL if there is no such printer.
static int printer_find(struct deciding *d, uint32_t device, Hallq__PrinterRow **ret) {
    int err = printer_row_get(d->state, key_printer(d->hall, device), ret);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int own_printer(struct deciding *d, Hallq__PrinterRow **ret) {
    int err = printer_find(d, d->asker->device, ret);
    if (err || *ret)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__NO_PRINTER, NULL);
}

// ---------------------------------------------------------------- ordered

// Without the code everybody who reaches the gateway could make paper come out in the hall.
static bool may_print(const struct deciding *d, const Hallq__Issue *issue,
                      const Hallq__PrinterRow *row) {
    if (d->asker->role == HALLQ__DEVICE__ROLE__KIOSK)
        return d->asker->device == issue->printer;
    return !by_customer(d) || (*row->page_code && !strcmp(row->page_code, issue->printer_code));
}

static Hallq__SlipOrdered *ordered_emit(struct deciding *d, uint64_t ticket, uint32_t printer,
                                        const Hallq__PrinterRow *row) {
    EMIT(d, SLIP_ORDERED, SlipOrdered, slip_ordered, ordered);
    ordered->ticket = ticket;
    ordered->printer = printer;
    ordered->state =
        printer_prints(row) ? HALLQ__SLIP__STATE__TO_PRINT : HALLQ__SLIP__STATE__NOT_PRINTED;
    return ordered;
}

static Hallq__Slip *slip_make(struct arena *arena, const Hallq__SlipOrdered *ordered,
                              int64_t at_ms) {
    Hallq__Slip *slip = arena_need(arena, sizeof *slip);
    hallq__slip__init(slip);
    slip->state = ordered->state;
    slip->printer = ordered->printer;
    slip->copy = ordered->copy;
    slip->at_ms = at_ms;
    return slip;
}

int slip_issue(struct deciding *d, const Hallq__Issue *issue, uint64_t ticket, Hallq__Slip **ret) {
    Hallq__PrinterRow *row = NULL;
    *ret = NULL;
    int err = issue->printer ? printer_find(d, issue->printer, &row) : ERR_OK;
    if (row_passed(d->state, TABLE_SETTINGS, key_printer(d->hall, issue->printer), err))
        return ERR_OK; // a ticket without a slip, rather than none
    if (err || !row || !may_print(d, issue, row))
        return err;
    *ret = slip_make(d->state->arena, ordered_emit(d, ticket, issue->printer, row), d->now_ms);
    return ERR_OK;
}

// What was taken a while ago and not ended will not be ended by a program that works.
static bool is_under_way(const struct deciding *d, const Hallq__Slip *slip) {
    return slip &&
           (slip->state == HALLQ__SLIP__STATE__TO_PRINT ||
            slip->state == HALLQ__SLIP__STATE__TAKEN) &&
           d->now_ms - slip->at_ms < SLIP_MS;
}

int print_slip_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__PrintSlip *print = request->print_slip;
    Hallq__PrinterRow *row = NULL;
    Hallq__TicketRow *t;
    int err = ticket_find(d, print->which, &t);
    if (err)
        return err;
    if (ticket_ended(t))
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (is_under_way(d, t->slip))
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    uint32_t printer = print->printer ? print->printer : t->slip ? t->slip->printer : 0;
    if (printer && (err = printer_find(d, printer, &row)))
        return err;
    if (!printer_prints(row))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_PRINTER, NULL);
    Hallq__SlipOrdered *ordered = ordered_emit(d, t->ticket, printer, row);
    bool may_be_out = t->slip && t->slip->state != HALLQ__SLIP__STATE__NOT_PRINTED;
    ordered->copy = t->slip ? t->slip->copy + may_be_out : 0;
    ordered->by = by_make(d);
    t->slip = slip_make(d->state->arena, ordered, d->now_ms);
    return card_make(d, t, true, &decision_done(d)->ticket);
}

static void waiting_add(struct change *c, Hallq__PrinterRow *row, uint64_t ticket) {
    Hallq__PrinterRow__Waiting **list =
        arena_need(c->state->arena, (row->n_waiting + 1) * sizeof *list);
    if (row->n_waiting)
        memcpy(list, row->waiting, row->n_waiting * sizeof *list);
    list[row->n_waiting] = arena_need(c->state->arena, sizeof **list);
    hallq__printer_row__waiting__init(list[row->n_waiting]);
    list[row->n_waiting]->ticket = ticket;
    list[row->n_waiting++]->ordered_at_ms = c->at_ms;
    row->waiting = list;
}

static int ticket_slip_put(struct change *c, uint64_t ticket, Hallq__Slip *slip) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, ticket, &t);
    if (err)
        return err;
    t->slip = slip;
    return change_ticket_put(c, t);
}

int apply_slip_ordered(struct change *c, const Hallq__SlipOrdered *event) {
    struct key key = key_printer(c->hall, event->printer);
    Hallq__PrinterRow *row;
    int err = ticket_slip_put(c, event->ticket, slip_make(c->state->arena, event, c->at_ms));
    if (err || event->state != HALLQ__SLIP__STATE__TO_PRINT)
        return err;
    if ((err = printer_row_get(c->state, key, &row)))
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    printer_waiting_drop(row, event->ticket);
    waiting_add(c, row, event->ticket);
    return printer_row_put(c->state, key, row);
}

// ---------------------------------------------------------------- taken

static void ended_emit(struct deciding *d, uint64_t ticket, Hallq__Slip__State state) {
    EMIT(d, SLIP_ENDED, SlipEnded, slip_ended, ended);
    ended->ticket = ticket;
    ended->printer = d->asker->device;
    ended->state = state;
}

// The ticket if its slip is to be printed still, else NULL.
static int wanted_find(struct deciding *d, const Hallq__PrinterRow__Waiting *waiting,
                       Hallq__TicketRow **ret) {
    struct key key = key_ticket(d->hall, waiting->ticket);
    *ret = NULL;
    if (d->now_ms - waiting->ordered_at_ms > SLIP_MS)
        return ERR_OK;
    int err = ticket_row_get(d->state, key, ret);
    if (err == ERR_NOT_FOUND || row_passed(d->state, TABLE_TICKET, key, err))
        return ERR_OK;
    if (!err && ticket_ended(*ret))
        *ret = NULL;
    return err;
}

static int taken_answer(struct deciding *d, Hallq__TicketRow *t) {
    EMIT(d, SLIP_TAKEN, SlipTaken, slip_taken, taken);
    taken->ticket = t->ticket;
    taken->printer = d->asker->device;
    if (t->slip) {
        t->slip->state = HALLQ__SLIP__STATE__TAKEN;
        t->slip->at_ms = d->now_ms;
    }
    return card_make(d, t, false, &decision_done(d)->ticket);
}

int take_slip_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__PrinterRow *row;
    Hallq__TicketRow *t = NULL;
    (void)request;
    int err = own_printer(d, &row);
    if (err)
        return err;
    if (!row->n_waiting)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SLIP, NULL);
    if (row->taken)
        ended_emit(d, row->taken, HALLQ__SLIP__STATE__UNKNOWN);
    for (size_t i = 0; i < row->n_waiting && !t && !err; i++) {
        err = wanted_find(d, row->waiting[i], &t);
        if (!err && !t)
            ended_emit(d, row->waiting[i]->ticket, HALLQ__SLIP__STATE__NOT_PRINTED);
    }
    if (err || !t)
        return err;
    return taken_answer(d, t);
}

static int printer_change(struct change *c, uint32_t device, Hallq__PrinterRow **ret) {
    int err = printer_row_get(c->state, key_printer(c->hall, device), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

// A ticket of days ago may be forgotten, and one that was ordered again elsewhere is that other
// slip's: then only the printer's row changes.
static int ticket_slip_change(struct change *c, uint64_t ticket, uint32_t printer,
                              Hallq__Slip__State from, Hallq__Slip__State to) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(c->state, key_ticket(c->hall, ticket), &t);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    if (err || !t->slip || t->slip->printer != printer || t->slip->state != from)
        return err;
    t->slip->state = to;
    t->slip->at_ms = c->at_ms;
    return change_ticket_put(c, t);
}

int apply_slip_taken(struct change *c, const Hallq__SlipTaken *event) {
    Hallq__PrinterRow *row;
    int err = printer_change(c, event->printer, &row);
    if (err)
        return err;
    printer_waiting_drop(row, event->ticket);
    row->taken = event->ticket;
    err = printer_row_put(c->state, key_printer(c->hall, event->printer), row);
    return err ? err
               : ticket_slip_change(c, event->ticket, event->printer, HALLQ__SLIP__STATE__TO_PRINT,
                                    HALLQ__SLIP__STATE__TAKEN);
}

// ---------------------------------------------------------------- ended

static bool is_outcome(Hallq__Slip__State state) {
    return state == HALLQ__SLIP__STATE__PRINTED || state == HALLQ__SLIP__STATE__FAILED ||
           state == HALLQ__SLIP__STATE__UNKNOWN;
}

int end_slip_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__EndSlip *end = request->end_slip;
    Hallq__PrinterRow *row;
    if (!is_outcome(end->state))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "state");
    int err = own_printer(d, &row);
    if (err)
        return err;
    if (!end->ticket || row->taken != end->ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SLIP, NULL);
    ended_emit(d, end->ticket, end->state);
    return ERR_OK;
}

int apply_slip_ended(struct change *c, const Hallq__SlipEnded *event) {
    bool was_taken = event->state != HALLQ__SLIP__STATE__NOT_PRINTED;
    Hallq__PrinterRow *row;
    int err = printer_change(c, event->printer, &row);
    if (err)
        return err;
    if (was_taken)
        row->taken = 0;
    else
        printer_waiting_drop(row, event->ticket);
    err = printer_row_put(c->state, key_printer(c->hall, event->printer), row);
    return err ? err
               : ticket_slip_change(c, event->ticket, event->printer,
                                    was_taken ? HALLQ__SLIP__STATE__TAKEN
                                              : HALLQ__SLIP__STATE__TO_PRINT,
                                    event->state);
}

// ---------------------------------------------------------------- the printer

static bool code_fits(const char *code) {
    size_t size = strlen(code);
    return !size || (size >= LIMIT_PAGE_CODE_MIN && size <= LIMIT_PAGE_CODE);
}

static bool is_state(Hallq__Printer__State state) {
    return state > HALLQ__PRINTER__STATE__NO_STATE && state <= HALLQ__PRINTER__STATE__FAULTY;
}

int tell_printer_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__TellPrinter *tell = request->tell_printer;
    Hallq__PrinterRow *row;
    if (!is_state(tell->state))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "state");
    if (!code_fits(tell->page_code))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "page_code");
    int err = printer_find(d, d->asker->device, &row);
    if (err)
        return err;
    bool lost = tell->begins && row && row->taken;
    bool news = tell->begins || !row || row->state != tell->state ||
                strcmp(row->page_code, tell->page_code) != 0;
    if (!news)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    decision_done(d)->device = d->asker->device;
    if (lost)
        ended_emit(d, row->taken, HALLQ__SLIP__STATE__UNKNOWN);
    EMIT(d, PRINTER_TOLD, PrinterTold, printer_told, told);
    told->printer = d->asker->device;
    told->state = tell->state;
    told->page_code = tell->page_code;
    return ERR_OK;
}

int apply_printer_told(struct change *c, const Hallq__PrinterTold *event) {
    struct key key = key_printer(c->hall, event->printer);
    Hallq__PrinterRow *row;
    int err = printer_row_get(c->state, key, &row);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (err) {
        row = arena_need(c->state->arena, sizeof *row);
        hallq__printer_row__init(row);
    }
    if (row->state != event->state)
        row->since_ms = c->at_ms;
    row->state = event->state;
    row->page_code = event->page_code;
    return printer_row_put(c->state, key, row);
}
