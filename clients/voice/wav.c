// wav.c - the head is of chunks, each with four letters and its size in little-endian: "fmt " says what the samples are, "data"
// has them; others are passed over. A chunk of an odd size has a byte more.
#include "clients/voice/wav.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_HEAD 8
#define RIFF_HEAD 12
#define FORMAT_SIZE 16
#define FORMAT_PCM 1
#define FORMAT_EXTENSIBLE 0xfffe // says again elsewhere that it is PCM
#define SILENCE 100              // of 32,767: -50 dB
#define KEPT_MS 15               // of silence, so that no word begins or ends with a crack

static uint32_t little(const unsigned char *at, size_t bytes) {
    uint32_t value = 0;
    for (size_t i = bytes; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static void put(unsigned char *at, uint32_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

// The chunk of this name, cut to what is there; NULL: there is none.
static const unsigned char *chunk(const unsigned char *bytes, size_t size, const char *name,
                                  size_t *ret_size) {
    size_t at = RIFF_HEAD;
    while (size >= CHUNK_HEAD && at <= size - CHUNK_HEAD) {
        size_t length = little(bytes + at + 4, 4), room = size - at - CHUNK_HEAD;
        *ret_size = length < room ? length : room;
        if (!memcmp(bytes + at, name, 4))
            return bytes + at + CHUNK_HEAD;
        if (length >= room)
            break;
        at += CHUNK_HEAD + length + length % 2;
    }
    return NULL;
}

static void *need(void *memory) {
    if (!memory)
        abort();
    return memory;
}

enum wav_fault wav_read(const void *bytes, size_t size, struct sound *ret) {
    size_t format_size = 0, data_size = 0;
    *ret = (struct sound){0};
    if (size < RIFF_HEAD || memcmp(bytes, "RIFF", 4) || memcmp((const char *)bytes + 8, "WAVE", 4))
        return WAV_NONE;
    const unsigned char *format = chunk(bytes, size, "fmt ", &format_size);
    const unsigned char *data = chunk(bytes, size, "data", &data_size);
    if (!format || format_size < FORMAT_SIZE || !data)
        return WAV_NONE;
    uint32_t kind = little(format, 2), rate_hz = little(format + 4, 4);
    if ((kind != FORMAT_PCM && kind != FORMAT_EXTENSIBLE) || little(format + 2, 2) != 1 ||
        little(format + 14, 2) != 16 || (rate_hz != WAV_RATE_LOW && rate_hz != WAV_RATE_HIGH))
        return WAV_FORMAT;
    if (data_size < 2)
        return WAV_EMPTY;
    ret->rate_hz = rate_hz;
    ret->sample_count = data_size / 2;
    ret->samples = need(malloc(ret->sample_count * sizeof ret->samples[0]));
    for (size_t i = 0; i < ret->sample_count; i++)
        ret->samples[i] = (int16_t)little(data + 2 * i, 2);
    return WAV_FINE;
}

void wav_head(unsigned char to[WAV_HEAD_SIZE], uint32_t rate_hz, size_t sample_count) {
    uint32_t data_size = (uint32_t)(sample_count * 2);
    memcpy(to, "RIFF....WAVEfmt ", 16);
    put(to + 4, data_size + WAV_HEAD_SIZE - CHUNK_HEAD, 4);
    put(to + 16, FORMAT_SIZE, 4);
    put(to + 20, FORMAT_PCM, 2);
    put(to + 22, 1, 2);
    put(to + 24, rate_hz, 4);
    put(to + 28, rate_hz * 2, 4);
    put(to + 32, 2, 2);
    put(to + 34, 16, 2);
    memcpy(to + 36, "data", 4);
    put(to + 40, data_size, 4);
}

unsigned char *wav_write(const struct sound *sound, size_t *ret_size) {
    *ret_size = WAV_HEAD_SIZE + sound->sample_count * 2;
    unsigned char *bytes = need(malloc(*ret_size));
    wav_head(bytes, sound->rate_hz, sound->sample_count);
    for (size_t i = 0; i < sound->sample_count; i++)
        put(bytes + WAV_HEAD_SIZE + 2 * i, (uint16_t)sound->samples[i], 2);
    return bytes;
}

void sound_free(struct sound *sound) {
    free(sound->samples);
    *sound = (struct sound){0};
}

static int loud(int16_t sample) {
    return sample > SILENCE || sample < -SILENCE;
}

void sound_cut(struct sound *sound) {
    size_t kept = (size_t)sound->rate_hz * KEPT_MS / 1000, first = 0, end = sound->sample_count;
    while (first < end && !loud(sound->samples[first]))
        first++;
    while (end > first && !loud(sound->samples[end - 1]))
        end--;
    first -= first < kept ? first : kept;
    end = sound->sample_count - end < kept ? sound->sample_count : end + kept;
    memmove(sound->samples, sound->samples + first, (end - first) * sizeof sound->samples[0]);
    sound->sample_count = end - first;
}
