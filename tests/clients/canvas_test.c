// The canvas: columns, clipping, wide characters; large letters; texts of the catalogue.
#include "clients/term/canvas.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/term/glyph.h"
#include "clients/term/modal.h"
#include "clients/text/phrase.h"
#include "hall.h"

static void assert_dump(const struct canvas *c, const char *wanted) {
    char *dump = canvas_dump(c);
    assert_string_equal(dump, wanted);
    free(dump);
}

static void text__counts_chinese_as_two_columns(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 10, 1);
    assert_int_equal(columns_of("3号窗口"), 7);
    assert_int_equal(canvas_text(&c, 0, 0, 10, STYLE_PLAIN, "3号窗口"), 7);
    canvas_text(&c, 7, 0, 3, STYLE_PLAIN, "|");
    assert_dump(&c, "3号窗口|\n");
    canvas_fini(&c);
}

static void text__is_cut_at_a_whole_character(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 6, 1);
    assert_int_equal(canvas_text(&c, 0, 0, 6, STYLE_PLAIN, "业务受理"), 5);
    assert_dump(&c, "业务…\n");
    canvas_clear(&c);
    canvas_text(&c, 0, 0, 1, STYLE_PLAIN, "业");
    assert_dump(&c, "…\n");
    canvas_clear(&c);
    assert_int_equal(canvas_text(&c, 4, 0, 99, STYLE_PLAIN, "abc"), 2);
    assert_dump(&c, "    a…\n");
    canvas_fini(&c);
}

static void text__outside_is_left_alone(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 2);
    canvas_text(&c, -3, 0, 4, STYLE_PLAIN, "abcd");
    canvas_text(&c, 0, -1, 4, STYLE_PLAIN, "abcd");
    canvas_text(&c, 0, 2, 4, STYLE_PLAIN, "abcd");
    canvas_text(&c, 9, 1, 4, STYLE_PLAIN, "abcd");
    canvas_fill(&c, -5, -5, 3, 3, STYLE_PLAIN, L'x');
    canvas_box(&c, 2, 1, 9, 9);
    assert_dump(&c, "d\n  ┌─\n");
    canvas_fini(&c);
}

static void overwriting__never_leaves_half_a_character(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 1);
    canvas_text(&c, 0, 0, 4, STYLE_PLAIN, "业务");
    canvas_text(&c, 1, 0, 1, STYLE_PLAIN, "x");
    assert_dump(&c, " x务\n");
    canvas_text(&c, 2, 0, 1, STYLE_PLAIN, "y");
    assert_dump(&c, " xy\n");
    canvas_fini(&c);
}

static void bytes_that_are_no_text__become_marks(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 8, 1);
    canvas_text(&c, 0, 0, 8, STYLE_PLAIN, "a\xff\xe4\xb8z\t\x1b");
    char *dump = canvas_dump(&c);
    assert_null(strchr(dump, 0x1b));
    assert_non_null(strchr(dump, 'z'));
    free(dump);
    canvas_fini(&c);
}

static void glyphs__are_large_and_clipped(void **state) {
    (void)state;
    struct canvas c;
    canvas_init(&c, 24, 8);
    assert_int_equal(glyph_width("A045", 0), 23);
    assert_int_equal(glyph_height(0), 4);
    assert_int_equal(glyph_width("A045", 1), 46);
    assert_int_equal(glyph_height(2), 14);
    glyph_draw(&c, 0, 0, 0, STYLE_STRONG, "T1");
    assert_dump(&c, "▀▀█▀▀  ▄█\n  █     █\n  █     █\n  ▀    ▀▀▀\n\n\n\n\n");
    for (int scale = 0; scale <= GLYPH_SCALE_MAX; scale++)
        glyph_draw(&c, 20, 6, scale, STYLE_STRONG, "ABCZ09->?");
    canvas_fini(&c);
}

static void fill__puts_values_where_the_language_wants_them(void **state) {
    (void)state;
    char line[64], small[8];
    TEXT_FILL(line, TEXT_HOURS, LANGUAGE_ZH, "05", "2");
    assert_string_equal(line, "2时05分");
    TEXT_FILL(line, TEXT_WHY_SECOND, LANGUAGE_EN, "B012", "3m");
    assert_string_equal(line, "second: B012, waited 3m");
    TEXT_FILL(small, TEXT_DO_REINSTATE, LANGUAGE_ZH, "");
    assert_string_equal(small, "过号"); // cut between characters
}

static void every_text__is_written_in_both_languages(void **state) {
    (void)state;
    for (int i = 0; i < TEXT_COUNT; i++)
        for (enum language l = LANGUAGE_ZH; l <= LANGUAGE_EN; l++)
            assert_true(*text_of((enum text)i, l));
}

