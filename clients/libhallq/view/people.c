// people.c - the people signed on; only the staff view has them.
#include "fold.h"

#include <string.h>

// The index at which the person of this staff number and device stands, or would stand.
static size_t person_place(const struct hallq_view *v, uint32_t staff, uint32_t device) {
    size_t at = 0;
    for (; at < v->now.n_people; at++) {
        const Hallq__SignedOn *p = v->now.people[at];
        if (p->staff > staff || (p->staff == staff && p->device >= device))
            break;
    }
    return at;
}

static bool stands_at(const struct hallq_view *v, size_t at, uint32_t staff, uint32_t device) {
    return at < v->now.n_people && v->now.people[at]->staff == staff &&
           v->now.people[at]->device == device;
}

static void person_put(struct hallq_view *v, Hallq__SignedOn *person) {
    size_t at = person_place(v, person->staff, person->device);
    Hallq__SignedOn **place = v->now.people + at;
    if (stands_at(v, at, person->staff, person->device)) {
        *place = person;
        return;
    }
    if (v->now.n_people == LIMIT_STAFF)
        return;
    memmove(place + 1, place, (v->now.n_people++ - at) * sizeof(Hallq__SignedOn *));
    *place = person;
}

static void person_remove(struct hallq_view *v, size_t at) {
    Hallq__SignedOn **place = v->now.people + at;
    memmove(place, place + 1, (--v->now.n_people - at) * sizeof(Hallq__SignedOn *));
    part_changed(v, HALLQ_PART_PEOPLE);
}

void people_settle(struct hallq_view *v) {
    Hallq__SignedOn **told = v->now.people;
    size_t count = v->now.n_people;
    v->now.people = view_list(v, v->staff ? LIMIT_STAFF : 0);
    v->now.n_people = 0;
    for (size_t i = 0; i < count; i++)
        person_put(v, told[i]);
}

void people_leave(struct hallq_view *v, uint32_t counter) {
    for (size_t i = v->now.n_people; i-- > 0;)
        if (v->now.people[i]->counter == counter)
            person_remove(v, i);
}

void fold_staff_signed_on(struct fold *f, const Hallq__StaffSignedOn *e) {
    struct hallq_view *v = f->v;
    if (!v->staff)
        return;
    Hallq__SignedOn *person = arena_need(&v->memory, sizeof *person);
    hallq__signed_on__init(person);
    person->staff = e->staff;
    person->device = e->device;
    person->counter = e->counter;
    person->role = e->role;
    person_put(v, person);
    part_changed(v, HALLQ_PART_PEOPLE);
    Hallq__CounterNow *c = counter_staff_edit(v, e->counter);
    if (c)
        c->clerk = e->staff;
}

void fold_staff_signed_off(struct fold *f, const Hallq__StaffSignedOff *e) {
    struct hallq_view *v = f->v;
    size_t at = person_place(v, e->staff, e->device);
    if (stands_at(v, at, e->staff, e->device))
        person_remove(v, at);
    Hallq__CounterNow *c = counter_staff_edit(v, e->counter);
    if (c && c->clerk == e->staff)
        c->clerk = 0;
}
