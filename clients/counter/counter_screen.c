// counter_screen.c - two panes from 72 columns on, the ticket alone below:
//
//     3号窗口 · 城东营业厅 · 王芳                2024-05-06 周一 10:23:45
//     办理中 03:12 / 目标 08:00                  业务         等候 最长 粗略预计
//     ########............                       A 业务咨询   12人 18分  约25分
//     ▄▀▀▄ ... A045
//     A 业务咨询  VIP客户                        ...
//     为何是它: 等候最久  等了 12分
//     第二位: B012  等了 11分
//     备注: ...
//     挂起 2 个：
//     A012  10:12起  10:27返回队列  有备注
//     * 开始办理：完成
//     空格 叫号  R 重呼 ...
#include "counter_screen.h"

#include <string.h>

#include "base/count.h"
#include "clients/term/frame.h"
#include "clients/term/glyph.h"
#include "clients/text/slip_phrase.h"

#define TWO_PANES_WIDTH 72
#define BAR_WIDTH 20
#define SCALE_MAX 2

struct drawing {
    struct canvas *c;
    const struct hallq_view *v;
    const struct counter_desk *d;
    const Hallq__CounterNow *counter; // NULL: not in the settings
    enum language language;
    int64_t now_ms;
    int x, y, width, rows; // of the left pane; y is the next free row
};

static void row_text(struct drawing *d, enum style style, const char *text) {
    if (d->y < 2 + d->rows)
        canvas_text(d->c, d->x, d->y, d->width, style, text);
    d->y++;
}

// ---------------------------------------------------------------- state and time

static uint32_t target_s(const struct drawing *d) {
    const Hallq__Service *service = hallq_view_service(d->v, d->d->card.service);
    return service ? service->target_service_s : 0;
}

// "######....": filled to the target and "!" beyond it, so that it reads without colour.
static void bar_phrase(char to[PHRASE_SHORT], int64_t span_s, uint32_t target) {
    int64_t filled = span_s * BAR_WIDTH / target;
    for (int i = 0; i < BAR_WIDTH; i++)
        to[i] = i < filled ? '#' : '.';
    strcpy(to + BAR_WIDTH, filled > BAR_WIDTH ? "!" : "");
}

// How often the ticket was called, of how often it will be.
static const char *calls_phrase(char to[PHRASE_SHORT], const struct drawing *d) {
    char made[PHRASE_SHORT], all[PHRASE_SHORT];
    const struct hallq_view *v = d->v;
    *to = 0;
    for (size_t i = v->now.n_calls; i-- > 0 && v->now.settings;) {
        const Hallq__Call *call = v->now.calls[i];
        if (call->ticket != d->counter->ticket || call->counter != d->counter->counter)
            continue;
        phrase_number(made, call->call_count);
        phrase_number(all, v->now.settings->calls_before_no_show);
        const char *values[] = {made, all};
        text_fill(to, PHRASE_SHORT, TEXT_STATE_CALLS, d->language, values, 2);
        break;
    }
    return to;
}

static void state_row(struct drawing *d) {
    char timer[PHRASE_SHORT], target[PHRASE_SHORT], bar[PHRASE_SHORT], line[PHRASE_SIZE];
    char calls[PHRASE_SHORT];
    Hallq__Counter__State state = d->counter->state;
    int64_t span_s = (d->now_ms - d->counter->since_ms) / 1000;
    bool timed = state == HALLQ__COUNTER__STATE__SERVING && target_s(d);
    bool over = timed && span_s > target_s(d);
    phrase_timer(timer, span_s);
    phrase_timer(target, target_s(d));
    if (state == HALLQ__COUNTER__STATE__CLOSED) { // since when is of no use there
        row_text(d, STYLE_ALERT, phrase_counter_state(state, d->language));
        return;
    }
    TEXT_FILL(line, timed ? TEXT_STATE_TARGET : TEXT_STATE_SINCE, d->language,
              phrase_counter_state(state, d->language), timer, target);
    if (state == HALLQ__COUNTER__STATE__PAUSED) {
        text_join(line, sizeof line, "  ");
        text_join(line, sizeof line,
                  phrase_pause_reason(d->v, d->counter->pause_reason, d->language));
    }
    if (state == HALLQ__COUNTER__STATE__CALLING)
        text_join(line, sizeof line, calls_phrase(calls, d));
    row_text(d, over || state == HALLQ__COUNTER__STATE__PAUSED ? STYLE_ALERT : STYLE_STRONG, line);
    if (!timed)
        return;
    bar_phrase(bar, span_s, target_s(d));
    row_text(d, over ? STYLE_ALERT : STYLE_CALM, bar);
}

