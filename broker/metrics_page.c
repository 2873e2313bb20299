#include "broker/metrics_page.h"

#include "base/count.h"
#include "broker/door/writable.h"
#include "broker/log/log.h"

#define MAP_ALARM 80 // per cent of the data map in use

struct metric {
    const char *name;
    const char *type;
    const char *help;
    uint64_t value;
};

static void store_page(const struct broker *b, struct metrics_page *p) {
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
        {"hallq_checkpoint_pages", "gauge", "Pages that may change until it comes.",
         stats.stride_pages},
        {"hallq_map_bytes", "gauge", "Size of the data map.", stats.map_bytes},
        {"hallq_map_used_bytes", "gauge", "Used of the map.", stats.used_bytes},
        {"hallq_map_alarm", "gauge", "1: over 80 % of the map is in use.",
         stats.used_bytes > stats.map_bytes / 100 * MAP_ALARM},
        {"hallq_file_bytes", "gauge", "Size of the data file.", stats.file_bytes},
        {"hallq_store_reads", "gauge", "Read transactions open.", stats.reads},
    };
    for (size_t i = 0; i < COUNT(metrics); i++)
        metrics_value(p, metrics[i].name, metrics[i].type, metrics[i].help, metrics[i].value);
}

static void broker_page(const struct broker *b, struct metrics_page *p) {
    struct zones_count zones = zones_count(&b->zones);
    const struct metric metrics[] = {
        {"hallq_turn", "gauge", "Number of the last turn on the disk.", b->turn.parts.number},
        {"hallq_halls", "gauge", "Halls.", b->halls.count - (halls_find(&b->halls, 0) != NULL)},
        {"hallq_devices", "gauge", "Keys ever added.", b->devices.count},
        {"hallq_writes_stopped", "gauge", "1: the disk is full, writes are refused.",
         b->turn.parts.stopped_by != ERR_OK},
        {"hallq_due_failing", "gauge", "Due rows that failed or are rotten, and are passed over.",
         due_rows_failing(&b->turn.due)},
        {"hallq_rows_unreadable_total", "counter",
         "Times a row could not be read and was passed over.", unread_total(&b->unread)},
        {"hallq_purges_failing", "gauge", "Halls with day keys that could not be destroyed.",
         b->purges.failing},
        {"hallq_clock_alarm", "gauge", "1: the wall clock is off, hall time goes without it.",
         b->time.clock.alarmed},
        {"hallq_log_dropped_total", "counter", "Log lines that found no room.", log_dropped()},
        {"hallq_zones_wrong", "gauge",
         "Halls whose zone's law has changed, or whose table of it ends.", zones.wrong},
        {"hallq_zones_unknown", "gauge", "Halls whose zone this machine does not know.",
         zones.unknown},
        {"hallq_twin_floors_total", "counter", "Halls copied for the twin.",
         b->foresee.cost.floors},
        {"hallq_twin_copy_us_total", "counter", "Time of the loop spent on these copies.",
         b->foresee.cost.copy_us},
        {"hallq_twin_run_us_total", "counter", "Time that the twin ran, on its worker.",
         b->foresee.cost.run_us},
        {"hallq_alerts_note", "gauge", "Open alerts that are worth knowing.",
         alerts_count(&b->alerts, HALLQ__ALERT__LEVEL__NOTE)},
        {"hallq_alerts_amber", "gauge", "Open alerts that ask somebody to act, or to be ready.",
         alerts_count(&b->alerts, HALLQ__ALERT__LEVEL__AMBER)},
        {"hallq_alerts_red", "gauge", "Lines in which somebody will wait too long.",
         alerts_count(&b->alerts, HALLQ__ALERT__LEVEL__RED)},
        {"hallq_alerts_breach", "gauge", "Lines in which somebody waits too long.",
         alerts_count(&b->alerts, HALLQ__ALERT__LEVEL__BREACH)},
        {"hallq_alert_looks_total", "counter", "Looks at halls for alerts.", b->alerts.looks},
        {"hallq_work_waiting", "gauge", "Jobs waiting or running.", b->work.count},
        {"hallq_frames_total", "counter", "Command frames taken.", b->doors.router.in_count},
        {"hallq_frames_odd_total", "counter",
         "Messages dropped: not one frame, from nobody let in, or under a claimed routing id.",
         b->doors.router.odd_count},
        {"hallq_replies_total", "counter", "Answers sent.", b->doors.router.out_count},
        {"hallq_epoll_calls_spared_total", "counter",
         "Calls of the kernel that answers did not need; 0: libzmq is one not tested with.",
         writable_spared()},
        {"hallq_replies_unsent_total", "counter", "Answers whose asker was gone.",
         b->doors.router.unsent_count},
        {"hallq_public_messages_total", "counter", "Messages on the public feed.",
         b->doors.feeds[FEED_PUBLIC].out_count},
        {"hallq_staff_messages_total", "counter", "Messages on the staff feed.",
         b->doors.feeds[FEED_STAFF].out_count},
        {"hallq_lead_messages_total", "counter", "Messages on the lead feed.",
         b->doors.feeds[FEED_LEAD].out_count},
        {"hallq_feed_reopens_total", "counter", "Times a feed was opened again.",
         b->doors.feeds[FEED_PUBLIC].reopen_count + b->doors.feeds[FEED_STAFF].reopen_count +
             b->doors.feeds[FEED_LEAD].reopen_count},
        {"hallq_keys_allowed_total", "counter", "Connections let in by key.",
         b->doors.zap.allowed_count},
        {"hallq_keys_refused_total", "counter", "Connections refused by key.",
         b->doors.zap.refused_count},
        {"hallq_keys_hurried_total", "counter", "Of these, good keys that came too often.",
         b->doors.hurried_count},
    };
    for (size_t i = 0; i < COUNT(metrics); i++)
        metrics_value(p, metrics[i].name, metrics[i].type, metrics[i].help, metrics[i].value);
}

size_t metrics_page_write(const struct broker *b, char *text) {
    struct metrics_page page = {.text = text, .size = METRICS_PAGE_SIZE};
    broker_page(b, &page);
    store_page(b, &page);
    counters_page(&b->counters, &page);
    scores_page(&b->scores, &page);
    return page.used;
}
