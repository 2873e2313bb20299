#include "broker/seal/inspect.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/private_file.h"
#include "broker/seal/pin_key.h"

static void inspection_count(struct seal_inspection *l, const char *name, int err) {
    if (err == ERR_NOT_FOUND) // the file was destroyed since it was listed
        return;
    l->file_count++;
    l->unread_count += err == ERR_CLOSED; // without its master key the file cannot be checked
    if (!err || err == ERR_CLOSED)
        return;
    if (l->bad_count++ == 0) {
        snprintf(l->first, sizeof l->first, KEYS_FOLDER "/%s", name);
        l->first_err = err;
    }
}

struct looking {
    const struct key_folder *folder;
    struct seal_inspection *inspection;
};

// Reads a bad file twice, since the ring may have been overwriting the file of this name a moment
// ago.
static int look_cb(void *arg, struct key_name n) {
    const struct looking *l = arg;
    char name[DAY_KEY_NAME_SIZE];
    int err = ERR_CORRUPT;
    for (int tries = 0; tries < 2 && err == ERR_CORRUPT; tries++) {
        struct keytree tree = {0};
        err = day_key_read(l->folder, n, &tree);
        keytree_fell(&tree);
    }
    day_key_name(n, name);
    inspection_count(l->inspection, name, err);
    return err == ERR_NO_MEMORY ? err : ERR_OK;
}

int seal_inspect_folder(const struct key_folder *folder, struct seal_inspection *ret) {
    struct looking l = {folder, ret};
    unsigned char key[KEY_SIZE];
    *ret = (struct seal_inspection){0};
    inspection_count(ret, PIN_KEY_FILE, own_key_read(folder, PIN_KEY_FILE, key));
    sodium_memzero(key, sizeof key);
    int err = day_key_each(folder, look_cb, &l);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int folder_of(const char *data_path, char ret[PATH_MAX]) {
    int size = snprintf(ret, PATH_MAX, "%s/" KEYS_FOLDER, data_path);
    return size > 0 && size < PATH_MAX ? ERR_OK : ERR_TOO_LARGE;
}

int seal_inspect(const char *data_path, struct seal_inspection *ret) {
    struct key_folder folder = {.master = NULL};
    *ret = (struct seal_inspection){0};
    if (sodium_init() < 0)
        return ERR_SYSTEM;
    int err = folder_of(data_path, folder.path);
    return err ? err : seal_inspect_folder(&folder, ret);
}

static bool is_private(const char *path) {
    struct stat st;
    return stat(path, &st) != 0 || private_file_ok(&st, path);
}

int seal_private(const char *data_path, char *ret_path) {
    char folder[PATH_MAX];
    int err = folder_of(data_path, folder);
    snprintf(ret_path, PATH_MAX, "%s", folder);
    DIR *dir = err ? NULL : opendir(folder);
    if (!dir)
        return err; // the folder is missing, or the ring reports its fault
    if (!is_private(folder))
        err = ERR_DENIED;
    for (struct dirent *e = readdir(dir); e && !err; e = readdir(dir)) {
        int size = snprintf(ret_path, PATH_MAX, "%s/%s", folder, e->d_name);
        bool itself = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..");
        if (!itself && size < PATH_MAX && !is_private(ret_path))
            err = ERR_DENIED;
    }
    closedir(dir);
    return err;
}
