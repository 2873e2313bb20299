#include "clients/admin/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/output.h"
#include "base/wire/wire.h"
#include "clients/admin/clock.h"
#include "clients/libhallq/json.h"

#define KEY_DEFAULT "admin.key"
#define ASK_GRACE_MS 500  // so that a deadline of the library comes first
#define ASK_SILENT_MS 500 // after HALLQ_SILENT_MS: a handshake that hangs is of a key refused
#define OPEN_DEVICE 1     // who we claim to be at a broker without keys

// ---- outcomes

static void finish(struct ask *a, int code) {
    a->exit_code = code;
    a->waiting = false;
    uv_stop(&a->loop);
}

static int say_no_answer(struct ask *a) {
    bool nameless = hallq_link_state(a->client) == HALLQ_LINK_NO_NAME;
    SAY_ERR(a->cli, nameless ? SAY_NO_NAME : SAY_NO_ANSWER, a->endpoint);
    return EXIT_NO_BROKER;
}

static int say_not_let_in(struct ask *a) {
    bool stranger = hallq_link_state(a->client) == HALLQ_LINK_STRANGER;
    enum say why = !stranger                  ? SAY_KEY_REFUSED
                   : a->keyfile.server_key[0] ? SAY_STRANGER
                                              : SAY_NEEDS_KEY;
    SAY_ERR(a->cli, why, a->endpoint);
    return EXIT_REFUSED;
}

// A refusal that libhallq made itself, since the command never left: nobody answers.
static bool never_left(const struct hallq_result *result) {
    return result->reason == HALLQ__REFUSAL__REASON__RETRY_LATER && !result->reply->seq &&
           !result->reply->epoch;
}

static int say_refused(struct ask *a, const struct hallq_result *result) {
    if (a->quiet)
        return EXIT_REFUSED;
    const char *text = refusal_text(result->reason, a->cli->language);
    if (never_left(result))
        return say_no_answer(a);
    a->reason = result->reason;
    if (a->settles && a->settles(result->reason))
        return EXIT_REFUSED;
    const char *detail = refusal_detail(result->detail, a->cli->language);
    if (*detail)
        SAY_ERR(a->cli, SAY_REFUSED_DETAIL, text, detail);
    else
        SAY_ERR(a->cli, SAY_REFUSED, text);
    if (result->reason == HALLQ__REFUSAL__REASON__INTERNAL)
        SAY_ERR(a->cli, SAY_INTERNAL_WAYS, "command_failed", "hallq-admin scrub");
    return EXIT_REFUSED;
}

static int say_unknown(struct ask *a) {
    SAY_ERR(a->cli, SAY_UNKNOWN_OUTCOME, "");
    return EXIT_UNKNOWN;
}

static void limit_cb(uv_timer_t *timer) {
    struct ask *a = timer->data;
    if (a->waiting)
        finish(a, a->was_up ? say_unknown(a) : say_no_answer(a));
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct ask *a = arg;
    (void)client;
    switch (result->outcome) {
    case HALLQ_APPLIED:
        a->reply = wire_copy(result->reply, a->arena);
        finish(a, a->reply ? EXIT_DONE : EXIT_FILE);
        break;
    case HALLQ_REFUSED:
        a->reply = wire_copy(result->reply, a->arena);
        finish(a, say_refused(a, result));
        break;
    case HALLQ_UNKNOWN:
        if (result->final) // a read, a backup or a scrub
            finish(a, a->was_up ? say_unknown(a) : say_no_answer(a));
        else
            uv_timer_start(&a->limit_timer, limit_cb, ASK_RESOLVE_MS, 0);
        break;
    }
}

// ---- the connection

// A long wait is not for a broker that went away: what it was asked for, it forgot.
static void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct ask *a = arg;
    (void)client;
    switch (link) {
    case HALLQ_LINK_UP:
        if (!a->was_up)
            uv_timer_stop(&a->limit_timer);
        a->was_up = true;
        break;
    case HALLQ_LINK_DOWN:
        if (a->waiting)
            uv_timer_start(&a->limit_timer, limit_cb, ASK_RESOLVE_MS, 0);
        break;
    case HALLQ_LINK_SILENT:
    case HALLQ_LINK_NO_NAME:
        if (a->waiting && !a->was_up)
            uv_timer_start(&a->limit_timer, limit_cb, ASK_SILENT_MS, 0);
        break;
    case HALLQ_LINK_REFUSED:
    case HALLQ_LINK_STRANGER:
        a->not_let_in = true;
        if (a->waiting)
            uv_stop(&a->loop);
        break;
    }
}

static const char *key_path(const struct cli *cli) {
    const char *by_environment = getenv("HALLQ_KEY");
    if (cli->key)
        return cli->key;
    return by_environment && *by_environment ? by_environment : KEY_DEFAULT;
}

