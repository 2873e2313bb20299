// client.c - a client put together: one link for commands, the calls on it, the feeds. The client
// has closed when each part has said that nothing of it is left on the loop.
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "base/role.h"
#include "base/wire/wire.h"

#define CLIENT_PARTS (2 + HALLQ_FEED_COUNT) // link, calls, feeds

// ---------------------------------------------------------------- the link's callbacks

static void frame_cb(struct link *l, const void *frame, size_t frame_size) {
    struct hallq *client = l->data;
    arena_reset(&client->replies);
    const Hallq__Reply *reply =
        wire_unpack(&hallq__reply__descriptor, &client->replies, frame, frame_size);
    if (!reply)
        return;
    link_answered(l, reply->body_case == HALLQ__REPLY__BODY_REFUSAL &&
                         reply->refusal->reason == HALLQ__REFUSAL__REASON__KEY_REVOKED);
    calls_reply(&client->calls, reply);
}

static void connected_cb(struct link *l) {
    struct hallq *client = l->data;
    calls_resend(&client->calls);
}

static void state_cb(struct link *l, enum hallq_link state) {
    struct hallq *client = l->data;
    if (client->options.link_cb)
        client->options.link_cb(client, state, client->options.arg);
    for (size_t i = 0; i < HALLQ_FEED_COUNT; i++)
        feed_judge(&client->feeds[i]);
}

static void ping_cb(struct link *l) {
    struct hallq *client = l->data;
    struct call_options options = {.deadline_ms = HALLQ_PING_MS - 1, .own = true};
    Hallq__Ping ping = HALLQ__PING__INIT;
    HALLQ_REQUEST(request, client->options.hall, PING, ping, &ping);
    calls_add(&client->calls, &request, &options, NULL);
}

// ---------------------------------------------------------------- closing

static void client_free(struct hallq *client) {
    io_release(client->io);
    arena_fini(&client->texts);
    arena_fini(&client->replies);
    free(client);
}

static void part_closed(struct hallq *client) {
    if (--client->open_parts)
        return;
    void (*closed_cb)(void *) = client->closed_cb;
    void *arg = client->closed_arg;
    client_free(client);
    if (closed_cb)
        closed_cb(arg);
}

static void link_closed_cb(struct link *l) {
    part_closed(l->data);
}

static void calls_closed_cb(struct calls *c) {
    part_closed(c->client);
}

static void feed_closed_cb(struct feed *f) {
    part_closed(f->data);
}

void hallq_close(struct hallq **ref, void (*closed_cb)(void *arg), void *arg) {
    struct hallq *client = *ref;
    *ref = NULL;
    if (!client)
        return;
    client->closed_cb = closed_cb;
    client->closed_arg = arg;
    link_close(&client->link);
    calls_close(&client->calls);
    for (size_t i = 0; i < HALLQ_FEED_COUNT; i++)
        feed_close(&client->feeds[i]);
}

// ---------------------------------------------------------------- connecting

static const char *kept(struct hallq *client, const char *text) {
    return text && *text ? arena_text(&client->texts, text) : NULL;
}

static bool keys_fit(const struct hallq_options *o) {
    bool none = !o->server_key && !o->public_key && !o->secret_key;
    return none || (o->server_key && o->public_key && o->secret_key);
}

static void options_keep(struct hallq *client, const struct hallq_options *o) {
    client->options = *o;
    client->options.beside = NULL;
    client->options.commands = kept(client, o->commands);
    client->keys = (struct io_keys){.server_key = kept(client, o->server_key),
                                    .server_key_next = kept(client, o->server_key_next),
                                    .public_key = kept(client, o->public_key),
                                    .secret_key = kept(client, o->secret_key)};
    client->feeds[HALLQ_FEED_PUBLIC].endpoint = kept(client, o->public_feed);
    client->feeds[HALLQ_FEED_STAFF].endpoint = kept(client, o->staff_feed);
    client->feeds[HALLQ_FEED_LEAD].endpoint = kept(client, o->lead_feed);
}

