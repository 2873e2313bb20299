// hallq-limits - what the disk and the libraries give by themselves, without a broker. One line of
// JSON for each measurement:
//
//     hallq-limits sync DIR SECONDS             4 KiB written over zeros, fdatasync
//     hallq-limits append DIR SECONDS           the same, the file grows
//     hallq-limits commit DIR SECONDS PUTS      an LMDB transaction of so many puts, keys growing
//     hallq-limits ask SECONDS                  DEALER to ROUTER and back, one at a time, loopback
//     hallq-limits asks SECONDS                 the same, 100 outstanding
//     hallq-limits pub PORT READERS RATE        a PUB socket that begins once so many subscribed, for
//                                               hallq-load --system pub; RATE 0: all they take
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include "base/number.h"
#include "bench/load/histogram.h"
#include "bench/load/load.h"

#define BLOCK_SIZE 4096
#define FILE_BLOCKS 16384
#define MESSAGE_SIZE 128
#define OUTSTANDING 100
#define SECONDS_MAX 86400 // a day
#define PUTS_MAX 1000000  // of one commit

static void die(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static void print(const char *what, double seconds, uint64_t count, const struct histogram *h) {
    printf("{\"what\":\"%s\",\"per_s\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f}\n",
           what, (double)count / seconds, (double)histogram_at(h, .5) / 1e3,
           (double)histogram_at(h, .99) / 1e3, (double)histogram_at(h, .999) / 1e3);
}

// At once, where that is no number of seconds.
static uint64_t end_of(const char *text) {
    double seconds = 0;
    if (!number_read_real(text, 0, SECONDS_MAX, &seconds))
        fprintf(stderr, "hallq-limits: no number of seconds: %s\n", text);
    return load_clock_ns() + (uint64_t)(seconds * 1e9);
}

// ---------------------------------------------------------------- disk

static int sync_measure(char **words, bool append) {
    static struct histogram h;
    static uint8_t block[BLOCK_SIZE];
    char path[4096];
    snprintf(path, sizeof path, "%s/sync", words[0]);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (int i = 0; i < FILE_BLOCKS && !append && fd >= 0; i++)
        if (write(fd, block, sizeof block) != sizeof block)
            die(path);
    if (fd < 0 || fsync(fd))
        die(path);
    memset(block, 1, sizeof block);
    uint64_t from_ns = load_clock_ns(), end_ns = end_of(words[1]), now_ns = from_ns;
    for (uint64_t i = 0; now_ns < end_ns; i++) {
        off_t at = (off_t)((append ? i : i % FILE_BLOCKS) * BLOCK_SIZE);
        if (pwrite(fd, block, sizeof block, at) != sizeof block || fdatasync(fd))
            die(path);
        uint64_t after_ns = load_clock_ns();
        histogram_add(&h, after_ns - now_ns);
        now_ns = after_ns;
    }
    close(fd);
    unlink(path);
    print(append ? "append" : "sync", (double)(now_ns - from_ns) / 1e9, h.count, &h);
    return 0;
}

static void lmdb_need(int rc) {
    if (!rc)
        return;
    fprintf(stderr, "hallq-limits: %s\n", mdb_strerror(rc));
    exit(EXIT_FAILURE);
}

static void puts_do(MDB_txn *txn, MDB_dbi table, uint64_t *number, uint32_t count) {
    uint8_t value[100] = {1}, key[16] = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t n = ++*number;
        for (int k = 15; k > 7; k--, n >>= 8)
            key[k] = (uint8_t)n;
        MDB_val k = {sizeof key, key}, v = {sizeof value, value};
        lmdb_need(mdb_put(txn, table, &k, &v, 0));
    }
}

static int commit_measure(char **words) {
    static struct histogram h;
    char path[4096], what[64];
    uint32_t count;
    if (!number_read_32(words[2], 1, PUTS_MAX, &count))
        return 2;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi table;
    uint64_t number = 0;
    snprintf(path, sizeof path, "%s/commit.mdb", words[0]);
    snprintf(what, sizeof what, "commit of %u", count);
    lmdb_need(mdb_env_create(&env));
    mdb_env_set_mapsize(env, (size_t)8 << 30);
    lmdb_need(mdb_env_open(env, path, MDB_NOSUBDIR, 0600));
    lmdb_need(mdb_txn_begin(env, NULL, 0, &txn));
    lmdb_need(mdb_dbi_open(txn, NULL, 0, &table));
    puts_do(txn, table, &number, 100000);
    lmdb_need(mdb_txn_commit(txn));
    uint64_t from_ns = load_clock_ns(), end_ns = end_of(words[1]), now_ns = from_ns;
    while (now_ns < end_ns) {
        lmdb_need(mdb_txn_begin(env, NULL, 0, &txn));
        puts_do(txn, table, &number, count);
        lmdb_need(mdb_txn_commit(txn));
        uint64_t after_ns = load_clock_ns();
        histogram_add(&h, after_ns - now_ns);
        now_ns = after_ns;
    }
    mdb_env_close(env);
    unlink(path);
    snprintf(path, sizeof path, "%s/commit.mdb-lock", words[0]);
    unlink(path);
    print(what, (double)(now_ns - from_ns) / 1e9, h.count, &h);
    return 0;
}

