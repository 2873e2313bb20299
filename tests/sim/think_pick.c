// think_pick.c - what a command may be about: mostly what makes sense just now, sometimes anything at all.
#include <string.h>

#include "tests/sim/canary.h"
#include "tests/sim/think.h"

const struct model_ticket *ticket_in(struct think *t, unsigned states) {
    const struct model_ticket *found[MODEL_STATES] = {NULL};
    unsigned seen[MODEL_STATES] = {0}, weights[MODEL_STATES] = {0};
    size_t from = t->m->ticket_count > 400 ? t->m->ticket_count - 400 : 0;
    for (size_t i = from; i < t->m->ticket_count; i++) {
        const struct model_ticket *one = &t->m->tickets[i];
        if (!one->id || !(states & BIT(one->state)))
            continue;
        weights[one->state] = 1;
        if (!dice_below(t->d, ++seen[one->state]))
            found[one->state] = one;
    }
    size_t state = dice_weighted(t->d, weights, MODEL_STATES);
    return state < MODEL_STATES ? found[state] : NULL;
}

Hallq__Which *which_of(struct think *t, const struct model_ticket *one) {
    NEW(t, Which, which, which);
    if (!one || dice_chance(t->d, 10)) {
        which->ticket = t->m->ticket_count + 1 + dice_below(t->d, 9);
        return which;
    }
    if (dice_chance(t->d, 300))
        which->number = arena_text(t->arena, one->number);
    else
        which->ticket = one->id;
    if ((t->c->role == HALLQ__DEVICE__ROLE__KIOSK || t->c->role == HALLQ__DEVICE__ROLE__GATEWAY) &&
        dice_chance(t->d, 970)) {
        which->code.data = arena_copy(t->arena, one->code, sizeof one->code);
        which->code.len = sizeof one->code;
        if (!one->code_stored) // mostly the one that may do all
            client_code(one->id, one->day, dice_chance(t->d, 100) ? CODE_SEE : CODE_ACT,
                        which->code.data);
    }
    return which;
}

Hallq__Which *which_in(struct think *t, unsigned states) {
    const struct model_ticket *one = ticket_in(t, dice_chance(t->d, 750) ? states : ANY_STATE);
    return which_of(t, one ? one : ticket_in(t, ANY_STATE));
}

uint32_t service_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 9);
    return t->p->services[dice_below(t->d, t->p->service_count)].id;
}

uint32_t counter_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 9);
    return t->p->counters[dice_below(t->d, t->p->counter_count)].id;
}

uint32_t person_any(struct think *t) {
    if (dice_chance(t->d, 20))
        return 1 + (uint32_t)dice_below(t->d, 99);
    return t->p->staff[dice_below(t->d, t->p->staff_count)].id;
}

char *code_any(struct think *t, const char *const *codes) {
    if (dice_chance(t->d, 30))
        return arena_text(t->arena, dice_chance(t->d, 500) ? "" : "no-such-code");
    return arena_text(t->arena, codes[dice_below(t->d, PLAN_CODES)]);
}

char *note_any(struct think *t, unsigned permille) {
    if (!dice_chance(t->d, permille))
        return arena_text(t->arena, "");
    char *note = arena_printf(t->arena, CANARY_SECRET " note %u", (unsigned)dice_below(t->d, 999));
    return dice_chance(t->d, 20) ? arena_printf(t->arena, "%s%0210d", note, 7) : note;
}

bool has_pin(const struct model *m, uint32_t person) {
    for (size_t i = 0; i < m->person_count; i++)
        if (m->people[i].id == person)
            return m->people[i].has_pin;
    return false;
}

char *pin_of(struct think *t, uint32_t person, unsigned wrong_in_1000) {
    const char *pin = "0001";
    for (size_t i = 0; i < t->m->person_count && !dice_chance(t->d, wrong_in_1000); i++)
        if (t->m->people[i].id == person)
            pin = t->m->people[i].pin;
    return arena_text(t->arena, pin);
}

char *pin_new(struct think *t, uint32_t person) {
    static const char *const bad[] = {"12", "3456", "777777", "252525", "147258", "1004", "12a456"};
    if (dice_chance(t->d, 60))
        return arena_text(t->arena, bad[dice_below(t->d, sizeof bad / sizeof bad[0])]);
    if (dice_chance(t->d, 20))
        return arena_printf(t->arena, "%08u", person);
    return arena_printf(t->arena, "%u",
                        730000 + 17 * (person % 1000) + 20000 * (uint32_t)dice_below(t->d, 3));
}
