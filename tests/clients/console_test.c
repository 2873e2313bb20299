// console_test.c - the console of a crowded hall: alerts and what is done about them.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "clients/console/console_alerts.h"
#include "console_fixture.h"

// ---------------------------------------------------------------- alerts

static void alerts__stand_worst_first_with_why_and_since_when(void **state) {
    struct fixture *f = *state;
    draw(f);
    assert_drawn(&f->c, "> !! 红色    业务受理：将有人等得太久");
    assert_drawn(&f->c, "自09:55");
    assert_drawn(&f->c, "半小时来了31人，平日22人  预计20–29分，最长已等17分");
    assert_in_order(&f->c, "业务受理：将有人等得太久", "业务咨询：现在来的人可能等得太久");
    assert_in_order(&f->c, "业务咨询：现在来的人", "2号窗口暂停过久"); // older, but seen
    assert_drawn(&f->c, "E 知道了");
    assert_not_drawn(&f->c, "没有待处理的提醒");
}

static void one_line__says_that_no_alert_is_open(void **state) {
    struct fixture *f = *state;
    f->v.now.n_alerts = 0;
    draw(f);
    assert_drawn(&f->c, "正常：没有待处理的提醒");
    f->d.deaf = true; // then it does not know
    draw(f);
    assert_not_drawn(&f->c, "正常");
    assert_drawn(&f->c, "! 收不到提醒：密钥文件没有 lead-feed");
}

static void each_level__has_a_sign_and_a_word(void **state) {
    static const struct {
        Hallq__Alert__Level level;
        const char *zh, *en;
    } rows[] = {
        {HALLQ__ALERT__LEVEL__NOTE, "- 提示", "- note"},
        {HALLQ__ALERT__LEVEL__AMBER, "! 黄色", "! amber"},
        {HALLQ__ALERT__LEVEL__RED, "!! 红色", "!! red"},
        {HALLQ__ALERT__LEVEL__BREACH, "!!! 超时", "!!! breach"},
    };
    struct fixture *f = *state;
    f->v.now.n_alerts = 1;
    for (size_t i = 0; i < COUNT(rows); i++) {
        f->v.now.alerts[0]->level = rows[i].level;
        f->d.desk.language = LANGUAGE_ZH;
        draw(f);
        assert_drawn(&f->c, rows[i].zh);
        f->d.desk.language = LANGUAGE_EN;
        draw(f);
        assert_drawn(&f->c, rows[i].en);
    }
}

static void each_kind__has_a_sentence_alone_and_as_a_storm(void **state) {
    static const struct {
        Hallq__Alert__Kind kind;
        uint32_t subject;
        const char *one, *storm;
    } rows[] = {
        {HALLQ__ALERT__KIND__LINE_CROWDED, 3, "售后：现在来的人可能等得太久", "12项业务拥挤"},
        {HALLQ__ALERT__KIND__COUNTER_IDLE, 1, "1号窗口空闲，而它的业务有人等候", "12个窗口空闲"},
        {HALLQ__ALERT__KIND__OVER_TARGET, 1, "1号窗口一笔办理过久", "12个窗口办理过久"},
        {HALLQ__ALERT__KIND__PAUSED_LONG, 2, "2号窗口暂停过久", "12个窗口暂停过久"},
        {HALLQ__ALERT__KIND__DEVICE_SILENT, 45, "45号设备没有应答", "12台设备没有应答"},
        {HALLQ__ALERT__KIND__SERVICE_SUSPENDED, 3, "售后暂停取号", "12项业务暂停取号"},
        {HALLQ__ALERT__KIND__CLOSING, 3, "售后：11:00关门前只能办9人，等候14人",
         "12项业务关门前办不完"},
        {HALLQ__ALERT__KIND__NO_LEAD, 0, "没有值班长签到", "没有值班长签到"},
        {HALLQ__ALERT__KIND__NO_PAPER, 45, "45号取号机的打印机缺纸", "12台打印机缺纸"},
        {HALLQ__ALERT__KIND__PRINTER_SILENT, 45, "45号取号机的打印机不能打印（断线、开盖或故障）",
         "12台打印机不能打印"},
        {HALLQ__ALERT__KIND__WEBHOOK_STOPPED, 3, "3号外部通知发不出去", "12个外部通知发不出去"},
        {(Hallq__Alert__Kind)77, 1, "第77类提醒", "第77类提醒"},
    };
    struct fixture *f = *state;
    Hallq__Alert *alert = f->v.now.alerts[0];
    f->v.now.n_alerts = 1;
    alert->closes_at_ms = HALL_NOW_MS + 60 * MINUTE_MS;
    alert->served = 9;
    alert->waiting = 14;
    for (size_t i = 0; i < COUNT(rows); i++) {
        alert->kind = rows[i].kind;
        alert->subject = rows[i].subject;
        alert->count = 0;
        draw(f);
        assert_drawn(&f->c, rows[i].one);
        alert->subject = 0;
        alert->count = 12;
        draw(f);
        assert_drawn(&f->c, rows[i].storm);
    }
}

