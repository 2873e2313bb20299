// typing.c - characters before they are YAML: whether the file is text at all, and what
// looks right on the screen and is another character.
//
//   hall：1            a full-width colon after a key: no key at all for YAML
//   {zh: 厅，en: Hall}  a full-width comma before a key: one long text
//   　id: 1            a full-width space as indentation: part of the key
//
// A Chinese name may hold such characters, so only those are told that stand where they can mean
// nothing else. Of the others typing_near tells where YAML fails beside one, and typing_of where a
// number, a time or a code holds one.
#include "clients/hallfile/typing.h"

#include <string.h>

#include "base/character.h"
#include "base/count.h"

#define KEY_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
#define FULL_WIDTH_FIRST 0xff01 // of "!" to "~", in the order of ASCII
#define FULL_WIDTH_LAST 0xff5e
#define FULL_WIDTH_SHIFT 0xfee0

static const struct lookalike {
    uint32_t code;
    const char *ascii;
    const char *name[2];
} lookalikes[] = {
#define LOOKALIKE(code, ascii, zh, en) {code, ascii, {zh, en}},
#include "clients/hallfile/lookalikes.def"
#undef LOOKALIKE
};

// ---- characters

// Windows ends a line with two.
static bool may_stand(uint32_t code) {
    return code == '\t' || code == '\n' || code == '\r' || !character_is_control(code);
}

static bool is_blank(uint32_t code) {
    return code == ' ' || code == '\t';
}

// ---- lookalikes

static const struct lookalike *lookalike_row(uint32_t code) {
    for (size_t i = 0; i < COUNT(lookalikes); i++)
        if (lookalikes[i].code == code)
            return &lookalikes[i];
    return NULL;
}

static const char *kind_words(struct reader *r, uint32_t code) {
    const struct lookalike *row = lookalike_row(code);
    enum hallfile_message message = code == '\n' || code == '\r' ? HALLFILE_LINE_BREAK
                                    : character_is_control(code) ? HALLFILE_CONTROL
                                    : character_is_hidden(code)  ? HALLFILE_HIDDEN
                                                                 : HALLFILE_FULL_WIDTH;
    return row ? row->name[r->language] : words(r, message, (struct problem){0});
}

// "a full-width colon (U+FF1A)"
static const char *character_words(struct reader *r, uint32_t code) {
    struct problem point = {.text = kind_words(r, code),
                            .other = arena_printf(r->a, "U+%04X", code)};
    return words(r, HALLFILE_CODE_POINT, point);
}

// The words for a character and what to write, NULL nothing; false if it is nothing else's double.
static bool lookalike_of(struct reader *r, uint32_t code, struct problem *ret) {
    const struct lookalike *row = lookalike_row(code);
    bool full_width = code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST;
    if (!row && !full_width && !character_is_hidden(code))
        return false;
    const char *ascii = row          ? row->ascii
                        : full_width ? arena_printf(r->a, "%c", (char)(code - FULL_WIDTH_SHIFT))
                                     : "";
    if (*ascii == ' ')
        ascii = words(r, HALLFILE_A_SPACE, (struct problem){0});
    *ret = (struct problem){.text = character_words(r, code), .other = *ascii ? ascii : NULL};
    return true;
}

static bool lookalike_tell(struct reader *r, yaml_mark_t mark, uint32_t code) {
    struct problem p;
    if (!lookalike_of(r, code, &p))
        return false;
    tell(r, mark, p.other ? HALLFILE_LOOKALIKE : HALLFILE_INVISIBLE, p);
    return true;
}

// Where a character of a scalar stands; behind an escape it is somewhat off.
static yaml_mark_t mark_in(const yaml_node_t *node, size_t index) {
    yaml_mark_t mark = node->start_mark;
    if (mark.line == node->end_mark.line)
        mark.column += index + (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE);
    return mark;
}

bool typing_of(struct reader *r, const yaml_node_t *node) {
    if (node->type != YAML_SCALAR_NODE)
        return false;
    const char *at = (const char *)node->data.scalar.value;
    const char *end = at + node->data.scalar.length;
    for (size_t i = 0; at < end; i++) {
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN)
            return false;
        if (lookalike_tell(r, mark_in(node, i), code))
            return true;
    }
    return false;
}

