// console_desk.c - one row for each key and pane, one function for each question asked back. A key
// acts on the row with the arrows.
#include "console_desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "base/number.h"

enum purpose {
    FOR_STAFF,
    FOR_PIN,
    FOR_PIN_CHANGE,
    FOR_PAUSE,
    FOR_FREE,
    FOR_SERVICES,
    FOR_SUSPEND,
    FOR_QUIT,
    FOR_READING,
    FOR_HELD,
};

#define PAGE_ROWS 10

// Columns of the report: seven numbers beside a name fit the box of an 80-column terminal.
#define REPORT_NAME 24
#define REPORT_CELL 7
#define RATING_CELL 15

void console_desk_init(struct console_desk *d, enum language language, struct asker asker) {
    *d = (struct console_desk){.language = language, .asker = asker};
}

void console_desk_fini(struct console_desk *d) {
    modal_fini(&d->modal);
}

size_t console_desk_row(const struct console_desk *d, enum console_pane pane, size_t count) {
    size_t row = d->chosen[pane];
    return row < count ? row : count ? count - 1 : 0;
}

static const struct hallq_counter *counter_chosen(const struct console_desk *d,
                                                  const struct hallq_view *v) {
    return v->counter_count ? &v->counters[console_desk_row(d, PANE_COUNTERS, v->counter_count)]
                            : NULL;
}

static const struct hallq_line *line_chosen(const struct console_desk *d,
                                            const struct hallq_view *v) {
    return v->line_count ? &v->lines[console_desk_row(d, PANE_LINES, v->line_count)] : NULL;
}

// ---------------------------------------------------------------- asking

static const char *say(const struct console_desk *d, enum text text) {
    return text_of(text, d->language);
}

static void ask(struct console_desk *d, const Hallq__Request *request, enum text what) {
    if (d->status.busy) {
        status_say(&d->status, true, TEXT_STATUS_BUSY, d->language);
        d->status.busy = true;
        return;
    }
    status_sent(&d->status, what, d->language);
    d->asker.ask(d->asker.arg, request, what, true);
}

#define ASK(desk, view, FIELD, field, body, what)                                                  \
    do {                                                                                           \
        HALLQ_REQUEST(request, (view)->hall, FIELD, field, body);                                  \
        ask(desk, &request, what);                                                                 \
    } while (0)

static void question(struct console_desk *d, enum modal_kind kind, enum purpose purpose,
                     enum text title, const char *about) {
    char line[PHRASE_SIZE];
    TEXT_FILL(line, title, d->language, about);
    modal_open(&d->modal, kind, purpose, line);
}

static const struct modal_item *chosen(const struct console_desk *d) {
    return &d->modal.items[d->modal.chosen];
}

// ---------------------------------------------------------------- signing on

static void staff_ask(struct console_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_INPUT, FOR_STAFF, TEXT_ASK_STAFF, "");
}

static void staff_given(struct console_desk *d, const struct hallq_view *v) {
    (void)v;
    if (!number_read_32(d->modal.input, 1, LIMIT_STAFF_ID, &d->staff_typed))
        status_say(&d->status, true, TEXT_BAD_STAFF, d->language);
    else
        question(d, MODAL_SECRET, FOR_PIN, TEXT_ASK_PIN, "");
}

static void pin_given(struct console_desk *d, const struct hallq_view *v) {
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    body.staff = d->staff_typed;
    body.pin = d->modal.input;
    d->pin_short = strlen(body.pin) < LIMIT_PIN_LEADING_MIN;
    ASK(d, v, SIGN_ON, sign_on, &body, TEXT_DO_SIGN_ON);
    modal_forget(&d->modal);
}

static void pin_ask_to_change(struct console_desk *d, const struct hallq_view *v) {
    (void)v;
    pin_change_ask(&d->pin_change, &d->modal, FOR_PIN_CHANGE, false, d->language);
}

