// proposed.c - whether a measure is what its alert proposed. What the proposal left open may be anything.
//
// The waits that a proposal promised are of all its measures together, of as many people as it says and
// until the time that it says. So they are kept with the measure that is taken last of them, and not with
// one that does less: its outcome would be held to a promise nobody made.
#include <string.h>

#include "broker/hall/alert/acted.h"
#include "broker/hall/measure/measure.h"

// Whether all of some services are among others.
static bool are_listed(const Hallq__Measure *some, const Hallq__Measure *among) {
    for (size_t i = 0; i < some->n_services; i++)
        if (!id_listed(among->services, among->n_services, some->services[i]))
            return false;
    return true;
}

static bool same_services(const Hallq__Measure *what, const Hallq__Measure *proposed) {
    return !proposed->n_services || (are_listed(what, proposed) && are_listed(proposed, what));
}

static bool is_proposed(const Hallq__Measure *what, const Hallq__Measure *proposed) {
    return what->kind == proposed->kind && what->counter == proposed->counter &&
           what->to_hall == proposed->to_hall && !strcmp(what->zone, proposed->zone) &&
           same_services(what, proposed) && (!what->people || what->people >= proposed->people);
}

static bool is_taken(const struct taking *t, const Hallq__Measure *proposed) {
    bool taken = is_proposed(t->what, proposed);
    for (size_t i = 0; i < t->kept.count && !taken; i++) {
        const Hallq__MeasureNow *now = t->kept.rows[i]->now;
        taken = now->alert == t->alert && now->proposed &&
                now->end != HALLQ__MEASURE__END__BY_STAFF && is_proposed(now->what, proposed);
    }
    return taken;
}

static bool lasts_until(const struct taking *t, int64_t at_ms) {
    return !t->until_ms || t->until_ms >= at_ms;
}

int measure_proposed(const struct taking *t, Hallq__MeasureTaken *taken) {
    const Hallq__Proposal *proposal;
    bool whole = true;
    int err = alert_proposal(t->d->state, t->d->hall, t->alert, &proposal);
    if (err || !proposal)
        return err;
    for (size_t i = 0; i < proposal->n_measures; i++) {
        taken->proposed |= is_proposed(t->what, proposal->measures[i]);
        whole &= is_taken(t, proposal->measures[i]);
    }
    taken->proposed &= lasts_until(t, proposal->later_at_ms);
    if (!taken->proposed || !whole)
        return ERR_OK;
    taken->proposed_with_s = proposal->with_s;
    taken->proposed_without_s = proposal->without_s;
    taken->proposed_for_ms = proposal->later_at_ms;
    return ERR_OK;
}
