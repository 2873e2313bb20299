// hallfile_look.c - a document against the schema that libcyaml loads it by.
//
// libcyaml stops at the first thing it does not like, knows the place only roughly, takes any word
// that is not "false" for true and "010" for eight. So everything it will be asked is looked at
// first: each key and each type, all of them, each at its own line and column. What passes here,
// libcyaml loads; should it refuse something all the same, its own words are shown (hallfile.c).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/admin/hallfile_reader.h"

#define KEY_LEN_MAX 40    // longer words are near to no key
#define WHOLE_LEN_MAX 10  // digits of a uint32_t
#define NUMBER_LEN_MAX 12 // digits and a point

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

static const char *wanted(struct reader *r, const cyaml_schema_value_t *schema) {
    struct problem p = {0};
    if (schema->type == CYAML_ENUM)
        p.text = all_choices(r, schema);
    if (schema->type == CYAML_MAPPING)
        p.text = all_keys(r, schema->mapping.fields);
    return words(r, kinds[schema->type].want, p);
}

static const char *written(struct reader *r, const yaml_node_t *node) {
    if (node->type == YAML_SEQUENCE_NODE)
        return words(r, HALLFILE_A_LIST, (struct problem){0});
    if (node->type == YAML_MAPPING_NODE)
        return words(r, HALLFILE_A_MAPPING, (struct problem){0});
    const char *text = node_text(node);
    return words(r, *text ? HALLFILE_A_VALUE : HALLFILE_A_NOTHING, (struct problem){.text = text});
}

static void tell_wrong_type(struct reader *r, const cyaml_schema_value_t *schema,
                            const yaml_node_t *node) {
    tell_at(r, node, HALLFILE_WRONG_TYPE,
            (struct problem){.text = written(r, node), .other = wanted(r, schema)});
}

// A NUL inside would end the text early.
static bool text_whole(const yaml_node_t *node) {
    return strlen(node_text(node)) == node->data.scalar.length;
}

static void look_scalar(struct reader *r, const cyaml_schema_value_t *schema,
                        const yaml_node_t *node) {
    const char *text = node_text(node);
    if (!text_whole(node) || !kinds[schema->type].fits(schema, text))
        tell_wrong_type(r, schema, node);
    else if (schema->type == CYAML_UINT &&
             (strlen(text) > WHOLE_LEN_MAX || strtoull(text, NULL, 10) > UINT32_MAX))
        tell_at(r, node, HALLFILE_NUMBER_HIGH, (struct problem){.text = text});
    else if (schema->type == CYAML_FLOAT && strlen(text) > NUMBER_LEN_MAX)
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
    if (key->type != YAML_SCALAR_NODE || !text_whole(key)) {
        tell_at(r, key, HALLFILE_KEY_NO_TEXT, (struct problem){0});
        return;
    }
    const cyaml_schema_field_t *field = field_of(fields, node_text(key));
    const yaml_node_t *same = same_key(r, mapping, pair);
    if (!field)
        tell_unknown(r, fields, key);
    else if (same)
        tell_at(r, key, HALLFILE_KEY_TWICE,
                (struct problem){.text = node_text(key), .other = line_words(r, same)});
    else
        look(r, &field->value, node_at(r, pair->value));
}

static void look_mapping(struct reader *r, const cyaml_schema_field_t *fields,
                         const yaml_node_t *mapping) {
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++)
        look_pair(r, fields, mapping, pair);
    for (const cyaml_schema_field_t *f = fields; f->key; f++)
        if (!(f->value.flags & CYAML_FLAG_OPTIONAL) && !node_get(r, mapping, f->key))
            tell_at(r, mapping, HALLFILE_KEY_MISSING,
                    (struct problem){.text = f->key, .other = wanted(r, &f->value)});
}

static void look_list(struct reader *r, const cyaml_schema_value_t *entry,
                      const yaml_node_t *list) {
    const yaml_node_item_t *item = list->data.sequence.items.start;
    for (; item < list->data.sequence.items.top; item++)
        look(r, entry, node_at(r, *item));
}

void look(struct reader *r, const cyaml_schema_value_t *schema, yaml_node_t *node) {
    if (node->type != kinds[schema->type].node)
        tell_wrong_type(r, schema, node);
    else if (schema->type == CYAML_MAPPING)
        look_mapping(r, schema->mapping.fields, node);
    else if (schema->type == CYAML_SEQUENCE)
        look_list(r, schema->sequence.entry, node);
    else if (node->type == YAML_SCALAR_NODE)
        look_scalar(r, schema, node);
}
