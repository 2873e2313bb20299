// hallq-web-readers - follows an event stream of a server many times over, in one loop, as browsers
// would, and says how long each change took to each follower and what the server used for it.
//
// It prints "ready" once all follow, and then obeys lines on its standard input: "begin" and "end"
// of what is measured, and "join FILE", FILE being what hallq-web-publish wrote. Then it prints the
// figures as one line of JSON, and ends.
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/number.h"
#include "bench/load/load.h"
#include "bench/load/usage.h"
#include "bench/web/arrivals.h"
#include "bench/web/dial.h"
#include "bench/web/stream.h"

#define EVENTS 512
#define READ_SIZE (256 * 1024)
#define PART 50 // of all that are opened before what came is read
#define OPEN_LIMIT_NS (120 * 1000000000ull)
#define REST_LIMIT_NS (10 * 1000000000ull)
#define REST_LOOK_NS 100000000
#define FOLLOWERS_MAX 20000

enum part {
    PART_FOLLOWER,
    PART_BESIDE, // follows as somebody who is signed on, and is not counted
    PART_STUCK   // follows and never reads
};

struct reader {
    struct dial dial;
    struct stream stream;
    enum part part;
    uint32_t number;
    uint64_t opened_ns, cut_ns;   // 0: not yet
    bool numbered, greeted, over; // numbered: a number of the hall came
    struct readers *all;
};

struct readers {
    uint32_t port, followers, stuck, server;
    const char *path, *record_path, *cookies_path;
    bool tls, snapshot; // snapshot: each is greeted by one
    struct reader *list;
    size_t count, greeted;
    int epoll;
    char *room;
    uint64_t now_ns; // of what is being read
    FILE *record;
    struct bytes recorded;
    uint64_t recorded_seq;
    struct arrivals arrivals;
    uint64_t begin_ns, end_ns, beside_lines;
    struct usage before, begin, end;
    uint32_t lost; // followers whose stream ended
};

static _Noreturn void die(const char *what) {
    fprintf(stderr, "hallq-web-readers: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

// ---------------------------------------------------------------- what comes

static void line_cb(void *arg, const char *kept, const struct bytes *whole) {
    struct reader *r = arg;
    struct readers *all = r->all;
    uint64_t seq;
    if (r->part == PART_BESIDE)
        all->beside_lines += !strncmp(kept, "data: ", 6);
    if (!arrivals_seq(kept, &seq))
        return;
    r->numbered = true;
    if (r->part != PART_FOLLOWER)
        return;
    arrivals_add(&all->arrivals, r->number, seq, all->now_ns);
    if (!whole || seq <= all->recorded_seq)
        return;
    if (all->recorded_seq)
        fprintf(all->record, "%.*s\n", (int)bytes_left(whole) - 6,
                (const char *)bytes_front(whole) + 6);
    all->recorded_seq = seq;
}

static void greeted(struct reader *r) {
    if (r->greeted || !stream_begun(&r->stream) || (r->all->snapshot && !r->numbered))
        return;
    r->greeted = true;
    r->all->greeted++;
}

static void over(struct reader *r) {
    if (r->over)
        return;
    r->over = true;
    epoll_ctl(r->all->epoll, EPOLL_CTL_DEL, r->dial.fd, NULL);
    if (r->part == PART_STUCK)
        r->cut_ns = load_clock_ns();
    else
        r->all->lost++;
}

static void read_one(struct reader *r) {
    if (r->part == PART_STUCK) { // a reset is all that is looked for
        over(r);
        return;
    }
    ssize_t size = dial_read(&r->dial, r->all->room, READ_SIZE);
    r->all->now_ns = load_clock_ns();
    if (size < 0)
        over(r);
    else
        stream_take(&r->stream, r->all->room, (size_t)size, line_cb, r);
    greeted(r);
}

static bool look(struct readers *all, int wait_ms) {
    struct epoll_event events[EVENTS];
    bool spoken = false;
    int count = epoll_wait(all->epoll, events, EVENTS, wait_ms);
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr)
            read_one(events[i].data.ptr);
        else
            spoken = true;
    }
    return spoken;
}

// ---------------------------------------------------------------- opening

