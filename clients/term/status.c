// status.c - one line, begun with a sign so that its colour is never needed to read it.
#include "status.h"

#include <string.h>

void status_sent(struct status *s, enum text what, enum language language) {
    s->kind = STATUS_SENT;
    s->busy = true;
    TEXT_FILL(s->line, TEXT_STATUS_SENT, language, text_of(what, language));
}

static void doubt_add(char to[STATUS_SIZE], const Hallq__Reply *reply, const struct hallq_view *v,
                      enum language language) {
    char sentence[STATUS_SIZE], hall[PHRASE_SHORT], machine[PHRASE_SHORT];
    const char *const values[] = {sentence, hall, machine};
    memcpy(sentence, to, sizeof sentence);
    phrase_moment(hall, v, reply->at_ms);
    phrase_moment(machine, v, reply->clock->wall_at_ms);
    text_fill(to, STATUS_SIZE, TEXT_REFUSAL_CLOCK, language, values, 3);
}

void refusal_sentence(char to[STATUS_SIZE], const struct hallq_result *result,
                      const struct hallq_view *v, enum language language) {
    char at[PHRASE_SHORT];
    const char *sentence = refusal_text(result->reason, language);
    const char *detail = refusal_detail(result->detail ? result->detail : "", language);
    const Hallq__Refusal *refusal = result->reply ? result->reply->refusal : NULL;
    const char *values[] = {sentence, detail, at};
    phrase_from(at, v, refusal ? refusal->at_ms : 0, language);
    bool timed = refusal && refusal->at_ms && v->now.settings;
    enum text shape = *detail && timed ? TEXT_REFUSAL_DETAIL_AT
                      : *detail        ? TEXT_REFUSAL_DETAIL
                      : timed          ? TEXT_REFUSAL_AT
                                       : TEXT_REFUSAL;
    text_fill(to, STATUS_SIZE, shape, language, values, 3);
    if (result->reason == HALLQ__REFUSAL__REASON__SERVICE_CLOSED && result->reply->clock)
        doubt_add(to, result->reply, v, language);
}

void status_result(struct status *s, enum text what, const struct hallq_result *result,
                   const struct hallq_view *v, enum language language) {
    char sentence[STATUS_SIZE] = "";
    const char *name = text_of(what, language);
    s->busy = !result->final;
    switch (result->outcome) {
    case HALLQ_APPLIED:
        s->kind = STATUS_DONE;
        TEXT_FILL(s->line, TEXT_STATUS_DONE, language, name);
        break;
    case HALLQ_REFUSED:
        s->kind = STATUS_REFUSED;
        refusal_sentence(sentence, result, v, language);
        TEXT_FILL(s->line, TEXT_STATUS_REFUSED, language, name, sentence);
        break;
    case HALLQ_UNKNOWN:
        s->kind = STATUS_UNKNOWN;
        TEXT_FILL(s->line, result->final ? TEXT_STATUS_NO_ANSWER : TEXT_STATUS_UNKNOWN, language,
                  name);
        break;
    }
}

void status_line(struct status *s, bool refused, const char *line) {
    s->kind = refused ? STATUS_REFUSED : STATUS_DONE;
    s->line[0] = 0;
    text_join(s->line, sizeof s->line, line);
}

void status_say(struct status *s, bool refused, enum text text, enum language language) {
    status_line(s, refused, text_of(text, language));
}

void status_tell(struct status *s, bool refused, enum text shape, enum text what, const char *value,
                 enum language language) {
    s->kind = refused ? STATUS_REFUSED : STATUS_DONE;
    TEXT_FILL(s->line, shape, language, text_of(what, language), value);
}

void status_refuse(struct status *s, enum text what, Hallq__Refusal__Reason reason,
                   enum language language) {
    s->kind = STATUS_REFUSED;
    TEXT_FILL(s->line, TEXT_STATUS_REFUSED, language, text_of(what, language),
              refusal_text(reason, language));
}

void status_draw(struct canvas *c, int y, const struct status *s) {
    static const struct {
        const char *sign;
        enum style style;
    } looks[] = {
        [STATUS_NONE] = {"", STYLE_PLAIN},       [STATUS_SENT] = {"… ", STYLE_DIM},
        [STATUS_DONE] = {"* ", STYLE_CALM},      [STATUS_REFUSED] = {"! ", STYLE_ALERT},
        [STATUS_UNKNOWN] = {"? ", STYLE_BANNER},
    };
    if (s->kind == STATUS_NONE)
        return;
    int used = canvas_text(c, 1, y, 2, looks[s->kind].style, looks[s->kind].sign);
    canvas_text(c, 1 + used, y, c->width - 2 - used, looks[s->kind].style, s->line);
}
