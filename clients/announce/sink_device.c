// sink_device.c - the one file that knows ALSA. The device stays open between sounds, since opening one takes a while; what goes
// wrong closes it, and the next sound opens it again.
#include "clients/announce/sink.h"

#include <alsa/asoundlib.h>
#include <stdlib.h>
#include <time.h>

#define LATENCY_US 100000
#define PART_MS 50 // so that the end is not waited for

struct device {
    struct sink sink;
    const char *name;
    snd_pcm_t *pcm; // NULL: not open
};

int64_t sink_now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void device_shut(struct device *d) {
    if (d->pcm)
        snd_pcm_close(d->pcm);
    d->pcm = NULL;
}

static int device_open(struct device *d, uint32_t rate_hz) {
    int err = d->pcm ? 0 : snd_pcm_open(&d->pcm, d->name, SND_PCM_STREAM_PLAYBACK, 0);
    if (err < 0) {
        d->pcm = NULL;
        return err;
    }
    return snd_pcm_set_params(d->pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, rate_hz,
                              1, LATENCY_US);
}

static int samples_write(struct device *d, const struct sound *sound, const atomic_bool *stopping) {
    size_t at = 0, part = sound->rate_hz * PART_MS / 1000;
    while (at < sound->sample_count && !*stopping) {
        size_t left = sound->sample_count - at;
        snd_pcm_sframes_t done =
            snd_pcm_writei(d->pcm, sound->samples + at, left < part ? left : part);
        if (done < 0)
            done = snd_pcm_recover(d->pcm, (int)done, 1);
        if (done < 0)
            return (int)done;
        at += (size_t)done;
    }
    return *stopping ? snd_pcm_drop(d->pcm) : snd_pcm_drain(d->pcm);
}

static const char *device_play(struct sink *s, const struct sound *sound,
                               const atomic_bool *stopping, int64_t *ret_began_us) {
    struct device *d = (struct device *)s;
    int err = device_open(d, sound->rate_hz);
    *ret_began_us = sink_now_us();
    if (!err)
        err = samples_write(d, sound, stopping);
    if (!err)
        return NULL;
    device_shut(d);
    return snd_strerror(err);
}

static void device_close(struct sink *s) {
    device_shut((struct device *)s);
    snd_config_update_free_global();
    free(s);
}

// ALSA's own lines on standard error would say again what the program says.
static void error_cb(const char *file, int line, const char *function, int err, const char *format,
                     ...) {
    (void)file, (void)line, (void)function, (void)err, (void)format;
}

struct sink *sink_device(const char *name) {
    static const struct sink_kind kind = {device_play, device_close};
    struct device *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    snd_lib_error_set_handler(error_cb);
    *d = (struct device){{&kind}, name, NULL};
    return &d->sink;
}
