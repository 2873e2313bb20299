// limit.h - every named maximum, with its reason. What one file alone knows of, such as the length
// of a queue inside a socket, stands in that file.
#ifndef HALLQ_LIMIT_H
#define HALLQ_LIMIT_H

// wire
// A request: under 1 KiB but for settings.
#define LIMIT_REQUEST_SIZE (16 * 1024)
// Settings, from the administrator alone: 64 services, 256 counters and 1,000 staff fit.
#define LIMIT_SETTINGS_SIZE (256 * 1024)
// A frame that is still read, so that its refusal names the session and number it refuses. libzmq ends
// the connection over a larger one, before a byte of it is kept, and says nothing.
#define LIMIT_FRAME_SIZE (1024 * 1024)
// A reply: one frame a terminal can hold.
#define LIMIT_REPLY_SIZE (1024 * 1024)
// Of answers a device has not read, and of what a turn's reads for it take.
#define LIMIT_UNREAD_SIZE (4 * 1024 * 1024)
// Of what the reads of one device take in one turn, which all others of that turn wait for: one large
// answer, or many small ones.
#define LIMIT_TURN_READ_SIZE (1024 * 1024)
// Of memory for unpacking a request: 16 KiB of empty messages take 60 times that.
#define LIMIT_UNPACK_MEMORY (256 * 1024)
#define LIMIT_TEXT 192   // a name: 64 Chinese characters
#define LIMIT_NOTE 200   // bytes of a note
#define LIMIT_CONTACT 32 // characters: a phone number with country code and extension
#define LIMIT_CONTACT_SIZE                                                                         \
    96                // bytes of it: an input method may give full-width digits, three bytes each
#define LIMIT_CODE 24 // a reason, outcome or topic code
#define LIMIT_REVEAL_REASON 64 // bytes of a short sentence, for the record
#define LIMIT_DEVICE_NAME 32
#define LIMIT_BACKUPS_KEPT 10000 // by --keep: hourly ones of a year, and more than anyone looks at
#define LIMIT_BACKUP_NAME 64

// time
// What a machine's clock can say at all. No hall ran before 2025; whoever's battery is dead says so.
// From 2070 on only a clock gone wild says so.
#define LIMIT_CLOCK_FIRST_MS 1735689600000LL // 2025-01-01
#define LIMIT_CLOCK_LAST_MS 3155760000000LL  // 2070-01-01
#define LIMIT_CLOCK_POSSIBLE(ms) ((ms) >= LIMIT_CLOCK_FIRST_MS && (ms) < LIMIT_CLOCK_LAST_MS)
// What hall time and the machine's clock may differ by: time servers and drifts stay far below.
#define LIMIT_CLOCK_OFF_MS (5 * 60 * 1000LL)
// A day roll that skips more days than this forgets nothing for the next 24 hours: a weekend with a
// holiday beside it passes, a date typed wrong is seen before anything is destroyed by it.
#define LIMIT_DAYS_SKIPPED 4
// A longer service or walk is a button that was forgotten, and no figure.
#define LIMIT_SERVICE_TIME_S (4 * 3600)
#define LIMIT_WALK_S 3600

// the numbers people give to things: what fits on a plate, a badge, a ticket
#define LIMIT_HALL_ID 99999
#define LIMIT_SERVICE_ID 9999
#define LIMIT_COUNTER_ID 999
#define LIMIT_STAFF_ID 99999999 // eight digits, as on the badges of large employers
#define LIMIT_LETTERS 2 // of a service, before the number on its tickets: 26 would not do for all
#define LIMIT_NUMBER 99999 // the highest number of a service's tickets

// hall
#define LIMIT_SERVICES 64
#define LIMIT_COUNTERS 256
#define LIMIT_STAFF 1000
#define LIMIT_CLASSES 15
#define LIMIT_CODES 64 // of each kind
#define LIMIT_ZONES 32
#define LIMIT_HOLIDAYS 400
#define LIMIT_HOLIDAY_DAY 73048 // 2169-12-31: a slip of the pen is further off
#define LIMIT_SPANS 8           // of one day
#define LIMIT_ZONE_CHANGES 64   // ten years at up to four a year, with room
#define LIMIT_BRING 16          // things to bring for a service: nobody reads more before a kiosk
// Of one person's line in one record: nobody has so many waiting for them.
#define LIMIT_LINE_RETURNED 500
#define LIMIT_BEHIND 100        // behind how many waiting a no-show may be put back
#define LIMIT_HELD 20           // tickets one counter may have on hold: a list on one screen
#define LIMIT_STEPS 5           // asked for at once
#define LIMIT_STEPS_KEPT 32     // of one visit: a ticket's row stays one page
#define LIMIT_EXCEPTIONS_KEPT 8 // of one ticket, for the report; the journal has them all
#define LIMIT_TOPICS 5
#define LIMIT_CALLS_SHOWN 16 // newest calls in a snapshot
#define LIMIT_PLACE 1000     // people ahead are counted up to here, then "or more"
#define LIMIT_LINE_LIST 100
#define LIMIT_HELD_LIST 200 // of a hall's tickets on hold in one answer

#define LIMIT_DOUBLE_PRESS_S 60 // of one key: later it is another customer

// people
#define LIMIT_PIN_MIN 4
#define LIMIT_PIN_MAX 12
#define LIMIT_PIN_LEADING_MIN 6 // of who sees contacts
#define LIMIT_PIN_FAILURES 5    // wrong PINs of a person at a terminal in a row before the delay
// Of anybody at a terminal on one day. More than people mistype there who then sign on elsewhere.
#define LIMIT_PIN_FAILURES_TERMINAL 20
// Of a person at all terminals on one day. One terminal that tries all day stays below it, so that no
// single one locks anybody out elsewhere.
#define LIMIT_PIN_FAILURES_PERSON 100
#define LIMIT_PIN_PEOPLE 32     // counted by person at one terminal: it is locked long before
#define PIN_LOCK_MS (60 * 1000) // the first delay; doubles with each further wrong PIN
#define PIN_LOCK_MAX_MS (15 * 60 * 1000)

// broker
#define LIMIT_TURN_COMMANDS 256 // of one turn: bounds its time, so timers never starve
#define LIMIT_TURN_DUE 256      // what is due beyond goes on in the next turn
// The same, since rows differ: a day's roll of a hall is fifty ordinary ones, and when thousands of
// halls roll at once, who asks meanwhile waits for no more of them than this.
#define LIMIT_TURN_DUE_MS 5
#define LIMIT_TURN_PURGES                                                                          \
    8 // halls whose day keys are destroyed in a turn: files are written over and synced
#define LIMIT_CHUNK_ROWS 200 // of housekeeping in one turn
// Readers on workers see the tables, and bringing those up to the last turn takes the loop's time: not
// more often than this, for all who wait together.
#define LIMIT_LOOK_MS 250
#define LIMIT_WAITING_WORK 256          // requests that wait for a worker (PINs, reports)
#define LIMIT_REPAIR_BYTES (512 * 1024) // of events in one reply
#define LIMIT_REPAIR_EVENTS 2000
#define LIMIT_JOURNAL_PAGE 1000
#define LIMIT_DEVICE_JOBS 4 // of one device waiting for a worker: the others get theirs
#define LIMIT_HALLS 10000
#define LIMIT_DEVICES 65535
#define LIMIT_KEY_OVERLAP_S (24 * 3600) // two keys of one device: long enough to walk there
#define LIMIT_KEY_HALLS 1000 // one key names, a city's; a key of more serves all and names none

#endif
