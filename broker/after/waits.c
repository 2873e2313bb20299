#include "broker/after/waits.h"

#include <stdlib.h>

#include "base/visible.h"
#include "broker/forecast/range.h"
#include "broker/log/log.h"

#define WAITS_EVERY_MS 1000 // between two messages about a hall
#define WAITS_ROUND_MS 5    // time for all halls of a round
#define WAITS_STEP_S 60     // a change of the rough wait is worth showing over a minute,
#define WAITS_STEP_PART 10  // or over a tenth of the wait

struct shown_line {
    uint32_t service;
    uint32_t waiting;
    int64_t oldest_entered_at_ms;
    uint32_t rough_wait_s;
    struct range range;
    uint32_t counters;
    bool by_rule;
};

struct shown_waits {
    size_t line_count;
    struct shown_line lines[];
};

static struct range range_of_line(const Hallq__LineWait *line) {
    return (struct range){line->lower_min, line->upper_min};
}

// A range that is told no more, or for the first time, differs as well.
static bool range_differs(const struct range *shown, const struct range *now) {
    return !shown->upper_min != !now->upper_min || range_moved(shown, now);
}

static bool line_differs(const struct shown_line *shown, const Hallq__LineWait *now) {
    uint32_t before_s = shown->rough_wait_s, now_s = now->rough_wait_s;
    uint32_t step_s = now_s > before_s ? now_s - before_s : before_s - now_s;
    struct range range = range_of_line(now);
    return shown->service != now->service || range_differs(&shown->range, &range) ||
           shown->waiting != now->waiting ||
           shown->oldest_entered_at_ms != now->oldest_entered_at_ms ||
           shown->counters != now->counters || shown->by_rule != now->by_rule ||
           step_s > WAITS_STEP_S || step_s * WAITS_STEP_PART > before_s;
}

static bool waits_differ(const struct shown_waits *shown, const Hallq__WaitFigures *now) {
    if (!shown || shown->line_count != now->n_lines)
        return true;
    for (size_t i = 0; i < now->n_lines; i++)
        if (line_differs(&shown->lines[i], now->lines[i]))
            return true;
    return false;
}

static void shown_keep(struct hall *hall, const Hallq__WaitFigures *now) {
    struct shown_waits *shown =
        realloc(hall->shown, sizeof *shown + now->n_lines * sizeof shown->lines[0]);
    if (!shown)
        return; // then the figures are sent again next time
    shown->line_count = now->n_lines;
    for (size_t i = 0; i < now->n_lines; i++)
        shown->lines[i] = (struct shown_line){now->lines[i]->service,
                                              now->lines[i]->waiting,
                                              now->lines[i]->oldest_entered_at_ms,
                                              now->lines[i]->rough_wait_s,
                                              range_of_line(now->lines[i]),
                                              now->lines[i]->counters,
                                              now->lines[i]->by_rule};
    hall->shown = shown;
}

struct looking {
    const struct publish *publish;
    int64_t now_ms; // hall time
    struct hall *hall;
};

// The figures as the feed may show them.
static Hallq__WaitFigures *waits_seen(const Hallq__WaitFigures *now, enum feed feed,
                                      struct arena *arena) {
    static const struct visible_message *visible;
    if (!visible)
        visible = visible_of(&hallq__wait_figures__descriptor);
    return (Hallq__WaitFigures *)(uintptr_t)visible_project(visible, now, feed, arena);
}

static int waits_look_cb(struct state *s, void *arg) {
    struct looking *l = arg;
    const struct publish *p = l->publish;
    Hallq__WaitFigures *now;
    Hallq__FeedMessage message = HALLQ__FEED_MESSAGE__INIT;
    int err = wait_figures_make(s, l->now_ms, l->hall->hall, &now);
    if (err == ERR_NOT_FOUND)
        return ERR_OK; // the hall was removed
    if (err || !waits_differ(l->hall->shown, now))
        return err;
    shown_keep(l->hall, now);
    message.body_case = HALLQ__FEED_MESSAGE__BODY_WAITS;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        if (broadcast_heard(&p->feeds[feed], l->hall->hall)) {
            message.waits = waits_seen(now, (enum feed)feed, s->arena);
            publish_message(p, (enum feed)feed, l->hall->hall, &message, s->arena);
        }
    return ERR_OK;
}

static bool hall_heard(const struct publish *p, uint32_t hall) {
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        if (broadcast_heard(&p->feeds[feed], hall))
            return true;
    return false;
}

static void hall_publish(const struct waits *w, struct hall *hall, int64_t machine_ms) {
    struct looking looking = {w->publish, hall_time_now(w->time), hall};
    hall->waits_sent_ms = machine_ms;
    if (!hall_heard(w->publish, hall->hall))
        return; // a new follower gets the figures with its snapshot
    int err = look_at(w->look, waits_look_cb, &looking);
    if (err)
        log_write(LOG_LEVEL_WARNING, "waits", " hall=%u error=\"%s\"", hall->hall, err_text(err));
}

void waits_publish(struct waits *w) {
    uint64_t end_ns = uv_hrtime() + WAITS_ROUND_MS * UINT64_C(1000000);
    int64_t machine_ms = wallclock_machine_ms();
    const struct hall *last = TAILQ_LAST(&w->halls->dirty, hall_queue);
    const struct hall *done = NULL;
    for (size_t looked = 0; done != last && looked < WAITS_AT_ONCE && uv_hrtime() < end_ns;) {
        struct hall *hall = halls_take_dirty(w->halls);
        done = hall;
        if (machine_ms - hall->waits_sent_ms < WAITS_EVERY_MS) {
            halls_mark_waits(w->halls, hall); // goes behind the other halls
            continue;
        }
        hall_publish(w, hall, machine_ms);
        looked++;
    }
}
