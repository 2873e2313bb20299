// wait.h - what people are told of a wait: a range, or how many are ahead; never a bare point, which would be a promise.
#ifndef HALLQ_WAIT_H
#define HALLQ_WAIT_H

#include "command.pb-c.h"
#include "phrase.h"

enum wait_told {
    WAIT_NOTHING,  // closed, suspended, or nothing was heard of it
    WAIT_UNSERVED, // tickets are given, and no open counter gives the service
    WAIT_AT_ONCE,  // nobody waits, and a counter that gives it is free
    WAIT_RANGE,
    WAIT_POINT, // by a broker of an earlier version, which tells no range
    WAIT_AHEAD, // too little is known: how many wait
};

// wait_told: what is told to somebody who takes a ticket of this line now.
enum wait_told wait_told(const struct hallq_view *v, const Hallq__LineState *line);

// wait_phrase: that in few columns: "15–25分", "马上", "前面2人", "无窗口"; "-" for nothing.
void wait_phrase(char to[PHRASE_SHORT], const struct hallq_view *v, const Hallq__LineState *line,
                 enum language language);

// wait_range: "15–25分" in few columns; hours from three on: "3–5小时". wait_range_long: "15–25分钟".
void wait_range(char to[PHRASE_SHORT], uint32_t lower_min, uint32_t upper_min,
                enum language language);
void wait_range_long(char to[PHRASE_SHORT], uint32_t lower_min, uint32_t upper_min,
                     enum language language);

// wait_of_ticket: the sentence on a ticket just taken; "" where how many are ahead is all that is told.
void wait_of_ticket(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__TicketCard *card,
                    enum language language);

#endif
