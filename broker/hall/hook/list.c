// list.c - the webhooks of a hall, and what one of them is to be told next: the events behind its
// cursor that its settings name, as webhooks may see them; alerts as leads see them. The journal is
// read, as for a repair, some records at a time.
#include "base/visible.h"
#include "base/wire/wire.h"
#include "broker/hall/core/meta.h"
#include "broker/hall/core/rules_by_command.h"

#define RECORDS_MAX 1000 // looked at for one answer, whether or not they have events for it

static Hallq__HookList__One *one_make(struct deciding *d, const Hallq__Webhook *hook,
                                      const Hallq__HookRow *row) {
    Hallq__HookList__One *one = arena_need(d->state->arena, sizeof *one);
    hallq__hook_list__one__init(one);
    one->hook = hook->id;
    one->url = hook->url;
    one->cursor = row->cursor;
    one->failures = row->failures;
    one->failing_since_ms = row->failing_since_ms;
    one->next_at_ms = row->next_at_ms;
    one->status = row->status;
    one->off_since_ms = row->off_since_ms;
    one->gap = row->gap;
    one->gap_after = row->gap_after;
    one->gap_events = row->gap_events;
    one->told = row->told;
    one->skipped = row->skipped;
    one->holder = row->holder;
    one->until_ms = row->until_ms;
    return one;
}

// The row of a webhook; NULL: there is none that can be read.
static int row_of(struct deciding *d, uint32_t hook, const Hallq__HookRow **ret) {
    Hallq__HookRow *row;
    struct key key = key_hook(d->hall, hook);
    int err = hook_row_get(d->state, key, &row);
    *ret = err ? NULL : row;
    return err == ERR_NOT_FOUND || row_passed(d->state, TABLE_SETTINGS, key, err) ? ERR_OK : err;
}

static int hooks_list(struct deciding *d, Hallq__HookList *list) {
    const Hallq__HallSettings *h = d->settings;
    list->hooks = arena_need(d->state->arena, (h->n_webhooks + 1) * sizeof *list->hooks);
    for (size_t i = 0; i < h->n_webhooks; i++) {
        const Hallq__HookRow *row;
        int err = row_of(d, h->webhooks[i]->id, &row);
        if (err)
            return err;
        if (row)
            list->hooks[list->n_hooks++] = one_make(d, h->webhooks[i], row);
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- what it is told next

struct walk {
    struct deciding *d;
    const Hallq__Webhook *hook;
    Hallq__HookList *list;
    uint64_t after;
    size_t record_count, size; // taken so far
    int err;
};

static bool is_wanted(const Hallq__Webhook *hook, const Hallq__Event *event) {
    for (size_t i = 0; i < hook->n_events; i++)
        if ((int)hook->events[i] == (int)event->body_case)
            return true;
    return false;
}

// Alerts are told as leads see them, since nobody else sees anything of them.
static enum feed feed_of_event(const Hallq__Event *event) {
    bool is_alert = event->body_case >= HALLQ__EVENT__BODY_ALERT_RAISED &&
                    event->body_case <= HALLQ__EVENT__BODY_ALERT_CLEARED;
    return is_alert ? FEED_LEAD : FEED_WEBHOOK;
}

static void event_add(struct walk *w, const Hallq__Event *event) {
    struct arena *arena = w->d->state->arena;
    if (event->seq <= w->after || !is_wanted(w->hook, event))
        return;
    const Hallq__Event *shown = visible_event(event, feed_of_event(event), arena);
    if (shown)
        w->list->batch->events[w->list->batch->n_events++] = (Hallq__Event *)(uintptr_t)shown;
}

// The list has room for the events of one record more than there may be.
static size_t count_of(const struct walk *w, const Hallq__JournalRecord *record) {
    size_t count = 0;
    for (size_t i = 0; i < record->n_events; i++)
        count += record->events[i]->seq > w->after && is_wanted(w->hook, record->events[i]);
    return count;
}

static bool has_room(const struct walk *w, size_t count, size_t size) {
    const Hallq__FeedBatch *batch = w->list->batch;
    return !batch->n_events ||
           (batch->n_events + count <= LIMIT_HOOK_EVENTS && w->size + size <= LIMIT_REPAIR_BYTES);
}

static int record_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    Hallq__FeedBatch *batch = w->list->batch;
    struct arena *arena = w->d->state->arena;
    (void)key;
    if (w->record_count == RECORDS_MAX)
        return w->list->more = true;
    const Hallq__JournalRecord *record =
        wire_unpack_stored(&hallq__journal_record__descriptor, arena, value.data, value.size);
    if (!record) {
        w->err = ERR_CORRUPT;
        return 1;
    }
    size_t count = count_of(w, record);
    if (count && !has_room(w, count, value.size))
        return w->list->more = true;
    if (!batch->n_events && count > LIMIT_HOOK_EVENTS)
        batch->events = arena_need(arena, count * sizeof *batch->events);
    for (size_t i = 0; i < record->n_events; i++)
        event_add(w, record->events[i]);
    w->record_count++;
    w->size += count ? value.size : 0;
    batch->upto = record->last_seq;
    return 0;
}

static int first_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    const Hallq__JournalRecord *record = wire_unpack_stored(
        &hallq__journal_record__descriptor, w->d->state->arena, value.data, value.size);
    if (!record) {
        row_unread(w->d->state, TABLE_JOURNAL, key);
        return 0;
    }
    w->list->lost_upto = record->first_seq - 1;
    return 1;
}

