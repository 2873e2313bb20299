// endpoint_test.c - which addresses are taken where they are entered, and what is said of the others.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/endpoint.h"

static const struct address {
    const char *text;
    enum endpoint_fault client, broker;
} addresses[] = {
    {"tcp://192.168.7.1:7301", ENDPOINT_FINE, ENDPOINT_FINE},
    {"tcp://localhost:1", ENDPOINT_FINE, ENDPOINT_FINE},
    {"tcp://hall-1.example:65535", ENDPOINT_FINE, ENDPOINT_FINE},
    {"tcp://[fd00::1]:7301", ENDPOINT_FINE, ENDPOINT_FINE},
    {"tcp://[fe80::1%eth0]:7301", ENDPOINT_FINE, ENDPOINT_FINE},
    {"ipc:///run/hallq/commands", ENDPOINT_FINE, ENDPOINT_FINE},
    // what the broker may take any of
    {"tcp://*:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://0.0.0.0:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[::]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[::0]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[0:0::0]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[0000::0000]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[::0.0.0.0]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[::ffff:0.0.0.0]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://[::%eth0]:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://000.0.0.0:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://0.0:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://0:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://0x0:7301", ENDPOINT_WILDCARD, ENDPOINT_FINE},
    {"tcp://127.0.0.1:*", ENDPOINT_PORT, ENDPOINT_FINE},
    {"tcp://127.0.0.1:0", ENDPOINT_PORT, ENDPOINT_FINE},
    // slips
    {"", ENDPOINT_EMPTY, ENDPOINT_EMPTY},
    {"tcp://127.0.0.1:65536", ENDPOINT_PORT, ENDPOINT_PORT},
    {"tcp://127.0.0.1:99999999999", ENDPOINT_PORT, ENDPOINT_PORT},
    {"tcp://127.0.0.1:-1", ENDPOINT_PORT, ENDPOINT_PORT},
    {"tcp://127.0.0.1:73o1", ENDPOINT_PORT, ENDPOINT_PORT},
    {"tcp://127.0.0.1:7301/", ENDPOINT_PORT, ENDPOINT_PORT},
    {"tcp://127.0.0.1", ENDPOINT_NO_PORT, ENDPOINT_NO_PORT},
    {"tcp://127.0.0.1:", ENDPOINT_NO_PORT, ENDPOINT_NO_PORT},
    {"tcp://[fd00::1]", ENDPOINT_NO_PORT, ENDPOINT_NO_PORT},
    {"tcp://fd00::1:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://[fd00::1:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://[]:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://192.168.7.300:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://192.168.7:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://192.168.007.001:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://0x7f.1:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://2130706433:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://[fd00:::1]:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://[fd00::g]:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://[fe80::1%]:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://[127.0.0.1]:7301", ENDPOINT_HOST6, ENDPOINT_HOST6},
    {"tcp://a..b:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://大厅:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp:// 127.0.0.1:7301", ENDPOINT_BLANK, ENDPOINT_BLANK},
    {"tcp://127.0.0.1:7301 ", ENDPOINT_BLANK, ENDPOINT_BLANK},
    {"127.0.0.1:7301", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"http://127.0.0.1:7301", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"inproc://x", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"tcp：//127.0.0.1:7301", ENDPOINT_FULL_COLON, ENDPOINT_FULL_COLON},
    {"tcp://1.2.3.4：7301", ENDPOINT_FULL_COLON, ENDPOINT_FULL_COLON},
    {"tcp://1。2。3。4:7301", ENDPOINT_FULL_WIDTH, ENDPOINT_FULL_WIDTH},
    {"tcp://1.2.3.4:７３０１", ENDPOINT_FULL_WIDTH, ENDPOINT_FULL_WIDTH},
    {"ｔｃｐ://1.2.3.4:7301", ENDPOINT_FULL_WIDTH, ENDPOINT_FULL_WIDTH},
    {"tcp://［fd00::1］:7301", ENDPOINT_FULL_WIDTH, ENDPOINT_FULL_WIDTH},
    {"ipc://", ENDPOINT_PATH, ENDPOINT_PATH},
    {"ipc:///run/hall q", ENDPOINT_BLANK, ENDPOINT_BLANK},
    {"ipc:///run/大厅", ENDPOINT_PATH, ENDPOINT_PATH},
};

static void address__is_taken_or_named_for_what_it_is(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        const struct address *a = &addresses[i];
        enum endpoint_fault client = endpoint_check(a->text, ENDPOINT_CLIENT);
        enum endpoint_fault broker = endpoint_check(a->text, ENDPOINT_BROKER);
        if (client != a->client || broker != a->broker)
            fail_msg("%s: client: %s; broker: %s", a->text,
                     endpoint_fault_text(client, LANGUAGE_EN),
                     endpoint_fault_text(broker, LANGUAGE_EN));
    }
}

static void addresses__that_cannot_both_be_bound_meet(void **state) {
    static const struct {
        const char *one, *other;
        bool meet;
    } pairs[] = {
        {"tcp://127.0.0.1:7301", "tcp://127.0.0.1:7301", true},
        {"tcp://127.0.0.1:7301", "tcp://127.0.0.1:07301", true},
        {"tcp://127.0.0.1:7301", "tcp://localhost:7301", true},
        {"tcp://[::1]:7301", "tcp://LOCALHOST:7301", true},
        {"tcp://[fd00::1]:7301", "tcp://[fd00:0::0001]:7301", true},
        {"tcp://[::ffff:127.0.0.1]:7301", "tcp://127.0.0.1:7301", true},
        {"tcp://*:7301", "tcp://192.168.7.1:7301", true},
        {"tcp://[::0]:7301", "tcp://0.0.0.0:7301", true},
        {"tcp://hall.example:7301", "tcp://Hall.Example:7301", true},
        {"ipc:///run/a", "ipc:///run/a", true},
        {"tcp://127.0.0.1:7301", "tcp://127.0.0.1:7302", false},
        {"tcp://127.0.0.1:7301", "tcp://192.168.7.1:7301", false},
        {"tcp://192.168.7.1:7301", "tcp://localhost:7301", false},
        {"tcp://[fd00::1]:7301", "tcp://[fd00::2]:7301", false},
        {"tcp://127.0.0.1:*", "tcp://127.0.0.1:*", false},
        {"tcp://127.0.0.1:0", "tcp://127.0.0.1:0", false},
        {"ipc:///run/a", "ipc:///run/b", false},
        {"ipc:///run/a", "tcp://127.0.0.1:7301", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (endpoints_meet(pairs[i].one, pairs[i].other) != pairs[i].meet ||
            endpoints_meet(pairs[i].other, pairs[i].one) != pairs[i].meet)
            fail_msg("%s and %s", pairs[i].one, pairs[i].other);
}

static void address__is_near_if_no_other_machine_can_reach_it(void **state) {
    static const char *const near[] = {"ipc:///run/a", "tcp://127.0.0.1:1", "tcp://127.9.9.9:1",
                                       "tcp://[::1]:1", "tcp://localhost:1"};
    static const char *const far[] = {"tcp://*:1",           "tcp://0:1",
                                      "tcp://192.168.7.1:1", "ws://127.0.0.1:1",
                                      "tcp://[fd00::1]:1",   "tcp://hall.example:1",
                                      "tcp://127.example:1"};
    (void)state;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
        if (!endpoint_is_near(near[i]))
            fail_msg("%s", near[i]);
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
        if (endpoint_is_near(far[i]))
            fail_msg("%s", far[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
