// job.h - the work of one request that takes too long for the loop. It owns its copy of the request
// and what it makes; whoever holds it destroys it.
#ifndef HALLQ_JOB_H
#define HALLQ_JOB_H

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/devices.h"
#include "broker/seal/pin.h"
#include "broker/seal/seal.h"
#include "broker/store/store.h"

// Connections that ask for one command: a client has a new one after each cut, and asks again. Of
// more than these the newest is told, and those before it.
#define JOB_PEERS_MAX 8

enum lane { LANE_PIN, LANE_READ, LANE_COUNT };

struct job;
struct job_row;
struct work;

// What jobs work with, on a worker: parts that other threads may use.
struct job_parts {
    struct store *store;
    struct seal_ring *seals;
    const char *data; // the data folder
};

struct job {
    struct job *next;
    struct work *work;
    uv_work_t task;
    const struct job_row *row;
    struct arena arena;
    struct peer peers[JOB_PEERS_MAX]; // who asked for it: all get its answer
    size_t peer_count;
    uint32_t device;
    uint64_t turn;                     // of LANE_READ: the last one that it has to see
    char user_id[DEVICE_USER_ID_SIZE]; // of the connection, to look at the key again afterwards
    Hallq__Request *request;
    ProtobufCBinaryData stored_hash; // of whose PIN is given; empty: none
    // made by the worker
    bool pin_matches;
    char pin_hash[SEAL_PIN_HASH_SIZE];
    Hallq__Reply reply; // of those that end here
    struct rows_unread unread;
};

// What a command's work is: by its kind in proto/command.proto.
struct job_row {
    Hallq__Request__BodyCase body_case;
    enum lane lane;
    void (*run)(const struct job_parts *parts, struct job *job); // on a worker
    bool decides;                                                // then goes into a turn
};

// job_row_find: NULL: the command needs no work.
const struct job_row *job_row_find(Hallq__Request__BodyCase body_case);

// job_create: for a request that was authorized, which is copied, as is stored_hash, of whose PIN it
// gives; *ret is the caller's. ERR_INVALID: the command needs no work. ERR_NO_MEMORY.
int job_create(const Hallq__Request *request, const ProtobufCBinaryData *stored_hash,
               uint64_t epoch, struct job **ret);

// job_destroy: wipes and frees. Accepts NULL.
void job_destroy(struct job *job);

// job_refuse: its answer is a refusal. `detail` may be NULL and is borrowed. job_fail: the same after
// an error, which the log tells.
void job_refuse(struct job *job, Hallq__Refusal__Reason reason, const char *detail);
void job_fail(struct job *job, int err, const char *why);

// x_run: the work of command x, on a worker. Fills what the worker makes.
#define RUN_READ(member)
#define RUN_WRITE(member)
#define RUN_PIN(member) void member##_run(const struct job_parts *parts, struct job *job);
#define RUN_WORK(member) RUN_PIN(member)
#define RUN_ERRAND(member) RUN_PIN(member)
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) RUN_##KIND(member)
#include "proto/commands.def"
#undef COMMAND
#undef RUN_READ
#undef RUN_WRITE
#undef RUN_PIN
#undef RUN_WORK
#undef RUN_ERRAND

#endif
