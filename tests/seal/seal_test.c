// Boxes, day keys and PINs: what is sealed for a hall and day opens there and nowhere else, and
// after the key is destroyed nowhere at all.
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
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

#include "broker/seal/seal.h"

#define HALL 7
#define DAY 20301
#define ITEM 5
#define KEY_BYTES 32 // of a root, behind the magic of its file
#define PHONE "13800001234"
#define PHONE_SIZE 11
#define BOX_SIZE (PHONE_SIZE + SEAL_OVERHEAD)

struct fixture {
    char data[64];
    struct seal_ring *ring;
    uint64_t key; // of the last box
};

static const struct seal_place here = {HALL, DAY, ITEM};

static int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->data, sizeof f->data, "%s/hallq-seal-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(f->data));
    assert_int_equal(seal_ring_create(&f->ring, f->data, NULL, 0), ERR_OK);
    *state = f;
    return 0;
}

static void keys_path(const struct fixture *f, const char *name, char ret[PATH_MAX]) {
    snprintf(ret, PATH_MAX, "%s/keys/%s", f->data, name);
}

static int teardown(void **state) {
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

static void restart(struct fixture *f) {
    seal_ring_destroy(&f->ring);
    assert_int_equal(seal_ring_create(&f->ring, f->data, NULL, 0), ERR_OK);
}

static void box_up(struct fixture *f, uint32_t hall, int32_t day, unsigned char *ret_box) {
    struct seal_place at = {hall, day, ITEM};
    assert_int_equal(seal_box(f->ring, &at, PHONE, PHONE_SIZE, ret_box, &f->key), ERR_OK);
}

static int open_box(struct fixture *f, uint32_t hall, int32_t day, const unsigned char *box) {
    char plain[PHONE_SIZE];
    struct seal_place at = {hall, day, ITEM};
    int err = seal_open(f->ring, &at, f->key, box, BOX_SIZE, plain);
    if (!err)
        assert_memory_equal(plain, PHONE, PHONE_SIZE);
    return err;
}

static size_t key_count(struct fixture *f) {
    return seal_key_count(f->ring);
}

// --- boxes

static void seal__opens_what_it_boxed_also_after_a_restart(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    assert_null(memmem(box, sizeof box, PHONE, 4));
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    restart(f);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    assert_int_equal(key_count(f), 1);
}

static void seal__boxes_the_same_text_differently(void **state) {
    struct fixture *f = *state;
    unsigned char a[BOX_SIZE], b[BOX_SIZE];
    box_up(f, HALL, DAY, a);
    box_up(f, HALL, DAY, b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void seal__keeps_to_its_hall_and_day(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE], other[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    uint64_t mine = f->key;
    box_up(f, HALL + 1, DAY, other);
    uint64_t others = f->key;
    box_up(f, HALL, DAY + 1, other);
    assert_int_equal(open_box(f, HALL, DAY + 1, box), ERR_CORRUPT);
    f->key = others;
    assert_int_equal(open_box(f, HALL + 1, DAY, box), ERR_CORRUPT);
    f->key = mine;
    assert_int_equal(open_box(f, HALL + 1, DAY, box), ERR_CLOSED); // another key
    assert_int_equal(open_box(f, HALL + 2, DAY, box), ERR_CLOSED); // has no key
    assert_int_equal(key_count(f), 3);                             // and opening made none
}

static void seal__refuses_a_box_that_changed(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE], plain[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    for (size_t bit = 0; bit < 8 * sizeof box; bit++) {
        box[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(open_box(f, HALL, DAY, box), ERR_CORRUPT);
        box[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (size_t size = 0; size < sizeof box; size++)
        assert_int_equal(seal_open(f->ring, &here, f->key, box, size, plain), ERR_CORRUPT);
}

static void seal__takes_texts_up_to_its_bound(void **state) {
    struct fixture *f = *state;
    static unsigned char plain[SEAL_PLAIN_MAX + 1], box[SEAL_PLAIN_MAX + SEAL_OVERHEAD];
    static unsigned char back[SEAL_PLAIN_MAX];
    assert_int_equal(seal_box(f->ring, &here, plain, SEAL_PLAIN_MAX + 1, box, &f->key),
                     ERR_TOO_LARGE);
    assert_int_equal(seal_box(f->ring, &here, plain, SEAL_PLAIN_MAX, box, &f->key), ERR_OK);
    assert_int_equal(seal_open(f->ring, &here, f->key, box, sizeof box, back), ERR_OK);
    assert_memory_equal(back, plain, sizeof back);
    assert_int_equal(seal_box(f->ring, &here, plain, 0, box, &f->key), ERR_OK);
    assert_int_equal(seal_open(f->ring, &here, f->key, box, SEAL_OVERHEAD, back), ERR_OK);
}

static void seal__holds_more_days_than_it_keeps_in_memory(void **state) {
    struct fixture *f = *state;
    const uint32_t halls = 3 * SEAL_KEYS_LOADED / 2;
    unsigned char(*boxes)[BOX_SIZE] = malloc(halls * sizeof *boxes);
    uint64_t *keys = malloc(halls * sizeof *keys);
    for (uint32_t hall = 0; hall < halls; hall++) {
        box_up(f, hall, DAY, boxes[hall]);
        keys[hall] = f->key;
    }
    for (uint32_t hall = 0; hall < halls; hall++) {
        f->key = keys[hall];
        assert_int_equal(open_box(f, hall, DAY, boxes[hall]), ERR_OK);
    }
    assert_int_equal(key_count(f), halls);
    free(boxes);
    free(keys);
}

// --- key files

static void keys__lie_in_files_nobody_else_can_read(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct stat st;
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    keys_path(f, "", path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    keys_path(f, "0000000007-0020301.key", path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

#define KEY_NAME "0000000007-0020301.key" // of HALL and DAY
#define ASIDE_NAME KEY_NAME ".aside"

static void byte_flip(const struct fixture *f, const char *name, off_t at) {
    char path[PATH_MAX];
    unsigned char byte;
    keys_path(f, name, path);
    int fd = open(path, O_RDWR);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0x10;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static bool is_there(const struct fixture *f, const char *name) {
    char path[PATH_MAX];
    struct stat st;
    keys_path(f, name, path);
    return lstat(path, &st) == 0;
}

static void aside_note(void *arg, const char *name, const char *aside, int why) {
    char *text = arg;
    snprintf(text, PATH_MAX, "%s %s %d", name, aside, why);
}

static void keys__that_rot_are_set_aside_wherever_the_bit_is(void **state) {
    struct fixture *f = *state;
    char from[PATH_MAX], to[PATH_MAX], told[PATH_MAX] = "", expected[PATH_MAX];
    unsigned char box[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    keys_path(f, ASIDE_NAME, from);
    keys_path(f, KEY_NAME, to);
    snprintf(expected, sizeof expected, "%s %s %d", KEY_NAME, ASIDE_NAME, ERR_CORRUPT);
    for (off_t at = 0; at < 56; at += 5) {
        byte_flip(f, KEY_NAME, at);
        restart(f);
        seal_on_aside(f->ring, aside_note, told);
        assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED);
        assert_string_equal(told, expected);
        assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
        assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED); // the new one opens no old text
        assert_int_equal(key_count(f), 1);
        assert_int_equal(rename(from, to), 0); // mended by hand, it is good again
        byte_flip(f, KEY_NAME, at);
    }
    restart(f);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
}

static void keys__set_aside_keep_their_names_and_modes_and_go_with_the_day(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct stat st;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
        byte_flip(f, KEY_NAME, 20);
        restart(f);
        assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    }
    assert_int_equal(seal_prepare(f->ring, HALL, DAY + 1), ERR_OK);
    static const char *const names[] = {ASIDE_NAME, ASIDE_NAME "-2", ASIDE_NAME "-3"};
    for (size_t i = 0; i < 3; i++) {
        keys_path(f, names[i], path);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    restart(f); // which finds them by their names
    keys_path(f, ASIDE_NAME, path);
    int fd = open(path, O_RDONLY);
    unsigned char before[56], after[56];
    assert_int_equal(pread(fd, before, sizeof before, 0), sizeof before);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY - 1), ERR_OK);
    assert_true(is_there(f, ASIDE_NAME));
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(pread(fd, after, sizeof after, 0), sizeof after);
    close(fd);
    assert_memory_not_equal(before + 24, after + 24, 8);
    for (size_t i = 0; i < 3; i++)
        assert_false(is_there(f, names[i]));
    assert_int_equal(key_count(f), 1);
}

static void keys__of_no_bytes_or_no_file_are_set_aside(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX], aside[PATH_MAX];
    keys_path(f, KEY_NAME, path);
    keys_path(f, ASIDE_NAME "-2", aside);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    restart(f);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_true(is_there(f, ASIDE_NAME));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    restart(f);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(rmdir(aside), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("nowhere", path), 0);
    restart(f);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    restart(f);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(key_count(f), 1);
}

static void keys__that_are_taken_away_while_it_runs_are_made_anew(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    restart(f);
    keys_path(f, KEY_NAME, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(key_count(f), 1);
}

// All but a bit of the key of the text: that goes too.
static void forget__takes_what_was_set_aside_of_the_day(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE], later[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    uint64_t old_key = f->key;
    byte_flip(f, KEY_NAME, 20);
    restart(f);
    box_up(f, HALL, DAY, later);
    assert_true(is_there(f, ASIDE_NAME));
    assert_int_equal(seal_forget(f->ring, &here, old_key), ERR_OK);
    assert_false(is_there(f, ASIDE_NAME));
    assert_int_equal(open_box(f, HALL, DAY, later), ERR_OK);
}

static void keys__of_another_day_are_no_key(void **state) {
    struct fixture *f = *state;
    char from[PATH_MAX], to[PATH_MAX];
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    keys_path(f, "0000000007-0020301.key", from);
    keys_path(f, "0000000007-0020302.key", to);
    assert_int_equal(link(from, to), 0);
    restart(f);
    assert_int_equal(seal_code(f->ring, HALL, DAY + 1, false, 1, 1, (unsigned char[16]){0}),
                     ERR_CLOSED);
    assert_true(is_there(f, "0000000007-0020302.key.aside"));
}

static void keys__half_made_are_removed_at_start(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    keys_path(f, "0000000007-0020301.key.new", path);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    restart(f);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(key_count(f), 0);
}

// --- looking

static void look__counts_bad_files_and_names_the_first(void **state) {
    struct fixture *f = *state;
    struct seal_look look;
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL + 1, DAY), ERR_OK);
    assert_int_equal(seal_look(f->data, &look), ERR_OK);
    assert_int_equal(look.file_count, 3);
    assert_int_equal(look.bad_count, 0);
    byte_flip(f, KEY_NAME, 20);
    assert_int_equal(seal_look(f->data, &look), ERR_OK);
    assert_int_equal(look.file_count, 3);
    assert_int_equal(look.bad_count, 1);
    assert_int_equal(look.first_err, ERR_CORRUPT);
    assert_string_equal(look.first, "keys/" KEY_NAME);
    byte_flip(f, "pin.key", 20);
    assert_int_equal(seal_ring_look(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 2);
    assert_string_equal(look.first, "keys/pin.key");
    assert_int_equal(seal_look("/nowhere", &look), ERR_OK);
    assert_int_equal(look.file_count, 0);
}

static void look__takes_what_the_folder_is_open_to_for_what_it_is(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX], first[PATH_MAX];
    static const char *const names[] = {"", KEY_NAME, "pin.key", ASIDE_NAME};
    static const mode_t rights[] = {0040, 0020, 0004, 0002, 0001};
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    byte_flip(f, KEY_NAME, 20);
    restart(f);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_private(f->data, first), ERR_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mode_t mine = *names[i] ? 0600 : 0700;
        keys_path(f, names[i], path);
        for (size_t k = 0; k < sizeof rights / sizeof rights[0]; k++) {
            assert_int_equal(chmod(path, mine | rights[k]), 0);
            assert_int_equal(seal_private(f->data, first), ERR_DENIED);
            assert_memory_equal(first, path, strlen(path) - !*names[i]);
        }
        assert_int_equal(chmod(path, mine), 0);
        assert_int_equal(seal_private(f->data, first), ERR_OK);
    }
    assert_int_equal(seal_private("/nowhere", first), ERR_OK);
}

// --- destroying

static void destroy__makes_boxes_unreadable_for_good(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_CLOSED);
    assert_int_equal(key_count(f), 0);
    restart(f);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED);
}

static void destroy__leaves_other_halls_and_later_days(void **state) {
    struct fixture *f = *state;
    unsigned char today[BOX_SIZE], other[BOX_SIZE];
    uint64_t todays;
    for (int32_t day = DAY - 5; day < DAY; day++)
        assert_int_equal(seal_prepare(f->ring, HALL, day), ERR_OK);
    box_up(f, HALL, DAY, today);
    todays = f->key;
    box_up(f, HALL + 1, DAY - 3, other);
    assert_int_equal(key_count(f), 7);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY - 1), ERR_OK);
    assert_int_equal(key_count(f), 2);
    assert_int_equal(open_box(f, HALL + 1, DAY - 3, other), ERR_OK);
    f->key = todays;
    assert_int_equal(open_box(f, HALL, DAY, today), ERR_OK);
}

