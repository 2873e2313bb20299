// aside.h - sets aside whole the store that a restore replaces: the tables, their redo log and the
// note, as a data folder of its own within the data folder (a set). No set is ever written over.
//
//     before-restore-1.new/ with second names of the files ─▶ the new tables get their place
//     ─▶ redo.log is removed ─▶ before-restore-1/
//
// An unfinished set tells by its tables' file whether the new tables are in place: if that file is
// still the store's, the set is removed, else it gets its final name.
#ifndef HALLQ_STORE_ASIDE_H
#define HALLQ_STORE_ASIDE_H

#include "broker/store/folder/foot.h"
#include "broker/store/report/why.h"

#define ASIDE_MAX 1000 // sets in one folder
#define ASIDE_NAME_SIZE 32

// aside_begin: gives the store's files second names in an unfinished set, synced. ret_name: the
// set's name, empty if the folder holds no store. ERR_TOO_LARGE: the folder holds ASIDE_MAX sets.
int aside_begin(const char *folder, struct note note, char ret_name[ASIDE_NAME_SIZE],
                struct store_why *ret_why);

// aside_end: finishes the set `name`, after the new tables are in place.
int aside_end(const char *folder, const char *name, struct store_why *ret_why);

// aside_target_fine: whether a store may be made or changed in `folder`. ERR_INVALID: the folder is
// a set, finished or not, in its place within a data folder.
int aside_target_fine(const char *folder, struct store_why *ret_why);

// aside_new_fine: whether a new store may be made in `folder`; errors as aside_target_fine.
// ERR_INVALID also for a folder within a data folder, as its keys/ or backups/, that is no data
// folder itself.
int aside_new_fine(const char *folder, struct store_why *ret_why);

// aside_mend: finishes or removes the unfinished sets of the folder.
void aside_mend(const char *folder);

#endif
