// speaker_test.c - a hall's calls in, sounds out; each clip of the pack is a sound of its own, so that what is spoken is read
// back from its samples.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "broker/hall/settings/setting.h"
#include "clients/voice/speaker.h"

#define RATE_HZ 22050
#define CLIP_SAMPLES 400
#define NOON_MS 1790049600000LL // 2026-09-22 12:00 in Shanghai
#define HOUR_MS 3600000LL
#define HEARD_SIZE 1024

static struct pack pack;
static struct speaker speaker;
static struct hallq_view view;
static Hallq__HallSettings settings;
static Hallq__VoiceSettings voice;
static Hallq__ZoneChange shanghai = HALLQ__ZONE_CHANGE__INIT, *zone_changes[] = {&shanghai};
static Hallq__Span lunch = HALLQ__SPAN__INIT, *quiet[] = {&lunch};
static char silences[HEARD_SIZE]; // who was shown, and why

// Of each clip, its number + 1.
static int pack_make(void **state) {
    (void)state;
    pack.rate_hz = RATE_HZ;
    for (size_t clip = 0; clip < CLIP_COUNT; clip++) {
        int16_t *samples = calloc(CLIP_SAMPLES, sizeof samples[0]);
        for (size_t i = 0; i < CLIP_SAMPLES; i++)
            samples[i] = (int16_t)(clip + 1);
        pack.clips[clip] = (struct sound){samples, CLIP_SAMPLES, RATE_HZ};
    }
    return 0;
}

static int pack_end(void **state) {
    (void)state;
    pack_free(&pack);
    return 0;
}

static void shown_cb(const char *number, uint32_t counter, enum speaker_silence why, void *arg) {
    static const char *const words[] = {"late", "quiet", "busy", "no-words"};
    size_t len = strlen(silences);
    assert_ptr_equal(arg, &speaker);
    snprintf(silences + len, sizeof silences - len, "%s%s-%u %s", len ? ", " : "", number, counter,
             words[why]);
}

static void begin(void) {
    hallq__hall_settings__init(&settings);
    hallq__voice_settings__init(&voice);
    voice.without_chime = true;
    voice.languages = HALLQ__VOICE_SETTINGS__LANGUAGES__CHINESE;
    settings.voice = &voice;
    shanghai.offset_s = 8 * 3600;
    settings.zone_changes = zone_changes;
    settings.n_zone_changes = 1;
    lunch.from_min = 12 * 60, lunch.to_min = 13 * 60 + 30;
    view.now.settings = &settings;
    silences[0] = '\0';
    speaker_init(&speaker, &pack);
    speaker.shown_cb = shown_cb;
    speaker.arg = &speaker;
}

static void call_at(const char *number, uint32_t counter, bool late, int64_t at_ms,
                    int64_t now_ms) {
    Hallq__Call call = HALLQ__CALL__INIT;
    call.number = (char *)number;
    call.counter = counter;
    call.at_ms = at_ms;
    speaker_call(&speaker, &view, &call, late, now_ms);
}

static void call(const char *number, uint32_t counter, int64_t now_ms) {
    call_at(number, counter, false, NOON_MS, now_ms);
}

// The clips of a sound, each whole, with their names between blanks.
static const char *heard(const struct sound *sound, char to[HEARD_SIZE]) {
    size_t len = 0, at = 0;
    to[0] = '\0';
    while (at < sound->sample_count) {
        int16_t sample = sound->samples[at];
        size_t run = at;
        while (run < sound->sample_count && sound->samples[run] == sample)
            run++;
        if (sample)
            assert_int_equal((run - at) % CLIP_SAMPLES, 0);
        for (size_t i = 0; sample && i < (run - at) / CLIP_SAMPLES; i++)
            len += (size_t)snprintf(to + len, HEARD_SIZE - len, "%s%s", len ? " " : "",
                                    clip_name((enum clip)(sample - 1)));
        at = run;
    }
    return to;
}

static void must_speak(int64_t now_ms, const char *wanted) {
    struct speaker_turn turn;
    char text[HEARD_SIZE];
    assert_true(speaker_next(&speaker, &view, now_ms, &turn));
    assert_string_equal(heard(&turn.sound, text), wanted);
    assert_int_equal(turn.length_ms, turn.sound.sample_count * 1000 / RATE_HZ);
    if (speaker_wake_ms(&speaker) >= 0)
        assert_int_equal(speaker_wake_ms(&speaker), now_ms + turn.length_ms + SPEAKER_GAP_MS);
    sound_free(&turn.sound);
}

static void must_be_silent(int64_t now_ms, const char *shown) {
    struct speaker_turn turn;
    assert_false(speaker_next(&speaker, &view, now_ms, &turn));
    assert_string_equal(silences, shown);
}

static void a_call__is_spoken_by_its_clips(void **state) {
    (void)state;
    begin();
    call("A045", 12, 1000);
    must_speak(1000, "zh-please letter-a zh-0 zh-4 zh-5 zh-number zh-to zh-10 zh-2 zh-window");
    must_be_silent(1000, "");
}

