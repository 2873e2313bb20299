#include "clients/sheet/table.h"

#include <string.h>

#include "base/count.h"

#define BETWEEN " | "
#define HEAD_SIZE 128

void table_begin(struct table *t, FILE *to, bool csv) {
    *t = (struct table){.to = to, .csv = csv};
    if (csv)
        fputs("\xef\xbb\xbf", to);
}

static bool begins_with(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

// What a spreadsheet takes for a formula, also in full width.
static bool is_formula(const char *text) {
    static const char *const signs[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < COUNT(signs); i++)
        if (begins_with(text, signs[i]))
            return true;
    return false;
}

static void csv_put(FILE *to, const char *text) {
    const char *defused = is_formula(text) ? "'" : "";
    if (!text[strcspn(text, ",\"\r\n")]) {
        fprintf(to, "%s%s", defused, text);
        return;
    }
    fprintf(to, "\"%s", defused);
    for (; *text; text++)
        fprintf(to, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', to);
}

// A bar within a cell is none between two; a cell is one line.
static void text_put(FILE *to, const char *text) {
    for (; *text; text++)
        if (*text == '|' || *text == '\\')
            fprintf(to, "\\%c", *text);
        else
            fputc((unsigned char)*text < ' ' ? ' ' : *text, to);
}

static void cell_begin(struct table *t) {
    if (t->cell_count++)
        fputs(t->csv ? "," : BETWEEN, t->to);
}

void table_cell(struct table *t, const char *text) {
    cell_begin(t);
    if (t->csv)
        csv_put(t->to, text);
    else
        text_put(t->to, text);
}

// A number below zero begins as a formula does, and is none.
void table_whole(struct table *t, unsigned number) {
    cell_begin(t);
    fprintf(t->to, "%u", number);
}

void table_decimal(struct table *t, double number) {
    cell_begin(t);
    fprintf(t->to, "%.1f", number);
}

void table_row_end(struct table *t) {
    fputs(t->csv ? "\r\n" : "\n", t->to);
    t->cell_count = 0;
}

void table_head(struct table *t, const char *heads) {
    char head[HEAD_SIZE];
    while (*heads) {
        const char *end = strstr(heads, BETWEEN);
        size_t head_len = end ? (size_t)(end - heads) : strlen(heads);
        snprintf(head, sizeof head, "%.*s", (int)head_len, heads);
        table_cell(t, head);
        heads += head_len + (end ? strlen(BETWEEN) : 0);
    }
    table_row_end(t);
}
