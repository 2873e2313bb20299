// folder.h - the data folder: its lock, and putting a finished file in place so that a power cut
// leaves the old one or the new one.
#ifndef HALLQ_STORE_FOLDER_H
#define HALLQ_STORE_FOLDER_H

#include <limits.h>
#include <stdbool.h>

#include "broker/store/report/why.h"

#define FOLDER_STATE "state.mdb"
#define FOLDER_STATE_NEW "state.mdb.new" // being built
#define FOLDER_STATE_LOCK "state.mdb-lock"
#define FOLDER_REDO "redo.log"
#define FOLDER_REDO_NEW "redo.log.new"
#define FOLDER_LOCK "lock"

// folder_path: "<folder>/<name>" into ret; ERR_TOO_LARGE if it does not fit.
int folder_path(const char *folder, const char *name, char ret[PATH_MAX]);

// folder_above: the folder that a file or folder is in; ERR_TOO_LARGE.
int folder_above(const char *path, char ret[PATH_MAX]);

// folder_same: whether two names are of one file or folder.
bool folder_same(const char *path, const char *other);

// folder_make: makes the folder (0700) and syncs the one above it; fine if it is there.
int folder_make(const char *path, struct store_why *ret_why);

// folder_follow: gives a file in the folder the folder's owner and group, as far as this process may,
// and its mode but for others and for running. Whoever owns the folder can then use what somebody
// else, root above all, has made in it. ERR_OK if there is no such file.
int folder_follow(const char *folder, const char *path);

// folder_give: as folder_follow, but its mode stays.
int folder_give(const char *folder, const char *path);

// folder_make_file: a new empty file at `path`, in place of what has the name, open for reading and
// writing, following `folder`. A link in its place is not followed. *ret_fd is -1 with an error.
int folder_make_file(const char *folder, const char *path, int *ret_fd);

// folder_open_file: the regular file at `path`, with O_RDONLY or O_RDWR; never waits. *ret_fd is -1 with
// an error: ERR_NOT_FOUND, ERR_INVALID for what is no file, and others.
int folder_open_file(const char *path, int flags, int *ret_fd, struct store_why *ret_why);

// folder_private: ERR_DENIED where others may write the folder: whoever does may put another store, or
// another server's key, in the place of its own.
int folder_private(const char *path, struct store_why *ret_why);

// folder_lock: takes the folder for this process, or, with `shared`, among those that only look.
// *ret_fd: close it to let go; -1 if a shared lock has no file to hold. ERR_BUSY. ERR_DENIED, but not
// for who only looks: others may write the folder.
int folder_lock(const char *path, bool shared, int *ret_fd, struct store_why *ret_why);

// folder_sync: makes names given and taken in the folder durable.
int folder_sync(const char *path);

// folder_publish: syncs the finished file `from` and gives it the name `to` (paths in one folder),
// replacing what has it, durably.
int folder_publish(const char *from, const char *to, struct store_why *ret_why);

#endif
