// changes.c - what new settings change, in words. Both messages are walked by the table of settings: of a list whose items
// have a number or a code, those that are new or gone, and what is otherwise in the others; of all else the value before
// and after, as a file writes it.
#include <stdio.h>
#include <string.h>

#include "base/bilingual.h"
#include "base/count.h"
#include "base/wire/field.h"
#include "clients/hallfile/form.h"
#include "clients/hallfile/keys.h"
#include "clients/hallfile/reader.h"

struct changes {
    struct reader *r; // speaks
    struct hallfile_change *list;
    size_t count;
    size_t left_out;
};

// Where both messages stand: its name in words, "" at the top, and its path in the new settings.
struct part {
    const char *title, *path;
};

static const struct {
    const char *key;
    struct bilingual name;
} key_names[] = {
#define KEY(key, zh, en) {#key, {zh, en}},
#include "clients/hallfile/key_words.def"
#undef KEY
};

static const char *key_words(const struct reader *r, const char *key) {
    for (size_t i = 0; i < COUNT(key_names); i++)
        if (!strcmp(key_names[i].key, key))
            return bilingual_in(key_names[i].name, r->language);
    return key;
}

static const char *both(struct changes *c, enum hallfile_message message, const char *text,
                        const char *other) {
    return words_whole(c->r, message, text, other);
}

static const char *titled(struct changes *c, const char *title, const char *name) {
    return *title ? both(c, HALLFILE_CHANGE_PART, title, name) : name;
}

static const char *path_in(struct changes *c, const char *path, const struct setting *row) {
    return arena_printf(c->r->a, "%s%s%s", path, *path ? "." : "", row->name);
}

static void note(struct changes *c, const char *path, const char *text) {
    if (c->count < HALLFILE_CHANGES_MAX)
        c->list[c->count++] = (struct hallfile_change){text, path};
    else
        c->left_out++;
}

// ---------------------------------------------------------------- values as texts

static const char *listed(struct arena *a, const char *text, const char *more) {
    return arena_printf(a, "%s%s%s", text, *text ? ", " : "", more);
}

static const char *name_text(struct arena *a, const Hallq__Text *name) {
    if (!name || !name->zh)
        return "";
    return name->en && *name->en ? arena_printf(a, "%s / %s", name->zh, name->en) : name->zh;
}

static const char *spans_text(struct arena *a, Hallq__Span *const *spans, size_t span_count) {
    char text[FORM_SIZE];
    return span_count ? arena_printf(a, "%s", form_spans(spans, span_count, text)) : "";
}

static const char *days_text(struct arena *a, Hallq__DayHours *const *hours, size_t hours_count) {
    const char *text = "";
    for (size_t i = 0; i < hours_count;) {
        char days[FORM_SIZE], spans[FORM_SIZE];
        const Hallq__DayHours *first = hours[i];
        i += form_days(hours + i, hours_count - i, days);
        form_spans(first->spans, first->n_spans, spans);
        text = arena_printf(a, "%s%s%s %s", text, *text ? "; " : "", days, spans);
    }
    return text;
}

static const char *number_text(struct arena *a, const struct setting *row,
                               const ProtobufCMessage *m, const ProtobufCFieldDescriptor *field,
                               uint32_t number) {
    char text[FORM_SIZE];
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return number ? "true" : "false";
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return setting_choice(field->descriptor, (int)number, text) ? arena_text(a, text) : "";
    return arena_text(a, form_whole(row, m, number, text));
}

static uint32_t number_at(const ProtobufCFieldDescriptor *field, const void *at) {
    uint32_t number = 0;
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return *(const protobuf_c_boolean *)at;
    memcpy(&number, at, sizeof number);
    return number;
}

// A part that the settings do not have is as where a file is silent.
static const char *silent_text(struct arena *a, const struct setting *row,
                               const ProtobufCFieldDescriptor *field) {
    bool is_text = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
    if (is_text || is_repeated(field) || row->form == SETTING_FIRST)
        return "";
    return number_text(a, row, NULL, field, row->silence == SETTING_NUMBER ? row->otherwise : 0);
}

