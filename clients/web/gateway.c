// gateway.c - starts the parts, in the order in which they need each other, and ends them: the
// broker's client first, so that no answer comes for a request that is gone.
#include "gateway.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/count.h"
#include "base/given_file.h"
#include "demo.h"
#include "openapi.h"
#include "say.h"
#include "secret.h"

#define EXIT_FAILED 1
#define PEM_SIZE (64 * 1024)
#define OPEN_DEVICE 65000 // of an open broker: it asks for some number

// ---------------------------------------------------------------- the broker

static void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct gateway *g = arg;
    (void)client;
    if (link == HALLQ_LINK_UP)
        say(g->options->language, SAY_BROKER_REACHED, NULL, 0);
    else if (link == HALLQ_LINK_REFUSED || link == HALLQ_LINK_STRANGER)
        say(g->options->language, SAY_BROKER_REFUSES, NULL, 0);
    else if (link == HALLQ_LINK_SILENT || link == HALLQ_LINK_NO_NAME)
        say(g->options->language, SAY_BROKER_LOST, NULL, 0);
}

static struct hallq_options connection_of_options(const struct options *o) {
    if (o->keyed)
        return hallq_options_of(&o->keyfile);
    return (struct hallq_options){.commands = o->commands,
                                  .public_feed = o->public_feed,
                                  .role = HALLQ__DEVICE__ROLE__GATEWAY,
                                  .device = OPEN_DEVICE,
                                  .hall = o->halls[0]};
}

static bool broker_connect(struct gateway *g) {
    const struct options *o = g->options;
    struct hallq_options connection = connection_of_options(o);
    connection.hall = 0; // the gateway holds no lease
    connection.link_cb = link_cb;
    connection.arg = g;
    int err = hallq_connect(&g->loop, &connection, &g->halls.client);
    if (err) {
        SAY_LINE(o->language, SAY_CANNOT_CONNECT, bilingual_err(err));
        return false;
    }
    for (size_t i = 0; i < o->hall_count; i++) {
        err = halls_follow(&g->halls, o->halls[i]);
        if (!err || err == ERR_EXISTS)
            continue;
        SAY_LINE(o->language, SAY_CANNOT_FOLLOW, NUMBER(o->halls[i]), bilingual_err(err));
        return false;
    }
    return true;
}

// ---------------------------------------------------------------- the browsers

// Reads a PEM file; the caller frees it. NULL, having said why.
static char *pem_read(const struct options *o, const char *path) {
    enum given_kind kind;
    int fd = path ? given_file_open(path, O_RDONLY, &kind) : -1;
    if (!path)
        return NULL;
    char *text = fd < 0 ? NULL : calloc(1, PEM_SIZE);
    ssize_t size = text ? read(fd, text, PEM_SIZE - 1) : -1;
    if (size < 0) {
        struct bilingual why =
            fd < 0 && kind != GIVEN_FILE ? given_kind_words(kind) : bilingual_errno(errno);
        SAY_LINE(o->language, SAY_BAD_FILE, SAME(path), why);
        free(text);
        text = NULL;
    }
    if (fd >= 0)
        close(fd);
    return text;
}

static void port_file_write(const struct options *o, uint16_t port) {
    char name[4096];
    if (!o->port_file || (size_t)snprintf(name, sizeof name, "%s.new", o->port_file) >= sizeof name)
        return;
    FILE *file = fopen(name, "w"); // whole when it has its name
    if (!file)
        return;
    fprintf(file, "port: %u\n", port);
    if (!fclose(file))
        rename(name, o->port_file);
}

static void listening_say(const struct gateway *g) {
    char url[128];
    const struct options *o = g->options;
    bool six = strchr(o->listen, ':');
    snprintf(url, sizeof url, "%s://%s%s%s:%u/", o->certificate_path ? "https" : "http",
             six ? "[" : "", o->listen, six ? "]" : "", http_port(g->http));
    SAY_LINE(o->language, SAY_LISTENING, SAME(url));
    port_file_write(o, http_port(g->http));
}

static bool browsers_listen(struct gateway *g) {
    const struct options *o = g->options;
    char *certificate = pem_read(o, o->certificate_path);
    char *key = pem_read(o, o->certificate_key_path);
    struct http_options options = {.address = o->listen,
                                   .port = (uint16_t)o->port,
                                   .certificate = certificate,
                                   .certificate_key = key,
                                   .connections_per_address = o->per_address,
                                   .behind_proxy = o->behind_proxy,
                                   .body_max_cb = route_body_max,
                                   .request_cb = route_request,
                                   .refused_cb = route_refused,
                                   .arg = g};
    bool pem = !o->certificate_path || (certificate && key);
    int err = pem ? http_start(&g->loop, &options, &g->http) : ERR_OK;
    if (err)
        SAY_LINE(o->language, SAY_CANNOT_LISTEN, SAME(o->listen), NUMBER(o->port),
                 bilingual_err(err));
    if (key)
        secret_wipe(key, PEM_SIZE);
    free(key);
    free(certificate);
    if (g->http)
        listening_say(g);
    return g->http;
}

