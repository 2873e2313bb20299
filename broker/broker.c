// broker.c - the parts of a broker, made in order and ended in reverse.
//
//     store: lock, open, verify ─▶ seals ─▶ turn, state at hand ─▶ key ─▶ ZAP ─▶ sockets ─▶ ready
//
// Only when all of it holds does the router listen, last of the sockets.
#include "broker/broker.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/after/aftermath.h"
#include "broker/after/publish.h"
#include "broker/credential.h"
#include "broker/notify.h"
#include "broker/old_rows.h"
#include "broker/server_key.h"
#include "broker/start.h"
#include "broker/tick.h"
#include "broker/turn/dispatch.h"

#define PATH_SIZE 4096
#define STOP_LINGER_MS 300 // for the last answers to leave

static int code_of(int err) {
    switch ((enum err)err) {
    case ERR_BUSY:
        return EXIT_IN_USE;
    case ERR_CORRUPT:
        return EXIT_CORRUPT;
    case ERR_FORMAT:
        return EXIT_FORMAT;
    case ERR_NOT_FOUND:
    case ERR_INVALID:
    case ERR_DENIED:
    case ERR_EXISTS:
    case ERR_TOO_LARGE:
        return EXIT_USAGE;
    case ERR_NO_MEMORY:
    case ERR_SYSTEM:
        return EXIT_SYSTEM;
    case ERR_OK:
    case ERR_MAP_FULL:
    case ERR_DISK_FULL:
    case ERR_IO:
    case ERR_AGAIN:
    case ERR_CLOSED:
    case ERR_TIMEOUT:
    case ERR_REFUSED:
    case ERR_COUNT:
        break;
    }
    return EXIT_DISK;
}

// ---------------------------------------------------------------- state

static struct bilingual store_words(const struct store_why *why) {
    return (struct bilingual){why->zh, why->text};
}

static int store_said(const struct broker *b, int err) {
    struct store_why why = store_why_of(b->store);
    return start_failed(code_of(err), err, SAME(b->options.data), store_words(&why));
}

// What the hall runs without for a while does not stop it.
static void parts_warn(const struct broker *b) {
    struct store_why why = {""};
    if (store_look_parts(b->options.data, &why))
        log_write(LOG_LEVEL_WARNING, "folder_odd", " why=\"%s\"", why.text);
}

static int store_start(struct broker *b) {
    struct store_options options = {.path = b->options.data};
    struct store_report report;
    struct store_why why = {""};
    int err = store_open(&b->store, &options, &why);
    if (err)
        return start_failed(code_of(err), err, SAME(b->options.data), store_words(&why));
    err = store_verify_start(b->store, &report, &why);
    if (err)
        return start_failed(code_of(err), err, SAME(b->options.data), store_words(&why));
    parts_warn(b);
    log_write(LOG_LEVEL_INFO, "verified", " rows=%" PRIu64 " pages=%" PRIu64, report.row_count,
              report.page_count);
    return EXIT_FINE;
}

static const char *const folder_changes[] = {
    [HALLQ__FOLDER_CHANGED__KIND__NO_KIND] = "NO_KIND",
    [HALLQ__FOLDER_CHANGED__KIND__RESTORED] = "RESTORED",
    [HALLQ__FOLDER_CHANGED__KIND__LOSS_ACCEPTED] = "LOSS_ACCEPTED",
    [HALLQ__FOLDER_CHANGED__KIND__ADMIN_KEY_MADE] = "ADMIN_KEY_MADE",
    [HALLQ__FOLDER_CHANGED__KIND__KEYS_RENEWED] = "KEYS_RENEWED",
};

static void folder_change_say(const Hallq__FolderChanged *changed) {
    size_t kind = (size_t)changed->kind;
    bool known = kind < COUNT(folder_changes);
    log_write(LOG_LEVEL_WARNING, "folder_changed",
              " kind=%s turn=%" PRIu64 " noted_turn=%" PRIu64 " wall_at_ms=%" PRId64,
              known ? folder_changes[kind] : "newer", changed->turn, changed->noted_turn,
              changed->wall_at_ms);
}

