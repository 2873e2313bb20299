// work_slip.c - another department is asked to help, replies, and the slip is closed. What it hangs on is
// named by kind and number; only a case is looked at here.
#include <string.h>

#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

static bool department_known(const Hallq__HallSettings *h, const char *code) {
    for (size_t i = 0; i < h->n_departments; i++)
        if (!strcmp(h->departments[i]->code, code))
            return true;
    return false;
}

int case_slip_open(struct deciding *d, const Hallq__Case *now, uint32_t *ret) {
    *ret = 0;
    for (size_t i = 0; i < now->n_work_slips && !*ret; i++) {
        Hallq__WorkSlip *slip;
        struct key key = key_of_cases(d->hall, PART_OPEN_SLIP, now->work_slips[i]);
        int err = work_slip_row_get(d->state, key, &slip);
        if (err && err != ERR_NOT_FOUND)
            return err;
        *ret = err ? 0 : slip->work_slip;
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- sent

static int about_case_check(struct deciding *d, uint32_t case_id) {
    Hallq__CaseRow *row;
    int err = case_find(d->state, d->hall, case_id, &row);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_CASE, NULL) : err;
    if (row->now->state == HALLQ__CASE__STATE__CLOSED)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    return row->now->n_work_slips < LIMIT_CASE_SLIPS
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__CASE_FULL, NULL);
}

static int send_check(struct deciding *d, const Hallq__SendWorkSlip *c) {
    if (c->about < HALLQ__WORK_SLIP__ABOUT__CASE || c->about > HALLQ__WORK_SLIP__ABOUT__FAULT)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "about");
    if (!c->subject && c->about != HALLQ__WORK_SLIP__ABOUT__FAULT)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "subject");
    if (c->hours > LIMIT_CASE_HOURS)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "hours");
    if (!department_known(d->settings, c->department))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_DEPARTMENT, c->department);
    int err = case_text_check(d, c->note, true);
    if (!err && c->about == HALLQ__WORK_SLIP__ABOUT__CASE)
        err = about_case_check(d, c->subject);
    return err;
}

static void stepped_emit(struct deciding *d, Hallq__WorkSlip *now) {
    EMIT(d, WORK_SLIP_STEPPED, WorkSlipStepped, work_slip_stepped, stepped);
    stepped->now = now;
}

int send_work_slip_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SendWorkSlip *c = request->send_work_slip;
    uint32_t number;
    int err = send_check(d, c);
    if (!err)
        err = case_number_new(d, false, &number);
    if (err)
        return err;
    Hallq__WorkSlip *now = arena_need(d->state->arena, sizeof *now);
    hallq__work_slip__init(now);
    now->work_slip = number;
    now->about = c->about;
    now->subject = c->subject;
    now->department = c->department;
    now->state = HALLQ__WORK_SLIP__STATE__SENT;
    now->sent_at_ms = d->now_ms;
    now->sent_by = by_make(d);
    now->due_ms = d->now_ms + (c->hours ? c->hours * HOUR_MS : work_slip_ms(d->settings));
    now->press_at_ms = press_first_ms(d->settings, now->due_ms);
    now->note_sealed = seal_take_of_case(d, &d->asker->sealed_note, number);
    decision_done(d)->work_slip = number;
    stepped_emit(d, now);
    return ERR_OK;
}

// ---------------------------------------------------------------- replied to, closed

static int replied(struct deciding *d, const Hallq__SettleWorkSlip *c, Hallq__WorkSlip *now) {
    if (now->state != HALLQ__WORK_SLIP__STATE__SENT)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    int err = case_text_check(d, c->note, true);
    now->replied_at_ms = d->now_ms;
    now->reply_sealed = err ? 0 : seal_take_of_case(d, &d->asker->sealed_note, now->work_slip);
    return err;
}

static int closed(struct deciding *d, const Hallq__SettleWorkSlip *c, Hallq__WorkSlip *now) {
    if (now->state == HALLQ__WORK_SLIP__STATE__CLOSED)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (*c->note)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "note");
    now->closed_at_ms = d->now_ms;
    now->closed_by = by_make(d);
    now->forget_at_ms = case_forget_at(d);
    return ERR_OK;
}

int settle_work_slip_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SettleWorkSlip *c = request->settle_work_slip;
    bool closes = c->to == HALLQ__WORK_SLIP__STATE__CLOSED;
    Hallq__WorkSlip *now;
    if (!closes && c->to != HALLQ__WORK_SLIP__STATE__REPLIED)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "to");
    int err = work_slip_find(d->state, d->hall, c->work_slip, &now);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_WORK_SLIP, NULL) : err;
    if ((err = closes ? closed(d, c, now) : replied(d, c, now)))
        return err;
    now->state = c->to;
    now->level = HALLQ__ALERT__LEVEL__NO_LEVEL;
    now->press_at_ms = press_first_ms(d->settings, work_slip_deadline(now));
    stepped_emit(d, now);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

// The slip hangs on its case from now on.
static int hang_on_case(struct change *c, const Hallq__WorkSlip *now) {
    Hallq__CaseRow *row;
    if (now->about != HALLQ__WORK_SLIP__ABOUT__CASE)
        return ERR_OK;
    int err = case_find(c->state, c->hall, now->subject, &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    Hallq__Case *of = row->now;
    uint32_t *slips = arena_need(c->state->arena, (of->n_work_slips + 1) * sizeof *slips);
    for (size_t i = 0; i < of->n_work_slips; i++)
        slips[i] = of->work_slips[i];
    slips[of->n_work_slips++] = now->work_slip;
    of->work_slips = slips;
    return case_row_put(c->state, key_of_cases(c->hall, case_part(of), of->case_id), row);
}

int apply_work_slip_stepped(struct change *c, const Hallq__WorkSlipStepped *event) {
    const Hallq__WorkSlip *now = event->now;
    Hallq__WorkSlip *before;
    int64_t pressed_ms = 0;
    if (!now)
        return ERR_CORRUPT;
    int err = work_slip_find(c->state, c->hall, now->work_slip, &before);
    bool is_new = err == ERR_NOT_FOUND;
    if (err && !is_new)
        return err;
    if (is_new) {
        c->row->cases = now->work_slip;
        c->row->kept_cases++;
        err = hang_on_case(c, now);
    } else {
        pressed_ms = before->press_at_ms;
        err = row_del(c->state, TABLE_CASE,
                      key_of_cases(c->hall, work_slip_part(before), now->work_slip));
    }
    if (!err)
        err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_PRESS, now->work_slip, pressed_ms,
                       now->press_at_ms);
    if (!err)
        err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_FORGET, now->work_slip, 0, now->forget_at_ms);
    if (!err)
        err = pressing_set(c, HALLQ__ALERT__KIND__WORK_SLIP_DUE, now->work_slip, now->level);
    return err ? err
               : work_slip_row_put(c->state,
                                   key_of_cases(c->hall, work_slip_part(now), now->work_slip), now);
}
