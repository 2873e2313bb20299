// metrics.h - serves one page of text over HTTP on the loopback: GET /metrics, to requests that
// name this machine by its own names. A web page in a browser on this machine reaches the port
// under another name, and is refused.
#ifndef HALLQ_METRICS_H
#define HALLQ_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <uv.h>

#include "base/err.h"

// Some 20 KB of counters, and up to 128 lines of halls with eleven figures each (after/scores.h).
#define METRICS_PAGE_SIZE (192 * 1024)
#define METRICS_READERS_MAX 8 // readers at once; more are turned away

struct metrics_reader;

// Fills the page; returns the bytes used, at most METRICS_PAGE_SIZE.
typedef size_t (*metrics_page_cb)(void *arg, char *page);

struct metrics {
    uv_tcp_t listener;
    bool open;
    uint16_t port; // the port really bound
    metrics_page_cb page_cb;
    void *arg;
    LIST_HEAD(metrics_readers, metrics_reader) readers;
    int reader_count;
};

// metrics_start: listens on 127.0.0.1; port 0: any free port. ERR_BUSY: the port is in use;
// ERR_SYSTEM.
int metrics_start(struct metrics *m, uv_loop_t *loop, uint16_t port, metrics_page_cb page_cb,
                  void *arg);

// metrics_stop: closes the listener and cuts readers off; the loop must run on until their handles
// are closed. Safe on a zeroed struct.
void metrics_stop(struct metrics *m);

#endif