bool characters_look(struct reader *r, const yaml_node_t *node, const char *key, unsigned may) {
    const char *text = (const char *)node->data.scalar.value, *at = text;
    size_t index = 0;
    uint32_t code;
    if (node->type != YAML_SCALAR_NODE || !text_flaw(text, node->data.scalar.length, may, &code))
        return true;
    while (character_take(&at, text + node->data.scalar.length) != code)
        index++;
    struct problem p = {.text = character_words(r, code), .other = key};
    tell(r, mark_in(node, index), key ? HALLFILE_INVISIBLE_IN : HALLFILE_INVISIBLE, p);
    return false;
}

// ---- a way through the file, outside of quotes and comments

struct typing {
    struct reader *r;
    const char *at, *end;
    const char *key; // where a key began, if this may be one; else NULL
    yaml_mark_t mark;
    uint32_t before; // the character before
    uint32_t quote;  // that is open, 0 if none
    unsigned depth;  // of { and [
    bool comment;
    bool starts;  // a key or value may begin here
    bool indents; // nothing but blanks in this line
    bool after_key;
};

// The rest of the line holds nothing.
static bool rest_is_nothing(const struct typing *t) {
    const char *at = t->at;
    while (at < t->end && (*at == ' ' || *at == '\t'))
        at++;
    return at == t->end || strchr("\r\n#", *at);
}

// "en: " or "en：" next.
static bool key_follows(const struct typing *t) {
    const char *at = t->at;
    while (at < t->end && *at == ' ')
        at++;
    const char *key = at;
    while (at < t->end && strchr(KEY_CHARACTERS, *at) && *at)
        at++;
    size_t key_len = (size_t)(at - key);
    if (!key_len || t->end - at < 2)
        return false;
    if (*at == ':' && strchr(" \r\n", at[1]))
        return true;
    bool language = key_len == 2 && (!memcmp(key, "zh", 2) || !memcmp(key, "en", 2));
    return language && t->end - at >= 3 && !memcmp(at, "：", 3);
}

// Whether this character can be nothing but a slip; t->at is behind it.
static bool is_slip(const struct typing *t, uint32_t code) {
    switch (code) {
    case '\t':
        return !t->depth && (t->indents || (t->before == '-' && t->starts)) && !rest_is_nothing(t);
    case 0xa0:
    case 0x2003:
    case 0x3000:
        return (t->indents || t->after_key) && !rest_is_nothing(t);
    case 0xff1a:
        return t->key && t->key < t->at - strlen("：");
    case 0xff0c:
    case 0x3001:
        return t->depth && key_follows(t);
    case 0xff5b:
    case 0xff3b:
        return t->starts;
    case 0xfeff:
        return true;
    default:
        return false;
    }
}

static void line_begin(struct typing *t) {
    t->mark.line++;
    t->mark.column = 0;
    t->comment = t->after_key = false;
    t->starts = t->indents = true;
    t->key = t->at;
    t->before = '\n';
}

static bool ends_key(const struct typing *t, uint32_t code) {
    return code == ':' &&
           (t->at == t->end || strchr(" \t\r\n", *t->at) || (unsigned char)*t->at >= 0x80);
}

static bool is_key_character(uint32_t code) {
    return code >= 0x80 || (code && strchr(KEY_CHARACTERS ",", (int)code));
}

// A character of no quote and no comment: what may begin after it.
static void step(struct typing *t, uint32_t code) {
    bool opens = code == '[' || code == '{', closes = code == ']' || code == '}';
    bool item = code == '-' && t->starts && t->at < t->end && is_blank((unsigned char)*t->at);
    bool divides = t->depth && code == ',';
    t->depth += opens;
    t->depth -= closes && t->depth;
    bool ends = ends_key(t, code), leads = t->starts && is_blank(code);
    t->after_key = t->key && ends;
    t->starts = opens || item || divides || ends || leads;
    if (opens || item || divides || (leads && t->key))
        t->key = t->at;
    else if (ends || (!leads && !is_key_character(code)))
        t->key = NULL;
    t->indents = t->indents && is_blank(code);
}

