// private_text.h - the private texts of a command, by the marks in proto/command.proto: customer
// data, which is sealed before the rules see it, and PINs, which are kept nowhere.
#ifndef HALLQ_PRIVATE_TEXT_H
#define HALLQ_PRIVATE_TEXT_H

#include <stddef.h>

#include "command.pb-c.h"

enum private_kind { PRIVATE_CONTACT, PRIVATE_NOTE, PRIVATE_SECRET };

struct private_text {
    enum private_kind kind;
    char **at; // the text's field in the request; never NULL, may be empty
};

enum {
    PRIVATE_TEXTS_MAX = 0 // of one command: at most all texts of the schema
#define TEXT(CASE, member, field, KIND) +1
#define TEXT_IN(CASE, member, part, field, KIND) +1
#include "proto/texts.def"
#undef TEXT_IN
#undef TEXT
};

// private_texts: finds the private texts of a request; returns how many there are.
size_t private_texts(const Hallq__Request *request, struct private_text ret[PRIVATE_TEXTS_MAX]);

#endif
