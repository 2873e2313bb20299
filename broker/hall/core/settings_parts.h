// settings_parts.h - what a hall's settings say about one of its parts.
#ifndef HALLQ_SETTINGS_PARTS_H
#define HALLQ_SETTINGS_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "settings.pb-c.h"

// settings_service, _counter, _staff, _class: the part of that number, borrowed; NULL if the
// settings have no such part.
const Hallq__Service *settings_service(const Hallq__HallSettings *h, uint32_t service);
const Hallq__CounterSettings *settings_counter(const Hallq__HallSettings *h, uint32_t counter);
const Hallq__StaffSettings *settings_staff(const Hallq__HallSettings *h, uint32_t staff);
const Hallq__Webhook *settings_webhook(const Hallq__HallSettings *h, uint32_t hook);
const Hallq__CustomerClass *settings_class(const Hallq__HallSettings *h, uint32_t id);

// settings_moved_to: the service whose line takes those who waited for a service or counter that is
// no more; 0 if the settings name none.
uint32_t settings_moved_to(const Hallq__HallSettings *h, Hallq__Line__Kind kind, uint32_t id);

// code_known: whether the code is one of these; an empty code is not. reason_ok: whether the reason
// is one of these codes, or empty where the settings have no codes. id_listed: whether the number
// is in the list.
bool code_known(Hallq__Code *const *codes, size_t code_count, const char *code);
bool reason_ok(Hallq__Code *const *codes, size_t code_count, const char *reason);
bool id_listed(const uint32_t *ids, size_t id_count, uint32_t id);

#endif
