#include "bench/load/load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE (64 * 1024)
#define EVENTS_MAX 256
#define CONNECT_LIMIT_S 60
#define GREETING_MAX 64 // a broker lets go who has not greeted it in time: no more wait for it
#define FILL_LIMIT_S 300
#define WARM_LIMIT_S 60 // until every client was answered
#define DIAL_LIMIT_S 10
#define IDLE_LIMIT_NS UINT64_C(10000000000)
#define IDLE_WAIT_NS 100000000 // looks at the phase at least so often

uint64_t load_clock_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void load_fail(struct load *l, const char *format, ...) {
    va_list args;
    if (l->failed)
        return;
    l->failed = true;
    va_start(args, format);
    fputs("hallq-load: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

void load_payload(uint8_t *payload, uint64_t sent_ns) {
    for (int i = 19; i >= 0; i--, sent_ns /= 10)
        payload[i] = (uint8_t)('0' + sent_ns % 10);
    memset(payload + 20, 'x', LOAD_PAYLOAD_SIZE - 20);
}

uint64_t load_payload_ns(const uint8_t *payload) {
    uint64_t ns = 0;
    for (int i = 0; i < 20; i++)
        ns = ns * 10 + (payload[i] - '0');
    return ns;
}

// ---------------------------------------------------------------- sockets

int load_dial(const char *host, uint16_t port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct timeval limit = {.tv_sec = DIAL_LIMIT_S};
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || inet_pton(AF_INET, host, &to.sin_addr) != 1 ||
        connect(fd, (struct sockaddr *)&to, sizeof to)) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static void want_write(struct conn *c, bool wanted) {
    if (c->blocked == wanted)
        return;
    struct epoll_event e = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(c->load->epoll, EPOLL_CTL_MOD, c->fd, &e);
    c->blocked = wanted;
}

static void flush(struct conn *c) {
    size_t left = bytes_left(&c->out);
    if (!left)
        return;
    ssize_t sent = send(c->fd, bytes_front(&c->out), left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        load_fail(c->load, "send: %s", strerror(errno));
        return;
    }
    if (sent > 0)
        bytes_take(&c->out, (size_t)sent);
    want_write(c, bytes_left(&c->out));
}

static void receive(struct conn *c) {
    ssize_t got = recv(c->fd, bytes_room(&c->in, READ_SIZE), READ_SIZE, MSG_DONTWAIT);
    if (got <= 0) {
        if (!got || (errno != EAGAIN && errno != EINTR))
            load_fail(c->load, "connection %u was ended: %s", c->index,
                      got ? strerror(errno) : "by its peer");
        return;
    }
    c->in.used += (size_t)got;
    if (c->kind == CONN_FEED && c->load->phase == LOAD_MEASURE)
        c->load->result.feed_bytes += (uint64_t)got;
    c->load->now_ns = load_clock_ns();
    size_t used = c->load->options->driver->parse(c, bytes_front(&c->in), bytes_left(&c->in));
    bytes_take(&c->in, used);
    flush(c);
}

static bool conn_open(struct load *l, struct conn *c, enum conn_kind kind, uint32_t index) {
    const struct load_options *o = l->options;
    *c = (struct conn){.load = l, .kind = kind, .index = index};
    c->fd = load_dial(o->host, kind == CONN_FEED ? o->feed_port : o->port);
    if (c->fd < 0) {
        load_fail(l, "connect to %s: %s", o->host, strerror(errno));
        return false;
    }
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    c->flights = calloc(l->room, sizeof *c->flights);
    c->own = calloc(1, o->driver->own_size + 1);
    if (!c->flights || !c->own)
        abort();
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e);
    l->greeting_count += kind != CONN_FEED; // these are ready with their first event only
    o->driver->hello(c);
    flush(c);
    return true;
}

static void conn_close(struct conn *c) {
    if (c->load->options->driver->fini && c->own)
        c->load->options->driver->fini(c);
    if (c->fd >= 0)
        close(c->fd);
    bytes_fini(&c->in);
    bytes_fini(&c->out);
    free(c->flights);
    free(c->own);
}

// ---------------------------------------------------------------- operations

enum op load_op(char letter) {
    return letter == 't' ? OP_TAKE : letter == 'c' ? OP_CALL : letter == 'n' ? OP_NEXT : OP_FREE;
}

static void op_send(struct conn *c, enum op op, uint64_t from_ns) {
    c->flights[(c->head + c->count++) % c->load->room] = (struct flight){from_ns, op};
    c->load->options->driver->send(c, op, from_ns);
}

static void step_send(struct conn *c, uint64_t from_ns) {
    const char *mix = c->load->options->mix;
    char letter = mix[c->step++ % strlen(mix)];
    op_send(c, load_op(letter), from_ns);
}

static void begin_working(struct load *l) {
    const struct load_options *o = l->options;
    l->phase = LOAD_WARM;
    l->due_ns = load_clock_ns();
    l->phase_end_ns = l->due_ns + (uint64_t)(o->warm_s * 1e9);
    for (uint32_t i = 0; i < o->clients && o->rate <= 0; i++) {
        struct conn *c = &l->conns[i];
        while (c->count < o->window)
            step_send(c, load_clock_ns());
        flush(c);
    }
}

static void fill_more(struct conn *c) {
    struct load *l = c->load;
    while (l->fill_sent < l->options->waiting && c->count < LOAD_FILL_WINDOW) {
        l->fill_sent++;
        op_send(c, OP_TAKE, l->now_ns);
    }
}

static void begin_filling(struct load *l) {
    l->phase = LOAD_FILL;
    l->now_ns = load_clock_ns();
    l->result.fill_s = (double)l->now_ns / 1e9;
    l->phase_end_ns = l->now_ns + FILL_LIMIT_S * UINT64_C(1000000000);
    for (uint32_t i = 0; i < l->options->clients; i++) {
        fill_more(&l->conns[i]);
        flush(&l->conns[i]);
    }
}

void load_ready(struct conn *c) {
    if (c->ready)
        return;
    c->ready = true;
    c->load->ready_count++;
    c->load->greeting_count -= c->kind != CONN_FEED;
}

static void count(struct load *l, enum op op, uint64_t sent_ns, bool empty) {
    if (l->phase != LOAD_MEASURE)
        return;
    histogram_add(&l->result.reply, l->now_ns - sent_ns);
    l->result.ops[op]++;
    l->result.empty += empty;
}

uint64_t load_reply(struct conn *c, bool empty) {
    struct load *l = c->load;
    if (!c->count) {
        load_fail(l, "an answer that nobody asked for");
        return 0;
    }
    struct flight flight = c->flights[c->head];
    c->head = (c->head + 1) % l->room;
    c->count--;
    count(l, flight.op, flight.sent_ns, empty);
    if (l->phase == LOAD_WARM && !c->answered) {
        c->answered = true;
        l->answered_count++;
    }
    if (l->phase == LOAD_FILL) {
        l->fill_done++;
        fill_more(c);
    } else if (l->phase < LOAD_END && l->options->rate <= 0) {
        step_send(c, l->now_ns);
    }
    return flight.sent_ns;
}

void load_event(struct load *l, uint64_t sent_ns) {
    if (l->phase != LOAD_MEASURE)
        return;
    l->result.deliveries++;
    histogram_add(&l->result.event, l->now_ns - sent_ns);
}

// Paced: what is due goes to the next client with room; its time counts from when it was due.
static void due_send(struct load *l) {
    const struct load_options *o = l->options;
    uint64_t now_ns = load_clock_ns();
    l->due_waits = false;
    while (l->due_ns <= now_ns) {
        struct conn *c = NULL;
        for (uint32_t i = 0; i < o->clients && !c; i++) {
            struct conn *at = &l->conns[(l->due_conn + i) % o->clients];
            if (at->count < o->window)
                c = at;
        }
        if (!c) {
            l->due_waits = true;
            return;
        }
        l->due_conn = c->index + 1;
        step_send(c, l->due_ns);
        flush(c);
        l->due_ns += (uint64_t)(1e9 / o->rate);
    }
}

// ---------------------------------------------------------------- phases

// A server that has just taken in thousands of connections needs its time. Paced, one answer will do:
// not every client has its turn.
static bool warmed(const struct load *l) {
    uint32_t wanted = l->options->rate > 0 ? 1 : l->options->clients;
    return l->answered_count >= wanted;
}

static bool measured(const struct load *l) {
    return l->options->clients ? l->result.reply.count : l->result.event.count;
}

static void phase_look(struct load *l) {
    uint64_t now_ns = load_clock_ns();
    switch (l->phase) {
    case LOAD_CONNECT:
        if (l->ready_count == l->conn_count)
            begin_filling(l);
        else if (now_ns > l->phase_end_ns)
            load_fail(l, "only %u of %u connections came up", l->ready_count, l->conn_count);
        break;
    case LOAD_FILL:
        if (l->fill_done == l->options->waiting) {
            l->result.fill_s = (double)now_ns / 1e9 - l->result.fill_s;
            begin_working(l);
        } else if (now_ns > l->phase_end_ns) {
            load_fail(l, "filling took too long");
        }
        break;
    case LOAD_WARM:
        if (now_ns < l->phase_end_ns)
            break;
        if (!warmed(l)) {
            if (now_ns > l->phase_end_ns + WARM_LIMIT_S * UINT64_C(1000000000))
                load_fail(l, "only %u of %u clients were answered", l->answered_count,
                          l->options->clients);
            break;
        }
        usage_take(&l->result.before, l->options->server);
        l->phase = LOAD_MEASURE;
        l->phase_end_ns = load_clock_ns();
        l->result.seconds = (double)l->phase_end_ns / 1e9;
        l->phase_end_ns += (uint64_t)(l->options->measure_s * 1e9);
        break;
    case LOAD_MEASURE: // a machine that stood still for all of it has measured nothing yet
        if (now_ns < l->phase_end_ns + (measured(l) ? 0 : IDLE_LIMIT_NS))
            break;
        l->result.seconds = (double)now_ns / 1e9 - l->result.seconds;
        usage_take(&l->result.after, l->options->server);
        l->phase = LOAD_END;
        break;
    case LOAD_END:
        break;
    }
}

static struct timespec wait_for(const struct load *l) {
    uint64_t wait_ns = IDLE_WAIT_NS;
    if (l->opening && l->greeting_count < GREETING_MAX)
        return (struct timespec){0};
    bool working = l->phase == LOAD_WARM || l->phase == LOAD_MEASURE;
    uint64_t now_ns = load_clock_ns();
    if (working && l->phase_end_ns > now_ns && l->phase_end_ns < now_ns + wait_ns)
        wait_ns = l->phase_end_ns - now_ns;
    if (working && l->options->rate > 0 && !l->due_waits && l->due_ns < now_ns + wait_ns)
        wait_ns = l->due_ns > now_ns ? l->due_ns - now_ns : 0;
    return (struct timespec){.tv_nsec = (long)wait_ns};
}

// Clients before subscribers: an event is then seldom read before the answer that names its ticket.
static void round_do(struct load *l) {
    struct epoll_event events[EVENTS_MAX];
    struct timespec wait = wait_for(l);
    int n = epoll_pwait2(l->epoll, events, EVENTS_MAX, &wait, NULL);
    for (int feeds = 0; feeds < 2; feeds++)
        for (int i = 0; i < n && !l->failed; i++) {
            struct conn *c = events[i].data.ptr;
            if ((c->kind == CONN_FEED) != feeds)
                continue;
            if (events[i].events & EPOLLOUT)
                flush(c);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                receive(c);
        }
    if (l->options->rate > 0 && (l->phase == LOAD_WARM || l->phase == LOAD_MEASURE))
        due_send(l);
}

// Those that are open already must answer pings meanwhile.
static void greetings_await(struct load *l) {
    do {
        round_do(l);
        if (load_clock_ns() > l->phase_end_ns)
            load_fail(l, "%u connections wait for their greeting", l->greeting_count);
    } while (l->greeting_count >= GREETING_MAX && !l->failed);
}

static void conns_open(struct load *l) {
    const struct load_options *o = l->options;
    const uint32_t counts[] = {o->clients, o->subscribers, o->idle};
    for (uint32_t kind = 0; kind < 3; kind++)
        for (uint32_t i = 0; i < counts[kind] && !l->failed; i++)
            if (conn_open(l, &l->conns[l->conn_count], (enum conn_kind)kind, i)) {
                l->conn_count++;
                if (l->conn_count % GREETING_MAX == 0)
                    greetings_await(l);
            }
    l->opening = false;
}

static void files_allow(void) {
    struct rlimit files;
    if (!getrlimit(RLIMIT_NOFILE, &files)) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

bool load_run(struct load *l, const struct load_options *o) {
    files_allow();
    *l = (struct load){.options = o, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    l->room = o->window > LOAD_FILL_WINDOW ? o->window : LOAD_FILL_WINDOW;
    l->conns = calloc(o->clients + o->subscribers + o->idle + 1, sizeof *l->conns);
    if (!l->conns || l->epoll < 0)
        abort();
    if (o->driver->prepare && !o->driver->prepare(l))
        l->failed = true;
    l->opening = true;
    l->phase_end_ns = load_clock_ns() + CONNECT_LIMIT_S * UINT64_C(1000000000);
    if (!l->failed)
        conns_open(l);
    while (l->phase < LOAD_END && !l->failed) {
        round_do(l);
        phase_look(l);
    }
    for (uint32_t i = 0; i < l->conn_count; i++)
        conn_close(&l->conns[i]);
    free(l->conns);
    close(l->epoll);
    return !l->failed;
}
