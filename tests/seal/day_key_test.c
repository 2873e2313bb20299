// Key files: whose they are, what becomes of those that rot, and what a look at them finds.
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

#include "broker/seal/inspect.h"
#include "tests/seal/fixture.h"

static size_t key_count(struct fixture *f) {
    return seal_key_count(f->ring);
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
    struct seal_inspection look;
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL + 1, DAY), ERR_OK);
    assert_int_equal(seal_inspect(f->data, &look), ERR_OK);
    assert_int_equal(look.file_count, 3);
    assert_int_equal(look.bad_count, 0);
    byte_flip(f, KEY_NAME, 20);
    assert_int_equal(seal_inspect(f->data, &look), ERR_OK);
    assert_int_equal(look.file_count, 3);
    assert_int_equal(look.bad_count, 1);
    assert_int_equal(look.first_err, ERR_CORRUPT);
    assert_string_equal(look.first, "keys/" KEY_NAME);
    byte_flip(f, "pin.key", 20);
    assert_int_equal(seal_ring_inspect(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 2);
    assert_string_equal(look.first, "keys/pin.key");
    assert_int_equal(seal_inspect("/nowhere", &look), ERR_OK);
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

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
