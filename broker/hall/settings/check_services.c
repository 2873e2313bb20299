// check_services.c - the hall's zones and services.
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/hall/settings/checker.h"

#define ZONE_ID_LEN 16

static void check_zone_row(struct checker *c, size_t i) {
    const Hallq__Zone *zone = c->s->zones[i];
    checker_text_once(c, ".zones", ".id", (void *const *)c->s->zones, i, offsetof(Hallq__Zone, id),
                      PROBLEM_CODE_TWICE);
    size_t here = checker_push(c, ".zones[%zu]", i);
    checker_code(c, ".id", text_or_empty(zone->id), ZONE_ID_LEN);
    checker_text(c, ".name", zone->name);
    checker_pop(c, here);
}

void check_zones(struct checker *c) {
    if (!checker_list(c, c->s, "zones"))
        return;
    for (size_t i = 0; i < c->s->n_zones; i++)
        check_zone_row(c, i);
}

static void check_zone_there(struct checker *c, const char *field, const char *zone) {
    if (!*zone)
        return;
    for (size_t i = 0; i < c->s->n_zones && i < LIMIT_ZONES; i++)
        if (!strcmp(text_or_empty(c->s->zones[i]->id), zone))
            return;
    checker_report(c, field, (struct problem){PROBLEM_ZONE_UNKNOWN, .text = checker_shown(zone)});
}

void check_zone_known(struct checker *c, const char *zone) {
    check_zone_there(c, ".zone", zone);
}

void check_rest_zone(struct checker *c) {
    check_zone_there(c, ".rest_zone", text_or_empty(c->s->rest_zone));
}

const Hallq__Service *checker_service(const Hallq__HallSettings *s, uint32_t id) {
    for (size_t i = 0; i < s->n_services && i < LIMIT_SERVICES; i++)
        if (s->services[i]->id == id)
            return s->services[i];
    return NULL;
}

bool check_service_known(struct checker *c, const char *field, uint32_t service) {
    if (checker_service(c->s, service))
        return true;
    checker_report(c, field, (struct problem){PROBLEM_SERVICE_UNKNOWN, .value = service});
    return false;
}

static void check_letter(struct checker *c, const char *letter) {
    size_t len = strspn(letter, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (!len || len > LIMIT_LETTERS || letter[len])
        checker_report(c, ".letter",
                       (struct problem){PROBLEM_LETTER_BAD, .text = checker_shown(letter)});
}

// Checks that a service's numbers fit together; reports nothing if a number is out of its own
// range.
static void check_numbers(struct checker *c, const Hallq__Service *service) {
    int64_t first = service->first_number, last = service->last_number, cap = service->daily_cap;
    int64_t number_count = last - first + 1;
    if (first < 1 || last < 1 || first > LIMIT_NUMBER || last > LIMIT_NUMBER)
        return;
    if (last < first)
        checker_range(c, ".last_number", last, first, LIMIT_NUMBER);
    else if (cap <= LIMIT_NUMBER && cap > number_count)
        checker_report(c, ".daily_cap",
                       (struct problem){PROBLEM_CAP_UNREACHED, .value = cap, .high = number_count});
}

static void check_bring(struct checker *c, const Hallq__Service *service) {
    if (!checker_list(c, service, "bring"))
        return;
    for (size_t i = 0; i < service->n_bring; i++) {
        size_t here = checker_push(c, ".bring[%zu]", i);
        checker_lines(c, "", service->bring[i]);
        checker_pop(c, here);
    }
}

static void check_given(struct checker *c, uint32_t service) {
    for (size_t i = 0; i < c->s->n_counters; i++)
        if (checker_gives(c->s->counters[i], service))
            return;
    checker_report(c, "", (struct problem){PROBLEM_SERVICE_NOT_GIVEN, .value = service});
}

static void check_service(struct checker *c, size_t i) {
    const Hallq__Service *service = c->s->services[i];
    checker_id_once(c, ".services", ".id", (void *const *)c->s->services, i,
                    offsetof(Hallq__Service, id), PROBLEM_ID_TWICE);
    checker_text_once(c, ".services", ".letter", (void *const *)c->s->services, i,
                      offsetof(Hallq__Service, letter), PROBLEM_LETTER_TWICE);
    size_t here = checker_push(c, ".services[%zu]", i);
    checker_fields(c, service);
    checker_text(c, ".name", service->name);
    check_letter(c, text_or_empty(service->letter));
    check_numbers(c, service);
    check_hours(c, &service->base, service->hours, service->n_hours);
    check_zone_known(c, text_or_empty(service->zone));
    check_bring(c, service);
    check_slots(c, service);
    if (c->s->n_counters && c->s->n_counters <= LIMIT_COUNTERS)
        check_given(c, service->id);
    checker_pop(c, here);
}

void check_services(struct checker *c) {
    if (!checker_list(c, c->s, "services"))
        return;
    for (size_t i = 0; i < c->s->n_services; i++)
        check_service(c, i);
}
