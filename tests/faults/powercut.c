#include "tests/faults/powercut.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/faults/shim/record.h"

#define NAMES_MAX 256
#define PENDING_MAX 65536
#define WRITTEN_BACK_MAX 64 // bytes

struct content {
    uint8_t *data;
    size_t filled; // bytes in data; the rest up to size is zeros
    size_t size;
};

struct name {
    char text[NAME_MAX + 1];
    uint32_t file; // 0: a folder
};

struct entry {
    struct record head;
    char name[NAME_MAX + 1];
    char other[NAME_MAX + 1];
    const uint8_t *data; // in the log
};

struct disk {
    struct content *files; // by number
    uint32_t file_count;
    struct name names[NAMES_MAX];
    size_t name_count;
};

struct replay {
    const struct powercut_options *options;
    struct powercut_result *result;
    powercut_cb cb;
    void *arg;
    uint8_t *log;
    size_t log_size;
    struct disk durable;
    struct entry pending[PENDING_MAX];
    size_t pending_count;
    uint64_t mark;
    uint64_t random;
    bool failed;
};

static uint64_t draw(struct replay *r) { // xorshift64*
    r->random ^= r->random >> 12;
    r->random ^= r->random << 25;
    r->random ^= r->random >> 27;
    return r->random * 2685821657736338717ull;
}

// --- contents and names

static void content_resize(struct content *c, size_t size) {
    if (size < c->filled)
        c->filled = size;
    c->size = size;
}

static void content_grow(struct content *c, size_t filled) {
    if (filled <= c->filled)
        return;
    c->data = realloc(c->data, filled);
    assert(c->data);
    memset(c->data + c->filled, 0, filled - c->filled);
    c->filled = filled;
}

// Zeros at the end, as in a new redo log, cost nothing.
static void content_write(struct content *c, size_t at, const uint8_t *data, size_t size) {
    if (c->size < at + size)
        c->size = at + size;
    while (size > 0 && data[size - 1] == 0 && at + size > c->filled)
        size--;
    if (size == 0)
        return;
    content_grow(c, at + size);
    memcpy(c->data + at, data, size);
}

static void content_lengthen(struct content *c, size_t size) {
    if (c->size < size)
        c->size = size;
}

static struct content *disk_file(struct disk *d, uint32_t file) {
    if (file >= d->file_count) {
        d->files = realloc(d->files, (file + 1) * sizeof *d->files);
        assert(d->files);
        memset(d->files + d->file_count, 0, (file + 1 - d->file_count) * sizeof *d->files);
        d->file_count = file + 1;
    }
    return &d->files[file];
}

static void name_take(struct disk *d, const char *text) {
    for (size_t i = 0; i < d->name_count; i++) {
        if (strcmp(d->names[i].text, text) == 0) {
            d->names[i] = d->names[--d->name_count];
            return;
        }
    }
}

static void name_give(struct disk *d, const char *text, uint32_t file) {
    name_take(d, text);
    assert(d->name_count < NAMES_MAX);
    struct name *n = &d->names[d->name_count++];
    strcpy(n->text, text);
    n->file = file;
}

// A folder takes what is in it along.
static void folder_move(struct disk *d, const char *from, const char *to) {
    size_t from_size = strlen(from);
    char text[NAME_MAX + 1];
    for (size_t i = 0; i < d->name_count; i++) {
        struct name *n = &d->names[i];
        if (strncmp(n->text, from, from_size) != 0 || n->text[from_size] != '/')
            continue;
        int size = snprintf(text, sizeof text, "%s%s", to, n->text + from_size);
        assert(size > 0 && (size_t)size < sizeof text);
        strcpy(n->text, text);
    }
}

static void disk_copy(struct disk *to, const struct disk *from) {
    *to = *from;
    to->files = calloc(from->file_count + 1, sizeof *to->files);
    assert(to->files);
    for (uint32_t i = 0; i < from->file_count; i++) {
        content_write(&to->files[i], 0, from->files[i].data, from->files[i].filled);
        to->files[i].size = from->files[i].size;
    }
}

static void disk_free(struct disk *d) {
    for (uint32_t i = 0; i < d->file_count; i++)
        free(d->files[i].data);
    free(d->files);
}

// --- entries

static bool is_content(const struct entry *e) {
    return e->head.op == RECORD_WRITE || e->head.op == RECORD_CUT || e->head.op == RECORD_GROW;
}

static bool is_change(const struct entry *e) {
    return e->head.op == RECORD_MAKE || is_content(e) || e->head.op == RECORD_MOVE ||
           e->head.op == RECORD_LINK || e->head.op == RECORD_REMOVE;
}

static bool is_tearable(const struct entry *e) {
    return e->head.op == RECORD_WRITE || e->head.op == RECORD_GROW;
}

