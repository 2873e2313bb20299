// said.h - messages as lines of text, to be compared and read: every field that is not empty, in
// the order of the schema, as `name=value`; a message in braces, a list in brackets. The reference
// model writes what it expects in the same form, so that one comparison of text compares all.
#ifndef HALLQ_SIM_SAID_H
#define HALLQ_SIM_SAID_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A growing text, always ended by a NUL.
struct said {
    char *text;
    size_t size; // without the NUL
    size_t room;
};

void said_fini(struct said *s);
void said_clear(struct said *s);
void said_add(struct said *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

// said_u64, said_i64, said_text, said_hex: one field; nothing if it is 0 or empty.
void said_u64(struct said *s, const char *name, uint64_t value);
void said_i64(struct said *s, const char *name, int64_t value);
void said_text(struct said *s, const char *name, const char *value);
void said_hex(struct said *s, const char *name, const void *data, size_t size);

// said_list: "name=[1 2 3]"; nothing if there are none.
void said_list(struct said *s, const char *name, const uint32_t *values, size_t count);

// A list of messages whose order does not matter: texts_add takes one's text and clears it,
// texts_say says them all, sorted, as "name=[{..}{..}]", and forgets them.
struct texts {
    char **list;
    size_t count;
    size_t room;
};
void texts_add(struct texts *t, struct said *one);
void texts_say(struct texts *t, const char *name, struct said *to);

// said_message: the fields of a message. `skip` (may be NULL) names fields to leave out, as
// " next_at_ms  code "; lists of messages are sorted by their text if `sorted`.
void said_message(struct said *s, const ProtobufCMessage *message, const char *skip, bool sorted);

#endif
