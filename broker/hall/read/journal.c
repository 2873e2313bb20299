// journal.c - reading the journal back: for a client that missed events, and for a reader of the
// whole journal.
//
// A record is the unit of a repair: a client that asks on from a batch's `upto` never sees half a
// command. Records are keyed by their last sequence number, so the first record behind `after` is
// found by one step of the table.
#include "broker/hall/read/journal.h"

#include "base/wire/wire.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/read/project.h"

// A walk over records, for a repair or a page.
struct walk {
    struct state *state;
    uint64_t after;
    enum feed feed;
    Hallq__FeedBatch *batch; // a repair; NULL otherwise
    Hallq__Journal *journal; // a page; NULL otherwise
    size_t room;             // room of the list being filled
    size_t limit_count;      // the most visible events in a repair, records in a page
    size_t record_count;     // records taken
    size_t size;             // bytes taken, about
    bool more;
    int err;
};

// Stops before a record that does not fit, but takes a first record that alone is too large. A
// record's size counts whether the feed sees any event of it or not.
static bool fits(struct walk *w, size_t count, size_t add_count, size_t add_size) {
    bool ok = !w->record_count ||
              (count + add_count <= w->limit_count && w->size + add_size <= LIMIT_REPAIR_BYTES);
    w->more = !ok;
    w->record_count += ok;
    w->size += ok ? add_size : 0;
    return ok;
}

// Makes room for `add` more pointers in a list.
static void *room_for(struct walk *w, void *list, size_t count, size_t add) {
    if (count + add <= w->room)
        return list;
    w->room = 2 * (count + add);
    void **grown = arena_need(w->state->arena, w->room * sizeof *grown);
    for (size_t i = 0; i < count; i++)
        grown[i] = ((void **)list)[i];
    return grown;
}

static int walk_from(struct walk *w, uint32_t hall, table_row_cb row_cb) {
    struct key from = key_journal(hall, w->after + 1);
    int err = rows_scan(w->state, TABLE_JOURNAL, key_bytes(&from), KEY_HALL_SIZE, 0, row_cb, w);
    return err ? err : w->err;
}

static Hallq__JournalRecord *record_read(struct walk *w, struct bytes value) {
    Hallq__JournalRecord *record = wire_unpack_stored(&hallq__journal_record__descriptor,
                                                      w->state->arena, value.data, value.size);
    if (!record)
        w->err = ERR_CORRUPT;
    return record;
}

// ---------------------------------------------------------------- a repair

// Returns whether the feed sees any event of the record: what it sees nothing of needs no memory.
static bool events_take(struct walk *w, Hallq__FeedBatch *b, const Hallq__JournalRecord *record) {
    size_t before = b->n_events;
    for (size_t i = 0; i < record->n_events; i++) {
        const Hallq__Event *event = record->events[i];
        event = event->seq > w->after ? event_project(event, w->feed, w->state->arena) : NULL;
        if (!event)
            continue;
        b->events = room_for(w, b->events, b->n_events, 1);
        b->events[b->n_events++] = (Hallq__Event *)(uintptr_t)event;
    }
    return b->n_events > before;
}

static int repair_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    Hallq__FeedBatch *b = w->batch;
    (void)key;
    if (w->size + value.size > LIMIT_REPAIR_BYTES && w->record_count) {
        w->more = true;
        return 1; // the record could not be unpacked
    }
    struct arena_mark before = arena_mark(w->state->arena);
    Hallq__JournalRecord *record = record_read(w, value);
    if (!record || !fits(w, b->n_events, record->n_events, value.size))
        return 1;
    uint64_t upto = record->last_seq;
    if (!events_take(w, b, record))
        arena_back(w->state->arena, before);
    b->upto = upto;
    return 0;
}

static void batch_make(struct walk *w, uint32_t hall, uint64_t epoch, Hallq__Batches *ret) {
    struct arena *arena = w->state->arena;
    w->batch = arena_need(arena, sizeof *w->batch);
    hallq__feed_batch__init(w->batch);
    w->batch->epoch = epoch;
    w->batch->hall = hall;
    w->batch->after = w->batch->upto = w->after;
    hallq__batches__init(ret);
    ret->batches = arena_need(arena, sizeof *ret->batches);
    ret->batches[ret->n_batches++] = w->batch;
}

