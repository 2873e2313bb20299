// console_figures_test.c - the console of a crowded hall: lines, charts, what-if, figures, scores.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "console_fixture.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
