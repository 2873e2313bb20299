// apply.c - applying a hall's settings, whole, as one event.
//
// Running tickets keep working. What must not happen is that somebody waits where nobody looks any
// more. So, of each line the new settings do not have:
//   - tickets waiting in it, on hold, or inside the least gap before they wait in it again: moved as
//     the file's `moves` say; without a move the settings are refused.
//   - tickets called or being served that came from it: moved if the file says where to, for the
//     case that they have to wait again.
//   - the line of a clerk who left: back to the line of the ticket's service.
// All in one event; MOVES_MAX bounds it to what fits in one frame of a feed.
//
// A counter is removed only when it is closed and neither holds a ticket nor has one on hold. Who
// is signed on there, is no longer in the list of people or has another role, is signed off; a person
// with a ticket at the counter first ends it. The PIN of who leaves the list, comes to it, or has more
// to do as a lead or manager, is cleared: a number used again is another person. A service that is
// gone leaves the lists that a lead has set.
//
// A service or counter that comes back after it was removed begins like a new one, but for the last
// number given: no number is given twice a day.
#include <string.h>

#include "base/limit.h"
#include "base/wire/wire.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/counter/staff.h"
#include "broker/hall/day/day.h"
#include "broker/hall/day/hours.h"
#include "broker/hall/settings/check.h"
#include "broker/hall/settings/upgrade.h"
#include "broker/hall/visit/queue.h"

#define MOVES_MAX 20000 // of about 30 bytes each: below LIMIT_REPLY_SIZE beside the settings
#define PROBLEMS_SHOWN 8

// A ticket whose line the new settings do not have.
struct stranded {
    uint64_t ticket;
    Hallq__Line__Kind kind;
    uint32_t id;
    bool must; // it waits, or will by itself: refused without a move
};

struct applying {
    struct deciding *d;
    const Hallq__HallSettings *h; // new
    struct stranded *stranded;
    size_t stranded_count;
    bool too_many;
    char *problems; // errors, one a line; NULL none yet
    size_t problem_count;
    int err;
};

// ---------------------------------------------------------------- checking

static char *problem_text(struct applying *a, const struct problem *p) {
    char zh[PROBLEM_TEXT_SIZE], en[PROBLEM_TEXT_SIZE];
    return arena_printf(a->d->state->arena, "%s / %s", problem_line(p, LANGUAGE_ZH, zh, sizeof zh),
                        problem_fill(problem_pattern(p->kind, LANGUAGE_EN), p, en, sizeof en));
}

static void warning_add(struct applying *a, char *text) {
    Hallq__Done *done = decision_done(a->d);
    char **warnings = arena_need(a->d->state->arena, (done->n_warnings + 1) * sizeof(char *));
    for (size_t i = 0; i < done->n_warnings; i++)
        warnings[i] = done->warnings[i];
    warnings[done->n_warnings++] = text;
    done->warnings = warnings;
}

static void problem_cb(void *arg, const struct problem *p) {
    struct applying *a = arg;
    struct arena *arena = a->d->state->arena;
    if (p->warning) {
        warning_add(a, problem_text(a, p));
    } else if (a->problem_count++ < PROBLEMS_SHOWN) {
        char *text = problem_text(a, p);
        a->problems = a->problems ? arena_printf(arena, "%s\n%s", a->problems, text) : text;
    }
}

static int hall_count_cb(void *arg, uint32_t hall) {
    (void)hall;
    return ++*(size_t *)arg == LIMIT_HALLS;
}

// Fit in themselves, for this hall, and now.
static int check_fit(struct applying *a) {
    struct deciding *d = a->d;
    size_t halls = 0;
    if (a->h->hall != d->hall)
        return refuse(d, HALLQ__REFUSAL__REASON__OLD_SETTINGS, "hall");
    if (!settings_check(a->h, problem_cb, a))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_SETTINGS, a->problems);
    if (a->h->zone_changes[0]->at_ms > d->now_ms)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_SETTINGS, "zone_changes[0].at_ms");
    int err = d->row->version ? ERR_OK : halls_each(d->state, hall_count_cb, &halls);
    if (!err && halls >= LIMIT_HALLS)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_LARGE, "halls");
    return err;
}

