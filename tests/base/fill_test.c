// fill_test.c - sentences and their places.
#include "base/fill.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

static const char *numbered(char *to, size_t to_size, const char *sentence) {
    static const char *const values[] = {"A012", "3号窗口", NULL};
    fill_sentence(to, to_size, sentence, fill_by_number,
                  &(struct fill_values){values, COUNT(values)});
    return to;
}

static void places__are_filled_in_the_order_of_the_sentence(void **state) {
    char to[64];
    (void)state;
    assert_string_equal(numbered(to, sizeof to, "请 {0} 号到 {1}"), "请 A012 号到 3号窗口");
    assert_string_equal(numbered(to, sizeof to, "{1}: {0}{0}"), "3号窗口: A012A012");
    assert_string_equal(numbered(to, sizeof to, "{2}"), "");
    assert_string_equal(numbered(to, sizeof to, ""), "");
}

static void braces__that_are_no_place_stay(void **state) {
    static const char *const sentences[] = {"{",         "}",  "{}",     "{3}",   "{00}",
                                            "{\"a\":1}", "{0", "{name}", "{ 0 }", "a{"};
    char to[64];
    (void)state;
    for (size_t i = 0; i < COUNT(sentences); i++)
        assert_string_equal(numbered(to, sizeof to, sentences[i]), sentences[i]);
    assert_string_equal(numbered(to, sizeof to, "{{0}}"), "{A012}");
    assert_string_equal(numbered(to, sizeof to, "{x{0}"), "{xA012");
}

// A value's own braces are no places.
static void names__are_places_as_well(void **state) {
    static const struct fill_named names[] = {{"text", "{low}"}, {"low", "1"}, {"lower", "0"}};
    char to[64];
    (void)state;
    fill_sentence(to, sizeof to, "{text}: {low}, {lower}, {lo}", fill_by_name,
                  &(struct fill_names){names, COUNT(names)});
    assert_string_equal(to, "{low}: 1, 0, {lo}");
}

static void what_does_not_fit__is_cut_at_a_character(void **state) {
    char to[64];
    (void)state;
    for (size_t size = 1; size <= sizeof to; size++) {
        memset(to, 'x', sizeof to);
        numbered(to, size, "到窗口{1}去{0}");
        size_t len = strlen(to);
        assert_true(len < size);
        assert_memory_equal(to, "到窗口3号窗口去A012", len);
        assert_true(len == strlen("到窗口3号窗口去A012") || size - len <= 3);
        assert_int_not_equal((unsigned char)"到窗口3号窗口去A012"[len] & 0xC0, 0x80);
    }
    strcpy(to, "窗");
    text_join(to, 8, "口口"); // a character and a part
    assert_string_equal(to, "窗口");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
