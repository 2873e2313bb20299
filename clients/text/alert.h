// alert.h - an alert in words: how bad, what, why, and what is expected. Levels have a sign and a word, since colour alone
// tells nothing to who does not see it.
#ifndef HALLQ_ALERT_WORDS_H
#define HALLQ_ALERT_WORDS_H

#include "phrase.h"

// alert_level: "!! 红色".
const char *alert_level(Hallq__Alert__Level level, enum language language);

// alert_headline: what it tells of, e.g. "业务受理：将有人等得太久"; of a storm, how many.
void alert_headline(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Alert *alert,
                    enum language language);

// alert_cause: why a line is crowded, with figures; "" where nothing differs much from the usual.
void alert_cause(char to[PHRASE_SIZE], const Hallq__Alert *alert, enum language language);

// alert_expected: what was expected when it was raised or changed last, "预计18–29分，最长已等17分"; "" where nothing is known.
void alert_expected(char to[PHRASE_SIZE], const Hallq__Alert *alert, enum language language);

// alert_handled: who saw it, when the manager was told; "" neither.
void alert_handled(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Alert *alert,
                   enum language language);

#endif
