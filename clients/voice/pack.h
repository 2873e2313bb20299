// pack.h - a voice pack: a folder with a WAV file for each clip, all at one rate, and for counters that have names of their own
// more: zh-counter-12.wav says "贵宾室", en-counter-12.wav "please go to the VIP room". Reading it blocks.
#ifndef HALLQ_VOICE_PACK_H
#define HALLQ_VOICE_PACK_H

#include <stdbool.h>

#include "base/limit.h"
#include "clients/voice/sentence.h"
#include "clients/voice/wav.h"

#define PACK_CLIP_S 10 // a clip is no longer
#define PACK_PATH_SIZE 4096

struct pack {
    uint32_t rate_hz;
    struct sound clips[CLIP_COUNT]; // without the silence at their ends
    struct sound chinese[LIMIT_COUNTER_ID + 1],
        english[LIMIT_COUNTER_ID + 1]; // of counters; empty: they have none
};

// What is wrong with a clip.
enum pack_fault {
    PACK_MISSING,
    PACK_UNREADABLE, // errno says why
    PACK_NO_WAV,
    PACK_FORMAT,
    PACK_OTHER_RATE, // than the first clip's
    PACK_EMPTY,      // nothing but silence
    PACK_TOO_LONG,
};

#define PACK_NAME_SIZE 32 // of a clip, without ".wav"

typedef void (*pack_fault_cb)(const char *name, enum pack_fault fault, void *arg);

// pack_read: reads a folder, and tells of each clip that will not do. Returns whether all do; the pack is to be freed in any case.
bool pack_read(const char *folder, struct pack *ret, pack_fault_cb fault_cb, void *arg);
void pack_free(struct pack *p);

// pack_path: the file of a clip; false: the name is too long.
bool pack_path(char to[PACK_PATH_SIZE], const char *folder, const char *name);

// pack_each: calls each_cb for each sound that the pack has.
void pack_each(struct pack *p, void (*each_cb)(const char *name, struct sound *sound, void *arg),
               void *arg);

// pack_names: says in the call whether its counter has clips of its own.
void pack_names(const struct pack *p, struct sentence_call *call);

// pack_sound: a sentence as sound, which the caller frees. Dies without memory.
void pack_sound(const struct pack *p, const struct sentence *s, struct sound *ret);

#endif
