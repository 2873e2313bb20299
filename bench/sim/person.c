#include "bench/sim/person.h"

#define RATED 0.6    // share of visits that end with a rating
#define CONTENT 0.85 // share of ratings with the best score
#define BEST_SCORE 5

// Where the day has no such service, as on a ticket that somebody took by hand.
static const struct day_service unknown_service = {
    .mean_s = 300, .cv = .6, .patience_mean_s = 9000, .patience_cv = 1};

static const struct day_service *service_of(const struct day *d, uint32_t service) {
    const struct day_service *found = day_service_of(d, service);
    return found ? found : &unknown_service;
}

// One of the day's other services, 0 if there is none.
static uint32_t other_service(const struct day *d, struct dice *dice, uint32_t service) {
    size_t count = 0;
    for (size_t i = 0; i < d->service_count; i++)
        count += d->services[i].service != service;
    uint64_t roll = dice_u64(dice);
    if (!count)
        return 0;
    size_t left = (size_t)(roll % count);
    for (size_t i = 0; i < d->service_count; i++)
        if (d->services[i].service != service && !left--)
            return d->services[i].service;
    return 0;
}

// Each thing is drawn whether or not it is needed, so that a share changed leaves the rest as it was.
struct person person_draw(const struct day *d, uint64_t seed, uint64_t place, uint32_t service,
                          struct person_shares shares) {
    struct dice dice;
    struct person p = {.service = service};
    const struct day_service *own = service_of(d, service);
    dice_init(&dice, seed);
    dice_init(&dice, dice_u64(&dice) ^ place);
    p.patience_s = dice_lognormal(&dice, own->patience_mean_s, own->patience_cv);
    p.comes = !dice_chance(&dice, own->no_show);
    p.service_s = dice_lognormal(&dice, own->mean_s, own->cv);
    p.holds = dice_chance(&dice, shares.hold);
    bool rates = dice_chance(&dice, RATED);
    bool content = dice_chance(&dice, CONTENT);
    uint32_t lesser = 1 + (uint32_t)(dice_u64(&dice) % (BEST_SCORE - 1));
    p.score = !rates ? 0 : content ? BEST_SCORE : lesser;
    bool transferred = dice_chance(&dice, shares.transfer);
    uint32_t next = other_service(d, &dice, service);
    const struct day_service *after = service_of(d, next);
    p.next_service_s = dice_lognormal(&dice, after->mean_s, after->cv);
    p.next_service = transferred ? next : 0;
    return p;
}

double person_service_s(const struct person *p, uint32_t service) {
    return service == p->service ? p->service_s : p->next_service_s;
}
