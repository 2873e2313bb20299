// view.c - the fold. Its rules stand in view.h; here is one small function for each happening.
//
// Two kinds of lists: those the settings rule (services' lines, counters), rebuilt in the settings'
// order whenever settings come, and those that people make (lines of counters and clerks, people
// signed on), kept sorted so that equal halls have equal lists.
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/wire/wire.h"

// One for each service, counter and clerk.
#define LIMIT_LINES (LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF)

// ---------------------------------------------------------------- small help

static void text_set(char *to, size_t to_size, const char *from) {
    size_t len = from ? strnlen(from, to_size - 1) : 0;
    if (len)
        memcpy(to, from, len);
    memset(to + len, 0, to_size - len);
}

// Room for one more item; ends the process without memory, as arena_need does: lists are bounded.
static void *list_room(void *items, size_t *room, size_t count, size_t item_size) {
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 16;
    items = realloc(items, *room * item_size);
    if (!items)
        abort();
    return items;
}

static void seen_at(struct hallq_view *v, int64_t at_ms) {
    if (at_ms > v->at_ms)
        v->at_ms = at_ms;
}

// ---------------------------------------------------------------- lines

static struct hallq_line *line_find(const struct hallq_view *v, Hallq__Line__Kind kind,
                                    uint32_t id) {
    for (size_t i = 0; i < v->line_count; i++)
        if (v->lines[i].kind == kind && v->lines[i].id == id)
            return &v->lines[i];
    return NULL;
}

static bool line_before(const struct hallq_line *l, Hallq__Line__Kind kind, uint32_t id) {
    return l->kind != kind ? l->kind < kind : l->id < id;
}

static struct hallq_line *line_append(struct hallq_view *v) {
    v->lines = list_room(v->lines, &v->line_room, v->line_count, sizeof *v->lines);
    struct hallq_line *l = &v->lines[v->line_count++];
    memset(l, 0, sizeof *l);
    return l;
}

static bool line_is_staffs(Hallq__Line__Kind kind) {
    return kind == HALLQ__LINE__KIND__COUNTER || kind == HALLQ__LINE__KIND__CLERK;
}

// The line of a counter or clerk, put in its place behind the services' if it is new.
static struct hallq_line *staff_line(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    struct hallq_line *found = line_find(v, kind, id);
    if (found || !v->staff || !line_is_staffs(kind) || v->line_count == LIMIT_LINES)
        return found;
    size_t at = 0;
    while (at < v->line_count &&
           (!line_is_staffs(v->lines[at].kind) || line_before(&v->lines[at], kind, id)))
        at++;
    line_append(v);
    memmove(&v->lines[at + 1], &v->lines[at], (v->line_count - 1 - at) * sizeof *v->lines);
    v->lines[at] = (struct hallq_line){.kind = kind, .id = id};
    return &v->lines[at];
}

static void line_remove(struct hallq_view *v, struct hallq_line *l) {
    size_t at = (size_t)(l - v->lines);
    v->line_count--;
    memmove(l, l + 1, (v->line_count - at) * sizeof *l);
}

static void entered(struct hallq_view *v, const Hallq__Line *line) {
    struct hallq_line *l = line ? staff_line(v, line->kind, line->id) : NULL;
    if (l)
        l->waiting++;
}

static void left(struct hallq_view *v, const Hallq__Line *line) {
    struct hallq_line *l = line ? line_find(v, line->kind, line->id) : NULL;
    if (!l)
        return;
    if (l->waiting)
        l->waiting--;
    if (!l->waiting && line_is_staffs(l->kind))
        line_remove(v, l);
}

static void open_set(struct hallq_view *v, const uint32_t *services, size_t count, bool open) {
    for (size_t i = 0; i < count; i++) {
        struct hallq_line *l = line_find(v, HALLQ__LINE__KIND__SERVICE, services[i]);
        if (l)
            l->open = open;
    }
}

// ---------------------------------------------------------------- counters

static struct hallq_counter *counter_find(const struct hallq_view *v, uint32_t counter) {
    for (size_t i = 0; i < v->counter_count; i++)
        if (v->counters[i].counter == counter)
            return &v->counters[i];
    return NULL;
}

static struct hallq_counter *counter_append(struct hallq_view *v) {
    v->counters = list_room(v->counters, &v->counter_room, v->counter_count, sizeof *v->counters);
    struct hallq_counter *c = &v->counters[v->counter_count++];
    memset(c, 0, sizeof *c);
    return c;
}

static void counter_state_set(struct hallq_counter *c, Hallq__Counter__State state, int64_t at_ms) {
    if (c->state != state)
        c->since_ms = at_ms;
    c->state = state;
    text_set(c->pause_reason, sizeof c->pause_reason, NULL);
}

