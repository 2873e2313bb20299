// pin_file.h - a file of PINs, a person and a PIN a line, read whole before the first is set.
#ifndef HALLQ_ADMIN_PIN_FILE_H
#define HALLQ_ADMIN_PIN_FILE_H

#include "base/limit.h"
#include "clients/admin/cli.h"

struct pin_line {
    uint32_t staff;
    unsigned line;
    char pin[LIMIT_PIN_MAX + 1];
};

struct pin_file {
    struct pin_line lines[LIMIT_STAFF];
    size_t line_count;
};

// pin_file_read: reads --file. EXIT_DONE, or another exit code, each bad line having been named.
// The caller wipes it in either case.
int pin_file_read(struct cli *cli, struct pin_file *ret_file);
void pin_file_wipe(struct pin_file *f);

#endif
