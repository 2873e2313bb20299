#include "bench/web/arrivals.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

bool arrivals_seq(const char *line, uint64_t *ret_seq) {
    static const char name[] = "\"seq\":\"";
    const char *at = strncmp(line, "data: {", 7) ? NULL : strstr(line, name);
    if (!at)
        return false;
    at += sizeof name - 1;
    return number_take(&at, 1, UINT64_MAX, ret_seq) && *at == '"';
}

static void *grown(void *list, size_t *room, size_t size) {
    *room = *room ? 2 * *room : 4096;
    list = realloc(list, *room * size);
    if (!list)
        abort();
    return list;
}

void arrivals_add(struct arrivals *a, uint32_t follower, uint64_t seq, uint64_t at_ns) {
    if (a->count == a->room)
        a->list = grown(a->list, &a->room, sizeof *a->list);
    a->list[a->count++] = (struct arrival){seq, at_ns, follower};
}

static int sent_order(const void *one, const void *other) {
    const struct sent *a = one, *b = other;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

bool arrivals_read_sent(struct arrivals *a, const char *path) {
    size_t room = 0;
    struct sent s;
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    a->sent_count = 0;
    while (fscanf(f, "%" SCNu64 " %" SCNu64, &s.seq, &s.at_ns) == 2) {
        if (a->sent_count == room)
            a->sent = grown(a->sent, &room, sizeof *a->sent);
        a->sent[a->sent_count++] = s;
    }
    fclose(f);
    if (a->sent_count)
        qsort(a->sent, a->sent_count, sizeof *a->sent, sent_order);
    return true;
}

typedef void (*delivered_cb)(const struct sent *sent, const struct arrival *arrival, void *arg);

static void deliveries_each(const struct arrivals *a, uint32_t followers, delivered_cb each_cb,
                            void *arg) {
    size_t *next = calloc(followers ? followers : 1, sizeof *next); // in a->sent, of each follower
    bool *begun = calloc(followers ? followers : 1, sizeof *begun);
    if (!next || !begun)
        abort();
    for (size_t i = 0; i < a->count; i++) {
        const struct arrival *one = &a->list[i];
        size_t *at = &next[one->follower];
        for (; *at < a->sent_count && a->sent[*at].seq <= one->seq; (*at)++)
            if (begun[one->follower])
                each_cb(&a->sent[*at], one, arg);
        begun[one->follower] = true;
    }
    free(next);
    free(begun);
}

struct window {
    uint64_t from_ns, to_ns, count;
    struct joined *joined;
};

static bool is_within(const struct window *w, uint64_t at_ns) {
    return at_ns >= w->from_ns && at_ns < w->to_ns;
}

static void joined_cb(const struct sent *sent, const struct arrival *arrival, void *arg) {
    struct window *w = arg;
    if (!is_within(w, sent->at_ns))
        return;
    w->joined->delivered++;
    histogram_add(&w->joined->delay_ns,
                  arrival->at_ns > sent->at_ns ? arrival->at_ns - sent->at_ns : 0);
}

void arrivals_join(const struct arrivals *a, uint32_t followers, uint64_t from_ns, uint64_t to_ns,
                   struct joined *ret) {
    struct window w = {.from_ns = from_ns, .to_ns = to_ns, .joined = ret};
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < a->sent_count; i++)
        ret->sent += is_within(&w, a->sent[i].at_ns);
    ret->expected = ret->sent * followers;
    deliveries_each(a, followers, joined_cb, &w);
}

static void between_cb(const struct sent *sent, const struct arrival *arrival, void *arg) {
    struct window *w = arg;
    (void)sent;
    w->count += is_within(w, arrival->at_ns);
}

uint64_t arrivals_between(const struct arrivals *a, uint32_t followers, uint64_t from_ns,
                          uint64_t to_ns) {
    struct window w = {.from_ns = from_ns, .to_ns = to_ns};
    deliveries_each(a, followers, between_cb, &w);
    return w.count;
}

void arrivals_fini(struct arrivals *a) {
    free(a->list);
    free(a->sent);
    *a = (struct arrivals){0};
}
