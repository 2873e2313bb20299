// load.c - the way of a hall file to settings.
//
//   bytes ── document ──▶ nodes ── fill ──▶ settings ── check
//            syntax       lines,   keys, types,     ranges and
//                         columns  units, hours     cross-checks
//
// Each step tells of all it finds; the next is taken only if there was no error. The last one,
// which knows settings and not files, is followed back to lines through the document.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/given_file.h"
#include "broker/hall/settings/check.h"
#include "clients/hallfile/document.h"
#include "clients/hallfile/fill.h"
#include "clients/hallfile/position.h"

static int by_place(const void *a, const void *b) {
    const struct hallfile_problem *p = a, *q = b;
    bool p_last = !p->line, q_last = !q->line;
    if (p_last != q_last)
        return p_last - q_last;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    return p->column < q->column ? -1 : p->column > q->column;
}

// A line of hours stands for several days, each of which may have the same to say.
static bool same_problem(const struct hallfile_problem *p, const struct hallfile_problem *q) {
    return p->line == q->line && p->column == q->column && !strcmp(p->text, q->text);
}

static void problems_sort(struct reader *r) {
    size_t kept = 0;
    qsort(r->problems, r->problem_count, sizeof r->problems[0], by_place);
    for (size_t i = 0; i < r->problem_count; i++) {
        if (!kept || !same_problem(&r->problems[kept - 1], &r->problems[i]))
            r->problems[kept++] = r->problems[i];
        else
            r->error_count -= !r->problems[i].warning;
    }
    r->problem_count = kept;
}

static int result_of(struct reader *r, Hallq__HallSettings *settings,
                     struct hallfile_result *ret_result) {
    problems_sort(r);
    ret_result->problem_count = r->problem_count;
    ret_result->problems = arena_copy(r->a, r->problems, r->problem_count * sizeof r->problems[0]);
    ret_result->error_count = r->error_count;
    ret_result->settings = r->error_count ? NULL : settings;
    return r->error_count ? ERR_INVALID : ERR_OK;
}

static Hallq__HallSettings *document_load(struct reader *r, const void *data, size_t size) {
    Hallq__HallSettings *settings = NULL;
    if (document_read(r, data, size))
        settings = fill(r);
    if (!r->error_count)
        settings_check(settings, tell_problem, r);
    yaml_document_delete(&r->doc);
    return settings;
}

// Windows writes a byte order mark before a text; it says no more than that this is UTF-8.
static Hallq__HallSettings *marked_load(struct reader *r, const char *data, size_t size) {
    size_t mark_size = size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
    return document_load(r, data + mark_size, size - mark_size);
}

int hallfile_load(const void *data, size_t size, int64_t now_ms, enum language language,
                  struct arena *a, struct hallfile_result *ret_result) {
    struct reader *r = arena_need(a, sizeof *r);
    *r = (struct reader){.language = language, .a = a, .now_ms = now_ms};
    Hallq__HallSettings *settings = NULL;
    if (size > HALLFILE_SIZE_MAX)
        tell(r, (yaml_mark_t){0}, HALLFILE_TOO_LARGE, (struct problem){.high = HALLFILE_SIZE_MAX});
    else
        settings = marked_load(r, data, size);
    return result_of(r, settings, ret_result);
}

void hallfile_places(const void *data, size_t size, struct arena *a, const char *const *paths,
                     size_t path_count, struct hallfile_place *ret_places) {
    struct reader *r = arena_need(a, sizeof *r);
    *r = (struct reader){.language = LANGUAGE_EN, .a = a};
    bool read = size <= HALLFILE_SIZE_MAX && document_read(r, data, size);
    for (size_t i = 0; i < path_count; i++) {
        yaml_mark_t mark;
        ret_places[i] = (struct hallfile_place){0};
        if (read && place_find(r, paths[i], &mark))
            ret_places[i] =
                (struct hallfile_place){(unsigned)mark.line + 1, (unsigned)mark.column + 1};
    }
    if (size <= HALLFILE_SIZE_MAX)
        yaml_document_delete(&r->doc);
}

struct hallfile_problem hallfile_other_hall(uint32_t written, uint32_t hall, enum language language,
                                            struct arena *a) {
    struct reader r = {.language = language, .a = a};
    struct problem p = {.value = written, .high = hall};
    return (struct hallfile_problem){.text = words(&r, HALLFILE_OTHER_HALL, p)};
}

static int file_open(const char *path, int *ret_fd, enum given_kind *ret_kind) {
    *ret_fd = given_text_open(path, ret_kind);
    if (*ret_fd >= 0)
        return ERR_OK;
    return *ret_kind == GIVEN_FILE ? err_of_errno(errno) : ERR_INVALID;
}

static ssize_t part_read(int fd, char *to, size_t size) {
    ssize_t got;
    do
        got = read(fd, to, size);
    while (got < 0 && errno == EINTR);
    return got;
}

// Reads up to one byte more than a hall file may have.
static int file_read(const char *path, struct arena *a, enum given_kind *ret_kind, char **ret_data,
                     size_t *ret_size) {
    int fd, err = file_open(path, &fd, ret_kind);
    if (err)
        return err;
    char *data = arena_need(a, HALLFILE_SIZE_MAX + 1);
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size <= HALLFILE_SIZE_MAX) {
        got = part_read(fd, data + size, HALLFILE_SIZE_MAX + 1 - size);
        size += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    *ret_data = data;
    *ret_size = size;
    return got < 0 ? ERR_IO : ERR_OK;
}

int hallfile_read(const char *path, int64_t now_ms, enum language language, struct arena *a,
                  struct hallfile_result *ret_result) {
    char *data;
    size_t size;
    *ret_result = (struct hallfile_result){0};
    enum given_kind kind;
    int err = file_read(path, a, &kind, &data, &size);
    if (err == ERR_INVALID) {
        struct reader r = {.language = language, .a = a};
        tell(&r, (yaml_mark_t){0}, HALLFILE_NO_FILE,
             (struct problem){.text = given_kind_text(kind, language)});
        return result_of(&r, NULL, ret_result);
    }
    return err ? err : hallfile_load(data, size, now_ms, language, a, ret_result);
}
