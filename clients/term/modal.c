// modal.c - the keys of a question and its box. Digits choose a row at once, since clerks learn
// them by heart; arrows and Enter do the same for those who don't.
#include "modal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODAL_WIDTH 56
#define MODAL_PAGE_ROWS 8 // a page key goes this far

void modal_forget(struct modal *m) {
    explicit_bzero(m->input, sizeof m->input);
}

void modal_open(struct modal *m, enum modal_kind kind, const char *title) {
    modal_forget(m);
    m->kind = kind;
    m->item_count = m->chosen = m->switch_count = 0;
    m->title[0] = 0;
    text_join(m->title, sizeof m->title, title);
}

void modal_fini(struct modal *m) {
    modal_forget(m);
    free(m->items);
    *m = (struct modal){0};
}

struct modal_item *modal_item_add(struct modal *m, uint32_t kind, uint32_t id, const char *label) {
    if (m->item_count == MODAL_ITEMS_MAX)
        return &m->items[m->item_count - 1];
    if (m->item_count == m->item_room) {
        m->item_room = m->item_room ? m->item_room * 2 : 16;
        m->items = realloc(m->items, m->item_room * sizeof *m->items);
        if (!m->items)
            abort();
    }
    struct modal_item *item = &m->items[m->item_count++];
    *item = (struct modal_item){.kind = kind, .id = id};
    text_join(item->label, sizeof item->label, label);
    return item;
}

void modal_codes_add(struct modal *m, Hallq__Code *const *codes, size_t count,
                     enum language language) {
    for (size_t i = 0; i < count; i++) {
        struct modal_item *item =
            modal_item_add(m, 0, (uint32_t)i, hallq_text(codes[i]->name, language));
        text_join(item->code, sizeof item->code, codes[i]->code);
    }
}

void modal_switch_add(struct modal *m, wchar_t letter, enum text text) {
    if (m->switch_count < MODAL_SWITCHES_MAX)
        m->switches[m->switch_count++] = (struct modal_switch){letter, text, false};
}

bool modal_switched(const struct modal *m, wchar_t letter) {
    for (size_t i = 0; i < m->switch_count; i++)
        if (m->switches[i].letter == letter)
            return m->switches[i].on;
    return false;
}

// ---------------------------------------------------------------- keys

static enum modal_answer answer(struct modal *m, enum modal_answer answer) {
    m->kind = MODAL_NONE;
    return answer;
}

static bool is_input(const struct modal *m) {
    return m->kind == MODAL_INPUT || m->kind == MODAL_SECRET;
}

