// settings.c - the hall's settings, and the parts of the view that they rule.
#include "fold.h"

#include "base/err.h"
#include "base/wire/wire.h"

static bool is_bounded(const Hallq__HallSettings *s) {
    return s->n_services <= LIMIT_SERVICES && s->n_counters <= LIMIT_COUNTERS &&
           s->n_staff <= LIMIT_STAFF;
}

// Settings with these people, in an arena of their own, since settings may be large and seldom
// change.
static int settings_keep(struct hallq_view *v, const Hallq__HallSettings *settings,
                         Hallq__StaffSettings **staff, size_t staff_count) {
    struct arena fresh;
    Hallq__HallSettings whole = *settings;
    whole.staff = staff;
    whole.n_staff = staff_count;
    arena_init(&fresh, 0);
    Hallq__HallSettings *copy = wire_copy(&whole, &fresh);
    if (!copy) {
        arena_fini(&fresh);
        return ERR_INVALID;
    }
    arena_fini(&v->settings_memory);
    v->settings_memory = fresh;
    v->now.settings = copy;
    return ERR_OK;
}

int settings_take(struct hallq_view *v, const Hallq__HallSettings *settings, int64_t at_ms) {
    const Hallq__HallSettings *known = v->now.settings;
    if (!settings || !is_bounded(settings))
        return ERR_INVALID;
    const Hallq__HallSettings *people = settings->n_staff || !known ? settings : known;
    int err = settings_keep(v, settings, people->staff, people->n_staff);
    if (err)
        return err;
    lines_settle(v);
    counters_settle(v, at_ms);
    v->loaded = true;
    return ERR_OK;
}

void hallq_view_people(struct hallq_view *v, const Hallq__Snapshot *snapshot) {
    const Hallq__HallSettings *from = snapshot->settings;
    if (!v->now.settings || !from || !from->n_staff || !is_bounded(from) ||
        snapshot->epoch != v->now.epoch || snapshot->version != v->now.version)
        return;
    if (settings_keep(v, v->now.settings, from->staff, from->n_staff) == ERR_OK)
        part_changed(v, HALLQ_PART_SETTINGS);
}

void fold_settings_applied(struct fold *f, const Hallq__SettingsApplied *e) {
    struct hallq_view *v = f->v;
    f->err = settings_take(v, e->settings, f->at_ms);
    if (f->err)
        return;
    v->now.version = e->version;
    v->now.time_zone = NULL;
    if (e->day)
        v->now.day = e->day;
    for (size_t i = 0; i < e->n_moved; i++) {
        line_left(v, e->moved[i]->left);
        line_entered(v, e->moved[i]->entered);
    }
    lines_open_set(v, e->opened, e->n_opened, true);
    lines_open_set(v, e->closed, e->n_closed, false);
    hallq_parts_add_all(&v->changed);
}

// A removed hall has no view: the snapshot that is then asked for is refused.
void fold_hall_removed(struct fold *f, const Hallq__HallRemoved *e) {
    (void)e;
    f->err = ERR_NOT_FOUND;
}

void fold_time_zone_compared(struct fold *f, const Hallq__TimeZoneCompared *e) {
    bool fine = !e->time_zone || !e->time_zone->finding;
    f->v->now.time_zone = fine ? NULL : view_copy(e->time_zone, &f->v->memory);
    part_changed(f->v, HALLQ_PART_TIME_ZONE);
}
