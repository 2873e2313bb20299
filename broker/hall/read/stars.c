#include "broker/hall/read/stars.h"

#include <stdlib.h>

#include "broker/hall/read/flow.h"

#define RATINGS_LEAST 10

struct candidate {
    const struct tally_clerk *clerk;
    uint64_t ratings, rating_sum;
};

static struct candidate candidate_of(const struct tally_clerk *clerk) {
    struct candidate c = {.clerk = clerk};
    for (size_t i = 0; i < TALLY_SCORES; i++) {
        c.ratings += clerk->work.ratings[i];
        c.rating_sum += (i + 1) * clerk->work.ratings[i];
    }
    return c;
}

// Means are compared as fractions, so that the order does not hang on a rounding.
static int by_merit(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    uint64_t left = x->rating_sum * y->ratings, right = y->rating_sum * x->ratings;
    if (left != right)
        return left < right ? 1 : -1;
    if (x->clerk->work.served != y->clerk->work.served)
        return x->clerk->work.served < y->clerk->work.served ? 1 : -1;
    return (x->clerk->staff > y->clerk->staff) - (x->clerk->staff < y->clerk->staff);
}

static Hallq__Star *star_make(struct arena *arena, const struct candidate *c, uint32_t days) {
    Hallq__Star *star = arena_need(arena, sizeof *star);
    hallq__star__init(star);
    star->staff = c->clerk->staff;
    star->served = c->clerk->work.served;
    star->ratings = (uint32_t)c->ratings;
    star->rating_sum = (uint32_t)c->rating_sum;
    star->records = arena_need(arena, (days + 1) * sizeof *star->records);
    return star;
}

void stars_choose(const struct tally *t, Hallq__RangeReport *report) {
    const struct tally_clerk *clerk;
    uint64_t served = 0, clerks = 0;
    size_t count = 0;
    STAILQ_FOREACH(clerk, &t->clerks, entry) {
        clerks += clerk->work.served != 0;
        served += clerk->work.served;
    }
    struct candidate *list = arena_need(t->arena, (clerks + 1) * sizeof *list);
    STAILQ_FOREACH(clerk, &t->clerks, entry) {
        struct candidate c = candidate_of(clerk);
        if (clerk->work.served && c.ratings >= RATINGS_LEAST &&
            2 * clerks * clerk->work.served >= served)
            list[count++] = c;
    }
    qsort(list, count, sizeof *list, by_merit);
    report->stars = arena_need(t->arena, STARS * sizeof *report->stars);
    for (size_t i = 0; i < count && i < STARS; i++)
        report->stars[report->n_stars++] = star_make(t->arena, &list[i], report->days);
}

void stars_day(struct arena *arena, int32_t day, const struct tally *sums,
               Hallq__RangeReport *report) {
    const struct tally_clerk *clerk;
    STAILQ_FOREACH(clerk, &sums->clerks, entry)
        for (size_t i = 0; i < report->n_stars; i++) {
            Hallq__Star *star = report->stars[i];
            struct candidate c = candidate_of(clerk);
            if (star->staff != clerk->staff || (!clerk->work.served && !c.ratings))
                continue;
            Hallq__Star__Day *record = arena_need(arena, sizeof *record);
            hallq__star__day__init(record);
            record->day = day;
            record->served = clerk->work.served;
            record->n_ratings = flow_ratings(arena, clerk->work.ratings, &record->ratings);
            star->records[star->n_records++] = record;
        }
}
