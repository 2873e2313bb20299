// services.c - the table of services.
#include "tests/rules/states/states.h"

// Rows of services; what they return is the service.

static uint64_t service_state(struct fixture *f, uint32_t service, bool open, bool suspended) {
    Hallq__LineRow *row = line_row(f, HALLQ__LINE__KIND__SERVICE, service);
    row->open = open;
    row->suspended = suspended;
    row->reason = text_of(f, suspended ? "system" : "");
    line_change(f, HALLQ__LINE__KIND__SERVICE, service, row);
    return service;
}

static uint64_t service_open(struct fixture *f) {
    return service_state(f, SERVICE_B, true, false);
}

static uint64_t service_closed(struct fixture *f) {
    return service_state(f, SERVICE_B, false, false);
}

static uint64_t service_suspended(struct fixture *f) {
    return service_state(f, SERVICE_B, true, true);
}

static uint64_t service_closed_suspended(struct fixture *f) {
    return service_state(f, SERVICE_B, false, true);
}

static uint64_t service_nowhere(struct fixture *f) {
    return service_state(f, SERVICE_D, true, false);
}

static uint64_t service_unknown(struct fixture *f) {
    (void)f;
    return 77;
}

const struct row service_rows[] = {
    {"open", service_open},
    {"outside its hours", service_closed},
    {"suspended", service_suspended},
    {"suspended, outside its hours", service_closed_suspended},
    {"given by no counter", service_nowhere},
    {"unknown", service_unknown},
    {NULL, NULL},
};

static void serving_prepare(struct fixture *f) {
    prepared = serving_here(f);
}

static void issue_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->issue->service = (uint32_t)service;
}

static void planned_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    uint32_t id = (uint32_t)service;
    r->issue->service = SERVICE_A;
    r->issue->n_next_services = 1;
    r->issue->next_services = arena_copy(&f->arena, &id, sizeof id);
}

static void transfer_to_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, (uint32_t)service);
}

static void further_to_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    further_fill(f, r, prepared);
    r->further->service = (uint32_t)service;
}

static void further_to_here_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    further_to_fill(f, r, service);
    r->further->here = true;
}

static void suspend_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    r->service_suspend->service = (uint32_t)service;
    r->service_suspend->reason = text_of(f, "system");
}

static void unsuspend_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->service_unsuspend->service = (uint32_t)service;
}

static void raise_fill(struct fixture *f, Hallq__Request *r, uint64_t service) {
    (void)f;
    r->raise_cap->service = (uint32_t)service;
    r->raise_cap->cap = 950;
}

const struct column service_columns[] = {
    {"issue", BODY(ISSUE), DEVICE_KIOSK, issue_fill, NULL},
    {"issue, as a further step", BODY(ISSUE), DEVICE_KIOSK, planned_fill, NULL},
    {"transfer to it", BODY(TRANSFER), HERE, transfer_to_fill, serving_prepare},
    {"further", BODY(FURTHER), HERE, further_to_fill, finished_prepare},
    {"further here", BODY(FURTHER), HERE, further_to_here_fill, finished_prepare},
    {"suspend", BODY(SERVICE_SUSPEND), DEVICE_LEAD, suspend_fill, NULL},
    {"unsuspend", BODY(SERVICE_UNSUSPEND), DEVICE_LEAD, unsuspend_fill, NULL},
    {"raise cap", BODY(RAISE_CAP), DEVICE_LEAD, raise_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
