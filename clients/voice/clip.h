// clip.h - the clips that a voice pack has, by name.
#ifndef HALLQ_VOICE_CLIP_H
#define HALLQ_VOICE_CLIP_H

enum clip {
#define CLIP(name, file, voice, text) CLIP_##name,
#include "clients/voice/clip.def"
#undef CLIP
    CLIP_COUNT
};

// What says a clip where nobody recorded it.
enum clip_voice { CLIP_VOICE_TONE, CLIP_VOICE_CHINESE, CLIP_VOICE_ENGLISH };

// clip_name: the name of its file, without ".wav". clip_voice, clip_text: who says it, and what that one is given to say.
const char *clip_name(enum clip clip);
enum clip_voice clip_voice(enum clip clip);
const char *clip_text(enum clip clip);

#endif
