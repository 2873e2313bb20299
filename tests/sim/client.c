// client.c - sending until answered: the same bytes again under the same key, until an answer comes
// or patience is over and the outcome stays unknown. Late and doubled answers are looked at too.
#include "tests/sim/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "tests/sim/canary.h"
#include "tests/sim/host.h"
#include "tests/sim/judge.h"
#include "tests/sim/privacy.h"
#include "tests/sim/screen.h"

#define AGAIN_MS 3000

// What asks with the gateway's key has the same sessions and numbers as the others there.
static void session_new(struct sim *s, struct client *c) {
    c->sessions++;
    c->session = c->role == HALLQ__DEVICE__ROLE__GATEWAY
                     ? c->sessions
                     : (uint64_t)s->now_ms << 16 | dice_below(&s->dice_client, 65536);
    c->number = 0;
}

static void wake_at(struct sim *s, struct client *c, int64_t at_ms) {
    uint32_t who = (uint32_t)(c - s->clients);
    agenda_put(&s->agenda, at_ms, CLIENT_WAKE, who, ++c->wake_mark, NULL, 0);
}

static void client_add(struct sim *s, uint32_t device, Hallq__Device__Role role, uint32_t counter) {
    struct client *c = &s->clients[s->client_count++];
    *c = (struct client){.device = device, .role = role, .counter = counter};
    c->bound = counter && dice_chance(&s->dice_client, 700);
    session_new(s, c);
    wake_at(s, c, s->now_ms + dice_range(&s->dice_client, 1, 2000));
}

void clients_create(struct sim *s) {
    s->clients = calloc(SIM_CLIENTS, sizeof *s->clients);
    if (!s->clients)
        abort();
    client_add(s, DEVICE_ADMIN, HALLQ__DEVICE__ROLE__ADMIN, 0);
    client_add(s, DEVICE_KIOSK, HALLQ__DEVICE__ROLE__KIOSK, 0);
    client_add(s, DEVICE_GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY, 0);
    for (uint32_t web = 1; web <= WEB_SESSIONS; web++) {
        client_add(s, DEVICE_GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY, 0);
        s->clients[s->client_count - 1].web = web;
    }
    client_add(s, DEVICE_GUIDE, HALLQ__DEVICE__ROLE__GUIDE, 0);
    client_add(s, DEVICE_LEAD, HALLQ__DEVICE__ROLE__LEAD, 0);
    client_add(s, DEVICE_MANAGER, HALLQ__DEVICE__ROLE__MANAGER, 0);
    client_add(s, DEVICE_FORWARDER, HALLQ__DEVICE__ROLE__FORWARDER, 0);
    for (uint32_t i = 1; i <= SIM_COUNTERS; i++)
        client_add(s, DEVICE_COUNTER + i, HALLQ__DEVICE__ROLE__COUNTER, i);
}

void clients_destroy(struct sim *s) {
    for (size_t i = 0; s->clients && i < s->client_count; i++)
        free(s->clients[i].request);
    free(s->clients);
    s->clients = NULL;
}

static void send_again(struct sim *s, struct client *c) {
    c->tries++;
    sim_send(s, AT_BROKER, (uint32_t)(c - s->clients), 0, c->request, c->size);
    wake_at(s, c, s->now_ms + AGAIN_MS + dice_range(&s->dice_client, 0, 2000));
}

// Between two commands. In a busy hall the counters set the pace, so that many are called.
static int64_t think_ms(const struct sim *s, const struct client *c) {
    bool comes = c->role == HALLQ__DEVICE__ROLE__KIOSK ||
                 (c->role == HALLQ__DEVICE__ROLE__GATEWAY && !c->web);
    if (s->busy)
        return c->role == HALLQ__DEVICE__ROLE__COUNTER ? s->faults.think_ms / 3
               : comes                                 ? s->faults.think_ms
                                                       : s->faults.think_ms * 3;
    return comes ? s->faults.think_ms / 3 : s->faults.think_ms;
}

static void done_waiting(struct sim *s, struct client *c) {
    c->waiting = false;
    if (!s->healing)
        wake_at(s, c, s->now_ms + dice_wait(&s->dice_client, think_ms(s, c)));
}

static bool dropped(const struct sim *s, unsigned op) {
    return op < s->options->drop_count && s->options->drop[op];
}

