// words.c - cutting a line up. The text only gets shorter, so it is done in place.
#include "words.h"

#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Copies one word without its quotes to `to`; *from ends behind it. *ret_equals: its first '='
// outside quotes, or NULL.
static bool word_cut(char **from, char *to, char **ret_equals) {
    bool quoted = false;
    *ret_equals = NULL;
    for (; **from && (quoted || !is_blank(**from)); (*from)++) {
        if (**from == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && **from == '\\' && (*from)[1])
            (*from)++;
        else if (!quoted && **from == '=' && !*ret_equals)
            *ret_equals = to;
        *to++ = **from;
    }
    bool more = **from;
    *to = 0;
    *from += more;
    return !quoted;
}

static bool word_keep(struct words *w, char *word, char *equals) {
    bool pair = equals && equals > word && w->count;
    if (pair && w->pair_count < WORDS_MAX) {
        *equals = 0;
        w->pairs[w->pair_count++] = (struct words_pair){word, equals + 1};
        return true;
    }
    if (pair || w->count == WORDS_MAX)
        return false;
    w->words[w->count++] = word;
    return true;
}

bool words_split(struct words *w, char *line) {
    *w = (struct words){0};
    while (true) {
        char *equals;
        while (is_blank(*line))
            line++;
        if (!*line)
            return true;
        char *word = line;
        if (!word_cut(&line, word, &equals) || !word_keep(w, word, equals))
            return false;
    }
}

char *words_value(const struct words *w, const char *name) {
    static char none[1];
    for (size_t i = 0; i < w->pair_count; i++)
        if (!strcmp(w->pairs[i].name, name))
            return w->pairs[i].value;
    return none;
}

bool words_drop(struct words *w, const char *word) {
    for (size_t i = 1; i < w->count; i++)
        if (!strcmp(w->words[i], word)) {
            w->count--;
            memmove(&w->words[i], &w->words[i + 1], (w->count - i) * sizeof w->words[0]);
            return true;
        }
    return false;
}
