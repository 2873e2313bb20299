// console_desk.c - one row for each key and pane, one function for each question asked back. A key
// acts on the row with the arrows.
#include "console_desk.h"

#include "base/count.h"
#include "base/limit.h"
#include "console_pages.h"

#define PAGE_ROWS 10

static struct console_desk *of(struct desk *desk) {
    return (struct console_desk *)desk;
}

size_t console_desk_row(const struct console_desk *d, enum console_pane pane, size_t count) {
    size_t row = d->chosen[pane];
    return row < count ? row : count ? count - 1 : 0;
}

static const Hallq__CounterNow *counter_chosen(struct desk *d, const struct hallq_view *v) {
    return v->now.counters[console_desk_row(of(d), PANE_COUNTERS, v->now.n_counters)];
}

static const Hallq__LineState *line_chosen(struct desk *d, const struct hallq_view *v) {
    return v->now.lines[console_desk_row(of(d), PANE_LINES, v->now.n_lines)];
}

// ---------------------------------------------------------------- counters

static void counter_open(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterOpen body = HALLQ__COUNTER_OPEN__INIT;
    body.counter = counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_OPEN, counter_open, &body);
}

static void counter_close(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterClose body = HALLQ__COUNTER_CLOSE__INIT;
    body.counter = counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_CLOSE, counter_close, &body);
}

static void counter_resume(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterResume body = HALLQ__COUNTER_RESUME__INIT;
    body.counter = counter_chosen(d, v)->counter;
    DESK_SEND(d, v, COUNTER_RESUME, counter_resume, &body);
}

// The title may name the counter's ticket as well.
static void counter_ask(struct desk *d, const struct hallq_view *v, enum modal_kind kind,
                        enum text title, desk_act *answer) {
    char number[PHRASE_SHORT];
    const Hallq__CounterNow *counter = counter_chosen(d, v);
    of(d)->subject = counter->counter;
    desk_ask_about(d, kind, title, phrase_counter(number, v, counter->counter, d->language),
                   counter->number, answer);
}

static void pause_given(struct desk *d, const struct hallq_view *v) {
    Hallq__CounterPause body = HALLQ__COUNTER_PAUSE__INIT;
    body.counter = of(d)->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, COUNTER_PAUSE, counter_pause, &body);
}

static void pause_ask(struct desk *d, const struct hallq_view *v) {
    if (counter_chosen(d, v)->ticket) {
        status_refuse(&d->status, TEXT_DO_COUNTER_PAUSE, HALLQ__REFUSAL__REASON__COUNTER_BUSY,
                      d->language);
        return;
    }
    counter_ask(d, v, MODAL_MENU, TEXT_ASK_PAUSE_OF, pause_given);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->pause_reasons, v->now.settings->n_pause_reasons);
}

static void free_given(struct desk *d, const struct hallq_view *v) {
    if (!desk_chosen(d)->kind)
        return;
    Hallq__CounterFree body = HALLQ__COUNTER_FREE__INIT;
    body.counter = of(d)->subject;
    body.ticket_state = (Hallq__Ticket__State)desk_chosen(d)->kind;
    DESK_SEND(d, v, COUNTER_FREE, counter_free, &body);
}

static void free_ask(struct desk *d, const struct hallq_view *v) {
    static const struct {
        Hallq__Ticket__State state;
        enum text text;
    } ends[] = {
        {HALLQ__TICKET__STATE__WAITING, TEXT_FREE_WAITING},
        {HALLQ__TICKET__STATE__NO_SHOW, TEXT_FREE_NO_SHOW},
        {HALLQ__TICKET__STATE__FINISHED, TEXT_FREE_FINISHED},
    };
    const Hallq__CounterNow *counter = counter_chosen(d, v);
    if (!counter->ticket) {
        status_refuse(&d->status, TEXT_DO_COUNTER_FREE, HALLQ__REFUSAL__REASON__COUNTER_NOT_STUCK,
                      d->language);
        return;
    }
    counter_ask(d, v, MODAL_MENU, TEXT_ASK_FREE, free_given);
    if (!counter->lost) // taken from under a clerk's hands only by purpose
        modal_item_add(&d->modal, 0, 0, desk_say(d, TEXT_FREE_NOT));
    for (size_t i = 0; i < COUNT(ends); i++)
        modal_item_add(&d->modal, (uint32_t)ends[i].state, 0, desk_say(d, ends[i].text));
}

