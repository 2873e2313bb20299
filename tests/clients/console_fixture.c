#include "console_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/console/console_screen.h"
#include "clients/libhallq/json.h"

static const struct reach reached = {.link = HALLQ_LINK_UP};

struct asked asked;

static void note(void *arg, const Hallq__Request *request, enum text what, bool change) {
    (void)arg, (void)change;
    if (what == TEXT_DO_EXPECT)
        return;
    char *json = hallq_json_print(request, false);
    asked.last[0] = 0;
    text_join(asked.last, sizeof asked.last, json);
    free(json);
    asked.what = what;
    asked.count++;
}

// Services 1 and 2 wait, 3 does not; counter 3 is closed, 2 paused. Two alerts of lines, one of a counter that was seen. A
// measure of forty minutes ago with its outcomes, and one that goes on.
static const char crowded[] =
    "{\"lines\":[{\"line\":{\"kind\":\"SERVICE\",\"id\":1},\"waiting\":6,\"open\":true},"
    "{\"line\":{\"kind\":\"SERVICE\",\"id\":2},\"waiting\":14,\"open\":true},"
    "{\"line\":{\"kind\":\"SERVICE\",\"id\":3},\"open\":true}],"
    "\"counters\":[{\"counter\":1,\"state\":\"SERVING\",\"ticket\":\"7\",\"number\":\"A007\","
    "\"clerk\":101},"
    "{\"counter\":2,\"state\":\"PAUSED\",\"pauseReason\":\"lunch\"},{\"counter\":3,\"state\":"
    "\"CLOSED\"}],"
    "\"waits\":{\"hall\":1,\"lines\":["
    "{\"service\":1,\"waiting\":6,\"oldestEnteredAtMs\":\"1772416260000\",\"lowerMin\":5,"
    "\"upperMin\":10,"
    "\"counters\":1},"
    "{\"service\":2,\"waiting\":14,\"oldestEnteredAtMs\":\"1772415780000\",\"lowerMin\":18,"
    "\"upperMin\":29,"
    "\"counters\":1}]},"
    "\"alerts\":["
    "{\"alert\":\"1\",\"kind\":\"LINE_CROWDED\",\"level\":\"AMBER\",\"subject\":1,\"sinceMs\":"
    "\"1772416440000\"},"
    "{\"alert\":\"2\",\"kind\":\"LINE_CROWDED\",\"level\":\"RED\",\"subject\":2,\"sinceMs\":"
    "\"1772416500000\","
    "\"cause\":{\"kind\":\"ARRIVALS\",\"figure\":31,\"usual\":22},\"forecastS\":1200,\"upperS\":"
    "1740,"
    "\"longestS\":1020},"
    "{\"alert\":\"3\",\"kind\":\"PAUSED_LONG\",\"level\":\"AMBER\",\"subject\":2,\"sinceMs\":"
    "\"1772416200000\","
    "\"seenBy\":301,\"seenAtMs\":\"1772416740000\"}],"
    "\"measures\":["
    "{\"measure\":\"1\",\"what\":{\"kind\":\"OPEN_COUNTER\",\"counter\":1},\"atMs\":"
    "\"1772414400000\","
    "\"by\":{\"staff\":301},\"proposed\":true,\"proposedWithS\":840,\"proposedWithoutS\":1860,"
    "\"proposedForMs\":\"1772416200000\","
    "\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":1860}],"
    "\"outcomes\":[{\"minutes\":10,\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":1320}]},"
    "{\"minutes\":30,\"lines\":[{\"service\":2,\"told\":true,\"forecastS\":960}]}]},"
    "{\"measure\":\"2\",\"what\":{\"kind\":\"GUIDE\"},\"atMs\":\"1772416500000\",\"by\":{\"staff\":"
    "301},"
    "\"lasts\":true,\"lines\":[{\"service\":2,\"waiting\":14}]}]}";

int open_with(void **state, const char *json, enum language language) {
    static const struct outlet outlet = {note, NULL};
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    hall_load(&f->v, json);
    console_init(&f->d, language, outlet);
    f->d.desk.greeted = true;
    f->d.staff = 301;
    canvas_init(&f->c, 80, 24);
    memset(&asked, 0, sizeof asked);
    *state = f;
    return 0;
}

int setup(void **state) {
    return open_with(state, crowded, LANGUAGE_ZH);
}

int teardown(void **state) {
    struct fixture *f = *state;
    console_fini(&f->d);
    canvas_fini(&f->c);
    hallq_view_fini(&f->v);
    free(f);
    return 0;
}

void draw(struct fixture *f) {
    console_changed(&f->d, &f->v);
    console_screen_draw(&f->c, &f->v, &f->d, &reached, HALL_NOW_MS);
}

void resize(struct fixture *f, int width, int height) {
    canvas_fini(&f->c);
    canvas_init(&f->c, width, height);
}

static struct key key_of(wchar_t letter) {
    if (letter == L'\n')
        return (struct key){KEY_KIND_ENTER, 0};
    if (letter == L'\t')
        return (struct key){KEY_KIND_TAB, 0};
    if (letter == L'\x1b')
        return (struct key){KEY_KIND_ESCAPE, 0};
    if (letter == L'↓')
        return (struct key){KEY_KIND_DOWN, 0};
    return (struct key){KEY_KIND_LETTER, letter};
}

void type(struct fixture *f, const wchar_t *keys) {
    console_changed(&f->d, &f->v);
    for (; *keys; keys++)
        console_key(&f->d, &f->v, key_of(*keys));
}

void result_of(struct fixture *f, enum text what, bool change, const struct hallq_result *result) {
    console_result(&f->d, &f->v, what, change, result);
}

void answer(struct fixture *f, enum text what, const char *json) {
    char error[HALLQ_JSON_ERROR_SIZE] = "";
    struct arena arena;
    arena_init(&arena, 0);
    Hallq__Reply *reply =
        hallq_json_parse(&hallq__reply__descriptor, json, strlen(json), &arena, error);
    if (!reply)
        fail_msg("%s", error);
    struct hallq_result result = {
        .outcome = HALLQ_APPLIED, .final = true, .reply = reply, .detail = ""};
    result_of(f, what, false, &result);
    arena_fini(&arena);
}

Hallq__Alert *alert_of(struct fixture *f, uint64_t alert) {
    for (size_t i = 0; i < f->v.now.n_alerts; i++)
        if (f->v.now.alerts[i]->alert == alert)
            return f->v.now.alerts[i];
    fail_msg("no such alert");
    return NULL;
}
