// wav_test.c - WAV files as programs write them, well and badly.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/voice/wav.h"

static int16_t few[] = {0, 1, -1, 32767, -32768, 300};
#define FEW (sizeof few / sizeof few[0])

static unsigned char *file_make(size_t *ret_size) {
    struct sound sound = {few, FEW, 24000};
    return wav_write(&sound, ret_size);
}

static void what_is_written__is_read_again(void **state) {
    (void)state;
    size_t size;
    struct sound sound;
    unsigned char *file = file_make(&size);
    assert_int_equal(size, WAV_HEAD_SIZE + FEW * 2);
    assert_int_equal(wav_read(file, size, &sound), WAV_FINE);
    assert_int_equal(sound.rate_hz, 24000);
    assert_int_equal(sound.sample_count, FEW);
    assert_memory_equal(sound.samples, few, sizeof few);
    sound_free(&sound);
    free(file);
}

// As espeak-ng --stdout writes it, which does not know the length yet.
static void a_length_that_is_not_known__is_that_of_the_file(void **state) {
    (void)state;
    size_t size;
    struct sound sound;
    unsigned char *file = file_make(&size);
    memset(file + 40, 0xff, 4);
    assert_int_equal(wav_read(file, size, &sound), WAV_FINE);
    assert_int_equal(sound.sample_count, FEW);
    sound_free(&sound);
    free(file);
}

// A note of who made it, of an odd size, stands before the samples.
static void other_chunks__are_passed_over(void **state) {
    (void)state;
    size_t size;
    struct sound sound;
    unsigned char *file = file_make(&size), *more = calloc(1, size + 12);
    static const unsigned char note[12] = {'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0};
    memcpy(more, file, 36);
    memcpy(more + 36, note, sizeof note);
    memcpy(more + 48, file + 36, size - 36);
    assert_int_equal(wav_read(more, size + 12, &sound), WAV_FINE);
    assert_memory_equal(sound.samples, few, sizeof few);
    sound_free(&sound);
    free(more);
    free(file);
}

static void what_will_not_do__is_told(void **state) {
    (void)state;
    static const struct {
        size_t at;
        unsigned char byte;
        enum wav_fault fault;
    } cases[] = {
        {0, 'X', WAV_NONE},  {8, 'X', WAV_NONE},  {12, 'X', WAV_NONE},
        {36, 'X', WAV_NONE}, {20, 3, WAV_FORMAT}, // floating point
        {22, 2, WAV_FORMAT},                      // stereo
        {24, 0, WAV_FORMAT}, {34, 8, WAV_FORMAT}, {40, 1, WAV_EMPTY},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t size;
        struct sound sound;
        unsigned char *file = file_make(&size);
        file[cases[i].at] = cases[i].byte;
        assert_int_equal(wav_read(file, size, &sound), cases[i].fault);
        assert_null(sound.samples);
        free(file);
    }
}

static void a_file_that_is_cut__is_never_read_beyond(void **state) {
    (void)state;
    size_t size;
    unsigned char *file = file_make(&size);
    for (size_t part = 0; part < size; part++) {
        struct sound sound;
        unsigned char *cut = malloc(part + 1);
        memcpy(cut, file, part);
        if (wav_read(cut, part, &sound) == WAV_FINE)
            assert_int_equal(sound.sample_count, (part - WAV_HEAD_SIZE) / 2);
        sound_free(&sound);
        free(cut);
    }
    free(file);
}

static void silence_at_the_ends__is_cut(void **state) {
    (void)state;
    struct sound sound = {calloc(22050, sizeof(int16_t)), 22050, 22050};
    for (size_t i = 4000; i < 10000; i++)
        sound.samples[i] = (int16_t)(i % 2 ? 5000 : -5000);
    sound.samples[15000] = 50; // a breath
    sound_cut(&sound);
    assert_int_equal(sound.sample_count, 6000 + 2 * (22050 * 15 / 1000));
    assert_int_equal(sound.samples[22050 * 15 / 1000], -5000);
    sound_cut(&sound);
    assert_int_equal(sound.sample_count, 6000 + 2 * (22050 * 15 / 1000));
    sound_free(&sound);
}

static void silence_alone__leaves_next_to_nothing(void **state) {
    (void)state;
    struct sound sound = {calloc(22050, sizeof(int16_t)), 22050, 22050};
    sound_cut(&sound);
    assert_true(sound.sample_count <= 2 * (22050 * 15 / 1000));
    sound_free(&sound);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
