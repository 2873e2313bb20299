// look.c - a document against the schema that libcyaml loads it by.
//
// libcyaml stops at the first thing it does not like, knows the place only roughly, takes any word
// that is not "false" for true and "010" for eight. So everything it will be asked is looked at
// first: each key and each type, all of them, each at its own line and column. What passes here,
// libcyaml loads; should it refuse something all the same, its own words are shown (hallfile.c).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/character.h"
#include "clients/hallfile/reader.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define KEY_LEN_MAX 40    // longer words are near to no key
#define WHOLE_LEN_MAX 18  // digits of a uint64_t
#define NUMBER_LEN_MAX 40 // digits and a point of a double

// ---- what people wanted to write

static size_t min3(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

// Letters to change, add or drop to get from one word to the other (Levenshtein).
static size_t distance(const char *a, const char *b) {
    size_t row[KEY_LEN_MAX + 1], a_len = strlen(a), b_len = strlen(b);
    if (a_len > KEY_LEN_MAX || b_len > KEY_LEN_MAX)
        return KEY_LEN_MAX;
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = min3(changed, row[j] + 1, row[j - 1] + 1);
        }
    }
    return row[b_len];
}

// Two words are near if a third of the letters differs, or one begins with the other.
static size_t nearness(const char *written, const char *key) {
    size_t written_len = strlen(written), key_len = strlen(key);
    size_t shorter_len = written_len < key_len ? written_len : key_len;
    if (shorter_len >= 3 && !strncmp(written, key, shorter_len))
        return 1;
    size_t apart = distance(written, key);
    return apart <= 1 + written_len / 3 ? apart : KEY_LEN_MAX;
}

static const char *nearest_key(const cyaml_schema_field_t *fields, const char *written) {
    const char *nearest = NULL;
    size_t least = KEY_LEN_MAX;
    for (const cyaml_schema_field_t *f = fields; f->key; f++) {
        size_t apart = nearness(written, f->key);
        if (apart < least) {
            least = apart;
            nearest = f->key;
        }
    }
    return nearest;
}

static const char *all_keys(struct reader *r, const cyaml_schema_field_t *fields) {
    char *text = arena_text(r->a, "");
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        text = arena_printf(r->a, "%s%s%s", text, *text ? ", " : "", f->key);
    return text;
}

static const char *all_choices(struct reader *r, const cyaml_schema_value_t *schema) {
    char *text = arena_text(r->a, "");
    for (uint32_t i = 0; i < schema->enumeration.count; i++)
        text = arena_printf(r->a, "%s%s%s", text, *text ? ", " : "",
                            schema->enumeration.strings[i].str);
    return text;
}

// ---- what fits a scalar
//
// YAML's words for nothing are texts to libcyaml.
static bool is_null(const yaml_node_t *node) {
    static const char *const words[] = {"~", "null", "Null", "NULL"};
    if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (!strcmp(node_text(node), words[i]))
            return true;
    return false;
}

static bool whole_fits(const cyaml_schema_value_t *schema, const char *text) {
    size_t text_len = strlen(text);
    (void)schema;
    return text_len && strspn(text, "0123456789") == text_len && (text[0] != '0' || text_len == 1);
}

static bool number_fits(const cyaml_schema_value_t *schema, const char *text) {
    size_t whole_len = strspn(text, "0123456789");
    const char *rest = text + whole_len;
    size_t decimal_len = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    (void)schema;
    return whole_len && (!*rest || (decimal_len && !rest[1 + decimal_len]));
}

static bool bool_fits(const cyaml_schema_value_t *schema, const char *text) {
    (void)schema;
    return !strcmp(text, "true") || !strcmp(text, "false");
}

static bool text_fits(const cyaml_schema_value_t *schema, const char *text) {
    (void)schema;
    (void)text;
    return true;
}

static bool choice_fits(const cyaml_schema_value_t *schema, const char *text) {
    for (uint32_t i = 0; i < schema->enumeration.count; i++)
        if (!strcmp(schema->enumeration.strings[i].str, text))
            return true;
    return false;
}

