#include "clients/admin/keypair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "base/count.h"
#include "base/err.h"
#include "base/given_file.h"
#include "base/private_file.h"

#define FILE_SIZE 4096 // as much as the broker reads

static bool raw_decode(struct keypair *k) {
    return zmq_z85_decode(k->raw_public, k->public_key) != NULL;
}

int keypair_init(struct keypair *k) {
    *k = (struct keypair){0};
    if (zmq_curve_keypair(k->public_key, k->secret_key))
        return ERR_SYSTEM;
    return raw_decode(k) ? ERR_OK : ERR_SYSTEM;
}

void keypair_fini(struct keypair *k) {
    explicit_bzero(k, sizeof *k);
}

int keypair_write(const struct keypair *k, const char *path) {
    char text[FILE_SIZE];
    int text_len = snprintf(text, sizeof text, "public-key: %s\nsecret-key: %s\n", k->public_key,
                            k->secret_key);
    for (size_t i = 0; i < k->followed.count; i++)
        text_len += snprintf(text + text_len, sizeof text - (size_t)text_len,
                             SERVER_KEY_FOLLOWS " %s\n", k->followed.keys[i]);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_of_errno(errno);
    bool written = write(fd, text, (size_t)text_len) == text_len && !fsync(fd);
    explicit_bzero(text, sizeof text);
    if (close(fd) || !written) {
        unlink(path);
        return ERR_IO;
    }
    return ERR_OK;
}

static bool key_take(const char *text, const char *name, char key[HALLQ_KEY_SIZE]) {
    const char *at = strstr(text, name);
    return at && sscanf(at + strlen(name), " %40s", key) == 1 && strlen(key) == HALLQ_KEY_SIZE - 1;
}

// What no file of a server has (libhallq/keyfile.h).
static bool is_of_client(const char *text) {
    static const char *const names[] = {"server-key", "device:", "role:", "commands:"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strstr(text, names[i]))
            return true;
    return false;
}

static int pair_take(struct keypair *k, const char *text) {
    char public_key[HALLQ_KEY_SIZE];
    if (is_of_client(text))
        return ERR_EXISTS;
    bool whole = key_take(text, "public-key:", k->public_key) &&
                 key_take(text, "secret-key:", k->secret_key) && raw_decode(k) &&
                 !zmq_curve_public(public_key, k->secret_key) && !strcmp(public_key, k->public_key);
    server_keys_followed(text, &k->followed);
    return whole ? ERR_OK : ERR_INVALID;
}

int keypair_read(struct keypair *k, const char *path) {
    char text[FILE_SIZE] = "";
    struct stat st;
    *k = (struct keypair){0};
    enum given_kind kind;
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0 && kind == GIVEN_FILE)
        return err_of_errno(errno);
    if (fd < 0)
        return ERR_INVALID;
    if (fstat(fd, &st) || !private_file_ok(&st, path)) {
        close(fd);
        return ERR_DENIED;
    }
    ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    if (size < 0)
        return ERR_IO;
    text[size] = '\0';
    int err = pair_take(k, text);
    explicit_bzero(text, sizeof text);
    return err;
}
