// fill.h - fills values into the places of a catalogue's sentence: "{0} waits for {1}". Words stand
// in another order in another language, so a place has a name: a digit, or a word.
#ifndef HALLQ_FILL_H
#define HALLQ_FILL_H

#include <stddef.h>

// Returns the value for the place of this name; NULL: no place has the name, and {name} stays as it
// is.
typedef const char *fill_value(const void *arg, const char *name, size_t name_len);

// fill_sentence: writes the sentence into an array of to_size bytes, with each {name} replaced. A
// text too long is cut at a whole character.
void fill_sentence(char *to, size_t to_size, const char *sentence, fill_value *value_of,
                   const void *arg);

// fill_by_number: {0} stands for the first value; a NULL value is empty.
struct fill_values {
    const char *const *values;
    size_t count; // 10 at most
};
fill_value fill_by_number; // of a struct fill_values

// fill_by_name: {name} stands for the value of that name.
struct fill_named {
    const char *name, *value;
};
struct fill_names {
    const struct fill_named *names;
    size_t count;
};
fill_value fill_by_name; // of a struct fill_names

// text_join: appends `more` to a text in an array of to_size bytes, cut at a whole character to
// fit.
void text_join(char *to, size_t to_size, const char *more);

#endif
