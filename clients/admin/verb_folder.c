// verb_folder.c - restore, accept-loss and admin-key: ways back, on a data folder that no broker
// runs on. None of them writes over or removes what it finds.
//
// New keys are written as files first, then the store takes them in one turn, then the server's key
// gets its name: one that was cut short may be done again.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bilingual.h"
#include "base/err.h"
#include "base/given_file.h"
#include "broker/seal/pin_key.h"
#include "broker/seal/random.h"
#include "broker/store/copies/restore.h"
#include "broker/store/folder/folder.h"
#include "broker/store/rot/verify.h"
#include "broker/store/store.h"
#include "broker/store/tables/meta.h"
#include "clients/admin/folder.h"
#include "clients/admin/offline.h"

#define ADMINS_MAX 1000 // key files of administrators in one folder
#define MOVED_MAX 1000  // earlier server keys

struct work {
    struct cli *cli;
    const char *from; // what is brought back
    const char *path; // data folder
    bool itself;      // both are one folder
    bool accepts_loss;
    struct offline_change change;
    struct folder_keys keys;
    bool keyed;             // the store is of a hall with keys
    bool needs_keys;        // and there are none
    const char *key_device; // whose key was given as the server's; NULL: nobody's
    const char *others_key; // file with the key of another hall's server; NULL: none
};

static void work_fini(struct work *w) {
    keypair_fini(&w->keys.server);
    keypair_fini(&w->keys.admin);
}

// ---- key files

static const char *key_why(struct cli *cli, const char *path, int err) {
    enum given_kind kind = given_kind_of(path);
    if (kind != GIVEN_FILE)
        return given_kind_text(kind, cli->language);
    return bilingual_in(bilingual_err(err), cli->language);
}

// The key that the folder's broker has, or is to have.
static const char *server_key_path(const struct work *w) {
    return or_else(w->cli->server_keys, path_in(w->cli, w->path, SERVER_KEY));
}

static int server_key_read(struct work *w) {
    const char *path = server_key_path(w);
    int err = keypair_read(&w->keys.server, path);
    if (err == ERR_EXISTS)
        SAY_ERR(w->cli, SAY_SERVER_KEY_OF_CLIENT, path);
    else if (err == ERR_DENIED && given_kind_of(path) == GIVEN_FILE)
        SAY_ERR(w->cli, SAY_SERVER_KEY_OPEN, path);
    else if (err)
        SAY_ERR(w->cli, SAY_SERVER_KEY_WRONG, path, key_why(w->cli, path, err));
    return err ? EXIT_FILE : EXIT_DONE;
}

static int server_key_make(struct work *w) {
    int err = keypair_init(&w->keys.server);
    if (err)
        SAY_ERR(w->cli, SAY_SYSTEM_ERROR, say_err(w->cli->language, err));
    return err ? EXIT_FILE : EXIT_DONE;
}

// "server.key" becomes "server.key.before-1", the first of such names that is free.
static int server_key_move_away(struct work *w) {
    const char *path = path_in(w->cli, w->path, SERVER_KEY);
    if (access(path, F_OK) != 0)
        return EXIT_DONE;
    for (int n = 1; n <= MOVED_MAX; n++) {
        const char *to = arena_printf(&w->cli->arena, "%s.before-%d", path, n);
        if (link(path, to) == 0) {
            unlink(path);
            SAY_OUT(w->cli, SAY_FILE_MOVED, path, to);
            return EXIT_DONE;
        }
        if (errno != EEXIST)
            break;
    }
    SAY_ERR(w->cli, SAY_FILE_UNWRITABLE, path, say_errno(w->cli->language, errno));
    return EXIT_FILE;
}

static int server_key_place(struct work *w) {
    const char *path = path_in(w->cli, w->path, SERVER_KEY);
    struct keypair there;
    int err = keypair_read(&there, path);
    bool same = !err && !strcmp(there.secret_key, w->keys.server.secret_key);
    keypair_fini(&there);
    int code = same ? EXIT_DONE : server_key_move_away(w);
    if (same || code)
        return code;
    err = keypair_write(&w->keys.server, path);
    if (!err)
        err = folder_give(w->path, path);
    if (!err && w->cli->server_keys)
        SAY_OUT(w->cli, SAY_RESTORE_KEY_COPIED, path);
    if (err)
        SAY_ERR(w->cli, SAY_FILE_UNWRITABLE, path, say_err(w->cli->language, err));
    return err ? EXIT_FILE : EXIT_DONE;
}

