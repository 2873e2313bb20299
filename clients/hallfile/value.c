// value.c - a table of kinds: which node each is, what fits it, how it is taken, and what to write instead.
#include "clients/hallfile/value.h"

#include <string.h>

#include "base/character.h"
#include "base/count.h"
#include "base/number.h"
#include "base/wire/field.h"
#include "clients/hallfile/document.h"
#include "clients/hallfile/keys.h"
#include "clients/hallfile/typing.h"
#include "settings.pb-c.h"

#define WHOLE_LEN_MAX 18  // digits of a uint64_t
#define NUMBER_LEN_MAX 40 // digits and a point of a double

// ---- what fits a scalar
//
// YAML's words for nothing are told as such, not taken for texts.
static bool is_null(const yaml_node_t *node) {
    static const char *const words[] = {"~", "null", "Null", "NULL"};
    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (!strcmp(node_text(node), words[i]))
            return true;
    return false;
}

static bool whole_fits(const struct slot *s, const char *text) {
    size_t text_len = strlen(text);
    (void)s;
    return text_len && strspn(text, "0123456789") == text_len && (text[0] != '0' || text_len == 1);
}

static bool minutes_fit(const struct slot *s, const char *text) {
    size_t whole_len = strspn(text, "0123456789");
    const char *rest = text + whole_len;
    size_t decimal_len = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    (void)s;
    return whole_len && (!*rest || (decimal_len && !rest[1 + decimal_len]));
}

static bool bool_fits(const struct slot *s, const char *text) {
    (void)s;
    return !strcmp(text, "true") || !strcmp(text, "false");
}

static bool choice_fits(const struct slot *s, const char *text) {
    return choice_value(s->field->descriptor, text) != 0;
}

// Texts that are there and empty say that there is none.
static bool text_fits(const struct slot *s, const char *text) {
    return *text || !s->needed;
}

static bool form_fits(const struct slot *s, const char *text) {
    (void)s;
    return *text;
}

// ---- how it is taken
//
// What is too large for the field stays too large: settings_check tells.
static void whole_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    uint64_t number = UINT32_MAX;
    (void)r;
    number_read(node_text(node), 0, UINT32_MAX, &number);
    *(uint32_t *)s->at = (uint32_t)number;
}

static void minutes_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    double minutes = UINT32_MAX;
    (void)r;
    number_read_real(node_text(node), 0, UINT32_MAX, &minutes);
    double units = minutes * setting_scale(s->row) + 0.5;
    *(uint32_t *)s->at = units < UINT32_MAX ? (uint32_t)units : UINT32_MAX;
}

static void bool_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    (void)r;
    *(protobuf_c_boolean *)s->at = !strcmp(node_text(node), "true");
}

static void choice_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    (void)r;
    *(int *)s->at = choice_value(s->field->descriptor, node_text(node));
}

static void text_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    *(char **)s->at = arena_text(r->a, node_text(node));
}

bool time_read(const char **at, uint32_t *ret_min) {
    uint32_t hour, minute;
    *at += strspn(*at, " ");
    if (!digits_take(at, 1, 2, &hour) || **at != ':')
        return false;
    ++*at;
    if (!digits_take(at, 2, 2, &minute) || minute > 59)
        return false;
    *ret_min = hour * 60 + minute;
    return *ret_min <= 24 * 60;
}

static void time_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    const char *at = node_text(node);
    uint32_t minute;
    if (!time_read(&at, &minute) || *at || minute == 24 * 60)
        tell_value(r, node, HALLFILE_CLOCK_BAD);
    else
        *(uint32_t *)s->at = minute;
}

// "1-999", with or without blanks at the dash.
static bool numbers_read(struct reader *r, const char *text, uint32_t *ret_first,
                         uint32_t *ret_last) {
    char *first = arena_text(r->a, text), *dash = strchr(first, '-');
    if (!dash)
        return false;
    const char *last = dash + 1 + strspn(dash + 1, " ");
    while (dash > first && dash[-1] == ' ')
        dash--;
    *dash = 0;
    return number_read_32(first, 0, UINT32_MAX, ret_first) &&
           number_read_32(last, 0, UINT32_MAX, ret_last);
}

// What has to be written for numbers that read well but not as they stand.
static void numbers_look(struct reader *r, const struct slot *s, const yaml_node_t *node,
                         uint32_t first, uint32_t last) {
    bool backwards = first > last;
    uint32_t low = backwards ? last : first, high = backwards ? first : last;
    const char *text = node_text(node), *second = strchr(text, '-') + 1;
    struct problem p = {.text = text, .other = arena_printf(r->a, "%u-%u", low, high)};
    second += strspn(second, " ");
    bool may_be =
        low >= s->row->low && high <= s->row->high; // else what would be advised is refused
    if (backwards && !may_be)
        tell_value(r, node, HALLFILE_NUMBERS_BAD);
    else if (!may_be)
        return; // settings_check tells it
    else if (backwards)
        tell_at(r, node, HALLFILE_NUMBERS_BACKWARDS, p);
    else if (*text == '0' || *second == '0')
        tell_at(r, node, HALLFILE_LEADING_ZEROS, p);
}

