// pin_change.h - a person changes their PIN at a screen: the old one, the new one, the new one again.
#ifndef HALLQ_PIN_CHANGE_H
#define HALLQ_PIN_CHANGE_H

#include "modal.h"
#include "status.h"

enum pin_change_step { PIN_CHANGE_OLD, PIN_CHANGE_NEW, PIN_CHANGE_AGAIN, PIN_CHANGE_STEPS };

struct pin_change {
    enum pin_change_step step; // asked for now
    char typed[PIN_CHANGE_STEPS][MODAL_INPUT_SIZE];
};

// pin_change_ask: asks for the old one; `purpose` is that of all three questions. `short_now`: says that
// the one they have is too short.
void pin_change_ask(struct pin_change *p, struct modal *m, int purpose, bool short_now,
                    enum language language);

// pin_change_given: takes an answer and asks on. True when all are there: `ret` borrows them, until
// pin_change_forget. Two that differ are said, and asked for no more.
bool pin_change_given(struct pin_change *p, struct modal *m, struct status *status,
                      enum language language, Hallq__ChangePin *ret);

void pin_change_forget(struct pin_change *p);

#endif
