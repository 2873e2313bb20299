// The screens, drawn on a canvas and read like a person would: empty, quiet and crowded halls,
// stale data, every size of terminal.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/console/console.h"
#include "clients/console/console_screen.h"
#include "clients/counter/counter_screen.h"
#include "clients/display/display_screen.h"
#include "clients/kiosk/kiosk_list.h"
#include "clients/term/frame.h"
#include "hall.h"

static const struct outlet nobody = {NULL, NULL};
static const struct reach reached = {.link = HALLQ_LINK_UP};

static void display(struct canvas *c, const struct hallq_view *v, enum language language) {
    struct display_screen s = {.language = language};
    display_screen_draw(c, v, &s, &reached, HALL_NOW_MS);
}

// How many cells have a style.
static int styled(const struct canvas *c, enum style style) {
    int count = 0;
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            count += canvas_at(c, x, y)->style == style;
    return count;
}

// ---------------------------------------------------------------- display

static void display__shows_an_empty_hall(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_load(&v, "{}");
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "城东营业厅");
    assert_drawn(&c, "2026-03-02 周一 10:00");
    assert_drawn(&c, "暂无叫号");
    assert_drawn(&c, "A 业务咨询");
    assert_drawn(&c, "预计等候");
    assert_not_drawn(&c, "暂停服务");
    assert_false(c.dimmed);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__shows_calls_waits_plates_and_notices(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_quiet(&v);
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "请 B002 号到 2号窗口（受理区）");
    assert_in_order(&c, "B002", "B001"); // 5 ms apart: both, the newest on top
    assert_drawn(&c, "A007  1号窗口");
    assert_drawn(&c, "A 业务咨询    2人    12分!  10–15分");
    assert_drawn(&c, "暂停取号");
    assert_drawn(&c, "! 暂停服务");
    assert_drawn(&c, "3号窗口  午餐");
    assert_drawn(&c, "! 售后 暂停取号：打印机故障");
    display(&c, &v, LANGUAGE_EN);
    assert_drawn(&c, "East Hall");
    assert_drawn(&c, "B002 to Counter 2, Main area");
    assert_drawn(&c, "10–15m");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__shows_a_recalled_ticket_once(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_load(&v, "{\"calls\":[{\"seq\":\"1\",\"ticket\":\"5\",\"number\":\"A005\",\"counter\":1,"
                  "\"callCount\":1},{\"seq\":\"2\",\"ticket\":\"5\",\"number\":\"A005\","
                  "\"counter\":1,\"callCount\":2}],\"counters\":[{\"counter\":1,"
                  "\"state\":\"CALLING\",\"ticket\":\"5\",\"number\":\"A005\"}]}");
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    char *dump = canvas_dump(&c);
    char *once = strstr(dump, "A005");
    assert_non_null(once);
    assert_null(strstr(once + 1, "A005"));
    assert_non_null(strstr(dump, "再次呼叫"));
    free(dump);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__blinks_live_calls_once_and_late_ones_never(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct display_screen s = {.language = LANGUAGE_ZH};
    hall_quiet(&v);
    canvas_init(&c, 80, 24);
    display_screen_call(&s, v.now.calls[1], false, HALL_NOW_MS);
    display_screen_call(&s, v.now.calls[2], true, HALL_NOW_MS);
    display_screen_draw(&c, &v, &s, &reached, HALL_NOW_MS);
    int one = styled(&c, STYLE_FRESH);
    assert_true(one > 0);
    display_screen_call(&s, v.now.calls[2], false, HALL_NOW_MS); // within 10 ms: both
    display_screen_draw(&c, &v, &s, &reached, HALL_NOW_MS);
    assert_true(styled(&c, STYLE_FRESH) > one);
    v.stale = true;
    display_screen_draw(&c, &v, &s, &reached, HALL_NOW_MS);
    assert_int_equal(styled(&c, STYLE_FRESH), 0);
    v.stale = false;
    display_screen_draw(&c, &v, &s, &reached, HALL_NOW_MS + DISPLAY_FRESH_MS);
    assert_int_equal(styled(&c, STYLE_FRESH), 0);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__says_when_it_is_stale(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_quiet(&v);
    v.stale = true;
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "数据已过时（截至 10:00:00），正在重连");
    assert_true(c.dimmed);
    assert_drawn(&c, "B002");
    struct display_screen s = {.language = LANGUAGE_EN};
    struct reach gone = {.link = HALLQ_LINK_SILENT, .commands = "tcp://127.0.0.1:7301"};
    display_screen_draw(&c, &v, &s, &gone, HALL_NOW_MS);
    assert_drawn(&c, "! no broker answers at tcp://127.0.0.1:7301");
    assert_drawn(&c, "B002");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void screen__too_small_says_so(void **state) {
    (void)state;
    static const struct {
        int width, height;
        bool small;
    } rows[] = {{20, 5, true}, {29, 24, true}, {80, 7, true}, {30, 8, false}, {80, 24, false}};
    struct hallq_view v;
    struct canvas c;
    hall_quiet(&v);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        canvas_init(&c, rows[i].width, rows[i].height);
        display(&c, &v, LANGUAGE_EN);
        frame_small(&c, LANGUAGE_EN);
        char *dump = canvas_dump(&c);
        assert_int_equal(strstr(dump, "too small") != NULL, rows[i].small);
        assert_int_equal(strstr(dump, "make it 30x8") != NULL, rows[i].small);
        assert_int_equal(strstr(dump, "or use --plain") != NULL, rows[i].small);
        free(dump);
        canvas_fini(&c);
    }
    hallq_view_fini(&v);
}

static void display__says_that_it_connects(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hallq_view_init(&v, false);
    v.stale = true;
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "正在连接");
    struct display_screen s = {.language = LANGUAGE_ZH};
    static const struct {
        struct reach reach;
        const char *said;
    } rows[] = {
        {{.link = HALLQ_LINK_SILENT}, "! tcp://192.168.1.10:7301 没有服务端应答"},
        {{.link = HALLQ_LINK_NO_NAME},
         "! tcp://192.168.1.10:7301 没有服务端应答：找不到这个主机名"},
        {{.link = HALLQ_LINK_REFUSED}, "! tcp://192.168.1.10:7301 不接受此设备的密钥"},
        {{.link = HALLQ_LINK_STRANGER}, "! tcp://192.168.1.10:7301 不是本机的服务端"},
        {{.link = HALLQ_LINK_STRANGER, .open = true},
         "! tcp://192.168.1.10:7301 可能需要密钥：--key 密钥文件；或是信息发布端口"},
        {{.link = HALLQ_LINK_UP, .deaf = true}, "收不到 tcp://192.168.1.10:7302 的消息"},
        {{.link = HALLQ_LINK_UP, .refused = HALLQ__REFUSAL__REASON__NO_HALL}, "! 7 号营业厅："},
        {{.link = HALLQ_LINK_DOWN, .deaf = true}, "正在连接"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reach reach = rows[i].reach;
        reach.hall = 7;
        reach.commands = "tcp://192.168.1.10:7301";
        reach.feed = "tcp://192.168.1.10:7302";
        display_screen_draw(&c, &v, &s, &reach, 0);
        assert_drawn(&c, rows[i].said);
    }
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__uses_a_large_terminal(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_quiet(&v);
    canvas_init(&c, 200, 60);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "████████      ██████"); // two columns a point
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void display__tells_what_a_crowded_hall_leaves_out(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_crowded(&v);
    canvas_init(&c, 80, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "还有 ");
    assert_drawn(&c, "…");
    assert_in_order(&c, "Z00016", "Z00015");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

// ---------------------------------------------------------------- counter

static void counter__shows_the_ticket_its_reason_and_the_time(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct counter_desk d;
    hall_quiet(&v);
    counter_desk_init(&d, 1, LANGUAGE_ZH, nobody);
    d.card = (struct counter_card){.ticket = 7, .service = 1, .customer_class = 1, .known = true};
    strcpy(d.card.note, "要发票");
    d.why = (struct counter_why){.ticket = 7, .rule = HALLQ__WHY__RULE__OLDEST, .waited_s = 720};
    strcpy(d.why.second_number, "B002");
    d.why.second_waited_s = 660;
    canvas_init(&c, 80, 24);
    counter_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "1号窗口  王芳  城东营业厅");
    assert_drawn(&c, "办理中 05:00 / 目标 04:00");
    assert_drawn(&c, "####################!"); // over its target
    assert_drawn(&c, "A 业务咨询  贵宾");
    assert_drawn(&c, "备注：要发票");
    assert_drawn(&c, "为何是它：等候最久，等了 12分");
    assert_drawn(&c, "第二位：B002，等了 11分");
    assert_drawn(&c, "挂起 1 个");
    assert_drawn(&c, "* 1号窗口 …    1人");
    assert_drawn(&c, "F办结");
    d.held.count = 2;
    d.held.tickets[0] = (struct held_ticket){1, "A005", HALL_NOW_MS - 60000, HALL_NOW_MS, true};
    d.held.tickets[1] = (struct held_ticket){2, "B012", 0, HALL_NOW_MS, false};
    counter_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "A005  09:59起  10:00返回队列  有备注");
    assert_drawn(&c, "B012  10:00返回队列");
    d.card.ticket = 6; // of another ticket: not shown
    counter_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_not_drawn(&c, "要发票");
    counter_desk_fini(&d);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void counter__counts_the_calls(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct counter_desk d;
    hall_quiet(&v);
    counter_desk_init(&d, 2, LANGUAGE_ZH, nobody);
    canvas_init(&c, 80, 24);
    counter_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "叫号中 00:10  已叫 1/3 次");
    assert_drawn(&c, "R重呼");
    counter_desk_fini(&d);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void counter__tells_what_to_do_in_each_state(void **state) {
    (void)state;
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"{\"counters\":[{\"counter\":1,\"state\":\"CLOSED\"}]}", "请先签到"},
        {"{\"counters\":[{\"counter\":1,\"state\":\"CLOSED\",\"clerk\":101}]}", "按 O 开放"},
        {"{\"counters\":[{\"counter\":1,\"state\":\"FREE\",\"clerk\":101}]}", "按空格叫下一位"},
        {"{\"counters\":[{\"counter\":1,\"state\":\"PAUSED\",\"clerk\":101,"
         "\"pauseReason\":\"lunch\"}]}",
         "按 P 恢复"},
        {"{\"counters\":[{\"counter\":2,\"state\":\"FREE\"}]}", "没有此窗口"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hallq_view v;
        struct canvas c;
        struct counter_desk d;
        hall_load(&v, cases[i].json);
        v.now.n_counters = i == 4 ? 0 : v.now.n_counters;
        counter_desk_init(&d, 1, LANGUAGE_ZH, nobody);
        canvas_init(&c, 80, 24);
        counter_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
        assert_drawn(&c, cases[i].text);
        counter_desk_fini(&d);
        canvas_fini(&c);
        hallq_view_fini(&v);
    }
}

// ---------------------------------------------------------------- console, kiosk

static void console__shows_lines_and_counters(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct console_desk d;
    hall_quiet(&v);
    console_init(&d, LANGUAGE_ZH, nobody);
    d.staff = 301;
    canvas_init(&c, 80, 24);
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "值班台  城东营业厅  高峰");
    assert_drawn(&c, "等候 4 人");
    assert_drawn(&c, "> A 业务咨询");
    assert_drawn(&c, "打印机故障");
    assert_drawn(&c, "窗口 3/3 已开放  挂起 1 个");
    assert_drawn(&c, "办理中   05:00   A007    王芳        AB");
    assert_drawn(&c, "!失联 102");
    assert_drawn(&c, "暂停     10:00   午餐");
    canvas_fini(&c);
    canvas_init(&c, 120, 40);
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_in_order(&c, "等候 4 人", "窗口 3/3 已开放"); // side by side
    console_fini(&d);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void console__says_that_the_law_of_the_zone_has_changed(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct console_desk d;
    hall_quiet(&v);
    console_init(&d, LANGUAGE_ZH, nobody);
    canvas_init(&c, 80, 24);
    Hallq__TimeZone zone = HALLQ__TIME_ZONE__INIT;
    zone.finding = HALLQ__TIME_ZONE__FINDING__LAW_CHANGED;
    zone.wrong_from_ms = HALL_NOW_MS;
    v.now.time_zone = &zone;
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "时区的法规已变");
    assert_drawn(&c, "请重新提交营业厅设置");
    zone.finding = HALLQ__TIME_ZONE__FINDING__RUNS_OUT;
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "时区资料只到");
    assert_drawn(&c, "请重新提交营业厅设置");
    console_fini(&d);
    console_init(&d, LANGUAGE_EN, nobody);
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "apply the settings again");
    console_fini(&d);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void console__keeps_the_chosen_row_in_sight(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct console_desk d;
    hall_crowded(&v);
    console_init(&d, LANGUAGE_ZH, nobody);
    d.chosen[PANE_LINES] = 39;
    d.chosen[PANE_COUNTERS] = 59;
    canvas_init(&c, 80, 24);
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "第40项");
    assert_drawn(&c, "> 贵宾接待与综合业");
    d.chosen[PANE_COUNTERS] = 999; // the view became shorter
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    console_fini(&d);
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void offers__are_told_on_the_display_and_at_the_kiosk(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_load(&v, "{\"offers\":["
                  "{\"measure\":\"1\",\"what\":{\"kind\":\"OFFER_APPOINTMENTS\",\"services\":[2]}},"
                  "{\"measure\":\"2\",\"what\":{\"kind\":\"REST_AREA\",\"zone\":\"main\"}},"
                  "{\"measure\":\"3\",\"what\":{\"kind\":\"GUIDE\"}},{\"measure\":\"4\"}]}");
    canvas_init(&c, 120, 24);
    display(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "业务受理：可预约其他时间，请向工作人员咨询  全部业务：请到受理区就座");
    canvas_clear(&c);
    assert_int_equal(kiosk_list_draw(&c, &v, HALL_NOW_MS, LANGUAGE_EN),
                     8); // two that customers are told of
    assert_drawn(&c, "Handling: come at a set time instead, ask the staff");
    assert_drawn(&c, "all services: please take a seat in Main area, you will be called");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

// What is told of a wait, by what is known of it.
static void wait__is_told_as_a_range_or_people_ahead(void **state) {
    (void)state;
    static const struct {
        uint32_t waiting, lower_min, upper_min, rough_s, counters;
        bool free; // counter 2, which gives service 2
        enum wait_told told;
        const char *zh, *en;
    } rows[] = {
        {3, 15, 25, 900, 1, false, WAIT_RANGE, "15–25分", "15–25m"},
        {0, 0, 3, 60, 1, false, WAIT_RANGE, "0–3分", "0–3m"},
        {0, 0, 3, 60, 1, true, WAIT_AT_ONCE, "马上", "no wait"},
        {0, 0, 0, 0, 1, true, WAIT_AT_ONCE, "马上", "no wait"},
        {2, 0, 0, 0, 1, true, WAIT_AHEAD, "前面2人", "2 ahead"},
        {0, 0, 0, 0, 1, false, WAIT_AHEAD, "前面无人", "0 ahead"},
        {9, 170, 180, 0, 1, false, WAIT_RANGE, "170–180分", "170–180m"},
        {9, 175, 185, 0, 1, false, WAIT_RANGE, "2–4小时", "2–4h"},
        {9, 0, 0, 900, 1, false, WAIT_POINT, "约15分", "~15m"},
        {9, 15, 25, 900, 0, false, WAIT_UNSERVED, "无窗口", "nobody"},
    };
    struct hallq_view v;
    hall_quiet(&v);
    Hallq__LineState *line = v.now.lines[1];
    Hallq__LineWait *wait = v.now.waits->lines[1];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[PHRASE_SHORT];
        line->waiting = rows[i].waiting;
        wait->lower_min = rows[i].lower_min;
        wait->upper_min = rows[i].upper_min;
        wait->rough_wait_s = rows[i].rough_s;
        wait->counters = rows[i].counters;
        v.now.counters[1]->state =
            rows[i].free ? HALLQ__COUNTER__STATE__FREE : HALLQ__COUNTER__STATE__SERVING;
        assert_int_equal(wait_told(&v, line), rows[i].told);
        wait_phrase(text, &v, line, LANGUAGE_ZH);
        assert_string_equal(text, rows[i].zh);
        wait_phrase(text, &v, line, LANGUAGE_EN);
        assert_string_equal(text, rows[i].en);
    }
    line->suspended = true;
    assert_int_equal(wait_told(&v, line), WAIT_NOTHING);
    line->suspended = line->open = false;
    assert_int_equal(wait_told(&v, line), WAIT_NOTHING);
    hallq_view_fini(&v);
}

