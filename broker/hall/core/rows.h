// rows.h - the rows of the tables as messages: each table has its noun. rows_scan* walk over many
// rows; row_passed goes on without a row that cannot be read.
#ifndef HALLQ_ROWS_H
#define HALLQ_ROWS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/limit.h"
#include "broker/hall/core/keys.h"
#include "broker/hall/core/state.h"
#include "record.pb-c.h"

// Typed access to rows. xxx_get: a fresh unpacked copy in the arena, the caller's to change;
// ERR_NOT_FOUND leaves *ret at NULL; ERR_CORRUPT if the value does not parse. xxx_put: packs and
// stores. Both also return store errors.
#define ROW_ACCESS(noun, Type)                                                                     \
    int noun##_row_get(struct state *s, struct key key, Hallq__##Type **ret);                      \
    int noun##_row_put(struct state *s, struct key key, const Hallq__##Type *row);

// Access to rows that every command looks at. xxx_get, xxx_need: the row as of now, borrowed to the
// end of the turn; xxx_need treats a missing row as one with all fields zero. xxx_edit: as
// xxx_need, but a fresh copy in the arena, to be changed and put. xxx_put: as above.
#define ROW_LOOK(noun, Type)                                                                       \
    int noun##_row_get(struct state *s, struct key key, const Hallq__##Type **ret);                \
    int noun##_row_need(struct state *s, struct key key, const Hallq__##Type **ret);               \
    int noun##_row_edit(struct state *s, struct key key, Hallq__##Type **ret);                     \
    int noun##_row_put(struct state *s, struct key key, const Hallq__##Type *row);

// Access to rows that grow large or change at nearly every command: xxx_get, xxx_put as of ROW_LOOK.
// xxx_own: the row itself, to be changed in place and given back to xxx_own_put before the next
// access; lists may be written over and not grow, and it may not point at anything else than before.
// In a trial it is a copy. ERR_NOT_FOUND: there is no row; xxx_put makes one.
#define ROW_OWN(noun, Type)                                                                        \
    int noun##_row_get(struct state *s, struct key key, const Hallq__##Type **ret);                \
    int noun##_row_put(struct state *s, struct key key, const Hallq__##Type *row);                 \
    int noun##_row_own(struct state *s, struct key key, Hallq__##Type **ret);                      \
    int noun##_row_own_put(struct state *s, struct key key, Hallq__##Type *row);

ROW_ACCESS(meta, MetaRow)
ROW_ACCESS(device, DeviceRow)
ROW_LOOK(hall, HallRow)
ROW_LOOK(line, LineRow)
ROW_LOOK(counter, CounterRow)
ROW_ACCESS(staff, StaffRow)
ROW_LOOK(sign_on, SignOnRow)
ROW_ACCESS(pin_tries, PinTriesRow)
ROW_ACCESS(ticket, TicketRow)
ROW_ACCESS(due, DueRow)
ROW_ACCESS(request, RequestRow)
ROW_ACCESS(call, CallRow)
ROW_ACCESS(measure, MeasureRow)
ROW_ACCESS(sealed, SealedRow)
ROW_ACCESS(journal, JournalRecord)
ROW_ACCESS(alert, AlertRow)
ROW_ACCESS(usual, UsualRow)
ROW_ACCESS(printer, PrinterRow)
ROW_ACCESS(hook, HookRow)
ROW_ACCESS(figures, FiguresRow)
ROW_ACCESS(folded, FoldedRow)
ROW_ACCESS(measures, MeasuresRow)
ROW_ACCESS(help, Help)
ROW_ACCESS(case, CaseRow)
ROW_ACCESS(work_slip, WorkSlip)
ROW_ACCESS(pressing, PressingRow)
ROW_ACCESS(topics, TopicsRow)
ROW_ACCESS(booking, Booking)
ROW_ACCESS(booked_at, BookedAtRow)
ROW_OWN(forecast, ForecastRow)
ROW_OWN(stream, StreamRow)
ROW_OWN(served, ServedRow)
ROW_OWN(score, ScoreRow)

// line_row_own, line_row_own_put: as xxx_own, for the numbers of a line, which most events count up; a
// missing row is one with all fields zero, and is there from then on.
int line_row_own(struct state *s, struct key key, Hallq__LineRow **ret);
int line_row_own_put(struct state *s, struct key key, Hallq__LineRow *row);

