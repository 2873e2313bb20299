// private_case.h - the texts and codes of cases and work slips, which an answer shows and no record keeps.
#ifndef HALLQ_PRIVATE_CASE_H
#define HALLQ_PRIVATE_CASE_H

#include "broker/turn/parts.h"

// private_of_case: whether the answer to a request shows such texts or codes.
bool private_of_case(const Hallq__Request *request);

// private_case_show: fills them in. What a record keeps of the answer is copied first. Returns ERR_OK or a
// store error.
int private_case_show(struct turn_parts *p, struct state *s, const Hallq__Request *request,
                      Hallq__Reply *reply);

#endif
