// work.c - what runs on a worker, by the kind of its command: `x_run` of PIN, WORK and ERRAND. A job whose command ends in a decision goes
// back into a turn; one that only reads looks at the last durable turn and answers at once.
#include "broker/jobs/work.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/wire.h"
#include "broker/broker.h"
#include "broker/turn/dispatch.h"
#include "broker/turn/private_text.h"

#define SCRUB_ROWS 5000 // in one look: a read transaction stays short
#define BACKUP_FOLDER "backups"
#define PATH_SIZE 4096

typedef void job_fn(struct broker *b, struct job *job);

struct job_row {
    Hallq__Request__BodyCase body_case;
    enum lane lane;
    job_fn *run;  // on a worker
    bool decides; // then goes into a turn
};

// ---------------------------------------------------------------- on a worker

static void refuse_job(struct job *job, Hallq__Refusal__Reason reason, const char *detail) {
    Hallq__Refusal *refusal = arena_need(&job->arena, sizeof *refusal);
    hallq__refusal__init(refusal);
    refusal->reason = reason;
    if (detail)
        refusal->detail = (char *)(uintptr_t)detail;
    job->reply.body_case = HALLQ__REPLY__BODY_REFUSAL;
    job->reply.refusal = refusal;
}

static void fail_job(struct job *job, int err, const char *why) {
    log_write(LOG_LEVEL_ERROR, "work_failed", " hall=%u error=\"%s\" why=\"%s\"",
              job->request->hall, err_text(err), why);
    refuse_job(job,
               err == ERR_BUSY || err == ERR_TIMEOUT ? HALLQ__REFUSAL__REASON__BUSY
               : err == ERR_DISK_FULL                ? HALLQ__REFUSAL__REASON__DISK_FULL
                                                     : HALLQ__REFUSAL__REASON__INTERNAL,
               NULL);
}

// What cannot be a PIN is not worth a hash.
static bool pin_fits(const char *pin) {
    size_t pin_len = strlen(pin);
    return pin_len >= LIMIT_PIN_MIN && pin_len <= LIMIT_PIN_MAX;
}

static void pin_hash(struct broker *b, struct job *job, const char *pin) {
    if (!pin_fits(pin) || seal_pin_hash(b->seals, pin, job->pin_hash))
        job->pin_hash[0] = 0; // no PIN, or no memory: decided without
}

static void pin_compare(struct broker *b, struct job *job, const char *pin) {
    const ProtobufCBinaryData *hash = &job->stored_hash;
    job->pin_matches =
        hash->len && pin_fits(pin) && seal_pin_matches(b->seals, hash->data, hash->len, pin);
}

// Also a hash of an earlier version: under the key, now that the PIN is here.
static void sign_on_run(struct broker *b, struct job *job) {
    const ProtobufCBinaryData *hash = &job->stored_hash;
    pin_compare(b, job, job->request->sign_on->pin);
    if (job->pin_matches && !seal_pin_is_keyed(hash->data, hash->len))
        pin_hash(b, job, job->request->sign_on->pin);
}

static void reveal_contact_run(struct broker *b, struct job *job) {
    pin_compare(b, job, job->request->reveal_contact->pin);
}

static void change_pin_run(struct broker *b, struct job *job) {
    pin_compare(b, job, job->request->change_pin->old_pin);
    if (job->pin_matches)
        pin_hash(b, job, job->request->change_pin->new_pin);
}

static void set_pin_run(struct broker *b, struct job *job) {
    pin_hash(b, job, job->request->set_pin->pin);
}

static int report_read(struct state *s, struct job *job) {
    int err = report_make(s, job->request->hall, job->request->get_report->day, &job->reply.report);
    job->reply.body_case = HALLQ__REPLY__BODY_REPORT;
    return err;
}

static int journal_read(struct state *s, struct job *job) {
    const Hallq__GetJournal *asked = job->request->get_journal;
    uint32_t limit =
        asked->limit && asked->limit < LIMIT_JOURNAL_PAGE ? asked->limit : LIMIT_JOURNAL_PAGE;
    int err = journal_page(s, job->request->hall, asked->after, limit, &job->reply.journal);
    job->reply.body_case = HALLQ__REPLY__BODY_JOURNAL;
    return err;
}

