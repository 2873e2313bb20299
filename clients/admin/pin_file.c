#include "clients/admin/pin_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/character.h"
#include "base/count.h"
#include "base/err.h"
#include "base/given_file.h"
#include "base/number.h"
#include "base/private_file.h"

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

// Blanks that an input method or a web page puts between the two.
static const struct {
    const char *sign, *point;
} wide_blanks[] = {
    {"\u3000", "U+3000"}, {"\u00a0", "U+00A0"}, {"\u2003", "U+2003"}, {"\u200b", "U+200B"}};

static const char *wide_blank(const char *line) {
    for (size_t i = 0; i < COUNT(wide_blanks); i++)
        if (strstr(line, wide_blanks[i].sign))
            return wide_blanks[i].point;
    return NULL;
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
    const char *rest = staff_text + strspn(staff_text, "0");
    if (rest != staff_text && *rest && !rest[strspn(rest, "0123456789")]) {
        SAY_ERR(r->cli, SAY_PIN_LINE_ZEROS, r->cli->file, cli_number(r->cli, r->line), staff_text,
                rest);
        r->wrong = true;
        return;
    }
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
    uint32_t flaw = 0;
    if (line_len && line[line_len - 1] == '\r')
        line[--line_len] = '\0';
    if (text_flaw(line, line_len, TEXT_MAY_LINES | TEXT_MAY_HIDE, &flaw)) { // not to a terminal
        say_wrong(r, flaw == CHARACTER_BROKEN ? SAY_PIN_LINE_BROKEN : SAY_PIN_LINE_WRONG, "");
        return;
    }
    bool full_width = text_has_full_width_digit(line);
    const char *blank = wide_blank(line);
    char *staff = strtok_r(line, BLANKS, &rest);
    if (!staff || *staff == '#')
        return;
    char *pin = strtok_r(NULL, BLANKS, &rest);
    if (full_width)
        say_wrong(r, SAY_PIN_LINE_FULL_WIDTH, "");
    else if (blank)
        say_wrong(r, SAY_PIN_LINE_BLANK, blank);
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

// -1, having said why. A pipe of the shell's is nobody else's.
static int file_open(struct cli *cli) {
    enum given_kind kind;
    struct stat st;
    int fd = given_text_open(cli->file, &kind);
    if (fd < 0 && kind != GIVEN_FILE)
        SAY_ERR(cli, SAY_FILE_IS_NONE, cli->file, given_kind_text(kind, cli->language));
    if (fd < 0 && kind != GIVEN_FILE)
        return -1;
    if (fd < 0 || fstat(fd, &st)) {
        say_unreadable(cli);
    } else if (kind == GIVEN_FILE && !private_file_ok(&st, cli->file)) {
        SAY_ERR(cli, SAY_PIN_FILE_OPEN, cli->file);
    } else {
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

// Both ends of a text in UTF-16: a mark, or a digit beside a zero.
static bool is_utf16(const char *text, size_t text_size) {
    return text_size >= 2 &&
           (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2) || !text[0] != !text[1]);
}

static int file_read(struct reading *r, FILE *f, char *text) {
    struct cli *cli = r->cli;
    size_t text_size = fread(text, 1, TEXT_SIZE_MAX + 1, f);
    if (ferror(f))
        return say_unreadable(cli);
    if (text_size > TEXT_SIZE_MAX) {
        SAY_ERR(cli, SAY_FILE_UNREADABLE, cli->file, say_err(cli->language, ERR_TOO_LARGE));
        return EXIT_FILE;
    }
    if (is_utf16(text, text_size)) {
        SAY_ERR(cli, SAY_PIN_FILE_UTF16, cli->file);
        return EXIT_REFUSED;
    }
    return text_read(r, text, text_size);
}

int pin_file_read(struct cli *cli, struct pin_file *ret_file) {
    struct reading r = {.cli = cli, .file = ret_file};
    ret_file->line_count = 0;
    int fd = file_open(cli);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
    if (!f)
        return EXIT_FILE;
    setvbuf(f, NULL, _IONBF, 0); // stdio keeps no copy that would not be wiped
    char *text = arena_need(&cli->arena, TEXT_SIZE_MAX + 2);
    int code = file_read(&r, f, text);
    explicit_bzero(text, TEXT_SIZE_MAX + 2);
    fclose(f);
    return code;
}

void pin_file_wipe(struct pin_file *f) {
    explicit_bzero(f, sizeof *f);
}
