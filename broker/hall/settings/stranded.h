// stranded.h - who waits where the new settings have nobody look any more, and where they go.
#ifndef HALLQ_STRANDED_H
#define HALLQ_STRANDED_H

#include "broker/hall/settings/applying.h"

#define MOVES_MAX 20000 // of about 30 bytes each: below LIMIT_REPLY_SIZE beside the settings

// stranded_find: fills a->stranded. Refuses COUNTER_BUSY. stranded_waiting: how many of them wait in a line that needs a move. `arg`: the
// struct applying.
int stranded_find(struct applying *a);
uint32_t stranded_waiting(void *arg, Hallq__Line__Kind kind, uint32_t id);

// moves_add: where each of them goes, for the event. Refuses PEOPLE_WAITING.
int moves_add(struct applying *a, Hallq__SettingsApplied *e);

#endif
