// kiosk_prompt.c - choosing -> confirming (if there is something to bring) -> waiting -> showing the
// answer -> choosing. What is typed from Enter on until the next prompt is forgotten: a key pressed
// twice is one wish, and nobody can mean a list that is not shown yet.
#include "kiosk_prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/line/lines.h"
#include "clients/line/station.h"
#include "clients/term/canvas.h"
#include "clients/term/status.h"
#include "kiosk_list.h"
#include "kiosk_paper.h"

#define PROMPT_WIDTH 94
#define PROMPT_HEIGHT (LIMIT_SERVICES + 12) // a heading, and what is offered
#define ANSWER_SHOWN_MS 1000 // before the next prompt: longer than a finger that bounces

enum prompt_step { STEP_CHOOSE, STEP_CONFIRM, STEP_WAIT, STEP_SHOW };

struct prompt {
    const struct arguments *arguments;
    struct station station;
    struct lines lines;
    struct canvas canvas;
    uv_timer_t shown_timer;
    enum prompt_step step;
    uint32_t service; // chosen
    bool stale;
    char reach_told[REACH_SIZE];
    struct kiosk_paper paper; // of a kiosk that has a printer
};

static const struct hallq_view *view(const struct prompt *p) {
    return hallq_follow_view(p->station.follow);
}

static const char *say(const struct prompt *p, enum text text) {
    return text_of(text, p->arguments->language);
}

static void canvas_print(struct prompt *p, int rows) {
    char *dump = canvas_dump(&p->canvas);
    char *end = dump;
    for (int i = 0; i < rows && *end; i++)
        end += strcspn(end, "\n") + 1;
    printf("\n%.*s", (int)(end - dump), dump);
    free(dump);
}

static void ask(struct prompt *p, enum text text) {
    printf("\n%s", say(p, text));
    fflush(stdout);
}

static void doubt_show(const struct prompt *p) {
    char line[PHRASE_SIZE];
    int64_t now_ms = hallq_follow_now_ms(p->station.follow);
    if (!view(p)->now.clock)
        return;
    phrase_clock_doubt(line, view(p), now_ms, false, p->arguments->language);
    printf("\n%s\n", line);
}

static void list_show(struct prompt *p) {
    int64_t now_ms = hallq_follow_now_ms(p->station.follow);
    p->step = STEP_CHOOSE;
    if (!view(p)->loaded) {
        puts(say(p, TEXT_CONNECTING));
        return;
    }
    doubt_show(p);
    canvas_clear(&p->canvas);
    canvas_print(p, kiosk_list_draw(&p->canvas, view(p), now_ms, p->arguments->language));
    ask(p, TEXT_KIOSK_PROMPT);
}

// While an answer is awaited it says by itself that nobody answers.
static void reach_cb(void *arg) {
    struct prompt *p = arg;
    char why[REACH_SIZE];
    reach_sentence(why, &p->station.reach, p->arguments->language);
    if (p->step == STEP_WAIT || !strcmp(why, p->reach_told))
        return;
    strcpy(p->reach_told, why);
    if (*why)
        printf("\n! %s\n", why);
    fflush(stdout);
}

static void paper_say_cb(void *arg, const char *sentence) {
    (void)arg;
    printf("\n%s\n", sentence);
    fflush(stdout);
}

// ---------------------------------------------------------------- the ticket

static void refused_show(struct prompt *p, const struct hallq_result *result) {
    char sentence[STATUS_SIZE] = "", why[REACH_SIZE];
    refusal_sentence(sentence, result, view(p), p->arguments->language);
    reach_refusal(why, &p->station.reach, result, p->arguments->language);
    printf("\n! %s\n", *why ? why : sentence);
    if (*why)
        strcpy(p->reach_told, why);
}

static void shown_cb(uv_timer_t *timer) {
    struct prompt *p = timer->data;
    lines_drop(&p->lines);
    reach_cb(p);
    list_show(p);
    lines_resume(&p->lines);
}

static void answer_shown(struct prompt *p) {
    fflush(stdout);
    p->step = STEP_SHOW;
    uv_timer_start(&p->shown_timer, shown_cb, ANSWER_SHOWN_MS, 0);
}

// The number stands on the screen in any case; this says whether paper follows.
static void slip_told(const struct prompt *p, const Hallq__TicketCard *card) {
    char line[PHRASE_SIZE];
    bool comes = card->slip && card->slip->state == HALLQ__SLIP__STATE__TO_PRINT;
    if (!p->arguments->printer)
        return;
    TEXT_FILL(line, comes ? TEXT_KIOSK_SLIP : TEXT_KIOSK_NO_SLIP, p->arguments->language,
              card->number);
    printf("\n%s\n", line);
}

static void ticket_show(struct prompt *p, const Hallq__TicketCard *card) {
    canvas_print(p, kiosk_ticket_draw(&p->canvas, view(p), card, p->arguments->language));
    slip_told(p, card);
}

