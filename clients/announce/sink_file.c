// sink_file.c - records what would be played, one sound after the other without the quiet between. The file is whole after each.
#include "clients/announce/sink.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recording {
    struct sink sink;
    FILE *file;
    size_t sample_count;
};

static bool head_write(struct recording *r, uint32_t rate_hz) {
    unsigned char head[WAV_HEAD_SIZE];
    wav_head(head, rate_hz, r->sample_count);
    return !fseek(r->file, 0, SEEK_SET) && fwrite(head, sizeof head, 1, r->file) == 1 &&
           !fseek(r->file, 0, SEEK_END) && !fflush(r->file);
}

static const char *recording_play(struct sink *s, const struct sound *sound,
                                  const atomic_bool *stopping, int64_t *ret_began_us) {
    struct recording *r = (struct recording *)s;
    size_t size;
    unsigned char *bytes = wav_write(sound, &size);
    (void)stopping;
    *ret_began_us = sink_now_us();
    bool fine = !fseek(r->file, 0, SEEK_END) &&
                fwrite(bytes + WAV_HEAD_SIZE, size - WAV_HEAD_SIZE, 1, r->file) == 1;
    free(bytes);
    r->sample_count += fine ? sound->sample_count : 0;
    fine = fine && head_write(r, sound->rate_hz);
    return fine ? NULL : strerror(errno);
}

static void recording_close(struct sink *s) {
    fclose(((struct recording *)s)->file);
    free(s);
}

struct sink *sink_file(const char *path) {
    static const struct sink_kind kind = {recording_play, recording_close};
    struct recording *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->sink.kind = &kind;
    r->file = fopen(path, "wb");
    if (!r->file) {
        int why = errno;
        free(r);
        errno = why;
        return NULL;
    }
    head_write(r, WAV_RATE_LOW);
    return &r->sink;
}
