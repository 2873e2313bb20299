#include "hook_file.h"

#include "base/err.h"
#include "say.h"

static void fault_say(const struct hook_file *f, int err, unsigned line) {
    if (err == ERR_DENIED)
        SAY_LINE(f->language, SAY_HOOK_SECRETS_OPEN, SAME(f->path));
    else if (err == ERR_INVALID)
        SAY_LINE(f->language, SAY_HOOK_SECRETS_LINE, SAME(f->path), NUMBER(line));
    else
        SAY_LINE(f->language, SAY_BAD_FILE, SAME(f->path), bilingual_err(err));
}

// False, having said why: the secrets are those of before.
static bool file_read(struct hook_file *f) {
    struct hook_secrets fresh;
    unsigned line;
    int err = hook_secrets_read(&fresh, f->path, &line);
    if (err) {
        hook_secrets_wipe(&fresh);
        fault_say(f, err, line);
        return false;
    }
    hook_secrets_wipe(&f->secrets);
    f->secrets = fresh;
    return true;
}

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

// It is looked at before it is read: what is written meanwhile is read the next time.
bool hook_file_open(struct hook_file *f, const char *path, enum language language) {
    *f = (struct hook_file){.path = path, .language = language};
    if (stat(path, &f->seen))
        f->seen = (struct stat){0};
    return file_read(f);
}

bool hook_file_look(struct hook_file *f) {
    struct stat now;
    if (stat(f->path, &now) || is_same(&now, &f->seen))
        return false;
    f->seen = now;
    if (!file_read(f))
        return false;
    SAY_LINE(f->language, SAY_HOOK_SECRETS_READ, SAME(f->path));
    return true;
}

void hook_file_close(struct hook_file *f) {
    hook_secrets_wipe(&f->secrets);
}
