// help.c - a clerk calls for a lead. A call is open until it is settled, and has a row as long; what
// came of it, and how long the clerk waited, stands in the events.
#include "broker/hall/case/following.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/steps.h"

// ---------------------------------------------------------------- the clerk

// The ticket at the counter, for the lead who comes. A row that cannot be read is no reason to stay away.
static int ticket_note(struct deciding *d, Hallq__Help *help) {
    const Hallq__TicketRow *t;
    if (!d->counter_row || !d->counter_row->ticket)
        return ERR_OK;
    struct key key = key_ticket(d->hall, d->counter_row->ticket);
    int err = ticket_row_look(d->state, key, &t);
    if (row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    help->ticket = t->ticket;
    help->number = t->number;
    help->service = service_now(t);
    return ERR_OK;
}

int call_help_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__HallSettings *h = d->settings;
    char *reason = request->call_help->reason;
    struct helps helps;
    if (!reason_ok(h->help_reasons, h->n_help_reasons, reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, reason);
    int err = helps_open(d->state, d->hall, d->row, &helps);
    if (err)
        return err;
    const Hallq__Help *already = help_at(&helps, d->counter);
    if (already)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY,
                      arena_printf(d->state->arena, "%u", already->help));
    Hallq__Help *now = arena_need(d->state->arena, sizeof *now);
    hallq__help__init(now);
    now->help = d->row->helps + 1;
    now->counter = d->counter;
    now->state = HALLQ__HELP__STATE__CALLED;
    now->reason = reason;
    now->clerk = d->staff;
    now->called_at_ms = d->now_ms;
    if ((err = ticket_note(d, now)))
        return err;
    EMIT(d, HELP_CALLED, HelpCalled, help_called, called);
    called->now = now;
    decision_done(d)->help = now->help;
    return ERR_OK;
}

static void ended_emit(struct deciding *d, uint32_t help, Hallq__Help__End why, Hallq__By *by) {
    EMIT(d, HELP_ENDED, HelpEnded, help_ended, ended);
    ended->help = help;
    ended->why = why;
    ended->by = by;
}

int withdraw_help_decide(struct deciding *d, const Hallq__Request *request) {
    struct helps helps;
    (void)request;
    int err = helps_open(d->state, d->hall, d->row, &helps);
    if (err)
        return err;
    const Hallq__Help *now = help_at(&helps, d->counter);
    if (!now)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_HELP, NULL);
    ended_emit(d, now->help, HALLQ__HELP__END__WITHDRAWN, by_make(d));
    return ERR_OK;
}

// ---------------------------------------------------------------- the lead

static int help_find(struct deciding *d, uint32_t help, const Hallq__Help **ret) {
    struct helps helps;
    int err = helps_open(d->state, d->hall, d->row, &helps);
    if (err)
        return err;
    *ret = help_of(&helps, help);
    return *ret ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__NO_HELP, NULL);
}

int see_help_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Help *now;
    int err = help_find(d, request->see_help->help, &now);
    if (err)
        return err;
    if (now->state != HALLQ__HELP__STATE__CALLED)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    EMIT(d, HELP_SEEN, HelpSeen, help_seen, seen);
    seen->help = now->help;
    seen->by = by_make(d);
    return ERR_OK;
}

static uint32_t waited_s(const struct deciding *d, const Hallq__Help *now) {
    int64_t waited_ms = d->now_ms - now->called_at_ms;
    return waited_ms > 0 ? (uint32_t)(waited_ms / 1000) : 0;
}

static void come_emit(struct deciding *d, const Hallq__Help *now) {
    EMIT(d, HELP_COME, HelpCome, help_come, come);
    come->help = now->help;
    come->by = by_make(d);
    come->waited_s = waited_s(d, now);
}

int come_to_help_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Help *now;
    int err = help_find(d, request->come_to_help->help, &now);
    if (err)
        return err;
    if (now->state == HALLQ__HELP__STATE__COME)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    come_emit(d, now);
    return ERR_OK;
}

// Who settles it has been there, or nobody had to come.
int settle_help_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SettleHelp *command = request->settle_help;
    const Hallq__Help *now;
    bool solved = command->end == HALLQ__HELP__END__SOLVED;
    if (!solved && command->end != HALLQ__HELP__END__NOT_NEEDED)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "end");
    int err = help_find(d, command->help, &now);
    if (err)
        return err;
    if (solved && now->state != HALLQ__HELP__STATE__COME)
        come_emit(d, now);
    ended_emit(d, now->help, command->end, by_make(d));
    return ERR_OK;
}

