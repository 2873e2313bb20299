// verb_journal.c - export and report: what the broker remembers, for people and for other programs.
#include <errno.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/limit.h"
#include "base/output.h"
#include "clients/admin/ask.h"
#include "clients/libhallq/json.h"
#include "clients/libhallq/view/view.h"
#include "clients/sheet/table.h"

// ---- export: a record a line, page by page

// Prints a page; false when standard output takes no more.
static bool page_print(const Hallq__Journal *page) {
    for (size_t i = 0; i < page->n_entries; i++) {
        char *text = hallq_json_print(page->entries[i], false);
        bool printed = text && puts(text) >= 0;
        if (!printed)
            output_note(errno);
        free(text);
        if (!printed)
            return false;
    }
    return true;
}

static int pages_print(struct ask *a, uint64_t *ret_count, uint64_t *ret_upto) {
    Hallq__GetJournal get = HALLQ__GET_JOURNAL__INIT;
    bool more = true;
    int code = EXIT_DONE;
    get.after = a->cli->after;
    get.limit = LIMIT_JOURNAL_PAGE;
    HALLQ_REQUEST(request, ask_hall(a), GET_JOURNAL, get_journal, &get);
    while (more && !code) {
        struct arena page;
        Hallq__Reply *reply;
        arena_init(&page, 0);
        code = ask_send(a, &request, ASK_DEADLINE_MS, &page, &reply);
        if (!code) {
            *ret_count += reply->journal->n_entries;
            more = reply->journal->more && reply->journal->upto > get.after;
            *ret_upto = get.after = reply->journal->upto;
            code = page_print(reply->journal) ? EXIT_DONE : EXIT_FILE;
        }
        arena_fini(&page);
    }
    return code;
}

int verb_export(struct cli *cli) {
    struct ask a;
    uint64_t count = 0, upto = cli->after;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = pages_print(&a, &count, &upto);
    ask_close(&a);
    if (!code && fflush(stdout)) {
        output_note(errno); // the end of the run tells
        code = EXIT_FILE;
    }
    if (!code) // beside the records, so that a pipe gets records alone
        SAY_ERR(cli, SAY_EXPORT_DONE, cli_number(cli, (int64_t)count),
                cli_number(cli, (int64_t)upto));
    return code;
}

// ---- report: two tables

struct report {
    struct cli *cli;
    const Hallq__Report *figures;
    const Hallq__HallSettings *settings; // for names
    struct table table;
};

static double minutes(uint32_t span_s) {
    return span_s / 60.0;
}

// "1 咨询"; a service or person that is gone since by the number alone.
static const char *service_name(struct report *r, uint32_t id) {
    for (size_t i = 0; i < r->settings->n_services; i++)
        if (r->settings->services[i]->id == id && r->settings->services[i]->name)
            return arena_printf(&r->cli->arena, "%u %s", id,
                                hallq_text(r->settings->services[i]->name, r->cli->language));
    return cli_number(r->cli, id);
}

// A reason in words; a code that the settings no longer have as it is.
static const char *reason_name(struct report *r, Hallq__Code *const *codes, size_t code_count,
                               const char *code) {
    return *code ? hallq_code_text(codes, code_count, code, r->cli->language)
                 : say_text(SAY_REPORT_NO_REASON, r->cli->language);
}

static const char *staff_name(struct report *r, uint32_t id) {
    for (size_t i = 0; i < r->settings->n_staff; i++)
        if (r->settings->staff[i]->id == id)
            return arena_printf(&r->cli->arena, "%u %s", id, r->settings->staff[i]->name);
    return cli_number(r->cli, id);
}

static void service_row(struct report *r, const Hallq__ServiceReport *s) {
    struct table *t = &r->table;
    table_cell(t, service_name(r, s->service));
    table_whole(t, s->issued);
    table_whole(t, s->served);
    table_whole(t, s->cancelled);
    table_whole(t, s->no_shows);
    table_decimal(t, minutes(s->wait_mean_s));
    table_decimal(t, minutes(s->wait_p50_s));
    table_decimal(t, minutes(s->wait_p90_s));
    table_whole(t, s->over_target);
    table_whole(t, s->over_20_min);
    table_decimal(t, minutes(s->walk_mean_s));
    table_decimal(t, minutes(s->service_mean_s));
    table_whole(t, s->service_left_out + s->walk_left_out + s->wait_left_out);
    table_row_end(t);
}

static void clerk_row(struct report *r, const Hallq__ClerkReport *c) {
    struct table *t = &r->table;
    table_cell(t, staff_name(r, c->staff));
    table_whole(t, c->served);
    table_decimal(t, minutes(c->service_mean_s));
    table_whole(t, c->ratings);
    table_decimal(t, c->ratings ? (double)c->rating_sum / c->ratings : 0);
    table_whole(t, c->counter_ratings);
    table_decimal(t, c->counter_ratings ? (double)c->counter_rating_sum / c->counter_ratings : 0);
    table_whole(t, c->service_left_out);
    table_row_end(t);
}

