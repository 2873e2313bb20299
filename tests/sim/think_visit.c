// think_visit.c - commands of customers and of those who help them, and reads.
#include "tests/sim/canary.h"
#include "tests/sim/think.h"

static bool from_customer(const struct think *t) {
    return t->c->role == HALLQ__DEVICE__ROLE__KIOSK || t->c->role == HALLQ__DEVICE__ROLE__GATEWAY;
}

void think_issue(struct think *t) {
    NEW(t, Issue, issue, issue);
    static const size_t steps[] = {0, 0, 0, 0, 0, 1, 2, 4};
    issue->service = service_any(t);
    if (t->p->class_count && dice_chance(t->d, 400))
        issue->customer_class = t->p->classes[dice_below(t->d, t->p->class_count)].id;
    else if (dice_chance(t->d, 10))
        issue->customer_class = (uint32_t)dice_below(t->d, 16);
    issue->n_next_services = dice_chance(t->d, 10) ? 5 : steps[dice_below(t->d, 8)];
    issue->next_services = arena_need(t->arena, 8 * sizeof *issue->next_services);
    for (size_t i = 0; i < issue->n_next_services; i++)
        issue->next_services[i] = service_any(t);
    if (dice_chance(t->d, 600)) {
        unsigned number = (unsigned)dice_below(t->d, 100000000);
        if (number % 4 == 0) { // one of two people, who want the same each time, and press again
            number = number / 4 % 2;
            issue->service = t->p->services[0].id;
            issue->customer_class = 0;
            issue->n_next_services = 0;
        }
        issue->contact = arena_printf(t->arena, CANARY_SECRET "138%08u", number);
    }
    issue->note = note_any(t, from_customer(t) ? 20 : 250);
    issue->away = dice_chance(t->d, t->c->role == HALLQ__DEVICE__ROLE__KIOSK ? 10 : 300);
    ASK(t, ISSUE, issue, issue);
}

void think_check_in(struct think *t) {
    NEW(t, CheckIn, check_in, c);
    c->which = which_in(t, BIT(EXPECTED));
    ASK(t, CHECK_IN, check_in, c);
}

void think_cancel(struct think *t) {
    NEW(t, Cancel, cancel, c);
    c->which = which_in(t, BIT(EXPECTED) | BIT(WAITING) | BIT(CALLED) | BIT(HELD));
    c->reason = code_any(t, plan_cancel_reasons);
    ASK(t, CANCEL, cancel, c);
}

void think_rate(struct think *t) {
    NEW(t, Rate, rate, c);
    c->score = (uint32_t)dice_below(t->d, dice_chance(t->d, 50) ? 9 : 5) + 1;
    if (t->c->role != HALLQ__DEVICE__ROLE__COUNTER || dice_chance(t->d, 500))
        c->which = which_in(t, BIT(FINISHED));
    ASK(t, RATE, rate, c);
}

void think_reinstate(struct think *t) {
    NEW(t, Reinstate, reinstate, c);
    c->which = which_in(t, BIT(NO_SHOW));
    ASK(t, REINSTATE, reinstate, c);
}

void think_forget_contact(struct think *t) {
    NEW(t, ForgetContact, forget_contact, c);
    c->which = which_in(t, ANY_STATE);
    ASK(t, FORGET_CONTACT, forget_contact, c);
}

void think_get_place(struct think *t) {
    NEW(t, GetPlace, get_place, c);
    c->which = which_in(t, ANY_STATE);
    ASK(t, GET_PLACE, get_place, c);
}

void think_get_ticket(struct think *t) {
    NEW(t, GetTicket, get_ticket, c);
    c->which = which_in(t, ANY_STATE);
    ASK(t, GET_TICKET, get_ticket, c);
}

void think_get_line(struct think *t) {
    NEW(t, GetLine, get_line, c);
    c->line = arena_need(t->arena, sizeof *c->line);
    hallq__line__init(c->line);
    c->line->kind = (Hallq__Line__Kind)dice_range(t->d, 1, 3);
    c->line->id = c->line->kind == HALLQ__LINE__KIND__COUNTER ? counter_any(t)
                  : c->line->kind == HALLQ__LINE__KIND__CLERK ? person_any(t)
                                                              : service_any(t);
    c->limit = (uint32_t)dice_below(t->d, 30);
    ASK(t, GET_LINE, get_line, c);
}

void think_get_report(struct think *t) {
    NEW(t, GetReport, get_report, c);
    ASK(t, GET_REPORT, get_report, c);
}

void think_get_journal(struct think *t) {
    NEW(t, GetJournal, get_journal, c);
    c->after = dice_below(t->d, t->m->seq + 1);
    c->limit = 20;
    ASK(t, GET_JOURNAL, get_journal, c);
}

PLAIN(ping, PING, Ping, ping)
PLAIN(get_snapshot, GET_SNAPSHOT, GetSnapshot, get_snapshot)
PLAIN(get_settings, GET_SETTINGS, GetSettings, get_settings)
