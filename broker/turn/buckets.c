// buckets.c - tokens are counted in parts of a minute's worth: one token is 60,000 parts, and
// per_min parts come with each millisecond, so that nothing is rounded. At 30 a minute and a burst
// of 10: ten at once, then one each two seconds.
#include "broker/turn/buckets.h"

#include <stdlib.h>
#include <string.h>

#include "base/count.h"

#define TOKEN_PARTS 60000 // milliseconds of a minute
#define HEADS_FIRST 64
#define SWEEP_MS                                                                                   \
    1000 // of hall time: when all places are taken, searching all buckets for room takes ms
#define FULL_MS_MAX (24 * 3600 * 1000ll) // long enough to fill any bucket: 1 a minute, burst 1440

struct bucket {
    struct bucket *next;
    struct bucket_key key;
    struct bucket_rate rate; // at the last buckets_take
    uint64_t parts;
    int64_t at_ms;
};

static bool key_same(const struct bucket_key *a, const struct bucket_key *b) {
    return a->hall == b->hall && a->device == b->device && a->command == b->command &&
           a->principal == b->principal;
}

static size_t key_hash(const struct bucket_key *key) {
    uint64_t h = key->principal;
    const uint32_t parts[] = {key->hall, key->device, key->command};
    for (size_t i = 0; i < COUNT(parts); i++)
        h = (h ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(h ^ h >> 32);
}

static uint64_t parts_full(const struct bucket_rate *rate) {
    return (uint64_t)(rate->burst ? rate->burst : 1) * TOKEN_PARTS;
}

// Adds the parts that came since at_ms.
static void fill(struct bucket *b, int64_t now_ms) {
    int64_t passed_ms = now_ms > b->at_ms ? now_ms - b->at_ms : 0;
    if (passed_ms > FULL_MS_MAX)
        passed_ms = FULL_MS_MAX;
    b->parts += (uint64_t)passed_ms * b->rate.per_min;
    if (b->parts > parts_full(&b->rate))
        b->parts = parts_full(&b->rate);
    b->at_ms = now_ms;
}

// Drops the full buckets: without a bucket the device has its whole burst as well.
static void full_drop(struct buckets *b, int64_t now_ms) {
    for (size_t i = 0; i < b->head_count; i++)
        for (struct bucket **at = &b->heads[i]; *at;) {
            struct bucket *bucket = *at;
            fill(bucket, now_ms);
            if (bucket->parts < parts_full(&bucket->rate)) {
                at = &bucket->next;
                continue;
            }
            *at = bucket->next;
            free(bucket);
            b->count--;
        }
}

static bool grow(struct buckets *b) {
    size_t head_count = b->head_count ? 2 * b->head_count : HEADS_FIRST;
    struct bucket **heads = calloc(head_count, sizeof(struct bucket *));
    if (!heads)
        return false;
    for (size_t i = 0; i < b->head_count; i++)
        while (b->heads[i]) {
            struct bucket *bucket = b->heads[i];
            struct bucket **head = &heads[key_hash(&bucket->key) & (head_count - 1)];
            b->heads[i] = bucket->next;
            bucket->next = *head;
            *head = bucket;
        }
    free(b->heads);
    b->heads = heads;
    b->head_count = head_count;
    return true;
}

static struct bucket *bucket_add(struct buckets *b, const struct bucket_key *key,
                                 const struct bucket_rate *rate, int64_t now_ms) {
    if (b->count == b->head_count) {
        if (b->count >= BUCKETS_MAX && now_ms - b->swept_ms < SWEEP_MS && now_ms >= b->swept_ms)
            return NULL;
        b->swept_ms = now_ms;
        full_drop(b, now_ms);
        bool crowded = 2 * b->count >= b->head_count;
        if (b->count >= BUCKETS_MAX || (crowded && b->head_count < BUCKETS_MAX && !grow(b)))
            return NULL;
    }
    struct bucket *bucket = calloc(1, sizeof *bucket);
    if (!bucket)
        return NULL;
    struct bucket **head = &b->heads[key_hash(key) & (b->head_count - 1)];
    *bucket = (struct bucket){*head, *key, *rate, parts_full(rate), now_ms};
    *head = bucket;
    b->count++;
    return bucket;
}

static struct bucket *bucket_find(const struct buckets *b, const struct bucket_key *key) {
    struct bucket *bucket = b->head_count ? b->heads[key_hash(key) & (b->head_count - 1)] : NULL;
    while (bucket && !key_same(&bucket->key, key))
        bucket = bucket->next;
    return bucket;
}

static struct bucket *bucket_need(struct buckets *b, const struct bucket_key *key,
                                  const struct bucket_rate *rate, int64_t now_ms) {
    struct bucket *bucket = bucket_find(b, key);
    return bucket ? bucket : bucket_add(b, key, rate, now_ms);
}

void buckets_give(struct buckets *b, const struct bucket_key *key) {
    struct bucket *bucket = bucket_find(b, key);
    if (bucket)
        bucket->parts += TOKEN_PARTS;
}

int64_t buckets_take(struct buckets *b, const struct bucket_key *key,
                     const struct bucket_rate *rate, int64_t now_ms) {
    if (!rate->per_min)
        return 0;
    struct bucket *bucket = bucket_need(b, key, rate, now_ms);
    if (!bucket)
        return now_ms + 1000;
    fill(bucket, now_ms);
    bucket->rate = *rate; // the settings may have changed meanwhile
    if (bucket->parts > parts_full(rate))
        bucket->parts = parts_full(rate);
    if (bucket->parts >= TOKEN_PARTS) {
        bucket->parts -= TOKEN_PARTS;
        return 0;
    }
    uint64_t lacking = TOKEN_PARTS - bucket->parts;
    return now_ms + (int64_t)((lacking + rate->per_min - 1) / rate->per_min);
}

void buckets_fini(struct buckets *b) {
    for (size_t i = 0; i < b->head_count; i++)
        while (b->heads[i]) {
            struct bucket *bucket = b->heads[i];
            b->heads[i] = bucket->next;
            free(bucket);
        }
    free(b->heads);
    memset(b, 0, sizeof *b);
}
