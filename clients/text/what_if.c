#include "what_if.h"

#include "base/count.h"

// ---------------------------------------------------------------- the plan

static void part_add(char to[PHRASE_SIZE], const char *part, enum language language) {
    if (*to)
        text_join(to, PHRASE_SIZE, text_of(TEXT_WHAT_IF_AND, language));
    text_join(to, PHRASE_SIZE, part);
}

static void counters_add(char to[PHRASE_SIZE], const struct hallq_view *v, enum text text,
                         const uint32_t *counters, size_t count, enum language language) {
    char names[PHRASE_SIZE] = "", part[PHRASE_SIZE], number[PHRASE_SHORT];
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_join(names, sizeof names, text_of(TEXT_LIST_COMMA, language));
        text_join(names, sizeof names, phrase_counter(number, v, counters[i], language));
    }
    TEXT_FILL(part, text, language, names);
    if (count)
        part_add(to, part, language);
}

static void services_add(char to[PHRASE_SIZE], const struct hallq_view *v,
                         const Hallq__WhatIfServices *moved, enum language language) {
    char names[PHRASE_SIZE] = "", part[PHRASE_SIZE], number[PHRASE_SHORT];
    for (size_t i = 0; i < moved->n_services; i++) {
        if (i)
            text_join(names, sizeof names, text_of(TEXT_LIST_COMMA, language));
        text_join(names, sizeof names, phrase_service(number, v, moved->services[i], language));
    }
    TEXT_FILL(part, TEXT_MEASURE_SERVICES, language,
              phrase_counter(number, v, moved->counter, language), names);
    part_add(to, part, language);
}

static void people_add(char to[PHRASE_SIZE], const struct hallq_view *v,
                       const Hallq__WhatIfElsewhere *gone, enum language language) {
    char part[PHRASE_SIZE], number[PHRASE_SHORT], people[PHRASE_SHORT];
    phrase_number(people, gone->people);
    TEXT_FILL(part, TEXT_WHAT_IF_ELSEWHERE, language,
              phrase_service(number, v, gone->service, language), people);
    part_add(to, part, language);
}

void what_if_plan(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__WhatIf *asked,
                  enum language language) {
    *to = 0;
    counters_add(to, v, TEXT_MEASURE_OPEN, asked->open, asked->n_open, language);
    counters_add(to, v, TEXT_WHAT_IF_CLOSE, asked->close, asked->n_close, language);
    for (size_t i = 0; i < asked->n_services; i++)
        services_add(to, v, asked->services[i], language);
    for (size_t i = 0; i < asked->n_elsewhere; i++)
        people_add(to, v, asked->elsewhere[i], language);
}

// ---------------------------------------------------------------- a line

static const char *wait_phrase(char to[PHRASE_SHORT], const Hallq__WhatIfWait *wait,
                               enum language language) {
    if (!wait || wait->nobody)
        return text_of(TEXT_WHAT_IF_NOBODY, language);
    phrase_minutes(to, wait->forecast_s, language);
    return to;
}

static bool same_wait(const Hallq__WhatIfWait *a, const Hallq__WhatIfWait *b) {
    if (!a || !b)
        return a == b;
    return a->nobody == b->nobody && a->forecast_s / 60 == b->forecast_s / 60;
}

void what_if_line(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__WhatIfLine *line,
                  int64_t later_at_ms, enum language language) {
    char number[PHRASE_SHORT], at[PHRASE_SHORT];
    char now[PHRASE_SHORT], later[PHRASE_SHORT], without[PHRASE_SHORT];
    phrase_clock(at, v, later_at_ms, false);
    const char *const values[] = {phrase_service(number, v, line->service, language),
                                  wait_phrase(now, line->now, language), at,
                                  wait_phrase(later, line->later_if, language),
                                  wait_phrase(without, line->later, language)};
    text_fill(to, PHRASE_SIZE,
              same_wait(line->later, line->later_if) ? TEXT_WHAT_IF_SAME : TEXT_WHAT_IF_LINE,
              language, values, COUNT(values));
}
