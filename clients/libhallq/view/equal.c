// equal.c - two views are equal when their messages are, byte by byte, but for the fields that no
// sequence number tells of.
#include "fold.h"

#include <string.h>

#include "base/wire/field.h"
#include "base/wire/wire.h"

// The message without the fields that have no sequence number, and without the list of people,
// which depends on the person who asked.
static Hallq__Snapshot sequenced(const struct hallq_view *v, Hallq__HallSettings *ret_settings) {
    Hallq__Snapshot s = v->now;
    s.at_ms = 0;
    s.waits = NULL;
    s.clock = NULL;
    if (!s.settings)
        return s;
    *ret_settings = *s.settings;
    ret_settings->n_staff = 0;
    s.settings = ret_settings;
    return s;
}

static bool bytes_equal(const Hallq__Snapshot *a, const Hallq__Snapshot *b, struct arena *scratch) {
    struct wire_packed x = wire_pack_in(a, scratch), y = wire_pack_in(b, scratch);
    return x.size == y.size && !memcmp(x.data, y.data, x.size);
}

// A message that holds only this field.
static Hallq__Snapshot only(const Hallq__Snapshot *s, const ProtobufCFieldDescriptor *f) {
    Hallq__Snapshot one = HALLQ__SNAPSHOT__INIT;
    bool list = is_repeated(f);
    memcpy((char *)&one + f->offset, (const char *)s + f->offset,
           list ? sizeof(void *) : value_size(f->type));
    if (list)
        memcpy((char *)&one + f->quantifier_offset, (const char *)s + f->quantifier_offset,
               sizeof(size_t));
    return one;
}

static const char *difference(const Hallq__Snapshot *a, const Hallq__Snapshot *b,
                              struct arena *scratch) {
    const ProtobufCMessageDescriptor *type = &hallq__snapshot__descriptor;
    for (unsigned i = 0; i < type->n_fields; i++) {
        Hallq__Snapshot x = only(a, &type->fields[i]), y = only(b, &type->fields[i]);
        if (!bytes_equal(&x, &y, scratch))
            return type->fields[i].name;
    }
    return NULL;
}

bool hallq_view_equal(const struct hallq_view *a, const struct hallq_view *b,
                      const char **ret_what) {
    struct arena scratch;
    Hallq__HallSettings settings_a, settings_b;
    Hallq__Snapshot x = sequenced(a, &settings_a), y = sequenced(b, &settings_b);
    arena_init(&scratch, 0);
    bool equal = bytes_equal(&x, &y, &scratch);
    if (ret_what)
        *ret_what = equal ? NULL : difference(&x, &y, &scratch);
    arena_fini(&scratch);
    return equal;
}
