// seal.h - customer data under day keys. This folder is the only user of libsodium.
//
// Customer data of a hall and business day is sealed under keys grown from a random day key. The
// day keys lie in <data folder>/keys/, one file each, outside the store and so outside every
// backup: when a day key is destroyed, the data it sealed is unreadable everywhere. A single text
// is unreadable as soon as its own key is taken out of the day's tree (keytree.h).
//
// A rotten key file, or today's key file under another master key, is set aside under another name:
// its key counts as lost, and a new key is made. The file is destroyed with its day all the same,
// or when the first of its texts is to be forgotten.
//
// A ring belongs to one thread. The functions without a ring may be called from any thread.
#ifndef HALLQ_SEAL_H
#define HALLQ_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SEAL_OVERHEAD 40    // bytes by which a box is larger than its text: nonce 24, tag 16
#define SEAL_PLAIN_MAX 4096 // of a contact, note or complaint; bounds a rotten size

struct seal_ring;

// seal_ring_create: opens the keys of a data folder; makes the folder keys/ (0700) and the key of
// PINs if they are missing, and removes files that a power cut left half done. master: at least
// SEAL_MASTER_MIN bytes that are kept elsewhere, or NULL. A master key made of these bytes encrypts
// the key files, also those that lay open before, so that a copy of the folder alone opens nothing.
// ERR_CLOSED: the key of PINs is under another master key; or that key is missing and a day's key
// is under another; or no master is given and any key is under a master key. ERR_CORRUPT: the key
// of PINs is rotten. ERR_IO, ERR_SYSTEM, ERR_NO_MEMORY. Blocks.
#define SEAL_MASTER_MIN 32
int seal_ring_create(struct seal_ring **ret, const char *data_path, const void *master,
                     size_t master_size);

// seal_ring_destroy: wipes the keys in memory, nulls *ring. The files stay. Accepts NULL and a
// nulled pointer.
void seal_ring_destroy(struct seal_ring **ring);

// seal_on_aside: sets the callback for a key file that was set aside. name, aside: its old and new
// name, without the folder; why: ERR_CORRUPT, or ERR_CLOSED for a file under another master key.
typedef void (*seal_aside_cb)(void *arg, const char *name, const char *aside, int why);
void seal_on_aside(struct seal_ring *ring, seal_aside_cb cb, void *arg);

// seal_prepare: makes sure that the key of a hall and day is on the disk and loaded; blocks for two
// syncs if it makes a new key. ERR_CLOSED: the day's key was destroyed; ERR_IO, ERR_DISK_FULL.
// ERR_CORRUPT, ERR_CLOSED: the key file is unusable and could not be set aside.
int seal_prepare(struct seal_ring *ring, uint32_t hall, int32_t day);

// The place of a sealed text. `item`, its number among the sealed texts of its hall, gives it a key
// of its own.
struct seal_place {
    uint32_t hall;
    int32_t day;
    uint64_t item;
};

// seal_box: seals size bytes into ret_box, which takes size + SEAL_OVERHEAD: nonce, then the
// XChaCha20-Poly1305 box with hall and day as associated data. Prepares the day's key first.
// ret_key: the id of the day's key. ERR_TOO_LARGE over SEAL_PLAIN_MAX; other errors as
// seal_prepare.
int seal_box(struct seal_ring *ring, const struct seal_place *at, const void *plain, size_t size,
             unsigned char *ret_box, uint64_t *ret_key);

// seal_open: opens a box of box_size bytes into ret_plain, which takes box_size - SEAL_OVERHEAD.
// `key`: the ret_key of seal_box; 0: an earlier version sealed the box, under the day's key itself.
// ERR_CLOSED: the key is destroyed or was never here; ERR_CORRUPT: the box was not sealed for this
// place, or was changed.
int seal_open(struct seal_ring *ring, const struct seal_place *at, uint64_t key, const void *box,
              size_t box_size, void *ret_plain);

// seal_forget: destroys the key of one text: its box and all copies of the box become unreadable.
// ERR_OK if the key is destroyed already or is not here. Boxes that an earlier version sealed that
// day (key 0) are lost as well, since they have no keys of their own. Blocks for three syncs. After
// an error try again.
int seal_forget(struct seal_ring *ring, const struct seal_place *at, uint64_t key);

// seal_is_forgotten: whether the key of this place was destroyed alone, so that nothing can be sealed
// there. Makes the day's key if it is missing, and blocks as seal_prepare does.
bool seal_is_forgotten(struct seal_ring *ring, const struct seal_place *at);

// seal_code: makes a code that cannot be guessed, from the day's key, a subject and the power that
// the code gives. The code is the same each time, stored nowhere, and lost with the key. `make`: a
// missing key is made. Errors as seal_prepare.
#define SEAL_CODE_SIZE 16
int seal_code(struct seal_ring *ring, uint32_t hall, int32_t day, bool make, uint64_t subject,
              uint32_t power, unsigned char ret[SEAL_CODE_SIZE]);

// seal_hash: a hash of `size` bytes; never 0. seal_mac: a hash under a key of this process that is
// on no disk, for data that must not be guessed from its hash; *ret_key: the id of that key, never
// 0.
uint64_t seal_hash(const void *data, size_t size);
uint64_t seal_mac(const struct seal_ring *ring, const void *data, size_t size, uint64_t *ret_key);

// seal_token_hash: the hash that is stored of a token of 32 random bytes; the token cannot be found
// from it.
#define SEAL_TOKEN_SIZE 32
void seal_token_hash(const void *token, size_t token_size, unsigned char ret[SEAL_TOKEN_SIZE]);

// seal_destroy_upto: destroys the hall's keys of all days up to and including `day`: the files are
// overwritten, synced and unlinked, and the folder is synced. This ring seals no more boxes of
// those days. The call may be repeated: call it at start, too, with the day that the state says.
// Blocks. After an error some keys may still be on the disk, the others are gone, and none of those
// keys is used: try again.
int seal_destroy_upto(struct seal_ring *ring, uint32_t hall, int32_t day);

// seal_begin_day: tells the ring that hall time went back to `day`: the ring seals boxes of that
// day again, under a new key if the day's key was destroyed; the keys of earlier days stay
// destroyed.
void seal_begin_day(struct seal_ring *ring, uint32_t hall, int32_t day);

// seal_ring_inspect: looks at the key files of a ring (inspect.h), with its master key; the only
// function of a ring that any thread may call. Blocks.
struct seal_inspection;
int seal_ring_inspect(const struct seal_ring *ring, struct seal_inspection *ret);

// seal_pin_key: the key that PINs are hashed under (pin.h); the ring owns it. Any thread may use
// it.
const struct pin_key *seal_pin_key(const struct seal_ring *ring);

// seal_key_count: number of keys of all halls on the disk; for metrics and tests.
size_t seal_key_count(const struct seal_ring *ring);

#endif
