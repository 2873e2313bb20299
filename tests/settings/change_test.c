// change_test.c - nobody is left in a line that new settings no longer have.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "broker/hall/settings/check.h"
#include "tests/settings/small_hall.h"

// People in the lines of the hall as it is.
struct crowd {
    uint32_t for_service_2, for_counter_2;
};

struct change {
    struct arena a;
    Hallq__HallSettings *old, *new;
    struct crowd crowd;
    char told[256];
};

static void change_init(struct change *c) {
    *c = (struct change){0};
    arena_init(&c->a, 0);
    c->old = small_hall(&c->a);
    c->new = small_hall(&c->a);
}

static uint32_t waiting_cb(void *arg, Hallq__Line__Kind kind, uint32_t id) {
    const struct crowd *crowd = arg;
    assert_int_equal(id, 2); // only of what is removed may be asked
    return kind == HALLQ__LINE__KIND__SERVICE ? crowd->for_service_2 : crowd->for_counter_2;
}

static void told_cb(void *arg, const struct problem *p) {
    char *told = arg;
    size_t told_len = strlen(told);
    snprintf(told + told_len, 256 - told_len, "%s %s %d of %d;", p->path, problem_name(p->kind),
             (int)p->low, (int)p->value);
}

static bool change_check(struct change *c) {
    c->told[0] = '\0';
    return settings_check_change(c->old, c->new, waiting_cb, &c->crowd, told_cb, c->told);
}

static void move_set(struct change *c, uint32_t service, uint32_t counter) {
    static Hallq__Move move;
    static Hallq__Move *moves[] = {&move};
    move = (Hallq__Move)HALLQ__MOVE__INIT;
    move.service = service;
    move.counter = counter;
    move.to_service = 1;
    c->new->moves = moves;
    c->new->n_moves = 1;
}

static void first_settings__remove_nothing(void **state) {
    (void)state;
    struct change c;
    change_init(&c);
    c.old = NULL;
    assert_true(change_check(&c));
    arena_fini(&c.a);
}

static void removed_service__is_refused_while_people_wait(void **state) {
    (void)state;
    struct change c;
    change_init(&c);
    c.new->n_services = 1;
    assert_true(change_check(&c));
    c.crowd.for_service_2 = 3;
    assert_false(change_check(&c));
    assert_string_equal(c.told, "moves WAITING_FOR_SERVICE 3 of 2;");
    move_set(&c, 2, 0);
    assert_true(change_check(&c));
    arena_fini(&c.a);
}

static void removed_counter__is_refused_while_people_wait(void **state) {
    (void)state;
    struct change c;
    change_init(&c);
    c.new->n_counters = 1;
    c.crowd.for_counter_2 = 1;
    move_set(&c, 2, 0); // of the service, not of the counter
    assert_false(change_check(&c));
    assert_string_equal(c.told, "moves WAITING_FOR_COUNTER 1 of 2;");
    move_set(&c, 0, 2);
    assert_true(change_check(&c));
    arena_fini(&c.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
