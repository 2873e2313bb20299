// frame.c - the parts the screens share. The table of waits:
//
//     业务               等候   最长  粗略预计
//     A 业务咨询          12人   18分   约25分
//     B 业务受理           3人    4分       -   暂停取号
#include "frame.h"

#include <string.h>

// Columns from the right: people, longest wait, rough estimate.
#define WAIT_PEOPLE 7
#define WAIT_LONGEST 8
#define WAIT_ROUGH 10
#define WAIT_NAME_MIN 12 // six Chinese characters; then the estimate gives way

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

static enum text stale_text(const struct hallq_view *v, enum hallq_link link) {
    if (link == HALLQ_LINK_REFUSED)
        return TEXT_LINK_REFUSED;
    return v->loaded ? TEXT_STALE : TEXT_CONNECTING;
}

void frame_stale(struct canvas *c, int y, const struct hallq_view *v, enum hallq_link link,
                 enum language language) {
    if (!v->stale && v->loaded)
        return;
    char line[PHRASE_SIZE], at[PHRASE_SHORT];
    phrase_clock(at, v, v->at_ms, true);
    TEXT_FILL(line, stale_text(v, link), language, at);
    c->dimmed = true;
    canvas_fill(c, 0, y, c->width, 1, STYLE_BANNER, L' ');
    canvas_centre(c, 1, y, c->width - 2, STYLE_BANNER, line);
}

// ---------------------------------------------------------------- waits

static bool rough_fits(int width) {
    return width >= WAIT_NAME_MIN + WAIT_PEOPLE + WAIT_LONGEST + WAIT_ROUGH;
}

static int name_width(int width) {
    return width - WAIT_PEOPLE - WAIT_LONGEST - (rough_fits(width) ? WAIT_ROUGH : 0);
}

void frame_wait_head(struct canvas *c, int x, int y, int width, enum language language) {
    int name = name_width(width);
    canvas_text(c, x, y, name, STYLE_DIM, text_of(TEXT_HEAD_LINE, language));
    canvas_right(c, x + name, y, WAIT_PEOPLE, STYLE_DIM, text_of(TEXT_HEAD_PEOPLE, language));
    canvas_right(c, x + name + WAIT_PEOPLE, y, WAIT_LONGEST, STYLE_DIM,
                 text_of(TEXT_HEAD_LONGEST, language));
    if (rough_fits(width))
        canvas_right(c, x + width - WAIT_ROUGH, y, WAIT_ROUGH, STYLE_DIM,
                     text_of(TEXT_HEAD_ROUGH, language));
}

// Over its target a wait is orange and carries a '!'.
static enum style longest_phrase(char to[PHRASE_SHORT], const struct hallq_view *v,
                                 const struct hallq_wait *wait, int64_t now_ms,
                                 enum language language) {
    strcpy(to, "-");
    if (!wait || !wait->waiting || !wait->oldest_entered_at_ms)
        return STYLE_DIM;
    const Hallq__Service *service = hallq_view_service(v, wait->service);
    int64_t longest_s = (now_ms - wait->oldest_entered_at_ms) / 1000;
    bool over = service && service->target_wait_s && longest_s > service->target_wait_s;
    phrase_minutes(to, longest_s, language);
    if (over)
        text_join(to, PHRASE_SHORT, "!");
    return over ? STYLE_ALERT : STYLE_PLAIN;
}

static void rough_phrase(char to[PHRASE_SHORT], const struct hallq_wait *wait,
                         enum language language) {
    char minutes[PHRASE_SHORT];
    strcpy(to, "-");
    if (!wait || !wait->rough_wait_s)
        return;
    phrase_minutes(minutes, wait->rough_wait_s, language);
    text_fill(to, PHRASE_SHORT, TEXT_ABOUT, language, (const char *const[]){minutes}, 1);
}

static void wait_name(char to[PHRASE_SIZE], const struct hallq_view *v,
                      const struct hallq_line *line, enum language language) {
    char name[PHRASE_SIZE];
    bool service = line->kind == HALLQ__LINE__KIND__SERVICE;
    *to = 0;
    phrase_line(name, v, line->kind, line->id, language);
    text_join(to, PHRASE_SIZE, service ? phrase_letter(v, line->id) : "*");
    text_join(to, PHRASE_SIZE, " ");
    text_join(to, PHRASE_SIZE, name);
}

void frame_wait(struct canvas *c, int x, int y, int width, const struct hallq_view *v,
                const struct hallq_line *line, int64_t now_ms, enum language language) {
    bool service = line->kind == HALLQ__LINE__KIND__SERVICE;
    const struct hallq_wait *wait = service ? hallq_view_wait(v, line->id) : NULL;
    char number[PHRASE_SHORT], people[PHRASE_SHORT], name[PHRASE_SIZE];
    int name_room = name_width(width);

    wait_name(name, v, line, language);
    canvas_text(c, x, y, name_room - 1, STYLE_PLAIN, name);
    phrase_number(number, line->waiting);
    TEXT_FILL(people, TEXT_PEOPLE, language, number);
    canvas_right(c, x + name_room, y, WAIT_PEOPLE, line->waiting ? STYLE_STRONG : STYLE_DIM,
                 people);
    enum text shut = line->suspended ? TEXT_SUSPENDED : TEXT_SHUT;
    if (service && (line->suspended || !line->open) && !line->waiting) {
        canvas_right(c, x + name_room + WAIT_PEOPLE, y, width - name_room - WAIT_PEOPLE,
                     line->suspended ? STYLE_ALERT : STYLE_DIM, text_of(shut, language));
        return;
    }
    enum style style = longest_phrase(number, v, wait, now_ms, language);
    canvas_right(c, x + name_room + WAIT_PEOPLE, y, WAIT_LONGEST, style, number);
    if (!rough_fits(width))
        return;
    rough_phrase(number, line->suspended || !line->open ? NULL : wait, language);
    canvas_right(c, x + width - WAIT_ROUGH, y, WAIT_ROUGH, STYLE_PLAIN, number);
}

// ---------------------------------------------------------------- keys and long lists

void frame_keys(struct canvas *c, int y, const struct frame_key *keys, size_t count,
                enum language language) {
    int x = 1;
    for (size_t i = 0; i < count; i++) {
        const char *key = text_of(keys[i].key, language);
        const char *what = text_of(keys[i].what, language);
        int width = columns_of(key) + columns_of(what) + 2;
        if (x + width > c->width)
            return;
        x += canvas_text(c, x, y, c->width - x, STYLE_KEY, key);
        x += 1 + canvas_text(c, x, y, c->width - x, STYLE_PLAIN, what) + 1;
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
