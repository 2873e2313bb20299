#include "gb18030.h"

#include <string.h>

#include "base/character.h"

bool gb18030_init(struct gb18030 *g) {
    g->iconv = iconv_open("GB18030", "UTF-8");
    return g->iconv != (iconv_t)-1;
}

void gb18030_fini(struct gb18030 *g) {
    iconv_close(g->iconv);
}

// A choice of form (U+FE00 to FE0F, U+E0100 to E01EF) has no width of its own.
static bool shows_nothing(uint32_t code) {
    return character_is_control(code) || character_is_hidden(code) ||
           (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF);
}

static struct gb18030_character convert(struct gb18030 *g, const char *from, size_t size) {
    struct gb18030_character c = {.size = 0};
    char copy[4], *in = copy, *out = (char *)c.bytes;
    size_t in_left = size, out_left = sizeof c.bytes;
    memcpy(copy, from, size);
    iconv(g->iconv, NULL, NULL, NULL, NULL);
    if (iconv(g->iconv, &in, &in_left, &out, &out_left) == (size_t)-1)
        return (struct gb18030_character){{'?'}, 1, 1};
    c.size = (unsigned)(sizeof c.bytes - out_left);
    c.columns = c.size == 1 ? 1 : 2;
    return c;
}

struct gb18030_character gb18030_take(struct gb18030 *g, const char **at) {
    while (**at) {
        const char *from = *at;
        uint32_t code = character_take(at, from + strlen(from));
        if (code == CHARACTER_BROKEN) {
            ++*at;
            return (struct gb18030_character){{'?'}, 1, 1};
        }
        if (!shows_nothing(code))
            return convert(g, from, (size_t)(*at - from));
    }
    return (struct gb18030_character){.size = 0};
}
