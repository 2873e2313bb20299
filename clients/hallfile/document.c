// document.c - libyaml's document, whose nodes know their line and column. Aliases are refused
// before it is built: with them a document may be a circle, or a small file a huge one.
#include "clients/hallfile/document.h"

#include <string.h>

#include "base/count.h"
#include "clients/hallfile/typing.h"

#define NESTING_MAX                                                                                \
    16 // of parts in parts; settings have six. libyaml's time grows with the square of open brackets
#define NEAR_LINES 3 // above the place where libyaml gave up: of what began there

// What libyaml says, and its sentence; the first is for what has no row.
static const struct {
    const char *library;
    const char *sentence[2];
} syntax[] = {
#define SYNTAX(library, zh, en) {library, {zh, en}},
#include "clients/hallfile/syntax.def"
#undef SYNTAX
};

static const char *syntax_sentence(const struct reader *r, const char *problem) {
    size_t row = COUNT(syntax) - 1;
    while (row && strcmp(syntax[row].library, problem))
        row--;
    return syntax[row].sentence[r->language];
}

// Whether a bracket was left open: what begins a line at its very start is seldom in one.
static bool is_left_open(const yaml_parser_t *parser, const char *data, size_t size) {
    const char *context = parser->context ? parser->context : "";
    bool is_flow = strstr(context, "flow sequence") || strstr(context, "flow mapping");
    const char *at = data, *end = data + size;
    for (size_t line = 0; at < end && line < parser->problem_mark.line; line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    return is_flow && parser->context_mark.line < parser->problem_mark.line && at < end &&
           !strchr(" \t\r\n]},", *at);
}

// A slip of the input method near the place explains more than what libyaml says of it.
static void tell_parser(struct reader *r, const yaml_parser_t *parser, const char *data,
                        size_t size) {
    yaml_mark_t mark = parser->problem_mark;
    bool in_context = parser->context && parser->context_mark.line < mark.line;
    size_t from_line = in_context ? parser->context_mark.line : mark.line - (mark.line > 0);
    if (mark.line - from_line > NEAR_LINES)
        from_line = mark.line - NEAR_LINES;
    bool in_quotes = parser->context && !strcmp(parser->context, "while scanning a quoted scalar");
    if (in_quotes) // it ran to the end of the file
        tell_text(r, parser->context_mark, false, syntax_sentence(r, parser->problem));
    else if (r->quote_from.line != r->quote_to.line)
        tell(r, r->quote_from, HALLFILE_QUOTE_LONG,
             (struct problem){.value = (int64_t)r->quote_to.line + 1});
    else if (typing_near(r, data, size, from_line, mark.line))
        return;
    else if (is_left_open(parser, data, size))
        tell(r, parser->context_mark, HALLFILE_BRACKET_OPEN, (struct problem){0});
    else
        tell_text(r, mark, false, syntax_sentence(r, parser->problem ? parser->problem : ""));
}

// A quote that is not closed takes in all up to the next one, lines below; what is wrong there then
// says nothing.
static void quote_look(struct reader *r, const yaml_event_t *event) {
    bool quoted = event->type == YAML_SCALAR_EVENT &&
                  (event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ||
                   event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE);
    if (!quoted || event->start_mark.line == event->end_mark.line)
        return;
    r->quote_from = event->start_mark;
    r->quote_to = event->end_mark;
}

// What was seen of a stream so far.
struct seen {
    unsigned document_count, nesting;
};

static bool is_begin(const yaml_event_t *event) {
    return event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
}

static bool is_end(const yaml_event_t *event) {
    return event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
}

// Looks at one event. Returns false when the stream is over or of no use.
static bool event_fine(struct reader *r, const yaml_event_t *event, struct seen *seen) {
    seen->nesting += is_begin(event);
    seen->nesting -= is_end(event);
    if (seen->nesting > NESTING_MAX) {
        tell(r, event->start_mark, HALLFILE_DEEP, (struct problem){.high = NESTING_MAX});
        return false;
    }
    if (event->type == YAML_ALIAS_EVENT)
        tell(r, event->start_mark, HALLFILE_ALIAS,
             (struct problem){.text = (const char *)event->data.alias.anchor});
    if (event->type == YAML_DOCUMENT_START_EVENT && ++seen->document_count == 2)
        tell(r, event->start_mark, HALLFILE_SEVERAL, (struct problem){0});
    return event->type != YAML_STREAM_END_EVENT && seen->document_count < 2;
}

// Goes through the whole stream once. What it finds is told.
static void scan_events(struct reader *r, const char *data, size_t size) {
    yaml_parser_t parser;
    yaml_event_t event;
    struct seen seen = {0};
    bool more = yaml_parser_initialize(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)data, size);
    while (more) {
        if (!yaml_parser_parse(&parser, &event)) {
            tell_parser(r, &parser, data, size);
            break;
        }
        quote_look(r, &event);
        more = event_fine(r, &event, &seen);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

bool document_read(struct reader *r, const void *data, size_t size) {
    yaml_parser_t parser;
    if (typing_look(r, data, size))
        scan_events(r, data, size);
    if (r->error_count)
        return false;
    if (!yaml_parser_initialize(&parser)) {
        tell(r, (yaml_mark_t){0}, HALLFILE_LIBRARY, (struct problem){0});
        return false;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, data, size);
    if (!yaml_parser_load(&parser, &r->doc))
        tell_parser(r, &parser, data, size);
    else if (!yaml_document_get_root_node(&r->doc))
        tell(r, (yaml_mark_t){0}, HALLFILE_EMPTY, (struct problem){0});
    yaml_parser_delete(&parser);
    return !r->error_count;
}

yaml_node_t *node_at(struct reader *r, int index) {
    return yaml_document_get_node(&r->doc, index);
}

const char *node_text(const yaml_node_t *node) {
    return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : "";
}

bool node_whole(const yaml_node_t *node) {
    return node->type != YAML_SCALAR_NODE || strlen(node_text(node)) == node->data.scalar.length;
}

yaml_node_t *node_get(struct reader *r, const yaml_node_t *mapping, const char *key) {
    if (!mapping || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++)
        if (!strcmp(node_text(node_at(r, pair->key)), key))
            return node_at(r, pair->value);
    return NULL;
}

yaml_node_t *node_item(struct reader *r, const yaml_node_t *list, size_t index) {
    if (!list || list->type != YAML_SEQUENCE_NODE)
        return NULL;
    const yaml_node_item_t *item = list->data.sequence.items.start + index;
    return item < list->data.sequence.items.top ? node_at(r, *item) : NULL;
}
