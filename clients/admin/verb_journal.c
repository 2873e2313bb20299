// verb_journal.c - export and report: what the broker remembers, for people and for other programs.
#include <inttypes.h>
#include <stdlib.h>

#include "base/limit.h"
#include "clients/admin/ask.h"
#include "clients/admin/date.h"
#include "clients/libhallq/json.h"

// ---- export: a record a line, page by page

// Prints a page; false when standard output takes no more.
static bool page_print(const Hallq__Journal *page) {
    for (size_t i = 0; i < page->n_entries; i++) {
        char *text = hallq_json_print(page->entries[i], false);
        bool printed = text && puts(text) >= 0;
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
    if (!code && fflush(stdout))
        code = EXIT_FILE;
    if (code == EXIT_FILE)
        SAY_ERR(cli, SAY_FILE_UNWRITABLE, "stdout", "");
    if (!code) // beside the records, so that a pipe gets records alone
        SAY_ERR(cli, SAY_EXPORT_DONE, cli_number(cli, (int64_t)count),
                cli_number(cli, (int64_t)upto));
    return code;
}

// ---- report: two tables

static double minutes(uint32_t span_s) {
    return span_s / 60.0;
}

static void services_print(struct cli *cli, const Hallq__Report *report) {
    puts(say_text(SAY_REPORT_SERVICES, cli->language));
    for (size_t i = 0; i < report->n_services; i++) {
        const Hallq__ServiceReport *s = report->services[i];
        printf("%u | %u | %u | %u | %u | %.1f | %.1f | %.1f | %u | %u | %.1f | %.1f\n", s->service,
               s->issued, s->served, s->cancelled, s->no_shows, minutes(s->wait_mean_s),
               minutes(s->wait_p50_s), minutes(s->wait_p90_s), s->over_target, s->over_20_min,
               minutes(s->walk_mean_s), minutes(s->service_mean_s));
    }
}

static void clerks_print(struct cli *cli, const Hallq__Report *report) {
    puts(say_text(SAY_REPORT_CLERKS, cli->language));
    for (size_t i = 0; i < report->n_clerks; i++) {
        const Hallq__ClerkReport *c = report->clerks[i];
        double mean_score = c->ratings ? (double)c->rating_sum / c->ratings : 0;
        printf("%u | %u | %.1f | %u | %.1f\n", c->staff, c->served, minutes(c->service_mean_s),
               c->ratings, mean_score);
    }
}

static void report_print(struct cli *cli, const Hallq__Report *report) {
    char day[DATE_TEXT_SIZE];
    SAY_OUT(cli, SAY_REPORT_HEAD, date_text(report->day, day),
            cli_number(cli, (int64_t)report->as_of));
    puts("");
    services_print(cli, report);
    puts("");
    clerks_print(cli, report);
}

int verb_report(struct cli *cli) {
    struct ask a;
    Hallq__GetReport get = HALLQ__GET_REPORT__INIT;
    Hallq__Reply *reply;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    get.day = cli->day;
    HALLQ_REQUEST(request, ask_hall(&a), GET_REPORT, get_report, &get);
    code = ask_send(&a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    ask_close(&a);
    if (code)
        return code;
    if (!cli->json) {
        report_print(cli, reply->report);
        return EXIT_DONE;
    }
    char *text = hallq_json_print(reply->report, true);
    puts(text ? text : "{}");
    free(text);
    return EXIT_DONE;
}
