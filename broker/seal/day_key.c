#include "broker/seal/day_key.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "hallqky1"
#define MAGIC_TREE "hallqky2"
#define MAGIC_SIZE 8
#define SUM_SIZE crypto_generichash_BYTES_MIN
#define FILE_SIZE (MAGIC_SIZE + KEY_SIZE + SUM_SIZE)
#define TREE_HEAD_SIZE 20 // magic, key id, count
#define NODE_SIZE (4 + 8 + KEY_SIZE)
#define TREE_SIZE_MAX (TREE_HEAD_SIZE + KEYTREE_NODES_MAX * NODE_SIZE + SUM_SIZE)
#define UNFINISHED ".new"
#define ASIDE ".aside"
#define ASIDES_MAX                                                                                 \
    9 // of one day: each new key can rot in its turn; with more the disk must be replaced

_Static_assert(SUM_SIZE == 16 && FILE_SIZE == 56, "as in day_key.h");

static int path_in(const char *folder, const char *name, const char *ending, char ret[PATH_MAX]) {
    int size = snprintf(ret, PATH_MAX, "%s/%s%s", folder, name, ending);
    return size > 0 && size < PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
}

void day_key_name(struct key_name n, char ret[DAY_KEY_NAME_SIZE]) {
    snprintf(ret, DAY_KEY_NAME_SIZE, "%010" PRIu32 "-%07" PRId32 ".key", n.hall, n.day);
}

static int path_of(const char *folder, struct key_name n, const char *ending, char ret[PATH_MAX]) {
    char name[DAY_KEY_NAME_SIZE];
    day_key_name(n, name);
    return path_in(folder, name, ending, ret);
}

// The path of a file, and that of the unfinished file which is written first and then put in its
// place.
static int paths_in(const struct key_folder *folder, const char *name, char ret[PATH_MAX],
                    char ret_unfinished[PATH_MAX]) {
    int err = path_in(folder->path, name, "", ret);
    return err ? err : path_in(folder->path, name, UNFINISHED, ret_unfinished);
}

static int paths_of(const struct key_folder *folder, struct key_name name, char ret[PATH_MAX],
                    char ret_unfinished[PATH_MAX]) {
    int err = path_of(folder->path, name, "", ret);
    return err ? err : path_of(folder->path, name, UNFINISHED, ret_unfinished);
}

// Reads hall and day from a file name and returns the rest of the name; NULL if it is no key file's
// name.
static const char *name_parse(const char *text, struct key_name *ret) {
    int end = 0;
    bool named = sscanf(text, "%10" SCNu32 "-%7" SCNd32 ".key%n", &ret->hall, &ret->day, &end) == 2;
    return named && end > 0 ? text + end : NULL;
}

// --- the folder

int keys_folder_sync(const char *folder) {
    int err = ERR_OK;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_of_errno(errno);
    if (fsync(fd) != 0)
        err = err_of_errno(errno);
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
        return err_of_errno(errno);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (ends_in(e->d_name, UNFINISHED) && path_in(folder, e->d_name, "", path) == ERR_OK)
            unlink(path);
    }
    closedir(dir);
    return ERR_OK;
}

int keys_folder_make(const char *data_path, char ret_path[PATH_MAX]) {
    int err = path_in(data_path, KEYS_FOLDER, "", ret_path);
    if (err)
        return err;
    if (mkdir(ret_path, 0700) == 0)
        err = keys_folder_sync(data_path);
    else if (errno != EEXIST)
        err = err_of_errno(errno);
    return err ? err : remove_unfinished(ret_path);
}

static bool is_all(const char *ending) {
    return !*ending;
}

static bool is_aside(const char *ending) {
    return !strncmp(ending, ASIDE, sizeof ASIDE - 1);
}

static int each_that(const struct key_folder *folder, bool (*wanted)(const char *ending),
                     day_key_cb cb, void *arg) {
    struct key_name name;
    int err = ERR_OK;
    DIR *dir = opendir(folder->path);
    if (!dir)
        return err_of_errno(errno);
    for (struct dirent *e = readdir(dir); e && !err; e = readdir(dir)) {
        const char *ending = name_parse(e->d_name, &name);
        if (ending && wanted(ending))
            err = cb(arg, name);
    }
    closedir(dir);
    return err;
}

int day_key_each(const struct key_folder *folder, day_key_cb cb, void *arg) {
    return each_that(folder, is_all, cb, arg);
}

int day_key_each_aside(const struct key_folder *folder, day_key_cb cb, void *arg) {
    return each_that(folder, is_aside, cb, arg);
}

// --- one file

