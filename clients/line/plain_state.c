#include "plain_state.h"

const struct hallq_view *plain_view(const struct plain *p) {
    return hallq_follow_view(p->station.follow);
}

void plain_wait(struct plain *p) {
    p->waiting = true;
    lines_pause(&p->lines);
}

void plain_end_if_over(struct plain *p) {
    if (!p->input_ended || p->waiting || p->arguments->program == PROGRAM_DISPLAY)
        return;
    if (!p->unresolved)
        station_stop(&p->station, p->exit_code);
}

void plain_answered(struct plain *p) {
    p->waiting = false;
    lines_resume(&p->lines);
    plain_end_if_over(p);
}

void plain_refuse(struct plain *p, const char *reason, enum text sentence, const char *detail) {
    out_refused(&p->out, false, reason, text_of(sentence, p->arguments->language), detail);
}
