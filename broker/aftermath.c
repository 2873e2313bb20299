#include "broker/aftermath.h"

#include <inttypes.h>
#include <unistd.h>

// What a turn leaves to be done.
struct aftermath {
    struct broker *broker;
    unsigned follow; // of all its events
};

enum {
    FOLLOW_LEASES = 1 << 0, // who is signed on where may have changed
    FOLLOW_DEVICES = 1 << 1,
    FOLLOW_KEY_ENDED = 1 << 2,
    FOLLOW_CLOCK = 1 << 3,
    FOLLOW_PURGE = 1 << 4,
    FOLLOW_SAY = 1 << 5, // a line in the log, not only when debugging
};

// What each event asks for; most ask for nothing.
static const unsigned follows[] = {
    [HALLQ__EVENT__BODY_DEVICE_ADDED] = FOLLOW_DEVICES | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_DEVICE_REVOKED] = FOLLOW_DEVICES | FOLLOW_KEY_ENDED | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_DEVICE_REKEYED] = FOLLOW_DEVICES | FOLLOW_KEY_ENDED | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_CLOCK_ALARMED] = FOLLOW_SAY,
    [HALLQ__EVENT__BODY_CLOCK_ACCEPTED] = FOLLOW_CLOCK | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_CONTACTS_PURGED] = FOLLOW_PURGE | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_COUNTER_LOST] = FOLLOW_LEASES | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_COUNTER_FOUND] = FOLLOW_LEASES | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_COUNTER_FREED] = FOLLOW_LEASES,
    [HALLQ__EVENT__BODY_SETTINGS_APPLIED] = FOLLOW_LEASES | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_DAY_OPENED] = FOLLOW_LEASES | FOLLOW_SAY,
    [HALLQ__EVENT__BODY_STAFF_SIGNED_ON] = FOLLOW_LEASES,
    [HALLQ__EVENT__BODY_STAFF_SIGNED_OFF] = FOLLOW_LEASES,
    [HALLQ__EVENT__BODY_SIGN_ON_FAILED] = FOLLOW_SAY,
};

static const char *const names[] = {
#define EVENT(CASE, Type, member, MARK) [HALLQ__EVENT__BODY_##CASE] = #member,
#include "broker/hall/events.def"
#undef EVENT
};

static void die(const char *what, int err) {
    log_write(LOG_LEVEL_ERROR, what, " error=\"%s\"", err_text(err));
    _exit(EXIT_DISK);
}

static int leases_look_cb(struct state *s, void *arg) {
    const struct aftermath *a = arg;
    struct broker *b = a->broker;
    for (const struct hall *hall = b->halls.touched; hall; hall = hall->touched_next) {
        int err = hall->leases_stale
                      ? leases_load(&b->leases, s, hall->hall, wallclock_machine_ms())
                      : ERR_OK;
        if (err)
            return err;
    }
    return ERR_OK;
}

// Business days up to this one lose their keys before anybody is told that they did.
static void purge(struct broker *b, uint32_t hall, int32_t upto_day) {
    int err = seal_destroy_upto(b->seals, hall, upto_day);
    if (err)
        die("purge_failed", err);
}

static void event_follow(struct aftermath *a, struct hall *hall, const Hallq__Event *event,
                         const Hallq__JournalRecord *record) {
    size_t i = (size_t)event->body_case;
    unsigned follow = i < sizeof follows / sizeof follows[0] ? follows[i] : 0;
    a->follow |= follow;
    hall->leases_stale |= (follow & FOLLOW_LEASES) != 0;
    a->broker->counters.events++;
    if (follow & FOLLOW_PURGE)
        purge(a->broker, hall->hall, event->contacts_purged->upto_day);
    log_write(follow & FOLLOW_SAY ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, names[i],
              " hall=%u seq=%" PRIu64 " device=%u staff=%u", hall->hall, event->seq, record->device,
              record->staff);
}

static int devices_look_cb(struct state *s, void *arg) {
    return devices_load(arg, s->tables);
}

static void devices_follow(struct broker *b) {
    int err = turn_look(&b->turn, devices_look_cb, &b->devices);
    if (err)
        die("devices_failed", err);
}

static void clock_follow(struct broker *b) {
    clock_accept(&b->clock, wallclock_wall_ms(&b->wallclock), wallclock_mono_ms(&b->wallclock));
    b->clock_told = false;
}

static void leases_follow(struct aftermath *a) {
    struct broker *b = a->broker;
    int err = turn_look(&b->turn, leases_look_cb, a);
    if (err)
        die("leases_failed", err);
    for (struct hall *hall = b->halls.touched; hall; hall = hall->touched_next)
        hall->leases_stale = false;
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
        leases_follow(&a);
    if (a.follow & FOLLOW_DEVICES)
        devices_follow(b);
    if ((a.follow & FOLLOW_KEY_ENDED) && b->net.keyed)
        broadcast_reopen(&b->feeds[FEED_STAFF]); // who was let in with it is let go
    if (a.follow & FOLLOW_CLOCK)
        clock_follow(b);
}

// ---------------------------------------------------------------- start

static int hall_load(struct broker *b, struct state *s, uint32_t hall) {
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err && row->purged_upto_day)
        err = seal_destroy_upto(b->seals, hall, row->purged_upto_day);
    if (!err)
        err = leases_load(&b->leases, s, hall, wallclock_machine_ms());
    return err;
}

static int load_look_cb(struct state *s, void *arg) {
    struct broker *b = arg;
    int err = devices_load(&b->devices, s->tables);
    for (const struct hall *hall = b->halls.all; hall && !err; hall = hall->next)
        if (hall->hall)
            err = hall_load(b, s, hall->hall);
    return err;
}

int aftermath_load(struct broker *b) {
    return turn_look(&b->turn, load_look_cb, b);
}