static ProtobufCBinaryData principal_of(struct arena *arena, uint32_t web) {
    ProtobufCBinaryData principal = {PRINCIPAL_SIZE, arena_need(arena, PRINCIPAL_SIZE)};
    memset(principal.data, WEB_FIRST + (int)web, PRINCIPAL_SIZE);
    return principal;
}

uint32_t client_web(const ProtobufCBinaryData *principal) {
    return principal->len ? (uint32_t)principal->data[0] - WEB_FIRST : 0;
}

// Thinks of a command and sends it.
static void begin(struct sim *s, struct client *c) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    arena_reset(&s->scratch);
    request.hall = PLAN_HALL;
    if (dice_chance(&s->dice_client, 10))
        session_new(s, c); // its program was started anew
    bool thought = client_think(s, c, &s->scratch, &request);
    if (!thought || dropped(s, s->op_count++))
        return done_waiting(s, c);
    // Now and then somebody vouches who may not.
    if (c->web || dice_chance(&s->dice_client, 2))
        request.principal = principal_of(&s->scratch, c->web ? c->web : WEB_SESSIONS + 1);
    request.session = c->session;
    request.number = ++c->number;
    c->op = s->op_count - 1;
    c->size = wire_size(&request);
    free(c->request);
    c->request = malloc(c->size + 1);
    wire_pack(&request, c->request);
    c->waiting = true;
    c->tries = 0;
    c->tries_max =
        dice_chance(&s->dice_client, 100) ? 1 + (unsigned)dice_below(&s->dice_client, 3) : 1000;
    send_again(s, c);
}

void client_wake(struct sim *s, uint32_t who, uint64_t mark) {
    struct client *c = &s->clients[who];
    if (mark != c->wake_mark)
        return;
    if (s->now_ms < c->silent_until_ms && !s->healing)
        return wake_at(s, c, c->silent_until_ms + 1);
    if (sim_asleep(s))
        return wake_at(s, c, s->quiet_from_ms + dice_range(&s->dice_client, 0, 60000));
    if (c->waiting && c->tries < c->tries_max)
        return send_again(s, c);
    if (c->waiting) // given up: nobody knows
        return done_waiting(s, c);
    if (!s->healing)
        begin(s, c);
}

void client_reply(struct sim *s, uint32_t who, const Hallq__Reply *reply) {
    size_t size = wire_size(reply);
    unsigned char *packed = malloc(size + 1);
    bool screen = who >= SIM_CLIENTS;
    wire_pack(reply, packed);
    privacy_reply(s, screen ? screen_role(who - SIM_CLIENTS) : s->clients[who].role, reply, packed,
                  size);
    sim_send(s, screen ? AT_SCREEN : AT_CLIENT, screen ? who - SIM_CLIENTS : who,
             (uint64_t)s->now_ms, packed, size);
    free(packed);
}

void client_arrives(struct sim *s, uint32_t who, const void *data, size_t size) {
    struct client *c = &s->clients[who];
    arena_reset(&s->scratch);
    const Hallq__Reply *reply = wire_unpack(&hallq__reply__descriptor, &s->scratch, data, size);
    if (!reply) {
        sim_fail(s, "wire", "a reply does not parse");
    } else {
        uint32_t hall = PLAN_HALL;
        if (reply->session == c->session && reply->number == c->number && c->request) {
            const Hallq__Request *request =
                wire_unpack(&hallq__request__descriptor, &s->scratch, c->request, c->size);
            hall = request ? request->hall : hall;
            if (request && request->body_case != HALLQ__REQUEST__BODY_PING)
                judge_acknowledged(s, c->device, client_web(&request->principal), hall, reply);
        }
        bool mine = c->waiting && reply->session == c->session && reply->number == c->number;
        bool later = reply->body_case == HALLQ__REPLY__BODY_REFUSAL &&
                     reply->refusal->reason == HALLQ__REFUSAL__REASON__RETRY_LATER;
        if (mine && !later)
            done_waiting(s, c);
    }
}

void client_vanish(struct sim *s) {
    struct client *c =
        &s->clients[s->client_count - SIM_COUNTERS + dice_below(&s->dice_fault, SIM_COUNTERS)];
    c->silent_until_ms = s->now_ms + dice_wait(&s->dice_fault, 600000);
}

bool client_pin_matches(const ProtobufCBinaryData *pin_hash, const char *pin) {
    char hash[64];
    int len = snprintf(hash, sizeof hash, CANARY_SECRET "%s", pin);
    return pin_hash->len == (size_t)len && !memcmp(pin_hash->data, hash, pin_hash->len);
}

