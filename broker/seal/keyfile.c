#include "broker/seal/keyfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "hallqky1"
#define MAGIC_SIZE 8
#define SUM_SIZE crypto_generichash_BYTES_MIN
#define FILE_SIZE (MAGIC_SIZE + KEY_SIZE + SUM_SIZE)
#define NAME_SIZE 32
#define UNFINISHED ".new"

_Static_assert(SUM_SIZE == 16 && FILE_SIZE == 56, "as in keyfile.h");

static int code_of(int errnum) {
    switch (errnum) {
    case ENOENT:
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case ENOSPC:
    case EDQUOT:
        return ERR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return ERR_DENIED;
    case EIO:
        return ERR_IO;
    default:
        return ERR_SYSTEM;
    }
}

static int path_in(const char *folder, const char *name, const char *ending, char ret[PATH_MAX]) {
    int size = snprintf(ret, PATH_MAX, "%s/%s%s", folder, name, ending);
    return size > 0 && size < PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
}

static int path_of(const char *folder, struct key_name n, const char *ending, char ret[PATH_MAX]) {
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%010" PRIu32 "-%07" PRId32 ".key", n.hall, n.day);
    return path_in(folder, name, ending, ret);
}

// The name a file of the folder stands for; false if it is not a key file's.
static bool name_parse(const char *text, struct key_name *ret) {
    int end = 0;
    return sscanf(text, "%10" SCNu32 "-%7" SCNd32 ".key%n", &ret->hall, &ret->day, &end) == 2 &&
           end > 0 && text[end] == 0;
}

// --- the folder

int keyfile_sync_folder(const char *folder) {
    int err = ERR_OK;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return code_of(errno);
    if (fsync(fd) != 0)
        err = code_of(errno);
    close(fd);
    return err;
}

static bool ends_in(const char *text, const char *ending) {
    size_t size = strlen(text), ending_size = strlen(ending);
    return size > ending_size && strcmp(text + size - ending_size, ending) == 0;
}

static int remove_unfinished(const char *folder) {
    char path[PATH_MAX];
    DIR *dir = opendir(folder);
    if (!dir)
        return code_of(errno);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (ends_in(e->d_name, UNFINISHED) && path_in(folder, e->d_name, "", path) == ERR_OK)
            unlink(path);
    }
    closedir(dir);
    return ERR_OK;
}

int keyfile_folder(const char *data_path, char ret_folder[PATH_MAX]) {
    int err = path_in(data_path, SEAL_KEYS_FOLDER, "", ret_folder);
    if (err)
        return err;
    if (mkdir(ret_folder, 0700) == 0)
        err = keyfile_sync_folder(data_path);
    else if (errno != EEXIST)
        err = code_of(errno);
    return err ? err : remove_unfinished(ret_folder);
}

int keyfile_each(const char *folder, keyfile_cb cb, void *arg) {
    struct key_name name;
    int err = ERR_OK;
    DIR *dir = opendir(folder);
    if (!dir)
        return code_of(errno);
    for (struct dirent *e = readdir(dir); e && !err; e = readdir(dir)) {
        if (name_parse(e->d_name, &name))
            err = cb(arg, name);
    }
    closedir(dir);
    return err;
}

// --- one file

static void sum_of(struct key_name n, const unsigned char *magic_and_key,
                   unsigned char ret[SUM_SIZE]) {
    crypto_generichash_state state;
    uint32_t day = (uint32_t)n.day;
    unsigned char place[8];
    for (int i = 0; i < 4; i++) {
        place[i] = (unsigned char)(n.hall >> (24 - 8 * i));
        place[4 + i] = (unsigned char)(day >> (24 - 8 * i));
    }
    crypto_generichash_init(&state, NULL, 0, SUM_SIZE);
    crypto_generichash_update(&state, magic_and_key, MAGIC_SIZE + KEY_SIZE);
    crypto_generichash_update(&state, place, sizeof place);
    crypto_generichash_final(&state, ret, SUM_SIZE);
    sodium_memzero(&state, sizeof state);
}

static int write_synced(const char *path, int flags, const unsigned char data[FILE_SIZE]) {
    int err = ERR_OK;
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0600);
    if (fd < 0)
        return code_of(errno);
    ssize_t put = write(fd, data, FILE_SIZE);
    if (put != FILE_SIZE)
        err = put < 0 ? code_of(errno) : ERR_DISK_FULL;
    else if (fsync(fd) != 0)
        err = code_of(errno);
    close(fd);
    return err;
}

int keyfile_make(const char *folder, struct key_name name, const unsigned char key[KEY_SIZE]) {
    unsigned char data[FILE_SIZE];
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = path_of(folder, name, "", path);
    if (!err)
        err = path_of(folder, name, UNFINISHED, unfinished);
    if (err)
        return err;
    if (access(path, F_OK) == 0)
        return ERR_EXISTS;
    memcpy(data, MAGIC, MAGIC_SIZE);
    memcpy(data + MAGIC_SIZE, key, KEY_SIZE);
    sum_of(name, data, data + MAGIC_SIZE + KEY_SIZE);
    err = write_synced(unfinished, O_CREAT | O_TRUNC, data);
    sodium_memzero(data, sizeof data);
    if (!err && rename(unfinished, path) != 0)
        err = code_of(errno);
    if (err) {
        unlink(unfinished);
        return err;
    }
    err = keyfile_sync_folder(folder);
    if (err)
        unlink(path); // not durable: nothing may be sealed with it
    return err;
}

int keyfile_read(const char *folder, struct key_name name, unsigned char ret_key[KEY_SIZE]) {
    unsigned char data[FILE_SIZE + 1], sum[SUM_SIZE];
    char path[PATH_MAX];
    int err = path_of(folder, name, "", path);
    if (err)
        return err;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return code_of(errno);
    ssize_t got = read(fd, data, sizeof data);
    if (got < 0)
        err = code_of(errno);
    else if (got != FILE_SIZE || memcmp(data, MAGIC, MAGIC_SIZE) != 0)
        err = ERR_CORRUPT;
    close(fd);
    if (!err) {
        sum_of(name, data, sum);
        err = memcmp(sum, data + MAGIC_SIZE + KEY_SIZE, SUM_SIZE) ? ERR_CORRUPT : ERR_OK;
    }
    if (!err)
        memcpy(ret_key, data + MAGIC_SIZE, KEY_SIZE);
    sodium_memzero(data, sizeof data);
    return err;
}

int keyfile_destroy(const char *folder, struct key_name name) {
    unsigned char noise[FILE_SIZE];
    char path[PATH_MAX];
    int err = path_of(folder, name, "", path);
    if (err)
        return err;
    randombytes_buf(noise, sizeof noise);
    err = write_synced(path, 0, noise);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    if (unlink(path) != 0)
        return code_of(errno) == ERR_NOT_FOUND ? ERR_OK : code_of(errno);
    return ERR_OK; // what could not be overwritten is without a name, and the disk forgets it
}
