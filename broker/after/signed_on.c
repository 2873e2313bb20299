#include "broker/after/signed_on.h"

#include <unistd.h>

#include <uv.h>

#include "broker/live/wallclock.h"
#include "broker/log/exit_code.h"
#include "broker/log/log.h"

#define ROUND_MS 5 // time for all halls of a round

void signed_on_init(struct signed_on *o, struct leases *leases, struct presences *presences,
                    struct look *look) {
    *o = (struct signed_on){.leases = leases, .presences = presences, .look = look};
    TAILQ_INIT(&o->waiting);
}

void signed_on_mark(struct signed_on *o, struct hall *hall) {
    if (hall->signed_on_waits)
        return;
    hall->signed_on_waits = true;
    TAILQ_INSERT_TAIL(&o->waiting, hall, in_signed_on);
}

struct reading {
    struct signed_on *signed_on;
    uint32_t hall;
};

static int read_look_cb(struct state *s, void *arg) {
    const struct reading *r = arg;
    int64_t mono_ms = wallclock_machine_ms();
    int err = leases_load(r->signed_on->leases, s, r->hall, mono_ms);
    return err ? err : presences_load(r->signed_on->presences, s, r->hall, mono_ms);
}

void signed_on_read(struct signed_on *o, const struct hall *hall) {
    struct reading reading = {o, hall->hall};
    int err = look_at(o->look, read_look_cb, &reading);
    if (err)
        log_write(LOG_LEVEL_ERROR, "leases_failed", " hall=%u error=\"%s\" why=\"%s\"", hall->hall,
                  err_text(err), store_why(o->look->store));
    if (err == ERR_IO)
        _exit(EXIT_DISK);
}

bool signed_on_round(struct signed_on *o) {
    uint64_t end_ns = uv_hrtime() + ROUND_MS * UINT64_C(1000000);
    struct hall *hall;
    for (size_t read = 0; (hall = TAILQ_FIRST(&o->waiting)) && read < SIGNED_ON_HALLS &&
                          (!read || uv_hrtime() < end_ns);
         read++) {
        TAILQ_REMOVE(&o->waiting, hall, in_signed_on);
        hall->signed_on_waits = false;
        signed_on_read(o, hall);
    }
    return !TAILQ_EMPTY(&o->waiting);
}
