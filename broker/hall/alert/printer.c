// printer.c - alerts of the printers at kiosks. A printer is told of after a while, since it is opened
// for new paper, and a line is lost for a moment; without paper at once, since somebody has to walk.
// At night nobody minds.
#include "broker/hall/alert/look.h"
#include "broker/hall/core/printers.h"

#define SILENT_MS (30 * 1000)

static bool wanted_kind(const Hallq__PrinterRow *row, Hallq__Alert__Kind *ret) {
    switch (row->state) {
    case HALLQ__PRINTER__STATE__NO_PAPER:
        *ret = HALLQ__ALERT__KIND__NO_PAPER;
        return true;
    case HALLQ__PRINTER__STATE__COVER_OPEN:
    case HALLQ__PRINTER__STATE__OFF_LINE:
    case HALLQ__PRINTER__STATE__FAULTY:
        *ret = HALLQ__ALERT__KIND__PRINTER_SILENT;
        return true;
    case HALLQ__PRINTER__STATE__NO_STATE:
    case HALLQ__PRINTER__STATE__READY:
    case HALLQ__PRINTER__STATE__NEAR_END:
    case _HALLQ__PRINTER__STATE_IS_INT_SIZE:
        break;
    }
    return false;
}

static int printer_cb(void *arg, uint32_t device, const Hallq__PrinterRow *row) {
    struct looking *l = arg;
    Hallq__Alert__Kind kind;
    if (!wanted_kind(row, &kind))
        return 0;
    if (kind == HALLQ__ALERT__KIND__PRINTER_SILENT && l->d->now_ms - row->since_ms < SILENT_MS)
        return 0;
    struct wanted *w = want(l, kind, HALLQ__ALERT__LEVEL__AMBER, device);
    if (w)
        w->now.since_ms = row->since_ms;
    return 0;
}

int printers_look(struct looking *l) {
    return l->hall_open ? printers_each(l->d->state, l->d->hall, printer_cb, l) : ERR_OK;
}
