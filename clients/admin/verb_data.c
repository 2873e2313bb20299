// verb_data.c - init and verify: a data folder while no broker runs on it.
//
// init ends with the commit of the first device, the administrator's; all that leads there may be
// done again. So an init that was cut short goes on where it was, and one that is done is refused.
//
//     store_create ─▶ server.key ─▶ admin.key ─▶ DeviceAdded committed: done
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bilingual.h"
#include "base/count.h"
#include "base/endpoint.h"
#include "base/err.h"
#include "base/private_file.h"
#include "broker/hall/rules.h"
#include "broker/seal/inspect.h"
#include "broker/seal/random.h"
#include "broker/store/copies/create.h"
#include "broker/store/folder/folder.h"
#include "broker/store/rot/verify.h"
#include "broker/store/tables/meta.h"
#include "clients/admin/clock.h"
#include "clients/admin/folder.h"

#define ADMIN_KEY "admin.key"
#define ADMIN_DEVICE 1
#define COMMANDS_DEFAULT "tcp://127.0.0.1:7301"
#define PUBLIC_FEED_DEFAULT "tcp://127.0.0.1:7302"
#define STAFF_FEED_DEFAULT "tcp://127.0.0.1:7303"
#define LEAD_FEED_DEFAULT "tcp://127.0.0.1:7305"

static int exit_of(int err) {
    return err == ERR_CORRUPT || err == ERR_FORMAT ? EXIT_CORRUPT : EXIT_FILE;
}

static struct bilingual words_of(int err, const struct store_why *why) {
    return *why->text ? (struct bilingual){why->zh, why->text} : bilingual_err(err);
}

int say_store(struct cli *cli, const char *path, int err, const struct store_why *why) {
    if (err == ERR_BUSY)
        SAY_ERR(cli, SAY_STORE_BUSY, path);
    else
        SAY_ERR(cli, SAY_STORE_FAILED, path, bilingual_in(words_of(err, why), cli->language));
    return exit_of(err);
}

// ---- init

struct init {
    struct cli *cli;
    const char *path;
    struct folder_keys keys;
    struct store *store;
    struct store_why why;
};

const char *path_in(struct cli *cli, const char *folder, const char *name) {
    return arena_printf(&cli->arena, "%s/%s", folder, name);
}

// Opens the store, a new one or one that no device was added to yet.
static int store_take(struct init *i) {
    struct store_options options = {.path = i->path};
    enum store_keys keys = i->cli->open ? STORE_OPEN : STORE_KEYED;
    int err = store_create(i->path, seal_random_u64(), keys, &i->why);
    if (err && err != ERR_EXISTS)
        return say_store(i->cli, i->path, err, &i->why);
    err = store_open(&i->store, &options, &i->why);
    return err ? say_store(i->cli, i->path, err, &i->why) : EXIT_DONE;
}

static int server_key_take(struct init *i) {
    const char *path = path_in(i->cli, i->path, SERVER_KEY);
    int err = keypair_read(&i->keys.server, path);
    if (err == ERR_NOT_FOUND && !(err = keypair_init(&i->keys.server)))
        err = keypair_write(&i->keys.server, path);
    if (!err)
        err = folder_give(i->path, path);
    if (err)
        SAY_ERR(i->cli, SAY_FILE_UNWRITABLE, path, say_err(i->cli->language, err));
    return err ? EXIT_FILE : EXIT_DONE;
}

const char *or_else(const char *given, const char *otherwise) {
    return given ? given : otherwise;
}

bool endpoints_differ(struct cli *cli, const char *commands, const char *public_feed,
                      const char *staff_feed, const char *lead_feed) {
    const char *const all[] = {commands, public_feed, staff_feed, lead_feed};
    for (size_t i = 0; i < COUNT(all); i++)
        for (size_t j = i + 1; j < COUNT(all); j++)
            if (*all[i] && *all[j] && endpoints_meet(all[i], all[j])) {
                SAY_ERR(cli, SAY_ENDPOINTS_TWICE, all[j]);
                return false;
            }
    return true;
}

