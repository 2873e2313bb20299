// slip_test.c - slips before the staff: what stands at the counter and in the console's lines, and another one by the key B.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/console/console.h"
#include "clients/console/console_pages.h"
#include "clients/counter/counter_screen.h"
#include "clients/libhallq/json.h"
#include "hall.h"

#define TICKET 7 // A007, at counter 1 of the quiet hall

static char asked[256]; // the newest command, as JSON
static const struct reach reached = {.link = HALLQ_LINK_UP};

static void note(void *arg, const Hallq__Request *request, enum text what, bool change) {
    (void)arg, (void)what, (void)change;
    char *json = hallq_json_print(request, false);
    asked[0] = 0;
    text_join(asked, sizeof asked, json);
    free(json);
}

struct fixture {
    struct hallq_view v;
    struct counter_desk d;
    struct console_desk c;
    struct canvas canvas;
};

static int setup(void **state) {
    static const struct outlet outlet = {note, NULL};
    struct fixture *f = calloc(1, sizeof *f);
    hall_quiet(&f->v);
    counter_desk_init(&f->d, 1, LANGUAGE_ZH, outlet);
    console_init(&f->c, LANGUAGE_ZH, outlet);
    canvas_init(&f->canvas, 80, 24);
    f->d.card = (struct counter_card){.ticket = TICKET, .service = 1, .known = true};
    asked[0] = 0;
    *state = f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    counter_desk_fini(&f->d);
    console_fini(&f->c);
    canvas_fini(&f->canvas);
    hallq_view_fini(&f->v);
    free(f);
    return 0;
}

static void type(struct fixture *f, const wchar_t *keys) {
    for (; *keys; keys++)
        counter_desk_key(&f->d, &f->v,
                         *keys == L'\n' ? (struct key){KEY_KIND_ENTER, 0}
                                        : (struct key){KEY_KIND_LETTER, *keys});
}

static void type_console(struct fixture *f, const wchar_t *keys) {
    for (; *keys; keys++)
        console_key(&f->c, &f->v,
                    *keys == L'\n' ? (struct key){KEY_KIND_ENTER, 0}
                                   : (struct key){KEY_KIND_LETTER, *keys});
}

static void ordered(struct fixture *f, uint64_t ticket) {
    Hallq__TicketCard card = HALLQ__TICKET_CARD__INIT;
    Hallq__Done done = HALLQ__DONE__INIT;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct hallq_result r = {
        .outcome = HALLQ_APPLIED, .final = true, .detail = "", .reply = &reply};
    card.ticket = ticket;
    done.ticket = &card;
    reply.body_case = HALLQ__REPLY__BODY_DONE;
    reply.done = &done;
    counter_desk_result(&f->d, &f->v, TEXT_DO_PRINT_SLIP, true, &r);
}

static void refused(struct fixture *f, Hallq__Refusal__Reason reason) {
    struct hallq_result r = {
        .outcome = HALLQ_REFUSED, .final = true, .reason = reason, .detail = ""};
    counter_desk_result(&f->d, &f->v, TEXT_DO_PRINT_SLIP, true, &r);
}

static void happens_ordered(struct fixture *f, uint64_t ticket, uint32_t copy) {
    Hallq__SlipOrdered ordered = HALLQ__SLIP_ORDERED__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT;
    ordered.ticket = ticket;
    ordered.state = HALLQ__SLIP__STATE__TO_PRINT;
    ordered.copy = copy;
    event.body_case = HALLQ__EVENT__BODY_SLIP_ORDERED;
    event.slip_ordered = &ordered;
    counter_desk_event(&f->d, &event);
}

static void happens_taken(struct fixture *f, uint64_t ticket) {
    Hallq__SlipTaken taken = HALLQ__SLIP_TAKEN__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT;
    taken.ticket = ticket;
    event.body_case = HALLQ__EVENT__BODY_SLIP_TAKEN;
    event.slip_taken = &taken;
    counter_desk_event(&f->d, &event);
}

static void happens_ended(struct fixture *f, uint64_t ticket, Hallq__Slip__State state) {
    Hallq__SlipEnded ended = HALLQ__SLIP_ENDED__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT;
    ended.ticket = ticket;
    ended.state = state;
    event.body_case = HALLQ__EVENT__BODY_SLIP_ENDED;
    event.slip_ended = &ended;
    counter_desk_event(&f->d, &event);
}

static void must_show(struct fixture *f, const char *text) {
    counter_screen_draw(&f->canvas, &f->v, &f->d, &reached, HALL_NOW_MS);
    assert_drawn(&f->canvas, text);
}

static void the_counter__shows_the_slip_and_what_becomes_of_it(void **state) {
    struct fixture *f = *state;
    counter_screen_draw(&f->canvas, &f->v, &f->d, &reached, HALL_NOW_MS);
    assert_not_drawn(&f->canvas, "小票"); // none was ordered
    f->d.card.slip = HALLQ__SLIP__STATE__UNKNOWN;
    must_show(f, "小票：结果不明  B 补打小票");
    happens_ordered(f, TICKET, 1);
    must_show(f, "小票（补打第1次）：等待打印");
    happens_taken(f, TICKET + 1); // another ticket's
    must_show(f, "等待打印");
    happens_taken(f, TICKET);
    must_show(f, "正在打印");
    happens_ended(f, TICKET + 1, HALLQ__SLIP__STATE__FAILED);
    happens_ended(f, TICKET, HALLQ__SLIP__STATE__PRINTED);
    must_show(f, "小票（补打第1次）：已打印");
    assert_not_drawn(&f->canvas, "B 补打小票");
}