static void apply(struct disk *d, const struct entry *e) {
    switch ((enum record_op)e->head.op) {
    case RECORD_MAKE:
        name_give(d, e->name, e->head.file);
        break;
    case RECORD_WRITE:
        content_write(disk_file(d, e->head.file), e->head.at, e->data, e->head.size);
        break;
    case RECORD_CUT:
        content_resize(disk_file(d, e->head.file), e->head.size);
        break;
    case RECORD_GROW:
        content_lengthen(disk_file(d, e->head.file), e->head.at + e->head.size);
        break;
    case RECORD_MOVE:
        name_take(d, e->name);
        name_give(d, e->other, e->head.file);
        if (e->head.file == 0)
            folder_move(d, e->name, e->other);
        break;
    case RECORD_LINK:
        name_give(d, e->other, e->head.file);
        break;
    case RECORD_REMOVE:
        name_take(d, e->name);
        break;
    case RECORD_SEEN:
    case RECORD_SYNC:
    case RECORD_SETTLE:
    case RECORD_MARK:
        break;
    }
}

// The first of the blocks reserved, or none, or all.
static void apply_growth_torn(struct replay *r, struct disk *d, const struct entry *e) {
    size_t tear = r->options->tear_bytes, pieces = (e->head.size + tear - 1) / tear;
    size_t size = draw(r) % (pieces + 1) * tear;
    if (size > e->head.size)
        size = e->head.size;
    if (size)
        content_lengthen(disk_file(d, e->head.file), e->head.at + size);
}

// Some of a write's pieces.
static void apply_write_torn(struct replay *r, struct disk *d, const struct entry *e) {
    size_t tear = r->options->tear_bytes;
    for (size_t done = 0; done < e->head.size;) {
        size_t at = e->head.at + done, piece = tear - at % tear;
        if (piece > e->head.size - done)
            piece = e->head.size - done;
        if (draw(r) & 1)
            content_write(disk_file(d, e->head.file), at, e->data + done, piece);
        done += piece;
    }
}

static void apply_torn(struct replay *r, struct disk *d, const struct entry *e) {
    if (e->head.op == RECORD_GROW)
        apply_growth_torn(r, d, e);
    else
        apply_write_torn(r, d, e);
}

// The folder an entry's last name lies in.
static bool is_in_folder(const struct entry *e, const char *folder) {
    const char *text = e->head.other_size ? e->other : e->name;
    const char *slash = strrchr(text, '/');
    size_t size = slash ? (size_t)(slash - text) : 0;
    return strlen(folder) == size && strncmp(text, folder, size) == 0;
}

static bool becomes_durable(const struct entry *pending, const struct entry *by) {
    if (by->head.op == RECORD_SYNC)
        return is_content(pending) && pending->head.file == by->head.file;
    return !is_content(pending) && is_in_folder(pending, by->name);
}

static void settle(struct replay *r, const struct entry *by) {
    size_t kept = 0;
    r->result->syncs++;
    if (r->options->ignore_syncs)
        return;
    for (size_t i = 0; i < r->pending_count; i++) {
        if (becomes_durable(&r->pending[i], by))
            apply(&r->durable, &r->pending[i]);
        else
            r->pending[kept++] = r->pending[i];
    }
    r->pending_count = kept;
}

// --- a state on the real disk

static bool empty_folder(const char *path) {
    char below[PATH_MAX];
    struct stat st;
    DIR *dir = opendir(path);
    if (!dir)
        return false;
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(below, sizeof below, "%s/%s", path, e->d_name);
        if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode)) {
            empty_folder(below);
            rmdir(below);
        } else {
            unlink(below);
        }
    }
    closedir(dir);
    return true;
}

static void make_folders_above(const char *path, size_t skip) {
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *p = folder + skip; *p; p++) {
        if (*p == '/') {
            *p = 0;
            mkdir(folder, 0700);
            *p = '/';
        }
    }
}

