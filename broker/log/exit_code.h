// exit_code.h - what a broker that ended says of it to whoever started it.
#ifndef HALLQ_EXIT_CODE_H
#define HALLQ_EXIT_CODE_H

// How the broker ends. Kept in docs/OPERATIONS.md.
enum exit_code {
    EXIT_FINE = 0,
    EXIT_DISK = 1,    // an input/output error: what the disk holds must be read anew
    EXIT_USAGE = 2,   // the command line, the keys, an endpoint
    EXIT_IN_USE = 3,  // the data folder or an address is taken
    EXIT_CORRUPT = 4, // the store does not hold together: restore
    EXIT_FORMAT = 5,  // made by another version
    EXIT_SYSTEM = 6,  // memory, file descriptors
};

#endif
