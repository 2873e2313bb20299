// draw_alerts.c - an alert a row: its level, what it tells of, since when. Beneath the chosen one why, what is expected, and the
// keys that do something about it:
//
//     > !! 红色   业务受理：将有人等得太久                              自10:41
//                 半小时来了31人，平日22人  预计18–29分，最长已等17分
//                 A 开7号窗口：31分→14分（11:15）  W 其他办法  E 知道了
//       ! 黄色    售后：现在来的人可能等得太久                          自10:44
#include "draw.h"

#include "clients/text/alert.h"
#include "clients/text/measure.h"
#include "console_alerts.h"
#include "console_measures.h"

#define LEVEL 11      // columns of sign and word
#define OTHER_KEYS 22 // columns of the keys beside the proposed act

static enum style level_style(Hallq__Alert__Level level) {
    if (level >= HALLQ__ALERT__LEVEL__RED)
        return STYLE_BANNER;
    return level == HALLQ__ALERT__LEVEL__AMBER ? STYLE_ALERT : STYLE_PLAIN;
}

static void alert_row(const struct drawing *d, const Hallq__Alert *alert, bool chosen, int y) {
    char headline[PHRASE_SIZE], at[PHRASE_SHORT], since[PHRASE_SHORT];
    int width = d->c->width;
    alert_headline(headline, d->v, alert, d->language);
    phrase_clock(at, d->v, alert->since_ms, false);
    TEXT_FILL(since, TEXT_ALERT_SINCE, d->language, at);
    int right = columns_of(since) + 2;
    canvas_text(d->c, 2, y, LEVEL - 1, level_style(alert->level),
                alert_level(alert->level, d->language));
    canvas_text(d->c, 2 + LEVEL, y, width - 2 - LEVEL - right, chosen ? STYLE_STRONG : STYLE_PLAIN,
                headline);
    canvas_right(d->c, width - right, y, right - 1, STYLE_DIM, since);
    if (!chosen)
        return;
    if (d->d->pane == PANE_ALERTS)
        canvas_restyle(d->c, 2 + LEVEL, y, width - 2 - LEVEL, 1, STYLE_PICK);
    canvas_text(d->c, 0, y, 1, STYLE_STRONG, ">");
}

static void part_join(char to[PHRASE_SIZE], const char *part) {
    if (*to && *part)
        text_join(to, PHRASE_SIZE, "  ");
    text_join(to, PHRASE_SIZE, part);
}

// Why, what is expected, and who has it in hand; "" where all of that is not known.
static void why_phrase(char to[PHRASE_SIZE], const struct drawing *d, const Hallq__Alert *alert) {
    char part[PHRASE_SIZE];
    *to = 0;
    alert_cause(part, alert, d->language);
    part_join(to, part);
    alert_expected(part, alert, d->language);
    part_join(to, part);
    alert_handled(part, d->v, alert, d->language);
    part_join(to, part);
}

// Draws a key and its words in at most `room` columns; nothing where not even a short word fits.
static int key_draw(const struct drawing *d, int x, int y, int room, enum text key,
                    const char *what) {
    if (room < 6)
        return x;
    x += canvas_text(d->c, x, y, d->c->width - x, STYLE_KEY, text_of(key, d->language)) + 1;
    return x + canvas_text(d->c, x, y, room - 2, STYLE_STRONG, what) + 2;
}

static void acts_draw(const struct drawing *d, const Hallq__Alert *alert, int y) {
    char what[PHRASE_SIZE];
    int x = 2 + LEVEL, width = d->c->width;
    console_proposal_phrase(what, d->v, alert, d->language);
    if (*what)
        x = key_draw(d, x, y, width - x - OTHER_KEYS, TEXT_KEY_A, what);
    x = key_draw(d, x, y, width - x, TEXT_KEY_W, text_of(TEXT_DO_OTHERS, d->language));
    if (!alert->seen_at_ms)
        key_draw(d, x, y, width - x, TEXT_KEY_E, text_of(TEXT_DO_SEE_ALERT, d->language));
}

static int nothing_draw(const struct drawing *d, int y) {
    enum text text = d->d->deaf ? TEXT_ALERTS_UNHEARD : TEXT_ALERTS_NONE;
    if (d->v->loaded)
        canvas_text(d->c, 2, y, d->c->width - 3, d->d->deaf ? STYLE_ALERT : STYLE_CALM,
                    text_of(text, d->language));
    return 1;
}

// Those that find no row are told of in the place of the last row's time.
static void more_draw(const struct drawing *d, int y, size_t hidden) {
    int width = 14;
    if (!hidden)
        return;
    canvas_fill(d->c, d->c->width - width, y, width, 1, STYLE_PLAIN, L' ');
    frame_more(d->c, d->c->width - width, y, width - 1, hidden, d->language);
}

int draw_alerts(const struct drawing *d, int y, int rows) {
    size_t order[LIMIT_ALERTS], count = console_alerts_order(d->v, order), at = 0;
    const Hallq__Alert *chosen = console_alert_chosen(d->d, d->v);
    char why[PHRASE_SIZE];
    if (!count)
        return nothing_draw(d, y);
    while (d->v->now.alerts[order[at]] != chosen)
        at++;
    why_phrase(why, d, chosen);
    int beneath = rows < 2 ? 0 : rows < 3 || !*why ? 1 : 2;
    size_t first = frame_first(count, at, rows - beneath);
    int used = 0;
    for (; first < count && used < rows; first++) {
        const Hallq__Alert *alert = d->v->now.alerts[order[first]];
        alert_row(d, alert, alert == chosen, y + used++);
        if (alert != chosen)
            continue;
        if (beneath == 2)
            canvas_text(d->c, 2 + LEVEL, y + used++, d->c->width - 3 - LEVEL, STYLE_PLAIN, why);
        if (beneath)
            acts_draw(d, chosen, y + used++);
    }
    more_draw(d, y + used - 1, count - first);
    return used;
}
