// hallq-web: the gateway. Browsers and other programs reach halls through it, over HTTP.
#include "base/output.h"
#include "gateway.h"
#include "openapi.h"

int main(int argc, char **argv) {
    struct options options;
    int exit_code;
    output_standard_fill();
    if (options_read(&options, argc, argv, &exit_code))
        exit_code = options.openapi ? openapi_print() : gateway_run(&options);
    options_wipe(&options);
    return exit_code;
}
