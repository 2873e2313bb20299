// queue.h - the calls that wait to be spoken: one after the other, in the order in which they came, and none that nobody
// needs to hear any more. Times are of one clock that never goes back; the caller reads it.
//
// A call's age is judged when it comes: one that is old then is never spoken. From then on it has a deadline by which it is
// begun; past it, it is spoken along with a younger call of the same counter, or only shown.
#ifndef HALLQ_VOICE_QUEUE_H
#define HALLQ_VOICE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/voice/sentence.h"

#define QUEUE_CALLS 64 // far more than can be spoken before their deadlines

enum queue_fate {
    QUEUE_WAITS,  // it will be spoken, or only shown if its turn comes too late
    QUEUE_JOINED, // it waits already: this ticket is called again
    QUEUE_SHOWN,  // it is not spoken, since too many wait
};

struct queue_call {
    char number[SENTENCE_NUMBER_SIZE];
    uint32_t counter;
    int64_t came_ms;
};

struct queue {
    struct queue_call calls[QUEUE_CALLS]; // in the order in which they came
    size_t call_count;
    int64_t free_ms; // what is spoken now ends then
};

// What is spoken now, and what is not any more.
struct queue_turn {
    struct sentence_call call;
    int64_t came_ms;                      // the oldest of them
    bool others_wait;                     // so say it once
    struct queue_call shown[QUEUE_CALLS]; // dropped at this turn
    size_t shown_count;
};

void queue_init(struct queue *q);

// queue_add: a call that has just come, and is to be spoken. A ticket waits once: called again at the same counter it keeps its
// place, and at another one it waits for that one alone.
enum queue_fate queue_add(struct queue *q, const char *number, uint32_t counter, int64_t now_ms);

// queue_forget: the ticket is not called any more.
void queue_forget(struct queue *q, const char *number);

// queue_clear: nothing that waits is spoken.
void queue_clear(struct queue *q);

// queue_next: whose turn it is now. False: nobody's, but *ret says who was dropped. After true the caller says with queue_until
// when the speaking ends.
bool queue_next(struct queue *q, int64_t now_ms, int64_t deadline_ms, struct queue_turn *ret);
void queue_until(struct queue *q, int64_t free_ms);

// queue_wake_ms: when to ask for the next; -1: when something comes.
int64_t queue_wake_ms(const struct queue *q);

#endif