static void sum_of(struct key_name n, const unsigned char *data, size_t size,
                   unsigned char ret[SUM_SIZE]) {
    crypto_generichash_state state;
    uint32_t day = (uint32_t)n.day;
    unsigned char place[8];
    for (int i = 0; i < 4; i++) {
        place[i] = (unsigned char)(n.hall >> (24 - 8 * i));
        place[4 + i] = (unsigned char)(day >> (24 - 8 * i));
    }
    crypto_generichash_init(&state, NULL, 0, SUM_SIZE);
    crypto_generichash_update(&state, data, size);
    crypto_generichash_update(&state, place, sizeof place);
    crypto_generichash_final(&state, ret, SUM_SIZE);
    sodium_memzero(&state, sizeof state);
}

static int write_synced(const char *path, int flags, const unsigned char *data, size_t size) {
    int err = ERR_OK;
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0600);
    if (fd < 0)
        return err_of_errno(errno);
    ssize_t put = write(fd, data, size);
    if (put != (ssize_t)size)
        err = put < 0 ? err_of_errno(errno) : ERR_DISK_FULL;
    else if (fsync(fd) != 0)
        err = err_of_errno(errno);
    close(fd);
    return err;
}

// Writes the bytes of a file, under the master key if there is one.
static int data_write(const struct key_folder *folder, struct key_name name, const char *path,
                      const unsigned char *data, size_t size) {
    const struct master *m = folder->master;
    if (!m || !m->here)
        return write_synced(path, O_CREAT | O_TRUNC, data, size);
    unsigned char *wrapped = malloc(size + MASTER_OVERHEAD);
    if (!wrapped)
        return ERR_NO_MEMORY;
    master_wrap(m, name.hall, name.day, data, size, wrapped);
    int err = write_synced(path, O_CREAT | O_TRUNC, wrapped, size + MASTER_OVERHEAD);
    free(wrapped);
    return err;
}

// Writes a new file, durable with its name, which no file has yet.
static int key_write(const struct key_folder *folder, const char *path, const char *unfinished,
                     struct key_name name, const unsigned char key[KEY_SIZE]) {
    unsigned char data[FILE_SIZE];
    memcpy(data, MAGIC, MAGIC_SIZE);
    memcpy(data + MAGIC_SIZE, key, KEY_SIZE);
    sum_of(name, data, MAGIC_SIZE + KEY_SIZE, data + MAGIC_SIZE + KEY_SIZE);
    int err = data_write(folder, name, unfinished, data, FILE_SIZE);
    sodium_memzero(data, sizeof data);
    if (!err && rename(unfinished, path) != 0)
        err = err_of_errno(errno);
    if (err) {
        unlink(unfinished);
        return err;
    }
    err = keys_folder_sync(folder->path);
    if (err)
        unlink(path); // a key that is not durable may seal nothing
    return err;
}

int day_key_make(const struct key_folder *folder, struct key_name name,
                 const unsigned char key[KEY_SIZE]) {
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = paths_of(folder, name, path, unfinished);
    if (err)
        return err;
    return access(path, F_OK) == 0 ? ERR_EXISTS : key_write(folder, path, unfinished, name, key);
}

static void put_number(unsigned char *to, size_t size, uint64_t value) {
    for (size_t i = 0; i < size; i++)
        to[i] = (unsigned char)(value >> 8 * (size - 1 - i));
}

static uint64_t get_number(const unsigned char *from, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | from[i];
    return value;
}

static int tree_read(const unsigned char *data, size_t size, struct keytree *ret) {
    size_t count = get_number(data + 16, 4);
    if (count > KEYTREE_NODES_MAX || size != TREE_HEAD_SIZE + count * NODE_SIZE)
        return ERR_CORRUPT;
    if (!keytree_need(ret, get_number(data + 8, 8), count))
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *from = data + TREE_HEAD_SIZE + i * NODE_SIZE;
        struct key_node *n = &keytree_nodes(ret)[i];
        n->depth = (uint32_t)get_number(from, 4);
        n->path = get_number(from + 4, 8);
        memcpy(n->key, from + 12, KEY_SIZE);
    }
    return ERR_OK;
}

static size_t tree_write(struct key_name name, struct keytree *tree, unsigned char *data) {
    size_t size = TREE_HEAD_SIZE;
    memcpy(data, MAGIC_TREE, MAGIC_SIZE);
    put_number(data + 8, 8, tree->id);
    put_number(data + 16, 4, tree->count);
    for (size_t i = 0; i < tree->count; i++, size += NODE_SIZE) {
        const struct key_node *n = &keytree_nodes(tree)[i];
        put_number(data + size, 4, n->depth);
        put_number(data + size + 4, 8, n->path);
        memcpy(data + size + 12, n->key, KEY_SIZE);
    }
    sum_of(name, data, size, data + size);
    return size + SUM_SIZE;
}

