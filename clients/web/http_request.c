// http_request.c - a request from its head to its answer.
//
//     head ──guard──▶ body ──whole──▶ handler ──answered at once──▶ out
//       │refused        │too large       └──later: suspended──▶ resumed ──▶ out
//       └───────────────┴──▶ refused_cb, connection ends
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/count.h"
#include "base/number.h"
#include "guard.h"
#include "http_parts.h"

#define DRAINED_SIZE (1024 * 1024) // of a body that is too large: read, so that the refusal is seen

static struct pending_request *pending_of(const struct http_request *request) {
    return (struct pending_request *)(uintptr_t)request;
}

// ---------------------------------------------------------------- who asks what

static enum http_method method_of(const char *method) {
    static const struct {
        const char *name;
        enum http_method method;
    } methods[] = {
        {"GET", HTTP_GET}, {"HEAD", HTTP_HEAD}, {"POST", HTTP_POST}, {"DELETE", HTTP_DELETE}};
    for (size_t i = 0; i < COUNT(methods); i++)
        if (!strcmp(method, methods[i].name))
            return methods[i].method;
    return HTTP_OTHER;
}

static void address_print(const struct sockaddr *address, char *to) {
    *to = '\0';
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, to, HTTP_ADDRESS_SIZE);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, to,
                  HTTP_ADDRESS_SIZE);
}

static enum MHD_Result forwarded_cb(void *arg, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
    const char **last = arg;
    (void)kind;
    if (!strcasecmp(name, "X-Forwarded-For"))
        *last = value;
    return MHD_YES;
}

// The proxy adds whom it heard to the end of the header, or a header of its own behind it; what
// stands before was said by whoever asks.
static void address_by_proxy(struct pending_request *p) {
    const char *list = NULL;
    MHD_get_connection_values(p->mhd, MHD_HEADER_KIND, forwarded_cb, &list);
    const char *last = list ? strrchr(list, ',') : NULL;
    unsigned char address[sizeof(struct in6_addr)];
    if (!list)
        return;
    last = last ? last + 1 : list;
    last += strspn(last, " ");
    size_t len = strcspn(last, " ");
    char text[HTTP_ADDRESS_SIZE];
    if (len >= sizeof text)
        return;
    memcpy(text, last, len);
    text[len] = '\0';
    if (inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1)
        memcpy(p->public.address, text, len + 1);
}

struct heads {
    struct guard_header list[HTTP_HEADS_MAX];
    size_t count;
    bool full;
};

static enum MHD_Result head_cb(void *arg, enum MHD_ValueKind kind, const char *name,
                               const char *value) {
    struct heads *heads = arg;
    (void)kind;
    if (heads->count == HTTP_HEADS_MAX) {
        heads->full = true;
        return MHD_NO;
    }
    heads->list[heads->count++] = (struct guard_header){name, value ? value : ""};
    return MHD_YES;
}

static unsigned head_check(struct MHD_Connection *mhd, const char *method, const char *url,
                           const char *version) {
    struct heads heads = {.count = 0};
    MHD_get_connection_values(mhd, MHD_HEADER_KIND, head_cb, &heads);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct guard_head head = {method,      url,
                              version,     heads.list,
                              heads.count, size && !HTTP_LIBRARY_IS_STRICT ? size->header_size : 0};
    if (heads.full)
        return 431;
    if (strlen(url) >= HTTP_URL_SIZE)
        return 414;
    return guard_check(&head);
}

// ---------------------------------------------------------------- the answer

static void request_free(struct pending_request *p) {
    p->connection->http->large_count -= p->large;
    for (unsigned i = 0; i < p->header_count; i++)
        free(p->headers[i].value);
    if (p->response)
        MHD_destroy_response(p->response);
    if (p->body)
        explicit_bzero(p->body, p->body_size); // a PIN may have been in it
    free(p->body);
    free(p);
}

void request_rouse(struct pending_request *p) {
    if (p->suspended)
        MHD_resume_connection(p->mhd);
    p->suspended = false;
}

static void response_set(struct pending_request *p, unsigned status,
                         struct MHD_Response *response) {
    for (unsigned i = 0; i < p->header_count; i++)
        MHD_add_response_header(response, p->headers[i].name, p->headers[i].value);
    p->response = response;
    p->status = status;
    request_rouse(p);
    http_soon(p->connection->http);
}

void http_answer(struct http_request *request, const struct http_answer *answer) {
    struct pending_request *p = pending_of(request);
    enum MHD_ResponseMemoryMode mode =
        answer->lasting ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body_size, (void *)(uintptr_t)(answer->body ? answer->body : ""), mode);
    if (!response)
        abort(); // memory is used up
    if (answer->type)
        MHD_add_response_header(response, "Content-Type", answer->type);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    if (answer->close || p->refused)
        MHD_add_response_header(response, "Connection", "close");
    response_set(p, answer->status, response);
}

struct http_stream *http_stream_open(struct http_request *request, const char *type,
                                     const struct http_stream_callbacks *callbacks, void *arg) {
    struct pending_request *p = pending_of(request);
    struct MHD_Response *response = NULL;
    struct http_stream *s = stream_create(p->connection, callbacks, arg, &response);
    if (!s)
        return NULL;
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-cache, no-transform");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    connection_goes(p->connection, CONNECTION_STREAMS);
    response_set(p, 200, response);
    return s;
}

