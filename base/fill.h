// fill.h - a sentence of a catalogue, and what belongs in its places: "{0} waits for {1}". Words stand in another order in
// another language, so a place has a name: a digit, or a word.
#ifndef HALLQ_FILL_H
#define HALLQ_FILL_H

#include <stddef.h>

// What fills the place of this name; NULL: it is no place, and stays as it is.
typedef const char *fill_value(const void *arg, const char *name, size_t name_len);

// fill_sentence: the sentence into an array of to_size bytes, each {name} of it replaced. What does not fit is
// left out from a whole character on.
void fill_sentence(char *to, size_t to_size, const char *sentence, fill_value *value_of,
                   const void *arg);

// fill_by_number: {0} is the first of the values; a NULL among them is empty.
struct fill_values {
    const char *const *values;
    size_t count; // 10 at most
};
fill_value fill_by_number; // of a struct fill_values

// fill_by_name: {name} is the value of that name.
struct fill_named {
    const char *name, *value;
};
struct fill_names {
    const struct fill_named *names;
    size_t count;
};
fill_value fill_by_name; // of a struct fill_names

// text_join: appends to a text in an array of to_size bytes; cut at a whole character to fit.
void text_join(char *to, size_t to_size, const char *more);

#endif
