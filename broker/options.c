// options.c - a table of options; each row takes its text or says why the text cannot be taken.
#include "broker/options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/endpoint.h"
#include "base/number.h"
#include "base/output.h"
#include "broker/live/wallclock.h"

#define SPEED_MAX 10000

static bool number_option(const char *text, unsigned long least, unsigned long most,
                          unsigned long *ret) {
    uint64_t number = 0;
    bool fits = number_read(text, least, most, &number);
    *ret = (unsigned long)number;
    return fits;
}

static bool data_take(struct options *o, const char *text) {
    o->data = text;
    return *text;
}

#define ENDPOINT "ENDPOINT" // value of an option that takes an address

static const char *endpoint_words(const char *text) {
    return endpoint_fault_text(endpoint_check(text, ENDPOINT_BROKER), LANGUAGE_EN);
}

// Returns the first address that is given twice; NULL: none is. The metrics page counts
// with its own port.
static const char *endpoints_twice(const struct options *o) {
    const char *const given[] = {o->commands, o->public_feed, o->staff_feed, o->lead_feed};
    const size_t count = COUNT(given);
    char metrics[32];
    snprintf(metrics, sizeof metrics, "tcp://127.0.0.1:%u", o->metrics_port);
    for (size_t i = 0; i < count; i++) {
        bool meets = endpoints_meet(given[i], metrics);
        for (size_t j = i + 1; j < count; j++)
            meets = meets || endpoints_meet(given[i], given[j]);
        if (meets)
            return given[i];
    }
    return NULL;
}

static bool commands_take(struct options *o, const char *text) {
    o->commands = text;
    return endpoint_check(text, ENDPOINT_BROKER) == ENDPOINT_FINE;
}

static bool public_feed_take(struct options *o, const char *text) {
    o->public_feed = text;
    return endpoint_check(text, ENDPOINT_BROKER) == ENDPOINT_FINE;
}

static bool staff_feed_take(struct options *o, const char *text) {
    o->staff_feed = text;
    return endpoint_check(text, ENDPOINT_BROKER) == ENDPOINT_FINE;
}

static bool lead_feed_take(struct options *o, const char *text) {
    o->lead_feed = text;
    return endpoint_check(text, ENDPOINT_BROKER) == ENDPOINT_FINE;
}

static bool metrics_take(struct options *o, const char *text) {
    unsigned long port;
    bool fits = number_option(text, 0, 65535, &port);
    o->metrics_port = (uint16_t)port;
    return fits;
}

static bool port_file_take(struct options *o, const char *text) {
    o->port_file = text;
    return *text;
}

static bool speed_take(struct options *o, const char *text) {
    unsigned long speed;
    bool fits = number_option(text, 1, SPEED_MAX, &speed);
    o->speed = (uint32_t)speed;
    return fits;
}

static bool start_at_take(struct options *o, const char *text) {
    o->start_at_ms = wallclock_parse(text);
    return o->start_at_ms > 0;
}

static bool log_take(struct options *o, const char *text) {
    int level = log_level_of(text);
    o->log_level = level < 0 ? LOG_LEVEL_INFO : (enum log_level)level;
    return level >= 0;
}

static bool writability_take(struct options *o, const char *text) {
    o->writability_asked = strcmp(text, "asked") == 0;
    return o->writability_asked || strcmp(text, "assumed") == 0;
}

static const struct row {
    const char *name;
    const char *value;
    const char *help;
    bool (*take)(struct options *o, const char *text);
} rows[] = {
    {"data", "DIR", "data folder, made by `hallq-admin init` (needed)", data_take},
    {"commands", ENDPOINT, "commands (tcp://127.0.0.1:7301); port * is any", commands_take},
    {"public-feed", ENDPOINT, "public feed (tcp://127.0.0.1:7302)", public_feed_take},
    {"staff-feed", ENDPOINT, "staff feed (tcp://127.0.0.1:7303)", staff_feed_take},
    {"lead-feed", ENDPOINT, "lead feed (tcp://127.0.0.1:7305)", lead_feed_take},
    {"metrics", "PORT", "counters, on 127.0.0.1: 1 to 65535 (7304); 0 is any", metrics_take},
    {"port-file", "FILE", "where to write what was bound, once ready", port_file_take},
    {"log", "LEVEL", "error, warning, info (default) or debug", log_take},
    {"speed", "N", "development: hall time runs N times as fast, 1 to 10000", speed_take},
    {"start-at", "TIME", "development: hall time begins at 2026-03-02T08:00:00+08:00",
     start_at_take},
    {"writability", "WAY", "of sockets: assumed (default), or asked before each write",
     writability_take},
};

