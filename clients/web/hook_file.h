// hook_file.h - the file of webhooks' secrets, and what was last read of it. It may be changed while
// the gateway runs: it is read again when it is another, and says so, or what is wrong with it.
#ifndef HALLQ_WEB_HOOK_FILE_H
#define HALLQ_WEB_HOOK_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/bilingual.h"
#include "hook_secrets.h"

struct hook_file {
    const char *path;            // borrowed
    enum language language;      // of what is said
    struct hook_secrets secrets; // of the last reading that had no fault
    struct stat seen;            // the file as it was looked at last; zeroed: there was none
};

// hook_file_open: reads it for the first time; false, having said why. hook_file_close overwrites what
// was read; safe on a zeroed struct.
bool hook_file_open(struct hook_file *f, const char *path, enum language language);
void hook_file_close(struct hook_file *f);

// hook_file_look: reads it again if it was changed. True: the secrets are others now, and pointers to
// the old ones are void. One that is gone or wrong changes nothing.
bool hook_file_look(struct hook_file *f);

#endif
