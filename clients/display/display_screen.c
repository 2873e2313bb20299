// display_screen.c - at 80 columns and more two panes, below one column of lines:
//
//     城东营业厅                                2024-05-06 周一 10:23
//     ▄▀▀▄ ...  A045 > 3  large              业务      等候 最长 预计等候
//     请到 3号窗口                           A 业务咨询  12人 18分 15–25分
//     最近呼叫                               ...
//     10:22 B012  5号窗口                    暂停服务
//     10:21 A044  3号窗口                    6号窗口 午休
//     通知: ...
//
// The newest call stands on top. A ticket that was called again stands once, at its newest call.
#include "display_screen.h"

#include <stdio.h>
#include <string.h>

#include "clients/term/frame.h"
#include "clients/term/glyph.h"
#include "clients/text/measure.h"

#define TWO_PANES_WIDTH 76
#define LARGE_CALLS_MAX 4
#define LIST_ROWS_MIN 5 // heading and four calls
#define TOP_ROWS 2      // bar, blank
#define BOTTOM_ROWS 2   // blank or banner, notices

// A drawing and its sources, so that its parts take a single argument.
struct drawing {
    struct canvas *c;
    const struct hallq_view *v;
    const struct display_screen *s;
    enum language language;
    int64_t now_ms;
    const Hallq__Call *calls[LIMIT_CALLS_SHOWN]; // newest first, each ticket once
    size_t call_count;
};

void display_screen_call(struct display_screen *s, const Hallq__Call *call, bool late,
                         int64_t now_ms) {
    if (late)
        return;
    if (s->fresh_count == LIMIT_CALLS_SHOWN) {
        memmove(&s->fresh[0], &s->fresh[1], (LIMIT_CALLS_SHOWN - 1) * sizeof s->fresh[0]);
        s->fresh_count--;
    }
    s->fresh[s->fresh_count++] = (struct display_fresh){call->seq, now_ms + DISPLAY_FRESH_MS};
}

// ---------------------------------------------------------------- calls

static bool call_listed(const struct drawing *d, const Hallq__Call *call) {
    for (size_t i = 0; i < d->call_count; i++)
        if (d->calls[i]->ticket == call->ticket && d->calls[i]->counter == call->counter)
            return true;
    return false;
}

static void calls_pick(struct drawing *d) {
    for (size_t i = d->v->now.n_calls; i-- > 0;)
        if (!call_listed(d, d->v->now.calls[i]))
            d->calls[d->call_count++] = d->v->now.calls[i];
}

static bool call_fresh(const struct drawing *d, const Hallq__Call *call) {
    if (d->v->stale)
        return false;
    for (size_t i = 0; i < d->s->fresh_count; i++)
        if (d->s->fresh[i].seq == call->seq)
            return d->now_ms < d->s->fresh[i].until_ms;
    return false;
}

// Still being waited for at its counter.
static bool call_pending(const struct drawing *d, const Hallq__Call *call) {
    const Hallq__CounterNow *counter = hallq_view_counter(d->v, call->counter);
    return counter && counter->state == HALLQ__COUNTER__STATE__CALLING &&
           counter->ticket == call->ticket;
}

static enum style call_style(const struct drawing *d, const Hallq__Call *call) {
    if (call_fresh(d, call))
        return STYLE_FRESH;
    return call_pending(d, call) ? STYLE_STRONG : STYLE_CALM;
}

static void call_phrase(char to[PHRASE_SIZE], const struct drawing *d, const Hallq__Call *call,
                        enum text shape, enum text zone_shape) {
    char number[PHRASE_SHORT];
    const char *counter = phrase_counter(number, d->v, call->counter, d->language);
    const Hallq__CounterSettings *settings = hallq_view_counter_settings(d->v, call->counter);
    const char *zone = "";
    for (size_t i = 0; settings && i < d->v->now.settings->n_zones; i++)
        if (!strcmp(d->v->now.settings->zones[i]->id, settings->zone))
            zone = hallq_text(d->v->now.settings->zones[i]->name, d->language);
    const char *values[] = {call->number, counter, zone};
    text_fill(to, PHRASE_SIZE, *zone ? zone_shape : shape, d->language, values, 3);
    if (call_pending(d, call) && call->call_count > 1)
        text_join(to, PHRASE_SIZE, text_of(TEXT_CALL_AGAIN, d->language));
}

