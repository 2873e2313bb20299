#include "tests/seal/fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

const struct seal_place here = {HALL, DAY, ITEM};

int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->data, sizeof f->data, "%s/hallq-seal-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(f->data));
    assert_int_equal(seal_ring_create(&f->ring, f->data, NULL, 0), ERR_OK);
    *state = f;
    return 0;
}

void keys_path(const struct fixture *f, const char *name, char ret[PATH_MAX]) {
    snprintf(ret, PATH_MAX, "%s/keys/%s", f->data, name);
}

int teardown(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    seal_ring_destroy(&f->ring);
    keys_path(f, "", path);
    DIR *dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        keys_path(f, e->d_name, path);
        unlink(path);
    }
    if (dir)
        closedir(dir);
    keys_path(f, "", path);
    rmdir(path);
    assert_int_equal(rmdir(f->data), 0);
    free(f);
    return 0;
}

void restart(struct fixture *f) {
    seal_ring_destroy(&f->ring);
    assert_int_equal(seal_ring_create(&f->ring, f->data, NULL, 0), ERR_OK);
}

void box_up(struct fixture *f, uint32_t hall, int32_t day, unsigned char *ret_box) {
    struct seal_place at = {hall, day, ITEM};
    assert_int_equal(seal_box(f->ring, &at, PHONE, PHONE_SIZE, ret_box, &f->key), ERR_OK);
}

int open_box(struct fixture *f, uint32_t hall, int32_t day, const unsigned char *box) {
    char plain[PHONE_SIZE];
    struct seal_place at = {hall, day, ITEM};
    int err = seal_open(f->ring, &at, f->key, box, BOX_SIZE, plain);
    if (!err)
        assert_memory_equal(plain, PHONE, PHONE_SIZE);
    return err;
}

int restart_under(struct fixture *f, const char *master) {
    seal_ring_destroy(&f->ring);
    return seal_ring_create(&f->ring, f->data, master, master ? strlen(master) : 0);
}

void byte_flip(const struct fixture *f, const char *name, off_t at) {
    char path[PATH_MAX];
    unsigned char byte;
    keys_path(f, name, path);
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

bool is_there(const struct fixture *f, const char *name) {
    char path[PATH_MAX];
    struct stat st;
    keys_path(f, name, path);
    return lstat(path, &st) == 0;
}
