// courier.h - carries messages to other programs by HTTP POST, many at a time, on the loop. The only
// files that know libcurl. What a receiver answers is bounded in time and size; redirects are not
// followed; over TLS its certificate is verified.
#ifndef HALLQ_WEB_COURIER_H
#define HALLQ_WEB_COURIER_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define COURIER_CONNECT_MS 5000
#define COURIER_TIMEOUT_MS 10000         // from the name's look-up to the answer's end
#define COURIER_ANSWER_BYTES (64 * 1024) // of head, and of body: nobody reads more of it
#define COURIER_HEADERS_MAX 8

struct courier;

struct parcel {
    const char *url;
    const char *headers[COURIER_HEADERS_MAX]; // "name: value"; NULL: no more
    const char *body;
    size_t body_size;
};

struct courier_answer {
    unsigned status; // 0: there was no answer, and `why` says why
    uint64_t retry_after_s;
    const char *why; // in English, by libcurl
};

typedef void (*courier_done_cb)(const struct courier_answer *answer, void *arg);

// courier_start: certificates_path (may be NULL: the system's) is a file of certificates by which
// receivers are known; borrowed. ERR_NO_MEMORY, ERR_SYSTEM.
int courier_start(uv_loop_t *loop, const char *certificates_path, struct courier **ret);

// courier_send: sends a copy of the parcel; done_cb is called once from the loop. ERR_NO_MEMORY,
// ERR_INVALID: the address is none; done_cb is not called then.
int courier_send(struct courier *c, const struct parcel *parcel, courier_done_cb done_cb,
                 void *arg);

// courier_stop: ends it without further callbacks; the loop runs on until its handles are closed.
// NULL is left alone; *c is nulled.
void courier_stop(struct courier **c);

#endif
