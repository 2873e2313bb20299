// fill.c - one walk down the document and the schema together: each key's row of the table of settings says which
// field it is and how its value is read, and what the field is if the key is not there.
//
//   hold_limit_min: 15 ──▶ row {hold_limit_s, in minutes} ──▶ out->hold_limit_s = 900
//
// What is left after the last row of a message is in `rests`: what silence means where that is no constant.
#include "clients/hallfile/fill.h"

#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "base/wire/field.h"
#include "clients/hallfile/document.h"
#include "clients/hallfile/hours.h"
#include "clients/hallfile/keys.h"
#include "clients/hallfile/time_zone.h"
#include "clients/hallfile/typing.h"
#include "clients/hallfile/value.h"

static void *part_fill(struct reader *r, const ProtobufCMessageDescriptor *type,
                       const yaml_node_t *mapping, const char *path);

// ---- values

static void list_fill(struct reader *r, const struct slot *s, const yaml_node_t *list,
                      size_t *count);

// A message whose key is not of the table: the whole file, and the long form of a holiday.
static void *alone_fill(struct reader *r, const ProtobufCMessageDescriptor *type,
                        const yaml_node_t *node) {
    ProtobufCFieldDescriptor field = {.type = PROTOBUF_C_TYPE_MESSAGE, .descriptor = type};
    struct slot s = {.field = &field, .kind = KIND_PART, .needed = true};
    return node_fits(r, &s, node) ? part_fill(r, type, node, "") : NULL;
}

static Hallq__Holiday *holiday_long_fill(struct reader *r, yaml_node_t *node) {
    return alone_fill(r, &hallq__holiday__descriptor, node);
}

// Takes the value of a key, or of an item of a list.
static void value_fill(struct reader *r, const struct slot *s, yaml_node_t *node) {
    size_t *count = (size_t *)((char *)s->message + s->field->quantifier_offset); // of a list
    void **at = s->at;
    if (!node_fits(r, s, node))
        return;
    switch (s->kind) {
    case KIND_WHOLE:
    case KIND_MINUTES:
    case KIND_BOOL:
    case KIND_CHOICE:
    case KIND_TEXT:
    case KIND_TIME:
    case KIND_NUMBERS:
        scalar_read(r, s, node);
        break;
    case KIND_PART:
        *at = part_fill(r, s->field->descriptor, node, s->path);
        break;
    case KIND_LIST:
        list_fill(r, s, node, count);
        break;
    case KIND_HOURS:
        *at = hours_read(r, node, s->path, count);
        break;
    case KIND_HOLIDAYS:
        *at = holidays_read(r, node, s->path, holiday_long_fill, count);
        break;
    case KIND_SPANS:
        if (scalar_look(r, s, node))
            *at = spans_read(r, node, s->needed, count); // opening hours have to be said;
        break;
    }
}

static void list_fill(struct reader *r, const struct slot *s, const yaml_node_t *list,
                      size_t *count) {
    size_t size = value_size(s->field->type);
    const yaml_node_item_t *items = list->data.sequence.items.start;
    *count = (size_t)(list->data.sequence.items.top - items);
    char *rows = arena_need(r->a, *count * size);
    memset(rows, 0, *count * size);
    *(char **)s->at = rows;
    for (size_t i = 0; i < *count && !reader_full(r); i++) {
        struct slot item = slot_item(r, s, i, rows + i * size);
        value_fill(r, &item, node_at(r, items[i]));
    }
}

// ---- what silence means

// The name on the plate, from the number, in both languages.
static void counter_rest(struct reader *r, void *message, const yaml_node_t *mapping) {
    Hallq__CounterSettings *out = message;
    struct problem number = {.value = out->id};
    (void)mapping;
    if (out->name)
        return;
    out->name = arena_need(r->a, sizeof *out->name);
    hallq__text__init(out->name);
    out->name->zh = arena_text(r->a, words_in(r, LANGUAGE_ZH, HALLFILE_COUNTER_NAME, number));
    out->name->en = arena_text(r->a, words_in(r, LANGUAGE_EN, HALLFILE_COUNTER_NAME, number));
}

// As many tickets a day as there are numbers; 1 where those are wrong, lest a cap that nobody wrote is told as well.
static void service_rest(struct reader *r, void *message, const yaml_node_t *mapping) {
    Hallq__Service *out = message;
    uint32_t first = out->first_number, last = out->last_number;
    if (!node_get(r, mapping, "daily_cap"))
        out->daily_cap = first >= 1 && last >= first && last <= LIMIT_NUMBER ? last - first + 1 : 1;
}

static void reinstate_rest(struct reader *r, void *message, const yaml_node_t *mapping) {
    Hallq__HallSettings__Reinstate *out = message;
    if (out->kind != HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND &&
        !node_get(r, mapping, "behind"))
        out->behind = 0;
}

