// log.c - see log.h. A line is written with one call, so lines of several writers never mix; a line
// of which a terminal or a full disk takes only half is finished before the next line begins.
#include "broker/log/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/count.h"
#include "base/output.h"

#define LINE_SIZE 1024

_Static_assert(LINE_SIZE <= PIPE_BUF, "a pipe takes a line whole or not at all");

static const struct {
    const char *name;
    int priority; // syslog's
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", 3},
    [LOG_LEVEL_WARNING] = {"warning", 4},
    [LOG_LEVEL_INFO] = {"info", 6},
    [LOG_LEVEL_DEBUG] = {"debug", 7},
};

enum way {
    WAY_WRITE,  // a write does not wait, or goes to a file
    WAY_SOCKET, // each send says that it does not wait
    WAY_POLL,   // a write would wait: poll() is asked first
};

static enum log_level level_most = LOG_LEVEL_INFO;
static bool to_journal;
static enum way way;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // for the counts and the rest below
static char rest[LINE_SIZE]; // bytes of the last line that are not written yet
static size_t rest_size;
static uint64_t dropped_count;
static uint64_t told_count; // dropped lines that the log has told of

// ---------------------------------------------------------------- the way out

// Opens the pipe or terminal once more, for a description with flags of its own.
static enum way reopen(void) {
    int fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool ours = fd >= 0 && dup2(fd, STDERR_FILENO) >= 0;
    if (fd >= 0)
        close(fd);
    return ours ? WAY_WRITE : WAY_POLL;
}

void log_open(void) {
    struct stat st;
    output_standard_fill();
    if (fstat(STDERR_FILENO, &st))
        return;
    if (S_ISSOCK(st.st_mode))
        way = WAY_SOCKET;
    else if (S_ISFIFO(st.st_mode) || isatty(STDERR_FILENO))
        way = reopen();
}

void log_init(enum log_level most) {
    level_most = most;
    to_journal = getenv("JOURNAL_STREAM") != NULL;
}

int log_level_of(const char *name) {
    for (size_t i = 0; i < COUNT(levels); i++)
        if (!strcmp(levels[i].name, name))
            return (int)i;
    return -1;
}

// ---------------------------------------------------------------- out

static ssize_t bytes_put(const char *data, size_t size) {
    struct pollfd asked = {.fd = STDERR_FILENO, .events = POLLOUT};
    ssize_t put;
    do {
        if (way == WAY_SOCKET)
            put = send(STDERR_FILENO, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        else if (way == WAY_POLL && poll(&asked, 1, 0) != 1)
            put = 0;
        else
            put = write(STDERR_FILENO, data, size);
    } while (put < 0 && errno == EINTR);
    return put;
}

static bool rest_put(void) {
    ssize_t put = rest_size ? bytes_put(rest, rest_size) : 0;
    if (put > 0) {
        rest_size -= (size_t)put;
        memmove(rest, rest + put, rest_size);
    }
    return !rest_size;
}

// Returns false if there is no room for any byte of the line.
static bool line_put(const char *line, size_t size) {
    if (!rest_put())
        return false;
    ssize_t put = bytes_put(line, size);
    if (put <= 0)
        return false;
    rest_size = size - (size_t)put;
    memcpy(rest, line + put, rest_size);
    return true;
}

static size_t head_make(char *line, enum log_level level, const char *event) {
    int len = to_journal ? snprintf(line, LINE_SIZE, "<%d>", levels[level].priority) : 0;
    len += snprintf(line + len, LINE_SIZE - (size_t)len, "%s event=%s", levels[level].name, event);
    return (size_t)len;
}

static bool dropped_tell(void) {
    char line[LINE_SIZE];
    if (told_count == dropped_count)
        return true;
    size_t size = head_make(line, LOG_LEVEL_WARNING, "log_dropped");
    size += (size_t)snprintf(line + size, sizeof line - size, " lines=%" PRIu64 "\n",
                             dropped_count - told_count);
    if (!line_put(line, size))
        return false;
    told_count = dropped_count;
    return true;
}

void log_write(enum log_level level, const char *event, const char *format, ...) {
    char line[LINE_SIZE];
    if (level > level_most)
        return;
    size_t size = head_make(line, level, event);
    va_list args;
    va_start(args, format);
    size += (size_t)vsnprintf(line + size, sizeof line - size, format, args);
    va_end(args);
    if (size > LINE_SIZE - 2)
        size = LINE_SIZE - 2;
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    line[size++] = '\n';
    pthread_mutex_lock(&lock);
    if (!dropped_tell() || !line_put(line, size))
        dropped_count++;
    pthread_mutex_unlock(&lock);
}

void log_catch_up(void) {
    pthread_mutex_lock(&lock);
    if (rest_put())
        dropped_tell();
    pthread_mutex_unlock(&lock);
}

uint64_t log_dropped(void) {
    pthread_mutex_lock(&lock);
    uint64_t count = dropped_count;
    pthread_mutex_unlock(&lock);
    return count;
}