static void destroy__may_be_repeated_and_never_goes_back(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE];
    box_up(f, HALL, DAY, box);
    for (int i = 0; i < 3; i++)
        assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY - 10), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_CLOSED);
    assert_int_equal(seal_destroy_upto(f->ring, HALL + 1, DAY), ERR_OK); // that had no key
}

// What cannot be written over (here: a name for a folder) goes without, and keeps no other there.
static void destroy__takes_away_what_cannot_be_overwritten(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    for (int32_t day = DAY; day <= DAY + 1; day++)
        assert_int_equal(seal_prepare(f->ring, HALL, day), ERR_OK);
    keys_path(f, "0000000007-0020301.key", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/", path), 0);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY + 1), ERR_OK);
    assert_int_equal(readlink(path, (char[8]){0}, 8), -1);
    assert_int_equal(key_count(f), 0);
    restart(f);
    assert_int_equal(seal_key_count(f->ring), 0);
}

static void destroy__goes_on_past_what_cannot_be_taken_away(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    for (int32_t day = DAY; day <= DAY + 2; day++)
        assert_int_equal(seal_prepare(f->ring, HALL, day), ERR_OK);
    keys_path(f, "0000000007-0020302.key", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_not_equal(seal_destroy_upto(f->ring, HALL, DAY + 2), ERR_OK);
    assert_int_equal(seal_key_count(f->ring), 1);
    for (int32_t day = DAY; day <= DAY + 2; day++) // none is used again
        assert_int_equal(seal_prepare(f->ring, HALL, day), ERR_CLOSED);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY + 2), ERR_OK);
    assert_int_equal(seal_key_count(f->ring), 0);
}