// The row of the last number follows that of the first.
static void numbers_take(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    uint32_t *last =
        (uint32_t *)((char *)s->message + s->message->descriptor->fields[s->row[1].index].offset);
    if (!numbers_read(r, node_text(node), s->at, last))
        tell_value(r, node, HALLFILE_NUMBERS_BAD);
    else
        numbers_look(r, s, node, *(uint32_t *)s->at, *last);
}

// ---- the kinds

static const struct {
    yaml_node_type_t node;
    enum hallfile_message want;
    bool (*fits)(const struct slot *s, const char *text);
    void (*take)(struct reader *r, const struct slot *s, const yaml_node_t *node);
} kinds[] = {
    [KIND_WHOLE] = {YAML_SCALAR_NODE, HALLFILE_WANT_WHOLE, whole_fits, whole_take},
    [KIND_MINUTES] = {YAML_SCALAR_NODE, HALLFILE_WANT_NUMBER, minutes_fit, minutes_take},
    [KIND_BOOL] = {YAML_SCALAR_NODE, HALLFILE_WANT_BOOL, bool_fits, bool_take},
    [KIND_CHOICE] = {YAML_SCALAR_NODE, HALLFILE_WANT_ONE_OF, choice_fits, choice_take},
    [KIND_TEXT] = {YAML_SCALAR_NODE, HALLFILE_WANT_TEXT, text_fits, text_take},
    [KIND_TIME] = {YAML_SCALAR_NODE, HALLFILE_WANT_CLOCK, form_fits, time_take},
    [KIND_NUMBERS] = {YAML_SCALAR_NODE, HALLFILE_WANT_NUMBERS, form_fits, numbers_take},
    [KIND_PART] = {YAML_MAPPING_NODE, HALLFILE_WANT_KEYS, NULL, NULL},
    [KIND_LIST] = {YAML_SEQUENCE_NODE, HALLFILE_WANT_LIST, NULL, NULL},
    [KIND_HOURS] = {YAML_MAPPING_NODE, HALLFILE_WANT_HOURS, NULL, NULL},
    [KIND_HOLIDAYS] = {YAML_MAPPING_NODE, HALLFILE_WANT_HOLIDAYS, NULL, NULL},
    [KIND_SPANS] = {YAML_SCALAR_NODE, HALLFILE_WANT_SPANS, form_fits, NULL},
};

static enum kind list_kind(const void *part) {
    return part == &hallq__day_hours__descriptor ? KIND_HOURS
           : part == &hallq__holiday__descriptor ? KIND_HOLIDAYS
           : part == &hallq__span__descriptor    ? KIND_SPANS
                                                 : KIND_LIST;
}

static enum kind value_kind(const struct setting *row, const ProtobufCFieldDescriptor *field) {
    switch (row->form) {
    case SETTING_MINUTES:
        return KIND_MINUTES;
    case SETTING_TIME:
        return KIND_TIME;
    case SETTING_FIRST:
    case SETTING_LAST:
        return KIND_NUMBERS;
    case SETTING_PLAIN:
    case SETTING_ABSENT:
        break;
    }
    return field->type == PROTOBUF_C_TYPE_MESSAGE  ? KIND_PART
           : field->type == PROTOBUF_C_TYPE_STRING ? KIND_TEXT
           : field->type == PROTOBUF_C_TYPE_BOOL   ? KIND_BOOL
           : field->type == PROTOBUF_C_TYPE_ENUM   ? KIND_CHOICE
                                                   : KIND_WHOLE;
}

struct slot slot_of(struct reader *r, const struct setting_group *group, const struct setting *row,
                    ProtobufCMessage *message, const char *path) {
    const ProtobufCFieldDescriptor *field = setting_field(group, row);
    bool is_list = is_repeated(field);
    return (struct slot){
        .row = row,
        .field = field,
        .kind = is_list ? list_kind(field->descriptor) : value_kind(row, field),
        .needed = row->needed,
        .message = message,
        .at = (char *)message + field->offset,
        .path = arena_printf(r->a, "%s%s%s", path, *path ? "." : "", row->name),
    };
}

struct slot slot_item(struct reader *r, const struct slot *list, size_t index, void *to) {
    struct slot s = *list;
    s.kind = value_kind(list->row, list->field);
    s.needed = true;
    s.at = to;
    s.path = arena_printf(r->a, "%s[%zu]", list->path, index);
    return s;
}

// ---- what to write instead

// Texts with a form of their own, by their key.
static const struct {
    const char *key;
    enum hallfile_message want;
} texts[] = {
    {"time_zone", HALLFILE_WANT_TIME_ZONE},
    {"level", HALLFILE_WANT_LEVEL},
    {"name", HALLFILE_WANT_PERSON},
    {"accent", HALLFILE_WANT_ACCENT},
    {"letter", HALLFILE_WANT_LETTER},
    {"code", HALLFILE_WANT_CODE},
    {"id", HALLFILE_WANT_ZONE}, // of a zone; other ids are numbers
    {"zone", HALLFILE_WANT_ZONE},
    {"zh", HALLFILE_WANT_ZH},
    {"en", HALLFILE_WANT_EN},
    {"url", HALLFILE_WANT_URL},
};

