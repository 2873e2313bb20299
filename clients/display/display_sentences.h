// display_sentences.h - the hall display as sentences for people, each with the time of day: for a
// pipe, a terminal that cannot place text, or something that reads aloud.
#ifndef HALLQ_DISPLAY_SENTENCES_H
#define HALLQ_DISPLAY_SENTENCES_H

#include "clients/line/arguments.h"

#define SENTENCES_WAITS_MS (15 * 60 * 1000) // of hall time, from one sentence of waits to the next

// display_sentences_run: until a signal ends it, or nobody reads its output any more. Standard input
// is left alone.
enum exit_code display_sentences_run(const struct arguments *args);

#endif