static void destroy__overwrites_the_key_before_it_goes(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    unsigned char before[56], after[56];
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    keys_path(f, "0000000007-0020301.key", path);
    int fd = open(path, O_RDONLY); // keeps the bytes in reach when the name is gone
    assert_int_equal(pread(fd, before, sizeof before, 0), sizeof before);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(pread(fd, after, sizeof after, 0), sizeof after);
    close(fd);
    for (size_t at = 8; at < 40; at += 8)
        assert_null(memmem(after, sizeof after, before + at, 8));
}

// --- forgetting one text

#define TEXTS 40

struct texts {
    unsigned char boxes[TEXTS][BOX_SIZE];
    uint64_t key;
};

static void texts_box(struct fixture *f, struct texts *ret) {
    for (uint64_t i = 0; i < TEXTS; i++) {
        struct seal_place at = {HALL, DAY, 100 + i * i};
        assert_int_equal(seal_box(f->ring, &at, PHONE, PHONE_SIZE, ret->boxes[i], &ret->key),
                         ERR_OK);
    }
}

static bool text_readable(struct fixture *f, const struct texts *t, uint64_t i) {
    struct seal_place at = {HALL, DAY, 100 + i * i};
    char plain[PHONE_SIZE];
    int err = seal_open(f->ring, &at, t->key, t->boxes[i], BOX_SIZE, plain);
    assert_true(err == ERR_OK || err == ERR_CLOSED);
    return !err;
}

