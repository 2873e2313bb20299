#include "clients/admin/say.h"

#include <errno.h>
#include <stdbool.h>

#include "base/count.h"
#include "base/err.h"
#include "base/fill.h"

#define LINE_SIZE 16384 // a sentence, and paths in it

static const char *const sentences[SAY_COUNT][2] = {
#define SAY(name, zh, en) [SAY_##name] = {zh, en},
#include "clients/admin/admin.def"
#undef SAY
};

const char *say_text(enum say what, enum language language) {
    return sentences[what][language];
}

// Values end with a NULL.
static void sentence_fill(char *to, size_t to_size, enum language language, enum say what,
                          const char *const *values) {
    size_t count = 0;
    while (values[count])
        count++;
    fill_sentence(to, to_size, say_text(what, language), fill_by_number,
                  &(struct fill_values){values, count});
}

void say_line(FILE *to, enum language language, enum say what, const char *const *values) {
    char line[LINE_SIZE];
    sentence_fill(line, sizeof line, language, what, values);
    fprintf(to, "%s\n", line);
}

void say_sentence(char to[SAY_SENTENCE_SIZE], enum language language, enum say what,
                  const char *const *values) {
    sentence_fill(to, SAY_SENTENCE_SIZE, language, what, values);
}

const char *say_err(enum language language, int err) {
    static const enum say errors[ERR_COUNT] = {
        [ERR_TOO_LARGE] = SAY_ERROR_TOO_LARGE, [ERR_NOT_FOUND] = SAY_ERROR_NOT_FOUND,
        [ERR_DENIED] = SAY_ERROR_DENIED,       [ERR_IO] = SAY_ERROR_IO,
        [ERR_NO_MEMORY] = SAY_ERROR_NO_MEMORY, [ERR_EXISTS] = SAY_ERROR_EXISTS,
        [ERR_DISK_FULL] = SAY_ERROR_NO_SPACE,
    };
    bool known = err > 0 && err < ERR_COUNT && errors[err];
    return say_text(known ? errors[err] : SAY_ERROR_OTHER, language);
}

const char *say_errno(enum language language, int error_number) {
    static const struct {
        int error_number;
        enum say what;
    } errors[] = {
        {ENOENT, SAY_ERROR_NOT_FOUND}, {ENOTDIR, SAY_ERROR_NOT_FOUND},
        {EACCES, SAY_ERROR_DENIED},    {EPERM, SAY_ERROR_DENIED},
        {EIO, SAY_ERROR_IO},           {ENOMEM, SAY_ERROR_NO_MEMORY},
        {EEXIST, SAY_ERROR_EXISTS},    {ENOSPC, SAY_ERROR_NO_SPACE},
        {EDQUOT, SAY_ERROR_NO_SPACE},  {EISDIR, SAY_ERROR_FOLDER},
    };
    for (size_t i = 0; i < COUNT(errors); i++)
        if (errors[i].error_number == error_number)
            return say_text(errors[i].what, language);
    return say_text(SAY_ERROR_OTHER, language);
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
