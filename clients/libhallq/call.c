// call.c - the life of a request:
//
//     made ──▶ due ──sent──▶ waiting ──reply──▶ done (APPLIED, REFUSED)
//               ▲              │ │
//               │   no answer, │ │ deadline
//               └── new link,──┘ └──▶ UNKNOWN: goes on like that until a reply is final
//                   RETRY_LATER, BUSY
//
// The same packed frame is sent each time, so the key is the same and the broker applies it once.
// Reads end at their deadline. Backups and scrubs are sent once, since a second copy would make a
// second backup.
//
// "Nothing was done" may be said only when no copy is unanswered. RETRY_LATER in answer to the
// second copy says nothing about the first; and a refusal is not kept, so the broker may apply the
// second copy of a command that it refused. Then the call waits for the answers to the other
// copies; if an answer is lost, a copy sent a while later settles the call, since a broker that
// answers it has read the copies before. PINs differ: the broker answers their copies together, and
// a copy too many is a guess too many.
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "io.h"

#define RESEND_FIRST_MS 1000 // without an answer; a turn takes milliseconds, a slow disk a second
#define RESEND_MAX_MS 4000   // for reads as well: a report takes its time
#define BUSY_FIRST_MS 50
#define BUSY_MAX_MS 2000
#define NO_LINK_MS 100      // for a full socket; a new connection is told of at once
#define BUSY_DETAIL_SIZE 64 // detail of a refusal after which the call is sent again: a figure
#define NEVER UINT64_MAX
#define READ_BIT (UINT64_C(1) << 32) // in a handle: the call is a read

enum kind {
    COMMAND, // has a key: sent until resolved
    PIN,     // has a key as well, and its copies are one guess: the first answer is final
    READ,    // has no key: sent until its deadline
    ERRAND,  // is not remembered by the broker: sent once
};

struct call {
    TAILQ_ENTRY(call) entry;
    LIST_ENTRY(call) bucket_entry;
    uint64_t id;
    uint64_t session;
    uint32_t number;
    enum kind kind;
    bool own;
    bool reported;          // the user was told UNKNOWN
    bool refused;           // a copy was refused while others are unanswered
    uint64_t deadline_ms;   // loop time; NEVER once UNKNOWN was told
    uint64_t attempt_at_ms; // loop time of the next sending
    unsigned attempts;      // copies sent
    unsigned unanswered;    // copies without an answer
    unsigned busy;          // answers in a row that said "not now"
    Hallq__Refusal__Reason busy_reason;
    char busy_detail[BUSY_DETAIL_SIZE];
    hallq_done_cb done_cb;
    void *arg;
    size_t frame_size;
    unsigned char frame[];
};

#define KIND_READ READ
#define KIND_WRITE COMMAND
#define KIND_PIN PIN
#define KIND_WORK READ
#define KIND_ERRAND ERRAND

static enum kind kind_of(const Hallq__Request *r) {
    switch (r->body_case) {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff)                                         \
    case HALLQ__REQUEST__BODY_##CASE:                                                              \
        return KIND_##KIND;
#include "proto/commands.def"
#undef COMMAND
    case HALLQ__REQUEST__BODY__NOT_SET:
    case _HALLQ__REQUEST__BODY__CASE_IS_INT_SIZE:
        break;
    }
    return COMMAND;
}

