// fixture.h - a store in a folder of its own, filled with turns whose content follows from their
// number.
#ifndef HALLQ_TESTS_STORE_FIXTURE_H
#define HALLQ_TESTS_STORE_FIXTURE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "broker/store/store.h"

#define EPOCH 0x1122334455667788ull
#define TURN_MS 1000 // hall time from one turn to the next

struct fixture {
    char top[PATH_MAX / 2]; // removed at the end
    char data[PATH_MAX];    // the data folder
    struct store *store;
};

// fixture_init: an empty store, open. `map_bytes` 0: the usual map. Unsynced stores lie in memory.
void fixture_init(struct fixture *f, uint64_t map_bytes, bool unsynced);
void fixture_fini(struct fixture *f);
void fixture_reopen(struct fixture *f);
void fixture_forget_note(const struct fixture *f); // as a power cut may
void fixture_path(const struct fixture *f, const char *name, char ret[PATH_MAX]);
uint64_t fixture_file_bytes(const struct fixture *f); // of the data file

// restore_into: store_restore of a backup or a folder, nothing else asked.
int restore_into(const char *from, const char *to, uint64_t epoch, struct store_why *ret_why);

// make_folder: a fresh folder below the place for temporary files; remove_folder: with all in it.
void make_folder(char *ret, size_t ret_size, bool in_memory);
void remove_folder(const char *path);

// turn_write: puts a turn's rows: a ticket, its place in line, a due row, a journal record, now and
// then a large value, the row of one of few lines; takes away some of earlier turns. Sets the turn. turn_run: with begin and
// commit, at turn * TURN_MS.
int turn_write(struct store *s, uint64_t turn, int64_t at_ms);
int turn_run(struct store *s, uint64_t turn);
void turns_run(struct store *s, uint64_t from, uint64_t to); // and a checkpoint

// fingerprint: of all rows of all tables; `skip` leaves a table out (TABLE_COUNT: none).
int fingerprint(struct tables *t, enum table skip, uint64_t *ret);

// turns_hold: the rows of one table that turn_write gives to turns 1 to `turn` are there, and no
// other.
bool turns_hold(struct tables *t, uint64_t turn);

// u64_key: one of 8 bytes.
struct bytes u64_key(uint64_t value, unsigned char room[8]);

#endif
