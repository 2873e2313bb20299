// look.h - one look at a hall: what a lead should be told of now (wanted), found by the files of the
// kinds (line.c, counter.c, hall.c, printer.c, case.c), and settled with the alerts that are open (look.c). For the files of
// this wing.
#ifndef HALLQ_ALERT_LOOK_H
#define HALLQ_ALERT_LOOK_H

#include "broker/hall/alert/alert.h"
#include "broker/hall/alert/limits.h"
#include "broker/hall/core/deciding.h"
#include "broker/hall/wait/outlook.h"

// An alert that should be open. Of `now` the kind, level, subject, count, times, cause and figures are
// filled in; its number and what people did with it are the open alert's.
struct wanted {
    struct wanted *next; // of the same kind
    Hallq__Alert now;
    int64_t act_since_ms; // from then on somebody should act; 0: since the alert is on its level
    bool matched;         // an alert that is open tells of it
};

// A service's line.
struct looked_line {
    const Hallq__Service *service;
    const Hallq__LineRow *row;
    struct outlook outlook;
};

struct looking {
    struct deciding *d;
    const struct alert_known *known;
    struct alert_limits limits;
    Hallq__Alert **open; // the hall's open alerts
    size_t open_count;
    size_t open_after;         // alerts that are open after what was emitted so far
    struct looked_line *lines; // by the settings' order of services
    bool hall_open;            // some service is inside its hours
    struct wanted *first[ALERT_KINDS], *last[ALERT_KINDS]; // in the order of their finding
    size_t count[ALERT_KINDS];
};

// want: adds an alert of this kind, level and subject to what is wanted, since now, and returns it to
// be filled in further; NULL if the settings do not want the kind.
struct wanted *want(struct looking *l, Hallq__Alert__Kind kind, Hallq__Alert__Level level,
                    uint32_t subject);

// open_find: the open alert of this kind and subject that is no storm; NULL: there is none.
const Hallq__Alert *open_find(const struct looking *l, Hallq__Alert__Kind kind, uint32_t subject);

// looked_line_of: the line of a service; NULL if the settings have no such service.
const struct looked_line *looked_line_of(const struct looking *l, uint32_t service);

// The kinds of alerts. Each adds what it wants; they return ERR_OK or a store error.
int lines_look(struct looking *l); // LINE_CROWDED, SERVICE_SUSPENDED; fills in lines and hall_open
int closing_look(struct looking *l);   // CLOSING
int counters_look(struct looking *l);  // COUNTER_IDLE, OVER_TARGET, PAUSED_LONG
int hall_look(struct looking *l);      // DEVICE_SILENT, NO_LEAD
int printers_look(struct looking *l);  // NO_PAPER, PRINTER_SILENT
int hooks_look(struct looking *l);     // WEBHOOK_STOPPED
int helps_look(struct looking *l);     // HELP_WAITING
int deadlines_look(struct looking *l); // CASE_DUE, CALL_BACK_DUE, WORK_SLIP_DUE

// alert_cause: what differs most from the usual in a crowded line; NULL: nothing differs much. In the
// arena. A row that cannot be read says nothing.
int alert_cause(struct looking *l, const struct looked_line *line, Hallq__Alert__Cause **ret);

#endif
