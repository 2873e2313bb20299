// settle.c - what came of telling a webhook. A gateway takes it, tells one event after the other,
// and says of each what came of it; meanwhile no other gateway tells it:
//
//     free ──taken──▶ held ──told, passed, and goes on; skipped──▶ held
//      ▲               │
//      └───────────────┴──told, passed; failed (no attempt before next_at); gone (off); 15 s
//
// The cursor moves with the answer of the receiver, not before: what was under way when a gateway
// died is told again, under the same id.
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

// Whether a time is still to come. Hall time may be led back: what is further off than it can have
// been set is over.
static bool is_ahead(const struct deciding *d, int64_t at_ms, int64_t most_ms) {
    return at_ms > d->now_ms && at_ms - d->now_ms <= most_ms;
}

static int take_check(struct deciding *d, const Hallq__HookRow *row, uint64_t holder) {
    if (row->holder && row->holder != holder && is_ahead(d, row->until_ms, LIMIT_HOOK_HELD_MS))
        return refuse_until(d, HALLQ__REFUSAL__REASON__HOOK_TAKEN, row->until_ms, NULL);
    if (is_ahead(d, row->next_at_ms, LIMIT_HOOK_WAIT_S * INT64_C(1000)))
        return refuse_until(d, HALLQ__REFUSAL__REASON__TOO_SOON, row->next_at_ms, NULL);
    return ERR_OK;
}

static int hold_check(struct deciding *d, const Hallq__HookRow *row, uint64_t holder) {
    return row->holder == holder ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__HOOK_TAKEN, NULL);
}

static int upto_check(struct deciding *d, const Hallq__HookRow *row,
                      const Hallq__SettleHook *command) {
    bool gap = command->step == HALLQ__HOOK__STEP__TOLD && row->gap;
    bool fits = gap ? command->upto == row->cursor
                    : command->upto > row->cursor && command->upto <= d->row->seq;
    return fits ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "upto");
}

static int wait_check(struct deciding *d, uint32_t wait_s) {
    return wait_s && wait_s <= LIMIT_HOOK_WAIT_S
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "wait_s");
}

static int step_check(struct deciding *d, const Hallq__HookRow *row,
                      const Hallq__SettleHook *command) {
    int err = command->step == HALLQ__HOOK__STEP__TAKEN ? take_check(d, row, command->holder)
                                                        : hold_check(d, row, command->holder);
    if (err)
        return err;
    switch (command->step) {
    case HALLQ__HOOK__STEP__TAKEN:
    case HALLQ__HOOK__STEP__GONE:
        return ERR_OK;
    case HALLQ__HOOK__STEP__TOLD:
    case HALLQ__HOOK__STEP__PASSED:
    case HALLQ__HOOK__STEP__SKIPPED:
        return upto_check(d, row, command);
    case HALLQ__HOOK__STEP__FAILED:
        return wait_check(d, command->wait_s);
    case HALLQ__HOOK__STEP__NO_STEP:
    case _HALLQ__HOOK__STEP_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "step");
}

static bool holds_on(const Hallq__SettleHook *command) {
    return command->goes_on || command->step == HALLQ__HOOK__STEP__TAKEN ||
           command->step == HALLQ__HOOK__STEP__SKIPPED;
}

static bool moves(Hallq__Hook__Step step) {
    return step == HALLQ__HOOK__STEP__TOLD || step == HALLQ__HOOK__STEP__PASSED ||
           step == HALLQ__HOOK__STEP__SKIPPED;
}

static void settled_emit(struct deciding *d, const Hallq__HookRow *row,
                         const Hallq__SettleHook *command) {
    bool failed = command->step == HALLQ__HOOK__STEP__FAILED;
    bool ends = failed || command->step == HALLQ__HOOK__STEP__GONE;
    EMIT(d, HOOK_SETTLED, HookSettled, hook_settled, settled);
    settled->hook = command->hook;
    settled->step = command->step;
    settled->cursor = moves(command->step) ? command->upto : row->cursor;
    settled->status = command->status;
    settled->events = command->step == HALLQ__HOOK__STEP__SKIPPED ? command->events : 0;
    if (failed)
        settled->next_at_ms = d->now_ms + command->wait_s * INT64_C(1000);
    if (ends || !holds_on(command))
        return;
    settled->holder = command->holder;
    settled->until_ms = d->now_ms + LIMIT_HOOK_HELD_MS;
}

int settle_hook_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SettleHook *command = request->settle_hook;
    Hallq__HookRow *row;
    if (!settings_webhook(d->settings, command->hook))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_HOOK, NULL);
    if (!command->holder)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "holder");
    int err = hook_row_get(d->state, key_hook(d->hall, command->hook), &row);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_HOOK, NULL) : err;
    if (row->off_since_ms)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if ((err = step_check(d, row, command)))
        return err;
    settled_emit(d, row, command);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static void told_apply(Hallq__HookRow *row) {
    row->told += !row->gap;
    row->gap = false;
    row->gap_after = row->gap_events = 0;
    row->failures = 0;
    row->failing_since_ms = row->next_at_ms = 0;
}

static void failed_apply(const struct change *c, Hallq__HookRow *row,
                         const Hallq__HookSettled *event) {
    if (!row->failures)
        row->failing_since_ms = c->at_ms;
    row->failures++;
    row->next_at_ms = event->next_at_ms;
}

// Gaps that follow each other are told as one.
static void skipped_apply(Hallq__HookRow *row, const Hallq__HookSettled *event) {
    if (!row->gap)
        row->gap_after = row->cursor;
    row->gap = true;
    row->gap_events += event->events;
    row->skipped += event->events;
}

static void step_apply_to(const struct change *c, Hallq__HookRow *row,
                          const Hallq__HookSettled *event) {
    switch (event->step) {
    case HALLQ__HOOK__STEP__TOLD:
        told_apply(row);
        break;
    case HALLQ__HOOK__STEP__FAILED:
        failed_apply(c, row, event);
        break;
    case HALLQ__HOOK__STEP__GONE:
        row->off_since_ms = c->at_ms;
        break;
    case HALLQ__HOOK__STEP__SKIPPED:
        skipped_apply(row, event);
        break;
    case HALLQ__HOOK__STEP__TAKEN:
    case HALLQ__HOOK__STEP__PASSED:
    case HALLQ__HOOK__STEP__NO_STEP:
    case _HALLQ__HOOK__STEP_IS_INT_SIZE:
        break;
    }
}

int apply_hook_settled(struct change *c, const Hallq__HookSettled *event) {
    Hallq__HookRow *row;
    struct key key = key_hook(c->hall, event->hook);
    int err = hook_row_get(c->state, key, &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    step_apply_to(c, row, event);
    row->holder = event->holder;
    row->until_ms = event->until_ms;
    row->cursor = event->cursor;
    row->status = event->status;
    return hook_row_put(c->state, key, row);
}