static void each_cause__is_told_with_its_figures(void **state) {
    static const struct {
        Hallq__Alert__Cause__Kind kind;
        const char *zh;
    } rows[] = {
        {HALLQ__ALERT__CAUSE__KIND__ARRIVALS, "半小时来了600人，平日300人"},
        {HALLQ__ALERT__CAUSE__KIND__WINDOWS, "开着600个窗口，平日300个"},
        {HALLQ__ALERT__CAUSE__KIND__LONG_SERVICES, "每笔办10分，平日5分"},
        {HALLQ__ALERT__CAUSE__KIND__NO_SHOWS, "半小时600人叫号未到，平日300人"},
    };
    struct fixture *f = *state;
    Hallq__Alert *alert = alert_of(f, 2);
    alert->cause->figure = 600;
    alert->cause->usual = 300;
    for (size_t i = 0; i < COUNT(rows); i++) {
        alert->cause->kind = rows[i].kind;
        draw(f);
        assert_drawn(&f->c, rows[i].zh);
    }
}

// A key never acts on an alert that only just took the place of the one that was read.
static void the_chosen_alert__stays_while_a_worse_one_comes(void **state) {
    struct fixture *f = *state;
    draw(f);
    assert_int_equal(console_alert_chosen(&f->d, &f->v)->alert, 2);
    alert_of(f, 1)->level = HALLQ__ALERT__LEVEL__BREACH;
    draw(f);
    assert_in_order(&f->c, "业务咨询：已有人等得太久", "> !! 红色    业务受理");
    type(f, L"e");
    assert_string_equal(asked.last, "{\"hall\":1,\"seeAlert\":{\"alert\":\"2\"}}");
}

static void arrows__choose_an_alert_in_its_pane(void **state) {
    struct fixture *f = *state;
    type(f, L"\t\t↓");
    assert_int_equal(f->d.pane, PANE_ALERTS);
    assert_int_equal(console_alert_chosen(&f->d, &f->v)->alert, 1);
    type(f, L"e");
    assert_string_equal(asked.last, "{\"hall\":1,\"seeAlert\":{\"alert\":\"1\"}}");
    f->v.now.n_alerts = 0; // all are cleared: the arrows go to the lines
    draw(f);
    assert_int_equal(f->d.pane, PANE_LINES);
    type(f, L"\t\t");
    assert_int_equal(f->d.pane, PANE_LINES);
}

static void keys_of_alerts__do_nothing_where_none_is_open(void **state) {
    struct fixture *f = *state;
    f->v.now.n_alerts = 0;
    type(f, L"ae");
    assert_int_equal(asked.count, 0);
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
}

