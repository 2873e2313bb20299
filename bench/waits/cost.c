// cost.c - the twin by the clock.
#include "bench/waits/cost.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "broker/forecast/twin.h"

#define WAITING 200
#define COUNTERS 12
#define SERVICES 4
#define ROUNDS 300

double clock_cpu_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void cost_print(void) {
    struct service_times services[SERVICES] = {0};
    struct twin_ticket tickets[WAITING];
    struct twin_answer answer;
    double sum_s = 0, worst_s = 0;
    for (uint32_t i = 0; i < SERVICES * SERVICE_TIMES_KEPT; i++)
        service_times_add(&services[i % SERVICES], 60 + i * 7919 % 600);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct twin_counter counters[COUNTERS] = {0};
        for (uint32_t j = 0; j < COUNTERS; j++)
            counters[j] = (struct twin_counter){.services = j % 3 ? 3u << (j % 3) : 15,
                                                .busy = true,
                                                .service = j % 4,
                                                .busy_s = 30};
        for (uint32_t j = 0; j < WAITING; j++)
            tickets[j] = (struct twin_ticket){.service = j * 7 % SERVICES};
        struct twin twin = {counters, COUNTERS, tickets, WAITING, services, SERVICES, .1};
        double began_s = clock_cpu_s();
        twin_run(&twin, i, &answer);
        double took_s = clock_cpu_s() - began_s;
        sum_s += took_s;
        worst_s = took_s > worst_s ? took_s : worst_s;
    }
    printf("twin, %d waiting, %d counters: %.0f us a forecast, at most %.0f us\n", WAITING,
           COUNTERS, sum_s * 1e6 / ROUNDS, worst_s * 1e6);
}
