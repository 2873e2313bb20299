// deadline.c - deadlines, and how near they are:
//
//            amber_h before        the deadline         breach_h after
//   ─────────────┬──────────────────────┬──────────────────────┬────────▶
//      no level  │        amber         │         red          │  breach
//
// Each rise is a due row, which becomes DeadlinePressed; the row in PRESSING that this puts is what a
// look for alerts sees. After a time without a broker the level is at once what it has to be.
#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"

// As the marks of CaseSettings have it (a test compares them).
#define COMPLAINT_H 48
#define UNSOLVED_H 24
#define SUGGESTION_H 168
#define PRAISE_H 168
#define CALL_BACK_H 48
#define WORK_SLIP_H 48
#define AMBER_H 4
#define BREACH_H 24
#define TEXT_DAYS 90

static const Hallq__CaseSettings *case_settings(const Hallq__HallSettings *h) {
    static const Hallq__CaseSettings none = HALLQ__CASE_SETTINGS__INIT;
    return h->cases ? h->cases : &none;
}

static int64_t hours_ms(uint32_t set_h, uint32_t otherwise_h) {
    return (int64_t)(set_h ? set_h : otherwise_h) * HOUR_MS;
}

int64_t case_hours_ms(const Hallq__HallSettings *h, Hallq__Case__Kind kind) {
    const Hallq__CaseSettings *c = case_settings(h);
    switch (kind) {
    case HALLQ__CASE__KIND__COMPLAINT:
        return hours_ms(c->complaint_h, COMPLAINT_H);
    case HALLQ__CASE__KIND__UNSOLVED:
        return hours_ms(c->unsolved_h, UNSOLVED_H);
    case HALLQ__CASE__KIND__SUGGESTION:
        return hours_ms(c->suggestion_h, SUGGESTION_H);
    case HALLQ__CASE__KIND__PRAISE:
    case HALLQ__CASE__KIND__NO_KIND:
    case _HALLQ__CASE__KIND_IS_INT_SIZE:
        break;
    }
    return hours_ms(c->praise_h, PRAISE_H);
}

int64_t call_back_ms(const Hallq__HallSettings *h) {
    return hours_ms(case_settings(h)->call_back_h, CALL_BACK_H);
}

int64_t work_slip_ms(const Hallq__HallSettings *h) {
    return hours_ms(case_settings(h)->work_slip_h, WORK_SLIP_H);
}

static int64_t amber_ms(const Hallq__HallSettings *h) {
    return hours_ms(case_settings(h)->amber_h, AMBER_H);
}

static int64_t breach_ms(const Hallq__HallSettings *h) {
    return hours_ms(case_settings(h)->breach_h, BREACH_H);
}

int64_t case_forget_at(const struct deciding *d) {
    uint32_t days = case_settings(d->settings)->text_days;
    return d->now_ms + (int64_t)(days ? days : TEXT_DAYS) * 24 * HOUR_MS;
}

int64_t case_deadline(const Hallq__Case *now) {
    switch (now->state) {
    case HALLQ__CASE__STATE__OPEN:
    case HALLQ__CASE__STATE__IN_HAND:
        return now->answer_by_ms;
    case HALLQ__CASE__STATE__ANSWERED:
        return now->call_back_by_ms;
    case HALLQ__CASE__STATE__CLOSED:
    case HALLQ__CASE__STATE__NO_STATE:
    case _HALLQ__CASE__STATE_IS_INT_SIZE:
        break;
    }
    return 0;
}

int64_t work_slip_deadline(const Hallq__WorkSlip *now) {
    return now->state == HALLQ__WORK_SLIP__STATE__SENT ? now->due_ms : 0;
}

Hallq__Alert__Kind case_alert_kind(const Hallq__Case *now) {
    return now->state == HALLQ__CASE__STATE__ANSWERED ? HALLQ__ALERT__KIND__CALL_BACK_DUE
                                                      : HALLQ__ALERT__KIND__CASE_DUE;
}

// ---------------------------------------------------------------- a level rises

int64_t press_first_ms(const Hallq__HallSettings *h, int64_t deadline_ms) {
    return deadline_ms ? deadline_ms - amber_ms(h) : 0;
}

static Hallq__Alert__Level level_at(const Hallq__HallSettings *h, int64_t deadline_ms,
                                    int64_t now_ms) {
    if (now_ms >= deadline_ms + breach_ms(h))
        return HALLQ__ALERT__LEVEL__BREACH;
    if (now_ms >= deadline_ms)
        return HALLQ__ALERT__LEVEL__RED;
    return now_ms >= deadline_ms - amber_ms(h) ? HALLQ__ALERT__LEVEL__AMBER
                                               : HALLQ__ALERT__LEVEL__NO_LEVEL;
}

