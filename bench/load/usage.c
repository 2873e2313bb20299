#include "bench/load/usage.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/count.h"

static void cpu_add(struct usage *u, pid_t pid) {
    char path[64], line[1024];
    uint64_t user, system;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    char *rest = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
    if (rest && sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64,
                       &user, &system) == 2) {
        u->cpu_ms += (user + system) * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
        u->processes++;
    }
    fclose(f);
}

static void memory_add(struct usage *u, pid_t pid) {
    const struct {
        const char *name;
        uint64_t *to;
    } rows[] = {{"Rss:", &u->rss_kib}, {"Pss:", &u->pss_kib}, {"Anonymous:", &u->anonymous_kib}};
    char path[64], line[256], name[64];
    uint64_t kib;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f))
        for (size_t i = 0; i < COUNT(rows); i++)
            if (sscanf(line, "%63s %" SCNu64, name, &kib) == 2 && !strcmp(name, rows[i].name))
                *rows[i].to += kib;
    if (f)
        fclose(f);
}

void usage_take(struct usage *u, pid_t pid) {
    char path[64];
    pid_t child;
    *u = (struct usage){0};
    if (!pid)
        return;
    cpu_add(u, pid);
    memory_add(u, pid);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    FILE *f = fopen(path, "re");
    while (f && fscanf(f, "%d", &child) == 1) {
        cpu_add(u, child);
        memory_add(u, child);
    }
    if (f)
        fclose(f);
}
