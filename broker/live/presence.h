// presence.h - the people who are signed on, so that their sign-ons end in time: after as long
// without a command as the settings say, and at once when the terminal's key was revoked or
// changed. Presences are in memory like leases: a row that every command changed would cost the hot
// path a write. The events that follow are journaled. After a restart all idle times begin
// anew; the day roll ends all sign-ons.
#ifndef HALLQ_PRESENCE_H
#define HALLQ_PRESENCE_H

#include "broker/hall/rules.h"

struct presence {
    uint32_t hall;
    uint32_t device;
    uint32_t staff;
    uint32_t idle_s;  // without a command for so long the person is signed off; 0: never
    int64_t since_ms; // the sign-on, or the broker's start
    int64_t told_ms;  // when the last finding was taken; 0: never
    uint32_t key_endings, gateway_key_endings; // as in Hallq__SignOnRow
    bool over;                                 // signed off once the present ticket ends
    int64_t until_ms;                          // hall time: the web session ends; 0: none
    uint32_t gateway;                          // the gateway that vouches for them; 0: none
    unsigned char principal[PRINCIPAL_SIZE];
};

// A person signed on in a browser, found by the web session that a gateway names.
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
    struct browsing *behind; // people in browsers, in order of halls, gateways and principals
    size_t behind_count;
    size_t behind_room;
    int64_t *used_ms; // by device: the last command of a person there; 0: never
    size_t used_room;
    uint32_t *key_endings; // by device: as in its row; sign-ons of another value end
    size_t key_room;
};

// presences_fini: frees all presences. Safe on a zeroed struct.
void presences_fini(struct presences *p);

// presences_used: a person at the device sent a command.
void presences_used(struct presences *p, uint32_t device, int64_t mono_ms);

// presences_load: reads the hall's sign-ons anew; a person who is still signed on at the same
// device keeps their idle time. A rotten row is passed over. An error leaves all as before.
int presences_load(struct presences *p, struct state *s, uint32_t hall, int64_t mono_ms);

// presences_key_set: takes key_endings from the device's row. Sign-ons by an earlier key of the
// device end, and so do those for which it vouched as a gateway; later sign-ons stay. After
// ERR_NO_MEMORY all is as before.
#define KEY_REVOKED_FOR_EVER UINT32_MAX
int presences_key_set(struct presences *p, uint32_t device, uint32_t key_endings);

// presences_behind: the browser in which a person is signed on in this web session of the hall; 0:
// none was known at the end of the last turn. The rules go by the row.
uint32_t presences_behind(const struct presences *p, uint32_t hall, uint32_t gateway,
                          const unsigned char principal[PRINCIPAL_SIZE]);

// Called when a person is to be signed off. `idle`: they sent no command; else their terminal's key
// or their web session ended. Returns whether the finding was taken; if not, it comes again.
typedef bool (*presence_finding_cb)(void *arg, uint32_t hall, uint32_t device, bool idle);

// presences_check: reports findings, and each again after a while, until presences_load shows that
// it was dealt with. hall_ms: hall time.
void presences_check(struct presences *p, int64_t mono_ms, int64_t hall_ms,
                     presence_finding_cb finding_cb, void *arg);

#endif