static void pin_change_answered(struct console_desk *d, const struct hallq_view *v) {
    Hallq__ChangePin body = HALLQ__CHANGE_PIN__INIT;
    if (!pin_change_given(&d->pin_change, &d->modal, &d->status, d->language, &body))
        return;
    ASK(d, v, CHANGE_PIN, change_pin, &body, TEXT_DO_CHANGE_PIN);
    pin_change_forget(&d->pin_change);
}

static void sign_off(struct console_desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    ASK(d, v, SIGN_OFF, sign_off, &body, TEXT_DO_SIGN_OFF);
}

// ---------------------------------------------------------------- counters

static void counter_open(struct console_desk *d, const struct hallq_view *v) {
    Hallq__CounterOpen body = HALLQ__COUNTER_OPEN__INIT;
    body.counter = counter_chosen(d, v)->counter;
    ASK(d, v, COUNTER_OPEN, counter_open, &body, TEXT_DO_OPEN);
}

static void counter_close(struct console_desk *d, const struct hallq_view *v) {
    Hallq__CounterClose body = HALLQ__COUNTER_CLOSE__INIT;
    body.counter = counter_chosen(d, v)->counter;
    ASK(d, v, COUNTER_CLOSE, counter_close, &body, TEXT_DO_CLOSE);
}

static void counter_resume(struct console_desk *d, const struct hallq_view *v) {
    Hallq__CounterResume body = HALLQ__COUNTER_RESUME__INIT;
    body.counter = counter_chosen(d, v)->counter;
    ASK(d, v, COUNTER_RESUME, counter_resume, &body, TEXT_DO_UNPAUSE);
}

static void counter_ask(struct console_desk *d, const struct hallq_view *v, enum modal_kind kind,
                        enum purpose purpose, enum text title) {
    char number[PHRASE_SHORT];
    d->subject = counter_chosen(d, v)->counter;
    question(d, kind, purpose, title, phrase_counter(number, v, d->subject, d->language));
}

static void pause_ask(struct console_desk *d, const struct hallq_view *v) {
    if (counter_chosen(d, v)->ticket) {
        status_refuse(&d->status, TEXT_DO_PAUSE, HALLQ__REFUSAL__REASON__COUNTER_BUSY, d->language);
        return;
    }
    counter_ask(d, v, MODAL_MENU, FOR_PAUSE, TEXT_ASK_PAUSE_OF);
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->pause_reasons, v->settings->n_pause_reasons,
                        d->language);
}

static void pause_given(struct console_desk *d, const struct hallq_view *v) {
    Hallq__CounterPause body = HALLQ__COUNTER_PAUSE__INIT;
    body.counter = d->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    ASK(d, v, COUNTER_PAUSE, counter_pause, &body, TEXT_DO_PAUSE);
}

static void free_ask(struct console_desk *d, const struct hallq_view *v) {
    static const struct {
        Hallq__Ticket__State state;
        enum text text;
    } ends[] = {
        {HALLQ__TICKET__STATE__WAITING, TEXT_FREE_WAITING},
        {HALLQ__TICKET__STATE__NO_SHOW, TEXT_FREE_NO_SHOW},
        {HALLQ__TICKET__STATE__FINISHED, TEXT_FREE_FINISHED},
    };
    char number[PHRASE_SHORT], title[PHRASE_SIZE];
    const struct hallq_counter *counter = counter_chosen(d, v);
    if (!counter->ticket) {
        status_refuse(&d->status, TEXT_DO_FREE, HALLQ__REFUSAL__REASON__COUNTER_NOT_STUCK,
                      d->language);
        return;
    }
    d->subject = counter->counter;
    TEXT_FILL(title, TEXT_ASK_FREE, d->language, phrase_counter(number, v, d->subject, d->language),
              counter->number);
    modal_open(&d->modal, MODAL_MENU, FOR_FREE, title);
    if (!counter->lost) // taken from under a clerk's hands only by purpose
        modal_item_add(&d->modal, 0, 0, say(d, TEXT_FREE_NOT));
    for (size_t i = 0; i < COUNT(ends); i++)
        modal_item_add(&d->modal, (uint32_t)ends[i].state, 0, say(d, ends[i].text));
}

