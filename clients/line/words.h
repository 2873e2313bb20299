// words.h - one line of plain mode taken apart:
//
//     transfer service 3 note="看一下 SIM 卡" come-back
//
// Words, and name=value pairs; a value or word in double quotes may hold blanks, \" and \\.
#ifndef HALLQ_WORDS_H
#define HALLQ_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 16 // words and pairs; the longest command has eight

struct words {
    char *words[WORDS_MAX]; // the first is the verb
    size_t count;
    struct words_pair {
        char *name, *value;
    } pairs[WORDS_MAX];
    size_t pair_count;
};

// words_split: cuts `line` up in place; `w` borrows it. False: too many words, or an open quote.
bool words_split(struct words *w, char *line);

// words_value: the value of a pair, "" when it is not there.
char *words_value(const struct words *w, const char *name);

// words_drop: takes a word behind the verb out; true if it stood there.
bool words_drop(struct words *w, const char *word);

#endif
