// plain.c - the loop of plain mode. One command is outstanding at a time; one whose outcome is not
// known may be resolved while later ones go on.
#include "plain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "clients/libhallq/json.h"
#include "clients/text/phrase.h"
#include "command.h"
#include "fields.h"
#include "lines.h"
#include "station.h"
#include "typing.h"

#define HELP_MAX 64     // lines of help: all verbs there are, and room
#define RESOLVE_MS 5000 // at the end of the input, for outcomes that are not known yet

struct plain {
    const struct options *options;
    struct station station;
    struct lines lines;
    uv_timer_t patience;
    void (*view_verb)(struct plain *p, const char *word); // waits for the hall to be heard
    bool input_ended;
    bool waiting;             // for the answer to a line
    bool was_up;              // the broker was reached once
    enum exit_code exit_code; // if nothing worse ends the program
    size_t unresolved;        // commands answered `unknown` that will still be resolved
    Hallq__LineWait waits[LIMIT_SERVICES]; // as printed last
    size_t wait_count;
};

static const struct hallq_view *view(const struct plain *p) {
    return hallq_follow_view(p->station.follow);
}

// ---------------------------------------------------------------- a line out

// A line being written: plain words, or the inside of a JSON object.
struct out {
    FILE *file;
    char *text;
    size_t text_size;
};

static void out_begin(struct out *o) {
    *o = (struct out){0};
    o->file = open_memstream(&o->text, &o->text_size);
    if (!o->file)
        abort();
}

static void out_end(struct plain *p, struct out *o) {
    fclose(o->file);
    if (!lines_write(o->text))
        station_stop(&p->station, EXIT_OUTPUT);
    free(o->text);
}

static void json_print(FILE *file, const void *message) {
    char *json = hallq_json_print(message, false);
    fputs(json ? json : "{}", file);
    free(json);
}

static void json_text_print(FILE *file, const char *text) {
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', file);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
    }
    fputc('"', file);
}

static void say_word(struct plain *p, const char *word) {
    char json[64];
    snprintf(json, sizeof json, "{\"%s\":true}", word);
    if (!lines_write(p->options->json ? json : word))
        station_stop(&p->station, EXIT_OUTPUT);
}

// One message behind its word.
static void say_message(struct plain *p, const char *word, const ProtobufCMessage *message) {
    struct out o;
    out_begin(&o);
    if (p->options->json) {
        fprintf(o.file, "{\"%s\":", word);
        json_print(o.file, message);
        fputc('}', o.file);
    } else {
        fputs(word, o.file);
        fields_print(o.file, "", message);
    }
    out_end(p, &o);
}

// A refusal: the broker's, or one of our own (then without a reply).
static void say_refused(struct plain *p, const char *before, const char *reason,
                        const char *sentence, const char *detail) {
    struct out o;
    out_begin(&o);
    if (p->options->json) {
        fprintf(o.file,
                "{%s\"refused\":{\"reason\":\"%s\",\"text\":", *before ? "\"resolved\":{" : "",
                reason);
        json_text_print(o.file, sentence);
        fputs(",\"detail\":", o.file);
        json_text_print(o.file, detail);
        fputs(*before ? "}}}" : "}}", o.file);
    } else {
        fprintf(o.file, "%srefused %s %s", before, reason, sentence);
        const char *noun = refusal_detail(detail, p->options->language);
        if (*noun)
            fprintf(o.file, " (%s)", noun);
    }
    out_end(p, &o);
}

// ---------------------------------------------------------------- answers

// The ticket's fields stand without a prefix: they are what most scripts want.
static void done_print(FILE *file, const Hallq__Done *done) {
    Hallq__Done rest = *done;
    if (done->ticket)
        fields_print(file, "", &done->ticket->base);
    rest.ticket = NULL;
    fields_print(file, "", &rest.base);
}

