// hallq-turns - what a turn costs the store alone, without sockets and rules: eight rows a command,
// of the sizes and key orders that issuing and calling a ticket write.
//
//     hallq-turns FOLDER [SECONDS]      the folder must not exist; each round makes it anew
//
// For 1, 16, 64 and 256 commands a turn: commands a second, processor time a command, the turn's
// median and 99th percentile, checkpoints and their share of the time.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/count.h"
#include "base/number.h"
#include "bench/store/scratch.h"
#include "broker/hall/core/keys.h"
#include "broker/store/copies/create.h"
#include "broker/store/store.h"

#define HALL 1
#define IN_LINE 1000 // tickets waiting
#define TURNS_MAX 1000000
#define SECONDS_MAX 86400 // a day

static uint32_t turn_us[TURNS_MAX];

static double now_s(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int put(struct tables *t, enum table table, struct key key, size_t size) {
    static const char value[512] = "a row";
    return t->put(t, table, key_bytes(&key), (struct bytes){value, size});
}

static struct key line_key(uint64_t ticket) {
    return key_queue(HALL, 1, 1, (int64_t)ticket, ticket);
}

// A ticket is issued and an older one called.
static int command(struct tables *t, uint64_t n) {
    unsigned char request[8] = {0};
    struct key line = line_key(n - IN_LINE);
    memcpy(request, &n, 4);
    int err = put(t, TABLE_TICKET, key_ticket(HALL, n), 120);
    if (!err)
        err = put(t, TABLE_QUEUE, line_key(n), 0);
    if (!err && n > IN_LINE)
        err = t->del(t, TABLE_QUEUE, key_bytes(&line));
    if (!err && n > IN_LINE)
        err = put(t, TABLE_TICKET, key_ticket(HALL, n - IN_LINE), 140);
    if (!err)
        err = put(t, TABLE_CALL, key_ticket(HALL, n % 16), 60);
    if (!err)
        err = put(t, TABLE_COUNTER, key_ticket(HALL, n % 30), 60);
    if (!err)
        err = put(t, TABLE_HALL, key_hall(HALL), 60);
    if (!err)
        err = put(t, TABLE_REQUEST, key_ticket((uint32_t)(n % 64), n), 60);
    return err ? err : put(t, TABLE_JOURNAL, key_journal(HALL, n), 250);
}

static int turn_do(struct store *s, uint64_t turn, unsigned count, uint64_t *n) {
    int err = store_begin(s);
    for (unsigned i = 0; i < count && !err; i++)
        err = command(store_tables(s), ++*n);
    if (!err)
        err = store_set_turn(s, turn, (int64_t)turn);
    if (!err)
        err = store_commit(s);
    return !err && store_checkpoint_due(s) ? store_checkpoint(s) : err;
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void report(struct store *s, unsigned count, uint64_t turns, double took_s, double cpu_s) {
    struct store_stats st;
    store_stats_get(s, &st);
    qsort(turn_us, turns, sizeof *turn_us, by_size);
    double commands = (double)turns * count;
    printf("%4u a turn: %8.0f/s  cpu %6.1f us  p50 %5u us  p99 %6u us", count, commands / took_s,
           cpu_s / commands * 1e6, turn_us[turns / 2], turn_us[turns * 99 / 100]);
    if (st.checkpoints)
        printf("  %4" PRIu64 " checkpoints, mean %5.1f ms, max %5.1f ms, %4.1f %%; sync %.0f us; "
               "%.0f bytes a command",
               st.checkpoints, (double)st.checkpoint_us / (double)st.checkpoints / 1e3,
               (double)st.checkpoint_max_us / 1e3, (double)st.checkpoint_us / took_s / 1e4,
               (double)store_sync_mean_us(s), (double)st.redo_written_bytes / commands);
    printf("\n");
    fflush(stdout);
}

static int round_run(const char *folder, unsigned count, double seconds) {
    struct store *s;
    struct store_why why = {""};
    struct store_options o = {.path = folder};
    uint64_t n = 0, turns = 0;
    int err = store_create(folder, 1, STORE_KEYS_UNSAID, &why);
    if (!err)
        err = store_open(&s, &o, &why);
    if (err) {
        fprintf(stderr, "%s: %s\n", folder, why.text);
        return err;
    }
    double started_s = now_s(CLOCK_MONOTONIC), cpu_s = now_s(CLOCK_PROCESS_CPUTIME_ID);
    double last_s = started_s;
    while (!err && turns < TURNS_MAX && last_s < started_s + seconds) {
        err = turn_do(s, turns + 1, count, &n);
        double s_now = now_s(CLOCK_MONOTONIC);
        turn_us[turns++] = (uint32_t)((s_now - last_s) * 1e6);
        last_s = s_now;
    }
    if (err)
        fprintf(stderr, "turn %" PRIu64 ": %s: %s\n", turns, err_text(err), store_why(s));
    else
        report(s, count, turns, last_s - started_s, now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s);
    store_close(&s);
    return err;
}

int main(int argc, char **argv) {
    static const unsigned counts[] = {1, 16, 64, 256};
    double seconds = 3;
    bool fine = argc > 1 && (argc < 3 || number_read_real(argv[2], 0, SECONDS_MAX, &seconds));
    int err = fine ? ERR_OK : ERR_INVALID;
    if (err)
        fprintf(stderr, "usage: hallq-turns FOLDER [SECONDS]\n");
    for (size_t i = 0; i < COUNT(counts) && !err; i++) {
        err = round_run(argv[1], counts[i], seconds);
        scratch_remove(argv[1]);
    }
    return err != ERR_OK;
}
