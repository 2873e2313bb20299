#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/date.h"
#include "base/wire/wire.h"
#include "clients/sheet/range.h"
#include "problem.h"
#include "session.h"
#include "web.pb-c.h"

static void shown_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    Hallq__WebReport told = HALLQ__WEB_REPORT__INIT;
    (void)arg;
    if (reply->body_case != HALLQ__REPLY__BODY_REPORT) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    told.report = reply->report;
    exchange_answer_json(http, &told);
}

void report_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *day,
                 const ProtobufCBinaryData *principal) {
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    HALLQ_REQUEST(request, hall, GET_REPORT, get_report, &body);
    if (strcmp(day, "today") != 0 && (!date_parse(day, &body.day) || body.day <= 0)) {
        problem_answer(http, PROBLEM_BAD_REQUEST, NULL);
        return;
    }
    request.principal = *principal;
    struct exchange_then then = {.answer_cb = shown_cb};
    exchange_begin(halls, halls->client, http, &request, EXCHANGE_WORK_MS, &then);
}

// ---------------------------------------------------------------- many days

// A range that is told as a file: kept packed while the settings are asked for, whose names stand in it.
struct ranged {
    enum language language;
    size_t size;
    unsigned char packed[];
};

// What was asked of a range. `halls` and `principal` for the second question.
struct ranging {
    struct halls *halls;
    uint32_t hall;
    bool csv;
    enum language language;
    unsigned char principal[SESSION_PRINCIPAL_SIZE];
    size_t principal_size;
};

static void csv_answer(struct http_request *http, const struct ranged *ranged,
                       const Hallq__HallSettings *settings) {
    char *text = NULL;
    size_t size = 0;
    struct arena arena;
    arena_init(&arena, 0);
    FILE *to = open_memstream(&text, &size);
    const Hallq__RangeReport *report =
        wire_unpack(&hallq__range_report__descriptor, &arena, ranged->packed, ranged->size);
    if (to && report)
        range_print(to, true, report, settings, ranged->language);
    bool written = to && !fclose(to) && report;
    arena_fini(&arena);
    http_add_header(http, "Cache-Control", "no-store");
    http_add_header(http, "Content-Disposition", "attachment; filename=\"hall-report.csv\"");
    if (written)
        http_answer(http, &(struct http_answer){.status = 200,
                                                .type = "text/csv; charset=utf-8",
                                                .body = text,
                                                .body_size = size});
    else
        problem_answer(http, PROBLEM_INTERNAL, NULL);
    free(text);
}

static void named_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    if (reply->body_case == HALLQ__REPLY__BODY_SETTINGS)
        csv_answer(http, arg, reply->settings);
    else
        problem_answer(http, PROBLEM_INTERNAL, NULL);
}

static void names_ask(struct http_request *http, const Hallq__RangeReport *report,
                      const struct ranging *asked) {
    Hallq__GetSettings body = HALLQ__GET_SETTINGS__INIT;
    HALLQ_REQUEST(request, asked->hall, GET_SETTINGS, get_settings, &body);
    size_t size = wire_size(report);
    struct ranged *ranged = malloc(sizeof *ranged + size);
    if (!ranged) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    ranged->language = asked->language;
    ranged->size = size;
    wire_pack(report, ranged->packed);
    request.principal =
        (ProtobufCBinaryData){asked->principal_size, (uint8_t *)(uintptr_t)asked->principal};
    struct exchange_then then = {.answer_cb = named_cb, .arg = ranged};
    exchange_begin(asked->halls, asked->halls->client, http, &request, EXCHANGE_WORK_MS, &then);
}

static void ranged_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    const struct ranging *asked = arg;
    Hallq__WebRange told = HALLQ__WEB_RANGE__INIT;
    if (reply->body_case != HALLQ__REPLY__BODY_RANGE) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    told.range = reply->range;
    if (asked->csv)
        names_ask(http, reply->range, asked);
    else
        exchange_answer_json(http, &told);
}

static bool by_read(const char *text, Hallq__GetRange__Periods *ret) {
    static const char *const names[] = {"", "day", "week", "month"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(text ? text : "", names[i])) {
            *ret = (Hallq__GetRange__Periods)i;
            return true;
        }
    return false;
}

static bool is_one_of(const char *text, const char *first, const char *second) {
    return !text || !strcmp(text, first) || !strcmp(text, second);
}

void range_show(struct halls *halls, struct http_request *http, uint32_t hall, const char *from,
                const char *to, const ProtobufCBinaryData *principal) {
    Hallq__GetRange body = HALLQ__GET_RANGE__INIT;
    HALLQ_REQUEST(request, hall, GET_RANGE, get_range, &body);
    const char *format = http_query(http, "format"), *language = http_query(http, "lang");
    struct ranging *asked = malloc(sizeof *asked);
    bool good = asked && date_parse(from, &body.from_day) && date_parse(to, &body.to_day) &&
                body.from_day > 0 && body.to_day > 0 && by_read(http_query(http, "by"), &body.by) &&
                is_one_of(format, "json", "csv") && is_one_of(language, "zh", "en");
    if (!good) {
        problem_answer(http, asked ? PROBLEM_BAD_REQUEST : PROBLEM_INTERNAL, NULL);
        free(asked);
        return;
    }
    *asked = (struct ranging){.halls = halls,
                              .hall = hall,
                              .csv = format && !strcmp(format, "csv"),
                              .language = language_of(language ? language : "zh")};
    asked->principal_size =
        principal->len < sizeof asked->principal ? principal->len : sizeof asked->principal;
    memcpy(asked->principal, principal->data, asked->principal_size);
    request.principal = *principal;
    struct exchange_then then = {.answer_cb = ranged_cb, .arg = asked};
    exchange_begin(halls, halls->client, http, &request, EXCHANGE_WORK_MS, &then);
}