static void a_storm__leaves_room_for_the_lines(void **state) {
    struct fixture *f = *state;
    Hallq__Alert alerts[LIMIT_ALERTS], *list[LIMIT_ALERTS];
    Hallq__Alert **own = f->v.now.alerts;
    size_t own_count = f->v.now.n_alerts;
    for (size_t i = 0; i < LIMIT_ALERTS; i++) {
        alerts[i] = *own[1];
        alerts[i].alert = 10 + i;
        list[i] = &alerts[i];
    }
    f->v.now.alerts = list;
    f->v.now.n_alerts = LIMIT_ALERTS;
    draw(f);
    assert_drawn(&f->c, "还有 60 项");
    assert_drawn(&f->c, "等候 20 人");
    assert_drawn(&f->c, "1号窗口");
    f->v.now.alerts = own;
    f->v.now.n_alerts = own_count;
}

// ---------------------------------------------------------------- measures

static void each_measure__is_asked_for_and_taken(void **state) {
    static const struct {
        const wchar_t *keys;
        const char *measure;
    } rows[] = {
        {L"w12",
         "{\"kind\":\"OPEN_COUNTER\",\"counter\":3}"}, // of those that are not open the second
        {L"w211\n", "{\"kind\":\"COUNTER_SERVICES\",\"counter\":1,\"services\":[1,2]}"},
        {L"w3", "{\"kind\":\"GUIDE\"}"},
        {L"w4\n", "{\"kind\":\"REST_AREA\",\"services\":[2]}"}, // the alert's is ticked
        {L"w512\n", "{\"kind\":\"DIVERT\",\"zone\":\"auto\"}"},
        {L"w52\n", "{\"kind\":\"DIVERT\",\"services\":[2],\"toHall\":9}"},
        {L"w6\n", "{\"kind\":\"OFFER_APPOINTMENTS\",\"services\":[2]}"},
        {L"w731", "{\"kind\":\"SUSPEND_SERVICE\",\"services\":[3],\"textCode\":\"printer\"}"},
        {L"w81", "{\"kind\":\"NOTICE\",\"textCode\":\"busy\"}"},
        {L"w91", "{\"kind\":\"ZONE_OUT\",\"zone\":\"auto\"}"},
    };
    struct fixture *f = *state;
    Hallq__HallSettings *s = f->v.now.settings;
    Hallq__Text text = HALLQ__TEXT__INIT;
    Hallq__Zone zone = HALLQ__ZONE__INIT, *zones[] = {&zone};
    Hallq__OtherHall other = HALLQ__OTHER_HALL__INIT, *halls[] = {&other};
    Hallq__Code notice = HALLQ__CODE__INIT, *notices[] = {&notice};
    text.zh = (char[]){"某处"};
    zone.id = (char[]){"auto"};
    zone.self_service = true;
    other.hall = 9;
    notice.code = (char[]){"busy"};
    zone.name = other.name = notice.name = &text;
    Hallq__HallSettings own = *s;
    s->zones = zones;
    s->n_zones = 1;
    s->other_halls = halls;
    s->n_other_halls = 1;
    s->notices = notices;
    s->n_notices = 1;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char request[256];
        f->d.desk.status.busy = false;
        type(f, rows[i].keys);
        snprintf(request, sizeof request,
                 "{\"hall\":1,\"takeMeasure\":{\"alert\":\"2\",\"measure\":%s}}", rows[i].measure);
        assert_string_equal(asked.last, request);
        assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    }
    *s = own;
}

