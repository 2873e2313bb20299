#include "clients/admin/say.h"

#include <string.h>

static const char *const sentences[SAY_COUNT][2] = {
#define SAY(name, zh, en) [SAY_##name] = {zh, en},
#include "clients/admin/admin.def"
#undef SAY
};

const char *say_text(enum say what, enum language language) {
    return sentences[what][language];
}

void say_line(FILE *to, enum language language, enum say what, const char *const *values) {
    const char *at = say_text(what, language);
    while (*at) {
        size_t plain_len = strcspn(at, "{");
        fwrite(at, 1, plain_len, to);
        at += plain_len;
        if (!*at)
            break;
        fputs(values[at[1] - '0'], to);
        at += strlen("{0}");
    }
    fputc('\n', to);
}

void say_json_text(FILE *to, const char *text) {
    fputc('"', to);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', to);
        if ((unsigned char)*text < ' ')
            fprintf(to, "\\u%04x", *text);
        else
            fputc(*text, to);
    }
    fputc('"', to);
}
