#include "clients/announce/loudness.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

#define MEASURED_S 4
#define FULL 32767.0
#define PEAK 29000.0 // 1 dB below what can be told

double loudness_of(const struct sound *sound) {
    ebur128_state *state = ebur128_init(1, sound->rate_hz, EBUR128_MODE_I);
    size_t wanted = (size_t)sound->rate_hz * MEASURED_S, fed = 0;
    double loudness = -HUGE_VAL;
    if (!state)
        abort();
    while (fed < wanted && sound->sample_count) {
        if (ebur128_add_frames_short(state, sound->samples, sound->sample_count))
            abort();
        fed += sound->sample_count;
    }
    ebur128_loudness_global(state, &loudness);
    ebur128_destroy(&state);
    return loudness;
}

void loudness_set(struct sound *sound) {
    sound_cut(sound);
    double gain = pow(10, (LOUDNESS_TARGET_LUFS - loudness_of(sound)) / 20), peak = 1;
    for (size_t i = 0; i < sound->sample_count; i++)
        peak = fmax(peak, fabs((double)sound->samples[i]));
    gain = fmin(gain, PEAK / peak);
    for (size_t i = 0; i < sound->sample_count; i++)
        sound->samples[i] = (int16_t)lround(fmin(FULL, gain * sound->samples[i]));
    sound_cut(sound); // what is silence goes by how loud it is now
}
