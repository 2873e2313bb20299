// exchange.h - one request of a browser that becomes one request to the broker, and the answer to
// both.
#ifndef HALLQ_WEB_EXCHANGE_H
#define HALLQ_WEB_EXCHANGE_H

#include "clients/libhallq/hallq.h"
#include "halls.h"
#include "http.h"

#define EXCHANGE_DEADLINE_MS 5000 // a person waits
#define EXCHANGE_WORK_MS 20000    // a worker looks at a PIN, or makes a report

// Answers the browser from a reply that is no refusal; `reply` is borrowed.
typedef void (*exchange_cb)(struct http_request *request, const Hallq__Reply *reply, void *arg);

// exchange_begin: sends the request; answers with a problem when it is refused or cannot be sent,
// and by `answer_cb` when it is done. NULL: the reply as JSON. `arg` is free()d at the end.
void exchange_begin(const struct halls *halls, struct http_request *http,
                    const Hallq__Request *request, uint32_t deadline_ms, exchange_cb answer_cb,
                    void *arg);

// exchange_answer_json: answers with this message as JSON.
void exchange_answer_json(struct http_request *http, const void *message);

#endif
