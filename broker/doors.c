#include "broker/doors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/role.h"
#include "broker/broker.h"
#include "broker/door/io_thread.h"
#include "broker/start.h"
#include "broker/tick.h"
#include "broker/turn/dispatch.h"

// ---------------------------------------------------------------- who is refused, on record

// The address's own place, or the one that was told of longest ago; NULL: all are of this minute.
static struct door_told *told_find(struct doors *d, const char *address, int64_t now_ms) {
    struct door_told *oldest = &d->told[0];
    for (size_t i = 0; i < DOORS_TOLD_MAX; i++) {
        if (d->told[i].at_ms && !strcmp(d->told[i].address, address))
            return &d->told[i];
        if (d->told[i].at_ms < oldest->at_ms)
            oldest = &d->told[i];
    }
    if (oldest->at_ms && now_ms - oldest->at_ms < DOORS_TELL_MS)
        return NULL;
    *oldest = (struct door_told){0};
    strncpy(oldest->address, address, sizeof oldest->address - 1);
    return oldest;
}

static void refused_tell(struct doors *d, const struct zap_peer *peer, const struct device *device,
                         const char *why) {
    int64_t now_ms = wallclock_machine_ms();
    struct door_told *told = told_find(d, peer->address, now_ms);
    if (!told)
        return; // hallq_keys_refused_total has it
    told->count++;
    if (told->at_ms && now_ms - told->at_ms < DOORS_TELL_MS)
        return;
    log_write(LOG_LEVEL_WARNING, "key_refused",
              " address=%s door=%s device=%u why=%s count=%" PRIu64,
              *peer->address ? peer->address : "local", peer->domain, device ? device->device : 0,
              why, told->count);
    told->at_ms = now_ms;
    told->count = 0;
}

// ---------------------------------------------------------------- who is let in

// Whether it may make one more connection now; it counts if so.
static bool hurries(struct doors *d, uint32_t device) {
    int64_t now_ms = wallclock_machine_ms();
    int64_t *of_key = &d->full_at_ms[device];
    int64_t full_at_ms = *of_key > now_ms ? *of_key : now_ms;
    if (full_at_ms - now_ms > (int64_t)(DOORS_BURST - 1) * DOORS_EVERY_MS)
        return true;
    *of_key = full_at_ms + DOORS_EVERY_MS;
    return false;
}

static bool may_enter(Hallq__Device__Role role, const char *domain) {
    static const char *const names[DOMAIN_COUNT] = {
        [DOMAIN_COMMANDS] = NET_DOMAIN_COMMANDS,
        [DOMAIN_PUBLIC] = NET_DOMAIN_PUBLIC,
        [DOMAIN_STAFF] = NET_DOMAIN_STAFF,
    };
    for (size_t i = 0; i < DOMAIN_COUNT; i++)
        if (!strcmp(names[i], domain))
            return role_may_enter(role, (enum domain)i);
    return false;
}

// Why a key may not enter; NULL: it may.
static const char *refused_why(struct broker *b, const struct zap_peer *peer,
                               const struct device *device) {
    if (!device)
        return "unknown";
    if (!device_key_good(device, peer->public_key))
        return "revoked";
    if (!may_enter(device->role, peer->domain))
        return "role";
    if (hurries(&b->doors, device->device)) {
        b->doors.hurried_count++;
        return "too_many";
    }
    return NULL;
}

static bool allow_cb(void *arg, const struct zap_peer *peer, char ret_user_id[ZAP_USER_ID_SIZE]) {
    struct broker *b = arg;
    const struct device *device = devices_by_key(&b->devices, peer->public_key);
    const char *why = refused_why(b, peer, device);
    if (why) {
        refused_tell(&b->doors, peer, device, why);
        return false;
    }
    device_user_id(device, peer->public_key, ret_user_id);
    return true;
}

// ---------------------------------------------------------------- keys

// Whoever followed comes back at once: that is not held against their keys.
static void followers_let_go(struct broker *b) {
    if (!b->net.keyed)
        return;
    for (size_t i = 0; i <= LIMIT_DEVICES; i++)
        if (b->doors.full_at_ms[i])
            b->doors.full_at_ms[i] -= (int64_t)FEED_COUNT * DOORS_EVERY_MS;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        broadcast_reopen(&b->feeds[feed]);
}

