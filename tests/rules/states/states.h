// states.h - the rows and columns of docs/STATES.md, as the test of the page asks them (page.c).
#ifndef HALLQ_RULES_STATES_H
#define HALLQ_RULES_STATES_H

#include "tests/rules/fixture.h"

#define NOBODY 999 // a ticket there is not

// "here" is counter 1, "elsewhere" counter 2.
#define HERE (DEVICE_COUNTER + 1)

// Device 0: nobody asks anything, time passes.
#define BY_ITSELF 0

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE

// A row brings the hall into a state, and returns the ticket (or the service, the measure) concerned.
struct row {
    const char *name;
    uint64_t (*make)(struct fixture *f);
};

// A column prepares what its command needs before the row's state, and then fills the request.
struct column {
    const char *name;
    Hallq__Request__BodyCase body_case;
    uint32_t device;
    void (*fill)(struct fixture *f, Hallq__Request *r, uint64_t ticket);
    void (*prepare)(struct fixture *f);
};

// The tables; a row, a column without a name ends each.
extern const struct row ticket_rows[], counter_rows[], service_rows[], measure_rows[], alert_rows[],
    slip_rows[], webhook_rows[], help_rows[], case_rows[], work_slip_rows[], booking_rows[],
    slot_rows[];
extern const struct column ticket_columns[], counter_columns[], service_columns[],
    measure_columns[], alert_columns[], slip_columns[], webhook_columns[], help_columns[],
    case_columns[], work_slip_columns[], booking_columns[], slot_columns[];

// Of more than one table: the rows,
uint64_t called_here(struct fixture *f);
uint64_t serving_here(struct fixture *f);
uint64_t held_here(struct fixture *f);

// what fills requests,
void plain_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);
void named_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);
void resume_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);
void further_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);
void further_here_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);
void transfer_own_fill(struct fixture *f, Hallq__Request *r, uint64_t ticket);

// and what columns prepare: the ticket `prepared`.
extern uint64_t prepared;
void finished_prepare(struct fixture *f);

#endif
