// hallq-kiosk: takes tickets; line by line for a person at a terminal, plain lines for machines.
#include <unistd.h>

#include "clients/line/plain.h"
#include "kiosk_prompt.h"

int main(int argc, char **argv) {
    struct options options;
    enum exit_code exit_code;
    if (!options_read(&options, PROGRAM_KIOSK, argc, argv, &exit_code))
        return exit_code;
    bool person = !options.plain && isatty(STDIN_FILENO);
    exit_code = person ? kiosk_prompt_run(&options) : plain_run(&options);
    options_wipe(&options);
    return options_end(&options, exit_code);
}
