// table.h - a table in a file, for people ("a | b | c") or for a spreadsheet (CSV, RFC 4180,
// in UTF-8 with a byte order mark, without which Excel reads it as the system's encoding).
#ifndef HALLQ_SHEET_TABLE_H
#define HALLQ_SHEET_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table {
    FILE *to;
    bool csv;
    size_t cell_count; // of the row at hand
};

// table_begin: writes the mark that a file of CSV begins with; several tables may follow. Borrows the
// file, whose errors are its owner's to look for.
void table_begin(struct table *t, FILE *to, bool csv);

// table_cell: one more cell. What divides cells, and what a spreadsheet would take for a formula,
// comes out as text.
void table_cell(struct table *t, const char *text);
void table_whole(struct table *t, unsigned number);
void table_decimal(struct table *t, double number);

// table_row_end: ends the row; a row without cells divides two tables.
void table_row_end(struct table *t);

// table_head: a row of the heads in "a | b | c".
void table_head(struct table *t, const char *heads);

#endif
