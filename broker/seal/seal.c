// Boxes under day keys. The ring keeps the keys it used last in locked memory (loaded.h); the keys
// themselves live in files (day_key.h).
//
//     box     0               24                        n + 24      n + 40
//             ├───────────────┼─────────────────────────┼───────────┤
//             │ random nonce  │ cipher text             │ tag       │   associated data: hall, day
//             └───────────────┴─────────────────────────┴───────────┘
//
// Each box has a key of its own, a leaf of its day's tree (keytree.h), so that a single key can be
// destroyed.
//
// Rules kept: a key is on the disk, with its name, before anything is sealed with it; a day
// destroyed stays destroyed; nothing secret is left on the stack or the heap.
#include "broker/seal/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "broker/seal/day_key.h"
#include "broker/seal/inspect.h"
#include "broker/seal/loaded.h"
#include "broker/seal/names.h"
#include "broker/seal/pin_key.h"

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLACE_SIZE 8         // hall and day, as associated data
#define ITEM_MASK UINT32_MAX // bits of a sealed number: its path among the leaves of kind 0

_Static_assert(NONCE_SIZE + TAG_SIZE == SEAL_OVERHEAD, "as in seal.h");
_Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "as in seal.h");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == KEY_SIZE, "as in day_key.h");

// The day up to which a hall's keys are destroyed.
struct destroyed {
    uint32_t hall;
    int32_t upto_day;
};

// A key of this process alone, which is never on a disk.
struct mac_key {
    unsigned char key[crypto_shorthash_KEYBYTES];
    uint64_t id;
};

struct seal_ring {
    struct mac_key *mac;   // in locked memory
    struct pin_key *pin;   // in locked memory; never changed, so that workers may read it
    struct master *master; // in locked memory
    struct key_folder folder;
    struct key_names names;  // names of all key files
    struct key_name *asides; // names of files set aside, unsorted; as a rule there are none
    size_t aside_count;
    seal_aside_cb aside_cb;
    void *aside_arg;
    bool unsynced;         // names were removed from the folder since its last sync
    struct loaded *loaded; // LOADED_MAX places, in locked memory
    uint64_t use_count;
    struct destroyed *destroyed; // one for each hall, unsorted: few calls, few halls
    size_t destroyed_count;
};

// --- the ring

static int gather_name(void *arg, struct key_name n) {
    struct seal_ring *r = arg;
    return names_append(&r->names, n);
}

static int asides_add(void *arg, struct key_name n) {
    struct seal_ring *r = arg;
    for (size_t i = 0; i < r->aside_count; i++)
        if (names_same(r->asides[i], n))
            return ERR_OK; // a name stands for all files of its day that were set aside
    struct key_name *grown = reallocarray(r->asides, r->aside_count + 1, sizeof *grown);
    if (!grown)
        return ERR_NO_MEMORY;
    r->asides = grown;
    r->asides[r->aside_count++] = n;
    return ERR_OK;
}

static int names_load(struct seal_ring *r) {
    int err = day_key_each(&r->folder, gather_name, r);
    if (!err)
        err = day_key_each_aside(&r->folder, asides_add, r);
    if (!err)
        names_sort(&r->names);
    return err;
}

// Puts files that were made before there was a master key under it.
static int keys_wrap(struct seal_ring *r) {
    int err = own_key_wrap(&r->folder, PIN_KEY_FILE);
    for (size_t i = 0; !err && i < r->names.count; i++)
        err = day_key_wrap(&r->folder, r->names.list[i]);
    return err;
}

static bool is_closed(const struct seal_ring *r, struct key_name n) {
    struct keytree tree = {0};
    int err = day_key_read(&r->folder, n, &tree);
    keytree_fell(&tree);
    return err == ERR_CLOSED;
}

// A folder is not used without its master key, and no key of PINs is made in it that lies open or
// is under another master key: if the key of PINs is lost, the keys of days tell.
static int masters_look(struct seal_ring *r) {
    unsigned char key[KEY_SIZE];
    int err = own_key_read(&r->folder, PIN_KEY_FILE, key);
    sodium_memzero(key, sizeof key);
    if (err == ERR_CLOSED || (!err && r->master->here))
        return err; // a day's key under another master key shuts only its day
    for (size_t i = 0; i < r->names.count; i++)
        if (is_closed(r, r->names.list[i]))
            return ERR_CLOSED;
    return ERR_OK;
}

static int keys_open(struct seal_ring *r, const char *data_path) {
    int err = keys_folder_make(data_path, r->folder.path);
    if (!err)
        err = names_load(r);
    if (!err)
        err = masters_look(r);
    if (!err)
        err = pin_key_load(&r->folder, r->pin);
    return err || !r->master->here ? err : keys_wrap(r);
}