static void body_print(FILE *file, const Hallq__Reply *reply) {
    switch (reply->body_case) {
    case HALLQ__REPLY__BODY_DONE:
        done_print(file, reply->done);
        break;
    case HALLQ__REPLY__BODY_SNAPSHOT:
        fields_print(file, "", &reply->snapshot->base);
        break;
    case HALLQ__REPLY__BODY_TICKET:
        fields_print(file, "", &reply->ticket->base);
        break;
    case HALLQ__REPLY__BODY_LINE:
        fields_print(file, "", &reply->line->base);
        break;
    case HALLQ__REPLY__BODY_HELD:
        fields_print(file, "", &reply->held->base);
        break;
    case HALLQ__REPLY__BODY_REPORT:
        fields_print(file, "", &reply->report->base);
        break;
    case HALLQ__REPLY__BODY_SETTINGS:
        fields_print(file, "", &reply->settings->base);
        break;
    case HALLQ__REPLY__BODY_BATCHES:
    case HALLQ__REPLY__BODY_JOURNAL:
    case HALLQ__REPLY__BODY_DEVICES:
    case HALLQ__REPLY__BODY_BACKUP:
    case HALLQ__REPLY__BODY_SCRUB:
    case HALLQ__REPLY__BODY_REFUSAL:
    case HALLQ__REPLY__BODY__NOT_SET:
    case _HALLQ__REPLY__BODY__CASE_IS_INT_SIZE:
        fields_print(file, "", &reply->base);
        break;
    }
}

static void say_ok(struct plain *p, const char *before, const Hallq__Reply *reply) {
    struct out o;
    out_begin(&o);
    if (p->options->json) {
        fprintf(o.file, "{%s\"ok\":", *before ? "\"resolved\":{" : "");
        json_print(o.file, reply);
        fputs(*before ? "}}" : "}", o.file);
    } else {
        fprintf(o.file, "%sok", before);
        body_print(o.file, reply);
    }
    out_end(p, &o);
}

static void finish_if_over(struct plain *p) {
    if (!p->input_ended || p->waiting || p->options->program == PROGRAM_DISPLAY)
        return;
    if (!p->unresolved)
        station_stop(&p->station, p->exit_code);
}

static void answered(struct plain *p) {
    p->waiting = false;
    lines_resume(&p->lines);
    finish_if_over(p);
}

// A service closed by a clock in doubt says so.
static void say_refusal(struct plain *p, const char *before, const struct hallq_result *result) {
    char sentence[PHRASE_SIZE], hall[PHRASE_SHORT], machine[PHRASE_SHORT];
    char why[REACH_SIZE];
    reach_refusal(why, &p->station.reach, result, p->options->language);
    const char *text = *why ? why : refusal_text(result->reason, p->options->language);
    const Hallq__ClockDoubt *doubt = result->reply->clock;
    if (doubt && result->reason == HALLQ__REFUSAL__REASON__SERVICE_CLOSED) {
        phrase_moment(hall, view(p), result->reply->at_ms);
        phrase_moment(machine, view(p), doubt->wall_at_ms);
        TEXT_FILL(sentence, TEXT_REFUSAL_CLOCK, p->options->language, text, hall, machine);
        text = sentence;
    }
    say_refused(p, before, refusal_name(result->reason), text, result->detail);
}

// A script whose commands go nowhere must see it by more than the words: what they would have done
// is not done in any hall.
static bool met_no_hall(const struct plain *p, const struct hallq_result *result) {
    if (result->outcome == HALLQ_REFUSED)
        return result->reason == HALLQ__REFUSAL__REASON__NO_HALL ||
               result->reason == HALLQ__REFUSAL__REASON__OTHER_HALL ||
               (result->reason == HALLQ__REFUSAL__REASON__RETRY_LATER && !p->was_up);
    return result->outcome == HALLQ_UNKNOWN && result->final && !p->was_up;
}

