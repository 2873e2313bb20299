// client_think.c - what people in a hall might ask for next: mostly what makes sense just now,
// sometimes anything at all. Which operations a seed likes is drawn once for the seed, some not at
// all (swarm testing).
#include "tests/sim/host.h"
#include "tests/sim/think.h"

enum {
    KIOSK = 1 << HALLQ__DEVICE__ROLE__KIOSK,
    COUNTER = 1 << HALLQ__DEVICE__ROLE__COUNTER,
    GUIDE = 1 << HALLQ__DEVICE__ROLE__GUIDE,
    LEAD = 1 << HALLQ__DEVICE__ROLE__LEAD,
    MANAGER = 1 << HALLQ__DEVICE__ROLE__MANAGER,
    GATEWAY = 1 << HALLQ__DEVICE__ROLE__GATEWAY,
    ADMIN = 1 << HALLQ__DEVICE__ROLE__ADMIN,
    FORWARDER = 1 << HALLQ__DEVICE__ROLE__FORWARDER,
    FLOOR = GUIDE | LEAD | MANAGER,
};

static const struct habit {
    void (*think)(struct think *t);
    int roles;
    unsigned weight;
    bool always; // no seed goes without
} habits[] = {
    {think_issue, KIOSK | GATEWAY | FLOOR, 80, true},
    {think_check_in, KIOSK | GATEWAY | FLOOR, 10, false},
    {think_cancel, KIOSK | GATEWAY | FLOOR | COUNTER, 6, false},
    {think_rate, KIOSK | GATEWAY | COUNTER, 10, false},
    {think_reinstate, FLOOR | COUNTER, 10, false},
    {think_call_next, COUNTER, 20, true},
    {think_call_named, COUNTER, 20, false},
    {think_recall, COUNTER, 12, false},
    {think_start, COUNTER, 20, true},
    {think_hold, COUNTER, 14, false},
    {think_resume, COUNTER | FLOOR, 16, false},
    {think_transfer, COUNTER | FLOOR, 20, false},
    {think_finish, COUNTER, 20, true},
    {think_further, COUNTER | FLOOR, 16, false},
    {think_no_show, COUNTER, 14, false},
    {think_finish_next, COUNTER, 14, false},
    {think_no_show_next, COUNTER, 14, false},
    {think_sign_on, COUNTER | FLOOR, 6, true},
    {think_sign_off, COUNTER, 6, false},
    {think_sign_off, FLOOR, 16, true}, // of no counter: they have few commands beside
    {think_counter_open, COUNTER | LEAD | MANAGER, 10, true},
    {think_counter_close, COUNTER | LEAD | MANAGER, 5, false},
    {think_counter_pause, COUNTER | LEAD | MANAGER, 14, false},
    {think_counter_resume, COUNTER | LEAD | MANAGER, 8, false},
    {think_counter_services, LEAD | MANAGER, 14, false},
    {think_counter_free, LEAD | MANAGER, 16, false},
    {think_service_suspend, LEAD | MANAGER, 4, false},
    {think_service_unsuspend, LEAD | MANAGER, 12, true},
    {think_reveal_contact, LEAD | MANAGER, 20, false},
    {think_forget_contact, LEAD | MANAGER | ADMIN, 4, false},
    {think_get_place, KIOSK | GATEWAY | FLOOR | COUNTER, 4, false},
    {think_get_ticket, FLOOR | COUNTER, 5, false},
    {think_get_line, FLOOR | COUNTER, 5, false},
    {think_get_snapshot, KIOSK | LEAD, 2, false},
    {think_get_settings, KIOSK | LEAD, 1, false},
    {think_get_report, LEAD | ADMIN, 2, false},
    {think_get_journal, ADMIN | FORWARDER, 2, false},
    {think_ping, FORWARDER | COUNTER | KIOSK, 4, false},
    {think_settings, ADMIN, 6, false},
    {think_set_pin, ADMIN | MANAGER, 6, true},
    {think_change_pin, COUNTER | FLOOR, 2, false},
    {think_add_device, ADMIN, 3, false},
    {think_revoke_device, ADMIN, 2, false},
    {think_rekey_device, ADMIN, 3, false},
    {think_purge, ADMIN, 2, false},
    {think_accept_clock, ADMIN, 1, false},
    {think_raise_cap, LEAD | MANAGER, 20, false},
    {think_see_alert, LEAD | MANAGER, 12, false},
    {think_take_measure, FLOOR, 40, false},
    {think_end_measure, FLOOR, 12, false},
    {think_get_alerts, LEAD, 1, false},
    {think_get_measures, LEAD, 2, false},
};
#define HABITS (sizeof habits / sizeof habits[0])

