// console_pages.c - a row is one text.
#include "console_pages.h"

#include "clients/text/measure.h"
#include "clients/text/slip_phrase.h"

static void row_add(struct modal *m, const char *row) {
    modal_item_add(m, 0, 0, row);
}

// Who waits without paper.
static void slip_add(char line[PHRASE_SIZE], const Hallq__Slip *slip, enum language language) {
    char words[PHRASE_SIZE];
    if (!slip || !slip_phrase_doubtful(slip->state))
        return;
    slip_phrase(words, slip->state, slip->copy, language);
    text_join(line, PHRASE_SIZE, "  ");
    text_join(line, PHRASE_SIZE, words);
}

void console_page_line(struct modal *m, const struct hallq_view *v, const Hallq__LineList *list,
                       int64_t now_ms, enum language language) {
    char number[PHRASE_SHORT], waited[PHRASE_SHORT], line[PHRASE_SIZE];
    for (size_t i = 0; i < list->n_tickets; i++) {
        const Hallq__TicketCard *card = list->tickets[i];
        phrase_minutes(waited, (now_ms - card->issued_at_ms) / 1000, language);
        TEXT_FILL(line, TEXT_PAGE_LINE_ROW, language, card->number,
                  phrase_service(number, v, card->service, language), waited);
        slip_add(line, card->slip, language);
        row_add(m, line);
    }
}

// Rows below the name of their counter.
void console_page_held(struct modal *m, const struct hallq_view *v, const Hallq__HeldList *list,
                       enum language language) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE], row[PHRASE_SIZE];
    uint32_t counter = 0;
    for (size_t i = 0; i < list->n_held; i++) {
        const Hallq__HeldList__One *held = list->held[i];
        if (held->counter != counter)
            row_add(m, phrase_counter(number, v, held->counter, language));
        counter = held->counter;
        phrase_held(row, v, held->number, held->since_ms, held->until_ms, held->has_note, language);
        *line = 0;
        text_join(line, sizeof line, "  ");
        text_join(line, sizeof line, row);
        row_add(m, line);
    }
    if (list->more)
        row_add(m, text_of(TEXT_PAGE_HELD_MORE, language));
    if (!list->n_held)
        row_add(m, text_of(TEXT_NONE_HELD, language));
}

// The newest first: the one at hand is looked for.
void console_page_measures(struct modal *m, const struct hallq_view *v, enum language language) {
    char line[PHRASE_SIZE], gain[PHRASE_SIZE], row[PHRASE_SIZE];
    for (size_t i = v->now.n_measures; i-- > 0;) {
        const Hallq__MeasureNow *now = v->now.measures[i];
        measure_done(line, v, now, language);
        row_add(m, line);
        for (size_t j = 0; j < now->n_lines; j++) {
            measure_outcome(line, v, now, j, language);
            *row = 0;
            text_join(row, sizeof row, "    ");
            text_join(row, sizeof row, line);
            row_add(m, row);
        }
        measure_gain(gain, v, now->proposed_without_s, now->proposed_with_s, now->proposed_for_ms,
                     language);
        TEXT_FILL(line, TEXT_MEASURE_PROPOSED, language, gain);
        *row = 0;
        text_join(row, sizeof row, "    ");
        text_join(row, sizeof row, line);
        if (now->proposed)
            row_add(m, row);
    }
    if (!v->now.n_measures)
        row_add(m, text_of(TEXT_NO_MEASURES, language));
}
