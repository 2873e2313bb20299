// hallfile.h - a hall file (YAML, halls/*.yaml) read into the settings it stands for, and what they would change. Its keys are
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
#define HALLFILE_CHANGES_MAX 400       // a page of them

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

// One thing that new settings change, in words, and its path in them: "services[2].target_wait_s"; of what they leave
// out, the path of its list.
struct hallfile_change {
    const char *text;
    const char *path;
};

// hallfile_changes: what is otherwise in `after` than in `before`, in the order of a file; both passed settings_check.
// Tables of time zones are not compared. At most HALLFILE_CHANGES_MAX, the last of which says if there are more. All of
// it is the arena's.
void hallfile_changes(const Hallq__HallSettings *before, const Hallq__HallSettings *after,
                      enum language language, struct arena *a, struct hallfile_change **ret_changes,
                      size_t *ret_change_count);

struct hallfile_place {
    unsigned line, column; // from 1, as of a problem; 0:0 if the file says nothing of it
};

// hallfile_places: where a file of `size` bytes says what stands at each of these paths, or the nearest part around it.
void hallfile_places(const void *data, size_t size, struct arena *a, const char *const *paths,
                     size_t path_count, struct hallfile_place *ret_places);

// hallfile_other_hall: the problem of a file that is of another hall than `hall`; its place is for hallfile_places("hall").
struct hallfile_problem hallfile_other_hall(uint32_t written, uint32_t hall, enum language language,
                                            struct arena *a);

#endif