// ---------------------------------------------------------------- the ticket

static void ticket_large(struct drawing *d) {
    int scale = SCALE_MAX;
    while (scale > 0 && (glyph_width(d->counter->number, scale) > d->width ||
                         glyph_height(scale) > d->rows - 12))
        scale--;
    glyph_draw(d->c, d->x, d->y + 1, scale, STYLE_STRONG, d->counter->number);
    d->y += glyph_height(scale) + 2;
}

static const char *class_name(const struct drawing *d) {
    const Hallq__HallSettings *s = d->v->now.settings;
    for (size_t i = 0; s && i < s->n_classes; i++)
        if (s->classes[i]->id == d->d->card.customer_class)
            return hallq_text(s->classes[i]->name, d->language);
    return "";
}

static void slip_row(struct drawing *d) {
    char line[PHRASE_SIZE];
    const struct counter_card *card = &d->d->card;
    bool doubtful = slip_phrase_doubtful(card->slip);
    slip_phrase(line, card->slip, card->slip_copy, d->language);
    if (doubtful) {
        text_join(line, sizeof line, "  ");
        text_join(line, sizeof line, text_of(TEXT_KEY_B, d->language));
        text_join(line, sizeof line, " ");
        text_join(line, sizeof line, text_of(TEXT_DO_PRINT_SLIP, d->language));
    }
    row_text(d, doubtful ? STYLE_ALERT : STYLE_DIM, line);
}

static void card_rows(struct drawing *d) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    const struct counter_card *card = &d->d->card;
    if (!card->known || card->ticket != d->counter->ticket)
        return;
    TEXT_FILL(line, TEXT_CARD, d->language, phrase_letter(d->v, card->service),
              phrase_service(number, d->v, card->service, d->language), class_name(d));
    row_text(d, STYLE_PLAIN, line);
    if (*card->note) {
        TEXT_FILL(line, TEXT_CARD_NOTE, d->language, card->note);
        row_text(d, STYLE_ALERT, line);
    }
    if (card->has_contact)
        row_text(d, STYLE_DIM, text_of(TEXT_CARD_CONTACT, d->language));
    if (card->slip)
        slip_row(d);
}

static void why_rows(struct drawing *d) {
    char waited[PHRASE_SHORT], line[PHRASE_SIZE];
    const struct counter_why *why = &d->d->why;
    if (!why->ticket || why->ticket != d->counter->ticket)
        return;
    phrase_minutes(waited, why->waited_s, d->language);
    TEXT_FILL(line, TEXT_WHY, d->language, phrase_rule(why->rule, d->language), waited);
    if (*why->reason) {
        text_join(line, sizeof line, "  ");
        text_join(line, sizeof line, phrase_named_reason(d->v, why->reason, d->language));
    }
    row_text(d, STYLE_PLAIN, line);
    phrase_minutes(waited, why->second_waited_s, d->language);
    if (*why->second_number)
        TEXT_FILL(line, TEXT_WHY_SECOND, d->language, why->second_number, waited);
    else
        TEXT_FILL(line, TEXT_WHY_ALONE, d->language, "");
    row_text(d, STYLE_DIM, line);
}

// One row each where there is room, else their numbers alone.
static void held_rows(struct drawing *d) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    const struct counter_held *held = &d->d->held;
    if (!d->counter->held)
        return;
    d->y++;
    bool room = d->y + 1 + (int)held->count <= 2 + d->rows;
    phrase_number(number, d->counter->held);
    TEXT_FILL(line, TEXT_HELD, d->language, number);
    for (size_t i = 0; i < held->count && !room; i++) {
        text_join(line, sizeof line, " ");
        text_join(line, sizeof line, held->tickets[i].number);
    }
    row_text(d, STYLE_PLAIN, line);
    for (size_t i = 0; i < held->count && room; i++) {
        const struct held_ticket *ticket = &held->tickets[i];
        phrase_held(line, d->v, ticket->number, ticket->since_ms, ticket->until_ms,
                    ticket->has_note, d->language);
        row_text(d, STYLE_PLAIN, line);
    }
}

