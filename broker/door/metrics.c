// metrics.c - the smallest responder that a scraper needs: it reads a bounded head in a bounded
// time, gives one answer and closes. A reader is freed when both its handles are closed.
#include "broker/door/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"

#define HEAD_MAX 2048
#define TIME_MS 3000
#define BACKLOG 16
#define STATUS_FINE "200 OK"

struct metrics_reader {
    LIST_ENTRY(metrics_reader) entry;
    struct metrics *metrics; // NULL once the reader is cut off
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_write_t write;
    int open_count;
    bool answered;
    size_t head_size;
    char head[HEAD_MAX + 1];
    char answer_head[160];
    char page[METRICS_PAGE_SIZE];
};

static void reader_unlink(struct metrics_reader *r) {
    if (!r->metrics)
        return;
    LIST_REMOVE(r, entry);
    r->metrics->reader_count--;
    r->metrics = NULL;
}

static void closed_cb(uv_handle_t *h) {
    struct metrics_reader *r = h->data;
    if (--r->open_count == 0)
        free(r);
}

static void reader_close(struct metrics_reader *r) {
    reader_unlink(r);
    if (!uv_is_closing((uv_handle_t *)&r->tcp)) {
        uv_close((uv_handle_t *)&r->tcp, closed_cb);
        uv_close((uv_handle_t *)&r->timer, closed_cb);
    }
}

static void time_up_cb(uv_timer_t *t) {
    reader_close(t->data);
}

static void written_cb(uv_write_t *w, int status) {
    (void)status;
    reader_close(w->data);
}

// Returns whether the host is a name of this machine to itself, with any port or none.
static bool host_ok(const char *host, size_t host_len) {
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t name_len = strlen(names[i]);
        if (host_len < name_len || strncasecmp(host, names[i], name_len))
            continue;
        const char *port = host + name_len;
        size_t port_len = host_len - name_len;
        return !port_len || (*port == ':' && strspn(port + 1, "0123456789") == port_len - 1);
    }
    return false;
}

// Returns whether the head names one good host, or none, as HTTP/1.0 allows and no browser sends.
static bool hosts_ok(const char *head) {
    static const char name[] = "\r\nHost:";
    size_t count = 0;
    for (const char *at = strcasestr(head, name); at; at = strcasestr(at + 1, name)) {
        const char *host = at + sizeof name - 1;
        host += strspn(host, " \t");
        size_t host_len = strcspn(host, " \t\r");
        if (!host_ok(host, host_len) || host[host_len + strspn(host + host_len, " \t")] != '\r' ||
            count++)
            return false;
    }
    return count || strstr(head, " HTTP/1.0\r\n");
}

static const char *status_of(const struct metrics_reader *r) {
    static const char wanted[] = "GET /metrics ";
    if (!hosts_ok(r->head))
        return "403 Forbidden";
    return strncmp(r->head, wanted, sizeof wanted - 1) ? "404 Not Found" : STATUS_FINE;
}

static void answer(struct metrics_reader *r) {
    const char *status = status_of(r);
    bool fine = !strcmp(status, STATUS_FINE);
    size_t page_size = fine ? r->metrics->page_cb(r->metrics->arg, r->page) : 0;
    int head_size = snprintf(r->answer_head, sizeof r->answer_head,
                             "HTTP/1.0 %s\r\nContent-Type: text/plain; version=0.0.4\r\n"
                             "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                             status, page_size);
    uv_buf_t parts[] = {uv_buf_init(r->answer_head, (unsigned)head_size),
                        uv_buf_init(r->page, (unsigned)page_size)};
    r->answered = true;
    r->write.data = r;
    if (uv_write(&r->write, (uv_stream_t *)&r->tcp, parts, 2, written_cb))
        reader_close(r);
}

static void room_cb(uv_handle_t *h, size_t suggested, uv_buf_t *ret_room) {
    (void)suggested;
    struct metrics_reader *r = h->data;
    *ret_room = uv_buf_init(r->head + r->head_size, (unsigned)(HEAD_MAX - r->head_size));
}

static void read_cb(uv_stream_t *s, ssize_t size, const uv_buf_t *room) {
    (void)room;
    struct metrics_reader *r = s->data;
    if (size < 0) {
        reader_close(r);
        return;
    }
    r->head_size += (size_t)size;
    r->head[r->head_size] = 0;
    if (strstr(r->head, "\r\n\r\n")) {
        uv_read_stop(s);
        answer(r);
    } else if (r->head_size == HEAD_MAX) {
        reader_close(r);
    }
}

static struct metrics_reader *reader_create(struct metrics *m) {
    struct metrics_reader *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->metrics = m;
    LIST_INSERT_HEAD(&m->readers, r, entry);
    m->reader_count++;
    uv_tcp_init(m->listener.loop, &r->tcp);
    uv_timer_init(m->listener.loop, &r->timer);
    r->tcp.data = r->timer.data = r;
    r->open_count = 2;
    return r;
}

static void connection_cb(uv_stream_t *listener, int status) {
    struct metrics *m = listener->data;
    struct metrics_reader *r = status ? NULL : reader_create(m);
    if (!r)
        return;
    if (uv_accept(listener, (uv_stream_t *)&r->tcp) || m->reader_count > METRICS_READERS_MAX ||
        uv_read_start((uv_stream_t *)&r->tcp, room_cb, read_cb)) {
        reader_close(r);
        return;
    }
    uv_timer_start(&r->timer, time_up_cb, TIME_MS, 0);
}

static int port_find(struct metrics *m) {
    struct sockaddr_storage at;
    int at_size = sizeof at;
    if (uv_tcp_getsockname(&m->listener, (struct sockaddr *)&at, &at_size))
        return ERR_SYSTEM;
    m->port = ntohs(((struct sockaddr_in *)&at)->sin_port);
    return ERR_OK;
}

int metrics_start(struct metrics *m, uv_loop_t *loop, uint16_t port, metrics_page_cb page_cb,
                  void *arg) {
    struct sockaddr_in at;
    *m = (struct metrics){.page_cb = page_cb, .arg = arg};
    if (uv_ip4_addr("127.0.0.1", port, &at) || uv_tcp_init(loop, &m->listener))
        return ERR_SYSTEM;
    m->open = true;
    m->listener.data = m;
    int failed = uv_tcp_bind(&m->listener, (const struct sockaddr *)&at, 0);
    if (!failed)
        failed = uv_listen((uv_stream_t *)&m->listener, BACKLOG, connection_cb);
    if (failed)
        return failed == UV_EADDRINUSE ? ERR_BUSY : ERR_SYSTEM;
    return port_find(m);
}

void metrics_stop(struct metrics *m) {
    if (!m->open)
        return;
    m->open = false;
    while (!LIST_EMPTY(&m->readers))
        reader_close(LIST_FIRST(&m->readers));
    uv_close((uv_handle_t *)&m->listener, NULL);
}
