#include "tests/sim/agenda.h"

#include <stdlib.h>
#include <string.h>

void agenda_fini(struct agenda *a) {
    for (size_t i = 0; i < a->count; i++)
        free(a->items[i].data);
    free(a->items);
    *a = (struct agenda){0};
}

static bool before(const struct agenda_item *a, const struct agenda_item *b) {
    return a->at_ms < b->at_ms || (a->at_ms == b->at_ms && a->order < b->order);
}

static void swap(struct agenda_item *a, struct agenda_item *b) {
    struct agenda_item t = *a;
    *a = *b;
    *b = t;
}

void agenda_put(struct agenda *a, int64_t at_ms, enum agenda_kind kind, uint32_t who, uint64_t mark,
                const void *data, size_t size) {
    struct agenda_item item = {at_ms, a->order++, kind, who, mark, NULL, size};
    if (size) {
        item.data = malloc(size);
        if (!item.data)
            abort();
        memcpy(item.data, data, size);
    }
    if (a->count == a->room) {
        a->room = a->room ? a->room * 2 : 256;
        a->items = realloc(a->items, a->room * sizeof *a->items);
        if (!a->items)
            abort();
    }
    size_t i = a->count++;
    a->items[i] = item;
    for (; i && before(&a->items[i], &a->items[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&a->items[i], &a->items[(i - 1) / 2]);
}

bool agenda_take(struct agenda *a, struct agenda_item *ret) {
    if (!a->count)
        return false;
    *ret = a->items[0];
    a->items[0] = a->items[--a->count];
    for (size_t i = 0;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t child = left; child < left + 2 && child < a->count; child++)
            if (before(&a->items[child], &a->items[least]))
                least = child;
        if (least == i)
            return true;
        swap(&a->items[i], &a->items[least]);
        i = least;
    }
}