// The first of "admin", "admin-2" ... that is no device's and no file's.
static int admin_name_choose(struct work *w, struct tables *tables) {
    for (int n = 1; n <= ADMINS_MAX; n++) {
        bool is_free;
        const char *name = n == 1 ? "admin" : arena_printf(&w->cli->arena, "admin-%d", n);
        w->keys.admin_path = arena_printf(&w->cli->arena, "%s/%s.key", w->path, name);
        int err = offline_name_free(tables, &w->cli->arena, name, w->change.revoke, &is_free);
        if (err)
            return err;
        if (is_free && access(w->keys.admin_path, F_OK) != 0) {
            w->change.admin = name;
            return ERR_OK;
        }
    }
    return ERR_TOO_LARGE;
}

// A new administrator in the tables, and the key file beside them.
static int admin_make(struct work *w, struct tables *tables) {
    int err = admin_name_choose(w, tables);
    if (!err)
        err = folder_admin_key_write(w->cli, w->path, w->change.admin, &w->keys);
    if (!err)
        memcpy(w->change.admin_key, w->keys.admin.raw_public, sizeof w->change.admin_key);
    return err;
}

static void keys_say(struct work *w) {
    if (w->change.revoked_count)
        SAY_OUT(w->cli, SAY_ADMIN_KEY_REVOKED,
                cli_number(w->cli, (int64_t)w->change.revoked_count));
    if (w->cli->new_keys)
        SAY_OUT(w->cli, SAY_SERVER_KEY_NEW, path_in(w->cli, w->path, SERVER_KEY));
    SAY_OUT(w->cli, SAY_ADMIN_KEY_DONE, w->keys.admin_path);
}

// The keys by which the store knows its server: a new one stands for all before it, which are gone.
static int server_key_learn(const struct work *w, struct tables *tables) {
    struct server_keys keys = {0};
    server_keys_add(&keys, w->keys.server.public_key);
    return store_meta_server_keys(tables, &keys);
}

static int server_key_compare(struct work *w, struct tables *tables, const struct keypair *key,
                              const char *path) {
    struct store_meta meta;
    int err = store_meta_get(tables, &meta);
    if (err || server_keys_accept(&meta.server_keys, key->public_key, &key->followed))
        return err;
    w->others_key = path;
    return ERR_DENIED;
}

// What the broker will start with: the key that was given, or the one that is there already.
static int server_key_settle(struct work *w, struct tables *tables) {
    const char *path = path_in(w->cli, w->path, SERVER_KEY);
    struct keypair there;
    if (w->cli->new_keys)
        return server_key_learn(w, tables);
    if (w->cli->server_keys)
        return server_key_compare(w, tables, &w->keys.server, w->cli->server_keys);
    int err = keypair_read(&there, path);
    err = err ? ERR_OK
              : server_key_compare(w, tables, &there, path); // one that is none, hallqd tells
    keypair_fini(&there);
    return err;
}

// ---- restore and accept-loss

static int restored_cb(void *arg, struct tables *tables, const struct store_report *old) {
    struct work *w = arg;
    int err = offline_is_keyed(tables, &w->cli->arena, &w->keyed);
    w->change.turn = old->meta.turn;
    if (w->accepts_loss)
        w->change.noted_turn = old->noted_turn;
    if (!err && w->keyed && !w->cli->server_keys && !w->cli->new_keys && !w->itself &&
        access(path_in(w->cli, w->path, SERVER_KEY), F_OK) != 0) {
        w->needs_keys = true;
        return ERR_DENIED;
    }
    if (!err && w->cli->server_keys)
        err = offline_key_owner(tables, &w->cli->arena, w->keys.server.raw_public, &w->key_device);
    if (!err && w->key_device)
        return ERR_DENIED;
    if (!err && w->keyed)
        err = server_key_settle(w, tables);
    if (!err && w->keyed && w->cli->new_keys)
        err = admin_make(w, tables);
    if (!err && w->keyed)
        err = store_meta_keys(tables, STORE_KEYED); // also where an earlier version made it
    return err ? err : offline_record(tables, &w->cli->arena, &w->change);
}

