// hallq-waits - recorded days through the forecast, in order and in one pass, and how far off it was.
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "bench/waits/cost.h"
#include "bench/waits/replay.h"
#include "bench/waits/report.h"

static const char usage_text[] =
    "usage: hallq-waits [options] FOLDER\n\n"
    "  FOLDER          has recorded days, as .csv or .csv.xz:\n"
    "                    bank_*_tickets            calls to a bank's agents\n"
    "                    warsaw_*_tickets, warsaw_*_snapshots    municipal halls\n"
    "                    sim_*_tickets, sim_*_counters           a simulated hall\n"
    "  --set NAME      bank, warsaw or sim alone\n"
    "  --plain         the first stage alone: no twin, and learnt from those too who were called "
    "at once\n"
    "  --no-twin       no twin\n"
    "  --rows FILE     a row for each ticket that was called, in the order of calls\n"
    "  --inputs FILE   and what each forecast was made from\n";

static const struct hall_format *const formats[] = {&format_bank, &format_warsaw, &format_sim};

struct options {
    const char *folder, *set, *rows, *inputs;
    bool plain, no_twin;
};

static bool options_read(struct options *options, char **args) {
    for (; *args; args++) {
        const char **to = !strcmp(*args, "--set")      ? &options->set
                          : !strcmp(*args, "--rows")   ? &options->rows
                          : !strcmp(*args, "--inputs") ? &options->inputs
                                                       : NULL;
        if (to && !args[1])
            return false;
        if (to)
            *to = *++args;
        else if (!strcmp(*args, "--plain"))
            options->plain = options->no_twin = true;
        else if (!strcmp(*args, "--no-twin"))
            options->no_twin = true;
        else if (**args == '-' || options->folder)
            return false;
        else
            options->folder = *args;
    }
    return options->folder;
}

static FILE *file_written(const char *path) {
    FILE *file = path ? fopen(path, "w") : NULL;
    if (path && !file) {
        fprintf(stderr, "hallq-waits: cannot write %s: %s\n", path, strerror(errno));
        exit(2);
    }
    return file;
}

// The files of that name, packed or not, in order of their names.
static bool find_files(const char *folder, const char *pattern, glob_t *ret) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s*", folder, pattern);
    int error = glob(path, 0, NULL, ret);
    if (error)
        fprintf(stderr, "hallq-waits: no %s or %s.xz in %s\n", pattern, pattern, folder);
    return !error;
}

static bool format_read(const struct hall_format *format, const char *folder, struct days *days) {
    glob_t tickets = {0}, others = {0};
    bool found = find_files(folder, format->tickets, &tickets) &&
                 (!format->other || find_files(folder, format->other, &others));
    if (found && format->other && others.gl_pathc != tickets.gl_pathc) {
        fprintf(stderr, "hallq-waits: not as many %s as %s in %s\n", format->other, format->tickets,
                folder);
        found = false;
    }
    for (size_t i = 0; found && i < tickets.gl_pathc; i++)
        format->read(days, tickets.gl_pathv[i], format->other ? others.gl_pathv[i] : NULL);
    globfree(&tickets);
    globfree(&others);
    return found;
}

static bool format_run(const struct hall_format *format, const struct options *options,
                       const struct report *to) {
    struct days days = {0};
    struct report report = *to;
    struct hall hall;
    bool found = format_read(format, options->folder, &days);
    if (found) {
        days_sort(&days);
        hall_init(&hall, format, &days);
        hall.no_twin = options->no_twin;
        hall.plain = options->plain;
        if (options->plain)
            hall.forecast.learns_over_s = -1;
        double began_s = clock_cpu_s();
        replay_run(&hall, report_called, &report);
        double took_s = clock_cpu_s() - began_s - hall.twin_took_s;
        report_summary(&report);
        report_fini(&report);
        printf("%-12s %u events, %.2f us each", format->name, days.event_count,
               took_s * 1e6 / days.event_count);
        if (hall.twin_asked)
            printf("; twin asked %llu times, %.0f us each", (unsigned long long)hall.twin_asked,
                   hall.twin_took_s * 1e6 / (double)hall.twin_asked);
        puts("");
        hall_fini(&hall);
    }
    days_fini(&days);
    return found;
}

int main(int argc, char **argv) {
    struct options options = {0};
    bool all = true, known = false;
    if (argc < 2 || !options_read(&options, argv + 1)) {
        fputs(usage_text, stderr);
        return 2;
    }
    for (size_t i = 0; options.set && i < COUNT(formats); i++)
        known |= !strcmp(options.set, formats[i]->name);
    if (options.set && !known) {
        fprintf(stderr, "hallq-waits: no set %s; bank, warsaw or sim\n", options.set);
        return 2;
    }
    struct report report = {.rows = file_written(options.rows),
                            .inputs = file_written(options.inputs)};
    report_heading(&report);
    report_summary_heading();
    for (size_t i = 0; i < COUNT(formats); i++)
        if (!options.set || !strcmp(options.set, formats[i]->name))
            all &= format_run(formats[i], &options, &report);
    cost_print();
    if (report.rows && fclose(report.rows))
        all = false;
    if (report.inputs && fclose(report.inputs))
        all = false;
    return all ? 0 : 1;
}
