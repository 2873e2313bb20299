// Key files: what is read, what is refused and at which line, and who may read the file.
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

#include "base/err.h"
#include "clients/libhallq/keyfile.h"

#define KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define HEAD                                                                                       \
    "# a counter\n"                                                                                \
    "commands: tcp://192.168.7.1:7301\n"                                                           \
    "public-feed:tcp://192.168.7.1:7302\n"                                                         \
    "  server-key:\t" KEY "\r\n"                                                                   \
    "\n"                                                                                           \
    "public-key: " KEY "\n"                                                                        \
    "secret-key: " KEY "\n"                                                                        \
    "device: counter-3\n"
#define GOOD HEAD "role: counter\n"

static char error[HALLQ_KEYFILE_ERROR_SIZE];

static int parse(struct hallq_keyfile *k, const char *text) {
    return hallq_keyfile_parse(k, text, strlen(text), error);
}

static void assert_refused(const char *text, const char *message) {
    struct hallq_keyfile k, empty;
    memset(&empty, 0, sizeof empty);
    assert_int_equal(parse(&k, text), ERR_INVALID);
    assert_string_equal(error, message);
    assert_memory_equal(&k, &empty, sizeof k); // no secret is left behind
    assert_null(strstr(error, "rM>}"));
}

static void parse__reads_all_names(void **state) {
    struct hallq_keyfile k;
    (void)state;
    assert_int_equal(parse(&k, GOOD "halls: 1 2  30\ncounter: 3\nstaff-feed: ipc:///run/staff"),
                     ERR_OK);
    assert_string_equal(k.commands, "tcp://192.168.7.1:7301");
    assert_string_equal(k.public_feed, "tcp://192.168.7.1:7302");
    assert_string_equal(k.staff_feed, "ipc:///run/staff");
    assert_string_equal(k.server_key, KEY);
    assert_string_equal(k.secret_key, KEY);
    assert_string_equal(k.device, "counter-3");
    assert_int_equal(k.role, HALLQ__DEVICE__ROLE__COUNTER);
    assert_int_equal(k.hall_count, 3);
    assert_int_equal(k.halls[2], 30);
    assert_int_equal(k.counter, 3);
}

static void parse__leaves_out_what_may_be_missing(void **state) {
    struct hallq_keyfile k;
    (void)state;
    assert_int_equal(parse(&k, GOOD), ERR_OK);
    assert_string_equal(k.staff_feed, "");
    assert_int_equal(k.hall_count, 0);
    assert_int_equal(k.counter, 0);
}

static void parse__names_the_line_of_an_error(void **state) {
    char halls[1024] = GOOD "halls:", line[1100];
    (void)state;
    assert_refused("commands\n", "line 1: write `name: value`");
    assert_refused("\n\ncommand: x\n", "line 3: unknown name");
    assert_refused("device: a\ndevice: b\n", "line 2: `device` stands twice");
    assert_refused("device:  \n", "line 1: `device` has no value");
    assert_refused("device: A\n",
                   "line 1: device: a device name is 1 to 32 of a..z, 0..9, '-', '.'");
    assert_refused("commands: http://x\n",
                   "line 1: commands: an address begins with tcp:// or ipc://, as "
                   "tcp://192.168.7.1:7301");
    assert_refused("commands: tcp://*:7301\n",
                   "line 1: commands: write the address terminals use, as tcp://192.168.7.1:7301; "
                   "the wildcard is the broker's");
    assert_refused("commands: tcp://a b\n", "line 1: commands: there is a blank in it; remove it");
    assert_refused("server-key: short\n", "line 1: server-key: a key has 40 characters");
    assert_refused("server-key: rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y\"7\n",
                   "line 1: server-key: a key is written in Z85");
    assert_refused("secret-key: #####M>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf\n",
                   "line 1: secret-key: a key is written in Z85");
    assert_refused(HEAD "role: boss\n",
                   "line 9: role: a role is kiosk, counter, display, guide, lead, manager, "
                   "gateway, admin or forwarder");
    assert_refused(GOOD "counter: 1000\n", "line 10: counter: a counter is a number, 1 to 999");
    assert_refused(GOOD "counter: 3a\n", "line 10: counter: a counter is a number, 1 to 999");
    assert_refused(GOOD "halls: 0\n",
                   "line 10: halls: halls are numbers, 1 to 99999, with spaces between");
    assert_refused(GOOD "halls: 1,2\n",
                   "line 10: halls: halls are numbers, 1 to 99999, with spaces between");
    for (int i = 0; i < 65; i++)
        strcat(halls, " 99999");
    assert_refused(halls, "line 10: halls: at most 64 halls; leave the line out for all");
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    assert_refused(line, "line 1: too long");
    assert_refused(HEAD, "line 8: `role` is missing");
    assert_refused("", "the file is empty: copy the key file again");
    assert_refused("\xef\xbb\xbf", "the file is empty: copy the key file again");
    assert_refused("\xef\xbb\xbf" HEAD, "line 8: `role` is missing"); // a mark is no part of a name
}

