// item_words.h - what was decided in a turn, as lines of text: for comparisons and for people.
#ifndef HALLQ_SIM_ITEM_WORDS_H
#define HALLQ_SIM_ITEM_WORDS_H

#include "tests/sim/host.h"
#include "tests/sim/said.h"

// Fields of waits, which the model leaves to the broker.
#define WAIT_SKIP " rough_wait_s lower_min upper_min forecast forecast_s lower_s upper_s "

// events_say: the events of a record (NULL: none), without what the model leaves to the broker. done_say: an
// answer, without what is the staff's, rough, or words. item_say: what was asked, or found, and when.
void events_say(const Hallq__JournalRecord *record, struct said *to);

// event_say: the fields of one event, in the same way.
void event_say(const ProtobufCMessage *body, struct said *to);
void done_say(const Hallq__Done *done, struct said *to);
void item_say(const struct turn_item *item, struct said *to);

#endif
