// hallq-web-publish - makes so many changes a second, and writes down the number of each and when it
// was sent (arrivals.h):
//
//     hallq-web-publish [--bunch N] commands ENDPOINT COUNTERS RATE SECONDS SENT
//         commands to the broker, in turn a ticket taken and the next one called, which ends the one
//         before (bench/lib/halls.py prepares such a hall)
//     hallq-web-publish [--bunch N] post PORT PATH RATE SECONDS SENT [LINES]
//         POSTs over one connection; of these lines, as data of an event, or without, of a ticket
//
// They are evenly spaced; with --bunch N always N at once, as when several counters press together.
//
// Prints "begun" once the first is answered, and at the end how long the answers took, as one line of
// JSON.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/count.h"
#include "base/limit.h"
#include "base/number.h"
#include "bench/load/histogram.h"
#include "bench/load/load.h"
#include "bench/load/request.h"
#include "bench/web/dial.h"
#include "clients/libhallq/hallq.h"

#define HALL 1
#define AHEAD 2 // tickets for each counter that wait before the first is called
#define DEADLINE_MS 10000
#define COUNTERS_MAX 64
#define BUNCH_MAX 1000
#define LINE_SIZE (64 * 1024)

struct paced {
    double rate;
    uint32_t bunch;               // as many at once
    uint64_t from_ns, count, all; // sent so far, and to send
    FILE *sent;
    struct histogram answers_ns;
    uint32_t refused;
};

static uint64_t due_ns(const struct paced *p) {
    return p->from_ns + (uint64_t)((double)(p->count - p->count % p->bunch) * 1e9 / p->rate);
}

static void answered(struct paced *p, uint64_t seq, uint64_t sent_ns) {
    if (!p->answers_ns.count)
        puts("begun");
    fflush(stdout); // who waits for it sees it at once
    histogram_add(&p->answers_ns, load_clock_ns() - sent_ns);
    fprintf(p->sent, "%" PRIu64 " %" PRIu64 "\n", seq, sent_ns);
}

static int figures_print(struct paced *p) {
    const struct histogram *h = &p->answers_ns;
    fclose(p->sent);
    printf("{\"answers\":%" PRIu64 ",\"refused\":%u,\"p50_us\":%.1f,\"p99_us\":%.1f,"
           "\"max_us\":%.1f}\n",
           h->count, p->refused, (double)histogram_at(h, .5) / 1e3,
           (double)histogram_at(h, .99) / 1e3, (double)h->max / 1e3);
    fflush(stdout);
    return h->count ? EXIT_SUCCESS : EXIT_FAILURE;
}

// ---------------------------------------------------------------- commands

struct desk {
    struct hallq *client;
    bool called; // somebody stands there
};

struct commands {
    struct paced *paced;
    uv_loop_t loop;
    uv_timer_t timer;
    struct hallq *kiosk;
    struct desk desks[COUNTERS_MAX];
    uint32_t counters, next;
    uint64_t waiting; // for answers
};

struct asked {
    struct commands *commands;
    uint64_t sent_ns;
};

static void ended(struct commands *c) {
    if (c->waiting == 0 && c->paced->count == c->paced->all)
        uv_stop(&c->loop);
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct asked *asked = arg;
    struct commands *c = asked->commands;
    (void)client;
    if (result->outcome == HALLQ_APPLIED)
        answered(c->paced, result->reply->seq, asked->sent_ns);
    else if (!c->paced->refused++)
        fprintf(stderr, "hallq-web-publish: %s\n", refusal_name(result->reason));
    if (!result->final)
        return;
    free(asked);
    c->waiting--;
    ended(c);
}

static void ask(struct commands *c, struct hallq *client, Hallq__Request *request) {
    struct asked *asked = malloc(sizeof *asked);
    if (!asked)
        abort();
    *asked = (struct asked){c, load_clock_ns()};
    if (hallq_send(client, request, DEADLINE_MS, done_cb, asked, NULL))
        abort(); // more at once than a client takes: it does not come to that
    c->waiting++;
}

