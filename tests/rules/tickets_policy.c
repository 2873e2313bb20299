// tickets_policy.c - which ticket a counter calls next, and why: the oldest, the preferred service's,
// or by shares.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

static void policy(struct fixture *f, uint32_t counter, Hallq__LinePolicy__Kind kind,
                   uint32_t limit_s) {
    f->settings->counters[counter - 1]->policy->kind = kind;
    f->settings->counters[counter - 1]->policy->limit_s = limit_s;
}

static void share(struct fixture *f, uint32_t counter, uint32_t service, uint32_t count) {
    Hallq__LinePolicy *p = f->settings->counters[counter - 1]->policy;
    Hallq__LinePolicy__Share *s = arena_need(&f->arena, sizeof *s);
    Hallq__LinePolicy__Share **all =
        arena_need(&f->arena, (p->n_ratio + 1) * sizeof(Hallq__LinePolicy__Share *));
    hallq__line_policy__share__init(s);
    s->service = service;
    s->count = count;
    for (size_t i = 0; i < p->n_ratio; i++)
        all[i] = p->ratio[i];
    all[p->n_ratio++] = s;
    p->ratio = all;
}

// Who is called, one after the other, as the letters and numbers on the tickets.
static void assert_order(struct fixture *f, uint32_t counter, const char *const *numbers) {
    for (; *numbers; numbers++) {
        next(f, counter);
        assert_string_equal(called(f)->number, *numbers);
        let_go(f, counter);
    }
    assert_refused(f, DEVICE_COUNTER + counter, request_new(f, CALL_NEXT), NOTHING_WAITING);
}
#define ASSERT_ORDER(f, counter, ...)                                                              \
    assert_order(f, counter, (const char *const[]){__VA_ARGS__, NULL})

// Oldest.

static void oldest__goes_by_rank_over_all_lines(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_B);
    pass_s(f, 1);
    take(f, SERVICE_A);
    pass_s(f, 1);
    take(f, SERVICE_B);
    pass_s(f, 1);
    take_class(f, SERVICE_A, VIP);
    ASSERT_ORDER(f, 1, "A002", "B001", "A001", "B002");
}

static void oldest__breaks_ties_by_who_came_first(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_B);
    take(f, SERVICE_A);
    take(f, SERVICE_B);
    ASSERT_ORDER(f, 1, "B001", "A001", "B002");
}

static void oldest__names_the_runner_up_of_another_line(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    pass_s(f, 10);
    uint64_t second = take(f, SERVICE_B);
    pass_s(f, 10);
    take(f, SERVICE_A);
    next(f, 1);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__OLDEST);
    assert_int_equal(why(f)->second, second);
    assert_string_equal(why(f)->second_number, "B001");
    assert_int_equal(why(f)->second_line->id, SERVICE_B);
    assert_int_equal(why(f)->waited_s, 20);
    assert_int_equal(why(f)->second_waited_s, 10);
}

static void oldest__names_the_runner_up_of_the_same_line(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    uint64_t second = take(f, SERVICE_A);
    pass_s(f, 10);
    take(f, SERVICE_B);
    next(f, 1);
    assert_int_equal(why(f)->second, second);
}

static void oldest__counts_own_lines_like_any(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_C);
    pass_s(f, 1);
    uint64_t second = take(f, SERVICE_A);
    pass_s(f, 1);
    uint64_t third = take(f, SERVICE_C);
    send_to_line(f, third, CLERK_LINE, STAFF_CLERK + 1);
    send_to_line(f, first, COUNTER_LINE, 1);
    assert_int_equal(next(f, 1), first);
    assert_int_equal(called(f)->left->kind, COUNTER_LINE);
    let_go(f, 1);
    assert_int_equal(next(f, 1), second);
    let_go(f, 1);
    assert_int_equal(next(f, 1), third);
    assert_int_equal(called(f)->left->kind, CLERK_LINE);
}