static enum hallfile_message want_of(const struct slot *s) {
    if (s->kind == KIND_PART && s->field->descriptor == &hallq__text__descriptor)
        return HALLFILE_WANT_NAME;
    for (size_t i = 0; s->kind == KIND_TEXT && i < COUNT(texts); i++)
        if (!strcmp(texts[i].key, s->row->key))
            return texts[i].want;
    return kinds[s->kind].want;
}

const char *wanted(struct reader *r, const struct slot *s) {
    struct problem p = {0};
    if (s->kind == KIND_CHOICE)
        p.text = all_choices(r, s->field->descriptor);
    if (s->kind == KIND_PART)
        p.text = all_keys(r, setting_group(s->field->descriptor));
    return words(r, want_of(s), p);
}

const char *written(struct reader *r, const yaml_node_t *node) {
    if (node->type == YAML_SEQUENCE_NODE)
        return words(r, HALLFILE_A_LIST, (struct problem){0});
    if (node->type == YAML_MAPPING_NODE)
        return words(r, HALLFILE_A_MAPPING, (struct problem){0});
    const char *text = node_text(node);
    if (is_null(node))
        return words(r, HALLFILE_A_NULL, (struct problem){.text = text});
    return words(r, *text ? HALLFILE_A_VALUE : HALLFILE_A_NOTHING, (struct problem){.text = text});
}

void tell_value(struct reader *r, const yaml_node_t *node, enum hallfile_message message) {
    if (!typing_of(r, node))
        tell_at(r, node, message, (struct problem){.text = node_text(node)});
}

void tell_wanted(struct reader *r, const yaml_node_t *node, enum hallfile_message want) {
    struct problem p = {.text = written(r, node), .other = words(r, want, (struct problem){0})};
    if (!typing_of(r, node))
        tell_at(r, node, HALLFILE_WRONG_TYPE, p);
}

static bool says_nothing(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE && (!*node_text(node) || is_null(node));
}

static void tell_wrong_type(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    bool may_go = !s->needed && says_nothing(node);
    struct problem p = {.text = written(r, node), .other = wanted(r, s)};
    if (!typing_of(r, node))
        tell_at(r, node, may_go ? HALLFILE_WRONG_OR_NONE : HALLFILE_WRONG_TYPE, p);
}

bool node_fits(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    if (node->type == kinds[s->kind].node)
        return true;
    tell_wrong_type(r, s, node);
    return false;
}

// ---- numbers that are nearly right

// "0101": people take it for the same as 101, some programs for an octal number. Zeros alone are
// nothing either way.
static bool has_leading_zeros(const char *text) {
    return text[0] == '0' && text[1] >= '0' && text[1] <= '9' &&
           strspn(text, "0123456789.") == strlen(text) && text[strspn(text, "0.")];
}

static void tell_zeros(struct reader *r, const yaml_node_t *node) {
    const char *text = node_text(node), *rest = text + strspn(text, "0");
    rest -= *rest < '1'; // the one before a point stays
    tell_at(r, node, HALLFILE_LEADING_ZEROS, (struct problem){.text = text, .other = rest});
}

// "1,5", as half of Europe writes it.
static bool has_decimal_comma(const char *text) {
    const char *comma = strchr(text, ',');
    return comma && comma > text && comma[1] &&
           strspn(text, "0123456789") + 1 + strspn(comma + 1, "0123456789") == strlen(text);
}

static void tell_comma(struct reader *r, const yaml_node_t *node) {
    char *fixed = arena_text(r->a, node_text(node));
    *strchr(fixed, ',') = '.';
    tell_at(r, node, HALLFILE_DECIMAL_COMMA,
            (struct problem){.text = node_text(node), .other = fixed});
}

bool scalar_look(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    const char *text = node_text(node), *key = s->row->key;
    size_t len_max = s->kind == KIND_WHOLE ? WHOLE_LEN_MAX : NUMBER_LEN_MAX;
    size_t error_count = r->error_count;
    bool is_number = s->kind == KIND_WHOLE || s->kind == KIND_MINUTES;
    bool lines = s->field->type == PROTOBUF_C_TYPE_STRING &&
                 s->message->descriptor == &hallq__text__descriptor; // settings_check: which may
    if (!characters_look(r, node, key, lines ? TEXT_MAY_LINES : 0))
        return false;
    if (is_number && has_leading_zeros(text) && strlen(text + strspn(text, "0")) <= len_max)
        tell_zeros(r, node);
    else if (s->kind == KIND_MINUTES && has_decimal_comma(text))
        tell_comma(r, node);
    else if (is_null(node) || !kinds[s->kind].fits(s, text))
        tell_wrong_type(r, s, node);
    else if (is_number && strlen(text) > len_max)
        tell_at(r, node, HALLFILE_NUMBER_HIGH, (struct problem){.text = text});
    return r->error_count == error_count;
}

void scalar_read(struct reader *r, const struct slot *s, const yaml_node_t *node) {
    if (scalar_look(r, s, node))
        kinds[s->kind].take(r, s, node);
}
