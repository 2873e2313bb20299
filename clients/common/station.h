// station.h - what every program runs on: one loop, one client, one followed hall, and the signals
// that end it.
#ifndef HALLQ_STATION_H
#define HALLQ_STATION_H

#include <uv.h>

#include "options.h"

#define STATION_SIGNALS 3

struct station {
    uv_loop_t loop;
    const struct options *options;
    struct hallq *client;
    struct hallq_follow *follow;
    uv_signal_t signals[STATION_SIGNALS];
    bool stopping;
    enum exit_code exit_code;
    // The program's: closes its own handles, once, when the station stops.
    void (*stop_cb)(void *arg);
    void *arg;
};

// station_start: connects and follows; the options outlive the station. Says on stderr what failed.
bool station_start(struct station *s, const struct options *o, hallq_link_cb link_cb,
                   const struct hallq_follow_callbacks *callbacks, void (*stop_cb)(void *arg),
                   void *arg);

// station_stop: begins to end; may be called twice, the first exit code counts.
void station_stop(struct station *s, enum exit_code exit_code);

// station_run: until all is closed. Returns the exit code.
enum exit_code station_run(struct station *s);

#endif