// What each type of the schema is in a document. Types not used here have no row.
static const struct kind {
    yaml_node_type_t node;
    bool (*fits)(const cyaml_schema_value_t *schema, const char *text);
    enum hallfile_message want;
} kinds[CYAML__TYPE_COUNT] = {
    [CYAML_UINT] = {YAML_SCALAR_NODE, whole_fits, HALLFILE_WANT_WHOLE},
    [CYAML_FLOAT] = {YAML_SCALAR_NODE, number_fits, HALLFILE_WANT_NUMBER},
    [CYAML_BOOL] = {YAML_SCALAR_NODE, bool_fits, HALLFILE_WANT_BOOL},
    [CYAML_STRING] = {YAML_SCALAR_NODE, text_fits, HALLFILE_WANT_TEXT},
    [CYAML_ENUM] = {YAML_SCALAR_NODE, choice_fits, HALLFILE_WANT_ONE_OF},
    [CYAML_MAPPING] = {YAML_MAPPING_NODE, NULL, HALLFILE_WANT_KEYS},
    [CYAML_SEQUENCE] = {YAML_SEQUENCE_NODE, NULL, HALLFILE_WANT_LIST},
    [CYAML_IGNORE] = {YAML_MAPPING_NODE, NULL, HALLFILE_WANT_HOURS},
};

// Keys whose values have a form that their type does not tell.
static const struct form {
    const char *key;
    cyaml_type_e type;
    enum hallfile_message want;
} forms[] = {
    {"holidays", CYAML_IGNORE, HALLFILE_WANT_HOLIDAYS},
    {"hours", CYAML_STRING, HALLFILE_WANT_SPANS}, // of a holiday
    {"time_zone", CYAML_STRING, HALLFILE_WANT_TIME_ZONE},
    {"day_starts", CYAML_STRING, HALLFILE_WANT_CLOCK},
    {"level", CYAML_STRING, HALLFILE_WANT_LEVEL},
    {"name", CYAML_MAPPING, HALLFILE_WANT_NAME},
    {"bring", CYAML_MAPPING, HALLFILE_WANT_NAME},
    {"name", CYAML_STRING, HALLFILE_WANT_PERSON},
    {"letter", CYAML_STRING, HALLFILE_WANT_LETTER},
    {"numbers", CYAML_STRING, HALLFILE_WANT_NUMBERS},
    {"code", CYAML_STRING, HALLFILE_WANT_CODE},
    {"id", CYAML_STRING, HALLFILE_WANT_ZONE}, // of a zone; other ids are numbers
    {"zone", CYAML_STRING, HALLFILE_WANT_ZONE},
    {"zh", CYAML_STRING, HALLFILE_WANT_ZH},
    {"en", CYAML_STRING, HALLFILE_WANT_EN},
};

static enum hallfile_message want_of(const cyaml_schema_value_t *schema, const char *key) {
    for (size_t i = 0; i < COUNT(forms); i++)
        if (forms[i].type == schema->type && !strcmp(forms[i].key, key))
            return forms[i].want;
    return kinds[schema->type].want;
}

