// commands.h - the table of commands, by the marks in proto/command.proto.
#ifndef HALLQ_COMMANDS_H
#define HALLQ_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "command.pb-c.h"

// The kinds, scopes and roles are marks in proto/command.proto.
enum command_kind {
    COMMAND_READ,   // answered from the open transaction
    COMMAND_WRITE,  // decided and journaled
    COMMAND_PIN,    // a worker checks the PIN in it; then decided as a WRITE
    COMMAND_WORK,   // a read that a worker does
    COMMAND_ERRAND, // a worker does it; sent once only, as a retry would do it twice
};

enum command_scope {
    SCOPE_HALL,   // a hall that has settings
    SCOPE_BROKER, // hall 0
    SCOPE_ANY,
};

// A command's place in the list of all commands, from 1 up; 0 stands for no command.
enum command_place {
    COMMAND_PLACE_NONE,
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) COMMAND_PLACE_##CASE,
#include "proto/commands.def"
#undef COMMAND
    COMMAND_PLACES,
};

struct command_row {
    Hallq__Request__BodyCase body_case;
    enum command_place place;
    const char *name; // as in the schema
    enum command_kind kind;
    enum command_scope scope;
    uint32_t device_roles; // bits 1 << Hallq__Device__Role
    uint32_t staff_roles;  // bits 1 << Hallq__Staff__Role of the person to be signed on; 0: nobody
};

// command_find: the row of a command; NULL if there is none.
const struct command_row *command_find(Hallq__Request__BodyCase body_case);

// command_of_worker: whether commands of this kind go to a worker first.
static inline bool command_of_worker(enum command_kind kind) {
    return kind == COMMAND_PIN || kind == COMMAND_WORK || kind == COMMAND_ERRAND;
}

// command_next: walks the table: the first row after NULL, NULL after the last.
const struct command_row *command_next(const struct command_row *row);

#endif