static void exception_row(struct report *r, const Hallq__ExceptionReport *e) {
    const Hallq__HallSettings *h = r->settings;
    const char *kind = "", *reason = e->reason;
    switch (e->kind) {
    case HALLQ__EXCEPTION__KIND__NAMED:
        kind = say_text(SAY_REPORT_NAMED, r->cli->language);
        reason = reason_name(r, h->named_reasons, h->n_named_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__PAST_LINE:
        kind = say_text(SAY_REPORT_PAST_LINE, r->cli->language);
        reason = reason_name(r, h->past_line_reasons, h->n_past_line_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__CANCELLED:
        kind = say_text(SAY_REPORT_CANCELLED_BY_STAFF, r->cli->language);
        reason = reason_name(r, h->cancel_reasons, h->n_cancel_reasons, e->reason);
        break;
    case HALLQ__EXCEPTION__KIND__NO_KIND:
    case _HALLQ__EXCEPTION__KIND_IS_INT_SIZE:
        break;
    }
    table_cell(&r->table, kind);
    table_cell(&r->table, reason);
    table_whole(&r->table, e->count);
    table_row_end(&r->table);
}

// Where something was left out of the means: how much of which, and why.
static void left_out_row(struct report *r, const Hallq__ServiceReport *s) {
    char sentence[SAY_SENTENCE_SIZE];
    if (!s->service_left_out && !s->walk_left_out && !s->wait_left_out)
        return;
    say_sentence(sentence, r->cli->language, SAY_REPORT_LEFT_OUT,
                 SAY_VALUES(service_name(r, s->service), cli_number(r->cli, s->service_left_out),
                            cli_number(r->cli, s->walk_left_out),
                            cli_number(r->cli, s->wait_left_out)));
    table_cell(&r->table, sentence);
    table_row_end(&r->table);
}

static void exceptions_print(struct report *r) {
    if (!r->figures->n_exceptions)
        return;
    table_head(&r->table, say_text(SAY_REPORT_EXCEPTIONS, r->cli->language));
    for (size_t i = 0; i < r->figures->n_exceptions; i++)
        exception_row(r, r->figures->exceptions[i]);
    table_row_end(&r->table);
}

static double percent(uint32_t of, uint32_t whole) {
    return whole ? 100. * of / whole : 0;
}

static void forecast_row(struct report *r, const Hallq__ServiceReport *s) {
    const Hallq__ForecastScore *score = s->forecast;
    struct table *t = &r->table;
    table_cell(t, service_name(r, s->service));
    table_whole(t, score->waits);
    table_decimal(t, minutes(score->off_mean_s));
    table_decimal(t, minutes(score->off_rms_s));
    table_decimal(t, score->bias_s < 0 ? -minutes((uint32_t)-score->bias_s)
                                       : minutes((uint32_t)score->bias_s));
    table_decimal(t, percent(score->inside, score->waits));
    table_decimal(t, percent(score->far, score->waits));
    table_decimal(t, minutes(score->queue_off_rms_s));
    table_decimal(t, minutes(score->head_off_rms_s));
    table_row_end(t);
}

// How good the forecasts of waits were, where any could be compared.
static void forecasts_print(struct report *r) {
    bool any = false;
    for (size_t i = 0; i < r->figures->n_services; i++) {
        if (!r->figures->services[i]->forecast)
            continue;
        if (!any)
            table_head(&r->table, say_text(SAY_REPORT_FORECASTS, r->cli->language));
        any = true;
        forecast_row(r, r->figures->services[i]);
    }
    if (any)
        table_row_end(&r->table);
}

static void report_print(struct report *r) {
    struct cli *cli = r->cli;
    char day[DATE_TEXT_SIZE], head[SAY_SENTENCE_SIZE];
    table_begin(&r->table, stdout, cli->csv);
    say_sentence(
        head, cli->language, SAY_REPORT_HEAD,
        SAY_VALUES(date_text(r->figures->day, day), cli_number(cli, (int64_t)r->figures->as_of)));
    table_cell(&r->table, head);
    table_row_end(&r->table);
    table_row_end(&r->table);
    table_head(&r->table, say_text(SAY_REPORT_SERVICES, cli->language));
    for (size_t i = 0; i < r->figures->n_services; i++)
        service_row(r, r->figures->services[i]);
    table_row_end(&r->table);
    table_head(&r->table, say_text(SAY_REPORT_CLERKS, cli->language));
    for (size_t i = 0; i < r->figures->n_clerks; i++)
        clerk_row(r, r->figures->clerks[i]);
    table_row_end(&r->table);
    exceptions_print(r);
    forecasts_print(r);
    for (size_t i = 0; i < r->figures->n_services; i++)
        left_out_row(r, r->figures->services[i]);
}

static int report_get(struct ask *a, struct report *r) {
    Hallq__GetReport get_report = HALLQ__GET_REPORT__INIT;
    Hallq__GetSettings get_settings = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply;
    get_report.day = a->cli->day;
    HALLQ_REQUEST(report, ask_hall(a), GET_REPORT, get_report, &get_report);
    HALLQ_REQUEST(settings, ask_hall(a), GET_SETTINGS, get_settings, &get_settings);
    int code = ask_send(a, &report, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (code)
        return code;
    r->figures = reply->report;
    code = ask_send(a, &settings, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (!code)
        r->settings = reply->settings;
    return code;
}

int verb_report(struct cli *cli) {
    struct ask a;
    struct report r = {.cli = cli};
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = report_get(&a, &r);
    ask_close(&a);
    if (!code && cli->json)
        json_print(r.figures, true);
    else if (!code)
        report_print(&r);
    return code;
}
