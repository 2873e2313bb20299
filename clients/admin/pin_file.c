#include "clients/admin/pin_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/number.h"

#define TEXT_SIZE_MAX (256 * 1024) // of a full hall, with a comment on each line
#define BLANKS " \t\r\n"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct reading {
    struct cli *cli;
    struct pin_file *file;
    unsigned line;
    bool wrong;
};

static void say_wrong(struct reading *r, enum say what, const char *text) {
    SAY_ERR(r->cli, what, r->cli->file, cli_number(r->cli, r->line), text);
    r->wrong = true;
}

// A digit as an input method types it: U+FF10 to U+FF19, EF BC 90 to EF BC 99.
static bool has_full_width(const char *line) {
    for (const char *at = line; (at = strstr(at, "\xef\xbc")); at++)
        if ((unsigned char)at[2] >= 0x90 && (unsigned char)at[2] <= 0x99)
            return true;
    return false;
}

static const struct pin_line *line_of(const struct pin_file *f, uint32_t staff) {
    for (size_t i = 0; i < f->line_count; i++)
        if (f->lines[i].staff == staff)
            return &f->lines[i];
    return NULL;
}

static bool pin_ok(const char *pin) {
    size_t pin_len = strlen(pin);
    return pin_len >= LIMIT_PIN_MIN && pin_len <= LIMIT_PIN_MAX &&
           strspn(pin, "0123456789") == pin_len;
}

static void line_add(struct reading *r, const char *staff_text, const char *pin) {
    struct pin_file *f = r->file;
    uint32_t staff;
    if (!number_read_32(staff_text, 1, LIMIT_STAFF_ID, &staff)) {
        say_wrong(r, SAY_PIN_LINE_STAFF, staff_text);
        return;
    }
    const struct pin_line *before = line_of(f, staff);
    if (!pin_ok(pin))
        say_wrong(r, SAY_PIN_LINE_PIN, cli_number(r->cli, staff));
    else if (before)
        SAY_ERR(r->cli, SAY_PIN_LINE_TWICE, r->cli->file, cli_number(r->cli, r->line),
                cli_number(r->cli, staff), cli_number(r->cli, before->line));
    else if (f->line_count == LIMIT_STAFF)
        say_wrong(r, SAY_PIN_LINE_MANY, cli_number(r->cli, LIMIT_STAFF));
    r->wrong |= before != NULL;
    if (r->wrong || f->line_count == LIMIT_STAFF)
        return;
    struct pin_line *line = &f->lines[f->line_count++];
    *line = (struct pin_line){.staff = staff, .line = r->line};
    memcpy(line->pin, pin, strlen(pin) + 1);
}

// "101 1234"; blank lines and those that begin with # are skipped.
static void line_read(struct reading *r, char *line, size_t line_len) {
    char *rest = NULL;
    if (r->line == 1 && !strncmp(line, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)))
        line += strlen(BYTE_ORDER_MARK), line_len -= strlen(BYTE_ORDER_MARK);
    bool whole = strlen(line) == line_len; // no NUL in it
    bool full_width = has_full_width(line);
    char *staff = strtok_r(line, BLANKS, &rest);
    if (whole && (!staff || *staff == '#'))
        return;
    char *pin = whole ? strtok_r(NULL, BLANKS, &rest) : NULL;
    if (full_width)
        say_wrong(r, SAY_PIN_LINE_FULL_WIDTH, "");
    else if (pin && !strtok_r(NULL, BLANKS, &rest))
        line_add(r, staff, pin);
    else
        say_wrong(r, SAY_PIN_LINE_WRONG, "");
}

static int say_unreadable(struct cli *cli) {
    SAY_ERR(cli, SAY_FILE_UNREADABLE, cli->file, say_errno(cli->language, errno));
    return EXIT_FILE;
}

// The next line of the text at *at, as a string of its own; *at moves behind it.
static char *line_take(char **at, const char *end, size_t *ret_len) {
    char *line = *at, *newline = memchr(line, '\n', (size_t)(end - line));
    *ret_len = newline ? (size_t)(newline - line) : (size_t)(end - line);
    line[*ret_len] = '\0'; // the text has room for one more
    *at = line + *ret_len + (newline != NULL);
    return line;
}

static int text_read(struct reading *r, char *text, size_t text_size) {
    char *at = text, *end = text + text_size;
    while (at < end) {
        size_t line_len;
        char *line = line_take(&at, end, &line_len);
        r->line++;
        line_read(r, line, line_len);
    }
    if (r->wrong)
        SAY_ERR(r->cli, SAY_PIN_FILE_WRONG, r->cli->file);
    return r->wrong ? EXIT_REFUSED : EXIT_DONE;
}

int pin_file_read(struct cli *cli, struct pin_file *ret_file) {
    struct reading r = {.cli = cli, .file = ret_file};
    char *text = arena_need(&cli->arena, TEXT_SIZE_MAX + 2);
    int code;
    ret_file->line_count = 0;
    FILE *f = fopen(cli->file, "re");
    if (!f)
        return say_unreadable(cli);
    size_t text_size = fread(text, 1, TEXT_SIZE_MAX + 1, f);
    if (ferror(f)) {
        code = say_unreadable(cli);
    } else if (text_size > TEXT_SIZE_MAX) {
        SAY_ERR(cli, SAY_FILE_UNREADABLE, cli->file, say_err(cli->language, ERR_TOO_LARGE));
        code = EXIT_FILE;
    } else {
        code = text_read(&r, text, text_size);
    }
    explicit_bzero(text, TEXT_SIZE_MAX + 2);
    fclose(f);
    return code;
}

void pin_file_wipe(struct pin_file *f) {
    explicit_bzero(f, sizeof *f);
}