static void done_cb(struct hallq *client, const struct hallq_result *result, void *arg) {
    struct plain *p = arg;
    const char *before = result->resolved ? "resolved " : "";
    (void)client;
    if (met_no_hall(p, result))
        p->exit_code = EXIT_NO_HALL;
    switch (result->outcome) {
    case HALLQ_APPLIED:
        say_ok(p, before, result->reply);
        break;
    case HALLQ_REFUSED:
        say_refusal(p, before, result);
        break;
    case HALLQ_UNKNOWN:
        say_word(p, "unknown");
        p->unresolved += !result->final;
        break;
    }
    if (!result->resolved) {
        answered(p);
    } else {
        p->unresolved--;
        finish_if_over(p);
    }
}

static void say_not_sent(struct plain *p, enum text why) {
    say_refused(p, "", "NOT_SENT", text_of(why, p->options->language), "");
}

static enum text not_sent_text(const Hallq__Request *request, int err) {
    if (err == ERR_TOO_LARGE)
        return TEXT_NOT_SENT_LARGE;
    if (err == ERR_BUSY)
        return TEXT_NOT_SENT_BUSY;
    if (err != ERR_INVALID)
        return TEXT_NOT_SENT;
    return request->body_case == HALLQ__REQUEST__BODY__NOT_SET ? TEXT_NOT_SENT_EMPTY
                                                               : TEXT_NOT_SENT_TEXT;
}

static void send_request(struct plain *p, const Hallq__Request *request) {
    int err = hallq_send(p->station.client, request, HALLQ_DEADLINE_MS, done_cb, p, NULL);
    if (err) {
        say_not_sent(p, not_sent_text(request, err));
        return;
    }
    p->waiting = true;
    lines_pause(&p->lines);
}

// ---------------------------------------------------------------- what the view answers

static void say_waits(struct plain *p, const char *word) {
    (void)word;
    const struct hallq_view *v = view(p);
    Hallq__WaitFigures figures = HALLQ__WAIT_FIGURES__INIT;
    Hallq__LineWait lines[LIMIT_SERVICES], *list[LIMIT_SERVICES];
    figures.hall = v->now.hall;
    figures.at_ms = v->now.at_ms;
    figures.lines = list;
    for (size_t i = 0; i < v->now.n_lines && figures.n_lines < LIMIT_SERVICES; i++) {
        const Hallq__Line *which = v->now.lines[i]->line;
        const Hallq__LineWait *wait = hallq_view_wait(v, which->id);
        Hallq__LineWait *line = &lines[figures.n_lines];
        if (which->kind != HALLQ__LINE__KIND__SERVICE)
            continue;
        hallq__line_wait__init(line);
        line->service = which->id;
        line->waiting = v->now.lines[i]->waiting;
        line->oldest_entered_at_ms = wait && line->waiting ? wait->oldest_entered_at_ms : 0;
        line->rough_wait_s = wait ? wait->rough_wait_s : 0;
        line->counters = wait ? wait->counters : 0;
        list[figures.n_lines++] = line;
    }
    say_message(p, "ok", &figures.base);
}

static void say_counters(struct plain *p, const char *word) {
    (void)word;
    const struct hallq_view *v = view(p);
    Hallq__Snapshot snapshot = HALLQ__SNAPSHOT__INIT;
    snapshot.hall = v->now.hall;
    snapshot.seq = v->now.seq;
    snapshot.counters = v->now.counters;
    snapshot.n_counters = v->now.n_counters;
    say_message(p, "ok", &snapshot.base);
}

static void say_help_line(struct plain *p, enum text text) {
    const char *words = text_of(text, p->options->language);
    struct out o;
    out_begin(&o);
    if (p->options->json) {
        fputs("{\"help\":", o.file);
        json_text_print(o.file, words);
        fputc('}', o.file);
    } else {
        fprintf(o.file, "help %s", words);
    }
    out_end(p, &o);
}

static void say_help(struct plain *p, const char *verb);

static void say_bye(struct plain *p, const char *word) {
    (void)word;
    say_word(p, "ok");
    p->input_ended = true;
    if (p->options->program == PROGRAM_DISPLAY)
        station_stop(&p->station, p->exit_code);
}

