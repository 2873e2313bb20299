// station.h - what every program runs on: one loop, one client, one followed hall, and the signals
// that end it.
#ifndef HALLQ_STATION_H
#define HALLQ_STATION_H

#include <uv.h>

#include "arguments.h"
#include "clients/text/reach.h"

#define STATION_SIGNALS 3

struct station_callbacks {
    void (*reach_cb)(void *arg); // `reach` has changed
    void (*stop_cb)(void *arg);  // once, when the station stops: close your own handles
    // A signal ends the program: true if it has something to do first, and stops by itself soon. May be NULL.
    bool (*leave_cb)(void *arg);
};

struct station {
    uv_loop_t loop;
    const struct arguments *arguments;
    struct hallq *client;
    struct hallq_follow *follow;
    uv_signal_t signals[STATION_SIGNALS];
    uv_timer_t patience; // with a feed that says nothing
    struct reach reach;
    char reach_told[REACH_SIZE];
    bool stopping;
    enum exit_code exit_code;
    struct station_callbacks callbacks;
    void *arg;
};

// station_start: connects and follows; the arguments outlive the station. Says on stderr what failed.
bool station_start(struct station *s, const struct arguments *args,
                   const struct station_callbacks *callbacks,
                   const struct hallq_follow_callbacks *follow_callbacks, void *arg);

// station_stale, station_refused: the program's stale_cb and refused_cb pass it on, for `reach`.
void station_stale(struct station *s, bool stale);
void station_refused(struct station *s, Hallq__Refusal__Reason reason);

// station_tell: for reach_cb without a screen: how the broker is reached, on standard error, once for
// each change, so that whoever started a script sees what it waits for.
void station_tell(struct station *s);

// station_stop: begins to end; may be called twice, the first exit code counts.
void station_stop(struct station *s, enum exit_code exit_code);

// station_run: until all is closed. Returns the exit code.
enum exit_code station_run(struct station *s);

#endif
