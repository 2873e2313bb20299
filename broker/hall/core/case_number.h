// case_number.h - cases, work slips and bookings of a hall are numbered together, since each number names a
// leaf of the hall's tree of keys.
#ifndef HALLQ_CORE_CASE_NUMBER_H
#define HALLQ_CORE_CASE_NUMBER_H

#include "broker/hall/core/deciding.h"

// case_number_new: the number of the case, work slip or booking that is made; refuses CASES_FULL.
// Customers fill half of the room at most, so that the staff can always make one.
int case_number_new(struct deciding *d, bool by_customers, uint32_t *ret);

#endif
