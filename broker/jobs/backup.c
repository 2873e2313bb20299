// backup.c - copies the store under a name in the data folder, and removes older copies.
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "broker/jobs/job.h"
#include "broker/log/log.h"
#include "broker/store/copies/backup.h"
#include "broker/store/copies/prune.h"

#define BACKUP_FOLDER "backups"
#define PATH_SIZE 4096

// The reply names the removed copies; an error is in the log, and the next backup tries again.
static void backups_prune(struct job *job, const char *newest) {
    Hallq__BackupDone *done = job->reply.backup;
    struct store_why why = {""};
    struct store_pruned pruned = {0};
    int err = store_prune(newest, job->request->backup->keep, &pruned, &why);
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

void backup_run(const struct job_parts *parts, struct job *job) {
    char path[PATH_SIZE];
    struct store_why why = {""};
    struct stat st;
    const char *name = job->request->backup->name; // checked by authorize()
    snprintf(path, sizeof path, "%s/" BACKUP_FOLDER, parts->data);
    mkdir(path, 0700); // the folder may exist; store_backup reports other errors
    snprintf(path, sizeof path, "%s/" BACKUP_FOLDER "/%s", parts->data, name);
    int err = store_backup(parts->store, path, NULL, &why);
    if (!err && stat(path, &st))
        err = ERR_IO;
    if (err == ERR_EXISTS) {
        job_refuse(job, HALLQ__REFUSAL__REASON__BACKUP_THERE, NULL);
        return;
    }
    if (err && err != ERR_CORRUPT && err != ERR_BUSY && err != ERR_TIMEOUT) {
        log_write(LOG_LEVEL_ERROR, "backup_failed", " error=\"%s\" why=\"%s\"", err_text(err),
                  why.text);
        job_refuse(job, HALLQ__REFUSAL__REASON__BACKUP_FAILED, NULL);
        return;
    }
    if (err) {
        job_fail(job, err, why.text);
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
        backups_prune(job, path);
}
