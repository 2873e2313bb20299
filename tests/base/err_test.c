// err_test.c - what an error of the machine is to us.
#include "base/err.h"

#include <errno.h>
#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/count.h"

static void err_of_errno__says_what_a_caller_acts_on(void **state) {
    static const struct {
        int error_number, err;
    } rows[] = {{0, ERR_OK},
                {ENOENT, ERR_NOT_FOUND},
                {EADDRNOTAVAIL, ERR_NOT_FOUND},
                {EEXIST, ERR_EXISTS},
                {ENOMEM, ERR_NO_MEMORY},
                {ENOSPC, ERR_DISK_FULL},
                {EDQUOT, ERR_DISK_FULL},
                {EACCES, ERR_DENIED},
                {EROFS, ERR_DENIED},
                {EWOULDBLOCK, ERR_BUSY},
                {EADDRINUSE, ERR_BUSY},
                {ENAMETOOLONG, ERR_INVALID},
                {EIO, ERR_IO}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(err_of_errno(rows[i].error_number), rows[i].err);
}

static void err_of_errno__is_never_ok_for_an_error(void **state) {
    (void)state;
    for (int error_number = 1; error_number < 4096; error_number++)
        assert_int_not_equal(err_of_errno(error_number), ERR_OK);
    assert_int_equal(err_of_errno(-1), ERR_SYSTEM);
    assert_int_equal(err_of_errno(ELOOP), ERR_SYSTEM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
