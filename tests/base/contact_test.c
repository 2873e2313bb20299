// contact_test.c - which contacts are one.
#include "base/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"

static void contact_same__is_told_by_what_counts(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"13800001111", "138 0000 1111"},
        {"13800001111", "138-0000-1111"},
        {"13800001111", "138\u20140000\u20131111"},
        {"13800001111", "(138)0000.1111"},
        {"13800001111", "\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff11\uff11\uff11\uff11"},
        {"13800001111", "\uff08138\uff09\u30000000\uff0d1111"},
        {"13800001111", "+86 138 0000 1111"},
        {"13800001111", "\uff0b\uff18\uff16 13800001111"},
        {"13800001111", "0086-13800001111"},
        {"13800001111", "8613800001111"},
        {"13800001111", "013800001111"},
        {"13800001111", "+86 (0)138 0000 1111"},
        {"0571-88886666", "(0571) 8888 6666"},
        {"0571-88886666", "+86 571 8888 6666"},
        {"010-12345678", "+86-10-12345678"},
        {"+49 30 1234567", "0049301234567"},
        {"zhang@example.com", "\uff5a\uff48\uff41\uff4e\uff47@example.com"},
        {"\u5f20 13800001111", "\u5f2013800001111"},
        {"weixin ab-cd", "weixin abcd"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (!contact_same(pairs[i][0], pairs[i][1]) || !contact_same(pairs[i][1], pairs[i][0]))
            fail_msg("pair %zu is not the same", i);
}

static void contact_same__tells_others_apart(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"13800001111", "13800001112"},
        {"13800001111", "3800001111"},
        {"01012345678", "1012345678"},
        {"0571-88886666", "88886666"},
        {"+1 3800001111", "3800001111"},
        {"+49 13800001111", "13800001111"},
        {"86123456", "123456"},
        {"\u5f20\u4e09", "\u5f20\u56db"},
        {"\u5f2013800001111", "13800001111"},
        {"a@b.com", "ab.com"},
        {"", ""},
        {" ", " "},
        {"-", "--"},
        {"\U0001f600", "\U0001f600"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (contact_same(pairs[i][0], pairs[i][1]))
            fail_msg("pair %zu is the same", i);
}

static void contact_is_long__counts_characters(void **state) {
    (void)state;
    char text[4 * LIMIT_CONTACT + 1] = "";
    memset(text, '1', LIMIT_CONTACT);
    assert_false(contact_is_long(text));
    text[LIMIT_CONTACT] = '1';
    assert_true(contact_is_long(text));
    for (size_t i = 0; i < LIMIT_CONTACT; i++)
        memcpy(text + 3 * i, "\uff11", 4);
    assert_false(contact_is_long(text));
    for (size_t i = 0; i < LIMIT_CONTACT; i++)
        memcpy(text + 4 * i, "\U00020000", 5);
    assert_true(contact_is_long(text));
    assert_false(contact_same(text, text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
