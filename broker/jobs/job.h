// job.h - the work of a request that takes too long for the loop. A job owns its copy of the
// request and all that it makes; the holder of a job destroys it.
#ifndef HALLQ_JOB_H
#define HALLQ_JOB_H

#include <sys/queue.h>

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/devices.h"
#include "broker/seal/pin.h"
#include "broker/seal/seal.h"
#include "broker/store/store.h"

// Connections that may wait for the answer of one job: after each cut a client asks again from a
// new connection. When all places are taken, the newest connection takes the place of the last.
#define JOB_PEERS_MAX 8

enum lane { LANE_PIN, LANE_READ, LANE_COUNT };

struct job;
struct job_row;
struct work;

// The parts of the broker that a job uses on a worker: other threads may use them.
struct job_parts {
    struct store *store;
    struct seal_ring *seals;
    const char *data; // the data folder
};

struct job {
    TAILQ_ENTRY(job) entry; // among the jobs of its lane that wait
    struct work *work;
    uv_work_t task;
    const struct job_row *row;
    struct arena arena;
    struct peer peers[JOB_PEERS_MAX]; // the connections that asked for the job: all get its reply
    size_t peer_count;
    uint32_t device;
    int64_t now_ms;                    // hall time of the turn that began the job
    uint64_t turn;                     // in LANE_READ: the last turn that the job has to see
    char user_id[DEVICE_USER_ID_SIZE]; // of the connection: its key is checked again after the work
    Hallq__Request *request;
    ProtobufCBinaryData stored_hash; // of the person whose PIN the request gives; empty: none
    // The worker fills these.
    bool pin_matches;
    char pin_hash[SEAL_PIN_HASH_SIZE];
    Hallq__Reply reply; // of a command that ends without a turn
    struct rows_unread unread;
};

// The work of a command, by the command's kind in proto/command.proto.
struct job_row {
    Hallq__Request__BodyCase body_case;
    enum lane lane;
    void (*run)(const struct job_parts *parts, struct job *job); // on a worker
    bool decides; // then the command goes into a turn
};

// job_row_find: the row of a command; NULL: the command needs no work.
const struct job_row *job_row_find(Hallq__Request__BodyCase body_case);

// job_create: a job for a request that was authorized. The request is copied, and so is
// stored_hash, of the person whose PIN it gives; *ret is the caller's. ERR_INVALID: the command
// needs no work. ERR_NO_MEMORY.
int job_create(const Hallq__Request *request, const ProtobufCBinaryData *stored_hash,
               uint64_t epoch, struct job **ret);

// job_destroy: wipes and frees the job. Accepts NULL.
void job_destroy(struct job *job);

// job_refuse: makes the job's reply a refusal. `detail` may be NULL and is borrowed. job_fail:
// refuses after an error, which it logs.
void job_refuse(struct job *job, Hallq__Refusal__Reason reason, const char *detail);
void job_fail(struct job *job, int err, const char *why);

// x_run: does the work of command x on a worker, and fills the worker's fields of the job.
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