static void move(struct modal *m, long rows) {
    long last = (long)m->item_count - 1;
    long to = (long)m->chosen + rows;
    m->chosen = last < 0 ? 0 : (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static enum modal_answer choose(struct modal *m, size_t item) {
    if (item >= m->item_count)
        return MODAL_OPEN;
    m->chosen = item;
    if (m->kind == MODAL_MENU)
        return answer(m, MODAL_GIVEN);
    m->items[item].picked = !m->items[item].picked;
    return MODAL_OPEN;
}

static enum modal_answer list_letter(struct modal *m, wchar_t letter) {
    for (size_t i = 0; i < m->switch_count; i++)
        if (m->switches[i].letter == letter)
            m->switches[i].on = !m->switches[i].on;
    if (m->kind == MODAL_PAGE)
        return answer(m, MODAL_DROPPED);
    if (letter >= L'1' && letter <= L'9')
        return choose(m, (size_t)(letter - L'1'));
    if (letter == L' ' && m->kind == MODAL_PICKS)
        return choose(m, m->chosen);
    return MODAL_OPEN;
}

static void input_letter(struct modal *m, wchar_t letter) {
    char bytes[5] = {0};
    letter_write(bytes, letter);
    if (letter >= L' ' && strlen(m->input) + strlen(bytes) < sizeof m->input)
        text_join(m->input, sizeof m->input, bytes);
}

static void input_shorten(struct modal *m) {
    size_t size = strlen(m->input);
    while (size && ((unsigned char)m->input[--size] & 0xC0) == 0x80)
        ;
    m->input[size] = 0;
}

static enum modal_answer enter(struct modal *m) {
    bool empty_menu = m->kind == MODAL_MENU && !m->item_count;
    return answer(m, empty_menu || m->kind == MODAL_PAGE ? MODAL_DROPPED : MODAL_GIVEN);
}

enum modal_answer modal_key(struct modal *m, struct key key) {
    switch (key.kind) {
    case KEY_KIND_LETTER:
        if (!is_input(m))
            return list_letter(m, key.letter);
        input_letter(m, key.letter);
        break;
    case KEY_KIND_BACKSPACE:
        if (is_input(m))
            input_shorten(m);
        break;
    case KEY_KIND_ENTER:
        return enter(m);
    case KEY_KIND_ESCAPE:
        modal_forget(m);
        return answer(m, MODAL_DROPPED);
    case KEY_KIND_UP:
        move(m, -1);
        break;
    case KEY_KIND_DOWN:
    case KEY_KIND_TAB:
        move(m, 1);
        break;
    case KEY_KIND_PAGE_UP:
        move(m, -MODAL_PAGE_ROWS);
        break;
    case KEY_KIND_PAGE_DOWN:
        move(m, MODAL_PAGE_ROWS);
        break;
    case KEY_KIND_LEFT:
    case KEY_KIND_RIGHT:
        break;
    }
    return MODAL_OPEN;
}

// ---------------------------------------------------------------- drawing

static int width_of(const struct modal *m) {
    int width = MODAL_WIDTH;
    if (columns_of(m->title) + 6 > width)
        width = columns_of(m->title) + 6;
    for (size_t i = 0; i < m->item_count; i++)
        if (columns_of(m->items[i].label) + 12 > width)
            width = columns_of(m->items[i].label) + 12;
    return width;
}

static void input_draw(struct canvas *c, const struct modal *m, int x, int y, int width) {
    char stars[MODAL_INPUT_SIZE] = "";
    const char *rest = m->input;
    for (size_t i = 0; letter_next(&rest); i++)
        stars[i] = '*', stars[i + 1] = 0;
    const char *shown = m->kind == MODAL_SECRET ? stars : m->input;
    while (*shown && columns_of(shown) > width - 1)
        letter_next(&shown); // its end is what is being typed
    canvas_fill(c, x, y, width, 1, STYLE_KEY, L' ');
    c->cursor_x = x + canvas_text(c, x, y, width, STYLE_KEY, shown);
    c->cursor_y = y;
}

static void item_draw(struct canvas *c, const struct modal *m, size_t i, int x, int y, int width) {
    const struct modal_item *item = &m->items[i];
    bool chosen = i == m->chosen && m->kind != MODAL_PAGE;
    enum style style = chosen ? STYLE_PICK : STYLE_PLAIN;
    char digit[] = {i < 9 ? (char)('1' + i) : ' ', 0};
    if (m->kind == MODAL_PAGE) {
        canvas_text(c, x, y, width, style, item->label);
        return;
    }
    canvas_fill(c, x, y, width, 1, style, L' ');
    canvas_text(c, x, y, 1, style, chosen ? ">" : " ");
    canvas_text(c, x + 2, y, 1, style, digit);
    if (m->kind == MODAL_PICKS)
        canvas_text(c, x + 4, y, 3, style, item->picked ? "[x]" : "[ ]");
    int indent = m->kind == MODAL_PICKS ? 8 : 4;
    canvas_text(c, x + indent, y, width - indent, style, item->label);
}

static void items_draw(struct canvas *c, const struct modal *m, int x, int y, int width, int rows) {
    int last_first = (int)m->item_count > rows ? (int)m->item_count - rows : 0;
    int first = (int)m->chosen - (m->kind == MODAL_PAGE ? 0 : rows - 1);
    first = first < 0 ? 0 : first > last_first ? last_first : first;
    for (int row = 0; row < rows && (size_t)(first + row) < m->item_count; row++)
        item_draw(c, m, (size_t)(first + row), x, y + row, width);
    char more[PHRASE_SHORT];
    size_t below = m->item_count - (size_t)first;
    if (below > (size_t)rows) {
        snprintf(more, sizeof more, "+%zu", below - (size_t)rows);
        canvas_right(c, x, y + rows, width, STYLE_DIM, more);
    }
}

static void switches_draw(struct canvas *c, const struct modal *m, int x, int y, int width,
                          enum language language) {
    for (size_t i = 0; i < m->switch_count; i++) {
        char line[PHRASE_SIZE];
        char letter[] = {(char)m->switches[i].letter, 0};
        TEXT_FILL(line, TEXT_SWITCH, language, m->switches[i].on ? "[x]" : "[ ]",
                  text_of(m->switches[i].text, language), letter);
        canvas_text(c, x, y + (int)i, width, STYLE_PLAIN, line);
    }
}

static enum text keys_of(const struct modal *m) {
    switch (m->kind) {
    case MODAL_MENU:
        return TEXT_KEYS_MENU;
    case MODAL_PICKS:
        return TEXT_KEYS_PICKS;
    case MODAL_INPUT:
    case MODAL_SECRET:
        return TEXT_KEYS_INPUT;
    case MODAL_PAGE:
    case MODAL_NONE:
        break;
    }
    return TEXT_KEYS_PAGE;
}

void modal_draw(struct canvas *c, const struct modal *m, enum language language) {
    if (m->kind == MODAL_NONE)
        return;
    int width = width_of(m) < c->width ? width_of(m) : c->width;
    int around = 4 + (int)m->switch_count; // frame, title or keys, a row for "+n"
    int rows = is_input(m) ? 1 : m->item_count ? (int)m->item_count : 1;
    if (rows + around > c->height)
        rows = c->height - around > 1 ? c->height - around : 1;
    int height = rows + around;
    int x = (c->width - width) / 2;
    int y = (c->height - height) / 2 > 0 ? (c->height - height) / 2 : 0;
    canvas_box(c, x, y, width, height);
    canvas_text(c, x + 2, y, width - 4, STYLE_TITLE, m->title);
    if (is_input(m))
        input_draw(c, m, x + 3, y + 1, width - 6);
    else if (m->item_count)
        items_draw(c, m, x + 2, y + 1, width - 4, rows);
    else
        canvas_text(c, x + 3, y + 1, width - 6, STYLE_DIM, text_of(TEXT_NOTHING_HERE, language));
    switches_draw(c, m, x + 3, y + 1 + rows + 1, width - 6, language);
    canvas_text(c, x + 2, y + height - 1, width - 4, STYLE_DIM, text_of(keys_of(m), language));
}
