// The console of a crowded hall: alerts and what is done about them, charts, figures, what-if. Read from a canvas, with an
// outlet that writes requests down.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "clients/console/console.h"
#include "clients/console/console_alerts.h"
#include "clients/console/console_screen.h"
#include "clients/libhallq/json.h"
#include "hall.h"

#define MINUTE_MS 60000

static const struct reach reached = {.link = HALLQ_LINK_UP};

static struct {
    char last[1024];
    enum text what;
    int count;
} asked;

// The question of each minute is left out: no key asks it.
static void note(void *arg, const Hallq__Request *request, enum text what, bool change) {
    (void)arg, (void)change;
    if (what == TEXT_DO_EXPECT)
        return;
    char *json = hallq_json_print(request, false);
    asked.last[0] = 0;
    text_join(asked.last, sizeof asked.last, json);
    free(json);
    asked.what = what;
    asked.count++;
}

// Services 1 and 2 wait, 3 does not; counter 3 is closed, 2 paused. Two alerts of lines, one of a counter that was seen. A
// measure of forty minutes ago with its outcomes, and one that goes on.
static const char crowded[] =
    "{\"lines\":[{\"line\":{\"kind\":\"SERVICE\",\"id\":1},\"waiting\":6,\"open\":true},"
    "{\"line\":{\"kind\":\"SERVICE\",\"id\":2},\"waiting\":14,\"open\":true},"
    "{\"line\":{\"kind\":\"SERVICE\",\"id\":3},\"open\":true}],"
    "\"counters\":[{\"counter\":1,\"state\":\"SERVING\",\"ticket\":\"7\",\"number\":\"A007\","
    "\"clerk\":101},"
    "{\"counter\":2,\"state\":\"PAUSED\",\"pauseReason\":\"lunch\"},{\"counter\":3,\"state\":"
    "\"CLOSED\"}],"
    "\"waits\":{\"hall\":1,\"lines\":["
    "{\"service\":1,\"waiting\":6,\"oldestEnteredAtMs\":\"1772416260000\",\"lowerMin\":5,"
    "\"upperMin\":10,"
    "\"counters\":1},"
    "{\"service\":2,\"waiting\":14,\"oldestEnteredAtMs\":\"1772415780000\",\"lowerMin\":18,"
    "\"upperMin\":29,"
    "\"counters\":1}]},"
    "\"alerts\":["
    "{\"alert\":\"1\",\"kind\":\"LINE_CROWDED\",\"level\":\"AMBER\",\"subject\":1,\"sinceMs\":"
    "\"1772416440000\"},"
    "{\"alert\":\"2\",\"kind\":\"LINE_CROWDED\",\"level\":\"RED\",\"subject\":2,\"sinceMs\":"
    "\"1772416500000\","
    "\"cause\":{\"kind\":\"ARRIVALS\",\"figure\":31,\"usual\":22},\"forecastS\":1200,\"upperS\":"
    "1740,"
    "\"longestS\":1020},"
    "{\"alert\":\"3\",\"kind\":\"PAUSED_LONG\",\"level\":\"AMBER\",\"subject\":2,\"sinceMs\":"
    "\"1772416200000\","
    "\"seenBy\":301,\"seenAtMs\":\"1772416740000\"}],"
    "\"measures\":["
    "{\"measure\":\"1\",\"what\":{\"kind\":\"OPEN_COUNTER\",\"counter\":1},\"atMs\":"
    "\"1772414400000\","
    "\"by\":{\"staff\":301},\"proposed\":true,\"proposedWithS\":840,\"proposedWithoutS\":1860,"
    "\"proposedForMs\":\"1772416200000\","
    "\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":1860}],"
    "\"outcomes\":[{\"minutes\":10,\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":1320}]},"
    "{\"minutes\":30,\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":960}]}]},"
    "{\"measure\":\"2\",\"what\":{\"kind\":\"GUIDE\"},\"atMs\":\"1772416500000\",\"by\":{\"staff\":"
    "301},"
    "\"lasts\":true,\"lines\":[{\"service\":2,\"waiting\":14}]}]}";

struct fixture {
    struct hallq_view v;
    struct console_desk d;
    struct canvas c;
};

static int open_with(void **state, const char *json, enum language language) {
    static const struct outlet outlet = {note, NULL};
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    hall_load(&f->v, json);
    console_init(&f->d, language, outlet);
    f->d.desk.greeted = true;
    f->d.staff = 301;
    canvas_init(&f->c, 80, 24);
    memset(&asked, 0, sizeof asked);
    *state = f;
    return 0;
}