static void forget__takes_one_text_and_leaves_the_others(void **state) {
    struct fixture *f = *state;
    struct texts texts = {.boxes = {{0}}};
    unsigned char code[SEAL_CODE_SIZE], again[SEAL_CODE_SIZE];
    bool gone[TEXTS] = {false};
    const uint64_t order[] = {7, 0, TEXTS - 1, 8, 7};
    texts_box(f, &texts);
    assert_int_equal(seal_code(f->ring, HALL, DAY, false, 1, 1, code), ERR_OK);
    for (size_t n = 0; n < sizeof order / sizeof order[0]; n++) {
        struct seal_place at = {HALL, DAY, 100 + order[n] * order[n]};
        assert_int_equal(seal_forget(f->ring, &at, texts.key), ERR_OK);
        gone[order[n]] = true;
        for (int restarted = 0; restarted < 2; restarted++, restart(f))
            for (uint64_t i = 0; i < TEXTS; i++)
                assert_int_equal(text_readable(f, &texts, i), !gone[i]);
    }
    assert_int_equal(seal_code(f->ring, HALL, DAY, false, 1, 1, again), ERR_OK);
    assert_memory_equal(again, code, sizeof code); // the codes of the day stand
    struct seal_place later = {HALL, DAY, 5000};
    unsigned char box[BOX_SIZE];
    assert_int_equal(seal_box(f->ring, &later, PHONE, PHONE_SIZE, box, &f->key), ERR_OK);
    assert_int_equal(f->key, texts.key); // and so does its name
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_false(text_readable(f, &texts, 3));
}

