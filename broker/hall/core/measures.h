// measures.h - the measures that a hall keeps: the newest ones, in a ring of rows; and what they say
// about zones where customers serve themselves.
#ifndef HALLQ_CORE_MEASURES_H
#define HALLQ_CORE_MEASURES_H

#include <stdbool.h>
#include <stddef.h>

#include "broker/hall/core/rows.h"

// The rows of a hall's measures, by number, in the arena.
struct measures {
    Hallq__MeasureRow **rows;
    size_t count;
};

// measures_read: all that the hall keeps, those of earlier days too; `row` is the hall's. A row that
// cannot be read is passed over. Returns ERR_OK or a store error.
int measures_read(struct state *s, uint32_t hall, const Hallq__HallRow *row, struct measures *ret);

// measure_is_open: whether it lasts, or is still to be judged.
bool measure_is_open(const Hallq__MeasureRow *row);

// measure_is_offered: whether customers see a measure of this kind while it lasts. offer_make: what
// they see of it, in the arena; it borrows from `now`.
bool measure_is_offered(Hallq__Measure__Kind kind);
Hallq__Offer *offer_make(struct arena *arena, const Hallq__MeasureNow *now);

// appointments_offered: whether a measure that lasts offers appointments to those who wait for this service.
bool appointments_offered(const struct measures *measures, uint32_t service);

// settings_zone: the zone of that name, borrowed; NULL if the settings have none.
const Hallq__Zone *settings_zone(const Hallq__HallSettings *h, const char *zone);

// zone_works: whether no measure that lasts says that self-service there is out of order.
bool zone_works(const struct measures *measures, const char *zone);

// self_service_zone: the first zone of the settings where customers serve themselves and which
// works; NULL if there is none. Borrowed.
const Hallq__Zone *self_service_zone(const Hallq__HallSettings *h, const struct measures *measures);

// measure_clash: a kept measure that lasts and says the same for some of the same lines, counter,
// zone, notice or person (`staff` takes it); NULL if there is none.
const Hallq__MeasureNow *measure_clash(const struct measures *kept, const Hallq__Measure *what,
                                       uint32_t staff);

#endif
