// console_cells.h - a row of a page as one text: a name, and cells that stand to the right under their headings.
#ifndef HALLQ_CONSOLE_CELLS_H
#define HALLQ_CONSOLE_CELLS_H

#include "clients/term/modal.h"

// Columns: seven numbers beside a name fit the box of an 80-column terminal.
#define REPORT_NAME 24
#define REPORT_CELL 7

// row_add: adds a row to an open page.
void row_add(struct modal *m, const char *row);

// name_cell: begins a row by a name. left_cell, cell: add a text that fills so many columns, at its left or right.
void name_cell(char line[PHRASE_SIZE], const char *name);
void left_cell(char line[PHRASE_SIZE], int width, const char *text);
void cell(char line[PHRASE_SIZE], int width, const char *text);

// Each adds a cell of REPORT_CELL columns: a number; a span in minutes, a dash where it is not known; a span that may be seconds.
void number_cell(char line[PHRASE_SIZE], uint64_t value);
void minutes_cell(char line[PHRASE_SIZE], bool known, uint32_t span_s, enum language language);
void span_cell(char line[PHRASE_SIZE], uint32_t span_s, enum language language);

// phrase_span: a span in seconds or minutes; a dash for none.
void phrase_span(char to[PHRASE_SHORT], uint32_t span_s, enum language language);

// head_cells: a row of headings, the first over the names.
void head_cells(char line[PHRASE_SIZE], enum text first, const enum text *texts, size_t count,
                enum language language);

#endif
