// printers.h - the printers of a hall's kiosks, what their rows say; and how a slip stands.
#ifndef HALLQ_PRINTERS_H
#define HALLQ_PRINTERS_H

#include <stdbool.h>

#include "broker/hall/core/rows.h"

// printer_prints: whether a slip that is ordered now will come out, as far as the printer's kiosk
// told last. NULL: there is no printer.
bool printer_prints(const Hallq__PrinterRow *row);

// printer_waiting_drop: takes the slip of a ticket out of those that wait, if it is there.
void printer_waiting_drop(Hallq__PrinterRow *row, uint64_t ticket);

#define SLIP_MS (LIMIT_SLIP_S * (int64_t)1000)

// slip_now: a ticket's slip as it is told now, in the arena: one that waits for too long is told as
// never to come, one that was taken long ago as unknown. NULL: none was ordered.
Hallq__Slip *slip_now(struct arena *arena, Hallq__Slip *slip, int64_t now_ms);

// printers_each: calls printer_cb for each printer of a hall, by the numbers of their kiosks, until
// it returns other than 0. Rows that cannot be read are passed over.
int printers_each(struct state *s, uint32_t hall,
                  int (*printer_cb)(void *arg, uint32_t device, const Hallq__PrinterRow *row),
                  void *arg);

#endif
