#include "console_cells.h"

#include <string.h>

#include "clients/term/canvas.h"

#define SECONDS_UNDER_S 100 // a shorter span is told in seconds

void row_add(struct modal *m, const char *row) {
    modal_item_add(m, 0, 0, row);
}

void left_cell(char line[PHRASE_SIZE], int width, const char *text) {
    text_join(line, PHRASE_SIZE, text);
    for (int used = columns_of(text); used < width; used++)
        text_join(line, PHRASE_SIZE, " ");
}

void name_cell(char line[PHRASE_SIZE], const char *name) {
    *line = 0;
    left_cell(line, REPORT_NAME, name);
}

void cell(char line[PHRASE_SIZE], int width, const char *text) {
    for (int used = columns_of(text); used < width; used++)
        text_join(line, PHRASE_SIZE, " ");
    text_join(line, PHRASE_SIZE, text);
}

void number_cell(char line[PHRASE_SIZE], uint64_t value) {
    char number[PHRASE_SHORT];
    phrase_number(number, value);
    cell(line, REPORT_CELL, number);
}

void minutes_cell(char line[PHRASE_SIZE], bool known, uint32_t span_s, enum language language) {
    char minutes[PHRASE_SHORT] = "-";
    if (known)
        phrase_minutes(minutes, span_s, language);
    cell(line, REPORT_CELL, minutes);
}

void phrase_span(char to[PHRASE_SHORT], uint32_t span_s, enum language language) {
    char number[PHRASE_SHORT], text[PHRASE_SHORT] = "-";
    phrase_number(number, span_s);
    if (span_s >= SECONDS_UNDER_S)
        phrase_minutes(text, span_s, language);
    else if (span_s)
        TEXT_FILL(text, TEXT_SECONDS, language, number);
    strcpy(to, text);
}

void span_cell(char line[PHRASE_SIZE], uint32_t span_s, enum language language) {
    char text[PHRASE_SHORT];
    phrase_span(text, span_s, language);
    cell(line, REPORT_CELL, text);
}

void head_cells(char line[PHRASE_SIZE], enum text first, const enum text *texts, size_t count,
                enum language language) {
    name_cell(line, text_of(first, language));
    for (size_t i = 0; i < count; i++)
        cell(line, REPORT_CELL, text_of(texts[i], language));
}
