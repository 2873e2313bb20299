#include "kiosk_slip.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limit.h"
#include "clients/paper/qr.h"
#include "clients/text/wait.h"

#define CODE_DOT_MAX 6 // dots a module: a code of 30 mm is read from an arm's length
#define CODE_BYTES 16
#define ADDRESS_SIZE (LIMIT_LINK + 96)
#define SPACE_DOTS 24

static enum language other_of(enum language language) {
    return language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
}

// ---------------------------------------------------------------- texts

// A line in this language and, if it says something else, in the other.
static void name_line(struct slip *to, enum slip_size size, const Hallq__Text *name,
                      enum language language) {
    const char *mine = hallq_text(name, language), *other = hallq_text(name, other_of(language));
    slip_line(to, size, mine);
    if (strcmp(mine, other) != 0)
        slip_line(to, SLIP_PLAIN, other);
}

static void text_both(struct slip *to, enum text text, enum language language) {
    char line[PHRASE_SIZE];
    snprintf(line, sizeof line, "%s %s", text_of(text, language),
             text_of(text, other_of(language)));
    slip_line(to, SLIP_PLAIN, line);
}

static void texts_write(struct slip *to, Hallq__Text *const *texts, size_t count,
                        enum language language) {
    for (size_t i = 0; i < count; i++)
        name_line(to, SLIP_PLAIN, texts[i], language);
}

static void ahead_write(struct slip *to, const Hallq__TicketCard *card, enum language language) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    phrase_number(number, card->people_ahead);
    TEXT_FILL(line, card->or_more ? TEXT_KIOSK_AHEAD_MORE : TEXT_KIOSK_AHEAD, language, number);
    slip_line(to, SLIP_PLAIN, line);
}

// What is known of the wait; nothing once the ticket is called.
static void wait_write(struct slip *to, const struct hallq_view *v, const Hallq__TicketCard *card,
                       enum language language) {
    char line[PHRASE_SIZE];
    if (card->state != HALLQ__TICKET__STATE__WAITING)
        return;
    for (int other = 0; other <= 1; other++) {
        enum language in = other ? other_of(language) : language;
        ahead_write(to, card, in);
        wait_of_ticket(line, v, card, in);
        slip_line(to, SLIP_PLAIN, line);
    }
}

static void number_write(struct slip *to, const Hallq__TicketCard *card, enum language language) {
    char number[PHRASE_SHORT], line[PHRASE_SIZE];
    text_both(to, TEXT_KIOSK_TICKET, language);
    slip_line(to, SLIP_HUGE, card->number);
    if (!card->slip || !card->slip->copy)
        return;
    phrase_number(number, card->slip->copy);
    TEXT_FILL(line, TEXT_SLIP_COPY, language, number);
    slip_line(to, SLIP_LARGE, line);
}

// ---------------------------------------------------------------- the code

// In the alphabet of URLs, without padding: RFC 4648, 5.
static void base64_print(char *to, const unsigned char *bytes, size_t size) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_";
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | bytes[i];
        for (held += 8; held >= 6; held -= 6)
            *to++ = letters[bits >> (held - 6) & 63];
    }
    if (held)
        *to++ = letters[bits << (6 - held) & 63];
    *to = 0;
}

static void code_write(struct slip *to, const char *address, enum language language) {
    struct bits code;
    if (!qr_bits(address, to->width_dots, CODE_DOT_MAX, &code))
        return;
    slip_bits(to, &code);
    bits_fini(&code);
    text_both(to, TEXT_SLIP_SCAN, language);
}

// The address of the ticket's page, as the gateway gives it to a browser.
static void link_write(struct slip *to, const struct hallq_view *v, const Hallq__TicketCard *card,
                       enum language language) {
    char address[ADDRESS_SIZE], code[CODE_BYTES * 2];
    const char *link = v->now.settings ? v->now.settings->slip_link : "";
    if (!*link || card->code.len != CODE_BYTES)
        return;
    base64_print(code, card->code.data, card->code.len);
    snprintf(address, sizeof address, "%s/t/%" PRIu32 "-%" PRIu64 "-%s", link, v->now.hall,
             card->ticket, code);
    code_write(to, address, language);
}

// ---------------------------------------------------------------- the whole

static void head_write(struct slip *to, const struct bits *logo, const char *hall) {
    slip_bits(to, logo);
    slip_line(to, SLIP_LARGE, hall);
}

void kiosk_slip_write(struct slip *to, const struct bits *logo, const struct hallq_view *v,
                      const Hallq__TicketCard *card, int64_t now_ms, enum language language) {
    char line[PHRASE_SIZE], date[PHRASE_SHORT], clock[PHRASE_SHORT], number[PHRASE_SHORT];
    const Hallq__HallSettings *settings = v->now.settings;
    phrase_hall(line, v, language);
    head_write(to, logo, line);
    if (settings)
        texts_write(to, settings->slip_header, settings->n_slip_header, language);
    slip_rule(to);
    slip_line(to, SLIP_LARGE, phrase_service(number, v, card->service, language));
    slip_space(to, SPACE_DOTS);
    number_write(to, card, language);
    slip_space(to, SPACE_DOTS);
    wait_write(to, v, card, language);
    link_write(to, v, card, language);
    slip_rule(to);
    if (settings)
        texts_write(to, settings->slip_footer, settings->n_slip_footer, language);
    phrase_date(date, v, now_ms, language);
    phrase_clock(clock, v, now_ms, false);
    snprintf(line, sizeof line, "%s %s", date, clock);
    slip_line(to, SLIP_PLAIN, line);
    slip_end(to);
}

void kiosk_slip_test(struct slip *to, const struct bits *logo, enum language language) {
    head_write(to, logo, text_of(TEXT_SLIP_TEST, language));
    slip_rule(to);
    text_both(to, TEXT_KIOSK_TICKET, language);
    slip_line(to, SLIP_HUGE, "A000");
    code_write(to, "https://hall.example/t/test", language);
    slip_line(to, SLIP_STRONG, text_of(TEXT_SLIP_TEST_READ, LANGUAGE_ZH));
    slip_line(to, SLIP_PLAIN, text_of(TEXT_SLIP_TEST_READ, LANGUAGE_EN));
    slip_end(to);
}