// Fills in the feed's batches after a sequence number, as many as one reply holds; ret->more:
// batches are left. ERR_NOT_FOUND if the journal no longer reaches back that far, or if the next
// record cannot be read: a follower then goes on from a snapshot.
static int events_since(struct state *s, uint32_t hall, uint64_t after, uint64_t epoch,
                        enum feed feed, Hallq__Batches *ret) {
    struct walk w = {.state = s, .after = after, .feed = feed, .limit_count = LIMIT_REPAIR_EVENTS};
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (err)
        return err;
    if (after > row->seq || after + 1 < row->journal_from)
        return ERR_NOT_FOUND;
    batch_make(&w, hall, epoch, ret);
    err = walk_from(&w, hall, repair_cb);
    ret->more = w.more;
    if (row_passed(s, TABLE_JOURNAL, key_journal(hall, w.batch->upto), err)) {
        ret->more = true;
        return w.record_count ? ERR_OK : ERR_NOT_FOUND;
    }
    return err;
}

// A client that names no epoch knows no epoch yet and takes the broker's.
int get_events_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetEvents *c = request->get_events;
    struct arena *arena = d->state->arena;
    Hallq__MetaRow *meta;
    int err = meta_row_get(d->state, key_meta(), &meta);
    if (err && err != ERR_NOT_FOUND)
        return err;
    uint64_t epoch = meta ? meta->epoch : 0;
    enum feed feed;
    err = feed_asked(d, c->feed, &feed);
    if (err)
        return err;
    if (c->epoch && c->epoch != epoch)
        return refuse(d, HALLQ__REFUSAL__REASON__OTHER_EPOCH, NULL);
    Hallq__Batches *batches = arena_need(arena, sizeof *batches);
    err = events_since(d->state, d->hall, c->after, epoch, feed, batches);
    if (err == ERR_NOT_FOUND)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_OLD, NULL);
    reply->body_case = HALLQ__REPLY__BODY_BATCHES;
    reply->batches = batches;
    return err;
}

// ---------------------------------------------------------------- the journal itself

// Removes the secrets that must not leave the broker: a PIN's hash, the secret of a customer's
// link, the code of a page that prints. The event was read for this page alone, so it is changed in place.
static void event_strip(Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_PIN_SET)
        event->pin_set->pin_hash = (ProtobufCBinaryData){0, NULL};
    if (event->body_case == HALLQ__EVENT__BODY_PIN_REHASHED)
        event->pin_rehashed->pin_hash = (ProtobufCBinaryData){0, NULL};
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_ISSUED)
        event->ticket_issued->code = (ProtobufCBinaryData){0, NULL};
    if (event->body_case == HALLQ__EVENT__BODY_PRINTER_TOLD)
        event->printer_told->page_code = (char *)protobuf_c_empty_string;
}

static Hallq__JournalEntry *entry_make(struct arena *arena, const Hallq__JournalRecord *record) {
    Hallq__JournalEntry *entry = arena_need(arena, sizeof *entry);
    hallq__journal_entry__init(entry);
    entry->epoch = record->epoch;
    entry->turn = record->turn;
    entry->at_ms = record->at_ms;
    entry->hall = record->hall;
    entry->day = record->day;
    entry->device = record->device;
    entry->staff = record->staff;
    entry->session = record->session;
    entry->number = record->number;
    entry->n_events = record->n_events;
    entry->events = record->events;
    for (size_t i = 0; i < entry->n_events; i++)
        event_strip(entry->events[i]);
    return entry;
}

static int page_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    Hallq__Journal *j = w->journal;
    if (!fits(w, j->n_entries, 1, value.size))
        return 1;
    Hallq__JournalRecord *record = record_read(w, value);
    if (!record) { // a reader sees the hole in the sequence numbers
        w->err = ERR_OK;
        row_unread(w->state, TABLE_JOURNAL, key);
        return 0;
    }
    j->entries = room_for(w, j->entries, j->n_entries, 1);
    j->entries[j->n_entries++] = entry_make(w->state->arena, record);
    j->upto = record->last_seq;
    return 0;
}

int journal_page(struct state *s, uint32_t hall, uint64_t after, uint32_t limit,
                 Hallq__Journal **ret) {
    bool limited = limit >= 1 && limit <= LIMIT_JOURNAL_PAGE;
    struct walk w = {
        .state = s, .after = after, .limit_count = limited ? limit : LIMIT_JOURNAL_PAGE};
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (err && err != ERR_NOT_FOUND)
        return err;
    uint64_t end = row ? row->seq : 0; // a hall that never was has no records
    if (after < end && after + 1 < row->journal_from)
        return ERR_NOT_FOUND;
    w.journal = *ret = arena_need(s->arena, sizeof **ret);
    hallq__journal__init(w.journal);
    w.journal->upto = after < end ? after : end;
    if (after >= end) // also a number that was never given
        return ERR_OK;
    err =
        rows_scan_over(s, TABLE_JOURNAL, key_journal(hall, after + 1), KEY_HALL_SIZE, page_cb, &w);
    w.journal->more = w.more;
    return err;
}