// ---------------------------------------------------------------- ZeroMQ

static void *context;
static char endpoint[256];

static void *socket_bound(int type) {
    size_t size = sizeof endpoint;
    int zero = 0;
    void *s = zmq_socket(context, type);
    zmq_setsockopt(s, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(s, ZMQ_SNDHWM, &zero, sizeof zero);
    if (zmq_bind(s, "tcp://127.0.0.1:*") || zmq_getsockopt(s, ZMQ_LAST_ENDPOINT, endpoint, &size))
        die("bind");
    return s;
}

static void *socket_connected(void *in, int type) {
    int zero = 0;
    void *s = zmq_socket(in, type);
    zmq_setsockopt(s, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(s, ZMQ_RCVHWM, &zero, sizeof zero);
    if (zmq_connect(s, endpoint))
        die("connect");
    return s;
}

static void *echo(void *router) {
    zmq_msg_t id, frame;
    zmq_msg_init(&id);
    zmq_msg_init(&frame);
    while (zmq_msg_recv(&id, router, 0) >= 0 && zmq_msg_recv(&frame, router, 0) > 1) {
        zmq_msg_send(&id, router, ZMQ_SNDMORE);
        zmq_msg_send(&frame, router, 0);
    }
    return NULL; // a frame of one byte ends it
}

static int ask_measure(char **words, int outstanding) {
    static struct histogram h;
    uint8_t frame[MESSAGE_SIZE] = {0};
    uint64_t sent_ns[OUTSTANDING], count = 0;
    pthread_t thread;
    context = zmq_ctx_new();
    void *router = socket_bound(ZMQ_ROUTER), *dealer = socket_connected(context, ZMQ_DEALER);
    pthread_create(&thread, NULL, echo, router);
    uint64_t from_ns = load_clock_ns(), end_ns = end_of(words[0]);
    for (int i = 0; i < outstanding; i++) {
        sent_ns[i] = load_clock_ns();
        zmq_send(dealer, frame, sizeof frame, 0);
    }
    while (load_clock_ns() < end_ns) {
        zmq_recv(dealer, frame, sizeof frame, 0);
        histogram_add(&h, load_clock_ns() - sent_ns[count % (uint64_t)outstanding]);
        sent_ns[count++ % (uint64_t)outstanding] = load_clock_ns();
        zmq_send(dealer, frame, sizeof frame, 0);
    }
    double seconds = (double)(load_clock_ns() - from_ns) / 1e9;
    zmq_send(dealer, "", 1, 0);
    pthread_join(thread, NULL);
    print(outstanding == 1 ? "ask" : "asks", seconds, count, &h);
    return 0;
}

static void sleep_until(uint64_t ns) {
    struct timespec t = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

// Subscriptions come as messages of the byte 1 and their topic.
static void subscribers_await(void *pub, uint32_t readers) {
    uint8_t frame[16];
    while (readers > 0)
        if (zmq_recv(pub, frame, sizeof frame, 0) > 0 && frame[0] == 1)
            readers--;
}

// Goes on until it is killed. It waits where a reader's queue is full: nobody misses anything.
static _Noreturn void pub_serve(const char *port, uint32_t readers, double rate) {
    uint8_t frame[LOAD_PAYLOAD_SIZE];
    int on = 1;
    context = zmq_ctx_new();
    void *pub = zmq_socket(context, ZMQ_XPUB);
    snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%s", port);
    zmq_setsockopt(pub, ZMQ_XPUB_NODROP, &on, sizeof on);
    zmq_setsockopt(pub, ZMQ_XPUB_VERBOSE, &on, sizeof on); // equal subscriptions, too, are told
    if (zmq_bind(pub, endpoint))
        die(endpoint);
    subscribers_await(pub, readers);
    uint64_t from_ns = load_clock_ns();
    for (uint64_t sent = 0;; sent++) {
        if (rate > 0)
            sleep_until(from_ns + (uint64_t)((double)sent / rate * 1e9));
        load_payload(frame, load_clock_ns());
        if (zmq_send(pub, frame, sizeof frame, 0) < 0)
            die("send");
    }
}

int main(int argc, char **argv) {
    const char *what = argc > 2 ? argv[1] : "";
    uint32_t readers;
    double rate;
    int code = 2;
    if (!strcmp(what, "sync") && argc == 4)
        code = sync_measure(argv + 2, false);
    else if (!strcmp(what, "append") && argc == 4)
        code = sync_measure(argv + 2, true);
    else if (!strcmp(what, "commit") && argc == 5)
        code = commit_measure(argv + 2);
    else if (!strcmp(what, "ask") && argc == 3)
        code = ask_measure(argv + 2, 1);
    else if (!strcmp(what, "asks") && argc == 3)
        code = ask_measure(argv + 2, OUTSTANDING);
    else if (!strcmp(what, "pub") && argc == 5 && number_read_32(argv[3], 0, INT32_MAX, &readers) &&
             number_read_real(argv[4], 0, 1e9, &rate))
        pub_serve(argv[2], readers, rate);
    if (code == 2)
        fputs("usage: hallq-limits sync|append DIR SECONDS | commit DIR SECONDS PUTS | ask|asks "
              "SECONDS | pub PORT READERS RATE\n",
              stderr);
    fflush(stdout);
    _Exit(code);
}