static void open_one(struct readers *all, enum part part, const char *cookie) {
    struct reader *r = &all->list[all->count];
    char request[1024];
    *r = (struct reader){.part = part, .number = (uint32_t)all->count, .all = all};
    all->count++;
    if (!dial_open(&r->dial, (uint16_t)all->port, all->tls, part == PART_STUCK))
        die("connect");
    r->opened_ns = load_clock_ns();
    int size = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: localhost:%u\r\nAccept: text/event-stream\r\nCache-Control: "
        "no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: zh-CN,zh;q=0.9\r\n%s%s%s\r\n",
        all->path, all->port, cookie ? "Cookie: " : "", cookie ? cookie : "", cookie ? "\r\n" : "");
    if (size >= (int)sizeof request || !dial_write(&r->dial, request, (size_t)size))
        die("request");
    struct epoll_event event = {.events = part == PART_STUCK ? EPOLLERR : EPOLLIN, .data.ptr = r};
    if (epoll_ctl(all->epoll, EPOLL_CTL_ADD, r->dial.fd, &event))
        die("epoll");
    if (all->record_path && all->count == 1)
        r->stream.whole = &all->recorded;
    if (all->count % PART == 0)
        look(all, 0);
}

// Cookies of those who are signed on, one a line. One after the other: an address may have so many
// questions under way.
static void open_beside(struct readers *all) {
    char line[512];
    FILE *f = all->cookies_path ? fopen(all->cookies_path, "re") : NULL;
    if (all->cookies_path && !f)
        die(all->cookies_path);
    while (f && all->count < FOLLOWERS_MAX && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        open_one(all, PART_BESIDE, line);
        while (!all->list[all->count - 1].greeted && !all->lost)
            look(all, 100);
    }
    if (f)
        fclose(f);
}

static void open_all(struct readers *all) {
    uint64_t end_ns = load_clock_ns() + OPEN_LIMIT_NS;
    for (uint32_t i = 0; i < all->followers; i++)
        open_one(all, PART_FOLLOWER, NULL);
    open_beside(all);
    for (uint32_t i = 0; i < all->stuck; i++)
        open_one(all, PART_STUCK, NULL);
    while (all->greeted + all->stuck < all->count && !all->lost && load_clock_ns() < end_ns)
        look(all, 100);
    if (all->greeted + all->stuck < all->count) {
        fprintf(stderr, "hallq-web-readers: %zu of %zu follow\n", all->greeted, all->count);
        exit(EXIT_FAILURE);
    }
}

// ---------------------------------------------------------------- the figures

static void stuck_print(const struct readers *all) {
    uint32_t cut = 0;
    uint64_t longest_ns = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct reader *r = &all->list[i];
        cut += r->cut_ns > 0;
        if (r->cut_ns && r->cut_ns - r->opened_ns > longest_ns)
            longest_ns = r->cut_ns - r->opened_ns;
    }
    printf(",\"stuck\":%u,\"cut\":%u,\"cut_longest_s\":%.2f", all->stuck, cut,
           (double)longest_ns / 1e9);
}

// Until all that was sent in time has come, or does not come.
static void rest_await(struct readers *all, struct joined *joined) {
    uint64_t limit_ns = load_clock_ns() + REST_LIMIT_NS;
    for (;;) {
        arrivals_join(&all->arrivals, all->followers, all->begin_ns, all->end_ns, joined);
        if (joined->delivered >= joined->expected || load_clock_ns() > limit_ns)
            return;
        for (uint64_t until_ns = load_clock_ns() + REST_LOOK_NS; load_clock_ns() < until_ns;)
            look(all, 10);
    }
}

static double each(double value, uint64_t of) {
    return of ? value / (double)of : 0;
}

static void figures_print(struct readers *all) {
    static struct joined joined;
    const struct histogram *h = &joined.delay_ns;
    uint32_t readers = all->followers + all->stuck;
    rest_await(all, &joined);
    uint64_t deliveries =
        arrivals_between(&all->arrivals, all->followers, all->begin_ns, all->end_ns);
    double seconds = (double)(all->end_ns - all->begin_ns) / 1e9;
    uint64_t cpu_ms = all->end.cpu_ms - all->begin.cpu_ms;
    double grown_kib = (double)all->end.pss_kib - (double)all->before.pss_kib;
    printf("{\"followers\":%u,\"sent\":%" PRIu64 ",\"delivered\":%" PRIu64 ",\"share\":%.6f",
           all->followers, joined.sent, joined.delivered,
           each((double)joined.delivered, joined.expected));
    printf(",\"deliveries_s\":%.0f,\"sent_s\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f",
           (double)deliveries / seconds, (double)joined.sent / seconds,
           (double)histogram_at(h, .5) / 1e3, (double)histogram_at(h, .99) / 1e3,
           (double)h->max / 1e3);
    printf(",\"cpu_cores\":%.3f,\"cpu_us_a_delivery\":%.4f", (double)cpu_ms / 1e3 / seconds,
           each((double)cpu_ms * 1e3, deliveries));
    printf(",\"pss_kib\":%" PRIu64 ",\"kib_a_follower\":%.3f,\"lost\":%u,\"beside_lines\":%" PRIu64,
           all->end.pss_kib, each(grown_kib, readers), all->lost, all->beside_lines);
    stuck_print(all);
    printf("}\n");
    fflush(stdout);
}