int help_become_case(struct deciding *d, uint32_t help, Hallq__Case *to) {
    const Hallq__Help *now;
    int err = help_find(d, help, &now);
    if (err)
        return err;
    bool come = now->state == HALLQ__HELP__STATE__COME;
    to->help = help;
    to->counter = now->counter;
    to->ticket = now->ticket;
    to->number = now->number;
    to->service = now->service;
    to->help_waited_s =
        come ? (uint32_t)((now->come_at_ms - now->called_at_ms) / 1000) : waited_s(d, now);
    if (!come)
        come_emit(d, now);
    ended_emit(d, help, HALLQ__HELP__END__BECAME_CASE, by_make(d));
    return ERR_OK;
}

// ---------------------------------------------------------------- what else ends it

// Why this event ends the call; NO_END: it does not.
static Hallq__Help__End end_by(const Hallq__Event *event, const Hallq__Help *now) {
    if (event->body_case == HALLQ__EVENT__BODY_DAY_OPENED ||
        event->body_case == HALLQ__EVENT__BODY_HALL_REMOVED)
        return HALLQ__HELP__END__DAY_OVER;
    if (event->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED &&
        !settings_counter(event->settings_applied->settings, now->counter))
        return HALLQ__HELP__END__DAY_OVER;
    if (event->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF &&
        event->staff_signed_off->counter == now->counter)
        return HALLQ__HELP__END__LEFT;
    return HALLQ__HELP__END__NO_END;
}

static bool ended_already(const struct deciding *d, uint32_t help) {
    const Hallq__JournalRecord *record = d->out->record;
    for (size_t i = 0; i < record->n_events; i++)
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_HELP_ENDED &&
            record->events[i]->help_ended->help == help)
            return true;
    return false;
}

int helps_after(struct deciding *d) {
    size_t count = d->out->record->n_events;
    struct helps helps;
    if (!d->row->open_helps)
        return ERR_OK;
    int err = helps_open(d->state, d->hall, d->row, &helps);
    for (size_t i = 0; i < count && !err; i++)
        for (size_t k = 0; k < helps.count; k++) {
            Hallq__Help__End why = end_by(d->out->record->events[i], helps.list[k]);
            if (why && !ended_already(d, helps.list[k]->help))
                ended_emit(d, helps.list[k]->help, why, NULL);
        }
    return err;
}

// ---------------------------------------------------------------- apply

static int help_get(struct change *c, uint32_t help, Hallq__Help **ret) {
    int err = help_row_get(c->state, key_of_cases(c->hall, PART_HELP, help), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

static int help_put(struct change *c, const Hallq__Help *now) {
    return help_row_put(c->state, key_of_cases(c->hall, PART_HELP, now->help), now);
}

int apply_help_called(struct change *c, const Hallq__HelpCalled *event) {
    if (!event->now)
        return ERR_CORRUPT;
    c->row->helps = event->now->help;
    c->row->open_helps++;
    return help_put(c, event->now);
}

int apply_help_seen(struct change *c, const Hallq__HelpSeen *event) {
    Hallq__Help *now;
    int err = help_get(c, event->help, &now);
    if (err)
        return err;
    now->state = HALLQ__HELP__STATE__SEEN;
    now->seen_by = event->by ? event->by->staff : 0;
    now->seen_at_ms = c->at_ms;
    return help_put(c, now);
}

int apply_help_come(struct change *c, const Hallq__HelpCome *event) {
    Hallq__Help *now;
    int err = help_get(c, event->help, &now);
    if (err)
        return err;
    now->state = HALLQ__HELP__STATE__COME;
    now->come_by = event->by ? event->by->staff : 0;
    now->come_at_ms = c->at_ms;
    return help_put(c, now);
}

int apply_help_ended(struct change *c, const Hallq__HelpEnded *event) {
    if (!c->row->open_helps)
        return ERR_CORRUPT;
    c->row->open_helps--;
    return row_del(c->state, TABLE_CASE, key_of_cases(c->hall, PART_HELP, event->help));
}
