// slip_cases: writes the slip of a named case to standard output, for slips.py.
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "clients/kiosk/kiosk_slip.h"
#include "clients/paper/logo.h"
#include "tests/clients/hall.h"

static unsigned char code[16] = {0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92,
                                 0x8b, 0x30, 0xd3, 0x8f, 0x41, 0x14, 0xfb, 0xff};

// What a case has of its own.
struct slip_case {
    const char *name;
    unsigned width_dots;
    enum language language;
    const char *number;
    uint32_t copy, people_ahead;
    bool or_more, called, bare; // bare: of a hall that has no settings for slips
};

static const struct slip_case cases[] = {
    {.name = "ordinary", .width_dots = SLIP_WIDTH_80_MM, .number = "A045", .people_ahead = 7},
    {.name = "narrow",
     .width_dots = SLIP_WIDTH_58_MM,
     .number = "AB99999",
     .people_ahead = 1000,
     .or_more = true},
    {.name = "copy", .width_dots = SLIP_WIDTH_80_MM, .number = "A045", .copy = 1, .called = true},
    {.name = "english",
     .width_dots = SLIP_WIDTH_80_MM,
     .language = LANGUAGE_EN,
     .number = "A045",
     .people_ahead = 2},
    {.name = "bare", .width_dots = SLIP_WIDTH_80_MM, .number = "A001", .bare = true},
};

static void text_set(Hallq__Text *to, const char *zh, const char *en) {
    hallq__text__init(to);
    to->zh = (char *)(uintptr_t)zh;
    to->en = (char *)(uintptr_t)en;
}

// The lists are put back before the view is freed.
static void case_write(const struct slip_case *c, const struct bits *logo, struct slip *s) {
    struct hallq_view v;
    Hallq__Text texts[2], *header[] = {&texts[0]}, *footer[] = {&texts[1]};
    Hallq__Slip slip = HALLQ__SLIP__INIT;
    Hallq__TicketCard card = HALLQ__TICKET_CARD__INIT;
    text_set(&texts[0], "欢迎光临", "Welcome");
    text_set(&texts[1], "过号请到服务台，咨询电话 10086", "If you miss your call, ask at the desk");
    hall_load(&v, "{}");
    Hallq__HallSettings *settings = v.now.settings, before = *settings;
    if (!c->bare) {
        settings->n_slip_header = settings->n_slip_footer = 1;
        settings->slip_header = header;
        settings->slip_footer = footer;
        settings->slip_link = (char *)(uintptr_t) "https://hall.example";
    }
    slip.copy = c->copy;
    card.slip = &slip;
    card.ticket = 8061;
    card.number = (char *)(uintptr_t)c->number;
    card.service = settings->services[0]->id;
    card.state = c->called ? HALLQ__TICKET__STATE__CALLED : HALLQ__TICKET__STATE__WAITING;
    card.people_ahead = c->people_ahead;
    card.or_more = c->or_more;
    card.lower_min = c->people_ahead ? 15 : 0;
    card.upper_min = c->people_ahead ? 25 : 0;
    card.code = (ProtobufCBinaryData){sizeof code, code};
    slip_init(s, c->width_dots);
    kiosk_slip_write(s, logo, &v, &card, HALL_NOW_MS, c->language);
    *settings = before;
    hallq_view_fini(&v);
}

// slip_cases NAME [LOGO]; slip_cases test
int main(int argc, char **argv) {
    struct slip s;
    struct bits logo = {0};
    if (argc > 2 && logo_read(argv[2], SLIP_WIDTH_80_MM, &logo))
        return 2;
    const struct slip_case *found = NULL;
    for (size_t i = 0; i < COUNT(cases) && argc > 1; i++)
        if (!strcmp(cases[i].name, argv[1]))
            found = &cases[i];
    if (found) {
        case_write(found, &logo, &s);
    } else {
        slip_init(&s, SLIP_WIDTH_80_MM);
        kiosk_slip_test(&s, &logo, LANGUAGE_ZH);
    }
    bool written = !s.failed && fwrite(s.bytes, 1, s.size, stdout) == s.size;
    slip_fini(&s);
    bits_fini(&logo);
    return written ? 0 : 1;
}
