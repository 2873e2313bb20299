#include "broker/tick.h"

#include <inttypes.h>
#include <signal.h>

#include "base/count.h"
#include "broker/after/aftermath.h"
#include "broker/after/publish.h"
#include "broker/after/unread.h"
#include "broker/after/zones.h"
#include "broker/notify.h"

#define TICK_MS 1000
#define WAITS_LOOK_MS 100 // how soon after a change the figures follow
#define MAP_ALARM 80      // per cent of the data map in use

static bool finding_cb(void *arg, uint32_t hall, uint32_t counter, bool heard) {
    struct broker *b = arg;
    struct item *item = b->turn.item_count < TURN_ITEMS_MAX / 2 ? turn_add(&b->turn) : NULL;
    if (!item)
        return false; // later: commands come first
    item->kind = ITEM_COUNTER_HEARD;
    item->hall = hall;
    item->counter = counter;
    item->heard = heard;
    return true;
}

static bool presence_cb(void *arg, uint32_t hall, uint32_t device, bool idle) {
    struct broker *b = arg;
    struct item *item = b->turn.item_count < TURN_ITEMS_MAX / 2 ? turn_add(&b->turn) : NULL;
    if (!item)
        return false; // later: commands come first
    item->kind = ITEM_SIGN_ON_ENDS;
    item->hall = hall;
    item->device = device;
    item->idle = idle;
    return true;
}

static void clock_look(struct broker *b) {
    int64_t wall_ms = wallclock_wall_ms(&b->time.wallclock);
    hall_time_now(&b->time);
    if (b->time.clock.alarmed == b->time.told)
        return;
    struct item *item = turn_add(&b->turn);
    if (!item)
        return;
    item->kind = ITEM_CLOCK;
    item->alarmed = b->time.clock.alarmed;
    item->wall_at_ms = wall_ms;
    b->time.told = b->time.clock.alarmed;
}

static void tick_cb(uv_timer_t *timer) {
    struct broker *b = timer->data;
    notify_again();
    log_catch_up();
    aftermath_again(b);
    unread_say(b);
    doors_tick(b);
    turn_probe(&b->turn);
    if (!b->turn.stopped_by) {
        leases_check(&b->leases, wallclock_machine_ms(), finding_cb, b);
        presences_check(&b->presences, wallclock_machine_ms(), hall_time_now(&b->time), presence_cb,
                        b);
        clock_look(b);
        zones_look(b);
    }
    if (b->turn.item_count || turn_uncovered(&b->turn))
        turn_wake(&b->turn);
    publish_heartbeats(b);
}

static void waits_cb(uv_timer_t *timer) {
    publish_heartbeats_on(timer->data);
    publish_waits(timer->data);
}

static void watchdog_cb(uv_timer_t *timer) {
    (void)timer;
    notify_watchdog();
}

void tick_init(struct broker *b) {
    uv_timer_init(b->loop, &b->tick);
    uv_timer_init(b->loop, &b->waits_timer);
    uv_timer_init(b->loop, &b->watchdog);
    b->tick.data = b->waits_timer.data = b;
    for (size_t i = 0; i < 2; i++) {
        uv_signal_init(b->loop, &b->signals[i]);
        b->signals[i].data = b;
    }
}

void tick_start(struct broker *b, uv_signal_cb stop_cb) {
    uint64_t watchdog_ms = notify_watchdog_ms();
    if (watchdog_ms)
        uv_timer_start(&b->watchdog, watchdog_cb, 0, watchdog_ms);
    uv_timer_start(&b->tick, tick_cb, 0, TICK_MS);
    uv_timer_start(&b->waits_timer, waits_cb, WAITS_LOOK_MS, WAITS_LOOK_MS);
    uv_signal_start(&b->signals[0], stop_cb, SIGTERM);
    uv_signal_start(&b->signals[1], stop_cb, SIGINT);
}

void tick_close(struct broker *b) {
    uv_close((uv_handle_t *)&b->tick, NULL);
    uv_close((uv_handle_t *)&b->waits_timer, NULL);
    uv_close((uv_handle_t *)&b->watchdog, NULL);
    for (size_t i = 0; i < 2; i++)
        uv_close((uv_handle_t *)&b->signals[i], NULL);
}

// ---------------------------------------------------------------- the page

struct metric {
    const char *name;
    const char *type;
    const char *help;
    uint64_t value;
};

