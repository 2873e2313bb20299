// report.h - a business day's figures: GET /v1/halls/{hall}/reports/{day}; those of many:
// GET /v1/halls/{hall}/reports/{from}/{to}.
#ifndef HALLQ_WEB_REPORT_H
#define HALLQ_WEB_REPORT_H

#include "exchange.h"

// report_show: answers with the report of a day ("2026-10-01", or "today") for whom the principal is
// signed on (borrowed); with BAD_REQUEST where that is no day.
void report_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *day,
                 const ProtobufCBinaryData *principal);

// range_show: the same of the days from one to another; in the query `by` (day, week, month), `format`
// (json, or csv for a spreadsheet) and `lang` (zh, en) of the latter.
void range_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *from,
                const char *to, const ProtobufCBinaryData *principal);

#endif
