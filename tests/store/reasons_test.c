// reasons_test.c - what the store says is said in both languages, with the same numbers and names in it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "broker/store/report/fault.h"

// The digits behind "{", a bit each.
static unsigned places(const char *text) {
    unsigned found = 0;
    for (; (text = strchr(text, '{')); text++)
        found |= 1u << (text[1] - '0');
    return found;
}

static void reasons__have_the_same_places_in_both_languages(void **state) {
    (void)state;
    for (int i = 0; i < REASON_COUNT; i++) {
        struct bilingual r = fault_reason((enum reason)i);
        assert_non_null(r.zh);
        if (places(r.zh) != places(r.en) || places(r.en) & 1)
            fail_msg("%s", r.en);
    }
    for (int err = 0; err < ERR_COUNT; err++)
        assert_true((unsigned char)bilingual_err(err).zh[0] >= 0x80);
}

static void a_reason__is_told_in_both_languages_and_of_an_earlier_one(void **state) {
    struct store_why why = {""};
    (void)state;
    assert_int_equal(
        fault_say(&why, ERR_CORRUPT, PAGE, SAME("ticket"), NUMBER(7), fault_reason(REASON_CUT_OFF)),
        ERR_CORRUPT);
    assert_string_equal(why.text, "ticket, page 7: cut off");
    assert_string_equal(why.zh, "ticket，第 7 页：被截断");
    fault_say(&why, ERR_CORRUPT, ABOUT, SAME("d/state.mdb"), WHY(why));
    assert_string_equal(why.text, "d/state.mdb: ticket, page 7: cut off");
    assert_string_equal(why.zh, "d/state.mdb：ticket，第 7 页：被截断");
    assert_int_equal(fault_clear(&why), ERR_OK);
    assert_string_equal(why.zh, "");
}

static void a_reason__that_is_too_long_ends_with_a_whole_character(void **state) {
    char to[8];
    (void)state;
    bilingual_fill(to, sizeof to, SAME("{1}"),
                   (const struct bilingual[]){SAME(""), SAME("数据目录")}, LANGUAGE_ZH);
    assert_string_equal(to, "数据");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
