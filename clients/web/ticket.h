// ticket.h - a customer's ticket by its link: GET /v1/halls/{hall}/tickets/{link}.
#ifndef HALLQ_WEB_TICKET_H
#define HALLQ_WEB_TICKET_H

#include "exchange.h"

// ticket_show: answers with the ticket's card, or NO_TICKET: no link tells whether there is one.
void ticket_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *link);

#endif