static int data_read(struct key_name name, const unsigned char *data, size_t size,
                     struct keytree *ret) {
    unsigned char sum[SUM_SIZE];
    if (size < FILE_SIZE && size < TREE_HEAD_SIZE + SUM_SIZE)
        return ERR_CORRUPT;
    size -= SUM_SIZE;
    sum_of(name, data, size, sum);
    if (memcmp(sum, data + size, SUM_SIZE) != 0)
        return ERR_CORRUPT;
    if (!memcmp(data, MAGIC_TREE, MAGIC_SIZE))
        return tree_read(data, size, ret);
    if (memcmp(data, MAGIC, MAGIC_SIZE) != 0 || size + SUM_SIZE != FILE_SIZE)
        return ERR_CORRUPT;
    keytree_plant(ret, data + MAGIC_SIZE);
    return ERR_OK;
}

// Reads the tree from a file's bytes, out of the master key if they are under one.
static int wrapped_read(const struct key_folder *folder, struct key_name name,
                        const unsigned char *data, size_t size, struct keytree *ret) {
    static const struct master none;
    if (!master_wrapped(data, size))
        return data_read(name, data, size, ret);
    unsigned char *inside = sodium_malloc(size - MASTER_OVERHEAD + 1);
    if (!inside)
        return ERR_NO_MEMORY;
    int err = master_unwrap(folder->master ? folder->master : &none, name.hall, name.day, data,
                            size, inside);
    if (!err)
        err = data_read(name, inside, size - MASTER_OVERHEAD, ret);
    sodium_free(inside); // the memory is wiped too
    return err;
}

// Reads the bytes of a file into memory that the caller frees by sodium_free, which wipes.
static int bytes_read(const char *path, unsigned char **ret, size_t *ret_size) {
    struct stat st;
    int err = ERR_OK;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    *ret = NULL;
    if (fd < 0)
        return err_of_errno(errno);
    if (fstat(fd, &st) != 0)
        err = err_of_errno(errno);
    else if (!S_ISREG(st.st_mode) || st.st_size > TREE_SIZE_MAX + MASTER_OVERHEAD)
        err = ERR_CORRUPT;
    else if (!(*ret = sodium_malloc((size_t)st.st_size + 1)))
        err = ERR_NO_MEMORY;
    ssize_t got = err ? 0 : read(fd, *ret, (size_t)st.st_size + 1);
    if (got < 0)
        err = err_of_errno(errno);
    close(fd);
    *ret_size = err ? 0 : (size_t)got;
    return err;
}

static int path_read(const struct key_folder *folder, const char *path, struct key_name name,
                     struct keytree *ret) {
    unsigned char *data;
    size_t size;
    int err = bytes_read(path, &data, &size);
    if (!err)
        err = wrapped_read(folder, name, data, size, ret);
    sodium_free(data);
    return err;
}

int day_key_read(const struct key_folder *folder, struct key_name name, struct keytree *ret) {
    char path[PATH_MAX];
    int err = path_of(folder->path, name, "", path);
    return err ? err : path_read(folder, path, name, ret);
}

static const struct key_name nowhere = {0, 0};

int own_key_read(const struct key_folder *folder, const char *name,
                 unsigned char ret_key[KEY_SIZE]) {
    char path[PATH_MAX];
    struct keytree tree = {0};
    int err = path_in(folder->path, name, "", path);
    if (!err)
        err = path_read(folder, path, nowhere, &tree);
    if (err)
        return err;
    bool whole = keytree_root(&tree, ret_key);
    keytree_fell(&tree);
    return whole ? ERR_OK : ERR_CORRUPT;
}

int own_key_need(const struct key_folder *folder, const char *name,
                 unsigned char ret_key[KEY_SIZE]) {
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = own_key_read(folder, name, ret_key);
    if (err != ERR_NOT_FOUND)
        return err;
    err = paths_in(folder, name, path, unfinished);
    if (err)
        return err;
    randombytes_buf(ret_key, KEY_SIZE);
    return key_write(folder, path, unfinished, nowhere, ret_key);
}

// Overwrites the bytes of an open file, as well as the disk lets it.
static int overwrite(int fd) {
    unsigned char noise[512];
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_of_errno(errno);
    for (off_t at = 0; at < st.st_size; at += (off_t)sizeof noise) {
        size_t size =
            st.st_size - at < (off_t)sizeof noise ? (size_t)(st.st_size - at) : sizeof noise;
        randombytes_buf(noise, sizeof noise);
        if (pwrite(fd, noise, size, at) != (ssize_t)size)
            return ERR_IO;
    }
    return fsync(fd) ? err_of_errno(errno) : ERR_OK;
}

