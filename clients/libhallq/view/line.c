// line.c - the lines: how many wait in each.
#include "fold.h"

#include <string.h>

static bool is_line(const Hallq__LineState *l, Hallq__Line__Kind kind, uint32_t id) {
    return l->line && l->line->kind == kind && l->line->id == id;
}

static bool is_staffs(Hallq__Line__Kind kind) {
    return kind == HALLQ__LINE__KIND__COUNTER || kind == HALLQ__LINE__KIND__CLERK;
}

Hallq__LineState *line_find(const struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    for (size_t i = 0; i < v->now.n_lines; i++)
        if (is_line(v->now.lines[i], kind, id))
            return v->now.lines[i];
    return NULL;
}

static void line_changed(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    hallq_parts_add(&v->changed, (struct hallq_part){HALLQ_PART_LINE, kind, id});
}

Hallq__LineState *line_edit(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__LineState *l = line_find(v, kind, id);
    if (l)
        line_changed(v, kind, id);
    return l;
}

static Hallq__LineState *line_new(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__LineState *l = arena_need(&v->memory, sizeof *l);
    hallq__line_state__init(l);
    l->line = arena_need(&v->memory, sizeof *l->line);
    hallq__line__init(l->line);
    l->line->kind = kind;
    l->line->id = id;
    return l;
}

// Puts the line of a counter or clerk in its place behind the lines of services.
static void staff_line_put(struct hallq_view *v, Hallq__LineState *l) {
    Hallq__LineState **lines = v->now.lines;
    size_t at = v->now.n_lines++;
    for (; at > 0 && is_staffs(lines[at - 1]->line->kind); at--) {
        const Hallq__Line *before = lines[at - 1]->line;
        if (before->kind < l->line->kind ||
            (before->kind == l->line->kind && before->id < l->line->id))
            break;
        lines[at] = lines[at - 1];
    }
    lines[at] = l;
}

// Whether a line of this kind may stand in the view though no settings name it.
static bool may_begin(const struct hallq_view *v, Hallq__Line__Kind kind) {
    return v->staff && is_staffs(kind) && v->now.n_lines < LIMIT_LINES;
}

void line_entered(struct hallq_view *v, const Hallq__Line *line) {
    if (!line)
        return;
    Hallq__LineState *l = line_find(v, line->kind, line->id);
    if (!l && may_begin(v, line->kind))
        staff_line_put(v, l = line_new(v, line->kind, line->id));
    if (!l)
        return;
    l->waiting++;
    line_changed(v, line->kind, line->id);
}

static void line_remove(struct hallq_view *v, const Hallq__LineState *l) {
    Hallq__LineState **at = v->now.lines, **end = at + v->now.n_lines--;
    while (*at != l)
        at++;
    memmove(at, at + 1, (size_t)(end - at - 1) * sizeof(Hallq__LineState *));
}

void line_left(struct hallq_view *v, const Hallq__Line *line) {
    Hallq__LineState *l = line ? line_edit(v, line->kind, line->id) : NULL;
    if (!l)
        return;
    if (l->waiting)
        l->waiting--;
    if (!l->waiting && is_staffs(line->kind))
        line_remove(v, l);
}

void lines_open_set(struct hallq_view *v, const uint32_t *services, size_t count, bool open) {
    for (size_t i = 0; i < count; i++) {
        Hallq__LineState *l = line_edit(v, HALLQ__LINE__KIND__SERVICE, services[i]);
        if (l)
            l->open = open;
    }
}

void lines_settle(struct hallq_view *v) {
    const struct hallq_view before = *v; // the same lines, in their old list
    const Hallq__HallSettings *s = v->now.settings;
    v->now.lines = view_list(v, LIMIT_LINES);
    v->now.n_lines = 0;
    for (size_t i = 0; s && i < s->n_services; i++) {
        uint32_t id = s->services[i]->id;
        Hallq__LineState *known = line_find(&before, HALLQ__LINE__KIND__SERVICE, id);
        v->now.lines[v->now.n_lines++] =
            known ? known : line_new(v, HALLQ__LINE__KIND__SERVICE, id);
    }
    for (size_t i = 0; i < before.now.n_lines; i++) {
        Hallq__LineState *l = before.now.lines[i];
        if (l->line && l->waiting && may_begin(v, l->line->kind) &&
            !line_find(v, l->line->kind, l->line->id))
            staff_line_put(v, l);
    }
}
