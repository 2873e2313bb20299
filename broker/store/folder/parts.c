#include "broker/store/folder/parts.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/count.h"
#include "base/given_file.h"
#include "broker/store/folder/folder.h"
#include "broker/store/report/fault.h"

static const struct part {
    const char *name;
    enum given_kind kind;
    bool needed; // a start needs the part to be of its kind
    bool own;    // the part may be no link: two folders would share it
} parts[] = {
    {FOLDER_STATE, GIVEN_FILE, true},      {FOLDER_STATE_NEW, GIVEN_FILE, true},
    {FOLDER_STATE_LOCK, GIVEN_FILE, true}, {FOLDER_REDO, GIVEN_FILE, true},
    {FOLDER_REDO_NEW, GIVEN_FILE, true},   {FOLDER_LOCK, GIVEN_FILE, true, .own = true},
    {"server.key", GIVEN_FILE, true},      {"keys", GIVEN_FOLDER, true},
    {"keys/pin.key", GIVEN_FILE, true},    {"backups", GIVEN_FOLDER, false},
};

static int part_look(const char *folder, const struct part *part, struct store_why *ret_why) {
    char path[PATH_MAX];
    struct stat st;
    int err = folder_path(folder, part->name, path);
    if (err)
        return err;
    if (lstat(path, &st) != 0)
        return ERR_OK; // a missing part is made when it is needed
    bool is_link = S_ISLNK(st.st_mode);
    if (stat(path, &st) != 0)
        return errno == ENOENT ? fault_say(ret_why, ERR_INVALID, PART_DANGLING, SAME(path))
                               : ERR_OK;
    enum given_kind kind = given_kind_of(path);
    if (kind != part->kind)
        return fault_say(ret_why, ERR_INVALID, PART_KIND, SAME(path), given_kind_words(kind),
                         given_kind_words(part->kind));
    return is_link && part->own ? fault_say(ret_why, ERR_INVALID, PART_LINK, SAME(path)) : ERR_OK;
}

int parts_look(const char *folder, enum parts_depth depth, struct store_why *ret_why) {
    int err = ERR_OK;
    for (size_t i = 0; i < COUNT(parts) && !err; i++)
        if (parts[i].needed || depth == PARTS_ALL)
            err = part_look(folder, &parts[i], ret_why);
    return err;
}
