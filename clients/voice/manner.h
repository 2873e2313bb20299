// manner.h - how a hall wants its calls spoken: VoiceSettings, with what they are where a hall says nothing.
#ifndef HALLQ_VOICE_MANNER_H
#define HALLQ_VOICE_MANNER_H

#include <stdbool.h>
#include <stdint.h>

#include "settings.pb-c.h"

struct manner {
    bool silent; // no call is spoken
    bool chinese, english;
    bool yao;   // 1 among a ticket's digits is 幺, not 一
    bool liang; // counter 2 is 两号, not 二号
    bool chime;
    unsigned times;
    int64_t deadline_ms; // from when a call came to when it is begun to be spoken
};

// manner_of: of a hall's settings; NULL, or without any of the voice: the defaults.
struct manner manner_of(const Hallq__HallSettings *settings);

// manner_quiet: whether the hall wants quiet at this minute of its local day.
bool manner_quiet(const Hallq__HallSettings *settings, unsigned minute);

#endif
