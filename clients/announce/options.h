// options.h - the command line of hallq-announce.
#ifndef HALLQ_ANNOUNCE_OPTIONS_H
#define HALLQ_ANNOUNCE_OPTIONS_H

#include "clients/line/arguments.h"
#include "clients/voice/sentence.h"

struct options {
    struct arguments broker; // language, connection and hall
    const char *pack, *make_pack, *even_pack, *check_pack;
    const char *sound; // an ALSA device
    const char *file;  // records into it; NULL: plays
    bool tells;        // a line of JSON for each announcement
    bool tries;
    struct sentence_call call; // to try
};

// options_read: reads the command line and the key file. True to go on; else the program ends with *ret_exit, having said why.
// Blocks.
bool options_read(struct options *o, int argc, char **argv, enum exit_code *ret_exit);

// options_wipe: overwrites the secret key.
void options_wipe(struct options *o);

#endif