// Says as of when the answer is.
static int asof_read(struct state *s, struct job *job) {
    struct store_meta meta;
    const Hallq__HallRow *row;
    int err = store_meta_get(s->tables, &meta);
    if (err)
        return err;
    job->reply.at_ms = meta.at_ms;
    err = hall_row_get(s, key_hall(job->request->hall), &row);
    if (!err)
        job->reply.seq = row->seq;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void view_run(struct broker *b, struct job *job,
                     int (*read)(struct state *s, struct job *job)) {
    struct store_read *view = NULL;
    struct settings_cache *settings = settings_cache_create();
    int err = settings ? store_read_begin(b->store, &view) : ERR_NO_MEMORY;
    if (!err) {
        struct state s = {store_read_tables(view), &job->arena, settings, NULL};
        err = asof_read(&s, job);
        if (!err)
            err = read(&s, job);
    }
    if (view)
        job->unread = store_read_tables(view)->unread;
    if (err == ERR_NOT_FOUND)
        refuse_job(job, HALLQ__REFUSAL__REASON__TOO_OLD, NULL);
    else if (err)
        fail_job(job, err, "a read on a worker");
    store_read_end(&view);
    settings_cache_destroy(settings);
}

static void get_report_run(struct broker *b, struct job *job) {
    view_run(b, job, report_read);
}

static void get_journal_run(struct broker *b, struct job *job) {
    view_run(b, job, journal_read);
}

// What was removed is told; what could not be is in the log, and the next one tries again.
static void backups_prune(struct broker *b, struct job *job, const char *newest) {
    Hallq__BackupDone *done = job->reply.backup;
    struct store_why why = {""};
    struct store_pruned pruned = {0};
    int err = store_prune(newest, job->request->backup->keep, &pruned, &why);
    (void)b;
    done->removed = arena_need(&job->arena, (pruned.count + 1) * sizeof *done->removed);
    for (size_t i = 0; i < pruned.count; i++) {
        done->removed[done->n_removed++] = arena_text(&job->arena, pruned.names[i]);
        log_write(LOG_LEVEL_INFO, "backup_removed", " name=%s", pruned.names[i]);
    }
    if (err)
        log_write(LOG_LEVEL_WARNING, "backup_kept", " error=\"%s\" why=\"%s\"", err_text(err),
                  why.text);
    store_pruned_fini(&pruned);
}

static void backup_run(struct broker *b, struct job *job) {
    char path[PATH_SIZE];
    struct store_why why = {""};
    struct stat st;
    const char *name = job->request->backup->name; // looked at by authorize()
    snprintf(path, sizeof path, "%s/" BACKUP_FOLDER, b->options.data);
    mkdir(path, 0700); // or it is there; else store_backup says what is wrong
    snprintf(path, sizeof path, "%s/" BACKUP_FOLDER "/%s", b->options.data, name);
    int err = store_backup(b->store, path, NULL, &why);
    if (!err && stat(path, &st))
        err = ERR_IO;
    if (err == ERR_EXISTS) {
        refuse_job(job, HALLQ__REFUSAL__REASON__BACKUP_THERE, NULL);
        return;
    }
    if (err && err != ERR_CORRUPT && err != ERR_BUSY && err != ERR_TIMEOUT) {
        log_write(LOG_LEVEL_ERROR, "backup_failed", " error=\"%s\" why=\"%s\"", err_text(err),
                  why.text);
        refuse_job(job, HALLQ__REFUSAL__REASON__BACKUP_FAILED, NULL);
        return;
    }
    if (err) {
        fail_job(job, err, why.text);
        return;
    }
    Hallq__BackupDone *done = arena_need(&job->arena, sizeof *done);
    hallq__backup_done__init(done);
    done->name = arena_text(&job->arena, name);
    done->size = (uint64_t)st.st_size;
    job->reply.body_case = HALLQ__REPLY__BODY_BACKUP;
    job->reply.backup = done;
    log_write(LOG_LEVEL_INFO, "backup", " name=%s bytes=%" PRIu64, name, done->size);
    if (job->request->backup->keep)
        backups_prune(b, job, path);
}

static int scrub_portions(struct broker *b, struct store_scrub *scrub, uint64_t *ret_turn) {
    while (!scrub->done) {
        struct store_read *view = NULL;
        struct store_meta meta;
        int err = store_read_begin(b->store, &view);
        if (!err)
            err = store_meta_get(store_read_tables(view), &meta);
        if (!err)
            err = store_scrub(view, scrub, SCRUB_ROWS);
        store_read_end(&view);
        if (err)
            return err;
        *ret_turn = meta.turn;
    }
    return ERR_OK;
}

static void scrub_run(struct broker *b, struct job *job) {
    struct store_scrub *scrub = arena_need(&job->arena, sizeof *scrub);
    Hallq__ScrubDone *done = arena_need(&job->arena, sizeof *done);
    hallq__scrub_done__init(done);
    int err = scrub_portions(b, scrub, &done->as_of_turn);
    if (err) {
        fail_job(job, err, scrub->first.text);
        return;
    }
    struct seal_look *keys = arena_need(&job->arena, sizeof *keys);
    err = seal_ring_look(b->seals, keys);
    if (err) {
        fail_job(job, err, SEAL_KEYS_FOLDER);
        return;
    }
    done->rows = scrub->row_count;
    done->bad = scrub->bad_row_count;
    done->key_files = keys->file_count;
    done->bad_key_files = keys->bad_count;
    done->first_bad_key_file = keys->first;
    job->reply.body_case = HALLQ__REPLY__BODY_SCRUB;
    job->reply.scrub = done;
    log_write(done->bad || keys->bad_count ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "scrub",
              " rows=%" PRIu64 " bad=%" PRIu64 " first=\"%s\" key_files=%zu bad_key_files=%zu"
              " first_bad_key_file=\"%s\"",
              done->rows, done->bad, scrub->first.text, keys->file_count, keys->bad_count,
              keys->first);
}

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

static const struct job_row *row_find(Hallq__Request__BodyCase body_case) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].body_case == body_case)
            return &rows[i];
    return NULL;
}

