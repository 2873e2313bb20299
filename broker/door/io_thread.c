// io_thread.c - libzmq can raise its threads' priority, not lower it, so the broker lowers it from
// outside: Linux keeps a nice value for each thread, and libzmq names its threads.
//
// The reason: the kernel lets a thread that wakes up take the processor from the thread that woke
// it. After each turn an I/O thread has a feed message to write for every subscriber, so it took
// the processor from the loop again and again while commands waited. Measured on two processors
// with 10 subscribers: up to a quarter more commands, from one client up to 64, in some runs no
// more. The price is paid where the machine has no time left at all: events then come later, with
// 100 subscribers by 3 ms.
#include "broker/door/io_thread.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/number.h"

#define TASKS "/proc/self/task"
#define YIELD_NICE                                                                                 \
    10               // more than the loop, which may yield itself: a ninth of the share of an equal
#define NICE_MAX 19  // the kernel's bound
#define NAME_SIZE 16 // the kernel's bound
#define PATH_SIZE 64
#define NAMED_TRIES 1000 // a millisecond apart; once the thread has run, the first try finds it

static bool is_named(const char *task, const char *name) {
    char path[PATH_SIZE], found[NAME_SIZE + 1] = "";
    snprintf(path, sizeof path, TASKS "/%.16s/comm", task);
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    bool read = fgets(found, sizeof found, f) != NULL;
    fclose(f);
    found[strcspn(found, "\n")] = 0;
    return read && strcmp(found, name) == 0;
}

// Returns false if no thread has the name yet.
static bool yield(const char *name, int nice_value) {
    DIR *tasks = opendir(TASKS);
    bool found = !tasks; // without /proc no try would find the thread
    for (struct dirent *task = tasks ? readdir(tasks) : NULL; task; task = readdir(tasks)) {
        uint32_t thread;
        if (!number_read_32(task->d_name, 1, UINT32_MAX, &thread) || !is_named(task->d_name, name))
            continue;
        setpriority(PRIO_PROCESS, thread, nice_value);
        found = true;
    }
    if (tasks)
        closedir(tasks);
    return found;
}

// A thread names itself when it first runs: on a busy machine some time after it was made.
void io_thread_yield(enum io_thread thread) {
    char name[NAME_SIZE];
    int nice_value = getpriority(PRIO_PROCESS, 0) + YIELD_NICE;
    if (nice_value > NICE_MAX)
        nice_value = NICE_MAX;
    snprintf(name, sizeof name, "ZMQbg/IO/%d", (int)thread);
    for (int tries = 0; tries < NAMED_TRIES && !yield(name, nice_value); tries++)
        usleep(1000);
}
