// speaker.h - one hall's voice: its calls in, sounds out. The one place that decides what is spoken when; a program that plays it,
// or a page that is told, adds no rule of its own.
//
// Times are those of the caller's clock that never goes back, but for hall time, which the view has.
#ifndef HALLQ_VOICE_SPEAKER_H
#define HALLQ_VOICE_SPEAKER_H

#include "clients/libhallq/view/view.h"
#include "clients/voice/pack.h"
#include "clients/voice/queue.h"

#define SPEAKER_GAP_MS 400 // of quiet between two announcements

// Why a call is only shown.
enum speaker_silence {
    SPEAKER_LATE,     // it was old when it came
    SPEAKER_QUIET,    // in hours that are to be quiet, or in a hall that wants no voice
    SPEAKER_BUSY,     // its turn did not come in time
    SPEAKER_NO_WORDS, // its number or counter has none
};

struct speaker {
    const struct pack *pack;
    struct queue queue;
    // A call is not spoken. May be NULL.
    void (*shown_cb)(const char *number, uint32_t counter, enum speaker_silence why, void *arg);
    void *arg;
};

// An announcement whose turn it is.
struct speaker_turn {
    struct sentence_call call;
    struct sound sound; // the caller frees it
    int64_t waited_ms;  // since the oldest call came
    int64_t length_ms;
};

// speaker_init: of a pack that outlives it.
void speaker_init(struct speaker *s, const struct pack *pack);

// speaker_call: a call that the follower tells; `late` as it says.
void speaker_call(struct speaker *s, const struct hallq_view *v, const Hallq__Call *call, bool late,
                  int64_t now_ms);

// speaker_event: another event; a ticket that was cancelled is not called any more.
void speaker_event(struct speaker *s, const Hallq__Event *event);

// speaker_next: what is to be begun now; false: nothing. The next one's turn comes after its length and a gap.
bool speaker_next(struct speaker *s, const struct hallq_view *v, int64_t now_ms,
                  struct speaker_turn *ret);

// speaker_wake_ms: when to ask for the next; -1: after the next call.
int64_t speaker_wake_ms(const struct speaker *s);

#endif