// When a deadline that is on this level goes to the next.
static int64_t press_next_ms(const Hallq__HallSettings *h, int64_t deadline_ms,
                             Hallq__Alert__Level level) {
    if (level >= HALLQ__ALERT__LEVEL__BREACH)
        return 0;
    if (level == HALLQ__ALERT__LEVEL__RED)
        return deadline_ms + breach_ms(h);
    return level == HALLQ__ALERT__LEVEL__AMBER ? deadline_ms : press_first_ms(h, deadline_ms);
}

// The deadline that a due row is about, and its level so far.
static int deadline_find(struct deciding *d, uint32_t number, int64_t *ret_deadline_ms,
                         Hallq__Alert__Level *ret_level) {
    Hallq__CaseRow *row;
    Hallq__WorkSlip *slip;
    int err = case_find(d->state, d->hall, number, &row);
    if (!err) {
        *ret_deadline_ms = case_deadline(row->now);
        *ret_level = row->now->level;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    err = work_slip_find(d->state, d->hall, number, &slip);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    *ret_deadline_ms = work_slip_deadline(slip);
    *ret_level = slip->level;
    return ERR_OK;
}

// Settings may have changed since the row was put: the level follows those that are, and never falls.
int case_press_due(struct deciding *d, const struct due_key *due) {
    uint32_t number = (uint32_t)due->subject;
    int64_t deadline_ms = 0;
    Hallq__Alert__Level level = HALLQ__ALERT__LEVEL__NO_LEVEL;
    int err = deadline_find(d, number, &deadline_ms, &level);
    if (err || !deadline_ms)
        return err ? err : ERR_CORRUPT;
    Hallq__Alert__Level now = level_at(d->settings, deadline_ms, d->now_ms);
    EMIT(d, DEADLINE_PRESSED, DeadlinePressed, deadline_pressed, pressed);
    pressed->number = number;
    pressed->level = now > level ? now : level;
    pressed->press_at_ms = press_next_ms(d->settings, deadline_ms, pressed->level);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

int due_move(struct change *c, Hallq__DueRow__Kind kind, uint32_t number, int64_t from_ms,
             int64_t to_ms) {
    int err = from_ms ? due_del(c->state, from_ms, c->hall, kind, number) : ERR_OK;
    if (err || !to_ms)
        return err;
    return due_put(c->state, to_ms, c->hall, kind, number, NULL, 0);
}

int pressing_set(struct change *c, Hallq__Alert__Kind kind, uint32_t number,
                 Hallq__Alert__Level level) {
    struct key key = key_of_cases(c->hall, PART_PRESSING, number);
    Hallq__PressingRow *row;
    if (!level)
        return row_del(c->state, TABLE_CASE, key);
    int err = pressing_row_get(c->state, key, &row);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (!err && row->kind == kind && row->level == level)
        return ERR_OK;
    Hallq__PressingRow now = HALLQ__PRESSING_ROW__INIT;
    now.kind = kind;
    now.number = number;
    now.level = level;
    now.since_ms = c->at_ms;
    return pressing_row_put(c->state, key, &now);
}

static int slip_pressed(struct change *c, const Hallq__DeadlinePressed *event) {
    Hallq__WorkSlip *slip;
    struct key key = key_of_cases(c->hall, PART_OPEN_SLIP, event->number);
    int err = work_slip_row_get(c->state, key, &slip);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_PRESS, event->number, slip->press_at_ms,
                   event->press_at_ms);
    if (!err)
        err = pressing_set(c, HALLQ__ALERT__KIND__WORK_SLIP_DUE, event->number, event->level);
    slip->level = event->level;
    slip->press_at_ms = event->press_at_ms;
    return err ? err : work_slip_row_put(c->state, key, slip);
}

int apply_deadline_pressed(struct change *c, const Hallq__DeadlinePressed *event) {
    Hallq__CaseRow *row;
    struct key key = key_of_cases(c->hall, PART_OPEN_CASE, event->number);
    int err = case_row_get(c->state, key, &row);
    if (err == ERR_NOT_FOUND)
        return slip_pressed(c, event);
    if (err || !row->now)
        return err ? err : ERR_CORRUPT;
    err = due_move(c, HALLQ__DUE_ROW__KIND__CASE_PRESS, event->number, row->now->press_at_ms,
                   event->press_at_ms);
    if (!err)
        err = pressing_set(c, case_alert_kind(row->now), event->number, event->level);
    row->now->level = event->level;
    row->now->press_at_ms = event->press_at_ms;
    return err ? err : case_row_put(c->state, key, row);
}