static const struct {
    const char *verb;
    void (*say)(struct plain *p, const char *word); // the word behind the verb, or ""
    size_t most;                                    // words behind it
    bool viewed;                                    // needs a view
    enum text help;
} own_verbs[] = {
    {"waits", say_waits, 0, true, TEXT_VERB_WAITS},
    {"counters", say_counters, 0, true, TEXT_VERB_COUNTERS},
    {"help", say_help, 1, false, TEXT_VERB_HELP},
    {"quit", say_bye, 0, false, TEXT_VERB_QUIT},
};
#define OWN_COUNT COUNT(own_verbs)

static bool help_find(const struct plain *p, const char *verb, enum text *ret_text) {
    for (size_t i = 0; i < OWN_COUNT; i++)
        if (!strcmp(own_verbs[i].verb, verb)) {
            *ret_text = own_verbs[i].help;
            return true;
        }
    return command_help_of(p->options->program, verb, ret_text);
}

// All commands, or one.
static void say_help(struct plain *p, const char *verb) {
    enum text texts[HELP_MAX];
    size_t count = 0;
    if (*verb && !help_find(p, verb, &texts[count++])) {
        say_refused(p, "", "USAGE", text_of(TEXT_BAD_VERB, p->options->language), verb);
        return;
    }
    if (!*verb) {
        count = command_help(p->options->program, texts, HELP_MAX - OWN_COUNT);
        for (size_t i = 0; i < OWN_COUNT; i++)
            texts[count++] = own_verbs[i].help;
    }
    for (size_t i = 0; i < count; i++)
        say_help_line(p, texts[i]);
    say_word(p, "ok");
}

static void answered(struct plain *p);

static void view_verb_end(struct plain *p, bool loaded) {
    void (*say)(struct plain * p, const char *word) = p->view_verb;
    if (!say)
        return;
    p->view_verb = NULL;
    uv_timer_stop(&p->patience);
    if (loaded) {
        say(p, "");
    } else {
        p->exit_code = EXIT_NO_HALL;
        say_refused(p, "", "NOT_YET", text_of(TEXT_WAITING_FOR_HALL, p->options->language), "");
    }
    answered(p);
}

static void not_heard_cb(uv_timer_t *timer) {
    view_verb_end(timer->data, false);
}

static void view_verb_wait(struct plain *p, void (*say)(struct plain *p, const char *word)) {
    p->view_verb = say;
    p->waiting = true;
    lines_pause(&p->lines);
    uv_timer_start(&p->patience, not_heard_cb, HALLQ_DEADLINE_MS, 0);
}

static bool own_verb(struct plain *p, const struct words *w) {
    for (size_t i = 0; i < OWN_COUNT; i++) {
        if (strcmp(own_verbs[i].verb, w->words[0]) != 0)
            continue;
        if (w->count - 1 > own_verbs[i].most || w->pair_count)
            say_refused(p, "", "USAGE", text_of(own_verbs[i].help, p->options->language), "");
        else if (own_verbs[i].viewed && !view(p)->loaded)
            view_verb_wait(p, own_verbs[i].say);
        else
            own_verbs[i].say(p, w->count > 1 ? w->words[1] : "");
        return true;
    }
    return false;
}

// ---------------------------------------------------------------- a line in

static void words_in(struct plain *p, char *line) {
    enum text typing = typing_text(line, TEXT_COUNT);
    struct words w;
    struct command c = {0};
    struct arena arena;
    enum language language = p->options->language;
    if (!words_split(&w, line)) {
        say_refused(p, "", "USAGE", text_of(TEXT_BAD_WORDS, language), "");
        return;
    }
    if (!w.count || own_verb(p, &w))
        return;
    arena_init(&arena, 0);
    switch (command_build(&c, &arena, &w, p->options)) {
    case COMMAND_BUILT:
        send_request(p, c.request);
        break;
    case COMMAND_UNKNOWN:
        say_refused(p, "", "USAGE",
                    text_of(typing == TEXT_COUNT ? TEXT_BAD_VERB : typing, language), w.words[0]);
        break;
    case COMMAND_USAGE:
        say_refused(p, "", "USAGE", text_of(typing == TEXT_COUNT ? c.help : typing, language), "");
        break;
    }
    arena_fini(&arena); // a PIN stays in the line, which is wiped
}