// The day's old file, kept open or copied before: what it held is overwritten where it lies.
static void forget__overwrites_the_root_of_the_day(void **state) {
    struct fixture *f = *state;
    struct texts texts = {.boxes = {{0}}};
    char path[PATH_MAX];
    unsigned char before[56], after[4096];
    texts_box(f, &texts);
    keys_path(f, "0000000007-0020301.key", path);
    int old = open(path, O_RDONLY);
    assert_int_equal(pread(old, before, sizeof before, 0), sizeof before);
    struct seal_place at = {HALL, DAY, 100};
    assert_int_equal(seal_forget(f->ring, &at, texts.key), ERR_OK);
    int now = open(path, O_RDONLY);
    const int fds[] = {old, now};
    for (int i = 0; i < 2; i++) {
        ssize_t got = pread(fds[i], after, sizeof after, 0);
        assert_true(got > 0);
        assert_null(memmem(after, (size_t)got, before + 8, KEY_BYTES));
        close(fds[i]);
    }
}

// --- codes

static void code__is_of_its_hall_day_ticket_and_power(void **state) {
    struct fixture *f = *state;
    unsigned char codes[6][SEAL_CODE_SIZE];
    assert_int_equal(seal_code(f->ring, HALL, DAY, false, 1, 1, codes[0]), ERR_CLOSED);
    assert_int_equal(seal_code(f->ring, HALL, DAY, true, 1, 1, codes[0]), ERR_OK);
    assert_int_equal(seal_code(f->ring, HALL, DAY, true, 2, 1, codes[1]), ERR_OK);
    assert_int_equal(seal_code(f->ring, HALL, DAY, true, 1, 2, codes[2]), ERR_OK);
    assert_int_equal(seal_code(f->ring, HALL + 1, DAY, true, 1, 1, codes[3]), ERR_OK);
    assert_int_equal(seal_code(f->ring, HALL, DAY + 1, true, 1, 1, codes[4]), ERR_OK);
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < i; k++)
            assert_memory_not_equal(codes[i], codes[k], SEAL_CODE_SIZE);
    restart(f);
    assert_int_equal(seal_code(f->ring, HALL, DAY, false, 1, 1, codes[5]), ERR_OK);
    assert_memory_equal(codes[5], codes[0], SEAL_CODE_SIZE);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_code(f->ring, HALL, DAY, true, 1, 1, codes[5]), ERR_CLOSED);
}

// --- hashes

static void mac__is_of_this_process_alone(void **state) {
    struct fixture *f = *state;
    uint64_t key, key_again, key_after;
    uint64_t mac = seal_mac(f->ring, PHONE, PHONE_SIZE, &key);
    assert_int_equal(seal_mac(f->ring, PHONE, PHONE_SIZE, &key_again), mac);
    assert_int_equal(key, key_again);
    assert_int_not_equal(seal_hash(PHONE, PHONE_SIZE), mac);
    restart(f);
    assert_int_not_equal(seal_mac(f->ring, PHONE, PHONE_SIZE, &key_after), mac);
    assert_int_not_equal(key_after, key);
}

// --- PINs

// --- a master key, which lies elsewhere

#define MASTER "0123456789abcdef0123456789abcdef"
#define OTHER_MASTER "0123456789abcdef0123456789abcdeF"

static int restart_under(struct fixture *f, const char *master) {
    seal_ring_destroy(&f->ring);
    return seal_ring_create(&f->ring, f->data, master, master ? strlen(master) : 0);
}

