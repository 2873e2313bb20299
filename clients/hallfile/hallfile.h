// hallfile.h - a hall file (YAML, halls/*.yaml) read into the settings it stands for. Its keys are
// those of proto/settings.proto; docs/OPERATIONS.md and halls/county.yaml say what each means.
#ifndef HALLQ_HALLFILE_H
#define HALLQ_HALLFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/refusal.h"
#include "settings.pb-c.h"

#define HALLFILE_SIZE_MAX (512 * 1024) // a full hall with a comment on each line
#define HALLFILE_PROBLEMS_MAX 100      // more at once help nobody

// One problem and its place: line and column from 1, column in characters. 0:0 is the whole file.
struct hallfile_problem {
    unsigned line, column;
    bool warning;
    const char *text; // what is wrong; what to write instead
};

// What is found, in order of place. All of it is the arena's.
struct hallfile_result {
    Hallq__HallSettings *settings; // NULL if there was an error
    struct hallfile_problem *problems;
    size_t problem_count;
    size_t error_count;
};

// hallfile_load: reads `size` bytes of YAML. Warnings alone leave settings in the result. now_ms is
// the wall clock: the table of the time zone begins a month before and reaches ten years ahead.
// The arena must have no budget. Sets TZ meanwhile (zone.h). ERR_OK, ERR_INVALID if there was an
// error, then told of in the result.
int hallfile_load(const void *data, size_t size, int64_t now_ms, enum language language,
                  struct arena *a, struct hallfile_result *ret_result);

// hallfile_read: the same from a file. Also ERR_NOT_FOUND, ERR_DENIED, ERR_IO.
int hallfile_read(const char *path, int64_t now_ms, enum language language, struct arena *a,
                  struct hallfile_result *ret_result);

// hallfile_write: writes settings that settings_check finds nothing wrong with as a hall file that
// reads as the same settings. Their table of the time zone is not in it: reading makes it anew.
// ERR_IO, ERR_NO_MEMORY.
int hallfile_write(const Hallq__HallSettings *settings, FILE *to);

#endif
