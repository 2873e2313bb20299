// What is sealed for a hall and day opens there and nowhere else, and after the key is destroyed nowhere
// at all.
#include <fcntl.h>
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

#include "broker/seal/loaded.h"
#include "broker/seal/random.h"
#include "tests/seal/fixture.h"

#define KEY_BYTES 32 // of a root, behind the magic of its file

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
    const uint32_t halls = 3 * LOADED_MAX / 2;
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

// --- randomness

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
