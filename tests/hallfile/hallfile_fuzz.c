// hallfile_fuzz.c - no bytes break the reading of a hall file, and what loads is fit to be applied.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/wire/wire.h"
#include "broker/hall/settings/check.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore_cb(void *arg, const struct problem *p) {
    (void)arg;
    (void)p;
}

// What the file says must come back from the wire as it went.
static void settings_use(const Hallq__HallSettings *s, struct arena *a) {
    size_t packed_size = wire_size(s);
    void *packed = arena_need(a, packed_size);
    wire_pack(s, packed);
    const Hallq__HallSettings *back =
        wire_unpack(&hallq__hall_settings__descriptor, a, packed, packed_size);
    if (!back || !settings_check(back, ignore_cb, NULL))
        abort();
}

// Written as a file, the settings read the same.
static void settings_write(const Hallq__HallSettings *s, struct arena *a) {
    char *text = NULL;
    size_t text_size = 0, size = wire_size(s);
    struct hallfile_result again;
    FILE *to = open_memstream(&text, &text_size);
    if (!to || hallfile_write(s, to))
        abort();
    fclose(to);
    if (text_size <= HALLFILE_SIZE_MAX) {
        hallfile_load(text, text_size, NOW_MS, LANGUAGE_EN, a, &again);
        char *before = arena_need(a, size), *after = arena_need(a, size);
        if (!again.settings || wire_size(again.settings) != size)
            abort();
        wire_pack(s, before);
        wire_pack(again.settings, after);
        if (memcmp(before, after, size))
            abort();
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    struct hallfile_result result;
    arena_init(&a, 0);
    int err = hallfile_load(data, size, NOW_MS, LANGUAGE_ZH, &a, &result);
    if ((err == ERR_OK) != (result.settings != NULL))
        abort();
    if (result.settings) {
        settings_use(result.settings, &a);
        settings_write(result.settings, &a);
    }
    arena_fini(&a);
    return 0;
}
