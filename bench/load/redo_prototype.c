// hallq-redo-prototype - which makes a turn durable at less cost: an LMDB commit for each turn, or
// a log written ahead of time with one fdatasync a turn, under a transaction that stays open and is
// committed now and then as a checkpoint? No rules, no sockets: eight puts a command, as the
// broker's.
//
//     hallq-redo-prototype lmdb|redo BATCH SECONDS DIR [DIRTY-PAGES [SHARE]]
//
// Half of the commands are like issue, half like call next. A checkpoint is due when about
// DIRTY-PAGES (4000) pages have changed, but checkpoints take at most SHARE (.05) of the time.
#include <fcntl.h>
#include <lmdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "bench/load/histogram.h"

#define LOG_SIZE ((size_t)16 << 20)
#define BLOCK_SIZE 512
#define SECONDS_MAX 86400 // a day
#define RECORD_SIZE 260   // of one command in the log
#define TURN_HEAD_SIZE 64
#define PAGES_A_COMMAND 3       // dirtied, about
#define FIRST_CHECKPOINT_S .002 // what one is thought to take before the first was measured

enum table { JOURNAL, REQUEST, TICKET, QUEUE, ROWS, ENTRY, TABLE_COUNT };

struct prototype {
    bool redo;
    uint64_t batch;
    double seconds, share;
    uint64_t dirty_pages;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables[TABLE_COUNT];
    int log;
    size_t log_at;
    uint8_t *turn;
    uint64_t commands, checkpointed; // commands so far, and at the last checkpoint
    uint64_t checkpoints;
    double checkpoint_s, checkpoint_max_s, last_s;
    struct histogram turns;
};