bool folder_endpoints_fine(struct cli *cli) {
    return endpoints_differ(cli, or_else(cli->commands, COMMANDS_DEFAULT),
                            or_else(cli->public_feed, PUBLIC_FEED_DEFAULT),
                            or_else(cli->staff_feed, STAFF_FEED_DEFAULT),
                            or_else(cli->lead_feed, LEAD_FEED_DEFAULT));
}

// A broker without keys is for this machine: an address elsewhere means that keys are wanted.
static bool open_is_near(struct cli *cli) {
    const char *const given[] = {cli->commands, cli->public_feed, cli->staff_feed, cli->lead_feed};
    for (size_t i = 0; i < COUNT(given); i++)
        if (given[i] && !endpoint_is_near(given[i])) {
            SAY_ERR(cli, SAY_OPEN_FAR, given[i]);
            return false;
        }
    return true;
}

static struct hallq_keyfile admin_keyfile(const struct cli *cli, const char *device,
                                          const struct folder_keys *keys) {
    struct hallq_keyfile k = {.role = HALLQ__DEVICE__ROLE__ADMIN};
    snprintf(k.device, sizeof k.device, "%s", device);
    snprintf(k.commands, sizeof k.commands, "%s", or_else(cli->commands, COMMANDS_DEFAULT));
    snprintf(k.public_feed, sizeof k.public_feed, "%s",
             or_else(cli->public_feed, PUBLIC_FEED_DEFAULT));
    snprintf(k.staff_feed, sizeof k.staff_feed, "%s", or_else(cli->staff_feed, STAFF_FEED_DEFAULT));
    snprintf(k.lead_feed, sizeof k.lead_feed, "%s", or_else(cli->lead_feed, LEAD_FEED_DEFAULT));
    memcpy(k.server_key, keys->server.public_key, sizeof k.server_key);
    memcpy(k.public_key, keys->admin.public_key, sizeof k.public_key);
    memcpy(k.secret_key, keys->admin.secret_key, sizeof k.secret_key);
    return k;
}

int folder_admin_key_write(struct cli *cli, const char *folder, const char *device,
                           struct folder_keys *keys) {
    char error[HALLQ_KEYFILE_ERROR_SIZE] = "";
    int err = keypair_init(&keys->admin);
    if (!err) {
        struct hallq_keyfile k = admin_keyfile(cli, device, keys);
        err = hallq_keyfile_write_in(&k, keys->admin_path, cli->language, error);
        hallq_keyfile_wipe(&k);
    }
    if (!err)
        err = folder_give(folder, keys->admin_path);
    if (err)
        SAY_ERR(cli, SAY_FILE_UNWRITABLE, keys->admin_path,
                *error ? error : say_err(cli->language, err));
    return err;
}

// One that was left by an init cut short is of no device.
static int admin_key_write(struct init *i) {
    i->keys.admin_path = path_in(i->cli, i->path, ADMIN_KEY);
    unlink(i->keys.admin_path);
    int err = folder_admin_key_write(i->cli, i->path, "admin", &i->keys);
    return err ? EXIT_FILE : EXIT_DONE;
}

static int device_apply(struct init *i, struct state *s, int64_t now_ms) {
    Hallq__DeviceAdded added = HALLQ__DEVICE_ADDED__INIT;
    Hallq__Event event = HALLQ__EVENT__INIT, *events = &event;
    Hallq__JournalRecord record = HALLQ__JOURNAL_RECORD__INIT;
    struct store_meta meta;
    int err = store_meta_get(s->tables, &meta);
    if (err)
        return err;
    added.device = ADMIN_DEVICE;
    added.name = arena_text(s->arena, "admin");
    added.role = HALLQ__DEVICE__ROLE__ADMIN;
    added.public_key =
        (ProtobufCBinaryData){sizeof i->keys.admin.raw_public, i->keys.admin.raw_public};
    event.body_case = HALLQ__EVENT__BODY_DEVICE_ADDED;
    event.device_added = &added;
    record.epoch = meta.epoch;
    record.turn = meta.turn + 1;
    record.at_ms = now_ms;
    record.n_events = 1;
    record.events = &events;
    err = record_apply(s, &record);
    // No hall has run yet: its first clock is the machine's at the broker's start, whatever this one
    // says.
    return err ? err : store_set_turn(i->store, record.turn, 0);
}