static struct hallq_counter *counter_holds(struct hallq_view *v, uint32_t counter,
                                           Hallq__Counter__State state, uint64_t ticket,
                                           const char *number, int64_t at_ms) {
    struct hallq_counter *c = counter ? counter_find(v, counter) : NULL;
    if (!c)
        return NULL;
    counter_state_set(c, state, at_ms);
    c->ticket = ticket;
    text_set(c->number, sizeof c->number, number);
    return c;
}

static struct hallq_counter *counter_is(struct hallq_view *v, uint32_t counter,
                                        Hallq__Counter__State state, int64_t at_ms) {
    return counter_holds(v, counter, state, 0, NULL, at_ms);
}

static void hold_begins(struct hallq_view *v, uint32_t counter) {
    struct hallq_counter *c = v->staff ? counter_find(v, counter) : NULL;
    if (c)
        c->held++;
}

static void hold_ends(struct hallq_view *v, uint32_t counter) {
    struct hallq_counter *c = v->staff && counter ? counter_find(v, counter) : NULL;
    if (c && c->held)
        c->held--;
}

static void lost_set(struct hallq_view *v, uint32_t counter, bool lost) {
    struct hallq_counter *c = v->staff ? counter_find(v, counter) : NULL;
    if (c)
        c->lost = lost;
}

static void services_set(struct hallq_counter *c, const uint32_t *services, size_t count) {
    c->service_count = count < LIMIT_SERVICES ? count : LIMIT_SERVICES;
    memset(c->services, 0, sizeof c->services);
    if (c->service_count)
        memcpy(c->services, services, c->service_count * sizeof *services);
}

// ---------------------------------------------------------------- people

static size_t person_place(const struct hallq_view *v, uint32_t staff, uint32_t device) {
    size_t at = 0;
    while (at < v->person_count && (v->people[at].staff < staff || (v->people[at].staff == staff &&
                                                                    v->people[at].device < device)))
        at++;
    return at;
}

static void person_add(struct hallq_view *v, struct hallq_person person) {
    size_t at = person_place(v, person.staff, person.device);
    if (at < v->person_count && v->people[at].staff == person.staff &&
        v->people[at].device == person.device) {
        v->people[at] = person;
        return;
    }
    if (v->person_count == LIMIT_STAFF)
        return;
    v->people = list_room(v->people, &v->person_room, v->person_count, sizeof *v->people);
    memmove(&v->people[at + 1], &v->people[at], (v->person_count - at) * sizeof *v->people);
    v->people[at] = person;
    v->person_count++;
}

static void person_remove(struct hallq_view *v, size_t at) {
    v->person_count--;
    memmove(&v->people[at], &v->people[at + 1], (v->person_count - at) * sizeof *v->people);
}

static void signed_on(struct hallq_view *v, const Hallq__StaffSignedOn *e) {
    if (!v->staff)
        return;
    person_add(v, (struct hallq_person){e->staff, e->device, e->counter, e->role});
    struct hallq_counter *c = e->counter ? counter_find(v, e->counter) : NULL;
    if (c)
        c->clerk = e->staff;
}

static void signed_off(struct hallq_view *v, const Hallq__StaffSignedOff *e) {
    size_t at = person_place(v, e->staff, e->device);
    if (at < v->person_count && v->people[at].staff == e->staff &&
        v->people[at].device == e->device)
        person_remove(v, at);
    struct hallq_counter *c = e->counter ? counter_find(v, e->counter) : NULL;
    if (c && c->clerk == e->staff)
        c->clerk = 0;
}

static void sign_off_counter(struct hallq_view *v, struct hallq_counter *c) {
    c->clerk = 0;
    for (size_t i = v->person_count; i-- > 0;)
        if (v->people[i].counter == c->counter)
            person_remove(v, i);
}

// ---------------------------------------------------------------- calls

static void call_add(struct hallq_view *v, const struct hallq_call *call) {
    if (v->call_count == LIMIT_CALLS_SHOWN) {
        memmove(&v->calls[0], &v->calls[1], (LIMIT_CALLS_SHOWN - 1) * sizeof v->calls[0]);
        v->call_count--;
    }
    v->calls[v->call_count++] = *call;
}

// ---------------------------------------------------------------- settings

static bool settings_bounded(const Hallq__HallSettings *s) {
    return s->n_services <= LIMIT_SERVICES && s->n_counters <= LIMIT_COUNTERS &&
           s->n_staff <= LIMIT_STAFF;
}