static void free_given(struct console_desk *d, const struct hallq_view *v) {
    if (!chosen(d)->kind)
        return;
    Hallq__CounterFree body = HALLQ__COUNTER_FREE__INIT;
    body.counter = d->subject;
    body.ticket_state = (Hallq__Ticket__State)chosen(d)->kind;
    ASK(d, v, COUNTER_FREE, counter_free, &body, TEXT_DO_FREE);
}

static void services_ask(struct console_desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    size_t count = 0;
    counter_ask(d, v, MODAL_PICKS, FOR_SERVICES, TEXT_ASK_SERVICES);
    const uint32_t *given = hallq_view_services_of(v, d->subject, &count);
    for (size_t i = 0; i < count; i++) // in the counter's order of preference
        modal_item_add(&d->modal, 0, given[i], phrase_service(number, v, given[i], d->language))
            ->picked = true;
    for (size_t i = 0; v->settings && i < v->settings->n_services; i++) {
        uint32_t id = v->settings->services[i]->id;
        bool listed = false;
        for (size_t j = 0; j < count; j++)
            listed = listed || given[j] == id;
        if (!listed)
            modal_item_add(&d->modal, 0, id, phrase_service(number, v, id, d->language));
    }
}

static void services_given(struct console_desk *d, const struct hallq_view *v) {
    uint32_t services[LIMIT_SERVICES];
    Hallq__CounterServices body = HALLQ__COUNTER_SERVICES__INIT;
    body.counter = d->subject;
    body.services = services;
    for (size_t i = 0; i < d->modal.item_count && body.n_services < LIMIT_SERVICES; i++)
        if (d->modal.items[i].picked)
            services[body.n_services++] = d->modal.items[i].id;
    ASK(d, v, COUNTER_SERVICES, counter_services, &body, TEXT_DO_SERVICES);
}

// ---------------------------------------------------------------- services

static bool service_chosen(struct console_desk *d, const struct hallq_view *v) {
    const struct hallq_line *line = line_chosen(d, v);
    if (line->kind == HALLQ__LINE__KIND__SERVICE)
        return true;
    status_say(&d->status, true, TEXT_NOT_A_SERVICE, d->language);
    return false;
}

static void suspend_ask(struct console_desk *d, const struct hallq_view *v) {
    char number[PHRASE_SHORT];
    if (!service_chosen(d, v))
        return;
    d->subject = line_chosen(d, v)->id;
    question(d, MODAL_MENU, FOR_SUSPEND, TEXT_ASK_SUSPEND,
             phrase_service(number, v, d->subject, d->language));
    if (v->settings)
        modal_codes_add(&d->modal, v->settings->suspend_reasons, v->settings->n_suspend_reasons,
                        d->language);
}

static void suspend_given(struct console_desk *d, const struct hallq_view *v) {
    Hallq__ServiceSuspend body = HALLQ__SERVICE_SUSPEND__INIT;
    body.service = d->subject;
    body.reason = d->modal.items[d->modal.chosen].code;
    ASK(d, v, SERVICE_SUSPEND, service_suspend, &body, TEXT_DO_SUSPEND);
}

static void unsuspend(struct console_desk *d, const struct hallq_view *v) {
    Hallq__ServiceUnsuspend body = HALLQ__SERVICE_UNSUSPEND__INIT;
    if (!service_chosen(d, v))
        return;
    body.service = line_chosen(d, v)->id;
    ASK(d, v, SERVICE_UNSUSPEND, service_unsuspend, &body, TEXT_DO_UNSUSPEND);
}

// ---------------------------------------------------------------- reading

static void read_ask(struct console_desk *d, const Hallq__Request *request, enum text what) {
    d->asker.ask(d->asker.arg, request, what, false);
}

