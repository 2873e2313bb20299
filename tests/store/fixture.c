#include "tests/store/fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "broker/hall/core/keys.h"
#include "broker/store/copies/create.h"
#include "broker/store/copies/restore.h"
#include "broker/store/tables/meta.h"

#define HALL 7
#define LARGE_EVERY 16 // turns
#define LARGE_SIZE 9000
#define TURNS_IN_LINE 40 // a ticket's place in line and due row go after so many turns
#define LINES 3          // whose rows come again

// --- folders

void make_folder(char *ret, size_t ret_size, bool in_memory) {
    const char *above = in_memory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    snprintf(ret, ret_size, "%s/hallq-store-XXXXXX", above ? above : "/tmp");
    assert_non_null(mkdtemp(ret));
}

void remove_folder(const char *path) {
    char below[PATH_MAX];
    struct stat st;
    DIR *dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        snprintf(below, sizeof below, "%s/%s", path, e->d_name);
        if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode))
            remove_folder(below);
        else
            unlink(below);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

void fixture_path(const struct fixture *f, const char *name, char ret[PATH_MAX]) {
    snprintf(ret, PATH_MAX, "%s/%s", f->top, name);
}

uint64_t fixture_file_bytes(const struct fixture *f) {
    char path[PATH_MAX];
    struct stat st;
    fixture_path(f, "data/state.mdb", path);
    assert_int_equal(stat(path, &st), 0);
    return (uint64_t)st.st_size;
}

void fixture_forget_note(const struct fixture *f) {
    char path[PATH_MAX];
    fixture_path(f, "data/lock", path);
    assert_int_equal(truncate(path, 0), 0);
}

// --- stores

static struct store_options options_of(const struct fixture *f, uint64_t map_bytes, bool unsynced) {
    return (struct store_options){.path = f->data, .map_bytes = map_bytes, .unsynced = unsynced};
}

static void open_with(struct fixture *f, struct store_options o) {
    struct store_why why;
    int err = store_open(&f->store, &o, &why);
    if (err)
        fail_msg("store_open: %s: %s", err_text(err), why.text);
}

void fixture_init(struct fixture *f, uint64_t map_bytes, bool unsynced) {
    struct store_why why;
    *f = (struct fixture){.store = NULL};
    make_folder(f->top, sizeof f->top, unsynced);
    fixture_path(f, "data", f->data);
    int err = store_create(f->data, EPOCH, STORE_KEYS_UNSAID, &why);
    if (err)
        fail_msg("store_create: %s: %s", err_text(err), why.text);
    open_with(f, options_of(f, map_bytes, unsynced));
}

void fixture_reopen(struct fixture *f) {
    store_close(&f->store);
    open_with(f, options_of(f, 0, false));
}

void fixture_fini(struct fixture *f) {
    store_close(&f->store);
    remove_folder(f->top);
}

int restore_into(const char *from, const char *to, uint64_t epoch, struct store_why *ret_why) {
    struct store_restoring r = {.from = from, .to = to, .new_epoch = epoch};
    return store_restore(&r, NULL, ret_why);
}

// --- turns

struct bytes u64_key(uint64_t value, unsigned char room[8]) {
    for (int i = 0; i < 8; i++)
        room[i] = (unsigned char)(value >> (56 - 8 * i));
    return (struct bytes){room, 8};
}

static int put(struct tables *t, enum table table, struct key key, const void *data, size_t size) {
    return t->put(t, table, key_bytes(&key), (struct bytes){data, size});
}

static int put_ticket(struct tables *t, uint64_t turn) {
    unsigned char value[LARGE_SIZE];
    size_t size = turn % LARGE_EVERY ? 40 + turn % 100 : LARGE_SIZE;
    memset(value, (int)turn, size);
    return put(t, TABLE_TICKET, key_ticket(HALL, turn), value, size);
}

static int put_record(struct tables *t, uint64_t turn, int64_t at_ms) {
    Hallq__JournalRecord record = HALLQ__JOURNAL_RECORD__INIT;
    unsigned char packed[256];
    record.epoch = EPOCH;
    record.turn = turn;
    record.at_ms = at_ms;
    record.hall = HALL;
    record.first_seq = record.last_seq = turn;
    assert_true(wire_size(&record) <= sizeof packed);
    return put(t, TABLE_JOURNAL, key_journal(HALL, turn), packed, wire_pack(&record, packed));
}

static struct key line_key(uint64_t turn) {
    return key_queue(HALL, HALLQ__LINE__KIND__SERVICE, 1, (int64_t)turn * TURN_MS, turn);
}

static struct key due_key(uint64_t turn) {
    return key_due((int64_t)(turn + TURNS_IN_LINE) * TURN_MS, HALL, HALLQ__DUE_ROW__KIND__NO_SHOW,
                   turn);
}

