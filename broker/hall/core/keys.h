// keys.h - the keys of every table: fixed width, big-endian, growing with time, the hall first
// wherever a row belongs to one (0 is the broker itself). Signed values are stored with the sign
// bit flipped, so that they sort.
#ifndef HALLQ_KEYS_H
#define HALLQ_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/table.h"
#include "record.pb-c.h"

struct key {
    unsigned char data[TABLE_KEY_MAX];
    size_t size;
};

// key_bytes: borrows the key.
struct bytes key_bytes(const struct key *k);

struct key key_meta(void);
struct key key_device(uint32_t device);
struct key key_device_key(const void *public_key, size_t size); // size at most 32
struct key key_hall(uint32_t hall); // also of TABLE_SETTINGS and TABLE_FORECAST
// Rows kept for the alerts of a hall, in TABLE_SETTINGS behind the row of the settings, with keys of
// KEY_OF_ALERTS_SIZE bytes. key_open_alert: an alert by its number. key_over_alert: the place of an
// alert that is over; one LIMIT_ALERTS_OVER later takes it. key_usual: a service's usual half hours.
struct key key_open_alert(uint32_t hall, uint64_t alert);
struct key key_over_alert(uint32_t hall, uint64_t alert);
struct key key_usual(uint32_t hall, uint32_t service);
// key_printer: a kiosk's printer, in the same table; 0: the first of the hall.
struct key key_printer(uint32_t hall, uint32_t device);
// key_hook: how far a webhook was told; a key of the same form.
struct key key_hook(uint32_t hall, uint32_t hook);
#define KEY_OF_ALERTS_SIZE 13       // hall, kind, number
#define KEY_OF_ALERTS_PREFIX_SIZE 5 // hall, kind
// Rows of TABLE_CASE. A case or work slip moves from the open ones to the closed ones and back.
enum part_of_cases {
    PART_HELP = 1,    // Help: by its number; while it is open
    PART_OPEN_CASE,   // CaseRow
    PART_CLOSED_CASE, // CaseRow
    PART_OPEN_SLIP,   // WorkSlip
    PART_CLOSED_SLIP, // WorkSlip
    PART_PRESSING,    // PressingRow: by the number of the case or work slip
    PART_TOPICS,      // TopicsRow: key_topics
    PART_BOOKING,     // Booking: by its number, of those of the cases
    PART_BOOKED_AT,   // BookedAtRow: key_booked_at
};
struct key key_of_cases(uint32_t hall, enum part_of_cases part, uint32_t number);
struct key key_topics(uint32_t hall, int32_t day);
// key_booked_at: by the minute that is booked, then by the booking. key_read_booked_min: that minute.
struct key key_booked_at(uint32_t hall, int64_t at_ms, uint32_t booking);
int64_t key_read_booked_min(struct bytes key);
#define KEY_OF_CASES_SIZE 13       // hall, part, number
#define KEY_OF_CASES_PREFIX_SIZE 5 // hall, part
struct key key_line(uint32_t hall, Hallq__Line__Kind kind, uint32_t id);
struct key key_counter(uint32_t hall, uint32_t counter);
struct key key_staff(uint32_t hall, uint32_t staff);
struct key key_sign_on(uint32_t hall, uint32_t device);
// key_pin_tries: the key of the wrong PINs at a terminal, in the table of people, behind all
// people.
struct key key_pin_tries(uint32_t hall, uint32_t device);
#define KEY_PIN_TRIES_SIZE 12
#define KEY_PIN_TRIES_PREFIX_SIZE 8 // the rows of all terminals of a hall
struct key key_ticket(uint32_t hall, uint64_t ticket);
// key_number: a number as printed, its letter (one or two) and index. Earlier versions kept rows by
// day, service and index, with keys of KEY_NUMBER_OF_DAY_SIZE bytes; no code reads those rows.
struct key key_number(uint32_t hall, const char *letter, size_t letter_len, uint32_t index);
#define KEY_NUMBER_OF_DAY_SIZE 16
struct key key_queue(uint32_t hall, Hallq__Line__Kind kind, uint32_t id, int64_t rank_ms,
                     uint64_t ticket);
