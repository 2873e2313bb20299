// slip_test.c - the bytes of a slip, piece by piece; whole slips are held to files by slips.py.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/paper/logo.h"
#include "clients/paper/printer_address.h"
#include "clients/paper/printer_words.h"
#include "clients/paper/qr.h"
#include "clients/paper/slip.h"

#define BEGIN                                                                                      \
    "\x1b@\x1c&\x1b"                                                                               \
    "a\x01"
#define PLAIN                                                                                      \
    "\x1b"                                                                                         \
    "E\0\x1d!\0"
#define AFTER                                                                                      \
    "\x1d!\0\x1b"                                                                                  \
    "E\0"

static void slip_is(const struct slip *s, const char *bytes, size_t size) {
    assert_false(s->failed);
    assert_int_equal(s->size, size);
    assert_memory_equal(s->bytes, bytes, size);
}

#define SLIP_IS(s, bytes) slip_is(s, bytes, sizeof(bytes) - 1)

static void line_is(const char *text, enum slip_size size, unsigned width_dots, const char *bytes,
                    size_t bytes_size) {
    struct slip s;
    slip_init(&s, width_dots);
    slip_line(&s, size, text);
    slip_is(&s, bytes, bytes_size);
    slip_fini(&s);
}

#define LINE_IS(text, size, width, bytes) line_is(text, size, width, bytes, sizeof(bytes) - 1)

static void line__is_gb18030(void **state) {
    (void)state;
    LINE_IS("前面 7 人", SLIP_PLAIN, 576, BEGIN PLAIN "\xc7\xb0\xc3\xe6 7 \xc8\xcb\n" AFTER);
    LINE_IS("𠮷", SLIP_PLAIN, 576, BEGIN PLAIN "\x95\x34\xb2\x35\n" AFTER); // four bytes
}

static void line__without_text_is_nothing(void **state) {
    (void)state;
    LINE_IS("", SLIP_HUGE, 576, BEGIN);
    LINE_IS("   ", SLIP_PLAIN, 576, BEGIN PLAIN AFTER);
}

// A name that somebody typed must not cut the paper, nor open the till.
static void line__lets_no_command_through(void **state) {
    (void)state;
    LINE_IS("a\x1d"
            "Vb\x1b@\n\x10\x14\x7f c",
            SLIP_PLAIN, 576, BEGIN PLAIN "aVb@ c\n" AFTER);
    LINE_IS("a\xc2\x9b"
            "1\xe2\x80\xae"
            "b\xef\xb8\x8f",
            SLIP_PLAIN, 576,
            BEGIN PLAIN "a1b\n" AFTER); // C1, a turn of direction, a choice of form
    LINE_IS("a\xff\xe4z", SLIP_PLAIN, 576, BEGIN PLAIN "a??z\n" AFTER);
}

static void line__is_broken_between_words_and_between_hanzi(void **state) {
    (void)state;
    LINE_IS("one two three", SLIP_PLAIN, 96, BEGIN PLAIN "one two\nthree\n" AFTER);
    LINE_IS("abcdefghij", SLIP_PLAIN, 96, BEGIN PLAIN "abcdefgh\nij\n" AFTER);
    LINE_IS("一二三四五", SLIP_PLAIN, 96,
            BEGIN PLAIN "\xd2\xbb\xb6\xfe\xc8\xfd\xcb\xc4\n\xce\xe5\n" AFTER);
    LINE_IS("一二三abc", SLIP_PLAIN, 96, BEGIN PLAIN "\xd2\xbb\xb6\xfe\xc8\xfd\nabc\n" AFTER);
}

static void line__is_as_large_as_its_longest_word_lets_it(void **state) {
    (void)state;
    LINE_IS("A045", SLIP_HUGE, 576,
            BEGIN "\x1b"
                  "E\x01\x1d!\x33"
                  "A045\n" AFTER);
    LINE_IS("AB99999", SLIP_HUGE, 288, // 24 columns: 7 fit three times
            BEGIN "\x1b"
                  "E\x01\x1d!\x22"
                  "AB99999\n" AFTER);
}

static void bits__go_out_in_bands_that_a_small_printer_holds(void **state) {
    struct slip s;
    struct bits b;
    (void)state;
    assert_true(bits_init(&b, 12, 100));
    bits_blacken(&b, 0, 0, 1, 1);
    bits_blacken(&b, 11, 99, 1, 1);
    slip_init(&s, 576);
    slip_bits(&s, &b);
    assert_int_equal(s.size, sizeof BEGIN - 1 + 2 * 8 + 100 * 2);
    const unsigned char *first = s.bytes + sizeof BEGIN - 1, *second = first + 8 + 96 * 2;
    assert_memory_equal(first, "\x1dv0\0\x02\0\x60\0\x80\0", 10);
    assert_memory_equal(second, "\x1dv0\0\x02\0\x04\0", 8);
    assert_int_equal(s.bytes[s.size - 1], 0x10);
    slip_fini(&s);
    bits_fini(&b);
}