static void services_given(struct desk *d, const struct hallq_view *v) {
    uint32_t services[LIMIT_SERVICES];
    Hallq__CounterServices body = HALLQ__COUNTER_SERVICES__INIT;
    body.counter = of(d)->subject;
    body.services = services;
    for (size_t i = 0; i < d->modal.item_count && body.n_services < LIMIT_SERVICES; i++)
        if (d->modal.items[i].picked)
            services[body.n_services++] = d->modal.items[i].id;
    DESK_SEND(d, v, COUNTER_SERVICES, counter_services, &body);
}

static void services_ask(struct desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    size_t count = 0;
    counter_ask(d, v, MODAL_PICKS, TEXT_ASK_SERVICES, services_given);
    const uint32_t *given = hallq_view_services_of(v, of(d)->subject, &count);
    for (size_t i = 0; i < count; i++) // in the counter's order of preference
        modal_item_add(&d->modal, 0, given[i], phrase_service(number, v, given[i], d->language))
            ->picked = true;
    for (size_t i = 0; v->now.settings && i < v->now.settings->n_services; i++) {
        uint32_t id = v->now.settings->services[i]->id;
        bool listed = false;
        for (size_t j = 0; j < count; j++)
            listed = listed || given[j] == id;
        if (!listed)
            modal_item_add(&d->modal, 0, id, phrase_service(number, v, id, d->language));
    }
}

// ---------------------------------------------------------------- services

static bool service_chosen(struct desk *d, const struct hallq_view *v) {
    const Hallq__LineState *line = line_chosen(d, v);
    of(d)->subject = line->line->id;
    if (line->line->kind == HALLQ__LINE__KIND__SERVICE)
        return true;
    status_say(&d->status, true, TEXT_NOT_A_SERVICE, d->language);
    return false;
}

static void suspend_given(struct desk *d, const struct hallq_view *v) {
    Hallq__ServiceSuspend body = HALLQ__SERVICE_SUSPEND__INIT;
    body.service = of(d)->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    DESK_SEND(d, v, SERVICE_SUSPEND, service_suspend, &body);
}

static void suspend_ask(struct desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    if (!service_chosen(d, v))
        return;
    desk_ask_about(d, MODAL_MENU, TEXT_ASK_SUSPEND,
                   phrase_service(number, v, of(d)->subject, d->language), "", suspend_given);
    if (v->now.settings)
        desk_codes_add(d, v->now.settings->suspend_reasons, v->now.settings->n_suspend_reasons);
}

static void unsuspend(struct desk *d, const struct hallq_view *v) {
    Hallq__ServiceUnsuspend body = HALLQ__SERVICE_UNSUSPEND__INIT;
    if (!service_chosen(d, v))
        return;
    body.service = of(d)->subject;
    DESK_SEND(d, v, SERVICE_UNSUSPEND, service_unsuspend, &body);
}

// ---------------------------------------------------------------- reading

static void line_read(struct desk *desk, const struct hallq_view *v) {
    struct console_desk *d = of(desk);
    Hallq__Line line = HALLQ__LINE__INIT;
    Hallq__GetLine body = HALLQ__GET_LINE__INIT;
    line.kind = d->subject_kind = line_chosen(desk, v)->line->kind;
    line.id = d->subject = line_chosen(desk, v)->line->id;
    body.line = &line;
    body.limit = LIMIT_LINE_LIST;
    DESK_READ(desk, v, GET_LINE, get_line, &body);
}

static void report_read(struct desk *d, const struct hallq_view *v) {
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    DESK_READ(d, v, GET_REPORT, get_report, &body);
}

static void held_refresh(struct desk *d, const struct hallq_view *v) {
    Hallq__GetHeld body = HALLQ__GET_HELD__INIT;
    DESK_READ(d, v, GET_HELD, get_held, &body);
}

