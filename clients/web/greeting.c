#include "greeting.h"

#include <stdlib.h>
#include <string.h>

struct printed {
    unsigned holders;
    size_t size;
    char text[];
};

struct printed *printed_create(const char *text) {
    size_t size = strlen(text);
    struct printed *p = malloc(sizeof *p + size);
    if (!p)
        abort();
    p->holders = 1;
    p->size = size;
    memcpy(p->text, text, size);
    return p;
}

struct printed *printed_hold(struct printed *p) {
    p->holders++;
    return p;
}

void printed_let_go(struct printed **p) {
    if (*p && !--(*p)->holders)
        free(*p);
    *p = NULL;
}

struct jot *greeting_lines(struct greeting *g) {
    return g->hall ? &g->behind : &g->before;
}

void greeting_show(struct greeting *g, struct printed *hall) {
    g->hall = printed_hold(hall);
}

// Copies what fits of a part of `size` that begins at *begin of the whole.
static size_t part_read(struct greeting *g, size_t *begin, const char *text, size_t size, char *to,
                        size_t room) {
    size_t from = g->at - *begin, part = from < size ? size - from : 0;
    if (part > room)
        part = room;
    if (part)
        memcpy(to, text + from, part);
    g->at += part;
    *begin += size;
    return part;
}

size_t greeting_read(struct greeting *g, char *to, size_t room) {
    size_t begin = 0;
    size_t size = part_read(g, &begin, g->before.text, g->before.size, to, room);
    if (g->hall && g->at >= begin)
        size += part_read(g, &begin, g->hall->text, g->hall->size, to + size, room - size);
    if (g->at >= begin)
        size += part_read(g, &begin, g->behind.text, g->behind.size, to + size, room - size);
    if (g->at >= begin)
        greeting_fini(g);
    return size;
}

bool greeting_is_over(const struct greeting *g) {
    return !g->before.size;
}

void greeting_fini(struct greeting *g) {
    jot_fini(&g->before);
    printed_let_go(&g->hall);
    jot_fini(&g->behind);
    *g = (struct greeting){.at = 0};
}
