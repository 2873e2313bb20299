// client.h - the people and terminals of the hall: each thinks of a command, sends it until it is
// answered or given up, and remembers every answer.
#ifndef HALLQ_SIM_CLIENT_H
#define HALLQ_SIM_CLIENT_H

#include "broker/hall/rules.h"
#include "tests/sim/sim.h"

enum {
    DEVICE_KIOSK = 1,
    DEVICE_GATEWAY = 2,
    DEVICE_COUNTER = 10, // and up
    DEVICE_GUIDE = 20,
    DEVICE_LEAD = 21,
    DEVICE_MANAGER = 22,
    DEVICE_ADMIN = 23,
    DEVICE_FORWARDER = 24,
    DEVICE_SCREEN = 30, // and up
};

enum { WEB_SESSIONS = 2, WEB_FIRST = 0xa0 }; // each byte of the principal of session 0

struct client {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;  // the terminal stands there
    bool bound;        // and its key says so
    uint32_t web;      // a web session behind the gateway's key, 0 none
    uint64_t sessions; // so many it had
    uint64_t session;
    uint32_t number;
    bool waiting; // for an answer to `request`
    unsigned char *request;
    size_t size;
    unsigned tries;
    unsigned tries_max;
    unsigned op;
    uint64_t wake_mark;
    int64_t silent_until_ms; // its terminal is gone
};

void clients_create(struct sim *s);
void clients_destroy(struct sim *s);

void client_wake(struct sim *s, uint32_t who, uint64_t mark);

// client_reply: the host answers `who`, a client or a screen. client_arrives: the answer is there.
void client_reply(struct sim *s, uint32_t who, const Hallq__Reply *reply);
void client_arrives(struct sim *s, uint32_t who, const void *data, size_t size);

// client_vanish: a counter's terminal says nothing for a while.
void client_vanish(struct sim *s);

// client_asker: what the broker's outside knows of a request: the device, fresh secrets, seals.
void client_asker(struct sim *s, uint32_t who, const Hallq__Request *request, struct arena *arena,
                  struct asker *ret);

// client_web: which web session a principal is, 0 none.
uint32_t client_web(const ProtobufCBinaryData *principal);

// client_code: the code of a ticket of that day, as the broker's keys would make it: all can be told from it.
void client_code(uint64_t ticket, int32_t day, enum code_power power, unsigned char ret[CODE_SIZE]);

// client_box_text: what was put into a sealed box of a client here.
const char *client_box_text(const ProtobufCBinaryData *box);

// client_pin_matches: a worker's look at a stored hash; hashes here are told apart by eye.
bool client_pin_matches(const ProtobufCBinaryData *pin_hash, const char *pin);

// client_think: fills a request for this client, from chance and what the model knows; false: does
// nothing now. In client_think.c.
bool client_think(struct sim *s, struct client *c, struct arena *arena, Hallq__Request *request);

#endif