static void parse__refuses_a_nul(void **state) {
    struct hallq_keyfile k;
    (void)state;
    assert_int_equal(hallq_keyfile_parse(&k, "role: k\0sk\n", 11, error), ERR_INVALID);
    assert_string_equal(error, "line 1: has a NUL byte");
}

static void make_path(char *path) {
    strcpy(path, "/tmp/hallq-keyfile-XXXXXX");
    assert_non_null(mkdtemp(path));
    strcat(path, "/key");
}

static void drop_path(char *path) {
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

static void write__is_read_back(void **state) {
    char path[64];
    struct stat st;
    struct hallq_keyfile k, back;
    (void)state;
    make_path(path);
    assert_int_equal(parse(&k, GOOD "halls: 1 99999\ncounter: 3\n"), ERR_OK);
    assert_int_equal(hallq_keyfile_write(&k, path, error), ERR_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(hallq_keyfile_read(&back, path, error), ERR_OK);
    assert_memory_equal(&k, &back, sizeof k);
    assert_int_equal(hallq_keyfile_write(&k, path, error), ERR_EXISTS);
    drop_path(path);
}

static void write__refuses_what_would_not_be_read_back(void **state) {
    struct hallq_keyfile k;
    char path[64];
    (void)state;
    make_path(path);
    assert_int_equal(parse(&k, GOOD), ERR_OK);
    strcpy(k.device, "two\nlines");
    assert_int_equal(hallq_keyfile_write(&k, path, error), ERR_INVALID);
    assert_int_equal(access(path, F_OK), -1);
    drop_path(path);
}

static void read__refuses_a_file_others_may_read(void **state) {
    static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0601, 0666};
    struct hallq_keyfile k;
    char path[64];
    (void)state;
    make_path(path);
    assert_int_equal(parse(&k, GOOD), ERR_OK);
    assert_int_equal(hallq_keyfile_write(&k, path, error), ERR_OK);
    for (size_t i = 0; i < sizeof open_modes / sizeof open_modes[0]; i++) {
        assert_int_equal(chmod(path, open_modes[i]), 0);
        assert_int_equal(hallq_keyfile_read(&k, path, error), ERR_DENIED);
        assert_non_null(strstr(error, "chmod 600"));
    }
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(hallq_keyfile_read(&k, path, error), ERR_OK);
    drop_path(path);
}

static void read__tells_what_is_not_a_key_file(void **state) {
    struct hallq_keyfile k;
    char path[64];
    (void)state;
    make_path(path);
    assert_int_equal(hallq_keyfile_read(&k, path, error), ERR_NOT_FOUND);
    assert_int_equal(hallq_keyfile_read(&k, "/dev/null", error), ERR_INVALID);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < HALLQ_KEYFILE_SIZE; i++)
        fputc('#', f);
    fclose(f);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(hallq_keyfile_read(&k, path, error), ERR_TOO_LARGE);
    drop_path(path);
}

static void role__has_a_name_both_ways(void **state) {
    (void)state;
    for (int role = HALLQ__DEVICE__ROLE__KIOSK; role <= HALLQ__DEVICE__ROLE__FORWARDER; role++)
        assert_int_equal(hallq_role_of(hallq_role_name(role)), role);
    assert_int_equal(hallq_role_of("none"), HALLQ__DEVICE__ROLE__NO_ROLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("keyfile", tests, NULL, NULL);
}
