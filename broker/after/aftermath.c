#include "broker/after/aftermath.h"

#include <inttypes.h>
#include <unistd.h>

#include "broker/log/exit_code.h"
#include "broker/log/log.h"

// Devices of one turn that are read one by one, each with a move within the index of keys: as many
// as the turn has commands. Should more devices have changed, all are read anew.
#define DEVICES_FOLLOWED LIMIT_TURN_COMMANDS

// The work that a turn leaves to be done.
struct left {
    struct aftermath *aftermath;
    unsigned follow; // marks of all its events, enum follow
    uint32_t devices[DEVICES_FOLLOWED];
    size_t device_count; // devices that changed; may exceed the room in `devices`
};

static void die(const char *what, int err) {
    log_write(LOG_LEVEL_ERROR, what, " error=\"%s\"", err_text(err));
    _exit(EXIT_DISK);
}

// ---------------------------------------------------------------- after a turn

// The device's replaced key ends, unless it is good for a while longer; then the previous key
// before it ends, if that was still good.
static unsigned rekeyed_follow(const struct aftermath *a, const Hallq__DeviceRekeyed *event) {
    const struct device *device = devices_by_number(a->devices, event->device); // before the turn
    bool ended = !event->previous_until_ms || (device && device->previous_until_ms);
    return ended ? FOLLOW_KEY_ENDS : 0;
}

// A sign-on made under an earlier key of the device ends, and so do the sign-ons that it vouched
// for.
static void key_follow(struct aftermath *a, const struct device *device) {
    uint32_t key_endings = device->revoked ? KEY_REVOKED_FOR_EVER : device->key_endings;
    if (presences_key_set(a->presences, device->device, key_endings))
        die("keys_failed", ERR_NO_MEMORY);
}

static void keys_follow(struct aftermath *a) {
    for (size_t i = 0; i < a->devices->count; i++)
        key_follow(a, &a->devices->list[i]);
}

static void device_note(struct left *l, uint32_t device) {
    if (l->device_count < DEVICES_FOLLOWED)
        l->devices[l->device_count] = device;
    l->device_count++;
}

// The line says for which person a PIN was tried, where, and how often; it is a warning once a
// person or a terminal is locked. It never has the PIN.
static void wrong_pin_follow(struct aftermath *a, uint32_t hall, const Hallq__Event *event) {
    const Hallq__SignOnFailed *e = event->sign_on_failed;
    bool locked =
        e->locked_until_ms || e->terminal_locked_until_ms || e->everywhere_locked_until_ms;
    counters_wrong_pin(a->counters, hall, e->staff);
    log_write(locked ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "sign_on_failed",
              " hall=%u seq=%" PRIu64 " device=%u staff=%u here=%u at_terminal=%u everywhere=%u "
              "locked=%s",
              hall, event->seq, e->device, e->staff, e->failures, e->at_terminal, e->everywhere,
              e->everywhere_locked_until_ms ? "person"
              : e->terminal_locked_until_ms ? "terminal"
              : e->locked_until_ms          ? "person_at_terminal"
                                            : "no");
}

static const char *word(const ProtobufCEnumDescriptor *words, int value) {
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(words, value);
    return found ? found->name : "?";
}

// What an alert says. A breach is a warning, and so is one that nobody acted on.
static bool alert_follow(uint32_t hall, const Hallq__Event *event) {
    const Hallq__Alert *a =
        event->body_case == HALLQ__EVENT__BODY_ALERT_RAISED    ? event->alert_raised->alert
        : event->body_case == HALLQ__EVENT__BODY_ALERT_CHANGED ? event->alert_changed->alert
                                                               : NULL;
    if (event->body_case == HALLQ__EVENT__BODY_ALERT_ESCALATED)
        log_write(LOG_LEVEL_WARNING, "alert_escalated", " hall=%u seq=%" PRIu64 " alert=%" PRIu64,
                  hall, event->seq, event->alert_escalated->alert);
    if (a)
        log_write(a->level == HALLQ__ALERT__LEVEL__BREACH ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                  event_name(event),
                  " hall=%u seq=%" PRIu64 " alert=%" PRIu64
                  " kind=%s level=%s subject=%u count=%u waiting=%u longest_s=%u",
                  hall, event->seq, a->alert, word(&hallq__alert__kind__descriptor, (int)a->kind),
                  word(&hallq__alert__level__descriptor, (int)a->level), a->subject, a->count,
                  a->waiting, a->longest_s);
    return a || event->body_case == HALLQ__EVENT__BODY_ALERT_ESCALATED;
}