static bool write_content(const char *path, const struct content *c) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && ftruncate(fd, (off_t)c->size) == 0;
    for (size_t done = 0; ok && done < c->filled;) {
        ssize_t put = write(fd, c->data + done, c->filled - done);
        ok = put > 0;
        done += ok ? (size_t)put : 0;
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

// A file with two names is one file.
static bool write_file(struct disk *d, size_t name, const char *path, const char *scratch) {
    char first[PATH_MAX];
    for (size_t i = 0; i < name; i++) {
        if (d->names[i].file != d->names[name].file)
            continue;
        snprintf(first, sizeof first, "%s/%s", scratch, d->names[i].text);
        return link(first, path) == 0;
    }
    return write_content(path, disk_file(d, d->names[name].file));
}

static bool write_disk(struct disk *d, const char *scratch) {
    char path[PATH_MAX];
    bool ok = empty_folder(scratch);
    for (size_t i = 0; i < d->name_count && ok; i++) {
        snprintf(path, sizeof path, "%s/%s", scratch, d->names[i].text);
        make_folders_above(path, strlen(scratch) + 1);
        if (d->names[i].file == 0)
            mkdir(path, 0700);
        else
            ok = write_file(d, i, path, scratch);
    }
    return ok;
}

// `keep`: a bit for each pending entry; NULL: drawn. `torn`: writes and growths are drawn piece by
// piece.
static void try_state(struct replay *r, const uint64_t *keep, bool torn) {
    struct disk d;
    disk_copy(&d, &r->durable);
    for (size_t i = 0; i < r->pending_count; i++) {
        const struct entry *e = &r->pending[i];
        if (torn && is_tearable(e))
            apply_torn(r, &d, e);
        else if (keep ? *keep >> i & 1 : draw(r) & 1)
            apply(&d, e);
    }
    if (!write_disk(&d, r->options->scratch))
        r->failed = true;
    r->result->states++;
    if (!r->failed && !r->cb(r->arg, r->options->scratch, r->mark))
        r->result->bad++;
    disk_free(&d);
}

static void try_states(struct replay *r) {
    if (r->pending_count > r->result->pending_max)
        r->result->pending_max = r->pending_count;
    if (r->pending_count <= POWERCUT_ALL_UPTO) {
        for (uint64_t keep = 0; keep < 1ull << r->pending_count && !r->failed; keep++)
            try_state(r, &keep, false);
    } else {
        for (unsigned i = 0; i < r->options->samples && !r->failed; i++)
            try_state(r, NULL, false);
    }
    for (unsigned i = 0; r->options->tear_bytes && i < r->options->samples && !r->failed; i++)
        try_state(r, NULL, true);
}

// --- the log

static bool read_file(const char *path, uint8_t **ret_data, size_t *ret_size) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return false;
    *ret_size = (size_t)st.st_size;
    *ret_data = malloc(*ret_size + 1);
    bool ok = *ret_data && read(fd, *ret_data, *ret_size) == st.st_size;
    close(fd);
    return ok;
}

// A file that was there before the log began; the log names it where it is first touched.
static void see(struct replay *r, const struct entry *e) {
    char path[PATH_MAX];
    uint8_t *data;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", r->options->before ? r->options->before : "", e->name);
    if (e->head.op != RECORD_SEEN || !r->options->before || !read_file(path, &data, &size))
        return; // made by somebody else meanwhile
    content_write(disk_file(&r->durable, e->head.file), 0, data, size);
    name_give(&r->durable, e->name, e->head.file);
    free(data);
}

static size_t read_entry(const uint8_t *log, struct entry *ret) {
    size_t at = sizeof ret->head;
    memcpy(&ret->head, log, at);
    assert(ret->head.name_size <= NAME_MAX && ret->head.other_size <= NAME_MAX);
    memcpy(ret->name, log + at, ret->head.name_size);
    ret->name[ret->head.name_size] = 0;
    at += ret->head.name_size;
    memcpy(ret->other, log + at, ret->head.other_size);
    ret->other[ret->head.other_size] = 0;
    at += ret->head.other_size;
    ret->data = log + at;
    return at + (ret->head.op == RECORD_WRITE ? ret->head.size : 0);
}

// A few bytes that are written over and over and never synced would heap up; of those the newest
// alone is in question, the one before counts as written back.
static void write_back_older(struct replay *r, const struct entry *e) {
    for (size_t i = 0; i < r->pending_count; i++) {
        const struct record *older = &r->pending[i].head;
        if (e->head.op != RECORD_WRITE || older->op != RECORD_WRITE ||
            older->file != e->head.file || older->at != e->head.at || older->size != e->head.size ||
            e->head.size > WRITTEN_BACK_MAX)
            continue;
        apply(&r->durable, &r->pending[i]);
        memmove(&r->pending[i], &r->pending[i + 1],
                (--r->pending_count - i) * sizeof r->pending[0]);
        return;
    }
}

static void take(struct replay *r, const struct entry *e) {
    r->result->entries++;
    r->result->growths += e->head.op == RECORD_GROW;
    if (is_change(e)) {
        write_back_older(r, e);
        assert(r->pending_count < PENDING_MAX);
        r->pending[r->pending_count++] = *e;
        try_states(r);
        if (e->head.op == RECORD_WRITE && e->head.synced && !r->options->ignore_syncs)
            apply(&r->durable, &r->pending[--r->pending_count]);
    } else if (e->head.op == RECORD_SYNC || e->head.op == RECORD_SETTLE) {
        settle(r, e);
    } else if (e->head.op == RECORD_MARK) {
        r->mark = e->head.at;
        try_states(r);
    }
}

// Calls back for each entry of the log.
static void each_entry(struct replay *r, void (*cb)(struct replay *r, const struct entry *e)) {
    struct entry e;
    for (size_t at = 0; at < r->log_size && !r->failed;) {
        at += read_entry(r->log + at, &e);
        cb(r, &e);
    }
}

bool powercut_replay(const struct powercut_options *options, powercut_cb cb, void *arg,
                     struct powercut_result *ret) {
    struct replay *r = calloc(1, sizeof *r);
    assert(r);
    *ret = (struct powercut_result){0};
    r->options = options;
    r->result = ret;
    r->cb = cb;
    r->arg = arg;
    r->random = options->seed | 1;
    r->failed = !read_file(options->log, &r->log, &r->log_size);
    each_entry(r, see);
    each_entry(r, take);
    bool ok = !r->failed;
    disk_free(&r->durable);
    free(r->log);
    free(r);
    return ok;
}