// ---------------------------------------------------------------- who is stranded

static bool line_gone(const struct applying *a, Hallq__Line__Kind kind, uint32_t id) {
    switch (kind) {
    case HALLQ__LINE__KIND__SERVICE:
        return !settings_service(a->h, id);
    case HALLQ__LINE__KIND__COUNTER:
        return !settings_counter(a->h, id);
    case HALLQ__LINE__KIND__CLERK:
        return !settings_staff(a->h, id);
    case HALLQ__LINE__KIND__NO_LINE:
    case _HALLQ__LINE__KIND_IS_INT_SIZE:
        break;
    }
    return false;
}

static void stranded_add(struct applying *a, struct stranded s) {
    if (a->stranded_count < MOVES_MAX)
        a->stranded[a->stranded_count++] = s;
    else
        a->too_many = true;
}

static int line_look(struct applying *a, Hallq__Line__Kind kind, uint32_t id) {
    struct state *s = a->d->state;
    struct queue_entry *entries;
    size_t count;
    const Hallq__LineRow *row;
    if (!line_gone(a, kind, id))
        return ERR_OK;
    int err = line_row_need(s, key_line(a->d->hall, kind, id), &row);
    if (err || !row->waiting)
        return err;
    entries = arena_need(s->arena, (MOVES_MAX + 1) * sizeof *entries);
    err = queue_first(s, a->d->hall, kind, id, MOVES_MAX + 1, entries, &count);
    for (size_t i = 0; i < count && !err; i++)
        stranded_add(a, (struct stranded){entries[i].ticket, kind, id, true});
    return err;
}

static int lines_look(struct applying *a) {
    const Hallq__HallSettings *old = a->d->settings;
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_services && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__SERVICE, old->services[i]->id);
    for (size_t i = 0; i < old->n_counters && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__COUNTER, old->counters[i]->id);
    for (size_t i = 0; i < old->n_staff && !err; i++)
        err = line_look(a, HALLQ__LINE__KIND__CLERK, old->staff[i]->id);
    return err;
}

// A ticket in no line just now.
static int ticket_look(struct applying *a, uint64_t ticket, bool must) {
    Hallq__TicketRow *row;
    struct key key = key_ticket(a->d->hall, ticket);
    int err = ticket_row_get(a->d->state, key, &row);
    if (row_passed(a->d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
        return ERR_OK;
    if (err)
        return err;
    if (row->line && !row->in_line && line_gone(a, row->line->kind, row->line->id))
        stranded_add(a, (struct stranded){ticket, row->line->kind, row->line->id, must});
    return ERR_OK;
}

static int due_cb(void *arg, struct bytes key, struct bytes value) {
    struct applying *a = arg;
    struct due_key due = key_read_due(key);
    (void)value;
    if (due.hall == a->d->hall &&
        (due.kind == HALLQ__DUE_ROW__KIND__HOLD_END || due.kind == HALLQ__DUE_ROW__KIND__GAP_END))
        a->err = ticket_look(a, due.subject, true);
    return a->err;
}

// Tickets on hold and inside the gap stand in the due table, of all halls; it holds no others for
// long, so it is short.
static int due_look(struct applying *a) {
    struct key from = key_due(INT64_MIN, 0, HALLQ__DUE_ROW__KIND__NO_KIND, 0);
    int err = rows_scan_over(a->d->state, TABLE_DUE, from, 0, due_cb, a);
    return err ? err : a->err;
}

static int busy_refuse(struct deciding *d, uint32_t counter) {
    return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY,
                  arena_printf(d->state->arena, "counters: %u", counter));
}

static int counters_look(struct applying *a) {
    struct deciding *d = a->d;
    int err = ERR_OK;
    for (size_t i = 0; i < d->settings->n_counters && !err; i++) {
        uint32_t counter = d->settings->counters[i]->id;
        const Hallq__CounterRow *row;
        struct key key = key_counter(d->hall, counter);
        err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err)) {
            err = ERR_OK; // taking it out of the settings is the way to make it anew
            continue;
        }
        if (err)
            return err;
        if (!settings_counter(a->h, counter) && (!counter_closed(row) || row->ticket || row->held))
            return busy_refuse(d, counter);
        if (row->ticket)
            err = ticket_look(a, row->ticket, false);
    }
    return err;
}