static void held_read(struct desk *d, const struct hallq_view *v) {
    of(d)->held_asked = true;
    held_refresh(d, v);
}

// Rows stay where they were when the page is shown again.
static void held_show(struct desk *d, const struct hallq_view *v, const Hallq__HeldList *list) {
    bool again = d->modal.kind != MODAL_NONE;
    size_t at = d->modal.chosen;
    of(d)->held_asked = false;
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_HELD, NULL);
    console_page_held(&d->modal, v, list, d->language);
    if (again)
        d->modal.chosen = at < d->modal.item_count ? at : d->modal.item_count - 1;
}

static void line_show(struct desk *d, const struct hallq_view *v, const Hallq__Reply *reply) {
    char line[PHRASE_SIZE];
    phrase_line(line, v, of(d)->subject_kind, of(d)->subject, d->language);
    desk_ask_about(d, MODAL_PAGE, TEXT_PAGE_LINE, line, "", NULL);
    console_page_line(&d->modal, v, reply->line, reply->at_ms, d->language);
}

static void report_show(struct desk *d, const struct hallq_view *v, const Hallq__Report *report) {
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_REPORT, NULL);
    console_page_report(&d->modal, v, report, d->language);
}

// ---------------------------------------------------------------- keys

// Without a person signed on there is nothing to lose.
static void quit(struct desk *d, const struct hallq_view *v) {
    if (of(d)->staff)
        desk_quit(d, v);
    else
        d->done = true;
}

enum where { ANYWHERE = 0, IN_LINES = 1 << PANE_LINES, IN_COUNTERS = 1 << PANE_COUNTERS };

static const struct desk_key keys[] = {
    {L'o', counter_open, TEXT_HELP_COUNTER_OPEN, IN_COUNTERS},
    {L'c', counter_close, TEXT_HELP_COUNTER_CLOSE, IN_COUNTERS},
    {L'p', pause_ask, TEXT_HELP_COUNTER_PAUSE, IN_COUNTERS},
    {L'r', counter_resume, TEXT_HELP_COUNTER_RESUME, IN_COUNTERS},
    {L'v', services_ask, TEXT_HELP_COUNTER_SERVICES, IN_COUNTERS},
    {L'f', free_ask, TEXT_HELP_COUNTER_FREE, IN_COUNTERS},
    {L's', suspend_ask, TEXT_HELP_SERVICE_SUSPEND, IN_LINES},
    {L'u', unsuspend, TEXT_HELP_SERVICE_UNSUSPEND, IN_LINES},
    {L'l', line_read, TEXT_HELP_GET_LINE, IN_LINES},
    {L'h', held_read, TEXT_HELP_GET_HELD},
    {L'd', report_read, TEXT_HELP_GET_REPORT},
    {L'n', desk_sign_on, TEXT_HELP_SIGN_ON_LEAD},
    {L'k', desk_change_pin, TEXT_HELP_CHANGE_PIN},
    {L'x', desk_sign_off, TEXT_HELP_SIGN_OFF},
    {L'?', desk_help, TEXT_HELP_HELP},
    {L'q', quit, TEXT_HELP_QUIT},
};

static size_t rows_of(const struct console_desk *d, const struct hallq_view *v) {
    return d->pane == PANE_LINES ? v->now.n_lines : v->now.n_counters;
}

static bool may(struct desk *desk, const struct hallq_view *v, const struct desk_key *key) {
    const struct console_desk *d = of(desk);
    return key->when == ANYWHERE || (key->when & 1U << d->pane && rows_of(d, v));
}

void console_desk_init(struct console_desk *d, enum language language, struct outlet outlet) {
    static const struct desk_screen screen = {keys, COUNT(keys), may, TEXT_HELP_MOVE,
                                              TEXT_ASK_QUIT_LEAD};
    *d = (struct console_desk){0};
    desk_init(&d->desk, &screen, 0, language, outlet);
}

void console_desk_fini(struct console_desk *d) {
    desk_fini(&d->desk);
}

