// main.c - hallq-simtest: runs seeds, says what failed and how to see it again, makes a failing run
// smaller, and prints what was met.
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/sim/coverage.h"
#include "tests/sim/folder.h"
#include "tests/sim/sim.h"

#define OPS_USUAL 700
// LMDB takes 2 MB of zeroed memory at each opening, of which a short run touches little; a threshold that
// stays put lets the kernel give those pages when they are touched, where malloc would clear them all.
#define MAPPED_FROM_SIZE (128 * 1024)
#define KEPT_SIZE (64 * 1024 * 1024) // is not given back to the kernel: arenas come and go

struct asked {
    uint64_t first, count;
    unsigned ops;
    bool trace, hash, table, holes, shrink, quiet;
    const char *check; // that must fail
    const char *drop;
    uint64_t until_s;
};

#ifdef HALLQ_PLANTED_BUGS
int planted_bug; // which of planted.py's; 0 none
#endif

static volatile uint64_t seed_at_hand;

static void died_cb(int sig) {
    char line[96];
    int len = snprintf(line, sizeof line, "\nsimtest: died: hallq-simtest --seed %llu --trace\n",
                       (unsigned long long)seed_at_hand);
    if (write(STDERR_FILENO, line, (size_t)len) < 0)
        _exit(3);
    folder_base_remove();
    signal(sig, SIG_DFL);
    raise(sig);
}

// The sanitizers end in abort(), so that the seed at hand is told.
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "abort_on_error=1:strict_string_checks=1:quarantine_size_mb=16:malloc_context_size=8";
}

static const struct option options[] = {
    {"seeds", required_argument, NULL, 'n'},   {"seed", required_argument, NULL, 's'},
    {"first", required_argument, NULL, 'f'},   {"ops", required_argument, NULL, 'o'},
    {"check", required_argument, NULL, 'c'},   {"drop", required_argument, NULL, 'd'},
    {"trace", no_argument, NULL, 't'},         {"hash", no_argument, NULL, 'H'},
    {"table", no_argument, NULL, 'T'},         {"holes", no_argument, NULL, 'z'},
    {"shrink", no_argument, NULL, 'x'},        {"quiet", no_argument, NULL, 'q'},
    {"seconds", required_argument, NULL, 'S'},
#ifdef HALLQ_PLANTED_BUGS
    {"bug", required_argument, NULL, 'b'},
#endif
    {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
};

static int usage(void) {
    puts("usage: hallq-simtest [options]\n"
         "  --seeds N      run N seeds (500)\n"
         "  --first S      the first of them (1)\n"
         "  --seed S       run one seed\n"
         "  --ops N        commands in a run (700)\n"
         "  --seconds N    stop after so long\n"
         "  --trace        print what happens\n"
         "  --hash         print the hash of each run's trace\n"
         "  --table        print operation x state x fate\n"
         "  --holes        fail if a reachable cell of the table is empty\n"
         "  --check NAME   fail unless this check fails\n"
         "  --drop LIST    leave out these operations, as printed by --shrink\n"
         "  --shrink       make a failing run smaller\n"
         "  --quiet        print failures only");
    return 2;
}

static bool options_read(int argc, char **argv, struct asked *a) {
    int c;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 'n':
            a->count = strtoull(optarg, NULL, 0);
            break;
        case 's':
            a->first = strtoull(optarg, NULL, 0);
            a->count = 1;
            break;
        case 'f':
            a->first = strtoull(optarg, NULL, 0);
            break;
        case 'o':
            a->ops = (unsigned)strtoul(optarg, NULL, 0);
            break;
        case 'S':
            a->until_s = strtoull(optarg, NULL, 0);
            break;
        case 'c':
            a->check = optarg;
            break;
        case 'd':
            a->drop = optarg;
            break;
        case 't':
            a->trace = true;
            break;
        case 'H':
            a->hash = true;
            break;
        case 'T':
            a->table = true;
            break;
        case 'z':
            a->holes = true;
            break;
        case 'x':
            a->shrink = true;
            break;
        case 'q':
            a->quiet = true;
            break;
#ifdef HALLQ_PLANTED_BUGS
        case 'b':
            planted_bug = atoi(optarg);
            break;
#endif
        default:
            return false;
        }
    return optind == argc;
}

// "3,7-9": the operations to leave out.
static void drop_read(const char *list, bool *drop, size_t count) {
    while (list && *list) {
        char *end;
        size_t from = strtoul(list, &end, 10), to = from;
        if (*end == '-')
            to = strtoul(end + 1, &end, 10);
        for (size_t i = from; i <= to && i < count; i++)
            drop[i] = true;
        list = *end == ',' ? end + 1 : "";
    }
}

