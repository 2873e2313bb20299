// verb_clock.c - clock show, accept and begin-day.
#include "clients/admin/ask.h"
#include "clients/admin/clock.h"

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
        say(cli, reply, ask_hall_settings(&a));
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
    SAY_OUT(cli, SAY_CLOCK_ACCEPTED_BEHIND, clock_span(cli, ahead_ms),
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
