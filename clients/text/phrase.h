// phrase.h - small pieces of what a hall's view says, in words: names, times, spans.
#ifndef HALLQ_PHRASE_H
#define HALLQ_PHRASE_H

#include "clients/libhallq/view/view.h"
#include "text.h"

#define PHRASE_SIZE 256 // any phrase; the longest name is LIMIT_TEXT bytes
#define PHRASE_SHORT 32 // any time or span

// phrase_clock: the hall's local time, "10:23" or "10:23:45"; "--:--" before it is known.
void phrase_clock(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms, bool seconds);

// phrase_from: a moment to come, "10:23", or "2024-05-06 周一 10:23" where it is not the view's day;
// with seconds where it has some.
void phrase_from(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms,
                 enum language language);

// phrase_date: "2024-05-06 周一".
void phrase_date(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms,
                 enum language language);

// phrase_moment: "2024-05-06 10:23", of the hall's local calendar; of UTC before that is known.
void phrase_moment(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms);

// phrase_clock_doubt: what is to be said of the machine's clock while it is in doubt: both times, and
// what to do, to staff; to tell the staff, to customers.
void phrase_clock_doubt(char to[PHRASE_SIZE], const struct hallq_view *v, int64_t now_ms,
                        bool staff, enum language language);

// phrase_minutes: "12分", "<1分", "1时45分" (minutes up to 99: the rule book counts so).
void phrase_minutes(char to[PHRASE_SHORT], int64_t span_s, enum language language);

// phrase_rough: the estimate of a broker that tells no range, in steps as coarse as it is: "约15分",
// "约3小时".
void phrase_rough(char to[PHRASE_SHORT], int64_t span_s, enum language language);

// phrase_timer: "03:12", "1:03:12"; negative spans are zero.
void phrase_timer(char to[PHRASE_SHORT], int64_t span_s);

// phrase_number: a number in digits.
void phrase_number(char to[PHRASE_SHORT], uint64_t number);

// Names; the number itself where the settings have none. Borrowed from the view, or `to`.
const char *phrase_service(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t service,
                           enum language language);
const char *phrase_counter(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t counter,
                           enum language language);
const char *phrase_staff(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t staff);

// phrase_letter: a service's ticket letter, "" when there is none.
const char *phrase_letter(const struct hallq_view *v, uint32_t service);

// phrase_line: a line's name: a service, "3号窗口 专候", "王芳 专候".
void phrase_line(char to[PHRASE_SIZE], const struct hallq_view *v, Hallq__Line__Kind kind,
                 uint32_t id, enum language language);

// phrase_held: a ticket on hold: its number, since and until when, and whether it has a note;
// since 0: not known.
void phrase_held(char to[PHRASE_SIZE], const struct hallq_view *v, const char *number,
                 int64_t since_ms, int64_t until_ms, bool has_note, enum language language);

// phrase_hall: the hall's name, or its number.
void phrase_hall(char to[PHRASE_SIZE], const struct hallq_view *v, enum language language);

// phrase_counter_state, phrase_rule: of the enums.
const char *phrase_counter_state(Hallq__Counter__State state, enum language language);
const char *phrase_rule(Hallq__Why__Rule rule, enum language language);

// What a code of the settings is called.
const char *phrase_pause_reason(const struct hallq_view *v, const char *code,
                                enum language language);
const char *phrase_suspend_reason(const struct hallq_view *v, const char *code,
                                  enum language language);
const char *phrase_named_reason(const struct hallq_view *v, const char *code,
                                enum language language);

#endif
