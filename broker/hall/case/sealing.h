// sealing.h - which commands have texts that are sealed under the key of a case, work slip or booking.
#ifndef HALLQ_CASE_SEALING_H
#define HALLQ_CASE_SEALING_H

#include <stdbool.h>

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

// What a command does to the texts of a case or work slip.
struct case_sealing {
    bool of_case;    // its texts are under such a key; else the other fields are empty
    bool opens;      // `number` is the hall's next, or a later one
    uint32_t number; // 0: there is no such case or work slip, and the rule refuses the command
};

// case_sealing: looks at a command. Returns ERR_OK or a store error.
int case_sealing(struct state *s, const Hallq__Request *request, struct case_sealing *ret);

#endif
