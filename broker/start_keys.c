#include "broker/start_keys.h"

#include <stdio.h>
#include <stdlib.h>

#include "broker/door/writable.h"
#include "broker/log/log.h"
#include "broker/server_key.h"
#include "broker/start.h"
#include "broker/start_state.h"
#include "broker/store/tables/meta.h"

#define PATH_SIZE 4096

// A store of an earlier version does not say whether it was made with keys. A store without a
// device was made without: no client could have connected. From now on the store says so.
static int open_say(struct broker *b) {
    log_write(LOG_LEVEL_WARNING, "no_keys",
              " note=\"made by an earlier version, and no device was ever added: taken for a hall "
              "without keys, on this machine alone\"");
    int err = store_begin(b->store);
    if (!err)
        err = store_meta_keys(store_tables(b->store), STORE_OPEN);
    if (!err)
        err = store_commit(b->store);
    else
        store_abort(b->store);
    if (err && err != ERR_DISK_FULL && err != ERR_MAP_FULL)
        return start_store_said(b, err);
    return EXIT_FINE;
}

// Without server.key every user of this machine is an administrator: the broker starts so only
// where the hall was made without keys.
static int keyless_start(struct broker *b) {
    if (b->keys == STORE_OPEN)
        return EXIT_FINE;
    if (b->keys == STORE_KEYS_UNSAID && !b->devices.count)
        return open_say(b);
    return start_failed(EXIT_USAGE, ERR_NOT_FOUND, start_words(START_SERVER_KEY),
                        start_words(START_NO_SERVER_KEY));
}

// With another hall's key every terminal would be shut out, without a word that says why.
static int keyed_start(struct broker *b, const char *path) {
    int err = server_key_learn(b->store, &b->devices, &b->doors.net, b->options.data);
    if (err == ERR_DENIED)
        return start_failed(EXIT_USAGE, err, SAME(path), start_words(START_OTHERS_KEY));
    return err ? start_store_said(b, err) : EXIT_FINE;
}

int start_keys(struct broker *b) {
    char path[PATH_SIZE];
    struct bilingual why = SAME("");
    writable_assume(!b->options.writability_asked);
    int err = net_init(&b->doors.net);
    if (err)
        return start_failed(EXIT_SYSTEM, err, start_words(START_SOCKETS), SAME(""));
    const char *folder = getenv("CREDENTIALS_DIRECTORY"); // systemd's LoadCredential=server.key
    if (folder) {
        snprintf(path, sizeof path, "%s/server.key", folder);
        err = net_key_read(&b->doors.net, path, &why);
    }
    if (!folder || err == ERR_NOT_FOUND) {
        snprintf(path, sizeof path, "%s/server.key", b->options.data);
        err = net_key_read(&b->doors.net, path, &why);
    }
    if (err && err != ERR_NOT_FOUND)
        return start_failed(EXIT_USAGE, err, SAME(path), why);
    return err ? keyless_start(b) : keyed_start(b, path);
}
