// http_parts.h - what the files of http share: the daemon, its connections, requests and streams.
#ifndef HALLQ_WEB_HTTP_PARTS_H
#define HALLQ_WEB_HTTP_PARTS_H

#include <microhttpd.h>
#include <stdbool.h>
#include <sys/queue.h>

#include "http.h"

// From 1.0 on the library refuses by itself what guard.h looks for in the memory of a head, whose
// layout is another there.
#define HTTP_LIBRARY_IS_STRICT (MHD_VERSION >= 0x01000000)

// A TCP connection. It reads from its beginning, or from the end of an answer, until a request is
// whole; then it answers, or streams for good.
struct connection {
    LIST_ENTRY(connection) entry;
    struct MHD_Connection *mhd;
    struct http *http;
    int fd;
    enum connection_state { CONNECTION_READS, CONNECTION_ANSWERS, CONNECTION_STREAMS } state;
    bool begun, cut;   // begun: the first line of a request is there
    bool chunks;       // a body of unknown size is sent in chunks, and not over TLS
    uint64_t since_ms; // loop time of the state's beginning, or of that line
    struct pending_request *pending;
};

struct pending_request {
    struct http_request public; // first
    struct connection *connection;
    struct MHD_Connection *mhd;
    char *body;
    size_t body_size, body_room;
    size_t body_max;
    bool large;       // its body may be larger than others'
    unsigned refused; // status with which it is refused, 0 it is not
    bool handled;     // the handler was called
    bool suspended;   // its connection waits for the answer
    bool running;     // the handler runs
    struct MHD_Response *response;
    unsigned status;
    unsigned header_count;
    struct {
        const char *name;
        char *value;
    } headers[HTTP_ANSWER_HEADERS_MAX];
};

struct http_stream {
    LIST_ENTRY(http_stream) entry;
    struct connection *connection;
    struct http *http;
    struct http_stream_callbacks callbacks;
    void *arg;
    bool asleep; // its connection is suspended
    bool cut;
    LIST_ENTRY(http_stream) resting; // of those with a rest
    struct {
        char *bytes; // NULL: there is none
        size_t size, at;
    } rest;               // of a chunk of which the kernel took a part (http_send.c)
    uint64_t taken;       // bytes that left for the socket
    int64_t acknowledged; // of these, and of a few bytes of TLS and of the head
    uint64_t acknowledged_at_ms;
};

struct http {
    uv_loop_t *loop;
    struct MHD_Daemon *daemon;
    uv_poll_t poll;
    uv_timer_t timeout, second;
    uv_timer_t look; // at streams
    uv_prepare_t prepare;
    bool due; // the library has something to do before the loop waits
    bool running, stopping;
    unsigned open_handles;
    struct http_options options;
    struct http_counts counts;
    unsigned large_count; // requests with large bodies
    LIST_HEAD(connections, connection) connections;
    LIST_HEAD(streams, http_stream) streams;
    struct http_stream *look_next; // NULL: from the first on
    LIST_HEAD(resting, http_stream) resting;
    uv_timer_t again; // rests are tried again
    void (*closed_cb)(void *arg);
    void *closed_arg;
};

// http_request_cb, http_request_done_cb: the library's callbacks of http_request.c.
enum MHD_Result http_request_cb(void *arg, struct MHD_Connection *mhd, const char *url,
                                const char *method, const char *version, const char *upload,
                                size_t *upload_size, void **context);
void http_request_done_cb(void *arg, struct MHD_Connection *mhd, void **context,
                          enum MHD_RequestTerminationCode code);

// stream_create: a stream on the connection, and the response that it is the body of. NULL without
// memory.
struct http_stream *stream_create(struct connection *c,
                                  const struct http_stream_callbacks *callbacks, void *arg,
                                  struct MHD_Response **ret_response);

// stream_send: sends what a sleeping stream has to send, past the library. False: that has to run for
// it, as it ends, is broken, has more, or cannot be sent to so.
bool stream_send(struct http_stream *s);

// stream_rest_drop: forgets the rest.
void stream_rest_drop(struct http_stream *s);

// request_rouse: lets go of a request that waits for its answer, which will not come.
void request_rouse(struct pending_request *p);

// connection_of: the connection behind a library's handle.
struct connection *connection_of(struct MHD_Connection *mhd);

// connection_goes: the connection is in this state from now on.
void connection_goes(struct connection *c, enum connection_state state);

// connection_reset: ends the connection so that its peer sees a reset.
void connection_reset(struct connection *c);

// http_soon: the library runs before the loop waits again, and before other work of its next round.
void http_soon(struct http *h);

// streams_look: from now on cuts those whose reader takes nothing. streams_rouse: wakes all, to be
// ended.
void streams_look(struct http *h);
void streams_rouse(struct http *h);

#endif
