// find.c - finds a line, a counter, a person ... of a hall, and its name.
#include <string.h>

#include "fold.h"

const Hallq__LineState *hallq_view_line(const struct hallq_view *v, Hallq__Line__Kind kind,
                                        uint32_t id) {
    return line_find(v, kind, id);
}

const Hallq__CounterNow *hallq_view_counter(const struct hallq_view *v, uint32_t counter) {
    return counter_find(v, counter);
}

const Hallq__LineWait *hallq_view_wait(const struct hallq_view *v, uint32_t service) {
    for (size_t i = 0; v->now.waits && i < v->now.waits->n_lines; i++)
        if (v->now.waits->lines[i]->service == service)
            return v->now.waits->lines[i];
    return NULL;
}

const Hallq__SignedOn *hallq_view_person(const struct hallq_view *v, uint32_t staff) {
    for (size_t i = 0; i < v->now.n_people; i++)
        if (v->now.people[i]->staff == staff)
            return v->now.people[i];
    return NULL;
}

const Hallq__Service *hallq_view_service(const struct hallq_view *v, uint32_t service) {
    const Hallq__HallSettings *s = v->now.settings;
    for (size_t i = 0; s && i < s->n_services; i++)
        if (s->services[i]->id == service)
            return s->services[i];
    return NULL;
}

const Hallq__CounterSettings *hallq_view_counter_settings(const struct hallq_view *v,
                                                          uint32_t counter) {
    const Hallq__HallSettings *s = v->now.settings;
    for (size_t i = 0; s && i < s->n_counters; i++)
        if (s->counters[i]->id == counter)
            return s->counters[i];
    return NULL;
}

const Hallq__StaffSettings *hallq_view_staff(const struct hallq_view *v, uint32_t staff) {
    const Hallq__HallSettings *s = v->now.settings;
    for (size_t i = 0; s && i < s->n_staff; i++)
        if (s->staff[i]->id == staff)
            return s->staff[i];
    return NULL;
}

const uint32_t *hallq_view_services_of(const struct hallq_view *v, uint32_t counter,
                                       size_t *ret_count) {
    const Hallq__CounterNow *now = hallq_view_counter(v, counter);
    const Hallq__CounterSettings *set = hallq_view_counter_settings(v, counter);
    if (now && now->n_services) {
        *ret_count = now->n_services;
        return now->services;
    }
    *ret_count = set ? set->n_services : 0;
    return set ? set->services : NULL;
}

bool hallq_view_free_counter(const struct hallq_view *v, uint32_t service) {
    for (size_t i = 0; i < v->now.n_counters; i++) {
        const Hallq__CounterNow *counter = v->now.counters[i];
        size_t count = 0;
        const uint32_t *services = hallq_view_services_of(v, counter->counter, &count);
        for (size_t j = 0; j < count && counter->state == HALLQ__COUNTER__STATE__FREE; j++)
            if (services[j] == service)
                return true;
    }
    return false;
}

const char *hallq_text(const Hallq__Text *text, enum language language) {
    if (!text)
        return "";
    if (language == LANGUAGE_EN && text->en && *text->en)
        return text->en;
    return text->zh ? text->zh : "";
}

const char *hallq_code_text(Hallq__Code *const *codes, size_t count, const char *code,
                            enum language language) {
    if (!code)
        return "";
    for (size_t i = 0; i < count; i++)
        if (!strcmp(codes[i]->code, code))
            return hallq_text(codes[i]->name, language);
    return code;
}
