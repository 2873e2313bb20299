// console_reads.c - what is asked for opens a page when its answer comes, unless something else was asked meanwhile.
#include "console_reads.h"

#include "base/limit.h"
#include "console_pages.h"
#include "console_what_if.h"

void console_line_read(struct desk *desk, const struct hallq_view *v) {
    struct console_desk *d = console_of(desk);
    Hallq__Line line = HALLQ__LINE__INIT;
    Hallq__GetLine body = HALLQ__GET_LINE__INIT;
    line.kind = d->subject_kind = console_line_chosen(desk, v)->line->kind;
    line.id = d->subject = console_line_chosen(desk, v)->line->id;
    body.line = &line;
    body.limit = LIMIT_LINE_LIST;
    DESK_READ(desk, v, GET_LINE, get_line, &body);
}

void console_report_read(struct desk *d, const struct hallq_view *v) {
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    DESK_READ(d, v, GET_REPORT, get_report, &body);
}

void console_figures_read(struct desk *d, const struct hallq_view *v) {
    Hallq__GetFigures body = HALLQ__GET_FIGURES__INIT;
    DESK_READ(d, v, GET_FIGURES, get_figures, &body);
}

void console_scores_read(struct desk *d, const struct hallq_view *v) {
    Hallq__GetForecastScores body = HALLQ__GET_FORECAST_SCORES__INIT;
    DESK_READ(d, v, GET_FORECAST_SCORES, get_forecast_scores, &body);
}

void console_held_refresh(struct desk *d, const struct hallq_view *v) {
    Hallq__GetHeld body = HALLQ__GET_HELD__INIT;
    DESK_READ(d, v, GET_HELD, get_held, &body);
}

void console_held_read(struct desk *d, const struct hallq_view *v) {
    console_of(d)->held_asked = true;
    console_held_refresh(d, v);
}

// Rows stay where they were when the page is shown again.
static void held_show(struct desk *d, const struct hallq_view *v, const Hallq__HeldList *list) {
    bool again = d->modal.kind != MODAL_NONE;
    size_t at = d->modal.chosen;
    console_of(d)->held_asked = false;
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_HELD, NULL);
    console_page_held(&d->modal, v, list, d->language);
    if (again)
        d->modal.chosen = at < d->modal.item_count ? at : d->modal.item_count - 1;
}

static void line_show(struct desk *d, const struct hallq_view *v, const Hallq__Reply *reply) {
    char line[PHRASE_SIZE];
    phrase_line(line, v, console_of(d)->subject_kind, console_of(d)->subject, d->language);
    desk_ask_about(d, MODAL_PAGE, TEXT_PAGE_LINE, line, "", NULL);
    console_page_line(&d->modal, v, reply->line, reply->at_ms, d->language);
}

static void report_show(struct desk *d, const struct hallq_view *v, const Hallq__Report *report) {
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_REPORT, NULL);
    console_page_report(&d->modal, v, report, d->language);
}

static void figures_show(struct desk *d, const struct hallq_view *v,
                         const Hallq__Figures *figures) {
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_FIGURES, NULL);
    console_page_figures(&d->modal, v, figures, d->language);
}

static void scores_show(struct desk *d, const struct hallq_view *v,
                        const Hallq__ForecastScores *scores) {
    desk_ask(d, MODAL_PAGE, TEXT_PAGE_SCORES, NULL);
    console_page_scores(&d->modal, v, scores, d->language);
}

// ---------------------------------------------------------------- answers

static void answer_show(struct console_desk *d, const struct hallq_view *v,
                        const Hallq__Reply *reply) {
    struct desk *desk = &d->desk;
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && desk_shows(desk, TEXT_PAGE_HELD))
        held_show(desk, v, reply->held);
    if (desk->modal.kind != MODAL_NONE)
        return; // something else was asked meanwhile
    if (reply->body_case == HALLQ__REPLY__BODY_WHAT_IF)
        console_what_if_answer(d, v, reply, true);
    if (reply->body_case == HALLQ__REPLY__BODY_HELD && d->held_asked)
        held_show(desk, v, reply->held);
    else if (reply->body_case == HALLQ__REPLY__BODY_LINE)
        line_show(desk, v, reply);
    else if (reply->body_case == HALLQ__REPLY__BODY_REPORT)
        report_show(desk, v, reply->report);
    else if (reply->body_case == HALLQ__REPLY__BODY_FIGURES)
        figures_show(desk, v, reply->figures);
    else if (reply->body_case == HALLQ__REPLY__BODY_SCORES)
        scores_show(desk, v, reply->scores);
}

// The status line is a change's while it is on its way.
void console_read_result(struct console_desk *d, const struct hallq_view *v, enum text what,
                         const struct hallq_result *result) {
    bool busy = d->desk.status.busy;
    if (what == TEXT_DO_EXPECT) { // no key asked for it: where it is refused, the charts do without
        if (result->outcome == HALLQ_APPLIED)
            console_what_if_answer(d, v, result->reply, false);
        return;
    }
    if (result->outcome == HALLQ_APPLIED)
        answer_show(d, v, result->reply);
    else
        status_result(&d->desk.status, what, result, v, d->desk.language);
    d->desk.status.busy = busy;
}
