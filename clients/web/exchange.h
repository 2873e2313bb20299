// exchange.h - one request of a browser that becomes one request to the broker, and the answer to
// both.
#ifndef HALLQ_WEB_EXCHANGE_H
#define HALLQ_WEB_EXCHANGE_H

#include "clients/libhallq/hallq.h"
#include "halls.h"
#include "http.h"

#define EXCHANGE_DEADLINE_MS 5000 // a person waits
#define EXCHANGES_PER_ADDRESS 32  // under way: nobody takes all that the broker's client may have
#define EXCHANGE_WORK_MS 20000    // a worker looks at a PIN, or makes a report

// What follows a request that is sent. Each callback may be NULL. `arg` is free()d behind them.
struct exchange_then {
    // It was done, or the read answered: answers the browser from the reply, which is borrowed, or
    // goes on with another exchange. NULL: answers with the reply as JSON.
    void (*answer_cb)(struct http_request *http, const Hallq__Reply *reply, void *arg);
    // It was refused. True: this answered, or goes on; false: the refusal is the answer.
    bool (*refused_cb)(struct http_request *http, const Hallq__Refusal *refusal, void *arg);
    void *arg;
};

// exchange_begin: sends the request by this client; answers with a problem when it cannot be sent
// or its outcome is not known. `then` (may be NULL) is copied.
void exchange_begin(struct halls *halls, struct hallq *client, struct http_request *http,
                    const Hallq__Request *request, uint32_t deadline_ms,
                    const struct exchange_then *then);

// exchange_end_all: forgets those under way, once their clients are closed: nobody is answered.
void exchange_end_all(struct halls *halls);

// exchange_answer_json: answers with this message as JSON.
void exchange_answer_json(struct http_request *http, const void *message);

#endif
