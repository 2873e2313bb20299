// The console of a crowded hall: its lines and their charts, read from a canvas.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "clients/console/console.h"
#include "clients/console/console_screen.h"
#include "clients/libhallq/json.h"
#include "hall.h"

#define MINUTE_MS 60000

static const struct reach reached = {.link = HALLQ_LINK_UP};

// Services 1 and 2 wait, 3 does not; counter 3 is closed, 2 paused.
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
    "\"counters\":1}]}}";

struct fixture {
    struct hallq_view v;
    struct console_desk d;
    struct canvas c;
};

static int open_with(void **state, const char *json, enum language language) {
    static const struct outlet outlet = {NULL, NULL};
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    hall_load(&f->v, json);
    console_init(&f->d, language, outlet);
    f->d.desk.greeted = true;
    f->d.staff = 301;
    canvas_init(&f->c, 80, 24);
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
    assert_drawn(&f->c, "18–29分"); // what was known stays
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
