// slips.c - the table of slips.
#include "base/refusal.h"
#include "tests/rules/states/states.h"

static void told(struct fixture *f, bool begins) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TELL_PRINTER);
    r->tell_printer->state = HALLQ__PRINTER__STATE__READY;
    r->tell_printer->begins = begins;
    assert_done(f, DEVICE_KIOSK, r);
}

// Rows of slips; what they return is the ticket.

static uint64_t ordered_at(struct fixture *f, uint32_t printer) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    told(f, true);
    r->issue->service = SERVICE_A;
    r->issue->printer = printer;
    assert_done(f, DEVICE_KIOSK, r);
    return f->decision.done->ticket->ticket;
}

static uint64_t no_slip(struct fixture *f) {
    return ordered_at(f, 0);
}

static uint64_t to_print(struct fixture *f) {
    return ordered_at(f, DEVICE_KIOSK);
}

static uint64_t waited(struct fixture *f) {
    uint64_t ticket = to_print(f);
    pass_s(f, LIMIT_SLIP_S + 1);
    return ticket;
}

static uint64_t taken(struct fixture *f) {
    uint64_t ticket = to_print(f);
    assert_done(f, DEVICE_KIOSK, request_new(f, HALLQ__REQUEST__BODY_TAKE_SLIP));
    return ticket;
}

static void end_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f;
    r->end_slip->ticket = ticket;
    r->end_slip->state = HALLQ__SLIP__STATE__PRINTED;
}

static uint64_t printed(struct fixture *f) {
    uint64_t ticket = taken(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_END_SLIP);
    end_fill(f, r, ticket);
    assert_done(f, DEVICE_KIOSK, r);
    return ticket;
}

static uint64_t unknown(struct fixture *f) {
    uint64_t ticket = taken(f);
    told(f, true);
    return ticket;
}

static uint64_t cancelled_slip(struct fixture *f) {
    uint64_t ticket = to_print(f);
    cancel(f, ticket);
    return ticket;
}

const struct row slip_rows[] = {
    {"none", no_slip},
    {"to print", to_print},
    {"to print, for too long", waited},
    {"taken", taken},
    {"printed", printed},
    {"unknown", unknown},
    {"to print, ticket cancelled", cancelled_slip},
    {NULL, NULL},
};

static void begin_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->tell_printer->state = HALLQ__PRINTER__STATE__READY;
    r->tell_printer->begins = true;
}

static void paper_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    (void)f, (void)ticket;
    r->tell_printer->state = HALLQ__PRINTER__STATE__NO_PAPER;
}

static void again_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket) {
    r->print_slip->which = which_of(f, ticket);
    r->print_slip->printer = DEVICE_KIOSK;
}

const struct column slip_columns[] = {
    {"take slip", BODY(TAKE_SLIP), DEVICE_KIOSK, plain_fill, NULL},
    {"end slip", BODY(END_SLIP), DEVICE_KIOSK, end_fill, NULL},
    {"print slip", BODY(PRINT_SLIP), DEVICE_GUIDE, again_fill, NULL},
    {"printer begins", BODY(TELL_PRINTER), DEVICE_KIOSK, begin_fill, NULL},
    {"printer without paper", BODY(TELL_PRINTER), DEVICE_KIOSK, paper_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
