#include "broker/after/aftermath.h"

#include <inttypes.h>
#include <unistd.h>

#define PURGE_AGAIN_MS (60 * 1000)
#define PURGES_AGAIN_MAX 4  // halls tried again in one round of the loop: each is some files
#define DEVICES_FOLLOWED 16 // of one turn, one by one; more of them are all read anew

// What a turn leaves to be done.
struct aftermath {
    struct broker *broker;
    unsigned follow; // of all its events
    uint32_t devices[DEVICES_FOLLOWED];
    size_t device_count; // that changed; may be more than there is room for
};

static void die(const char *what, int err) {
    log_write(LOG_LEVEL_ERROR, what, " error=\"%s\"", err_text(err));
    _exit(EXIT_DISK);
}

// ---------------------------------------------------------------- customer data

// A key whose file cannot be destroyed is never used again all the same (seal.h), and it is tried
// again each minute: a folder that somebody made read-only closes no hall.
static void purge_run(struct broker *b, struct hall *hall) {
    int err = seal_destroy_upto(b->seals, hall->hall, hall->purge_upto_day);
    if (err)
        log_write(LOG_LEVEL_ERROR, "purge_failed", " hall=%u upto_day=%d error=\"%s\"", hall->hall,
                  hall->purge_upto_day, err_text(err));
    if (!err && hall->purge_failing)
        log_write(LOG_LEVEL_INFO, "purged", " hall=%u upto_day=%d", hall->hall,
                  hall->purge_upto_day);
    b->purges_failing += (err != ERR_OK) - hall->purge_failing;
    hall->purge_failing = err != ERR_OK;
    if (err)
        b->purge_again_ms = wallclock_machine_ms() + PURGE_AGAIN_MS;
}

// Business days up to this one lose their keys before anybody is told that they did.
static void purge(struct broker *b, struct hall *hall, int32_t upto_day) {
    if (!hall->purge_failing || upto_day > hall->purge_upto_day)
        hall->purge_upto_day = upto_day;
    purge_run(b, hall);
}

void aftermath_again(struct broker *b) {
    if (!b->purges_failing || wallclock_machine_ms() < b->purge_again_ms)
        return;
    struct hall *hall = b->purge_next ? b->purge_next : b->halls.all;
    for (int tried = 0; hall && tried < PURGES_AGAIN_MAX; hall = hall->next)
        if (hall->purge_failing) {
            purge_run(b, hall);
            tried++;
        }
    b->purge_next = hall;
    b->purge_again_ms = hall ? 0 : wallclock_machine_ms() + PURGE_AGAIN_MS; // the others next time
}

// ---------------------------------------------------------------- after a turn

// The key it had ends, unless it is good for a while longer; then the one before that does, if it was.
static unsigned rekeyed_follow(const struct broker *b, const Hallq__DeviceRekeyed *event) {
    const struct device *device = devices_by_number(&b->devices, event->device); // as it was
    bool ended = !event->previous_until_ms || (device && device->previous_until_ms);
    return ended ? FOLLOW_KEY_ENDS : 0;
}

// Who is signed on there by a key of before is no longer, nor for whom it vouched.
static void key_follow(struct broker *b, const struct device *device) {
    uint32_t key_endings = device->revoked ? KEY_REVOKED_FOR_EVER : device->key_endings;
    if (presences_key_set(&b->presences, device->device, key_endings))
        die("keys_failed", ERR_NO_MEMORY);
}

static void keys_follow(struct broker *b) {
    for (size_t i = 0; i < b->devices.count; i++)
        key_follow(b, &b->devices.list[i]);
}

static void device_note(struct aftermath *a, uint32_t device) {
    if (a->device_count < DEVICES_FOLLOWED)
        a->devices[a->device_count] = device;
    a->device_count++;
}

// At whom it was tried, where, and how often; a warning once something is locked. Never the PIN.
static void wrong_pin_follow(struct broker *b, uint32_t hall, const Hallq__Event *event) {
    const Hallq__SignOnFailed *e = event->sign_on_failed;
    bool locked =
        e->locked_until_ms || e->terminal_locked_until_ms || e->everywhere_locked_until_ms;
    counters_wrong_pin(&b->counters, hall, e->staff);
    log_write(locked ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "sign_on_failed",
              " hall=%u seq=%" PRIu64 " device=%u staff=%u here=%u at_terminal=%u everywhere=%u "
              "locked=%s",
              hall, event->seq, e->device, e->staff, e->failures, e->at_terminal, e->everywhere,
              e->everywhere_locked_until_ms ? "person"
              : e->terminal_locked_until_ms ? "terminal"
              : e->locked_until_ms          ? "person_at_terminal"
                                            : "no");
}