static double clock_s(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(int rc, const char *what) {
    if (!rc)
        return;
    fprintf(stderr, "hallq-redo-prototype: %s: %s\n", what, mdb_strerror(rc));
    exit(EXIT_FAILURE);
}

static void key_write(uint8_t *key, uint64_t a, uint64_t b) {
    for (int i = 7; i >= 0; i--, a >>= 8, b >>= 8) {
        key[i] = (uint8_t)a;
        key[i + 8] = (uint8_t)b;
    }
}

static void put(struct prototype *p, enum table table, uint64_t a, uint64_t b, size_t size) {
    static uint8_t filler[256];
    uint8_t key[16];
    MDB_val k = {sizeof key, key}, v = {size, filler};
    key_write(key, a, b);
    need(mdb_put(p->txn, p->tables[table], &k, &v, 0), "put");
}

static void del(struct prototype *p, enum table table, uint64_t a, uint64_t b) {
    uint8_t key[16];
    MDB_val k = {sizeof key, key};
    key_write(key, a, b);
    mdb_del(p->txn, p->tables[table], &k, NULL);
}

static void command(struct prototype *p) {
    uint64_t n = ++p->commands, ticket = n / 2;
    put(p, JOURNAL, 1, n, 180);
    put(p, REQUEST, n % 64, n / 64, 90);
    put(p, TICKET, 1, ticket, 110);
    put(p, ROWS, 2, 1, 40); // hall
    put(p, ROWS, 3, 1, 40); // line
    if (n & 1) {
        put(p, QUEUE, 1, ticket, 1);
        put(p, ENTRY, 1, ticket, 8);
    } else {
        del(p, QUEUE, 1, ticket);
        put(p, ROWS, 4, n % 16, 60); // newest calls
        put(p, ROWS, 5, n % 64, 60); // counter
    }
}

static void commit(struct prototype *p) {
    need(mdb_txn_commit(p->txn), "commit");
    need(mdb_txn_begin(p->env, NULL, 0, &p->txn), "begin");
}

static void checkpoint(struct prototype *p) {
    double from_s = clock_s(CLOCK_MONOTONIC);
    commit(p);
    p->last_s = clock_s(CLOCK_MONOTONIC);
    double took_s = p->last_s - from_s;
    p->checkpoint_s += took_s;
    if (took_s > p->checkpoint_max_s)
        p->checkpoint_max_s = took_s;
    p->checkpoints++;
    p->checkpointed = p->commands;
    p->log_at = 0;
}

static bool checkpoint_due(const struct prototype *p) {
    double usual_s = p->checkpoints ? p->checkpoint_s / (double)p->checkpoints : FIRST_CHECKPOINT_S;
    return (p->commands - p->checkpointed) * PAGES_A_COMMAND > p->dirty_pages &&
           clock_s(CLOCK_MONOTONIC) - p->last_s > usual_s / p->share;
}

static void turn_log(struct prototype *p) {
    size_t size = p->batch * RECORD_SIZE + TURN_HEAD_SIZE;
    size = (size + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
    if (p->log_at + size > LOG_SIZE)
        checkpoint(p);
    if (pwrite(p->log, p->turn, size, (off_t)p->log_at) != (ssize_t)size || fdatasync(p->log)) {
        perror("hallq-redo-prototype: log");
        exit(EXIT_FAILURE);
    }
    p->log_at += size;
}

static void turn_do(struct prototype *p) {
    uint64_t from_ns = (uint64_t)(clock_s(CLOCK_MONOTONIC) * 1e9);
    for (uint64_t i = 0; i < p->batch; i++)
        command(p);
    if (!p->redo)
        commit(p);
    else
        turn_log(p);
    if (p->redo && checkpoint_due(p))
        checkpoint(p);
    histogram_add(&p->turns, (uint64_t)(clock_s(CLOCK_MONOTONIC) * 1e9) - from_ns);
}

static void log_open(struct prototype *p, const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/redo", folder);
    p->turn = calloc(1, LOG_SIZE);
    p->log = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (!p->turn || p->log < 0 || write(p->log, p->turn, LOG_SIZE) != (ssize_t)LOG_SIZE ||
        fsync(p->log)) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    memset(p->turn, 7, LOG_SIZE);
}

static void tables_open(struct prototype *p, const char *folder) {
    char path[4096], name[] = "t0";
    snprintf(path, sizeof path, "%s/state.mdb", folder);
    unlink(path);
    need(mdb_env_create(&p->env), "create");
    mdb_env_set_maxdbs(p->env, TABLE_COUNT);
    mdb_env_set_mapsize(p->env, (size_t)4 << 30);
    need(mdb_env_open(p->env, path, MDB_NOSUBDIR | MDB_NOTLS, 0600), path);
    need(mdb_txn_begin(p->env, NULL, 0, &p->txn), "begin");
    for (int i = 0; i < TABLE_COUNT; i++, name[1]++)
        need(mdb_dbi_open(p->txn, name, MDB_CREATE, &p->tables[i]), "table");
    commit(p);
}

static void measure(struct prototype *p) {
    double from_s = clock_s(CLOCK_MONOTONIC), cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID), took_s;
    p->last_s = from_s;
    do {
        turn_do(p);
        took_s = clock_s(CLOCK_MONOTONIC) - from_s;
    } while (took_s < p->seconds);
    cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s;
    printf("{\"way\":\"%s\",\"batch\":%lu,\"commands_s\":%.0f,\"turn_p50_us\":%.0f,"
           "\"turn_p99_us\":%.0f,\"turn_max_us\":%.0f,\"cpu_us\":%.2f,\"checkpoints\":%lu,"
           "\"checkpoint_mean_ms\":%.2f,\"checkpoint_max_ms\":%.2f,\"checkpoint_share\":%.3f}\n",
           p->redo ? "redo" : "lmdb", (unsigned long)p->batch, (double)p->commands / took_s,
           (double)histogram_at(&p->turns, .5) / 1e3, (double)histogram_at(&p->turns, .99) / 1e3,
           (double)p->turns.max / 1e3, cpu_s / (double)p->commands * 1e6,
           (unsigned long)p->checkpoints,
           p->checkpoints ? p->checkpoint_s / (double)p->checkpoints * 1e3 : 0,
           p->checkpoint_max_s * 1e3, p->checkpoint_s / took_s);
}

int main(int argc, char **argv) {
    static struct prototype p = {.dirty_pages = 4000, .share = .05};
    uint64_t batch = 0, dirty_pages = p.dirty_pages;
    if (argc < 5 || !number_read(argv[2], 1, LOG_SIZE, &batch) ||
        !number_read_real(argv[3], 0, SECONDS_MAX, &p.seconds) ||
        (argc > 6 && !number_read_real(argv[6], 0, 1, &p.share)) ||
        (argc > 5 && !number_read(argv[5], 0, UINT32_MAX, &dirty_pages))) {
        fputs("usage: hallq-redo-prototype lmdb|redo BATCH SECONDS DIR [DIRTY-PAGES [SHARE]]\n",
              stderr);
        return 2;
    }
    p.redo = !strcmp(argv[1], "redo");
    p.batch = batch;
    p.dirty_pages = dirty_pages;
    if (p.batch * RECORD_SIZE + TURN_HEAD_SIZE > LOG_SIZE - BLOCK_SIZE || p.share <= 0)
        return 2;
    mkdir(argv[4], 0700);
    tables_open(&p, argv[4]);
    log_open(&p, argv[4]);
    measure(&p);
    mdb_txn_abort(p.txn);
    mdb_env_close(p.env);
    close(p.log);
    free(p.turn);
    return EXIT_SUCCESS;
}
