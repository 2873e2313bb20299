// arena.h - memory that is given back all at once. Everything decoded or decided in a turn lives in
// the turn's arena.
#ifndef HALLQ_ARENA_H
#define HALLQ_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; // newest block
    size_t used_size;          // bytes handed out since the last reset
    size_t budget_size;        // most that may be handed out, 0: no bound
};

// arena_init: an empty arena; allocates nothing yet.
void arena_init(struct arena *a, size_t budget_size);

// arena_fini: frees everything. Safe on a zeroed struct and twice.
void arena_fini(struct arena *a);

// arena_reset: gives everything back at once, keeps one block for the next round.
void arena_reset(struct arena *a);

// arena_wipe: the same, and what was handed out is overwritten first: it held a secret.
void arena_wipe(struct arena *a);

// arena_adopt: what `from` handed out lives on as long as what `to` did; `from` is empty
// afterwards.
void arena_adopt(struct arena *to, struct arena *from);

// arena_alloc: zeroed, aligned for any type; NULL when the budget or memory is used up. The arena
// owns it.
void *arena_alloc(struct arena *a, size_t size);

// arena_take: the same, unset.
void *arena_take(struct arena *a, size_t size);

// arena_need: as arena_alloc, but ends the process when memory is used up: for small allocations
// bounded by limit.h in an arena without budget.
void *arena_need(struct arena *a, size_t size);

// arena_top: the end of at least size bytes that are nobody's yet, unset, for who writes backwards and
// knows the size only then; *ret_low is where they begin. arena_keep: what lies between `from` and
// that end is taken, nothing taken from the arena in between. As arena_need.
unsigned char *arena_top(struct arena *a, size_t size, unsigned char **ret_low);
void arena_keep(struct arena *a, const unsigned char *from);

// arena_try_copy: a copy of size bytes; NULL as arena_alloc.
void *arena_try_copy(struct arena *a, const void *data, size_t size);

// arena_copy: a copy of size bytes, arena_text: of a NUL-terminated text; as arena_need.
void *arena_copy(struct arena *a, const void *data, size_t size);
char *arena_text(struct arena *a, const char *text);

// arena_printf: formatted text; as arena_need.
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
