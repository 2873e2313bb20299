// link.c - a DEALER, its monitor, and a ping.
//
//            handshake, then a first answer
//      DOWN ───────────────────────────────▶ UP
//       │ ◀─────── disconnected, or ─────────┘
//       │          three pings in a row without an answer
//       ├──▶ SILENT, NO_NAME: down for HALLQ_SILENT_MS
//       ├──▶ REFUSED: the key is refused; or, with a key, handshakes that time out
//       └──▶ STRANGER: the peer hangs up in the handshake, or speaks otherwise
//
// The four states lead to UP as DOWN does; REFUSED and STRANGER lead back to DOWN when nobody
// listens at the address any more. libzmq 4.3.4 tells of each case (measured):
//   the peer has another server key, or    FAILED_PROTOCOL, or FAILED_NO_DETAIL at once, since the
//   wants keys and we have none            peer hangs up
//   the peer hangs, or does not know our   FAILED_NO_DETAIL when HANDSHAKE_IVL is over, with an
//   key (broker/door/zap.c then answers    errno that says nothing
//   300, which means silence)              (findings/zmq-handshake-errno.sh)
//   the name has no address                CONNECT_RETRIED alone; any other try has CONNECT_DELAYED
//                                          or CONNECTED before it
//
// ZeroMQ's heartbeat drops a half-open connection; the ping finds a broker that has a connection
// and does not answer. After three pings the socket is made anew, which also heals a socket that
// libzmq gave up after a refusal (measured: a socket refused with status 400 never retries). A
// socket may only be closed after its handles, so an old socket lives on until the loop has run.
//
// The key file names beforehand the key that the broker is to have some day. Then a failed
// handshake is tried with the one key and the other in turn, so that no terminal has to be visited
// in the moment in which the broker changes its key.
#include "link.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/loop/uvz.h"

#define LINK_BUDGET 64        // frames a round
#define LINK_QUIET_MAX 3      // pings without an answer
#define LINK_HANDSHAKES_MAX 3 // failures in a row that are no accident
#define LINK_HUNG_MS 500      // a hang-up comes at once, a hanging peer's end after HANDSHAKE_IVL
// Three tries with a peer that hangs up are over in half a second (RECONNECT_IVL). With a peer that
// hangs, or a broker that does not take the key, the second and the third try take HANDSHAKE_IVL
// each, ours or the broker's: they are not over in this time, even if a timer is a little early.
#define LINK_HANG_UPS_MS 1900
#define LINK_OTHER_KEY_MS 200 // the wait before the other server key is tried

struct link_socket {
    struct link *link;
    void *dealer, *monitor;
    struct uvz dealer_uvz, monitor_uvz;
    int watched; // handles to stop
};

static void patience_cb(uv_timer_t *timer);

static void state_set(struct link *l, enum hallq_link state) {
    if (l->state == state || l->closing)
        return;
    l->state = state;
    if (state == HALLQ_LINK_DOWN)
        uv_timer_start(&l->patience, patience_cb, HALLQ_SILENT_MS, 0);
    else
        uv_timer_stop(&l->patience);
    l->state_cb(l, state);
}

static void patience_cb(uv_timer_t *timer) {
    struct link *l = timer->data;
    bool not_let_in = l->keys->server_key && (l->hung_handshakes || l->hang_ups);
    state_set(l, not_let_in    ? HALLQ_LINK_REFUSED
                 : l->nameless ? HALLQ_LINK_NO_NAME
                               : HALLQ_LINK_SILENT);
}

static void round_cb(uv_timer_t *timer);

static void closed_check(struct link *l) {
    if (l->closing && !l->sockets && !l->timers_open)
        l->closed_cb(l);
}

// ---------------------------------------------------------------- sockets

static bool frame_cb(struct uvz *z) {
    struct link_socket *s = z->data;
    struct link *l = s->link;
    zmq_msg_t message;
    zmq_msg_init(&message);
    bool taken = zmq_msg_recv(&message, s->dealer, ZMQ_DONTWAIT) >= 0;
    if (taken && !l->closing) {
        l->heard++;
        l->quiet_rounds = 0;
        l->hang_ups = l->strangers = 0;
    }
    if (taken && !l->closing)
        l->frame_cb(l, zmq_msg_data(&message), zmq_msg_size(&message));
    zmq_msg_close(&message);
    return taken;
}

static void dialled(struct link *l) {
    l->dialled = true;
}

// A busy machine tells that the next try is connected before it tells that the last one failed.
static void shaking_hands(struct link *l) {
    dialled(l);
    if (l->undecided)
        l->next_connected_ms = uv_now(l->loop);
    else
        l->connected_ms = uv_now(l->loop);
    l->undecided = true;
}

static uint64_t handshake_ms(struct link *l) {
    uint64_t took_ms = uv_now(l->loop) - l->connected_ms;
    l->undecided = l->next_connected_ms != 0;
    l->connected_ms = l->next_connected_ms;
    l->next_connected_ms = 0;
    return took_ms;
}