// The card was read after these happened; they come on the feed a moment later.
static void an_older_event__undoes_nothing(void **state) {
    struct fixture *f = *state;
    f->d.card.slip = HALLQ__SLIP__STATE__PRINTED;
    happens_taken(f, TICKET);
    assert_int_equal(f->d.card.slip, HALLQ__SLIP__STATE__PRINTED);
    happens_ended(f, TICKET, HALLQ__SLIP__STATE__NOT_PRINTED);
    assert_int_equal(f->d.card.slip, HALLQ__SLIP__STATE__PRINTED);
}

static void b__prints_that_of_the_ticket_at_hand_or_of_a_number(void **state) {
    struct fixture *f = *state;
    type(f, L"b\n");
    assert_string_equal(asked, "{\"hall\":1,\"printSlip\":{\"which\":{\"number\":\"A007\"}}}");
    ordered(f, TICKET);
    type(f, L"bb012\n");
    assert_string_equal(asked, "{\"hall\":1,\"printSlip\":{\"which\":{\"number\":\"B012\"}}}");
    ordered(f, 9);
    f->v.now.counters[0]->ticket = 0;
    asked[0] = 0;
    type(f, L"b\n"); // nobody is meant
    assert_string_equal(asked, "");
}

static void what_became_of_it__is_said_once(void **state) {
    struct fixture *f = *state;
    type(f, L"bb012\n");
    ordered(f, 9);
    happens_ended(f, 8, HALLQ__SLIP__STATE__PRINTED);
    assert_string_equal(f->d.desk.status.line, "补打小票：完成");
    happens_ended(f, 9, HALLQ__SLIP__STATE__FAILED);
    assert_string_equal(f->d.desk.status.line, "B012 小票：没有完整打印");
    assert_int_equal(f->d.desk.status.kind, STATUS_REFUSED);
    happens_ended(f, 9, HALLQ__SLIP__STATE__PRINTED); // of an order of somebody else
    assert_string_equal(f->d.desk.status.line, "B012 小票：没有完整打印");
}

static void a_printer_that_cannot__leads_to_another_kiosk(void **state) {
    struct fixture *f = *state;
    type(f, L"b\n");
    refused(f, HALLQ__REFUSAL__REASON__NO_PRINTER);
    assert_non_null(strstr(f->d.desk.modal.title, "现在不能打印 A007"));
    type(f, L"x\n");
    assert_non_null(strstr(f->d.desk.status.line, "取号机编号是"));
    type(f, L"b\n");
    refused(f, HALLQ__REFUSAL__REASON__NO_PRINTER);
    type(f, L"12\n");
    assert_string_equal(
        asked, "{\"hall\":1,\"printSlip\":{\"which\":{\"number\":\"A007\"},\"printer\":12}}");
    refused(f, HALLQ__REFUSAL__REASON__ALREADY);
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
}

static void the_lead__prints_one_as_well(void **state) {
    struct fixture *f = *state;
    type_console(f, L"bc003\n");
    assert_string_equal(asked, "{\"hall\":1,\"printSlip\":{\"which\":{\"number\":\"C003\"}}}");
}

static void the_console_s_line__names_who_waits_without_paper(void **state) {
    struct fixture *f = *state;
    Hallq__Slip failed = HALLQ__SLIP__INIT, printed = HALLQ__SLIP__INIT;
    Hallq__TicketCard cards[3] = {HALLQ__TICKET_CARD__INIT, HALLQ__TICKET_CARD__INIT,
                                  HALLQ__TICKET_CARD__INIT};
    Hallq__TicketCard *list[3] = {&cards[0], &cards[1], &cards[2]};
    Hallq__LineList line = HALLQ__LINE_LIST__INIT;
    failed.state = HALLQ__SLIP__STATE__NOT_PRINTED;
    printed.state = HALLQ__SLIP__STATE__PRINTED;
    for (size_t i = 0; i < 3; i++) {
        cards[i].service = 1;
        cards[i].number = (char *)"A010";
        cards[i].issued_at_ms = HALL_NOW_MS;
    }
    cards[0].slip = &printed;
    cards[1].slip = &failed;
    line.n_tickets = 3;
    line.tickets = list;
    modal_open(&f->c.desk.modal, MODAL_PAGE, "");
    console_page_line(&f->c.desk.modal, &f->v, &line, HALL_NOW_MS, LANGUAGE_ZH);
    assert_null(strstr(f->c.desk.modal.items[0].label, "小票"));
    assert_non_null(strstr(f->c.desk.modal.items[1].label, "小票：没有打印"));
    assert_null(strstr(f->c.desk.modal.items[2].label, "小票"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
