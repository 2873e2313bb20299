#include "broker/hall/core/cases.h"

#include "base/wire/wire.h"

int case_find(struct state *s, uint32_t hall, uint32_t case_id, Hallq__CaseRow **ret) {
    int err = case_row_get(s, key_of_cases(hall, PART_OPEN_CASE, case_id), ret);
    if (err == ERR_NOT_FOUND)
        err = case_row_get(s, key_of_cases(hall, PART_CLOSED_CASE, case_id), ret);
    return !err && !(*ret)->now ? ERR_CORRUPT : err;
}

int work_slip_find(struct state *s, uint32_t hall, uint32_t work_slip, Hallq__WorkSlip **ret) {
    int err = work_slip_row_get(s, key_of_cases(hall, PART_OPEN_SLIP, work_slip), ret);
    return err == ERR_NOT_FOUND
               ? work_slip_row_get(s, key_of_cases(hall, PART_CLOSED_SLIP, work_slip), ret)
               : err;
}

enum part_of_cases case_part(const Hallq__Case *now) {
    return now->state == HALLQ__CASE__STATE__CLOSED ? PART_CLOSED_CASE : PART_OPEN_CASE;
}

enum part_of_cases work_slip_part(const Hallq__WorkSlip *now) {
    return now->state == HALLQ__WORK_SLIP__STATE__CLOSED ? PART_CLOSED_SLIP : PART_OPEN_SLIP;
}

// ---------------------------------------------------------------- help

struct reading {
    struct state *state;
    struct helps *found;
};

static int help_cb(void *arg, struct bytes key, struct bytes value) {
    struct reading *r = arg;
    Hallq__Help *help =
        wire_unpack_stored(&hallq__help__descriptor, r->state->arena, value.data, value.size);
    if (help)
        r->found->list[r->found->count++] = help;
    else
        row_unread(r->state, TABLE_CASE, key);
    return r->found->count == LIMIT_COUNTERS;
}

int helps_open(struct state *s, uint32_t hall, const Hallq__HallRow *row, struct helps *ret) {
    struct reading r = {s, ret};
    *ret = (struct helps){.count = 0};
    if (!row->open_helps)
        return ERR_OK;
    ret->list = arena_need(s->arena, LIMIT_COUNTERS * sizeof(Hallq__Help *));
    return rows_scan_over(s, TABLE_CASE, key_of_cases(hall, PART_HELP, 0), KEY_OF_CASES_PREFIX_SIZE,
                          help_cb, &r);
}

Hallq__Help *help_at(const struct helps *helps, uint32_t counter) {
    for (size_t i = 0; i < helps->count; i++)
        if (helps->list[i]->counter == counter)
            return helps->list[i];
    return NULL;
}

Hallq__Help *help_of(const struct helps *helps, uint32_t help) {
    for (size_t i = 0; i < helps->count; i++)
        if (helps->list[i]->help == help)
            return helps->list[i];
    return NULL;
}

// ---------------------------------------------------------------- deadlines

struct each {
    struct state *state;
    int (*row_cb)(void *arg, const Hallq__PressingRow *row);
    void *arg;
};

static int pressing_cb(void *arg, struct bytes key, struct bytes value) {
    struct each *e = arg;
    const Hallq__PressingRow *row = wire_unpack_stored(&hallq__pressing_row__descriptor,
                                                       e->state->arena, value.data, value.size);
    if (row)
        return e->row_cb(e->arg, row);
    row_unread(e->state, TABLE_CASE, key);
    return 0;
}

int pressing_each(struct state *s, uint32_t hall,
                  int (*row_cb)(void *arg, const Hallq__PressingRow *row), void *arg) {
    struct each e = {s, row_cb, arg};
    return rows_scan_over(s, TABLE_CASE, key_of_cases(hall, PART_PRESSING, 0),
                          KEY_OF_CASES_PREFIX_SIZE, pressing_cb, &e);
}
