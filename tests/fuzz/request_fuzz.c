// request_fuzz.c - whatever arrives on the command socket, decided and applied in a small hall.
//
// The input is a row of frames: a byte that picks the device, two bytes of length, the frame.
// Between two frames a second passes, what is due comes to pass, and the hall is looked at for alerts.
// Nothing may crash or leak; a decision is a refusal or a record that applies, and the tables agree
// with each other after it.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/wire/wire.h"
#include "tests/rules/fixture.h"
#include "tests/rules/invariants.h"

#define FRAMES_MAX 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t devices[] = {DEVICE_KIOSK, DEVICE_GATEWAY,     DEVICE_DISPLAY,
                                   DEVICE_GUIDE, DEVICE_LEAD,        DEVICE_MANAGER,
                                   DEVICE_ADMIN, DEVICE_COUNTER + 1, DEVICE_COUNTER + 2};

static void broken(const char *what) {
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void apply(struct fixture *f, struct decision *d) {
    if (d->record && record_apply(&f->state, d->record))
        broken("a decided record does not apply");
    const char *what = invariants_broken(&f->state, HALL);
    if (what)
        broken(what);
}

static void due(struct fixture *f) {
    struct due_key key;
    for (int i = 0; i < 64 && !due_next(&f->state, f->now_ms, &key); i++) {
        struct decision d;
        if (decide_due(&f->state, f->now_ms, &key, &d))
            broken("a due row cannot be decided");
        apply(f, &d);
    }
}

// What a look finds is found once, whatever the settings want to be told of.
static void look(struct fixture *f) {
    struct alert_silent silent = {DEVICE_KIOSK, f->now_ms - 3600000, false};
    struct alert_known known = {&silent, 1};
    struct decision d;
    bool news;
    if (decide_alerts(&f->state, f->now_ms, HALL, &known, &d))
        broken("a look fails");
    apply(f, &d);
    if (alerts_look(&f->state, f->now_ms, HALL, &known, &news) || news)
        broken("a second look finds more");
}

static void answer(struct fixture *f, const struct asker *asker, const Hallq__Request *request) {
    Hallq__Reply reply = HALLQ__REPLY__INIT;
    struct decision d;
    const struct command_row *row = command_find(request->body_case);
    if (row && row->kind == COMMAND_READ) {
        if (decide_read(&f->state, f->now_ms, asker, request, &reply))
            broken("a read fails");
        return;
    }
    if (decide(&f->state, f->now_ms, asker, request, &d))
        broken("a command cannot be decided");
    if (!d.retry && !d.record && !d.refusal.reason)
        broken("neither done nor refused");
    if (!d.retry)
        apply(f, &d);
}

static void frame(struct fixture *f, uint8_t device, const uint8_t *data, size_t size) {
    struct arena a;
    struct asker asker = asker_of(f, devices[device % (sizeof devices / sizeof devices[0])]);
    asker.pin_matches = device & 0x80;
    arena_init(&a, LIMIT_UNPACK_MEMORY);
    const Hallq__Request *request = wire_unpack(&hallq__request__descriptor, &a, data, size);
    if (request)
        answer(f, &asker, request);
    arena_fini(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fixture *f = fixture_create();
    fixture_open(f);
    for (int i = 0; i < FRAMES_MAX && size >= 3; i++) {
        size_t frame_size = (size_t)data[1] << 8 | data[2];
        if (frame_size > size - 3)
            frame_size = size - 3;
        frame(f, data[0], data + 3, frame_size);
        data += 3 + frame_size;
        size -= 3 + frame_size;
        f->now_ms += 1000;
        due(f);
        look(f);
    }
    settings_cache_destroy(f->state.settings);
    newest_destroy(f->state.newest);
    memtable_destroy(f->mem);
    memtable_destroy(f->start);
    arena_fini(&f->arena);
    free(f);
    return 0;
}
