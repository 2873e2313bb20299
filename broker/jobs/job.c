// job.c - a job from its request to its reply. Its work is in the file of its command, as `x_run`:
// pins, report, what_if, journal, backup, scrub.
#include "broker/jobs/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/wire/wire.h"
#include "broker/log/log.h"

#define JOB_READ(CASE, member)
#define JOB_WRITE(CASE, member)
#define JOB_PIN(CASE, member) {HALLQ__REQUEST__BODY_##CASE, LANE_PIN, member##_run, true},
#define JOB_WORK(CASE, member) {HALLQ__REQUEST__BODY_##CASE, LANE_READ, member##_run, false},
#define JOB_ERRAND(CASE, member) JOB_WORK(CASE, member)
static const struct job_row rows[] = {
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) JOB_##KIND(CASE, member)
#include "proto/commands.def"
#undef COMMAND
};

const struct job_row *job_row_find(Hallq__Request__BodyCase body_case) {
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].body_case == body_case)
            return &rows[i];
    return NULL;
}

// The arena is wiped, since a request may hold a PIN.
void job_destroy(struct job *job) {
    if (!job)
        return;
    arena_wipe(&job->arena);
    arena_fini(&job->arena);
    explicit_bzero(job->pin_hash, sizeof job->pin_hash);
    free(job);
}

int job_create(const Hallq__Request *request, const ProtobufCBinaryData *stored_hash,
               uint64_t epoch, struct job **ret) {
    const struct job_row *row = job_row_find(request->body_case);
    struct job *job = row ? calloc(1, sizeof *job) : NULL;
    if (!job)
        return row ? ERR_NO_MEMORY : ERR_INVALID;
    arena_init(&job->arena, 0);
    job->row = row;
    job->request = wire_copy(request, &job->arena);
    if (!job->request) {
        job_destroy(job);
        return ERR_NO_MEMORY;
    }
    job->stored_hash.len = stored_hash->len;
    job->stored_hash.data = arena_copy(&job->arena, stored_hash->data, stored_hash->len);
    hallq__reply__init(&job->reply);
    job->reply.session = request->session;
    job->reply.number = request->number;
    job->reply.epoch = epoch;
    *ret = job;
    return ERR_OK;
}

void job_refuse(struct job *job, Hallq__Refusal__Reason reason, const char *detail) {
    Hallq__Refusal *refusal = arena_need(&job->arena, sizeof *refusal);
    hallq__refusal__init(refusal);
    refusal->reason = reason;
    if (detail)
        refusal->detail = (char *)(uintptr_t)detail;
    job->reply.body_case = HALLQ__REPLY__BODY_REFUSAL;
    job->reply.refusal = refusal;
}

void job_fail(struct job *job, int err, const char *why) {
    log_write(LOG_LEVEL_ERROR, "work_failed", " hall=%u error=\"%s\" why=\"%s\"",
              job->request->hall, err_text(err), why);
    job_refuse(job,
               err == ERR_BUSY || err == ERR_TIMEOUT ? HALLQ__REFUSAL__REASON__BUSY
               : err == ERR_DISK_FULL                ? HALLQ__REFUSAL__REASON__DISK_FULL
                                                     : HALLQ__REFUSAL__REASON__INTERNAL,
               NULL);
}