// ticket_row_look: as ticket_row_get, but borrowed to the end of the turn and not to be changed.
int ticket_row_look(struct state *s, struct key key, const Hallq__TicketRow **ret);

// staff_row_need: staff_row_get that treats a missing row as one with all fields zero.
int staff_row_need(struct state *s, struct key key, Hallq__StaffRow **ret);

// sign_on_row_read, score_row_read: a row met in a scan, in the arena; NULL if it does not parse.
const Hallq__SignOnRow *sign_on_row_read(struct arena *arena, struct bytes value);
const Hallq__ScoreRow *score_row_read(struct arena *arena, struct bytes value);

// row_del: removes a row of any table; a missing row is no error.
int row_del(struct state *s, enum table table, struct key key);

// bytes_put, bytes_del: stores and removes a row that is no message, of a table that the cache does
// not keep. bytes_del returns ERR_NOT_FOUND if there is no such row.
int bytes_put(struct state *s, enum table table, struct key key, struct bytes value);
int bytes_del(struct state *s, enum table table, struct key key);

// rows_scan: scans a table as table.h says, `from` included; the scan sees every row put before it.
int rows_scan(struct state *s, enum table table, struct bytes from, size_t prefix_size, int down,
              table_row_cb row_cb, void *arg);

// rows_scan_past: scans upwards as table.h says, but passes over a rotten row and gives its key to
// rotten_cb. Returns ERR_CORRUPT when more than ROTTEN_MAX rows are rotten. For work that has to go
// on whatever a single row says.
#define ROTTEN_MAX 1000 // if so many rows are rotten, the fault is not in the rows
int rows_scan_past(struct tables *t, enum table table, struct key from, size_t prefix_size,
                   table_row_cb row_cb, void (*rotten_cb)(void *arg, struct bytes key), void *arg);

// row_unread: counts a row that cannot be read and is passed over.
void row_unread(struct state *s, enum table table, struct bytes key);

// row_passed: called after an access to a row that the caller can go without. True if the access
// failed because the row cannot be read: the failure is taken back and counted, and the caller goes
// on as if there were no such row. Only where no event says otherwise on a store that is whole: a
// row that a decision passes over is in no event of it, and apply passes over a row only in a sum
// that is made anew each time.
bool row_passed(struct state *s, enum table table, struct key key, int err);

// rows_scan_over: as rows_scan, upwards; rows that cannot be read, and keys that do not fit the
// table, are passed over and counted. A row_cb that cannot unpack a row calls row_unread and goes
// on.
int rows_scan_over(struct state *s, enum table table, struct key from, size_t prefix_size,
                   table_row_cb row_cb, void *arg);

// rows_flush: writes the rows put so far to the tables, before the turn is committed; after an
// error the turn is undone and the cache cleared.
int rows_flush(struct state *s);

// The tickets that bear a printed number, the newest first. There is more than one only where a
// ticket of today stands beside one of another day (hall time was led back), or where an earlier
// version gave the number twice: it went by the service, not by the printed number.
#define LIMIT_NUMBERED 4
struct numbered {
    uint64_t tickets[LIMIT_NUMBERED];
    size_t count;
};

// number_get: the tickets of a number, count 0 if there is no row. number_put: stores the tickets.
// numbered_read: reads the value of a row met in a scan. number_is_free: a scan found that there is no row of
// the number, so that number_get need not look for it.
int number_get(struct state *s, struct key key, struct numbered *ret);
int number_put(struct state *s, struct key key, const struct numbered *numbered);
void number_is_free(struct state *s, struct key key);
int numbered_read(struct bytes value, struct numbered *ret);

// device_by_key: the device of a public key (32 bytes); ERR_NOT_FOUND if no device has it.
int device_by_key(struct state *s, const void *public_key, Hallq__DeviceRow **ret);

// halls_each: calls hall_cb for every hall that has a row, but not for hall 0, the broker itself.
// Stops when hall_cb returns other than 0.
int halls_each(struct state *s, int (*hall_cb)(void *arg, uint32_t hall), void *arg);

#endif
