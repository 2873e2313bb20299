// applied.c - what the event of a case changes: its row among the open or the closed ones, its due rows,
// what presses, and the counts of its topic.
#include <string.h>

#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_event.h"

// The case before the event, empty for a new one; and a row with its steps and the one of the event.
static int row_make(struct change *c, const Hallq__CaseStepped *event, Hallq__Case *ret_before,
                    Hallq__CaseRow *ret) {
    Hallq__CaseRow *row;
    hallq__case__init(ret_before);
    hallq__case_row__init(ret);
    int err = case_find(c->state, c->hall, event->now->case_id, &row);
    if (err && err != ERR_NOT_FOUND)
        return err;
    size_t count = err ? 0 : row->n_steps;
    Hallq__CaseStep **steps = arena_need(c->state->arena, (count + 1) * sizeof(Hallq__CaseStep *));
    for (size_t i = 0; i < count; i++)
        steps[i] = row->steps[i];
    steps[count] = event->step;
    ret->now = event->now;
    ret->steps = steps;
    ret->n_steps = count + 1;
    if (!err)
        *ret_before = *row->now;
    return ERR_OK;
}

static int topics_move(struct change *c, const Hallq__Case *before, const Hallq__Case *now) {
    if (before->case_id && before->kind == now->kind && !strcmp(before->topic, now->topic))
        return ERR_OK;
    int err =
        before->case_id ? topics_add(c, before->day, before->topic, before->kind, -1) : ERR_OK;
    return err ? err : topics_add(c, now->day, now->topic, now->kind, 1);
}

static int dues_move(struct change *c, const Hallq__Case *before, const Hallq__Case *now) {
    int err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_PRESS, now->case_id, before->press_at_ms,
                       now->press_at_ms);
    if (!err)
        err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_FORGET, now->case_id, before->forget_at_ms,
                       now->forget_at_ms);
    return err ? err : pressing_set(c, case_alert_kind(now), now->case_id, now->level);
}

int apply_case_stepped(struct change *c, const Hallq__CaseStepped *event) {
    Hallq__Case before;
    Hallq__CaseRow row;
    if (!event->now || !event->step)
        return ERR_CORRUPT;
    const Hallq__Case *now = event->now;
    int err = row_make(c, event, &before, &row);
    if (!err)
        err = dues_move(c, &before, now);
    if (!err)
        err = topics_move(c, &before, now);
    if (!err && before.case_id && case_part(&before) != case_part(now))
        err =
            row_del(c->state, TABLE_CASE, key_of_cases(c->hall, case_part(&before), now->case_id));
    if (err)
        return err;
    if (!before.case_id) {
        c->row->cases = now->case_id;
        c->row->kept_cases++;
    }
    return case_row_put(c->state, key_of_cases(c->hall, case_part(now), now->case_id), &row);
}
