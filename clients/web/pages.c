#include "pages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/count.h"
#include "base/given_file.h"
#include "secret.h"

#define NAME_SIZE 200
#define DEPTH_MAX 3
#define ETAG_SIZE 32

// Nothing inline, nothing from elsewhere, nobody may frame it.
#define POLICY                                                                                     \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "     \
    "'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; "       \
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

struct file {
    char name[NAME_SIZE]; // from the folder, with '/'
    char etag[ETAG_SIZE];
    char *bytes;
    size_t size;
};

struct pages {
    struct file files[PAGES_MAX];
    unsigned count;
    size_t size;
};

static const struct {
    const char *ending, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".webp", "image/webp"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wav", "audio/wav"},
    {".ogg", "audio/ogg"},
    {".mp3", "audio/mpeg"},
    {".txt", "text/plain; charset=utf-8"},
};

static const char *type_of(const char *name) {
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < COUNT(types); i++)
        if (!strcmp(types[i].ending, ending))
            return types[i].type;
    return "application/octet-stream";
}

// ---------------------------------------------------------------- reading

static int bytes_read(int fd, char *bytes, size_t size) {
    size_t got = 0;
    while (got < size) {
        ssize_t part = read(fd, bytes + got, size - got);
        if (part <= 0)
            return ERR_SYSTEM;
        got += (size_t)part;
    }
    return ERR_OK;
}

static int file_read(struct pages *p, const char *path, const char *name) {
    enum given_kind kind;
    struct stat st;
    unsigned char hash[16];
    int fd = given_file_open(path, O_RDONLY, &kind), err = ERR_SYSTEM;
    struct file *f = &p->files[p->count];
    if (fd < 0)
        return err_of_errno(errno);
    if (fstat(fd, &st))
        goto out;
    err = ERR_TOO_LARGE;
    if (p->count == PAGES_MAX || (size_t)st.st_size > PAGES_SIZE - p->size ||
        strlen(name) >= NAME_SIZE)
        goto out;
    err = ERR_NO_MEMORY;
    f->size = (size_t)st.st_size;
    f->bytes = malloc(f->size + 1);
    if (!f->bytes)
        goto out;
    err = bytes_read(fd, f->bytes, f->size);
    strcpy(f->name, name);
    secret_hash(hash, sizeof hash, "page", f->bytes, f->size);
    f->etag[0] = '"';
    secret_print(f->etag + 1, ETAG_SIZE - 2, hash, sizeof hash);
    strcat(f->etag, "\"");
    p->size += f->size;
    p->count++;
out:
    close(fd);
    return err;
}

static int folder_read(struct pages *p, const char *path, const char *name, int depth) {
    DIR *folder = opendir(path);
    int err = ERR_OK;
    if (!folder)
        return err_of_errno(errno);
    for (struct dirent *one; !err && (one = readdir(folder));) {
        char at[4096], below[4096];
        struct stat st;
        if (one->d_name[0] == '.')
            continue;
        if ((size_t)snprintf(at, sizeof at, "%s/%s", path, one->d_name) >= sizeof at ||
            (size_t)snprintf(below, sizeof below, "%s%s%s", name, *name ? "/" : "", one->d_name) >=
                sizeof below)
            err = ERR_TOO_LARGE;
        else if (stat(at, &st))
            err = err_of_errno(errno);
        else if (S_ISDIR(st.st_mode))
            err = depth < DEPTH_MAX ? folder_read(p, at, below, depth + 1) : ERR_TOO_LARGE;
        else if (S_ISREG(st.st_mode))
            err = file_read(p, at, below);
    }
    closedir(folder);
    return err;
}

int pages_read(const char *folder, struct pages **ret_pages) {
    struct pages *p = calloc(1, sizeof *p);
    int err = p ? folder_read(p, folder, "", 1) : ERR_NO_MEMORY;
    if (err)
        pages_free(p);
    else
        *ret_pages = p;
    return err;
}

void pages_free(struct pages *p) {
    for (unsigned i = 0; p && i < PAGES_MAX; i++)
        free(p->files[i].bytes);
    free(p);
}

unsigned pages_count(const struct pages *p) {
    return p->count;
}

// ---------------------------------------------------------------- serving

static const struct file *file_find(const struct pages *p, const char *name, const char *ending) {
    size_t len = strlen(name);
    for (unsigned i = 0; i < p->count; i++)
        if (!strncmp(p->files[i].name, name, len) && !strcmp(p->files[i].name + len, ending))
            return &p->files[i];
    return NULL;
}

static bool takes_gzip(const struct http_request *request) {
    const char *codings = http_header(request, "Accept-Encoding");
    const char *gzip = codings ? strstr(codings, "gzip") : NULL;
    return gzip && strncmp(gzip, "gzip;q=0", 8) != 0;
}

bool pages_answer(const struct pages *p, struct http_request *request, const char *name) {
    const struct file *plain = file_find(p, name, "");
    const struct file *packed = plain && takes_gzip(request) ? file_find(p, name, ".gz") : NULL;
    const struct file *f = packed ? packed : plain;
    if (!f)
        return false;
    const char *known = http_header(request, "If-None-Match");
    bool same = known && strstr(known, f->etag);
    const char *type = type_of(name);
    http_add_header(request, "ETag", f->etag);
    http_add_header(request, "Cache-Control", "no-cache");
    http_add_header(request, "Vary", "Accept-Encoding");
    http_add_header(request, "Content-Security-Policy", POLICY);
    if (packed && !same)
        http_add_header(request, "Content-Encoding", "gzip");
    http_answer(request, &(struct http_answer){.status = same ? 304 : 200,
                                               .type = same ? NULL : type,
                                               .body = same ? NULL : f->bytes,
                                               .body_size = same ? 0 : f->size,
                                               .lasting = true});
    return true;
}
