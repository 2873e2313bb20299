// hallfile_fuzz.c - no bytes break the reading of a hall file, and what loads is fit to be applied.
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/wire.h"
#include "broker/hall/settings/check.h"
#include "clients/admin/hallfile.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena a;
    struct hallfile_result result;
    arena_init(&a, 0);
    int err = hallfile_load(data, size, NOW_MS, LANGUAGE_ZH, &a, &result);
    if ((err == ERR_OK) != (result.settings != NULL))
        abort();
    if (result.settings)
        settings_use(result.settings, &a);
    arena_fini(&a);
    return 0;
}
