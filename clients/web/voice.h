// voice.h - a hall's calls, spoken by the pages that show them. The speaker decides what is spoken when; the channel's followers are
// told that something is, and fetch its sound. It is there for a moment only: a page that hears of it late finds nothing, and
// so says nothing that is old.
#ifndef HALLQ_WEB_VOICE_H
#define HALLQ_WEB_VOICE_H

#include <stdbool.h>

#include "channel.h"
#include "clients/libhallq/hallq.h"
#include "clients/voice/pack.h"

#define VOICE_FRESH_MS 3000 // in which a page fetches a sound

struct voice;

// voice_create: of a hall that is followed, for the channel's followers; NULL without memory. The pack outlives it.
struct voice *voice_create(uv_loop_t *loop, const struct hallq_follow *follow,
                           struct channel *channel, const struct pack *pack);

// voice_destroy: frees it, from the loop. NULL is left alone.
void voice_destroy(struct voice *v);

// voice_call, voice_event: as the follower tells them.
void voice_call(struct voice *v, const Hallq__Call *call, bool late);
void voice_event(struct voice *v, const Hallq__Event *event);

// voice_answer: answers with the sound of this number. False: it is not there any more, and nothing was answered.
bool voice_answer(const struct voice *v, struct http_request *request, uint64_t number);

#endif