static bool pages_open(struct gateway *g) {
    const struct options *o = g->options;
    int err = o->pages ? pages_read(o->pages, &g->pages) : ERR_OK;
    if (err)
        SAY_LINE(o->language, SAY_BAD_PAGES, SAME(o->pages), bilingual_err(err));
    return !err;
}

// Counts the clips that will not do.
static void voice_fault_cb(const char *name, enum pack_fault fault, void *arg) {
    unsigned *count = arg;
    (void)name, (void)fault;
    ++*count;
}

static bool voice_open(struct gateway *g) {
    const struct options *o = g->options;
    unsigned faults = 0;
    if (!o->voice || pack_read(o->voice, &g->voice, voice_fault_cb, &faults))
        return true;
    SAY_LINE(o->language, SAY_BAD_VOICE, SAME(o->voice), NUMBER(faults));
    return false;
}

static bool demo_start(struct gateway *g) {
    const struct options *o = g->options;
    unsigned line = 0;
    int err = o->demo ? demo_open(&g->loop, o->demo, o->halls[0], &g->demo, &line) : ERR_OK;
    if (err)
        SAY_LINE(o->language, SAY_BAD_DEMO, SAME(o->demo), NUMBER(line));
    g->sessions.demo = g->demo ? demo_client(g->demo) : NULL;
    return !err;
}

static bool hooks_start(struct gateway *g) {
    const struct options *o = g->options;
    const struct hooks_options options = {.loop = &g->loop,
                                          .halls = &g->halls,
                                          .file = &g->hook_file,
                                          .language = o->language,
                                          .certificates_path = o->hook_certificates_path};
    if (!o->hook_secrets_path)
        return true;
    if (!hook_file_open(&g->hook_file, o->hook_secrets_path, o->language))
        return false;
    int err = hooks_open(&options, &g->hooks);
    if (err)
        SAY_LINE(o->language, SAY_BAD_FILE, SAME(o->hook_secrets_path), bilingual_err(err));
    return !err;
}

static bool sessions_open(struct gateway *g) {
    g->sessions.halls = &g->halls;
    g->sessions.secure = g->options->certificate_path ||
                         (g->options->origin && !strncmp(g->options->origin, "https:", 6));
    g->pace = pace_create();
    if (g->pace)
        pace_set(g->pace, PACE_ISSUE, g->options->tickets_per_min,
                 (g->options->tickets_per_min * 2 + 2) / 3);
    channel_bound(g->options->streams_per_address);
    channel_together(g->options->together_ms);
    return g->pace;
}

// ---------------------------------------------------------------- start and end

static void gateway_stop(struct gateway *g) {
    if (g->stopping)
        return;
    g->stopping = true;
    for (size_t i = 0; i < COUNT(g->signals); i++)
        uv_close((uv_handle_t *)&g->signals[i], NULL);
    hooks_close(&g->hooks);
    feeds_close(&g->feeds);
    halls_end(&g->halls);
    demo_close(g->demo);
    hallq_close(&g->halls.client, NULL, NULL);
    exchange_end_all(&g->halls);
    http_stop(&g->http, NULL, NULL);
}

static void signal_cb(uv_signal_t *signal, int number) {
    (void)number;
    gateway_stop(signal->data);
}

static void signals_start(struct gateway *g) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < COUNT(g->signals); i++) {
        uv_signal_init(&g->loop, &g->signals[i]);
        g->signals[i].data = g;
        uv_signal_start(&g->signals[i], signal_cb, numbers[i]);
    }
}

int gateway_run(const struct options *options) {
    struct gateway g = {.options = options};
    LIST_INIT(&g.halls.exchanges);
    if (!secret_start() || uv_loop_init(&g.loop))
        return EXIT_FAILED;
    signals_start(&g);
    openapi_write(&g.openapi);
    bool started = pages_open(&g) && voice_open(&g) && broker_connect(&g) &&
                   feeds_open(&g.feeds, &g.loop, &g.halls, options->internet,
                              options->voice ? &g.voice : NULL) &&
                   sessions_open(&g) && demo_start(&g) && hooks_start(&g) && browsers_listen(&g);
    if (!started)
        gateway_stop(&g);
    uv_run(&g.loop, UV_RUN_DEFAULT);
    int busy = uv_loop_close(&g.loop);
    assert(!busy); // a handle was forgotten
    hook_file_close(&g.hook_file);
    pages_free(g.pages);
    pack_free(&g.voice);
    pace_destroy(g.pace);
    jot_fini(&g.openapi);
    return started ? 0 : EXIT_FAILED;
}
