#include "broker/store/copies/backup.h"

#include <stdio.h>
#include <unistd.h>

#include "broker/store/copies/site.h"
#include "broker/store/folder/folder.h"
#include "broker/store/read.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"
#include "broker/store/tables/meta.h"

static int verify_copy(const char *file, struct store_meta *ret_meta, struct store_why *ret_why) {
    struct store_report report;
    int err = pages_look(file, PAGES_ALL, &report);
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(file), WHY(report.first));
    if (ret_meta)
        *ret_meta = report.meta;
    return ERR_OK;
}

static void change_alone(Hallq__MetaRow *row, const struct store_meta *to) {
    (void)to;
    row->log = 0;
    row->backup_of_epoch = row->epoch;
}

static int build_alone(struct txn *t, struct arena *a, const void *arg) {
    (void)arg;
    return meta_change(&t->tables, a, change_alone, NULL);
}

// The tables of a checkpoint need no log, so the copy's MetaRow names none. MetaRow also marks the
// copy as a backup: without the mark a copy put in place by hand would go on under an epoch whose
// later turns clients have seen.
static int copy_out(struct store *s, const char *folder, const char *file,
                    struct store_why *ret_why) {
    int fd, err = folder_make_file(folder, file, &fd);
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(file), bilingual_err(err));
    err = store_copy_to(s, fd, ret_why);
    close(fd); // folder_publish syncs the file
    return err ? err : build(file, false, build_alone, NULL, ret_why);
}

int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why) {
    char unfinished[PATH_MAX], folder[PATH_MAX];
    fault_clear(ret_why);
    if (folder_above(to_path, folder) != ERR_OK ||
        snprintf(unfinished, sizeof unfinished, "%s.new", to_path) >= (int)sizeof unfinished)
        return ERR_TOO_LARGE;
    if (access(to_path, F_OK) == 0)
        return fault_say(ret_why, ERR_EXISTS, THERE, SAME(to_path));
    int err = copy_out(s, folder, unfinished, ret_why);
    if (!err)
        err = verify_copy(unfinished, ret_meta, ret_why);
    if (!err)
        err = folder_publish(unfinished, to_path, ret_why);
    if (err)
        unlink(unfinished);
    return err;
}