static int setup(void **state) {
    return open_with(state, crowded, LANGUAGE_ZH);
}

static int teardown(void **state) {
    struct fixture *f = *state;
    console_fini(&f->d);
    canvas_fini(&f->c);
    hallq_view_fini(&f->v);
    free(f);
    return 0;
}

static void draw(struct fixture *f) {
    console_changed(&f->d, &f->v);
    console_screen_draw(&f->c, &f->v, &f->d, &reached, HALL_NOW_MS);
}

static void resize(struct fixture *f, int width, int height) {
    canvas_fini(&f->c);
    canvas_init(&f->c, width, height);
}

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

static void type(struct fixture *f, const wchar_t *keys) {
    console_changed(&f->d, &f->v);
    for (; *keys; keys++)
        console_key(&f->d, &f->v, key_of(*keys));
}

static void result_of(struct fixture *f, enum text what, bool change,
                      const struct hallq_result *result) {
    console_result(&f->d, &f->v, what, change, result);
}

static void answer(struct fixture *f, enum text what, const char *json) {
    char error[HALLQ_JSON_ERROR_SIZE] = "";
    struct arena arena;
    arena_init(&arena, 0);
    Hallq__Reply *reply =
        hallq_json_parse(&hallq__reply__descriptor, json, strlen(json), &arena, error);
    if (!reply)
        fail_msg("%s", error);
    struct hallq_result result = {
        .outcome = HALLQ_APPLIED, .final = true, .reply = reply, .detail = ""};
    result_of(f, what, false, &result);
    arena_fini(&arena);
}

static Hallq__Alert *alert_of(struct fixture *f, uint64_t alert) {
    for (size_t i = 0; i < f->v.now.n_alerts; i++)
        if (f->v.now.alerts[i]->alert == alert)
            return f->v.now.alerts[i];
    fail_msg("no such alert");
    return NULL;
}

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

// ---------------------------------------------------------------- lines and charts

static void lines__show_range_windows_and_past(void **state) {
    struct fixture *f = *state;
    draw(f);
    assert_drawn(&f->c, "18–29分   1/1");
    assert_drawn(&f->c, "前2小时");
}

static void a_chart__fits_the_last_two_hours_and_the_half_hour_to_come(void **state) {
    struct fixture *f = *state;
    struct console_past *past = &f->d.past;
    struct chart_column columns[150];
    struct past_band now = {10, 20}, later = {30, 40};
    Hallq__LineWait *wait = f->v.now.waits->lines[0];
    int64_t at_ms = HALL_NOW_MS - HALL_NOW_MS % MINUTE_MS;
    f->v.now.at_ms = at_ms - 60 * MINUTE_MS;
    wait->lower_min = wait->upper_min = 8;
    console_past_see(past, &f->v);
    f->v.now.at_ms = at_ms - 10 * MINUTE_MS;
    wait->lower_min = 20;
    wait->upper_min = 30;
    console_past_see(past, &f->v);
    console_past_expect(past, 1, at_ms, &now, &later);
    console_past_chart(past, 1, at_ms, columns, 150);
    assert_int_equal(columns[58].upper_min,
                     CHART_UNKNOWN); // an hour and a minute ago nothing was heard
    assert_int_equal(columns[59].upper_min, 8);
    assert_int_equal(columns[108].upper_min, 8); // until something else is told
    assert_int_equal(columns[109].upper_min, 25);
    assert_int_equal(columns[119].upper_min, 25);
    assert_false(columns[119].expected);
    assert_true(columns[120].expected);
    assert_int_equal(columns[135].lower_min, 10 + 20 * 16 / 30);
    assert_int_equal(columns[149].upper_min, 40);
    console_past_chart(past, 2, at_ms, columns,
                       150); // nothing is known of the line's coming half hour
    assert_int_equal(columns[149].upper_min, CHART_UNKNOWN);
    console_past_chart(past, 1, at_ms + 240 * MINUTE_MS, columns,
                       150); // nor of what was asked hours ago
    assert_int_equal(columns[149].upper_min, CHART_UNKNOWN);
    f->v.now.at_ms = HALL_NOW_MS;
}

