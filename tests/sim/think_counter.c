// think_counter.c - commands of a counter and of who sits there.
#include "tests/sim/think.h"

PLAIN(call_next, CALL_NEXT, CallNext, call_next)
PLAIN(recall, RECALL, Recall, recall)
PLAIN(start, START, Start, start)
PLAIN(no_show, NO_SHOW, NoShow, no_show)
PLAIN(sign_off, SIGN_OFF, SignOff, sign_off)

void think_call_named(struct think *t) {
    NEW(t, CallNamed, call_named, c);
    c->which = which_in(t, BIT(WAITING));
    c->reason = code_any(t, plan_named_reasons);
    ASK(t, CALL_NAMED, call_named, c);
}

void think_hold(struct think *t) {
    NEW(t, Hold, hold, c);
    c->note = note_any(t, 200);
    ASK(t, HOLD, hold, c);
}

void think_resume(struct think *t) {
    NEW(t, Resume, resume, c);
    const struct model_ticket *mine = NULL;
    for (size_t i = 0; i < t->m->ticket_count && dice_chance(t->d, 990); i++)
        if (t->m->tickets[i].state == HELD && t->m->tickets[i].counter == t->c->counter)
            mine = &t->m->tickets[i];
    c->which = mine && dice_chance(t->d, 800) ? which_of(t, mine) : which_in(t, BIT(HELD));
    c->here = dice_chance(t->d, 600);
    ASK(t, RESUME, resume, c);
}

void think_transfer(struct think *t) {
    NEW(t, Transfer, transfer, c);
    NEW(t, Line, line, line);
    bool terminal = t->c->role == HALLQ__DEVICE__ROLE__COUNTER;
    if (!terminal || dice_chance(t->d, 300))
        c->which = which_in(t, BIT(WAITING));
    line->kind = (Hallq__Line__Kind)dice_range(t->d, dice_chance(t->d, 20) ? 0 : 1, 3);
    line->id = line->kind == HALLQ__LINE__KIND__COUNTER ? counter_any(t)
               : line->kind == HALLQ__LINE__KIND__CLERK ? person_any(t)
                                                        : service_any(t);
    c->to = dice_chance(t->d, 10) ? NULL : line;
    if (dice_chance(t->d, 200))
        c->service = service_any(t);
    c->come_back = dice_chance(t->d, 300);
    c->at_end = dice_chance(t->d, 300);
    c->reason = code_any(t, plan_past_line_reasons);
    c->note = note_any(t, 150);
    ASK(t, TRANSFER, transfer, c);
}

static Hallq__Finish *finish_any(struct think *t) {
    NEW(t, Finish, finish, c);
    if (dice_chance(t->d, 600))
        c->outcome = code_any(t, plan_outcomes);
    c->n_topics = dice_chance(t->d, 300) ? 1 + dice_below(t->d, 2) : 0;
    c->topics = arena_need(t->arena, 4 * sizeof *c->topics);
    for (size_t i = 0; i < c->n_topics; i++)
        c->topics[i] = code_any(t, plan_topics);
    c->note = note_any(t, 100);
    return c;
}

void think_finish(struct think *t) {
    ASK(t, FINISH, finish, finish_any(t));
}

// One press: the end of this one and the call of the next. Never both ends, but by mistake.
static void think_next(struct think *t, bool finished) {
    NEW(t, CallNext, call_next, c);
    bool both = dice_chance(t->d, 10);
    if (finished || both)
        c->finish = finish_any(t);
    if (!finished || both) {
        NEW(t, NoShow, no_show, missed);
        c->no_show = missed;
    }
    ASK(t, CALL_NEXT, call_next, c);
}

void think_finish_next(struct think *t) {
    think_next(t, true);
}

void think_no_show_next(struct think *t) {
    think_next(t, false);
}

void think_further(struct think *t) {
    NEW(t, Further, further, c);
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 400))
        c->which = which_in(t, BIT(FINISHED));
    c->service = service_any(t);
    c->here = dice_chance(t->d, 500);
    ASK(t, FURTHER, further, c);
}

// Mostly somebody who is not signed on anywhere and may sign on here.
void think_sign_on(struct think *t) {
    NEW(t, SignOn, sign_on, c);
    c->staff = person_any(t);
    for (int tries = 0; tries < 6 && dice_chance(t->d, 900); tries++) {
        const struct plan_person *who = plan_person(t->p, c->staff);
        bool fits = who && (t->c->role == HALLQ__DEVICE__ROLE__COUNTER ||
                            (t->c->role == HALLQ__DEVICE__ROLE__GUIDE && who->role > PLAN_CLERK) ||
                            who->role >= PLAN_LEAD);
        bool busy = false;
        for (uint32_t i = 0; i < MODEL_DEVICES; i++)
            busy |= t->m->on[i].staff == c->staff;
        if (fits && !busy && has_pin(t->m, c->staff))
            break;
        c->staff = person_any(t);
    }
    c->pin = pin_of(t, c->staff, t->s->seed % 8 ? 60 : 700);
    if (t->c->role == HALLQ__DEVICE__ROLE__COUNTER)
        c->counter = dice_chance(t->d, 950) ? t->c->counter : counter_any(t);
    else if (dice_chance(t->d, 20))
        c->counter = counter_any(t);
    ASK(t, SIGN_ON, sign_on, c);
}

static uint32_t counter_of_mine(struct think *t) {
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 20))
        return counter_any(t);
    return 0;
}

void think_counter_open(struct think *t) {
    NEW(t, CounterOpen, counter_open, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_OPEN, counter_open, c);
}

void think_counter_close(struct think *t) {
    NEW(t, CounterClose, counter_close, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_CLOSE, counter_close, c);
}

void think_counter_pause(struct think *t) {
    NEW(t, CounterPause, counter_pause, c);
    c->counter = counter_of_mine(t);
    c->reason = code_any(t, plan_pause_reasons);
    ASK(t, COUNTER_PAUSE, counter_pause, c);
}

void think_counter_resume(struct think *t) {
    NEW(t, CounterResume, counter_resume, c);
    c->counter = counter_of_mine(t);
    ASK(t, COUNTER_RESUME, counter_resume, c);
}