static void line_look(struct console_desk *d, const struct hallq_view *v) {
    const struct hallq_line *chosen_line = line_chosen(d, v);
    Hallq__Line line = HALLQ__LINE__INIT;
    Hallq__GetLine body = HALLQ__GET_LINE__INIT;
    line.kind = d->looked_kind = chosen_line->kind;
    line.id = d->subject = chosen_line->id;
    body.line = &line;
    body.limit = LIMIT_LINE_LIST;
    HALLQ_REQUEST(request, v->hall, GET_LINE, get_line, &body);
    read_ask(d, &request, TEXT_DO_LINE);
}

static void report_look(struct console_desk *d, const struct hallq_view *v) {
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    HALLQ_REQUEST(request, v->hall, GET_REPORT, get_report, &body);
    read_ask(d, &request, TEXT_DO_REPORT);
}

static void held_ask(struct console_desk *d, const struct hallq_view *v) {
    Hallq__GetHeld body = HALLQ__GET_HELD__INIT;
    HALLQ_REQUEST(request, v->hall, GET_HELD, get_held, &body);
    read_ask(d, &request, TEXT_DO_HELD);
}

static void held_look(struct console_desk *d, const struct hallq_view *v) {
    d->held_asked = true;
    held_ask(d, v);
}

// Rows below the name of their counter; they stay where they were when the page is shown again.
static void held_show(struct console_desk *d, const struct hallq_view *v,
                      const Hallq__HeldList *list) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE], row[PHRASE_SIZE];
    bool again = d->modal.kind != MODAL_NONE;
    d->held_asked = false;
    size_t at = d->modal.chosen;
    uint32_t counter = 0;
    question(d, MODAL_PAGE, FOR_HELD, TEXT_PAGE_HELD, "");
    for (size_t i = 0; i < list->n_held; i++) {
        const Hallq__HeldList__One *one = list->held[i];
        if (one->counter != counter)
            modal_item_add(&d->modal, 0, 0, phrase_counter(number, v, one->counter, d->language));
        counter = one->counter;
        phrase_held(row, v, one->number, one->since_ms, one->until_ms, one->has_note, d->language);
        *line = 0;
        text_join(line, sizeof line, "  ");
        text_join(line, sizeof line, row);
        modal_item_add(&d->modal, 0, 0, line);
    }
    if (list->more)
        modal_item_add(&d->modal, 0, 0, say(d, TEXT_PAGE_HELD_MORE));
    if (!list->n_held)
        modal_item_add(&d->modal, 0, 0, say(d, TEXT_NONE_HELD));
    if (again)
        d->modal.chosen = at < d->modal.item_count ? at : d->modal.item_count - 1;
}

static void line_show(struct console_desk *d, const struct hallq_view *v, const Hallq__Reply *reply,
                      const Hallq__LineList *list) {
    char number[PHRASE_SHORT], waited[PHRASE_SHORT], line[PHRASE_SIZE];
    phrase_line(line, v, d->looked_kind, d->subject, d->language);
    question(d, MODAL_PAGE, FOR_READING, TEXT_PAGE_LINE, line);
    for (size_t i = 0; i < list->n_tickets; i++) {
        const Hallq__TicketCard *card = list->tickets[i];
        phrase_minutes(waited, (reply->at_ms - card->issued_at_ms) / 1000, d->language);
        TEXT_FILL(line, TEXT_PAGE_LINE_ROW, d->language, card->number,
                  phrase_service(number, v, card->service, d->language), waited);
        modal_item_add(&d->modal, 0, 0, line);
    }
}

// A table's cells: a name and what stands to the right under its heading.
static void name_cell(char line[PHRASE_SIZE], const char *name) {
    *line = 0;
    text_join(line, PHRASE_SIZE, name);
    for (int used = columns_of(name); used < REPORT_NAME; used++)
        text_join(line, PHRASE_SIZE, " ");
}

static void cell(char line[PHRASE_SIZE], int width, const char *text) {
    for (int used = columns_of(text); used < width; used++)
        text_join(line, PHRASE_SIZE, " ");
    text_join(line, PHRASE_SIZE, text);
}

