// clock.c - clock show, accept and begin-day, and the notes about clocks. Times are shown in the hall's
// own zone, by the table of its settings; in UTC while there is no hall.
#include "clients/admin/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/limit.h"

#define MOMENT_SIZE 40
#define APART_MS (5 * 60 * 1000) // of two clocks: people notice it, and no answer takes that long

static int32_t offset_s_at(const Hallq__HallSettings *h, int64_t at_ms) {
    int32_t offset_s = h && h->n_zone_changes ? h->zone_changes[0]->offset_s : 0;
    for (size_t i = 0; h && i < h->n_zone_changes && h->zone_changes[i]->at_ms <= at_ms; i++)
        offset_s = h->zone_changes[i]->offset_s;
    return offset_s;
}

const char *clock_moment(struct cli *cli, const Hallq__HallSettings *h, int64_t at_ms) {
    char text[MOMENT_SIZE] = "?";
    time_t at_s = (time_t)(at_ms / 1000 + offset_s_at(h, at_ms));
    struct tm tm;
    if (gmtime_r(&at_s, &tm))
        strftime(text, sizeof text, h ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M UTC", &tm);
    return arena_text(&cli->arena, text);
}

// Hours and minutes, to the nearest, "2:05"; "0:01" at least.
static const char *span(struct cli *cli, int64_t span_ms) {
    long long minutes = span_ms < 90000 ? 1 : (span_ms + 30000) / 60000;
    return arena_printf(&cli->arena, "%lld:%02lld", minutes / 60, minutes % 60);
}

int64_t clock_here_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool clock_here_possible(struct cli *cli) {
    int64_t now_ms = clock_here_ms();
    if (LIMIT_CLOCK_POSSIBLE(now_ms))
        return true;
    SAY_ERR(cli, SAY_CLOCK_HERE_WRONG, clock_moment(cli, NULL, now_ms));
    return false;
}

bool clock_compare(struct cli *cli, const Hallq__Reply *reply) {
    int64_t ahead_ms = clock_here_ms() - reply->at_ms;
    int64_t apart_ms = ahead_ms < 0 ? -ahead_ms : ahead_ms;
    if (apart_ms <= APART_MS)
        return false;
    if (reply->clock) // its own clock is in doubt, and that was said
        return true;
    SAY_ERR(cli, ahead_ms > 0 ? SAY_CLOCK_HERE_AHEAD : SAY_CLOCK_HERE_BEHIND, span(cli, apart_ms));
    return true;
}

const Hallq__HallSettings *clock_hall_settings(struct ask *a) {
    Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply = NULL;
    HALLQ_REQUEST(request, ask_hall(a), GET_SETTINGS, get_settings, &get);
    a->quiet = true;
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    a->quiet = false;
    return code || !reply ? NULL : reply->settings;
}

void clock_note(struct ask *a, const Hallq__Reply *reply) {
    if (!reply->clock || a->quiet || a->doubt_said)
        return;
    a->doubt_said = true;
    int64_t hall_ms = reply->at_ms, wall_ms = reply->clock->wall_at_ms;
    const Hallq__HallSettings *h = clock_hall_settings(a);
    if (LIMIT_CLOCK_POSSIBLE(wall_ms))
        SAY_ERR(a->cli, SAY_CLOCK_DOUBT, clock_moment(a->cli, h, hall_ms),
                clock_moment(a->cli, h, wall_ms));
    else
        SAY_ERR(a->cli, SAY_CLOCK_THERE_WRONG, clock_moment(a->cli, h, wall_ms));
}

// Sends it, and says what came of it by `say`.
static int clock_ask(struct cli *cli, const Hallq__Request *request,
                     void (*say)(struct cli *cli, const Hallq__Reply *reply,
                                 const Hallq__HallSettings *h)) {
    struct ask a;
    Hallq__Reply *reply;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = ask_send(&a, request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (!code && cli->json)
        json_print(reply, true);
    else if (!code)
        say(cli, reply, clock_hall_settings(&a));
    ask_close(&a);
    return code;
}

static void shown_say(struct cli *cli, const Hallq__Reply *reply, const Hallq__HallSettings *h) {
    if (!reply->clock) // the note says the rest
        SAY_OUT(cli, SAY_CLOCK_FINE, clock_moment(cli, h, reply->at_ms));
    clock_compare(cli, reply);
}

int verb_clock_show(struct cli *cli) {
    Hallq__Ping ping = HALLQ__PING__INIT;
    HALLQ_REQUEST(request, 0, PING, ping, &ping);
    return clock_ask(cli, &request, shown_say);
}

static void accepted_say(struct cli *cli, const Hallq__Reply *reply, const Hallq__HallSettings *h) {
    const Hallq__Done *done = reply->done;
    if (!done->meets_at_ms) {
        SAY_OUT(cli, SAY_CLOCK_ACCEPTED, clock_moment(cli, h, done->wall_at_ms));
        return;
    }
    // at the answer it was as far ahead as it goes on until they meet, see Done
    int64_t ahead_ms = (done->meets_at_ms - done->wall_at_ms) / 2;
    SAY_OUT(cli, SAY_CLOCK_ACCEPTED_BEHIND, span(cli, ahead_ms),
            clock_moment(cli, h, done->meets_at_ms), clock_moment(cli, h, done->wall_at_ms));
    SAY_OUT(cli, SAY_CLOCK_BEGIN_INSTEAD, "");
}

int verb_clock(struct cli *cli) {
    Hallq__AcceptClock accept = HALLQ__ACCEPT_CLOCK__INIT;
    HALLQ_REQUEST(request, 0, ACCEPT_CLOCK, accept_clock, &accept);
    return clock_ask(cli, &request, accepted_say);
}

static void begun_say(struct cli *cli, const Hallq__Reply *reply, const Hallq__HallSettings *h) {
    SAY_OUT(cli, SAY_CLOCK_BEGUN, clock_moment(cli, h, reply->done->wall_at_ms));
}

int verb_clock_begin(struct cli *cli) {
    Hallq__BeginDay begin = HALLQ__BEGIN_DAY__INIT;
    HALLQ_REQUEST(request, 0, BEGIN_DAY, begin_day, &begin);
    return clock_ask(cli, &request, begun_say);
}
