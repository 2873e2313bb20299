// shown.c - keeps the packed bytes of each element shown: what has the same bytes did not change.
#include "shown.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/wire/field.h"
#include "base/wire/wire.h"
#include "clients/libhallq/json.h"

#define KEY_SIZE 48

struct element {
    char key[KEY_SIZE];
    size_t size;
    unsigned char *bytes;
};

struct part {
    struct element *elements;
    size_t count, room;
};

// By the fields of the message, in the descriptor's order. A part that is no list has one element,
// or none where it is unset.
struct shown {
    struct part *parts;
};

// ---------------------------------------------------------------- keys

#define KEYED(name, type, ...)                                                                     \
    static void name(const void *element, char *to) {                                              \
        const type *e = element;                                                                   \
        snprintf(to, KEY_SIZE, __VA_ARGS__);                                                       \
    }

KEYED(counter_key, Hallq__CounterNow, "%" PRIu32, e->counter)
KEYED(call_key, Hallq__Call, "%" PRIu64, e->seq)
KEYED(person_key, Hallq__SignedOn, "%" PRIu32 "-%" PRIu32, e->staff, e->device)
KEYED(measure_key, Hallq__MeasureNow, "%" PRIu32, e->measure)
KEYED(offer_key, Hallq__Offer, "%" PRIu32, e->measure)
KEYED(alert_key, Hallq__Alert, "%" PRIu64, e->alert)
KEYED(help_key, Hallq__Help, "%" PRIu32, e->help)

static void line_key(const void *element, char *to) {
    const Hallq__LineState *e = element;
    const ProtobufCEnumValue *kind =
        e->line ? protobuf_c_enum_descriptor_get_value(&hallq__line__kind__descriptor,
                                                       (int)e->line->kind)
                : NULL;
    snprintf(to, KEY_SIZE, "%s-%" PRIu32, kind ? kind->name : "NONE", e->line ? e->line->id : 0);
}

static const struct {
    const char *name;
    void (*key_of)(const void *element, char *to);
} keys[] = {
    {"lines", line_key},    {"counters", counter_key}, {"calls", call_key},
    {"people", person_key}, {"measures", measure_key}, {"offers", offer_key},
    {"alerts", alert_key},  {"helps", help_key},
};

static void element_key(const ProtobufCFieldDescriptor *f, const void *element, char *to) {
    *to = '\0';
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!strcmp(keys[i].name, f->name))
            keys[i].key_of(element, to);
}

// ---------------------------------------------------------------- elements

static void element_fini(struct element *e) {
    free(e->bytes);
    *e = (struct element){0};
}

// The bytes of the i-th value of a field.
static struct element element_of(const ProtobufCFieldDescriptor *f, struct field_values values,
                                 size_t i) {
    struct element e = {0};
    const char *at = values.at + i * value_size(f->type);
    bool message = f->type == PROTOBUF_C_TYPE_MESSAGE;
    const void *value = message ? *(const void *const *)(const void *)at : at;
    e.size = message ? wire_size(value) : value_size(f->type);
    e.bytes = malloc(e.size + 1);
    if (!e.bytes)
        abort();
    if (message)
        wire_pack(value, e.bytes);
    else
        memcpy(e.bytes, value, e.size);
    if (is_repeated(f))
        element_key(f, value, e.key);
    return e;
}

static bool element_same(const struct element *a, const struct element *b) {
    return a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

static struct element *part_find(struct part *p, const char *key, size_t likely) {
    if (likely < p->count && !strcmp(p->elements[likely].key, key))
        return &p->elements[likely];
    for (size_t i = 0; i < p->count; i++)
        if (!strcmp(p->elements[i].key, key))
            return &p->elements[i];
    return NULL;
}

static void part_fini(struct part *p) {
    for (size_t i = 0; i < p->count; i++)
        element_fini(&p->elements[i]);
    free(p->elements);
    *p = (struct part){0};
}

static void part_add(struct part *p, struct element e) {
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 8;
        p->elements = realloc(p->elements, p->room * sizeof *p->elements);
        if (!p->elements)
            abort();
    }
    p->elements[p->count++] = e;
}

// ---------------------------------------------------------------- the change

struct changing {
    struct jot set, put, gone;
};

static void section_begin(struct jot *j) {
    jot_text(j, j->size ? "," : "");
}

// `"name":value` of one field.
static void field_jot(struct jot *j, const Hallq__Snapshot *now,
                      const ProtobufCFieldDescriptor *f) {
    char *text = hallq_json_print_fields(now, &f->id, 1);
    if (!text)
        abort();
    section_begin(j);
    jot_add(j, text + 1, strlen(text) - 2); // without its braces
    free(text);
}

