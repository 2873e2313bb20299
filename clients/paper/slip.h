// slip.h - writes a slip in ESC/POS, the language of receipt printers. Only what all of them know is
// used, QR codes and logos are sent as dots: GS ( k is missing in many.
#ifndef HALLQ_PAPER_SLIP_H
#define HALLQ_PAPER_SLIP_H

#include <stdbool.h>
#include <stddef.h>

#include "bits.h"
#include "gb18030.h"

#define SLIP_WIDTH_80_MM 576 // dots that print, of paper 80 mm wide, at 8 a mm
#define SLIP_WIDTH_58_MM 384
#define SLIP_SIZE_MAX (128 * 1024) // bytes: a logo and a QR code of full width are some 40 KiB

enum slip_size { SLIP_PLAIN, SLIP_STRONG, SLIP_LARGE, SLIP_HUGE };

struct slip {
    unsigned width_dots;
    unsigned char *bytes;
    size_t size;
    bool failed; // no memory or too long: not to be printed
    struct gb18030 gb18030;
};

// slip_init: begins a slip of this width. slip_fini frees.
void slip_init(struct slip *s, unsigned width_dots);
void slip_fini(struct slip *s);

// slip_line: a text in the middle, broken where the paper ends; twice as large (SLIP_LARGE) or four
// times (SLIP_HUGE), but no larger than that its longest word still fits. An empty text is nothing.
void slip_line(struct slip *s, enum slip_size size, const char *text);

// slip_rule: a dashed line. slip_space: `dots` of nothing, up to 255. slip_bits: a picture in the
// middle, no wider than the slip.
void slip_rule(struct slip *s);
void slip_space(struct slip *s, unsigned dots);
void slip_bits(struct slip *s, const struct bits *b);

// slip_end: what there is moves out, and is cut off. After it the bytes are whole.
void slip_end(struct slip *s);

#endif
