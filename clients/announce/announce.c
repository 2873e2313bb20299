// announce.c - the speaker decides what is spoken when; here it is asked, and what it says is played on a thread, so that the feed
// is heard meanwhile. While the hall's view is stale nothing new comes, and what waits is spoken by its deadline.
//
// With --tell, a line for each announcement and each call that is only shown, and when the broker is heard, or no more:
//
//     {"stale":false}
//     {"spoken":["A045"],"counter":3,"at_ms":1790049600123.456,"waited_ms":3,"length_ms":7430,"samples":163831}
//     {"shown":"B012","counter":5,"why":"busy"}
#include "clients/announce/announce.h"

#include <stdio.h>
#include <stdlib.h>

#include "clients/announce/tell.h"
#include "clients/line/station.h"
#include "clients/voice/speaker.h"

struct announce {
    const struct options *options;
    struct station station;
    struct speaker speaker;
    struct sink *sink;
    uv_timer_t timer; // the next turn
    uv_work_t work;   // the playing of `turn`
    struct speaker_turn turn;
    bool playing;
    bool failed;       // the last sound was not heard
    const char *error; // of this one; NULL: it was
    int64_t began_us;
    atomic_bool stopping;
};

static const struct hallq_view *view(const struct announce *a) {
    return hallq_follow_view(a->station.follow);
}

static int64_t loop_now_ms(struct announce *a) {
    return (int64_t)uv_now(&a->station.loop);
}

// ---------------------------------------------------------------- what is told

static void line_end(struct announce *a) {
    putchar('\n');
    if (fflush(stdout))
        station_stop(&a->station, EXIT_OUTPUT);
}

// A number is of letters and digits where it is spoken; otherwise it may be anything, but for a quote.
static void text_print(const char *text) {
    putchar('"');
    for (; *text; text++)
        if (*text != '"' && *text != '\\')
            putchar(*text);
    putchar('"');
}

static void shown_cb(const char *number, uint32_t counter, enum speaker_silence why, void *arg) {
    static const char *const words[] = {[SPEAKER_LATE] = "late",
                                        [SPEAKER_QUIET] = "quiet",
                                        [SPEAKER_BUSY] = "busy",
                                        [SPEAKER_NO_WORDS] = "no-words"};
    struct announce *a = arg;
    if (!a->options->tells)
        return;
    printf("{\"shown\":");
    text_print(number);
    printf(",\"counter\":%u,\"why\":\"%s\"}", counter, words[why]);
    line_end(a);
}

static void spoken_tell(struct announce *a) {
    const struct sentence_call *call = &a->turn.call;
    printf("{\"%s\":[", a->error ? "unheard" : "spoken");
    for (size_t i = 0; i < call->number_count; i++) {
        printf("%s", i ? "," : "");
        text_print(call->numbers[i]);
    }
    printf("],\"counter\":%u,\"at_ms\":%lld.%03lld,\"waited_ms\":%lld,\"length_ms\":%lld,"
           "\"samples\":%zu}",
           call->counter, (long long)(a->began_us / 1000), (long long)(a->began_us % 1000),
           (long long)a->turn.waited_ms, (long long)a->turn.length_ms, a->turn.sound.sample_count);
    line_end(a);
}

static void sound_tell(const struct options *o, const char *error, bool *failed) {
    if (error && !*failed)
        TELL_LINE(o->broker.language, TELL_SOUND_FAILED, SAME(o->file ? o->file : o->sound),
                  SAME(error));
    else if (!error && *failed)
        TELL_LINE(o->broker.language, TELL_SOUND_AGAIN, SAME(o->file ? o->file : o->sound));
    *failed = error;
}

// ---------------------------------------------------------------- turns

static void look(struct announce *a);

static void play_cb(uv_work_t *work) {
    struct announce *a = work->data;
    a->error = a->sink->kind->play(a->sink, &a->turn.sound, &a->stopping, &a->began_us);
}

