// report.c - CSV for machines, lines for people.
#include "bench/waits/report.h"

#include <stdlib.h>
#include <string.h>

static const char *const input_names[INPUTS] = {"minute",  "queue",   "head", "last_four",
                                                "pace_15", "pace_60", "work", "today",
                                                "last",    "leavers"};

void report_heading(const struct report *report) {
    if (report->rows)
        fputs("set,day,hall,line,ticket,forecast_s,lower_s,upper_s,actual_s,queue_length_s,"
              "head_of_line_s\n",
              report->rows);
    if (!report->inputs)
        return;
    fputs("set,day,hall,line,ticket,actual_s,blend_s", report->inputs);
    for (uint32_t i = 0; i < INPUTS; i++)
        fprintf(report->inputs, ",%s_s", input_names[i]);
    fputc('\n', report->inputs);
}

static void write_key(FILE *file, const struct days_ticket *ticket) {
    fprintf(file, "%s,%s,%s,%s,%u", ticket->set, ticket->day, ticket->hall, ticket->line_name,
            ticket->number);
}

static uint32_t find_set(struct report *report, const char *name) {
    uint32_t i = 0;
    while (i < report->sets && strcmp(report->set[i].name, name))
        i++;
    if (i < report->sets)
        return i;
    if (report->sets == REPORT_SETS) {
        fprintf(stderr, "hallq-waits: more than %d sets\n", REPORT_SETS);
        exit(2);
    }
    report->set[report->sets++].name = name;
    return i;
}

void report_called(void *context, const struct hall *hall, uint32_t id, double waited_s) {
    struct report *report = context;
    const struct days_ticket *ticket = &hall->days->tickets[id];
    const struct forecast_given *given = &hall->given[id];
    const struct score_said *said = &given->said;
    uint32_t set = find_set(report, ticket->set);
    score_add(&report->set[set].all, said, waited_s);
    if (waited_s > hall->format->waited_over_s)
        score_add(&report->set[set].waited, said, waited_s);
    crowds_add(&report->set[set].crowds,
               &(struct crowds_seen){.issued_at_ms = ticket->issued_at_ms,
                                     .line = ticket->line,
                                     .day = (uint32_t)(ticket->issued_at_ms / DAY_MS),
                                     .waited_s = waited_s,
                                     .forecast_s = said->forecast_s,
                                     .upper_s = said->upper_s});
    if (report->rows) {
        write_key(report->rows, ticket);
        fprintf(report->rows, ",%.1f,%.1f,%.1f,%.1f,%.1f,%.1f\n", said->forecast_s, said->lower_s,
                said->upper_s, waited_s, said->shadow_s[SHADOW_QUEUE], said->shadow_s[SHADOW_HEAD]);
    }
    if (!report->inputs)
        return;
    write_key(report->inputs, ticket);
    fprintf(report->inputs, ",%.3f,%.6f", waited_s, given->blend_s);
    for (uint32_t i = 0; i < INPUTS; i++)
        fprintf(report->inputs, ",%.6f", given->inputs_s[i]);
    fputc('\n', report->inputs);
}

void report_summary_heading(void) {
    printf("%-12s %-6s %6s %6s | %6s %6s %6s %5s | %5s %6s | %6s %6s | %9s %9s\n", "set", "who",
           "n", "wait", "MAE", "RMSE", "bias", ">5min", "in", "width", "recall", "precis",
           "head RMSE", "queue RMSE");
}

static void summary_line(const char *name, const char *who, const struct score *score) {
    struct score_figures f;
    score_figures(score, &f);
    printf("%-12s %-6s %6llu %6.2f | %6.3f %6.3f %6.2f %5.3f | %5.3f %6.2f | %6.3f %6.3f | "
           "%5.2f %+.1f %% %5.2f %+.1f %%\n",
           name, who, (unsigned long long)score->count, f.mean_s / 60, f.mae_s / 60, f.rmse_s / 60,
           f.bias_s / 60, f.far, f.inside, f.width_s / 60, f.recall, f.precision,
           f.shadow_rmse_s[SHADOW_HEAD] / 60, -100 * f.skill[SHADOW_HEAD],
           f.shadow_rmse_s[SHADOW_QUEUE] / 60, -100 * f.skill[SHADOW_QUEUE]);
}

// "85.0 % of 123 crowds": nothing of a set in which nobody waited so long.
static void crowds_line(const char *name, const char *how, const struct crowds_figures *f) {
    if (!f->crowds || !f->alerts)
        return;
    printf("%-12s red, %s: warned of %.1f %% of %u crowds, half of them %.0f min before; %.1f %% "
           "of %u alerts "
           "without one near\n",
           name, how, 100. * f->warned / f->crowds, f->crowds, f->ahead_s / 60,
           100. * f->alone / f->alerts, f->alerts);
}

void report_fini(struct report *report) {
    for (uint32_t i = 0; i < report->sets; i++)
        crowds_fini(&report->set[i].crowds);
}

void report_summary(struct report *report) {
    for (uint32_t i = 0; i < report->sets; i++) {
        summary_line(report->set[i].name, "waited", &report->set[i].waited);
        summary_line(report->set[i].name, "all", &report->set[i].all);
        struct crowds_figures bare = crowds_judge(&report->set[i].crowds, CROWDS_BARE);
        struct crowds_figures alert = crowds_judge(&report->set[i].crowds, CROWDS_ALERT);
        crowds_line(report->set[i].name, "at once", &bare);
        crowds_line(report->set[i].name, "as raised", &alert);
    }
}
