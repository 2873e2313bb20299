// alert.c - a table of sentences by kind of alert, one for a single subject and one for a storm.
#include "alert.h"

#include "base/count.h"
#include "wait.h"

enum subject { SUBJECT_NONE, SUBJECT_SERVICE, SUBJECT_COUNTER, SUBJECT_NUMBER };

static const struct kind {
    enum subject subject;
    enum text one, storm;
} kinds[] = {
    [HALLQ__ALERT__KIND__LINE_CROWDED] = {SUBJECT_SERVICE, TEXT_ALERT_AMBER, TEXT_STORM_CROWDED},
    [HALLQ__ALERT__KIND__COUNTER_IDLE] = {SUBJECT_COUNTER, TEXT_ALERT_IDLE, TEXT_STORM_IDLE},
    [HALLQ__ALERT__KIND__OVER_TARGET] = {SUBJECT_COUNTER, TEXT_ALERT_OVER_TARGET,
                                         TEXT_STORM_OVER_TARGET},
    [HALLQ__ALERT__KIND__PAUSED_LONG] = {SUBJECT_COUNTER, TEXT_ALERT_PAUSED, TEXT_STORM_PAUSED},
    [HALLQ__ALERT__KIND__DEVICE_SILENT] = {SUBJECT_NUMBER, TEXT_ALERT_SILENT, TEXT_STORM_SILENT},
    [HALLQ__ALERT__KIND__SERVICE_SUSPENDED] = {SUBJECT_SERVICE, TEXT_ALERT_SUSPENDED,
                                               TEXT_STORM_SUSPENDED},
    [HALLQ__ALERT__KIND__CLOSING] = {SUBJECT_SERVICE, TEXT_ALERT_CLOSING, TEXT_STORM_CLOSING},
    [HALLQ__ALERT__KIND__NO_LEAD] = {SUBJECT_NONE, TEXT_ALERT_NO_LEAD, TEXT_ALERT_NO_LEAD},
    [HALLQ__ALERT__KIND__NO_PAPER] = {SUBJECT_NUMBER, TEXT_ALERT_NO_PAPER, TEXT_STORM_NO_PAPER},
    [HALLQ__ALERT__KIND__PRINTER_SILENT] = {SUBJECT_NUMBER, TEXT_ALERT_PRINTER_SILENT,
                                            TEXT_STORM_PRINTER_SILENT},
    [HALLQ__ALERT__KIND__HELP_WAITING] = {SUBJECT_COUNTER, TEXT_ALERT_HELP, TEXT_STORM_HELP},
    [HALLQ__ALERT__KIND__CASE_DUE] = {SUBJECT_NUMBER, TEXT_ALERT_CASE, TEXT_STORM_CASE},
    [HALLQ__ALERT__KIND__CALL_BACK_DUE] = {SUBJECT_NUMBER, TEXT_ALERT_CALL_BACK,
                                           TEXT_STORM_CALL_BACK},
    [HALLQ__ALERT__KIND__WORK_SLIP_DUE] = {SUBJECT_NUMBER, TEXT_ALERT_WORK_SLIP,
                                           TEXT_STORM_WORK_SLIP},
    [HALLQ__ALERT__KIND__WEBHOOK_STOPPED] = {SUBJECT_NUMBER, TEXT_ALERT_WEBHOOK,
                                             TEXT_STORM_WEBHOOK},
};

const char *alert_level(Hallq__Alert__Level level, enum language language) {
    switch (level) {
    case HALLQ__ALERT__LEVEL__AMBER:
        return text_of(TEXT_LEVEL_AMBER, language);
    case HALLQ__ALERT__LEVEL__RED:
        return text_of(TEXT_LEVEL_RED, language);
    case HALLQ__ALERT__LEVEL__BREACH:
        return text_of(TEXT_LEVEL_BREACH, language);
    case HALLQ__ALERT__LEVEL__NO_LEVEL:
    case HALLQ__ALERT__LEVEL__NOTE:
    case _HALLQ__ALERT__LEVEL_IS_INT_SIZE:
        break;
    }
    return text_of(TEXT_LEVEL_NOTE, language);
}

static const char *subject_name(char to[PHRASE_SHORT], const struct hallq_view *v,
                                enum subject subject, uint32_t number, enum language language) {
    switch (subject) {
    case SUBJECT_SERVICE:
        return phrase_service(to, v, number, language);
    case SUBJECT_COUNTER:
        return phrase_counter(to, v, number, language);
    case SUBJECT_NUMBER:
    case SUBJECT_NONE:
        break;
    }
    phrase_number(to, number);
    return to;
}

