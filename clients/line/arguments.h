// arguments.h - the command line of the four programs.
#ifndef HALLQ_ARGUMENTS_H
#define HALLQ_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/libhallq/hallq.h"

enum program { PROGRAM_KIOSK, PROGRAM_COUNTER, PROGRAM_DISPLAY, PROGRAM_CONSOLE, PROGRAM_COUNT };

// What a program ends with; --help tells.
enum exit_code {
    EXIT_OK = 0,
    EXIT_FAILED = 1,  // could not start, or lost its input
    EXIT_USAGE = 2,   // the command line, or the key file
    EXIT_UNKNOWN = 3, // ended before the outcome of a command was known
    EXIT_NO_HALL = 4, // a command met no broker at all, or no such hall, or not one of this device
    EXIT_OUTPUT = 5,  // standard output could not be written
};

struct arguments {
    enum program program;
    enum language language;
    bool plain, json, no_events;
    bool sentences; // of the display alone
    bool keyed;     // else an open broker
    struct hallq_keyfile keyfile;
    const char *commands, *public_feed, *staff_feed, *lead_feed;
    uint32_t device, hall, counter;
    Hallq__Device__Role role;
    // Of the kiosk alone.
    const char *printer, *logo, *page_code; // NULL: not said
    uint32_t paper_mm;                      // 80 or 58
    bool print_test, no_status;
};

// arguments_read: reads the command line and the key file, and sets the locale. Returns true to go
// on; else the program ends with *ret_exit, having said why. Blocks.
bool arguments_read(struct arguments *args, enum program program, int argc, char **argv,
                    enum exit_code *ret_exit);

// arguments_end: the last act of a program: writes out and closes standard output. Returns exit_code,
// or EXIT_OUTPUT, having said why, when what was printed could not be written.
enum exit_code arguments_end(const struct arguments *args, enum exit_code exit_code);

// arguments_wipe: overwrites the secret key.
void arguments_wipe(struct arguments *args);

// arguments_connection: what hallq_connect needs; borrows from `args`.
struct hallq_options arguments_connection(const struct arguments *args);

#endif