static const char *one_text(struct arena *a, const struct setting *row, const ProtobufCMessage *m,
                            const ProtobufCFieldDescriptor *field, const void *at) {
    if (field->descriptor == &hallq__text__descriptor)
        return name_text(a, *(Hallq__Text *const *)at);
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return *(const char *const *)at ? *(const char *const *)at : "";
    return number_text(a, row, m, field, number_at(field, at));
}

static const char *value_text(struct arena *a, const struct setting *row, const ProtobufCMessage *m,
                              const ProtobufCFieldDescriptor *field) {
    if (!m)
        return silent_text(a, row, field);
    struct field_values values = field_values(m, field);
    if (field->descriptor == &hallq__day_hours__descriptor)
        return days_text(a, (Hallq__DayHours *const *)(const void *)values.at, values.count);
    if (field->descriptor == &hallq__span__descriptor)
        return spans_text(a, (Hallq__Span *const *)(const void *)values.at, values.count);
    if (!is_repeated(field))
        return one_text(a, row, m, field, values.at);
    const char *text = "";
    for (size_t i = 0; i < values.count; i++)
        text = listed(a, text, one_text(a, row, m, field, values.at + i * value_size(field->type)));
    return text;
}

// ---------------------------------------------------------------- items of lists

struct list {
    const ProtobufCMessage *const *items;
    const char **ids; // of each; of holidays none
    size_t count;
};

// By what an item is known: its first setting; a move by the two lines that it may be of.
static const char *item_id(struct arena *a, const ProtobufCMessage *item) {
    const struct setting_group *group = setting_group(item->descriptor);
    const struct setting *row = &group->rows[0];
    const Hallq__Move *move = (const Hallq__Move *)item;
    if (item->descriptor == &hallq__move__descriptor)
        return arena_printf(a, "%u/%u", move->service, move->counter);
    return value_text(a, row, item, setting_field(group, row));
}

// "业务 2 业务受理".
static const char *item_title(struct changes *c, const struct part *part, const char *key,
                              const ProtobufCMessage *item) {
    struct arena *a = c->r->a;
    const struct setting_group *group = setting_group(item->descriptor);
    const struct setting *row = setting_named(group, "name", strlen("name"));
    const ProtobufCFieldDescriptor *field = row ? setting_field(group, row) : NULL;
    const char *title = both(c, HALLFILE_CHANGE_ITEM, key_words(c->r, key), item_id(a, item));
    if (!field)
        return titled(c, part->title, title);
    const Hallq__Text *name = *(Hallq__Text *const *)field_member(item, field->offset);
    bool in_two = field->descriptor == &hallq__text__descriptor;
    bool english = in_two && name && c->r->language == LANGUAGE_EN && name->en && *name->en;
    const char *text = !in_two ? value_text(a, row, item, field)
                       : !name ? ""
                               : (english ? name->en : name->zh);
    return titled(c, part->title, *text ? both(c, HALLFILE_CHANGE_ITEM, title, text) : title);
}

static struct list list_at(struct arena *a, const ProtobufCMessage *m,
                           const ProtobufCFieldDescriptor *field) {
    if (!m)
        return (struct list){.count = 0};
    struct field_values values = field_values(m, field);
    struct list list = {.items = (const ProtobufCMessage *const *)(const void *)values.at,
                        .count = values.count};
    if (field->descriptor == &hallq__holiday__descriptor)
        return list;
    list.ids = arena_need(a, (list.count + 1) * sizeof *list.ids);
    for (size_t i = 0; i < list.count; i++)
        list.ids[i] = item_id(a, list.items[i]);
    return list;
}

static size_t item_find(const struct list *list, const char *id) {
    size_t i = 0;
    while (i < list->count && strcmp(list->ids[i], id) != 0)
        i++;
    return i;
}

static void messages_compare(struct changes *c, const struct part *part,
                             const ProtobufCMessageDescriptor *type, const ProtobufCMessage *before,
                             const ProtobufCMessage *after);

