// limit.h - every named maximum, with its reason. A maximum that only one file needs, such as the
// length of a queue inside a socket, stands in that file.
#ifndef HALLQ_LIMIT_H
#define HALLQ_LIMIT_H

// wire
// Bytes of a request: under 1 KiB are usual, but for settings.
#define LIMIT_REQUEST_SIZE (16 * 1024)
// Bytes of a request with settings, which only the administrator sends: 64 services, 256 counters
// and 1,000 staff fit.
#define LIMIT_SETTINGS_SIZE (256 * 1024)
// Bytes of a frame that is still read, so that its refusal can name session and number. libzmq ends
// the connection over a larger frame, before a byte of it is kept, and says nothing.
#define LIMIT_FRAME_SIZE (1024 * 1024)
// Bytes of a reply: one frame that a terminal can hold.
#define LIMIT_REPLY_SIZE (1024 * 1024)
// Bytes of answers that a device has not read yet, and of a turn's answers to its reads.
#define LIMIT_UNREAD_SIZE (4 * 1024 * 1024)
// Bytes that the reads of one device take in one turn, since all others of the turn wait for them:
// one large answer, or many small ones.
#define LIMIT_TURN_READ_SIZE (1024 * 1024)
// Bytes of memory for unpacking a request: 16 KiB of empty messages would take 60 times as much as
// they are long.
#define LIMIT_UNPACK_MEMORY (256 * 1024)
#define LIMIT_TEXT 192   // bytes of a name: 64 Chinese characters
#define LIMIT_NOTE 200   // bytes of a note
#define LIMIT_CONTACT 32 // characters: a phone number with country code and extension
#define LIMIT_CONTACT_SIZE                                                                         \
    96 // bytes of a contact: an input method may give full-width digits, three bytes each
#define LIMIT_CODE 24          // bytes of a reason, outcome or topic code
#define LIMIT_REVEAL_REASON 64 // bytes of a short sentence, for the record
#define LIMIT_DEVICE_NAME 32
#define LIMIT_BACKUPS_KEPT 10000 // by --keep: a year's hourly backups, more than anyone looks at
#define LIMIT_BACKUP_NAME 64

// time
// The times that a machine's clock can tell at all. No hall ran before 2025: a clock with a dead
// battery tells such a time. Only a clock gone wild tells a time from 2070 on.
#define LIMIT_CLOCK_FIRST_MS 1735689600000LL // 2025-01-01
#define LIMIT_CLOCK_LAST_MS 3155760000000LL  // 2070-01-01
#define LIMIT_CLOCK_POSSIBLE(ms) ((ms) >= LIMIT_CLOCK_FIRST_MS && (ms) < LIMIT_CLOCK_LAST_MS)
// How far hall time and the machine's clock may differ: time servers and drifts stay far below.
#define LIMIT_CLOCK_OFF_MS (5 * 60 * 1000LL)
// A day roll that skips more days than this forgets nothing for the next 24 hours: a weekend with a
// holiday beside it passes, a date typed wrong is seen before anything is destroyed by it.
#define LIMIT_DAYS_SKIPPED 4
// A longer service or walk means that a button was forgotten: it enters no figure.
#define LIMIT_SERVICE_TIME_S (4 * 3600)
#define LIMIT_WALK_S 3600

// the numbers that people give to things: they fit on a plate, a badge, a ticket
#define LIMIT_HALL_ID 99999
#define LIMIT_SERVICE_ID 9999
#define LIMIT_COUNTER_ID 999
#define LIMIT_STAFF_ID 99999999 // eight digits, as on the badges of large employers
#define LIMIT_LETTERS 2    // of a service, before its tickets' number: 26 services would be too few
#define LIMIT_NUMBER 99999 // the highest number of a service's tickets

// hall
#define LIMIT_SERVICES 64
#define LIMIT_COUNTERS 256
#define LIMIT_STAFF 1000
#define LIMIT_CLASSES 15
#define LIMIT_CODES 64 // codes of each kind
#define LIMIT_ZONES 32
#define LIMIT_HOLIDAYS 400
#define LIMIT_HOLIDAY_DAY 73048 // 2169-12-31: a slip of the pen is further off
#define LIMIT_SPANS 8           // opening hours of one day
#define LIMIT_ZONE_CHANGES 64   // ten years at up to four a year, with room
#define LIMIT_BRING 16          // things to bring for a service: nobody reads more before a kiosk
// Tickets of one clerk's line in one record: no clerk has so many waiting.
#define LIMIT_LINE_RETURNED 500
#define LIMIT_BEHIND 100    // most waiting tickets behind which a no-show may be put back
#define LIMIT_HELD 20       // tickets one counter may have on hold: a list on one screen
#define LIMIT_STEPS 5       // steps asked for at once
#define LIMIT_STEPS_KEPT 32 // steps of one visit: a ticket's row stays one page
#define LIMIT_CLERK_TIMES                                                                          \
    16 // clerks of one counter and day whose time is counted: more than take turns at it
#define LIMIT_EXCEPTIONS_KEPT 8 // exceptions of one ticket, for the report; the journal has all
#define LIMIT_TOPICS 5
#define LIMIT_CALLS_SHOWN 16 // newest calls in a snapshot
#define LIMIT_PLACE 1000     // people ahead are counted up to here, then told as "or more"
#define LIMIT_LINE_LIST 100
#define LIMIT_MEASURES_KEPT                                                                        \
    64 // of a hall: more than a day has, and a list that can be looked through
