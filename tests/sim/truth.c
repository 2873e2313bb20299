#include "tests/sim/truth.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/wire/wire.h"
#include "tests/sim/judge.h"

// Of all that a sequence says, and of the settings by their version.
static uint64_t fingerprint(const struct hallq_view *v) {
    struct arena scratch;
    Hallq__Snapshot s = v->now;
    s.epoch = s.seq = 0;
    s.at_ms = 0;
    s.settings = NULL;
    s.waits = NULL;
    s.clock = NULL;
    arena_init(&scratch, 0);
    struct wire_packed packed = wire_pack_in(&s, &scratch);
    uint64_t h = XXH3_64bits(packed.data, packed.size);
    arena_fini(&scratch);
    return h;
}

void truth_init(struct truth *t) {
    memset(t, 0, sizeof *t);
    for (int feed = 0; feed < FEED_COUNT; feed++)
        hallq_view_init(&t->sides[feed].view, feed_is_of_staff((enum feed)feed));
}

void truth_fini(struct truth *t) {
    for (int feed = 0; feed < FEED_COUNT; feed++) {
        hallq_view_fini(&t->sides[feed].view);
        free(t->sides[feed].points);
    }
    free(t->calls);
}

static void point_put(struct truth_side *side, uint64_t seq, struct truth_point point) {
    if (seq >= side->room) {
        side->room = (size_t)seq * 2 + 1024;
        side->points = realloc(side->points, side->room * sizeof *side->points);
        if (!side->points)
            abort();
    }
    if (!side->count)
        side->points[side->count++] = (struct truth_point){0};
    side->points[seq] = point;
    side->count = (size_t)seq + 1;
}

static void call_add(struct truth *t, uint64_t seq) {
    if (t->call_count == t->call_room) {
        t->call_room = t->call_room * 2 + 64;
        t->calls = realloc(t->calls, t->call_room * sizeof *t->calls);
        if (!t->calls)
            abort();
    }
    t->calls[t->call_count++] = seq;
}

static void event_fold(struct sim *s, struct truth *t, enum feed feed, const Hallq__Event *event,
                       struct arena *arena) {
    struct truth_side *side = &t->sides[feed];
    const Hallq__Event *shown = event_project(event, feed, arena);
    if (shown && hallq_view_apply(&side->view, shown) != ERR_OK)
        sim_fail(s, "display", "the view refuses event %llu", (unsigned long long)event->seq);
    uint64_t print = shown || !side->count ? fingerprint(&side->view)
                                           : side->points[side->count - 1].fingerprint;
    point_put(side, event->seq, (struct truth_point){print, s->now_ms, shown != NULL});
}

void truth_fold(struct sim *s, struct truth *t, const Hallq__JournalRecord *record,
                struct arena *arena) {
    for (int feed = 0; feed < FEED_COUNT; feed++) {
        t->sides[feed].view.now.epoch = record->epoch; // known to a follower from its snapshot
        t->sides[feed].view.now.hall = record->hall;
    }
    for (size_t i = 0; i < record->n_events; i++) {
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_TICKET_CALLED)
            call_add(t, record->events[i]->seq);
        for (int feed = 0; feed < FEED_COUNT; feed++)
            event_fold(s, t, (enum feed)feed, record->events[i], arena);
    }
}

bool truth_matches(const struct judge *j, enum feed feed, uint64_t seq,
                   const struct hallq_view *view, const char **ret_what) {
    const struct truth_side *side = &judge_truth(j)->sides[feed];
    *ret_what = "the sequence number";
    if (seq >= side->count)
        return false;
    if (fingerprint(view) == side->points[seq].fingerprint)
        return true;
    *ret_what = "what it shows";
    if (seq + 1 == side->count) {
        const char *what;
        if (!hallq_view_equal(view, &side->view, &what))
            *ret_what = what;
    }
    return false;
}

int64_t truth_next_at_ms(const struct judge *j, enum feed feed, uint64_t seq) {
    const struct truth_side *side = &judge_truth(j)->sides[feed];
    for (size_t i = (size_t)seq + 1; i < side->count; i++)
        if (side->points[i].shown)
            return side->points[i].world_ms;
    return 0;
}

uint64_t truth_call_between(const struct judge *j, uint64_t after, uint64_t before) {
    const struct truth *t = judge_truth(j);
    for (size_t i = t->call_count; i-- && t->calls[i] > after;)
        if (t->calls[i] < before)
            return t->calls[i];
    return 0;
}
