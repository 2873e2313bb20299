#include "plain_verbs.h"

#include <string.h>

#include "base/count.h"
#include "command.h"

#define HELP_MAX 64 // lines of help: all verbs there are, and room

static void say_waits(struct plain *p, const char *word) {
    (void)word;
    const struct hallq_view *v = plain_view(p);
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
        line->lower_min = wait ? wait->lower_min : 0;
        line->upper_min = wait ? wait->upper_min : 0;
        line->counters = wait ? wait->counters : 0;
        line->by_rule = wait && wait->by_rule;
        list[figures.n_lines++] = line;
    }
    out_message(&p->out, "ok", &figures.base);
}

static void say_counters(struct plain *p, const char *word) {
    (void)word;
    const struct hallq_view *v = plain_view(p);
    Hallq__Snapshot snapshot = HALLQ__SNAPSHOT__INIT;
    snapshot.hall = v->now.hall;
    snapshot.seq = v->now.seq;
    snapshot.counters = v->now.counters;
    snapshot.n_counters = v->now.n_counters;
    out_message(&p->out, "ok", &snapshot.base);
}

static void say_help(struct plain *p, const char *verb);

static void say_bye(struct plain *p, const char *word) {
    (void)word;
    out_word(&p->out, "ok");
    p->input_ended = true;
    if (p->arguments->program == PROGRAM_DISPLAY)
        station_stop(&p->station, p->exit_code);
}

static const struct {
    const char *verb;
    void (*say)(struct plain *p, const char *word); // the word behind the verb, or ""
    size_t most;                                    // words behind it
    bool viewed;                                    // needs a view
    enum text help;
} verbs[] = {
    {"waits", say_waits, 0, true, TEXT_VERB_WAITS},
    {"counters", say_counters, 0, true, TEXT_VERB_COUNTERS},
    {"help", say_help, 1, false, TEXT_VERB_HELP},
    {"quit", say_bye, 0, false, TEXT_VERB_QUIT},
};

static bool help_find(const struct plain *p, const char *verb, enum text *ret_text) {
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (!strcmp(verbs[i].verb, verb)) {
            *ret_text = verbs[i].help;
            return true;
        }
    return command_help_of(p->arguments->program, verb, ret_text);
}

// All commands, or the one named.
static void say_help(struct plain *p, const char *verb) {
    enum text texts[HELP_MAX];
    size_t count = 0;
    if (*verb && !help_find(p, verb, &texts[count++])) {
        plain_refuse(p, "USAGE", TEXT_BAD_VERB, verb);
        return;
    }
    if (!*verb) {
        count = command_help(p->arguments->program, texts, HELP_MAX - COUNT(verbs));
        for (size_t i = 0; i < COUNT(verbs); i++)
            texts[count++] = verbs[i].help;
    }
    for (size_t i = 0; i < count; i++)
        out_help(&p->out, texts[i]);
    out_word(&p->out, "ok");
}

void plain_verb_heard(struct plain *p, bool loaded) {
    void (*say)(struct plain * p, const char *word) = p->view_verb;
    if (!say)
        return;
    p->view_verb = NULL;
    uv_timer_stop(&p->patience);
    if (loaded) {
        say(p, "");
    } else {
        p->exit_code = EXIT_NO_HALL;
        plain_refuse(p, "NOT_YET", TEXT_WAITING_FOR_HALL, "");
    }
    plain_answered(p);
}

static void not_heard_cb(uv_timer_t *timer) {
    plain_verb_heard(timer->data, false);
}

bool plain_verb(struct plain *p, const struct words *w) {
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].verb, w->words[0]) != 0)
            continue;
        if (w->count - 1 > verbs[i].most || w->pair_count) {
            plain_refuse(p, "USAGE", verbs[i].help, "");
        } else if (verbs[i].viewed && !plain_view(p)->loaded) {
            p->view_verb = verbs[i].say;
            plain_wait(p);
            uv_timer_start(&p->patience, not_heard_cb, HALLQ_DEADLINE_MS, 0);
        } else {
            verbs[i].say(p, w->count > 1 ? w->words[1] : "");
        }
        return true;
    }
    return false;
}
