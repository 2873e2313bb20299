#include "broker/after/purges.h"

#include "broker/live/wallclock.h"
#include "broker/log/log.h"

#define PURGE_AGAIN_MS (60 * 1000)
#define PURGES_AGAIN_MAX 4 // halls tried again in a round of the loop: each has some files

static void purge_run(struct purges *p, struct hall *hall) {
    int err = seal_destroy_upto(p->seals, hall->hall, hall->purge_upto_day);
    if (err)
        log_write(LOG_LEVEL_ERROR, "purge_failed", " hall=%u upto_day=%d error=\"%s\"", hall->hall,
                  hall->purge_upto_day, err_text(err));
    if (!err && hall->purge_failing)
        log_write(LOG_LEVEL_INFO, "purged", " hall=%u upto_day=%d", hall->hall,
                  hall->purge_upto_day);
    p->failing += (err != ERR_OK) - hall->purge_failing;
    hall->purge_failing = err != ERR_OK;
    if (err)
        p->again_ms = wallclock_machine_ms() + PURGE_AGAIN_MS;
}

void purges_hall(struct purges *p, struct hall *hall, int32_t upto_day) {
    if (!hall->purge_failing || upto_day > hall->purge_upto_day)
        hall->purge_upto_day = upto_day;
    purge_run(p, hall);
}

void purges_again(struct purges *p) {
    if (!p->failing || wallclock_machine_ms() < p->again_ms)
        return;
    struct hall *hall = p->next ? p->next : SLIST_FIRST(&p->halls->all);
    for (int tried = 0; hall && tried < PURGES_AGAIN_MAX; hall = SLIST_NEXT(hall, in_all))
        if (hall->purge_failing) {
            purge_run(p, hall);
            tried++;
        }
    p->next = hall;
    p->again_ms = hall ? 0 : wallclock_machine_ms() + PURGE_AGAIN_MS; // the other halls come next
}
