// hallq-kiosk: takes tickets; line by line for a person at a terminal, plain lines for machines.
#include <unistd.h>

#include "clients/line/plain.h"
#include "kiosk_prompt.h"

int main(int argc, char **argv) {
    struct arguments arguments;
    enum exit_code exit_code;
    if (!arguments_read(&arguments, PROGRAM_KIOSK, argc, argv, &exit_code))
        return exit_code;
    bool person = !arguments.plain && isatty(STDIN_FILENO);
    exit_code = person ? kiosk_prompt_run(&arguments) : plain_run(&arguments);
    arguments_wipe(&arguments);
    return arguments_end(&arguments, exit_code);
}