int seal_ring_create(struct seal_ring **ret, const char *data_path, const void *master,
                     size_t master_size) {
    struct seal_ring *r = NULL;
    int err = ERR_NO_MEMORY;
    *ret = NULL;
    if (sodium_init() < 0)
        return ERR_SYSTEM;
    r = calloc(1, sizeof *r);
    if (!r)
        return err;
    r->loaded = loaded_make();
    if (!r->loaded)
        goto release;
    r->mac = sodium_malloc(sizeof *r->mac);
    if (!r->mac)
        goto release;
    randombytes_buf(r->mac, sizeof *r->mac);
    r->mac->id |= 1; // 0 names no key
    r->pin = sodium_malloc(sizeof *r->pin);
    r->folder.master = r->master = sodium_malloc(sizeof *r->master);
    if (!r->pin || !r->master)
        goto release;
    sodium_memzero(r->master, sizeof *r->master);
    if (master)
        master_make(r->master, master, master_size);
    err = keys_open(r, data_path);
    if (err)
        goto release;
    *ret = r;
    return ERR_OK;

release:
    seal_ring_destroy(&r);
    return err;
}

void seal_ring_destroy(struct seal_ring **pring) {
    struct seal_ring *r = *pring;
    *pring = NULL;
    if (!r)
        return;
    loaded_free(r->loaded);
    sodium_free(r->mac);
    sodium_free(r->pin);
    sodium_free(r->master);
    free(r->destroyed);
    free(r->asides);
    names_fini(&r->names);
    free(r);
}

// --- keys in memory

static int make_key(struct seal_ring *r, struct key_name n, struct keytree *ret) {
    unsigned char root[KEY_SIZE];
    int err = names_add(&r->names, n); // first: else a file could stay without its name
    if (err)
        return err;
    randombytes_buf(root, KEY_SIZE);
    err = day_key_make(&r->folder, n, root);
    if (err)
        names_remove(&r->names, names_find(&r->names, n), 1);
    else
        keytree_plant(ret, root);
    sodium_memzero(root, sizeof root);
    return err;
}

void seal_on_aside(struct seal_ring *r, seal_aside_cb cb, void *arg) {
    r->aside_cb = cb;
    r->aside_arg = arg;
}

// Sets an unusable key aside. ERR_NOT_FOUND: the key counts as lost; `why`: the file stays in the
// way.
static int set_aside(struct seal_ring *r, struct key_name n, int why) {
    char aside[DAY_KEY_NAME_SIZE], name[DAY_KEY_NAME_SIZE];
    if (asides_add(r, n) || day_key_set_aside(&r->folder, n, aside))
        return why;
    day_key_name(n, name);
    if (r->aside_cb)
        r->aside_cb(r->aside_arg, name, aside, why);
    return ERR_NOT_FOUND;
}

static int read_key(struct seal_ring *r, struct key_name n, bool make, struct keytree *ret) {
    int err = day_key_read(&r->folder, n, ret);
    if (err == ERR_CORRUPT || (err == ERR_CLOSED && make))
        err = set_aside(r, n, err);
    if (err == ERR_NOT_FOUND)
        names_remove(&r->names, names_find(&r->names, n), 1);
    return err;
}

// Loads the key from its file; with `make`, makes a key first if there is no usable key.
static int load(struct seal_ring *r, struct key_name n, bool make, struct loaded **ret) {
    struct keytree tree = {0};
    int err = names_have(&r->names, n) ? read_key(r, n, make, &tree) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND && make)
        err = make_key(r, n, &tree);
    if (!err)
        *ret = loaded_put(r->loaded, n, &tree);
    return err == ERR_NOT_FOUND ? ERR_CLOSED : err;
}

static bool is_destroyed(const struct seal_ring *r, struct key_name n) {
    for (size_t i = 0; i < r->destroyed_count; i++) {
        if (r->destroyed[i].hall == n.hall)
            return n.day <= r->destroyed[i].upto_day;
    }
    return false;
}

static int find_key(struct seal_ring *r, struct key_name n, bool make, struct loaded **ret) {
    int err = ERR_OK;
    *ret = loaded_find(r->loaded, n);
    if (!*ret)
        err = is_destroyed(r, n) ? ERR_CLOSED : load(r, n, make, ret);
    if (!err)
        (*ret)->used_at = ++r->use_count;
    return err;
}

// --- boxes

static void write_place(struct key_name n, unsigned char ret[PLACE_SIZE]) {
    uint32_t day = (uint32_t)n.day;
    for (int i = 0; i < 4; i++) {
        ret[i] = (unsigned char)(n.hall >> (24 - 8 * i));
        ret[4 + i] = (unsigned char)(day >> (24 - 8 * i));
    }
}

