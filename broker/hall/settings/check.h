// check.h - whether a hall's settings are fit to be applied. Pure.
#ifndef HALLQ_SETTINGS_CHECK_H
#define HALLQ_SETTINGS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/hall/settings/problem.h"
#include "settings.pb-c.h"

// Returns how many people wait in a line of the hall now.
typedef uint32_t (*settings_waiting_cb)(void *arg, Hallq__Line__Kind kind, uint32_t id);

// settings_check: looks at every field of `s` and tells problem_cb of each problem, errors and
// warnings, in the order of the schema. Returns true if there was no error. Trusts nothing but that
// `s` is a well-formed message: text may be any bytes, sub-messages may be missing.
bool settings_check(const Hallq__HallSettings *s, settings_problem_cb problem_cb, void *arg);

// settings_check_change: checks that the change from `old` (NULL: the first settings) to `new`
// leaves no ticket in a line that no longer exists: each removed service or counter with waiting
// people needs a move. `new` must have passed settings_check. Returns true if there was no error.
bool settings_check_change(const Hallq__HallSettings *old, const Hallq__HallSettings *new,
                           settings_waiting_cb waiting_cb, void *waiting_arg,
                           settings_problem_cb problem_cb, void *problem_arg);

#endif