static void ticket_take(struct commands *c) {
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    HALLQ_REQUEST(request, HALL, ISSUE, issue, &issue);
    issue.service = c->next % c->counters + 1;
    ask(c, c->kiosk, &request);
}

static void ticket_call(struct commands *c) {
    struct desk *desk = &c->desks[c->next++ % c->counters];
    Hallq__NoShow no_show = HALLQ__NO_SHOW__INIT;
    Hallq__CallNext call_next = HALLQ__CALL_NEXT__INIT;
    HALLQ_REQUEST(request, HALL, CALL_NEXT, call_next, &call_next);
    if (desk->called)
        call_next.no_show = &no_show;
    desk->called = true;
    ask(c, desk->client, &request);
}

static void tick_cb(uv_timer_t *timer) {
    struct commands *c = timer->data;
    struct paced *p = c->paced;
    uint64_t now_ns = load_clock_ns();
    while (p->count < p->all && due_ns(p) <= now_ns) {
        bool ahead = p->count < (uint64_t)AHEAD * c->counters;
        if (ahead || p->count % 2 == 0)
            ticket_take(c);
        else
            ticket_call(c);
        c->next += ahead; // the next counter's
        p->count++;
    }
    if (p->count == p->all) {
        ended(c);
        return;
    }
    uint64_t left_ns = due_ns(p) > now_ns ? due_ns(p) - now_ns : 0;
    uv_timer_start(timer, tick_cb, (left_ns + 500000) / 1000000, 0);
}

static bool connected(struct commands *c, const char *endpoint, Hallq__Device__Role role,
                      uint32_t device, struct hallq **ret_client) {
    struct hallq_options options = {
        .commands = endpoint, .hall = HALL, .device = device, .role = role, .beside = c->kiosk};
    return !hallq_connect(&c->loop, &options, ret_client);
}

static int commands_publish(struct paced *p, char **words) {
    static struct commands c;
    c.paced = p;
    if (!number_read_32(words[1], 1, COUNTERS_MAX, &c.counters))
        return 2;
    uv_loop_init(&c.loop);
    uv_timer_init(&c.loop, &c.timer);
    c.timer.data = &c;
    if (!connected(&c, words[0], HALLQ__DEVICE__ROLE__KIOSK, REQUEST_KIOSK, &c.kiosk))
        return EXIT_FAILURE;
    for (uint32_t i = 0; i < c.counters; i++)
        if (!connected(&c, words[0], HALLQ__DEVICE__ROLE__COUNTER, REQUEST_COUNTER + i,
                       &c.desks[i].client))
            return EXIT_FAILURE;
    p->from_ns = load_clock_ns();
    uv_timer_start(&c.timer, tick_cb, 0, 0);
    uv_run(&c.loop, UV_RUN_DEFAULT);
    return figures_print(p);
}

// ---------------------------------------------------------------- posts

