// hours.c - hours and holidays, as people write them:
//
//   hours:
//     mon-fri: 08:30-12:00, 13:30-18:00
//     周六,周日: 09:00-17:00
//   holidays:
//     2026-10-01..2026-10-07: closed
//     2026-12-24: {hours: 08:30-12:00, name: {zh: 平安夜, en: Christmas Eve}}
//
// One line may stand for several days; each becomes a row of its own in the settings, and where it
// came from is noted for settings_check's complaints.
#include "clients/hallfile/hours.h"

#include <string.h>

#include "base/count.h"
#include "base/date.h"
#include "base/limit.h"
#include "clients/hallfile/document.h"
#include "clients/hallfile/typing.h"
#include "clients/hallfile/value.h"

#define DAYS_OF_WEEK 7

static void skip_spaces(const char **at) {
    *at += strspn(*at, " ");
}

static bool take(const char **at, const char *word) {
    skip_spaces(at);
    size_t word_len = strlen(word);
    if (strncmp(*at, word, word_len))
        return false;
    *at += word_len;
    return true;
}

static bool at_end(const char *at) {
    skip_spaces(&at);
    return !*at;
}

// ---- spans

struct spans {
    Hallq__Span *rows[LIMIT_SPANS + 1]; // one more than is allowed: settings_check tells
    size_t row_count;
};

static bool span_read(struct reader *r, const char **at, struct spans *ret) {
    Hallq__Span span = HALLQ__SPAN__INIT;
    if (!time_read(at, &span.from_min) || !take(at, "-") || !time_read(at, &span.to_min))
        return false;
    if (ret->row_count < COUNT(ret->rows))
        ret->rows[ret->row_count++] = arena_copy(r->a, &span, sizeof span);
    return true;
}

static bool is_closed(const char *text) {
    return !strcmp(text, "closed") || !strcmp(text, "休息");
}

static bool spans_parse(struct reader *r, const char *text, struct spans *ret) {
    *ret = (struct spans){0};
    if (is_closed(text))
        return true;
    do
        if (!span_read(r, &text, ret))
            return false;
    while (take(&text, ","));
    return at_end(text);
}

static char *clock_text(struct reader *r, uint32_t minute) {
    return arena_printf(r->a, "%02u:%02u", minute / 60, minute % 60);
}

static enum hallfile_message backwards_message(const Hallq__Span *span, bool opening) {
    if (span->from_min == span->to_min)
        return HALLFILE_SPAN_EMPTY;
    return opening ? HALLFILE_SPAN_BACKWARDS : HALLFILE_QUIET_BACKWARDS;
}

// Tells of a span that ends before it begins, as a night's does.
static bool spans_forward(struct reader *r, const yaml_node_t *node, const struct spans *spans,
                          bool opening) {
    for (size_t i = 0; i < spans->row_count; i++) {
        const Hallq__Span *span = spans->rows[i];
        char *from = clock_text(r, span->from_min), *to = clock_text(r, span->to_min);
        struct problem p = {.text = arena_printf(r->a, "%s-%s", from, to),
                            .other = opening ? from : arena_printf(r->a, "00:00-%s, %s", to, from)};
        if (span->from_min < span->to_min)
            continue;
        if (span->from_min == 24 * 60 && span->to_min < span->from_min) // no day has that part
            tell_value(r, node, opening ? HALLFILE_HOURS_BAD : HALLFILE_QUIET_BAD);
        else
            tell_at(r, node, backwards_message(span, opening), p);
        return false;
    }
    return true;
}

// Reads a scalar of spans; tells of one that is none. Only opening hours may be closed.
static bool spans_of(struct reader *r, const yaml_node_t *node, bool opening, struct spans *ret) {
    const char *text = node_text(node);
    if (!characters_look(r, node, opening ? "hours" : "quiet", 0))
        return false;
    if (!*text)
        tell_wanted(r, node, opening ? HALLFILE_WANT_SPANS : HALLFILE_WANT_QUIET);
    else if ((!opening && is_closed(text)) || !spans_parse(r, text, ret))
        tell_value(r, node, opening ? HALLFILE_HOURS_BAD : HALLFILE_QUIET_BAD);
    else
        return spans_forward(r, node, ret, opening);
    return false;
}

static Hallq__Span **spans_keep(struct reader *r, const struct spans *spans) {
    return arena_copy(r->a, spans->rows, spans->row_count * sizeof spans->rows[0]);
}

Hallq__Span **spans_read(struct reader *r, const yaml_node_t *node, bool opening,
                         size_t *ret_count) {
    struct spans spans;
    *ret_count = 0;
    if (!spans_of(r, node, opening, &spans))
        return NULL;
    *ret_count = spans.row_count;
    return spans_keep(r, &spans);
}

