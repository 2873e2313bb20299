// page.h - the page of counters, in Prometheus's text form. The terms are in docs/OPERATIONS.md.
#ifndef HALLQ_PAGE_H
#define HALLQ_PAGE_H

#include "broker/broker.h"

// page_write: fills METRICS_PAGE_SIZE bytes at most; returns how many.
size_t page_write(const struct broker *b, char *page);

#endif
