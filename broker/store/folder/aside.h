// aside.h - what a restore replaces is set aside whole: the tables, their redo log and the note, as
// a data folder of its own within the data folder. Nothing set aside is ever written over.
//
//     before-restore-1.new/ with second names of the files ─▶ the new tables get their place
//     ─▶ redo.log is removed ─▶ before-restore-1/
//
// What a power cut leaves unfinished tells by its tables' file whether the new tables are in place:
// if that file is still the store's, the set goes, else it gets its name.
#ifndef HALLQ_STORE_ASIDE_H
#define HALLQ_STORE_ASIDE_H

#include "broker/store/folder/foot.h"
#include "broker/store/report/why.h"

#define ASIDE_MAX 1000 // sets in one folder
#define ASIDE_NAME_SIZE 32

// aside_begin: second names of what is there, synced. ret_name: of the set to be, empty if nothing
// is there. ERR_TOO_LARGE: ASIDE_MAX sets are there.
int aside_begin(const char *folder, struct note note, char ret_name[ASIDE_NAME_SIZE],
                struct store_why *ret_why);

// aside_end: after the new tables are in place.
int aside_end(const char *folder, const char *name, struct store_why *ret_why);

// aside_target_fine: whether a store may be made or changed in `folder`. ERR_INVALID: it is a set that a
// restore has set aside, finished or not, in its place within a data folder.
int aside_target_fine(const char *folder, struct store_why *ret_why);

// aside_new_fine: the same for what is to be made there. ERR_INVALID as well: it is within a data folder, as
// its keys/ or backups/, and is no data folder of its own.
int aside_new_fine(const char *folder, struct store_why *ret_why);

// aside_mend: ends or undoes what was left unfinished.
void aside_mend(const char *folder);

#endif
