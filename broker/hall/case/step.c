// step.c - what is done about a case, until it is closed. Each kind of step is a row of a table: the
// states in which it fits, and what it changes.
#include "base/count.h"
#include "broker/hall/case/case.h"
#include "broker/hall/core/rules_by_command.h"

#define IN(STATE) (1u << HALLQ__CASE__STATE__##STATE)
#define NOT_CLOSED (IN(OPEN) | IN(IN_HAND) | IN(ANSWERED))

// A step being decided. `now` is a copy of the case, which the rules change.
struct stepping {
    struct deciding *d;
    const Hallq__StepCase *command;
    Hallq__Case *now;
    uint64_t note; // sealed, 0 none
};

// A deadline that begins now: nothing presses yet.
static void deadline_begin(struct stepping *s) {
    s->now->level = HALLQ__ALERT__LEVEL__NO_LEVEL;
    s->now->press_at_ms = press_first_ms(s->d->settings, case_deadline(s->now));
}

static void answer_by_begin(struct stepping *s) {
    Hallq__Case *now = s->now;
    now->state = now->owner ? HALLQ__CASE__STATE__IN_HAND : HALLQ__CASE__STATE__OPEN;
    now->answer_by_ms = s->d->now_ms + case_hours_ms(s->d->settings, now->kind);
    deadline_begin(s);
}

static void call_back_begin(struct stepping *s) {
    uint32_t hours = s->command->hours;
    s->now->call_back_by_ms =
        s->d->now_ms + (hours ? hours * HOUR_MS : call_back_ms(s->d->settings));
    deadline_begin(s);
}

static void reopen(struct stepping *s) {
    s->now->reopened++;
    s->now->closed_at_ms = s->now->forget_at_ms = 0;
    answer_by_begin(s);
}

// Refuses while work slips of the case are open.
static int case_close(struct stepping *s) {
    struct deciding *d = s->d;
    uint32_t open;
    int err = case_slip_open(d, s->now, &open);
    if (!err && open)
        err = refuse(d, HALLQ__REFUSAL__REASON__WORK_SLIPS_OPEN,
                     arena_printf(d->state->arena, "%u", open));
    if (err)
        return err;
    s->now->state = HALLQ__CASE__STATE__CLOSED;
    s->now->closed_at_ms = d->now_ms;
    s->now->forget_at_ms = case_forget_at(d);
    deadline_begin(s);
    return ERR_OK;
}

// ---------------------------------------------------------------- the steps

static int taken(struct stepping *s) {
    struct deciding *d = s->d;
    uint32_t staff = s->command->staff ? s->command->staff : d->staff;
    if (!settings_staff(d->settings, staff))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_STAFF,
                      arena_printf(d->state->arena, "%u", staff));
    s->now->owner = staff;
    if (s->now->state == HALLQ__CASE__STATE__OPEN)
        s->now->state = HALLQ__CASE__STATE__IN_HAND;
    return ERR_OK;
}

// Another kind has another time to be answered in, from when the case was opened or opened again.
static void kind_set(struct stepping *s, Hallq__Case__Kind kind) {
    Hallq__Case *now = s->now;
    int64_t since_ms = now->answer_by_ms - case_hours_ms(s->d->settings, now->kind);
    now->kind = kind;
    if (now->state == HALLQ__CASE__STATE__ANSWERED)
        return;
    now->answer_by_ms = since_ms + case_hours_ms(s->d->settings, kind);
    deadline_begin(s);
}

static int sorted(struct stepping *s) {
    const Hallq__StepCase *c = s->command;
    if (c->kind > HALLQ__CASE__KIND__PRAISE)
        return refuse(s->d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "kind");
    if (c->severity > HALLQ__CASE__SEVERITY__GRAVE)
        return refuse(s->d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "severity");
    if (!c->kind && !c->severity && !*c->class_code && !*c->topic)
        return refuse(s->d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "kind");
    int err = case_codes_check(s->d, c->class_code, c->topic);
    if (err)
        return err;
    if (*c->class_code)
        s->now->class_code = c->class_code;
    if (*c->topic)
        s->now->topic = c->topic;
    if (c->severity)
        s->now->severity = c->severity;
    if (c->kind && c->kind != s->now->kind)
        kind_set(s, c->kind);
    return ERR_OK;
}

