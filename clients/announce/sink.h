// sink.h - where sound goes: a sound device, or a file that has what a device would have played.
#ifndef HALLQ_ANNOUNCE_SINK_H
#define HALLQ_ANNOUNCE_SINK_H

#include <stdatomic.h>
#include <stdint.h>

#include "clients/voice/wav.h"

struct sink;

struct sink_kind {
    // Plays a sound to its end; blocks, on whichever thread. Returns NULL, or what failed, which lives as long as the program;
    // the next sound is tried anew. *ret_began_us: wall clock at its first sample. Ends early once *stopping.
    const char *(*play)(struct sink *s, const struct sound *sound, const atomic_bool *stopping,
                        int64_t *ret_began_us);
    void (*close)(struct sink *s);
};

struct sink {
    const struct sink_kind *kind;
};

// sink_device: an ALSA device by its name, opened with the first sound. sink_file: a WAV file, written anew; NULL: errno says why it cannot
// be. Both die without memory.
struct sink *sink_device(const char *name);
struct sink *sink_file(const char *path);

// sink_now_us: the wall clock.
int64_t sink_now_us(void);

#endif
