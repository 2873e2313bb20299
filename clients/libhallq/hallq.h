// hallq.h - the client side of hallq, on the caller's libuv loop. The one header a client includes.
//
// A client (struct hallq) sends commands to the broker and follows the events of halls. Everything
// happens on the loop's thread; nothing blocks; callbacks come from the loop, never from inside the
// call that asked for them. Any function may be called from any callback.
//
// Messages (Hallq__Request, Hallq__Reply, Hallq__Event) are protobuf-c structs of proto/, whose
// comments say what each command needs, does and may be refused for. A callback borrows what it is
// given, until it returns.
//
// Functions return ERR_OK (0) or another code of base/err.h; err_text() names it.
//
//     struct hallq_options options = hallq_options_of(&keyfile);
//     hallq_connect(loop, &options, &client);
//
//     Hallq__Issue issue = HALLQ__ISSUE__INIT;
//     issue.service = 1;
//     HALLQ_REQUEST(request, hall, ISSUE, issue, &issue);
//     hallq_send(client, &request, HALLQ_DEADLINE_MS, issued_cb, NULL, NULL);
#ifndef HALLQ_H
#define HALLQ_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "command.pb-c.h"
#include "keyfile.h"
#include "view/view.h"

#define HALLQ_OUTSTANDING_MAX 1024 // requests of one client without a final outcome
#define HALLQ_FOLLOWS_MAX 1024     // halls one client follows
#define HALLQ_STALE_MS 3000        // a view is stale after so long without a message of its feed
#define HALLQ_SILENT_MS 2000       // a link down for so long is reported as silent
#define HALLQ_PING_MS 2000         // the broker is pinged after so long a quiet
#define HALLQ_DEADLINE_MS 3000     // a good deadline where a person waits

struct hallq;
struct hallq_follow;

// ---------------------------------------------------------------- connection

enum hallq_link {
    // In every state but UP the client tries again for ever.
    HALLQ_LINK_DOWN,     // the broker is not reached yet, or was just lost
    HALLQ_LINK_UP,       // the broker answers
    HALLQ_LINK_REFUSED,  // our key is unknown to the broker, or was revoked; or the broker hangs
    HALLQ_LINK_SILENT,   // nobody answered for HALLQ_SILENT_MS
    HALLQ_LINK_NO_NAME,  // nobody answered, and the endpoint's name is no machine's
    HALLQ_LINK_STRANGER, // the peer that answers has another key than the broker, or is no broker
};

// The link's state changed. The first state, which is not reported, is HALLQ_LINK_DOWN.
typedef void (*hallq_link_cb)(struct hallq *client, enum hallq_link link, void *arg);

struct hallq_options {
    const char *commands;    // endpoint of commands, e.g. "tcp://127.0.0.1:7301"
    const char *public_feed; // endpoint, NULL or empty: the feed cannot be followed
    const char *staff_feed;  // endpoint, NULL or empty: the feed cannot be followed
    const char *lead_feed;   // endpoint, NULL or empty: the staff feed is followed in its stead
    // Keys in Z85, 40 characters each; all three, or none for an open broker on the loopback.
    const char *server_key;
    const char *public_key;
    const char *secret_key;
    const char *server_key_next; // the broker has this or server_key; NULL or empty: no such key
    Hallq__Device__Role role;
    uint32_t hall;         // named by pings, so that a counter's terminal keeps its lease; may be 0
    uint32_t device;       // without keys only: who we claim to be, 1..65535
    hallq_link_cb link_cb; // may be NULL
    void *arg;
    struct hallq *beside; // client of the same loop whose I/O thread is shared; NULL: an own thread
};

// hallq_options_of: options from a key file, which must outlive the hallq_connect call; `hall` is
// its first hall. The caller adds callbacks.
struct hallq_options hallq_options_of(const struct hallq_keyfile *k);

// hallq_connect: starts a client; returns at once, the link comes up later. Texts of the options
// are copied. ERR_INVALID: an endpoint or a key is malformed; ERR_SYSTEM.
int hallq_connect(uv_loop_t *loop, const struct hallq_options *options, struct hallq **ret_client);

// hallq_server_key: the server key that the client goes by now; NULL without keys. The text lives
// as long as the client.
const char *hallq_server_key(const struct hallq *client);

// hallq_close: ends the client and its follows; outstanding requests get no callback. closed_cb
// (may be NULL) is called from the loop when all memory is freed; until then the loop must run.
// NULL is left alone; *client is nulled.
void hallq_close(struct hallq **client, void (*closed_cb)(void *arg), void *arg);

enum hallq_link hallq_link_state(const struct hallq *client);
Hallq__Device__Role hallq_role(const struct hallq *client);

// ---------------------------------------------------------------- commands

enum hallq_outcome {
    // The command was done and is on the disk; or a read was answered. `reply` is set.
    HALLQ_APPLIED,
    // Nothing was done. `reply` is set and holds the refusal. When the command never left this
    // machine before its deadline, the library makes a refusal RETRY_LATER, with `reply->seq` 0.
    HALLQ_REFUSED,
    // The deadline passed, and the command may or may not have been done. `reply` is NULL. For a
    // command the library goes on asking with the same key: a second, final callback follows, with
    // `resolved` set, unless hallq_give_up() comes first. For a read, a backup and a scrub this is
    // final.
    HALLQ_UNKNOWN,
};

