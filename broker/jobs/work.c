// work.c - two lanes of jobs over libuv's workers. A job whose command ends in a decision goes back
// to be decided; a job that only reads looks at the last durable turn and goes back to be answered.
#include "broker/jobs/work.h"

#include <string.h>

void work_init(struct work *w, uv_loop_t *loop, const struct job_parts *parts,
               const struct work_user *user) {
    *w = (struct work){.loop = loop, .parts = *parts, .user = *user};
    for (size_t lane = 0; lane < LANE_COUNT; lane++)
        TAILQ_INIT(&w->waiting[lane]);
}

// Two backups of the same name at once would write the same file.
static bool backup_at_work(const struct work *w) {
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++) {
        const struct job *job = w->running[LANE_READ][i];
        if (job && job->row->body_case == HALLQ__REQUEST__BODY_BACKUP)
            return true;
    }
    const struct job *waiting;
    TAILQ_FOREACH(waiting, &w->waiting[LANE_READ], entry)
        if (waiting->row->body_case == HALLQ__REQUEST__BODY_BACKUP)
            return true;
    return false;
}

static bool room_for(const struct work *w, uint32_t device, Hallq__Request__BodyCase body_case) {
    size_t of_device = 0;
    if (w->stopping || w->count >= LIMIT_WAITING_WORK)
        return false;
    if (body_case == HALLQ__REQUEST__BODY_BACKUP && backup_at_work(w))
        return false;
    const struct job *job;
    for (size_t lane = 0; lane < LANE_COUNT; lane++)
        TAILQ_FOREACH(job, &w->waiting[lane], entry)
            of_device += job->device == device;
    return of_device < LIMIT_DEVICE_JOBS;
}

static bool same_command(const struct job *job, uint32_t device, const Hallq__Request *other) {
    const Hallq__Request *r = job->request;
    bool same_asker =
        r->principal.len == other->principal.len &&
        (!r->principal.len || !memcmp(r->principal.data, other->principal.data, r->principal.len));
    return job->device == device && same_asker && r->session && r->session == other->session &&
           r->number == other->number && r->body_case == other->body_case;
}

// The job that does this command already, waiting or running; NULL if none does.
static struct job *job_at_work(const struct work *w, uint32_t device, const Hallq__Request *r) {
    enum lane lane = job_row_find(r->body_case)->lane;
    struct job *waiting;
    TAILQ_FOREACH(waiting, &w->waiting[lane], entry)
        if (same_command(waiting, device, r))
            return waiting;
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++)
        if (w->running[lane][i] && same_command(w->running[lane][i], device, r))
            return w->running[lane][i];
    return NULL;
}

bool work_takes(const struct work *w, uint32_t device, const Hallq__Request *request) {
    return job_at_work(w, device, request) || room_for(w, device, request->body_case);
}

static struct job **slot_of(struct work *w, enum lane lane, const struct job *job) {
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++)
        if (w->running[lane][i] == job)
            return &w->running[lane][i];
    return NULL;
}

static void lane_run(struct work *w, enum lane lane);

// A connection that asks twice is kept twice: each copy of the request has an answer.
static void peer_add(struct job *job, const struct peer *peer) {
    if (job->peer_count == JOB_PEERS_MAX)
        job->peer_count--;
    job->peers[job->peer_count++] = *peer;
}

static void job_end(struct work *w, struct job *job) {
    if (!w->stopping && job->row->decides && w->user.decide_cb(w->user.arg, job))
        return;
    if (job->row->decides)
        job_refuse(job, HALLQ__REFUSAL__REASON__BUSY, NULL);
    w->user.answer_cb(w->user.arg, job);
    job_destroy(job);
}

static void task_cb(uv_work_t *task) {
    struct job *job = task->data;
    job->row->run(&job->work->parts, job);
}

static void unread_add(struct work *w, const struct job *job) {
    for (int table = 0; table < TABLE_COUNT; table++) {
        w->unread.counts[table] += job->unread.counts[table];
        if (job->unread.counts[table])
            w->unread.halls[table] = job->unread.halls[table];
    }
}

static void after_cb(uv_work_t *task, int status) {
    struct job *job = task->data;
    struct work *w = job->work;
    enum lane lane = job->row->lane;
    (void)status;
    *slot_of(w, lane, job) = NULL;
    w->count--;
    unread_add(w, job);
    job_end(w, job);
    lane_run(w, lane);
}

static bool reads_now(const struct work *w, uint32_t device) {
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++)
        if (w->running[LANE_READ][i] && w->running[LANE_READ][i]->device == device)
            return true;
    return false;
}

static bool may_run(const struct work *w, const struct job *job) {
    return job->row->lane != LANE_READ ||
           (job->turn <= w->visible_turn && !reads_now(w, job->device));
}

// Takes the first job that may run from the lane; NULL if no job may.
static struct job *lane_take(struct work *w, enum lane lane) {
    struct job *job = TAILQ_FIRST(&w->waiting[lane]);
    while (job && !may_run(w, job))
        job = TAILQ_NEXT(job, entry);
    if (job)
        TAILQ_REMOVE(&w->waiting[lane], job, entry);
    return job;
}

static void lane_run(struct work *w, enum lane lane) {
    struct job **slot, *job;
    while ((slot = slot_of(w, lane, NULL)) && (job = lane_take(w, lane))) {
        *slot = job;
        job->task.data = job;
        uv_queue_work(w->loop, &job->task, task_cb, after_cb);
    }
}

static bool waits_for_tables(const struct work *w, const struct job *job) {
    return job->row->lane == LANE_READ && job->turn > w->visible_turn;
}

bool work_begin(struct work *w, struct job *job, uint64_t turn) {
    enum lane lane = job->row->lane;
    struct job *before = job_at_work(w, job->device, job->request);
    job->work = w;
    job->turn = turn;
    if (before) {
        peer_add(before, &job->peers[0]);
        job_destroy(job);
        return false;
    }
    if (!room_for(w, job->device, job->row->body_case)) {
        job_refuse(job, HALLQ__REFUSAL__REASON__BUSY, NULL);
        w->user.answer_cb(w->user.arg, job);
        job_destroy(job);
        return false;
    }
    TAILQ_INSERT_TAIL(&w->waiting[lane], job, entry);
    w->count++;
    bool waits = waits_for_tables(w, job);
    lane_run(w, lane);
    return waits;
}

void work_show(struct work *w, uint64_t turn) {
    w->visible_turn = turn;
    lane_run(w, LANE_READ);
}

void work_stop(struct work *w) {
    w->stopping = true;
    struct job *job;
    for (size_t lane = 0; lane < LANE_COUNT; lane++)
        while ((job = TAILQ_FIRST(&w->waiting[lane]))) {
            TAILQ_REMOVE(&w->waiting[lane], job, entry);
            w->count--;
            job_destroy(job);
        }
}
