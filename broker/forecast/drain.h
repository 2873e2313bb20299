// drain.h - how fast a line moves: the time a call takes while somebody waits, over the recent past.
#ifndef HALLQ_FORECAST_DRAIN_H
#define HALLQ_FORECAST_DRAIN_H

// Both numbers fade with the time that people waited, so that an empty line forgets nothing. 16 bytes; zeroed is new.
struct drain {
    double waited_s; // how long somebody was waiting
    double calls;    // that came in that time
};

// drain_wait: somebody was waiting for another `elapsed_s` (0 or more); what is `memory_s` (over 0) old by then
// counts 1/e.
void drain_wait(struct drain *drain, double memory_s, double elapsed_s);

void drain_call(struct drain *drain);

// drain_per_call_s: seconds a call, pulled to `usual_s` as if it had been seen for `weight` (over 0) calls more.
double drain_per_call_s(const struct drain *drain, double usual_s, double weight);

#endif