static void oldest__follows_the_services_a_lead_set(void **state) {
    struct fixture *f = *state;
    uint32_t services[] = {SERVICE_C};
    Hallq__CounterRow *row = counter_row(f, 1);
    row->n_services = 1;
    row->services = services;
    counter_change(f, 1, row);
    take(f, SERVICE_A);
    take(f, SERVICE_C);
    ASSERT_ORDER(f, 1, "C001");
}

// Preference.

// TEST_OWN
static void preference__takes_the_first_service_with_anybody(void **state) {
    struct fixture *f = fixture_new(state);
    policy(f, 2, HALLQ__LINE_POLICY__KIND__PREFERENCE, 1200); // B, A, C
    fixture_open(f);
    take(f, SERVICE_C);
    take(f, SERVICE_A);
    take(f, SERVICE_B);
    take(f, SERVICE_B);
    next(f, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__PREFERENCE);
    assert_string_equal(called(f)->number, "B001");
    assert_string_equal(why(f)->second_number, "B002");
    let_go(f, 2);
    next(f, 2);
    assert_string_equal(why(f)->second_number, "A001");
    let_go(f, 2);
    ASSERT_ORDER(f, 2, "A001", "C001");
}

// TEST_OWN
static void preference__is_broken_by_the_limit(void **state) {
    struct fixture *f = fixture_new(state);
    policy(f, 2, HALLQ__LINE_POLICY__KIND__PREFERENCE, 600);
    fixture_open(f);
    take(f, SERVICE_C);
    pass_s(f, 1);
    take(f, SERVICE_A);
    pass_s(f, 599); // C has waited 600 s: not longer than the limit
    take(f, SERVICE_B);
    next(f, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__PREFERENCE);
    assert_string_equal(called(f)->number, "B001");
    let_go(f, 2);
    pass_s(f, 2);
    take(f, SERVICE_B);
    next(f, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__LIMIT);
    assert_string_equal(called(f)->number, "C001"); // both are over: the smaller rank
    assert_string_equal(why(f)->second_number, "A001");
    assert_int_equal(why(f)->waited_s, 602);
}

// TEST_OWN
static void preference__limit_looks_at_the_wait_not_the_head_start(void **state) {
    struct fixture *f = fixture_new(state);
    policy(f, 2, HALLQ__LINE_POLICY__KIND__PREFERENCE, 600);
    fixture_open(f);
    take_class(f, SERVICE_C, VIP); // rank 600 s ago, but came just now
    pass_s(f, 30);
    take(f, SERVICE_B);
    next(f, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__PREFERENCE);
    assert_string_equal(called(f)->number, "B001");
}

// TEST_OWN
static void preference__serves_own_lines_first(void **state) {
    struct fixture *f = fixture_new(state);
    policy(f, 1, HALLQ__LINE_POLICY__KIND__PREFERENCE, 600);
    fixture_open(f);
    take(f, SERVICE_A);
    pass_s(f, 700); // over the limit, but own lines come first
    uint64_t clerk = take(f, SERVICE_C);
    pass_s(f, 1);
    uint64_t counter = take(f, SERVICE_C);
    send_to_line(f, counter, COUNTER_LINE, 1);
    send_to_line(f, clerk, CLERK_LINE, STAFF_CLERK + 1);
    assert_int_equal(next(f, 1), clerk); // the smaller rank of the two own lines
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__OWN);
    assert_int_equal(why(f)->second, counter);
    let_go(f, 1);
    assert_int_equal(next(f, 1), counter);
    let_go(f, 1);
    ASSERT_ORDER(f, 1, "A001");
}

// Ratio.

static struct fixture *ratio_new(void **state) {
    struct fixture *f = fixture_new(state);
    policy(f, 2, HALLQ__LINE_POLICY__KIND__RATIO, 3600);
    share(f, 2, SERVICE_A, 2);
    share(f, 2, SERVICE_B, 1);
    fixture_open(f);
    return f;
}

