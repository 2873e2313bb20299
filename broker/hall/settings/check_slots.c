// check_slots.c - the appointments of a service.
//
// Who checks in late may keep a place for as long as the limit lets them check in at all; and nobody is
// called before they may check in.
#include "base/limit.h"
#include "broker/hall/settings/checker.h"

void check_slots(struct checker *c, const Hallq__Service *service) {
    const Hallq__SlotSettings *s = service->slots;
    if (!s)
        return;
    size_t here = checker_push(c, ".slots");
    checker_fields(c, s);
    check_hours(c, &s->base, s->hours, s->n_hours);
    if (s->grace_min <= LIMIT_SLOT_MIN && s->late_min <= LIMIT_SLOT_MIN)
        checker_range(c, ".grace_min", s->grace_min, 0, s->late_min);
    if (s->callable_min <= LIMIT_SLOT_MIN && s->early_min <= LIMIT_SLOT_MIN)
        checker_range(c, ".callable_min", s->callable_min, 0, s->early_min);
    checker_pop(c, here);
}
