// kiosk_paper.h - the printer of a kiosk: what the hall has for it is taken, printed and ended, one
// slip after the other; and the broker is told how the printer is.
#ifndef HALLQ_KIOSK_PAPER_H
#define HALLQ_KIOSK_PAPER_H

#include "clients/line/station.h"
#include "clients/paper/printer.h"
#include "clients/paper/slip.h"
#include "clients/text/phrase.h"

// What a person at the kiosk has to know: how the printer is, and what became of a slip.
typedef void (*kiosk_paper_say_cb)(void *arg, const char *sentence);

struct kiosk_paper {
    const struct arguments *arguments;
    struct station *station;
    struct printer_address address;
    struct printer printer;
    uv_timer_t timer; // what could not be sent is tried again
    struct bits logo;
    kiosk_paper_say_cb say_cb;
    void *arg;
    uint32_t device;            // as the broker told; 0: the printer is not told of yet
    Hallq__Printer__State told; // to the broker
    bool fresh;                 // the hall's view is right
    bool asking;                // a command is under way
    bool wanted;                // there may be slips to take
    struct slip slip;           // of the ticket
    uint64_t ticket;            // taken, 0 none
    char number[PHRASE_SHORT];  // of the ticket
    Hallq__Slip__State outcome; // of the ticket's slip, NO_STATE: it is printed now
};

// kiosk_paper_read: reads the printer's address and the logo that the command line names; says on
// standard error what is wrong with them. May block. kiosk_paper_fini frees.
bool kiosk_paper_read(struct kiosk_paper *p, const struct arguments *args);
void kiosk_paper_fini(struct kiosk_paper *p);

// kiosk_paper_start: opens the printer, on a station that was started. kiosk_paper_stop closes it, as
// the station stops.
void kiosk_paper_start(struct kiosk_paper *p, struct station *station, kiosk_paper_say_cb say_cb,
                       void *arg);
void kiosk_paper_stop(struct kiosk_paper *p);

// kiosk_paper_stale, kiosk_paper_event: what the follower's stale_cb and event_cb pass on.
void kiosk_paper_stale(struct kiosk_paper *p, bool stale);
void kiosk_paper_event(struct kiosk_paper *p, const Hallq__Event *event);

// printer_sentence: how the printer is, and what to do about it.
const char *printer_sentence(Hallq__Printer__State state, enum language language);

#endif
