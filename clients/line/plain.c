// plain.c - the loop of plain mode: lines in, and the end.
#include "plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limit.h"
#include "clients/libhallq/json.h"
#include "command.h"
#include "plain_command.h"
#include "plain_feed.h"
#include "plain_verbs.h"
#include "typing.h"

#define RESOLVE_MS 5000 // at the end of the input, for outcomes that are not known yet

// ---------------------------------------------------------------- a line in

static void words_in(struct plain *p, char *line) {
    enum text typing = typing_text(line, TEXT_COUNT);
    struct words w;
    struct command c = {0};
    struct arena arena;
    if (!words_split(&w, line)) {
        plain_refuse(p, "USAGE", TEXT_BAD_WORDS, "");
        return;
    }
    if (!w.count || plain_verb(p, &w))
        return;
    arena_init(&arena, 0);
    switch (command_build(&c, &arena, &w, p->arguments)) {
    case COMMAND_BUILT:
        plain_send(p, c.request);
        break;
    case COMMAND_UNKNOWN:
        plain_refuse(p, "USAGE", typing == TEXT_COUNT ? TEXT_BAD_VERB : typing, w.words[0]);
        break;
    case COMMAND_USAGE:
        plain_refuse(p, "USAGE", typing == TEXT_COUNT ? c.help : typing, "");
        break;
    }
    arena_fini(&arena); // a PIN stays in the line, which is wiped
}

// A request as JSON, for commands that have no verb.
static void json_in(struct plain *p, const char *line) {
    char error[HALLQ_JSON_ERROR_SIZE];
    struct arena arena;
    arena_init(&arena, LIMIT_UNPACK_MEMORY);
    Hallq__Request *request = hallq_json_parse_in(&hallq__request__descriptor, line, strlen(line),
                                                  &arena, p->arguments->language, error);
    if (!request) {
        plain_refuse(p, "USAGE", TEXT_BAD_JSON, error);
    } else {
        if (!request->hall)
            request->hall = p->arguments->hall;
        plain_send(p, request);
    }
    arena_wipe(&arena); // may hold a PIN
    arena_fini(&arena);
}

static void patience_cb(uv_timer_t *timer) {
    struct plain *p = timer->data;
    station_stop(&p->station, EXIT_UNKNOWN);
}

static void input_over(struct plain *p) {
    p->input_ended = true;
    lines_close(&p->lines);
    if (p->unresolved && p->arguments->program != PROGRAM_DISPLAY)
        uv_timer_start(&p->patience, patience_cb, RESOLVE_MS, 0);
    plain_end_if_over(p);
}

static void line_cb(void *arg, char *line, enum line_fault fault) {
    struct plain *p = arg;
    if (!line || p->input_ended) {
        input_over(p);
        return;
    }
    line += strspn(line, " \t");
    if (fault != LINE_FINE)
        plain_refuse(p, "NOT_SENT",
                     fault == LINE_TOO_LONG ? TEXT_NOT_SENT_LARGE : TEXT_NOT_SENT_TEXT, "");
    else if (*line == '{')
        json_in(p, line);
    else if (*line && *line != '#')
        words_in(p, line);
    if (p->input_ended && !p->station.stopping)
        input_over(p);
}

// ---------------------------------------------------------------- the whole

static void reach_cb(void *arg) {
    struct plain *p = arg;
    p->was_up |= p->station.reach.link == HALLQ_LINK_UP;
    station_tell(&p->station);
}

static void stop_cb(void *arg) {
    struct plain *p = arg;
    lines_close(&p->lines);
    uv_close((uv_handle_t *)&p->patience, NULL);
}

// Commands that were applied stay applied, but nobody has seen their answers.
static void output_failed_cb(void *arg) {
    struct plain *p = arg;
    station_stop(&p->station, EXIT_OUTPUT);
}

enum exit_code plain_run(const struct arguments *args) {
    struct plain *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    struct station_callbacks station_callbacks = {reach_cb, stop_cb};
    enum exit_code exit_code = EXIT_FAILED;
    p->arguments = args;
    p->out = (struct out){args->json, args->language, output_failed_cb, p};
    if (!station_start(&p->station, args, &station_callbacks, &plain_feed_callbacks, p))
        goto out;
    uv_timer_init(&p->station.loop, &p->patience);
    p->patience.data = p;
    if (lines_open(&p->lines, &p->station.loop, line_cb, p)) {
        fprintf(stderr, "%s\n", text_of(TEXT_NO_INPUT, args->language));
        station_stop(&p->station, EXIT_FAILED);
    }
    exit_code = station_run(&p->station);
    lines_fini(&p->lines);
out:
    free(p);
    return exit_code;
}
