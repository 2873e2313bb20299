#include "slip_phrase.h"

const char *slip_phrase_state(Hallq__Slip__State state, enum language language) {
    switch (state) {
    case HALLQ__SLIP__STATE__TO_PRINT:
        return text_of(TEXT_SLIP_TO_PRINT, language);
    case HALLQ__SLIP__STATE__TAKEN:
        return text_of(TEXT_SLIP_TAKEN, language);
    case HALLQ__SLIP__STATE__PRINTED:
        return text_of(TEXT_SLIP_PRINTED, language);
    case HALLQ__SLIP__STATE__FAILED:
        return text_of(TEXT_SLIP_FAILED, language);
    case HALLQ__SLIP__STATE__UNKNOWN:
        return text_of(TEXT_SLIP_UNKNOWN, language);
    case HALLQ__SLIP__STATE__NOT_PRINTED:
        return text_of(TEXT_SLIP_NOT_PRINTED, language);
    case HALLQ__SLIP__STATE__NO_STATE:
    case _HALLQ__SLIP__STATE_IS_INT_SIZE:
        break;
    }
    return "";
}

void slip_phrase(char to[PHRASE_SIZE], Hallq__Slip__State state, uint32_t copy,
                 enum language language) {
    char number[PHRASE_SHORT];
    phrase_number(number, copy);
    const char *values[] = {slip_phrase_state(state, language), number};
    text_fill(to, PHRASE_SIZE, copy ? TEXT_CARD_SLIP_COPY : TEXT_CARD_SLIP, language, values,
              copy ? 2 : 1);
}

bool slip_phrase_doubtful(Hallq__Slip__State state) {
    return state == HALLQ__SLIP__STATE__FAILED || state == HALLQ__SLIP__STATE__UNKNOWN ||
           state == HALLQ__SLIP__STATE__NOT_PRINTED;
}
