// twin_test.c - the rule of calling run forward, where the answer is known.
#include "broker/forecast/twin.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SERVICES 3

// Services that all take the same: 300, 600 and 60 s.
static const double taken_s[SERVICES] = {300, 600, 60};
static struct service_times services[SERVICES];

static int setup(void **state) {
    (void)state;
    memset(services, 0, sizeof services);
    for (uint32_t i = 0; i < SERVICES * 50; i++)
        service_times_add(&services[i % SERVICES], taken_s[i % SERVICES]);
    return 0;
}

static struct twin_answer ask(struct twin_counter *counters, uint32_t counter_count,
                              const uint32_t *ahead, uint32_t count) {
    struct twin_ticket tickets[16];
    struct twin_answer answer;
    for (uint32_t i = 0; i < count; i++)
        tickets[i] = (struct twin_ticket){.service = ahead[i]};
    struct twin twin = {counters, counter_count, tickets, count, services, SERVICES, 0};
    twin_run(&twin, 7, &answer);
    return answer;
}

#define ASK(counters, ...)                                                                         \
    ask(counters, sizeof(counters) / sizeof(counters)[0], (const uint32_t[]){__VA_ARGS__},         \
        sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void a_free_counter__calls_at_once(void **state) {
    struct twin_counter one[] = {{.services = 1}};
    (void)state;
    assert_near(ASK(one, 0).mean_s, 0, 0);
}

static void those_ahead__are_served_in_order(void **state) {
    struct twin_counter one[] = {{.services = 3}}, two[] = {{.services = 3}, {.services = 3}};
    (void)state;
    struct twin_answer answer = ASK(one, 0, 1, 0);
    assert_near(answer.mean_s, 900, 1e-9);
    assert_near(answer.lower_s, 900, 1e-9);
    assert_near(answer.upper_s, 900, 1e-9);
    assert_near(ASK(two, 0, 1, 0).mean_s, 300, 1e-9);
    assert_near(ASK(two, 0, 1, 0, 0).mean_s, 600, 1e-9);
}

static void a_counter__passes_over_whom_it_cannot_serve(void **state) {
    struct twin_counter own[] = {{.services = 1}, {.services = 2}};
    (void)state;
    assert_near(ASK(own, 1, 1, 1, 0).mean_s, 0, 0);
    assert_near(ASK(own, 0, 0, 1).mean_s, 0, 0);
    assert_near(ASK(own, 1, 0, 1, 0).mean_s, 300, 1e-9);
}

static void a_busy_counter__has_the_rest_of_its_service_before_it(void **state) {
    struct twin_counter busy[] = {{.services = 1, .busy = true, .service = 1, .busy_s = 200}};
    (void)state;
    assert_near(ASK(busy, 0).mean_s, 400, 1e-9);
    assert_near(ASK(busy, 0, 0).mean_s, 700, 1e-9);
}

static void a_service_longer_than_any__still_takes_a_while(void **state) {
    struct twin_counter late[] = {{.services = 1, .busy = true, .service = 0, .busy_s = 5000}};
    (void)state;
    struct twin_answer answer = ASK(late, 0);
    assert_true(answer.mean_s > 0 && answer.mean_s < 4 * .6 * 300);
    assert_true(answer.lower_s < answer.mean_s && answer.mean_s < answer.upper_s);
}

static void another_counter__that_opens_later_helps_from_then(void **state) {
    struct twin_counter now[] = {{.services = 2}, {.services = 2, .opens_in_s = 100}};
    (void)state;
    assert_near(ASK(now, 1, 1).mean_s, 100, 1e-9);
    assert_near(ASK(now, 1, 1, 1).mean_s, 600, 1e-9);
}

static void a_break__begins_after_the_service_and_ends_in_time(void **state) {
    struct twin_counter rests[] = {{.services = 1, .away_from_s = 200, .away_to_s = 1100}};
    (void)state;
    assert_near(ASK(rests, 0, 0).mean_s, 1100, 1e-9);
    struct twin_counter closes[] = {{.services = 1, .away_from_s = 400, .away_to_s = INFINITY},
                                    {.services = 1, .opens_in_s = 2000}};
    assert_near(ASK(closes, 0, 0).mean_s, 300, 1e-9);
    assert_near(ASK(closes, 0, 0, 0).mean_s, 2000, 1e-9);
}

static void nobody_there__is_said_so(void **state) {
    struct twin_counter other[] = {{.services = 2}};
    struct twin_counter closes[] = {{.services = 1, .away_from_s = 0, .away_to_s = INFINITY}};
    (void)state;
    assert_near(ASK(other, 0).mean_s, TWIN_NOBODY_S, 0);
    assert_true(ASK(other, 0).nobody);
    assert_false(ASK(other, 1).nobody);
    assert_near(ASK(closes, 0).mean_s, TWIN_NOBODY_S, 0);
}

static void who_is_on_hold__is_passed_over_until_it_is_back(void **state) {
    struct twin_counter one[] = {{.services = 1}};
    struct twin_ticket held[] = {{.ready_in_s = 250}, {0}, {0}, {0}};
    struct twin twin = {one, 1, held, 4, services, SERVICES, 0};
    struct twin_answer answer;
    (void)state;
    twin_run(&twin, 1, &answer); // the second, then the first, the third, and this one
    assert_near(answer.mean_s, 900, 1e-9);
    twin.ticket_count = 1; // on hold itself
    twin_run(&twin, 1, &answer);
    assert_near(answer.mean_s, 250, 1e-9);
    held[2].ready_in_s = 700;
    twin.ticket_count = 4; // 0: second, 300: first, 600: this one
    twin_run(&twin, 1, &answer);
    assert_near(answer.mean_s, 600, 1e-9);
}

static void no_shows__are_short(void **state) {
    struct twin_counter one[] = {{.services = 1}};
    struct twin_ticket tickets[101] = {{0}};
    struct twin twin = {one, 1, tickets, 101, services, SERVICES, .5};
    struct twin_answer answer;
    (void)state;
    twin_run(&twin, 3, &answer); // of 100, half take 300 s and half 45 s
    assert_near(answer.mean_s, 100 * (300 + 45) / 2., 1000);
    assert_true(answer.lower_s < answer.upper_s);
}

static void few_services__are_taken_by_their_mean(void **state) {
    struct service_times fresh[1] = {{0}};
    struct twin_counter one[] = {{.services = 1}};
    struct twin_ticket tickets[3] = {{0}};
    struct twin twin = {one, 1, tickets, 3, fresh, 1, 0};
    struct twin_answer answer;
    (void)state;
    service_times_expect(&fresh[0], 480);
    twin_run(&twin, 3, &answer);
    assert_near(answer.mean_s, 960, 1e-9);
}

static void a_seed__gives_the_same_bits_and_another_gives_others(void **state) {
    struct service_times mixed[1] = {{0}};
    struct twin_counter one[] = {{.services = 1}};
    struct twin_ticket tickets[9] = {{0}};
    struct twin twin = {one, 1, tickets, 9, mixed, 1, .1};
    struct twin_answer first, again, other;
    (void)state;
    for (uint32_t i = 0; i < 200; i++)
        service_times_add(&mixed[0], 100 + 3 * i);
    twin_run(&twin, 5, &first);
    twin_run(&twin, 5, &again);
    twin_run(&twin, 6, &other);
    assert_memory_equal(&first, &again, sizeof first);
    assert_true(first.mean_s != other.mean_s);
    assert_near(first.mean_s, 8 * (.9 * 398.5 + .1 * 45), 500);
}

// The same by looking at every counter and every ticket each time.
static double call_by_looking(struct twin_counter *counters, uint32_t counter_count,
                              const struct twin_ticket *tickets, uint32_t count) {
    bool called[16] = {false};
    for (uint32_t i = 0; i < counter_count; i++) {
        double rest_s = counters[i].busy ? taken_s[counters[i].service] - counters[i].busy_s : 0;
        counters[i].free_at_s = fmax(counters[i].opens_in_s, rest_s);
    }
    for (;;) {
        struct twin_counter *counter = &counters[0];
        for (uint32_t i = 1; i < counter_count; i++)
            if (counters[i].free_at_s < counter->free_at_s)
                counter = &counters[i];
        double now_s = counter->free_at_s, later_s = INFINITY;
        if (isinf(now_s))
            return TWIN_NOBODY_S;
        if (now_s >= counter->away_from_s && now_s < counter->away_to_s) {
            counter->free_at_s = counter->away_to_s;
            continue;
        }
        uint32_t i = 0;
        for (; i < count; i++) {
            bool able = !called[i] && counter->services >> tickets[i].service & 1;
            if (able && tickets[i].ready_in_s <= now_s)
                break;
            if (able)
                later_s = fmin(later_s, tickets[i].ready_in_s);
        }
        if (i == count - 1)
            return now_s;
        if (i < count)
            called[i] = true;
        counter->free_at_s = i < count ? now_s + taken_s[tickets[i].service] : later_s;
    }
}

static void any_hall__is_run_as_one_would_by_hand(void **state) {
    uint64_t dice = 21;
    uint32_t waited = 0;
    (void)state;
    for (uint32_t round = 0; round < 5000; round++) {
        struct twin_counter counters[4] = {{0}}, by_hand[4];
        struct twin_ticket tickets[16] = {{0}};
        uint32_t parts[64];
        for (uint32_t i = 0; i < 64; i++) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            parts[i] = (uint32_t)(dice >> 40);
        }
        uint32_t counter_count = 1 + parts[0] % 4, count = 1 + parts[1] % 16;
        for (uint32_t i = 0; i < counter_count; i++) {
            const uint32_t *part = parts + 2 + 5 * i;
            uint32_t service = part[1] % SERVICES;
            counters[i] = (struct twin_counter){.services = part[0] % 8,
                                                .busy = part[0] & 64,
                                                .service = service,
                                                .busy_s = taken_s[service] * (part[2] % 10) / 10,
                                                .opens_in_s = part[3] % 3 ? 0 : part[3] % 999};
            if (part[4] % 3 == 0) {
                counters[i].away_from_s = part[4] % 1500;
                counters[i].away_to_s = part[4] & 64 ? INFINITY : counters[i].away_from_s + 700;
            }
        }
        for (uint32_t i = 0; i < count; i++)
            tickets[i] =
                (struct twin_ticket){.service = parts[30 + i] % SERVICES,
                                     .ready_in_s = parts[30 + i] & 448 ? 0 : parts[i] % 2000};
        struct twin twin = {counters, counter_count, tickets, count, services, SERVICES, 0};
        struct twin_answer answer;
        memcpy(by_hand, counters, sizeof counters);
        twin_run(&twin, round, &answer);
        double wanted_s = call_by_looking(by_hand, counter_count, tickets, count);
        assert_near(answer.mean_s, wanted_s, 1e-6);
        waited += wanted_s > 0 && wanted_s != TWIN_NOBODY_S;
    }
    assert_true(waited > 2000);
}

