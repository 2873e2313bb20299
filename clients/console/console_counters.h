// console_counters.h - what a lead does to a counter or a service: acts of keys.
#ifndef HALLQ_CONSOLE_COUNTERS_H
#define HALLQ_CONSOLE_COUNTERS_H

#include "console_desk.h"

// Each acts on the chosen counter, or asks a question about it first; there is one in the view.
desk_act console_counter_open, console_counter_close, console_counter_pause, console_counter_resume,
    console_counter_services, console_counter_free;

// console_services_add: items of the question are all services of the hall, those that the counter gives first and ticked.
void console_services_add(struct desk *d, const struct hallq_view *v, uint32_t counter);

// Each acts on the chosen line, which has to be a service's; there is one in the view.
desk_act console_service_suspend, console_service_unsuspend;

#endif
