#include "problem.h"

#include <stdio.h>

#include "base/bilingual.h"
#include "base/count.h"
#include "jot.h"

static const struct {
    const char *name;
    unsigned status;
    struct bilingual text;
} problems[PROBLEM_COUNT] = {
#define PROBLEM(name, status, zh, en) [PROBLEM_##name] = {#name, status, {zh, en}},
#include "problems.def"
#undef PROBLEM
};

// The statuses of the broker's refusals, but for those that say that the hall is not as the command
// needs it: 409.
static const struct {
    Hallq__Refusal__Reason reason;
    unsigned status;
} statuses[] = {
#define STATUS(reason, status)                                                                     \
    { HALLQ__REFUSAL__REASON__##reason, status }
    STATUS(BAD_MESSAGE, 400),    STATUS(UNKNOWN_COMMAND, 501),
    STATUS(TOO_LARGE, 413),      STATUS(NO_SESSION, 400),
    STATUS(NOT_ALLOWED, 403),    STATUS(NOT_SIGNED_ON, 401),
    STATUS(WRONG_PIN, 401),      STATUS(PIN_NOT_SET, 403),
    STATUS(LOCKED_OUT, 429),     STATUS(PERSON_MAY_NOT, 403),
    STATUS(KEY_REVOKED, 503),    STATUS(OTHER_HALL, 404),
    STATUS(PIN_NEEDED, 403),     STATUS(NO_HALL, 404),
    STATUS(NO_SERVICE, 404),     STATUS(NO_COUNTER, 404),
    STATUS(NO_STAFF, 404),       STATUS(NO_TICKET, 404),
    STATUS(NO_CLASS, 404),       STATUS(NO_DEVICE, 404),
    STATUS(NO_REASON, 400),      STATUS(PIN_COMMON, 400),
    STATUS(PIN_TOO_SHORT, 400),  STATUS(PIN_OWN_NUMBER, 400),
    STATUS(PIN_RUN, 400),        STATUS(PIN_REPEAT, 400),
    STATUS(PIN_KEY_LOST, 403),   STATUS(TOO_FAST, 429),
    STATUS(BAD_SETTINGS, 400),   STATUS(RETRY_LATER, 503),
    STATUS(DISK_FULL, 503),      STATUS(BUSY, 503),
    STATUS(INTERNAL, 500),       STATUS(WRONG_CODE, 403),
    STATUS(NOT_ENROLLED, 403),   STATUS(NO_MEASURE, 404),
    STATUS(NO_ALERT, 404),       STATUS(NO_ZONE, 404),
    STATUS(NO_NOTICE, 404),      STATUS(NO_OTHER_HALL, 404),
    STATUS(NO_WORDS, 400),       STATUS(DAY_TO_COME, 400),
    STATUS(NO_PRINTER, 404),     STATUS(NO_SLIP, 404),
    STATUS(NO_HELP, 404),        STATUS(NO_CASE, 404),
    STATUS(NO_WORK_SLIP, 404),   STATUS(NO_DEPARTMENT, 404),
    STATUS(NO_HOOK, 404),        STATUS(HALLS_MISSING, 400),
    STATUS(RANGE_TOO_LONG, 400),
#undef STATUS
};

unsigned problem_status(Hallq__Refusal__Reason reason) {
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].reason == reason)
            return statuses[i].status;
    return 409;
}

const char *problem_reason(enum problem problem) {
    return problems[problem].name;
}

struct document {
    const char *name;
    unsigned status;
    const char *zh, *en, *what;
    unsigned after_s;
    unsigned line, column;
};

static void document_print(struct jot *j, const struct document *d) {
    char type[80];
    snprintf(type, sizeof type, "urn:hallq:%s", d->name);
    jot_text(j, "{");
    jot_member(j, "type", type);
    jot_member(j, "title", d->name);
    jot_printf(j, ",\"status\":%u", d->status);
    jot_member(j, "detail", d->zh);
    jot_member(j, "detail_en", d->en);
    jot_member(j, "reason", d->name);
    if (d->what && *d->what)
        jot_member(j, "what", d->what);
    if (d->line)
        jot_printf(j, ",\"line\":%u,\"column\":%u", d->line, d->column);
    if (d->after_s)
        jot_printf(j, ",\"retry_after_s\":%u", d->after_s);
    jot_text(j, "}");
}

static void document_answer(struct http_request *request, const struct document *d) {
    struct jot j = {0};
    char after[16];
    document_print(&j, d);
    if (d->after_s) {
        snprintf(after, sizeof after, "%u", d->after_s);
        http_add_header(request, "Retry-After", after);
    }
    http_add_header(request, "Cache-Control", "no-store");
    http_answer(request, &(struct http_answer){.status = d->status,
                                               .type = "application/problem+json",
                                               .body = j.text,
                                               .body_size = j.size});
    jot_fini(&j);
}

static struct document document_of(enum problem problem) {
    return (struct document){.name = problems[problem].name,
                             .status = problems[problem].status,
                             .zh = problems[problem].text.zh,
                             .en = problems[problem].text.en};
}

void problem_answer(struct http_request *request, enum problem problem, const char *what) {
    struct document d = document_of(problem);
    d.what = what;
    document_answer(request, &d);
}

void problem_answer_later(struct http_request *request, enum problem problem, unsigned after_s) {
    struct document d = document_of(problem);
    d.after_s = after_s;
    document_answer(request, &d);
}

void problem_answer_status(struct http_request *request, unsigned status) {
    enum problem problem = PROBLEM_BAD_REQUEST;
    for (int i = 0; i < PROBLEM_COUNT; i++) {
        if (problems[i].status != status)
            continue;
        problem = (enum problem)i;
        break;
    }
    problem_answer(request, problem, NULL);
}

void problem_answer_refusal(struct http_request *request, const Hallq__Refusal *refusal,
                            int64_t now_ms) {
    struct document d = {.name = refusal_name(refusal->reason),
                         .status = problem_status(refusal->reason),
                         .zh = refusal_text(refusal->reason, LANGUAGE_ZH),
                         .en = refusal_text(refusal->reason, LANGUAGE_EN),
                         .what = refusal->detail};
    if (refusal->at_ms > now_ms && now_ms)
        d.after_s = (unsigned)((refusal->at_ms - now_ms + 999) / 1000);
    document_answer(request, &d);
}

void problem_answer_at(struct http_request *request, Hallq__Refusal__Reason reason,
                       const char *what, unsigned line, unsigned column) {
    struct document d = {.name = refusal_name(reason),
                         .status = problem_status(reason),
                         .zh = refusal_text(reason, LANGUAGE_ZH),
                         .en = refusal_text(reason, LANGUAGE_EN),
                         .what = what,
                         .line = line,
                         .column = column};
    document_answer(request, &d);
}
