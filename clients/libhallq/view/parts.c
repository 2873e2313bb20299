#include "parts.h"

static bool is_listed(const struct hallq_parts *p, struct hallq_part part) {
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].kind == part.kind && p->list[i].line == part.line &&
            p->list[i].id == part.id)
            return true;
    return false;
}

bool hallq_parts_any(const struct hallq_parts *p) {
    return p->all || p->count;
}

bool hallq_parts_have(const struct hallq_parts *p, struct hallq_part part) {
    return p->all || is_listed(p, part);
}

void hallq_parts_add(struct hallq_parts *p, struct hallq_part part) {
    if (hallq_parts_have(p, part))
        return;
    if (p->count == HALLQ_PARTS_MAX)
        hallq_parts_add_all(p);
    else
        p->list[p->count++] = part;
}

void hallq_parts_add_all(struct hallq_parts *p) {
    p->all = true;
    p->count = 0;
}

void hallq_parts_clear(struct hallq_parts *p) {
    p->all = false;
    p->count = 0;
}