// Puts `data` in the place of an existing file, whose old bytes are overwritten.
static int bytes_replace(const struct key_folder *folder, struct key_name name, const char *path,
                         const char *unfinished, const unsigned char *data, size_t size) {
    int old = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC); // keeps the old bytes in reach
    int err = data_write(folder, name, unfinished, data, size);
    if (!err && rename(unfinished, path) != 0)
        err = err_of_errno(errno);
    if (err)
        unlink(unfinished);
    else
        err = keys_folder_sync(folder->path);
    if (!err && old >= 0)
        overwrite(old); // a courtesy: see day_key_destroy
    if (old >= 0)
        close(old);
    return err;
}

int day_key_replace(const struct key_folder *folder, struct key_name name, struct keytree *tree) {
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = paths_of(folder, name, path, unfinished);
    if (err)
        return err;
    unsigned char *data = sodium_malloc(TREE_HEAD_SIZE + tree->count * NODE_SIZE + SUM_SIZE);
    if (!data)
        return ERR_NO_MEMORY;
    size_t size = tree_write(name, tree, data);
    err = bytes_replace(folder, name, path, unfinished, data, size);
    sodium_free(data);
    return err;
}

// Puts a file that lies open under the master key.
static int path_wrap(const struct key_folder *folder, const char *path, const char *unfinished,
                     struct key_name name) {
    unsigned char *data;
    size_t size;
    struct keytree tree = {0};
    int err = bytes_read(path, &data, &size);
    if (!err && !master_wrapped(data, size)) {
        err = data_read(name, data, size, &tree); // bytes that are no key are not wrapped as a key
        keytree_fell(&tree);
        if (!err)
            err = bytes_replace(folder, name, path, unfinished, data, size);
    }
    sodium_free(data);
    return err == ERR_CORRUPT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

int day_key_wrap(const struct key_folder *folder, struct key_name name) {
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = paths_of(folder, name, path, unfinished);
    return err ? err : path_wrap(folder, path, unfinished, name);
}

int own_key_wrap(const struct key_folder *folder, const char *name) {
    char path[PATH_MAX], unfinished[PATH_MAX];
    int err = paths_in(folder, name, path, unfinished);
    return err ? err : path_wrap(folder, path, unfinished, nowhere);
}

static int path_destroy(const char *path) {
    int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return ERR_OK;
    if (fd >= 0) {
        overwrite(fd);
        close(fd);
    }
    if (unlink(path) != 0)
        return errno == ENOENT ? ERR_OK : err_of_errno(errno);
    return ERR_OK; // bytes that could not be overwritten have no name, and the disk reuses them
}

int day_key_destroy(const struct key_folder *folder, struct key_name name) {
    char path[PATH_MAX];
    int err = path_of(folder->path, name, "", path);
    return err ? err : path_destroy(path);
}

// --- unusable files

// The number-th name, from 1 on, for a file that is set aside.
static int aside_name(const struct key_folder *folder, struct key_name n, unsigned number,
                      char ret_name[DAY_KEY_NAME_SIZE], char ret_path[PATH_MAX]) {
    char numbered[16] = "";
    day_key_name(n, ret_name);
    if (number > 1)
        snprintf(numbered, sizeof numbered, "-%u", number);
    size_t used = strlen(ret_name);
    snprintf(ret_name + used, DAY_KEY_NAME_SIZE - used, ASIDE "%s", numbered);
    return path_in(folder->path, ret_name, "", ret_path);
}

int day_key_set_aside(const struct key_folder *folder, struct key_name name,
                      char ret_name[DAY_KEY_NAME_SIZE]) {
    char from[PATH_MAX], to[PATH_MAX];
    struct stat st;
    int err = path_of(folder->path, name, "", from);
    for (unsigned number = 1; !err && number <= ASIDES_MAX; number++) {
        err = aside_name(folder, name, number, ret_name, to);
        if (err || lstat(to, &st) == 0)
            continue;
        if (rename(from, to) != 0)
            return err_of_errno(errno);
        return keys_folder_sync(folder->path);
    }
    return err ? err : ERR_EXISTS;
}

int day_key_destroy_asides(const struct key_folder *folder, struct key_name name) {
    char path[PATH_MAX], aside[DAY_KEY_NAME_SIZE];
    int err = ERR_OK;
    for (unsigned number = 1; number <= ASIDES_MAX; number++) {
        int failed = aside_name(folder, name, number, aside, path);
        if (!failed)
            failed = path_destroy(path);
        err = err ? err : failed;
    }
    return err;
}
