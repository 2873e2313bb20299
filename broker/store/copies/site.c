#include "broker/store/copies/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/store/folder/aside.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/report/fault.h"
#include "broker/store/tables/meta.h"

#define COPY_CHUNK_BYTES (1u << 20)

static bool lock_is_missing(const char *folder) {
    char lock[PATH_MAX];
    return folder_path(folder, FOLDER_LOCK, lock) == ERR_OK && access(lock, F_OK) != 0;
}

int site_take(struct site *p, const char *folder, struct store_why *ret_why) {
    *p = (struct site){.lock_fd = -1, .folder = folder};
    fault_clear(ret_why);
    int err = folder_path(folder, FOLDER_STATE, p->state);
    if (!err)
        err = folder_path(folder, FOLDER_STATE_NEW, p->unfinished);
    if (!err)
        err = aside_new_fine(folder, ret_why);
    p->folder_made = !err && access(folder, F_OK) != 0;
    if (!err)
        err = folder_make(folder, ret_why);
    if (!err)
        err = parts_look(folder, PARTS_NEEDED, ret_why);
    p->lock_made = !err && lock_is_missing(folder);
    if (!err)
        err = folder_lock(folder, false, &p->lock_fd, ret_why);
    if (!err) {
        unlink(p->unfinished);
        aside_mend(folder);
    }
    return err;
}

void site_leave(struct site *p) {
    if (p->lock_fd >= 0)
        close(p->lock_fd);
}

void site_give_up(struct site *p) {
    char lock[PATH_MAX];
    if (p->lock_fd >= 0)
        unlink(p->unfinished);
    if (p->lock_fd >= 0 && p->lock_made && folder_path(p->folder, FOLDER_LOCK, lock) == ERR_OK)
        unlink(lock); // while the lock is held
    if (p->folder_made)
        rmdir(p->folder); // only if the folder is empty
}

int build(const char *file, bool create, build_cb cb, const void *arg, struct store_why *ret_why) {
    struct env e;
    struct txn t;
    struct arena a;
    int err = env_open(&e, file, 0, MDB_NOLOCK, create, ret_why);
    if (err)
        return err;
    arena_init(&a, META_MEMORY_BYTES);
    txn_init(&t, &e);
    err = txn_begin(&t, false);
    if (!err)
        err = cb(&t, &a, arg);
    if (!err)
        err = txn_commit(&t);
    if (err && !(ret_why && ret_why->text[0]))
        fault_say(ret_why, err, ABOUT, SAME(file), *t.why.text ? WHY(t.why) : bilingual_err(err));
    txn_fini(&t);
    arena_fini(&a);
    env_close(&e);
    return err;
}

static int copy_chunk(int from_fd, int to_fd, char *chunk, bool *ret_end) {
    ssize_t got = read(from_fd, chunk, COPY_CHUNK_BYTES);
    if (got < 0)
        return errno == EINTR ? ERR_OK : err_of_errno(errno);
    for (ssize_t done = 0; done < got;) {
        ssize_t put = write(to_fd, chunk + done, (size_t)(got - done));
        if (put < 0 && errno != EINTR)
            return err_of_errno(errno);
        done += put > 0 ? put : 0;
    }
    *ret_end = got == 0;
    return ERR_OK;
}

int copy_file(const char *from, const char *folder, const char *to, struct store_why *ret_why) {
    bool end = false;
    int err = ERR_OK, to_fd = -1;
    char *chunk = malloc(COPY_CHUNK_BYTES);
    int from_fd = -1;
    if (!chunk)
        err = ERR_NO_MEMORY;
    if (!err)
        err = folder_open_file(from, O_RDONLY, &from_fd, NULL);
    if (!err)
        err = folder_make_file(folder, to, &to_fd);
    while (!err && !end)
        err = copy_chunk(from_fd, to_fd, chunk, &end);
    if (to_fd >= 0)
        close(to_fd);
    if (from_fd >= 0)
        close(from_fd);
    free(chunk);
    return err ? fault_say(ret_why, err, COPY, SAME(from), SAME(to), bilingual_err(err)) : err;
}
