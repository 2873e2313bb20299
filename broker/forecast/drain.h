// drain.h - how fast a line moves: the time a call takes while somebody waits, over the recent past.
#ifndef HALLQ_FORECAST_DRAIN_H
#define HALLQ_FORECAST_DRAIN_H

// Both numbers fade with the time that people waited, so that an empty line forgets nothing. 16 bytes; a zeroed drain
// is new.
struct drain {
    double waited_s; // how long somebody was waiting
    double calls;    // calls in that time
};

// drain_wait: adds `elapsed_s` (0 or more) in which somebody was waiting; time that is `memory_s` (over 0) old by then
// counts 1/e.
void drain_wait(struct drain *drain, double memory_s, double elapsed_s);

void drain_call(struct drain *drain);

// drain_per_call_s: seconds a call, pulled to `usual_s` as if that had been seen for `weight` (over 0) more calls.
double drain_per_call_s(const struct drain *drain, double usual_s, double weight);

#endif