static void event_follow(struct left *l, struct hall *hall, const Hallq__Event *event,
                         const Hallq__JournalRecord *record) {
    struct aftermath *a = l->aftermath;
    unsigned follow = event_follows(event);
    l->follow |= follow;
    if (follow & FOLLOW_LEASES)
        signed_on_mark(a->signed_on, hall);
    hall->zone_stale |= (follow & FOLLOW_ZONE) != 0;
    if (follow & FOLLOW_DEVICES)
        device_note(l, event_device(event));
    a->counters->events++;
    if (event->body_case == HALLQ__EVENT__BODY_DAY_OPENED && event->day_opened->begins_again)
        seal_begin_day(a->seals, hall->hall, event->day_opened->day);
    if (event->body_case == HALLQ__EVENT__BODY_DEVICE_REKEYED)
        l->follow |= rekeyed_follow(a, event->device_rekeyed);
    if (follow & FOLLOW_PURGE)
        purges_hall(a->purges, hall, event->contacts_purged->upto_day);
    if (event->body_case == HALLQ__EVENT__BODY_SIGN_ON_FAILED) {
        wrong_pin_follow(a, hall->hall, event);
        return;
    }
    if (alert_follow(hall->hall, event))
        return;
    log_write(follow & FOLLOW_LOG ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG, event_name(event),
              " hall=%u seq=%" PRIu64 " device=%u staff=%u", hall->hall, event->seq, record->device,
              record->staff);
}

static int devices_look_cb(struct state *s, void *arg) {
    return devices_load(arg, s->tables);
}

static int devices_update_cb(struct state *s, void *arg) {
    struct left *l = arg;
    int err = ERR_OK;
    for (size_t i = 0; i < l->device_count && !err; i++)
        err = devices_update(l->aftermath->devices, s->tables, l->devices[i]);
    return err;
}

static void devices_follow(struct left *l) {
    struct aftermath *a = l->aftermath;
    int err = l->device_count > DEVICES_FOLLOWED ? look_at(a->look, devices_look_cb, a->devices)
                                                 : look_at(a->look, devices_update_cb, l);
    if (err)
        die("devices_failed", err);
    if (l->device_count > DEVICES_FOLLOWED)
        keys_follow(a);
    for (size_t i = 0; i < l->device_count && l->device_count <= DEVICES_FOLLOWED; i++) {
        const struct device *device = devices_by_number(a->devices, l->devices[i]);
        if (device)
            key_follow(a, device);
    }
}

static void hall_follow(struct left *l, struct hall *hall) {
    hall->alerts_stale = true;
    hall->scores_fresh = false;
    const struct applied *applied;
    TAILQ_FOREACH(applied, &hall->applied, entry)
        for (size_t i = 0; i < applied->record->n_events; i++)
            event_follow(l, hall, applied->record->events[i], applied->record);
}

unsigned aftermath_turn(struct aftermath *a) {
    struct left left = {.aftermath = a};
    struct hall *hall;
    SLIST_FOREACH(hall, &a->halls->touched, in_touched)
        hall_follow(&left, hall);
    signed_on_round(a->signed_on);
    if (left.follow & FOLLOW_DEVICES)
        devices_follow(&left);
    return left.follow;
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

static void hall_load(struct aftermath *a, struct hall *hall) {
    struct purge_look look = {.hall = hall};
    int err = look_at(a->look, purge_look_cb, &look);
    if (err)
        log_write(LOG_LEVEL_ERROR, "hall_failed", " hall=%u error=\"%s\" why=\"%s\"", hall->hall,
                  err_text(err), store_why(a->look->store));
    if (look.upto_day)
        purges_hall(a->purges, hall, look.upto_day);
    signed_on_read(a->signed_on, hall);
}

int aftermath_load(struct aftermath *a) {
    int err = look_at(a->look, devices_look_cb, a->devices);
    keys_follow(a); // keys may have ended just before the broker did
    struct hall *hall;
    SLIST_FOREACH(hall, &a->halls->all, in_all)
        if (!err && hall->hall)
            hall_load(a, hall);
    return err;
}
