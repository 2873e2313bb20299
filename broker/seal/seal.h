// seal.h - customer data under day keys. This folder is the only user of libsodium.
//
// Customer data of a hall and business day is sealed under keys grown from one random key of that day.
// The day keys lie in <data folder>/keys/, one file each, outside the store and so outside every
// backup: when one is destroyed, what it sealed is unreadable everywhere; so is a single text when its
// key is taken out of its day's (keytree.h).
//
// A key file found rotten, or today's where it is under another master key, is set aside by name: it is as one
// that is lost, and another one is made. It is destroyed with its day all the same, or by the first text of
// it that is to be forgotten.
//
// A ring belongs to one thread. The functions without a ring may be called from any thread.
#ifndef HALLQ_SEAL_H
#define HALLQ_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SEAL_OVERHEAD 40    // bytes a box is larger than its plain text: nonce 24, tag 16
#define SEAL_PLAIN_MAX 4096 // a contact, a note, a complaint; bounds what a rotten size can ask for

struct seal_ring;

// seal_ring_create: the keys of a data folder; makes the folder keys/ (0700) and the key of PINs if they
// are not there, and removes what a power cut left half done. master: bytes that are kept elsewhere, at
// least SEAL_MASTER_MIN of them, or NULL: the keys on the disk are under a key made of them, those that
// lay open before as well, so that a copy of the folder alone opens nothing. ERR_CLOSED: that of PINs is under
// another one, or there is none and one of a day is, or no master is given and any is under one; ERR_CORRUPT:
// the key of PINs is rotten; ERR_IO, ERR_SYSTEM, ERR_NO_MEMORY. Blocks.
#define SEAL_MASTER_MIN 32
int seal_ring_create(struct seal_ring **ret, const char *data_path, const void *master,
                     size_t master_size);

// seal_ring_destroy: wipes the keys in memory, nulls *ring. The files stay. Accepts NULL and a
// nulled pointer.
void seal_ring_destroy(struct seal_ring **ring);

// seal_on_aside: calls back when a key file was set aside: its name and the new one, without the folder; why:
// ERR_CORRUPT, or ERR_CLOSED for one under another master key.
typedef void (*seal_aside_cb)(void *arg, const char *name, const char *aside, int why);
void seal_on_aside(struct seal_ring *ring, seal_aside_cb cb, void *arg);

// seal_prepare: makes sure that the key of a hall and day is there, on the disk and loaded: blocks
// for two syncs when it makes a new one. ERR_CLOSED: the day's key was destroyed; ERR_IO, ERR_DISK_FULL.
// ERR_CORRUPT, ERR_CLOSED: one that cannot be used is there, and could not be set aside.
int seal_prepare(struct seal_ring *ring, uint32_t hall, int32_t day);

// Where a text belongs: its number among the sealed texts of its hall gives it a key of its own.
struct seal_place {
    uint32_t hall;
    int32_t day;
    uint64_t item;
};

// seal_box: seals size bytes into ret_box, which takes size + SEAL_OVERHEAD: nonce, then the
// XChaCha20-Poly1305 box with hall and day as associated data. Prepares the key, and says which it
// was. ERR_TOO_LARGE over SEAL_PLAIN_MAX; others as seal_prepare.
int seal_box(struct seal_ring *ring, const struct seal_place *at, const void *plain, size_t size,
             unsigned char *ret_box, uint64_t *ret_key);

// seal_open: opens a box of box_size bytes into ret_plain, which takes box_size - SEAL_OVERHEAD.
// `key`: as seal_box said; 0: made by an earlier version, under the day's key itself. ERR_CLOSED: that
// key is destroyed or was never here; ERR_CORRUPT: not sealed there, or changed since.
int seal_open(struct seal_ring *ring, const struct seal_place *at, uint64_t key, const void *box,
              size_t box_size, void *ret_plain);

// seal_forget: destroys the key of one text: its box is unreadable wherever a copy of it lies. Fine if
// that was done, or the key is not here. What an earlier version sealed that day (key 0) goes with
// it, since it has no keys of its own. Blocks for three syncs. After an error try again.
int seal_forget(struct seal_ring *ring, const struct seal_place *at, uint64_t key);

// seal_code: a code that nobody can guess, which the day's key makes of a subject and what it is good
// for: the same each time, stored nowhere, gone with the key. `make`: also the key, if there is none.
// Errors as seal_prepare.
#define SEAL_CODE_SIZE 16
int seal_code(struct seal_ring *ring, uint32_t hall, int32_t day, bool make, uint64_t subject,
              uint32_t power, unsigned char ret[SEAL_CODE_SIZE]);

// seal_hash: of some bytes; never 0. seal_mac: the same under a key of this process that is on no
// disk, for what must not be guessed from its hash; *ret_key names that key, never 0.
uint64_t seal_hash(const void *data, size_t size);
uint64_t seal_mac(const struct seal_ring *ring, const void *data, size_t size, uint64_t *ret_key);

// seal_token_hash: what is kept of a token of 32 random bytes, from which nobody comes to the token.
#define SEAL_TOKEN_SIZE 32
void seal_token_hash(const void *token, size_t token_size, unsigned char ret[SEAL_TOKEN_SIZE]);

// seal_destroy_upto: destroys the hall's keys of all days up to and including `day`: overwritten,
// synced, unlinked, the folder synced. Boxes of those days cannot be made any more by this ring.
// Repeating it is fine: call it at start, too, with the day the state says. Blocks. After an
// error some key may still be there, the others are gone, and none of them is used: try again.
int seal_destroy_upto(struct seal_ring *ring, uint32_t hall, int32_t day);

// seal_begin_day: hall time went back to `day`: boxes of it can be made again by this ring, under a
// new key if its own was destroyed; those of earlier days stay destroyed.
void seal_begin_day(struct seal_ring *ring, uint32_t hall, int32_t day);

// seal_ring_look: looks at the key files of a ring (look.h), with its master key; the only function of a
// ring that any thread may call. Blocks.
struct seal_look;
int seal_ring_look(const struct seal_ring *ring, struct seal_look *ret);

// seal_pin_key: the key that PINs are hashed under (pin.h); the ring's. Any thread may use it.
const struct pin_key *seal_pin_key(const struct seal_ring *ring);

// seal_key_count: keys of all halls on the disk; for metrics and tests.
size_t seal_key_count(const struct seal_ring *ring);

#endif