// A list of people is told only to who is signed on: without one, that known before stays.
static int settings_copy(struct hallq_view *v, const Hallq__HallSettings *settings) {
    struct arena fresh;
    Hallq__HallSettings whole = *settings;
    if (!whole.n_staff && v->settings) {
        whole.n_staff = v->settings->n_staff;
        whole.staff = v->settings->staff;
    }
    arena_init(&fresh, 0);
    Hallq__HallSettings *copy = wire_copy(&whole, &fresh);
    if (!copy) {
        arena_fini(&fresh);
        return ERR_INVALID;
    }
    arena_fini(&v->settings_arena);
    v->settings_arena = fresh;
    v->settings = copy;
    return ERR_OK;
}

void hallq_view_people(struct hallq_view *v, const Hallq__Snapshot *snapshot) {
    const Hallq__HallSettings *from = snapshot->settings;
    if (!v->settings || !from || !from->n_staff || !settings_bounded(from) ||
        snapshot->epoch != v->epoch || snapshot->version != v->version)
        return;
    Hallq__HallSettings whole = *v->settings;
    whole.n_staff = from->n_staff;
    whole.staff = from->staff;
    settings_copy(v, &whole);
}

// Services' lines in the settings' order, keeping what the old list knows of them; then the rest.
static void lines_rebuild(struct hallq_view *v) {
    struct hallq_line *old = v->lines;
    size_t old_count = v->line_count;
    v->lines = NULL;
    v->line_count = v->line_room = 0;
    for (size_t i = 0; i < v->settings->n_services; i++) {
        uint32_t id = v->settings->services[i]->id;
        struct hallq_view before = {.lines = old, .line_count = old_count};
        const struct hallq_line *known = line_find(&before, HALLQ__LINE__KIND__SERVICE, id);
        *line_append(v) =
            known ? *known : (struct hallq_line){.kind = HALLQ__LINE__KIND__SERVICE, .id = id};
    }
    for (size_t i = 0; i < old_count; i++)
        if (line_is_staffs(old[i].kind))
            *line_append(v) = old[i];
    free(old);
}

static void counters_rebuild(struct hallq_view *v, int64_t at_ms) {
    struct hallq_counter *old = v->counters;
    struct hallq_view before = {.counters = old, .counter_count = v->counter_count};
    v->counters = NULL;
    v->counter_count = v->counter_room = 0;
    for (size_t i = 0; i < v->settings->n_counters; i++) {
        uint32_t id = v->settings->counters[i]->id;
        const struct hallq_counter *known = counter_find(&before, id);
        struct hallq_counter fresh = {
            .counter = id, .state = HALLQ__COUNTER__STATE__CLOSED, .since_ms = at_ms};
        *counter_append(v) = known ? *known : fresh;
    }
    free(old);
}

static int settings_set(struct hallq_view *v, const Hallq__HallSettings *settings, int64_t at_ms) {
    if (!settings || !settings_bounded(settings))
        return ERR_INVALID;
    int err = settings_copy(v, settings);
    if (err)
        return err;
    lines_rebuild(v);
    counters_rebuild(v, at_ms);
    v->loaded = true;
    return ERR_OK;
}

static void time_zone_set(struct hallq_view *v, const Hallq__TimeZone *found) {
    v->time_zone_finding = found ? found->finding : HALLQ__TIME_ZONE__FINDING__NO_FINDING;
    v->time_zone_wrong_from_ms = found ? found->wrong_from_ms : 0;
}

static int settings_applied(struct hallq_view *v, const Hallq__SettingsApplied *e, int64_t at_ms) {
    int err = settings_set(v, e->settings, at_ms);
    if (err)
        return err;
    v->version = e->version;
    time_zone_set(v, NULL);
    if (e->day)
        v->day = e->day;
    for (size_t i = 0; i < e->n_moved; i++) {
        left(v, e->moved[i]->left);
        entered(v, e->moved[i]->entered);
    }
    open_set(v, e->opened, e->n_opened, true);
    open_set(v, e->closed, e->n_closed, false);
    return ERR_OK;
}

// ---------------------------------------------------------------- tickets

static void ticket_issued(struct hallq_view *v, const Hallq__TicketIssued *e) {
    struct hallq_line *l = line_find(v, HALLQ__LINE__KIND__SERVICE, e->service);
    if (l)
        l->issued++;
    entered(v, e->entered);
}

static void ticket_called(struct hallq_view *v, const Hallq__TicketCalled *e, uint64_t seq,
                          int64_t at_ms) {
    struct hallq_call call = {.seq = seq,
                              .at_ms = at_ms,
                              .ticket = e->ticket,
                              .counter = e->counter,
                              .call_count = e->call_count};
    text_set(call.number, sizeof call.number, e->number);
    call_add(v, &call);
    left(v, e->left);
    counter_holds(v, e->counter, HALLQ__COUNTER__STATE__CALLING, e->ticket, e->number, at_ms);
}

