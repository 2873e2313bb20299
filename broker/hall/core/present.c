#include "broker/hall/core/present.h"

#include "broker/hall/core/deciding.h"

struct presents {
    struct state *state;
    struct present *first;
};

static int present_cb(void *arg, struct bytes key, struct bytes value) {
    struct presents *p = arg;
    const Hallq__SignOnRow *on = sign_on_row_read(p->state->arena, value);
    if (!on) {
        row_unread(p->state, TABLE_SIGN_ON, key);
        return 0;
    }
    struct present *who = arena_need(p->state->arena, sizeof *who);
    *who = (struct present){.next = p->first,
                            .staff = on->staff,
                            .device = key_read_u32(key, KEY_HALL_SIZE),
                            .counter = on->counter,
                            .role = on->role,
                            .gateway = on->gateway,
                            .principal = on->principal};
    p->first = who;
    return 0;
}

int presents_find(struct deciding *d, struct present **ret) {
    struct presents p = {.state = d->state};
    int err =
        rows_scan_over(d->state, TABLE_SIGN_ON, key_hall(d->hall), KEY_HALL_SIZE, present_cb, &p);
    *ret = p.first;
    return err;
}

int sign_on_is_over(struct deciding *d, uint32_t device, bool *ret) {
    const Hallq__SignOnRow *on;
    struct key key = key_sign_on(d->hall, device);
    int err = sign_on_row_need(d->state, key, &on);
    *ret = !err && on->over;
    return row_passed(d->state, TABLE_SIGN_ON, key, err) ? ERR_OK : err;
}

int clerk_here(struct deciding *d, uint32_t staff, bool *ret) {
    Hallq__StaffRow *row;
    bool over;
    *ret = false;
    int err = staff_row_need(d->state, key_staff(d->hall, staff), &row);
    if (err || !row->device || (err = sign_on_is_over(d, row->device, &over)))
        return err;
    *ret = !over;
    return ERR_OK;
}
