#include "tests/store/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define STEPS_MAX 16

void built(const char *name, char *ret, size_t ret_size) {
    const char *build = getenv("HALLQ_BUILD");
    if (!build)
        fail_msg("HALLQ_BUILD is not set: run by ctest");
    snprintf(ret, ret_size, "%s/%s", build, name);
}

static void preload(const struct run *run) {
    char path[4096];
    const char *options = getenv("ASAN_OPTIONS");
    if (run->shim) {
        char name[64];
        snprintf(name, sizeof name, "shim/%s.so", run->shim);
        built(name, path, sizeof path);
        setenv("LD_PRELOAD", path, 1);
    }
    snprintf(path, sizeof path, "%s%sverify_asan_link_order=0", options ? options : "",
             options ? ":" : "");
    setenv("ASAN_OPTIONS", path, 1);
    for (const char *const *e = run->env; e && *e; e++)
        putenv((char *)*e);
}

static void become_steps(const struct run *run, int out_fd, int err_fd) {
    char program[4096];
    const char *argv[STEPS_MAX + 3] = {program, run->folder};
    built("bin/store-steps", program, sizeof program);
    for (int i = 0; i < STEPS_MAX && run->steps[i]; i++)
        argv[2 + i] = run->steps[i];
    preload(run);
    dup2(out_fd, STDOUT_FILENO);
    dup2(err_fd, STDERR_FILENO);
    execv(program, (char **)argv);
    _exit(127);
}

static void read_turns(int fd, struct run_result *ret) {
    char line[64];
    unsigned long long turn;
    FILE *f = fdopen(fd, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "turn %llu", &turn) == 1)
            ret->last_turn = turn;
    }
    fclose(f);
}

static void read_said(FILE *f, struct run_result *ret) {
    char line[sizeof ret->said];
    rewind(f);
    while (fgets(line, sizeof line, f))
        strcpy(ret->said, line);
}

void run_steps(const struct run *run, struct run_result *ret) {
    int out[2], status;
    FILE *said = tmpfile();
    *ret = (struct run_result){0};
    assert_non_null(said);
    assert_int_equal(pipe(out), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(out[0]);
        become_steps(run, out[1], fileno(said));
    }
    close(out[1]);
    read_turns(out[0], ret);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    read_said(said, ret);
    fclose(said);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 127)
        fail_msg("store-steps ended with %x: %s", (unsigned)status, ret->said);
    ret->status = WEXITSTATUS(status);
}