// TEST_OWN
static void ratio__takes_two_of_a_then_one_of_b(void **state) {
    struct fixture *f = ratio_new(state);
    for (int i = 0; i < 3; i++)
        take(f, SERVICE_B);
    for (int i = 0; i < 5; i++)
        take(f, SERVICE_A);
    ASSERT_ORDER(f, 2, "A001", "A002", "B001", "A003", "A004", "B002", "A005", "B003");
}

// TEST_OWN
static void ratio__tells_and_keeps_its_cursor(void **state) {
    struct fixture *f = ratio_new(state);
    for (int i = 0; i < 3; i++) {
        take(f, SERVICE_A);
        take(f, SERVICE_B);
    }
    next(f, 2);
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__RATIO);
    assert_string_equal(why(f)->second_number, "A002"); // were it not there, A would still be due
    assert_int_equal(called(f)->ratio_part, 0);
    assert_int_equal(called(f)->ratio_taken, 1);
    let_go(f, 2);
    next(f, 2);
    assert_int_equal(called(f)->ratio_part, 1);
    assert_int_equal(called(f)->ratio_taken, 0);
    assert_int_equal(counter_row(f, 2)->ratio_part, 1);
    pass_s(f, 20);
    recall(f, 2); // a recall leaves it
    assert_int_equal(counter_row(f, 2)->ratio_part, 1);
    let_go(f, 2);
    next(f, 2);
    assert_string_equal(called(f)->number, "B001");
    assert_int_equal(counter_row(f, 2)->ratio_part, 0);
}

// TEST_OWN
static void ratio__skips_a_part_with_nobody(void **state) {
    struct fixture *f = ratio_new(state);
    for (int i = 0; i < 4; i++)
        take(f, SERVICE_B);
    ASSERT_ORDER(f, 2, "B001", "B002", "B003", "B004");
    take(f, SERVICE_B);
    for (int i = 0; i < 2; i++)
        take(f, SERVICE_A);
    ASSERT_ORDER(f, 2, "A001", "A002", "B005");
}

// TEST_OWN
static void ratio__serves_unlisted_services_last(void **state) {
    struct fixture *f = ratio_new(state);
    take(f, SERVICE_C);
    take(f, SERVICE_A);
    take(f, SERVICE_B);
    next(f, 2);
    let_go(f, 2);
    next(f, 2);
    assert_string_equal(called(f)->number, "B001");
    assert_string_equal(why(f)->second_number, "C001");
    let_go(f, 2);
    uint32_t part = counter_row(f, 2)->ratio_part;
    next(f, 2);
    assert_string_equal(called(f)->number, "C001");
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__RATIO);
    assert_int_equal(counter_row(f, 2)->ratio_part, part);
}

// TEST_OWN
static void ratio__is_broken_by_the_limit(void **state) {
    struct fixture *f = ratio_new(state);
    take(f, SERVICE_C);
    pass_s(f, 3601);
    take(f, SERVICE_A);
    next(f, 2);
    assert_string_equal(called(f)->number, "C001");
    assert_int_equal(why(f)->rule, HALLQ__WHY__RULE__LIMIT);
    assert_int_equal(called(f)->ratio_taken, 0); // the round stands still
}

// TEST_OWN
static void ratio__survives_shares_that_shrank_under_its_cursor(void **state) {
    struct fixture *f = ratio_new(state);
    Hallq__CounterRow *row = counter_row(f, 2);
    row->ratio_part = 7;
    row->ratio_taken = 3;
    counter_change(f, 2, row);
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    take(f, SERVICE_B);
    next(f, 2);
    assert_string_equal(called(f)->number, "A001");
    let_go(f, 2);
    row = counter_row(f, 2);
    row->ratio_part = 0;
    row->ratio_taken = 9;
    counter_change(f, 2, row);
    ASSERT_ORDER(f, 2, "B001", "A002", "A003");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
