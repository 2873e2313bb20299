// http.h - HTTP/1.1 on the caller's loop: whole requests come in, answers go out at once or later,
// and streams of bytes go on. The only files that know libmicrohttpd are those of http.
//
// What the library lets pass is refused before a handler sees it: ambiguous framing, two hosts,
// folded headers (guard.h). A request that is not whole within HTTP_WHOLE_MS, and a connection that
// is idle for HTTP_IDLE_MS, are cut, as is one that does not take its answer; so is a stream whose reader takes nothing (http_stream_open).
#ifndef HALLQ_WEB_HTTP_H
#define HALLQ_WEB_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

#include "base/err.h"

#define HTTP_BODY_SIZE (24 * 1024) // of a command of at most 16 KiB packed
#define HTTP_LARGE_MAX 8   // requests at once whose bodies may be larger: http_options.body_max_cb
#define HTTP_URL_SIZE 1024 // the longest path of ours is a ticket's, under 100
#define HTTP_HEADS_MAX 64  // headers of a request; browsers send about 20
#define HTTP_CONNECTIONS_MAX 8000 // 5,000 followers, and those who come and go
#define HTTP_WHOLE_MS 10000       // a request is whole by then
#define HTTP_IDLE_MS 60000        // between two requests
#define HTTP_ANSWER_MS 60000      // a reader takes an answer by then, that is no stream
#define HTTP_STUCK_MS 10000       // a reader that acknowledges nothing for so long is cut
#define HTTP_ADDRESS_SIZE 46      // of an IPv6 address and a NUL
#define HTTP_ANSWER_HEADERS_MAX 8 // added by a handler

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_DELETE, HTTP_OTHER };

struct http;
struct http_stream;

// A request, from its handler's call until it is answered.
struct http_request {
    enum http_method method;
    const char *path; // percent-decoded, without the query
    const char *body; // NUL-terminated; never NULL
    size_t body_size;
    char address[HTTP_ADDRESS_SIZE]; // of who asks; behind a proxy, of whom the proxy names
};

// An answer. The body is copied unless `lasting`: then it outlives all answers.
struct http_answer {
    unsigned status;
    const char *type; // e.g. "application/json"; NULL: no body
    const void *body;
    size_t body_size;
    bool lasting;
    bool close; // the connection ends with it
};

struct http_options {
    const char *address;                       // to listen on, numeric
    uint16_t port;                             // 0: any free port
    const char *certificate, *certificate_key; // PEM texts; NULL: plain HTTP
    unsigned connections_per_address;          // 0: no bound
    bool behind_proxy;                         // addresses are those that X-Forwarded-For ends with
    // The most bytes that the body of such a request may have, asked when its head was read. NULL: HTTP_BODY_SIZE of all.
    size_t (*body_max_cb)(const struct http_request *request, void *arg);
    // Called for each whole request that is in order; answers it, now or later.
    void (*request_cb)(struct http_request *request, void *arg);
    // Called for a request that is refused before that: answers it at once, with a body of its own.
    void (*refused_cb)(struct http_request *request, unsigned status, void *arg);
    void *arg;
};

struct http_counts {
    unsigned connections, streams;
    uint64_t requests, refused, cut_slow, cut_stuck;
};

// http_start: listens. ERR_BUSY: the port is in use; ERR_INVALID: address, certificate or key;
// ERR_SYSTEM. The options' texts are copied.
int http_start(uv_loop_t *loop, const struct http_options *options, struct http **ret_http);

// http_stop: ends all connections, then calls closed_cb from the loop. No request is answered
// after it. *http is nulled; NULL is left alone.
void http_stop(struct http **http, void (*closed_cb)(void *arg), void *arg);

uint16_t http_port(const struct http *http); // the port really bound
struct http_counts http_counts(const struct http *http);

// http_header: a header's value, NULL: there is none. http_cookie: a cookie's. http_query: the
// value of a name in the query. Borrowed until the answer.
const char *http_header(const struct http_request *request, const char *name);
const char *http_cookie(const struct http_request *request, const char *name);
const char *http_query(const struct http_request *request, const char *name);

// http_add_header: adds a header to the answer to come; the name lasts, the value is copied. At
// most HTTP_ANSWER_HEADERS_MAX.
void http_add_header(struct http_request *request, const char *name, const char *value);

// http_answer: answers, once; the request is gone afterwards, unless its handler is still running.
void http_answer(struct http_request *request, const struct http_answer *answer);

struct http_stream_callbacks {
    // Fills `to` with the next bytes. 0: none now, until http_stream_wake. -1: the stream ends.
    ssize_t (*read_cb)(void *arg, char *to, size_t room);
    // Gives the next bytes, if all there are lie ready as a chunk (chunk.h), whose size it returns; the
    // chunk lasts until another callback. 0: read_cb has them. NULL: they never do.
    size_t (*chunk_cb)(void *arg, const char **ret_chunk);
    // The stream is over, by whichever end; no callback comes after it.
    void (*closed_cb)(void *arg);
};

// http_stream_open: answers with status 200 and an endless body of this type. NULL without memory:
// then the request is still to be answered.
struct http_stream *http_stream_open(struct http_request *request, const char *type,
                                     const struct http_stream_callbacks *callbacks, void *arg);

// http_stream_wake: there is something to read. Bytes leave before the loop waits again.
void http_stream_wake(struct http_stream *stream);

// http_stream_cut: ends it by a reset: what was not sent yet is thrown away, and the reader sees a
// broken connection. closed_cb follows, later.
void http_stream_cut(struct http_stream *stream);

#endif