// The devices ever added, in the open turn.
static int devices_count(struct state *s, uint32_t *ret_count) {
    Hallq__MetaRow *meta;
    int err = meta_row_get(s, key_meta(), &meta);
    *ret_count = err ? 0 : meta->devices;
    return err;
}

// Runs `work` in a turn of its own, committed if it says so.
static int turn_run(struct init *i, int (*work)(struct init *i, struct state *s)) {
    struct state s = {.tables = store_tables(i->store), .arena = &i->cli->arena};
    s.settings = settings_cache_create();
    int err = store_begin(i->store);
    if (!err)
        err = work(i, &s);
    if (!err)
        err = store_commit(i->store);
    else
        store_abort(i->store);
    settings_cache_destroy(s.settings);
    return err;
}

static int hall_found_cb(void *arg, uint32_t hall) {
    *(bool *)arg = true;
    return (int)hall;
}

// A store without a device and a hall is what an init that was cut off left.
static int must_be_new(struct init *i, struct state *s) {
    uint32_t device_count;
    bool has_hall = false;
    int err = devices_count(s, &device_count);
    (void)i;
    if (!err)
        err = halls_each(s, hall_found_cb, &has_hall);
    return err ? err : device_count || has_hall ? ERR_EXISTS : ERR_OK;
}

static int admin_add(struct init *i, struct state *s) {
    struct server_keys keys = {0};
    int err = device_apply(i, s, clock_here_ms());
    server_keys_add(&keys, i->keys.server.public_key);
    if (!err)
        err = store_meta_server_keys(s->tables, &keys);
    return err ? err : store_meta_keys(s->tables, STORE_KEYED);
}

static int open_mark(struct init *i, struct state *s) {
    (void)i;
    return store_meta_keys(s->tables, STORE_OPEN);
}

static int store_turn(struct init *i, int (*work)(struct init *i, struct state *s)) {
    int err = turn_run(i, work);
    if (err == ERR_EXISTS)
        SAY_ERR(i->cli, SAY_INIT_THERE, i->path);
    else if (err)
        i->why = store_why_of(i->store);
    if (err && err != ERR_EXISTS)
        return say_store(i->cli, i->path, err, &i->why);
    return err ? EXIT_REFUSED : EXIT_DONE;
}

static int keyed_init(struct init *i) {
    int code = server_key_take(i);
    if (!code)
        code = admin_key_write(i);
    if (!code)
        code = store_turn(i, admin_add);
    if (!code)
        SAY_OUT(i->cli, SAY_INIT_DONE, i->path, path_in(i->cli, i->path, ADMIN_KEY));
    return code;
}

static int open_init(struct init *i) {
    int code = store_turn(i, open_mark);
    if (!code)
        SAY_OUT(i->cli, SAY_INIT_DONE_OPEN, i->path);
    return code;
}

int verb_init(struct cli *cli) {
    if (!folder_endpoints_fine(cli) || (cli->open && !open_is_near(cli)))
        return EXIT_USAGE;
    clock_here_possible(cli); // said before a hall begins by it; what is made here does not need it
    struct init i = {.cli = cli, .path = cli->words[0]};
    mode_t before = umask(0077);
    int code = store_take(&i);
    if (!code)
        code = store_turn(&i, must_be_new);
    if (!code)
        code = cli->open ? open_init(&i) : keyed_init(&i);
    store_close(&i.store);
    keypair_fini(&i.keys.server);
    keypair_fini(&i.keys.admin);
    umask(before);
    return code;
}

// ---- verify

static enum say lack_say(enum store_lack lack) {
    switch (lack) {
    case STORE_LACK_LOG:
        return SAY_LACK_LOG;
    case STORE_LACK_PART:
        return SAY_LACK_PART;
    case STORE_LACK_TURNS:
        return SAY_LACK_TURNS;
    case STORE_LACK_STATE:
        return SAY_LACK_STATE;
    case STORE_LACK_BACKUP:
        return SAY_LACK_BACKUP;
    case STORE_LACK_MIDST:
        return SAY_LACK_MIDST;
    case STORE_WHOLE:
        break;
    }
    return SAY_LACKS_NOTHING;
}

