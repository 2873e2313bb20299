// options.h - the command line of hallq-web.
#ifndef HALLQ_WEB_OPTIONS_H
#define HALLQ_WEB_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/libhallq/hallq.h"
#include "halls.h"

#define WEB_PORT 7380
#define WEB_PER_ADDRESS 256 // a hall's own network may stand behind one address
#define WEB_TICKETS_PER_MIN 30
#define WEB_TOGETHER_MAX_MS 1000 // what is shown is to be of this moment

struct options {
    enum language language;
    bool keyed;
    struct hallq_keyfile keyfile;
    const char *commands, *public_feed; // of an open broker
    uint32_t halls[HALLS_MAX];
    size_t hall_count;
    const char *listen;
    uint32_t port;
    const char *port_file, *pages, *voice, *origin, *demo;
    bool openapi;  // print the document of the interface, and end
    bool internet; // people without a session see what the internet may, not what the hall may
    bool behind_proxy;
    uint32_t per_address, streams_per_address;
    uint32_t tickets_per_min; // of one address
    int together_ms;          // channel_together
    const char *certificate_path, *certificate_key_path;
    const char *hook_secrets_path;      // NULL: webhooks are not told from here
    const char *hook_certificates_path; // by which their receivers are known; NULL: the system's
};

// options_read: reads the command line and the key file. True to go on; else the program ends with
// *ret_exit, having said why. Blocks.
bool options_read(struct options *o, int argc, char **argv, int *ret_exit);

// options_wipe: overwrites the secret key.
void options_wipe(struct options *o);

#endif
