#include "voice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "clients/voice/speaker.h"
#include "jot.h"

struct voice {
    uv_loop_t *loop;
    const struct hallq_follow *follow;
    struct channel *channel;
    struct speaker speaker;
    uv_timer_t timer;    // the next turn
    uint64_t number;     // of the newest announcement
    uint64_t since_ms;   // loop time
    unsigned char *file; // its sound, as WAV; NULL: there was none yet
    size_t file_size;
};

// {"number":"17","tickets":["A045"],"counter":3,"lengthMs":7430}
static void turn_tell(struct voice *v, const struct speaker_turn *turn) {
    struct jot j = {0};
    jot_printf(&j, "{\"number\":\"%" PRIu64 "\",\"tickets\":[", v->number);
    for (size_t i = 0; i < turn->call.number_count; i++)
        jot_printf(&j, "%s\"%s\"", i ? "," : "", turn->call.numbers[i]); // letters and digits
    jot_printf(&j, "],\"counter\":%u,\"lengthMs\":%lld}", turn->call.counter,
               (long long)turn->length_ms);
    channel_tell(v->channel, "voice", j.text);
    jot_fini(&j);
}

static void timer_cb(uv_timer_t *timer);

// Begins the next announcement if it is time for it, or waits until it is.
static void look(struct voice *v) {
    struct speaker_turn turn;
    uint64_t now_ms = uv_now(v->loop);
    if (speaker_next(&v->speaker, hallq_follow_view(v->follow), (int64_t)now_ms, &turn)) {
        free(v->file);
        v->file = wav_write(&turn.sound, &v->file_size);
        v->since_ms = now_ms;
        v->number++;
        turn_tell(v, &turn);
        sound_free(&turn.sound);
    }
    int64_t wait_ms = speaker_wake_ms(&v->speaker) - (int64_t)now_ms;
    if (speaker_wake_ms(&v->speaker) >= 0)
        uv_timer_start(&v->timer, timer_cb, wait_ms > 0 ? (uint64_t)wait_ms : 0, 0);
}

static void timer_cb(uv_timer_t *timer) {
    look(timer->data);
}

void voice_call(struct voice *v, const Hallq__Call *call, bool late) {
    speaker_call(&v->speaker, hallq_follow_view(v->follow), call, late, (int64_t)uv_now(v->loop));
    look(v);
}

void voice_event(struct voice *v, const Hallq__Event *event) {
    speaker_event(&v->speaker, event);
}

bool voice_answer(const struct voice *v, struct http_request *request, uint64_t number) {
    if (!v->file || number != v->number || uv_now(v->loop) - v->since_ms > VOICE_FRESH_MS)
        return false;
    http_add_header(request, "Cache-Control", "no-store");
    http_answer(request, &(struct http_answer){.status = 200,
                                               .type = "audio/wav",
                                               .body = v->file,
                                               .body_size = v->file_size});
    return true;
}

struct voice *voice_create(uv_loop_t *loop, const struct hallq_follow *follow,
                           struct channel *channel, const struct pack *pack) {
    struct voice *v = calloc(1, sizeof *v);
    if (!v)
        return NULL;
    v->loop = loop;
    v->follow = follow;
    v->channel = channel;
    speaker_init(&v->speaker, pack);
    uv_timer_init(loop, &v->timer);
    v->timer.data = v;
    channel_speaks(channel);
    return v;
}

static void closed_cb(uv_handle_t *handle) {
    struct voice *v = handle->data;
    free(v->file);
    free(v);
}

void voice_destroy(struct voice *v) {
    if (v)
        uv_close((uv_handle_t *)&v->timer, closed_cb);
}
