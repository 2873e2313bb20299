// halls.h - what the broker keeps in memory of each hall: derived, and good only for what is on the
// disk. How far each feed has come, and the records of the turn at hand that it is to publish.
#ifndef HALLQ_HALLS_H
#define HALLQ_HALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/hall/rules.h"

#define HALLS_BUCKETS 4096

// A record applied in the turn at hand.
struct applied {
    struct applied *next;
    const Hallq__JournalRecord *record;
};

// How far a device has read the hall's journal: who reads on is on record already.
#define HALL_READERS_MAX                                                                           \
    4 // forwarders and exports of one hall; of more, the one that read longest ago
struct journal_reader {
    uint32_t device;
    uint64_t upto;
    uint64_t used_at; // of the hall's own count
};

struct shown_waits; // the wait figures last sent

struct hall {
    struct hall *bucket_next;
    struct hall *next; // of all
    uint32_t hall;
    uint64_t seq;              // last event on the disk
    uint64_t upto[FEED_COUNT]; // what each feed's last message reached
    // the turn at hand
    struct hall *touched_next;
    bool touched;
    struct applied *first, *last;
    bool signed_on_waits; // who is signed on there is to be read anew (signed_on.h)
    struct hall *signed_on_next;
    int32_t purge_upto_day; // customer data of business days up to here lose their keys
    bool purge_failing;     // and some could not be destroyed yet
    // the zone of its settings (zones.h)
    bool zone_stale; // is to be compared with the law
    bool zone_wrong, zone_unknown;
    struct journal_reader readers[HALL_READERS_MAX];
    uint64_t reader_count; // pages read
    // wait figures
    bool waits_dirty;
    int64_t waits_sent_ms; // monotonic
    struct hall *dirty_next;
    struct shown_waits *shown;
};

struct halls {
    struct hall *buckets[HALLS_BUCKETS];
    struct hall *all;
    struct hall *touched;
    struct hall *beat_next; // whose heartbeat comes next, NULL: all had theirs
    struct hall *dirty;     // wait figures to look at, the longest here first
    struct hall *dirty_last;
    size_t count;
};

// halls_fini: frees all. Safe on a zeroed struct.
void halls_fini(struct halls *h);

// halls_need: the hall, added if new; NULL without memory. halls_find: NULL if there is none.
struct hall *halls_need(struct halls *h, uint32_t hall);
struct hall *halls_find(const struct halls *h, uint32_t hall);

// halls_applied: notes a record of the turn at hand, which lives in the arena. halls_seq: the
// hall's last event, those of the turn at hand counted.
void halls_applied(struct halls *h, struct arena *arena, const Hallq__JournalRecord *record);
uint64_t halls_seq(const struct halls *h, uint32_t hall);

// halls_read_on: whether the device's last page of the hall's journal ended there. halls_page_read: it
// has read up to there.
bool halls_read_on(const struct halls *h, uint32_t hall, uint32_t device, uint64_t after);
void halls_page_read(struct halls *h, uint32_t hall, uint32_t device, uint64_t upto);

// halls_mark_waits: the hall's wait figures may have changed; once, behind those that are marked.
// halls_take_dirty: the hall that was marked first, which is no longer; NULL: none is.
void halls_mark_waits(struct halls *h, struct hall *hall);
struct hall *halls_take_dirty(struct halls *h);

// halls_load: at a start, the halls and the broker itself as hall 0, whose feeds stand at their last
// event. A row that cannot be read is passed over. Returns ERR_OK or a store error.
int halls_load(struct halls *h, struct state *s);

// halls_forget: the turn at hand was undone. halls_keep: it is on the disk; the touched list and
// the records stay until halls_forget.
void halls_forget(struct halls *h);
void halls_keep(struct halls *h);

#endif
