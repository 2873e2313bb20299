// think_hall.c - commands of a shift lead and of the administrator.
#include <string.h>

#include "tests/sim/think.h"

void think_counter_services(struct think *t) {
    NEW(t, CounterServices, counter_services, c);
    c->counter = counter_any(t);
    c->services = arena_need(t->arena, 4 * sizeof *c->services);
    c->n_services = dice_below(t->d, 4);
    for (size_t i = 0; i < c->n_services; i++)
        c->services[i] = service_any(t);
    ASK(t, COUNTER_SERVICES, counter_services, c);
}

void think_counter_free(struct think *t) {
    static const int states[] = {WAITING, NO_SHOW, FINISHED, HELD};
    NEW(t, CounterFree, counter_free, c);
    c->counter = counter_any(t);
    for (size_t i = 0; i < t->p->counter_count && dice_chance(t->d, 800); i++)
        if (t->m->counters[t->p->counters[i].id].ticket && dice_chance(t->d, 500))
            c->counter = t->p->counters[i].id;
    c->ticket_state = (Hallq__Ticket__State)states[dice_below(t->d, dice_chance(t->d, 50) ? 4 : 3)];
    ASK(t, COUNTER_FREE, counter_free, c);
}

void think_service_suspend(struct think *t) {
    NEW(t, ServiceSuspend, service_suspend, c);
    c->service = service_any(t);
    c->reason = code_any(t, plan_suspend_reasons);
    ASK(t, SERVICE_SUSPEND, service_suspend, c);
}

void think_service_unsuspend(struct think *t) {
    NEW(t, ServiceUnsuspend, service_unsuspend, c);
    c->service = service_any(t);
    for (size_t i = 0; i < t->m->service_count && dice_chance(t->d, 900); i++)
        if (t->m->services[i].suspended)
            c->service = t->m->services[i].id;
    ASK(t, SERVICE_UNSUSPEND, service_unsuspend, c);
}

void think_raise_cap(struct think *t) {
    NEW(t, RaiseCap, raise_cap, c);
    c->service = service_any(t);
    const struct plan_service *service = plan_service(t->p, c->service);
    uint32_t numbers = service ? service->last - service->first + 1 : 1000;
    c->cap = 1 + (uint32_t)dice_below(t->d, 1000);
    if (dice_chance(t->d, 700)) // all its numbers, or nearly
        c->cap = numbers - (uint32_t)dice_below(t->d, numbers / 4 + 1);
    ASK(t, RAISE_CAP, raise_cap, c);
}

void think_reveal_contact(struct think *t) {
    NEW(t, RevealContact, reveal_contact, c);
    c->which = which_in(t, ANY_STATE);
    c->reason = arena_text(t->arena, dice_chance(t->d, 50) ? "" : "to call back");
    uint32_t staff = t->m->on[t->c->device % MODEL_DEVICES].staff;
    c->pin = dice_chance(t->d, 30) ? arena_text(t->arena, "") : pin_of(t, staff, 60);
    ASK(t, REVEAL_CONTACT, reveal_contact, c);
}

void think_settings(struct think *t) {
    NEW(t, ApplySettings, apply_settings, c);
    struct sim *s = t->s;
    if (s->plan_count == SIM_PLANS)
        return think_ping(t);
    struct plan *plan = &s->plans[s->plan_count];
    if (!t->p)
        plan_make(plan, t->d, s->now_ms);
    else
        plan_change(plan, t->p, t->d, (uint32_t)s->plan_count);
    if (s->busy)
        plan_widen(plan);
    plan->serial = (uint32_t)s->plan_count++;
    c->settings = plan_message(plan, t->arena);
    ASK(t, APPLY_SETTINGS, apply_settings, c);
}

void think_set_pin(struct think *t) {
    NEW(t, SetPin, set_pin, c);
    c->staff = person_any(t);
    for (size_t i = 0; i < t->p->staff_count && dice_chance(t->d, 990); i++)
        if (!has_pin(t->m, t->p->staff[i].id))
            c->staff = t->p->staff[i].id;
    c->pin = pin_new(t, c->staff);
    ASK(t, SET_PIN, set_pin, c);
}

void think_change_pin(struct think *t) {
    NEW(t, ChangePin, change_pin, c);
    uint32_t staff = t->m->on[t->c->device % MODEL_DEVICES].staff;
    c->old_pin = pin_of(t, staff, 60);
    c->new_pin = dice_chance(t->d, 20) ? c->old_pin : pin_new(t, staff);
    ASK(t, CHANGE_PIN, change_pin, c);
}

static char *name_any(struct think *t) {
    return arena_printf(t->arena, "device-%u", (unsigned)dice_below(t->d, 6));
}

static ProtobufCBinaryData key_any(struct think *t) {
    ProtobufCBinaryData key = {32, arena_need(t->arena, 32)};
    memset(key.data, 1 + (int)dice_below(t->d, 12), 32);
    return key;
}

void think_add_device(struct think *t) {
    static uint32_t halls[] = {1};
    NEW(t, AddDevice, add_device, c);
    if (t->m->key_count + 2 > MODEL_KEYS)
        return think_ping(t);
    t->request->hall = 0;
    c->name = name_any(t);
    c->role = HALLQ__DEVICE__ROLE__KIOSK;
    c->n_halls = dice_below(t->d, 8) != 0;
    c->halls = halls;
    c->public_key = key_any(t);
    ASK(t, ADD_DEVICE, add_device, c);
}

void think_revoke_device(struct think *t) {
    NEW(t, RevokeDevice, revoke_device, c);
    t->request->hall = 0;
    c->name = name_any(t);
    ASK(t, REVOKE_DEVICE, revoke_device, c);
}

void think_rekey_device(struct think *t) {
    NEW(t, RekeyDevice, rekey_device, c);
    t->request->hall = 0;
    c->name = name_any(t);
    c->public_key = key_any(t);
    c->overlap_s = dice_below(t->d, 2) ? 3600 : 0;
    ASK(t, REKEY_DEVICE, rekey_device, c);
}

void think_purge(struct think *t) {
    NEW(t, Purge, purge, c);
    c->upto_day = t->m->day - (int32_t)dice_below(t->d, 4);
    ASK(t, PURGE, purge, c);
}

void think_accept_clock(struct think *t) {
    NEW(t, AcceptClock, accept_clock, c);
    t->request->hall = dice_chance(t->d, 100) ? PLAN_HALL : 0;
    ASK(t, ACCEPT_CLOCK, accept_clock, c);
}