void doors_keys_changed(struct broker *b, bool ended) {
    b->doors.next_end_ms = devices_expire(&b->devices, hall_time_now(&b->time));
    if (ended)
        followers_let_go(b);
}

void doors_tick(struct broker *b) {
    if (hall_time_now(&b->time) >= b->doors.next_end_ms)
        doors_keys_changed(b, true);
}

// ---------------------------------------------------------------- open and close

static size_t page_cb(void *arg, char *page) {
    return tick_page(arg, page);
}

// A broker without keys, or with a clock of its own, stays on this machine. By what was bound, not by
// how it was written.
static int bound_check(const struct broker *b, const char *endpoint, struct bilingual *ret_why) {
    if (endpoint_is_near(endpoint))
        return ERR_OK;
    if (!b->net.keyed)
        *ret_why = start_words(START_NEAR_WITHOUT_KEY);
    else if (b->options.speed != 1 || b->options.start_at_ms)
        *ret_why = start_words(START_NEAR_WITH_SPEED);
    else
        return ERR_OK;
    return ERR_DENIED;
}

// Why nothing can listen at an address.
static struct bilingual unbound_why(int err, const char *endpoint) {
    bool near = !strncmp(endpoint, "ipc://", 6);
    if (err == ERR_NOT_FOUND)
        return start_words(near ? START_NO_FOLDER : START_NOT_OURS);
    if (err == ERR_DENIED)
        return start_words(START_MAY_NOT_LISTEN);
    return SAME("");
}

static int feed_open(struct broker *b, enum feed feed, const char *endpoint, const char *domain,
                     struct bilingual *ret_why) {
    int err = broadcast_start(&b->feeds[feed], &b->net, b->loop, endpoint, domain);
    if (err) {
        *ret_why = unbound_why(err, endpoint);
        return err;
    }
    b->doors.open_count++;
    return bound_check(b, b->feeds[feed].endpoint, ret_why);
}

static int commands_open(struct broker *b, struct bilingual *ret_why) {
    int err = router_start(&b->router, &b->net, b->loop, b->options.commands, LIMIT_TURN_COMMANDS,
                           dispatch_frame, b);
    if (err) {
        *ret_why = unbound_why(err, b->options.commands);
        return err;
    }
    b->doors.open_count++;
    return bound_check(b, b->router.endpoint, ret_why);
}

int doors_open(struct broker *b, struct bilingual *ret_what, struct bilingual *ret_why) {
    const struct options *o = &b->options;
    *ret_what = start_words(START_KEY_HANDLER);
    *ret_why = SAME("");
    b->doors.full_at_ms = calloc(LIMIT_DEVICES + 1, sizeof *b->doors.full_at_ms);
    if (!b->doors.full_at_ms)
        return ERR_NO_MEMORY;
    doors_keys_changed(b, false);
    int err = zap_start(&b->zap, &b->net, b->loop, allow_cb, b);
    if (!err) {
        *ret_what = SAME(o->public_feed);
        err = feed_open(b, FEED_PUBLIC, o->public_feed, NET_DOMAIN_PUBLIC, ret_why);
    }
    if (!err) {
        *ret_what = SAME(o->staff_feed);
        err = feed_open(b, FEED_STAFF, o->staff_feed, NET_DOMAIN_STAFF, ret_why);
    }
    if (!err) {
        *ret_what = SAME("--metrics");
        err = metrics_start(&b->metrics, b->loop, o->metrics_port, page_cb, b);
    }
    if (!err) {
        *ret_what = SAME(o->commands);
        err = commands_open(b, ret_why);
    }
    if (!err)
        io_thread_yield(IO_FEEDS);
    return err;
}

static void closed_cb(void *arg) {
    struct broker *b = arg;
    if (--b->doors.open_count == 0)
        zap_stop(&b->zap, NULL);
}

void doors_close(struct broker *b, int linger_ms) {
    metrics_stop(&b->metrics);
    if (!b->doors.open_count)
        zap_stop(&b->zap, NULL);
    router_stop(&b->router, linger_ms, closed_cb);
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        broadcast_stop(&b->feeds[feed], closed_cb, b);
}

void doors_fini(struct doors *d) {
    free(d->full_at_ms);
    *d = (struct doors){0};
}