static enum text idle_text(const struct drawing *d) {
    if (!d->counter->clerk)
        return TEXT_IDLE_SIGN_ON;
    if (d->counter->state == HALLQ__COUNTER__STATE__CLOSED)
        return TEXT_IDLE_CLOSED;
    if (d->counter->state == HALLQ__COUNTER__STATE__PAUSED)
        return TEXT_IDLE_PAUSED;
    return TEXT_IDLE_FREE;
}

static void left_draw(struct drawing *d) {
    if (!d->counter) {
        row_text(d, STYLE_ALERT,
                 text_of(d->v->loaded ? TEXT_NO_SUCH_COUNTER : TEXT_WAITING_FOR_HALL, d->language));
        return;
    }
    state_row(d);
    if (d->counter->ticket) {
        ticket_large(d);
        card_rows(d);
        why_rows(d);
    } else {
        d->y++;
        row_text(d, STYLE_STRONG, text_of(idle_text(d), d->language));
    }
    held_rows(d);
}

// ---------------------------------------------------------------- waiting

static int wait_row(const struct drawing *d, Hallq__Line__Kind kind, uint32_t id, int x, int y,
                    int width, bool even_empty) {
    const Hallq__LineState *line = hallq_view_line(d->v, kind, id);
    if (!line || y >= 2 + d->rows || (!line->waiting && !even_empty))
        return y;
    frame_wait(d->c, x, y, width, d->v, line, d->now_ms, d->language);
    return y + 1;
}

static void waits_draw(const struct drawing *d, int x, int y, int width) {
    size_t count = 0;
    const uint32_t *services = hallq_view_services_of(d->v, d->d->desk.counter, &count);
    uint32_t clerk = d->counter ? d->counter->clerk : 0;
    frame_wait_head(d->c, x, y++, width, d->language);
    y = wait_row(d, HALLQ__LINE__KIND__COUNTER, d->d->desk.counter, x, y, width, false);
    y = wait_row(d, HALLQ__LINE__KIND__CLERK, clerk, x, y, width, false);
    for (size_t i = 0; i < count; i++)
        y = wait_row(d, HALLQ__LINE__KIND__SERVICE, services[i], x, y, width, true);
}

// ---------------------------------------------------------------- the whole

static const struct frame_key keys_free[] = {
    {TEXT_KEY_SPACE, TEXT_DO_CALL_NEXT}, {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_A, TEXT_DO_FURTHER},       {TEXT_KEY_L, TEXT_DO_GET_HELD},
    {TEXT_KEY_I, TEXT_DO_REINSTATE},     {TEXT_KEY_P, TEXT_DO_COUNTER_PAUSE},
    {TEXT_KEY_O, TEXT_DO_COUNTER_CLOSE},
};
static const struct frame_key keys_free_naming[] = {
    {TEXT_KEY_SPACE, TEXT_DO_CALL_NEXT}, {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_A, TEXT_DO_FURTHER},       {TEXT_KEY_L, TEXT_DO_GET_HELD},
    {TEXT_KEY_I, TEXT_DO_REINSTATE},     {TEXT_KEY_G, TEXT_DO_CALL_NAMED},
    {TEXT_KEY_P, TEXT_DO_COUNTER_PAUSE}, {TEXT_KEY_O, TEXT_DO_COUNTER_CLOSE},
};
static const struct frame_key keys_calling[] = {
    {TEXT_KEY_S, TEXT_DO_START},   {TEXT_KEY_HELP, TEXT_DO_HELP},  {TEXT_KEY_R, TEXT_DO_RECALL},
    {TEXT_KEY_N, TEXT_DO_NO_SHOW}, {TEXT_KEY_T, TEXT_DO_TRANSFER},
};
static const struct frame_key keys_serving[] = {
    {TEXT_KEY_SPACE, TEXT_DO_FINISH_CALL}, {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_F, TEXT_DO_FINISH},          {TEXT_KEY_H, TEXT_DO_HOLD},
    {TEXT_KEY_T, TEXT_DO_TRANSFER},
};
static const struct frame_key keys_paused[] = {
    {TEXT_KEY_P, TEXT_DO_COUNTER_RESUME}, {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_O, TEXT_DO_COUNTER_CLOSE},  {TEXT_KEY_X, TEXT_DO_SIGN_OFF},
    {TEXT_KEY_Q, TEXT_DO_QUIT},
};
static const struct frame_key keys_closed[] = {
    {TEXT_KEY_O, TEXT_DO_COUNTER_OPEN},
    {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_X, TEXT_DO_SIGN_OFF},
    {TEXT_KEY_Q, TEXT_DO_QUIT},
};
static const struct frame_key keys_away[] = {
    {TEXT_KEY_U, TEXT_DO_SIGN_ON},
    {TEXT_KEY_HELP, TEXT_DO_HELP},
    {TEXT_KEY_Q, TEXT_DO_QUIT},
};