static void name_jot(struct jot *j, const ProtobufCFieldDescriptor *f) {
    section_begin(j);
    jot_printf(j, "\"%s\":[", f->name); // the lists have names of one word
}

static size_t values_count(const ProtobufCFieldDescriptor *f, struct field_values values) {
    if (is_repeated(f) || f->type != PROTOBUF_C_TYPE_MESSAGE)
        return values.count;
    return values.count && *(const void *const *)(const void *)values.at ? 1 : 0;
}

// A part that is no list: set whole.
static bool single_take(struct part *p, const Hallq__Snapshot *now,
                        const ProtobufCFieldDescriptor *f, struct changing *c) {
    struct field_values values = field_values((const ProtobufCMessage *)now, f);
    size_t count = values_count(f, values);
    struct element e = {0};
    if (count)
        e = element_of(f, values, 0);
    if (count == p->count && (!count || element_same(&e, &p->elements[0]))) {
        element_fini(&e);
        return false;
    }
    part_fini(p);
    if (count)
        part_add(p, e);
    field_jot(&c->set, now, f);
    return true;
}

static void element_put(struct changing *c, const ProtobufCFieldDescriptor *f,
                        struct field_values values, size_t i, bool *begun) {
    const void *value = *(const void *const *)(const void *)(values.at + i * value_size(f->type));
    char *text = hallq_json_print(value, false);
    if (!text)
        abort();
    if (*begun)
        jot_text(&c->put, ",");
    else
        name_jot(&c->put, f);
    jot_text(&c->put, text);
    free(text);
    *begun = true;
}

static bool gone_tell(const struct part *old, struct part *now, const ProtobufCFieldDescriptor *f,
                      struct changing *c) {
    bool begun = false;
    for (size_t i = 0; i < old->count; i++) {
        if (part_find(now, old->elements[i].key, i))
            continue;
        if (begun)
            jot_text(&c->gone, ",");
        else
            name_jot(&c->gone, f);
        jot_string(&c->gone, old->elements[i].key);
        begun = true;
    }
    if (begun)
        jot_text(&c->gone, "]");
    return begun;
}

// A list: its elements put and taken away by their keys.
static bool list_take(struct part *p, const Hallq__Snapshot *now, const ProtobufCFieldDescriptor *f,
                      struct changing *c) {
    struct field_values values = field_values((const ProtobufCMessage *)now, f);
    struct part fresh = {0};
    bool put = false;
    for (size_t i = 0; i < values.count; i++) {
        struct element e = element_of(f, values, i);
        const struct element *known = part_find(p, e.key, i);
        if (!known || !element_same(known, &e))
            element_put(c, f, values, i, &put);
        part_add(&fresh, e);
    }
    if (put)
        jot_text(&c->put, "]");
    bool gone = gone_tell(p, &fresh, f, c);
    part_fini(p);
    *p = fresh;
    return put || gone;
}

// Number and time go with every change and are none themselves.
static bool is_of_every_change(const ProtobufCFieldDescriptor *f) {
    return !strcmp(f->name, "seq") || !strcmp(f->name, "at_ms");
}

static bool is_asked(uint32_t field, const uint32_t *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fields[i] == field)
            return true;
    return !count;
}

struct shown *shown_create(void) {
    struct shown *s = calloc(1, sizeof *s);
    if (s)
        s->parts = calloc(hallq__snapshot__descriptor.n_fields, sizeof *s->parts);
    if (s && s->parts)
        return s;
    free(s);
    return NULL;
}

void shown_destroy(struct shown *s) {
    if (!s)
        return;
    for (unsigned i = 0; i < hallq__snapshot__descriptor.n_fields; i++)
        part_fini(&s->parts[i]);
    free(s->parts);
    free(s);
}

bool shown_take(struct shown *s, const Hallq__Snapshot *now, const uint32_t *fields, size_t count,
                struct jot *ret_change) {
    const ProtobufCMessageDescriptor *type = &hallq__snapshot__descriptor;
    struct changing c = {{0}, {0}, {0}};
    bool changed = false;
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        if (is_of_every_change(f))
            field_jot(&c.set, now, f);
        else if (!is_asked(f->id, fields, count))
            continue;
        else if (is_repeated(f) ? list_take(&s->parts[i], now, f, &c)
                                : single_take(&s->parts[i], now, f, &c))
            changed = true;
    }
    if (changed) {
        jot_printf(ret_change, "{\"set\":{%s}", c.set.size ? c.set.text : "");
        if (c.put.size)
            jot_printf(ret_change, ",\"put\":{%s}", c.put.text);
        if (c.gone.size)
            jot_printf(ret_change, ",\"gone\":{%s}", c.gone.text);
        jot_text(ret_change, "}");
    }
    jot_fini(&c.set);
    jot_fini(&c.put);
    jot_fini(&c.gone);
    return changed;
}
