#include "broker/doors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/role.h"
#include "broker/door/io_thread.h"
#include "broker/log/log.h"
#include "broker/start.h"

// ---------------------------------------------------------------- refused keys, on record

// Returns the address's own place, or the place of the address whose line is the oldest; NULL: all
// lines are younger than a minute.
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
        return; // hallq_keys_refused_total counts it
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

// ---------------------------------------------------------------- keys let in

// Returns whether the device connects too fast; if it does not, its new connection is counted.
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
        [DOMAIN_LEAD] = NET_DOMAIN_LEAD,
    };
    for (size_t i = 0; i < DOMAIN_COUNT; i++)
        if (!strcmp(names[i], domain))
            return role_may_enter(role, (enum domain)i);
    return false;
}

// Returns why the key may not enter; NULL: it may.
static const char *refused_why(struct doors *d, const struct zap_peer *peer,
                               const struct device *device) {
    if (!device)
        return "unknown";
    if (!device_key_good(device, peer->public_key))
        return "revoked";
    if (!may_enter(device->role, peer->domain))
        return "role";
    if (hurries(d, device->device)) {
        d->hurried_count++;
        return "too_many";
    }
    return NULL;
}

static bool allow_cb(void *arg, const struct zap_peer *peer, char ret_user_id[ZAP_USER_ID_SIZE]) {
    struct doors *d = arg;
    const struct device *device = devices_by_key(d->user.devices, peer->public_key);
    const char *why = refused_why(d, peer, device);
    if (why) {
        refused_tell(d, peer, device, why);
        return false;
    }
    device_user_id(device, peer->public_key, ret_user_id);
    return true;
}

// ---------------------------------------------------------------- keys

// The followers come back at once: their keys are not charged for these connections.
static void followers_let_go(struct doors *d) {
    if (!d->net.keyed)
        return;
    for (size_t i = 0; i <= LIMIT_DEVICES; i++)
        if (d->full_at_ms[i])
            d->full_at_ms[i] -= (int64_t)FEED_COUNT * DOORS_EVERY_MS;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        broadcast_reopen(&d->feeds[feed]);
}

void doors_keys_changed(struct doors *d, bool ended) {
    d->next_end_ms = devices_expire(d->user.devices, hall_time_now(d->user.time));
    if (ended)
        followers_let_go(d);
}

void doors_tick(struct doors *d) {
    if (hall_time_now(d->user.time) >= d->next_end_ms)
        doors_keys_changed(d, true);
}

// ---------------------------------------------------------------- open and close

static size_t page_cb(void *arg, char *page) {
    const struct doors *d = arg;
    return d->user.page_cb(d->user.arg, page);
}

static void frame_cb(void *arg, const struct peer *peer, const char *user_id, const void *frame,
                     size_t frame_size) {
    const struct doors *d = arg;
    d->user.frame_cb(d->user.arg, peer, user_id, frame, frame_size);
}

// A broker without keys, or with a clock of its own, stays on this machine. The check is on the
// address that was bound, not on how the option was written.
static int bound_check(const struct doors *d, const char *endpoint, struct bilingual *ret_why) {
    if (endpoint_is_near(endpoint))
        return ERR_OK;
    if (!d->net.keyed)
        *ret_why = start_words(START_NEAR_WITHOUT_KEY);
    else if (d->user.time->wallclock.start_at_ms)
        *ret_why = start_words(START_NEAR_WITH_SPEED);
    else
        return ERR_OK;
    return ERR_DENIED;
}

// Returns why no socket can listen at the address.
static struct bilingual unbound_why(int err, const char *endpoint) {
    bool near = !strncmp(endpoint, "ipc://", 6);
    if (err == ERR_NOT_FOUND)
        return start_words(near ? START_NO_FOLDER : START_NOT_OURS);
    if (err == ERR_DENIED)
        return start_words(START_MAY_NOT_LISTEN);
    return SAME("");
}

static int feed_open(struct doors *d, enum feed feed, const char *endpoint, const char *domain,
                     struct bilingual *ret_why) {
    int err = broadcast_start(&d->feeds[feed], &d->net, d->user.loop, endpoint, domain);
    if (err) {
        *ret_why = unbound_why(err, endpoint);
        return err;
    }
    d->open_count++;
    return bound_check(d, d->feeds[feed].endpoint, ret_why);
}

static int commands_open(struct doors *d, struct bilingual *ret_why) {
    int err = router_start(&d->router, &d->net, d->user.loop, d->user.options->commands,
                           LIMIT_TURN_COMMANDS, frame_cb, d);
    if (err) {
        *ret_why = unbound_why(err, d->user.options->commands);
        return err;
    }
    d->open_count++;
    return bound_check(d, d->router.endpoint, ret_why);
}

int doors_open(struct doors *d, const struct doors_user *user, struct bilingual *ret_what,
               struct bilingual *ret_why) {
    const struct options *o = user->options;
    d->user = *user;
    *ret_what = start_words(START_KEY_HANDLER);
    *ret_why = SAME("");
    d->full_at_ms = calloc(LIMIT_DEVICES + 1, sizeof *d->full_at_ms);
    if (!d->full_at_ms)
        return ERR_NO_MEMORY;
    doors_keys_changed(d, false);
    int err = zap_start(&d->zap, &d->net, d->user.loop, allow_cb, d);
    if (!err) {
        *ret_what = SAME(o->public_feed);
        err = feed_open(d, FEED_PUBLIC, o->public_feed, NET_DOMAIN_PUBLIC, ret_why);
    }
    if (!err) {
        *ret_what = SAME(o->staff_feed);
        err = feed_open(d, FEED_STAFF, o->staff_feed, NET_DOMAIN_STAFF, ret_why);
    }
    if (!err) {
        *ret_what = SAME(o->lead_feed);
        err = feed_open(d, FEED_LEAD, o->lead_feed, NET_DOMAIN_LEAD, ret_why);
    }
    if (!err) {
        *ret_what = SAME("--metrics");
        err = metrics_start(&d->metrics, d->user.loop, o->metrics_port, page_cb, d);
    }
    if (!err) {
        *ret_what = SAME(o->commands);
        err = commands_open(d, ret_why);
    }
    if (!err)
        io_thread_yield(IO_FEEDS);
    return err;
}

static void closed_cb(void *arg) {
    struct doors *d = arg;
    if (--d->open_count == 0)
        zap_stop(&d->zap, NULL);
}

void doors_close(struct doors *d, int linger_ms) {
    metrics_stop(&d->metrics);
    if (!d->open_count)
        zap_stop(&d->zap, NULL);
    router_stop(&d->router, linger_ms, closed_cb);
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        broadcast_stop(&d->feeds[feed], closed_cb, d);
}

void doors_fini(struct doors *d) {
    free(d->full_at_ms);
    net_fini(&d->net);
    *d = (struct doors){0};
}
