// usage.h - what a server has used so far, read from /proc: the process and its children.
#ifndef HALLQ_BENCH_USAGE_H
#define HALLQ_BENCH_USAGE_H

#include <stdint.h>
#include <sys/types.h>

struct usage {
    uint64_t cpu_ms; // user and system, of all threads
    uint64_t rss_kib, pss_kib, anonymous_kib;
    uint32_t processes;
};

// usage_take: all zero if the process is gone or pid is 0.
void usage_take(struct usage *u, pid_t pid);

#endif
