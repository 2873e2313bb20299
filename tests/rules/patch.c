#include "tests/rules/patch.h"

#include <string.h>

#include "base/wire/field.h"
#include "base/wire/wire.h"

static size_t place_of_line(const Hallq__Snapshot *page, const Hallq__Line *line) {
    size_t at = 0;
    while (at < page->n_lines &&
           (page->lines[at]->line->kind != line->kind || page->lines[at]->line->id != line->id))
        at++;
    return at;
}

static void lines_take(Hallq__Snapshot *page, const Hallq__Snapshot *told, struct arena *a) {
    Hallq__LineState **lines = arena_need(a, (page->n_lines + told->n_lines + 1) * sizeof *lines);
    if (page->n_lines)
        memcpy(lines, page->lines, page->n_lines * sizeof *lines);
    page->lines = lines;
    for (size_t i = 0; i < told->n_lines; i++) {
        Hallq__LineState *l = told->lines[i];
        size_t at = place_of_line(page, l->line);
        bool gone = l->line->kind != HALLQ__LINE__KIND__SERVICE && !l->waiting;
        if (!gone && at == page->n_lines)
            page->n_lines++;
        if (!gone)
            lines[at] = l;
        else if (at < page->n_lines)
            lines[at] = lines[--page->n_lines];
    }
}

static void counters_take(Hallq__Snapshot *page, const Hallq__Snapshot *told) {
    for (size_t i = 0; i < told->n_counters; i++)
        for (size_t k = 0; k < page->n_counters; k++)
            if (page->counters[k]->counter == told->counters[i]->counter)
                page->counters[k] = told->counters[i];
}

static void field_take(Hallq__Snapshot *page, const Hallq__Snapshot *told, uint32_t number) {
    const ProtobufCFieldDescriptor *f = field_of(&hallq__snapshot__descriptor, number);
    bool list = f->label == PROTOBUF_C_LABEL_REPEATED;
    memcpy((char *)page + f->offset, (const char *)told + f->offset,
           list ? sizeof(void *) : value_size(f->type));
    if (list)
        memcpy((char *)page + f->quantifier_offset, (const char *)told + f->quantifier_offset,
               sizeof(size_t));
}

void patch_take(Hallq__Snapshot *page, const struct hallq_changed *changed, bool all,
                struct arena *a) {
    const Hallq__Snapshot *told = wire_copy(&changed->message, a);
    for (size_t i = 0; i < changed->field_count; i++)
        if (!all && changed->fields[i] == HALLQ_PART_LINE)
            lines_take(page, told, a);
        else if (!all && changed->fields[i] == HALLQ_PART_COUNTER)
            counters_take(page, told);
        else
            field_take(page, told, changed->fields[i]);
}