static void number_cell(char line[PHRASE_SIZE], uint64_t value) {
    char number[PHRASE_SHORT];
    phrase_number(number, value);
    cell(line, REPORT_CELL, number);
}

static void minutes_cell(struct console_desk *d, char line[PHRASE_SIZE], bool known,
                         uint32_t span_s) {
    char minutes[PHRASE_SHORT] = "-";
    if (known)
        phrase_minutes(minutes, span_s, d->language);
    cell(line, REPORT_CELL, minutes);
}

static void head_cells(struct console_desk *d, char line[PHRASE_SIZE], enum text first,
                       const enum text *texts, size_t count) {
    name_cell(line, say(d, first));
    for (size_t i = 0; i < count; i++)
        cell(line, REPORT_CELL, say(d, texts[i]));
}

static void report_services(struct console_desk *d, const struct hallq_view *v,
                            const Hallq__Report *report) {
    static const enum text heads[] = {
        TEXT_REPORT_ISSUED, TEXT_REPORT_SERVED, TEXT_REPORT_CANCELLED, TEXT_REPORT_NO_SHOWS,
        TEXT_REPORT_P50,    TEXT_REPORT_P90,    TEXT_REPORT_OVER,
    };
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    head_cells(d, line, TEXT_HEAD_LINE, heads, COUNT(heads));
    modal_item_add(&d->modal, 0, 0, line);
    for (size_t i = 0; i < report->n_services; i++) {
        const Hallq__ServiceReport *r = report->services[i];
        name_cell(line, phrase_service(number, v, r->service, d->language));
        number_cell(line, r->issued);
        number_cell(line, r->served);
        number_cell(line, r->cancelled);
        number_cell(line, r->no_shows);
        minutes_cell(d, line, r->called, r->wait_p50_s);
        minutes_cell(d, line, r->called, r->wait_p90_s);
        number_cell(line, r->over_20_min);
        modal_item_add(&d->modal, 0, 0, line);
    }
}

// "4.8 (12)": the mean of the ratings, and how many.
static void rating_cell(struct console_desk *d, char line[PHRASE_SIZE],
                        const Hallq__ClerkReport *r) {
    char whole[PHRASE_SHORT], tenth[PHRASE_SHORT], count[PHRASE_SHORT], text[PHRASE_SHORT] = "-";
    if (r->ratings) {
        uint32_t tenths = (r->rating_sum * 20 + r->ratings) / (2 * r->ratings);
        phrase_number(whole, tenths / 10);
        phrase_number(tenth, tenths % 10);
        phrase_number(count, r->ratings);
        TEXT_FILL(text, TEXT_REPORT_RATED, d->language, whole, tenth, count);
    }
    cell(line, RATING_CELL, text);
}

static void report_clerks(struct console_desk *d, const struct hallq_view *v,
                          const Hallq__Report *report) {
    static const enum text heads[] = {TEXT_REPORT_SERVED, TEXT_REPORT_SERVICE_MEAN};
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    if (!report->n_clerks)
        return;
    modal_item_add(&d->modal, 0, 0, "");
    head_cells(d, line, TEXT_REPORT_CLERK, heads, COUNT(heads));
    cell(line, RATING_CELL, say(d, TEXT_REPORT_RATING));
    modal_item_add(&d->modal, 0, 0, line);
    for (size_t i = 0; i < report->n_clerks; i++) {
        const Hallq__ClerkReport *r = report->clerks[i];
        name_cell(line, phrase_staff(number, v, r->staff));
        number_cell(line, r->served);
        minutes_cell(d, line, r->served, r->service_mean_s);
        rating_cell(d, line, r);
        modal_item_add(&d->modal, 0, 0, line);
    }
}

static void report_show(struct console_desk *d, const struct hallq_view *v,
                        const Hallq__Report *report) {
    question(d, MODAL_PAGE, FOR_READING, TEXT_PAGE_REPORT, "");
    report_services(d, v, report);
    report_clerks(d, v, report);
}

