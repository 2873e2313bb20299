#include "report.h"

#include <string.h>

#include "base/date.h"
#include "problem.h"
#include "web.pb-c.h"

static void shown_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    Hallq__WebReport told = HALLQ__WEB_REPORT__INIT;
    (void)arg;
    if (reply->body_case != HALLQ__REPLY__BODY_REPORT) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    told.report = reply->report;
    exchange_answer_json(http, &told);
}

void report_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *day,
                 const ProtobufCBinaryData *principal) {
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    HALLQ_REQUEST(request, hall, GET_REPORT, get_report, &body);
    if (strcmp(day, "today") != 0 && (!date_parse(day, &body.day) || body.day <= 0)) {
        problem_answer(http, PROBLEM_BAD_REQUEST, NULL);
        return;
    }
    request.principal = *principal;
    struct exchange_then then = {.answer_cb = shown_cb};
    exchange_begin(halls, halls->client, http, &request, EXCHANGE_WORK_MS, &then);
}