// ---------------------------------------------------------------- on the loop

void work_init(struct work *w, struct broker *b) {
    *w = (struct work){.broker = b};
}

void job_destroy(struct job *job) {
    if (!job)
        return;
    struct private_text texts[PRIVATE_TEXTS_MAX];
    size_t text_count = job->request ? private_texts(job->request, texts) : 0;
    for (size_t i = 0; i < text_count; i++)
        explicit_bzero(*texts[i].at, strlen(*texts[i].at));
    explicit_bzero(job->pin_hash, sizeof job->pin_hash);
    arena_fini(&job->arena);
    free(job);
}

static void reply_init(struct job *job, uint64_t epoch) {
    hallq__reply__init(&job->reply);
    job->reply.session = job->request->session;
    job->reply.number = job->request->number;
    job->reply.epoch = epoch;
}

int work_job(struct work *w, const ProtobufCBinaryData *stored_hash, const struct item *item,
             struct job **ret) {
    const struct job_row *row = row_find(item->request->body_case);
    struct job *job = row ? calloc(1, sizeof *job) : NULL;
    if (!job)
        return row ? ERR_NO_MEMORY : ERR_INVALID;
    arena_init(&job->arena, 0);
    job->work = w;
    job->row = row;
    job->peers[job->peer_count++] = item->peer;
    job->device = item->asker.device;
    snprintf(job->user_id, sizeof job->user_id, "%s", item->user_id);
    job->request = wire_copy(item->request, &job->arena);
    if (!job->request) {
        job_destroy(job);
        return ERR_NO_MEMORY;
    }
    job->stored_hash.len = stored_hash->len;
    job->stored_hash.data = arena_copy(&job->arena, stored_hash->data, stored_hash->len);
    reply_init(job, w->broker->epoch);
    *ret = job;
    return ERR_OK;
}

// Two backups of one name at once would write one file.
static bool backup_at_work(const struct work *w) {
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++) {
        const struct job *job = w->running[LANE_READ][i];
        if (job && job->row->body_case == HALLQ__REQUEST__BODY_BACKUP)
            return true;
    }
    for (const struct job *job = w->first[LANE_READ]; job; job = job->next)
        if (job->row->body_case == HALLQ__REQUEST__BODY_BACKUP)
            return true;
    return false;
}

static bool room_for(const struct work *w, uint32_t device, Hallq__Request__BodyCase body_case) {
    size_t of_device = 0;
    if (w->stopping || w->count >= LIMIT_WAITING_WORK)
        return false;
    if (body_case == HALLQ__REQUEST__BODY_BACKUP && backup_at_work(w))
        return false;
    for (size_t lane = 0; lane < LANE_COUNT; lane++)
        for (const struct job *job = w->first[lane]; job; job = job->next)
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

// The job of the same command, waiting or running.
static struct job *job_at_work(const struct work *w, uint32_t device, const Hallq__Request *r) {
    enum lane lane = row_find(r->body_case)->lane;
    for (struct job *waiting = w->first[lane]; waiting; waiting = waiting->next)
        if (same_command(waiting, device, r))
            return waiting;
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++)
        if (w->running[lane][i] && same_command(w->running[lane][i], device, r))
            return w->running[lane][i];
    return NULL;
}

