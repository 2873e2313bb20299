// metrics_page.h - the page of counters, in Prometheus's text form. The terms are in
// docs/OPERATIONS.md.
#ifndef HALLQ_METRICS_PAGE_H
#define HALLQ_METRICS_PAGE_H

#include "broker/broker.h"

// metrics_page_write: fills at most METRICS_PAGE_SIZE bytes of the page; returns the number of
// bytes filled.
size_t metrics_page_write(const struct broker *b, char *page);

#endif