// ---------------------------------------------------------------- what is wanted

// False: it is over.
static bool obey(struct readers *all, const char *line) {
    if (!strcmp(line, "begin")) {
        usage_take(&all->begin, (pid_t)all->server);
        all->begin_ns = load_clock_ns();
    } else if (!strcmp(line, "end")) {
        usage_take(&all->end, (pid_t)all->server);
        all->end_ns = load_clock_ns();
    } else if (!strncmp(line, "join ", 5)) {
        if (!arrivals_read_sent(&all->arrivals, line + 5))
            die(line + 5);
        figures_print(all);
        return false;
    } else {
        return false;
    }
    return true;
}

// What was said, which may be more than one line. False: it is over.
static bool obey_all(struct readers *all) {
    char lines[4096];
    ssize_t size = read(STDIN_FILENO, lines, sizeof lines - 1);
    if (size <= 0)
        return false;
    lines[size] = '\0';
    char *rest = lines, *line;
    while ((line = strsep(&rest, "\n")) && rest)
        if (!obey(all, line))
            return false;
    return true;
}

static bool number_option(const char *text, uint32_t most, uint32_t *to) {
    return number_read_32(text, 0, most, to);
}

static bool options_read(struct readers *all, int argc, char **argv) {
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},      {"path", required_argument, NULL, 'u'},
        {"followers", required_argument, NULL, 'n'}, {"stuck", required_argument, NULL, 'k'},
        {"server", required_argument, NULL, 's'},    {"record", required_argument, NULL, 'r'},
        {"cookies", required_argument, NULL, 'c'},   {"tls", no_argument, NULL, 't'},
        {"snapshot", no_argument, NULL, 'w'},        {NULL, 0, NULL, 0}};
    bool good = true;
    int option;
    while (good && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'p')
            good = number_option(optarg, UINT16_MAX, &all->port);
        else if (option == 'n')
            good = number_option(optarg, FOLLOWERS_MAX, &all->followers);
        else if (option == 'k')
            good = number_option(optarg, 100, &all->stuck);
        else if (option == 's')
            good = number_option(optarg, INT32_MAX, &all->server);
        else if (option == 'u')
            all->path = optarg;
        else if (option == 'r')
            all->record_path = optarg;
        else if (option == 'c')
            all->cookies_path = optarg;
        else if (option == 't')
            all->tls = true;
        else if (option == 'w')
            all->snapshot = true;
        else
            good = false;
    }
    return good && all->port && all->path && all->followers;
}

int main(int argc, char **argv) {
    static struct readers all;
    struct rlimit files;
    if (!options_read(&all, argc, argv)) {
        fputs("usage: hallq-web-readers --port N --path PATH --followers N [--stuck N] [--tls] "
              "[--snapshot]\n"
              "    [--server PID] [--record FILE] [--cookies FILE]\n",
              stderr);
        return 2;
    }
    if (!getrlimit(RLIMIT_NOFILE, &files)) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    all.list = calloc(FOLLOWERS_MAX + 100, sizeof *all.list);
    all.room = malloc(READ_SIZE);
    all.epoll = epoll_create1(EPOLL_CLOEXEC);
    all.record = all.record_path ? fopen(all.record_path, "we") : NULL;
    if (!all.list || !all.room || all.epoll < 0 || (all.record_path && !all.record))
        die("begin");
    usage_take(&all.before, (pid_t)all.server);
    open_all(&all);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(all.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    puts("ready");
    fflush(stdout);
    while (!look(&all, 1000) || obey_all(&all))
        ;
    if (all.record)
        fclose(all.record);
    arrivals_fini(&all.arrivals);
    fflush(stdout);
    _Exit(all.end_ns ? EXIT_SUCCESS : EXIT_FAILURE); // the connections go with the process
}
