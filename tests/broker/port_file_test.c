// port_file_test.c - what --port-file may name, and that what it names is whole or as it was.
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

#include "broker/port_file.h"

static char top[] = "/tmp/hallq-port-file-XXXXXX";

static void file_write(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void assert_holds(const char *path, const char *text) {
    char got[256] = "";
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t size = fread(got, 1, sizeof got - 1, f);
    got[size] = '\0';
    fclose(f);
    assert_string_equal(got, text);
}

static void assert_alone(const char *beside) {
    assert_int_equal(access(beside, F_OK), -1);
}

static void a_port_file__takes_the_place_of_nothing_and_of_an_earlier_one(void **state) {
    static const char *const before[] = {NULL, "", "commands=tcp://127.0.0.1:1\n"};
    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
        struct port_file p;
        unlink("ports");
        if (before[i])
            file_write("ports", before[i]);
        assert_int_equal(port_file_open(&p, "ports"), PORT_FILE_FINE);
        if (before[i])
            assert_holds("ports", before[i]); // until it is published
        fputs("commands=tcp://127.0.0.1:2\n", p.file);
        assert_int_equal(port_file_publish(&p), PORT_FILE_FINE);
        assert_holds("ports", "commands=tcp://127.0.0.1:2\n");
        assert_alone(p.beside);
        port_file_fini(&p);
    }
}

static void a_port_file__leaves_what_is_none_as_it_is(void **state) {
    static const char *const others[] = {"/dev/null", "folder", "link",
                                         "dangling",  "fifo",   "secret"};
    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    file_write("target", "commands=tcp://127.0.0.1:1\n");
    assert_int_equal(symlink("target", "link"), 0);
    assert_int_equal(symlink("nothing", "dangling"), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    file_write("secret", "secret-key: x\n");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct port_file p;
        if (port_file_open(&p, others[i]) != PORT_FILE_OTHERS)
            fail_msg("%s", others[i]);
        port_file_fini(&p);
        assert_alone(p.beside);
    }
    assert_holds("target", "commands=tcp://127.0.0.1:1\n");
    assert_holds("secret", "secret-key: x\n");
}

static void a_port_file__that_cannot_be_written_is_told_and_leaves_nothing(void **state) {
    struct port_file p;
    (void)state;
    assert_int_equal(port_file_open(&p, "no/such/folder"), PORT_FILE_UNWRITABLE);
    port_file_fini(&p);
    unlink("ports");
    assert_int_equal(port_file_open(&p, "ports"), PORT_FILE_FINE);
    FILE *full = freopen("/dev/full", "w", p.file); // as a disk that fills up
    assert_non_null(full);
    fputs("commands=tcp://127.0.0.1:2\n", p.file);
    assert_int_equal(port_file_publish(&p), PORT_FILE_UNWRITABLE);
    port_file_fini(&p);
    assert_alone("ports");
    assert_alone(p.beside);
    assert_int_equal(port_file_open(&p, "ports"), PORT_FILE_FINE);
    port_file_fini(&p); // the start failed
    assert_alone("ports");
    assert_alone(p.beside);
}

static void a_port_file__that_others_took_the_place_of_is_not_theirs(void **state) {
    struct port_file p;
    (void)state;
    unlink("ports");
    assert_int_equal(port_file_open(&p, "ports"), PORT_FILE_FINE);
    assert_int_equal(symlink("target", "ports"), 0);
    fputs("commands=tcp://127.0.0.1:2\n", p.file);
    assert_int_equal(port_file_publish(&p), PORT_FILE_OTHERS);
    assert_alone(p.beside);
}

static int folder_make(void **state) {
    (void)state;
    return mkdtemp(top) ? chdir(top) : -1;
}

static int folder_remove(void **state) {
    char command[sizeof top + 16];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", top);
    return chdir("/") || system(command);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
