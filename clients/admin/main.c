// main.c - hallq-admin: what an administrator does to a hall's broker, one command a run.
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include "base/output.h"
#include "clients/admin/cli.h"

const char *cli_number(struct cli *cli, int64_t number) {
    return arena_printf(&cli->arena, "%lld", (long long)number);
}

// What was done stands, but who asked has not seen it. A reader that went away wants no word.
static int output_end(const struct cli *cli, int code) {
    int error_number = output_close();
    if (!error_number)
        return code;
    if (error_number != EPIPE)
        SAY_ERR(cli, SAY_OUTPUT_FAILED, say_errno(cli->language, error_number));
    return code ? code : EXIT_FILE;
}

int main(int argc, char **argv) {
    struct cli cli = {.language = language_of_terminal()};
    verb_fn verb;
    output_standard_fill();
    int code = cli_parse(&cli, argc, argv, &verb);
    if (code < 0)
        code = verb(&cli);
    code = output_end(&cli, code);
    arena_fini(&cli.arena);
    return code;
}
