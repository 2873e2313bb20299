// gb18030.h - a text as the printers of China take it, a character at a time. ASCII is one byte and
// half as wide as all others, of two or four bytes.
#ifndef HALLQ_PAPER_GB18030_H
#define HALLQ_PAPER_GB18030_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>

struct gb18030 {
    iconv_t iconv;
};

struct gb18030_character {
    unsigned char bytes[4];
    unsigned size;    // 0: the text is over
    unsigned columns; // 1 or 2
};

// gb18030_init: false: the C library has no table of it. gb18030_fini ends it.
bool gb18030_init(struct gb18030 *g);
void gb18030_fini(struct gb18030 *g);

// gb18030_take: the next character of a text of UTF-8, and moves *at behind it. What steers a
// terminal or is not seen is passed over, since a printer would obey it; what has no place in
// GB18030, or is no UTF-8, is a '?'.
struct gb18030_character gb18030_take(struct gb18030 *g, const char **at);

#endif
