// kiosk_list.h - what a customer sees at a kiosk in a terminal: the services with their waits, and
// the ticket.
#ifndef HALLQ_KIOSK_LIST_H
#define HALLQ_KIOSK_LIST_H

#include "clients/libhallq/hallq.h"
#include "clients/term/canvas.h"

// kiosk_list_draw: one row for each service, under a heading. Returns the rows used.
int kiosk_list_draw(struct canvas *c, const struct hallq_view *v, int64_t now_ms,
                    enum language language);

// kiosk_bring_draw: what to bring. Returns the rows used, 0 if there is nothing to bring.
int kiosk_bring_draw(struct canvas *c, const Hallq__Service *service, enum language language);

// kiosk_ticket_draw: the ticket as it would be printed. Returns the rows used.
int kiosk_ticket_draw(struct canvas *c, const struct hallq_view *v, const Hallq__TicketCard *card,
                      enum language language);

// kiosk_service: the service somebody typed: its letter, or its number. NULL: none.
const Hallq__Service *kiosk_service(const struct hallq_view *v, const char *typed);

#endif
