#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "clients/libhallq/json.h"
#include "problem.h"

struct exchange {
    LIST_ENTRY(exchange) entry;
    struct halls *halls;
    struct http_request *http;
    uint32_t hall;
    uint64_t who;
    struct exchange_then then;
};

void exchange_answer_json(struct http_request *http, const void *message) {
    char *text = hallq_json_print(message, false);
    if (!text) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    http_add_header(http, "Cache-Control", "no-store");
    http_answer(http, &(struct http_answer){.status = 200,
                                            .type = "application/json",
                                            .body = text,
                                            .body_size = strlen(text)});
    free(text);
}

static void reply_answer(struct http_request *http, const Hallq__Reply *reply) {
    Hallq__Reply shown = *reply;
    shown.session = 0; // the gateway's own
    shown.number = 0;
    exchange_answer_json(http, &shown);
}

static void refusal_answer(const struct exchange *e, const Hallq__Reply *reply) {
    const struct hall *hall = halls_find(e->halls, e->hall);
    bool never_left = reply->refusal->reason == HALLQ__REFUSAL__REASON__RETRY_LATER && !reply->seq;
    if (never_left && hallq_link_state(e->halls->client) != HALLQ_LINK_UP)
        problem_answer_later(e->http, PROBLEM_NO_BROKER, 1);
    else
        problem_answer_refusal(e->http, reply->refusal,
                               hall ? hallq_follow_now_ms(hall->follow) : 0);
}

// It counts no more, so that another may follow it.
static void exchange_done(struct exchange *e) {
    LIST_REMOVE(e, entry);
    tally_give(&e->halls->exchanging, e->who);
}

static void exchange_free(struct exchange *e) {
    free(e->then.arg);
    free(e);
}

void exchange_end_all(struct halls *halls) {
    struct exchange *e;
    while ((e = LIST_FIRST(&halls->exchanges))) {
        exchange_done(e);
        exchange_free(e);
    }
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct exchange *e = arg;
    exchange_done(e);
    switch (result->outcome) {
    case HALLQ_APPLIED:
        if (e->then.answer_cb)
            e->then.answer_cb(e->http, result->reply, e->then.arg);
        else
            reply_answer(e->http, result->reply);
        break;
    case HALLQ_REFUSED:
        if (!e->then.refused_cb ||
            !e->then.refused_cb(e->http, result->reply->refusal, e->then.arg))
            refusal_answer(e, result->reply);
        break;
    case HALLQ_UNKNOWN:
        problem_answer(e->http, PROBLEM_UNKNOWN_OUTCOME, NULL);
        break;
    }
    if (!result->final)
        hallq_give_up(client, result->call); // whoever asked may ask again with their key
    exchange_free(e);
}

void exchange_begin(struct halls *halls, struct hallq *client, struct http_request *http,
                    const Hallq__Request *request, uint32_t deadline_ms,
                    const struct exchange_then *then) {
    uint64_t who = who_of_address(http->address);
    bool room = tally_take(&halls->exchanging, who, EXCHANGES_PER_ADDRESS);
    struct exchange *e = room ? calloc(1, sizeof *e) : NULL;
    int err = e ? ERR_OK : room ? ERR_NO_MEMORY : ERR_BUSY;
    if (e) {
        *e = (struct exchange){.halls = halls, .http = http, .hall = request->hall, .who = who};
        if (then)
            e->then = *then;
        err = hallq_send(client, request, deadline_ms, done_cb, e, NULL);
    }
    if (!err) {
        LIST_INSERT_HEAD(&halls->exchanges, e, entry);
        return;
    }
    if (room)
        tally_give(&halls->exchanging, who);
    free(e);
    if (then)
        free(then->arg);
    switch (err) {
    case ERR_INVALID:
        problem_answer(http, PROBLEM_BAD_JSON, NULL);
        break;
    case ERR_TOO_LARGE:
        problem_answer(http, PROBLEM_TOO_LARGE, NULL);
        break;
    default:
        problem_answer_later(http, PROBLEM_BUSY, 1);
    }
}
