// make.c - espeak-ng is run as a program, once for each clip: it is under another licence, and a sentence at once would not do
// (see clip.def). A clip gets its name when it is whole.
#include "clients/announce/make.h"

#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/announce/loudness.h"
#include "clients/announce/tell.h"

// As fast as is understood at once: a call is waited for by those behind it.
#define CHINESE_WORDS_PER_MIN "190"
#define ENGLISH_WORDS_PER_MIN "170"
#define CHIME_MS 650
#define CHIME_SECOND_MS 220
#define CHIME_FIRST_HZ 784.0 // G5, then E5
#define CHIME_SECOND_HZ 659.3
#define CHIME_FADE_PER_S 7.0
#define FULL 20000.0
#define FRESH_SIZE (PACK_PATH_SIZE + 8) // a path and ".new"
#define FILE_SIZE_MAX ((size_t)4 * 1024 * 1024)

extern char **environ;

// ---------------------------------------------------------------- one clip

static double bell(double hz, double s) {
    return s < 0 ? 0 : sin(2 * M_PI * hz * s) * exp(-CHIME_FADE_PER_S * s) * fmin(1, s * 200);
}

static void chime_make(struct sound *ret) {
    *ret = (struct sound){NULL, (size_t)WAV_RATE_LOW * CHIME_MS / 1000, WAV_RATE_LOW};
    ret->samples = calloc(ret->sample_count, sizeof ret->samples[0]);
    if (!ret->samples)
        abort();
    for (size_t i = 0; i < ret->sample_count; i++) {
        double s = (double)i / WAV_RATE_LOW, left = (double)(ret->sample_count - i) / WAV_RATE_LOW;
        double both = bell(CHIME_FIRST_HZ, s) + bell(CHIME_SECOND_HZ, s - CHIME_SECOND_MS / 1000.0);
        ret->samples[i] = (int16_t)lround(FULL / 2 * both * fmin(1, left * 20));
    }
}

static bool file_read(const char *path, struct sound *ret) {
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = malloc(FILE_SIZE_MAX);
    if (!bytes)
        abort();
    size_t size = file ? fread(bytes, 1, FILE_SIZE_MAX, file) : 0;
    enum wav_fault fault = wav_read(bytes, size, ret);
    free(bytes);
    if (file)
        fclose(file);
    return fault == WAV_FINE;
}

static bool file_write(const char *path, const struct sound *sound) {
    size_t size;
    unsigned char *bytes = wav_write(sound, &size);
    FILE *file = fopen(path, "wb");
    bool fine = file && fwrite(bytes, size, 1, file) == 1;
    if (file)
        fine = !fclose(file) && fine;
    free(bytes);
    return fine;
}