static void drop_print(const bool *drop, size_t count, FILE *to) {
    const char *comma = "";
    for (size_t i = 0; i < count; i++) {
        if (!drop[i])
            continue;
        size_t end = i;
        while (end + 1 < count && drop[end + 1])
            end++;
        fprintf(to, end > i ? "%s%zu-%zu" : "%s%zu", comma, i, end);
        comma = ",";
        i = end;
    }
}

static bool fails_so(uint64_t seed, const struct sim_options *o, const char *check) {
    static struct coverage unused;
    struct sim s;
    bool so = !sim_run(&s, seed, o, &unused) && !strcmp(s.check, check);
    sim_fini(&s);
    return so;
}

// Leaves out ever smaller stretches of operations as long as the same check fails.
static void shrink(uint64_t seed, struct sim_options *o, const char *check) {
    bool *drop = calloc(o->ops, sizeof *drop), *best = calloc(o->ops, sizeof *best);
    unsigned ops = o->ops;
    o->trace = false;
    o->drop = drop;
    o->drop_count = ops;
    for (unsigned half = ops / 2; half; half /= 2) {
        o->ops = ops > half ? ops - half : 1;
        while (o->ops < ops && fails_so(seed, o, check)) {
            ops = o->ops;
            o->ops = ops > half ? ops - half : 1;
        }
    }
    o->ops = ops;
    for (unsigned size = ops / 2; size; size /= 2)
        for (unsigned from = 0; from < ops; from += size) {
            memcpy(drop, best, ops * sizeof *drop);
            for (unsigned i = from; i < from + size && i < ops; i++)
                drop[i] = true;
            if (fails_so(seed, o, check))
                memcpy(best, drop, ops * sizeof *best);
        }
    printf("smaller: hallq-simtest --seed %llu --check %s --trace --ops %u --drop ",
           (unsigned long long)seed, check, ops);
    drop_print(best, ops, stdout);
    printf("\n");
    free(drop);
    free(best);
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool run_one(const struct asked *a, struct sim_options *o, uint64_t seed,
                    struct coverage *coverage) {
    struct sim s;
    seed_at_hand = seed;
    bool held = sim_run(&s, seed, o, coverage);
    if (a->hash)
        printf("seed %llu hash %016llx\n", (unsigned long long)seed,
               (unsigned long long)s.trace_hash);
    coverage->failed |= !held;
    if (!held)
        printf("FAILED hallq-simtest --seed %llu --check %s --ops %u: %s\n",
               (unsigned long long)seed, s.check, o->ops, s.why);
    char check[sizeof s.check];
    memcpy(check, s.check, sizeof check);
    sim_fini(&s);
    if (!held && a->shrink)
        shrink(seed, o, check);
    if (a->check)
        return !held && !strcmp(check, a->check);
    return held;
}

static int run_all(const struct asked *a, struct sim_options *o) {
    static struct coverage coverage;
    double started = seconds();
    uint64_t good = 0, ran = 0;
    for (uint64_t i = 0; i < a->count; i++) {
        if (a->until_s && seconds() - started > (double)a->until_s)
            break;
        ran++;
        bool one = run_one(a, o, a->first + i, &coverage);
        good += one;
        if (a->check ? coverage.failed : !one) // the first that fails
            break;
    }
    double took = seconds() - started;
    if (!a->quiet)
        printf("%llu seeds, %llu events, %llu turns, %llu crashes, %llu replays in %.1f s: "
               "%.0f events/s\n",
               (unsigned long long)coverage.runs, (unsigned long long)coverage.events,
               (unsigned long long)coverage.turns, (unsigned long long)coverage.crashes,
               (unsigned long long)coverage.replays, took, (double)coverage.events / took);
    if (a->table)
        coverage_print(&coverage, stdout);
    if (a->check)
        return good ? 0 : 1;
    if (a->holes && coverage_holes(&coverage, stdout))
        return 1;
    return good == ran ? 0 : 1;
}

int main(int argc, char **argv) {
    struct asked a = {.first = 1, .count = 500, .ops = OPS_USUAL};
    if (!options_read(argc, argv, &a))
        return usage();
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_SIZE);
    mallopt(M_TRIM_THRESHOLD, KEPT_SIZE);
    struct sim_options o = {.ops = a.ops, .trace = a.trace, .folder = folder_base()};
    bool *drop = calloc(a.ops + 1, sizeof *drop);
    if (!o.folder || !drop) {
        fprintf(stderr, "simtest: no folder can be made for the stores\n");
        return 2;
    }
    drop_read(a.drop, drop, a.ops);
    o.drop = drop;
    o.drop_count = a.ops;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGABRT, died_cb);
    signal(SIGSEGV, died_cb);
    signal(SIGALRM, died_cb);
    int status = run_all(&a, &o);
    folder_base_remove();
    free(drop);
    return status;
}
