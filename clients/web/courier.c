// courier.c - libcurl's multi interface on libuv: libcurl says which sockets it waits for, and when
// it wants to be called; each socket has a poll handle.
#include "courier.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/err.h"

#define CONNECTIONS_KEPT 32

// A message under way.
struct errand {
    LIST_ENTRY(errand) entry;
    struct courier *courier;
    CURL *easy;
    struct curl_slist *headers;
    courier_done_cb done_cb;
    void *arg;
    size_t head_size, body_size; // of the answer, so far
    char why[CURL_ERROR_SIZE];
};

LIST_HEAD(errands, errand);

struct courier {
    uv_loop_t *loop;
    CURLM *multi;
    uv_timer_t timer;
    const char *certificates_path;
    struct errands errands;
};

struct watch {
    uv_poll_t poll;
    struct courier *courier;
    curl_socket_t socket;
};

// ---------------------------------------------------------------- what is done

static void errand_free(struct errand *e) {
    LIST_REMOVE(e, entry);
    curl_multi_remove_handle(e->courier->multi, e->easy);
    curl_easy_cleanup(e->easy);
    curl_slist_free_all(e->headers);
    free(e);
}

static struct courier_answer answer_of(const struct errand *e, CURLcode code) {
    long status = 0;
    curl_off_t retry_after_s = 0;
    struct courier_answer answer = {.why = ""};
    curl_easy_getinfo(e->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(e->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    // Its first line says all there is to know, whatever became of the rest.
    if (status >= 200) {
        answer.status = (unsigned)status;
        answer.retry_after_s = retry_after_s > 0 ? (uint64_t)retry_after_s : 0;
    } else {
        answer.why = *e->why ? e->why : curl_easy_strerror(code);
    }
    return answer;
}

static void done_take(struct courier *c) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(c->multi, &left))) {
        struct errand *e = NULL;
        char why[CURL_ERROR_SIZE];
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &e);
        struct courier_answer answer = answer_of(e, message->data.result);
        courier_done_cb done_cb = e->done_cb;
        void *arg = e->arg;
        snprintf(why, sizeof why, "%s", answer.why); // it goes with the errand
        answer.why = why;
        errand_free(e);
        done_cb(&answer, arg);
    }
}

// ---------------------------------------------------------------- sockets and the timer

static void act(struct courier *c, curl_socket_t socket, int events) {
    int running;
    curl_multi_socket_action(c->multi, socket, events, &running);
    done_take(c);
}

static void poll_cb(uv_poll_t *poll, int status, int events) {
    struct watch *w = poll->data;
    int what = status < 0 ? CURL_CSELECT_ERR : 0;
    if (events & UV_READABLE)
        what |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        what |= CURL_CSELECT_OUT;
    act(w->courier, w->socket, what);
}

static void timeout_cb(uv_timer_t *timer) {
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int timer_set(CURLM *multi, long timeout_ms, void *arg) {
    struct courier *c = arg;
    (void)multi;
    if (timeout_ms < 0)
        uv_timer_stop(&c->timer);
    else
        uv_timer_start(&c->timer, timeout_cb, (uint64_t)timeout_ms, 0);
    return 0;
}

static void watch_closed(uv_handle_t *handle) {
    free(handle->data);
}

static struct watch *watch_make(struct courier *c, curl_socket_t socket) {
    struct watch *w = calloc(1, sizeof *w);
    if (!w || uv_poll_init_socket(c->loop, &w->poll, socket)) {
        free(w);
        return NULL;
    }
    w->poll.data = w;
    w->courier = c;
    w->socket = socket;
    curl_multi_assign(c->multi, socket, w);
    return w;
}

static int socket_set(CURL *easy, curl_socket_t socket, int what, void *arg, void *watch) {
    struct courier *c = arg;
    struct watch *w = watch;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (w)
            uv_close((uv_handle_t *)&w->poll, watch_closed);
        curl_multi_assign(c->multi, socket, NULL);
        return 0;
    }
    if (!w && !(w = watch_make(c, socket)))
        return -1;
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&w->poll, events, poll_cb) ? -1 : 0;
}

// ---------------------------------------------------------------- a message

// 0 ends it.
static size_t take_bytes(size_t *total, size_t size) {
    *total += size;
    return *total > COURIER_ANSWER_BYTES ? 0 : size;
}