// "A045>3"; the number alone where that is too wide, since the sentence names the counter.
static void large_text(char to[PHRASE_SHORT], const Hallq__Call *call, int width) {
    snprintf(to, PHRASE_SHORT, "%.8s>%u", call->number, call->counter);
    if (glyph_width(to, 0) > width)
        snprintf(to, PHRASE_SHORT, "%.8s", call->number);
}

// The largest letters with which two calls fit; -1 if not even the smallest do.
static int large_scale(const struct drawing *d, int width, int rows) {
    int scale = GLYPH_SCALE_MAX;
    for (; scale >= 0; scale--) {
        bool fits = 2 * (glyph_height(scale) + 2) <= rows;
        for (size_t i = 0; i < d->call_count && i < 2; i++) {
            char text[PHRASE_SHORT];
            large_text(text, d->calls[i], width);
            fits = fits && glyph_width(text, scale) <= width;
        }
        if (fits)
            break;
    }
    return scale;
}

static void call_large(const struct drawing *d, const Hallq__Call *call, int x, int y, int width,
                       int scale) {
    char text[PHRASE_SHORT], sentence[PHRASE_SIZE];
    enum style style = call_style(d, call);
    large_text(text, call, width);
    call_phrase(sentence, d, call, TEXT_CALL, TEXT_CALL_ZONE);
    glyph_draw(d->c, x, y, scale, style, text);
    canvas_text(d->c, x, y + glyph_height(scale), width, style, sentence);
}

static void call_line(const struct drawing *d, const Hallq__Call *call, int x, int y, int width) {
    char at[PHRASE_SHORT], sentence[PHRASE_SIZE];
    phrase_clock(at, d->v, call->at_ms, false);
    call_phrase(sentence, d, call, TEXT_CALL_ROW, TEXT_CALL_ROW);
    canvas_text(d->c, x, y, 5, STYLE_DIM, at);
    canvas_text(d->c, x + 6, y, width - 6, call_style(d, call), sentence);
}

static void calls_list(const struct drawing *d, size_t first, int x, int y, int width, int rows) {
    if (first < d->call_count || !d->call_count)
        canvas_text(d->c, x, y, width, STYLE_DIM, text_of(TEXT_LAST_CALLS, d->language));
    for (int row = 1; row < rows && first < d->call_count; row++)
        call_line(d, d->calls[first++], x, y + row, width);
    if (!d->call_count && d->v->loaded)
        canvas_text(d->c, x, y + 1, width, STYLE_PLAIN, text_of(TEXT_NO_CALLS, d->language));
}

static void calls_draw(const struct drawing *d, int x, int y, int width, int rows) {
    size_t shown = 0;
    int large_rows = rows - (rows / 3 > LIST_ROWS_MIN ? rows / 3 : LIST_ROWS_MIN);
    int scale = large_scale(d, width, large_rows);
    int row = y;
    while (scale >= 0 && shown < d->call_count && shown < LARGE_CALLS_MAX &&
           row - y + glyph_height(scale) + 2 <= large_rows) {
        call_large(d, d->calls[shown++], x, row, width, scale);
        row += glyph_height(scale) + 2;
    }
    calls_list(d, shown, x, row, width, rows - (row - y));
}

// ---------------------------------------------------------------- waits, plates, notices

static int plate_count(const struct hallq_view *v) {
    int count = 0;
    for (size_t i = 0; i < v->now.n_counters; i++)
        count += v->now.counters[i]->state == HALLQ__COUNTER__STATE__PAUSED;
    return count;
}

static void plates_draw(const struct drawing *d, int x, int y, int width, int rows) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    int plates = plate_count(d->v), row = 1;
    if (!plates || rows < 2)
        return;
    canvas_text(d->c, x, y, width, STYLE_ALERT, text_of(TEXT_PLATE, d->language));
    for (size_t i = 0; i < d->v->now.n_counters && row < rows; i++) {
        const Hallq__CounterNow *counter = d->v->now.counters[i];
        if (counter->state != HALLQ__COUNTER__STATE__PAUSED)
            continue;
        TEXT_FILL(line, TEXT_PLATE_LINE, d->language,
                  phrase_counter(number, d->v, counter->counter, d->language),
                  phrase_pause_reason(d->v, counter->pause_reason, d->language));
        canvas_text(d->c, x, y + row++, width, STYLE_PLAIN, line);
    }
    if (plates > row - 1)
        frame_more(d->c, x, y, width, (size_t)(plates - row + 1), d->language);
}