enum { ROW_COUNT = COUNT(rows), HELP = ROW_COUNT, VERSION, OPTION_COUNT };

static int usage(FILE *to, int code) {
    fputs("usage: hallqd --data DIR [options]\n\nThe broker of a hall's queue.\n\n", to);
    for (size_t i = 0; i < ROW_COUNT; i++)
        fprintf(to, "  --%-11s %-9s %s\n", rows[i].name, rows[i].value, rows[i].help);
    fputs("  --version\n  --help\n\n"
          "Exit: 0 stopped, 1 disk error, 2 usage or keys, 3 in use, 4 corrupt, 5 other version,\n"
          "6 out of memory or file descriptors.\n",
          to);
    return code;
}

// Help or a version that could not be written out was not given, so the exit code says so.
static int printed(int code) {
    int error_number = output_close();
    if (!error_number)
        return code;
    fprintf(stderr, "hallqd: the output cannot be written: %s\n", strerror(error_number));
    return EXIT_DISK;
}

static int taken(struct options *o, int at, const char *text) {
    if (at == HELP)
        return printed(usage(stdout, EXIT_FINE));
    if (at == VERSION) {
        puts("hallqd " HALLQ_VERSION);
        return printed(EXIT_FINE);
    }
    if (at >= 0 && at < ROW_COUNT && rows[at].take(o, text))
        return -1;
    if (at >= 0 && at < ROW_COUNT && !*text)
        fprintf(stderr, "hallqd: what stands after --%s is empty; %s\n", rows[at].name,
                rows[at].help);
    else if (at >= 0 && at < ROW_COUNT)
        fprintf(stderr, "hallqd: --%s %s: not a value; %s\n", rows[at].name, text,
                strcmp(rows[at].value, ENDPOINT) ? rows[at].help : endpoint_words(text));
    return usage(stderr, EXIT_USAGE);
}

static int complete(const struct options *o, bool words_left) {
    const char *twice = endpoints_twice(o);
    if (words_left || !o->data)
        return usage(stderr, EXIT_USAGE);
    if (twice)
        fprintf(stderr,
                "hallqd: %s: commands, public feed, staff feed and metrics need an address each\n",
                twice);
    return twice ? EXIT_USAGE : -1;
}

int options_parse(struct options *o, int argc, char **argv) {
    struct option known[OPTION_COUNT + 1] = {0};
    bool given[OPTION_COUNT] = {false};
    *o = (struct options){.commands = "tcp://127.0.0.1:7301",
                          .public_feed = "tcp://127.0.0.1:7302",
                          .staff_feed = "tcp://127.0.0.1:7303",
                          .lead_feed = "tcp://127.0.0.1:7305",
                          .metrics_port = 7304,
                          .speed = 1,
                          .log_level = LOG_LEVEL_INFO};
    for (int i = 0; i < ROW_COUNT; i++)
        known[i] = (struct option){rows[i].name, required_argument, NULL, 0};
    known[HELP] = (struct option){"help", no_argument, NULL, 0};
    known[VERSION] = (struct option){"version", no_argument, NULL, 0};
    for (;;) {
        int at = -1;
        int found = getopt_long(argc, argv, "", known, &at);
        if (found == -1)
            return complete(o, optind < argc);
        if (!found && at < ROW_COUNT && given[at]) {
            fprintf(stderr, "hallqd: --%s is given twice: give it once\n", rows[at].name);
            return EXIT_USAGE;
        }
        if (!found)
            given[at] = true; // a second value would win without a word
        int code = taken(o, found ? -1 : at, optarg);
        if (code >= 0)
            return code;
    }
}
