// kiosk_slip.h - what stands on a ticket's slip, by the hall's settings; and on a test slip.
#ifndef HALLQ_KIOSK_SLIP_H
#define HALLQ_KIOSK_SLIP_H

#include "clients/libhallq/hallq.h"
#include "clients/paper/slip.h"
#include "clients/text/phrase.h"

// kiosk_slip_write: writes the slip of a ticket, from its first byte to the cut; in this language,
// and the most important lines in the other as well. `logo` may be without dots.
void kiosk_slip_write(struct slip *to, const struct bits *logo, const struct hallq_view *v,
                      const Hallq__TicketCard *card, int64_t now_ms, enum language language);

// kiosk_slip_test: writes a slip of all that a slip can have: sizes, Chinese, a code.
void kiosk_slip_test(struct slip *to, const struct bits *logo, enum language language);

#endif
