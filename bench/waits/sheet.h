// sheet.h - a CSV file by the names of its columns, plain or packed by xz.
#ifndef HALLQ_WAITS_SHEET_H
#define HALLQ_WAITS_SHEET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define SHEET_COLUMNS 16

struct sheet {
    FILE *file;
    bool packed;
    pid_t unpacker;
    const char *path;
    char *line; // fields point into it
    size_t line_size;
    uint32_t columns;
    char *fields[SHEET_COLUMNS];
    char *heading;
    char *headings[SHEET_COLUMNS];
    uint32_t row; // 1: the first below the heading
};

// sheet_open: at the first row. Ends the program, saying why, of a file that cannot be read. `path` is borrowed.
void sheet_open(struct sheet *sheet, const char *path);

// sheet_close: ends the program of a packed file that is broken.
void sheet_close(struct sheet *sheet);

// sheet_next: false at the end.
bool sheet_next(struct sheet *sheet);

// sheet_text, sheet_number: of this row; end the program where there is no such column, or no number in it. A text
// dies at the next row.
const char *sheet_text(const struct sheet *sheet, const char *column);
double sheet_number(const struct sheet *sheet, const char *column);

#endif
