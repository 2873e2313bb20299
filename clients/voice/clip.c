// clip.c - the table of clips.
#include "clients/voice/clip.h"

static const struct {
    const char *name;
    enum clip_voice voice;
    const char *text;
} clips[CLIP_COUNT] = {
#define CLIP(name, file, voice, text) [CLIP_##name] = {file, CLIP_VOICE_##voice, text},
#include "clients/voice/clip.def"
#undef CLIP
};

const char *clip_name(enum clip clip) {
    return clips[clip].name;
}

enum clip_voice clip_voice(enum clip clip) {
    return clips[clip].voice;
}

const char *clip_text(enum clip clip) {
    return clips[clip].text;
}