static void say_lack(struct cli *cli, const char *path, const struct store_report *report) {
    const char *turn = cli_number(cli, (int64_t)report->meta.turn);
    const char *noted = cli_number(cli, (int64_t)report->noted_turn);
    SAY_ERR(cli, lack_say(report->lack), turn, noted);
    SAY_ERR(cli, SAY_VERIFY_LACKS, path);
}

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static void say_rotten(struct cli *cli, const char *path, const struct store_report *report) {
    const char *first = bilingual_in(words_of(ERR_CORRUPT, &report->first), cli->language);
    if (is_file(path))
        SAY_ERR(cli, SAY_VERIFY_BACKUP_BAD, path, first);
    else if (report->bad_row_count)
        SAY_ERR(cli, SAY_VERIFY_BAD, cli_number(cli, (int64_t)report->bad_row_count), first, path);
    else
        SAY_ERR(cli, SAY_VERIFY_BROKEN, path, first);
}

static int say_corrupt(struct cli *cli, const char *path, const struct store_report *report) {
    if (report->lack && is_file(path))
        SAY_ERR(cli, SAY_VERIFY_NOT_ALONE, path);
    else if (report->lack)
        say_lack(cli, path, report);
    else
        say_rotten(cli, path, report);
    return EXIT_CORRUPT;
}

// A broker does not start on keys that others may read; neither is what they open safe.
static bool keys_are_private(struct cli *cli, const char *path) {
    char others[PATH_MAX];
    struct stat st;
    const char *server = path_in(cli, path, SERVER_KEY);
    if (seal_private(path, others) == ERR_DENIED)
        SAY_ERR(cli, SAY_KEYS_OPEN, others);
    else if (stat(server, &st) == 0 && !private_file_ok(&st, server))
        SAY_ERR(cli, SAY_SERVER_KEY_OPEN, server);
    else
        return true;
    return false;
}

// What keys/ has beside the store; a backup has none.
static int verify_keys(struct cli *cli, const char *path) {
    struct seal_inspection look;
    int err = is_file(path) ? ERR_NOT_FOUND : seal_inspect(path, &look);
    if (!is_file(path) && !keys_are_private(cli, path))
        return EXIT_FILE;
    if (err == ERR_NOT_FOUND)
        return EXIT_DONE;
    if (err) {
        SAY_ERR(cli, SAY_KEY_FILES_UNREAD, bilingual_in(bilingual_err(err), cli->language), path);
        return EXIT_CORRUPT;
    }
    if (look.unread_count)
        SAY_ERR(cli, SAY_KEY_FILES_WRAPPED, cli_number(cli, (int64_t)look.unread_count));
    if (look.bad_count)
        SAY_ERR(cli, SAY_KEY_FILES_BAD, cli_number(cli, (int64_t)look.bad_count), look.first);
    return look.bad_count ? EXIT_CORRUPT : EXIT_DONE;
}

// Whether a start would take the server.key that lies there. A service may have its key elsewhere.
static int verify_server_key(struct cli *cli, const char *path, const struct server_keys *known) {
    const char *file = path_in(cli, path, SERVER_KEY);
    struct keypair key = {0};
    bool is_others = !is_file(path) && !keypair_read(&key, file) &&
                     !server_keys_accept(known, key.public_key, &key.followed);
    keypair_fini(&key);
    if (is_others)
        SAY_ERR(cli, SAY_VERIFY_SERVER_KEY, file);
    return is_others ? EXIT_CORRUPT : EXIT_DONE;
}

int verb_verify(struct cli *cli) {
    struct store_report report;
    const char *path = cli->words[0];
    int err = store_verify(path, &report);
    if (!err)
        SAY_OUT(cli, SAY_VERIFY_FINE, cli_number(cli, (int64_t)report.row_count),
                cli_number(cli, report.meta.format), cli_number(cli, (int64_t)report.meta.turn));
    else if (err == ERR_CORRUPT)
        return say_corrupt(cli, path, &report);
    else
        return say_store(cli, path, err, &report.first);
    int code = verify_keys(cli, path);
    int server_code = verify_server_key(cli, path, &report.meta.server_keys);
    return code ? code : server_code;
}