// key_aside: the key in TABLE_QUEUE of a ticket that is in no line and comes back by itself at
// until_ms: on hold at a counter, or inside the least gap between its calls (counter 0).
struct key key_aside(uint32_t hall, uint32_t counter, int64_t until_ms, uint64_t ticket);
struct key key_due(int64_t at_ms, uint32_t hall, Hallq__DueRow__Kind kind, uint64_t subject);
#define PRINCIPAL_SIZE 16
// key_request: `principal` has PRINCIPAL_SIZE bytes, or is empty.
struct key key_request(uint32_t hall, uint32_t device, uint64_t session, uint32_t number,
                       const ProtobufCBinaryData *principal);
// key_request_last: no command of the session has a greater key.
struct key key_request_last(uint32_t hall, uint32_t device, uint64_t session);
struct key key_call(uint32_t hall, uint32_t slot);
struct key key_measure(uint32_t hall, uint32_t measure);
struct key key_sealed(uint32_t hall, int32_t day, uint64_t sealed);
struct key key_journal(uint32_t hall, uint64_t last_seq);
struct key key_stream(uint32_t hall, uint32_t service, uint32_t customer_class);
struct key key_served(uint32_t hall, uint32_t service);
struct key key_score(uint32_t hall, int32_t day, uint32_t service, uint32_t hour);
// key_figures: sums of a day. key_folded: how far the hall's tickets are folded into such sums, in the
// same table behind all days.
struct key key_figures(uint32_t hall, int32_t day, Hallq__FiguresRow__Kind kind, uint32_t number);
struct key key_folded(uint32_t hall);

// Sizes of the prefixes that scans use.
#define KEY_HALL_SIZE 4 // all rows of a hall, where the hall comes first
#define KEY_ASIDE_PREFIX_SIZE                                                                      \
    5 // of TABLE_QUEUE: hall, kind: all tickets aside; KEY_QUEUE_PREFIX_SIZE: one counter's
#define KEY_QUEUE_PREFIX_SIZE 9      // hall, kind, id: one line
#define KEY_SEALED_PREFIX_SIZE 8     // hall, day
#define KEY_DEVICE_REQUESTS_SIZE 8   // hall, device
#define KEY_SESSION_REQUESTS_SIZE 16 // hall, device, session; the number follows
#define KEY_DEVICE_SIZE 4            // the whole key
#define KEY_SCORE_DAY_SIZE 8         // hall, day
#define KEY_SCORE_SERVICE_SIZE 12    // hall, day, service; the hour follows
#define KEY_FIGURES_DAY_SIZE 8       // hall, day; kind and number follow
#define KEY_COUNTER_SIZE 8           // the whole key: hall, counter
#define KEY_DUE_SIZE 21              // the whole key: time, hall, kind, subject

// key_fits: whether a key of this size can be of the table; code reads no key that does not fit.
bool key_fits(enum table table, size_t size);

// key_hall_of: the hall a row belongs to; 0 if it belongs to none, or if the key does not fit.
uint32_t key_hall_of(enum table table, struct bytes key);

// Reading a key back: the number at byte `at`, or all parts of the key, which must fit its table.
uint32_t key_read_u32(struct bytes key, size_t at);
uint64_t key_read_u64(struct bytes key, size_t at);

struct queue_key {
    uint32_t hall;
    Hallq__Line__Kind kind;
    uint32_t id;
    int64_t rank_ms;
    uint64_t ticket;
};
struct queue_key key_read_queue(struct bytes key);

struct figures_key {
    int32_t day;
    Hallq__FiguresRow__Kind kind;
    uint32_t number;
};
struct figures_key key_read_figures(struct bytes key);

struct due_key {
    int64_t at_ms;
    uint32_t hall;
    Hallq__DueRow__Kind kind;
    uint64_t subject;
};
struct due_key key_read_due(struct bytes key);

#endif
