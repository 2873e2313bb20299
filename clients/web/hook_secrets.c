#include "hook_secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/given_file.h"
#include "base/limit.h"
#include "base/number.h"
#include "base/private_file.h"
#include "secret.h"

#define BLANKS " \t\r"
#define PREFIX "whsec_"

const struct hook_secret *hook_secrets_of(const struct hook_secrets *s, uint32_t hall,
                                          uint32_t hook) {
    for (size_t i = 0; i < s->count; i++)
        if (s->list[i].hall == hall && s->list[i].hook == hook)
            return &s->list[i];
    return NULL;
}

static struct hook_secret *secret_of(struct hook_secrets *s, uint32_t hall, uint32_t hook) {
    const struct hook_secret *known = hook_secrets_of(s, hall, hook);
    if (known)
        return &s->list[known - s->list];
    if (s->count == HOOK_SECRETS_MAX)
        return NULL;
    struct hook_secret *one = &s->list[s->count++];
    *one = (struct hook_secret){.hall = hall, .hook = hook};
    return one;
}

static bool line_take(struct hook_secrets *s, char *line) {
    char *rest = NULL;
    uint32_t hall, hook;
    char *first = strtok_r(line, BLANKS, &rest);
    if (!first || *first == '#')
        return true;
    const char *second = strtok_r(NULL, BLANKS, &rest), *third = strtok_r(NULL, BLANKS, &rest);
    if (!third || strtok_r(NULL, BLANKS, &rest) || strncmp(third, PREFIX, strlen(PREFIX)) ||
        !number_read_32(first, 1, LIMIT_HALL_ID, &hall) ||
        !number_read_32(second, 1, LIMIT_WEBHOOK_ID, &hook))
        return false;
    struct hook_secret *one = secret_of(s, hall, hook);
    if (!one || one->key_count == HOOK_KEYS_MAX)
        return false;
    size_t size = secret_read_base64(third + strlen(PREFIX), one->keys[one->key_count].bytes,
                                     HOOK_KEY_SIZE_MAX);
    one->keys[one->key_count].size = size;
    one->key_count += size >= HOOK_KEY_SIZE_MIN;
    return size >= HOOK_KEY_SIZE_MIN;
}

unsigned hook_secrets_parse(struct hook_secrets *s, char *text) {
    unsigned line = 0;
    s->count = 0;
    s->list = calloc(HOOK_SECRETS_MAX, sizeof *s->list);
    for (char *at = text, *next; s->list && at; at = next) {
        next = strchr(at, '\n');
        if (next)
            *next++ = '\0';
        line++;
        if (!line_take(s, at))
            return line;
    }
    return s->list ? 0 : 1;
}

static int text_read(int fd, char *text) {
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < HOOK_SECRETS_TEXT_MAX) {
        got = read(fd, text + size, HOOK_SECRETS_TEXT_MAX - size);
        size += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return err_of_errno(errno);
    return size < HOOK_SECRETS_TEXT_MAX ? ERR_OK : ERR_TOO_LARGE;
}

static int open_file_read(struct hook_secrets *s, int fd, const char *path, unsigned *ret_line) {
    struct stat st;
    if (fstat(fd, &st))
        return err_of_errno(errno);
    if (!private_file_ok(&st, path))
        return ERR_DENIED;
    char *text = calloc(1, HOOK_SECRETS_TEXT_MAX + 1);
    if (!text)
        return ERR_NO_MEMORY;
    int err = text_read(fd, text);
    if (!err && (*ret_line = hook_secrets_parse(s, text)))
        err = ERR_INVALID;
    secret_wipe(text, HOOK_SECRETS_TEXT_MAX);
    free(text);
    return err;
}

int hook_secrets_read(struct hook_secrets *s, const char *path, unsigned *ret_line) {
    enum given_kind kind;
    *s = (struct hook_secrets){0};
    *ret_line = 0;
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0)
        return kind != GIVEN_FILE ? ERR_NOT_FOUND : err_of_errno(errno);
    int err = open_file_read(s, fd, path, ret_line);
    close(fd);
    return err;
}

void hook_secrets_wipe(struct hook_secrets *s) {
    if (s->list)
        secret_wipe(s->list, HOOK_SECRETS_MAX * sizeof *s->list);
    free(s->list);
    *s = (struct hook_secrets){0};
}
