// pin_change.c - nothing that was typed stays behind longer than it is needed.
#include "pin_change.h"

#include <string.h>

static void step_ask(struct pin_change *p, struct modal *m, int purpose, enum text title,
                     enum pin_change_step step, enum language language) {
    p->step = step;
    modal_open(m, MODAL_SECRET, purpose, text_of(title, language));
}

void pin_change_ask(struct pin_change *p, struct modal *m, int purpose, bool short_now,
                    enum language language) {
    pin_change_forget(p);
    step_ask(p, m, purpose, short_now ? TEXT_ASK_PIN_SHORT : TEXT_ASK_PIN_OLD, PIN_CHANGE_OLD,
             language);
}

bool pin_change_given(struct pin_change *p, struct modal *m, struct status *status,
                      enum language language, Hallq__ChangePin *ret) {
    static const enum text titles[] = {
        [PIN_CHANGE_NEW] = TEXT_ASK_PIN_NEW,
        [PIN_CHANGE_AGAIN] = TEXT_ASK_PIN_AGAIN,
    };
    enum pin_change_step next = p->step + 1;
    strcpy(p->typed[p->step], m->input);
    modal_forget(m);
    if (next < PIN_CHANGE_STEPS) {
        step_ask(p, m, m->purpose, titles[next], next, language);
        return false;
    }
    if (strcmp(p->typed[PIN_CHANGE_NEW], p->typed[PIN_CHANGE_AGAIN]) != 0) {
        status_say(status, true, TEXT_PINS_DIFFER, language);
        pin_change_forget(p);
        return false;
    }
    ret->old_pin = p->typed[PIN_CHANGE_OLD];
    ret->new_pin = p->typed[PIN_CHANGE_NEW];
    return true;
}

void pin_change_forget(struct pin_change *p) {
    explicit_bzero(p, sizeof *p);
}