// A session's number is new at each start and grows: milliseconds since 1970 and 16 random bits.
static uint64_t session_new(void) {
    uint16_t random = 0;
    uv_timeval64_t now;
    uv_random(NULL, NULL, &random, sizeof random, 0, NULL);
    uv_gettimeofday(&now);
    return ((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_usec / 1000) << 16 | random;
}

// ---------------------------------------------------------------- the list

static void list_add(struct calls *c, struct call *call) {
    LIST_INSERT_HEAD(&c->buckets[call->number % CALL_BUCKETS], call, bucket_entry);
    TAILQ_INSERT_TAIL(&c->all, call, entry);
    c->count += !call->own;
    c->own_count += call->own;
}

static void list_remove(struct calls *c, struct call *call) {
    LIST_REMOVE(call, bucket_entry);
    TAILQ_REMOVE(&c->all, call, entry);
    c->count -= !call->own;
    c->own_count -= call->own;
}

static struct call *list_find(struct calls *c, uint64_t session, uint32_t number) {
    struct call *call;
    LIST_FOREACH(call, &c->buckets[number % CALL_BUCKETS], bucket_entry) {
        if (call->session == session && call->number == number)
            break;
    }
    return call;
}

// ---------------------------------------------------------------- outcomes

// A sign-on's frame holds a PIN. libzmq has copies of the frame and offers no way to wipe them.
static void call_free(struct call *call) {
    explicit_bzero(call->frame, call->frame_size);
    free(call);
}

// Tells the outcome; a final one frees the call first, so that the callback may do anything.
static void tell(struct calls *c, struct call *call, struct hallq_result result) {
    hallq_done_cb done_cb = call->done_cb;
    void *arg = call->arg;
    result.call = call->id;
    result.resolved = call->reported;
    if (!result.detail)
        result.detail = "";
    if (result.final) {
        list_remove(c, call);
        call_free(call);
    } else {
        call->reported = true;
        call->deadline_ms = NEVER;
    }
    if (done_cb)
        done_cb(c->client, &result, arg);
}

// Tells the refusal that the broker gave last, or would have given had it been asked.
static void tell_not_now(struct calls *c, struct call *call) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    refusal.detail = call->busy_detail;
    refusal.reason = call->busy ? call->busy_reason : HALLQ__REFUSAL__REASON__RETRY_LATER;
    reply.session = call->session;
    reply.number = call->number;
    reply.body_case = HALLQ__REPLY__BODY_REFUSAL;
    reply.refusal = &refusal;
    tell(c, call,
         (struct hallq_result){
             .outcome = HALLQ_REFUSED, .final = true, .reply = &reply, .reason = refusal.reason});
}

static void tell_deadline(struct calls *c, struct call *call) {
    bool untouched = !call->unanswered && (call->kind != READ || call->busy);
    if (untouched)
        tell_not_now(c, call);
    else
        tell(c, call,
             (struct hallq_result){.outcome = HALLQ_UNKNOWN,
                                   .final = call->kind == READ || call->kind == ERRAND});
}

static void tell_reply(struct calls *c, struct call *call, const Hallq__Reply *reply) {
    struct hallq_result result = {.outcome = HALLQ_APPLIED, .final = true, .reply = reply};
    if (reply->body_case == HALLQ__REPLY__BODY_REFUSAL) {
        result.outcome = HALLQ_REFUSED;
        result.reason = reply->refusal->reason;
        result.detail = reply->refusal->detail;
    }
    tell(c, call, result);
}

// ---------------------------------------------------------------- sending

// A time between three quarters and all of the span, so that clients do not come back in step.
static uint64_t jittered(const struct call *call, uint64_t span_ms) {
    uint64_t mix = (call->session ^ call->number ^ call->attempts) * UINT64_C(0x9e3779b97f4a7c15);
    return span_ms - span_ms * (mix >> 56) / 1024;
}

static uint64_t doubled(uint64_t first_ms, unsigned times, uint64_t max_ms) {
    uint64_t span_ms = first_ms << (times < 10 ? times : 10);
    return span_ms < max_ms ? span_ms : max_ms;
}

static void sent(struct call *call, uint64_t now_ms) {
    uint64_t first_ms = call->kind == READ ? RESEND_MAX_MS : RESEND_FIRST_MS;
    uint64_t wait_ms = doubled(first_ms, call->attempts, RESEND_MAX_MS);
    if (call->refused)
        call->unanswered = 0;
    call->refused = false;
    call->attempts++;
    call->unanswered++;
    call->attempt_at_ms = call->kind == ERRAND ? NEVER : now_ms + jittered(call, wait_ms);
}

// Sends the calls that are due, in the order they were made. False: no link takes a frame.
static bool send_due(struct calls *c, uint64_t now_ms) {
    struct call *call;
    TAILQ_FOREACH(call, &c->all, entry) {
        if (call->attempt_at_ms > now_ms)
            continue;
        if (c->send_cb(c, call->frame, call->frame_size))
            return false;
        sent(call, now_ms);
    }
    return true;
}

