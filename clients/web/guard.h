// guard.h - whether the head of a request has one meaning: two readers of one connection, a proxy
// and we, must not see two different requests in it. libmicrohttpd is laxer than that.
//
// The head lies in one piece of memory, in which the parser has put NULs: so it can be told
// whether every byte of it belongs to a line that we were shown. A folded header, a line ended by
// LF alone, or one that the parser passed over, leaves a gap.
#ifndef HALLQ_WEB_GUARD_H
#define HALLQ_WEB_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct guard_header {
    const char *name, *value;
};

struct guard_head {
    const char *method, *url, *version;
    const struct guard_header *headers; // in the order in which they came
    size_t count;
    size_t
        size; // bytes from the method to the empty line's end; 0: not known, no gaps are looked for
};

// guard_check: the status to refuse the request with; 0: it is in order.
unsigned guard_check(const struct guard_head *head);

#endif
