#include "clients/admin/table.h"

#include <stdio.h>
#include <string.h>

#include "base/count.h"

#define BETWEEN " | "
#define NUMBER_SIZE 32
#define HEAD_SIZE 128

void table_begin(struct table *t, bool csv) {
    *t = (struct table){.csv = csv};
    if (csv)
        fputs("\xef\xbb\xbf", stdout);
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

static void csv_put(const char *text) {
    const char *defused = is_formula(text) ? "'" : "";
    if (!text[strcspn(text, ",\"\r\n")]) {
        printf("%s%s", defused, text);
        return;
    }
    printf("\"%s", defused);
    for (; *text; text++)
        printf(*text == '"' ? "\"\"" : "%c", *text);
    putchar('"');
}

// A bar within a cell is none between two; a cell is one line.
static void text_put(const char *text) {
    for (; *text; text++)
        if (*text == '|' || *text == '\\')
            printf("\\%c", *text);
        else
            putchar((unsigned char)*text < ' ' ? ' ' : *text);
}

void table_cell(struct table *t, const char *text) {
    if (t->cell_count++)
        fputs(t->csv ? "," : BETWEEN, stdout);
    if (t->csv)
        csv_put(text);
    else
        text_put(text);
}

void table_whole(struct table *t, unsigned number) {
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%u", number);
    table_cell(t, text);
}

void table_decimal(struct table *t, double number) {
    char text[NUMBER_SIZE];
    snprintf(text, sizeof text, "%.1f", number);
    table_cell(t, text);
}

void table_row_end(struct table *t) {
    fputs(t->csv ? "\r\n" : "\n", stdout);
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