// ---------------------------------------------------------------- time

static void timer_cb(uv_timer_t *timer);

static void due_at(struct calls *c, uint64_t at_ms, uint64_t now_ms) {
    if (c->closing || at_ms >= c->due_ms)
        return;
    c->due_ms = at_ms;
    uv_timer_start(&c->timer, timer_cb, at_ms > now_ms ? at_ms - now_ms : 0, 0);
}

static void due_again(struct calls *c, uint64_t now_ms, bool link_takes) {
    uint64_t soonest_ms = NEVER, blocked_ms = now_ms + NO_LINK_MS;
    struct call *call;
    TAILQ_FOREACH(call, &c->all, entry) {
        uint64_t at_ms = call->attempt_at_ms;
        if (!link_takes && at_ms < blocked_ms)
            at_ms = blocked_ms;
        if (call->deadline_ms < at_ms)
            at_ms = call->deadline_ms;
        if (at_ms < soonest_ms)
            soonest_ms = at_ms;
    }
    due_at(c, soonest_ms, now_ms);
}

static struct call *overdue(struct calls *c, uint64_t now_ms) {
    struct call *call;
    TAILQ_FOREACH(call, &c->all, entry) {
        if (call->deadline_ms <= now_ms)
            break;
    }
    return call;
}

static void timer_cb(uv_timer_t *timer) {
    struct calls *c = timer->data;
    uint64_t now_ms = uv_now(c->loop);
    struct call *call;
    c->due_ms = NEVER;
    while (!c->closing && (call = overdue(c, now_ms)))
        tell_deadline(c, call);
    if (!c->closing)
        due_again(c, now_ms, send_due(c, now_ms));
}

// ---------------------------------------------------------------- the calls

void calls_open(struct calls *c) {
    c->session = session_new();
    c->due_ms = NEVER;
    TAILQ_INIT(&c->all);
    uv_timer_init(c->loop, &c->timer);
    c->timer.data = c;
}

static void timer_closed_cb(uv_handle_t *handle) {
    struct calls *c = handle->data;
    while (!TAILQ_EMPTY(&c->all)) {
        struct call *call = TAILQ_FIRST(&c->all);
        list_remove(c, call);
        call_free(call);
    }
    c->closed_cb(c);
}

void calls_close(struct calls *c) {
    c->closing = true;
    uv_close((uv_handle_t *)&c->timer, timer_closed_cb);
}

static uint32_t *number_next(struct calls *c, enum kind kind) {
    uint32_t *number = kind == READ ? &c->read_number : &c->number;
    if (++*number == 0) {
        *number = 1;
        if (kind != READ)
            c->session = session_new();
    }
    return number;
}

static Hallq__Request addressed(struct calls *c, const Hallq__Request *request, uint32_t number) {
    Hallq__Request r = *request;
    bool has_key = kind_of(request) != READ && request->session;
    r.number = has_key ? request->number : number;
    r.session = kind_of(request) == READ ? 0 : has_key ? request->session : c->session;
    r.claimed_device = c->claimed_device;
    r.claimed_role = c->claimed_role;
    return r;
}

static struct call *call_new(const Hallq__Request *r, uint32_t number,
                             const struct call_options *options, uint64_t now_ms) {
    size_t frame_size = wire_size(r);
    struct call *call = calloc(1, sizeof *call + frame_size);
    if (!call)
        return NULL;
    call->kind = kind_of(r);
    call->id = number | (call->kind == READ ? READ_BIT : 0);
    call->session = r->session;
    call->number = r->number;
    call->own = options->own;
    call->deadline_ms = now_ms + options->deadline_ms;
    call->attempt_at_ms = now_ms;
    call->done_cb = options->done_cb;
    call->arg = options->arg;
    call->frame_size = frame_size;
    wire_pack(r, call->frame);
    return call;
}

// Whether the broker can read the frame. It cannot answer a frame that it cannot read, so the
// caller would wait for the outcome of a command that was never understood.
static bool can_be_read(const struct call *call) {
    struct arena memory;
    bool settings = call->frame_size > LIMIT_REQUEST_SIZE;
    arena_init(&memory, settings ? IO_UNPACK_MEMORY : LIMIT_UNPACK_MEMORY);
    bool read = wire_unpack(&hallq__request__descriptor, &memory, call->frame, call->frame_size);
    arena_fini(&memory);
    return read;
}