void http_add_header(struct http_request *request, const char *name, const char *value) {
    struct pending_request *p = pending_of(request);
    char *copy = strdup(value);
    if (!copy || p->header_count == HTTP_ANSWER_HEADERS_MAX) {
        free(copy);
        return;
    }
    p->headers[p->header_count].name = name;
    p->headers[p->header_count++].value = copy;
}

const char *http_header(const struct http_request *request, const char *name) {
    return MHD_lookup_connection_value(pending_of(request)->mhd, MHD_HEADER_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name) {
    return MHD_lookup_connection_value(pending_of(request)->mhd, MHD_COOKIE_KIND, name);
}

const char *http_query(const struct http_request *request, const char *name) {
    return MHD_lookup_connection_value(pending_of(request)->mhd, MHD_GET_ARGUMENT_KIND, name);
}

// ---------------------------------------------------------------- the library's callbacks

// A large body takes one of a few places, so that no more than these are ever in memory.
static void body_admit(struct http *h, struct pending_request *p) {
    const char *length = http_header(&p->public, "Content-Length");
    uint64_t size = 0;
    size_t max = h->options.body_max_cb ? h->options.body_max_cb(&p->public, h->options.arg)
                                        : HTTP_BODY_SIZE;
    p->body_max = HTTP_BODY_SIZE;
    if (p->refused || !length || !number_read(length, 0, UINT32_MAX, &size) ||
        size <= HTTP_BODY_SIZE)
        return;
    if (size > max) {
        p->refused = 413;
    } else if (h->large_count == HTTP_LARGE_MAX) {
        p->refused = 429;
    } else {
        p->body_max = max;
        p->large = true;
        h->large_count++;
    }
}

static struct pending_request *request_begin(struct http *h, struct MHD_Connection *mhd,
                                             const char *url, const char *method,
                                             const char *version) {
    struct connection *c = connection_of(mhd);
    struct pending_request *p = c ? calloc(1, sizeof *p) : NULL;
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!p)
        return NULL;
    p->connection = c;
    c->pending = p;
    c->chunks = !h->options.certificate && !strcmp(version, MHD_HTTP_VERSION_1_1);
    p->mhd = mhd;
    p->public.method = method_of(method);
    p->public.path = url;
    p->public.body = "";
    if (peer)
        address_print(peer->client_addr, p->public.address);
    if (h->options.behind_proxy)
        address_by_proxy(p);
    p->refused = head_check(mhd, method, url, version);
    body_admit(h, p);
    return p;
}

static void body_take(struct pending_request *p, const char *bytes, size_t size) {
    if (p->refused || p->body_size + size > p->body_max) {
        p->refused = p->refused ? p->refused : 413;
        return;
    }
    if (p->body_size + size + 1 > p->body_room) {
        size_t room = p->body_room ? p->body_room : 1024;
        while (room < p->body_size + size + 1)
            room *= 2;
        char *grown = realloc(p->body, room);
        if (!grown) {
            p->refused = 503;
            return;
        }
        p->body = grown;
        p->body_room = room;
    }
    memcpy(p->body + p->body_size, bytes, size);
    p->body_size += size;
    p->body[p->body_size] = '\0';
    p->public.body = p->body;
    p->public.body_size = p->body_size;
}

static enum MHD_Result request_out(struct pending_request *p) {
    return MHD_queue_response(p->mhd, p->status, p->response);
}

static enum MHD_Result request_handle(struct http *h, struct pending_request *p) {
    p->handled = p->running = true;
    connection_goes(p->connection, CONNECTION_ANSWERS);
    h->counts.requests++;
    h->counts.refused += p->refused != 0;
    if (p->refused)
        h->options.refused_cb(&p->public, p->refused, h->options.arg);
    else
        h->options.request_cb(&p->public, h->options.arg);
    p->running = false;
    if (p->response)
        return request_out(p);
    MHD_suspend_connection(p->mhd);
    p->suspended = true;
    return MHD_YES;
}

// Whether so much of a body follows that it is not read for the sake of the answer.
static bool is_flood(const struct pending_request *p) {
    const char *length = http_header(&p->public, "Content-Length");
    uint64_t size;
    return p->refused != 413 || !length || !number_read(length, 0, DRAINED_SIZE, &size);
}

enum MHD_Result http_request_cb(void *arg, struct MHD_Connection *mhd, const char *url,
                                const char *method, const char *version, const char *upload,
                                size_t *upload_size, void **context) {
    struct http *h = arg;
    struct pending_request *p = *context;
    if (!p) {
        *context = p = request_begin(h, mhd, url, method, version);
        if (!p)
            return MHD_NO;
        return p->refused && is_flood(p) ? request_handle(h, p) : MHD_YES;
    }
    if (*upload_size) {
        body_take(p, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (!p->handled)
        return request_handle(h, p);
    return p->response ? request_out(p) : MHD_NO;
}

void http_request_done_cb(void *arg, struct MHD_Connection *mhd, void **context,
                          enum MHD_RequestTerminationCode code) {
    struct pending_request *p = *context;
    (void)arg, (void)mhd, (void)code;
    if (!p)
        return;
    p->connection->pending = NULL;
    connection_goes(p->connection, CONNECTION_READS);
    request_free(p);
    *context = NULL;
}