static int stranded_find(struct applying *a) {
    if (!a->d->settings)
        return ERR_OK;
    a->stranded = arena_need(a->d->state->arena, MOVES_MAX * sizeof *a->stranded);
    int err = lines_look(a);
    if (!err)
        err = due_look(a);
    if (!err)
        err = counters_look(a);
    return err;
}

static uint32_t waiting_cb(void *arg, Hallq__Line__Kind kind, uint32_t id) {
    const struct applying *a = arg;
    uint32_t waiting = 0;
    for (size_t i = 0; i < a->stranded_count; i++)
        waiting += a->stranded[i].must && a->stranded[i].kind == kind && a->stranded[i].id == id;
    return waiting;
}

static int check_change(struct applying *a) {
    if (a->too_many)
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING,
                      arena_printf(a->d->state->arena, "moves: > %d", MOVES_MAX));
    if (!settings_check_change(a->d->settings, a->h, waiting_cb, a, problem_cb, a))
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING, a->problems);
    return ERR_OK;
}

// ---------------------------------------------------------------- where they go

// A service that is there, or where those go who want it.
static uint32_t service_kept(const struct applying *a, uint32_t service) {
    if (settings_service(a->h, service))
        return service;
    return settings_moved_to(a->h, HALLQ__LINE__KIND__SERVICE, service);
}

static Hallq__TicketMove *move_make(struct applying *a, const Hallq__TicketRow *row,
                                    uint32_t service) {
    Hallq__TicketMove *move = arena_need(a->d->state->arena, sizeof *move);
    hallq__ticket_move__init(move);
    move->ticket = row->ticket;
    move->service = service;
    move->rank_ms = row->rank_ms;
    Hallq__Line *to = line_make(a->d, HALLQ__LINE__KIND__SERVICE, service);
    if (row->in_line) {
        move->left = row->line;
        move->entered = to;
    } else {
        move->to = to;
    }
    return move;
}

static int move_add(struct applying *a, const struct stranded *s, Hallq__SettingsApplied *e) {
    Hallq__TicketRow *row;
    int err = ticket_row_get(a->d->state, key_ticket(a->d->hall, s->ticket), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    uint32_t own = row->n_steps ? row->steps[row->n_steps - 1]->service : 0;
    uint32_t service = s->kind == HALLQ__LINE__KIND__CLERK
                           ? service_kept(a, own)
                           : settings_moved_to(a->h, s->kind, s->id);
    if (service)
        e->moved[e->n_moved++] = move_make(a, row, service);
    else if (s->must)
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING,
                      arena_printf(a->d->state->arena, "staff: %u", s->id));
    return ERR_OK;
}

static int moves_add(struct applying *a, Hallq__SettingsApplied *e) {
    int err = ERR_OK;
    if (a->stranded_count)
        e->moved = arena_need(a->d->state->arena, a->stranded_count * sizeof *e->moved);
    for (size_t i = 0; i < a->stranded_count && !err; i++)
        err = move_add(a, &a->stranded[i], e);
    return err;
}

// ---------------------------------------------------------------- who has to go

// Whoever the new settings leave no place is signed on no longer; a ticket at the counter is ended
// first (leaving.c).
static int leavers_end(struct applying *a) {
    struct present *who;
    int err = presents_find(a->d, &who);
    for (; who && !err; who = who->next)
        if (!leaving_stays(a->h, who->staff, who->role, who->counter))
            err = sign_on_end(a->d, who->staff, who->device, who->counter);
    return err;
}

