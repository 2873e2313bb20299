#include "wait.h"

#include <string.h>

#define HOURS_FROM_MIN 181 // a range of minutes up to three hours is still read at a glance

enum wait_told wait_told(const struct hallq_view *v, const Hallq__LineState *line) {
    bool service = line->line->kind == HALLQ__LINE__KIND__SERVICE;
    const Hallq__LineWait *wait = service ? hallq_view_wait(v, line->line->id) : NULL;
    if (!wait || line->suspended || !line->open)
        return WAIT_NOTHING;
    if (!wait->counters)
        return WAIT_UNSERVED;
    if (!line->waiting && hallq_view_free_counter(v, line->line->id))
        return WAIT_AT_ONCE;
    if (wait->upper_min)
        return WAIT_RANGE;
    return wait->rough_wait_s ? WAIT_POINT : WAIT_AHEAD;
}

// The hours round outward, as the minutes did.
static void range_fill(char to[PHRASE_SHORT], enum text minutes, enum text hours,
                       uint32_t lower_min, uint32_t upper_min, enum language language) {
    char lower[PHRASE_SHORT], upper[PHRASE_SHORT];
    const char *const values[] = {lower, upper};
    bool long_ago = upper_min >= HOURS_FROM_MIN;
    phrase_number(lower, long_ago ? lower_min / 60 : lower_min);
    phrase_number(upper, long_ago ? (upper_min + 59) / 60 : upper_min);
    text_fill(to, PHRASE_SHORT, long_ago ? hours : minutes, language, values, 2);
}

void wait_range(char to[PHRASE_SHORT], uint32_t lower_min, uint32_t upper_min,
                enum language language) {
    range_fill(to, TEXT_RANGE, TEXT_RANGE_HOURS, lower_min, upper_min, language);
}

void wait_range_long(char to[PHRASE_SHORT], uint32_t lower_min, uint32_t upper_min,
                     enum language language) {
    range_fill(to, TEXT_RANGE_LONG, TEXT_RANGE_HOURS_LONG, lower_min, upper_min, language);
}

static void ahead_phrase(char to[PHRASE_SHORT], uint32_t waiting, enum language language) {
    char number[PHRASE_SHORT];
    const char *const values[] = {number};
    phrase_number(number, waiting);
    text_fill(to, PHRASE_SHORT, waiting ? TEXT_AHEAD : TEXT_AHEAD_NOBODY, language, values, 1);
}

void wait_phrase(char to[PHRASE_SHORT], const struct hallq_view *v, const Hallq__LineState *line,
                 enum language language) {
    const Hallq__LineWait *wait = hallq_view_wait(v, line->line->id);
    *to = 0;
    switch (wait_told(v, line)) {
    case WAIT_NOTHING:
        text_join(to, PHRASE_SHORT, "-");
        break;
    case WAIT_UNSERVED:
        text_join(to, PHRASE_SHORT, text_of(TEXT_UNSERVED, language));
        break;
    case WAIT_AT_ONCE:
        text_join(to, PHRASE_SHORT, text_of(TEXT_AT_ONCE, language));
        break;
    case WAIT_RANGE:
        wait_range(to, wait->lower_min, wait->upper_min, language);
        break;
    case WAIT_POINT:
        phrase_rough(to, wait->rough_wait_s, language);
        break;
    case WAIT_AHEAD:
        ahead_phrase(to, line->waiting, language);
        break;
    }
}

void wait_of_ticket(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__TicketCard *card,
                    enum language language) {
    char span[PHRASE_SHORT];
    const char *const values[] = {span};
    *to = 0;
    if (card->no_counter) {
        text_join(to, PHRASE_SIZE, text_of(TEXT_KIOSK_UNSERVED, language));
        return;
    }
    if (!card->people_ahead && !card->or_more && hallq_view_free_counter(v, card->service)) {
        text_join(to, PHRASE_SIZE, text_of(TEXT_KIOSK_AT_ONCE, language));
        return;
    }
    if (card->upper_min) {
        wait_range_long(span, card->lower_min, card->upper_min, language);
        text_fill(to, PHRASE_SIZE, TEXT_KIOSK_RANGE, language, values, 1);
    } else if (card->rough_wait_s) {
        phrase_rough(span, card->rough_wait_s, language);
        text_fill(to, PHRASE_SIZE, TEXT_KIOSK_POINT, language, values, 1);
    }
}
