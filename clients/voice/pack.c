#include "clients/voice/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/given_file.h"

#define FILE_SIZE_MAX ((size_t)WAV_RATE_HIGH * 2 * PACK_CLIP_S + 64 * 1024)

bool pack_path(char to[PACK_PATH_SIZE], const char *folder, const char *name) {
    return (size_t)snprintf(to, PACK_PATH_SIZE, "%s/%s.wav", folder, name) < PACK_PATH_SIZE;
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

// A folder that is read.
struct reading {
    const char *folder;
    struct pack *pack;
    unsigned char *room; // for a file
    pack_fault_cb fault_cb;
    void *arg;
    bool fine;
};

// Reads the sound of this name; one that need not be there may be missing.
static void sound_read(struct reading *r, const char *name, bool needed, struct sound *ret) {
    char path[PACK_PATH_SIZE];
    enum pack_fault fault = PACK_MISSING;
    bool read = pack_path(path, r->folder, name) && clip_read(path, r->room, ret, &fault);
    if (!needed && !read && fault == PACK_MISSING)
        return;
    if (read && !r->pack->rate_hz)
        r->pack->rate_hz = ret->rate_hz;
    if (read && ret->rate_hz != r->pack->rate_hz) {
        fault = PACK_OTHER_RATE;
        read = false;
    }
    r->fine = r->fine && read;
    if (read)
        return;
    sound_free(ret);
    r->fault_cb(name, fault, r->arg);
}

static void counter_name(char to[PACK_NAME_SIZE], const char *language, uint32_t counter) {
    snprintf(to, PACK_NAME_SIZE, "%s-counter-%u", language, counter);
}

bool pack_read(const char *folder, struct pack *ret, pack_fault_cb fault_cb, void *arg) {
    *ret = (struct pack){0};
    struct reading r = {folder, ret, malloc(FILE_SIZE_MAX), fault_cb, arg, true};
    char name[PACK_NAME_SIZE];
    if (!r.room)
        abort();
    for (enum clip clip = 0; clip < CLIP_COUNT; clip++)
        sound_read(&r, clip_name(clip), true, &ret->clips[clip]);
    for (uint32_t counter = 1; counter <= LIMIT_COUNTER_ID; counter++) {
        counter_name(name, "zh", counter);
        sound_read(&r, name, false, &ret->chinese[counter]);
        counter_name(name, "en", counter);
        sound_read(&r, name, false, &ret->english[counter]);
    }
    free(r.room);
    return r.fine;
}

void pack_each(struct pack *p, void (*each_cb)(const char *name, struct sound *sound, void *arg),
               void *arg) {
    char name[PACK_NAME_SIZE];
    for (enum clip clip = 0; clip < CLIP_COUNT; clip++)
        if (p->clips[clip].sample_count)
            each_cb(clip_name(clip), &p->clips[clip], arg);
    for (uint32_t counter = 1; counter <= LIMIT_COUNTER_ID; counter++) {
        counter_name(name, "zh", counter);
        if (p->chinese[counter].sample_count)
            each_cb(name, &p->chinese[counter], arg);
        counter_name(name, "en", counter);
        if (p->english[counter].sample_count)
            each_cb(name, &p->english[counter], arg);
    }
}

static void free_cb(const char *name, struct sound *sound, void *arg) {
    (void)name, (void)arg;
    sound_free(sound);
}

void pack_free(struct pack *p) {
    pack_each(p, free_cb, NULL);
    *p = (struct pack){0};
}

void pack_names(const struct pack *p, struct sentence_call *call) {
    bool known = call->counter <= LIMIT_COUNTER_ID;
    call->named_chinese = known && p->chinese[call->counter].sample_count;
    call->named_english = known && p->english[call->counter].sample_count;
}

static const struct sound *part_sound(const struct pack *p, const struct sentence_part *part) {
    if (!part->counter)
        return &p->clips[part->clip];
    return part->clip == CLIP_EN_GO ? &p->english[part->counter] : &p->chinese[part->counter];
}

static size_t pause_samples(const struct pack *p, const struct sentence_part *part) {
    return (size_t)p->rate_hz * part->pause_ms / 1000;
}

void pack_sound(const struct pack *p, const struct sentence *s, struct sound *ret) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < s->part_count; i++)
        count += part_sound(p, &s->parts[i])->sample_count + pause_samples(p, &s->parts[i]);
    int16_t *samples = calloc(count + 1, sizeof samples[0]);
    if (!samples)
        abort();
    for (size_t i = 0; i < s->part_count; i++) {
        const struct sound *clip = part_sound(p, &s->parts[i]);
        if (clip->sample_count)
            memcpy(samples + at, clip->samples, clip->sample_count * sizeof samples[0]);
        at += clip->sample_count + pause_samples(p, &s->parts[i]);
    }
    *ret = (struct sound){samples, count, p->rate_hz};
}
