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
    {"tcp://a..b:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp://大厅:7301", ENDPOINT_HOST, ENDPOINT_HOST},
    {"tcp:// 127.0.0.1:7301", ENDPOINT_BLANK, ENDPOINT_BLANK},
    {"tcp://127.0.0.1:7301 ", ENDPOINT_BLANK, ENDPOINT_BLANK},
    {"127.0.0.1:7301", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"http://127.0.0.1:7301", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"inproc://x", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
    {"tcp：//127.0.0.1:7301", ENDPOINT_SCHEME, ENDPOINT_SCHEME},
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address__is_taken_or_named_for_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
