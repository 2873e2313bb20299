// refusal_test.c - each reason of the schema has its own sentence in both languages.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/refusal.h"

static const ProtobufCEnumDescriptor *const reasons = &hallq__refusal__reason__descriptor;

static void refusal__detail_names_a_field_by_a_noun(void **state) {
    (void)state;
    assert_string_equal(refusal_detail("role", LANGUAGE_ZH), "角色");
    assert_string_equal(refusal_detail("upto_day", LANGUAGE_ZH), "日期");
    assert_string_equal(refusal_detail("of_a_later_version", LANGUAGE_ZH), "");
    assert_string_equal(refusal_detail("role", LANGUAGE_EN), "role");
    for (int l = LANGUAGE_ZH; l <= LANGUAGE_EN; l++) {
        assert_string_equal(refusal_detail("", (enum language)l), "");
        assert_string_equal(refusal_detail("3", (enum language)l), "3");
        assert_string_equal(refusal_detail("1.5 MiB", (enum language)l), "1.5 MiB");
        assert_string_equal(refusal_detail("services[0].id", (enum language)l), "services[0].id");
    }
}

static void refusal__has_every_reason_of_the_schema(void **state) {
    (void)state;
    for (unsigned i = 0; i < reasons->n_values; i++)
        assert_string_equal(refusal_name((Hallq__Refusal__Reason)reasons->values[i].value),
                            reasons->values[i].name);
}

static bool ascii(const char *text) {
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

static void refusal__speaks_both_languages(void **state) {
    (void)state;
    for (unsigned i = 0; i < reasons->n_values; i++) {
        Hallq__Refusal__Reason reason = (Hallq__Refusal__Reason)reasons->values[i].value;
        assert_false(ascii(refusal_text(reason, LANGUAGE_ZH)));
        assert_true(ascii(refusal_text(reason, LANGUAGE_EN)));
    }
}

static void refusal__says_one_thing_of_one_reason(void **state) {
    (void)state;
    for (unsigned i = 0; i < reasons->n_values; i++)
        for (unsigned k = 0; k < i; k++)
            for (int l = LANGUAGE_ZH; l <= LANGUAGE_EN; l++)
                assert_string_not_equal(
                    refusal_text((Hallq__Refusal__Reason)reasons->values[i].value, l),
                    refusal_text((Hallq__Refusal__Reason)reasons->values[k].value, l));
}

static void refusal__of_another_version_gets_the_general_sentence(void **state) {
    (void)state;
    assert_string_equal(refusal_text(9999, LANGUAGE_EN),
                        refusal_text(HALLQ__REFUSAL__REASON__INTERNAL, LANGUAGE_EN));
    assert_string_equal(refusal_name(9999), "UNKNOWN");
}

static void language__is_chinese_but_for_english(void **state) {
    (void)state;
    assert_int_equal(language_of("en_US.UTF-8"), LANGUAGE_EN);
    assert_int_equal(language_of("zh_CN.UTF-8"), LANGUAGE_ZH);
    assert_int_equal(language_of("C"), LANGUAGE_ZH);
    assert_int_equal(language_of(NULL), LANGUAGE_ZH);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