// Lets espeak-ng write the clip into a file.
static bool spoken(enum clip clip, const char *path) {
    bool chinese = clip_voice(clip) == CLIP_VOICE_CHINESE;
    const char *voice = chinese ? "cmn-latn-pinyin" : "en-us";
    const char *words_per_min = chinese ? CHINESE_WORDS_PER_MIN : ENGLISH_WORDS_PER_MIN;
    const char *const words[] = {"espeak-ng", "-v", voice,           "-s", words_per_min,
                                 "-w",        path, clip_text(clip), NULL};
    pid_t pid;
    int status = 0;
    if (posix_spawnp(&pid, words[0], NULL, NULL, (char *const *)words, environ))
        return false;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void fresh_name(char to[FRESH_SIZE], const char *path) {
    snprintf(to, FRESH_SIZE, "%s.new", path);
}

static bool clip_write(const char *path, const struct sound *sound, enum language language) {
    char fresh[FRESH_SIZE];
    fresh_name(fresh, path);
    bool fine = file_write(fresh, sound) && !rename(fresh, path);
    if (!fine)
        TELL_LINE(language, TELL_CANNOT_WRITE, SAME(path), bilingual_errno(errno));
    return fine;
}

static bool clip_make(enum clip clip, const char *path, enum language language) {
    char fresh[FRESH_SIZE];
    struct sound sound = {0};
    bool chimes = clip_voice(clip) == CLIP_VOICE_TONE;
    fresh_name(fresh, path);
    if (chimes)
        chime_make(&sound);
    else if (!spoken(clip, fresh) || !file_read(fresh, &sound)) {
        TELL_LINE(language, TELL_NO_ESPEAK, SAME(""));
        unlink(fresh);
        return false;
    }
    loudness_set(&sound);
    bool fine = clip_write(path, &sound, language);
    sound_free(&sound);
    return fine;
}

// ---------------------------------------------------------------- a pack

bool make_pack(const char *folder, enum language language) {
    char path[PACK_PATH_SIZE];
    unsigned made = 0;
    TELL_LINE(language, TELL_PACK_NAME, SAME(folder));
    if (mkdir(folder, 0777) && errno != EEXIST) {
        TELL_LINE(language, TELL_CANNOT_WRITE, SAME(folder), bilingual_errno(errno));
        return false;
    }
    for (enum clip clip = 0; clip < CLIP_COUNT; clip++) {
        if (!pack_path(path, folder, clip_name(clip)) || !access(path, F_OK))
            continue;
        if (!clip_make(clip, path, language))
            return false;
        made++;
    }
    TELL_LINE(language, TELL_PACK_MADE, NUMBER(made));
    return true;
}

struct faults {
    enum language language;
    const char *folder;
    unsigned count;
};

static enum tell fault_words(enum pack_fault fault) {
    switch (fault) {
    case PACK_MISSING:
        return TELL_CLIP_MISSING;
    case PACK_UNREADABLE:
        return TELL_CLIP_UNREADABLE;
    case PACK_NO_WAV:
        return TELL_CLIP_NO_WAV;
    case PACK_FORMAT:
        return TELL_CLIP_FORMAT;
    case PACK_OTHER_RATE:
        return TELL_CLIP_OTHER_RATE;
    case PACK_EMPTY:
        return TELL_CLIP_EMPTY;
    case PACK_TOO_LONG:
        break;
    }
    return TELL_CLIP_TOO_LONG;
}

static void fault_cb(const char *name, enum pack_fault fault, void *arg) {
    struct faults *f = arg;
    struct bilingual why = bilingual_errno(errno);
    if (!f->count++)
        TELL_LINE(f->language, TELL_PACK_NAME, SAME(f->folder));
    TELL_LINE(f->language, fault_words(fault), SAME(name), why);
}

static void faults_end(const struct faults *f) {
    if (f->count)
        TELL_LINE(f->language, TELL_PACK_BAD, NUMBER(f->count), SAME(f->folder));
}

bool pack_open(const char *folder, enum language language, struct pack *ret) {
    struct faults faults = {language, folder, 0};
    bool fine = pack_read(folder, ret, fault_cb, &faults);
    faults_end(&faults);
    return fine;
}

// ---------------------------------------------------------------- loudness

#define SOUNDS_MAX (CLIP_COUNT + 2 * LIMIT_COUNTER_ID)

// How loud each sound of a pack is.
struct loudnesses {
    char names[SOUNDS_MAX][PACK_NAME_SIZE];
    double all[SOUNDS_MAX], sorted[SOUNDS_MAX];
    size_t count;
};

static void measure_cb(const char *name, struct sound *sound, void *arg) {
    struct loudnesses *l = arg;
    snprintf(l->names[l->count], PACK_NAME_SIZE, "%s", name);
    l->all[l->count] = l->sorted[l->count] = loudness_of(sound);
    l->count++;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static const char *decibels(char to[32], double value) {
    snprintf(to, 32, "%.1f", value);
    return to;
}

#define LU(value) SAME(decibels((char[32]){0}, value))

// Tells of clips that are off the middle of all.
static void loudness_even(struct pack *p, struct faults *f) {
    struct loudnesses *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    pack_each(p, measure_cb, l);
    qsort(l->sorted, l->count, sizeof l->sorted[0], compare);
    double middle = l->sorted[l->count / 2], spread = l->sorted[l->count - 1] - l->sorted[0];
    for (size_t i = 0; i < l->count; i++) {
        double off = l->all[i] - middle;
        if (fabs(off) <= LOUDNESS_OFF_LU)
            continue;
        f->count++;
        TELL_LINE(f->language, off > 0 ? TELL_CLIP_LOUD : TELL_CLIP_SOFT, SAME(l->names[i]),
                  LU(fabs(off)));
    }
    if (!f->count)
        TELL_LINE(f->language, TELL_PACK_FINE, NUMBER(l->count), NUMBER(p->rate_hz), LU(middle),
                  LU(spread));
    free(l);
}

bool check_pack(const char *folder, enum language language) {
    struct pack pack;
    struct faults faults = {language, folder, 0};
    if (pack_read(folder, &pack, fault_cb, &faults)) {
        TELL_LINE(language, TELL_PACK_NAME, SAME(folder));
        loudness_even(&pack, &faults);
    }
    faults_end(&faults);
    pack_free(&pack);
    return !faults.count;
}

// A pack whose sounds are made even.
struct evening {
    const char *folder;
    enum language language;
    bool fine;
};

static void even_cb(const char *name, struct sound *sound, void *arg) {
    struct evening *e = arg;
    char path[PACK_PATH_SIZE];
    loudness_set(sound);
    e->fine = e->fine && pack_path(path, e->folder, name) && clip_write(path, sound, e->language);
}

bool even_pack(const char *folder, enum language language) {
    struct pack pack;
    struct evening e = {folder, language, pack_open(folder, language, &pack)};
    if (e.fine)
        pack_each(&pack, even_cb, &e);
    pack_free(&pack);
    return e.fine;
}
