// main.c - hallqd: options, a broker on a loop, an exit code. SIGTERM and SIGINT: no more commands
// are taken, the turn at hand ends and is answered, exit 0.
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>

#include "broker/broker.h"

static int run(struct broker *b) {
    b->loop = uv_default_loop();
    int code = broker_start(b);
    if (code)
        broker_stop(b);
    uv_run(b->loop, UV_RUN_DEFAULT);
    uint64_t turn = b->turn.number;
    broker_fini(b);
    uv_loop_close(b->loop);
    if (!code)
        log_write(LOG_LEVEL_INFO, "stopped", " turn=%" PRIu64, turn);
    return code;
}

int main(int argc, char **argv) {
    struct broker *b = calloc(1, sizeof *b);
    if (!b)
        return EXIT_SYSTEM;
    int code = options_parse(&b->options, argc, argv);
    if (code < 0) {
        log_init(b->options.log_level);
        signal(SIGPIPE, SIG_IGN);
        code = run(b);
    }
    free(b);
    return code;
}
