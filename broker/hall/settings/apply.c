// apply.c - applying a hall's settings, whole, as one event.
//
// Running tickets keep working. No ticket may wait in a line that no counter calls any more. So, of
// each line that the new settings do not have:
//   - tickets waiting in it, on hold, or inside the least gap before they wait in it again: moved
//     as the file's `moves` say; without a move the settings are refused.
//   - tickets called or being served that came from it: moved if the file says where to, for the
//     case that they have to wait again.
//   - tickets in the line of a clerk who left: moved back to the lines of their services.
// One event has all moves; MOVES_MAX bounds it to the size of one frame of a feed.
//
// A counter is removed only when it is closed and has no ticket, neither at the counter nor on
// hold. A person who is signed on there, is no longer in the list of people or has another role, is
// signed off; a person with a ticket at the counter first ends the ticket. The PIN of a person who
// leaves the list, joins it, or may do more as a lead or manager, is cleared: a number used again
// is another person. A service that is gone leaves the lists that a lead has set.
//
// A service or counter that comes back after it was removed begins like a new one, but for the last
// number given: no number is given twice a day.
#include <string.h>

#include "broker/hall/core/calendar.h"
#include "broker/hall/core/meta.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/day/hours.h"
#include "broker/hall/settings/applying.h"
#include "broker/hall/settings/check.h"
#include "broker/hall/settings/lost.h"
#include "broker/hall/settings/people.h"
#include "broker/hall/settings/problem.h"
#include "broker/hall/settings/stranded.h"

#define PROBLEMS_SHOWN 8

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

void applying_problem(void *arg, const struct problem *p) {
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

// Checks that the new settings are fit in themselves, for this hall, and now.
static int check_fit(struct applying *a) {
    struct deciding *d = a->d;
    size_t halls = 0;
    if (a->h->hall != d->hall)
        return refuse(d, HALLQ__REFUSAL__REASON__OLD_SETTINGS, "hall");
    if (a->made_from && a->made_from != d->row->version)
        return refuse(d, HALLQ__REFUSAL__REASON__OLD_SETTINGS, "made_from");
    if (!settings_check(a->h, applying_problem, a))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_SETTINGS, a->problems);
    if (a->h->zone_changes[0]->at_ms > d->now_ms)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_SETTINGS, "zone_changes[0].at_ms");
    int err = d->row->version ? ERR_OK : halls_each(d->state, hall_count_cb, &halls);
    if (!err && halls >= LIMIT_HALLS)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_LARGE, "halls");
    return err;
}

static int check_change(struct applying *a) {
    if (a->too_many)
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING,
                      arena_printf(a->d->state->arena, "moves: > %d", MOVES_MAX));
    if (!settings_check_change(a->d->settings, a->h, stranded_waiting, a, applying_problem, a))
        return refuse(a->d, HALLQ__REFUSAL__REASON__PEOPLE_WAITING, a->problems);
    return ERR_OK;
}

// Emits a list that a lead has set, without the services that are gone; if no service is left, the
// counter goes back to the list of the settings.
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
    e->next_roll_at_ms = calendar_day_start_ms(a->h, day + 1); // if past, the day rolls at once
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
    const Hallq__ApplySettings *apply = request->apply_settings;
    struct applying a = {.d = d, .h = apply->settings, .made_from = apply->made_from};
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