static void issued_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct prompt *p = arg;
    (void)client;
    bool issued = result->outcome == HALLQ_APPLIED && result->reply->done->ticket;
    if (result->outcome == HALLQ_UNKNOWN) {
        printf("\n? %s\n", say(p, TEXT_KIOSK_UNKNOWN));
        return; // called again when it is known
    }
    canvas_clear(&p->canvas);
    if (issued)
        ticket_show(p, result->reply->done->ticket);
    else
        refused_show(p, result);
    answer_shown(p);
}

static void issue(struct prompt *p) {
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    body.service = p->service;
    body.printer = p->paper.device;
    HALLQ_REQUEST(request, p->arguments->hall, ISSUE, issue, &body);
    if (hallq_send(p->station.client, &request, HALLQ_DEADLINE_MS, issued_cb, p, NULL)) {
        printf("\n! %s\n", say(p, TEXT_NOT_SENT));
        list_show(p);
        return;
    }
    p->step = STEP_WAIT;
    lines_pause(&p->lines);
}

static void choose(struct prompt *p, const char *typed) {
    char line[PHRASE_SIZE];
    const Hallq__Service *service = *typed ? kiosk_service(view(p), typed) : NULL;
    if (!service) {
        TEXT_FILL(line, TEXT_KIOSK_NO_SERVICE, p->arguments->language, typed);
        if (*typed)
            printf("\n! %s\n", line);
        list_show(p);
        return;
    }
    p->service = service->id;
    canvas_clear(&p->canvas);
    int rows = kiosk_bring_draw(&p->canvas, service, p->arguments->language);
    if (!rows) {
        issue(p);
        return;
    }
    canvas_print(p, rows);
    p->step = STEP_CONFIRM;
    ask(p, TEXT_KIOSK_CONFIRM);
}

// What was typed is not shown: it would steer the terminal.
static void line_refuse(struct prompt *p) {
    printf("\n! %s\n", say(p, TEXT_KIOSK_NOT_TEXT));
    list_show(p);
}

static void line_cb(void *arg, char *line, enum line_fault fault) {
    struct prompt *p = arg;
    if (!line) {
        station_stop(&p->station, EXIT_OK);
        return;
    }
    line += strspn(line, " \t");
    line[strcspn(line, " \t")] = 0;
    if (fault != LINE_FINE)
        line_refuse(p);
    else if (p->step == STEP_CONFIRM && !*line)
        issue(p);
    else if (p->step == STEP_CONFIRM)
        list_show(p);
    else
        choose(p, line);
}

// ---------------------------------------------------------------- the hall

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct prompt *p = arg;
    char line[PHRASE_SIZE], at[PHRASE_SHORT];
    (void)follow;
    station_stale(&p->station, stale);
    if (p->arguments->printer)
        kiosk_paper_stale(&p->paper, stale);
    if (stale == p->stale)
        return;
    p->stale = stale;
    phrase_clock(at, view(p), view(p)->whole_at_ms, true);
    TEXT_FILL(line, TEXT_STALE, p->arguments->language, at);
    if (stale)
        printf("\n%s\n", line);
    else if (p->step == STEP_CHOOSE)
        list_show(p);
    fflush(stdout);
}

static void clock_cb(struct hallq_follow *follow, void *arg) {
    struct prompt *p = arg;
    (void)follow;
    if (p->step == STEP_CHOOSE && !p->stale)
        list_show(p);
    fflush(stdout);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct prompt *p = arg;
    (void)follow, (void)late;
    if (p->arguments->printer)
        kiosk_paper_event(&p->paper, event);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct prompt *p = arg;
    (void)follow;
    station_refused(&p->station, reason);
}

static void stop_cb(void *arg) {
    struct prompt *p = arg;
    uv_close((uv_handle_t *)&p->shown_timer, NULL);
    lines_close(&p->lines);
    if (p->arguments->printer)
        kiosk_paper_stop(&p->paper);
    puts("");
}

enum exit_code kiosk_prompt_run(const struct arguments *args) {
    struct prompt *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    struct hallq_follow_callbacks callbacks = {
        .event_cb = event_cb, .stale_cb = stale_cb, .refused_cb = refused_cb, .clock_cb = clock_cb};
    struct station_callbacks station_callbacks = {reach_cb, stop_cb};
    enum exit_code exit_code = EXIT_FAILED;
    p->arguments = args;
    p->stale = true;
    canvas_init(&p->canvas, PROMPT_WIDTH, PROMPT_HEIGHT);
    if (args->printer && !kiosk_paper_read(&p->paper, args))
        goto out;
    if (!station_start(&p->station, args, &station_callbacks, &callbacks, p))
        goto out;
    if (args->printer)
        kiosk_paper_start(&p->paper, &p->station, paper_say_cb, p);
    uv_timer_init(&p->station.loop, &p->shown_timer);
    p->shown_timer.data = p;
    puts(say(p, TEXT_CONNECTING));
    if (lines_open(&p->lines, &p->station.loop, line_cb, p))
        station_stop(&p->station, EXIT_FAILED);
    exit_code = station_run(&p->station);
    lines_fini(&p->lines);
out:
    if (args->printer)
        kiosk_paper_fini(&p->paper);
    canvas_fini(&p->canvas);
    free(p);
    return exit_code;
}
