// presence.h - who is signed on where, to end it in time: after so long without a command of theirs as
// the settings say, and at once when the terminal's key was revoked or changed. Kept in memory like
// leases, and for the same reason: a row moved by every command would cost the hot path a write. What
// follows is journaled. After a restart everybody's time begins anew; the day roll ends all.
#ifndef HALLQ_PRESENCE_H
#define HALLQ_PRESENCE_H

#include "broker/hall/rules.h"

struct presence {
    uint32_t hall;
    uint32_t device;
    uint32_t staff;
    uint32_t idle_s;  // signed off after so long without a command, 0 never
    int64_t since_ms; // signed on, or the broker started
    int64_t told_ms;  // when it was last found to be over, 0 never
    uint32_t key_endings, gateway_key_endings; // Hallq__SignOnRow
    bool over;                                 // ends the ticket at hand, and is signed off then
    int64_t until_ms;                          // of hall time, the end of a web session; 0: none
    uint32_t gateway;                          // that vouches for it; 0: at a terminal
    unsigned char principal[PRINCIPAL_SIZE];
};

// Somebody signed on in a browser, by whom a gateway says it is.
struct browsing {
    uint32_t hall;
    uint32_t gateway;
    unsigned char principal[PRINCIPAL_SIZE];
    uint32_t device;
    bool over;
};

struct presences {
    struct presence *list; // in order of halls
    size_t count;
    size_t room;
    struct browsing *behind; // those in browsers, in order of halls, gateways and principals
    size_t behind_count;
    size_t behind_room;
    int64_t *used_ms; // by device: the last command of a person there, 0 never
    size_t used_room;
    uint32_t
        *key_endings; // by device: those of who is signed on there now, if it is by its key of now
    size_t key_room;
};

// presences_fini: frees all. Safe on a zeroed struct.
void presences_fini(struct presences *p);

// presences_used: a person at the device sent a command.
void presences_used(struct presences *p, uint32_t device, int64_t mono_ms);

// presences_load: who is signed on in the hall, read anew; who still is where they were keeps their
// time. A row that is rotten is passed over. After an error they are as before.
int presences_load(struct presences *p, struct state *s, uint32_t hall, int64_t mono_ms);

// presences_key_set: what the device's row says now: who is signed on there by an earlier key is no
// longer, nor, if it is a gateway, for whom it vouched. Who signs on from then on stays. After
// ERR_NO_MEMORY it is as before.
#define KEY_REVOKED_FOR_EVER UINT32_MAX
int presences_key_set(struct presences *p, uint32_t device, uint32_t key_endings);

// presences_behind: the browser in which somebody is signed on in that web session of the hall; 0:
// none, as far as was known when the last turn had ended. The rules look at the row.
uint32_t presences_behind(const struct presences *p, uint32_t hall, uint32_t gateway,
                          const unsigned char principal[PRINCIPAL_SIZE]);

// Somebody is to be signed off. `idle`: they sent nothing; else their terminal's key ended. Returns
// whether the finding was taken; if not it comes again.
typedef bool (*presence_finding_cb)(void *arg, uint32_t hall, uint32_t device, bool idle);

// presences_check: findings; each again after a while, until presences_load shows that it was dealt
// with. hall_ms: hall time.
void presences_check(struct presences *p, int64_t mono_ms, int64_t hall_ms,
                     presence_finding_cb finding_cb, void *arg);

#endif
