// load.c - a view's beginning and end, and its memory: the view takes a snapshot in as a copy,
// which moves when most of its memory holds texts and items that events have replaced.
#include "fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/wire/wire.h"

// Replaced texts and items are kept up to this many bytes, and up to as many as the hall itself
// takes.
#define LEFT_BEHIND_SIZE (32 * 1024)

// ---------------------------------------------------------------- memory

char *view_text(struct hallq_view *v, const char *text, size_t max) {
    size_t len = text ? strnlen(text, max) : 0;
    if (!len)
        return (char *)(uintptr_t)protobuf_c_empty_string;
    char *copy = arena_need(&v->memory, len + 1);
    return memcpy(copy, text, len);
}

void *view_list(struct hallq_view *v, size_t count) {
    return arena_need(&v->memory, count * sizeof(void *));
}

void *view_copy(const void *message, struct arena *a) {
    void *copy = wire_copy(message, a);
    if (!copy)
        abort(); // as arena_need does, since a hall is bounded
    return copy;
}

// Copies a list into room for `max` items, so that events need not lengthen it. Further items are
// left out.
static void *list_roomy(struct hallq_view *v, const void *items, size_t *count, size_t max) {
    void *list = view_list(v, max);
    if (*count > max)
        *count = max;
    if (*count)
        memcpy(list, items, *count * sizeof(void *));
    return list;
}

static void lists_roomy(struct hallq_view *v) {
    Hallq__Snapshot *s = &v->now;
    s->lines = list_roomy(v, s->lines, &s->n_lines, v->staff ? LIMIT_LINES : LIMIT_SERVICES);
    s->calls = list_roomy(v, s->calls, &s->n_calls, LIMIT_CALLS_SHOWN);
    s->people = list_roomy(v, s->people, &s->n_people, v->staff ? LIMIT_STAFF : 0);
    s->measures = list_roomy(v, s->measures, &s->n_measures, LIMIT_MEASURES_KEPT);
    s->offers = list_roomy(v, s->offers, &s->n_offers, LIMIT_MEASURES_KEPT);
    s->alerts = list_roomy(v, s->alerts, &s->n_alerts, v->staff ? LIMIT_ALERTS : 0);
    s->helps = list_roomy(v, s->helps, &s->n_helps, v->staff ? LIMIT_COUNTERS : 0);
    if (s->waits)
        s->waits->lines = list_roomy(v, s->waits->lines, &s->waits->n_lines, LIMIT_SERVICES);
}

// Makes the view's message a copy of another in fresh memory; its settings stay where they are.
static void now_copy(struct hallq_view *v, const Hallq__Snapshot *from) {
    struct arena fresh;
    Hallq__Snapshot bare = *from;
    Hallq__HallSettings *settings = v->now.settings;
    bare.settings = NULL;
    arena_init(&fresh, 0);
    const Hallq__Snapshot *copy = view_copy(&bare, &fresh);
    arena_fini(&v->memory);
    v->memory = fresh;
    v->now = *copy;
    v->now.settings = settings;
    lists_roomy(v);
    v->kept_size = v->memory.used_size;
}

void view_tidy(struct hallq_view *v) {
    if (v->memory.used_size > 2 * v->kept_size + LEFT_BEHIND_SIZE)
        now_copy(v, &v->now);
}

// ---------------------------------------------------------------- beginning and end

void hallq_view_init(struct hallq_view *v, bool staff) {
    *v = (struct hallq_view){.staff = staff};
    hallq__snapshot__init(&v->now);
    arena_init(&v->memory, 0);
    arena_init(&v->settings_memory, 0);
    lists_roomy(v);
    v->kept_size = v->memory.used_size;
}

void hallq_view_fini(struct hallq_view *v) {
    arena_fini(&v->memory);
    arena_fini(&v->settings_memory);
    *v = (struct hallq_view){.staff = v->staff};
}

// Keeps the newest calls when there are more than a view keeps.
static void calls_newest(Hallq__Snapshot *s) {
    size_t more = s->n_calls > LIMIT_CALLS_SHOWN ? s->n_calls - LIMIT_CALLS_SHOWN : 0;
    if (!more)
        return;
    s->calls += more;
    s->n_calls -= more;
}

// Makes the view empty, whatever it held, so the whole of it has changed.
static void empty(struct hallq_view *v) {
    bool stale = v->stale;
    hallq_view_fini(v);
    hallq_view_init(v, v->staff);
    v->stale = stale;
    hallq_parts_add_all(&v->changed);
}

int hallq_view_load(struct hallq_view *v, const Hallq__Snapshot *snapshot) {
    Hallq__Snapshot whole = *snapshot;
    int err = ERR_OK;
    empty(v);
    if (snapshot->n_lines > LIMIT_LINES)
        return ERR_INVALID;
    calls_newest(&whole);
    now_copy(v, &whole);
    if (snapshot->settings)
        err = settings_take(v, snapshot->settings, snapshot->at_ms);
    if (err) {
        empty(v);
        return err;
    }
    if (!snapshot->settings) {
        lines_settle(v);
        counters_settle(v, snapshot->at_ms);
    }
    people_settle(v);
    v->loaded = true;
    v->whole_at_ms = snapshot->at_ms;
    v->kept_size = v->memory.used_size;
    return ERR_OK;
}
