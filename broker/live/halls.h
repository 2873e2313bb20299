// halls.h - the state that the broker keeps in memory of each hall, derived from the disk: how far
// each feed has come, and the records of the current turn that it is to publish.
#ifndef HALLQ_HALLS_H
#define HALLQ_HALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "broker/hall/rules.h"

#define HALLS_BUCKETS 4096
#define HALLS_ALERT_LEVELS (HALLQ__ALERT__LEVEL__BREACH + 1)

// A record that was applied in the current turn.
struct applied {
    TAILQ_ENTRY(applied) entry;
    const Hallq__JournalRecord *record;
};

// How far a device has read the hall's journal: a device that reads on is on record already.
#define HALL_READERS_MAX                                                                           \
    4 // forwarders and exports of one hall; a further reader replaces the reader who paused longest
struct journal_reader {
    uint32_t device;
    uint64_t upto;
    uint64_t used_at; // reader_count at its last page; 0: a free place
};

struct shown_waits; // the wait figures that were last sent
struct told_scores; // how good the forecasts were at the last look

struct hall {
    SLIST_ENTRY(hall) in_bucket;
    SLIST_ENTRY(hall) in_all;
    uint32_t hall;
    uint64_t seq;              // of the last event on the disk
    uint64_t upto[FEED_COUNT]; // the number that each feed's last message reached
    // Of the current turn:
    SLIST_ENTRY(hall) in_touched;
    bool touched;
    TAILQ_HEAD(applied_list, applied) applied;
    bool signed_on_waits; // the hall's sign-ons are to be read anew (signed_on.h)
    TAILQ_ENTRY(hall) in_signed_on;
    int32_t purge_upto_day; // the keys of customer data up to this business day are destroyed
    bool purge_failing;     // some of these keys could not be destroyed yet
    // The time zone of the settings (zones.h):
    bool zone_stale; // the zone is to be compared with the law
    bool zone_wrong, zone_unknown;
    struct journal_reader readers[HALL_READERS_MAX];
    uint64_t reader_count; // how many pages of the journal were read
    // Alerts (after/alerts.h):
    bool alerts_stale;                      // the hall changed since the last look
    int64_t alerts_looked_ms;               // monotonic; 0: not yet
    uint32_t alerts_at[HALLS_ALERT_LEVELS]; // open ones at the last look, by Hallq__Alert__Level
    // Wait figures:
    bool waits_dirty;
    int64_t waits_sent_ms; // monotonic
    TAILQ_ENTRY(hall) in_dirty;
    struct shown_waits *shown;
    // How good the forecasts were (after/scores.h):
    bool scores_fresh;        // nothing happened since the last look
    int64_t scores_looked_ms; // machine time; 0: not yet
    struct told_scores *scores;
    // The twin (foresee.h):
    bool foreseen;       // nobody waited there at the last look, and nothing happened since
    int64_t foreseen_ms; // machine time of the last look
    int64_t advised_ms;  // machine time at which advice was sought last
};

SLIST_HEAD(hall_chain, hall);
TAILQ_HEAD(hall_queue, hall);

struct halls {
    struct hall_chain buckets[HALLS_BUCKETS];
    struct hall_chain all;
    struct hall_chain touched; // halls with records of the current turn
    struct hall *beat_next;    // the hall whose heartbeat comes next; NULL: all halls had theirs
    struct hall_queue dirty;   // halls whose wait figures are to be looked at, in order of marking
    size_t count;
};

// halls_init: begins with no halls. halls_fini: frees all halls. Safe on a zeroed struct.
void halls_init(struct halls *h);
void halls_fini(struct halls *h);

// halls_need: the hall, added if new; NULL without memory. halls_find: the hall, or NULL.
struct hall *halls_need(struct halls *h, uint32_t hall);
struct hall *halls_find(const struct halls *h, uint32_t hall);

// halls_applied: notes a record of the current turn, which lives in the arena. halls_seq: the
// sequence number of the hall's last event, events of the current turn included.
void halls_applied(struct halls *h, struct arena *arena, const Hallq__JournalRecord *record);
uint64_t halls_seq(const struct halls *h, uint32_t hall);

// halls_read_on: whether the device's last page of the hall's journal ended at `after`.
// halls_page_read: the device has read the journal up to `upto`.
bool halls_read_on(const struct halls *h, uint32_t hall, uint32_t device, uint64_t after);
void halls_page_read(struct halls *h, uint32_t hall, uint32_t device, uint64_t upto);

// halls_mark_waits: marks a hall whose wait figures may have changed, behind the marked halls, if
// it is not marked yet. halls_take_dirty: unmarks and returns the hall marked first; NULL: none is.
void halls_mark_waits(struct halls *h, struct hall *hall);
struct hall *halls_take_dirty(struct halls *h);

// halls_load: at a start, adds the halls, and the broker itself as hall 0; their feeds stand at
// their last event. A row that cannot be read is passed over. Returns ERR_OK or a store error.
int halls_load(struct halls *h, struct state *s);

// halls_forget: drops the touched list and the records, after the turn was undone or published.
// halls_keep: the turn is on the disk; the touched list and the records stay until halls_forget.
void halls_forget(struct halls *h);
void halls_keep(struct halls *h);

#endif
