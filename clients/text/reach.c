// reach.c - one text for each way in which a broker is not reached.
#include "reach.h"

#include <stdio.h>

#include "text.h"

static enum text link_text(const struct reach *r) {
    switch (r->link) {
    case HALLQ_LINK_DOWN:
    case HALLQ_LINK_UP:
        break;
    case HALLQ_LINK_REFUSED:
        return TEXT_REACH_REFUSED;
    case HALLQ_LINK_SILENT:
        return TEXT_REACH_SILENT;
    case HALLQ_LINK_NO_NAME:
        return TEXT_REACH_NO_NAME;
    case HALLQ_LINK_STRANGER:
        return r->open ? TEXT_REACH_NEEDS_KEY : TEXT_REACH_STRANGER;
    }
    return TEXT_COUNT;
}

const char *reach_sentence(char to[REACH_SIZE], const struct reach *r, enum language language) {
    enum text text = link_text(r);
    char number[16];
    *to = 0;
    if (text != TEXT_COUNT) {
        text_fill(to, REACH_SIZE, text, language, &r->commands, 1);
    } else if (r->link == HALLQ_LINK_UP && r->refused) {
        snprintf(number, sizeof number, "%u", r->hall);
        const char *values[] = {number, refusal_text(r->refused, language)};
        text_fill(to, REACH_SIZE, TEXT_REACH_HALL, language, values, 2);
    } else if (r->link == HALLQ_LINK_UP && r->deaf) {
        text_fill(to, REACH_SIZE, TEXT_REACH_DEAF, language, &r->feed, 1);
    }
    return to;
}

const char *reach_refusal(char to[REACH_SIZE], const struct reach *r,
                          const struct hallq_result *result, enum language language) {
    bool ours =
        result->outcome == HALLQ_REFUSED && result->reason == HALLQ__REFUSAL__REASON__RETRY_LATER;
    *to = 0;
    return ours && r->link != HALLQ_LINK_UP ? reach_sentence(to, r, language) : to;
}
