// kiosk_paper.c - one thing at a time, each before the next:
//
//     told how the printer is ─▶ take ─▶ print ─▶ end ─▶ take ...
//
// The broker has it on the disk that a slip is taken before its first byte goes out, and what it says
// of a slip is what was seen of the printer. If this program ends between, the broker learns at its
// next start that nobody knows.
#include "kiosk_paper.h"

#include <stdio.h>
#include <string.h>

#include "base/limit.h"
#include "clients/paper/logo.h"
#include "clients/text/slip_phrase.h"
#include "kiosk_slip.h"

#define AGAIN_MS 1000
// A slip whose taking was answered later than this is not printed: its owner has gone.
#define LATE_MS (LIMIT_SLIP_S * INT64_C(1000))

static void go_on(struct kiosk_paper *p);

const char *printer_sentence(Hallq__Printer__State state, enum language language) {
    switch (state) {
    case HALLQ__PRINTER__STATE__READY:
        return text_of(TEXT_PRINTER_READY, language);
    case HALLQ__PRINTER__STATE__NEAR_END:
        return text_of(TEXT_PRINTER_NEAR_END, language);
    case HALLQ__PRINTER__STATE__NO_PAPER:
        return text_of(TEXT_PRINTER_NO_PAPER, language);
    case HALLQ__PRINTER__STATE__COVER_OPEN:
        return text_of(TEXT_PRINTER_COVER_OPEN, language);
    case HALLQ__PRINTER__STATE__FAULTY:
        return text_of(TEXT_PRINTER_FAULTY, language);
    case HALLQ__PRINTER__STATE__OFF_LINE:
    case HALLQ__PRINTER__STATE__NO_STATE:
    case _HALLQ__PRINTER__STATE_IS_INT_SIZE:
        break;
    }
    return text_of(TEXT_PRINTER_OFF_LINE, language);
}

// ---------------------------------------------------------------- the printer is told of

static void told_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct kiosk_paper *p = arg;
    (void)client;
    if (result->outcome == HALLQ_UNKNOWN && !result->final)
        return;
    p->asking = false;
    if (result->outcome == HALLQ_APPLIED) {
        p->device = result->reply->done->device;
        p->wanted = true;
    } else if (result->reason != HALLQ__REFUSAL__REASON__ALREADY) {
        p->told = HALLQ__PRINTER__STATE__NO_STATE; // again, later
        return;
    }
    go_on(p);
}

static void tell(struct kiosk_paper *p) {
    Hallq__TellPrinter body = HALLQ__TELL_PRINTER__INIT;
    body.state = p->printer.state;
    body.begins = !p->device;
    if (p->arguments->page_code)
        body.page_code = (char *)(uintptr_t)p->arguments->page_code;
    HALLQ_REQUEST(request, p->arguments->hall, TELL_PRINTER, tell_printer, &body);
    if (hallq_send(p->station->client, &request, HALLQ_DEADLINE_MS, told_cb, p, NULL))
        return;
    p->told = body.state;
    p->asking = true;
}

// ---------------------------------------------------------------- a slip is ended

static void ended_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct kiosk_paper *p = arg;
    (void)client;
    if (result->outcome == HALLQ_UNKNOWN && !result->final)
        return;
    p->asking = false;
    bool settled = result->outcome == HALLQ_APPLIED ||
                   result->reason == HALLQ__REFUSAL__REASON__NO_SLIP ||
                   result->reason == HALLQ__REFUSAL__REASON__NO_PRINTER;
    if (!settled)
        return; // again, later
    p->ticket = 0;
    p->wanted = true;
    go_on(p);
}

static void end(struct kiosk_paper *p) {
    Hallq__EndSlip body = HALLQ__END_SLIP__INIT;
    body.ticket = p->ticket;
    body.state = p->outcome;
    HALLQ_REQUEST(request, p->arguments->hall, END_SLIP, end_slip, &body);
    p->asking = !hallq_send(p->station->client, &request, HALLQ_DEADLINE_MS, ended_cb, p, NULL);
}

static void slip_ended(struct kiosk_paper *p, Hallq__Slip__State outcome) {
    char line[PHRASE_SIZE];
    slip_fini(&p->slip);
    p->outcome = outcome;
    TEXT_FILL(line, TEXT_PRINTER_SLIP, p->arguments->language, p->number,
              slip_phrase_state(outcome, p->arguments->language));
    p->say_cb(p->arg, line);
    go_on(p);
}

static void printed_cb(void *arg, enum print_outcome outcome) {
    slip_ended(arg, outcome == PRINT_DONE     ? HALLQ__SLIP__STATE__PRINTED
                    : outcome == PRINT_FAILED ? HALLQ__SLIP__STATE__FAILED
                                              : HALLQ__SLIP__STATE__UNKNOWN);
}

// ---------------------------------------------------------------- a slip is taken

static unsigned width_of(const struct arguments *args) {
    return args->paper_mm == 58 ? SLIP_WIDTH_58_MM : SLIP_WIDTH_80_MM;
}