// What hallq-admin did while no broker ran are the last turns of the store, all of the broker's own
// journal.
static int folder_changes_look_cb(struct state *s, void *arg) {
    const struct broker *b = arg;
    const Hallq__HallRow *row;
    Hallq__JournalRecord *record;
    int err = hall_row_get(s, key_hall(0), &row);
    uint64_t seq = err ? 0 : row->seq, turn = b->turn.number;
    while (seq && !err && !(err = journal_row_get(s, key_journal(0, seq), &record))) {
        const Hallq__Event *last = record->events[record->n_events - 1];
        if (record->turn != turn || last->body_case != HALLQ__EVENT__BODY_FOLDER_CHANGED)
            break;
        folder_change_say(last->folder_changed);
        seq = record->first_seq - 1;
        turn--;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int meta_look_cb(struct state *s, void *arg) {
    return store_meta_get(s->tables, arg);
}

static void clock_start(struct broker *b, const struct store_meta *meta) {
    const struct clock_stored stored = {meta->at_ms, meta->wall_at_ms, meta->covered_at_ms,
                                        meta->clock_catches_up};
    clock_init(&b->time.clock, &stored, wallclock_wall_ms(&b->time.wallclock),
               wallclock_mono_ms(&b->time.wallclock));
    b->time.covered_ms = meta->covered_at_ms;
    b->time.told = meta->clock_alarm;
    if (b->time.clock.alarmed)
        log_write(LOG_LEVEL_WARNING, "clock_in_doubt",
                  " hall_ms=%" PRId64 " machine_ms=%" PRId64 " note=\"set this machine's clock%s\"",
                  b->time.clock.at_ms, b->time.clock.wall_ms,
                  LIMIT_CLOCK_POSSIBLE(b->time.clock.wall_ms) ? ", or hallq-admin clock accept"
                                                              : "");
}

static void key_aside_say(void *arg, const char *name, const char *aside, int why) {
    (void)arg;
    log_write(LOG_LEVEL_ERROR, why == ERR_CORRUPT ? "key_rotten" : "key_closed",
              " file=\"keys/%s\" aside=\"keys/%s\"", name, aside);
}

// Opens the keys, under these bytes of systemd's if there are any.
static int keys_open(struct broker *b, const unsigned char *secret, size_t size) {
    char path[PATH_MAX];
    if (seal_private(b->options.data, path) != ERR_OK)
        return start_failed(EXIT_USAGE, ERR_DENIED, SAME(path), start_words(START_KEYS_OPEN));
    int err = seal_ring_create(&b->seals, b->options.data, secret, size);
    if (err == ERR_CLOSED)
        return start_failed(EXIT_USAGE, ERR_NOT_FOUND, start_words(START_MASTER_KEY),
                            start_words(START_NO_MASTER));
    if (err == ERR_CORRUPT) {
        snprintf(path, sizeof path, "%s/" SEAL_KEYS_FOLDER "/" SEAL_PIN_KEY, b->options.data);
        return start_failed(EXIT_USAGE, err, SAME(path), start_words(START_PIN_KEY_ROTTEN));
    }
    if (err)
        return start_failed(code_of(err), err, start_words(START_SEALS), SAME(b->options.data));
    seal_on_aside(b->seals, key_aside_say, NULL);
    return EXIT_FINE;
}

// The keys of customer data, under a master key where systemd has one for us.
static int seals_start(struct broker *b) {
    unsigned char secret[CREDENTIAL_SIZE_MAX];
    size_t size;
    int code, err = credential_read("master.key", secret, &size);
    if (err && err != ERR_NOT_FOUND)
        code = start_failed(EXIT_USAGE, err, start_words(START_MASTER_KEY),
                            start_words(START_CREDENTIAL));
    else if (!err && size < SEAL_MASTER_MIN)
        code = start_failed(EXIT_USAGE, ERR_INVALID, start_words(START_MASTER_KEY),
                            start_words(START_MASTER_SHORT));
    else
        code = keys_open(b, err ? NULL : secret, err ? 0 : size);
    explicit_bzero(secret, sizeof secret);
    return code;
}

static int state_start(struct broker *b) {
    struct store_meta meta;
    int err, code = seals_start(b);
    if (code)
        return code;
    b->settings = settings_cache_create();
    b->rows = row_cache_create();
    if (!b->settings || !b->rows)
        return start_failed(EXIT_SYSTEM, ERR_NO_MEMORY, start_words(START_MEMORY), SAME(""));
    b->codes = dispatch_codes(b);
    turn_init(&b->turn, b, 0);
    tick_init(b);
    work_init(&b->work, b->loop,
              &(struct job_parts){.store = b->store, .seals = b->seals, .data = b->options.data},
              &(struct work_user){dispatch_job, dispatch_job_answer, b});
    b->handles_open = true;
    err = turn_look(&b->turn, meta_look_cb, &meta);
    if (err)
        return store_said(b, err);
    b->epoch = meta.epoch;
    b->keys = meta.keys;
    b->turn.number = meta.turn;
    wallclock_init(&b->time.wallclock, b->options.speed, b->options.start_at_ms, meta.at_ms);
    clock_start(b, &meta);
    err = turn_look(&b->turn, folder_changes_look_cb, b);
    if (!err)
        err = old_rows_upgrade(b);
    if (!err)
        err = publish_load(b);
    if (!err)
        err = aftermath_load(b);
    if (err)
        return store_said(b, err);
    return EXIT_FINE;
}

// ---------------------------------------------------------------- keys

// A store of an earlier version does not say whether it was made with keys. Without a device it was
// not: nobody could have come in. From now on it says so.
static int open_say(struct broker *b) {
    log_write(LOG_LEVEL_WARNING, "no_keys",
              " note=\"made by an earlier version, and no device was ever added: taken for a hall "
              "without keys, on this machine alone\"");
    int err = store_begin(b->store);
    if (!err)
        err = store_meta_keys(store_tables(b->store), STORE_OPEN);
    if (!err)
        err = store_commit(b->store);
    else
        store_abort(b->store);
    if (err && err != ERR_DISK_FULL && err != ERR_MAP_FULL)
        return store_said(b, err);
    return EXIT_FINE;
}

// Without server.key everybody on this machine is an administrator: only where that was wanted.
static int keyless_start(struct broker *b) {
    if (b->keys == STORE_OPEN)
        return EXIT_FINE;
    if (b->keys == STORE_KEYS_UNSAID && !b->devices.count)
        return open_say(b);
    return start_failed(EXIT_USAGE, ERR_NOT_FOUND, start_words(START_SERVER_KEY),
                        start_words(START_NO_SERVER_KEY));
}

// With another hall's key every terminal would stand outside, and nobody would know why.
static int keyed_start(struct broker *b, const char *path) {
    int err = server_key_learn(b->store, &b->devices, &b->net, b->options.data);
    if (err == ERR_DENIED)
        return start_failed(EXIT_USAGE, err, SAME(path), start_words(START_OTHERS_KEY));
    return err ? store_said(b, err) : EXIT_FINE;
}

static int key_start(struct broker *b) {
    char path[PATH_SIZE];
    struct bilingual why = SAME("");
    int err = net_init(&b->net);
    if (err)
        return start_failed(EXIT_SYSTEM, err, start_words(START_SOCKETS), SAME(""));
    const char *folder = getenv("CREDENTIALS_DIRECTORY"); // systemd's LoadCredential=server.key
    if (folder) {
        snprintf(path, sizeof path, "%s/server.key", folder);
        err = net_key_read(&b->net, path, &why);
    }
    if (!folder || err == ERR_NOT_FOUND) {
        snprintf(path, sizeof path, "%s/server.key", b->options.data);
        err = net_key_read(&b->net, path, &why);
    }
    if (err && err != ERR_NOT_FOUND)
        return start_failed(EXIT_USAGE, err, SAME(path), why);
    return err ? keyless_start(b) : keyed_start(b, path);
}

static int sockets_start(struct broker *b) {
    struct bilingual what, why;
    int err = doors_open(b, &what, &why);
    return err ? start_failed(code_of(err), err, what, why) : EXIT_FINE;
}

static int port_file_said(const struct broker *b, enum port_file_fault fault, int error_number) {
    bool no_room = error_number == ENOSPC || error_number == EDQUOT;
    if (fault == PORT_FILE_OTHERS)
        return start_failed(EXIT_USAGE, ERR_EXISTS, SAME(b->options.port_file),
                            start_words(START_OTHERS));
    return start_failed(no_room ? EXIT_DISK : EXIT_USAGE, no_room ? ERR_DISK_FULL : ERR_SYSTEM,
                        SAME(b->options.port_file), bilingual_errno(error_number));
}

// Before all else, so that nothing is begun whose end nobody would learn of.
static int port_file_start(struct broker *b) {
    enum port_file_fault fault = port_file_open(&b->port_file, b->options.port_file);
    return fault ? port_file_said(b, fault, errno) : EXIT_FINE;
}

static int port_file_write(struct broker *b) {
    if (b->port_file.file)
        fprintf(b->port_file.file, "commands=%s\npublic-feed=%s\nstaff-feed=%s\nmetrics=%u\n",
                b->router.endpoint, b->feeds[FEED_PUBLIC].endpoint, b->feeds[FEED_STAFF].endpoint,
                b->metrics.port);
    enum port_file_fault fault = port_file_publish(&b->port_file);
    return fault ? port_file_said(b, fault, errno) : EXIT_FINE;
}

// ---------------------------------------------------------------- run and stop

static void handles_close(struct broker *b) {
    doors_close(b, STOP_LINGER_MS);
    if (!b->handles_open)
        return;
    work_stop(&b->work);
    tick_close(b);
    turn_close(&b->turn);
    b->handles_open = false;
}

void broker_stop(struct broker *b) {
    if (b->stopping)
        return;
    b->stopping = true;
    notify_send("STOPPING=1");
    router_pause(&b->router);
    if (b->handles_open && b->router.socket)
        turn_run_last(&b->turn);
    handles_close(b);
}

static void ready_say(const struct broker *b) {
    if (b->options.speed != 1 || b->options.start_at_ms)
        log_write(LOG_LEVEL_WARNING, "played_time", " speed=%u note=\"hall time is not real\"",
                  b->options.speed);
    log_write(LOG_LEVEL_INFO, "ready",
              " version=%s commands=%s public_feed=%s staff_feed=%s metrics=%u keys=%s halls=%zu "
              "epoch=%016" PRIx64 " turn=%" PRIu64,
              HALLQ_VERSION, b->router.endpoint, b->feeds[FEED_PUBLIC].endpoint,
              b->feeds[FEED_STAFF].endpoint, b->metrics.port, b->net.keyed ? "yes" : "no",
              b->halls.count - (halls_find(&b->halls, 0) != NULL), b->epoch, b->turn.number);
    notify_send("READY=1");
}

static void signal_cb(uv_signal_t *s, int number) {
    struct broker *b = s->data;
    if (b->stopping)
        return;
    log_write(LOG_LEVEL_INFO, "stopping", " signal=%d", number);
    broker_stop(b);
}

int broker_start(struct broker *b) {
    static int (*const steps[])(struct broker *) = {port_file_start, store_start, state_start,
                                                    key_start, sockets_start};
    for (size_t i = 0; i < COUNT(steps); i++) {
        int code = steps[i](b);
        if (code)
            return code;
    }
    tick_start(b, signal_cb);
    int code = port_file_write(b);
    if (!code)
        ready_say(b);
    return code;
}

void broker_fini(struct broker *b) {
    port_file_fini(&b->port_file);
    turn_fini(&b->turn);
    net_fini(&b->net);
    halls_fini(&b->halls);
    leases_fini(&b->leases);
    doors_fini(&b->doors);
    presences_fini(&b->presences);
    buckets_fini(&b->buckets);
    buckets_fini(&b->web_buckets);
    contacts_fini(&b->contacts);
    devices_fini(&b->devices);
    settings_cache_destroy(b->settings);
    row_cache_destroy(b->rows);
    seal_ring_destroy(&b->seals);
    store_close(&b->store);
}