static void assert_all_under_a_master(const struct fixture *f) {
    char path[PATH_MAX], magic[8];
    size_t count = 0;
    keys_path(f, "", path);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
        if (e->d_name[0] == '.')
            continue;
        keys_path(f, e->d_name, path);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        assert_int_equal(fread(magic, 1, sizeof magic, file), sizeof magic);
        fclose(file);
        assert_memory_equal(magic, "hallqky3", sizeof magic);
        count++;
    }
    closedir(dir);
    assert_true(count > 1); // the day's, and that of PINs
}

static void master__a_copy_of_the_folder_opens_nothing_without_it(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE];
    char hash[SEAL_PIN_HASH_SIZE];
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    box_up(f, HALL, DAY, box);
    assert_int_equal(seal_pin_hash(f->ring, "2468", hash), ERR_OK);
    assert_all_under_a_master(f);
    assert_int_equal(restart_under(f, NULL), ERR_CLOSED);
    assert_int_equal(restart_under(f, OTHER_MASTER), ERR_CLOSED);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    assert_true(seal_pin_matches(f->ring, hash, sizeof hash, "2468"));
}

static void master__takes_in_what_lay_open_before(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE], old[BOX_SIZE];
    box_up(f, HALL, DAY - 1, old);
    uint64_t old_key = f->key;
    box_up(f, HALL, DAY, box);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_all_under_a_master(f);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    f->key = old_key;
    assert_int_equal(open_box(f, HALL, DAY - 1, old), ERR_OK);
    assert_int_equal(restart_under(f, NULL), ERR_CLOSED);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY - 1, old), ERR_OK);
}

static void master__leaves_forgetting_and_destroying_as_they_are(void **state) {
    struct fixture *f = *state;
    unsigned char box[BOX_SIZE];
    struct seal_place other = {HALL, DAY, ITEM + 1};
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    box_up(f, HALL, DAY, box);
    assert_int_equal(seal_forget(f->ring, &other, f->key), ERR_OK);
    assert_all_under_a_master(f);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    assert_int_equal(seal_destroy_upto(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED);
}

// The key of PINs is lost, and with it what says under which master key the folder is.
static void master__is_missed_though_the_key_of_pins_is_gone(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    unsigned char box[BOX_SIZE];
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    box_up(f, HALL, DAY, box);
    keys_path(f, "pin.key", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(restart_under(f, NULL), ERR_CLOSED);
    assert_int_equal(restart_under(f, OTHER_MASTER), ERR_CLOSED);
    assert_int_equal(access(path, F_OK), -1); // and none was made
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    assert_all_under_a_master(f);
}

static void master__of_a_day_that_is_another_shuts_that_day_alone(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX], kept[PATH_MAX];
    unsigned char old[BOX_SIZE], box[BOX_SIZE];
    assert_int_equal(restart_under(f, OTHER_MASTER), ERR_OK);
    box_up(f, HALL, DAY - 1, old);
    uint64_t old_key = f->key;
    box_up(f, HALL, DAY, box);
    keys_path(f, "pin.key", path);
    assert_int_equal(unlink(path), 0);
    keys_path(f, "", path);
    snprintf(kept, sizeof kept, "%s/away", f->data);
    assert_int_equal(rename(path, kept), 0);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    static const char *const names[] = {"0000000007-0020300.key", KEY_NAME};
    for (size_t i = 0; i < 2; i++) {
        keys_path(f, names[i], path);
        snprintf(kept, sizeof kept, "%s/away/%s", f->data, names[i]);
        assert_int_equal(rename(kept, path), 0);
    }
    snprintf(kept, sizeof kept, "%s/away", f->data);
    assert_int_equal(rmdir(kept), 0);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_CLOSED);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_true(is_there(f, ASIDE_NAME));
    f->key = old_key;
    assert_int_equal(open_box(f, HALL, DAY - 1, old), ERR_CLOSED);
    assert_true(is_there(f, "0000000007-0020300.key")); // nobody needs its place
}