bool work_takes(const struct work *w, const struct item *item) {
    uint32_t device = item->asker.device;
    return job_at_work(w, device, item->request) || room_for(w, device, item->request->body_case);
}

static struct job **place_of(struct work *w, enum lane lane, const struct job *job) {
    for (size_t i = 0; i < LANE_RUNNING_MAX; i++)
        if (w->running[lane][i] == job)
            return &w->running[lane][i];
    return NULL;
}

static void lane_run(struct work *w, enum lane lane);

// Twice the same connection is twice an answer: each copy has one.
static void peer_add(struct job *job, const struct peer *peer) {
    if (job->peer_count == JOB_PEERS_MAX)
        job->peer_count--;
    job->peers[job->peer_count++] = *peer;
}

void job_answer(struct job *job, const void *frame, size_t frame_size) {
    for (size_t i = 0; i < job->peer_count; i++)
        router_send(&job->work->broker->router, &job->peers[i], job->device, frame, frame_size);
}

static void answer_send(struct work *w, struct job *job) {
    job->reply.clock = broker_clock_doubt(job->work->broker, &job->arena);
    struct wire_packed frame = wire_pack_in(&job->reply, &job->arena);
    job_answer(job, frame.data, frame.size);
    bool refused = job->reply.body_case == HALLQ__REPLY__BODY_REFUSAL;
    counters_answer(&w->broker->counters, job->request, refused ? ANSWER_REFUSED : ANSWER_READ,
                    refused ? job->reply.refusal->reason : HALLQ__REFUSAL__REASON__NONE);
}

static void job_end(struct work *w, struct job *job) {
    if (!w->stopping && job->row->decides && dispatch_job(w->broker, job)) {
        turn_wake(&w->broker->turn); // the turn has it now
        return;
    }
    if (job->row->decides)
        refuse_job(job, HALLQ__REFUSAL__REASON__BUSY, NULL);
    answer_send(w, job);
    job_destroy(job);
}

// Who asks on from there is on record already.
static void page_note(struct work *w, const struct job *job) {
    if (job->reply.body_case == HALLQ__REPLY__BODY_JOURNAL)
        halls_page_read(&w->broker->halls, job->request->hall, job->device,
                        job->reply.journal->upto);
}

static void task_cb(uv_work_t *task) {
    struct job *job = task->data;
    job->row->run(job->work->broker, job);
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
    *place_of(w, lane, job) = NULL;
    w->count--;
    page_note(w, job);
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

// Takes the first job that may run out of the lane; NULL if none may.
static struct job *lane_take(struct work *w, enum lane lane) {
    struct job *before = NULL, *job = w->first[lane];
    while (job && !may_run(w, job)) {
        before = job;
        job = job->next;
    }
    if (!job)
        return NULL;
    if (before)
        before->next = job->next;
    else
        w->first[lane] = job->next;
    if (!job->next)
        w->last[lane] = before;
    return job;
}

static void lane_run(struct work *w, enum lane lane) {
    struct job **place, *job;
    while ((place = place_of(w, lane, NULL)) && (job = lane_take(w, lane))) {
        *place = job;
        job->task.data = job;
        uv_queue_work(w->broker->loop, &job->task, task_cb, after_cb);
    }
}

static bool waits_for_tables(const struct work *w, const struct job *job) {
    return job->row->lane == LANE_READ && job->turn > w->visible_turn;
}

bool work_begin(struct work *w, struct job *job, uint64_t turn) {
    enum lane lane = job->row->lane;
    struct job *before = job_at_work(w, job->device, job->request);
    job->next = NULL;
    job->turn = turn;
    if (before) {
        peer_add(before, &job->peers[0]);
        job_destroy(job);
        return false;
    }
    if (!room_for(w, job->device, job->row->body_case)) {
        refuse_job(job, HALLQ__REFUSAL__REASON__BUSY, NULL);
        answer_send(w, job);
        job_destroy(job);
        return false;
    }
    if (w->last[lane])
        w->last[lane]->next = job;
    else
        w->first[lane] = job;
    w->last[lane] = job;
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
    for (size_t lane = 0; lane < LANE_COUNT; lane++) {
        while (w->first[lane]) {
            struct job *job = w->first[lane];
            w->first[lane] = job->next;
            w->count--;
            job_destroy(job);
        }
        w->last[lane] = NULL;
    }
}