#define LIMIT_MEASURE_LINES 16    // lines noted with a measure: as many as most halls have services
#define LIMIT_MEASURE_OUTCOMES 4  // of one measure: two are made
#define LIMIT_MEASURE_PEOPLE 9999 // that a measure is for
#define LIMIT_MEASURE_MIN 1440    // minutes after which a measure ends by itself
#define LIMIT_CASE_TEXT 1500      // bytes of a text of a case or work slip: a page of Chinese
#define LIMIT_CASES_KEPT                                                                           \
    16000 // cases and work slips of a hall, with those that are closed: their keys fill one tree
#define LIMIT_CASE_STEPS 100     // of one case: its row stays a few pages
#define LIMIT_CASE_SLIPS 16      // work slips that hang on one case
#define LIMIT_CASES_LIST 50      // cases, or work slips, of one answer
#define LIMIT_SLOT_MIN 480       // minutes of each rule of appointments
#define LIMIT_SLOTS 288          // times of one date: one each five minutes
#define LIMIT_BOOKINGS_LIST 100  // bookings of one answer
#define LIMIT_CASE_HOURS 8760    // of a deadline that a lead sets
#define LIMIT_TOPIC_DAYS 128     // days of which a hall knows its topics
#define LIMIT_TOPICS_ASKED 92    // days of one answer: a quarter
#define LIMIT_TOPICS_COUNTED 300 // topics by kind of one day: four kinds of each code, and none
#define LIMIT_OTHER_HALLS 16     // to send people to: those that can be reached by foot or bus
#define LIMIT_WEBHOOKS 16        // of a hall: systems that are told of its events
#define LIMIT_WEBHOOK_ID 99
#define LIMIT_URL 512            // characters of a webhook's address
#define LIMIT_HOOK_EVENTS 64     // events in one answer: a gateway tells them one after the other
#define LIMIT_HOOK_WAIT_S 86400  // between two attempts
#define LIMIT_HOOK_HELD_MS 15000 // a gateway tells a webhook alone for so long after each step
#define LIMIT_HELD_LIST 200      // tickets on hold in one answer about a hall

#define LIMIT_ALERTS                                                                               \
    64 // open alerts of a hall: storms are told as one, so that more are never wanted
// Days of which a hall knows how good its forecasts were, a row for each service and hour: a year and a month,
// so that the same weeks of last year can be laid beside.
#define LIMIT_SCORE_DAYS 400
#define LIMIT_ALERTS_OVER 200 // alerts that are over, of a hall: more than a bad day has

#define LIMIT_LINK                                                                                 \
    96 // bytes of the address of a gateway: longer ones make codes too fine for phones
#define LIMIT_SLIPS_WAITING 16 // for one printer: more people than stand before a kiosk
#define LIMIT_SLIP_S 60        // a slip that waited longer is not printed: its owner has gone
#define LIMIT_PAGE_CODE_MIN 8  // bytes of what lets a page print at a kiosk
#define LIMIT_PAGE_CODE 32
#define LIMIT_DOUBLE_PRESS_S 60 // of one key: a later press is for another customer

// people
#define LIMIT_PIN_MIN 4
#define LIMIT_PIN_MAX 12
#define LIMIT_PIN_LEADING_MIN 6 // digits of a lead's or manager's PIN, who sees contacts
#define LIMIT_PIN_FAILURES 5    // wrong PINs of a person at a terminal in a row before the delay
// Wrong PINs of all people at a terminal on one day: more than are mistyped by people who then sign
// on elsewhere.
#define LIMIT_PIN_FAILURES_TERMINAL 20
// Wrong PINs of a person at all terminals on one day. A terminal that tries all day stays below it,
// so that no single terminal locks anybody out elsewhere.
#define LIMIT_PIN_FAILURES_PERSON 100
#define LIMIT_PIN_PEOPLE 32     // people counted apart at one terminal, which is locked long before
#define PIN_LOCK_MS (60 * 1000) // the first delay; doubles with each further wrong PIN
#define PIN_LOCK_MAX_MS (15 * 60 * 1000)

// broker
#define LIMIT_TURN_COMMANDS 256 // commands of one turn: they bound its time, so timers never starve
#define LIMIT_TURN_DUE 256      // due rows of one turn; further ones go on in the next turn
// Time for the due rows of one turn, since rows differ: a hall's day roll takes as long as fifty
// ordinary rows, and when thousands of halls roll at once, a command meanwhile waits no longer than
// this.
#define LIMIT_TURN_DUE_MS 5
#define LIMIT_TURN_PURGES                                                                          \
    8 // halls whose day keys are destroyed in a turn: files are written over and synced
#define LIMIT_CHUNK_ROWS 200 // rows of housekeeping in one turn
#define LIMIT_FOLD_PASSED                                                                          \
    256 // open tickets of earlier days that a hall's sums may wait for, in one row of some 2 KiB
#define LIMIT_RANGE_DAYS 3660 // of a report: the longest that a hall may keep
#define LIMIT_RANGE_PERIODS 120
// Readers on workers see the tables, and bringing the tables up to the last turn takes the loop's
// time: it is done no more often than this, for all readers who wait together.
#define LIMIT_LOOK_MS 250
#define LIMIT_WAITING_WORK 256          // requests that wait for a worker (PINs, reports)
#define LIMIT_REPAIR_BYTES (512 * 1024) // bytes of events in one reply
#define LIMIT_REPAIR_EVENTS 2000
#define LIMIT_JOURNAL_PAGE 1000
#define LIMIT_DEVICE_JOBS 4 // jobs of one device that wait for a worker: other devices get theirs
#define LIMIT_HALLS 10000
#define LIMIT_DEVICES 65535
#define LIMIT_KEY_OVERLAP_S (24 * 3600) // two keys of one device: long enough to walk there
#define LIMIT_KEY_HALLS 1000 // halls that one key names, a city's; a key of more serves all halls

#endif
