#include "clients/voice/queue.h"

#include <stdio.h>
#include <string.h>

void queue_init(struct queue *q) {
    *q = (struct queue){.free_ms = INT64_MIN};
}

static void take_out(struct queue *q, size_t i) {
    memmove(&q->calls[i], &q->calls[i + 1], (q->call_count - i - 1) * sizeof q->calls[0]);
    q->call_count--;
}

// The place of a ticket; call_count if it does not wait.
static size_t place_of(const struct queue *q, const char *number) {
    size_t i = 0;
    while (i < q->call_count && strcmp(q->calls[i].number, number) != 0)
        i++;
    return i;
}

enum queue_fate queue_add(struct queue *q, const char *number, uint32_t counter, int64_t now_ms) {
    size_t i = place_of(q, number);
    if (i < q->call_count && q->calls[i].counter == counter) {
        q->calls[i].came_ms = now_ms;
        return QUEUE_JOINED;
    }
    if (i < q->call_count)
        take_out(q, i);
    if (q->call_count == QUEUE_CALLS)
        return QUEUE_SHOWN;
    struct queue_call *call = &q->calls[q->call_count++];
    *call = (struct queue_call){.counter = counter, .came_ms = now_ms};
    snprintf(call->number, sizeof call->number, "%s", number);
    return QUEUE_WAITS;
}

void queue_forget(struct queue *q, const char *number) {
    size_t i = place_of(q, number);
    if (i < q->call_count)
        take_out(q, i);
}

void queue_clear(struct queue *q) {
    q->call_count = 0;
}

static bool in_time(const struct queue_call *call, int64_t now_ms, int64_t deadline_ms) {
    return now_ms - call->came_ms <= deadline_ms;
}

// Whether a call that is in time is so near, among those of one counter, that both have room in a sentence.
static bool goes_along(const struct queue *q, size_t at, int64_t now_ms, int64_t deadline_ms) {
    uint32_t counter = q->calls[at].counter;
    size_t left = SENTENCE_NUMBERS;
    for (size_t i = at; i < q->call_count && left > 0; i++)
        if (q->calls[i].counter == counter && left-- && in_time(&q->calls[i], now_ms, deadline_ms))
            return true;
    left = SENTENCE_NUMBERS;
    for (size_t i = at + 1; i-- > 0 && left > 0;)
        if (q->calls[i].counter == counter && left-- && in_time(&q->calls[i], now_ms, deadline_ms))
            return true;
    return false;
}

// Drops what came too long ago, but for what a younger call takes along in its sentence.
static void drop_late(struct queue *q, int64_t now_ms, int64_t deadline_ms,
                      struct queue_turn *ret) {
    for (size_t i = 0; i < q->call_count;) {
        const struct queue_call *call = &q->calls[i];
        if (goes_along(q, i, now_ms, deadline_ms)) {
            i++;
            continue;
        }
        ret->shown[ret->shown_count++] = *call;
        take_out(q, i);
    }
}

// Takes out the first call, and with it those of its counter, as many as one sentence has.
static void turn_take(struct queue *q, struct queue_turn *ret) {
    struct sentence_call *call = &ret->call;
    call->counter = q->calls[0].counter;
    ret->came_ms = q->calls[0].came_ms;
    for (size_t i = 0; i < q->call_count && call->number_count < SENTENCE_NUMBERS;) {
        if (q->calls[i].counter != call->counter) {
            i++;
            continue;
        }
        if (q->calls[i].came_ms < ret->came_ms)
            ret->came_ms = q->calls[i].came_ms;
        memcpy(call->numbers[call->number_count++], q->calls[i].number, SENTENCE_NUMBER_SIZE);
        take_out(q, i);
    }
}

bool queue_next(struct queue *q, int64_t now_ms, int64_t deadline_ms, struct queue_turn *ret) {
    *ret = (struct queue_turn){0};
    if (now_ms < q->free_ms)
        return false;
    drop_late(q, now_ms, deadline_ms, ret);
    if (!q->call_count)
        return false;
    turn_take(q, ret);
    ret->others_wait = q->call_count;
    return true;
}

void queue_until(struct queue *q, int64_t free_ms) {
    q->free_ms = free_ms;
}

int64_t queue_wake_ms(const struct queue *q) {
    return q->call_count ? q->free_ms : -1;
}