// How bad a crowded line is stands in the sentence too.
static enum text sentence_of(const struct kind *kind, const Hallq__Alert *alert) {
    if (!alert->subject && alert->count)
        return kind->storm;
    if (kind->one == TEXT_ALERT_AMBER && alert->level == HALLQ__ALERT__LEVEL__RED)
        return TEXT_ALERT_RED;
    if (kind->one == TEXT_ALERT_AMBER && alert->level == HALLQ__ALERT__LEVEL__BREACH)
        return TEXT_ALERT_BREACH;
    return kind->one;
}

// A kind that this program does not know is told by its number.
void alert_headline(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Alert *alert,
                    enum language language) {
    static const struct kind unknown = {SUBJECT_NONE, TEXT_ALERT_UNKNOWN, TEXT_ALERT_UNKNOWN};
    char number[PHRASE_SHORT], closes[PHRASE_SHORT], served[PHRASE_SHORT], waiting[PHRASE_SHORT];
    bool known = (size_t)alert->kind < COUNT(kinds) && kinds[alert->kind].one;
    const struct kind *kind = known ? &kinds[alert->kind] : &unknown;
    enum text sentence = sentence_of(kind, alert);
    bool storm = sentence == kind->storm && alert->count;
    uint32_t subject = !known ? (uint32_t)alert->kind : storm ? alert->count : alert->subject;
    phrase_clock(closes, v, alert->closes_at_ms, false);
    phrase_number(served, alert->served);
    phrase_number(waiting, alert->waiting);
    const char *const values[] = {
        subject_name(number, v, storm ? SUBJECT_NONE : kind->subject, subject, language), closes,
        served, waiting};
    text_fill(to, PHRASE_SIZE, sentence, language, values, COUNT(values));
}

static enum text cause_text(Hallq__Alert__Cause__Kind kind) {
    switch (kind) {
    case HALLQ__ALERT__CAUSE__KIND__ARRIVALS:
        return TEXT_CAUSE_ARRIVALS;
    case HALLQ__ALERT__CAUSE__KIND__WINDOWS:
        return TEXT_CAUSE_WINDOWS;
    case HALLQ__ALERT__CAUSE__KIND__LONG_SERVICES:
        return TEXT_CAUSE_LONG_SERVICES;
    case HALLQ__ALERT__CAUSE__KIND__NO_SHOWS:
        return TEXT_CAUSE_NO_SHOWS;
    case HALLQ__ALERT__CAUSE__KIND__NO_CAUSE:
    case _HALLQ__ALERT__CAUSE__KIND_IS_INT_SIZE:
        break;
    }
    return TEXT_COUNT;
}

void alert_cause(char to[PHRASE_SIZE], const Hallq__Alert *alert, enum language language) {
    char figure[PHRASE_SHORT], usual[PHRASE_SHORT];
    const char *const values[] = {figure, usual};
    const Hallq__Alert__Cause *cause = alert->cause;
    enum text text = cause ? cause_text(cause->kind) : TEXT_COUNT;
    *to = 0;
    if (text == TEXT_COUNT)
        return;
    phrase_number(figure, cause->figure);
    phrase_number(usual, cause->usual);
    if (text == TEXT_CAUSE_LONG_SERVICES) {
        phrase_minutes(figure, cause->figure, language);
        phrase_minutes(usual, cause->usual, language);
    }
    text_fill(to, PHRASE_SIZE, text, language, values, COUNT(values));
}

void alert_expected(char to[PHRASE_SIZE], const Hallq__Alert *alert, enum language language) {
    char range[PHRASE_SHORT], longest[PHRASE_SHORT];
    const char *const values[] = {range, longest};
    *to = 0;
    if (!alert->upper_s && !alert->longest_s)
        return;
    if (alert->upper_s > alert->forecast_s)
        wait_range(range, alert->forecast_s / 60, (alert->upper_s + 59) / 60, language);
    else
        phrase_rough(range, alert->upper_s, language); // no range is known yet
    phrase_minutes(longest, alert->longest_s, language);
    text_fill(to, PHRASE_SIZE,
              !alert->upper_s    ? TEXT_ALERT_LONGEST
              : alert->longest_s ? TEXT_ALERT_EXPECTED_LONGEST
                                 : TEXT_ALERT_EXPECTED,
              language, values, COUNT(values));
}

void alert_handled(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Alert *alert,
                   enum language language) {
    char number[PHRASE_SHORT], at[PHRASE_SHORT], one[PHRASE_SIZE];
    *to = 0;
    if (alert->seen_at_ms) {
        phrase_clock(at, v, alert->seen_at_ms, false);
        TEXT_FILL(one, TEXT_ALERT_SEEN, language, phrase_staff(number, v, alert->seen_by), at);
        text_join(to, PHRASE_SIZE, one);
    }
    if (alert->escalated_at_ms) {
        phrase_clock(at, v, alert->escalated_at_ms, false);
        TEXT_FILL(one, TEXT_ALERT_ESCALATED, language, at);
        text_join(to, PHRASE_SIZE, *to ? "  " : "");
        text_join(to, PHRASE_SIZE, one);
    }
}
