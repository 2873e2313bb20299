// keyfile_file.c - key files on the disk: a file is read only if its owner alone may read it; it is
// written once, after its text was read back.
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/given_file.h"
#include "base/private_file.h"
#include "keyfile_text.h"

int hallq_keyfile_parse(struct hallq_keyfile *k, const char *text, size_t text_size,
                        char *ret_error) {
    return keyfile_text_parse(k, text, text_size, &(struct keyfile_teller){ret_error, LANGUAGE_EN});
}

// Reads all of the file; ERR_TOO_LARGE when the text does not fit.
static int file_read(int fd, char *text, size_t room, size_t *ret_size) {
    size_t size = 0;
    while (size < room) {
        ssize_t n = read(fd, text + size, room - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_SYSTEM;
        if (n == 0) {
            *ret_size = size;
            return ERR_OK;
        }
        size += (size_t)n;
    }
    return ERR_TOO_LARGE;
}

static int open_file_read(struct hallq_keyfile *k, int fd, const char *path,
                          const struct keyfile_teller *teller) {
    char text[HALLQ_KEYFILE_SIZE], wrong[HALLQ_KEYFILE_ERROR_SIZE];
    size_t size = 0;
    struct stat st;
    if (fstat(fd, &st))
        return COMPLAIN(teller, err_of_errno(errno), ABOUT, SAME(path), bilingual_errno(errno));
    if (!private_file_ok(&st, path))
        return COMPLAIN(teller, ERR_DENIED, OTHERS, SAME(path));
    int err = file_read(fd, text, sizeof text, &size);
    if (err) {
        COMPLAIN(teller, err, ABOUT, SAME(path), bilingual_err(err));
    } else {
        err = keyfile_text_parse(k, text, size, &(struct keyfile_teller){wrong, teller->language});
        if (err)
            COMPLAIN(teller, err, ABOUT, SAME(path), SAME(wrong));
    }
    explicit_bzero(text, sizeof text);
    return err;
}

int hallq_keyfile_read_in(struct hallq_keyfile *k, const char *path, enum language language,
                          char *ret_error) {
    const struct keyfile_teller teller = {ret_error, language};
    enum given_kind kind;
    memset(k, 0, sizeof *k);
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0 && kind != GIVEN_FILE)
        return COMPLAIN(&teller, ERR_INVALID, KIND, SAME(path), given_kind_words(kind));
    if (fd < 0) {
        int why = errno;
        return COMPLAIN(&teller, err_of_errno(why), ABOUT, SAME(path), bilingual_errno(why));
    }
    int err = open_file_read(k, fd, path, &teller);
    close(fd);
    return err;
}

int hallq_keyfile_read(struct hallq_keyfile *k, const char *path, char *ret_error) {
    return hallq_keyfile_read_in(k, path, LANGUAGE_EN, ret_error);
}

// ---------------------------------------------------------------- writing

static int file_write(int fd, const char *text, size_t size) {
    while (size) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_of_errno(errno);
        text += n;
        size -= (size_t)n;
    }
    return fsync(fd) ? err_of_errno(errno) : ERR_OK;
}

static int file_create(const char *path, const char *text, const struct keyfile_teller *teller) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        int why = errno;
        return COMPLAIN(teller, err_of_errno(why), ABOUT, SAME(path), bilingual_errno(why));
    }
    int err = file_write(fd, text, strlen(text));
    int why = errno;
    if (close(fd) && !err) {
        why = errno;
        err = ERR_SYSTEM;
    }
    if (err) {
        COMPLAIN(teller, err, ABOUT, SAME(path), bilingual_errno(why));
        unlink(path);
    }
    return err;
}

int hallq_keyfile_write_in(const struct hallq_keyfile *k, const char *path, enum language language,
                           char *ret_error) {
    const struct keyfile_teller teller = {ret_error, language};
    struct hallq_keyfile back;
    char text[HALLQ_KEYFILE_SIZE], wrong[HALLQ_KEYFILE_ERROR_SIZE];
    const struct keyfile_teller back_teller = {wrong, language};
    int err = COMPLAIN(&back_teller, ERR_INVALID, NO_ROOM);
    *ret_error = '\0';
    if (keyfile_text_print(k, text, sizeof text))
        err = keyfile_text_parse(&back, text, strlen(text), &back_teller);
    hallq_keyfile_wipe(&back);
    if (err)
        COMPLAIN(&teller, err, NOT_READ_BACK, SAME(path), SAME(wrong));
    else
        err = file_create(path, text, &teller);
    explicit_bzero(text, sizeof text);
    return err;
}

int hallq_keyfile_write(const struct hallq_keyfile *k, const char *path, char *ret_error) {
    return hallq_keyfile_write_in(k, path, LANGUAGE_EN, ret_error);
}

void hallq_keyfile_wipe(struct hallq_keyfile *k) {
    explicit_bzero(k, sizeof *k);
}
