// main.c - hallqd: options, a broker on a loop, an exit code. After SIGTERM or SIGINT it takes no
// more commands, ends and answers the current turn, and exits with 0.
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "broker/run.h"

#define FILES_WANTED 65536 // a terminal holds a few connections
#define WORKERS "5"        // libuv's threads: two PINs, two reads and the twin at once

// A shell gives a process 1,024 files at first; when they run out, libzmq burns a core and starves
// the connected clients.
static void files_raise(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= FILES_WANTED)
        return;
    limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Keys, PINs and customers' contacts pass through this memory: no core file may hold them, and no
// other program of the same user may look at them.
static void memory_close(void) {
    struct rlimit none = {0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

// All secrets are wiped by now; a sanitizer's leak check looks at the process at its end.
static void memory_open(void) {
    prctl(PR_SET_DUMPABLE, 1);
}

static int run(struct broker *b) {
    b->loop = uv_default_loop();
    int code = broker_start(b);
    if (code)
        broker_stop(b);
    uv_run(b->loop, UV_RUN_DEFAULT);
    uint64_t turn = b->turn.parts.number;
    broker_fini(b);
    uv_loop_close(b->loop);
    if (!code)
        log_write(LOG_LEVEL_INFO, "stopped", " turn=%" PRIu64, turn);
    return code;
}

int main(int argc, char **argv) {
    log_open();
    struct broker *b = calloc(1, sizeof *b);
    if (!b)
        return EXIT_SYSTEM;
    int code = options_parse(&b->options, argc, argv);
    if (code < 0) {
        log_init(b->options.log_level);
        signal(SIGPIPE, SIG_IGN);
        setenv("UV_THREADPOOL_SIZE", WORKERS, false);
        memory_close();
        files_raise();
        code = run(b);
        memory_open();
    }
    free(b);
    return code;
}