// The seed's liking for a habit: none, little, as usual, much.
static unsigned liking(const struct sim *s, size_t habit) {
    static const unsigned factors[] = {0, 1, 2, 2, 2, 6};
    struct dice d;
    dice_init(&d, s->seed, 1000 + habit);
    unsigned factor = factors[dice_below(&d, 6)];
    return factor || !habits[habit].always ? factor : 1;
}

static void think_habit(struct think *t, int roles) {
    unsigned weights[HABITS];
    for (size_t i = 0; i < HABITS; i++)
        weights[i] = habits[i].roles & roles ? habits[i].weight * liking(t->s, i) : 0;
    size_t habit = dice_weighted(t->d, weights, HABITS);
    if (habit < HABITS)
        habits[habit].think(t);
    else
        think_ping(t);
}

// What a clerk does next, by the state of the counter.
static void think_clerk(struct think *t) {
    const struct model_sign_on *on = &t->m->on[t->c->device % MODEL_DEVICES];
    const struct model_counter *counter = &t->m->counters[on->counter];
    if (!on->staff)
        return think_sign_on(t);
    const struct model_ticket *ticket = model_ticket(t->m, counter->ticket);
    switch (counter->state) {
    case FREE:
        if (dice_chance(t->d, 140))
            return dice_chance(t->d, 300)   ? think_sign_off(t)
                   : dice_chance(t->d, 300) ? think_sign_on(t) // the next shift takes over
                                            : think_counter_pause(t);
        return counter->held && dice_chance(t->d, 150) ? think_resume(t) : think_call_next(t);
    case CALLING:
        if (ticket->call_count >= t->p->calls_before_no_show && dice_chance(t->d, 600))
            return dice_chance(t->d, 350) ? think_no_show(t) : think_no_show_next(t);
        return dice_chance(t->d, 600)   ? think_start(t)
               : dice_chance(t->d, 800) ? think_recall(t)
               : dice_chance(t->d, 500) ? think_no_show(t)
                                        : think_no_show_next(t);
    case BUSY:
        return dice_chance(t->d, 350)   ? think_finish(t)
               : dice_chance(t->d, 400) ? think_finish_next(t)
               : dice_chance(t->d, 400) ? think_hold(t)
                                        : think_habit(t, COUNTER);
    case PAUSED:
        return dice_chance(t->d, 50)    ? think_sign_on(t)
               : dice_chance(t->d, 400) ? think_counter_resume(t)
               : dice_chance(t->d, 400) ? think_counter_close(t)
                                        : think_sign_off(t);
    default:
        return think_counter_open(t);
    }
}

// First the settings, then everybody's PIN.
static bool think_first(struct think *t) {
    if (!t->p && t->c->role == HALLQ__DEVICE__ROLE__ADMIN) {
        think_settings(t);
        return true;
    }
    if (!t->p)
        return false;
    if (t->c->role != HALLQ__DEVICE__ROLE__ADMIN)
        return true;
    for (size_t i = 0; i < t->p->staff_count; i++)
        if (!has_pin(t->m, t->p->staff[i].id) && dice_chance(t->d, 950)) {
            think_set_pin(t);
            return true;
        }
    return true;
}

// Nothing to do here, or not often.
static bool idle(struct think *t, bool staffed) {
    switch (t->c->role) {
    case HALLQ__DEVICE__ROLE__COUNTER:
        return !plan_counter(t->p, t->c->counter) && !staffed && dice_chance(t->d, 950);
    case HALLQ__DEVICE__ROLE__ADMIN:
    case HALLQ__DEVICE__ROLE__FORWARDER:
        return dice_chance(t->d, 700);
    default:
        return false;
    }
}

bool client_think(struct sim *s, struct client *c, struct arena *arena, Hallq__Request *request) {
    struct think t = {s, c, &s->dice_client, arena, request, s->model, s->model->plan};
    if (!think_first(&t))
        return false;
    if (request->body_case != HALLQ__REQUEST__BODY__NOT_SET)
        return true;
    bool staffed = s->model->on[c->device % MODEL_DEVICES].staff;
    if (idle(&t, staffed))
        return false;
    if (dice_chance(t.d, 4)) // a command that is not this device's
        think_habit(&t, dice_chance(t.d, 500) ? COUNTER : LEAD);
    else if (s->busy && (KIOSK | GATEWAY) >> c->role & 1 && dice_chance(t.d, 700))
        think_issue(&t);
    else if (c->role == HALLQ__DEVICE__ROLE__COUNTER && dice_chance(t.d, s->busy ? 950 : 650))
        think_clerk(&t);
    else if (!staffed && (FLOOR >> c->role & 1) && dice_chance(t.d, 800))
        think_sign_on(&t);
    else
        think_habit(&t, 1 << c->role);
    return true;
}
