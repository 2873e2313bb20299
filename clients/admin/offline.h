// offline.h - what hallq-admin does to a store while no broker runs on it, put on record: one
// journal record of hall 0 which says what was done (FolderChanged), after the keys it changes.
#ifndef HALLQ_ADMIN_OFFLINE_H
#define HALLQ_ADMIN_OFFLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/table.h"
#include "clients/admin/keypair.h"
#include "event.pb-c.h"

enum offline_revoke { REVOKE_NONE, REVOKE_ADMINS, REVOKE_ALL };

struct offline_change {
    Hallq__FolderChanged__Kind kind;
    uint64_t turn; // as in FolderChanged
    uint64_t noted_turn;
    enum offline_revoke revoke;
    const char *admin; // name of a new administrator; NULL: none
    unsigned char admin_key[KEYPAIR_RAW_SIZE];
    size_t revoked_count; // out
};

// offline_record: in an open turn, or in the change of a restore; sets the turn. ERR_TOO_LARGE: no
// device can be added any more; errors of the tables.
int offline_record(struct tables *tables, struct arena *arena, struct offline_change *change);

// offline_is_keyed: whether the store is of a hall with keys: it says so, or has a device.
int offline_is_keyed(struct tables *tables, struct arena *arena, bool *ret_keyed);

// offline_name_free: whether no device with a good key has the name; one that `revoke` revokes has
// none.
int offline_name_free(struct tables *tables, struct arena *arena, const char *name,
                      enum offline_revoke revoke, bool *ret_free);

// offline_key_owner: the name of the device whose key it is, now or for a while; NULL: nobody's.
int offline_key_owner(struct tables *tables, struct arena *arena,
                      const unsigned char key[KEYPAIR_RAW_SIZE], const char **ret_name);

#endif
