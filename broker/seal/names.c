#include "broker/seal/names.h"

#include <stdlib.h>
#include <string.h>

static bool is_before(struct key_name a, struct key_name b) {
    return a.hall < b.hall || (a.hall == b.hall && a.day < b.day);
}

bool names_same(struct key_name a, struct key_name b) {
    return a.hall == b.hall && a.day == b.day;
}

static int compare_names(const void *a, const void *b) {
    struct key_name x = *(const struct key_name *)a, y = *(const struct key_name *)b;
    return is_before(x, y) ? -1 : is_before(y, x);
}

size_t names_find(const struct key_names *names, struct key_name n) {
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (is_before(names->list[middle], n))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool names_have(const struct key_names *names, struct key_name n) {
    size_t at = names_find(names, n);
    return at < names->count && names_same(names->list[at], n);
}

static int add_at(struct key_names *names, size_t at, struct key_name n) {
    if (names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 64;
        struct key_name *grown = reallocarray(names->list, room, sizeof *grown);
        if (!grown)
            return ERR_NO_MEMORY;
        names->list = grown;
        names->room = room;
    }
    memmove(&names->list[at + 1], &names->list[at], (names->count - at) * sizeof *names->list);
    names->list[at] = n;
    names->count++;
    return ERR_OK;
}

int names_add(struct key_names *names, struct key_name n) {
    return add_at(names, names_find(names, n), n);
}

int names_append(struct key_names *names, struct key_name n) {
    return add_at(names, names->count, n);
}

void names_sort(struct key_names *names) {
    if (names->count)
        qsort(names->list, names->count, sizeof *names->list, compare_names);
}

void names_remove(struct key_names *names, size_t at, size_t count) {
    if (!count)
        return; // also while there is no list
    memmove(&names->list[at], &names->list[at + count],
            (names->count - at - count) * sizeof *names->list);
    names->count -= count;
}

void names_fini(struct key_names *names) {
    free(names->list);
    *names = (struct key_names){0};
}
