#include "clients/voice/speaker.h"

#include <stdio.h>

#include "base/zone.h"

#define DAY_MIN 1440
#define MINUTE_MS 60000LL

void speaker_init(struct speaker *s, const struct pack *pack) {
    *s = (struct speaker){.pack = pack};
    queue_init(&s->queue);
}

static void shown(const struct speaker *s, const char *number, uint32_t counter,
                  enum speaker_silence why) {
    if (s->shown_cb)
        s->shown_cb(number, counter, why, s->arg);
}

// The minute of the hall's local day.
static unsigned minute_of(const Hallq__HallSettings *settings, int64_t at_ms) {
    int64_t offset_s = settings && settings->n_zone_changes
                           ? zone_offset_s(settings->zone_changes, settings->n_zone_changes, at_ms)
                           : 0;
    int64_t minute = (at_ms + offset_s * 1000) / MINUTE_MS % DAY_MIN;
    return (unsigned)(minute < 0 ? minute + DAY_MIN : minute);
}

void speaker_call(struct speaker *s, const struct hallq_view *v, const Hallq__Call *call, bool late,
                  int64_t now_ms) {
    const Hallq__HallSettings *settings = v->now.settings;
    struct manner manner = manner_of(settings);
    struct sentence_call one = {.number_count = 1, .counter = call->counter};
    struct sentence sentence;
    snprintf(one.numbers[0], sizeof one.numbers[0], "%s", call->number);
    if (late)
        shown(s, call->number, call->counter, SPEAKER_LATE);
    else if (manner.silent || manner_quiet(settings, minute_of(settings, call->at_ms)))
        shown(s, call->number, call->counter, SPEAKER_QUIET);
    else if (!sentence_make(&sentence, &one, &manner, 1))
        shown(s, call->number, call->counter, SPEAKER_NO_WORDS);
    else if (queue_add(&s->queue, call->number, call->counter, now_ms) == QUEUE_SHOWN)
        shown(s, call->number, call->counter, SPEAKER_BUSY);
}

void speaker_event(struct speaker *s, const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED)
        queue_forget(&s->queue, event->ticket_cancelled->number);
}

bool speaker_next(struct speaker *s, const struct hallq_view *v, int64_t now_ms,
                  struct speaker_turn *ret) {
    struct manner manner = manner_of(v->now.settings);
    struct queue_turn turn;
    struct sentence sentence;
    bool speaks = queue_next(&s->queue, now_ms, manner.deadline_ms, &turn);
    for (size_t i = 0; i < turn.shown_count; i++)
        shown(s, turn.shown[i].number, turn.shown[i].counter, SPEAKER_BUSY);
    if (speaks)
        pack_names(s->pack, &turn.call);
    if (!speaks ||
        !sentence_make(&sentence, &turn.call, &manner, turn.others_wait ? 1 : manner.times))
        return false;
    *ret = (struct speaker_turn){.call = turn.call, .waited_ms = now_ms - turn.came_ms};
    pack_sound(s->pack, &sentence, &ret->sound);
    ret->length_ms = (int64_t)(ret->sound.sample_count * 1000 / s->pack->rate_hz);
    queue_until(&s->queue, now_ms + ret->length_ms + SPEAKER_GAP_MS);
    return true;
}

int64_t speaker_wake_ms(const struct speaker *s) {
    return queue_wake_ms(&s->queue);
}