static void hall_rest(struct reader *r, void *message, const yaml_node_t *mapping) {
    Hallq__HallSettings *out = message;
    if (*out->zone_name)
        zone_table_read(r, node_get(r, mapping, "time_zone"), out);
}

static const struct {
    const ProtobufCMessageDescriptor *type;
    void (*fill)(struct reader *r, void *message, const yaml_node_t *mapping);
} rests[] = {
    {&hallq__service__descriptor, service_rest},
    {&hallq__counter_settings__descriptor, counter_rest},
    {&hallq__hall_settings__reinstate__descriptor, reinstate_rest},
    {&hallq__hall_settings__descriptor, hall_rest},
};

static void silence_fill(struct reader *r, const struct slot *s) {
    switch (s->row->silence) {
    case SETTING_NOTHING:
        break;
    case SETTING_NUMBER:
        *(uint32_t *)s->at = s->row->otherwise; // an enum has the same size
        break;
    case SETTING_PART:
        *(void **)s->at = part_fill(r, s->field->descriptor, NULL, s->path);
        break;
    }
}

// ---- keys

static void tell_unknown(struct reader *r, const struct setting_group *group,
                         const yaml_node_t *key) {
    const char *near = nearest_key(group, node_text(key));
    if (typing_of(r, key))
        return;
    tell_at(r, key, near ? HALLFILE_KEY_UNKNOWN_NEAR : HALLFILE_KEY_UNKNOWN,
            (struct problem){.text = node_text(key), .other = near ? near : all_keys(r, group)});
}

// The key of an earlier pair with the same text, NULL if there is none.
static const yaml_node_t *same_key(struct reader *r, const yaml_node_t *mapping,
                                   const yaml_node_pair_t *before) {
    const char *text = node_text(node_at(r, before->key));
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < before; pair++)
        if (!strcmp(node_text(node_at(r, pair->key)), text))
            return node_at(r, pair->key);
    return NULL;
}

// The setting of a key, NULL if it was told that the key is none.
static const struct setting *pair_row(struct reader *r, const struct setting_group *group,
                                      const yaml_node_t *mapping, const yaml_node_pair_t *pair) {
    const yaml_node_t *key = node_at(r, pair->key);
    if (key->type != YAML_SCALAR_NODE) {
        tell_at(r, key, HALLFILE_KEY_NO_TEXT, (struct problem){0});
        return NULL;
    }
    if (!characters_look(r, key, NULL, 0))
        return NULL;
    const struct setting *row = key_row(group, node_text(key));
    const yaml_node_t *same = same_key(r, mapping, pair);
    if (!row)
        tell_unknown(r, group, key);
    else if (same)
        tell_at(r, key, HALLFILE_KEY_TWICE,
                (struct problem){.text = node_text(key), .other = line_words(r, same)});
    return same ? NULL : row;
}

static void pairs_fill(struct reader *r, const struct setting_group *group,
                       ProtobufCMessage *message, const yaml_node_t *mapping, const char *path) {
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top && !reader_full(r); pair++) {
        const struct setting *row = pair_row(r, group, mapping, pair);
        if (!row)
            continue;
        struct slot s = slot_of(r, group, row, message, path);
        value_fill(r, &s, node_at(r, pair->value));
    }
}

// Fills what the mapping, NULL if there is none, does not say.
static void silences_fill(struct reader *r, const struct setting_group *group,
                          ProtobufCMessage *message, const yaml_node_t *mapping, const char *path) {
    for (size_t i = 0; i < group->row_count; i++) {
        struct slot s = slot_of(r, group, &group->rows[i], message, path);
        if (s.row->form == SETTING_ABSENT || node_get(r, mapping, s.row->key))
            continue;
        if (s.needed && mapping)
            tell_at(r, mapping, HALLFILE_KEY_MISSING,
                    (struct problem){.text = s.row->key, .other = wanted(r, &s)});
        else
            silence_fill(r, &s);
    }
}

// A message of what a mapping says; of silence alone if it is NULL.
static void *part_fill(struct reader *r, const ProtobufCMessageDescriptor *type,
                       const yaml_node_t *mapping, const char *path) {
    const struct setting_group *group = setting_group(type);
    ProtobufCMessage *message = arena_need(r->a, type->sizeof_message);
    type->message_init(message);
    if (mapping)
        pairs_fill(r, group, message, mapping, path);
    silences_fill(r, group, message, mapping, path);
    for (size_t i = 0; i < COUNT(rests); i++)
        if (rests[i].type == type)
            rests[i].fill(r, message, mapping);
    return message;
}

Hallq__HallSettings *fill(struct reader *r) {
    return alone_fill(r, &hallq__hall_settings__descriptor, yaml_document_get_root_node(&r->doc));
}