static int noted(struct stepping *s) {
    (void)s;
    return ERR_OK;
}

// A corrected answer takes the place of the one before for the customer, or takes it back.
static int answered(struct stepping *s) {
    Hallq__Case *now = s->now;
    if (!now->owner)
        now->owner = s->d->staff;
    now->state = HALLQ__CASE__STATE__ANSWERED;
    now->answered_at_ms = s->d->now_ms;
    now->published = s->command->publish;
    now->answer_sealed = s->command->publish ? s->note : 0;
    call_back_begin(s);
    return ERR_OK;
}

static int called_back(struct stepping *s) {
    Hallq__Case__CallBack result = s->command->call_back;
    s->now->call_back = result;
    s->now->called_back_at_ms = s->d->now_ms;
    switch (result) {
    case HALLQ__CASE__CALL_BACK__SATISFIED:
        return case_close(s);
    case HALLQ__CASE__CALL_BACK__NOT_SATISFIED:
        reopen(s);
        return ERR_OK;
    case HALLQ__CASE__CALL_BACK__NOT_REACHED:
        call_back_begin(s);
        return ERR_OK;
    case HALLQ__CASE__CALL_BACK__NO_CALL_BACK:
    case _HALLQ__CASE__CALL_BACK_IS_INT_SIZE:
        break;
    }
    return refuse(s->d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "call_back");
}

static int closed(struct stepping *s) {
    bool wants_answer =
        s->now->kind == HALLQ__CASE__KIND__COMPLAINT || s->now->kind == HALLQ__CASE__KIND__UNSOLVED;
    if (wants_answer && s->now->state != HALLQ__CASE__STATE__ANSWERED)
        return refuse(s->d, HALLQ__REFUSAL__REASON__ANSWER_FIRST, NULL);
    return case_close(s);
}

static int reopened(struct stepping *s) {
    reopen(s);
    return ERR_OK;
}

#define ROW(WHAT) [HALLQ__CASE_STEP__WHAT__##WHAT]
static const struct step_kind {
    unsigned states; // in which it fits
    bool needs_note;
    int (*decide)(struct stepping *s);
} kinds[] = {
    ROW(TAKEN) = {NOT_CLOSED, false, taken},
    ROW(SORTED) = {NOT_CLOSED, false, sorted},
    ROW(NOTED) = {NOT_CLOSED, true, noted},
    ROW(ANSWERED) = {NOT_CLOSED, true, answered},
    ROW(CALLED_BACK) = {IN(ANSWERED), false, called_back},
    ROW(CLOSED) = {NOT_CLOSED, false, closed},
    ROW(REOPENED) = {IN(CLOSED), false, reopened},
};
#undef ROW

int step_case_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__StepCase *c = request->step_case;
    struct stepping s = {.d = d, .command = c};
    size_t at = (size_t)c->what;
    Hallq__CaseRow *row;
    if (at >= COUNT(kinds) || !kinds[at].decide)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "what");
    if (c->hours > LIMIT_CASE_HOURS)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "hours");
    int err = case_find(d->state, d->hall, c->case_id, &row);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_CASE, NULL) : err;
    if (!(kinds[at].states >> row->now->state & 1))
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if ((err = case_text_check(d, c->note, kinds[at].needs_note)))
        return err;
    if (row->n_steps >= LIMIT_CASE_STEPS)
        return refuse(d, HALLQ__REFUSAL__REASON__CASE_FULL, NULL);
    s.now = row->now;
    s.note = seal_take_of_case(d, &d->asker->sealed_note, c->case_id);
    if ((err = kinds[at].decide(&s)))
        return err;
    case_step_emit(d, s.now, c->what, s.note);
    return ERR_OK;
}
