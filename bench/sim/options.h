// options.h - what hallq-sim is asked to play.
#ifndef HALLQ_SIM_OPTIONS_H
#define HALLQ_SIM_OPTIONS_H

#include <stdint.h>

#include "bench/sim/person.h"

enum lead_kind {
    LEAD_NONE,
    LEAD_COMPLAINTS, // opens a window when people complain
    LEAD_ADVICE,     // does what the broker advises, and asks it what would help
};

struct world_options {
    const char *keys;                               // folder of key files, or NULL
    const char *commands, *public_feed, *lead_feed; // without keys
    const char *day, *profile;                      // files of the day: one of these two
    double crowd;                                   // of a profile: so many times the people
    const char *plan, *services;
    uint32_t hall;
    double speed;
    double from_s, to_s; // part of the day, seconds after midnight
    uint64_t seed;
    uint32_t leave_counter; // 0: none
    const char *pin;
    struct person_shares shares;
    enum lead_kind lead;
    uint32_t spares;          // people whom the lead can send to a closed counter
    const char *json, *story; // files to write, or NULL
};

enum options_read {
    OPTIONS_GOOD,
    OPTIONS_HELP,
    OPTIONS_WRONG,
};

// lead_kind_name: as the options call it.
const char *lead_kind_name(enum lead_kind kind);

// options_read: the command line. It sets the language of words.h as well. The texts are those of argv.
enum options_read options_read(struct world_options *o, int argc, char **argv);

#endif
