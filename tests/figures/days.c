// hallq-days - random days of one hall, by its rules and with a clock set by hand; then what its journal exports, and
// what it reports of some ranges of these days.
//
//     hallq-days SEED DAYS FOLDER      writes journal.jsonl, and ranges.jsonl: a GetRange and a RangeReport by turns
//
// Commands are drawn without regard to whether they are refused. Odd seeds carry open tickets into the next day.
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "broker/hall/read/journal.h"
#include "clients/libhallq/json.h"
#include "tests/rules/hall.h"

#define DAY_S (24 * 3600)
#define OPENS_S (8 * 3600) // of the day
#define WORK_S (10 * 3600)
#define GAP_MOST_S 80 // between commands
#define TICKETS_KEPT 64

struct days {
    struct fixture *f;
    uint64_t dice;
    uint64_t tickets[TICKETS_KEPT]; // the newest
    size_t ticket_count;
};

// xorshift64 (Marsaglia 2003).
static uint32_t draw(struct days *d, uint32_t below) {
    d->dice ^= d->dice << 13;
    d->dice ^= d->dice >> 7;
    d->dice ^= d->dice << 17;
    return (uint32_t)((d->dice >> 32) % below);
}

// ---------------------------------------------------------------- commands

static uint32_t counter_draw(struct days *d) {
    return 1 + draw(d, COUNTERS);
}

static Hallq__Which *which_draw(struct days *d) {
    size_t kept = d->ticket_count < TICKETS_KEPT ? d->ticket_count : TICKETS_KEPT;
    return kept ? which_of(d->f, d->tickets[draw(d, (uint32_t)kept)]) : NULL;
}

static void issue(struct days *d) {
    struct fixture *f = d->f;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = 1 + draw(d, 3);
    if (draw(d, 8) == 0) {
        r->issue->n_next_services = 1;
        r->issue->next_services = arena_need(&f->arena, sizeof(uint32_t));
        r->issue->next_services[0] = 1 + draw(d, 3);
    }
    if (ask(f, DEVICE_KIOSK, r) == HALLQ__REFUSAL__REASON__NONE)
        d->tickets[d->ticket_count++ % TICKETS_KEPT] =
            EVENT_OF(f, TICKET_ISSUED, TicketIssued)->ticket;
}

static void at_counter(struct days *d, Hallq__Request__BodyCase body_case) {
    ask(d->f, DEVICE_COUNTER + counter_draw(d), request_new(d->f, body_case));
}

static void finish_draw(struct days *d) {
    static const char *const outcomes[] = {"", "done", "not-solved"};
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_FINISH);
    r->finish->outcome = text_of(d->f, outcomes[draw(d, 3)]);
    ask(d->f, DEVICE_COUNTER + counter_draw(d), r);
}

static void rate_draw(struct days *d) {
    bool customer = draw(d, 3) != 0;
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_RATE);
    r->rate->score = 1 + draw(d, 5);
    r->rate->which = customer ? which_draw(d) : NULL;
    ask(d->f, customer ? DEVICE_KIOSK : DEVICE_COUNTER + counter_draw(d), r);
}

static void cancel_draw(struct days *d) {
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_draw(d);
    ask(d->f, draw(d, 2) ? DEVICE_KIOSK : DEVICE_GUIDE, r);
}

static void reinstate_draw(struct days *d) {
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_REINSTATE);
    r->reinstate->which = which_draw(d);
    ask(d->f, DEVICE_GUIDE, r);
}

static void resume_draw(struct days *d) {
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_RESUME);
    r->resume->which = which_draw(d);
    r->resume->here = draw(d, 2);
    ask(d->f, r->resume->here ? DEVICE_COUNTER + counter_draw(d) : DEVICE_GUIDE, r);
}

static void transfer_draw(struct days *d) {
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_TRANSFER);
    bool waits = draw(d, 2);
    r->transfer->to = line_of(d->f, HALLQ__LINE__KIND__SERVICE, 1 + draw(d, 3));
    r->transfer->which = waits ? which_draw(d) : NULL;
    ask(d->f, waits ? DEVICE_GUIDE : DEVICE_COUNTER + counter_draw(d), r);
}

static void further_draw(struct days *d) {
    Hallq__Request *r = request_new(d->f, HALLQ__REQUEST__BODY_FURTHER);
    r->further->service = 1 + draw(d, 3);
    r->further->here = draw(d, 2);
    ask(d->f, DEVICE_COUNTER + counter_draw(d), r);
}

static void free_draw(struct days *d) {
    static const Hallq__Ticket__State states[] = {HALLQ__TICKET__STATE__WAITING,
                                                  HALLQ__TICKET__STATE__NO_SHOW,
                                                  HALLQ__TICKET__STATE__FINISHED};
    counter_free(d->f, counter_draw(d), states[draw(d, 3)]);
}