static uint32_t signed_on_no_longer(const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF)
        return event->staff_signed_off->staff;
    if (event->body_case == HALLQ__EVENT__BODY_SIGN_ON_ENDED)
        return event->sign_on_ended->staff;
    return 0;
}

// Whoever waits for somebody who was signed off and is still in the list waits for their service, as
// the new settings have it. The line of who is not in the list any more goes with the moves.
static int leavers_lines_return(struct applying *a) {
    struct deciding *d = a->d;
    const Hallq__JournalRecord *record = d->out->record;
    const Hallq__HallSettings *old = d->settings;
    size_t count = record->n_events;
    int err = ERR_OK;
    d->settings = a->h;
    for (size_t i = 0; i < count && !err; i++) {
        uint32_t staff = signed_on_no_longer(record->events[i]);
        if (staff && settings_staff(a->h, staff))
            err = clerk_line_return(d, staff);
    }
    d->settings = old;
    return err;
}

// ---------------------------------------------------------------- whose PIN is no longer good

struct clearing {
    struct applying *a;
    uint32_t *staff;
    size_t count, room;
};

// The same person as before, with no more to do. A number with another name may be somebody else.
static bool keeps_pin(const struct applying *a, uint32_t staff) {
    const Hallq__HallSettings *old = a->d->settings;
    const Hallq__StaffSettings *was = old ? settings_staff(old, staff) : NULL;
    const Hallq__StaffSettings *is = settings_staff(a->h, staff);
    if (!was || !is || strcmp(was->name, is->name))
        return false;
    return is->role <= was->role || is->role < HALLQ__STAFF__ROLE__LEAD;
}

static int clearing_cb(void *arg, struct bytes key, struct bytes value) {
    struct clearing *c = arg;
    struct arena *arena = c->a->d->state->arena;
    const Hallq__StaffRow *row =
        wire_unpack_stored(&hallq__staff_row__descriptor, arena, value.data, value.size);
    uint32_t staff = key_read_u32(key, KEY_HALL_SIZE);
    if (key.size == KEY_PIN_TRIES_SIZE)
        return 1; // behind all people
    if (!row) {
        row_unread(c->a->d->state, TABLE_STAFF, key);
        return 0;
    }
    if (!row->pin_hash.len || keeps_pin(c->a, staff))
        return 0;
    if (c->count == c->room) {
        uint32_t *more = arena_need(arena, (2 * c->room + 16) * sizeof *more);
        if (c->count)
            memcpy(more, c->staff, c->count * sizeof *more);
        c->staff = more;
        c->room = 2 * c->room + 16;
    }
    c->staff[c->count++] = staff;
    return 0;
}

