// position.c - from a path of the settings to a place in the file.
//
// settings_check speaks of the settings: "counters[4].policy.limit_s: 30 is out of range; write 60
// to 14400". People look at a file, where the key is limit_min: so the path is walked down the
// document as far as it goes, key by key, and the numbers are divided by the key's unit. A key that
// is not there leaves the place at what holds it; a part that no key names was noted when it was read.
#include "clients/hallfile/position.h"

#include <string.h>

#include "base/number.h"
#include "broker/hall/settings/setting.h"
#include "clients/hallfile/document.h"
#include "clients/hallfile/typing.h"
#include "clients/hallfile/value.h"
#include "settings.pb-c.h"

struct position {
    const yaml_node_t *node;           // the last one that the file has
    bool lost;                         // the path goes on where the file has nothing
    const struct setting_group *group; // of the message; NULL: of none
    const struct setting *row;         // the last setting on the path
};

static const yaml_node_t *noted_node(const struct reader *r, const char *path, size_t path_len) {
    for (const struct noted *n = r->noted; n; n = n->next)
        if (strlen(n->path) == path_len && !strncmp(n->path, path, path_len))
            return n->node;
    return NULL;
}

static const yaml_node_t *item_step(struct reader *r, const struct position *p, const char **at) {
    uint32_t index = UINT32_MAX; // of no item
    *at += strlen("[");
    number_take_32(at, 0, UINT32_MAX, &index);
    *at += **at == ']';
    return node_item(r, p->node, index);
}

static const yaml_node_t *field_step(struct reader *r, struct position *p, const char **at) {
    const char *name = *at + (**at == '.');
    size_t name_len = strcspn(name, ".[");
    *at = name + name_len;
    p->row = p->group ? setting_named(p->group, name, name_len) : NULL;
    if (!p->row)
        return NULL;
    const ProtobufCFieldDescriptor *field = setting_field(p->group, p->row);
    bool is_part = field->type == PROTOBUF_C_TYPE_MESSAGE;
    p->group = is_part ? setting_group(field->descriptor) : NULL;
    return node_get(r, p->node, p->row->key);
}

static struct position position_of(struct reader *r, const char *path) {
    struct position p = {.node = yaml_document_get_root_node(&r->doc),
                         .group = setting_group(&hallq__hall_settings__descriptor)};
    for (const char *at = path; *at;) {
        const yaml_node_t *next = *at == '[' ? item_step(r, &p, &at) : field_step(r, &p, &at);
        const yaml_node_t *noted = noted_node(r, path, (size_t)(at - path));
        if (noted)
            p.lost = false;
        p.lost = p.lost || (!next && !noted);
        if (!p.lost)
            p.node = noted ? noted : next;
    }
    return p;
}

// zone_changes is in no file; it comes from the name of the zone.
static const char *file_path(const char *path) {
    static const char changes[] = "zone_changes";
    return strncmp(path, changes, sizeof changes - 1) ? path : "zone_name";
}

// A number that does not fit is shown as it was written, not as it was understood.
static const char *number_written(const yaml_node_t *node) {
    const char *text = node_text(node);
    return *text && strspn(text, "0123456789.") == strlen(text) ? text : NULL;
}

// What a code, a letter or a choice was written as says more than that it is none.
static bool told_by_value(struct reader *r, const struct problem *p, const yaml_node_t *node) {
    bool is_word = p->kind == PROBLEM_CODE_BAD || p->kind == PROBLEM_LETTER_BAD ||
                   p->kind == PROBLEM_CHOICE || p->kind == PROBLEM_ZONE_UNKNOWN;
    if (p->kind == PROBLEM_TEXT_CHARACTER)
        return !characters_look(r, node, strrchr(p->path, '.') + 1, 0);
    if (!is_word || !*node_text(node))
        return false;
    if (typing_of(r, node))
        return true;
    if (p->kind != PROBLEM_CHOICE)
        return false;
    tell_at(
        r, node, HALLFILE_WRONG_TYPE,
        (struct problem){.text = written(r, node), .other = words(r, HALLFILE_WANT_ONE_OF, *p)});
    return true;
}

void tell_problem(void *arg, const struct problem *p) {
    struct reader *r = arg;
    struct problem in_file = *p;
    char text[PROBLEM_TEXT_SIZE];
    struct position place = position_of(r, file_path(p->path));
    if (told_by_value(r, p, place.node))
        return;
    if (in_file.scale <= 1 && place.row)
        in_file.scale = setting_scale(place.row);
    if (p->text && place.row && !strcmp(p->text, place.row->name))
        in_file.text = place.row->key;
    if (p->kind == PROBLEM_RANGE)
        in_file.written = number_written(place.node);
    if (p->other)
        in_file.other = line_words(r, position_of(r, p->other).node);
    problem_fill(problem_pattern(p->kind, r->language), &in_file, text, sizeof text);
    tell_text(r, place.node->start_mark, p->warning, arena_text(r->a, text));
}

bool place_find(struct reader *r, const char *path, yaml_mark_t *ret_mark) {
    const yaml_node_t *root = yaml_document_get_root_node(&r->doc);
    struct position place = position_of(r, file_path(path));
    *ret_mark = place.node ? place.node->start_mark : (yaml_mark_t){0};
    return place.node && place.node != root;
}
