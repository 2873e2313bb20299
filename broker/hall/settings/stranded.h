// stranded.h - tickets in lines that the new settings no longer have, and the lines they move to.
#ifndef HALLQ_STRANDED_H
#define HALLQ_STRANDED_H

#include "broker/hall/settings/applying.h"

#define MOVES_MAX 20000 // moves of about 30 bytes: with the settings below LIMIT_REPLY_SIZE

// stranded_find: fills a->stranded. Refuses COUNTER_BUSY. stranded_waiting: the number of stranded
// tickets that wait in this line and need a move. `arg`: the struct applying.
int stranded_find(struct applying *a);
uint32_t stranded_waiting(void *arg, Hallq__Line__Kind kind, uint32_t id);

// moves_add: adds to the event where each stranded ticket goes. Refuses PEOPLE_WAITING.
int moves_add(struct applying *a, Hallq__SettingsApplied *e);

#endif