static int restore_keys_take(struct work *w) {
    if (w->cli->new_keys) {
        w->change.revoke = REVOKE_ALL;
        return server_key_make(w);
    }
    return w->cli->server_keys ? server_key_read(w) : EXIT_DONE;
}

static int restore_failed(struct work *w, int err, const struct store_why *why) {
    if (w->keys.admin_path && w->change.admin)
        unlink(w->keys.admin_path); // of no device
    if (w->key_device) {
        SAY_ERR(w->cli, SAY_SERVER_KEY_OF_DEVICE, w->cli->server_keys, w->key_device);
        return EXIT_REFUSED;
    }
    if (w->others_key) {
        SAY_ERR(w->cli, SAY_SERVER_KEY_OTHERS, w->others_key);
        return EXIT_REFUSED;
    }
    if (!w->needs_keys)
        return say_store(w->cli, w->path, err, why);
    SAY_ERR(w->cli, SAY_RESTORE_NEEDS_KEYS, w->path);
    return EXIT_REFUSED;
}

// The way back, which depends on whether what was there is whole.
static void aside_say(struct work *w, const char *aside) {
    struct store_report report;
    int err = store_verify(path_in(w->cli, w->path, aside), &report);
    enum say what = !err          ? SAY_RESTORE_KEPT
                    : report.lack ? SAY_RESTORE_KEPT_LACKS
                                  : SAY_RESTORE_KEPT_BROKEN;
    SAY_OUT(w->cli, what, w->path, aside);
}

static bool pin_key_there(struct work *w, const char *path) {
    return access(path_in(w->cli, path, KEYS_FOLDER "/" PIN_KEY_FILE), F_OK) == 0;
}

// What was brought back reads its PINs and contacts by keys that stay where they were.
static void sealed_say(struct work *w) {
    if (pin_key_there(w, w->path))
        return;
    if (pin_key_there(w, w->from))
        SAY_OUT(w->cli, SAY_RESTORE_KEYS_ELSEWHERE, w->path, w->from);
    else
        SAY_OUT(w->cli, SAY_RESTORE_NO_PIN_KEY, w->path);
}

static void restored_say(struct work *w, const char *aside) {
    const char *turn = cli_number(w->cli, (int64_t)w->change.turn);
    if (w->accepts_loss && w->itself)
        SAY_OUT(w->cli, SAY_ACCEPT_DONE, w->path, turn, aside);
    else if (w->accepts_loss)
        SAY_OUT(w->cli, SAY_ACCEPT_DONE_ELSEWHERE, w->path, turn, w->from);
    else
        SAY_OUT(w->cli, SAY_RESTORE_DONE, w->path);
    if (*aside && !w->itself)
        aside_say(w, aside);
    sealed_say(w);
}

static int restore(struct work *w) {
    struct store_why why = {0};
    char aside[ASIDE_NAME_SIZE];
    struct store_restoring r = {.from = w->from,
                                .to = w->path,
                                .new_epoch = seal_random_u64(),
                                .accept_loss = w->accepts_loss,
                                .change_cb = restored_cb,
                                .arg = w};
    w->itself = folder_same(w->from, w->path);
    int err = store_restore(&r, aside, &why);
    if (err)
        return restore_failed(w, err, &why);
    int code =
        w->keyed && (w->cli->new_keys || w->cli->server_keys) ? server_key_place(w) : EXIT_DONE;
    restored_say(w, aside);
    if (!code && w->change.admin)
        keys_say(w);
    return code;
}

int verb_restore(struct cli *cli) {
    struct work w = {.cli = cli, .from = cli->words[0], .path = cli->words[1]};
    w.change.kind = HALLQ__FOLDER_CHANGED__KIND__RESTORED;
    int code = folder_endpoints_fine(cli) ? restore_keys_take(&w) : EXIT_USAGE;
    if (!code)
        code = restore(&w);
    work_fini(&w);
    return code;
}

