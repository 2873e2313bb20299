#include "broker/start_state.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/credential.h"
#include "broker/log/log.h"
#include "broker/old_rows.h"
#include "broker/seal/inspect.h"
#include "broker/seal/pin_key.h"
#include "broker/start.h"
#include "broker/store/rot/verify.h"
#include "broker/store/tables/meta.h"
#include "broker/tick.h"
#include "broker/turn/answer.h"
#include "broker/turn/private.h"

// ---------------------------------------------------------------- store

static struct bilingual store_words(const struct store_why *why) {
    return (struct bilingual){why->zh, why->text};
}

int start_store_said(const struct broker *b, int err) {
    struct store_why why = store_why_of(b->store);
    return start_failed(start_code(err), err, SAME(b->options.data), store_words(&why));
}

// A fault in a part of the folder that the hall can do without for a while does not stop the start.
static void parts_warn(const struct broker *b) {
    struct store_why why = {""};
    if (store_look_parts(b->options.data, &why))
        log_write(LOG_LEVEL_WARNING, "folder_odd", " why=\"%s\"", why.text);
}

int start_store(struct broker *b) {
    struct store_options options = {.path = b->options.data};
    struct store_report report;
    struct store_why why = {""};
    int err = store_open(&b->store, &options, &why);
    if (err)
        return start_failed(start_code(err), err, SAME(b->options.data), store_words(&why));
    err = store_verify_start(b->store, &report, &why);
    if (err)
        return start_failed(start_code(err), err, SAME(b->options.data), store_words(&why));
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

// The changes that hallq-admin made while no broker ran are the last turns of the store, all in the
// broker's own journal.
static int folder_changes_look_cb(struct state *s, void *arg) {
    const struct broker *b = arg;
    const Hallq__HallRow *row;
    Hallq__JournalRecord *record;
    int err = hall_row_get(s, key_hall(0), &row);
    uint64_t seq = err ? 0 : row->seq, turn = b->turn.parts.number;
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

// Opens the keys, under the master key if systemd gave one: `secret` is its bytes, else NULL.
static int keys_open(struct broker *b, const unsigned char *secret, size_t size) {
    char path[PATH_MAX];
    if (seal_private(b->options.data, path) != ERR_OK)
        return start_failed(EXIT_USAGE, ERR_DENIED, SAME(path), start_words(START_KEYS_OPEN));
    int err = seal_ring_create(&b->seals, b->options.data, secret, size);
    if (err == ERR_CLOSED)
        return start_failed(EXIT_USAGE, ERR_NOT_FOUND, start_words(START_MASTER_KEY),
                            start_words(START_NO_MASTER));
    if (err == ERR_CORRUPT) {
        snprintf(path, sizeof path, "%s/" KEYS_FOLDER "/" PIN_KEY_FILE, b->options.data);
        return start_failed(EXIT_USAGE, err, SAME(path), start_words(START_PIN_KEY_ROTTEN));
    }
    if (err)
        return start_failed(start_code(err), err, start_words(START_SEALS), SAME(b->options.data));
    seal_on_aside(b->seals, key_aside_say, NULL);
    return EXIT_FINE;
}

// Starts the keys of customer data, under a master key if systemd has one for this service.
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

// ---------------------------------------------------------------- the hooks of turns and jobs

// A client whose key ended is cut off before any reply or feed says that the key ended.
static void written_cb(void *arg) {
    struct broker *b = arg;
    unsigned follow = aftermath_turn(&b->aftermath);
    if (follow & FOLLOW_DEVICES)
        doors_keys_changed(&b->doors, follow & FOLLOW_KEY_ENDS);
    if (!TAILQ_EMPTY(&b->signed_on.waiting))
        tick_soon(b);
}

static void answered_cb(void *arg, struct arena *arena) {
    struct broker *b = arg;
    publish_turn(&b->publish, arena);
}

static bool decide_cb(void *arg, struct job *job) {
    struct broker *b = arg;
    return sender_job(&b->sender, job);
}

static void answer_cb(void *arg, struct job *job) {
    struct broker *b = arg;
    answer_job(&b->turn.parts, job);
}

// ---------------------------------------------------------------- the parts

static void turn_make(struct broker *b, const struct store_meta *meta) {
    inbox_init(&b->inbox, b->loop);
    work_init(&b->work, b->loop,
              &(struct job_parts){.store = b->store, .seals = b->seals, .data = b->options.data},
              &(struct work_user){decide_cb, answer_cb, b});
    b->sender = (struct sender){.inbox = &b->inbox,
                                .net = &b->doors.net,
                                .devices = &b->devices,
                                .leases = &b->leases,
                                .presences = &b->presences,
                                .halls = &b->halls};
    turn_init(&b->turn, b->loop,
              &(struct turn_parts){.store = b->store,
                                   .seals = b->seals,
                                   .look = &b->look,
                                   .inbox = &b->inbox,
                                   .halls = &b->halls,
                                   .leases = &b->leases,
                                   .time = &b->time,
                                   .counters = &b->counters,
                                   .router = &b->doors.router,
                                   .work = &b->work,
                                   .twins = &b->twins,
                                   .codes = private_codes(b->seals),
                                   .epoch = meta->epoch,
                                   .number = meta->turn},
              &(struct turn_hooks){written_cb, answered_cb, b});
}

static void after_make(struct broker *b, const struct store_meta *meta) {
    b->purges = (struct purges){.halls = &b->halls, .seals = b->seals};
    signed_on_init(&b->signed_on, &b->leases, &b->presences, &b->look);
    b->aftermath = (struct aftermath){.halls = &b->halls,
                                      .devices = &b->devices,
                                      .presences = &b->presences,
                                      .seals = b->seals,
                                      .counters = &b->counters,
                                      .look = &b->look,
                                      .purges = &b->purges,
                                      .signed_on = &b->signed_on};
    b->publish = (struct publish){
        .halls = &b->halls, .feeds = b->doors.feeds, .time = &b->time, .epoch = meta->epoch};
    b->waits = (struct waits){
        .publish = &b->publish, .halls = &b->halls, .look = &b->look, .time = &b->time};
    b->alerts = (struct alerts){.halls = &b->halls,
                                .time = &b->time,
                                .inbox = &b->inbox,
                                .look = &b->look,
                                .devices = &b->devices,
                                .leases = &b->leases,
                                .twins = &b->twins};
    b->zones =
        (struct zones){.halls = &b->halls, .time = &b->time, .inbox = &b->inbox, .look = &b->look};
    b->unread = (struct unread){.store = b->store, .work = &b->work};
    b->scores = (struct scores){.halls = &b->halls, .look = &b->look};
    b->foresee = (struct foresee){.halls = &b->halls,
                                  .look = &b->look,
                                  .time = &b->time,
                                  .twins = &b->twins,
                                  .inbox = &b->inbox};
    foresee_init(&b->foresee, b->loop);
}

static int halls_load_cb(struct state *s, void *arg) {
    return halls_load(arg, s);
}

int start_state(struct broker *b) {
    struct store_meta meta;
    int err, code = seals_start(b);
    if (code)
        return code;
    if (look_init(&b->look, b->store))
        return start_failed(EXIT_SYSTEM, ERR_NO_MEMORY, start_words(START_MEMORY), SAME(""));
    err = look_at(&b->look, meta_look_cb, &meta);
    if (err)
        return start_store_said(b, err);
    b->keys = meta.keys;
    wallclock_init(&b->time.wallclock, b->options.speed, b->options.start_at_ms, meta.at_ms);
    clock_start(b, &meta);
    halls_init(&b->halls);
    turn_make(b, &meta);
    after_make(b, &meta);
    tick_init(b);
    b->handles_open = true;
    err = look_at(&b->look, folder_changes_look_cb, b);
    if (!err)
        err = old_rows_upgrade(&b->look, b->seals);
    if (!err)
        err = look_at(&b->look, halls_load_cb, &b->halls);
    if (!err)
        err = aftermath_load(&b->aftermath);
    return err ? start_store_said(b, err) : EXIT_FINE;
}
