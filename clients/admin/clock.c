// Times are shown in the hall's own zone, by the table of its settings; in UTC while there is no hall.
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

const char *clock_span(struct cli *cli, int64_t span_ms) {
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
    SAY_ERR(cli, ahead_ms > 0 ? SAY_CLOCK_HERE_AHEAD : SAY_CLOCK_HERE_BEHIND,
            clock_span(cli, apart_ms));
    return true;
}

void clock_doubt(struct cli *cli, const Hallq__HallSettings *h, const Hallq__Reply *reply) {
    int64_t wall_ms = reply->clock->wall_at_ms;
    if (LIMIT_CLOCK_POSSIBLE(wall_ms))
        SAY_ERR(cli, SAY_CLOCK_DOUBT, clock_moment(cli, h, reply->at_ms),
                clock_moment(cli, h, wall_ms));
    else
        SAY_ERR(cli, SAY_CLOCK_THERE_WRONG, clock_moment(cli, h, wall_ms));
}
