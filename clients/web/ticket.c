#include "ticket.h"

#include "problem.h"
#include "secret.h"
#include "ticket_link.h"
#include "web.pb-c.h"

#define PRINCIPAL_SIZE 16

static void shown_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    Hallq__WebTicket told = HALLQ__WEB_TICKET__INIT;
    (void)arg;
    if (reply->body_case != HALLQ__REPLY__BODY_TICKET) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    told.ticket = reply->ticket;
    exchange_answer_json(http, &told);
}

void ticket_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *link) {
    struct ticket_link asked;
    unsigned char principal[PRINCIPAL_SIZE];
    Hallq__Which which = HALLQ__WHICH__INIT;
    Hallq__GetPlace body = HALLQ__GET_PLACE__INIT;
    HALLQ_REQUEST(request, hall, GET_PLACE, get_place, &body);
    if (!ticket_link_read(link, &asked) || asked.hall != hall) {
        Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
        refusal.reason = HALLQ__REFUSAL__REASON__NO_TICKET;
        problem_answer_refusal(http, &refusal, 0);
        return;
    }
    // Who holds a ticket looks at their own pace.
    secret_hash(principal, sizeof principal, "ticket", asked.code, asked.code_size);
    request.principal = (ProtobufCBinaryData){sizeof principal, principal};
    which.ticket = asked.ticket;
    which.code = (ProtobufCBinaryData){asked.code_size, asked.code};
    body.which = &which;
    struct exchange_then then = {.answer_cb = shown_cb};
    exchange_begin(halls, halls->client, http, &request, EXCHANGE_DEADLINE_MS, &then);
}
