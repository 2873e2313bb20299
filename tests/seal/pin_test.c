// PINs: what matches their hashes, with the key of the folder and without it.
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

#include "broker/seal/pin.h"
#include "tests/seal/fixture.h"

static void pin__matches_its_hash_and_no_other(void **state) {
    struct fixture *f = *state;
    char hash[SEAL_PIN_HASH_SIZE], again[SEAL_PIN_HASH_SIZE];
    assert_int_equal(seal_pin_hash(seal_pin_key(f->ring), "123456", hash), ERR_OK);
    assert_int_equal(seal_pin_hash(seal_pin_key(f->ring), "123456", again), ERR_OK);
    assert_string_not_equal(hash, again); // salted
    assert_non_null(strstr(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
    assert_true(seal_pin_matches(seal_pin_key(f->ring), hash, sizeof hash, "123456"));
    assert_true(seal_pin_matches(seal_pin_key(f->ring), hash, strlen(hash), "123456"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), hash, sizeof hash, "123457"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), hash, sizeof hash, ""));
}

static void pin__matches_nothing_that_is_no_hash(void **state) {
    struct fixture *f = *state;
    char long_text[SEAL_PIN_HASH_SIZE + 1];
    memset(long_text, 'a', sizeof long_text);
    assert_false(seal_pin_matches(seal_pin_key(f->ring), "", 0, "1234"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), "1234", 4, "1234"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), long_text, sizeof long_text, "1234"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), long_text, SEAL_PIN_HASH_SIZE, "1234"));
}

// Of an earlier version, which had no key: "2468".
#define PLAIN_HASH                                                                                 \
    "$argon2id$v=19$m=65536,t=2,p=1$jyvnHkTCZQgaQjsKajRRcg"                                        \
    "$cqi7Xm7cSEp/FIj8oElzNVQjRvkSu4rUlHIYK8V71vY"

static void pin__of_an_earlier_version_goes_on(void **state) {
    struct fixture *f = *state;
    assert_true(seal_pin_matches(seal_pin_key(f->ring), PLAIN_HASH, strlen(PLAIN_HASH), "2468"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), PLAIN_HASH, strlen(PLAIN_HASH), "2469"));
    assert_false(seal_pin_is_keyed(PLAIN_HASH, strlen(PLAIN_HASH)));
    assert_true(seal_pin_key_here(seal_pin_key(f->ring), PLAIN_HASH, strlen(PLAIN_HASH)));
}

// Under the key without the PIN: the hash itself is in no copy any more, and nothing without the key.
static void pin__of_an_earlier_version_goes_under_the_key(void **state) {
    struct fixture *f = *state;
    unsigned char wrapped[SEAL_PIN_WRAPPED_SIZE], again[SEAL_PIN_WRAPPED_SIZE];
    char keyed[SEAL_PIN_HASH_SIZE], path[PATH_MAX];
    size_t size = seal_pin_wrap(seal_pin_key(f->ring), PLAIN_HASH, strlen(PLAIN_HASH), wrapped);
    assert_true(size > strlen(PLAIN_HASH) && size <= sizeof wrapped);
    assert_null(memmem(wrapped, size, "argon2id", 8));
    assert_true(seal_pin_matches(seal_pin_key(f->ring), wrapped, size, "2468"));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), wrapped, size, "2469"));
    assert_false(seal_pin_is_keyed(wrapped, size)); // made anew when the PIN is given
    assert_true(seal_pin_key_here(seal_pin_key(f->ring), wrapped, size));
    assert_int_equal(seal_pin_wrap(seal_pin_key(f->ring), wrapped, size, again), 0);
    assert_int_equal(seal_pin_hash(seal_pin_key(f->ring), "246810", keyed), ERR_OK);
    assert_int_equal(seal_pin_wrap(seal_pin_key(f->ring), keyed, strlen(keyed), again), 0);
    assert_int_equal(seal_pin_wrap(seal_pin_key(f->ring), "", 0, again), 0);
    wrapped[size - 1] ^= 1;
    assert_false(seal_pin_matches(seal_pin_key(f->ring), wrapped, size, "2468"));
    wrapped[size - 1] ^= 1;
    for (size_t cut = 0; cut < size; cut++)
        assert_false(seal_pin_matches(seal_pin_key(f->ring), wrapped, cut, "2468"));
    restart(f);
    assert_true(seal_pin_matches(seal_pin_key(f->ring), wrapped, size, "2468"));
    keys_path(f, "pin.key", path);
    assert_int_equal(unlink(path), 0); // restored without its keys
    restart(f);
    assert_false(seal_pin_key_here(seal_pin_key(f->ring), wrapped, size));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), wrapped, size, "2468"));
}

static void pin__is_nothing_without_the_key(void **state) {
    struct fixture *f = *state;
    char hash[SEAL_PIN_HASH_SIZE], path[PATH_MAX];
    struct stat st;
    assert_int_equal(seal_pin_hash(seal_pin_key(f->ring), "246810", hash), ERR_OK);
    assert_true(seal_pin_is_keyed(hash, strlen(hash)));
    keys_path(f, "pin.key", path);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    restart(f);
    assert_true(seal_pin_matches(seal_pin_key(f->ring), hash, strlen(hash), "246810"));
    // What stands behind the key's name is no hash of the PIN itself.
    const char *bare = strstr(hash, "$argon2id");
    assert_false(seal_pin_matches(seal_pin_key(f->ring), bare, strlen(bare), "246810"));
    assert_int_equal(unlink(path), 0); // restored without its keys
    restart(f);
    assert_false(seal_pin_key_here(seal_pin_key(f->ring), hash, strlen(hash)));
    assert_false(seal_pin_matches(seal_pin_key(f->ring), hash, strlen(hash), "246810"));
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
    bool ok = seal_pin_hash(seal_pin_key(c->ring), c->pin, hash) == ERR_OK &&
              seal_pin_matches(seal_pin_key(c->ring), hash, sizeof hash, c->pin) &&
              !seal_pin_matches(seal_pin_key(c->ring), hash, sizeof hash, "0000");
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

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
