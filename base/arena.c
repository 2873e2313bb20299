// arena.c - a list of blocks, the newest first; each block has at least BLOCK_SIZE bytes, or as
// many as are asked for. A block is given out from both ends:
//
//     data      used_size               top_size      room_size
//     ├─────────┼───────────────────────┼─────────────┤
//     │ objects │ free                  │ arena_keep  │
//     └─────────┴───────────────────────┴─────────────┘
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (64 * 1024 - 64)
#define ALIGN 16

struct arena_block {
    struct arena_block *older;
    size_t room_size;
    size_t used_size;
    size_t top_size;
    unsigned char data[];
};

void arena_init(struct arena *a, size_t budget_size) {
    *a = (struct arena){.budget_size = budget_size};
}

void arena_fini(struct arena *a) {
    while (a->block) {
        struct arena_block *b = a->block;
        a->block = b->older;
        free(b);
    }
    a->used_size = 0;
}

void arena_reset(struct arena *a) {
    if (!a->block)
        return;
    while (a->block->older) {
        struct arena_block *b = a->block;
        a->block = b->older;
        free(b);
    }
    a->block->used_size = 0;
    a->block->top_size = a->block->room_size;
    a->used_size = 0;
}

void arena_wipe(struct arena *a) {
    for (struct arena_block *b = a->block; b; b = b->older) {
        explicit_bzero(b->data, b->used_size);
        explicit_bzero(b->data + b->top_size, b->room_size - b->top_size);
    }
    arena_reset(a);
}

struct arena_mark arena_mark(const struct arena *a) {
    return (struct arena_mark){a->block, a->block ? a->block->used_size : 0, a->used_size};
}

void arena_back(struct arena *a, struct arena_mark mark) {
    while (a->block != mark.block) {
        struct arena_block *b = a->block;
        explicit_bzero(b->data, b->used_size);
        a->block = b->older;
        free(b);
    }
    if (a->block) {
        explicit_bzero(a->block->data + mark.block_used_size,
                       a->block->used_size - mark.block_used_size);
        a->block->used_size = mark.block_used_size;
    }
    a->used_size = mark.used_size;
}

// The adopted blocks go behind the newest block of `to`, which goes on being filled.
void arena_adopt(struct arena *to, struct arena *from) {
    struct arena_block *oldest = from->block;
    while (oldest && oldest->older)
        oldest = oldest->older;
    if (oldest && to->block) {
        oldest->older = to->block->older;
        to->block->older = from->block;
    } else if (oldest) {
        to->block = from->block;
    }
    from->block = NULL;
    from->used_size = 0;
}

static struct arena_block *block_add(struct arena *a, size_t size) {
    size_t room_size = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct arena_block *b = malloc(sizeof *b + room_size);
    if (!b)
        return NULL;
    b->older = a->block;
    b->room_size = room_size;
    b->used_size = 0;
    b->top_size = room_size;
    a->block = b;
    return b;
}

static inline void *take_here(struct arena *a, struct arena_block *b, size_t rounded_size) {
    void *p = b->data + b->used_size;
    b->used_size += rounded_size;
    a->used_size += rounded_size;
    return p;
}

// A function of its own, so that arena_take, called forty times a command, saves no registers for
// it.
__attribute__((noinline)) static void *take_new(struct arena *a, size_t rounded_size) {
    struct arena_block *b = block_add(a, rounded_size);
    return b ? take_here(a, b, rounded_size) : NULL;
}

void *arena_take(struct arena *a, size_t size) {
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t rounded_size = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
    if (a->budget_size && a->used_size + rounded_size > a->budget_size)
        return NULL;
    struct arena_block *b = a->block;
    if (!b || b->top_size - b->used_size < rounded_size)
        return take_new(a, rounded_size);
    return take_here(a, b, rounded_size);
}

void *arena_alloc(struct arena *a, size_t size) {
    void *p = arena_take(a, size);
    return p ? memset(p, 0, size) : NULL;
}

static void out_of_memory(void) {
    fputs("hallq: out of memory\n", stderr);
    abort();
}

void *arena_need(struct arena *a, size_t size) {
    void *p = arena_alloc(a, size);
    if (!p)
        out_of_memory();
    return p;
}

unsigned char *arena_top(struct arena *a, size_t size, unsigned char **ret_low) {
    struct arena_block *b = a->block;
    assert(!a->budget_size);
    if (size > SIZE_MAX / 2)
        out_of_memory();
    if (!b || b->top_size - b->used_size < size)
        b = block_add(a, size);
    if (!b)
        out_of_memory();
    *ret_low = b->data + b->used_size;
    return b->data + b->top_size;
}

void arena_keep(struct arena *a, const unsigned char *from) {
    struct arena_block *b = a->block;
    size_t top_size = (size_t)(from - b->data);
    assert(top_size >= b->used_size && top_size <= b->top_size);
    a->used_size += b->top_size - top_size;
    b->top_size = top_size;
}

void *arena_try_copy(struct arena *a, const void *data, size_t size) {
    void *p = arena_take(a, size);
    return p && size ? memcpy(p, data, size) : p;
}

void *arena_copy(struct arena *a, const void *data, size_t size) {
    void *p = arena_try_copy(a, data, size);
    if (!p)
        out_of_memory();
    return p;
}

char *arena_text(struct arena *a, const char *text) {
    return arena_copy(a, text, strlen(text) + 1);
}

char *arena_printf(struct arena *a, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int text_len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_need(a, (size_t)text_len + 1);
    vsnprintf(text, (size_t)text_len + 1, format, again);
    va_end(again);
    return text;
}