// A key that is neither a weekday nor a date.
static void tell_key(struct reader *r, const yaml_node_t *key, enum hallfile_message message,
                     int64_t high) {
    const char *text = key->type == YAML_SCALAR_NODE ? node_text(key) : written(r, key);
    if (characters_look(r, key, NULL, 0) && !typing_of(r, key))
        tell_at(r, key, message, (struct problem){.text = text, .high = high});
}

// ---- weekdays

static const struct weekday {
    const char *name;
    unsigned weekday;
} weekdays[] = {
    {"mon", 1},  {"tue", 2},  {"wed", 3},  {"thu", 4},  {"fri", 5},  {"sat", 6},  {"sun", 7},
    {"周一", 1}, {"周二", 2}, {"周三", 3}, {"周四", 4}, {"周五", 5}, {"周六", 6}, {"周日", 7},
};

static const struct weekday *weekday_read(const char **at) {
    for (size_t i = 0; i < COUNT(weekdays); i++)
        if (take(at, weekdays[i].name))
            return &weekdays[i];
    return NULL;
}

struct weekday_range {
    const struct weekday *from, *to;
};

// "mon-fri" or "sat" as bits, Monday the lowest. *ret_past: a range that goes past the end of the week.
static bool weekday_range_read(const char **at, unsigned *bits, struct weekday_range *ret_past) {
    struct weekday_range range = {weekday_read(at), NULL};
    if (!range.from)
        return false;
    range.to = take(at, "-") ? weekday_read(at) : range.from;
    if (!range.to)
        return false;
    for (unsigned day = range.from->weekday; day <= range.to->weekday; day++)
        *bits |= 1u << (day - 1);
    if (range.from->weekday > range.to->weekday)
        *ret_past = range;
    return range.from->weekday <= range.to->weekday;
}

static bool weekdays_parse(const char *text, unsigned *ret_bits, struct weekday_range *ret_past) {
    *ret_bits = 0;
    *ret_past = (struct weekday_range){NULL, NULL};
    if (!strcmp(text, "daily") || !strcmp(text, "每天")) {
        *ret_bits = (1u << DAYS_OF_WEEK) - 1;
        return true;
    }
    do
        if (!weekday_range_read(&text, ret_bits, ret_past))
            return false;
    while (take(&text, ","));
    return at_end(text);
}

// The first or the last day of the week, in the language in which `like` is written.
static const char *week_end(const struct weekday *like, unsigned weekday) {
    return weekdays[(like - weekdays) / DAYS_OF_WEEK * DAYS_OF_WEEK + weekday - 1].name;
}

// "fri-mon" is two ranges.
static void tell_past_week(struct reader *r, const yaml_node_t *key,
                           const struct weekday_range *past) {
    const char *last = week_end(past->from, DAYS_OF_WEEK), *first = week_end(past->to, 1);
    bool from_last = past->from->weekday == DAYS_OF_WEEK, to_first = past->to->weekday == 1;
    const char *other = arena_printf(r->a, "%s%s%s,%s%s%s", past->from->name, from_last ? "" : "-",
                                     from_last ? "" : last, first, to_first ? "" : "-",
                                     to_first ? "" : past->to->name);
    tell_at(r, key, HALLFILE_DAYS_PAST_WEEK,
            (struct problem){.text = node_text(key), .other = other});
}

struct week {
    Hallq__DayHours *rows[DAYS_OF_WEEK];
    size_t row_count;
    const yaml_node_t *keys[DAYS_OF_WEEK]; // where each weekday was given
};

static void day_add(struct reader *r, struct week *w, const char *path, unsigned day,
                    const struct spans *spans, const yaml_node_t *value) {
    Hallq__DayHours *row = arena_need(r->a, sizeof *row);
    hallq__day_hours__init(row);
    row->weekday = day + 1;
    row->n_spans = spans->row_count;
    row->spans = spans_keep(r, spans);
    note_node(r, arena_printf(r->a, "%s[%zu]", path, w->row_count), value);
    w->rows[w->row_count++] = row;
}