static int waits_draw(const struct drawing *d, int x, int y, int width, int rows) {
    size_t lines = 0;
    int row = 1;
    frame_wait_head(d->c, x, y, width, d->language);
    for (size_t i = 0; i < d->v->now.n_lines; i++)
        lines += d->v->now.lines[i]->line->kind == HALLQ__LINE__KIND__SERVICE;
    for (size_t i = 0; i < d->v->now.n_lines && row < rows; i++)
        if (d->v->now.lines[i]->line->kind == HALLQ__LINE__KIND__SERVICE)
            frame_wait(d->c, x, y + row++, width, d->v, d->v->now.lines[i], d->now_ms, d->language);
    frame_more(d->c, x, y + row, width, lines - (size_t)(row - 1), d->language);
    return row;
}

static void side_draw(const struct drawing *d, int x, int y, int width, int rows) {
    int plates = plate_count(d->v);
    int plate_rows = !plates ? 0 : plates + 2 < rows / 3 ? plates + 2 : rows / 3;
    int used = waits_draw(d, x, y, width, rows - plate_rows - 1);
    plates_draw(d, x, y + used + 1, width, rows - used - 1);
}

static void notices_draw(const struct drawing *d, int y) {
    char notice[PHRASE_SIZE], number[PHRASE_SHORT], line[1024] = "";
    for (size_t i = 0; i < d->v->now.n_lines; i++) {
        const Hallq__LineState *l = d->v->now.lines[i];
        if (!l->suspended)
            continue;
        TEXT_FILL(notice, TEXT_NOTICE_SUSPENDED, d->language,
                  phrase_service(number, d->v, l->line->id, d->language),
                  phrase_suspend_reason(d->v, l->reason, d->language));
        text_join(line, sizeof line, notice);
    }
    for (size_t i = 0; i < d->v->now.n_offers; i++) {
        offer_phrase(notice, d->v, d->v->now.offers[i], d->language);
        text_join(line, sizeof line, notice);
        text_join(line, sizeof line, *notice ? "  " : "");
    }
    if (*line)
        canvas_text(d->c, 1, y, d->c->width - 2, STYLE_ALERT, line);
    else
        canvas_text(d->c, 1, y, d->c->width - 2, STYLE_DIM,
                    text_of(TEXT_DISPLAY_FOOT, d->language));
}

// ---------------------------------------------------------------- the whole

static void narrow_draw(const struct drawing *d, int y, int rows) {
    int width = d->c->width - 2;
    int waits = (int)d->v->now.n_lines + 1 < rows / 2 ? (int)d->v->now.n_lines + 1 : rows / 2;
    calls_draw(d, 1, y, width, rows - waits - 1);
    waits_draw(d, 1, y + rows - waits, width, waits);
}

static void wide_draw(const struct drawing *d, int y, int rows) {
    int right = d->c->width * 9 / 20 > 66 ? 66 : d->c->width * 9 / 20;
    right = d->c->width < 90 ? 35 : right; // leaves 41 of 80 columns, "A045>12" in large
    int left = d->c->width - right - 4;
    calls_draw(d, 1, y, left, rows);
    canvas_fill(d->c, left + 2, y, 1, rows, STYLE_DIM, L'│');
    side_draw(d, left + 4, y, right, rows);
}

void display_screen_draw(struct canvas *c, const struct hallq_view *v,
                         const struct display_screen *s, const struct reach *reach,
                         int64_t now_ms) {
    struct drawing d = {.c = c, .v = v, .s = s, .language = s->language, .now_ms = now_ms};
    char hall[PHRASE_SIZE];
    int rows = c->height - TOP_ROWS - BOTTOM_ROWS;
    canvas_clear(c);
    calls_pick(&d);
    phrase_hall(hall, v, s->language);
    frame_bar(c, v, hall, now_ms, false, s->language);
    if (rows > 0 && c->width >= TWO_PANES_WIDTH)
        wide_draw(&d, TOP_ROWS, rows);
    else if (rows > 0)
        narrow_draw(&d, TOP_ROWS, rows);
    if (c->height > TOP_ROWS)
        notices_draw(&d, c->height - 1);
    frame_stale(c, c->height > 3 ? c->height - 2 : c->height - 1, v, reach, s->language);
}
