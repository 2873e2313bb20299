#include "broker/hall/core/printers.h"

#include <string.h>

#include "base/wire/wire.h"

bool printer_prints(const Hallq__PrinterRow *row) {
    return row &&
           (row->state == HALLQ__PRINTER__STATE__READY ||
            row->state == HALLQ__PRINTER__STATE__NEAR_END) &&
           row->n_waiting < LIMIT_SLIPS_WAITING;
}

void printer_waiting_drop(Hallq__PrinterRow *row, uint64_t ticket) {
    size_t kept = 0;
    for (size_t i = 0; i < row->n_waiting; i++)
        if (row->waiting[i]->ticket != ticket)
            row->waiting[kept++] = row->waiting[i];
    row->n_waiting = kept;
}

// Nobody prints a slip that waits for too long, nor ends one that was taken long ago, until the
// kiosk's program begins anew.
Hallq__Slip *slip_now(struct arena *arena, Hallq__Slip *slip, int64_t now_ms) {
    bool waits = slip && slip->state == HALLQ__SLIP__STATE__TO_PRINT;
    bool taken = slip && slip->state == HALLQ__SLIP__STATE__TAKEN;
    if ((!waits && !taken) || now_ms - slip->at_ms <= SLIP_MS)
        return slip;
    Hallq__Slip *now = arena_copy(arena, slip, sizeof *now);
    now->state = waits ? HALLQ__SLIP__STATE__NOT_PRINTED : HALLQ__SLIP__STATE__UNKNOWN;
    return now;
}

struct each {
    struct state *state;
    int (*printer_cb)(void *arg, uint32_t device, const Hallq__PrinterRow *row);
    void *arg;
};

static int row_cb(void *arg, struct bytes key, struct bytes value) {
    struct each *e = arg;
    const Hallq__PrinterRow *row = wire_unpack_stored(&hallq__printer_row__descriptor,
                                                      e->state->arena, value.data, value.size);
    if (row)
        return e->printer_cb(e->arg, (uint32_t)key_read_u64(key, KEY_OF_ALERTS_PREFIX_SIZE), row);
    row_unread(e->state, TABLE_SETTINGS, key);
    return 0;
}

int printers_each(struct state *s, uint32_t hall,
                  int (*printer_cb)(void *arg, uint32_t device, const Hallq__PrinterRow *row),
                  void *arg) {
    struct each e = {s, printer_cb, arg};
    return rows_scan_over(s, TABLE_SETTINGS, key_printer(hall, 0), KEY_OF_ALERTS_PREFIX_SIZE,
                          row_cb, &e);
}
