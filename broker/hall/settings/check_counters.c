// check_counters.c - the hall's counters, and the policies by which they choose the next line.
#include <string.h>

#include "base/limit.h"
#include "broker/hall/settings/checker.h"

bool checker_gives(const Hallq__CounterSettings *counter, uint32_t service) {
    for (size_t i = 0; i < counter->n_services; i++)
        if (counter->services[i] == service)
            return true;
    return false;
}

// Returns the first index at which a counter's list has the service of `index`.
static size_t same_before(const Hallq__CounterSettings *counter, size_t index) {
    size_t i = 0;
    while (i < index && counter->services[i] != counter->services[index])
        i++;
    return i;
}

static void check_counter_services(struct checker *c, const Hallq__CounterSettings *counter) {
    if (!checker_list(c, counter, "services"))
        return;
    for (size_t i = 0; i < counter->n_services; i++) {
        size_t first = same_before(counter, i);
        struct checker_other other = checker_other(c, ".services", first, "");
        size_t here = checker_push(c, ".services[%zu]", i);
        if (first < i)
            checker_report(c, "",
                           (struct problem){PROBLEM_SERVICE_TWICE, .value = counter->services[i],
                                            .other = other.path});
        else
            check_service_known(c, "", counter->services[i]);
        checker_pop(c, here);
    }
}

// A limit must stand where the policy may pass people over, and nowhere else.
static void check_limit(struct checker *c, const Hallq__LinePolicy *policy) {
    if (policy->kind == HALLQ__LINE_POLICY__KIND__OLDEST) {
        if (policy->limit_s)
            checker_report(c, ".limit_s", (struct problem){PROBLEM_LIMIT_UNUSED});
        return;
    }
    const struct setting *row = checker_row(policy, "limit_s");
    if (policy->limit_s)
        checker_number(c, policy, "limit_s");
    else
        checker_report(c, ".limit_s",
                       (struct problem){PROBLEM_LIMIT_MISSING, .text = "limit_s", .low = row->low,
                                        .high = row->high});
}

static size_t same_share(Hallq__LinePolicy__Share *const *ratio, size_t index) {
    size_t i = 0;
    while (i < index && ratio[i]->service != ratio[index]->service)
        i++;
    return i;
}

static void check_share(struct checker *c, const Hallq__CounterSettings *counter, size_t i) {
    const Hallq__LinePolicy__Share *share = counter->policy->ratio[i];
    size_t same = same_share(counter->policy->ratio, i);
    struct checker_other other = checker_other(c, ".ratio", same, "");
    size_t here = checker_push(c, ".ratio[%zu]", i);
    if (!checker_gives(counter, share->service))
        checker_report(c, ".service",
                       (struct problem){PROBLEM_RATIO_FOREIGN, .value = share->service});
    else if (same < i)
        checker_report(
            c, ".service",
            (struct problem){PROBLEM_SERVICE_TWICE, .value = share->service, .other = other.path});
    checker_fields(c, share);
    checker_pop(c, here);
}

static void check_ratio(struct checker *c, const Hallq__CounterSettings *counter) {
    const Hallq__LinePolicy *policy = counter->policy;
    bool wanted = policy->kind == HALLQ__LINE_POLICY__KIND__RATIO;
    if (wanted && !policy->n_ratio)
        checker_report(c, ".ratio", (struct problem){PROBLEM_RATIO_MISSING});
    if (!wanted && policy->n_ratio)
        checker_report(c, ".ratio", (struct problem){PROBLEM_RATIO_UNUSED});
    if (!checker_list(c, policy, "ratio"))
        return;
    for (size_t i = 0; i < policy->n_ratio; i++)
        check_share(c, counter, i);
}

static bool policy_known(const Hallq__LinePolicy *policy) {
    return policy && policy->kind >= HALLQ__LINE_POLICY__KIND__OLDEST &&
           policy->kind <= HALLQ__LINE_POLICY__KIND__RATIO;
}

static void check_policy(struct checker *c, const Hallq__CounterSettings *counter) {
    size_t here = checker_push(c, ".policy");
    if (policy_known(counter->policy)) {
        check_limit(c, counter->policy);
        check_ratio(c, counter);
    } else {
        checker_report(
            c, ".kind",
            (struct problem){PROBLEM_POLICY_MISSING, .text = "oldest, preference, ratio"});
    }
    checker_pop(c, here);
}

static void check_counter(struct checker *c, size_t i) {
    const Hallq__CounterSettings *counter = c->s->counters[i];
    checker_id_once(c, ".counters", ".id", (void *const *)c->s->counters, i,
                    offsetof(Hallq__CounterSettings, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".counters[%zu]", i);
    checker_fields(c, counter);
    checker_text(c, ".name", counter->name);
    check_zone_known(c, text_or_empty(counter->zone));
    check_counter_services(c, counter);
    check_policy(c, counter);
    checker_pop(c, here);
}

void check_counters(struct checker *c) {
    if (!checker_list(c, c->s, "counters"))
        return;
    for (size_t i = 0; i < c->s->n_counters; i++)
        check_counter(c, i);
}

const Hallq__CounterSettings *checker_counter(const Hallq__HallSettings *s, uint32_t id) {
    for (size_t i = 0; i < s->n_counters && i < LIMIT_COUNTERS; i++)
        if (s->counters[i]->id == id)
            return s->counters[i];
    return NULL;
}
