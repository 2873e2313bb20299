// say.h - what hallq-admin says to people: sentences of admin.def, in their language.
#ifndef HALLQ_ADMIN_SAY_H
#define HALLQ_ADMIN_SAY_H

#include <stdio.h>

#include "base/refusal.h"

enum say {
#define SAY(name, zh, en) SAY_##name,
#include "clients/admin/admin.def"
#undef SAY
    SAY_COUNT
};

// say_text: the sentence, unfilled.
const char *say_text(enum say what, enum language language);

// say_line: the sentence on a line of its own; {0}.. are replaced by `values`, of which a sentence
// names no more than there are.
void say_line(FILE *to, enum language language, enum say what, const char *const *values);

// SAY_SENTENCE_SIZE: room for a sentence and what fills it.
#define SAY_SENTENCE_SIZE 512

// say_sentence: the same without the end of the line, into `to`, cut to its size.
void say_sentence(char to[SAY_SENTENCE_SIZE], enum language language, enum say what,
                  const char *const *values);

// SAY_OUT, SAY_ERR: a line on standard output; on standard error, after the program's name.
#define SAY_VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SAY_OUT(cli, what, ...) say_line(stdout, (cli)->language, what, SAY_VALUES(__VA_ARGS__))
#define SAY_ERR(cli, what, ...)                                                                    \
    (fputs("hallq-admin: ", stderr),                                                               \
     say_line(stderr, (cli)->language, what, SAY_VALUES(__VA_ARGS__)))

// say_err: the words for an error of ours, a code of base/err.h; for errno's, say_errno.
const char *say_err(enum language language, int err);
const char *say_errno(enum language language, int error_number);

// say_json_text: the text as a JSON string, with its quotes.
void say_json_text(FILE *to, const char *text);

#endif