static void no_show_share__follows_the_last_ones(void **state) {
    double no_shows = 0;
    (void)state;
    twin_came(&no_shows, false);
    assert_near(no_shows, .002, 1e-12);
    twin_came(&no_shows, true);
    assert_near(no_shows, .002 * .998, 1e-12);
}

// A counter that calls who does not come is free after 45 seconds.
static void a_ticket__takes_its_service_or_the_time_of_a_no_show(void **state) {
    (void)state;
    assert_near(twin_ticket_s(300, 0), 300, 0);
    assert_near(twin_ticket_s(300, .2), .8 * 300 + .2 * 45, 1e-9);
}

static void spread__is_that_of_the_times_and_the_no_shows(void **state) {
    static struct service_times times;
    (void)state;
    for (uint32_t i = 0; i < SERVICE_TIMES_FEWEST; i++)
        service_times_add(&times, 300);
    assert_near(twin_spread(&times, 0), 1, 0); // too few to say
    service_times_add(&times, 300);
    service_times_add(&times, 300);
    assert_near(twin_spread(&times, 0), 0, 1e-9);
    // 300 four times of five, 45 once: mean 249, variance 16 * 51^2.
    assert_near(twin_spread(&times, .2), 4 * 51. * 51 / (249. * 249), 1e-9);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
