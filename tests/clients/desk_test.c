// Keys become commands: the counter's and the console's desks, with an outlet that writes requests
// down as JSON.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/console/console.h"
#include "clients/counter/counter_desk.h"
#include "clients/libhallq/json.h"
#include "hall.h"

static struct {
    char last[1024];
    enum text what;
    int count;
} asked;

static void note(void *arg, const Hallq__Request *request, enum text what, bool change) {
    (void)arg, (void)change;
    char *json = hallq_json_print(request, false);
    asked.last[0] = 0;
    text_join(asked.last, sizeof asked.last, json);
    free(json);
    asked.what = what;
    asked.count++;
}

static const struct outlet outlet = {note, NULL};

static struct key key_of(wchar_t letter) {
    if (letter == L'\n')
        return (struct key){KEY_KIND_ENTER, 0};
    if (letter == L'\t')
        return (struct key){KEY_KIND_TAB, 0};
    if (letter == L'\x1b')
        return (struct key){KEY_KIND_ESCAPE, 0};
    if (letter == L'↓')
        return (struct key){KEY_KIND_DOWN, 0};
    return (struct key){KEY_KIND_LETTER, letter};
}

static bool type(struct counter_desk *d, const struct hallq_view *v, const wchar_t *keys) {
    bool on = true;
    for (; *keys; keys++)
        on = counter_desk_key(d, v, key_of(*keys));
    return on;
}

static void result(struct counter_desk *d, const struct hallq_view *v, enum hallq_outcome outcome,
                   bool final) {
    struct hallq_result r = {.outcome = outcome, .final = final, .detail = ""};
    if (outcome == HALLQ_REFUSED)
        r.reason = HALLQ__REFUSAL__REASON__NOTHING_WAITING;
    counter_desk_result(d, v, asked.what, true, &r);
}

struct fixture {
    struct hallq_view v;
    struct counter_desk d;
    struct console_desk c;
};

static int setup(void **state) {
    struct fixture *f = calloc(1, sizeof *f);
    hall_quiet(&f->v);
    counter_desk_init(&f->d, 1, LANGUAGE_ZH, outlet);
    console_init(&f->c, LANGUAGE_ZH, outlet);
    memset(&asked, 0, sizeof asked);
    *state = f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    counter_desk_fini(&f->d);
    console_fini(&f->c);
    hallq_view_fini(&f->v);
    free(f);
    return 0;
}

