#include "clients/voice/manner.h"

#include <stddef.h>

// As the marks of VoiceSettings have it (a test compares them).
#define TIMES 1
#define DEADLINE_S 20

struct manner manner_of(const Hallq__HallSettings *settings) {
    static const Hallq__VoiceSettings none = HALLQ__VOICE_SETTINGS__INIT;
    const Hallq__VoiceSettings *v = settings && settings->voice ? settings->voice : &none;
    return (struct manner){
        .silent = v->silent,
        .chinese = v->languages != HALLQ__VOICE_SETTINGS__LANGUAGES__ENGLISH,
        .english = v->languages != HALLQ__VOICE_SETTINGS__LANGUAGES__CHINESE,
        .yao = v->one == HALLQ__VOICE_SETTINGS__ONE__YAO,
        .liang = v->two == HALLQ__VOICE_SETTINGS__TWO__LIANG,
        .chime = !v->without_chime,
        .times = v->times ? v->times : TIMES,
        .deadline_ms = (v->deadline_s ? v->deadline_s : DEADLINE_S) * 1000LL,
    };
}

bool manner_quiet(const Hallq__HallSettings *settings, unsigned minute) {
    if (!settings || !settings->voice)
        return false;
    for (size_t i = 0; i < settings->voice->n_quiet; i++)
        if (minute >= settings->voice->quiet[i]->from_min &&
            minute < settings->voice->quiet[i]->to_min)
            return true;
    return false;
}
