// arena.h - memory that is given back all at once. A turn's decoded messages and decisions live in
// the turn's arena.
#ifndef HALLQ_ARENA_H
#define HALLQ_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; // newest block
    size_t used_size;          // bytes handed out since the last reset
    size_t budget_size;        // most bytes that may be handed out; 0: no bound
};

// arena_init: an empty arena; allocates nothing yet.
void arena_init(struct arena *a, size_t budget_size);

// arena_fini: frees everything. Safe on a zeroed struct and twice.
void arena_fini(struct arena *a);

// arena_reset: gives everything back at once, keeps one block for the next round.
void arena_reset(struct arena *a);

// arena_wipe: as arena_reset, after overwriting the memory handed out, which held a secret.
void arena_wipe(struct arena *a);

// arena_mark: what was handed out so far. arena_back: takes back what was handed out since, after
// overwriting it; not if arena_keep was called in between.
struct arena_mark {
    struct arena_block *block;
    size_t block_used_size, used_size;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_back(struct arena *a, struct arena_mark mark);

// arena_adopt: moves the memory that `from` handed out to `to`, which frees it with its own; `from`
// is empty afterwards.
void arena_adopt(struct arena *to, struct arena *from);

// arena_alloc: zeroed memory, aligned for any type; NULL when the budget or memory is used up. The
// arena owns it.
void *arena_alloc(struct arena *a, size_t size);

// arena_take: as arena_alloc, but the memory is not zeroed.
void *arena_take(struct arena *a, size_t size);

// arena_need: as arena_alloc, but ends the process when memory is used up: for small allocations
// bounded by limit.h in an arena without budget.
void *arena_need(struct arena *a, size_t size);

// arena_top: the end of at least `size` free bytes, not zeroed, for a writer that goes backwards
// and knows its size only at the end; *ret_low is where the bytes begin. arena_keep: takes the
// bytes from `from` to that end; the arena hands out nothing between the two calls. As arena_need.
unsigned char *arena_top(struct arena *a, size_t size, unsigned char **ret_low);
void arena_keep(struct arena *a, const unsigned char *from);

// arena_try_copy: a copy of `size` bytes; NULL as with arena_alloc.
void *arena_try_copy(struct arena *a, const void *data, size_t size);

// arena_copy: a copy of `size` bytes; arena_text: a copy of a NUL-terminated text; as arena_need.
void *arena_copy(struct arena *a, const void *data, size_t size);
char *arena_text(struct arena *a, const char *text);

// arena_printf: formatted text; as arena_need.
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