static void slip__that_grows_too_long_has_failed(void **state) {
    struct slip s;
    struct bits b;
    (void)state;
    assert_true(bits_init(&b, 576, 2000));
    slip_init(&s, 576);
    slip_bits(&s, &b);
    slip_end(&s);
    assert_true(s.failed);
    slip_fini(&s);
    bits_fini(&b);
}

static void qr__takes_what_machines_read(void **state) {
    struct bits b;
    char long_text[258];
    (void)state;
    assert_true(qr_bits("https://hall.example/t/1-2-abc", 576, 6, &b));
    assert_int_equal(b.width_dots, b.height_dots);
    assert_int_equal(b.width_dots % 6, 0);
    bits_fini(&b);
    assert_false(qr_bits("", 576, 6, &b));
    assert_false(qr_bits("号码", 576, 6, &b));
    assert_false(qr_bits("a b", 576, 6, &b));
    memset(long_text, 'a', 257);
    long_text[257] = 0;
    assert_false(qr_bits(long_text, 576, 6, &b));
    assert_false(qr_bits("abc", 20, 6, &b)); // fewer dots than modules
}

// ---------------------------------------------------------------- logos

static void logo__that_is_none_is_told(void **state) {
    struct bits b;
    (void)state;
    assert_int_equal(logo_read("/nowhere/logo.png", 576, &b), LOGO_UNREAD);
    assert_int_equal(logo_read("/dev/zero", 576, &b), LOGO_LARGE);
    assert_int_equal(logo_read("/etc/passwd", 576, &b), LOGO_NO_PNG);
}

// ---------------------------------------------------------------- the printer's words

static void answers__are_told_from_what_is_none(void **state) {
    struct printer_look look = {0};
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++)
        assert_int_equal(printer_answer_take(PRINTER_ASK_LINE, (unsigned char)byte, &look),
                         (byte & 0x93) == 0x12);
}

static Hallq__Printer__State state_of(unsigned char line, unsigned char cause,
                                      unsigned char paper) {
    struct printer_look look = {0};
    assert_true(printer_answer_take(PRINTER_ASK_LINE, line, &look));
    assert_true(printer_answer_take(PRINTER_ASK_CAUSE, cause, &look));
    assert_true(printer_answer_take(PRINTER_ASK_PAPER, paper, &look));
    return printer_state(&look);
}

static void answers__say_how_the_printer_is(void **state) {
    (void)state;
    assert_int_equal(state_of(0x12, 0x12, 0x12), HALLQ__PRINTER__STATE__READY);
    assert_int_equal(state_of(0x12, 0x12, 0x1e), HALLQ__PRINTER__STATE__NEAR_END);
    assert_int_equal(state_of(0x1a, 0x32, 0x7e), HALLQ__PRINTER__STATE__NO_PAPER);
    assert_int_equal(state_of(0x12, 0x12, 0x72), HALLQ__PRINTER__STATE__NO_PAPER);
    assert_int_equal(state_of(0x1a, 0x36, 0x7e), HALLQ__PRINTER__STATE__COVER_OPEN);
    assert_int_equal(state_of(0x1a, 0x52, 0x12), HALLQ__PRINTER__STATE__FAULTY);
    assert_int_equal(state_of(0x1a, 0x12, 0x12), HALLQ__PRINTER__STATE__OFF_LINE);
}

static void address__is_read_as_it_is_written(void **state) {
    struct printer_address a;
    (void)state;
    assert_true(printer_address_read("tcp:127.0.0.1", &a));
    assert_int_equal(a.kind, PRINTER_TCP);
    assert_true(printer_address_read("tcp:127.0.0.1:9101", &a));
    assert_true(printer_address_read("tcp:[::1]:9101", &a));
    assert_true(printer_address_read("usb:/dev/usb/lp0", &a));
    assert_string_equal(a.path, "/dev/usb/lp0");
    assert_true(printer_address_read("file:slip.bin", &a));
    static const char *const bad[] = {"",           "tcp:",         "tcp::9100", "tcp:127.0.0.1:0",
                                      "tcp:[::1",   "tcp:1.2.3.4:", "usb:",      "127.0.0.1",
                                      "tcp:[::1]9", "lp:/dev/lp0",  "file:"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(printer_address_read(bad[i], &a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
