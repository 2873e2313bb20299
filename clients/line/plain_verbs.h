// plain_verbs.h - verbs of plain mode that ask the broker nothing: waits and counters are told by the view, help by the
// table of verbs; quit.
#ifndef HALLQ_PLAIN_VERBS_H
#define HALLQ_PLAIN_VERBS_H

#include "plain_state.h"
#include "words.h"

// plain_verb: true if the words were for these verbs. A verb that needs a view waits for it.
bool plain_verb(struct plain *p, const struct words *w);

// plain_verb_heard: the hall was heard (`loaded`), or is not going to be: the verb that waits is answered.
void plain_verb_heard(struct plain *p, bool loaded);

#endif
