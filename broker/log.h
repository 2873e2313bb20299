// log.h - one line per happening, to standard error: `info event=ready commands=tcp://...`. With
// JOURNAL_STREAM set the line begins with the level as journald reads it, <6>. Never customer data:
// numbers of halls, devices, counters, names of commands, codes.
#ifndef HALLQ_LOG_H
#define HALLQ_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

// log_init: lines above this level are dropped from now on.
void log_init(enum log_level most);

// log_write: one line. `event` is one word; the format makes ` key=value` pairs, texts of several
// words in double quotes. Control bytes come out as '?'.
void log_write(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// log_level_of: "error", "warning", "info", "debug"; -1 for any other text.
int log_level_of(const char *name);

#endif
