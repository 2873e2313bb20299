// console.c - one row for each key; the arrows move in the pane that has them.
#include "console.h"

#include "base/count.h"
#include "clients/term/desk_slip.h"
#include "console_alerts.h"
#include "console_counters.h"
#include "console_measures.h"
#include "console_reads.h"
#include "console_what_if.h"

#define PAGE_ROWS 10

// ---------------------------------------------------------------- keys

// Without a person signed on there is nothing to lose.
static void quit(struct desk *d, const struct hallq_view *v) {
    if (console_of(d)->staff)
        desk_quit(d, v);
    else
        d->done = true;
}

static void slip_ask(struct desk *d, const struct hallq_view *v) {
    (void)v;
    desk_slip_ask(d, "");
}

// What a key needs: rows in the pane with the arrows, or an open alert, whichever pane has them.
enum where {
    ANYWHERE = 0,
    IN_LINES = 1 << PANE_LINES,
    IN_COUNTERS = 1 << PANE_COUNTERS,
    AN_ALERT = 1 << PANE_COUNT,
};

static const struct desk_key keys[] = {
    {L'a', console_alert_act, TEXT_HELP_ALERT_ACT, AN_ALERT},
    {L'e', console_alert_seen, TEXT_HELP_ALERT_SEEN, AN_ALERT},
    {L'w', console_measure_ask, TEXT_HELP_MEASURE},
    {L'm', console_measures_show, TEXT_HELP_MEASURES},
    {L'g', console_figures_read, TEXT_HELP_GET_FIGURES},
    {L't', console_scores_read, TEXT_HELP_GET_FORECAST_SCORES},
    {L'i', console_what_if_ask, TEXT_HELP_WHAT_IF},
    {L'o', console_counter_open, TEXT_HELP_COUNTER_OPEN, IN_COUNTERS},
    {L'c', console_counter_close, TEXT_HELP_COUNTER_CLOSE, IN_COUNTERS},
    {L'p', console_counter_pause, TEXT_HELP_COUNTER_PAUSE, IN_COUNTERS},
    {L'r', console_counter_resume, TEXT_HELP_COUNTER_RESUME, IN_COUNTERS},
    {L'v', console_counter_services, TEXT_HELP_COUNTER_SERVICES, IN_COUNTERS},
    {L'f', console_counter_free, TEXT_HELP_COUNTER_FREE, IN_COUNTERS},
    {L's', console_service_suspend, TEXT_HELP_SERVICE_SUSPEND, IN_LINES},
    {L'u', console_service_unsuspend, TEXT_HELP_SERVICE_UNSUSPEND, IN_LINES},
    {L'l', console_line_read, TEXT_HELP_GET_LINE, IN_LINES},
    {L'b', slip_ask, TEXT_HELP_PRINT_SLIP},
    {L'h', console_held_read, TEXT_HELP_GET_HELD},
    {L'd', console_report_read, TEXT_HELP_GET_REPORT},
    {L'n', desk_sign_on, TEXT_HELP_SIGN_ON_LEAD},
    {L'k', desk_change_pin, TEXT_HELP_CHANGE_PIN},
    {L'x', desk_sign_off, TEXT_HELP_SIGN_OFF},
    {L'?', desk_help, TEXT_HELP_HELP},
    {L'q', quit, TEXT_HELP_QUIT},
};

static size_t rows_of(const struct console_desk *d, const struct hallq_view *v) {
    switch (d->pane) {
    case PANE_LINES:
        return v->now.n_lines;
    case PANE_COUNTERS:
        return v->now.n_counters;
    case PANE_ALERTS:
    case PANE_COUNT:
        break;
    }
    return v->now.n_alerts;
}

static bool may(struct desk *desk, const struct hallq_view *v, const struct desk_key *key) {
    const struct console_desk *d = console_of(desk);
    if (key->when == AN_ALERT)
        return v->now.n_alerts;
    return key->when == ANYWHERE || (key->when & 1U << d->pane && rows_of(d, v));
}

void console_init(struct console_desk *d, enum language language, struct outlet outlet) {
    static const struct desk_screen screen = {keys, COUNT(keys), may, TEXT_HELP_MOVE,
                                              TEXT_ASK_QUIT_LEAD};
    *d = (struct console_desk){0};
    desk_init(&d->desk, &screen, 0, language, outlet);
}

void console_fini(struct console_desk *d) {
    desk_fini(&d->desk);
}

static void move(struct console_desk *d, const struct hallq_view *v, long rows) {
    if (d->pane == PANE_ALERTS) {
        console_alerts_move(d, v, rows);
        return;
    }
    size_t count = rows_of(d, v);
    long to = (long)console_desk_row(d, d->pane, count) + rows;
    d->chosen[d->pane] = to < 0 ? 0 : (size_t)to;
    d->chosen[d->pane] = console_desk_row(d, d->pane, count);
}