static void a_chart__is_of_blocks_or_of_letters(void **state) {
    static const struct chart_column columns[] = {{4, 4, false},
                                                  {12, 12, false},
                                                  {25, 25, false},
                                                  {CHART_UNKNOWN, CHART_UNKNOWN, false},
                                                  {15, 30, true}};
    struct fixture *f = *state;
    struct chart chart = {columns, COUNT(columns), 20, false};
    canvas_clear(&f->c);
    chart_row(&f->c, 0, 0, &chart);
    assert_drawn(&f->c, "▁▃▆ ▇");
    assert_int_equal(canvas_at(&f->c, 1, 0)->style, STYLE_CALM);
    assert_int_equal(canvas_at(&f->c, 2, 0)->style, STYLE_ALERT); // over the limit
    canvas_clear(&f->c);
    chart_box(&f->c, 0, 0, 4, &chart);
    assert_drawn(&f->c, " 40");
    assert_drawn(&f->c, " 20 ");
    assert_drawn(&f->c, "░");
    chart.letters = true;
    canvas_clear(&f->c);
    chart_row(&f->c, 0, 0, &chart);
    chart_box(&f->c, 0, 2, 4, &chart);
    char *dump = canvas_dump(&f->c);
    for (const char *at = dump; *at; at++)
        assert_true((unsigned char)*at < 0x80);
    assert_non_null(strchr(dump, ':'));
    free(dump);
}

static const char expected[] =
    "{\"atMs\":\"1772416800000\",\"whatIf\":{\"laterAtMs\":\"1772418600000\",\"lines\":["
    "{\"service\":2,\"now\":{\"forecastS\":1330,\"lowerS\":1080,\"upperS\":1740},\"nowIf\":{"
    "\"lowerS\":700,\"upperS\":"
    "1200},"
    "\"later\":{\"forecastS\":1860,\"lowerS\":1400,\"upperS\":2280},"
    "\"laterIf\":{\"forecastS\":840,\"lowerS\":600,\"upperS\":1080}},"
    "{\"service\":3,\"now\":{\"nobody\":true},\"nowIf\":{\"upperS\":60}}]}}";

static void what_if__asks_for_the_changed_counters_and_shows_the_waits(void **state) {
    struct fixture *f = *state;
    type(f, L"i23\n"); // both open, counter 1 stays
    assert_string_equal(asked.last, "{\"hall\":1,\"whatIf\":{\"open\":[2,3]}}");
    type(f, L"i1\n");
    assert_string_equal(asked.last, "{\"hall\":1,\"whatIf\":{\"close\":[1]}}");
    answer(f, TEXT_DO_WHAT_IF, expected);
    draw(f);
    assert_drawn(&f->c, "现在      若如此       10:30      若如此");
    assert_drawn(&f->c, "18–29分     11–20分     23–38分     10–18分");
    assert_drawn(&f->c, "如果关1号窗口：");
    assert_drawn(&f->c, "业务受理：现在22分，10:30 14分；不这样31分");
    assert_drawn(&f->c, "现在无人叫号");
    assert_int_equal(asked.count, 2);
}

// Other services at a counter, and people of a service elsewhere, are asked for where the lead wants them.
static void what_if__asks_for_services_and_people_elsewhere(void **state) {
    struct fixture *f = *state;
    type(f, L"ie2\n"); // S and E turn what else is asked
    draw(f);
    assert_drawn(&f->c, "请哪项业务的人去别处");
    type(f, L"\n");
    type(f, L"x\n");
    draw(f);
    assert_drawn(&f->c, "几人去别处"); // what is no number is asked again
    type(f, L"12\n");
    assert_string_equal(
        asked.last,
        "{\"hall\":1,\"whatIf\":{\"open\":[2],\"elsewhere\":[{\"service\":1,\"people\":12}]}}");
    type(f, L"is\n");
    draw(f);
    assert_drawn(&f->c, "哪个窗口改业务");
    type(f, L"\n");
    draw(f);
    assert_drawn(&f->c, "这个窗口办哪些业务");
    type(f, L"3\n");
    assert_string_equal(
        asked.last,
        "{\"hall\":1,\"whatIf\":{\"services\":[{\"counter\":1,\"services\":[1,2,3]}]}}");
    answer(f, TEXT_DO_WHAT_IF, expected);
    draw(f);
    assert_drawn(&f->c, "如果1号窗口改办");
}

static void what_is_expected__is_kept_without_a_page(void **state) {
    struct fixture *f = *state;
    struct chart_column columns[150];
    struct hallq_result refused = {.outcome = HALLQ_REFUSED,
                                   .final = true,
                                   .reason = HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND,
                                   .detail = ""};
    result_of(f, TEXT_DO_EXPECT, false, &refused); // by a broker that does not know it
    assert_int_equal(f->d.desk.status.kind, STATUS_NONE);
    answer(f, TEXT_DO_EXPECT, expected);
    assert_int_equal(f->d.desk.modal.kind, MODAL_NONE);
    console_past_chart(&f->d.past, 2, HALL_NOW_MS, columns, 150);
    assert_int_equal(columns[149].upper_min, 38);
}