static void two_calls__are_never_over_each_other(void **state) {
    (void)state;
    begin();
    call("A001", 1, 1000);
    call("B002", 2, 1010);
    must_speak(1010, "zh-please letter-a zh-0 zh-0 zh-1 zh-number zh-to zh-1 zh-window");
    int64_t wake_ms = speaker_wake_ms(&speaker);
    must_be_silent(wake_ms - 1, "");
    must_speak(wake_ms, "zh-please letter-b zh-0 zh-0 zh-2 zh-number zh-to zh-2 zh-window");
}

// The link was cut for 30 s: what was called meanwhile comes late and is shown; what is called now is spoken.
static void after_a_cut__old_calls_are_not_spoken(void **state) {
    (void)state;
    begin();
    call_at("A001", 1, true, NOON_MS - 25000, 1000);
    call_at("A002", 2, true, NOON_MS - 10000, 1000);
    call("A003", 3, 1000);
    must_speak(1000, "zh-please letter-a zh-0 zh-0 zh-3 zh-number zh-to zh-3 zh-window");
    must_be_silent(99999, "A001-1 late, A002-2 late");
}

static void in_quiet_hours__calls_are_only_shown(void **state) {
    (void)state;
    begin();
    voice.quiet = quiet;
    voice.n_quiet = 1;
    call_at("A001", 1, false, NOON_MS - 1, 1000);
    must_speak(1000, "zh-please letter-a zh-0 zh-0 zh-1 zh-number zh-to zh-1 zh-window");
    call_at("A002", 2, false, NOON_MS, 50000);
    call_at("A003", 3, false, NOON_MS + HOUR_MS * 3 / 2 - 1, 50000);
    must_be_silent(50000, "A002-2 quiet, A003-3 quiet");
    call_at("A004", 4, false, NOON_MS + HOUR_MS * 3 / 2, 60000);
    must_speak(60000, "zh-please letter-a zh-0 zh-0 zh-4 zh-number zh-to zh-4 zh-window");
}

static void a_hall_without_voice__shows_all(void **state) {
    (void)state;
    begin();
    voice.silent = true;
    call("A001", 1, 1000);
    must_be_silent(1000, "A001-1 quiet");
}

static void a_call_whose_turn_comes_too_late__is_shown(void **state) {
    (void)state;
    begin();
    voice.deadline_s = 5;
    call("A001", 1, 0);
    call("A002", 2, 0);
    must_speak(0, "zh-please letter-a zh-0 zh-0 zh-1 zh-number zh-to zh-1 zh-window");
    must_be_silent(5001, "A002-2 busy");
}

static void a_call__is_repeated_where_nobody_waits(void **state) {
    (void)state;
    begin();
    voice.times = 2;
    call("A001", 1, 0);
    call("A002", 2, 0);
    must_speak(0, "zh-please letter-a zh-0 zh-0 zh-1 zh-number zh-to zh-1 zh-window");
    must_speak(speaker_wake_ms(&speaker),
               "zh-please letter-a zh-0 zh-0 zh-2 zh-number zh-to zh-2 zh-window "
               "zh-please letter-a zh-0 zh-0 zh-2 zh-number zh-to zh-2 zh-window");
}

static void a_ticket_that_is_cancelled__is_not_spoken(void **state) {
    (void)state;
    Hallq__TicketCancelled cancelled = HALLQ__TICKET_CANCELLED__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT;
    begin();
    call("A001", 1, 0);
    cancelled.number = (char *)"A001";
    event.body_case = HALLQ__EVENT__BODY_TICKET_CANCELLED;
    event.ticket_cancelled = &cancelled;
    speaker_event(&speaker, &event);
    must_be_silent(0, "");
}

static void what_has_no_words__is_shown(void **state) {
    (void)state;
    begin();
    call("贵宾1", 1, 0);
    must_be_silent(0, "贵宾1-1 no-words");
}

static void must_be_same(const struct manner *a, const struct manner *b) {
    assert_int_equal(a->silent, b->silent);
    assert_int_equal(a->chinese, b->chinese);
    assert_int_equal(a->english, b->english);
    assert_int_equal(a->yao, b->yao);
    assert_int_equal(a->liang, b->liang);
    assert_int_equal(a->chime, b->chime);
    assert_int_equal(a->times, b->times);
    assert_int_equal(a->deadline_ms, b->deadline_ms);
}

// A hall whose settings are of a version that knew no voice speaks as its schema says.
static void without_settings__the_voice_is_the_schemas(void **state) {
    (void)state;
    begin();
    const struct setting_group *group = setting_group(&hallq__voice_settings__descriptor);
    Hallq__VoiceSettings said = HALLQ__VOICE_SETTINGS__INIT;
    for (size_t i = 0; i < group->row_count; i++)
        if (group->rows[i].silence == SETTING_NUMBER)
            *(uint32_t *)((char *)&said + setting_field(group, &group->rows[i])->offset) =
                group->rows[i].otherwise;
    settings.voice = &said;
    struct manner written = manner_of(&settings);
    settings.voice = NULL;
    struct manner silent = manner_of(&settings), none = manner_of(NULL);
    must_be_same(&written, &silent);
    must_be_same(&written, &none);
    assert_int_equal(written.times, 1);
    assert_int_equal(written.deadline_ms, 20000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, pack_make, pack_end);
}
