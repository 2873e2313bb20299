#include "broker/store/copies/create.h"

#include <unistd.h>

#include "broker/store/copies/site.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/foot.h"
#include "broker/store/report/fault.h"
#include "broker/store/tables/meta.h"

static int build_first_row(struct txn *t, struct arena *a, const void *arg) {
    const struct store_meta *to = arg;
    Hallq__MetaRow row = HALLQ__META_ROW__INIT;
    row.format = to->format;
    row.epoch = to->epoch;
    row.keys = (Hallq__MetaRow__Keys)to->keys;
    return meta_put(&t->tables, a, &row);
}

// Whether a store may be made here. A log without tables belongs to a store that has lost its
// tables: it stays.
static int must_be_empty(const struct site *p, const char *path, struct store_why *ret_why) {
    char log[PATH_MAX];
    int err = folder_path(path, FOLDER_REDO, log);
    if (!err && access(p->state, F_OK) == 0)
        err = fault_say(ret_why, ERR_EXISTS, STORE_THERE, SAME(path));
    else if (!err && access(log, F_OK) == 0)
        err = fault_say(ret_why, ERR_EXISTS, LOG_ALONE, SAME(path));
    return err;
}

int store_create(const char *path, uint64_t epoch, enum store_keys keys,
                 struct store_why *ret_why) {
    struct site p;
    struct store_meta to = {.format = STORE_FORMAT, .epoch = epoch, .keys = keys};
    int err = site_take(&p, path, ret_why);
    if (!err)
        err = must_be_empty(&p, path, ret_why);
    if (err)
        goto leave;
    err = note_clear(p.lock_fd); // the note of a store that was removed
    if (!err)
        err = build(p.unfinished, true, build_first_row, &to, ret_why);
    if (!err)
        err = folder_follow(path, p.unfinished);
    if (!err)
        err = folder_publish(p.unfinished, p.state, ret_why);
leave:
    if (err)
        site_give_up(&p);
    site_leave(&p);
    return err;
}
