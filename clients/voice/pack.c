#include "clients/voice/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/given_file.h"

#define FILE_SIZE_MAX ((size_t)WAV_RATE_HIGH * 2 * PACK_CLIP_S + 64 * 1024)

bool pack_path(char to[PACK_PATH_SIZE], const char *folder, enum clip clip) {
    return (size_t)snprintf(to, PACK_PATH_SIZE, "%s/%s.wav", folder, clip_name(clip)) <
           PACK_PATH_SIZE;
}

// Reads at most `room` bytes; -1: errno says why not.
static ssize_t bytes_read(int fd, unsigned char *to, size_t room) {
    size_t size = 0;
    while (size < room) {
        ssize_t part = read(fd, to + size, room - size);
        if (part < 0 && errno != EINTR)
            return -1;
        if (!part)
            break;
        size += part > 0 ? (size_t)part : 0;
    }
    return (ssize_t)size;
}

static bool fault_of_wav(enum wav_fault wav, enum pack_fault *ret) {
    switch (wav) {
    case WAV_NONE:
        *ret = PACK_NO_WAV;
        return true;
    case WAV_FORMAT:
        *ret = PACK_FORMAT;
        return true;
    case WAV_EMPTY:
        *ret = PACK_EMPTY;
        return true;
    case WAV_FINE:
        break;
    }
    return false;
}

// Reads a clip; true if it will do.
static bool clip_read(const char *path, unsigned char *room, struct sound *ret,
                      enum pack_fault *ret_fault) {
    enum given_kind kind;
    int fd = given_file_open(path, O_RDONLY, &kind);
    *ret_fault = fd < 0 && kind == GIVEN_FILE && errno == ENOENT ? PACK_MISSING : PACK_UNREADABLE;
    ssize_t size = fd < 0 ? -1 : bytes_read(fd, room, FILE_SIZE_MAX);
    int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    if (size < 0 || fault_of_wav(wav_read(room, (size_t)size, ret), ret_fault))
        return false;
    if (ret->sample_count > (size_t)ret->rate_hz * PACK_CLIP_S) {
        *ret_fault = PACK_TOO_LONG;
        return false;
    }
    sound_cut(ret);
    *ret_fault = PACK_EMPTY;
    return ret->sample_count > ret->rate_hz / 20;
}

bool pack_read(const char *folder, struct pack *ret, pack_fault_cb fault_cb, void *arg) {
    char path[PACK_PATH_SIZE];
    unsigned char *room = malloc(FILE_SIZE_MAX);
    bool fine = true;
    *ret = (struct pack){0};
    if (!room)
        abort();
    for (enum clip clip = 0; clip < CLIP_COUNT; clip++) {
        struct sound *sound = &ret->clips[clip];
        enum pack_fault fault = PACK_MISSING;
        bool read = pack_path(path, folder, clip) && clip_read(path, room, sound, &fault);
        if (read && !ret->rate_hz)
            ret->rate_hz = sound->rate_hz;
        if (read && sound->rate_hz != ret->rate_hz) {
            fault = PACK_OTHER_RATE;
            read = false;
        }
        fine = fine && read;
        if (read)
            continue;
        sound_free(sound);
        fault_cb(clip, fault, arg);
    }
    free(room);
    return fine;
}

void pack_free(struct pack *p) {
    for (size_t i = 0; i < CLIP_COUNT; i++)
        sound_free(&p->clips[i]);
    *p = (struct pack){0};
}

static size_t pause_samples(const struct pack *p, const struct sentence_part *part) {
    return (size_t)p->rate_hz * part->pause_ms / 1000;
}

void pack_sound(const struct pack *p, const struct sentence *s, struct sound *ret) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < s->part_count; i++)
        count += p->clips[s->parts[i].clip].sample_count + pause_samples(p, &s->parts[i]);
    int16_t *samples = calloc(count + 1, sizeof samples[0]);
    if (!samples)
        abort();
    for (size_t i = 0; i < s->part_count; i++) {
        const struct sound *clip = &p->clips[s->parts[i].clip];
        if (clip->sample_count)
            memcpy(samples + at, clip->samples, clip->sample_count * sizeof samples[0]);
        at += clip->sample_count + pause_samples(p, &s->parts[i]);
    }
    *ret = (struct sound){samples, count, p->rate_hz};
}
