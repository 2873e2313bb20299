// frame.c - the parts the screens share. The table of waits:
//
//     业务               等候   最长  预计等候
//     A 业务咨询          12人   18分  15–25分
//     B 业务受理           3人    4分     马上   暂停取号
#include "frame.h"

#include <string.h>

// Columns from the right: people, longest wait, estimate; English words are shorter, English names
// longer.
static const struct wait_columns {
    int people, longest, estimate, name_min; // below name_min the estimate gives way
} columns_in[] = {[LANGUAGE_ZH] = {6, 9, 9, 11}, [LANGUAGE_EN] = {5, 8, 9, 12}};

void frame_bar(struct canvas *c, const struct hallq_view *v, const char *title, int64_t now_ms,
               bool seconds, enum language language) {
    char date[PHRASE_SHORT], clock[PHRASE_SHORT], when[2 * PHRASE_SHORT + 1] = "";
    phrase_date(date, v, now_ms, language);
    phrase_clock(clock, v, now_ms, seconds);
    if (c->width >= 50) {
        text_join(when, sizeof when, date);
        text_join(when, sizeof when, " ");
    }
    text_join(when, sizeof when, clock);
    canvas_fill(c, 0, 0, c->width, 1, STYLE_TITLE, L' ');
    int right = columns_of(when) + 1;
    canvas_text(c, 1, 0, c->width - 2 - right, STYLE_TITLE, title);
    canvas_right(c, c->width - 1 - right, 0, right, STYLE_TITLE, when);
}

void frame_doubt(struct canvas *c, int y, const struct hallq_view *v, int64_t now_ms,
                 enum language language) {
    char line[PHRASE_SIZE];
    if (!v->now.clock)
        return;
    phrase_clock_doubt(line, v, now_ms, true, language);
    canvas_fill(c, 0, y, c->width, 1, STYLE_BANNER, L' ');
    canvas_centre(c, 1, y, c->width - 2, STYLE_BANNER, line);
}

static enum text stale_text(const struct hallq_view *v, bool known) {
    if (known)
        return v->loaded ? TEXT_STALE_FOR : TEXT_UNREACHED;
    return v->loaded ? TEXT_STALE : TEXT_CONNECTING;
}

void frame_stale(struct canvas *c, int y, const struct hallq_view *v, const struct reach *reach,
                 enum language language) {
    if (!v->stale && v->loaded)
        return;
    char why[REACH_SIZE], line[REACH_SIZE + PHRASE_SHORT], at[PHRASE_SHORT];
    phrase_clock(at, v, v->whole_at_ms, true);
    reach_sentence(why, reach, language);
    TEXT_FILL(line, stale_text(v, *why), language, at, why);
    c->dimmed = true;
    canvas_fill(c, 0, y, c->width, 1, STYLE_BANNER, L' ');
    canvas_centre(c, 1, y, c->width - 2, STYLE_BANNER, line);
}

static void small_line(struct canvas *c, int y, enum text text, int width, int height,
                       enum language language) {
    char columns[PHRASE_SHORT], rows[PHRASE_SHORT], line[PHRASE_SIZE];
    if (y >= c->height)
        return;
    phrase_number(columns, (uint64_t)width);
    phrase_number(rows, (uint64_t)height);
    TEXT_FILL(line, text, language, columns, rows);
    canvas_text(c, 0, y, c->width, STYLE_ALERT, line);
}

void frame_small(struct canvas *c, enum language language) {
    if (c->width >= FRAME_WIDTH_MIN && c->height >= FRAME_HEIGHT_MIN)
        return;
    canvas_clear(c);
    small_line(c, 0, TEXT_SMALL, c->width, c->height, language);
    small_line(c, 1, TEXT_SMALL_NEEDED, FRAME_WIDTH_MIN, FRAME_HEIGHT_MIN, language);
    small_line(c, 2, TEXT_SMALL_PLAIN, 0, 0, language);
}

// ---------------------------------------------------------------- waits

static bool estimate_fits(const struct wait_columns *w, int width) {
    return width >= w->name_min + w->people + w->longest + w->estimate;
}

static int name_width(const struct wait_columns *w, int width) {
    return width - w->people - w->longest - (estimate_fits(w, width) ? w->estimate : 0);
}

void frame_wait_head(struct canvas *c, int x, int y, int width, enum language language) {
    const struct wait_columns *w = &columns_in[language];
    int name = name_width(w, width);
    canvas_text(c, x, y, name, STYLE_DIM, text_of(TEXT_HEAD_LINE, language));
    canvas_right(c, x + name, y, w->people, STYLE_DIM, text_of(TEXT_HEAD_PEOPLE, language));
    canvas_right(c, x + name + w->people, y, w->longest, STYLE_DIM,
                 text_of(TEXT_HEAD_LONGEST, language));
    if (estimate_fits(w, width))
        canvas_right(c, x + width - w->estimate, y, w->estimate, STYLE_DIM,
                     text_of(TEXT_HEAD_ESTIMATE, language));
}