// What it makes worse is told beside what it is good for.
static void what_an_alert_proposes__is_taken_by_one_key(void **state) {
    struct fixture *f = *state;
    Hallq__Measure open[2] = {HALLQ__MEASURE__INIT, HALLQ__MEASURE__INIT};
    Hallq__Measure *measures[] = {&open[0], &open[1]};
    Hallq__Proposal__Worse worse = HALLQ__PROPOSAL__WORSE__INIT, *list[] = {&worse};
    Hallq__Proposal proposal = HALLQ__PROPOSAL__INIT;
    open[0].kind = open[1].kind = HALLQ__MEASURE__KIND__OPEN_COUNTER;
    open[0].counter = 2;
    open[1].counter = 3;
    proposal.measures = measures;
    proposal.n_measures = 1;
    proposal.without_s = 1860;
    proposal.with_s = 840;
    proposal.later_at_ms = HALL_NOW_MS + 75 * MINUTE_MS;
    alert_of(f, 2)->proposal = &proposal;
    draw(f);
    assert_drawn(&f->c, "A 开2号窗口：31分→14分（11:15）");
    type(f, L"a");
    assert_string_equal(asked.last, "{\"hall\":1,\"takeMeasure\":{\"alert\":\"2\",\"measure\":{"
                                    "\"kind\":\"OPEN_COUNTER\",\"counter\":2}}}");
    assert_int_equal(asked.count, 1);
    type(f, L"a"); // its outcome is not known yet
    assert_int_equal(asked.count, 1);
    f->d.desk.status.busy = false;
    worse.service = 3;
    worse.without_s = 1080;
    worse.with_s = 1500;
    proposal.worse = list;
    proposal.n_worse = 1;
    proposal.n_measures = 2;
    resize(f, 120, 24);
    draw(f);
    assert_drawn(&f->c, "A 开2号窗口、开3号窗口：31分→14分（11:15），但售后18分→25分");
    type(f, L"\t\t\n"); // Enter on the alert does the same
    assert_int_equal(asked.count, 3);
    resize(f, 50, 24); // the other keys stay
    draw(f);
    assert_drawn(&f->c, "W 其他办法");
    alert_of(f, 2)->proposal = NULL;
}

static void a_measure_that_lasts__is_ended_from_the_same_menu(void **state) {
    struct fixture *f = *state;
    type(f, L"w");
    draw(f);
    assert_drawn(&f->c, "结束：到大厅引导");
    type(f, L"↓↓↓↓↓↓↓↓↓\n");
    assert_string_equal(asked.last, "{\"hall\":1,\"endMeasure\":{\"measure\":2}}");
}

static void what_was_done__stands_with_what_came_of_it(void **state) {
    struct fixture *f = *state;
    type(f, L"m");
    draw(f);
    assert_in_order(&f->c, "09:55  到大厅引导  高峰  进行中", "09:20  开1号窗口  高峰");
    assert_drawn(&f->c, "业务受理：31分 → 10分钟后 22分 → 30分钟后 16分");
    assert_drawn(&f->c, "业务受理：等候14人");
    assert_drawn(&f->c, "按建议：31分→14分（09:50）");
    f->v.now.measures[1]->lasts = false; // the page follows
    f->v.now.measures[1]->ended_at_ms = HALL_NOW_MS;
    f->v.now.measures[1]->end = HALLQ__MEASURE__END__TIME_OVER;
    draw(f);
    assert_drawn(&f->c, "到大厅引导  高峰  10:00到时结束");
    type(f, L"\x1b");
    resize(f, 130, 40); // and beside the counters, where there is room
    draw(f);
    assert_drawn(&f->c, "业务受理：31分 → 10分钟后 22分");
}

// ---------------------------------------------------------------- the whole

static void a_crowded_console__bears_every_size(void **state) {
    struct fixture *f = *state;
    for (int width = 1; width <= 200; width += width < 90 ? 7 : 37)
        for (int height = 1; height <= 70; height += height < 30 ? 3 : 20) {
            resize(f, width, height);
            f->v.stale = height % 2;
            f->d.desk.language = width % 2 ? LANGUAGE_ZH : LANGUAGE_EN;
            draw(f);
        }
}

static void a_stale_console__says_so_above_its_keys(void **state) {
    struct fixture *f = *state;
    f->v.stale = true;
    draw(f);
    assert_drawn(&f->c, "数据已过时（截至 10:00:00），正在重连");
    assert_drawn(&f->c, "业务受理：将有人等得太久"); // what was known stays
    assert_true(f->c.dimmed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
