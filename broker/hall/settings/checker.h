// checker.h - the parts of settings_check share this: the path of the place they look at, the
// report, and the checks that occur everywhere. Private to this folder.
#ifndef HALLQ_SETTINGS_CHECKER_H
#define HALLQ_SETTINGS_CHECKER_H

#include "broker/hall/settings/problem.h"
#include "broker/hall/settings/setting.h"
#include "settings.pb-c.h"

// The longest path is "services[63].hours[6].spans[7].from_min", with room for the indices of lists
// that are too long.
#define CHECKER_PATH_SIZE 128

struct checker {
    const Hallq__HallSettings *s;
    settings_problem_cb problem_cb;
    void *arg;
    char path[CHECKER_PATH_SIZE];
    size_t path_len;
    size_t error_count;
};

// checker_push: goes down to a part of the present place, e.g. ".services[%zu]"; returns the length
// of the path before, with which checker_pop comes back. The first dot of a path is dropped.
size_t checker_push(struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void checker_pop(struct checker *c, size_t path_len);

// checker_report: reports a problem at `field` of the present place ("" for the place itself); p
// carries the kind and the arguments.
void checker_report(struct checker *c, const char *field, struct problem p);

// checker_other: the full path of another item of a list of the present place, e.g.
// (".services", 2, ".letter"), to be named in a problem.
struct checker_other {
    char path[CHECKER_PATH_SIZE];
};
struct checker_other checker_other(const struct checker *c, const char *list, size_t index,
                                   const char *field);

// checker_range: reports a number outside low..high; true if the number is inside.
bool checker_range(struct checker *c, const char *field, int64_t value, int64_t low, int64_t high);

// checker_row: the setting of a field of a message.
const struct setting *checker_row(const void *message, const char *name);

// checker_number: reports a number of a message that is out of its range in the table of settings;
// true if the number is in its range.
bool checker_number(struct checker *c, const void *message, const char *name);

// checker_field: reports a number out of its range, if it has a range, and an enum field with an
// unknown value; does nothing for other fields. checker_fields: checks all fields of a message.
void checker_field(struct checker *c, const void *message, const struct setting *row);
void checker_fields(struct checker *c, const void *message);

// checker_list: reports a list of a message that is too long, or empty where it must not be. True
// if the caller may check the list's items.
bool checker_list(struct checker *c, const void *message, const char *name);

// checker_utf8: reports a text that is too long or broken, or shows nothing; an empty text is fine.
void checker_utf8(struct checker *c, const char *field, const char *text);

// checker_text: checks a text in two languages; the Chinese text must not be empty.
void checker_text(struct checker *c, const char *field, const Hallq__Text *text);

// checker_lines: checks like checker_text a text that may have several lines, as the list of papers
// to bring.
void checker_lines(struct checker *c, const char *field, const Hallq__Text *text);

// checker_code: reports a code that is not 1..high_len characters of a..z, 0..9 and '-'; true if
// the code is good.
bool checker_code(struct checker *c, const char *field, const char *code, size_t high_len);

// checker_id_once: reports items[index] of a list of the present place, e.g. ".services", if an
// earlier item has the same uint32 at `offset`.
void checker_id_once(struct checker *c, const char *list, const char *field, void *const *items,
                     size_t index, size_t offset, enum problem_kind kind);

// checker_text_once: does for a text at `offset` as checker_id_once; an empty text is not compared.
void checker_text_once(struct checker *c, const char *list, const char *field, void *const *items,
                       size_t index, size_t offset, enum problem_kind kind);

// checker_shown: the text if the sentence of a problem may hold it, else "".
const char *checker_shown(const char *text);

// A text as protobuf-c has it: NULL reads as empty.
static inline const char *text_or_empty(const char *text) {
    return text ? text : "";
}

// The parts, each in its own source.
void check_zone_name(struct checker *c); // check_time.c
void check_zone(struct checker *c);
// check_spans: of a weekday, a holiday, or another list of spans of a day, in order of time.
void check_spans(struct checker *c, const ProtobufCMessage *whose, const char *list,
                 Hallq__Span *const *spans, size_t span_count);
void check_hours(struct checker *c, const ProtobufCMessage *whose, Hallq__DayHours *const *hours,
                 size_t hours_count);
void check_holidays(struct checker *c);
void check_hours_long_enough(struct checker *c);
void check_zones(struct checker *c); // check_services.c
void check_services(struct checker *c);
void check_zone_known(struct checker *c, const char *zone);
void check_rest_zone(struct checker *c);
bool check_service_known(struct checker *c, const char *field, uint32_t service);
const Hallq__Service *checker_service(const Hallq__HallSettings *s, uint32_t id);
void check_slip_header(struct checker *c); // check_slip.c
void check_slip_footer(struct checker *c);
void check_slip_link(struct checker *c);
void check_webhooks(struct checker *c);                             // check_webhooks.c
void check_slots(struct checker *c, const Hallq__Service *service); // check_slots.c
void check_departments(struct checker *c);                          // check_cases.c
void check_cases(struct checker *c);
void check_counters(struct checker *c); // check_counters.c
bool checker_gives(const Hallq__CounterSettings *counter, uint32_t service);
const Hallq__CounterSettings *checker_counter(const Hallq__HallSettings *s, uint32_t id);

#endif