static void spans__are_told_as_the_rule_book_counts(void **state) {
    (void)state;
    char to[PHRASE_SHORT];
    static const struct {
        int64_t span_s;
        const char *minutes, *rough, *timer;
    } cases[] = {
        {0, "<1分", "<1分", "00:00"},
        {61, "1分", "约2分", "01:01"},
        {725, "12分", "约15分", "12:05"},
        {5940, "99分", "约2小时", "1:39:00"},
        {6300, "1时45分", "约2小时", "1:45:00"},
        {36000, "10小时", "约10小时", "10:00:00"},
        {-5, "<1分", "约<1分", "00:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        phrase_minutes(to, cases[i].span_s, LANGUAGE_ZH);
        assert_string_equal(to, cases[i].minutes);
        phrase_timer(to, cases[i].span_s);
        assert_string_equal(to, cases[i].timer);
        phrase_rough(to, cases[i].span_s, LANGUAGE_ZH);
        if (cases[i].span_s > 0)
            assert_string_equal(to, cases[i].rough);
    }
}

static void clock__is_the_halls_own(void **state) {
    (void)state;
    struct hallq_view v;
    char to[PHRASE_SHORT];
    hall_load(&v, "{}");
    phrase_clock(to, &v, HALL_NOW_MS, true);
    assert_string_equal(to, "10:00:00");
    phrase_date(to, &v, HALL_NOW_MS, LANGUAGE_ZH);
    assert_string_equal(to, "2026-03-02 周一");
    phrase_date(to, &v, HALL_NOW_MS + 15 * 3600000, LANGUAGE_EN);
    assert_string_equal(to, "2026-03-03 Tue");
    phrase_clock(to, &v, 0, false);
    assert_string_equal(to, "--:--");
    hallq_view_fini(&v);
}

static struct key letter(wchar_t l) {
    return (struct key){KEY_KIND_LETTER, l};
}

static struct key press(enum key_kind kind) {
    return (struct key){kind, 0};
}

static void menu__is_chosen_by_digit_or_arrows(void **state) {
    (void)state;
    struct modal m = {0};
    modal_open(&m, MODAL_MENU, "t");
    for (int i = 0; i < 12; i++)
        modal_item_add(&m, 0, (uint32_t)i, "x");
    assert_int_equal(modal_key(&m, letter(L'3')), MODAL_GIVEN);
    assert_int_equal(m.chosen, 2);
    modal_open(&m, MODAL_MENU, "t");
    modal_item_add(&m, 0, 0, "x");
    modal_item_add(&m, 0, 1, "y");
    modal_switch_add(&m, L'b', TEXT_COME_BACK);
    modal_key(&m, press(KEY_KIND_UP));
    modal_key(&m, press(KEY_KIND_DOWN));
    modal_key(&m, press(KEY_KIND_PAGE_DOWN));
    modal_key(&m, letter(L'9'));
    modal_key(&m, letter(L'b'));
    assert_int_equal(modal_key(&m, press(KEY_KIND_ENTER)), MODAL_GIVEN);
    assert_int_equal(m.chosen, 1);
    assert_true(modal_switched(&m, L'b'));
    modal_open(&m, MODAL_MENU, "t");
    assert_int_equal(modal_key(&m, press(KEY_KIND_ENTER)), MODAL_DROPPED); // nothing to choose
    modal_fini(&m);
}

static void input__takes_chinese_and_gives_it_back(void **state) {
    (void)state;
    struct modal m = {0};
    modal_open(&m, MODAL_INPUT, "t");
    modal_key(&m, letter(L'客'));
    modal_key(&m, letter(L'户'));
    modal_key(&m, press(KEY_KIND_BACKSPACE));
    modal_key(&m, letter(L'x'));
    assert_string_equal(m.input, "客x");
    for (int i = 0; i < 500; i++)
        modal_key(&m, letter(L'户'));
    assert_true(strlen(m.input) <= LIMIT_NOTE);
    for (int i = 0; i < 500; i++)
        modal_key(&m, press(KEY_KIND_BACKSPACE));
    assert_string_equal(m.input, "");
    modal_fini(&m);
}

static void secret__is_shown_as_stars_and_forgotten(void **state) {
    (void)state;
    struct modal m = {0};
    struct canvas c;
    canvas_init(&c, 60, 10);
    modal_open(&m, MODAL_SECRET, "PIN");
    for (const wchar_t *l = L"2468"; *l; l++)
        modal_key(&m, letter(*l));
    modal_draw(&c, &m, LANGUAGE_ZH);
    assert_drawn(&c, "****");
    assert_not_drawn(&c, "2468");
    assert_true(c.cursor_x > 0);
    modal_key(&m, press(KEY_KIND_ESCAPE));
    assert_string_equal(m.input, "");
    canvas_fini(&c);
    modal_fini(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