static int link_start(struct hallq *client) {
    client->link = (struct link){.loop = client->loop,
                                 .io = client->io,
                                 .endpoint = client->options.commands,
                                 .keys = &client->keys,
                                 .data = client,
                                 .frame_cb = frame_cb,
                                 .connected_cb = connected_cb,
                                 .state_cb = state_cb,
                                 .ping_cb = ping_cb,
                                 .closed_cb = link_closed_cb};
    return link_open(&client->link);
}

static int send_cb(struct calls *c, const void *frame, size_t frame_size) {
    return link_send(&c->client->link, frame, frame_size);
}

static void calls_start(struct hallq *client) {
    bool open_broker = !client->keys.server_key;
    client->calls = (struct calls){.loop = client->loop,
                                   .client = client,
                                   .send_cb = send_cb,
                                   .closed_cb = calls_closed_cb,
                                   .claimed_role = open_broker ? client->options.role
                                                               : HALLQ__DEVICE__ROLE__NO_ROLE,
                                   .claimed_device = open_broker ? client->options.device : 0};
    calls_open(&client->calls);
}

static void feed_start(struct hallq *client, enum hallq_feed kind) {
    struct feed *f = &client->feeds[kind];
    f->loop = client->loop;
    f->io = client->io;
    f->keys = &client->keys;
    f->link = &client->link;
    f->kind = kind;
    f->data = client;
    f->closed_cb = feed_closed_cb;
    feed_open(f);
}

int hallq_connect(uv_loop_t *loop, const struct hallq_options *options, struct hallq **ret_client) {
    int err = ERR_NO_MEMORY;
    *ret_client = NULL;
    if (!options->commands || !*options->commands || !keys_fit(options))
        return ERR_INVALID;
    struct hallq *client = calloc(1, sizeof *client);
    if (!client)
        return err;
    client->loop = loop;
    client->io = options->beside ? io_share(options->beside->io) : io_create();
    if (!client->io)
        goto free;
    arena_init(&client->texts, 0);
    arena_init(&client->replies, IO_UNPACK_MEMORY);
    options_keep(client, options);
    err = link_start(client);
    if (err)
        goto free;
    calls_start(client);
    for (size_t i = 0; i < HALLQ_FEED_COUNT; i++)
        feed_start(client, (enum hallq_feed)i);
    client->open_parts = CLIENT_PARTS;
    *ret_client = client;
    return ERR_OK;
free:
    client_free(client);
    return err;
}

struct hallq_options hallq_options_of(const struct hallq_keyfile *k) {
    return (struct hallq_options){.commands = k->commands,
                                  .public_feed = k->public_feed,
                                  .staff_feed = k->staff_feed,
                                  .lead_feed = k->lead_feed,
                                  .server_key = k->server_key,
                                  .server_key_next = k->server_key_next,
                                  .public_key = k->public_key,
                                  .secret_key = k->secret_key,
                                  .role = k->role,
                                  .hall = k->hall_count ? k->halls[0] : 0};
}

const char *hallq_server_key(const struct hallq *client) {
    return client->keys.server_key;
}

enum hallq_link hallq_link_state(const struct hallq *client) {
    return client->link.state;
}

Hallq__Device__Role hallq_role(const struct hallq *client) {
    return client->options.role;
}

// ---------------------------------------------------------------- commands

int hallq_send(struct hallq *client, const Hallq__Request *request, uint32_t deadline_ms,
               hallq_done_cb done_cb, void *arg, uint64_t *ret_call) {
    struct call_options options = {.deadline_ms = deadline_ms, .done_cb = done_cb, .arg = arg};
    return calls_add(&client->calls, request, &options, ret_call);
}

void hallq_give_up(struct hallq *client, uint64_t call) {
    calls_give_up(&client->calls, call);
}

size_t hallq_outstanding(const struct hallq *client) {
    return client->calls.count;
}

enum hallq_feed hallq_feed_of(Hallq__Device__Role role) {
    switch (role_feed(role)) {
    case DOMAIN_LEAD:
        return HALLQ_FEED_LEAD;
    case DOMAIN_STAFF:
        return HALLQ_FEED_STAFF;
    case DOMAIN_PUBLIC:
    case DOMAIN_COMMANDS:
    case DOMAIN_COUNT:
        break;
    }
    return HALLQ_FEED_PUBLIC;
}
