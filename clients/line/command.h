// command.h - a line of plain mode becomes a request. The verbs are the rows of verbs.def.
#ifndef HALLQ_COMMAND_H
#define HALLQ_COMMAND_H

#include "arguments.h"
#include "base/arena.h"
#include "clients/text/text.h"
#include "words.h"

enum command_answer {
    COMMAND_BUILT,
    COMMAND_UNKNOWN, // no such verb for this program
    COMMAND_USAGE,   // wrong words: `help` says how it is written
};

struct command {
    Hallq__Request *request; // of COMMAND_BUILT; the arena's
    enum text help;          // how the verb is written; of COMMAND_BUILT and COMMAND_USAGE
};

// command_build: the request borrows the words, and takes the flags out of them. A sign-on that names no counter
// is at that of the arguments. The arena has no budget: a line bounds what is taken of it.
enum command_answer command_build(struct command *ret, struct arena *a, struct words *w,
                                  const struct arguments *args);

// command_help: the help texts of a program's verbs, in the table's order. Returns how many.
size_t command_help(enum program program, enum text *ret_texts, size_t room);

// command_help_of: the help text of one verb; false if the program has none of that name.
bool command_help_of(enum program program, const char *verb, enum text *ret_text);

#endif
