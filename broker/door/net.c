// net.c - the context and the server's key.
#include "broker/door/net.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "base/given_file.h"
#include "base/private_file.h"
#include "broker/door/io_thread.h"

#define KEY_FILE_SIZE 4096 // a full key file is under 200 bytes
#define KEY_LINE "secret-key:"

// libzmq 4.3.4 counts the ids of a ROUTER's peers from rand(), which it does not seed: the ids must
// not be known beforehand.
static int ids_seed(void) {
    unsigned seed;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        return ERR_SYSTEM;
    srand(seed);
    return ERR_OK;
}

int net_init(struct net *n) {
    *n = (struct net){.context = ids_seed() ? NULL : zmq_ctx_new()};
    if (!n->context)
        return ERR_SYSTEM;
    zmq_ctx_set(n->context, ZMQ_IO_THREADS, IO_THREADS);
    zmq_ctx_set(n->context, ZMQ_BLOCKY, 0);
    return ERR_OK;
}

void net_fini(struct net *n) {
    if (n->context)
        while (zmq_ctx_term(n->context) && errno == EINTR)
            continue;
    explicit_bzero(n, sizeof *n);
}

static int key_take(struct net *n, const char *text) {
    unsigned char raw[NET_KEY_SIZE];
    if (strlen(text) != NET_KEY_TEXT_SIZE - 1 || !zmq_z85_decode(raw, text))
        return ERR_INVALID;
    explicit_bzero(raw, sizeof raw);
    memcpy(n->secret_key, text, NET_KEY_TEXT_SIZE);
    if (zmq_curve_public(n->public_key, n->secret_key))
        return ERR_SYSTEM;
    n->keyed = true;
    return ERR_OK;
}

static int key_parse(struct net *n, char *text) {
    char *rest = NULL;
    for (char *line = strtok_r(text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
        if (strncmp(line, KEY_LINE, strlen(KEY_LINE)))
            continue;
        line += strlen(KEY_LINE);
        return key_take(n, line + strspn(line, " \t"));
    }
    return ERR_INVALID;
}

static int fail(int err, struct bilingual *why, struct bilingual what) {
    *why = what;
    return err;
}

enum key_fault {
#define KEY_FAULT(name, zh, en) KEY_FAULT_##name,
#include "broker/door/key_faults.def"
#undef KEY_FAULT
};

static const struct bilingual key_faults[] = {
#define KEY_FAULT(name, zh, en) [KEY_FAULT_##name] = {zh, en},
#include "broker/door/key_faults.def"
#undef KEY_FAULT
};

static int key_load(struct net *n, int fd, const char *path, struct bilingual *why) {
    struct stat st;
    char text[KEY_FILE_SIZE];
    if (fstat(fd, &st))
        return fail(ERR_IO, why, bilingual_errno(errno));
    if (!private_file_ok(&st, path))
        return fail(ERR_DENIED, why, key_faults[KEY_FAULT_OTHERS]);
    ssize_t size = read(fd, text, sizeof text - 1);
    if (size < 0)
        return fail(ERR_IO, why, bilingual_errno(errno));
    text[size] = 0;
    server_keys_followed(text, &n->followed);
    int err = key_parse(n, text);
    explicit_bzero(text, sizeof text);
    return err ? fail(err, why, key_faults[KEY_FAULT_NO_LINE]) : err;
}

int net_key_read(struct net *n, const char *path, struct bilingual *ret_why) {
    enum given_kind kind;
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0 && kind != GIVEN_FILE)
        return fail(ERR_INVALID, ret_why, given_kind_words(kind));
    if (fd < 0)
        return fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, ret_why, bilingual_errno(errno));
    int err = key_load(n, fd, path, ret_why);
    close(fd);
    return err;
}
