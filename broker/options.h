// options.h - the command line of hallqd.
#ifndef HALLQ_OPTIONS_H
#define HALLQ_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/log/exit_code.h"
#include "broker/log/log.h"

struct options {
    const char *data;
    const char *commands;
    const char *public_feed;
    const char *staff_feed;
    const char *lead_feed;
    uint16_t metrics_port;
    const char *port_file; // path, NULL: none
    uint32_t speed;        // hall seconds in a real second; 1 but for development
    int64_t start_at_ms;   // hall time of the start, 0: now
    enum log_level log_level;
    bool writability_asked; // before each write, as libzmq would
};

// options_parse: reads the command line. Returns -1 to go on; else the exit code, after it has
// printed the help, the version or the fault.
int options_parse(struct options *o, int argc, char **argv);

#endif
