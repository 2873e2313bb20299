// draw_counters.c - a counter a row: its state and since when, its ticket or why it is paused, its clerk, its services.
#include "draw.h"

#include <string.h>

// Columns of a counter's row, from the left; services take what is left.
#define COUNTER_NAME_MAX 18
#define COUNTER_STATE 9
#define COUNTER_SINCE 8
#define COUNTER_NUMBER 8
#define COUNTER_CLERK 12

static void services_phrase(char to[PHRASE_SIZE], const struct drawing *d,
                            const Hallq__CounterNow *counter) {
    size_t count = 0;
    const uint32_t *services = hallq_view_services_of(d->v, counter->counter, &count);
    *to = 0;
    for (size_t i = 0; i < count; i++)
        text_join(to, PHRASE_SIZE, phrase_letter(d->v, services[i]));
    if (counter->n_services)
        text_join(to, PHRASE_SIZE, "*"); // not those of the settings
}

static void clerk_phrase(char to[PHRASE_SIZE], const struct drawing *d,
                         const Hallq__CounterNow *counter) {
    char number[PHRASE_SHORT];
    *to = 0;
    if (counter->lost)
        text_join(to, PHRASE_SIZE, text_of(TEXT_LOST, d->language));
    if (counter->clerk)
        text_join(to, PHRASE_SIZE, phrase_staff(number, d->v, counter->clerk));
}

static enum style counter_style(const Hallq__CounterNow *counter) {
    if (counter->lost || counter->state == HALLQ__COUNTER__STATE__PAUSED)
        return STYLE_ALERT;
    return counter->state == HALLQ__COUNTER__STATE__CLOSED ? STYLE_DIM : STYLE_PLAIN;
}

// What stands behind the state: its ticket, or the reason of its pause.
static const char *counter_what(const struct drawing *d, const Hallq__CounterNow *counter) {
    if (counter->state == HALLQ__COUNTER__STATE__PAUSED)
        return phrase_pause_reason(d->v, counter->pause_reason, d->language);
    return counter->number;
}

static void counter_row(const struct drawing *d, const Hallq__CounterNow *counter, int x, int y,
                        int width) {
    char number[PHRASE_SHORT], text[PHRASE_SIZE];
    enum style style = counter_style(counter);
    int rest = width - COUNTER_STATE - COUNTER_SINCE - COUNTER_NUMBER - COUNTER_CLERK;
    int name = rest < COUNTER_NAME_MAX ? rest : COUNTER_NAME_MAX;
    int services = rest - name;
    canvas_text(d->c, x, y, name - 1, style,
                phrase_counter(number, d->v, counter->counter, d->language));
    x += name;
    canvas_text(d->c, x, y, COUNTER_STATE - 1, style,
                phrase_counter_state(counter->state, d->language));
    x += COUNTER_STATE;
    phrase_timer(number, (d->now_ms - counter->since_ms) / 1000);
    if (counter->state != HALLQ__COUNTER__STATE__CLOSED && counter->since_ms)
        canvas_text(d->c, x, y, COUNTER_SINCE - 1, style, number);
    x += COUNTER_SINCE;
    canvas_text(d->c, x, y, COUNTER_NUMBER - 1, counter->ticket ? STYLE_STRONG : style,
                counter_what(d, counter));
    x += COUNTER_NUMBER;
    clerk_phrase(text, d, counter);
    canvas_text(d->c, x, y, COUNTER_CLERK - 1, style, text);
    services_phrase(text, d, counter);
    if (services > 2)
        canvas_text(d->c, x + COUNTER_CLERK, y, services - 1, style, text);
}

void draw_counters(const struct drawing *d, int x, int y, int width, int rows) {
    char open[PHRASE_SHORT], all[PHRASE_SHORT], text[PHRASE_SIZE], held[PHRASE_SIZE];
    const struct hallq_view *v = d->v;
    size_t open_count = 0, held_count = 0;
    size_t first = frame_first(v->now.n_counters,
                               console_desk_row(d->d, PANE_COUNTERS, v->now.n_counters), rows - 1);
    for (size_t i = 0; i < v->now.n_counters; i++) {
        open_count += v->now.counters[i]->state != HALLQ__COUNTER__STATE__CLOSED;
        held_count += v->now.counters[i]->held;
    }
    phrase_number(open, open_count);
    phrase_number(all, v->now.n_counters);
    TEXT_FILL(text, TEXT_PANE_COUNTERS, d->language, open, all);
    phrase_number(all, held_count);
    TEXT_FILL(held, TEXT_PANE_HELD, d->language, all);
    if (held_count)
        text_join(text, sizeof text, held);
    draw_heading(d, d->d->pane == PANE_COUNTERS, x, y, width, text);
    for (int row = 1; row < rows && first < v->now.n_counters; row++, first++) {
        counter_row(d, v->now.counters[first], x + 2, y + row, width - 2);
        draw_mark(d, PANE_COUNTERS, first, v->now.n_counters, x, y + row, width);
    }
    frame_more(d->c, x + width / 2, y, width - width / 2 - 1, v->now.n_counters - first,
               d->language);
}