// A request as JSON, for what has no verb.
static void json_in(struct plain *p, const char *line) {
    char error[HALLQ_JSON_ERROR_SIZE];
    struct arena arena;
    arena_init(&arena, LIMIT_UNPACK_MEMORY);
    Hallq__Request *request = hallq_json_parse_in(&hallq__request__descriptor, line, strlen(line),
                                                  &arena, p->options->language, error);
    if (!request) {
        say_refused(p, "", "USAGE", text_of(TEXT_BAD_JSON, p->options->language), error);
    } else {
        if (!request->hall)
            request->hall = p->options->hall;
        send_request(p, request);
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
    if (p->unresolved && p->options->program != PROGRAM_DISPLAY)
        uv_timer_start(&p->patience, patience_cb, RESOLVE_MS, 0);
    finish_if_over(p);
}

static void line_cb(void *arg, char *line, enum line_fault fault) {
    struct plain *p = arg;
    if (!line || p->input_ended) {
        input_over(p);
        return;
    }
    line += strspn(line, " \t");
    if (fault != LINE_FINE)
        say_not_sent(p, fault == LINE_TOO_LONG ? TEXT_NOT_SENT_LARGE : TEXT_NOT_SENT_TEXT);
    else if (*line == '{')
        json_in(p, line);
    else if (*line && *line != '#')
        words_in(p, line);
    if (p->input_ended && !p->station.stopping)
        input_over(p);
}

// ---------------------------------------------------------------- events

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct plain *p = arg;
    (void)follow, (void)late;
    if (p->options->no_events)
        return;
    if (p->options->json) {
        say_message(p, "event", &event->base);
        return;
    }
    struct out o;
    out_begin(&o);
    const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
        &hallq__event__descriptor, (unsigned)event->body_case);
    fprintf(o.file, "event seq=%llu at_ms=%lld %s", (unsigned long long)event->seq,
            (long long)event->at_ms, body ? body->name : "unknown");
    if (body) // every body is a message, and all share one place
        fields_print(o.file, "", &event->ticket_issued->base);
    out_end(p, &o);
}

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct plain *p = arg;
    struct out o;
    (void)follow;
    if (p->options->no_events)
        return;
    out_begin(&o);
    fputs(p->options->json ? "{\"call\":" : "call", o.file);
    if (p->options->json)
        json_print(o.file, call);
    else
        fields_print(o.file, "", &call->base);
    if (p->options->json)
        fputs(late ? ",\"late\":true}" : "}", o.file);
    else if (late)
        fputs(" late", o.file);
    out_end(p, &o);
}

static void reset_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const struct hallq_view *v = hallq_follow_view(follow);
    Hallq__Snapshot snapshot = HALLQ__SNAPSHOT__INIT;
    snapshot.epoch = v->now.epoch;
    snapshot.hall = v->now.hall;
    snapshot.seq = v->now.seq;
    snapshot.version = v->now.version;
    if (!p->options->no_events)
        say_message(p, "snapshot", &snapshot.base);
    view_verb_end(p, v->loaded);
}

static Hallq__LineWait *wait_printed(struct plain *p, uint32_t service) {
    for (size_t i = 0; i < p->wait_count; i++)
        if (p->waits[i].service == service)
            return &p->waits[i];
    if (p->wait_count == LIMIT_SERVICES)
        return NULL;
    Hallq__LineWait *fresh = &p->waits[p->wait_count++];
    hallq__line_wait__init(fresh);
    fresh->service = service;
    return fresh;
}