static int accept(struct work *w) {
    struct store_report report;
    int err = store_verify(w->from, &report);
    if (!err) {
        SAY_ERR(w->cli, SAY_LACKS_NOTHING, w->from);
        return EXIT_REFUSED;
    }
    if (err != ERR_CORRUPT || report.lack == STORE_WHOLE)
        return verb_verify(w->cli); // says what is wrong
    int code = restore_keys_take(w);
    return code ? code : restore(w);
}

int verb_accept_loss(struct cli *cli) {
    const char *from = cli->words[0];
    struct work w = {
        .cli = cli, .from = from, .path = or_else(cli->words[1], from), .accepts_loss = true};
    w.change.kind = HALLQ__FOLDER_CHANGED__KIND__LOSS_ACCEPTED;
    int code = folder_endpoints_fine(cli) ? accept(&w) : EXIT_USAGE;
    work_fini(&w);
    return code;
}

// ---- admin-key

static int keyed_look(struct work *w, struct store *store) {
    int err = store_begin(store);
    if (!err)
        err = offline_is_keyed(store_tables(store), &w->cli->arena, &w->keyed);
    store_abort(store);
    return err;
}

static int admin_key_turn(struct work *w, struct store *store) {
    struct store_meta meta;
    int err = store_begin(store);
    if (!err)
        err = w->cli->new_keys
                  ? server_key_learn(w, store_tables(store))
                  : server_key_compare(w, store_tables(store), &w->keys.server, server_key_path(w));
    if (!err)
        err = admin_make(w, store_tables(store));
    if (!err)
        err = store_meta_keys(store_tables(store), STORE_KEYED);
    if (!err)
        err = store_meta_get(store_tables(store), &meta);
    w->change.turn = err ? 0 : meta.turn;
    if (!err)
        err = offline_record(store_tables(store), &w->cli->arena, &w->change);
    if (!err)
        err = store_set_turn(store, meta.turn + 1, meta.at_ms);
    if (!err)
        return store_commit(store);
    store_abort(store);
    return err;
}

static int admin_key(struct work *w) {
    struct store *store = NULL;
    struct store_why why = {0};
    struct store_report report;
    struct store_options options = {.path = w->path};
    int err = store_open(&store, &options, &why);
    if (!err)
        err = store_verify_start(store, &report, &why);
    if (!err && (err = keyed_look(w, store)))
        why = store_why_of(store);
    int code = EXIT_DONE;
    if (!err && w->keyed)
        code = w->cli->new_keys ? server_key_make(w) : server_key_read(w);
    if (!err && w->keyed && !code && (err = admin_key_turn(w, store)))
        why = store_why_of(store);
    store_close(&store);
    if (err) {
        if (w->change.admin)
            unlink(w->keys.admin_path);
        if (w->others_key) {
            SAY_ERR(w->cli, SAY_SERVER_KEY_OTHERS, w->others_key);
            return EXIT_REFUSED;
        }
        return say_store(w->cli, w->path, err, &why);
    }
    if (code)
        return code;
    if (!w->keyed) {
        SAY_ERR(w->cli, SAY_FOLDER_OPEN, w->path);
        return EXIT_REFUSED;
    }
    code = w->cli->new_keys ? server_key_place(w) : EXIT_DONE;
    if (!code)
        keys_say(w);
    return code;
}

int verb_admin_key(struct cli *cli) {
    struct work w = {.cli = cli, .path = cli->words[0]};
    if (!folder_endpoints_fine(cli))
        return EXIT_USAGE;
    w.change.kind = cli->new_keys ? HALLQ__FOLDER_CHANGED__KIND__KEYS_RENEWED
                                  : HALLQ__FOLDER_CHANGED__KIND__ADMIN_KEY_MADE;
    w.change.revoke = cli->new_keys ? REVOKE_ALL : cli->revoke_admins ? REVOKE_ADMINS : REVOKE_NONE;
    int code = admin_key(&w);
    work_fini(&w);
    return code;
}