int seal_prepare(struct seal_ring *r, uint32_t hall, int32_t day) {
    struct loaded *key;
    return find_key(r, (struct key_name){hall, day}, true, &key);
}

int seal_box(struct seal_ring *r, const struct seal_place *at, const void *plain, size_t size,
             unsigned char *ret_box, uint64_t *ret_key) {
    struct key_name n = {at->hall, at->day};
    unsigned char place[PLACE_SIZE], key[KEY_SIZE];
    struct loaded *day;
    if (size > SEAL_PLAIN_MAX)
        return ERR_TOO_LARGE;
    int err = find_key(r, n, true, &day);
    if (err)
        return err;
    if (!keytree_key(&day->tree, at->item & ITEM_MASK, KEYTREE_BITS, key))
        return ERR_CLOSED;
    write_place(n, place);
    randombytes_buf(ret_box, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(ret_box + NONCE_SIZE, NULL, plain, size, place,
                                               sizeof place, NULL, ret_box, key);
    sodium_memzero(key, sizeof key);
    *ret_key = day->tree.id;
    return ERR_OK;
}

// The key of a box: its own, or the day's if an earlier version made the box.
static int key_of_box(struct seal_ring *r, const struct seal_place *at, uint64_t key_id,
                      unsigned char ret_key[KEY_SIZE]) {
    struct loaded *day;
    int err = find_key(r, (struct key_name){at->hall, at->day}, false, &day);
    if (err)
        return err;
    if (key_id && key_id != day->tree.id)
        return ERR_CLOSED;
    bool there = key_id ? keytree_key(&day->tree, at->item & ITEM_MASK, KEYTREE_BITS, ret_key)
                        : keytree_root(&day->tree, ret_key);
    return there ? ERR_OK : ERR_CLOSED;
}

int seal_open(struct seal_ring *r, const struct seal_place *at, uint64_t key_id, const void *box,
              size_t box_size, void *ret_plain) {
    unsigned char place[PLACE_SIZE], key[KEY_SIZE];
    const unsigned char *bytes = box;
    if (box_size < SEAL_OVERHEAD || box_size > SEAL_PLAIN_MAX + SEAL_OVERHEAD)
        return ERR_CORRUPT;
    int err = key_of_box(r, at, key_id, key);
    if (err)
        return err;
    write_place((struct key_name){at->hall, at->day}, place);
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(ret_plain, NULL, NULL, bytes + NONCE_SIZE,
                                                        box_size - NONCE_SIZE, place, sizeof place,
                                                        bytes, key);
    sodium_memzero(key, sizeof key);
    return rc ? ERR_CORRUPT : ERR_OK;
}

bool seal_is_forgotten(struct seal_ring *r, const struct seal_place *at) {
    unsigned char key[KEY_SIZE];
    struct loaded *day;
    if (find_key(r, (struct key_name){at->hall, at->day}, true, &day))
        return false; // the box will say why it cannot be made
    bool there = keytree_key(&day->tree, at->item & ITEM_MASK, KEYTREE_BITS, key);
    sodium_memzero(key, sizeof key);
    return !there;
}

// --- codes under a day's key, and hashes under a key of this process

int seal_code(struct seal_ring *r, uint32_t hall, int32_t day, bool make, uint64_t subject,
              uint32_t power, unsigned char ret[SEAL_CODE_SIZE]) {
    struct loaded *of_day;
    unsigned char text[12];
    int err = find_key(r, (struct key_name){hall, day}, make, &of_day);
    if (err)
        return err;
    if (!of_day->has_codes &&
        !keytree_key(&of_day->tree, KEYTREE_CODES_PATH, KEYTREE_CODES_DEPTH, of_day->codes))
        return ERR_CLOSED;
    of_day->has_codes = true;
    for (int i = 0; i < 8; i++)
        text[i] = (unsigned char)(subject >> (56 - 8 * i));
    for (int i = 0; i < 4; i++)
        text[8 + i] = (unsigned char)(power >> (24 - 8 * i));
    crypto_generichash(ret, SEAL_CODE_SIZE, text, sizeof text, of_day->codes, KEY_SIZE);
    return ERR_OK;
}

// SipHash, which is fast: each command is hashed, and only sixty-four bits are kept.
static uint64_t hash_of(const void *data, size_t size, const unsigned char *key) {
    uint64_t value;
    crypto_shorthash((unsigned char *)&value, data, size, key);
    return value ? value : 1;
}

uint64_t seal_hash(const void *data, size_t size) {
    static const unsigned char of_all[crypto_shorthash_KEYBYTES];
    return hash_of(data, size, of_all);
}

uint64_t seal_mac(const struct seal_ring *r, const void *data, size_t size, uint64_t *ret_key) {
    *ret_key = r->mac->id;
    return hash_of(data, size, r->mac->key);
}

void seal_token_hash(const void *token, size_t token_size, unsigned char ret[SEAL_TOKEN_SIZE]) {
    crypto_generichash(ret, SEAL_TOKEN_SIZE, token, token_size, NULL, 0);
}

// --- destroying

static int note_destroyed(struct seal_ring *r, uint32_t hall, int32_t upto_day) {
    for (size_t i = 0; i < r->destroyed_count; i++) {
        struct destroyed *d = &r->destroyed[i];
        if (d->hall != hall)
            continue;
        if (d->upto_day < upto_day)
            d->upto_day = upto_day;
        return ERR_OK;
    }
    struct destroyed *grown =
        reallocarray(r->destroyed, r->destroyed_count + 1, sizeof *r->destroyed);
    if (!grown)
        return ERR_NO_MEMORY;
    r->destroyed = grown;
    r->destroyed[r->destroyed_count++] = (struct destroyed){hall, upto_day};
    return ERR_OK;
}

void seal_begin_day(struct seal_ring *r, uint32_t hall, int32_t day) {
    for (size_t i = 0; i < r->destroyed_count; i++)
        if (r->destroyed[i].hall == hall && r->destroyed[i].upto_day >= day)
            r->destroyed[i].upto_day = day - 1;
}

// Destroys the files that were set aside of a hall's days, both ends included: a rotten key is
// nearly a key.
static int asides_destroy(struct seal_ring *r, uint32_t hall, int32_t from_day, int32_t upto_day) {
    size_t kept = 0, count = r->aside_count;
    int err = ERR_OK;
    for (size_t i = 0; i < count; i++) {
        struct key_name n = r->asides[i];
        bool meant = n.hall == hall && n.day >= from_day && n.day <= upto_day;
        int failed = meant ? day_key_destroy_asides(&r->folder, n) : ERR_OK;
        if (!meant || failed)
            r->asides[kept++] = n;
        err = err ? err : failed;
    }
    r->unsynced |= kept < count;
    r->aside_count = kept;
    return err;
}

static int folder_sync(struct seal_ring *r) {
    int err = r->unsynced ? keys_folder_sync(r->folder.path) : ERR_OK;
    r->unsynced = err != ERR_OK;
    return err;
}

int seal_destroy_upto(struct seal_ring *r, uint32_t hall, int32_t day) {
    struct key_names *names = &r->names;
    size_t at = names_find(names, (struct key_name){hall, INT32_MIN}), end = at, kept = at;
    int err = note_destroyed(r, hall, day);
    if (err)
        return err;
    loaded_forget(r->loaded, hall, day);
    for (; end < names->count && names->list[end].hall == hall && names->list[end].day <= day;
         end++) {
        int failed = day_key_destroy(&r->folder, names->list[end]);
        if (failed)
            names->list[kept++] = names->list[end]; // this name is kept for another try
        err = err ? err : failed;
    }
    r->unsynced |= end > kept;
    names_remove(names, kept, end - kept);
    int failed = asides_destroy(r, hall, INT32_MIN, day);
    err = err ? err : failed;
    failed = folder_sync(r);
    return err ? err : failed;
}

// Forgets a text whose key is not here: the key may be in a file of its day that was set aside.
static int forget_aside(struct seal_ring *r, struct key_name n) {
    int err = asides_destroy(r, n.hall, n.day, n.day);
    int failed = folder_sync(r);
    return err ? err : failed;
}

int seal_forget(struct seal_ring *r, const struct seal_place *at, uint64_t key_id) {
    struct key_name n = {at->hall, at->day};
    struct loaded *day;
    struct keytree left = {0};
    int err = find_key(r, n, false, &day);
    if (err)
        return err == ERR_CLOSED ? forget_aside(r, n) : err;
    if (key_id && key_id != day->tree.id)
        return forget_aside(r, n); // the key was never here, is gone, or was set aside
    err = keytree_without(&day->tree, at->item & ITEM_MASK, &left);
    if (err)
        return err == ERR_CLOSED ? ERR_OK : err;
    err = day_key_replace(&r->folder, n, &left);
    if (err) {
        keytree_fell(&left);
        return err;
    }
    keytree_fell(&day->tree);
    day->tree = left;
    sodium_memzero(&left, sizeof left);
    return ERR_OK;
}

// The folder and the master key never change.
int seal_ring_inspect(const struct seal_ring *r, struct seal_inspection *ret) {
    return seal_inspect_folder(&r->folder, ret);
}

size_t seal_key_count(const struct seal_ring *r) {
    return r->names.count;
}

const struct pin_key *seal_pin_key(const struct seal_ring *r) {
    return r->pin;
}