static int options_find(struct ask *a, struct hallq_options *ret) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    if (!a->cli->commands || a->cli->key) {
        if (hallq_keyfile_read_in(&a->keyfile, key_path(a->cli), a->cli->language, error)) {
            SAY_ERR(a->cli, SAY_KEY_FILE_WRONG, error);
            return EXIT_FILE;
        }
        *ret = hallq_options_of(&a->keyfile);
    } else {
        *ret = (struct hallq_options){.device = OPEN_DEVICE, .role = HALLQ__DEVICE__ROLE__ADMIN};
    }
    if (a->cli->commands)
        ret->commands = a->cli->commands;
    ret->public_feed = ret->staff_feed = ret->lead_feed = NULL;
    ret->link_cb = link_cb;
    ret->arg = a;
    return EXIT_DONE;
}

int ask_open(struct ask *a, struct cli *cli) {
    struct hallq_options options;
    *a = (struct ask){.cli = cli};
    int code = options_find(a, &options);
    if (code)
        return code;
    a->endpoint = arena_text(&cli->arena, options.commands);
    uv_loop_init(&a->loop);
    uv_timer_init(&a->loop, &a->limit_timer);
    a->limit_timer.data = a;
    int err = hallq_connect(&a->loop, &options, &a->client);
    if (!err)
        return EXIT_DONE;
    SAY_ERR(cli, SAY_CONNECT_FAILED, a->endpoint);
    ask_close(a);
    return EXIT_USAGE;
}

void ask_close(struct ask *a) {
    hallq_close(&a->client, NULL, NULL);
    uv_close((uv_handle_t *)&a->limit_timer, NULL);
    uv_run(&a->loop, UV_RUN_DEFAULT);
    uv_loop_close(&a->loop);
    hallq_keyfile_wipe(&a->keyfile);
}

// ---- asking

// Says once a run that the broker's clock is in doubt, if the reply says so.
static void note_doubt(struct ask *a, const Hallq__Reply *reply) {
    if (!reply->clock || a->quiet || a->doubt_said)
        return;
    a->doubt_said = true;
    clock_doubt(a->cli, ask_hall_settings(a), reply);
}

int ask_send(struct ask *a, const Hallq__Request *request, uint32_t deadline_ms,
             struct arena *arena, Hallq__Reply **ret_reply) {
    uint64_t call;
    a->arena = arena;
    a->reply = NULL;
    a->reason = HALLQ__REFUSAL__REASON__NONE;
    a->waiting = true;
    if (request->body_case == HALLQ__REQUEST__BODY_SET_PIN)
        deadline_ms = ASK_PIN_MS;
    int err = hallq_send(a->client, request, deadline_ms, done_cb, a, &call);
    if (err) {
        SAY_ERR(a->cli, SAY_SYSTEM_ERROR, say_err(a->cli->language, err));
        return EXIT_FILE;
    }
    if (!a->was_up)
        uv_timer_start(&a->limit_timer, limit_cb, ASK_DEADLINE_MS + ASK_GRACE_MS, 0);
    while (a->waiting && !a->not_let_in)
        uv_run(&a->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&a->limit_timer);
    if (a->waiting) {
        hallq_give_up(a->client, call);
        a->waiting = false;
        return say_not_let_in(a);
    }
    *ret_reply = a->reply;
    int code = a->exit_code;
    Hallq__Refusal__Reason reason = a->reason;
    if (a->reply)
        note_doubt(a, a->reply); // may ask for the hall's zone
    a->reason = reason;
    return code;
}

int ask_time(struct ask *a, Hallq__Reply **ret_reply) {
    Hallq__Ping ping = HALLQ__PING__INIT;
    HALLQ_REQUEST(request, 0, PING, ping, &ping);
    return ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, ret_reply);
}

const Hallq__HallSettings *ask_hall_settings(struct ask *a) {
    Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply = NULL;
    HALLQ_REQUEST(request, ask_hall(a), GET_SETTINGS, get_settings, &get);
    a->quiet = true;
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    a->quiet = false;
    return code || !reply ? NULL : reply->settings;
}

int ask_once(struct cli *cli, const Hallq__Request *request, uint32_t deadline_ms,
             struct arena *arena, Hallq__Reply **ret_reply) {
    struct ask a;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = ask_send(&a, request, deadline_ms, arena, ret_reply);
    ask_close(&a);
    return code;
}

void json_print(const void *message, bool defaults) {
    char *text = hallq_json_print(message, defaults);
    if (puts(text ? text : "{}") < 0)
        output_note(errno);
    free(text);
}

uint32_t ask_hall(const struct ask *a) {
    if (a->cli->hall)
        return a->cli->hall;
    return a->keyfile.hall_count ? a->keyfile.halls[0] : 1;
}