static void week_line_read(struct reader *r, struct week *w, const char *path,
                           const yaml_node_pair_t *pair) {
    const yaml_node_t *key = node_at(r, pair->key);
    const yaml_node_t *value = node_at(r, pair->value);
    struct spans spans;
    struct weekday_range past = {NULL, NULL};
    unsigned bits;
    if (!node_whole(key) || !weekdays_parse(node_text(key), &bits, &past)) {
        if (past.from)
            tell_past_week(r, key, &past);
        else
            tell_key(r, key, HALLFILE_DAYS_BAD, 0);
        return;
    }
    if (!spans_of(r, value, true, &spans))
        return;
    for (unsigned day = 0; day < DAYS_OF_WEEK; day++) {
        if (!(bits & 1u << day))
            continue;
        if (w->keys[day]) {
            tell_at(r, key, HALLFILE_DAY_TWICE,
                    (struct problem){.text = node_text(key), .other = line_words(r, w->keys[day])});
            return;
        }
        w->keys[day] = key;
        day_add(r, w, path, day, &spans, value);
    }
}

Hallq__DayHours **hours_read(struct reader *r, const yaml_node_t *mapping, const char *path,
                             size_t *ret_count) {
    struct week w = {0};
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++)
        week_line_read(r, &w, path, pair);
    *ret_count = w.row_count;
    return arena_copy(r->a, w.rows, w.row_count * sizeof w.rows[0]);
}

// ---- holidays

static bool dates_parse(const char *text, int32_t *ret_from, int32_t *ret_to) {
    if (!date_read(&text, ret_from))
        return false;
    *ret_to = *ret_from;
    if (take(&text, "..") && !date_read(&text, ret_to))
        return false;
    return at_end(text);
}

// Days that are dates, and yet no range that can be taken.
static bool dates_fine(struct reader *r, const yaml_node_t *key, int32_t from, int32_t to) {
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    struct problem p = {.text = node_text(key)};
    int32_t latest = from > to ? from : to;
    if (latest > LIMIT_HOLIDAY_DAY) {
        p.other = date_text(LIMIT_HOLIDAY_DAY, last);
        tell_at(r, key, HALLFILE_DATE_FAR, p);
        return false;
    }
    if (from > to && from - to + 1 > HALLFILE_DATE_RANGE_DAYS) {
        p.high = HALLFILE_DATE_RANGE_DAYS;
        tell_at(r, key, HALLFILE_DATE_BAD, p);
        return false;
    }
    if (from > to) {
        p.other = arena_printf(r->a, "%s..%s", date_text(to, first), date_text(from, last));
        tell_at(r, key, HALLFILE_DATES_BACKWARDS, p);
        return false;
    }
    p.value = to - from + 1;
    p.high = HALLFILE_DATE_RANGE_DAYS;
    if (p.value > p.high)
        tell_at(r, key, HALLFILE_DATES_LONG, p);
    return p.value <= p.high;
}

struct holidays {
    Hallq__Holiday *rows[LIMIT_HOLIDAYS + 1]; // one more than is allowed: settings_check tells
    size_t row_count;
};

static void holiday_add(struct reader *r, struct holidays *h, const char *path,
                        const Hallq__Holiday *day, const yaml_node_t *value) {
    if (h->row_count == COUNT(h->rows))
        return;
    note_node(r, arena_printf(r->a, "%s[%zu]", path, h->row_count), value);
    h->rows[h->row_count++] = arena_copy(r->a, day, sizeof *day);
}

// The value of a line: its spans alone, or the long form with a name.
static Hallq__Holiday *holiday_value(struct reader *r, yaml_node_t *value,
                                     holiday_long_cb long_cb) {
    if (value->type != YAML_SCALAR_NODE)
        return long_cb(r, value);
    Hallq__Holiday *day = arena_need(r->a, sizeof *day);
    hallq__holiday__init(day);
    day->spans = spans_read(r, value, true, &day->n_spans);
    return day;
}

static void holiday_line_read(struct reader *r, struct holidays *h, const char *path,
                              const yaml_node_pair_t *pair, holiday_long_cb long_cb) {
    const yaml_node_t *key = node_at(r, pair->key);
    yaml_node_t *value = node_at(r, pair->value);
    int32_t from, to;
    if (!node_whole(key) || !dates_parse(node_text(key), &from, &to)) {
        tell_key(r, key, HALLFILE_DATE_BAD, HALLFILE_DATE_RANGE_DAYS);
        return;
    }
    if (!dates_fine(r, key, from, to))
        return;
    Hallq__Holiday *day = holiday_value(r, value, long_cb);
    for (int32_t at = from; day && at <= to; at++) {
        day->day = at;
        holiday_add(r, h, path, day, value);
    }
}

Hallq__Holiday **holidays_read(struct reader *r, const yaml_node_t *mapping, const char *path,
                               holiday_long_cb long_cb, size_t *ret_count) {
    struct holidays h = {0};
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++)
        holiday_line_read(r, &h, path, pair, long_cb);
    *ret_count = h.row_count;
    return arena_copy(r->a, h.rows, h.row_count * sizeof h.rows[0]);
}
