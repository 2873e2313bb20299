// fixture.h - a ring of keys in a data folder of its own, for the tests of seals.
#ifndef HALLQ_TESTS_SEAL_FIXTURE_H
#define HALLQ_TESTS_SEAL_FIXTURE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "broker/seal/seal.h"

#define HALL 7
#define DAY 20301
#define ITEM 5
#define KEY_NAME "0000000007-0020301.key" // of HALL and DAY
#define ASIDE_NAME KEY_NAME ".aside"
#define PHONE "13800001234"
#define PHONE_SIZE 11
#define BOX_SIZE (PHONE_SIZE + SEAL_OVERHEAD)

struct fixture {
    char data[64];
    struct seal_ring *ring;
    uint64_t key; // of the last box
};

extern const struct seal_place here; // HALL, DAY, ITEM

// setup, teardown: of each test, by cmocka.
int setup(void **state);
int teardown(void **state);

// restart: the ring anew, without a master key. restart_under: with one; what seal_ring_create says.
void restart(struct fixture *f);
int restart_under(struct fixture *f, const char *master);

// keys_path: of a file in keys/.
void keys_path(const struct fixture *f, const char *name, char ret[PATH_MAX]);

// box_up: boxes PHONE there, as ITEM; open_box: what seal_open says, PHONE having come out.
void box_up(struct fixture *f, uint32_t hall, int32_t day, unsigned char *ret_box);
int open_box(struct fixture *f, uint32_t hall, int32_t day, const unsigned char *box);

// byte_flip: changes a bit of a file in keys/. is_there: whether keys/ has the name.
void byte_flip(const struct fixture *f, const char *name, off_t at);
bool is_there(const struct fixture *f, const char *name);

#endif
