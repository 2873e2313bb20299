#include "broker/store/folder/foot.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/err.h"
#include "broker/store/report/fault.h"

// A foot or a note: two numbers under a magic and a sum.
#define MAGIC_SIZE 8
#define SUMMED_SIZE 16

struct pair {
    unsigned char magic[MAGIC_SIZE];
    uint64_t sum;
    uint64_t numbers[2];
};

_Static_assert(sizeof(struct pair) == 32, "as in foot.h");

static const unsigned char foot_magic[MAGIC_SIZE] = {0xf8, 'f', 'o', 'o', 't', '1', 0xff, '\n'};
static const unsigned char note_magic[MAGIC_SIZE] = {0xf8, 'n', 'o', 't', 'e', '1', 0xff, '\n'};

static void pair_seal(struct pair *p, const unsigned char *magic, uint64_t one, uint64_t two) {
    memcpy(p->magic, magic, MAGIC_SIZE);
    p->numbers[0] = htobe64(one);
    p->numbers[1] = htobe64(two);
    p->sum = htobe64(XXH3_64bits(p->numbers, SUMMED_SIZE));
}

static bool pair_read(int fd, uint64_t at, const unsigned char *magic, uint64_t ret[2]) {
    struct pair p;
    if (fd < 0 || pread(fd, &p, sizeof p, (off_t)at) != sizeof p ||
        memcmp(p.magic, magic, MAGIC_SIZE) != 0 ||
        be64toh(p.sum) != XXH3_64bits(p.numbers, SUMMED_SIZE))
        return false;
    ret[0] = be64toh(p.numbers[0]);
    ret[1] = be64toh(p.numbers[1]);
    return true;
}

struct foot foot_make(uint64_t epoch) {
    struct foot foot = {.epoch = epoch};
    while (!foot.log)
        if (getrandom(&foot.log, sizeof foot.log, 0) != sizeof foot.log)
            foot.log = 0;
    return foot;
}

struct foot foot_read(int fd, uint64_t at) {
    uint64_t numbers[2];
    return pair_read(fd, at, foot_magic, numbers) ? (struct foot){numbers[0], numbers[1]}
                                                  : (struct foot){0};
}

int foot_write(int fd, uint64_t at, struct foot foot) {
    struct pair p;
    pair_seal(&p, foot_magic, foot.epoch, foot.log);
    ssize_t put = pwrite(fd, &p, sizeof p, (off_t)at);
    return put == sizeof p ? ERR_OK : put < 0 ? err_of_errno(errno) : ERR_DISK_FULL;
}

struct note note_read(int lock_fd) {
    uint64_t numbers[2];
    return pair_read(lock_fd, 0, note_magic, numbers) ? (struct note){numbers[0], numbers[1]}
                                                      : (struct note){0};
}

void note_write(int lock_fd, struct note note) {
    struct pair p;
    pair_seal(&p, note_magic, note.epoch, note.turn);
    if (pwrite(lock_fd, &p, sizeof p, 0) != sizeof p)
        return; // on an error the older note stays, which is as true
}

int note_clear(int lock_fd) {
    if (ftruncate(lock_fd, 0) != 0 || fsync(lock_fd) != 0)
        return err_of_errno(errno);
    return ERR_OK;
}
