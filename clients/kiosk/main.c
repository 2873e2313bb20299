// hallq-kiosk: takes tickets; line by line for a person at a terminal, plain lines for machines; or prints
// what a page in a browser issues.
#include <unistd.h>

#include "clients/line/plain.h"
#include "kiosk_prompt.h"
#include "kiosk_serve.h"

int main(int argc, char **argv) {
    struct arguments arguments;
    enum exit_code exit_code;
    if (!arguments_read(&arguments, PROGRAM_KIOSK, argc, argv, &exit_code))
        return exit_code;
    bool person = !arguments.plain && isatty(STDIN_FILENO);
    exit_code = arguments.print_test ? kiosk_test_run(&arguments)
                : person             ? kiosk_prompt_run(&arguments)
                : arguments.printer  ? kiosk_serve_run(&arguments)
                                     : plain_run(&arguments);
    arguments_wipe(&arguments);
    return arguments_end(&arguments, exit_code);
}
