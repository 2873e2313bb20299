// demo.h - entry by one click, for demonstrations alone: a file names the key by which codes for
// browsers are made, and as whom one enters.
//
//     key: /path/of/admin.key
//     clerk: 113 246810 13          staff number, PIN, counter
//     lead: 301 246810
//     guide: 201 246810
#ifndef HALLQ_WEB_DEMO_H
#define HALLQ_WEB_DEMO_H

#include "session.h"

struct demo;

// demo_open: reads the file, and connects; people are of this hall.
// ERR_INVALID: *ret_line is the line that is wrong, 0 for the key. Blocks.
int demo_open(uv_loop_t *loop, const char *path, uint32_t hall, struct demo **ret_demo,
              unsigned *ret_line);
void demo_close(struct demo *d); // NULL is left alone

struct hallq *demo_client(const struct demo *d);

// demo_person: the person of a role's name ("clerk", "lead", "guide"); NULL: there is none.
const struct session_demo *demo_person(const struct demo *d, const char *role);

#endif