static void master__lets_a_look_see_what_is_rotten_under_it(void **state) {
    struct fixture *f = *state;
    struct seal_look look;
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_ring_look(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 0);
    byte_flip(f, KEY_NAME, 60);
    assert_int_equal(seal_ring_look(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 1);
    assert_int_equal(look.unread_count, 0);
    assert_int_equal(seal_look(f->data, &look), ERR_OK); // without it none can tell
    assert_int_equal(look.file_count, 2);
    assert_int_equal(look.unread_count, 2);
    assert_int_equal(look.bad_count, 0);
}

static void master__seals_up_no_key_that_is_rotten(void **state) {
    struct fixture *f = *state;
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    byte_flip(f, KEY_NAME, 20);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_true(is_there(f, ASIDE_NAME));
}

static void pin__matches_its_hash_and_no_other(void **state) {
    struct fixture *f = *state;
    char hash[SEAL_PIN_HASH_SIZE], again[SEAL_PIN_HASH_SIZE];
    assert_int_equal(seal_pin_hash(f->ring, "123456", hash), ERR_OK);
    assert_int_equal(seal_pin_hash(f->ring, "123456", again), ERR_OK);
    assert_string_not_equal(hash, again); // salted
    assert_non_null(strstr(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
    assert_true(seal_pin_matches(f->ring, hash, sizeof hash, "123456"));
    assert_true(seal_pin_matches(f->ring, hash, strlen(hash), "123456"));
    assert_false(seal_pin_matches(f->ring, hash, sizeof hash, "123457"));
    assert_false(seal_pin_matches(f->ring, hash, sizeof hash, ""));
}

static void pin__matches_nothing_that_is_no_hash(void **state) {
    struct fixture *f = *state;
    char long_text[SEAL_PIN_HASH_SIZE + 1];
    memset(long_text, 'a', sizeof long_text);
    assert_false(seal_pin_matches(f->ring, "", 0, "1234"));
    assert_false(seal_pin_matches(f->ring, "1234", 4, "1234"));
    assert_false(seal_pin_matches(f->ring, long_text, sizeof long_text, "1234"));
    assert_false(seal_pin_matches(f->ring, long_text, SEAL_PIN_HASH_SIZE, "1234"));
}

// Of an earlier version, which had no key: "2468".
#define PLAIN_HASH                                                                                 \
    "$argon2id$v=19$m=65536,t=2,p=1$jyvnHkTCZQgaQjsKajRRcg"                                        \
    "$cqi7Xm7cSEp/FIj8oElzNVQjRvkSu4rUlHIYK8V71vY"

static void pin__of_an_earlier_version_goes_on(void **state) {
    struct fixture *f = *state;
    assert_true(seal_pin_matches(f->ring, PLAIN_HASH, strlen(PLAIN_HASH), "2468"));
    assert_false(seal_pin_matches(f->ring, PLAIN_HASH, strlen(PLAIN_HASH), "2469"));
    assert_false(seal_pin_is_keyed(PLAIN_HASH, strlen(PLAIN_HASH)));
    assert_true(seal_pin_key_here(f->ring, PLAIN_HASH, strlen(PLAIN_HASH)));
}

// Under the key without the PIN: the hash itself is in no copy any more, and nothing without the key.
static void pin__of_an_earlier_version_goes_under_the_key(void **state) {
    struct fixture *f = *state;
    unsigned char wrapped[SEAL_PIN_WRAPPED_SIZE], again[SEAL_PIN_WRAPPED_SIZE];
    char keyed[SEAL_PIN_HASH_SIZE], path[PATH_MAX];
    size_t size = seal_pin_wrap(f->ring, PLAIN_HASH, strlen(PLAIN_HASH), wrapped);
    assert_true(size > strlen(PLAIN_HASH) && size <= sizeof wrapped);
    assert_null(memmem(wrapped, size, "argon2id", 8));
    assert_true(seal_pin_matches(f->ring, wrapped, size, "2468"));
    assert_false(seal_pin_matches(f->ring, wrapped, size, "2469"));
    assert_false(seal_pin_is_keyed(wrapped, size)); // made anew when the PIN is given
    assert_true(seal_pin_key_here(f->ring, wrapped, size));
    assert_int_equal(seal_pin_wrap(f->ring, wrapped, size, again), 0);
    assert_int_equal(seal_pin_hash(f->ring, "246810", keyed), ERR_OK);
    assert_int_equal(seal_pin_wrap(f->ring, keyed, strlen(keyed), again), 0);
    assert_int_equal(seal_pin_wrap(f->ring, "", 0, again), 0);
    wrapped[size - 1] ^= 1;
    assert_false(seal_pin_matches(f->ring, wrapped, size, "2468"));
    wrapped[size - 1] ^= 1;
    for (size_t cut = 0; cut < size; cut++)
        assert_false(seal_pin_matches(f->ring, wrapped, cut, "2468"));
    restart(f);
    assert_true(seal_pin_matches(f->ring, wrapped, size, "2468"));
    keys_path(f, "pin.key", path);
    assert_int_equal(unlink(path), 0); // restored without its keys
    restart(f);
    assert_false(seal_pin_key_here(f->ring, wrapped, size));
    assert_false(seal_pin_matches(f->ring, wrapped, size, "2468"));
}

static void pin__is_nothing_without_the_key(void **state) {
    struct fixture *f = *state;
    char hash[SEAL_PIN_HASH_SIZE], path[PATH_MAX];
    struct stat st;
    assert_int_equal(seal_pin_hash(f->ring, "246810", hash), ERR_OK);
    assert_true(seal_pin_is_keyed(hash, strlen(hash)));
    keys_path(f, "pin.key", path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    restart(f);
    assert_true(seal_pin_matches(f->ring, hash, strlen(hash), "246810"));
    // What stands behind the key's name is no hash of the PIN itself.
    const char *bare = strstr(hash, "$argon2id");
    assert_false(seal_pin_matches(f->ring, bare, strlen(bare), "246810"));
    assert_int_equal(unlink(path), 0); // restored without its keys
    restart(f);
    assert_false(seal_pin_key_here(f->ring, hash, strlen(hash)));
    assert_false(seal_pin_matches(f->ring, hash, strlen(hash), "246810"));
}

static void pin_key__that_is_damaged_is_refused(void **state) {
    struct fixture *f = *state;
    char path[PATH_MAX];
    struct seal_ring *ring = NULL;
    keys_path(f, "pin.key", path);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, 20, SEEK_SET);
    fputs("damaged", file);
    fclose(file);
    assert_int_equal(seal_ring_create(&ring, f->data, NULL, 0), ERR_CORRUPT);
    assert_null(ring);
}

struct check {
    const struct seal_ring *ring;
    const char *pin;
};

static void *check_pin(void *arg) {
    char hash[SEAL_PIN_HASH_SIZE];
    const struct check *c = arg;
    bool ok = seal_pin_hash(c->ring, c->pin, hash) == ERR_OK &&
              seal_pin_matches(c->ring, hash, sizeof hash, c->pin) &&
              !seal_pin_matches(c->ring, hash, sizeof hash, "0000");
    return ok ? arg : NULL;
}

static void pin__is_checked_by_two_workers_at_once(void **state) {
    struct fixture *f = *state;
    pthread_t workers[2];
    struct check checks[2] = {{f->ring, "111111"}, {f->ring, "222222"}};
    void *ok;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&workers[i], NULL, check_pin, &checks[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(workers[i], &ok);
        assert_non_null(ok);
    }
}

#define DRAWS 30000  // long enough for two threads to meet
#define DRAW_SIZE 10 // no divisor of the pool's size

static int draw_compare(const void *a, const void *b) {
    return memcmp(a, b, DRAW_SIZE);
}

static pthread_barrier_t draws_begin;

static void *draw_many(void *draws) {
    unsigned char(*to)[DRAW_SIZE] = draws;
    pthread_barrier_wait(&draws_begin);
    for (size_t i = 0; i < DRAWS; i++)
        seal_random(to[i], DRAW_SIZE);
    return NULL;
}

// TEST_BARE
static void random__is_never_the_same(void **state) {
    (void)state;
    static unsigned char draws[3 * DRAWS][DRAW_SIZE];
    pthread_t other;
    pthread_barrier_init(&draws_begin, NULL, 2);
    assert_int_equal(pthread_create(&other, NULL, draw_many, draws), 0);
    draw_many(draws + DRAWS);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&draws_begin);
    seal_random(draws + 2 * DRAWS, DRAWS * DRAW_SIZE);
    qsort(draws, 3 * DRAWS, DRAW_SIZE, draw_compare);
    for (size_t i = 1; i < 3 * DRAWS; i++)
        assert_memory_not_equal(draws[i - 1], draws[i], DRAW_SIZE);
    assert_int_not_equal(seal_random_u64(), seal_random_u64());
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
