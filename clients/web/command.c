#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/role_bits.h"
#include "base/visible.h"
#include "base/wire/field.h"
#include "clients/libhallq/json.h"
#include "problem.h"
#include "secret.h"
#include "ticket_link.h"

#define KEY_LEN_MIN 16 // shorter ones meet
#define KEY_LEN_MAX 128
#define NAME_SIZE 32
#define PARSE_MEMORY (1024 * 1024)

// Roles of who comes by a browser.
#define BROWSERS (GATEWAY | COUNTER | GUIDE | LEAD | MANAGER)

enum { KIND_READ, KIND_WRITE, KIND_PIN, KIND_WORK, KIND_ERRAND };
enum { SCOPE_HALL, SCOPE_BROKER, SCOPE_ANY };

static const struct row {
    struct command_kind kind;
    int scope;
    unsigned devices;
} rows[] = {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    {{#member, HALLQ__REQUEST__BODY_##CASE, KIND_##KIND == KIND_WRITE || KIND_##KIND == KIND_PIN,  \
      KIND_##KIND == KIND_WORK || KIND_##KIND == KIND_PIN, ((devices)&GATEWAY) != 0,               \
      HALLQ__REQUEST__BODY_##CASE == HALLQ__REQUEST__BODY_GET_SNAPSHOT ||                          \
          HALLQ__REQUEST__BODY_##CASE == HALLQ__REQUEST__BODY_GET_SETTINGS},                       \
     SCOPE_##SCOPE,                                                                                \
     devices},
#include "proto/commands.def"
#undef COMMAND
};

// Whether it is the gateway's own, or has an address of its own, which handles what is secret or large in it.
static bool is_elsewhere(Hallq__Request__BodyCase body_case) {
    return body_case == HALLQ__REQUEST__BODY_SIGN_ON || body_case == HALLQ__REQUEST__BODY_ENROL ||
           body_case == HALLQ__REQUEST__BODY_GET_EVENTS ||
           body_case == HALLQ__REQUEST__BODY_APPLY_SETTINGS ||
           body_case == HALLQ__REQUEST__BODY_GET_HOOKS ||
           body_case == HALLQ__REQUEST__BODY_SETTLE_HOOK;
}

static bool is_for_browsers(const struct row *row) {
    return (row->devices & BROWSERS) && row->scope != SCOPE_BROKER &&
           !is_elsewhere(row->kind.body_case);
}

const struct command_kind *command_find(const char *name) {
    char plain[NAME_SIZE];
    if (strlen(name) >= sizeof plain)
        return NULL;
    strcpy(plain, name);
    for (char *at = plain; (at = strchr(at, '-'));)
        *at = '_';
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!strcmp(rows[i].kind.name, plain))
            return is_for_browsers(&rows[i]) ? &rows[i].kind : NULL;
    return NULL;
}

void command_each(void (*each_cb)(const struct command_kind *kind, void *arg), void *arg) {
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_for_browsers(&rows[i]))
            each_cb(&rows[i].kind, arg);
}

// ---------------------------------------------------------------- the key of a retry

static bool key_ok(const char *key) {
    size_t len = strlen(key);
    for (const char *at = key; *at; at++)
        if (*at <= ' ' || *at > '~')
            return false;
    return len >= KEY_LEN_MIN && len <= KEY_LEN_MAX;
}

// The broker knows a retry by (session, number); both follow from the key, so that it is known by
// any gateway, and after any restart.
static void key_take(Hallq__Request *request, const char *key) {
    unsigned char hash[16];
    secret_hash(hash, sizeof hash, "idempotency", key, strlen(key));
    memcpy(&request->session, hash, sizeof request->session);
    memcpy(&request->number, hash + 8, sizeof request->number);
    request->session |= UINT64_C(1) << 63; // later than any session of a clock, and never 0
    request->number = request->number >> 1 | 1;
}