// Also of those whom an earlier version forgot.
static int pins_clear(struct applying *a) {
    struct deciding *d = a->d;
    struct clearing c = {.a = a};
    int err =
        rows_scan_over(d->state, TABLE_STAFF, key_hall(d->hall), KEY_HALL_SIZE, clearing_cb, &c);
    if (err || !c.count)
        return err;
    EMIT(d, PINS_CLEARED, PinsCleared, pins_cleared, cleared);
    cleared->staff = c.staff;
    cleared->n_staff = c.count;
    for (size_t i = 0; i < c.count; i++) {
        struct problem p = {.kind = PROBLEM_PIN_CLEARED, .warning = true, .path = "staff"};
        p.value = c.staff[i];
        if (settings_staff(a->h, c.staff[i]))
            problem_cb(a, &p);
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- what a lead has set

// A list that a lead has set, without the services that are gone. None left: those of the settings.
static void list_emit(struct applying *a, uint32_t counter, const Hallq__CounterRow *row) {
    struct deciding *d = a->d;
    uint32_t *kept = arena_need(d->state->arena, (row->n_services + 1) * sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; i < row->n_services; i++)
        if (settings_service(a->h, row->services[i]))
            kept[count++] = row->services[i];
    if (count == row->n_services)
        return;
    EMIT(d, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, set);
    set->counter = counter;
    set->services = kept;
    set->n_services = count;
    set->by = by_make(d);
}

static int lists_clean(struct applying *a) {
    const Hallq__HallSettings *old = a->d->settings;
    int err = ERR_OK;
    for (size_t i = 0; old && i < old->n_counters && !err; i++) {
        uint32_t counter = old->counters[i]->id;
        const Hallq__CounterRow *row;
        struct key key = key_counter(a->d->hall, counter);
        err = counter_row_need(a->d->state, key, &row);
        if (row_passed(a->d->state, TABLE_COUNTER, key, err))
            err = ERR_OK;
        else if (!err && settings_counter(a->h, counter))
            list_emit(a, counter, row);
    }
    return err;
}

// ---------------------------------------------------------------- the event

static int applied_emit(struct applying *a) {
    struct deciding *d = a->d;
    struct hours hours;
    int err = hours_find(d, a->h, &hours);
    if (err)
        return err;
    EMIT(d, SETTINGS_APPLIED, SettingsApplied, settings_applied, e);
    e->version = (d->row->version ? d->row->version : d->row->removed_version) + 1;
    e->settings = (Hallq__HallSettings *)(uintptr_t)a->h;
    e->opened = hours.opened;
    e->n_opened = hours.opened_count;
    e->closed = hours.closed;
    e->n_closed = hours.closed_count;
    e->next_hours_at_ms = hours.next_at_ms;
    if (!d->row->version)
        e->day = d->out->record->day = calendar_business_day(a->h, d->now_ms);
    int32_t day = e->day ? e->day : d->row->day;
    e->next_roll_at_ms = calendar_day_start_ms(a->h, day + 1); // past: the day rolls at once
    e->by = by_make(d);
    decision_done(d)->version = e->version;
    return moves_add(a, e);
}

// A hall that begins takes its first day from the clock.
static int begin_check(struct deciding *d) {
    bool in_doubt = false;
    int err = d->settings ? ERR_OK : clock_in_doubt(d->state, &in_doubt);
    if (!in_doubt)
        return err;
    bool possible = !d->asker->wall_at_ms || LIMIT_CLOCK_POSSIBLE(d->asker->wall_at_ms);
    return refuse(d, possible ? HALLQ__REFUSAL__REASON__CLOCK : HALLQ__REFUSAL__REASON__CLOCK_WRONG,
                  NULL);
}

int apply_settings_decide(struct deciding *d, const Hallq__Request *request) {
    struct applying a = {.d = d, .h = request->apply_settings->settings};
    if (!d->hall || !a.h)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, d->hall ? "settings" : "hall");
    int err = d->settings_lost ? settings_stand_in(d->state, d->hall, &d->settings) : ERR_OK;
    if (!err)
        err = begin_check(d);
    if (!err)
        err = check_fit(&a);
    if (!err)
        err = stranded_find(&a);
    if (!err)
        err = check_change(&a);
    if (!err)
        err = leavers_end(&a);
    if (!err)
        err = pins_clear(&a);
    if (!err)
        err = lists_clean(&a);
    if (!err)
        err = applied_emit(&a);
    if (!err)
        err = leavers_lines_return(&a);
    return err;
}

// The list of people is for who is signed on; a lead's console has the rest without.
int get_settings_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    bool all = d->asker->role == HALLQ__DEVICE__ROLE__LEAD ||
               d->asker->role == HALLQ__DEVICE__ROLE__MANAGER ||
               d->asker->role == HALLQ__DEVICE__ROLE__ADMIN;
    enum feed feed = all ? FEED_LEAD : FEED_PUBLIC;
    (void)request;
    const Hallq__HallSettings *h =
        all && people_shown(d) ? d->settings : visible_settings(d->settings, feed, d->state->arena);
    reply->body_case = HALLQ__REPLY__BODY_SETTINGS;
    reply->settings = (Hallq__HallSettings *)(uintptr_t)h;
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int ticket_move(struct change *c, const Hallq__TicketMove *move) {
    Hallq__TicketRow *row;
    int err = change_ticket_get(c, move->ticket, &row);
    if (err)
        return err;
    Hallq__Step *step = ticket_step(row);
    if (step)
        step->service = move->service;
    if (!move->entered)
        row->line = move->to;
    else if (!(err = ticket_leave(c, row)))
        err = ticket_enter(c, row, move->entered, move->rank_ms);
    return err ? err : change_ticket_put(c, row);
}

static int services_gone(struct change *c, const Hallq__HallSettings *old,
                         const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_services && !err; i++) {
        uint32_t service = old->services[i]->id;
        struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, service);
        Hallq__LineRow *row;
        if (settings_service(new, service))
            continue;
        if ((err = line_row_edit(c->state, key, &row)))
            return err;
        row->gone_version = version;
        row->open = false;
        row->suspended = false;
        row->reason = (char *)(uintptr_t) "";
        row->issued = 0;
        row->by_staff = row->by_gateway = row->away = row->cap_today = 0;
        row->service_mean_ms = 0;
        row->services_counted = 0;
        row->counters = 0;
        err = line_row_put(c->state, key, row);
    }
    return err;
}

