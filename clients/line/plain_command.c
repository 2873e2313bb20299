#include "plain_command.h"

#include "clients/text/phrase.h"
#include "clients/text/what_if.h"

// A service closed by a clock in doubt says so.
static void refusal_say(struct plain *p, const struct hallq_result *result) {
    char sentence[PHRASE_SIZE], hall[PHRASE_SHORT], machine[PHRASE_SHORT];
    char why[REACH_SIZE];
    reach_refusal(why, &p->station.reach, result, p->arguments->language);
    const char *text = *why ? why : refusal_text(result->reason, p->arguments->language);
    const Hallq__ClockDoubt *doubt = result->reply->clock;
    if (doubt && result->reason == HALLQ__REFUSAL__REASON__SERVICE_CLOSED) {
        phrase_moment(hall, plain_view(p), result->reply->at_ms);
        phrase_moment(machine, plain_view(p), doubt->wall_at_ms);
        TEXT_FILL(sentence, TEXT_REFUSAL_CLOCK, p->arguments->language, text, hall, machine);
        text = sentence;
    }
    out_refused(&p->out, result->resolved, refusal_name(result->reason), text, result->detail);
}

// What would be, in a sentence for each line.
static void what_if_say(const struct plain *p, const Hallq__WhatIfAnswer *answer) {
    char sentence[PHRASE_SIZE];
    for (size_t i = 0; i < answer->n_lines; i++) {
        what_if_line(sentence, plain_view(p), answer->lines[i], answer->later_at_ms,
                     p->arguments->language);
        out_said(&p->out, sentence);
    }
    if (answer->too_many)
        out_said(&p->out, text_of(TEXT_WHAT_IF_TOO_MANY, p->arguments->language));
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
    (void)client;
    if (met_no_hall(p, result))
        p->exit_code = EXIT_NO_HALL;
    switch (result->outcome) {
    case HALLQ_APPLIED:
        if (result->reply->body_case == HALLQ__REPLY__BODY_WHAT_IF)
            what_if_say(p, result->reply->what_if);
        out_reply(&p->out, result->resolved, result->reply);
        break;
    case HALLQ_REFUSED:
        refusal_say(p, result);
        break;
    case HALLQ_UNKNOWN:
        out_word(&p->out, "unknown");
        p->unresolved += !result->final;
        break;
    }
    if (!result->resolved) {
        plain_answered(p);
    } else {
        p->unresolved--;
        plain_end_if_over(p);
    }
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

void plain_send(struct plain *p, const Hallq__Request *request) {
    int err = hallq_send(p->station.client, request, HALLQ_DEADLINE_MS, done_cb, p, NULL);
    if (err)
        plain_refuse(p, "NOT_SENT", not_sent_text(request, err), "");
    else
        plain_wait(p);
}