// Whether the items that are in both stand in the same order.
static bool same_order(const struct list *before, const struct list *after) {
    size_t last = 0;
    for (size_t i = 0; i < after->count; i++) {
        size_t at = item_find(before, after->ids[i]);
        if (at < last)
            return false;
        last = at < before->count ? at : last;
    }
    return true;
}

static void gone_note(struct changes *c, const struct part *part, const char *key,
                      const struct list *before, const struct list *after) {
    for (size_t i = 0; i < before->count; i++)
        if (item_find(after, before->ids[i]) == after->count)
            note(c, part->path,
                 both(c, HALLFILE_CHANGE_REMOVED, item_title(c, part, key, before->items[i]), ""));
}

static void lists_compare(struct changes *c, const struct part *part, const char *key,
                          const struct list *before, const struct list *after) {
    gone_note(c, part, key, before, after);
    for (size_t i = 0; i < after->count; i++) {
        const ProtobufCMessage *item = after->items[i];
        const char *path = arena_printf(c->r->a, "%s[%zu]", part->path, i);
        struct part inner = {item_title(c, part, key, item), path};
        size_t at = item_find(before, after->ids[i]);
        if (at == before->count)
            note(c, path, both(c, HALLFILE_CHANGE_ADDED, inner.title, ""));
        else
            messages_compare(c, &inner, item->descriptor, before->items[at], item);
    }
    if (!same_order(before, after))
        note(c, part->path,
             both(c, HALLFILE_CHANGE_ORDER, titled(c, part->title, key_words(c->r, key)), ""));
}

// ---------------------------------------------------------------- holidays

static const char *holiday_text(struct arena *a, const Hallq__Holiday *one) {
    char spans[FORM_SIZE];
    if (!one)
        return "";
    form_spans(one->spans, one->n_spans, spans);
    const char *name = name_text(a, one->name);
    return arena_printf(a, "%s%s%s", spans, *name ? " " : "", name);
}

static const Hallq__Holiday *holiday_at(const struct list *days, int32_t day, size_t *ret_at) {
    for (size_t i = 0; i < days->count; i++) {
        const Hallq__Holiday *one = (const Hallq__Holiday *)days->items[i];
        *ret_at = i;
        if (one->day == day)
            return one;
    }
    return NULL;
}

// Days that follow each other and change alike are one change.
struct days {
    int32_t from_day, to_day;
    const char *before, *after, *path; // before: NULL, no change is open
};

static void days_end(struct changes *c, const struct part *part, struct days *d) {
    char dates[FORM_SIZE];
    if (!d->before)
        return;
    const char *none = words(c->r, HALLFILE_CHANGE_NOTHING, (struct problem){0});
    form_dates(d->from_day, d->to_day, dates);
    const char *title =
        titled(c, part->title, both(c, HALLFILE_CHANGE_ITEM, key_words(c->r, "holidays"), dates));
    const char *change = both(c, HALLFILE_CHANGE_FROM_TO, *d->before ? d->before : none,
                              *d->after ? d->after : none);
    note(c, d->path, both(c, HALLFILE_CHANGE_VALUE, title, change));
    d->before = NULL;
}

static void day_compare(struct changes *c, const struct part *part, const struct list *before,
                        const struct list *after, int32_t day, struct days *d) {
    size_t at = 0, there = 0;
    const Hallq__Holiday *old = holiday_at(before, day, &at);
    const Hallq__Holiday *new = holiday_at(after, day, &there);
    const char *was = holiday_text(c->r->a, old), *is = holiday_text(c->r->a, new);
    if (!strcmp(was, is)) {
        days_end(c, part, d);
        return;
    }
    if (d->before && d->to_day + 1 == day && !strcmp(d->before, was) && !strcmp(d->after, is)) {
        d->to_day = day;
        return;
    }
    days_end(c, part, d);
    const char *path = new ? arena_printf(c->r->a, "%s[%zu]", part->path, there) : part->path;
    *d = (struct days){day, day, was, is, path};
}

