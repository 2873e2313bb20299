// problem.h - errors as problem documents (RFC 9457): the status, the reason's name, and both
// sentences.
//
//     {"type":"urn:hallq:NOTHING_WAITING","title":"NOTHING_WAITING","status":409,
//      "detail":"目前无人等候","detail_en":"nobody is waiting","reason":"NOTHING_WAITING"}
//
// What names the faulty field or figure is `what`; `line` and `column` say where in a text; `retry_after_s` comes with what may
// be tried later.
#ifndef HALLQ_WEB_PROBLEM_H
#define HALLQ_WEB_PROBLEM_H

#include "command.pb-c.h"
#include "http.h"

enum problem {
#define PROBLEM(name, status, zh, en) PROBLEM_##name,
#include "problems.def"
#undef PROBLEM
    PROBLEM_COUNT
};

// problem_answer: answers with a problem of the gateway. `what` may be NULL: the faulty field.
void problem_answer(struct http_request *request, enum problem problem, const char *what);

// problem_answer_later: the same for what may be tried again after so many seconds.
void problem_answer_later(struct http_request *request, enum problem problem, unsigned after_s);

// problem_answer_status: answers with the problem that has this HTTP status.
void problem_answer_status(struct http_request *request, unsigned status);

// problem_answer_refusal: answers with what the broker refused. `now_ms`: hall time, by which the
// refusal's time is told in seconds to wait; 0 unknown.
void problem_answer_refusal(struct http_request *request, const Hallq__Refusal *refusal,
                            int64_t now_ms);

// problem_answer_at: the same of something in a text that was sent: `what` in words (may be NULL), and its line and column;
// line 0: nowhere.
void problem_answer_at(struct http_request *request, Hallq__Refusal__Reason reason,
                       const char *what, unsigned line, unsigned column);

// problem_reason: the reason as clients see it, e.g. "NO_CSRF".
const char *problem_reason(enum problem problem);

// problem_status: the HTTP status of a refusal's reason.
unsigned problem_status(Hallq__Refusal__Reason reason);

#endif