const char *client_box_text(const ProtobufCBinaryData *box) {
    const char *blank = memchr(box->data, ' ', box->len);
    return blank ? blank + 1 : "";
}

// The sealed bytes end with the text and its NUL: only the host looks.
static ProtobufCBinaryData box_make(struct sim *s, struct arena *arena, const char *text) {
    ProtobufCBinaryData box = {0, NULL};
    if (!text || !*text)
        return box;
    char *data = arena_printf(arena, CANARY_SECRET "%016llx %s",
                              (unsigned long long)dice_next(&s->dice_host), text);
    return (ProtobufCBinaryData){strlen(data) + 1, (uint8_t *)data};
}

// The texts of a request that are sealed.
static void texts_of(const Hallq__Request *r, const char **ret_contact, const char **ret_note,
                     const char **ret_pin) {
    *ret_contact = *ret_note = *ret_pin = NULL;
    switch (r->body_case) {
    case HALLQ__REQUEST__BODY_ISSUE:
        *ret_contact = r->issue->contact;
        *ret_note = r->issue->note;
        return;
    case HALLQ__REQUEST__BODY_HOLD:
        *ret_note = r->hold->note;
        return;
    case HALLQ__REQUEST__BODY_TRANSFER:
        *ret_note = r->transfer->note;
        return;
    case HALLQ__REQUEST__BODY_FINISH:
        *ret_note = r->finish->note;
        return;
    case HALLQ__REQUEST__BODY_CALL_NEXT:
        *ret_note = r->call_next->finish ? r->call_next->finish->note : NULL;
        return;
    case HALLQ__REQUEST__BODY_REVEAL_CONTACT:
        *ret_note = r->reveal_contact->reason;
        return;
    case HALLQ__REQUEST__BODY_SET_PIN:
        *ret_pin = r->set_pin->pin;
        return;
    case HALLQ__REQUEST__BODY_CHANGE_PIN:
        *ret_pin = r->change_pin->new_pin;
        return;
    default:
        return;
    }
}

void client_code(uint64_t ticket, int32_t day, enum code_power power,
                 unsigned char ret[CODE_SIZE]) {
    struct dice d;
    dice_init(&d, ticket, (uint64_t)day * 8 + (uint64_t)power);
    memcpy(ret, CANARY_CODE, sizeof CANARY_CODE - 1);
    for (size_t i = sizeof CANARY_CODE - 1; i < CODE_SIZE; i++)
        ret[i] = (unsigned char)dice_below(&d, 256);
}

static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    (void)arg, (void)hall;
    client_code(ticket, day, power, ret);
    return true;
}

void client_asker(struct sim *s, uint32_t who, const Hallq__Request *request, struct arena *arena,
                  struct asker *ret) {
    static const uint32_t halls[] = {PLAN_HALL};
    const char *contact, *note, *pin;
    *ret = (struct asker){.halls = halls, .hall_count = 1};
    if (who >= SIM_CLIENTS) {
        ret->device = DEVICE_SCREEN + who - SIM_CLIENTS;
        ret->role = screen_role(who - SIM_CLIENTS);
    } else {
        ret->device = s->clients[who].device;
        ret->role = s->clients[who].role;
        ret->counter = s->clients[who].bound ? s->clients[who].counter : 0;
    }
    if (ret->role == HALLQ__DEVICE__ROLE__ADMIN)
        ret->hall_count = 0; // all, and the broker itself
    ret->principal = request->principal;
    static const struct code_maker codes = {.code_cb = code_cb};
    ret->codes = s->codes_stored ? NULL : &codes;
    memcpy(ret->code, CANARY_CODE, sizeof CANARY_CODE - 1);
    for (size_t i = sizeof CANARY_CODE - 1; i < CODE_SIZE; i++)
        ret->code[i] = (unsigned char)dice_below(&s->dice_host, 256);
    ret->body_hash = (uint64_t)request->body_case; // a client here asks again for the same
    texts_of(request, &contact, &note, &pin);
    ret->sealed_contact = box_make(s, arena, contact);
    ret->sealed_note = box_make(s, arena, note);
    if (pin) {
        char *hash = arena_printf(arena, CANARY_SECRET "%s", pin);
        ret->pin_hash = (ProtobufCBinaryData){strlen(hash), (uint8_t *)hash};
    }
}