static int leave_line(struct tables *t, uint64_t turn) {
    struct key line = line_key(turn), due = due_key(turn);
    int err = t->del(t, TABLE_QUEUE, key_bytes(&line));
    return err ? err : t->del(t, TABLE_DUE, key_bytes(&due));
}

// Rows that come again turn after turn.
static int put_again(struct tables *t, uint64_t turn) {
    unsigned char value[8];
    return put(t, TABLE_LINE, key_line(HALL, HALLQ__LINE__KIND__SERVICE, (uint32_t)(turn % LINES)),
               u64_key(turn, value).data, sizeof value);
}

int turn_write(struct store *s, uint64_t turn, int64_t at_ms) {
    struct tables *t = store_tables(s);
    int err = put_ticket(t, turn);
    if (!err)
        err = put_again(t, turn);
    if (!err)
        err = put(t, TABLE_QUEUE, line_key(turn), NULL, 0);
    if (!err)
        err = put(t, TABLE_DUE, due_key(turn), "due", 3);
    if (!err)
        err = put_record(t, turn, at_ms);
    if (!err && turn > TURNS_IN_LINE)
        err = leave_line(t, turn - TURNS_IN_LINE);
    return err ? err : store_set_turn(s, turn, at_ms);
}

int turn_run(struct store *s, uint64_t turn) {
    int err = store_begin(s);
    if (err)
        return err;
    err = turn_write(s, turn, (int64_t)turn * TURN_MS);
    if (!err)
        return store_commit(s);
    store_abort(s);
    return err;
}

void turns_run(struct store *s, uint64_t from, uint64_t to) {
    for (uint64_t turn = from; turn <= to; turn++) {
        int err = turn_run(s, turn);
        if (err)
            fail_msg("turn %llu: %s: %s", (unsigned long long)turn, err_text(err), store_why(s));
    }
    assert_int_equal(store_checkpoint(s), ERR_OK);
}

// --- looking

static int mix(void *arg, struct bytes key, struct bytes value) {
    uint64_t *hash = arg;
    for (size_t i = 0; i < key.size; i++)
        *hash = (*hash ^ ((const unsigned char *)key.data)[i]) * 1099511628211ull;
    for (size_t i = 0; i < value.size; i++)
        *hash = (*hash ^ ((const unsigned char *)value.data)[i]) * 1099511628211ull;
    *hash = (*hash ^ key.size ^ value.size << 8) * 1099511628211ull;
    return 0;
}

// Without the number of the log, which is another for each log.
static int mix_meta(struct tables *t, uint64_t *hash) {
    struct store_meta meta = {0};
    int err = store_meta_get(t, &meta);
    uint64_t values[] = {meta.format, meta.epoch, meta.turn, (uint64_t)meta.at_ms, meta.keys};
    return err ? err : mix(hash, (struct bytes){"", 0}, (struct bytes){values, sizeof values});
}

int fingerprint(struct tables *t, enum table skip, uint64_t *ret) {
    int err = ERR_OK;
    *ret = 14695981039346656037ull;
    for (int i = 0; i < TABLE_COUNT && !err; i++) {
        if (i == TABLE_META)
            err = mix_meta(t, ret);
        else if (i != (int)skip)
            err = t->scan(t, (enum table)i, (struct bytes){"", 0}, 0, 0, mix, ret);
        *ret = (*ret ^ (uint64_t)i) * 1099511628211ull;
    }
    return err;
}

static int count_up(void *arg, struct bytes key, struct bytes value) {
    uint64_t *next = arg;
    (void)value;
    if (key_read_u64(key, 4) != *next)
        return 1; // a hole: the count stays short
    ++*next;
    return 0;
}

static bool lines_hold(struct tables *t, uint64_t turn) {
    for (uint64_t i = turn; i > 0 && i + LINES > turn; i--) {
        struct key key = key_line(HALL, HALLQ__LINE__KIND__SERVICE, (uint32_t)(i % LINES));
        struct bytes value;
        unsigned char room[8];
        if (t->get(t, TABLE_LINE, key_bytes(&key), &value) || value.size != sizeof room ||
            memcmp(value.data, u64_key(i, room).data, sizeof room) != 0)
            return false;
    }
    return true;
}

bool turns_hold(struct tables *t, uint64_t turn) {
    uint64_t next_ticket = 1, next_record = 1;
    struct store_meta meta;
    struct bytes all = {"", 0};
    if (store_meta_get(t, &meta) || meta.turn != turn)
        return false;
    if (t->scan(t, TABLE_TICKET, all, 0, 0, count_up, &next_ticket) ||
        t->scan(t, TABLE_JOURNAL, all, 0, 0, count_up, &next_record))
        return false;
    return next_ticket == turn + 1 && next_record == turn + 1 && lines_hold(t, turn);
}