// ---------------------------------------------------------------- figures

static void figures__stand_by_line_and_by_clerk(void **state) {
    struct fixture *f = *state;
    type(f, L"g");
    assert_string_equal(asked.last, "{\"hall\":1,\"getFigures\":{}}");
    answer(f, TEXT_DO_GET_FIGURES,
           "{\"figures\":{\"today\":{\"services\":[{\"service\":2,\"served\":63,\"called\":63,"
           "\"waitP50S\":960,\"walkMeanS\":31,\"serviceMeanS\":610,\"over20Min\":7}],"
           "\"clerks\":[{\"staff\":101,\"served\":28,\"walkMeanS\":22,\"serviceMeanS\":300,"
           "\"overTarget\":2,\"ratings\":12,\"ratingSum\":57}]},"
           "\"lines\":[{\"service\":2,\"waiting\":14,\"counters\":2,\"atCounters\":1}],"
           "\"clerks\":[{\"staff\":101,\"counter\":1,\"state\":\"SERVING\",\"pauses\":2,"
           "\"pausedS\":720,\"idleS\":1200},{\"staff\":301}]}}");
    draw(f);
    assert_drawn(&f->c,
                 "业务受理                     14    1/2     63   16分   31秒   10分      7");
    assert_drawn(&f->c,
                 "王芳        办理中       28   22秒    5分      2   2/12分   20分  4.8 (12)");
    assert_drawn(&f->c, "高峰        -             0");
}

// ---------------------------------------------------------------- how good the forecasts were

static void scores__stand_by_line_and_hour_beside_the_rules_of_thumb(void **state) {
    struct fixture *f = *state;
    type(f, L"t");
    assert_string_equal(asked.last, "{\"hall\":1,\"getForecastScores\":{}}");
    answer(f, TEXT_DO_GET_FORECAST_SCORES,
           "{\"scores\":{\"day\":20150,\"all\":{\"waits\":41,\"waitMeanS\":900,\"offMeanS\":188,"
           "\"offRmsS\":240,\"biasS\":42,\"inside\":33,\"far\":6,\"queueSkillPercent\":12,"
           "\"headSkillPercent\":-8},\"lines\":[{\"service\":2,\"score\":{\"waits\":41,"
           "\"offMeanS\":188,\"biasS\":-300,\"inside\":33,\"far\":6},\"byRule\":true,"
           "\"hours\":[{\"hour\":9,\"score\":{\"waits\":8,\"offMeanS\":59,\"inside\":8}}]},"
           "{\"service\":1}]}}");
    draw(f);
    assert_drawn(&f->c,
                 "全部                         41    3分    80%    15%  +42秒   +12%    -8%");
    assert_drawn(&f->c,
                 "业务受理                     41    3分    80%    15%   -5分     0%     0%");
    assert_drawn(&f->c, "业务受理：目前按经验估算");
    assert_drawn(&f->c,
                 "  9时                         8   59秒   100%     0%      -     0%     0%");
}

static void scores__of_no_waits_say_so(void **state) {
    struct fixture *f = *state;
    type(f, L"t");
    answer(f, TEXT_DO_GET_FORECAST_SCORES,
           "{\"scores\":{\"day\":20150,\"lines\":[{\"service\":1}]}}");
    draw(f);
    assert_drawn(&f->c, "今日还没有可以比较的等候");
}

static void the_report__ends_with_the_scores(void **state) {
    struct fixture *f = *state;
    type(f, L"d");
    answer(f, TEXT_DO_GET_REPORT,
           "{\"report\":{\"services\":[{\"service\":2,\"issued\":50,\"forecast\":{\"waits\":41,"
           "\"offMeanS\":188,\"inside\":33}},{\"service\":1}]}}");
    draw(f);
    assert_drawn(&f->c, "业务受理                     41    3分    80%");
}

static void a_line_told_by_rule__says_so(void **state) {
    struct fixture *f = *state;
    assert_non_null(f->v.now.waits);
    for (size_t i = 0; i < f->v.now.waits->n_lines; i++)
        f->v.now.waits->lines[i]->by_rule = f->v.now.waits->lines[i]->service == 2;
    resize(f, 160, 40);
    draw(f);
    assert_drawn(&f->c, "按经验估算");
    f->d.desk.language = LANGUAGE_EN;
    draw(f);
    assert_drawn(&f->c, "by rule of thumb");
    resize(f, 44, 40); // no room for words
    draw(f);
    assert_drawn(&f->c, "~B Handling");
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