static void act(struct days *d) {
    uint32_t drawn = draw(d, 100);
    if (drawn < 24)
        issue(d);
    else if (drawn < 40)
        at_counter(d, HALLQ__REQUEST__BODY_CALL_NEXT);
    else if (drawn < 56)
        at_counter(d, HALLQ__REQUEST__BODY_START);
    else if (drawn < 66)
        finish_draw(d);
    else if (drawn < 69)
        at_counter(d, HALLQ__REQUEST__BODY_HOLD);
    else if (drawn < 74)
        resume_draw(d);
    else if (drawn < 78)
        at_counter(d, HALLQ__REQUEST__BODY_RECALL);
    else if (drawn < 80)
        at_counter(d, HALLQ__REQUEST__BODY_NO_SHOW);
    else if (drawn < 89)
        rate_draw(d);
    else if (drawn < 91)
        cancel_draw(d);
    else if (drawn < 93)
        reinstate_draw(d);
    else if (drawn < 95)
        transfer_draw(d);
    else if (drawn < 98)
        further_draw(d);
    else if (drawn < 99)
        free_draw(d);
    else
        pass_s(d->f, 10 * GAP_MOST_S);
}

// ---------------------------------------------------------------- days

static void day_begin(struct days *d) {
    for (uint32_t counter = 1; counter <= COUNTERS; counter++) {
        uint32_t device = DEVICE_COUNTER + counter;
        sign_on(d->f, device, STAFF_CLERK + counter, counter, true);
        counter_do(d->f, device, HALLQ__REQUEST__BODY_COUNTER_OPEN, 0);
    }
    sign_on(d->f, DEVICE_GUIDE, STAFF_GUIDE, 0, true);
    sign_on(d->f, DEVICE_LEAD, STAFF_LEAD, 0, true);
}

// From the night on, through the day; the last day ends at work.
static void day_run(struct days *d) {
    struct fixture *f = d->f;
    int64_t of_day_s = (f->now_ms / 1000 + 8 * 3600) % DAY_S;
    pass_s(f, (OPENS_S - of_day_s + DAY_S) % DAY_S);
    day_begin(d);
    for (int64_t until_ms = f->now_ms + WORK_S * 1000LL; f->now_ms < until_ms;) {
        act(d);
        pass_s(f, draw(d, GAP_MOST_S));
    }
}

// ---------------------------------------------------------------- what is told

static void print(FILE *to, const void *message) {
    char *text = hallq_json_print(message, false);
    fprintf(to, "%s\n", text ? text : "");
    free(text);
}

static void journal_print(struct days *d, FILE *to) {
    Hallq__Journal *page;
    uint64_t after = 0;
    do {
        assert_int_equal(journal_page(&d->f->state, HALL, after, 1000, &page), ERR_OK);
        for (size_t i = 0; i < page->n_entries; i++)
            print(to, page->entries[i]);
        after = page->upto;
    } while (page->more);
}

static void range_print(struct days *d, FILE *to, int32_t from_day, int32_t to_day,
                        Hallq__GetRange__Periods by) {
    Hallq__GetRange asked = HALLQ__GET_RANGE__INIT;
    Hallq__RangeReport *report;
    asked.from_day = from_day;
    asked.to_day = to_day;
    asked.by = by;
    assert_int_equal(range_make(&d->f->state, HALL, &asked, &report), ERR_OK);
    print(to, &asked);
    print(to, report);
}

static void ranges_print(struct days *d, FILE *to, int32_t first_day) {
    int32_t today = hall_row(d->f)->day;
    range_print(d, to, first_day, today, HALLQ__GET_RANGE__PERIODS__DAY);
    range_print(d, to, first_day, today, HALLQ__GET_RANGE__PERIODS__WEEK);
    range_print(d, to, first_day, today, HALLQ__GET_RANGE__PERIODS__MONTH);
    range_print(d, to, first_day + 1, today - 1, HALLQ__GET_RANGE__PERIODS__NO_PERIODS);
    for (int32_t day = first_day; day <= today; day++)
        range_print(d, to, day, day, HALLQ__GET_RANGE__PERIODS__NO_PERIODS);
}

static FILE *file_open(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        perror(path);
    return file;
}

int main(int argc, char **argv) {
    uint32_t seed, count;
    if (argc != 4 || !number_read_32(argv[1], 1, UINT32_MAX, &seed) ||
        !number_read_32(argv[2], 3, 400, &count)) {
        fputs("usage: hallq-days SEED DAYS FOLDER\n", stderr);
        return 2;
    }
    FILE *journal = file_open(argv[3], "journal.jsonl"),
         *ranges = file_open(argv[3], "ranges.jsonl");
    if (!journal || !ranges)
        return 1;
    struct days d = {.f = hall_new(), .dice = 0x9e3779b97f4a7c15ull * seed};
    d.f->quick = true;
    d.f->settings->services[0]->target_wait_s = 240;
    if (seed % 2)
        d.f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(d.f);
    int32_t first_day = hall_row(d.f)->day;
    for (uint32_t i = 0; i < count; i++)
        day_run(&d);
    journal_print(&d, journal);
    ranges_print(&d, ranges, first_day);
    fixture_destroy(d.f); // the journal, applied again, makes the same tables
    return fclose(journal) | fclose(ranges);
}