// Nothing more came: the broker does not know the key, or hangs. No stranger hangs: a peer taken
// for a stranger was a hanging one, seen too late by a busy machine.
static void handshake_hung(struct link *l) {
    bool down = l->state == HALLQ_LINK_SILENT || l->state == HALLQ_LINK_STRANGER;
    l->hang_ups = 0;
    l->hung_handshakes++;
    if (down && l->keys->server_key)
        state_set(l, HALLQ_LINK_REFUSED);
}

static void other_key_wish(struct link *l) {
    l->other_key = true;
    uv_timer_start(&l->timer, round_cb, LINK_OTHER_KEY_MS, HALLQ_PING_MS);
}

// A busy machine sees late that a try began and that it failed, so the time between tells little.
// But tries that are seen within a span that began when no try was left to be seen, also happened
// within it: the span can be too short for a peer that hangs, however late the tries are seen.
static void hang_ups_begin(struct link *l) {
    l->hung_handshakes += l->hang_ups; // too few to be sure of a stranger, but a peer is there
    l->hang_ups = 0;
    l->hang_ups_since_ms = uv_now(l->loop);
}

static bool seen_all(struct link *l) {
    int events = 0;
    size_t events_size = sizeof events;
    if (!l->now || zmq_getsockopt(l->now->monitor, ZMQ_EVENTS, &events, &events_size))
        return false;
    uvz_used(&l->now->monitor_uvz);
    return !(events & ZMQ_POLLIN);
}

// The peer has another server key, or is no broker; `for_good`: libzmq says so, and does not try
// again.
static void hung_up(struct link *l, bool for_good) {
    bool has_next = l->keys->server_key_next && !l->closing;
    if (l->other_key)
        return; // this socket is being given up
    l->strangers += for_good;
    l->hang_ups++;
    bool sure = for_good && (!has_next || l->strangers >= LINK_HANDSHAKES_MAX);
    bool enough = l->hang_ups >= LINK_HANDSHAKES_MAX;
    if (sure || (enough && uv_now(l->loop) - l->hang_ups_since_ms < LINK_HANG_UPS_MS))
        state_set(l, HALLQ_LINK_STRANGER);
    else if (enough && !for_good)
        handshake_hung(l);
    if (has_next)
        other_key_wish(l);
}

static void handshake_failed(struct link *l) {
    if (handshake_ms(l) >= LINK_HUNG_MS)
        handshake_hung(l);
    else
        hung_up(l, false);
}

// A try is over, and the next is to come.
static void retried(struct link *l) {
    l->nameless = !l->dialled;
    l->dialled = false;
    if (l->state == HALLQ_LINK_SILENT && l->nameless)
        state_set(l, HALLQ_LINK_NO_NAME);
    else if (l->state == HALLQ_LINK_NO_NAME && !l->nameless)
        state_set(l, HALLQ_LINK_SILENT);
}

// Nobody listens at the address.
static void unheard(struct link *l) {
    l->dialled = true;
    l->hang_ups = l->hung_handshakes = 0;
    if (l->state == HALLQ_LINK_REFUSED || l->state == HALLQ_LINK_STRANGER)
        state_set(l, HALLQ_LINK_DOWN);
}

static void connected(struct link *l) {
    l->connected = true;
    l->undecided = false;
    l->next_connected_ms = 0;
    l->hang_ups = l->strangers = l->hung_handshakes = 0;
    l->other_key = false;
    l->quiet_rounds = 0;
    l->connected_cb(l);
    if (!l->closing)
        l->ping_cb(l);
}

static void disconnected(struct link *l) {
    l->connected = false;
    if (l->state == HALLQ_LINK_UP)
        state_set(l, HALLQ_LINK_DOWN);
}

static void event_handle(struct link *l, uint16_t event) {
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        connected(l);
    else if (event == ZMQ_EVENT_DISCONNECTED)
        disconnected(l);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
        state_set(l, HALLQ_LINK_REFUSED);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
        hung_up(l, true);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
        handshake_failed(l);
    else if (event == ZMQ_EVENT_CONNECT_DELAYED)
        dialled(l);
    else if (event == ZMQ_EVENT_CONNECTED)
        shaking_hands(l);
    else if (event == ZMQ_EVENT_CLOSED)
        unheard(l);
    else if (event == ZMQ_EVENT_CONNECT_RETRIED)
        retried(l);
}

// A monitor's message is two frames: the event with its value, and the address.
static bool event_cb(struct uvz *z) {
    struct link_socket *s = z->data;
    unsigned char first[6], second[1];
    int first_size = zmq_recv(s->monitor, first, sizeof first, ZMQ_DONTWAIT);
    if (first_size < 0)
        return false;
    zmq_recv(s->monitor, second, sizeof second, ZMQ_DONTWAIT);
    uint16_t event;
    memcpy(&event, first, sizeof event);
    uv_update_time(s->link->loop); // a round that stalled counts into how long a try took
    if (first_size >= 6 && !s->link->closing && s->link->now == s)
        event_handle(s->link, event);
    return true;
}

static void socket_free(struct link_socket *s) {
    if (s->dealer) {
        zmq_socket_monitor(s->dealer, NULL, 0);
        zmq_close(s->dealer);
    }
    if (s->monitor)
        zmq_close(s->monitor);
    free(s);
}