static void quit_ask(struct console_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_MENU, FOR_QUIT, TEXT_ASK_QUIT_LEAD, "");
    modal_item_add(&d->modal, 0, 0, say(d, TEXT_STAY));
    modal_item_add(&d->modal, 1, 0, say(d, TEXT_LEAVE));
}

// ---------------------------------------------------------------- keys

typedef void (*act)(struct console_desk *d, const struct hallq_view *v);

static void help(struct console_desk *d, const struct hallq_view *v);

enum where { IN_LINES = 1 << PANE_LINES, IN_COUNTERS = 1 << PANE_COUNTERS, ANYWHERE = 3 };

static const struct {
    wchar_t letter;
    enum where where;
    act act;
    enum text help;
} keys[] = {
    {L'o', IN_COUNTERS, counter_open, TEXT_HELP_COUNTER_OPEN},
    {L'c', IN_COUNTERS, counter_close, TEXT_HELP_COUNTER_CLOSE},
    {L'p', IN_COUNTERS, pause_ask, TEXT_HELP_COUNTER_PAUSE},
    {L'r', IN_COUNTERS, counter_resume, TEXT_HELP_COUNTER_RESUME},
    {L'v', IN_COUNTERS, services_ask, TEXT_HELP_COUNTER_SERVICES},
    {L'f', IN_COUNTERS, free_ask, TEXT_HELP_COUNTER_FREE},
    {L's', IN_LINES, suspend_ask, TEXT_HELP_SUSPEND},
    {L'u', IN_LINES, unsuspend, TEXT_HELP_UNSUSPEND},
    {L'l', IN_LINES, line_look, TEXT_HELP_LINE},
    {L'h', ANYWHERE, held_look, TEXT_HELP_HELD_ALL},
    {L'd', ANYWHERE, report_look, TEXT_HELP_REPORT},
    {L'n', ANYWHERE, staff_ask, TEXT_HELP_SIGN_ON_LEAD},
    {L'k', ANYWHERE, pin_ask_to_change, TEXT_HELP_CHANGE_PIN},
    {L'x', ANYWHERE, sign_off, TEXT_HELP_SIGN_OFF},
    {L'?', ANYWHERE, help, TEXT_HELP_HELP},
    {L'q', ANYWHERE, quit_ask, TEXT_HELP_QUIT},
};

static const act answers[] = {
    [FOR_STAFF] = staff_given,
    [FOR_PIN] = pin_given,
    [FOR_PIN_CHANGE] = pin_change_answered,
    [FOR_PAUSE] = pause_given,
    [FOR_FREE] = free_given,
    [FOR_SERVICES] = services_given,
    [FOR_SUSPEND] = suspend_given,
    [FOR_QUIT] = NULL,
    [FOR_READING] = NULL,
    [FOR_HELD] = NULL,
};

static void help(struct console_desk *d, const struct hallq_view *v) {
    (void)v;
    question(d, MODAL_PAGE, FOR_READING, TEXT_HELP_TITLE, "");
    modal_item_add(&d->modal, 0, 0, say(d, TEXT_HELP_MOVE));
    for (size_t i = 0; i < COUNT(keys); i++)
        modal_item_add(&d->modal, 0, 0, say(d, keys[i].help));
}

static void letter(struct console_desk *d, const struct hallq_view *v, wchar_t pressed) {
    size_t rows = d->pane == PANE_LINES ? v->line_count : v->counter_count;
    for (size_t i = 0; i < COUNT(keys); i++) {
        bool here = keys[i].where & 1U << d->pane;
        if (keys[i].letter == pressed && here && (rows || keys[i].where == ANYWHERE))
            keys[i].act(d, v);
    }
}

static void move(struct console_desk *d, const struct hallq_view *v, long rows) {
    size_t count = d->pane == PANE_LINES ? v->line_count : v->counter_count;
    long to = (long)console_desk_row(d, d->pane, count) + rows;
    d->chosen[d->pane] = to < 0 ? 0 : (size_t)to;
    d->chosen[d->pane] = console_desk_row(d, d->pane, count);
}

