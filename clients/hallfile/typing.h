// typing.h - characters of a hall file that are not what they look like, or may not stand there.
#ifndef HALLQ_HALLFILE_TYPING_H
#define HALLQ_HALLFILE_TYPING_H

#include "clients/hallfile/reader.h"

// typing_look: whether the file is UTF-8 and free of characters that can be nothing but slips, such
// as a full-width colon after a key. False if an error was told.
bool typing_look(struct reader *r, const char *data, size_t size);

// typing_near: tells of the first character in these lines, from 0, that may have been meant for
// another; false if there is none. For a file that is no YAML there.
bool typing_near(struct reader *r, const char *data, size_t size, size_t from_line, size_t to_line);

// typing_of: the same within a scalar, which is no text but a number, a time or a code.
bool typing_of(struct reader *r, const yaml_node_t *node);

// characters_look: tells of the first character of a scalar that may not stand there (text_flaw), by
// key, NULL if the scalar is one itself, and character; false then. True of anything but a scalar.
bool characters_look(struct reader *r, const yaml_node_t *node, const char *key, unsigned may);

#endif
