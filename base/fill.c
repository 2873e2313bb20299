#include "base/fill.h"

#include <stdbool.h>
#include <string.h>

// Returns whether the whole text fitted.
static bool join(char *to, size_t to_size, const char *more, size_t more_len) {
    size_t size = strlen(to), room = to_size - 1 - size, take = more_len > room ? room : more_len;
    while (take < more_len && take && ((unsigned char)more[take] & 0xC0) == 0x80)
        take--;
    memcpy(to + size, more, take);
    to[size + take] = 0;
    return take == more_len;
}

void text_join(char *to, size_t to_size, const char *more) {
    join(to, to_size, more, strlen(more));
}

const char *fill_by_number(const void *arg, const char *name, size_t name_len) {
    const struct fill_values *v = arg;
    size_t at = (size_t)(unsigned char)*name - '0';
    if (name_len != 1 || at >= v->count)
        return NULL;
    return v->values[at] ? v->values[at] : "";
}

const char *fill_by_name(const void *arg, const char *name, size_t name_len) {
    const struct fill_names *n = arg;
    for (size_t i = 0; i < n->count; i++)
        if (strlen(n->names[i].name) == name_len && !strncmp(n->names[i].name, name, name_len))
            return n->names[i].value;
    return NULL;
}

void fill_sentence(char *to, size_t to_size, const char *sentence, fill_value *value_of,
                   const void *arg) {
    bool fits = true;
    *to = 0;
    while (*sentence && fits) {
        size_t plain_len = strcspn(sentence, "{"), name_len = 0;
        const char *value = NULL;
        if (!plain_len) {
            name_len = strcspn(sentence + 1, "{}");
            if (sentence[1 + name_len] == '}')
                value = value_of(arg, sentence + 1, name_len);
        }
        size_t used = value ? name_len + 2 : plain_len ? plain_len : 1;
        fits = value ? join(to, to_size, value, strlen(value)) : join(to, to_size, sentence, used);
        sentence += used;
    }
}
