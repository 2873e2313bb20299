#include "clients/hallfile/form.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

#define DECIMALS_MAX 6
#define DAYS_OF_WEEK 7

const char *form_spans(Hallq__Span *const *spans, size_t span_count, char to[FORM_SIZE]) {
    size_t len = 0;
    snprintf(to, FORM_SIZE, "closed");
    for (size_t i = 0; i < span_count && len < FORM_SIZE; i++)
        len += (size_t)snprintf(to + len, FORM_SIZE - len, "%s%02u:%02u-%02u:%02u", i ? ", " : "",
                                spans[i]->from_min / 60, spans[i]->from_min % 60,
                                spans[i]->to_min / 60, spans[i]->to_min % 60);
    return to;
}

bool form_same_spans(Hallq__Span *const *a, size_t a_count, Hallq__Span *const *b, size_t b_count) {
    char a_text[FORM_SIZE], b_text[FORM_SIZE];
    return !strcmp(form_spans(a, a_count, a_text), form_spans(b, b_count, b_text));
}

// As many rows from the first on as one line stands for.
static size_t day_run(Hallq__DayHours *const *hours, size_t hours_count) {
    size_t run = 1;
    while (
        run < hours_count && hours[run]->weekday == hours[0]->weekday + run &&
        form_same_spans(hours[run]->spans, hours[run]->n_spans, hours[0]->spans, hours[0]->n_spans))
        run++;
    return run;
}

size_t form_days(Hallq__DayHours *const *hours, size_t hours_count, char to[FORM_SIZE]) {
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    size_t run = day_run(hours, hours_count);
    size_t first = (hours[0]->weekday + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK;
    if (run == DAYS_OF_WEEK)
        snprintf(to, FORM_SIZE, "daily");
    else
        snprintf(to, FORM_SIZE, "%s%s%s", names[first], run > 1 ? "-" : "",
                 run > 1 ? names[(first + run - 1) % DAYS_OF_WEEK] : "");
    return run;
}

const char *form_dates(int32_t from_day, int32_t to_day, char to[FORM_SIZE]) {
    char from_text[DATE_TEXT_SIZE], to_text[DATE_TEXT_SIZE];
    bool several = to_day > from_day;
    date_text(from_day, from_text);
    date_text(to_day, to_text);
    snprintf(to, FORM_SIZE, "%s%s%s", from_text, several ? ".." : "", several ? to_text : "");
    return to;
}

// Minutes of so many seconds, with as few decimals as give them back.
static void minutes_print(uint32_t span_s, unsigned scale, char to[FORM_SIZE]) {
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        double minutes = 0;
        snprintf(to, FORM_SIZE, "%.*f", decimals, (double)span_s / scale);
        number_read_real(to, 0, UINT32_MAX, &minutes);
        if ((uint32_t)(minutes * scale + 0.5) == span_s)
            break;
    }
}

// The row of the last number follows that of the first.
static void numbers_print(const struct setting *row, const ProtobufCMessage *message,
                          uint32_t first, char to[FORM_SIZE]) {
    const ProtobufCFieldDescriptor *last = &message->descriptor->fields[row[1].index];
    snprintf(to, FORM_SIZE, "%u-%u", first,
             *(const uint32_t *)((const char *)message + last->offset));
}

const char *form_whole(const struct setting *row, const ProtobufCMessage *message, uint32_t number,
                       char to[FORM_SIZE]) {
    *to = '\0';
    switch (row->form) {
    case SETTING_PLAIN:
        snprintf(to, FORM_SIZE, "%u", number);
        break;
    case SETTING_MINUTES:
        minutes_print(number, setting_scale(row), to);
        break;
    case SETTING_TIME:
        snprintf(to, FORM_SIZE, "%02u:%02u", number / 60, number % 60);
        break;
    case SETTING_FIRST:
        numbers_print(row, message, number, to);
        break;
    case SETTING_LAST:
    case SETTING_ABSENT:
        break;
    }
    return to;
}
