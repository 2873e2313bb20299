// status.h - what became of the last command, in one line: sent, done, refused and why, or honestly
// not known yet.
#ifndef HALLQ_STATUS_H
#define HALLQ_STATUS_H

#include "canvas.h"
#include "clients/libhallq/hallq.h"
#include "clients/text/phrase.h"

#define STATUS_SIZE 640 // a refusal's sentence, the broker's detail and a time

enum status_kind { STATUS_NONE, STATUS_SENT, STATUS_DONE, STATUS_REFUSED, STATUS_UNKNOWN };

struct status {
    enum status_kind kind;
    bool busy; // a command has no final outcome yet
    char line[STATUS_SIZE];
};

// The commands' own words (TEXT_DO_...) stand in `what`.
void status_sent(struct status *s, enum text what, enum language language);
void status_result(struct status *s, enum text what, const struct hallq_result *result,
                   const struct hallq_view *v, enum language language);

// status_say: a sentence of our own, as a refusal if `refused`; status_line: one that is made already. status_tell: the same with the command's
// name and one more value in it. status_refuse: of a command that was not
// sent, in the words of its reason.
void status_say(struct status *s, bool refused, enum text text, enum language language);
void status_line(struct status *s, bool refused, const char *line);
void status_tell(struct status *s, bool refused, enum text shape, enum text what, const char *value,
                 enum language language);
void status_refuse(struct status *s, enum text what, Hallq__Refusal__Reason reason,
                   enum language language);

void status_draw(struct canvas *c, int y, const struct status *s);

// refusal_sentence: the reason, the broker's words if any, and when to try again; and of a service
// that is closed by a clock in doubt, the two times.
void refusal_sentence(char to[STATUS_SIZE], const struct hallq_result *result,
                      const struct hallq_view *v, enum language language);

#endif