// Over its target a wait is orange and carries a '!'.
static enum style longest_phrase(char to[PHRASE_SHORT], const struct hallq_view *v,
                                 const Hallq__LineState *line, const Hallq__LineWait *wait,
                                 int64_t now_ms, enum language language) {
    strcpy(to, "-");
    if (!line->waiting || !wait || !wait->oldest_entered_at_ms)
        return STYLE_DIM;
    const Hallq__Service *service = hallq_view_service(v, wait->service);
    int64_t longest_s = (now_ms - wait->oldest_entered_at_ms) / 1000;
    bool over = service && service->target_wait_s && longest_s > service->target_wait_s;
    phrase_minutes(to, longest_s, language);
    if (over)
        text_join(to, PHRASE_SHORT, "!");
    return over ? STYLE_ALERT : STYLE_PLAIN;
}

static enum style estimate_style(enum wait_told told) {
    switch (told) {
    case WAIT_UNSERVED:
        return STYLE_ALERT;
    case WAIT_AT_ONCE:
        return STYLE_CALM;
    case WAIT_NOTHING:
    case WAIT_RANGE:
    case WAIT_POINT:
    case WAIT_AHEAD:
        break;
    }
    return STYLE_PLAIN;
}

static void wait_name(char to[PHRASE_SIZE], const struct hallq_view *v,
                      const Hallq__LineState *line, enum language language) {
    char name[PHRASE_SIZE];
    bool service = line->line->kind == HALLQ__LINE__KIND__SERVICE;
    *to = 0;
    phrase_line(name, v, line->line->kind, line->line->id, language);
    text_join(to, PHRASE_SIZE, service ? phrase_letter(v, line->line->id) : "*");
    text_join(to, PHRASE_SIZE, " ");
    text_join(to, PHRASE_SIZE, name);
}

// Closed or suspended with nobody in it: a word in place of the times.
static bool shut_draw(struct canvas *c, int x, int y, int width, const Hallq__LineState *line,
                      enum language language) {
    bool shut = line->line->kind == HALLQ__LINE__KIND__SERVICE && (line->suspended || !line->open);
    if (!shut || line->waiting)
        return false;
    canvas_right(c, x, y, width, line->suspended ? STYLE_ALERT : STYLE_DIM,
                 text_of(line->suspended ? TEXT_SUSPENDED : TEXT_SHUT, language));
    return true;
}

void frame_wait(struct canvas *c, int x, int y, int width, const struct hallq_view *v,
                const Hallq__LineState *line, int64_t now_ms, enum language language) {
    const struct wait_columns *w = &columns_in[language];
    bool service = line->line->kind == HALLQ__LINE__KIND__SERVICE;
    const Hallq__LineWait *wait = service ? hallq_view_wait(v, line->line->id) : NULL;
    char number[PHRASE_SHORT], people[PHRASE_SHORT], name[PHRASE_SIZE];
    int name_room = name_width(w, width);

    wait_name(name, v, line, language);
    canvas_text(c, x, y, name_room - 1, STYLE_PLAIN, name);
    phrase_number(number, line->waiting);
    TEXT_FILL(people, TEXT_PEOPLE, language, number);
    canvas_right(c, x + name_room, y, w->people, line->waiting ? STYLE_STRONG : STYLE_DIM, people);
    x += name_room + w->people;
    if (shut_draw(c, x, y, width - name_room - w->people, line, language))
        return;
    enum style style = longest_phrase(number, v, line, wait, now_ms, language);
    canvas_right(c, x, y, w->longest, style, number);
    if (!estimate_fits(w, width))
        return;
    wait_phrase(number, v, line, language);
    canvas_right(c, x + w->longest, y, w->estimate, estimate_style(wait_told(v, line)), number);
}

// ---------------------------------------------------------------- keys and long lists

void frame_keys(struct canvas *c, int y, const struct frame_key *keys, size_t count,
                enum language language) {
    int x = 1;
    int space = language == LANGUAGE_EN; // a letter beside a Chinese word needs none
    for (size_t i = 0; i < count; i++) {
        const char *key = text_of(keys[i].key, language);
        const char *what = text_of(keys[i].what, language);
        if (x + columns_of(key) + space + columns_of(what) > c->width)
            return;
        x += canvas_text(c, x, y, c->width - x, STYLE_KEY, key) + space;
        x += canvas_text(c, x, y, c->width - x, STYLE_PLAIN, what) + 2;
    }
}

size_t frame_first(size_t count, size_t chosen, int rows) {
    size_t room = rows > 0 ? (size_t)rows : 0;
    if (count <= room || chosen < room)
        return 0;
    return chosen - room + 1;
}

void frame_more(struct canvas *c, int x, int y, int width, size_t hidden, enum language language) {
    if (!hidden)
        return;
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    phrase_number(number, hidden);
    TEXT_FILL(line, TEXT_MORE, language, number);
    canvas_right(c, x, y, width, STYLE_DIM, line);
}
