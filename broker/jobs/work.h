// work.h - what takes too long for the loop: PIN hashes, reports, the journal's pages, backup and
// scrub, on libuv's workers. Two lanes, so that reports never wait for PINs, nor PINs for reports;
// each runs at most LANE_RUNNING_MAX jobs at once, and all that wait are at most
// LIMIT_WAITING_WORK. Of one device one job reads at a time, so that a second one need not wait for all
// that the first asks for.
#ifndef HALLQ_WORK_H
#define HALLQ_WORK_H

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/devices.h"
#include "broker/seal/seal.h"

#define LANE_RUNNING_MAX 2 // a PIN hash takes 64 MiB

// Connections that ask for one command: a client has a new one after each cut, and asks again. Of
// more than these the newest is told, and those before it.
#define JOB_PEERS_MAX 8

struct broker;
struct item;
struct job_row;
struct work;

enum lane { LANE_PIN, LANE_READ, LANE_COUNT };

// One request's work. It owns its copy of the request, and what it makes.
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
    Hallq__Device__Role claimed_role;
    Hallq__Request *request;
    ProtobufCBinaryData stored_hash; // of whose PIN is given; empty: none
    // made by the worker
    bool pin_matches;
    char pin_hash[SEAL_PIN_HASH_SIZE];
    Hallq__Reply reply; // of those that end here
    struct rows_unread unread;
};

struct work {
    struct broker *broker;
    struct job *first[LANE_COUNT], *last[LANE_COUNT];  // waiting
    struct job *running[LANE_COUNT][LANE_RUNNING_MAX]; // NULL: a free place
    size_t count;                                      // waiting and running
    uint64_t visible_turn;                             // the tables hold all turns up to here
    struct rows_unread unread;                         // by jobs that ended
    bool stopping;
};

void work_init(struct work *w, struct broker *b);

// work_job: prepares the work of a request that was authorized; stored_hash is copied, of whose PIN it
// gives. ERR_INVALID: the command needs none.
int work_job(struct work *w, const ProtobufCBinaryData *stored_hash, const struct item *item,
             struct job **ret);

// work_takes: there is room for the work of this request, or it is at work already. Asked first: who
// is told to wait costs nothing.
bool work_takes(const struct work *w, const struct item *item);

// work_begin: takes the job and does it when its turn comes; then the request comes back into a
// turn, or its answer is sent. One that reads the store sees the turn `turn` at least: it waits for
// work_show. BUSY is answered at once when too many wait, of all or of a device, and to a second
// backup. True: it waits for a checkpoint.
// A command that is at work already is not begun again: its answer goes to all who asked.
bool work_begin(struct work *w, struct job *job, uint64_t turn);

// work_show: the tables hold all turns up to this one; who waited for that is begun.
void work_show(struct work *w, uint64_t turn);

// work_stop: jobs that wait are dropped; those that run are waited for by the loop.
void work_stop(struct work *w);

// job_answer: a packed reply, to all who asked for the job.
void job_answer(struct job *job, const void *frame, size_t frame_size);

// job_destroy: wipes and frees. Accepts NULL.
void job_destroy(struct job *job);

#endif
