// sheet.c - one line at a time; fields with commas stand between quotes, and no field has a line end.
#include "bench/waits/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((noreturn)) static void give_up(const struct sheet *sheet, const char *why,
                                              const char *what) {
    fprintf(stderr, "hallq-waits: %s, row %u: %s %s\n", sheet->path, sheet->row, why, what);
    exit(2);
}

static uint32_t split(char *line, char *fields[SHEET_COLUMNS]) {
    uint32_t count = 0;
    line[strcspn(line, "\r\n")] = 0;
    while (count < SHEET_COLUMNS) {
        char *end;
        if (*line == '"' && (end = strchr(line + 1, '"'))) {
            fields[count++] = line + 1;
            *end++ = 0;
        } else {
            fields[count++] = line;
            end = line + strcspn(line, ",");
        }
        if (*end != ',')
            break;
        *end = 0;
        line = end + 1;
    }
    return count;
}

// What xz unpacks; no shell, so that a path is a path.
static FILE *unpacked(struct sheet *sheet) {
    int ends[2];
    if (pipe(ends))
        give_up(sheet, "no pipe to", "xz");
    sheet->unpacker = fork();
    if (sheet->unpacker == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("xz", "xz", "-dcq", "--", sheet->path, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    return sheet->unpacker > 0 ? fdopen(ends[0], "r") : NULL;
}

void sheet_open(struct sheet *sheet, const char *path) {
    size_t len = strlen(path);
    memset(sheet, 0, sizeof *sheet);
    sheet->path = path;
    sheet->packed = len > 3 && !strcmp(path + len - 3, ".xz");
    sheet->file = sheet->packed ? unpacked(sheet) : fopen(path, "r");
    if (!sheet->file || getline(&sheet->heading, &sheet->line_size, sheet->file) <= 0)
        give_up(sheet, "nothing to read", sheet->packed ? "(is xz installed?)" : "");
    sheet->columns = split(sheet->heading, sheet->headings);
    sheet->line_size = 0;
}

void sheet_close(struct sheet *sheet) {
    int status = 0;
    fclose(sheet->file);
    if (sheet->packed && (waitpid(sheet->unpacker, &status, 0) < 0 || status))
        give_up(sheet, "xz could not unpack it to its end", "");
    free(sheet->line);
    free(sheet->heading);
}

bool sheet_next(struct sheet *sheet) {
    if (getline(&sheet->line, &sheet->line_size, sheet->file) <= 0)
        return false;
    sheet->row++;
    if (split(sheet->line, sheet->fields) != sheet->columns)
        give_up(sheet, "other fields than the heading", "");
    return true;
}

const char *sheet_text(const struct sheet *sheet, const char *column) {
    for (uint32_t i = 0; i < sheet->columns; i++)
        if (!strcmp(sheet->headings[i], column))
            return sheet->fields[i];
    give_up(sheet, "no column", column);
}

double sheet_number(const struct sheet *sheet, const char *column) {
    const char *text = sheet_text(sheet, column);
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number))
        give_up(sheet, "no number in", column);
    return number;
}