static bool wait_same(const Hallq__LineWait *a, const Hallq__LineWait *b) {
    return a->waiting == b->waiting && a->oldest_entered_at_ms == b->oldest_entered_at_ms &&
           a->rough_wait_s == b->rough_wait_s && a->counters == b->counters;
}

static void waits_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const Hallq__WaitFigures *waits = hallq_follow_view(follow)->now.waits;
    for (size_t i = 0; waits && i < waits->n_lines && !p->options->no_events; i++) {
        const Hallq__LineWait *wait = waits->lines[i];
        Hallq__LineWait *printed = wait_printed(p, wait->service);
        if (!printed || wait_same(printed, wait))
            continue;
        *printed = *wait;
        say_message(p, "waits", &wait->base);
    }
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct plain *p = arg;
    (void)follow;
    if (!p->options->no_events)
        say_word(p, stale ? "stale" : "fresh");
    station_stale(&p->station, stale);
}

// "clock doubt ..." or "clock fine ...", and a sentence.
static void clock_cb(struct hallq_follow *follow, void *arg) {
    struct plain *p = arg;
    const struct hallq_view *v = hallq_follow_view(follow);
    char sentence[PHRASE_SIZE] = "";
    struct out o;
    if (p->options->no_events)
        return;
    if (v->now.clock)
        phrase_clock_doubt(sentence, v, hallq_follow_now_ms(follow), v->staff,
                           p->options->language);
    else
        text_join(sentence, sizeof sentence, text_of(TEXT_CLOCK_FINE, p->options->language));
    out_begin(&o);
    fprintf(o.file,
            p->options->json
                ? "{\"clock\":{\"doubt\":%s,\"hall_at_ms\":%lld,\"wall_at_ms\":%lld,\"text\":"
                : "clock %s hall_at_ms=%lld wall_at_ms=%lld ",
            p->options->json ? (v->now.clock ? "true" : "false")
                             : (v->now.clock ? "doubt" : "fine"),
            (long long)hallq_follow_now_ms(follow),
            (long long)(v->now.clock ? v->now.clock->wall_at_ms : 0));
    if (p->options->json)
        json_text_print(o.file, sentence);
    else
        fputs(sentence, o.file);
    if (p->options->json)
        fputs("}}", o.file);
    out_end(p, &o);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct plain *p = arg;
    (void)follow;
    station_refused(&p->station, reason);
}

static void reach_cb(void *arg) {
    struct plain *p = arg;
    p->was_up |= p->station.reach.link == HALLQ_LINK_UP;
    station_tell(&p->station);
}

// ---------------------------------------------------------------- the whole

static void stop_cb(void *arg) {
    struct plain *p = arg;
    lines_close(&p->lines);
    uv_close((uv_handle_t *)&p->patience, NULL);
}

// What was done stands, but nobody has seen it. A reader that went away wants no word.
enum exit_code plain_run(const struct options *o) {
    struct plain *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    struct hallq_follow_callbacks callbacks = {.event_cb = event_cb,
                                               .call_cb = call_cb,
                                               .reset_cb = reset_cb,
                                               .waits_cb = waits_cb,
                                               .stale_cb = stale_cb,
                                               .clock_cb = clock_cb,
                                               .refused_cb = refused_cb};
    struct station_callbacks station_callbacks = {reach_cb, stop_cb};
    enum exit_code exit_code = EXIT_FAILED;
    p->options = o;
    if (!station_start(&p->station, o, &station_callbacks, &callbacks, p))
        goto out;
    uv_timer_init(&p->station.loop, &p->patience);
    p->patience.data = p;
    if (lines_open(&p->lines, &p->station.loop, line_cb, p)) {
        fprintf(stderr, "%s\n", text_of(TEXT_NO_INPUT, o->language));
        station_stop(&p->station, EXIT_FAILED);
    }
    exit_code = station_run(&p->station);
    lines_fini(&p->lines);
out:
    free(p);
    return exit_code;
}