static void each_key__sends_its_command(void **state) {
    struct fixture *f = *state;
    static const struct {
        const wchar_t *keys;
        const char *request;
    } cases[] = {
        {L" 1\n", "{\"hall\":1,\"callNext\":{\"finish\":{\"outcome\":\"done\"}}}"},
        {L"r", "{\"hall\":1,\"recall\":{}}"},
        {L"s", "{\"hall\":1,\"start\":{}}"},
        {L"n", "{\"hall\":1,\"noShow\":{}}"},
        {L"h", "{\"hall\":1,\"hold\":{}}"},
        {L"H等\n", "{\"hall\":1,\"hold\":{\"note\":\"等\"}}"},
        {L"f1\n", "{\"hall\":1,\"finish\":{\"outcome\":\"done\"}}"},
        {L"f212\n",
         "{\"hall\":1,\"finish\":{\"outcome\":\"papers\",\"topics\":[\"sim\",\"bill\"]}}"},
        {L"a1", "{\"hall\":1,\"further\":{\"service\":1,\"here\":true}}"},
        {L"a5", "{\"hall\":1,\"further\":{\"service\":3}}"},
        {L"o", "{\"hall\":1,\"counterClose\":{}}"},
        {L"x", "{\"hall\":1,\"signOff\":{}}"},
        {L"u20261234\n2468\n",
         "{\"hall\":1,\"signOn\":{\"staff\":20261234,\"pin\":\"2468\",\"counter\":1}}"},
        {L"u101\n2468\n", "{\"hall\":1,\"signOn\":{\"staff\":101,\"pin\":\"2468\",\"counter\":1}}"},
        {L"ia012\n", "{\"hall\":1,\"reinstate\":{\"which\":{\"number\":\"A012\"}}}"},
        {L"t2\n", "{\"hall\":1,\"transfer\":{\"to\":{\"kind\":\"SERVICE\",\"id\":2}}}"},
        {L"t+-↓↓↓\nx\n",
         "{\"hall\":1,\"transfer\":{\"to\":{\"kind\":\"COUNTER\",\"id\":2},\"comeBack\":true,"
         "\"note\":\"x\",\"atEnd\":true}}"},
        {L"la9\n", "{\"hall\":1,\"resume\":{\"which\":{\"number\":\"A9\"},\"here\":true}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int before = asked.count;
        assert_true(type(&f->d, &f->v, cases[i].keys));
        assert_int_equal(asked.count, before + 1);
        assert_string_equal(asked.last, cases[i].request);
        assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
        result(&f->d, &f->v, HALLQ_APPLIED, true);
    }
}

static void free_counter__pauses_and_calls_out_of_order(void **state) {
    struct fixture *f = *state;
    Hallq__CounterNow *counter = f->v.now.counters[0];
    counter->state = HALLQ__COUNTER__STATE__FREE;
    counter->ticket = 0;
    type(&f->d, &f->v, L" ");
    assert_string_equal(asked.last, "{\"hall\":1,\"callNext\":{}}");
    result(&f->d, &f->v, HALLQ_APPLIED, true);
    type(&f->d, &f->v, L"p1");
    assert_string_equal(asked.last, "{\"hall\":1,\"counterPause\":{\"reason\":\"lunch\"}}");
    result(&f->d, &f->v, HALLQ_APPLIED, true);
    type(&f->d, &f->v, L"gb2\n1");
    assert_string_equal(
        asked.last,
        "{\"hall\":1,\"callNamed\":{\"which\":{\"number\":\"B2\"},\"reason\":\"upset\"}}");
    result(&f->d, &f->v, HALLQ_APPLIED, true);
    counter->clerk = 102; // who may not
    type(&f->d, &f->v, L"g");
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    assert_non_null(strstr(f->d.desk.status.line, "请找值班长"));
    assert_int_equal(asked.count, 3);
}

// One press ends a visit and calls: its answer says which of the two was done.
static void space__says_what_it_did(void **state) {
    struct fixture *f = *state;
    Hallq__Done done = HALLQ__DONE__INIT;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct hallq_result r = {
        .outcome = HALLQ_APPLIED, .final = true, .detail = "", .reply = &reply};
    reply.body_case = HALLQ__REPLY__BODY_DONE;
    reply.done = &done;
    type(&f->d, &f->v, L" 1\n");
    counter_desk_result(&f->d, &f->v, asked.what, true, &r);
    assert_string_equal(f->d.desk.status.line, "办结并叫下一位：完成");
    type(&f->d, &f->v, L" 1\n");
    done.not_called = HALLQ__REFUSAL__REASON__NOTHING_WAITING;
    counter_desk_result(&f->d, &f->v, asked.what, true, &r);
    assert_string_equal(f->d.desk.status.line, "办结：完成。当前没有等候的客户");
    assert_int_equal(f->d.desk.status.kind, STATUS_DONE);
}

static void space__does_not_end_whoever_is_called(void **state) {
    struct fixture *f = *state;
    f->v.now.counters[0]->state = HALLQ__COUNTER__STATE__CALLING;
    type(&f->d, &f->v, L" ");
    assert_string_equal(asked.last, "{\"hall\":1,\"callNext\":{}}");
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
}

// No question is asked whose answer would be refused.
static void questions__are_asked_only_where_they_help(void **state) {
    struct fixture *f = *state;
    Hallq__CounterNow *counter = f->v.now.counters[0];
    static const struct {
        Hallq__Counter__State state;
        uint64_t ticket;
        uint32_t clerk;
        const wchar_t *keys;
        const char *said;
    } cases[] = {
        {HALLQ__COUNTER__STATE__CALLING, 7, 101, L"f", "请先按 S 开始办理"},
        {HALLQ__COUNTER__STATE__CALLING, 7, 101, L"H", "请先按 S 开始办理"},
        {HALLQ__COUNTER__STATE__SERVING, 7, 101, L"p", "请先办结"},
        {HALLQ__COUNTER__STATE__SERVING, 7, 101, L"g", "请先办结"},
        {HALLQ__COUNTER__STATE__FREE, 0, 101, L"f", "请先叫号"},
        {HALLQ__COUNTER__STATE__FREE, 0, 101, L"t", "请先叫号"},
        {HALLQ__COUNTER__STATE__CLOSED, 0, 0, L"p", "请先签到"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        counter->state = cases[i].state;
        counter->ticket = cases[i].ticket;
        counter->clerk = cases[i].clerk;
        type(&f->d, &f->v, cases[i].keys);
        assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
        assert_int_equal(f->d.desk.status.kind, STATUS_REFUSED);
        assert_non_null(strstr(f->d.desk.status.line, cases[i].said));
        f->v.stale = true; // what is shown may be behind: the broker decides
        type(&f->d, &f->v, cases[i].keys);
        assert_int_not_equal(f->d.desk.modal.kind, MODAL_NONE);
        type(&f->d, &f->v, L"\x1b");
        f->v.stale = false;
    }
    assert_int_equal(asked.count, 0);
}

static void refused(struct fixture *f, enum text what, Hallq__Refusal__Reason reason,
                    const char *detail) {
    struct hallq_result r = {
        .outcome = HALLQ_REFUSED, .final = true, .reason = reason, .detail = detail};
    counter_desk_result(&f->d, &f->v, what, true, &r);
}

static void refusals__say_what_to_press(void **state) {
    struct fixture *f = *state;
    refused(f, TEXT_DO_NO_SHOW, HALLQ__REFUSAL__REASON__CALLS_LEFT, "1/3");
    assert_string_equal(f->d.desk.status.line, "过号：还未叫满次数（1/3），请先按 R 重呼");
    refused(f, TEXT_DO_CALL_NEXT, HALLQ__REFUSAL__REASON__COUNTER_BUSY, "");
    assert_non_null(strstr(f->d.desk.status.line, "请先办结或过号")); // somebody is served
    f->v.now.counters[0]->state = HALLQ__COUNTER__STATE__CALLING;
    refused(f, TEXT_DO_CALL_NEXT, HALLQ__REFUSAL__REASON__COUNTER_BUSY, "");
    assert_string_equal(f->d.desk.status.line, "叫号：已叫的客户到了按 S 开始，未到按 R 重呼");
    f->v.now.counters[0]->state = HALLQ__COUNTER__STATE__SERVING;
    refused(f, TEXT_DO_RECALL, HALLQ__REFUSAL__REASON__WRONG_STATE, "calls");
    assert_non_null(strstr(f->d.desk.status.line, "未到按 N 过号"));
    refused(f, TEXT_DO_RECALL, HALLQ__REFUSAL__REASON__TOO_SOON, "");
    assert_non_null(strstr(f->d.desk.status.line, "请稍候再试"));
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    refused(f, TEXT_DO_SIGN_ON, HALLQ__REFUSAL__REASON__WRONG_PIN, "");
    assert_int_equal(f->d.desk.modal.kind, MODAL_SECRET); // the number is right: only the PIN again
}

static void escape__drops_every_question(void **state) {
    struct fixture *f = *state;
    static const wchar_t *const keys[] = {L"f",    L"f1", L"t", L"t1", L"i", L"u",
                                          L"u1\n", L"a",  L"l", L"q",  L"?", L"H"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        type(&f->d, &f->v, keys[i]);
        assert_int_not_equal(f->d.desk.modal.kind, MODAL_NONE);
        type(&f->d, &f->v, L"\x1b");
        assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    }
    assert_int_equal(asked.count, 0);
}

static void second_press__waits_for_the_first_outcome(void **state) {
    struct fixture *f = *state;
    f->v.now.counters[0]->state = HALLQ__COUNTER__STATE__FREE;
    f->v.now.counters[0]->ticket = 0;
    type(&f->d, &f->v, L" ");
    type(&f->d, &f->v, L" ");
    type(&f->d, &f->v, L"f"); // nor is a question asked about what is not known yet
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    assert_true(f->d.desk.status.busy);
    assert_int_equal(asked.count, 1);
    result(&f->d, &f->v, HALLQ_UNKNOWN, false);
    assert_non_null(strstr(f->d.desk.status.line, "结果未知，正在确认"));
    type(&f->d, &f->v, L" ");
    assert_int_equal(asked.count, 1);
    result(&f->d, &f->v, HALLQ_REFUSED, true); // resolved
    assert_non_null(strstr(f->d.desk.status.line, "当前没有等候的客户"));
    type(&f->d, &f->v, L" ");
    assert_int_equal(asked.count, 2);
}

static void sign_on__is_offered_once_and_forgets_the_pin(void **state) {
    struct fixture *f = *state;
    f->v.now.counters[0]->clerk = 0;
    f->v.now.counters[0]->ticket = 0;
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(f->d.desk.modal.kind, MODAL_INPUT);
    type(&f->d, &f->v, L"x\n");
    assert_non_null(strstr(f->d.desk.status.line, "员工号是 1 到 8 位数字"));
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    type(&f->d, &f->v, L"\n101\n24681357\n");
    assert_int_equal(asked.count, 1);
    assert_string_equal(f->d.desk.modal.input, "");
}

static void card__is_asked_for_once_and_goes_with_its_ticket(void **state) {
    struct fixture *f = *state;
    f->v.now.counters[0]->held = 0;
    Hallq__TicketCard card = HALLQ__TICKET_CARD__INIT;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct hallq_result r = {
        .outcome = HALLQ_APPLIED, .final = true, .reply = &reply, .detail = ""};
    counter_desk_changed(&f->d, &f->v);
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(asked.count, 1);
    assert_string_equal(asked.last, "{\"hall\":1,\"getTicket\":{\"which\":{\"ticket\":\"7\"}}}");
    card.ticket = 7;
    card.note = (char[]){"要发票"};
    reply.body_case = HALLQ__REPLY__BODY_TICKET;
    reply.ticket = &card;
    counter_desk_result(&f->d, &f->v, TEXT_DO_GET_TICKET, false, &r);
    assert_string_equal(f->d.card.note, "要发票");
    f->v.now.counters[0]->ticket = 0;
    counter_desk_changed(&f->d, &f->v);
    assert_string_equal(f->d.card.note, "");
    assert_int_equal(f->d.desk.status.kind, STATUS_NONE);
}

static void events__keep_why_and_the_held_list(void **state) {
    struct fixture *f = *state;
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__TicketCalled called = HALLQ__TICKET_CALLED__INIT;
    Hallq__TicketHeld held = HALLQ__TICKET_HELD__INIT;
    Hallq__TicketResumed resumed = HALLQ__TICKET_RESUMED__INIT;
    Hallq__Why why = HALLQ__WHY__INIT;
    why.rule = HALLQ__WHY__RULE__LIMIT;
    why.second_number = (char[]){"B003"};
    called.ticket = 7;
    called.counter = 1;
    called.why = &why;
    event.body_case = HALLQ__EVENT__BODY_TICKET_CALLED;
    event.ticket_called = &called;
    counter_desk_event(&f->d, &event);
    why.rule = HALLQ__WHY__RULE__RECALL; // does not say why it was next
    counter_desk_event(&f->d, &event);
    called.counter = 2; // another counter's
    called.ticket = 8;
    counter_desk_event(&f->d, &event);
    assert_int_equal(f->d.why.ticket, 7);
    assert_int_equal(f->d.why.rule, HALLQ__WHY__RULE__LIMIT);
    held.ticket = 5;
    held.counter = 1;
    held.number = (char[]){"A005"};
    event.body_case = HALLQ__EVENT__BODY_TICKET_HELD;
    event.ticket_held = &held;
    counter_desk_event(&f->d, &event);
    counter_desk_event(&f->d, &event);
    assert_int_equal(f->d.held.count, 1);
    type(&f->d, &f->v, L"l1");
    assert_string_equal(asked.last,
                        "{\"hall\":1,\"resume\":{\"which\":{\"ticket\":\"5\"},\"here\":true}}");
    resumed.ticket = 5;
    event.body_case = HALLQ__EVENT__BODY_TICKET_RESUMED;
    event.ticket_resumed = &resumed;
    counter_desk_event(&f->d, &event);
    assert_int_equal(f->d.held.count, 0);
}

// A broker's answer of tickets on hold at counters 1, 1, 3.
static struct hallq_result held_answer(void) {
    static Hallq__HeldList__One ones[3];
    static Hallq__HeldList__One *list_of[3];
    static const char numbers[3][5] = {"A005", "B012", "A044"};
    static Hallq__HeldList list;
    static Hallq__Reply reply;
    hallq__held_list__init(&list);
    hallq__reply__init(&reply);
    for (size_t i = 0; i < 3; i++) {
        hallq__held_list__one__init(list_of[i] = &ones[i]);
        ones[i].ticket = 50 + i;
        ones[i].number = (char *)(uintptr_t)numbers[i];
        ones[i].counter = i < 2 ? 1 : 3;
        ones[i].since_ms = HALL_NOW_MS - 60000;
        ones[i].until_ms = HALL_NOW_MS + 60000 * (int64_t)(i + 1);
    }
    ones[1].has_note = true;
    list.held = list_of;
    list.n_held = 3;
    reply.body_case = HALLQ__REPLY__BODY_HELD;
    reply.held = &list;
    return (struct hallq_result){
        .outcome = HALLQ_APPLIED, .final = true, .reply = &reply, .detail = ""};
}

static void held_tickets__of_before_are_asked_for_once_and_resumed(void **state) {
    struct fixture *f = *state;
    struct hallq_result r = held_answer();
    f->v.now.counters[0]->ticket = 0;
    f->v.now.counters[0]->held = r.reply->held->n_held = 2;
    counter_desk_changed(&f->d, &f->v);
    assert_string_equal(asked.last, "{\"hall\":1,\"getHeld\":{\"counter\":1}}");
    counter_desk_changed(&f->d, &f->v); // on its way
    assert_int_equal(asked.count, 1);
    counter_desk_result(&f->d, &f->v, asked.what, false, &r);
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(asked.count, 1);
    type(&f->d, &f->v, L"l");
    assert_string_equal(f->d.desk.modal.items[0].label, "A005  09:59起  10:01返回队列");
    assert_string_equal(f->d.desk.modal.items[1].label, "B012  09:59起  10:02返回队列  有备注");
    type(&f->d, &f->v, L"2");
    assert_string_equal(asked.last,
                        "{\"hall\":1,\"resume\":{\"which\":{\"ticket\":\"51\"},\"here\":true}}");
}

static void held_list__is_asked_for_again_if_something_came_between(void **state) {
    struct fixture *f = *state;
    struct hallq_result r = held_answer();
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__TicketResumed resumed = HALLQ__TICKET_RESUMED__INIT;
    f->v.now.counters[0]->ticket = 0;
    f->v.now.counters[0]->held = r.reply->held->n_held = 2;
    counter_desk_changed(&f->d, &f->v);
    resumed.ticket = 51;
    event.body_case = HALLQ__EVENT__BODY_TICKET_RESUMED;
    event.ticket_resumed = &resumed;
    counter_desk_event(&f->d, &event); // that the answer does not know yet
    counter_desk_result(&f->d, &f->v, asked.what, false, &r);
    f->v.now.counters[0]->held = 1;
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(asked.count, 2);
    r.reply->held->n_held = 1;
    counter_desk_result(&f->d, &f->v, asked.what, false, &r);
    counter_desk_changed(&f->d, &f->v);
    assert_int_equal(asked.count, 2);
    assert_int_equal(f->d.held.count, 1);
    r.outcome = HALLQ_REFUSED; // by a broker that has no such list: not asked for ever
    f->v.now.counters[0]->held = 5;
    for (int i = 0; i < 4; i++) {
        counter_desk_changed(&f->d, &f->v);
        counter_desk_result(&f->d, &f->v, TEXT_DO_GET_HELD, false, &r);
    }
    assert_int_equal(asked.count, 3);
}

static void quit__asks_first(void **state) {
    struct fixture *f = *state;
    assert_true(type(&f->d, &f->v, L"q1"));
    assert_false(type(&f->d, &f->v, L"q2"));
}

// ---------------------------------------------------------------- console

static bool lead(struct console_desk *d, const struct hallq_view *v, const wchar_t *keys) {
    bool on = true;
    for (; *keys; keys++)
        on = console_key(d, v, key_of(*keys));
    return on;
}

static void console__acts_on_the_chosen_row(void **state) {
    struct fixture *f = *state;
    static const struct {
        const wchar_t *keys; // from the first line, first counter
        const char *request;
    } cases[] = {
        {L"s1", "{\"hall\":1,\"serviceSuspend\":{\"service\":1,\"reason\":\"printer\"}}"},
        {L"↓u", "{\"hall\":1,\"serviceUnsuspend\":{\"service\":2}}"},
        {L"↓l",
         "{\"hall\":1,\"getLine\":{\"line\":{\"kind\":\"SERVICE\",\"id\":2},\"limit\":100}}"},
        {L"d", "{\"hall\":1,\"getReport\":{}}"},
        {L"n20261234\n2468\n", "{\"hall\":1,\"signOn\":{\"staff\":20261234,\"pin\":\"2468\"}}"},
        {L"n301\n2468\n", "{\"hall\":1,\"signOn\":{\"staff\":301,\"pin\":\"2468\"}}"},
        {L"\to", "{\"hall\":1,\"counterOpen\":{\"counter\":1}}"},
        {L"\t↓↓r", "{\"hall\":1,\"counterResume\":{\"counter\":3}}"},
        {L"\t↓c", "{\"hall\":1,\"counterClose\":{\"counter\":2}}"},
        {L"\t↓↓p2", "{\"hall\":1,\"counterPause\":{\"counter\":3,\"reason\":\"break\"}}"},
        {L"\tf2", "{\"hall\":1,\"counterFree\":{\"counter\":1,\"ticketState\":\"WAITING\"}}"},
        {L"\t↓f1", "{\"hall\":1,\"counterFree\":{\"counter\":2,\"ticketState\":\"WAITING\"}}"},
        {L"\tv13\n", "{\"hall\":1,\"counterServices\":{\"counter\":1,\"services\":[2,3]}}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        f->c.pane = PANE_LINES;
        f->c.chosen[0] = f->c.chosen[1] = 0;
        f->c.desk.status.busy = false;
        lead(&f->c, &f->v, cases[i].keys);
        assert_string_equal(asked.last, cases[i].request);
    }
    assert_int_equal(asked.count, sizeof cases / sizeof cases[0]);
}

static void console__refuses_to_suspend_what_is_no_service(void **state) {
    struct fixture *f = *state;
    lead(&f->c, &f->v, L"↓↓↓s");
    assert_int_equal(asked.count, 0);
    assert_int_equal(f->c.desk.status.kind, STATUS_REFUSED);
}

static void console__leaves_a_clerk_at_work_alone(void **state) {
    struct fixture *f = *state;
    lead(&f->c, &f->v, L"\tf");
    assert_non_null(strstr(f->c.desk.modal.title, "A007"));
    lead(&f->c, &f->v, L"\n"); // what stands first
    assert_int_equal(f->c.desk.modal.kind, MODAL_NONE);
    lead(&f->c, &f->v, L"p");
    assert_non_null(strstr(f->c.desk.status.line, "请先办结"));
    lead(&f->c, &f->v, L"↓↓f");
    assert_non_null(strstr(f->c.desk.status.line, "没有需要处理的号码"));
    assert_int_equal(asked.count, 0);
}

static void console__shows_the_report_as_tables(void **state) {
    struct fixture *f = *state;
    Hallq__ServiceReport service = HALLQ__SERVICE_REPORT__INIT;
    Hallq__ClerkReport clerk = HALLQ__CLERK_REPORT__INIT;
    Hallq__Report report = HALLQ__REPORT__INIT;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct hallq_result r = {
        .outcome = HALLQ_APPLIED, .final = true, .reply = &reply, .detail = ""};
    service.service = 2;
    service.issued = service.served = service.called = 40;
    service.wait_p50_s = 600;
    service.wait_p90_s = 1500;
    clerk.staff = 101;
    clerk.served = 40;
    clerk.service_mean_s = 610;
    clerk.ratings = 12;
    clerk.rating_sum = 58;
    report.services = (Hallq__ServiceReport *[]){&service};
    report.clerks = (Hallq__ClerkReport *[]){&clerk};
    report.n_services = report.n_clerks = 1;
    reply.body_case = HALLQ__REPLY__BODY_REPORT;
    reply.report = &report;
    console_result(&f->c, &f->v, TEXT_DO_GET_REPORT, false, &r);
    const struct modal_item *rows = f->c.desk.modal.items;
    assert_int_equal(f->c.desk.modal.item_count, 5);
    assert_string_equal(rows[1].label, "业务受理                     40     40      0      0"
                                       "   10分   25分      0");
    assert_int_equal(columns_of(rows[3].label), columns_of(rows[4].label));
    assert_int_equal(columns_of(rows[0].label), columns_of(rows[1].label));
    assert_string_equal(rows[4].label, "王芳                         40   10分       4.8 (12)");
}

static void refusals__say_when_to_come_again(void **state) {
    struct fixture *f = *state;
    static const struct {
        int64_t at_ms;
        const char *from;
    } rows[] = {
        {HALL_NOW_MS + 3600000, "（11:00 起）"},
        {HALL_NOW_MS + 5000, "（10:00:05 起）"},
        {HALL_NOW_MS + 22 * 3600000 + 1800000, "（2026-03-03 周二 08:30 起）"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char said[STATUS_SIZE];
        Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
        Hallq__Reply reply = HALLQ__REPLY__INIT;
        refusal.reason = HALLQ__REFUSAL__REASON__SERVICE_CLOSED;
        refusal.at_ms = rows[i].at_ms;
        reply.refusal = &refusal;
        struct hallq_result r = {
            .outcome = HALLQ_REFUSED, .reply = &reply, .reason = refusal.reason, .detail = ""};
        refusal_sentence(said, &r, &f->v, LANGUAGE_ZH);
        assert_non_null(strstr(said, rows[i].from));
    }
}

static void console__shows_what_is_on_hold_and_keeps_it_right(void **state) {
    struct fixture *f = *state;
    struct hallq_result r = held_answer();
    Hallq__Event event = HALLQ__EVENT__INIT;
    f->c.desk.greeted = true;
    console_key(&f->c, &f->v, key_of(L'h'));
    assert_string_equal(asked.last, "{\"hall\":1,\"getHeld\":{}}");
    console_result(&f->c, &f->v, asked.what, false, &r);
    const struct modal_item *rows = f->c.desk.modal.items;
    assert_int_equal(f->c.desk.modal.item_count, 5);
    assert_string_equal(rows[0].label, "1号窗口");
    assert_string_equal(rows[2].label, "  B012  09:59起  10:02返回队列  有备注");
    assert_string_equal(rows[3].label, "3号窗口");
    console_changed(&f->c, &f->v);
    assert_int_equal(asked.count, 1);
    event.body_case = HALLQ__EVENT__BODY_TICKET_RESUMED;
    console_event(&f->c, &event);
    console_changed(&f->c, &f->v);
    assert_int_equal(asked.count, 2); // while the page is open
    r.reply->held->n_held = 0;
    console_result(&f->c, &f->v, asked.what, false, &r);
    assert_int_equal(f->c.desk.modal.item_count, 1);
    assert_string_equal(f->c.desk.modal.items[0].label, "没有挂起的号码");
    console_key(&f->c, &f->v, key_of(L'\x1b'));
    console_event(&f->c, &event);
    console_changed(&f->c, &f->v);
    assert_int_equal(asked.count, 2);
}

static void console__keeps_the_page_closed_that_was_closed_during_a_refresh(void **state) {
    struct fixture *f = *state;
    struct hallq_result r = held_answer();
    Hallq__Event event = HALLQ__EVENT__INIT;
    f->c.desk.greeted = true;
    console_key(&f->c, &f->v, key_of(L'h'));
    console_result(&f->c, &f->v, asked.what, false, &r);
    event.body_case = HALLQ__EVENT__BODY_TICKET_RESUMED;
    console_event(&f->c, &event);
    console_changed(&f->c, &f->v); // asks again
    assert_int_equal(asked.count, 2);
    console_key(&f->c, &f->v, key_of(L'\x1b'));
    console_result(&f->c, &f->v, asked.what, false, &r);
    assert_int_equal(f->c.desk.modal.kind, MODAL_NONE);
    console_key(&f->c, &f->v, key_of(L'h')); // and opens when it is asked for
    console_result(&f->c, &f->v, asked.what, false, &r);
    assert_int_equal(f->c.desk.modal.kind, MODAL_PAGE);
}

static void told(struct console_desk *d, const struct hallq_view *v, enum text what,
                 enum hallq_outcome outcome, Hallq__Refusal__Reason reason) {
    struct hallq_result r = {.outcome = outcome, .reason = reason, .final = true, .detail = ""};
    console_result(d, v, what, true, &r);
}

static void console__stays_signed_on_when_an_older_sign_off_comes_late(void **state) {
    struct fixture *f = *state;
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct hallq_result r = {
        .outcome = HALLQ_APPLIED, .final = true, .detail = "", .reply = &reply};
    Hallq__StaffSignedOff off = HALLQ__STAFF_SIGNED_OFF__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT;
    event.body_case = HALLQ__EVENT__BODY_STAFF_SIGNED_OFF;
    event.staff_signed_off = &off;
    f->c.desk.staff = off.staff = 1301;
    reply.seq = 12;
    console_result(&f->c, &f->v, TEXT_DO_SIGN_ON, true, &r);
    assert_int_equal(f->c.staff, 1301);
    event.seq = 11;
    console_event(&f->c, &event);
    assert_int_equal(f->c.staff, 1301);
    event.seq = 13;
    console_event(&f->c, &event);
    assert_int_equal(f->c.staff, 0);
}

static void console__signs_off_who_was_there_before_it_asks_who_is(void **state) {
    struct fixture *f = *state;
    int before = asked.count;
    console_changed(&f->c, &f->v);
    assert_int_equal(asked.count, before + 1);
    assert_non_null(strstr(asked.last, "signOff"));
    assert_int_equal(f->c.desk.modal.kind, MODAL_INPUT);
    // Nobody was: no word of it, and the question stays.
    told(&f->c, &f->v, TEXT_DO_SIGN_OFF, HALLQ_REFUSED, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    assert_int_equal(f->c.desk.status.kind, STATUS_NONE);
    assert_int_equal(f->c.desk.modal.kind, MODAL_INPUT);
    console_changed(&f->c, &f->v);
    assert_int_equal(asked.count, before + 1); // once
}

static void console__signs_off_when_it_ends(void **state) {
    struct fixture *f = *state;
    console_changed(&f->c, &f->v);
    told(&f->c, &f->v, TEXT_DO_SIGN_OFF, HALLQ_REFUSED, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    int before = asked.count;
    assert_false(console_leave(&f->c, &f->v)); // nobody signed on: nothing to wait for
    assert_int_equal(asked.count, before);
    lead(&f->c, &f->v, L"1301\n246810\n");
    assert_non_null(strstr(asked.last, "signOn"));
    told(&f->c, &f->v, TEXT_DO_SIGN_ON, HALLQ_APPLIED, HALLQ__REFUSAL__REASON__NONE);
    assert_true(console_leave(&f->c, &f->v));
    assert_non_null(strstr(asked.last, "signOff"));
}

static void console__changes_a_pin(void **state) {
    struct fixture *f = *state;
    lead(&f->c, &f->v, L"k246810\n864297\n864298\n");
    assert_int_equal(f->c.desk.status.kind, STATUS_REFUSED); // the two new ones differ
    int before = asked.count;
    lead(&f->c, &f->v, L"k246810\n864297\n864297\n");
    assert_int_equal(asked.count, before + 1);
    assert_non_null(
        strstr(asked.last, "\"changePin\":{\"oldPin\":\"246810\",\"newPin\":\"864297\"}"));
    assert_int_equal(f->c.desk.pins[DESK_PIN_OLD][0], 0); // nothing stays
    assert_int_equal(f->c.desk.pins[DESK_PIN_NEW][0], 0);
    assert_int_equal(f->c.desk.modal.input[0], 0);
}

static void console__asks_for_a_longer_pin_when_the_one_is_short(void **state) {
    struct fixture *f = *state;
    console_changed(&f->c, &f->v);
    lead(&f->c, &f->v, L"1301\n2468\n");
    told(&f->c, &f->v, TEXT_DO_SIGN_OFF, HALLQ_REFUSED, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    told(&f->c, &f->v, TEXT_DO_SIGN_ON, HALLQ_APPLIED, HALLQ__REFUSAL__REASON__NONE);
    assert_int_equal(f->c.desk.modal.kind, MODAL_SECRET);
    lead(&f->c, &f->v, L"2468\n864297\n864297\n");
    assert_non_null(strstr(asked.last, "changePin"));
}

static void counter__changes_a_pin(void **state) {
    struct fixture *f = *state;
    type(&f->d, &f->v, L"k2468\n8642\n8642\n");
    assert_non_null(strstr(asked.last, "\"changePin\":{\"oldPin\":\"2468\",\"newPin\":\"8642\"}"));
    assert_int_equal(f->d.desk.pins[DESK_PIN_OLD][0], 0);
}

static void console__bears_an_empty_hall(void **state) {
    struct fixture *f = *state;
    struct hallq_view v;
    hallq_view_init(&v, true);
    assert_true(lead(&f->c, &v, L"↓soclpfvur\t↓soclpfvur?\x1b"));
    assert_int_equal(asked.count, 0);
    assert_false(lead(&f->c, &v, L"q")); // nobody signed on: nothing to ask
    hallq_view_fini(&v);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
