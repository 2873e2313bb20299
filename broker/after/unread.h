// unread.h - rows that could not be read and were passed over: said in the log, and counted.
#ifndef HALLQ_UNREAD_H
#define HALLQ_UNREAD_H

#include <stdint.h>

struct broker;

// unread_total: how often since the start, by turns and by workers.
uint64_t unread_total(const struct broker *b);

// unread_say: a line for each table with new ones, once a minute. Each second.
void unread_say(struct broker *b);

#endif
