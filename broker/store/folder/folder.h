// folder.h - the data folder: locks it, and puts a finished file in place so that a power cut
// leaves the old file or the new one.
#ifndef HALLQ_STORE_FOLDER_H
#define HALLQ_STORE_FOLDER_H

#include <limits.h>
#include <stdbool.h>

#include "broker/store/report/why.h"

#define FOLDER_STATE "state.mdb"
#define FOLDER_STATE_NEW "state.mdb.new" // the tables' file while it is built
#define FOLDER_STATE_LOCK "state.mdb-lock"
#define FOLDER_REDO "redo.log"
#define FOLDER_REDO_NEW "redo.log.new"
#define FOLDER_LOCK "lock"

// folder_path: writes "<folder>/<name>" to ret; ERR_TOO_LARGE if the path does not fit.
int folder_path(const char *folder, const char *name, char ret[PATH_MAX]);

// folder_above: the folder that a file or folder is in; ERR_TOO_LARGE.
int folder_above(const char *path, char ret[PATH_MAX]);

// folder_same: whether two paths name one file or folder.
bool folder_same(const char *path, const char *other);

// folder_make: makes the folder (0700) and syncs the folder above. ERR_OK if the folder exists.
int folder_make(const char *path, struct store_why *ret_why);

// folder_follow: gives a file in the folder the folder's owner and group, as far as this process
// may, and the folder's mode without the bits for others and for running. So the folder's owner can
// use a file that another user, root above all, has made in it. ERR_OK if there is no such file.
int folder_follow(const char *folder, const char *path);

// folder_give: as folder_follow, but the file's mode stays.
int folder_give(const char *folder, const char *path);

// folder_make_file: makes an empty file at `path`, in place of a file of that name, open for
// reading and writing; the file follows `folder` (folder_follow). A link of that name is not
// followed. *ret_fd is -1 with an error.
int folder_make_file(const char *folder, const char *path, int *ret_fd);

// folder_open_file: opens the regular file at `path` with O_RDONLY or O_RDWR; never waits. *ret_fd
// is -1 with an error: ERR_NOT_FOUND, ERR_INVALID if `path` is no regular file, and others.
int folder_open_file(const char *path, int flags, int *ret_fd, struct store_why *ret_why);

// folder_private: ERR_DENIED if others may write the folder: they could put another store, or
// another server's key, in the place of its own.
int folder_private(const char *path, struct store_why *ret_why);

// folder_lock: locks the folder for this process, or, with `shared`, among the processes that only
// read. *ret_fd: closing it unlocks the folder; -1 if there is no lock file for a shared lock.
// ERR_BUSY. ERR_DENIED, without `shared` only: others may write the folder.
int folder_lock(const char *path, bool shared, int *ret_fd, struct store_why *ret_why);

// folder_sync: makes names that were given or removed in the folder durable.
int folder_sync(const char *path);

// folder_publish: syncs the finished file `from` and gives it the name `to` (paths in one folder),
// replacing the file of that name, durably.
int folder_publish(const char *from, const char *to, struct store_why *ret_why);

#endif