static void move(struct console_desk *d, const struct hallq_view *v, long rows) {
    size_t count = rows_of(d, v);
    long to = (long)console_desk_row(d, d->pane, count) + rows;
    d->chosen[d->pane] = to < 0 ? 0 : (size_t)to;
    d->chosen[d->pane] = console_desk_row(d, d->pane, count);
}

bool console_desk_key(struct console_desk *d, const struct hallq_view *v, struct key key) {
    if (desk_key(&d->desk, v, key))
        return !d->desk.done;
    switch (key.kind) {
    case KEY_KIND_ENTER:
        desk_letter(&d->desk, v, d->pane == PANE_LINES ? L'l' : L'v');
        break;
    case KEY_KIND_TAB:
    case KEY_KIND_LEFT:
    case KEY_KIND_RIGHT:
        d->pane = d->pane == PANE_LINES ? PANE_COUNTERS : PANE_LINES;
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

void console_desk_event(struct console_desk *d, const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF &&
        event->staff_signed_off->staff == d->staff && !event->staff_signed_off->counter)
        d->staff = 0;
    // All that puts a ticket on hold or ends it.
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_HELD ||
        event->body_case == HALLQ__EVENT__BODY_TICKET_RESUMED ||
        event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED ||
        event->body_case == HALLQ__EVENT__BODY_LEFTOVERS_CLOSED)
        d->held_moved = true;
}

// No key asked for it: its outcome is not told, and it waits for no other command.
static void sign_off_unasked(struct console_desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    HALLQ_REQUEST(request, v->now.hall, SIGN_OFF, sign_off, &body);
    d->desk.outlet.send(d->desk.outlet.arg, &request, TEXT_DO_SIGN_OFF, true);
}

void console_desk_changed(struct console_desk *d, const struct hallq_view *v) {
    if (d->held_moved && desk_shows(&d->desk, TEXT_PAGE_HELD) && !v->stale)
        held_refresh(&d->desk, v);
    d->held_moved = false;
    if (!desk_greets(&d->desk, v))
        return;
    // A person who was signed on here before this program began may not be the person who sits here.
    sign_off_unasked(d, v);
    d->clearing = true;
    desk_sign_on(&d->desk, v);
}

bool console_desk_leave(struct console_desk *d, const struct hallq_view *v) {
    if (!d->desk.staff)
        return false; // nobody signed on while it ran
    sign_off_unasked(d, v);
    return true;
}

static void answer_show(struct console_desk *d, const struct hallq_view *v,
                        const Hallq__Reply *reply) {
    struct desk *desk = &d->desk;
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && desk_shows(desk, TEXT_PAGE_HELD))
        held_show(desk, v, reply->held);
    if (desk->modal.kind != MODAL_NONE)
        return; // something else was asked meanwhile
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && d->held_asked)
        held_show(desk, v, reply->held);
    else if (reply->body_case == HALLQ__REPLY__BODY_LINE)
        line_show(desk, v, reply);
    else if (reply->body_case == HALLQ__REPLY__BODY_REPORT)
        report_show(desk, v, reply->report);
}

// The status line is a change's while it is on its way.
static void read_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                        const struct hallq_result *result) {
    bool busy = d->desk.status.busy;
    if (result->outcome == HALLQ_APPLIED)
        answer_show(d, v, result->reply);
    else
        status_result(&d->desk.status, what, result, v, d->desk.language);
    d->desk.status.busy = busy;
}

void console_desk_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result) {
    if (what == TEXT_DO_SIGN_OFF && d->clearing) {
        d->clearing = !result->final;
        return;
    }
    if (!change) {
        read_result(d, v, what, result);
        return;
    }
    desk_result(&d->desk, v, what, result);
    if (result->outcome != HALLQ_APPLIED)
        return;
    if (what == TEXT_DO_SIGN_OFF)
        d->staff = 0;
    if (what != TEXT_DO_SIGN_ON)
        return;
    d->staff = d->desk.staff;
    if (d->desk.pin_short && d->desk.modal.kind == MODAL_NONE)
        desk_lengthen_pin(&d->desk);
}
