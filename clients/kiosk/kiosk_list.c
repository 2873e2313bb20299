// kiosk_list.c - drawn on a canvas for its columns, printed as plain lines.
#include "kiosk_list.h"

#include <string.h>
#include <strings.h>

#include "base/limit.h"
#include "base/number.h"
#include "clients/term/frame.h"
#include "clients/term/glyph.h"
#include "clients/text/measure.h"

#define TABLE_WIDTH 58
#define REASON_WIDTH 32

static void reason_draw(struct canvas *c, int y, const struct hallq_view *v,
                        const Hallq__LineState *line, enum language language) {
    const char *reason = line->suspended ? phrase_suspend_reason(v, line->reason, language)
                         : wait_told(v, line) == WAIT_UNSERVED
                             ? text_of(TEXT_UNSERVED_NOW, language)
                             : "";
    canvas_text(c, TABLE_WIDTH + 2, y, REASON_WIDTH, STYLE_ALERT, reason);
}

// What else people may do than wait, beneath the services.
static int offers_draw(struct canvas *c, int y, const struct hallq_view *v,
                       enum language language) {
    char line[PHRASE_SIZE];
    for (size_t i = 0; i < v->now.n_offers && y < c->height; i++) {
        offer_phrase(line, v, v->now.offers[i], language);
        if (*line)
            canvas_text(c, 0, y++, c->width, STYLE_STRONG, line);
    }
    return y;
}

int kiosk_list_draw(struct canvas *c, const struct hallq_view *v, int64_t now_ms,
                    enum language language) {
    char hall[PHRASE_SIZE], clock[PHRASE_SHORT], line[PHRASE_SIZE];
    int y = 3;
    phrase_hall(hall, v, language);
    phrase_clock(clock, v, now_ms, false);
    TEXT_FILL(line, TEXT_KIOSK_WELCOME, language, hall, clock);
    canvas_text(c, 0, 0, c->width, STYLE_TITLE, line);
    frame_wait_head(c, 0, 2, TABLE_WIDTH, language);
    for (size_t i = 0; i < v->now.n_lines; i++) {
        if (v->now.lines[i]->line->kind != HALLQ__LINE__KIND__SERVICE)
            continue;
        frame_wait(c, 0, y, TABLE_WIDTH, v, v->now.lines[i], now_ms, language);
        reason_draw(c, y++, v, v->now.lines[i], language);
    }
    return offers_draw(c, y, v, language);
}

int kiosk_bring_draw(struct canvas *c, const Hallq__Service *service, enum language language) {
    char line[PHRASE_SIZE];
    if (!service->n_bring)
        return 0;
    TEXT_FILL(line, TEXT_KIOSK_BRING, language, hallq_text(service->name, language));
    canvas_text(c, 0, 0, c->width, STYLE_STRONG, line);
    for (size_t i = 0; i < service->n_bring; i++) {
        canvas_text(c, 2, 1 + (int)i, 1, STYLE_PLAIN, "-");
        canvas_text(c, 4, 1 + (int)i, c->width - 4, STYLE_PLAIN,
                    hallq_text(service->bring[i], language));
    }
    return 1 + (int)service->n_bring;
}

int kiosk_ticket_draw(struct canvas *c, const struct hallq_view *v, const Hallq__TicketCard *card,
                      enum language language) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    int y = 7;
    canvas_text(c, 2, 0, c->width - 2, STYLE_PLAIN, text_of(TEXT_KIOSK_TICKET, language));
    glyph_draw(c, 2, 1, 0, STYLE_STRONG, card->number);
    canvas_text(c, 2, 5, c->width - 2, STYLE_STRONG, card->number);
    canvas_text(c, 10, 5, c->width - 10, STYLE_PLAIN,
                phrase_service(number, v, card->service, language));
    phrase_number(number, card->people_ahead);
    TEXT_FILL(line, card->or_more ? TEXT_KIOSK_AHEAD_MORE : TEXT_KIOSK_AHEAD, language, number);
    canvas_text(c, 2, 6, c->width - 2, STYLE_PLAIN, line);
    wait_of_ticket(line, v, card, language);
    if (*line)
        canvas_text(c, 2, y++, c->width - 2, STYLE_PLAIN, line);
    canvas_text(c, 2, y++, c->width - 2, STYLE_PLAIN, text_of(TEXT_KIOSK_KEEP, language));
    return y;
}

const Hallq__Service *kiosk_service(const struct hallq_view *v, const char *typed) {
    const Hallq__HallSettings *s = v->now.settings;
    uint32_t id = 0;
    number_read_32(typed, 1, LIMIT_SERVICE_ID, &id);
    for (size_t i = 0; s && i < s->n_services; i++)
        if (!strcasecmp(s->services[i]->letter, typed) || (id && s->services[i]->id == id))
            return s->services[i];
    return NULL;
}