static const char *wanted(struct reader *r, const cyaml_schema_value_t *schema, const char *key) {
    struct problem p = {0};
    if (schema->type == CYAML_ENUM)
        p.text = all_choices(r, schema);
    if (schema->type == CYAML_MAPPING)
        p.text = all_keys(r, schema->mapping.fields);
    return words(r, want_of(schema, key), p);
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

// Optional texts that are there and empty say that there is none; these have a form of their own.
static bool has_form(const char *key) {
    return !strcmp(key, "day_starts") || !strcmp(key, "numbers");
}

static bool says_nothing(const yaml_node_t *node) {
    return node->type == YAML_SCALAR_NODE && (!*node_text(node) || is_null(node));
}

static void tell_wrong_type(struct reader *r, const cyaml_schema_value_t *schema, const char *key,
                            const yaml_node_t *node) {
    bool may_go = schema->flags & CYAML_FLAG_OPTIONAL && says_nothing(node);
    struct problem p = {.text = written(r, node), .other = wanted(r, schema, key)};
    if (!typing_of(r, node))
        tell_at(r, node, may_go ? HALLFILE_WRONG_OR_NONE : HALLFILE_WRONG_TYPE, p);
}

// "0101": libcyaml would take it for an octal number, people for the same as 101. Zeros alone are nothing
// either way.
static bool has_leading_zeros(const yaml_node_t *node) {
    const char *text = node_text(node);
    return text[0] == '0' && text[1] >= '0' && text[1] <= '9' &&
           strspn(text, "0123456789.") == strlen(text) && text[strspn(text, "0.")];
}

static void tell_zeros(struct reader *r, const yaml_node_t *node) {
    const char *text = node_text(node), *rest = text + strspn(text, "0");
    rest -= *rest < '1'; // the one before a point stays
    tell_at(r, node, HALLFILE_LEADING_ZEROS, (struct problem){.text = text, .other = rest});
}

// "1,5", as half of Europe writes it.
static bool has_decimal_comma(const yaml_node_t *node) {
    const char *text = node_text(node), *comma = strchr(text, ',');
    return comma && comma > text && comma[1] &&
           strspn(text, "0123456789") + 1 + strspn(comma + 1, "0123456789") == strlen(text);
}

static void tell_comma(struct reader *r, const yaml_node_t *node) {
    char *fixed = arena_text(r->a, node_text(node));
    *strchr(fixed, ',') = '.';
    tell_at(r, node, HALLFILE_DECIMAL_COMMA,
            (struct problem){.text = node_text(node), .other = fixed});
}

static bool scalar_fits(const cyaml_schema_value_t *schema, const char *key,
                        const yaml_node_t *node) {
    bool needed = !(schema->flags & CYAML_FLAG_OPTIONAL) || has_form(key);
    if (is_null(node) || (needed && !*node_text(node)))
        return false;
    return kinds[schema->type].fits(schema, node_text(node));
}

static void look_scalar(struct reader *r, const cyaml_schema_value_t *schema, const char *key,
                        const yaml_node_t *node) {
    const char *text = node_text(node);
    size_t len_max = schema->type == CYAML_UINT ? WHOLE_LEN_MAX : NUMBER_LEN_MAX;
    bool is_number = schema->type == CYAML_UINT || schema->type == CYAML_FLOAT;
    bool lines = !strcmp(key, "zh") || !strcmp(key, "en"); // settings_check tells which may
    if (!characters_look(r, node, key, lines ? TEXT_MAY_LINES : 0))
        return;
    if (is_number && has_leading_zeros(node) && strlen(text + strspn(text, "0")) <= len_max)
        tell_zeros(r, node);
    else if (schema->type == CYAML_FLOAT && has_decimal_comma(node))
        tell_comma(r, node);
    else if (!scalar_fits(schema, key, node))
        tell_wrong_type(r, schema, key, node);
    else if (is_number && strlen(text) > len_max)
        tell_at(r, node, HALLFILE_NUMBER_HIGH, (struct problem){.text = text});
}

// ---- keys

static const cyaml_schema_field_t *field_of(const cyaml_schema_field_t *fields, const char *key) {
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (!strcmp(f->key, key))
            return f;
    return NULL;
}

static void tell_unknown(struct reader *r, const cyaml_schema_field_t *fields,
                         const yaml_node_t *key) {
    const char *near = nearest_key(fields, node_text(key));
    if (typing_of(r, key))
        return;
    tell_at(r, key, near ? HALLFILE_KEY_UNKNOWN_NEAR : HALLFILE_KEY_UNKNOWN,
            (struct problem){.text = node_text(key), .other = near ? near : all_keys(r, fields)});
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

static void look_pair(struct reader *r, const cyaml_schema_field_t *fields,
                      const yaml_node_t *mapping, const yaml_node_pair_t *pair) {
    const yaml_node_t *key = node_at(r, pair->key);
    if (key->type != YAML_SCALAR_NODE) {
        tell_at(r, key, HALLFILE_KEY_NO_TEXT, (struct problem){0});
        return;
    }
    if (!characters_look(r, key, NULL, 0))
        return;
    const cyaml_schema_field_t *field = field_of(fields, node_text(key));
    const yaml_node_t *same = same_key(r, mapping, pair);
    if (!field)
        tell_unknown(r, fields, key);
    else if (same)
        tell_at(r, key, HALLFILE_KEY_TWICE,
                (struct problem){.text = node_text(key), .other = line_words(r, same)});
    else
        look(r, &field->value, field->key, node_at(r, pair->value));
}

static void look_mapping(struct reader *r, const cyaml_schema_field_t *fields,
                         const yaml_node_t *mapping) {
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++)
        look_pair(r, fields, mapping, pair);
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (!(f->value.flags & CYAML_FLAG_OPTIONAL) && !node_get(r, mapping, f->key))
            tell_at(r, mapping, HALLFILE_KEY_MISSING,
                    (struct problem){.text = f->key, .other = wanted(r, &f->value, f->key)});
}

static void look_list(struct reader *r, const cyaml_schema_value_t *entry, const char *key,
                      const yaml_node_t *list) {
    const yaml_node_item_t *item = list->data.sequence.items.start;
    for (; item < list->data.sequence.items.top; item++)
        look(r, entry, key, node_at(r, *item));
}

void look(struct reader *r, const cyaml_schema_value_t *schema, const char *key,
          yaml_node_t *node) {
    if (node->type != kinds[schema->type].node)
        tell_wrong_type(r, schema, key, node);
    else if (schema->type == CYAML_MAPPING)
        look_mapping(r, schema->mapping.fields, node);
    else if (schema->type == CYAML_SEQUENCE)
        look_list(r, schema->sequence.entry, key, node);
    else if (node->type == YAML_SCALAR_NODE)
        look_scalar(r, schema, key, node);
}