// The next record cannot be read: finds the first behind it that can.
static int lost_find(struct walk *w) {
    uint64_t after = w->after;
    w->list->lost_upto = w->d->row->seq;
    return rows_scan_over(w->d->state, TABLE_JOURNAL, key_journal(w->d->hall, after + 1),
                          KEY_HALL_SIZE, first_cb, w);
}

static void batch_make(struct walk *w, uint64_t epoch) {
    struct arena *arena = w->d->state->arena;
    Hallq__FeedBatch *batch = arena_need(arena, sizeof *batch);
    hallq__feed_batch__init(batch);
    batch->epoch = epoch;
    batch->hall = w->d->hall;
    batch->after = batch->upto = w->after;
    batch->events = arena_need(arena, LIMIT_HOOK_EVENTS * sizeof *batch->events);
    w->list->batch = batch;
}

static int next_find(struct walk *w) {
    struct deciding *d = w->d;
    struct key from = key_journal(d->hall, w->after + 1);
    Hallq__MetaRow *meta;
    int err = meta_need(d->state, &meta);
    if (err)
        return err;
    batch_make(w, meta->epoch);
    if (w->after >= d->row->seq)
        return ERR_OK;
    if (w->after + 1 < d->row->journal_from) {
        w->list->lost_upto = d->row->journal_from - 1;
        return ERR_OK;
    }
    err = rows_scan(d->state, TABLE_JOURNAL, key_bytes(&from), KEY_HALL_SIZE, 0, record_cb, w);
    if (!err)
        err = w->err;
    if (!row_passed(d->state, TABLE_JOURNAL, from, err))
        return err;
    w->list->more = true;
    return w->record_count ? ERR_OK : lost_find(w);
}

static int hook_next(struct deciding *d, const Hallq__GetHooks *asked, Hallq__HookList *list) {
    const Hallq__Webhook *hook = settings_webhook(d->settings, asked->hook);
    const Hallq__HookRow *row = NULL;
    int err = hook ? row_of(d, asked->hook, &row) : ERR_OK;
    if (err)
        return err;
    if (!row)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_HOOK, NULL);
    list->hooks = arena_need(d->state->arena, sizeof *list->hooks);
    list->hooks[list->n_hooks++] = one_make(d, hook, row);
    struct walk w = {.d = d, .hook = hook, .list = list};
    w.after = asked->after > row->cursor ? asked->after : row->cursor;
    return next_find(&w);
}

int get_hooks_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetHooks *asked = request->get_hooks;
    Hallq__HookList *list = arena_need(d->state->arena, sizeof *list);
    hallq__hook_list__init(list);
    reply->body_case = HALLQ__REPLY__BODY_HOOKS;
    reply->hooks = list;
    return asked->hook ? hook_next(d, asked, list) : hooks_list(d, list);
}