static void stopped_cb(struct uvz *z) {
    struct link_socket *s = z->data;
    struct link *l = s->link;
    if (--s->watched)
        return;
    socket_free(s);
    l->sockets--;
    closed_check(l);
}

static void socket_stop(struct link *l) {
    struct link_socket *s = l->now;
    l->now = NULL;
    l->connected = false;
    if (!s)
        return;
    uvz_stop(&s->dealer_uvz, stopped_cb);
    uvz_stop(&s->monitor_uvz, stopped_cb);
}

static bool socket_watch(struct link_socket *s) {
    if (uvz_start(&s->dealer_uvz, s->link->loop, s->dealer, LINK_BUDGET, frame_cb, s))
        return false;
    s->watched++;
    if (uvz_start(&s->monitor_uvz, s->link->loop, s->monitor, LINK_BUDGET, event_cb, s))
        return false;
    s->watched++;
    return true;
}

static int socket_start(struct link *l) {
    char name[64];
    struct link_socket *s = calloc(1, sizeof *s);
    if (!s)
        return ERR_NO_MEMORY;
    snprintf(name, sizeof name, "inproc://link-%" PRIxPTR, (uintptr_t)s);
    s->link = l;
    s->dealer = io_connect(l->io, ZMQ_DEALER, l->keys, l->endpoint, name);
    s->monitor = s->dealer ? io_monitor(l->io, name) : NULL;
    if (!s->monitor) {
        socket_free(s);
        return ERR_INVALID;
    }
    l->sockets++;
    l->now = s;
    if (socket_watch(s))
        return ERR_OK;
    if (s->watched) {
        socket_stop(l);
    } else {
        l->now = NULL;
        l->sockets--;
        socket_free(s);
    }
    return ERR_SYSTEM;
}

// ---------------------------------------------------------------- ping

static void keys_swap(struct link *l) {
    const char *key = l->keys->server_key;
    l->keys->server_key = l->keys->server_key_next;
    l->keys->server_key_next = key;
    l->other_key = false;
}

static void renew(struct link *l) {
    l->quiet_rounds = 0;
    l->undecided = false;
    l->next_connected_ms = 0;
    if (l->state == HALLQ_LINK_UP)
        state_set(l, HALLQ_LINK_DOWN);
    if (l->closing)
        return;
    socket_stop(l);
    if (l->other_key)
        keys_swap(l);
    socket_start(l); // without a socket the next round tries again
}

// Each round has a ping, unless more was heard in the last one than the answer to its ping.
static void round_cb(uv_timer_t *timer) {
    struct link *l = timer->data;
    unsigned heard = l->heard;
    l->heard = 0;
    l->quiet_rounds = heard ? 0 : l->quiet_rounds + 1;
    if (uv_now(l->loop) - l->hang_ups_since_ms >= LINK_HANG_UPS_MS && seen_all(l))
        hang_ups_begin(l);
    if (l->quiet_rounds >= LINK_QUIET_MAX || l->other_key || !l->now)
        renew(l);
    else if (heard < 2)
        l->ping_cb(l);
}

static void timer_closed_cb(uv_handle_t *handle) {
    struct link *l = handle->data;
    l->timers_open--;
    closed_check(l);
}

// ---------------------------------------------------------------- the link

int link_open(struct link *l) {
    l->state = HALLQ_LINK_DOWN;
    hang_ups_begin(l);
    int err = socket_start(l);
    if (err && err != ERR_SYSTEM) // an ERR_SYSTEM may be gone in the next round
        return err;
    uv_timer_init(l->loop, &l->timer);
    uv_timer_init(l->loop, &l->patience);
    l->timer.data = l->patience.data = l;
    l->timers_open = 2;
    uv_timer_start(&l->timer, round_cb, HALLQ_PING_MS, HALLQ_PING_MS);
    uv_timer_start(&l->patience, patience_cb, HALLQ_SILENT_MS, 0);
    return ERR_OK;
}

void link_close(struct link *l) {
    l->closing = true;
    socket_stop(l);
    uv_close((uv_handle_t *)&l->timer, timer_closed_cb);
    uv_close((uv_handle_t *)&l->patience, timer_closed_cb);
}

int link_send(struct link *l, const void *frame, size_t frame_size) {
    int events;
    size_t events_size = sizeof events;
    // libzmq tells of a lost connection before it takes the pipe away: a frame that went into that
    // pipe would be lost and counted as sent.
    if (!l->connected)
        return ERR_AGAIN;
    // Takes in the news of the I/O thread, such as a new connection, before the frame is tried.
    zmq_getsockopt(l->now->dealer, ZMQ_EVENTS, &events, &events_size);
    int sent = zmq_send(l->now->dealer, frame, frame_size, ZMQ_DONTWAIT);
    uvz_used(&l->now->dealer_uvz);
    return sent < 0 ? ERR_AGAIN : ERR_OK;
}

void link_answered(struct link *l, bool revoked) {
    if (revoked)
        state_set(l, HALLQ_LINK_REFUSED);
    else if (l->connected) // else the reply is left over from a connection that is gone
        state_set(l, HALLQ_LINK_UP);
}
