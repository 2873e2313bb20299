// form.h - values of settings as a hall file writes them: 15 for 900 seconds of a key in minutes, 08:30, 1-999, mon-fri.
#ifndef HALLQ_HALLFILE_FORM_H
#define HALLQ_HALLFILE_FORM_H

#include "broker/hall/settings/setting.h"
#include "settings.pb-c.h"

#define FORM_SIZE 256 // of one line of hours: eight spans

// form_spans: "08:30-12:00, 13:30-18:00", or "closed". Returns `to`, as do those below.
const char *form_spans(Hallq__Span *const *spans, size_t span_count, char to[FORM_SIZE]);

// form_same_spans: whether both are written as the same.
bool form_same_spans(Hallq__Span *const *a, size_t a_count, Hallq__Span *const *b, size_t b_count);

// form_days: writes the weekdays from the first row on that one line stands for, as "mon-fri"; returns how many rows it is.
size_t form_days(Hallq__DayHours *const *hours, size_t hours_count, char to[FORM_SIZE]);

// form_dates: "2026-10-01", or "2026-10-01..2026-10-07".
const char *form_dates(int32_t from_day, int32_t to_day, char to[FORM_SIZE]);

// form_whole: a number of the form that its row says; of a first number the last one too, which stands in the message.
const char *form_whole(const struct setting *row, const ProtobufCMessage *message, uint32_t number,
                       char to[FORM_SIZE]);

#endif
