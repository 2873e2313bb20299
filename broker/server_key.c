#include "broker/server_key.h"

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "base/server_keys.h"
#include "broker/store/tables/meta.h"

#define PATH_SIZE 4096

static bool is_of_device(const struct devices *devices, const struct net *net) {
    unsigned char raw[NET_KEY_SIZE];
    return zmq_z85_decode(raw, net->public_key) && devices_by_key(devices, raw);
}

// The next key may replace the current key before another start sees its file. A next key made by
// an earlier version does not name the keys that it follows.
static void next_add(const char *data, struct server_keys *keys) {
    char path[PATH_SIZE];
    struct net next = {0};
    struct bilingual why;
    snprintf(path, sizeof path, "%s/server.key.next", data);
    if (!net_key_read(&next, path, &why))
        server_keys_add(keys, next.public_key);
    explicit_bzero(&next, sizeof next);
}

// The keys go down to the tables, where a look at the folder finds them. Without room on the disk
// the store learns them at a later start.
static int keys_keep(struct store *store, const struct server_keys *keys) {
    int err = store_begin(store);
    if (!err)
        err = store_meta_server_keys(store_tables(store), keys);
    if (!err)
        err = store_commit(store);
    else
        store_abort(store);
    if (!err)
        err = store_checkpoint(store);
    return err == ERR_DISK_FULL || err == ERR_MAP_FULL ? ERR_OK : err;
}

static int known_read(struct store *store, struct server_keys *ret) {
    struct store_meta meta = {0};
    int err = store_begin(store);
    if (!err)
        err = store_meta_get(store_tables(store), &meta);
    store_abort(store);
    if (!err)
        *ret = meta.server_keys;
    return err;
}

int server_key_learn(struct store *store, const struct devices *devices, const struct net *net,
                     const char *data) {
    struct server_keys known = {0}, learned;
    int err = known_read(store, &known);
    if (err)
        return err;
    if (!server_keys_accept(&known, net->public_key, &net->followed) || is_of_device(devices, net))
        return ERR_DENIED;
    learned = known;
    server_keys_add(&learned, net->public_key);
    next_add(data, &learned);
    return memcmp(&learned, &known, sizeof known) ? keys_keep(store, &learned) : ERR_OK;
}
