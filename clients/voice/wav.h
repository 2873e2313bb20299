// wav.h - sound as a WAV file has it: its bytes in, samples out, and back. 16 bits, one channel, 22,050 or 24,000 Hz.
#ifndef HALLQ_VOICE_WAV_H
#define HALLQ_VOICE_WAV_H

#include <stddef.h>
#include <stdint.h>

#define WAV_HEAD_SIZE 44
#define WAV_RATE_LOW 22050 // what espeak-ng gives
#define WAV_RATE_HIGH 24000

enum wav_fault {
    WAV_FINE,
    WAV_NONE,   // no WAV file
    WAV_FORMAT, // not 16 bits, one channel, at one of the two rates
    WAV_EMPTY,  // no sample in it
};

// Samples in the machine's order; whoever has it frees `samples`.
struct sound {
    int16_t *samples;
    size_t sample_count;
    uint32_t rate_hz;
};

// wav_read: the samples of a file of so many bytes; what is left out behind the last chunk is not missed, since some programs
// write a length that they do not know yet. On a fault *ret is empty. Dies without memory.
enum wav_fault wav_read(const void *bytes, size_t size, struct sound *ret);

// wav_head: the head of a file with so many samples.
void wav_head(unsigned char to[WAV_HEAD_SIZE], uint32_t rate_hz, size_t sample_count);

// wav_write: all of a file; *ret_size bytes, which the caller frees. Dies without memory.
unsigned char *wav_write(const struct sound *sound, size_t *ret_size);

void sound_free(struct sound *sound);

// sound_cut: cuts the silence at both ends, but for a moment.
void sound_cut(struct sound *sound);

#endif