// The alerts' pane has the arrows only while one is open.
static void pane_turn(struct console_desk *d, const struct hallq_view *v, unsigned steps) {
    do
        d->pane = (enum console_pane)((d->pane + steps) % PANE_COUNT);
    while (d->pane == PANE_ALERTS && !v->now.n_alerts);
}

bool console_key(struct console_desk *d, const struct hallq_view *v, struct key key) {
    static const wchar_t enters[PANE_COUNT] = {
        [PANE_LINES] = L'l', [PANE_COUNTERS] = L'v', [PANE_ALERTS] = L'a'};
    if (desk_key(&d->desk, v, key))
        return !d->desk.done;
    switch (key.kind) {
    case KEY_KIND_ENTER:
        desk_letter(&d->desk, v, enters[d->pane]);
        break;
    case KEY_KIND_TAB:
    case KEY_KIND_RIGHT:
        pane_turn(d, v, 1);
        break;
    case KEY_KIND_LEFT:
        pane_turn(d, v, PANE_COUNT - 1);
        break;
    case KEY_KIND_UP:
        move(d, v, -1);
        break;
    case KEY_KIND_DOWN:
        move(d, v, 1);
        break;
    case KEY_KIND_PAGE_UP:
        move(d, v, -PAGE_ROWS);
        break;
    case KEY_KIND_PAGE_DOWN:
        move(d, v, PAGE_ROWS);
        break;
    case KEY_KIND_LETTER:
    case KEY_KIND_ESCAPE:
    case KEY_KIND_BACKSPACE:
        break;
    }
    return true;
}

// ---------------------------------------------------------------- what happened

// A reply may overtake the feed: a sign-off from before the person signed on here does not end that.
static bool signed_off_here(const struct console_desk *d, const Hallq__Event *event) {
    return event->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF && event->seq > d->staff_since &&
           event->staff_signed_off->staff == d->staff && !event->staff_signed_off->counter;
}

void console_event(struct console_desk *d, const Hallq__Event *event) {
    if (signed_off_here(d, event))
        d->staff = 0;
    // All that puts a ticket on hold or ends it.
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_HELD ||
        event->body_case == HALLQ__EVENT__BODY_TICKET_RESUMED ||
        event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED ||
        event->body_case == HALLQ__EVENT__BODY_LEFTOVERS_CLOSED)
        d->held_moved = true;
    desk_slip_event(&d->desk, event);
}

// No key asked for it: its outcome is not told, and it waits for no other command.
static void sign_off_unasked(struct console_desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    HALLQ_REQUEST(request, v->now.hall, SIGN_OFF, sign_off, &body);
    d->desk.outlet.send(d->desk.outlet.arg, &request, TEXT_DO_SIGN_OFF, true);
}

void console_changed(struct console_desk *d, const struct hallq_view *v) {
    console_alerts_settle(d, v);
    console_past_see(&d->past, v);
    console_measures_refresh(&d->desk, v);
    console_expect_ask(d, v);
    if (d->held_moved && desk_shows(&d->desk, TEXT_PAGE_HELD) && !v->stale)
        console_held_refresh(&d->desk, v);
    d->held_moved = false;
    if (!desk_greets(&d->desk, v))
        return;
    // A person who was signed on here before this program began may not be the person who sits here.
    sign_off_unasked(d, v);
    d->clearing = true;
    desk_sign_on(&d->desk, v);
}

bool console_leave(struct console_desk *d, const struct hallq_view *v) {
    if (!d->desk.staff)
        return false; // nobody signed on while it ran
    sign_off_unasked(d, v);
    return true;
}

void console_result(struct console_desk *d, const struct hallq_view *v, enum text what, bool change,
                    const struct hallq_result *result) {
    if (what == TEXT_DO_SIGN_OFF && d->clearing) {
        d->clearing = !result->final;
        return;
    }
    if (!change) {
        console_read_result(d, v, what, result);
        return;
    }
    desk_result(&d->desk, v, what, result);
    if (what == TEXT_DO_PRINT_SLIP)
        desk_slip_result(&d->desk, result);
    if (result->outcome != HALLQ_APPLIED)
        return;
    if (what == TEXT_DO_SIGN_OFF)
        d->staff = 0;
    if (what != TEXT_DO_SIGN_ON)
        return;
    d->staff = d->desk.staff;
    d->staff_since = result->reply ? result->reply->seq : 0;
    if (d->desk.pin_short && d->desk.modal.kind == MODAL_NONE)
        desk_lengthen_pin(&d->desk);
}
