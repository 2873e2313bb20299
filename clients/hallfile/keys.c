// keys.c - the keys of the table of settings, and which of them was meant.
#include "clients/hallfile/keys.h"

#include <string.h>

#define KEY_LEN_MAX 40 // longer words are near to no key

bool key_shown(const struct setting *row) {
    return row->form != SETTING_ABSENT && row->form != SETTING_LAST;
}

const struct setting *key_row(const struct setting_group *group, const char *key) {
    for (size_t i = 0; i < group->row_count; i++)
        if (key_shown(&group->rows[i]) && !strcmp(group->rows[i].key, key))
            return &group->rows[i];
    return NULL;
}

// The words so far and one more.
static const char *listed(struct arena *a, const char *words, const char *word) {
    return arena_printf(a, "%s%s%s", words, *words ? ", " : "", word);
}

const char *all_keys(struct reader *r, const struct setting_group *group) {
    const char *text = "";
    for (size_t i = 0; i < group->row_count; i++)
        if (key_shown(&group->rows[i]))
            text = listed(r->a, text, group->rows[i].key);
    return text;
}

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

const char *nearest_key(const struct setting_group *group, const char *written) {
    const char *nearest = NULL;
    size_t least = KEY_LEN_MAX;
    for (size_t i = 0; i < group->row_count; i++) {
        const struct setting *row = &group->rows[i];
        size_t apart = key_shown(row) ? nearness(written, row->key) : KEY_LEN_MAX;
        if (apart < least) {
            least = apart;
            nearest = row->key;
        }
    }
    return nearest;
}

// ---- choices

int choice_value(const ProtobufCEnumDescriptor *choices, const char *word) {
    char other[SETTING_CHOICE_SIZE];
    for (unsigned i = 0; i < choices->n_values; i++)
        if (setting_choice(choices, choices->values[i].value, other) && !strcmp(other, word))
            return choices->values[i].value;
    return 0;
}

const char *all_choices(struct reader *r, const ProtobufCEnumDescriptor *choices) {
    const char *text = "";
    char word[SETTING_CHOICE_SIZE];
    for (unsigned i = 0; i < choices->n_values; i++)
        if (setting_choice(choices, choices->values[i].value, word))
            text = listed(r->a, text, word);
    return text;
}
