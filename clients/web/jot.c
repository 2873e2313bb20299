#include "jot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jot_fini(struct jot *j) {
    free(j->text);
    *j = (struct jot){0};
}

void jot_clear(struct jot *j) {
    j->size = 0;
    if (j->text)
        *j->text = '\0';
}

static void room_make(struct jot *j, size_t size) {
    if (j->size + size + 1 <= j->room)
        return;
    size_t room = j->room ? j->room : 256;
    while (room < j->size + size + 1)
        room *= 2;
    j->text = realloc(j->text, room);
    if (!j->text)
        abort();
    j->room = room;
}

void jot_add(struct jot *j, const void *bytes, size_t size) {
    room_make(j, size);
    memcpy(j->text + j->size, bytes, size);
    j->size += size;
    j->text[j->size] = '\0';
}

void jot_text(struct jot *j, const char *text) {
    jot_add(j, text, strlen(text));
}

void jot_printf(struct jot *j, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size <= 0)
        return;
    room_make(j, (size_t)size);
    va_start(args, format);
    vsnprintf(j->text + j->size, (size_t)size + 1, format, args);
    va_end(args);
    j->size += (size_t)size;
}

void jot_string(struct jot *j, const char *text) {
    jot_text(j, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            jot_printf(j, "\\%c", c);
        else if (c < ' ' || c == 0x7f)
            jot_printf(j, "\\u%04x", c);
        else
            jot_add(j, text, 1);
    }
    jot_text(j, "\"");
}

void jot_name(struct jot *j, const char *name) {
    if (j->size && j->text[j->size - 1] != '{')
        jot_text(j, ",");
    jot_string(j, name);
    jot_text(j, ":");
}

void jot_member(struct jot *j, const char *name, const char *text) {
    jot_name(j, name);
    jot_string(j, text);
}