static void slip_print(struct kiosk_paper *p, const Hallq__Reply *reply) {
    const Hallq__TicketCard *card = reply->done->ticket;
    int64_t now_ms = hallq_follow_now_ms(p->station->follow);
    p->ticket = card->ticket;
    p->outcome = HALLQ__SLIP__STATE__NO_STATE;
    snprintf(p->number, sizeof p->number, "%s", card->number);
    slip_init(&p->slip, width_of(p->arguments));
    kiosk_slip_write(&p->slip, &p->logo, hallq_follow_view(p->station->follow), card, now_ms,
                     p->arguments->language);
    if (p->slip.failed || now_ms - reply->at_ms > LATE_MS)
        slip_ended(p, HALLQ__SLIP__STATE__FAILED);
    else
        printer_print(&p->printer, p->slip.bytes, p->slip.size);
}

static void taken_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct kiosk_paper *p = arg;
    (void)client;
    if (result->outcome == HALLQ_UNKNOWN && !result->final)
        return;
    p->asking = false;
    if (result->outcome == HALLQ_APPLIED && result->reply->done->ticket) {
        slip_print(p, result->reply);
        return;
    }
    if (result->reason == HALLQ__REFUSAL__REASON__NO_PRINTER)
        p->device = 0; // a broker that was restored from before
    if (result->outcome != HALLQ_APPLIED && result->reason != HALLQ__REFUSAL__REASON__NO_SLIP)
        p->wanted = true; // again, later
}

// What is ordered while this command is under way is wanted again by its event.
static void take(struct kiosk_paper *p) {
    Hallq__TakeSlip body = HALLQ__TAKE_SLIP__INIT;
    HALLQ_REQUEST(request, p->arguments->hall, TAKE_SLIP, take_slip, &body);
    p->asking = !hallq_send(p->station->client, &request, HALLQ_DEADLINE_MS, taken_cb, p, NULL);
    p->wanted = !p->asking;
}

static void go_on(struct kiosk_paper *p) {
    if (!p->fresh || p->asking || p->printer.state == HALLQ__PRINTER__STATE__NO_STATE)
        return;
    if (p->ticket && p->outcome)
        end(p);
    else if (!p->device || p->told != p->printer.state)
        tell(p);
    else if (!p->ticket && p->wanted && printer_can(&p->printer))
        take(p);
}

static void ready_cb(void *arg) {
    go_on(arg);
}

static void state_cb(void *arg, Hallq__Printer__State state) {
    struct kiosk_paper *p = arg;
    p->say_cb(p->arg, printer_sentence(state, p->arguments->language));
    go_on(p);
}

static void again_cb(uv_timer_t *timer) {
    go_on(timer->data);
}

// ---------------------------------------------------------------- start and end

static bool wrong(const struct arguments *args, enum text text, const char *what) {
    char line[PHRASE_SIZE * 4];
    TEXT_FILL(line, text, args->language, what);
    fprintf(stderr, "hallq-kiosk: %s\n", line);
    return false;
}

bool kiosk_paper_read(struct kiosk_paper *p, const struct arguments *args) {
    *p = (struct kiosk_paper){.arguments = args, .slip.gb18030.iconv = (iconv_t)-1};
    if (!printer_address_read(args->printer, &p->address))
        return wrong(args, TEXT_BAD_PRINTER, args->printer);
    if (args->logo && logo_read(args->logo, width_of(args), &p->logo) != LOGO_FINE)
        return wrong(args, TEXT_BAD_LOGO, args->logo);
    return true;
}

void kiosk_paper_fini(struct kiosk_paper *p) {
    bits_fini(&p->logo);
    slip_fini(&p->slip);
}

void kiosk_paper_start(struct kiosk_paper *p, struct station *station, kiosk_paper_say_cb say_cb,
                       void *arg) {
    static const struct printer_callbacks callbacks = {state_cb, ready_cb, printed_cb};
    p->station = station;
    p->say_cb = say_cb;
    p->arg = arg;
    uv_timer_init(&station->loop, &p->timer);
    p->timer.data = p;
    uv_timer_start(&p->timer, again_cb, AGAIN_MS, AGAIN_MS);
    printer_start(&p->printer, &station->loop, &p->address, p->arguments->no_status, &callbacks, p);
}

void kiosk_paper_stop(struct kiosk_paper *p) {
    uv_close((uv_handle_t *)&p->timer, NULL);
    printer_stop(&p->printer);
    p->fresh = false;
}

void kiosk_paper_stale(struct kiosk_paper *p, bool stale) {
    p->fresh = !stale;
    p->wanted |= p->fresh; // an order may have been missed
    go_on(p);
}

void kiosk_paper_event(struct kiosk_paper *p, const Hallq__Event *event) {
    if (event->body_case != HALLQ__EVENT__BODY_SLIP_ORDERED ||
        event->slip_ordered->printer != p->device)
        return;
    p->wanted = true;
    go_on(p);
}
