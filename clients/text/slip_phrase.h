// slip_phrase.h - how the slip of a ticket stands, in words for the staff.
#ifndef HALLQ_SLIP_PHRASE_H
#define HALLQ_SLIP_PHRASE_H

#include "phrase.h"
#include "slip.pb-c.h"

// slip_phrase_state: "已打印"; "" if none was ordered.
const char *slip_phrase_state(Hallq__Slip__State state, enum language language);

// slip_phrase: "小票：已打印", and which copy it is if it is one.
void slip_phrase(char to[PHRASE_SIZE], Hallq__Slip__State state, uint32_t copy,
                 enum language language);

// slip_phrase_doubtful: its customer may hold none.
bool slip_phrase_doubtful(Hallq__Slip__State state);

#endif
