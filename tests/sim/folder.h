// folder.h - folders for the stores of a run, in a memory file system.
#ifndef HALLQ_SIM_FOLDER_H
#define HALLQ_SIM_FOLDER_H

#include <stddef.h>

// folder_base: makes a folder of this process's own below /dev/shm, or $TMPDIR, or /tmp; NULL if
// none can be made. folder_base_remove: removes it and all in it.
const char *folder_base(void);
void folder_base_remove(void);

// folder_name: the path of a new folder below `base`; makes nothing yet.
void folder_name(char *to, size_t size, const char *base, const char *name);

// folder_delete: the folder and its files.
void folder_delete(const char *path);

#endif