static int counters_gone(struct change *c, const Hallq__HallSettings *old,
                         const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < old->n_counters && !err; i++) {
        uint32_t counter = old->counters[i]->id;
        struct key key = key_counter(c->hall, counter);
        Hallq__CounterRow *row;
        if (settings_counter(new, counter))
            continue;
        err = change_counter_get(c, counter, &row);
        if (row_passed(c->state, TABLE_COUNTER, key, err)) {
            err = ERR_OK;
            continue;
        }
        if (err)
            return err;
        row->gone_version = version;
        err = change_counter_put(c, counter, row);
    }
    return err;
}

// A new counter is closed since now. The settings before did without it.
static int counters_new(struct change *c, const Hallq__HallSettings *old,
                        const Hallq__HallSettings *new, uint32_t version) {
    int err = ERR_OK;
    for (size_t i = 0; i < new->n_counters && !err; i++) {
        Hallq__CounterRow row = HALLQ__COUNTER_ROW__INIT;
        if (old && settings_counter(old, new->counters[i]->id))
            continue;
        row.state = HALLQ__COUNTER__STATE__CLOSED;
        row.since_ms = c->at_ms;
        row.gone_version = version - 1;
        err = change_counter_put(c, new->counters[i]->id, &row);
    }
    return err;
}

static int parts_apply(struct change *c, const Hallq__SettingsApplied *event) {
    const Hallq__HallSettings *old = NULL;
    int err = c->row->version ? change_settings(c, &old) : ERR_OK;
    if (row_passed(c->state, TABLE_SETTINGS, key_hall(c->hall), err))
        err = settings_stand_in(c->state, c->hall, &old);
    for (size_t i = 0; i < event->n_moved && !err; i++)
        err = ticket_move(c, event->moved[i]);
    if (!err && old)
        err = services_gone(c, old, event->settings, event->version);
    if (!err && old)
        err = counters_gone(c, old, event->settings, event->version);
    if (!err)
        err = counters_new(c, old, event->settings, event->version);
    if (!err)
        err = hours_set(c, event->opened, event->n_opened, true);
    if (!err)
        err = hours_set(c, event->closed, event->n_closed, false);
    return err;
}

int apply_settings_applied(struct change *c, const Hallq__SettingsApplied *event) {
    int err = parts_apply(c, event);
    if (!err)
        err = settings_put(c->state, c->hall, event->version, event->settings);
    if (err)
        return err;
    c->row->version = event->version;
    c->row->time_zone = NULL;  // of the table before; the broker compares anew
    if (!c->row->first_ticket) // a new hall
        c->row->layout = HALL_LAYOUT;
    if (event->day)
        c->row->day = event->day;
    if (!c->row->first_ticket)
        c->row->first_ticket = c->row->tickets + 1;
    if ((err = roll_schedule(c, event->next_roll_at_ms)))
        return err;
    return hours_schedule(c, event->next_hours_at_ms);
}
