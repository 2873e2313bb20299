// wav_fuzz.c - any bytes as a WAV file: recordings come from whatever program people have.
#include <stddef.h>
#include <stdint.h>

#include "clients/voice/wav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sound sound;
    if (wav_read(data, size, &sound) == WAV_FINE)
        sound_cut(&sound);
    sound_free(&sound);
    return 0;
}
