// printer_link.h - the open line to a printer over TCP or a device, on a libuv loop: bytes in, bytes
// out, nothing blocks.
#ifndef HALLQ_PAPER_PRINTER_LINK_H
#define HALLQ_PAPER_PRINTER_LINK_H

#include <stddef.h>
#include <sys/types.h>
#include <uv.h>

#include "printer_address.h"

struct printer_link;

// Something can be read, or written if that was asked for, or the line has an error, which the next
// read or write says.
typedef void (*printer_link_cb)(void *arg, bool readable, bool writable);

// printer_link_open: begins to open; the line is there when it can be written, which is asked for.
// Returns 0 or a negative errno. printer_link_close ends it and nulls the pointer: what was not sent
// yet is never sent. NULL is left alone.
int printer_link_open(uv_loop_t *loop, const struct printer_address *a, printer_link_cb cb,
                      void *arg, struct printer_link **ret);
void printer_link_close(struct printer_link **link);

// printer_link_opened: 0, or the negative errno for which a line that "can be written" did not come
// about.
int printer_link_opened(const struct printer_link *link);

// printer_link_want: whether to be told that it can be written.
void printer_link_want(struct printer_link *link, bool writable);

// printer_link_read, _write: how many bytes; 0: none now; negative: the line is gone.
ssize_t printer_link_read(struct printer_link *link, void *to, size_t size);
ssize_t printer_link_write(struct printer_link *link, const void *from, size_t size);

#endif
