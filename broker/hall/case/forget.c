// forget.c - a case or work slip that was closed long enough is forgotten. The rule names its texts and
// the keys they were sealed under; the caller destroys these before the event is applied, so that the
// event tells what is done. The rows go; the journal and the backups keep boxes that nobody can open.
#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"

#define TEXTS_MAX (LIMIT_CASE_STEPS + 2) // of one case: its steps', and the contact

static bool is_named(const Hallq__CaseForgotten *forgotten, uint64_t key) {
    for (size_t i = 0; i < forgotten->n_keys; i++)
        if (forgotten->keys[i] == key)
            return true;
    return false;
}

// As a rule there is one key; more, if the folder of keys was lost while the case was open.
static int text_add(struct deciding *d, Hallq__CaseForgotten *forgotten, uint64_t sealed) {
    Hallq__SealedRow *row;
    if (!sealed)
        return ERR_OK;
    int err = sealed_row_get(d->state, key_sealed(d->hall, CASES_DAY, sealed), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    forgotten->sealed[forgotten->n_sealed++] = sealed;
    if (!is_named(forgotten, row->key))
        forgotten->keys[forgotten->n_keys++] = row->key;
    return ERR_OK;
}

static int case_texts(struct deciding *d, const Hallq__CaseRow *row,
                      Hallq__CaseForgotten *forgotten) {
    int err = text_add(d, forgotten, row->now->contact_sealed);
    for (size_t i = 0; i < row->n_steps && i < LIMIT_CASE_STEPS && !err; i++)
        err = text_add(d, forgotten, row->steps[i]->note_sealed);
    return err;
}

static int slip_texts(struct deciding *d, const Hallq__WorkSlip *slip,
                      Hallq__CaseForgotten *forgotten) {
    int err = text_add(d, forgotten, slip->note_sealed);
    return err ? err : text_add(d, forgotten, slip->reply_sealed);
}

int case_forget_due(struct deciding *d, const struct due_key *due) {
    struct arena *arena = d->state->arena;
    uint32_t number = (uint32_t)due->subject;
    Hallq__CaseRow *row;
    Hallq__WorkSlip *slip;
    EMIT(d, CASE_FORGOTTEN, CaseForgotten, case_forgotten, forgotten);
    forgotten->number = number;
    forgotten->sealed = arena_need(arena, TEXTS_MAX * sizeof *forgotten->sealed);
    forgotten->keys = arena_need(arena, TEXTS_MAX * sizeof *forgotten->keys);
    int err = case_row_get(d->state, key_of_cases(d->hall, PART_CLOSED_CASE, number), &row);
    if (!err)
        return row->now ? case_texts(d, row, forgotten) : ERR_CORRUPT;
    if (err != ERR_NOT_FOUND)
        return err;
    err = work_slip_row_get(d->state, key_of_cases(d->hall, PART_CLOSED_SLIP, number), &slip);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return slip_texts(d, slip, forgotten);
}

// The closed row of that number goes, and its due row.
static int row_forget(struct change *c, uint32_t number) {
    Hallq__CaseRow *row;
    Hallq__WorkSlip *slip;
    enum part_of_cases part = PART_CLOSED_CASE;
    int err = case_row_get(c->state, key_of_cases(c->hall, part, number), &row);
    int64_t due_ms = !err && row->now ? row->now->forget_at_ms : 0;
    if (err == ERR_NOT_FOUND) {
        part = PART_CLOSED_SLIP;
        err = work_slip_row_get(c->state, key_of_cases(c->hall, part, number), &slip);
        due_ms = err ? 0 : slip->forget_at_ms;
    }
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    err = row_del(c->state, TABLE_CASE, key_of_cases(c->hall, part, number));
    return err ? err : due_move(c, HALLQ__DUE_ROW__KIND__CASE_FORGET, number, due_ms, 0);
}

int apply_case_forgotten(struct change *c, const Hallq__CaseForgotten *event) {
    int err = row_forget(c, event->number);
    for (size_t i = 0; i < event->n_sealed && !err; i++)
        err = row_del(c->state, TABLE_SEALED, key_sealed(c->hall, CASES_DAY, event->sealed[i]));
    if (!err && !c->row->kept_cases)
        return ERR_CORRUPT;
    c->row->kept_cases -= !err;
    return err;
}