static bool modal_answered(struct console_desk *d, const struct hallq_view *v, struct key key) {
    if (modal_key(&d->modal, key) != MODAL_GIVEN)
        return true;
    if (d->modal.purpose == FOR_QUIT)
        return !chosen(d)->kind;
    if (answers[d->modal.purpose])
        answers[d->modal.purpose](d, v);
    return true;
}

bool console_desk_key(struct console_desk *d, const struct hallq_view *v, struct key key) {
    if (!d->status.busy)
        d->status.kind = STATUS_NONE; // read, since a key was pressed
    if (d->modal.kind != MODAL_NONE)
        return modal_answered(d, v, key);
    switch (key.kind) {
    case KEY_KIND_LETTER:
        if (key.letter == L'q' && !d->staff)
            return false; // nothing to lose
        letter(d, v, key.letter);
        break;
    case KEY_KIND_ENTER:
        letter(d, v, d->pane == PANE_LINES ? L'l' : L'v');
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

static bool held_shown(const struct console_desk *d) {
    return d->modal.kind == MODAL_PAGE && d->modal.purpose == FOR_HELD;
}

// Not a key's: it is not told of, and waits for no other command.
static void sign_off_send(struct console_desk *d, const struct hallq_view *v) {
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    HALLQ_REQUEST(request, v->hall, SIGN_OFF, sign_off, &body);
    d->asker.ask(d->asker.arg, &request, TEXT_DO_SIGN_OFF, true);
}

void console_desk_changed(struct console_desk *d, const struct hallq_view *v) {
    if (d->held_moved && held_shown(d) && !v->stale)
        held_ask(d, v);
    d->held_moved = false;
    if (d->greeted || v->stale || d->modal.kind != MODAL_NONE)
        return;
    d->greeted = true;
    // Whoever was signed on here when this program began is not known to be the one before it.
    sign_off_send(d, v);
    d->clearing = true;
    staff_ask(d, v);
}

bool console_desk_leave(struct console_desk *d, const struct hallq_view *v) {
    if (!d->staff_typed)
        return false; // nobody signed on while it ran
    sign_off_send(d, v);
    return true;
}

static void answer_show(struct console_desk *d, const struct hallq_view *v,
                        const Hallq__Reply *reply) {
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && held_shown(d))
        held_show(d, v, reply->held);
    if (d->modal.kind != MODAL_NONE)
        return; // something else was asked meanwhile
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && d->held_asked)
        held_show(d, v, reply->held);
    else if (reply->body_case == HALLQ__REPLY__BODY_LINE)
        line_show(d, v, reply, reply->line);
    else if (reply->body_case == HALLQ__REPLY__BODY_REPORT)
        report_show(d, v, reply->report);
}

void console_desk_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                         bool change, const struct hallq_result *result) {
    bool applied = result->outcome == HALLQ_APPLIED;
    if (what == TEXT_DO_SIGN_OFF && d->clearing) {
        d->clearing = !result->final;
        return;
    }
    if (change && !applied) {
        status_result(&d->status, what, result, v, d->language);
        if (what == TEXT_DO_SIGN_ON && result->outcome == HALLQ_REFUSED &&
            result->reason == HALLQ__REFUSAL__REASON__WRONG_PIN && d->modal.kind == MODAL_NONE)
            question(d, MODAL_SECRET, FOR_PIN, TEXT_ASK_PIN, "");
        return;
    }
    if (!change) {
        bool busy = d->status.busy;
        if (applied)
            answer_show(d, v, result->reply);
        else
            status_result(&d->status, what, result, v, d->language);
        d->status.busy = busy;
        return;
    }
    status_result(&d->status, what, result, v, d->language);
    if (what == TEXT_DO_SIGN_ON) {
        d->staff = d->staff_typed;
        if (d->pin_short && d->modal.kind == MODAL_NONE)
            pin_change_ask(&d->pin_change, &d->modal, FOR_PIN_CHANGE, true, d->language);
    } else if (what == TEXT_DO_SIGN_OFF)
        d->staff = 0;
}