static void ticket_held(struct hallq_view *v, const Hallq__TicketHeld *e, int64_t at_ms) {
    counter_is(v, e->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    hold_begins(v, e->counter);
}

static void ticket_resumed(struct hallq_view *v, const Hallq__TicketResumed *e, int64_t at_ms) {
    hold_ends(v, e->held_counter);
    counter_holds(v, e->counter, HALLQ__COUNTER__STATE__SERVING, e->ticket, e->number, at_ms);
    entered(v, e->entered);
}

static void ticket_transferred(struct hallq_view *v, const Hallq__TicketTransferred *e,
                               int64_t at_ms) {
    counter_is(v, e->from_counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    left(v, e->left);
    entered(v, e->entered);
}

static void ticket_finished(struct hallq_view *v, const Hallq__TicketFinished *e, int64_t at_ms) {
    counter_is(v, e->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    entered(v, e->entered);
}

static void ticket_continued(struct hallq_view *v, const Hallq__TicketContinued *e, int64_t at_ms) {
    counter_holds(v, e->counter, HALLQ__COUNTER__STATE__SERVING, e->ticket, e->number, at_ms);
    entered(v, e->entered);
}

static void ticket_cancelled(struct hallq_view *v, const Hallq__TicketCancelled *e, int64_t at_ms) {
    left(v, e->left);
    counter_is(v, e->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    hold_ends(v, e->held_counter);
}

static void leftovers_closed(struct hallq_view *v, const Hallq__LeftoversClosed *e, int64_t at_ms) {
    for (size_t i = 0; i < e->n_tickets; i++) {
        left(v, e->tickets[i]->left);
        counter_is(v, e->tickets[i]->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
        hold_ends(v, e->tickets[i]->held_counter);
    }
}

// ---------------------------------------------------------------- counters' events, services, day

static void counter_opened(struct hallq_view *v, const Hallq__CounterOpened *e, int64_t at_ms) {
    struct hallq_counter *c = counter_is(v, e->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    if (c && v->staff && e->clerk)
        c->clerk = e->clerk;
}

static void counter_paused(struct hallq_view *v, const Hallq__CounterPaused *e, int64_t at_ms) {
    struct hallq_counter *c = counter_is(v, e->counter, HALLQ__COUNTER__STATE__PAUSED, at_ms);
    if (c)
        text_set(c->pause_reason, sizeof c->pause_reason, e->reason);
}

static void counter_services_set(struct hallq_view *v, const Hallq__CounterServicesSet *e) {
    struct hallq_counter *c = v->staff ? counter_find(v, e->counter) : NULL;
    if (c)
        services_set(c, e->services, e->n_services);
}

static void counter_freed(struct hallq_view *v, const Hallq__CounterFreed *e, int64_t at_ms) {
    counter_is(v, e->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
    entered(v, e->entered);
}

static void suspended_set(struct hallq_view *v, uint32_t service, bool suspended,
                          const char *reason) {
    struct hallq_line *l = line_find(v, HALLQ__LINE__KIND__SERVICE, service);
    if (!l)
        return;
    l->suspended = suspended;
    text_set(l->reason, sizeof l->reason, reason);
}

static void hours_changed(struct hallq_view *v, const Hallq__HoursChanged *e) {
    open_set(v, e->opened, e->n_opened, true);
    open_set(v, e->closed, e->n_closed, false);
}

static void day_opened(struct hallq_view *v, const Hallq__DayOpened *e, int64_t at_ms) {
    v->day = e->day;
    for (size_t i = 0; i < v->line_count; i++)
        v->lines[i].issued = 0;
    open_set(v, e->opened, e->n_opened, true);
    open_set(v, e->closed, e->n_closed, false);
    for (size_t i = 0; i < e->n_closed_counters; i++) {
        struct hallq_counter *c =
            counter_is(v, e->closed_counters[i], HALLQ__COUNTER__STATE__CLOSED, at_ms);
        if (c)
            sign_off_counter(v, c);
    }
}

static void time_set_back(struct hallq_view *v, const Hallq__TimeSetBack *e) {
    v->at_ms = e->to_at_ms;
    v->call_count = 0;
    for (size_t i = 0; i < v->counter_count; i++)
        if (v->counters[i].since_ms > e->to_at_ms)
            v->counters[i].since_ms = e->to_at_ms;
}

// One row for each kind of event; the compiler finds a kind that is missing.
static int fold(struct hallq_view *v, const Hallq__Event *e) {
    int64_t at_ms = e->at_ms;
    switch (e->body_case) {
    case HALLQ__EVENT__BODY_TICKET_ISSUED:
        ticket_issued(v, e->ticket_issued);
        break;
    case HALLQ__EVENT__BODY_TICKET_CHECKED_IN:
        entered(v, e->ticket_checked_in->entered);
        break;
    case HALLQ__EVENT__BODY_TICKET_CALLED:
        ticket_called(v, e->ticket_called, e->seq, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_STARTED:
        counter_holds(v, e->ticket_started->counter, HALLQ__COUNTER__STATE__SERVING,
                      e->ticket_started->ticket, e->ticket_started->number, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_HELD:
        ticket_held(v, e->ticket_held, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_RESUMED:
        ticket_resumed(v, e->ticket_resumed, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_TRANSFERRED:
        ticket_transferred(v, e->ticket_transferred, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_FINISHED:
        ticket_finished(v, e->ticket_finished, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_CONTINUED:
        ticket_continued(v, e->ticket_continued, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_NO_SHOW:
        counter_is(v, e->ticket_no_show->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_REINSTATED:
        entered(v, e->ticket_reinstated->entered);
        break;
    case HALLQ__EVENT__BODY_TICKET_CANCELLED:
        ticket_cancelled(v, e->ticket_cancelled, at_ms);
        break;
    case HALLQ__EVENT__BODY_TICKET_RETURNED:
        entered(v, e->ticket_returned->entered);
        break;
    case HALLQ__EVENT__BODY_COUNTER_OPENED:
        counter_opened(v, e->counter_opened, at_ms);
        break;
    case HALLQ__EVENT__BODY_COUNTER_CLOSED:
        counter_is(v, e->counter_closed->counter, HALLQ__COUNTER__STATE__CLOSED, at_ms);
        break;
    case HALLQ__EVENT__BODY_COUNTER_PAUSED:
        counter_paused(v, e->counter_paused, at_ms);
        break;
    case HALLQ__EVENT__BODY_COUNTER_RESUMED:
        counter_is(v, e->counter_resumed->counter, HALLQ__COUNTER__STATE__FREE, at_ms);
        break;
    case HALLQ__EVENT__BODY_COUNTER_SERVICES_SET:
        counter_services_set(v, e->counter_services_set);
        break;
    case HALLQ__EVENT__BODY_COUNTER_LOST:
        lost_set(v, e->counter_lost->counter, true);
        break;
    case HALLQ__EVENT__BODY_COUNTER_FOUND:
        lost_set(v, e->counter_found->counter, false);
        break;
    case HALLQ__EVENT__BODY_COUNTER_FREED:
        counter_freed(v, e->counter_freed, at_ms);
        break;
    case HALLQ__EVENT__BODY_STAFF_SIGNED_ON:
        signed_on(v, e->staff_signed_on);
        break;
    case HALLQ__EVENT__BODY_STAFF_SIGNED_OFF:
        signed_off(v, e->staff_signed_off);
        break;
    case HALLQ__EVENT__BODY_SERVICE_SUSPENDED:
        suspended_set(v, e->service_suspended->service, true, e->service_suspended->reason);
        break;
    case HALLQ__EVENT__BODY_SERVICE_UNSUSPENDED:
        suspended_set(v, e->service_unsuspended->service, false, NULL);
        break;
    case HALLQ__EVENT__BODY_HOURS_CHANGED:
        hours_changed(v, e->hours_changed);
        break;
    case HALLQ__EVENT__BODY_SETTINGS_APPLIED:
        return settings_applied(v, e->settings_applied, at_ms);
    case HALLQ__EVENT__BODY_HALL_REMOVED:
        return ERR_NOT_FOUND; // no view of it: the snapshot then asked for is refused
    case HALLQ__EVENT__BODY_DAY_OPENED:
        day_opened(v, e->day_opened, at_ms);
        break;
    case HALLQ__EVENT__BODY_TIME_SET_BACK:
        time_set_back(v, e->time_set_back);
        break;
    case HALLQ__EVENT__BODY_LEFTOVERS_CLOSED:
        leftovers_closed(v, e->leftovers_closed, at_ms);
        break;
    case HALLQ__EVENT__BODY_TIME_ZONE_COMPARED:
        time_zone_set(v, e->time_zone_compared->time_zone);
        break;
    // What changes nothing on a screen, or is never published.
    case HALLQ__EVENT__BODY_CAP_RAISED:
    case HALLQ__EVENT__BODY_TICKET_RATED:
    case HALLQ__EVENT__BODY_CONTACT_REVEALED:
    case HALLQ__EVENT__BODY_ISSUE_REPEATED:
    case HALLQ__EVENT__BODY_SIGN_ON_FAILED:
    case HALLQ__EVENT__BODY_PIN_SET:
    case HALLQ__EVENT__BODY_PIN_REHASHED:
    case HALLQ__EVENT__BODY_SIGN_ON_ENDED:
    case HALLQ__EVENT__BODY_PINS_CLEARED:
    case HALLQ__EVENT__BODY_ENROL_CODE_MADE:
    case HALLQ__EVENT__BODY_DEVICE_ENROLLED:
    case HALLQ__EVENT__BODY_ENROL_FAILED:
    case HALLQ__EVENT__BODY_CONTACTS_PURGED:
    case HALLQ__EVENT__BODY_ROWS_FORGOTTEN:
    case HALLQ__EVENT__BODY_NOTE_READ:
    case HALLQ__EVENT__BODY_JOURNAL_READ:
    case HALLQ__EVENT__BODY_BACKUP_ASKED:
    case HALLQ__EVENT__BODY_CONTACT_FORGOTTEN:
    case HALLQ__EVENT__BODY_DEVICE_ADDED:
    case HALLQ__EVENT__BODY_DEVICE_REVOKED:
    case HALLQ__EVENT__BODY_DEVICE_REKEYED:
    case HALLQ__EVENT__BODY_CLOCK_ALARMED:
    case HALLQ__EVENT__BODY_CLOCK_ACCEPTED:
    case HALLQ__EVENT__BODY_CLOCK_AGREED:
    case HALLQ__EVENT__BODY_CLOCK_SET_BACK:
    case HALLQ__EVENT__BODY_FOLDER_CHANGED:
    case HALLQ__EVENT__BODY__NOT_SET:
    case _HALLQ__EVENT__BODY__CASE_IS_INT_SIZE:
        break;
    }
    return ERR_OK;
}

int hallq_view_apply(struct hallq_view *v, const Hallq__Event *event) {
    int err = fold(v, event);
    if (err)
        return err;
    v->seq = event->seq;
    seen_at(v, event->at_ms);
    hallq_view_whole(v, event->at_ms);
    return ERR_OK;
}

// ---------------------------------------------------------------- snapshots

void hallq_view_init(struct hallq_view *v, bool staff) {
    *v = (struct hallq_view){.staff = staff};
    arena_init(&v->settings_arena, 0);
}

void hallq_view_fini(struct hallq_view *v) {
    arena_fini(&v->settings_arena);
    free(v->lines);
    free(v->counters);
    free(v->people);
    free(v->waits);
    *v = (struct hallq_view){.staff = v->staff};
}

static void line_load(struct hallq_view *v, const Hallq__LineState *s) {
    struct hallq_line *l = s->line ? line_find(v, s->line->kind, s->line->id) : NULL;
    if (!l && s->line && s->waiting)
        l = staff_line(v, s->line->kind, s->line->id);
    if (!l)
        return;
    l->waiting = s->waiting;
    l->open = s->open;
    l->suspended = s->suspended;
    l->issued = s->issued;
    text_set(l->reason, sizeof l->reason, s->reason);
}

static void counter_load(struct hallq_view *v, const Hallq__CounterNow *s) {
    struct hallq_counter *c = counter_find(v, s->counter);
    if (!c)
        return;
    c->state = s->state;
    c->ticket = s->ticket;
    c->since_ms = s->since_ms;
    text_set(c->number, sizeof c->number, s->number);
    text_set(c->pause_reason, sizeof c->pause_reason, s->pause_reason);
    if (!v->staff)
        return;
    c->clerk = s->clerk;
    c->lost = s->lost;
    c->held = s->held;
    services_set(c, s->services, s->n_services);
}

static void call_load(struct hallq_view *v, const Hallq__Call *s) {
    struct hallq_call call = {.seq = s->seq,
                              .at_ms = s->at_ms,
                              .ticket = s->ticket,
                              .counter = s->counter,
                              .call_count = s->call_count};
    text_set(call.number, sizeof call.number, s->number);
    call_add(v, &call);
}

static void lists_load(struct hallq_view *v, const Hallq__Snapshot *s) {
    for (size_t i = 0; i < s->n_lines; i++)
        line_load(v, s->lines[i]);
    for (size_t i = 0; i < s->n_counters; i++)
        counter_load(v, s->counters[i]);
    for (size_t i = 0; i < s->n_calls; i++)
        call_load(v, s->calls[i]);
    for (size_t i = 0; v->staff && i < s->n_people; i++)
        person_add(v, (struct hallq_person){s->people[i]->staff, s->people[i]->device,
                                            s->people[i]->counter, s->people[i]->role});
    if (s->waits)
        hallq_view_apply_waits(v, s->waits);
}

void hallq_view_whole(struct hallq_view *v, int64_t at_ms) {
    if (at_ms > v->whole_at_ms)
        v->whole_at_ms = at_ms;
}

int hallq_view_load(struct hallq_view *v, const Hallq__Snapshot *s) {
    bool stale = v->stale;
    hallq_view_fini(v);
    hallq_view_init(v, v->staff);
    v->stale = stale;
    if (s->n_lines > LIMIT_LINES)
        return ERR_INVALID;
    if (s->settings) {
        int err = settings_set(v, s->settings, s->at_ms);
        if (err)
            return err;
    }
    v->loaded = true;
    v->epoch = s->epoch;
    v->hall = s->hall;
    v->seq = s->seq;
    v->day = s->day;
    v->version = s->version;
    time_zone_set(v, s->time_zone);
    lists_load(v, s);
    v->at_ms = s->at_ms; // also if hall time went back
    v->whole_at_ms = s->at_ms;
    hallq_view_apply_clock(v, s->clock);
    return ERR_OK;
}

bool hallq_view_apply_clock(struct hallq_view *v, const Hallq__ClockDoubt *doubt) {
    bool changed = v->clock_doubted != (doubt != NULL);
    v->clock_doubted = doubt != NULL;
    v->clock_wall_at_ms = doubt ? doubt->wall_at_ms : 0;
    return changed;
}

static struct hallq_wait *wait_of(struct hallq_view *v, uint32_t service) {
    for (size_t i = 0; i < v->wait_count; i++)
        if (v->waits[i].service == service)
            return &v->waits[i];
    if (v->wait_count == LIMIT_SERVICES)
        return NULL;
    v->waits = list_room(v->waits, &v->wait_room, v->wait_count, sizeof *v->waits);
    return &v->waits[v->wait_count++];
}

void hallq_view_apply_waits(struct hallq_view *v, const Hallq__WaitFigures *waits) {
    for (size_t i = 0; i < waits->n_lines; i++) {
        const Hallq__LineWait *w = waits->lines[i];
        struct hallq_wait *mine = wait_of(v, w->service);
        if (mine)
            *mine = (struct hallq_wait){.service = w->service,
                                        .waiting = w->waiting,
                                        .oldest_entered_at_ms = w->oldest_entered_at_ms,
                                        .rough_wait_s = w->rough_wait_s,
                                        .counters = w->counters};
    }
    seen_at(v, waits->at_ms);
}

// ---------------------------------------------------------------- equality

// But for the list of people, which depends on who asked.
static bool settings_equal(const Hallq__HallSettings *a, const Hallq__HallSettings *b) {
    if (!a || !b)
        return a == b;
    Hallq__HallSettings x = *a, y = *b;
    x.n_staff = y.n_staff = 0;
    size_t size = wire_size(&x);
    if (size != wire_size(&y))
        return false;
    struct arena scratch;
    arena_init(&scratch, 0);
    void *packed_a = arena_need(&scratch, size + 1), *packed_b = arena_need(&scratch, size + 1);
    wire_pack(&x, packed_a);
    wire_pack(&y, packed_b);
    bool equal = !memcmp(packed_a, packed_b, size);
    arena_fini(&scratch);
    return equal;
}

static bool lines_equal(const struct hallq_view *a, const struct hallq_view *b) {
    if (a->line_count != b->line_count)
        return false;
    for (size_t i = 0; i < a->line_count; i++) {
        const struct hallq_line *x = &a->lines[i], *y = &b->lines[i];
        if (x->kind != y->kind || x->id != y->id || x->waiting != y->waiting ||
            x->open != y->open || x->suspended != y->suspended || x->issued != y->issued ||
            strcmp(x->reason, y->reason))
            return false;
    }
    return true;
}

static bool counter_equal(const struct hallq_counter *x, const struct hallq_counter *y) {
    return x->counter == y->counter && x->state == y->state && x->ticket == y->ticket &&
           !strcmp(x->number, y->number) && !strcmp(x->pause_reason, y->pause_reason) &&
           x->since_ms == y->since_ms && x->clerk == y->clerk && x->lost == y->lost &&
           x->held == y->held && x->service_count == y->service_count &&
           !memcmp(x->services, y->services, sizeof x->services);
}

static bool counters_equal(const struct hallq_view *a, const struct hallq_view *b) {
    if (a->counter_count != b->counter_count)
        return false;
    for (size_t i = 0; i < a->counter_count; i++)
        if (!counter_equal(&a->counters[i], &b->counters[i]))
            return false;
    return true;
}

static bool calls_equal(const struct hallq_view *a, const struct hallq_view *b) {
    if (a->call_count != b->call_count)
        return false;
    for (size_t i = 0; i < a->call_count; i++) {
        const struct hallq_call *x = &a->calls[i], *y = &b->calls[i];
        if (x->seq != y->seq || x->at_ms != y->at_ms || x->ticket != y->ticket ||
            x->counter != y->counter || x->call_count != y->call_count ||
            strcmp(x->number, y->number))
            return false;
    }
    return true;
}

static bool people_equal(const struct hallq_view *a, const struct hallq_view *b) {
    if (a->person_count != b->person_count)
        return false;
    for (size_t i = 0; i < a->person_count; i++) {
        const struct hallq_person *x = &a->people[i], *y = &b->people[i];
        if (x->staff != y->staff || x->device != y->device || x->counter != y->counter ||
            x->role != y->role)
            return false;
    }
    return true;
}

static const char *difference(const struct hallq_view *a, const struct hallq_view *b) {
    if (a->epoch != b->epoch || a->hall != b->hall)
        return "epoch or hall";
    if (a->seq != b->seq)
        return "seq";
    if (a->day != b->day)
        return "day";
    if (a->version != b->version || !settings_equal(a->settings, b->settings))
        return "settings";
    if (!lines_equal(a, b))
        return "lines";
    if (!counters_equal(a, b))
        return "counters";
    if (!calls_equal(a, b))
        return "calls";
    if (a->time_zone_finding != b->time_zone_finding ||
        a->time_zone_wrong_from_ms != b->time_zone_wrong_from_ms)
        return "time zone";
    return people_equal(a, b) ? NULL : "people";
}

bool hallq_view_equal(const struct hallq_view *a, const struct hallq_view *b,
                      const char **ret_what) {
    const char *what = difference(a, b);
    if (ret_what)
        *ret_what = what;
    return !what;
}

// ---------------------------------------------------------------- look-ups

const struct hallq_line *hallq_view_line(const struct hallq_view *v, Hallq__Line__Kind kind,
                                         uint32_t id) {
    return line_find(v, kind, id);
}

const struct hallq_counter *hallq_view_counter(const struct hallq_view *v, uint32_t counter) {
    return counter_find(v, counter);
}

const struct hallq_wait *hallq_view_wait(const struct hallq_view *v, uint32_t service) {
    for (size_t i = 0; i < v->wait_count; i++)
        if (v->waits[i].service == service)
            return &v->waits[i];
    return NULL;
}

const struct hallq_person *hallq_view_person(const struct hallq_view *v, uint32_t staff) {
    for (size_t i = 0; i < v->person_count; i++)
        if (v->people[i].staff == staff)
            return &v->people[i];
    return NULL;
}

const Hallq__Service *hallq_view_service(const struct hallq_view *v, uint32_t service) {
    for (size_t i = 0; v->settings && i < v->settings->n_services; i++)
        if (v->settings->services[i]->id == service)
            return v->settings->services[i];
    return NULL;
}

const Hallq__CounterSettings *hallq_view_counter_settings(const struct hallq_view *v,
                                                          uint32_t counter) {
    for (size_t i = 0; v->settings && i < v->settings->n_counters; i++)
        if (v->settings->counters[i]->id == counter)
            return v->settings->counters[i];
    return NULL;
}

const Hallq__StaffSettings *hallq_view_staff(const struct hallq_view *v, uint32_t staff) {
    for (size_t i = 0; v->settings && i < v->settings->n_staff; i++)
        if (v->settings->staff[i]->id == staff)
            return v->settings->staff[i];
    return NULL;
}

const uint32_t *hallq_view_services_of(const struct hallq_view *v, uint32_t counter,
                                       size_t *ret_count) {
    const struct hallq_counter *now = hallq_view_counter(v, counter);
    const Hallq__CounterSettings *set = hallq_view_counter_settings(v, counter);
    if (now && now->service_count) {
        *ret_count = now->service_count;
        return now->services;
    }
    *ret_count = set ? set->n_services : 0;
    return set ? set->services : NULL;
}

const char *hallq_text(const Hallq__Text *text, enum language language) {
    if (!text)
        return "";
    if (language == LANGUAGE_EN && text->en && *text->en)
        return text->en;
    return text->zh ? text->zh : "";
}

const char *hallq_code_text(Hallq__Code *const *codes, size_t count, const char *code,
                            enum language language) {
    if (!code)
        return "";
    for (size_t i = 0; i < count; i++)
        if (!strcmp(codes[i]->code, code))
            return hallq_text(codes[i]->name, language);
    return code;
}
