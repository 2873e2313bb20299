#include "qr.h"

#include <qrencode.h>

#define QUIET 4      // modules around the code, which the standard asks for
#define TEXT_MAX 256 // bytes: a longer address makes modules that a phone cannot tell apart

static bool fits(const char *text) {
    size_t size = 0;
    for (; text[size]; size++)
        if (size == TEXT_MAX || text[size] <= ' ' || text[size] > '~')
            return false;
    return size > 0;
}

bool qr_bits(const char *text, unsigned width_dots, unsigned dot_max, struct bits *ret) {
    QRcode *code = fits(text) ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;
    bool made = false;
    *ret = (struct bits){0};
    if (!code)
        return false;
    unsigned modules = (unsigned)code->width, side = modules + 2 * QUIET;
    unsigned dot = width_dots / side < dot_max ? width_dots / side : dot_max;
    if (!dot || !bits_init(ret, side * dot, side * dot))
        goto out;
    for (unsigned y = 0; y < modules; y++)
        for (unsigned x = 0; x < modules; x++)
            if (code->data[y * modules + x] & 1)
                bits_blacken(ret, (x + QUIET) * dot, (y + QUIET) * dot, dot, dot);
    made = true;
out:
    QRcode_free(code);
    return made;
}
