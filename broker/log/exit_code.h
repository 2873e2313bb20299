// exit_code.h - the exit codes that tell a broker's supervisor why it ended.
#ifndef HALLQ_EXIT_CODE_H
#define HALLQ_EXIT_CODE_H

// docs/OPERATIONS.md lists these codes for operators.
enum exit_code {
    EXIT_FINE = 0,
    EXIT_DISK = 1,    // an input/output error: the data must be read anew from the disk
    EXIT_USAGE = 2,   // a fault in the command line, the keys or an endpoint
    EXIT_IN_USE = 3,  // the data folder or an address is taken
    EXIT_CORRUPT = 4, // the store does not hold together: restore
    EXIT_FORMAT = 5,  // the store was made by another version
    EXIT_SYSTEM = 6,  // memory or file descriptors ran out
};

#endif
