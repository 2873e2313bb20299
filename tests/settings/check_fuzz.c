// check_fuzz.c - settings_check over any bytes that parse as settings, and every sentence it makes.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "base/wire/wire.h"
#include "broker/hall/settings/check.h"

#define MEMORY_SIZE (8 * 1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void told_cb(void *arg, const struct problem *p) {
    char line[PROBLEM_TEXT_SIZE];
    size_t *error_count = arg;
    *error_count += !p->warning;
    for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        problem_line(p, language, line, sizeof line);
        if (!wire_utf8_ok(line, strlen(line)) || strchr(line, '\n'))
            abort();
    }
}

static uint32_t waiting_cb(void *arg, Hallq__Line__Kind kind, uint32_t id) {
    (void)arg;
    return kind == HALLQ__LINE__KIND__SERVICE ? id % 3 : id % 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    size_t error_count = 0;
    if (size > LIMIT_SETTINGS_SIZE)
        return 0;
    arena_init(&a, MEMORY_SIZE);
    const Hallq__HallSettings *s =
        wire_unpack_stored(&hallq__hall_settings__descriptor, &a, data, size);
    if (s && settings_check(s, told_cb, &error_count) != (error_count == 0))
        abort();
    if (s && !error_count)
        settings_check_change(s, s, waiting_cb, NULL, told_cb, &error_count);
    if (s && error_count && settings_check(s, told_cb, &error_count))
        abort();
    arena_fini(&a);
    return 0;
}