struct hallq_result {
    enum hallq_outcome outcome;
    bool resolved;                 // this is the second callback, after HALLQ_UNKNOWN
    bool final;                    // no further callback will come
    const Hallq__Reply *reply;     // borrowed
    Hallq__Refusal__Reason reason; // of HALLQ_REFUSED, else NONE
    const char *detail; // of HALLQ_REFUSED: the broker's words for people, may be empty; else ""
    uint64_t call;      // what hallq_send returned
};

typedef void (*hallq_done_cb)(struct hallq *client, const struct hallq_result *result, void *arg);

// HALLQ_REQUEST: declares `name`, a request to the hall `hall_id`. Its body is the command `field`
// of the schema (e.g. call_next), whose constant is FIELD (CALL_NEXT), and points at `body_struct`.
#define HALLQ_REQUEST(name, hall_id, FIELD, field, body_struct)                                    \
    Hallq__Request name = HALLQ__REQUEST__INIT;                                                    \
    name.hall = (hall_id);                                                                         \
    name.body_case = HALLQ__REQUEST__BODY_##FIELD;                                                 \
    name.field = (body_struct)

// hallq_send: sends a request: the caller sets body and hall, the library the rest. A caller that
// sets `session` and `number` gives a command a key of its own, under which it may send it again,
// from another client too, and is given the same answer. The request is
// packed before the call returns. The library resends it under the same key when the link was lost,
// and waits and retries when the broker says RETRY_LATER or BUSY, until `deadline_ms` from now;
// then done_cb gets the outcome. ret_call (may be NULL): a handle for hallq_give_up, never 0.
// ERR_BUSY: too many requests are outstanding. ERR_TOO_LARGE: over 16 KiB packed, settings over 256
// KiB. ERR_INVALID: no body, or a text that is not UTF-8 or has a control character other than tab
// and newline. With an error nothing is sent and done_cb is never called.
int hallq_send(struct hallq *client, const Hallq__Request *request, uint32_t deadline_ms,
               hallq_done_cb done_cb, void *arg, uint64_t *ret_call);

// hallq_give_up: ends a call without a further callback; what the broker did with it stays unknown.
// The handle of a call that has ended already is left alone.
void hallq_give_up(struct hallq *client, uint64_t call);

// hallq_outstanding: requests without a final outcome, the library's own left out.
size_t hallq_outstanding(const struct hallq *client);

// ---------------------------------------------------------------- following a hall

enum hallq_feed {
    HALLQ_FEED_PUBLIC, // shows numbers, counters, states, waits
    HALLQ_FEED_STAFF,  // shows people, classes, reasons as well
    HALLQ_FEED_LEAD,   // shows as well what is for leads and managers alone
};
#define HALLQ_FEED_COUNT (HALLQ_FEED_LEAD + 1)

// hallq_feed_of: the feed that shows most among those that a device of this role may follow.
enum hallq_feed hallq_feed_of(Hallq__Device__Role role);

// Each callback may be NULL. When it is called, hallq_follow_view() already has the change folded
// in.
struct hallq_follow_callbacks {
    // The view was replaced as a whole by a snapshot: draw everything anew.
    void (*reset_cb)(struct hallq_follow *follow, void *arg);
    // An event; each comes once and in order. `late`: the event is more than five seconds old in
    // hall time, because a link was cut or hung, or this loop hung. A younger event is not late,
    // even if a repair brought it.
    void (*event_cb)(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg);
    // A call; each comes once and in order, after event_cb of its event; so do calls that only a
    // snapshot after a cut told of. A late call is shown, not spoken. Calls made before the
    // following began stand only in the view.
    void (*call_cb)(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg);
    // New wait figures.
    void (*waits_cb)(struct hallq_follow *follow, void *arg);
    // After each round that changed the view: the place to draw. view->changed names the parts that
    // changed since the last time.
    void (*changed_cb)(struct hallq_follow *follow, void *arg);
    // The view may be behind from now on, or is right again. It starts as stale.
    void (*stale_cb)(struct hallq_follow *follow, bool stale, void *arg);
    // The machine's clock is in doubt from now on (view->now.clock), or is so no more.
    void (*clock_cb)(struct hallq_follow *follow, void *arg);
    // The broker refuses the snapshot (NO_HALL, OTHER_HALL, NOT_ALLOWED ...). The library asks
    // again by itself.
    void (*refused_cb)(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg);
};

// hallq_follow: follows a hall until hallq_unfollow or hallq_close. The callbacks are copied.
// ERR_INVALID: the options name no such feed. ERR_EXISTS: this client follows the hall already.
// ERR_BUSY: this client follows HALLQ_FOLLOWS_MAX halls.
int hallq_follow(struct hallq *client, uint32_t hall, enum hallq_feed feed,
                 const struct hallq_follow_callbacks *callbacks, void *arg,
                 struct hallq_follow **ret_follow);

// hallq_unfollow: ends following; no callback comes after it. NULL is left alone; *follow is
// nulled.
void hallq_unfollow(struct hallq_follow **follow);

// hallq_follow_people: asks for the list of people after somebody signed on, since the broker tells
// it only to a person signed on; changed_cb follows when it has come. After new settings the
// library asks again by itself.
void hallq_follow_people(struct hallq_follow *follow);

// hallq_follow_view: the hall as last seen; never NULL; `loaded` is false before the first
// snapshot.
const struct hallq_view *hallq_follow_view(const struct hallq_follow *follow);

// hallq_follow_now_ms: hall time now, from the time the broker last told and the time passed since.
// 0 before the broker told any.
int64_t hallq_follow_now_ms(const struct hallq_follow *follow);

struct hallq *hallq_follow_client(const struct hallq_follow *follow);

#endif
