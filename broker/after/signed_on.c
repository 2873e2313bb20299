#include "broker/after/signed_on.h"

#include <unistd.h>

#include "broker/live/wallclock.h"
#include "broker/log.h"
#include "broker/options.h"

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

void signed_on_read(struct signed_on *o, struct hall *hall) {
    struct reading reading = {o, hall->hall};
    int err = look_at(o->look, read_look_cb, &reading);
    if (err)
        log_write(LOG_LEVEL_ERROR, "leases_failed", " hall=%u error=\"%s\" why=\"%s\"", hall->hall,
                  err_text(err), store_why(o->look->store));
    if (err == ERR_IO)
        _exit(EXIT_DISK);
    hall->leases_stale = err != ERR_OK;
}

void signed_on_turn(struct signed_on *o) {
    for (struct hall *hall = o->halls->touched; hall; hall = hall->touched_next)
        if (hall->leases_stale)
            signed_on_read(o, hall);
}