#define KEYS(c, y, keys, language) frame_keys(c, y, keys, COUNT(keys), language)

static void keys_draw(const struct drawing *d, int y) {
    Hallq__Counter__State state = d->counter ? d->counter->state : HALLQ__COUNTER__STATE__NO_STATE;
    if (!d->counter || !d->counter->clerk)
        KEYS(d->c, y, keys_away, d->language);
    else if (state == HALLQ__COUNTER__STATE__FREE && counter_desk_may_name(d->d, d->v))
        KEYS(d->c, y, keys_free_naming, d->language);
    else if (state == HALLQ__COUNTER__STATE__FREE)
        KEYS(d->c, y, keys_free, d->language);
    else if (state == HALLQ__COUNTER__STATE__CALLING)
        KEYS(d->c, y, keys_calling, d->language);
    else if (state == HALLQ__COUNTER__STATE__SERVING)
        KEYS(d->c, y, keys_serving, d->language);
    else if (state == HALLQ__COUNTER__STATE__PAUSED)
        KEYS(d->c, y, keys_paused, d->language);
    else
        KEYS(d->c, y, keys_closed, d->language);
}

static void title_phrase(char to[PHRASE_SIZE], const struct drawing *d) {
    char number[PHRASE_SHORT], hall[PHRASE_SIZE];
    phrase_hall(hall, d->v, d->language);
    *to = 0;
    text_join(to, PHRASE_SIZE, phrase_counter(number, d->v, d->d->desk.counter, d->language));
    if (d->counter && d->counter->clerk) {
        text_join(to, PHRASE_SIZE, "  ");
        text_join(to, PHRASE_SIZE, phrase_staff(number, d->v, d->counter->clerk));
    }
    text_join(to, PHRASE_SIZE, "  ");
    text_join(to, PHRASE_SIZE, hall);
}

void counter_screen_draw(struct canvas *c, const struct hallq_view *v, const struct counter_desk *d,
                         const struct reach *reach, int64_t now_ms) {
    bool wide = c->width >= TWO_PANES_WIDTH;
    int right = !wide                    ? 0
                : c->width * 9 / 20 > 60 ? 60
                : c->width * 9 / 20 < 38 ? 38
                                         : c->width * 9 / 20;
    struct drawing w = {.c = c,
                        .v = v,
                        .d = d,
                        .counter = hallq_view_counter(v, d->desk.counter),
                        .language = d->desk.language,
                        .now_ms = now_ms,
                        .x = 1,
                        .y = 2,
                        .width = c->width - right - 3,
                        .rows = c->height - 5};
    char title[PHRASE_SIZE];
    canvas_clear(c);
    title_phrase(title, &w);
    frame_bar(c, v, title, now_ms, true, d->desk.language);
    left_draw(&w);
    if (wide)
        waits_draw(&w, w.width + 3, 2, right - 2);
    else if (w.y + 3 < c->height)
        waits_draw(&w, 1, w.y + 1, c->width - 2);
    keys_draw(&w, c->height - 1);
    desk_draw(c, &d->desk, v, reach, now_ms);
}
