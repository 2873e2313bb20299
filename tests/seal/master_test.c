// A master key, which lies elsewhere: a copy of the folder alone opens nothing.
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/seal/inspect.h"
#include "broker/seal/pin.h"
#include "tests/seal/fixture.h"

#define MASTER "0123456789abcdef0123456789abcdef"
#define OTHER_MASTER "0123456789abcdef0123456789abcdeF"

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
    assert_int_equal(seal_pin_hash(seal_pin_key(f->ring), "2468", hash), ERR_OK);
    assert_all_under_a_master(f);
    assert_int_equal(restart_under(f, NULL), ERR_CLOSED);
    assert_int_equal(restart_under(f, OTHER_MASTER), ERR_CLOSED);
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(open_box(f, HALL, DAY, box), ERR_OK);
    assert_true(seal_pin_matches(seal_pin_key(f->ring), hash, sizeof hash, "2468"));
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
    struct seal_inspection look;
    assert_int_equal(restart_under(f, MASTER), ERR_OK);
    assert_int_equal(seal_prepare(f->ring, HALL, DAY), ERR_OK);
    assert_int_equal(seal_ring_inspect(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 0);
    byte_flip(f, KEY_NAME, 60);
    assert_int_equal(seal_ring_inspect(f->ring, &look), ERR_OK);
    assert_int_equal(look.bad_count, 1);
    assert_int_equal(look.unread_count, 0);
    assert_int_equal(seal_inspect(f->data, &look), ERR_OK); // without it none can tell
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

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