static void event_follow(struct aftermath *a, struct hall *hall, const Hallq__Event *event,
                         const Hallq__JournalRecord *record) {
    unsigned follow = event_follows(event);
    a->follow |= follow;
    hall->leases_stale |= (follow & FOLLOW_LEASES) != 0;
    hall->zone_stale |= (follow & FOLLOW_ZONE) != 0;
    if (follow & FOLLOW_DEVICES)
        device_note(a, event_device(event));
    a->broker->counters.events++;
    if (event->body_case == HALLQ__EVENT__BODY_DAY_OPENED && event->day_opened->begins_again)
        seal_begin_day(a->broker->seals, hall->hall, event->day_opened->day);
    if (event->body_case == HALLQ__EVENT__BODY_DEVICE_REKEYED)
        a->follow |= rekeyed_follow(a->broker, event->device_rekeyed);
    if (follow & FOLLOW_PURGE)
        purge(a->broker, hall, event->contacts_purged->upto_day);
    if (event->body_case == HALLQ__EVENT__BODY_SIGN_ON_FAILED) {
        wrong_pin_follow(a->broker, hall->hall, event);
        return;
    }
    log_write(follow & FOLLOW_LOG ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, event_name(event),
              " hall=%u seq=%" PRIu64 " device=%u staff=%u", hall->hall, event->seq, record->device,
              record->staff);
}

static int devices_look_cb(struct state *s, void *arg) {
    return devices_load(arg, s->tables);
}

static int devices_update_cb(struct state *s, void *arg) {
    struct aftermath *a = arg;
    int err = ERR_OK;
    for (size_t i = 0; i < a->device_count && !err; i++)
        err = devices_update(&a->broker->devices, s->tables, a->devices[i]);
    return err;
}

static void devices_follow(struct aftermath *a) {
    struct turn *turn = &a->broker->turn;
    int err = a->device_count > DEVICES_FOLLOWED
                  ? turn_look(turn, devices_look_cb, &a->broker->devices)
                  : turn_look(turn, devices_update_cb, a);
    if (err)
        die("devices_failed", err);
    if (a->device_count > DEVICES_FOLLOWED)
        keys_follow(a->broker);
    for (size_t i = 0; i < a->device_count && a->device_count <= DEVICES_FOLLOWED; i++) {
        const struct device *device = devices_by_number(&a->broker->devices, a->devices[i]);
        if (device)
            key_follow(a->broker, device);
    }
}

struct leases_look {
    struct broker *broker;
    uint32_t hall;
};

static int leases_look_cb(struct state *s, void *arg) {
    const struct leases_look *look = arg;
    int64_t mono_ms = wallclock_machine_ms();
    int err = leases_load(&look->broker->leases, s, look->hall, mono_ms);
    return err ? err : presences_load(&look->broker->presences, s, look->hall, mono_ms);
}

// Each hall is looked at by itself: one whose rows are rotten keeps the leases it had, and is looked
// at again with the next of its turns that asks for it.
static void leases_look(struct broker *b, struct hall *hall) {
    struct leases_look look = {b, hall->hall};
    int err = turn_look(&b->turn, leases_look_cb, &look);
    if (err == ERR_IO)
        die("leases_failed", err);
    if (err)
        log_write(LOG_LEVEL_ERROR, "leases_failed", " hall=%u error=\"%s\" why=\"%s\"", hall->hall,
                  err_text(err), store_why(b->store));
    hall->leases_stale = err != ERR_OK;
}

static void leases_follow(struct broker *b) {
    for (struct hall *hall = b->halls.touched; hall; hall = hall->touched_next)
        if (hall->leases_stale)
            leases_look(b, hall);
}

static void hall_follow(struct aftermath *a, struct hall *hall) {
    for (const struct applied *applied = hall->first; applied; applied = applied->next)
        for (size_t i = 0; i < applied->record->n_events; i++)
            event_follow(a, hall, applied->record->events[i], applied->record);
}

void aftermath_turn(struct broker *b) {
    struct aftermath a = {.broker = b};
    for (struct hall *hall = b->halls.touched; hall; hall = hall->touched_next)
        hall_follow(&a, hall);
    if (a.follow & FOLLOW_LEASES)
        leases_follow(b);
    if (a.follow & FOLLOW_DEVICES) {
        devices_follow(&a);
        doors_keys_changed(b, a.follow & FOLLOW_KEY_ENDS); // who was let in with it is let go
    }
}

// ---------------------------------------------------------------- start

struct purge_look {
    struct hall *hall;
    int32_t upto_day;
};

static int purge_look_cb(struct state *s, void *arg) {
    struct purge_look *look = arg;
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(look->hall->hall), &row);
    if (!err)
        look->upto_day = row->purged_upto_day;
    return err;
}

static void hall_load(struct broker *b, struct hall *hall) {
    struct purge_look look = {.hall = hall};
    int err = turn_look(&b->turn, purge_look_cb, &look);
    if (err)
        log_write(LOG_LEVEL_ERROR, "hall_failed", " hall=%u error=\"%s\" why=\"%s\"", hall->hall,
                  err_text(err), store_why(b->store));
    if (look.upto_day)
        purge(b, hall, look.upto_day);
    leases_look(b, hall);
}

int aftermath_load(struct broker *b) {
    int err = turn_look(&b->turn, devices_look_cb, &b->devices);
    keys_follow(b); // those that ended just before the broker did
    for (struct hall *hall = b->halls.all; hall && !err; hall = hall->next)
        if (hall->hall)
            hall_load(b, hall);
    return err;
}
