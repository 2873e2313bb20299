// console_fixture.h - the console of a crowded hall for tests: read from a canvas, with an outlet that writes requests down.
#ifndef HALLQ_TESTS_CONSOLE_FIXTURE_H
#define HALLQ_TESTS_CONSOLE_FIXTURE_H

#include <wchar.h>

#include "clients/console/console.h"
#include "hall.h"

#define MINUTE_MS 60000

struct fixture {
    struct hallq_view v;
    struct console_desk d;
    struct canvas c;
};

// The last request that the console sent, as JSON, and how many it has sent. The question of each minute is left out: no key
// asks it.
extern struct asked {
    char last[1024];
    enum text what;
    int count;
} asked;

// open_with, setup: a console of 80x24 for a snapshot, for the crowded hall. teardown frees it.
int open_with(void **state, const char *json, enum language language);
int setup(void **state);
int teardown(void **state);

void draw(struct fixture *f);
void resize(struct fixture *f, int width, int height);

// type: the keys one after the other; L"\n", L"\t", L"\x1b" and L"↓" are those with names.
void type(struct fixture *f, const wchar_t *keys);

// result_of, answer: what the broker answers to the request; the latter as the JSON of a reply.
void result_of(struct fixture *f, enum text what, bool change, const struct hallq_result *result);
void answer(struct fixture *f, enum text what, const char *json);

// alert_of: that of the view; fails the test where there is none.
Hallq__Alert *alert_of(struct fixture *f, uint64_t alert);

#endif
