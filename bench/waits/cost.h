// cost.h - what the forecast costs.
#ifndef HALLQ_WAITS_COST_H
#define HALLQ_WAITS_COST_H

// clock_cpu_s: processor time that this thread took.
double clock_cpu_s(void);

// cost_print: one forecast by the twin with 200 people ahead at 12 counters.
void cost_print(void);

#endif