static void played_cb(uv_work_t *work, int status) {
    struct announce *a = work->data;
    (void)status;
    a->playing = false;
    sound_tell(a->options, a->error, &a->failed);
    if (a->options->tells)
        spoken_tell(a);
    sound_free(&a->turn.sound);
    look(a);
}

static void timer_cb(uv_timer_t *timer) {
    look(timer->data);
}

// Begins the next announcement if it is time for it, or waits until it is.
static void look(struct announce *a) {
    if (a->station.stopping || a->playing)
        return;
    uv_update_time(&a->station.loop);
    if (speaker_next(&a->speaker, view(a), loop_now_ms(a), &a->turn)) {
        a->playing = true;
        a->work.data = a;
        uv_queue_work(&a->station.loop, &a->work, play_cb, played_cb);
    }
    int64_t wake_ms = speaker_wake_ms(&a->speaker), wait_ms = wake_ms - loop_now_ms(a);
    if (wake_ms >= 0 && !a->playing)
        uv_timer_start(&a->timer, timer_cb, wait_ms > 0 ? (uint64_t)wait_ms : 0, 0);
}

// ---------------------------------------------------------------- the feed

static void call_cb(struct hallq_follow *follow, const Hallq__Call *call, bool late, void *arg) {
    struct announce *a = arg;
    (void)follow;
    speaker_call(&a->speaker, view(a), call, late, loop_now_ms(a));
    look(a);
}

static void event_cb(struct hallq_follow *follow, const Hallq__Event *event, bool late, void *arg) {
    struct announce *a = arg;
    (void)follow, (void)late;
    speaker_event(&a->speaker, event);
}

static void stale_cb(struct hallq_follow *follow, bool stale, void *arg) {
    struct announce *a = arg;
    (void)follow;
    station_stale(&a->station, stale);
    if (!a->options->tells)
        return;
    printf("{\"stale\":%s}", stale ? "true" : "false");
    line_end(a);
}

static void refused_cb(struct hallq_follow *follow, Hallq__Refusal__Reason reason, void *arg) {
    struct announce *a = arg;
    (void)follow;
    station_refused(&a->station, reason);
}

static void reach_cb(void *arg) {
    struct announce *a = arg;
    station_tell(&a->station);
}

static void stop_cb(void *arg) {
    struct announce *a = arg;
    a->stopping = true;
    if (a->timer.data)
        uv_close((uv_handle_t *)&a->timer, NULL);
}

enum exit_code announce_run(const struct options *o, const struct pack *pack, struct sink *sink) {
    struct hallq_follow_callbacks callbacks = {
        .event_cb = event_cb, .call_cb = call_cb, .stale_cb = stale_cb, .refused_cb = refused_cb};
    struct station_callbacks station_callbacks = {.reach_cb = reach_cb, .stop_cb = stop_cb};
    struct announce *a = calloc(1, sizeof *a);
    enum exit_code exit_code = EXIT_FAILED;
    if (!a)
        abort();
    a->options = o;
    a->sink = sink;
    speaker_init(&a->speaker, pack);
    a->speaker.shown_cb = shown_cb;
    a->speaker.arg = a;
    if (station_start(&a->station, &o->broker, &station_callbacks, &callbacks, a)) {
        uv_timer_init(&a->station.loop, &a->timer);
        a->timer.data = a;
        exit_code = station_run(&a->station);
    }
    free(a);
    return exit_code;
}

enum exit_code announce_try(const struct options *o, const struct pack *pack, struct sink *sink) {
    struct manner manner = manner_of(NULL);
    struct sentence sentence;
    struct sound sound;
    atomic_bool stopping = false;
    bool failed = false;
    int64_t began_us;
    struct sentence_call call = o->call;
    pack_names(pack, &call);
    sentence_make(&sentence, &call, &manner, 1);
    pack_sound(pack, &sentence, &sound);
    sound_tell(o, sink->kind->play(sink, &sound, &stopping, &began_us), &failed);
    sound_free(&sound);
    return failed ? EXIT_FAILED : EXIT_OK;
}
