// log.c - see log.h. A line is written with one call, so lines never mix.
#include "broker/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_SIZE 1024

static const struct {
    const char *name;
    int priority; // of syslog
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", 3},
    [LOG_LEVEL_WARNING] = {"warning", 4},
    [LOG_LEVEL_INFO] = {"info", 6},
    [LOG_LEVEL_DEBUG] = {"debug", 7},
};

static enum log_level level_most = LOG_LEVEL_INFO;
static bool to_journal;

void log_init(enum log_level most) {
    level_most = most;
    to_journal = getenv("JOURNAL_STREAM") != NULL;
}

int log_level_of(const char *name) {
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (!strcmp(levels[i].name, name))
            return (int)i;
    return -1;
}

void log_write(enum log_level level, const char *event, const char *format, ...) {
    char line[LINE_SIZE];
    int len = 0;
    if (level > level_most)
        return;
    if (to_journal)
        len = snprintf(line, sizeof line, "<%d>", levels[level].priority);
    len +=
        snprintf(line + len, sizeof line - (size_t)len, "%s event=%s", levels[level].name, event);
    va_list args;
    va_start(args, format);
    len += vsnprintf(line + len, sizeof line - (size_t)len, format, args);
    va_end(args);
    if (len > LINE_SIZE - 2)
        len = LINE_SIZE - 2;
    for (int i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)len) < 0)
        return; // nobody left to tell
}