static size_t head_cb(char *data, size_t size, size_t count, void *arg) {
    struct errand *e = arg;
    (void)data;
    return take_bytes(&e->head_size, size * count);
}

static size_t body_cb(char *data, size_t size, size_t count, void *arg) {
    struct errand *e = arg;
    (void)data;
    return take_bytes(&e->body_size, size * count);
}

static bool headers_make(struct errand *e, const struct parcel *parcel) {
    for (size_t i = 0; i < COURIER_HEADERS_MAX && parcel->headers[i]; i++) {
        struct curl_slist *longer = curl_slist_append(e->headers, parcel->headers[i]);
        if (!longer)
            return false;
        e->headers = longer;
    }
    struct curl_slist *longer = curl_slist_append(e->headers, "Expect:"); // no answer is waited for
    if (longer)
        e->headers = longer;
    return longer;
}

#define SET(option, value)                                                                         \
    if (!code)                                                                                     \
    code = curl_easy_setopt(e->easy, option, value)

static CURLcode options_set(struct errand *e, const struct parcel *parcel) {
    CURLcode code = CURLE_OK;
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_URL, parcel->url);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)parcel->body_size);
    SET(CURLOPT_COPYPOSTFIELDS, parcel->body);
    SET(CURLOPT_HTTPHEADER, e->headers);
    SET(CURLOPT_USERAGENT, "hallq-web");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, ""); // none of the environment's
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)COURIER_CONNECT_MS);
    SET(CURLOPT_TIMEOUT_MS, (long)COURIER_TIMEOUT_MS);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); // a name that is still looked up does not hold up the end
    SET(CURLOPT_HEADERFUNCTION, head_cb);
    SET(CURLOPT_HEADERDATA, e);
    SET(CURLOPT_WRITEFUNCTION, body_cb);
    SET(CURLOPT_WRITEDATA, e);
    SET(CURLOPT_ERRORBUFFER, e->why);
    SET(CURLOPT_PRIVATE, e);
    if (e->courier->certificates_path) {
        SET(CURLOPT_CAINFO, e->courier->certificates_path);
    }
    return code;
}

#undef SET

int courier_send(struct courier *c, const struct parcel *parcel, courier_done_cb done_cb,
                 void *arg) {
    struct errand *e = calloc(1, sizeof *e);
    if (!e)
        return ERR_NO_MEMORY;
    *e = (struct errand){.courier = c, .done_cb = done_cb, .arg = arg, .easy = curl_easy_init()};
    bool made = e->easy && headers_make(e, parcel);
    CURLcode code = made ? options_set(e, parcel) : CURLE_OUT_OF_MEMORY;
    if (!code && !curl_multi_add_handle(c->multi, e->easy)) {
        LIST_INSERT_HEAD(&c->errands, e, entry);
        return ERR_OK;
    }
    curl_easy_cleanup(e->easy);
    curl_slist_free_all(e->headers);
    free(e);
    return code == CURLE_OUT_OF_MEMORY ? ERR_NO_MEMORY : ERR_INVALID;
}

// ---------------------------------------------------------------- start and end

int courier_start(uv_loop_t *loop, const char *certificates_path, struct courier **ret) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        return ERR_SYSTEM;
    struct courier *c = calloc(1, sizeof *c);
    CURLM *multi = c ? curl_multi_init() : NULL;
    if (!multi) {
        free(c);
        return ERR_NO_MEMORY;
    }
    *c = (struct courier){.loop = loop, .multi = multi, .certificates_path = certificates_path};
    LIST_INIT(&c->errands);
    uv_timer_init(loop, &c->timer);
    c->timer.data = c;
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_set);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, c);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_set);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, c);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    *ret = c;
    return ERR_OK;
}

static void timer_closed(uv_handle_t *timer) {
    free(timer->data);
}

void courier_stop(struct courier **c) {
    struct courier *ended = *c;
    *c = NULL;
    if (!ended)
        return;
    curl_multi_setopt(ended->multi, CURLMOPT_TIMERFUNCTION, NULL);
    while (!LIST_EMPTY(&ended->errands))
        errand_free(LIST_FIRST(&ended->errands));
    curl_multi_cleanup(ended->multi);
    uv_close((uv_handle_t *)&ended->timer, timer_closed);
    curl_global_cleanup();
}