static void quote_step(struct typing *t, uint32_t code) {
    if (t->quote == '"' && code == '\\' && t->at < t->end && *t->at != '\n') {
        character_take(&t->at, t->end);
        t->mark.column++;
    } else if (code == t->quote) {
        t->quote = 0;
        t->starts = t->indents = false;
    }
}

// Goes one character on; true if it stands in neither quotes nor a comment, and then what stands
// there is looked at before `step`.
static bool plain_take(struct typing *t, uint32_t *ret_code) {
    uint32_t code = character_take(&t->at, t->end);
    *ret_code = code;
    if (code == '\n' && !t->quote)
        return false;
    if (t->quote || t->comment)
        return false;
    if (code == '#' && (t->before == '\n' || is_blank(t->before))) {
        t->comment = true;
        return false;
    }
    if ((code == '"' || code == '\'') && t->starts) {
        t->quote = code;
        t->key = NULL;
        return false;
    }
    return true;
}

// Calls `visit` for each plain character; it returns true to end the way.
static bool typing_walk(struct reader *r, const char *data, size_t size,
                        bool (*visit)(const struct typing *t, uint32_t code, const void *arg),
                        const void *arg) {
    struct typing t = {.r = r,
                       .at = data,
                       .end = data + size,
                       .key = data,
                       .before = '\n',
                       .starts = true,
                       .indents = true};
    while (t.at < t.end) {
        uint32_t code, quote = t.quote;
        bool plain = plain_take(&t, &code);
        if (plain && visit(&t, code, arg))
            return true;
        if (plain)
            step(&t, code);
        else if (quote)
            quote_step(&t, code);
        t.mark.column++;
        t.before = code;
        if (code == '\n' && !t.quote)
            line_begin(&t);
        else if (code == '\n') {
            t.mark.line++;
            t.mark.column = 0;
        }
    }
    return false;
}

static bool slip_look(const struct typing *t, uint32_t code, const void *arg) {
    (void)arg;
    if (is_slip(t, code))
        lookalike_tell(t->r, t->mark, code);
    return false;
}

struct lines {
    size_t from, to;
};

static bool near_look(const struct typing *t, uint32_t code, const void *arg) {
    const struct lines *lines = arg;
    bool near = t->mark.line >= lines->from && t->mark.line <= lines->to;
    return near && lookalike_tell(t->r, t->mark, code);
}

bool typing_near(struct reader *r, const char *data, size_t size, size_t from_line,
                 size_t to_line) {
    struct lines lines = {from_line, to_line};
    return typing_walk(r, data, size, near_look, &lines);
}

// ---- the file as a whole

// Tells of the first character that is none.
static bool characters_fine(struct reader *r, const char *data, size_t size) {
    const char *at = data, *end = data + size;
    yaml_mark_t mark = {0};
    while (at < end) {
        uint32_t code = character_take(&at, end);
        if (code == CHARACTER_BROKEN)
            tell(r, mark, HALLFILE_NOT_UTF8, (struct problem){0});
        else if (!may_stand(code))
            tell(r, mark, HALLFILE_INVISIBLE, (struct problem){.text = character_words(r, code)});
        if (r->error_count)
            return false;
        mark.column = code == '\n' ? 0 : mark.column + 1;
        mark.line += code == '\n';
    }
    return true;
}

static bool is_utf16(const char *data, size_t size) {
    if (size < 2)
        return false;
    return !memcmp(data, "\xff\xfe", 2) || !memcmp(data, "\xfe\xff", 2) || !data[0] != !data[1];
}

bool typing_look(struct reader *r, const char *data, size_t size) {
    if (is_utf16(data, size)) {
        tell(r, (yaml_mark_t){0}, HALLFILE_UTF16, (struct problem){0});
        return false;
    }
    if (characters_fine(r, data, size))
        typing_walk(r, data, size, slip_look, NULL);
    return !r->error_count;
}