static void store_page(struct broker *b, struct page *p) {
    struct store_stats stats;
    store_stats_get(b->store, &stats);
    const struct metric metrics[] = {
        {"hallq_commits_total", "counter", "Turns made durable.", stats.commits},
        {"hallq_commit_errors_total", "counter", "Commits that failed.", stats.commit_errors},
        {"hallq_redo_syncs_total", "counter", "Syncs of the redo log.", stats.syncs},
        {"hallq_redo_sync_us_total", "counter", "Time spent in them.", stats.sync_us},
        {"hallq_redo_written_bytes_total", "counter", "Written to the redo log.",
         stats.redo_written_bytes},
        {"hallq_redo_bytes", "gauge", "Size of the redo log, 0: none.", stats.redo_bytes},
        {"hallq_redo_turns", "gauge", "Turns in the log since the last checkpoint.",
         stats.redo_turns},
        {"hallq_checkpoints_total", "counter", "Commits of the tables.", stats.checkpoints},
        {"hallq_checkpoint_us_total", "counter", "Time spent in them.", stats.checkpoint_us},
        {"hallq_checkpoint_us_max", "gauge", "The longest.", stats.checkpoint_max_us},
        {"hallq_dirty_pages", "gauge", "Pages the next checkpoint writes, about.",
         stats.dirty_pages},
        {"hallq_map_bytes", "gauge", "Size of the data map.", stats.map_bytes},
        {"hallq_map_used_bytes", "gauge", "Used of the map.", stats.used_bytes},
        {"hallq_map_alarm", "gauge", "1: over 80 % of the map is in use.",
         stats.used_bytes > stats.map_bytes / 100 * MAP_ALARM},
        {"hallq_file_bytes", "gauge", "Size of the data file.", stats.file_bytes},
        {"hallq_store_reads", "gauge", "Read transactions open.", stats.reads},
    };
    for (size_t i = 0; i < COUNT(metrics); i++)
        page_value(p, metrics[i].name, metrics[i].type, metrics[i].help, metrics[i].value);
}

static void broker_page(struct broker *b, struct page *p) {
    struct zones_count zones = zones_count(b);
    const struct metric metrics[] = {
        {"hallq_turn", "gauge", "Number of the last turn on the disk.", b->turn.number},
        {"hallq_halls", "gauge", "Halls.", b->halls.count - (halls_find(&b->halls, 0) != NULL)},
        {"hallq_devices", "gauge", "Keys ever added.", b->devices.count},
        {"hallq_writes_stopped", "gauge", "1: the disk is full, writes are refused.",
         b->turn.stopped_by != ERR_OK},
        {"hallq_due_failing", "gauge", "Due rows that failed or are rotten, and are passed over.",
         turn_due_failing(&b->turn)},
        {"hallq_rows_unreadable_total", "counter",
         "Times a row could not be read and was passed over.", unread_total(b)},
        {"hallq_purges_failing", "gauge", "Halls with day keys that could not be destroyed.",
         b->purges_failing},
        {"hallq_clock_alarm", "gauge", "1: the wall clock is off, hall time goes without it.",
         b->time.clock.alarmed},
        {"hallq_log_dropped_total", "counter", "Log lines that found no room.", log_dropped()},
        {"hallq_zones_wrong", "gauge",
         "Halls whose zone's law has changed, or whose table of it ends.", zones.wrong},
        {"hallq_zones_unknown", "gauge", "Halls whose zone this machine does not know.",
         zones.unknown},
        {"hallq_work_waiting", "gauge", "Jobs waiting or running.", b->work.count},
        {"hallq_frames_total", "counter", "Command frames taken.", b->router.in_count},
        {"hallq_frames_odd_total", "counter",
         "Messages dropped: not one frame, from nobody let in, or under a claimed routing id.",
         b->router.odd_count},
        {"hallq_replies_total", "counter", "Answers sent.", b->router.out_count},
        {"hallq_replies_unsent_total", "counter", "Answers whose asker was gone.",
         b->router.unsent_count},
        {"hallq_public_messages_total", "counter", "Messages on the public feed.",
         b->feeds[FEED_PUBLIC].out_count},
        {"hallq_staff_messages_total", "counter", "Messages on the staff feed.",
         b->feeds[FEED_STAFF].out_count},
        {"hallq_feed_reopens_total", "counter", "Times a feed was opened again.",
         b->feeds[FEED_PUBLIC].reopen_count + b->feeds[FEED_STAFF].reopen_count},
        {"hallq_keys_allowed_total", "counter", "Connections let in by key.", b->zap.allowed_count},
        {"hallq_keys_refused_total", "counter", "Connections refused by key.",
         b->zap.refused_count},
        {"hallq_keys_hurried_total", "counter", "Of these, good keys that came too often.",
         b->doors.hurried_count},
    };
    for (size_t i = 0; i < COUNT(metrics); i++)
        page_value(p, metrics[i].name, metrics[i].type, metrics[i].help, metrics[i].value);
}

size_t tick_page(struct broker *b, char *text) {
    struct page page = {.text = text, .size = METRICS_PAGE_SIZE};
    broker_page(b, &page);
    store_page(b, &page);
    counters_page(&b->counters, &page);
    return page.used;
}
