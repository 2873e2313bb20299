// hallq-load - drives one queue system and says, as one line of JSON, how it did.
#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"
#include "bench/load/load.h"

static const struct driver *const drivers[] = {&driver_hallq,      &driver_redis, &driver_postgres,
                                               &driver_beanstalkd, &driver_nats,  &driver_pub};

static const char usage_text[] =
    "usage: hallq-load --system NAME --port N [options]\n\n"
    "  --system NAME       hallq, redis, postgres, beanstalkd, nats, or pub (hallq-limits pub)\n"
    "  --host ADDRESS      127.0.0.1\n"
    "  --port N            where commands go\n"
    "  --feed-port N       where subscribers go (the same)\n"
    "  --clients N         1\n"
    "  --window N          requests outstanding of each client (1)\n"
    "  --subscribers N     who get every event (10)\n"
    "  --idle N            connections beside them that ask nothing (0)\n"
    "  --waiting N         tickets taken before it begins (0)\n"
    "  --mix LETTERS       what a client does over and over: t take, c call, f free, n free and "
    "call "
    "in one (tn)\n"
    "  --rate N            operations a second in all; 0: each answer brings the next (0)\n"
    "  --warm S --seconds S  (0.5, 2)\n"
    "  --hall N --halls N --services N   of hallq: first hall, halls, services of a hall (1, 1, "
    "26)\n"
    "  --server PID        whose CPU time and memory count, with its children\n";

struct number_option {
    const char *name;
    uint32_t *to;
    unsigned long most;
};

static const struct driver *driver_find(const char *name) {
    for (size_t i = 0; i < COUNT(drivers); i++)
        if (!strcmp(drivers[i]->name, name))
            return drivers[i];
    return NULL;
}

static void times_print(const char *name, const struct histogram *h) {
    printf(",\"%s\":{\"count\":%" PRIu64 ",\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,"
           "\"max_us\":%.1f}",
           name, h->count, (double)histogram_at(h, .5) / 1e3, (double)histogram_at(h, .99) / 1e3,
           (double)histogram_at(h, .999) / 1e3, (double)h->max / 1e3);
}

static void result_print(const struct load_options *o, const struct load_result *r) {
    uint64_t calls = r->ops[OP_CALL] + r->ops[OP_NEXT] - r->empty;
    uint64_t all = r->ops[OP_TAKE] + calls + r->ops[OP_FREE];
    uint64_t cpu_ms = r->after.cpu_ms - r->before.cpu_ms;
    printf(
        "{\"system\":\"%s\",\"clients\":%u,\"window\":%u,\"subscribers\":%u,\"idle\":%u,"
        "\"halls\":%u,\"waiting\":%u,\"mix\":\"%s\",\"rate\":%.0f,\"seconds\":%.3f,\"fill_s\":%.2f",
        o->driver->name, o->clients, o->window, o->subscribers, o->idle, o->halls, o->waiting,
        o->mix, o->rate, r->seconds, r->fill_s);
    printf(",\"takes\":%" PRIu64 ",\"calls\":%" PRIu64 ",\"frees\":%" PRIu64 ",\"empty\":%" PRIu64,
           r->ops[OP_TAKE], calls, r->ops[OP_FREE], r->empty);
    printf(",\"ops_s\":%.1f", (double)all / r->seconds);
    times_print("reply", &r->reply);
    times_print("event", &r->event);
    printf(",\"deliveries_s\":%.1f,\"feed_bytes_s\":%.0f,\"holes\":%" PRIu64
           ",\"unmatched\":%" PRIu64,
           (double)r->deliveries / r->seconds, (double)r->feed_bytes / r->seconds, r->holes,
           r->unmatched);
    printf(",\"cpu_ms_per_1000\":%.2f,\"rss_kib\":%" PRIu64 ",\"pss_kib\":%" PRIu64
           ",\"anonymous_kib\":%" PRIu64 ",\"processes\":%u}\n",
           all ? (double)cpu_ms * 1000 / (double)all : 0, r->after.rss_kib, r->after.pss_kib,
           r->after.anonymous_kib, r->after.processes);
}

static bool number_set(const struct number_option *options, const char *name, const char *text) {
    for (; options->name; options++) {
        if (!strcmp(options->name, name))
            return number_read_32(text, 0, options->most, options->to);
    }
    return false;
}

static bool real_set(const char *text, double *to) {
    return number_read_real(text, 0, DBL_MAX, to);
}

static bool text_set(struct load_options *o, const char *name, const char *text) {
    if (!strcmp(name, "system"))
        return (o->driver = driver_find(text));
    if (!strcmp(name, "host"))
        return (o->host = text);
    if (!strcmp(name, "mix"))
        return *(o->mix = text) && strspn(text, "tcfn") == strlen(text);
    if (!strcmp(name, "rate"))
        return real_set(text, &o->rate);
    if (!strcmp(name, "warm"))
        return real_set(text, &o->warm_s);
    return !strcmp(name, "seconds") && real_set(text, &o->measure_s) && o->measure_s > 0;
}

static bool complete(struct load_options *o) {
    if (o->driver && !*o->driver->mix)
        o->clients = 0;
    else if (!o->clients)
        return false;
    if (!o->driver || !o->port || !o->window || !o->halls || !o->services)
        return false;
    if (!o->feed_port)
        o->feed_port = o->port;
    if (!o->mix)
        o->mix = o->driver->mix;
    if (!o->driver->publishes)
        o->subscribers = 0;
    if (o->halls > o->clients && strchr(o->mix, 'n'))
        return false; // a client would be at a counter of another hall each time
    return o->window == 1 || o->driver->calls_pipelined || !strpbrk(o->mix, "cn");
}

static bool options_read(struct load_options *o, int argc, char **argv) {
    uint32_t port = 0, feed_port = 0, server = 0;
    const struct number_option numbers[] = {
        {"port", &port, 65535},
        {"feed-port", &feed_port, 65535},
        {"clients", &o->clients, 10000},
        {"window", &o->window, 10000},
        {"subscribers", &o->subscribers, 10000},
        {"idle", &o->idle, 100000},
        {"waiting", &o->waiting, 10000000},
        {"hall", &o->hall, 99999},
        {"halls", &o->halls, 99999},
        {"services", &o->services, 64},
        {"server", &server, 1u << 30},
        {NULL, NULL, 0},
    };
    for (int i = 1; i < argc; i += 2) {
        bool known = !strncmp(argv[i], "--", 2) && i + 1 < argc &&
                     (number_set(numbers, argv[i] + 2, argv[i + 1]) ||
                      text_set(o, argv[i] + 2, argv[i + 1]));
        if (!known)
            return false;
    }
    o->port = (uint16_t)port;
    o->feed_port = (uint16_t)feed_port;
    o->server = (pid_t)server;
    return complete(o);
}

int main(int argc, char **argv) {
    static struct load load;
    struct load_options options = {.host = "127.0.0.1",
                                   .clients = 1,
                                   .window = 1,
                                   .subscribers = 10,
                                   .hall = 1,
                                   .halls = 1,
                                   .services = 26,
                                   .warm_s = .5,
                                   .measure_s = 2};
    if (!options_read(&options, argc, argv)) {
        fputs(usage_text, stderr);
        return 2;
    }
    if (!load_run(&load, &options))
        return EXIT_FAILURE;
    result_print(&options, &load.result);
    return EXIT_SUCCESS;
}