bool command_key_take(struct http_request *http, Hallq__Request *request) {
    const char *key = http_header(http, "Idempotency-Key");
    bool ok = !key || key_ok(key);
    if (!ok)
        problem_answer(http, PROBLEM_BAD_KEY, NULL);
    else if (key)
        key_take(request, key);
    return ok;
}

// ---------------------------------------------------------------- the command

static const ProtobufCFieldDescriptor *field_of_case(Hallq__Request__BodyCase body_case) {
    return field_of(&hallq__request__descriptor, (uint32_t)body_case);
}

static void issued_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    const uint32_t *hall = arg;
    Hallq__Reply shown = *reply;
    const Hallq__TicketCard *card =
        reply->body_case == HALLQ__REPLY__BODY_DONE ? reply->done->ticket : NULL;
    if (card && card->code.len) {
        char link[TICKET_LINK_SIZE + 8] = "/t/";
        ticket_link_print(link + strlen(link), *hall, card->ticket, &card->code);
        http_add_header(http, "Location", link);
    }
    shown.session = 0;
    shown.number = 0;
    exchange_answer_json(http, &shown);
}

// Whatever the broker took the asker for: it knows the gateway, not for whom the gateway is there.
static void internet_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    Hallq__Reply shown = *reply;
    struct arena memory;
    (void)arg;
    arena_init(&memory, 0);
    shown.session = 0;
    shown.number = 0;
    if (reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
        shown.snapshot =
            (Hallq__Snapshot *)(uintptr_t)visible_snapshot(reply->snapshot, FEED_INTERNET, &memory);
    if (reply->body_case == HALLQ__REPLY__BODY_SETTINGS)
        shown.settings = (Hallq__HallSettings *)(uintptr_t)visible_settings(reply->settings,
                                                                            FEED_INTERNET, &memory);
    exchange_answer_json(http, &shown);
    arena_fini(&memory);
}

static void command_send(struct halls *halls, struct http_request *http,
                         const struct command_kind *kind, const Hallq__Request *request,
                         bool internet) {
    uint32_t deadline_ms = kind->works ? EXCHANGE_WORK_MS : EXCHANGE_DEADLINE_MS;
    uint32_t *hall = NULL;
    bool issues = kind->body_case == HALLQ__REQUEST__BODY_ISSUE ||
                  kind->body_case == HALLQ__REQUEST__BODY_CHECK_IN_BOOKING;
    if (issues && (hall = malloc(sizeof *hall)))
        *hall = request->hall;
    struct exchange_then then = {.answer_cb = hall ? issued_cb : NULL, .arg = hall};
    if (internet && kind->shows)
        then.answer_cb = internet_cb;
    exchange_begin(halls, halls->client, http, request, deadline_ms, &then);
}

void command_give(struct halls *halls, struct http_request *http, uint32_t hall,
                  const struct command_kind *kind, const struct command_by *by) {
    char error[HALLQ_JSON_ERROR_SIZE];
    struct arena memory;
    const ProtobufCFieldDescriptor *field = field_of_case(kind->body_case);
    const char *key = http_header(http, "Idempotency-Key");
    const char *body = http->body_size ? http->body : "{}";
    size_t body_size = http->body_size ? http->body_size : strlen(body);
    Hallq__Request request = HALLQ__REQUEST__INIT;
    if (key && !key_ok(key)) {
        problem_answer(http, PROBLEM_BAD_KEY, NULL);
        return;
    }
    arena_init(&memory, PARSE_MEMORY);
    void *message = hallq_json_parse(field->descriptor, body, body_size, &memory, error);
    request.hall = hall;
    request.body_case = kind->body_case;
    *(void **)field_member((ProtobufCMessage *)&request, field->offset) = message;
    if (key && kind->changes)
        key_take(&request, key);
    if (by->principal)
        request.principal = *by->principal;
    if (!message)
        problem_answer(http, PROBLEM_BAD_JSON, error);
    else
        command_send(halls, http, kind, &request, by->internet);
    arena_wipe(&memory);
    arena_fini(&memory);
}