int calls_add(struct calls *c, const Hallq__Request *request, const struct call_options *options,
              uint64_t *ret_call) {
    size_t size_max = request->body_case == HALLQ__REQUEST__BODY_APPLY_SETTINGS
                          ? LIMIT_SETTINGS_SIZE
                          : LIMIT_REQUEST_SIZE;
    if (request->body_case == HALLQ__REQUEST__BODY__NOT_SET)
        return ERR_INVALID;
    if (wire_size(request) + 64 > size_max) // 64: the most bytes that addressed() adds
        return ERR_TOO_LARGE;
    if (c->closing)
        return ERR_CLOSED;
    if (!options->own && c->count >= HALLQ_OUTSTANDING_MAX)
        return ERR_BUSY;
    uint64_t now_ms = uv_now(c->loop);
    uint32_t number = *number_next(c, kind_of(request));
    Hallq__Request r = addressed(c, request, number);
    struct call *call = call_new(&r, number, options, now_ms);
    if (!call)
        return ERR_NO_MEMORY;
    if (!can_be_read(call)) {
        free(call);
        return ERR_INVALID;
    }
    list_add(c, call);
    if (ret_call)
        *ret_call = call->id;
    due_again(c, now_ms, send_due(c, now_ms));
    return ERR_OK;
}

void calls_give_up(struct calls *c, uint64_t id) {
    struct call *call;
    TAILQ_FOREACH(call, &c->all, entry) {
        if (call->id != id)
            continue;
        list_remove(c, call);
        call_free(call);
        return;
    }
}

static bool not_now(const Hallq__Reply *reply) {
    return reply->body_case == HALLQ__REPLY__BODY_REFUSAL &&
           (reply->refusal->reason == HALLQ__REFUSAL__REASON__RETRY_LATER ||
            reply->refusal->reason == HALLQ__REFUSAL__REASON__DISK_FULL ||
            reply->refusal->reason == HALLQ__REFUSAL__REASON__BUSY);
}

static void try_later(struct calls *c, struct call *call, const Hallq__Reply *reply) {
    uint64_t now_ms = uv_now(c->loop);
    call->busy_reason = reply->refusal->reason;
    snprintf(call->busy_detail, sizeof call->busy_detail, "%s", reply->refusal->detail);
    uint64_t wait_ms = doubled(BUSY_FIRST_MS, call->busy, BUSY_MAX_MS);
    call->busy++;
    if (call->reported && !call->unanswered) {
        tell_not_now(c, call); // the deadline is past, and it is certain that nothing was done
        return;
    }
    call->attempt_at_ms = now_ms + jittered(call, wait_ms);
    due_at(c, call->attempt_at_ms, now_ms);
}

static bool may_yet_be_applied(const struct call *call, const Hallq__Reply *reply) {
    return call->kind == COMMAND && call->unanswered &&
           reply->body_case == HALLQ__REPLY__BODY_REFUSAL;
}

static void wait_for_copies(struct calls *c, struct call *call) {
    call->refused = true;
    call->attempt_at_ms = uv_now(c->loop) + RESEND_FIRST_MS;
    due_at(c, call->attempt_at_ms, uv_now(c->loop));
}

void calls_reply(struct calls *c, const Hallq__Reply *reply) {
    struct call *call = list_find(c, reply->session, reply->number);
    if (!call || c->closing)
        return; // the reply answers a second copy, or a call given up
    if (call->unanswered)
        call->unanswered--;
    if (not_now(reply))
        try_later(c, call, reply);
    else if (may_yet_be_applied(call, reply))
        wait_for_copies(c, call);
    else
        tell_reply(c, call, reply);
}

void calls_resend(struct calls *c) {
    uint64_t now_ms = uv_now(c->loop);
    struct call *call;
    TAILQ_FOREACH(call, &c->all, entry) {
        if (call->unanswered && call->kind != ERRAND && !call->refused)
            call->attempt_at_ms = now_ms;
    }
    due_again(c, now_ms, send_due(c, now_ms));
}