static void holidays_compare(struct changes *c, const struct part *part, const struct list *before,
                             const struct list *after) {
    struct days d = {.before = NULL};
    size_t at;
    for (size_t i = 0; i < before->count; i++) {
        int32_t day = ((const Hallq__Holiday *)before->items[i])->day;
        if (!holiday_at(after, day, &at))
            day_compare(c, part, before, after, day, &d);
    }
    days_end(c, part, &d);
    for (size_t i = 0; i < after->count; i++)
        day_compare(c, part, before, after, ((const Hallq__Holiday *)after->items[i])->day, &d);
    days_end(c, part, &d);
}

// ---------------------------------------------------------------- messages

static void values_compare(struct changes *c, const struct part *part, const struct setting *row,
                           const ProtobufCFieldDescriptor *field, const ProtobufCMessage *before,
                           const ProtobufCMessage *after) {
    struct arena *a = c->r->a;
    const char *was = value_text(a, row, before, field), *is = value_text(a, row, after, field);
    if (!strcmp(was, is))
        return;
    const char *none = words(c->r, HALLFILE_CHANGE_NOTHING, (struct problem){0});
    const char *change = both(c, HALLFILE_CHANGE_FROM_TO, *was ? was : none, *is ? is : none);
    const char *title = titled(c, part->title, key_words(c->r, row->key));
    note(c, path_in(c, part->path, row), both(c, HALLFILE_CHANGE_VALUE, title, change));
}

static const ProtobufCMessage *message_at(const ProtobufCMessage *m,
                                          const ProtobufCFieldDescriptor *field) {
    return m ? *(const ProtobufCMessage *const *)field_member(m, field->offset) : NULL;
}

// Messages that are a value of their own: a name, the hours of a week, and those of each day.
static bool is_value(const ProtobufCFieldDescriptor *field) {
    return field->type != PROTOBUF_C_TYPE_MESSAGE ||
           field->descriptor == &hallq__text__descriptor ||
           field->descriptor == &hallq__day_hours__descriptor ||
           field->descriptor == &hallq__span__descriptor;
}

static void fields_compare(struct changes *c, const struct part *part, const struct setting *row,
                           const ProtobufCFieldDescriptor *field, const ProtobufCMessage *before,
                           const ProtobufCMessage *after) {
    const char *path = path_in(c, part->path, row);
    if (is_value(field)) {
        values_compare(c, part, row, field, before, after);
        return;
    }
    struct part inner = {part->title, path};
    if (!is_repeated(field)) {
        inner.title = titled(c, part->title, key_words(c->r, row->key));
        messages_compare(c, &inner, field->descriptor, message_at(before, field),
                         message_at(after, field));
        return;
    }
    struct list was = list_at(c->r->a, before, field), is = list_at(c->r->a, after, field);
    if (field->descriptor == &hallq__holiday__descriptor)
        holidays_compare(c, &inner, &was, &is);
    else
        lists_compare(c, &inner, row->key, &was, &is);
}

static void messages_compare(struct changes *c, const struct part *part,
                             const ProtobufCMessageDescriptor *type, const ProtobufCMessage *before,
                             const ProtobufCMessage *after) {
    const struct setting_group *group = setting_group(type);
    for (size_t i = 0; (before || after) && i < group->row_count; i++)
        if (key_shown(&group->rows[i]))
            fields_compare(c, part, &group->rows[i], setting_field(group, &group->rows[i]), before,
                           after);
}

void hallfile_changes(const Hallq__HallSettings *before, const Hallq__HallSettings *after,
                      enum language language, struct arena *a, struct hallfile_change **ret_changes,
                      size_t *ret_change_count) {
    struct reader r = {.language = language, .a = a};
    struct changes c = {.r = &r};
    struct part whole = {"", ""};
    c.list = arena_need(a, (HALLFILE_CHANGES_MAX + 1) * sizeof *c.list);
    messages_compare(&c, &whole, &hallq__hall_settings__descriptor, &before->base, &after->base);
    if (c.left_out)
        c.list[c.count++] = (struct hallfile_change){
            words(&r, HALLFILE_CHANGES_MORE, (struct problem){.high = HALLFILE_CHANGES_MAX}), ""};
    *ret_changes = c.list;
    *ret_change_count = c.count;
}