static void sleep_until(uint64_t ns) {
    struct timespec t = {.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

// The number in a text, behind `"seq":"`; 0: there is none.
static uint64_t seq_in(const char *text) {
    const char *at = strstr(text, "\"seq\":\"");
    uint64_t seq = 0;
    if (at) {
        at += strlen("\"seq\":\"");
        number_take(&at, 1, UINT64_MAX, &seq);
    }
    return seq;
}

// Whether a whole answer is there: its head, and as much of a body as that says.
static bool is_whole(const char *text, size_t size) {
    const char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "\r\ncontent-length:");
    uint64_t body_size = 0;
    if (!end || !length || length > end)
        return false;
    length += strlen("\r\ncontent-length:");
    length += strspn(length, " ");
    return number_take(&length, 0, UINT32_MAX, &body_size) &&
           size >= (size_t)(end - text) + 4 + body_size;
}

// False: the connection is over. The answer is in `answer` then, which has room for LINE_SIZE.
static bool post(struct dial *l, const char *head, const char *body, char *answer) {
    char lines[512];
    size_t size = 0;
    int head_size =
        snprintf(lines, sizeof lines, "%sContent-Length: %zu\r\n\r\n", head, strlen(body));
    char *request = malloc((size_t)head_size + strlen(body) + 1);
    if (!request)
        abort();
    memcpy(request, lines, (size_t)head_size);
    strcpy(request + head_size, body);
    bool good = dial_write(l, request, strlen(request));
    free(request);
    while (good && size < LINE_SIZE - 1) {
        ssize_t part = dial_read_some(l, answer + size, LINE_SIZE - 1 - size);
        good = part > 0;
        size += good ? (size_t)part : 0;
        answer[size] = '\0';
        if (good && is_whole(answer, size))
            return true;
    }
    return false;
}

static int posts_publish(struct paced *p, uint16_t port, const char *path, FILE *lines) {
    static char line[LINE_SIZE], answer[LINE_SIZE];
    char head[256];
    struct dial l;
    if (!dial_open(&l, port, false, false))
        return EXIT_FAILURE;
    snprintf(head, sizeof head,
             "POST %s HTTP/1.1\r\nHost: localhost:%u\r\nContent-Type: application/json\r\n"
             "X-EventSource-Event: change\r\n",
             path, port);
    strcpy(line, "{\"service\":1}");
    p->from_ns = load_clock_ns();
    for (; p->count < p->all; p->count++) {
        if (lines && !fgets(line, sizeof line, lines))
            break;
        line[strcspn(line, "\n")] = '\0';
        sleep_until(due_ns(p));
        uint64_t sent_ns = load_clock_ns();
        if (!post(&l, head, line, answer)) {
            fprintf(stderr, "hallq-web-publish: no answer to a POST\n");
            return EXIT_FAILURE;
        }
        if (strncmp(answer, "HTTP/1.1 20", 11) != 0 && !p->refused++)
            fprintf(stderr, "hallq-web-publish: %.300s\n", answer);
        else
            answered(p, seq_in(lines ? line : answer), sent_ns);
    }
    dial_close(&l);
    return figures_print(p);
}

static bool bunch_take(struct paced *p, int *argc, char ***argv) {
    p->bunch = 1;
    if (*argc < 3 || strcmp((*argv)[1], "--bunch") != 0)
        return true;
    bool good = number_read_32((*argv)[2], 1, BUNCH_MAX, &p->bunch);
    *argc -= 2;
    *argv += 2;
    return good;
}

int main(int argc, char **argv) {
    static struct paced p;
    double seconds = 0;
    uint32_t port = 0;
    bool good = bunch_take(&p, &argc, &argv);
    bool commands = argc == 7 && !strcmp(argv[1], "commands");
    bool posts = (argc == 7 || argc == 8) && !strcmp(argv[1], "post") &&
                 number_read_32(argv[2], 1, UINT16_MAX, &port);
    int code = 2;
    if (good && (commands || posts) && number_read_real(argv[4], .1, 1e5, &p.rate) &&
        number_read_real(argv[5], 0, 3600, &seconds)) {
        p.all = (uint64_t)(p.rate * seconds);
        p.sent = fopen(argv[6], "we");
        FILE *lines = argc == 8 ? fopen(argv[7], "re") : NULL;
        if (!p.sent || (argc == 8 && !lines)) {
            perror("hallq-web-publish");
            return EXIT_FAILURE;
        }
        code = commands ? commands_publish(&p, argv + 2)
                        : posts_publish(&p, (uint16_t)port, argv[3], lines);
    }
    if (code == 2)
        fputs("usage: hallq-web-publish [--bunch N] commands ENDPOINT COUNTERS RATE SECONDS SENT\n"
              "       hallq-web-publish [--bunch N] post PORT PATH RATE SECONDS SENT [LINES]\n",
              stderr);
    _Exit(code); // the connections go with the process
}
