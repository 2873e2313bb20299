// settings_parts.c - what a hall's settings say about one of its parts. Lists are short and stand
// unpacked in memory, so they are walked; first the place is tried at which the part stands if its
// kind is numbered from 1 in order.
#include "broker/hall/core/settings_parts.h"

#include <string.h>

#define FIND_BY_ID(list, count, wanted)                                                            \
    if ((wanted)-1 < (count) && (list)[(wanted)-1]->id == (wanted))                                \
        return (list)[(wanted)-1];                                                                 \
    for (size_t i = 0; i < (count); i++)                                                           \
        if ((list)[i]->id == (wanted))                                                             \
            return (list)[i];                                                                      \
    return NULL;

const Hallq__Service *settings_service(const Hallq__HallSettings *h, uint32_t service) {
    FIND_BY_ID(h->services, h->n_services, service)
}

const Hallq__CounterSettings *settings_counter(const Hallq__HallSettings *h, uint32_t counter) {
    FIND_BY_ID(h->counters, h->n_counters, counter)
}

const Hallq__StaffSettings *settings_staff(const Hallq__HallSettings *h, uint32_t staff) {
    FIND_BY_ID(h->staff, h->n_staff, staff)
}

const Hallq__Webhook *settings_webhook(const Hallq__HallSettings *h, uint32_t hook) {
    FIND_BY_ID(h->webhooks, h->n_webhooks, hook)
}

const Hallq__CustomerClass *settings_class(const Hallq__HallSettings *h,
                                           uint32_t id){FIND_BY_ID(h->classes, h->n_classes, id)}

uint32_t settings_moved_to(const Hallq__HallSettings *h, Hallq__Line__Kind kind, uint32_t id) {
    for (size_t i = 0; i < h->n_moves; i++) {
        const Hallq__Move *m = h->moves[i];
        if ((kind == HALLQ__LINE__KIND__SERVICE && m->service == id) ||
            (kind == HALLQ__LINE__KIND__COUNTER && m->counter == id))
            return m->to_service;
    }
    return 0;
}

bool code_known(Hallq__Code *const *codes, size_t code_count, const char *code) {
    for (size_t i = 0; i < code_count; i++)
        if (*code && !strcmp(codes[i]->code, code))
            return true;
    return false;
}

bool reason_ok(Hallq__Code *const *codes, size_t code_count, const char *reason) {
    return code_known(codes, code_count, reason) || (!code_count && !*reason);
}

bool id_listed(const uint32_t *ids, size_t id_count, uint32_t id) {
    for (size_t i = 0; i < id_count; i++)
        if (ids[i] == id)
            return true;
    return false;
}