static void no_open_counter__is_said_on_each_screen(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    struct console_desk d;
    Hallq__TicketCard card = HALLQ__TICKET_CARD__INIT;
    hall_quiet(&v);
    canvas_init(&c, 100, 24);
    kiosk_list_draw(&c, &v, HALL_NOW_MS, LANGUAGE_ZH);
    assert_not_drawn(&c, "目前没有窗口办理");
    v.now.waits->lines[0]->counters = 0;
    canvas_clear(&c);
    kiosk_list_draw(&c, &v, HALL_NOW_MS, LANGUAGE_ZH);
    assert_in_order(&c, "无窗口", "目前没有窗口办理");
    canvas_clear(&c);
    kiosk_list_draw(&c, &v, HALL_NOW_MS, LANGUAGE_EN);
    assert_in_order(&c, "nobody", "no counter is open for this now");
    console_init(&d, LANGUAGE_ZH, nobody);
    console_screen_draw(&c, &v, &d, &reached, HALL_NOW_MS);
    assert_drawn(&c, "无窗口");
    console_fini(&d);
    card.number = (char *)"A045";
    card.service = 1;
    card.no_counter = true;
    canvas_clear(&c);
    kiosk_ticket_draw(&c, &v, &card, LANGUAGE_ZH);
    assert_drawn(&c, "目前没有窗口办理此业务");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

static void kiosk__lists_services_and_prints_a_ticket(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hall_quiet(&v);
    canvas_init(&c, 92, 20);
    assert_int_equal(kiosk_list_draw(&c, &v, HALL_NOW_MS, LANGUAGE_ZH), 6);
    assert_drawn(&c, "欢迎光临 城东营业厅  10:00");
    assert_drawn(&c, "10–15分");
    assert_drawn(&c, "暂停取号  打印机故障");
    canvas_clear(&c);
    assert_int_equal(kiosk_bring_draw(&c, kiosk_service(&v, "a"), LANGUAGE_ZH), 2);
    assert_drawn(&c, "- 身份证");
    assert_ptr_equal(kiosk_service(&v, "2"), kiosk_service(&v, "B"));
    assert_null(kiosk_service(&v, "Z"));
    assert_null(kiosk_service(&v, "0"));
    assert_null(kiosk_service(&v, "2abc"));
    assert_null(kiosk_service(&v, "+2"));
    assert_null(kiosk_service(&v, "4294967298")); // 2, were it cut to 32 bits
    Hallq__TicketCard card = HALLQ__TICKET_CARD__INIT;
    card.number = (char[]){"B012"};
    card.service = 2;
    card.people_ahead = 1000;
    card.or_more = true;
    card.lower_min = 8;
    card.upper_min = 15;
    canvas_clear(&c);
    kiosk_ticket_draw(&c, &v, &card, LANGUAGE_ZH);
    assert_drawn(&c, "B012    业务受理");
    assert_drawn(&c, "1000 人以上");
    assert_drawn(&c, "预计等候约8–15分钟，仅供参考");
    card.or_more = false;
    card.people_ahead = card.lower_min = card.upper_min = 0; // too little is known
    canvas_clear(&c);
    assert_int_equal(kiosk_ticket_draw(&c, &v, &card, LANGUAGE_ZH), 8);
    assert_not_drawn(&c, "预计");
    assert_drawn(&c, "前面还有 0 人");
    v.now.counters[1]->state = HALLQ__COUNTER__STATE__FREE;
    kiosk_ticket_draw(&c, &v, &card, LANGUAGE_EN);
    assert_drawn(&c, "it is your turn at once");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

// ---------------------------------------------------------------- sizes

// No size may break a screen or write half a character; sanitizers watch.
static void draw_all(struct canvas *c, const struct hallq_view *v, enum language language) {
    struct counter_desk desk;
    struct console_desk console;
    display(c, v, language);
    counter_desk_init(&desk, 1, language, nobody);
    modal_open(&desk.desk.modal, MODAL_PICKS, "title of some length");
    modal_item_add(&desk.desk.modal, 0, 0, "第1项名称相当长的综合业务受理");
    modal_switch_add(&desk.desk.modal, L'b', TEXT_COME_BACK);
    counter_screen_draw(c, v, &desk, &reached, HALL_NOW_MS);
    counter_desk_fini(&desk);
    console_init(&console, language, nobody);
    modal_open(&console.desk.modal, MODAL_SECRET, "PIN");
    console_screen_draw(c, v, &console, &reached, HALL_NOW_MS);
    console_fini(&console);
}

static void every_screen__bears_every_size(void **state) {
    (void)state;
    static void (*const halls[])(struct hallq_view *) = {hall_quiet, hall_crowded};
    for (size_t i = 0; i < 2; i++) {
        struct hallq_view v;
        halls[i](&v);
        for (int width = 1; width <= 200; width += width < 90 ? 7 : 37)
            for (int height = 1; height <= 70; height += height < 30 ? 3 : 20) {
                struct canvas c;
                canvas_init(&c, width, height);
                v.stale = height % 2;
                draw_all(&c, &v, width % 2 ? LANGUAGE_ZH : LANGUAGE_EN);
                canvas_fini(&c);
            }
        hallq_view_fini(&v);
    }
}

static void every_screen__bears_a_hall_not_heard_of(void **state) {
    (void)state;
    struct hallq_view v;
    struct canvas c;
    hallq_view_init(&v, true);
    v.stale = true;
    canvas_init(&c, 80, 24);
    draw_all(&c, &v, LANGUAGE_ZH);
    assert_drawn(&c, "正在连接");
    canvas_fini(&c);
    hallq_view_fini(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
