// hooks.h - tells webhooks what happened in their halls: those for which there is a secret, each in
// order and apart from all others. How far each has come the broker knows (GetHooks, SettleHook); a
// webhook is taken there first, so that of several gateways one tells it at a time.
#ifndef HALLQ_WEB_HOOKS_H
#define HALLQ_WEB_HOOKS_H

#include <uv.h>

#include "base/bilingual.h"
#include "halls.h"
#include "hook_file.h"

struct hooks;

struct hooks_options {
    uv_loop_t *loop;
    struct halls *halls;           // followed
    struct hook_file *file;        // open; borrowed, and looked at again each second
    enum language language;        // of what is said
    const char *certificates_path; // NULL: the system's; borrowed
};

// hooks_open: begins to tell. Returns ERR_OK, or what courier_start returns.
int hooks_open(const struct hooks_options *options, struct hooks **ret);

// hooks_close: ends it at once, before the halls are ended and the client is closed; the loop runs
// on until its handles are closed. What was under way is told again by whoever comes next. NULL is
// left alone; *h is nulled.
void hooks_close(struct hooks **h);

#endif
