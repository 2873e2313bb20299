// Rot: whatever bit of a closed store changes, it is noticed before it is served, and noticing it
// never crashes. HALLQ_LONG: a hundred thousand flips.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/hall/core/keys.h"
#include "broker/store/read.h"
#include "broker/store/rot/scrub.h"
#include "broker/store/rot/verify.h"
#include "broker/store/tables/meta.h"
#include "tests/store/fixture.h"

#define TURNS 400
#define FLIPS 2000
#define FLIPS_LONG 100000

struct rot {
    struct fixture f;
    char file[PATH_MAX];
    uint8_t *bytes;
    size_t size;
    uint64_t rows_print;  // of all tables
    uint64_t state_print; // of all but the journal
    struct store_meta meta;
};

static void read_bytes(struct rot *r) {
    struct stat st;
    int fd = open(r->file, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    r->size = (size_t)st.st_size;
    r->bytes = malloc(r->size);
    assert_int_equal(read(fd, r->bytes, r->size), st.st_size);
    close(fd);
}

// The log of what was done since goes too, and the note: they belong to that file.
static void write_bytes(const struct rot *r) {
    char log[PATH_MAX];
    fixture_path(&r->f, "data/redo.log", log);
    unlink(log);
    fixture_forget_note(&r->f);
    int fd = open(r->file, O_WRONLY | O_TRUNC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, r->bytes, r->size), r->size);
    close(fd);
}

// Two days of turns, so that a start leaves the first day's journal alone.
static void fill(struct store *s) {
    for (uint64_t turn = 1; turn <= TURNS; turn++) {
        int64_t at_ms = turn <= TURNS / 2 ? (int64_t)turn : 3 * 86400000ll + (int64_t)turn;
        assert_int_equal(store_begin(s), ERR_OK);
        assert_int_equal(turn_write(s, turn, at_ms), ERR_OK);
        assert_int_equal(store_commit(s), ERR_OK);
    }
}

static int setup(void **state) {
    struct rot *r = calloc(1, sizeof *r);
    fixture_init(&r->f, 0, true);
    fill(r->f.store);
    assert_int_equal(store_checkpoint(r->f.store), ERR_OK);
    assert_int_equal(store_begin(r->f.store), ERR_OK);
    struct tables *t = store_tables(r->f.store);
    assert_int_equal(fingerprint(t, TABLE_COUNT, &r->rows_print), ERR_OK);
    assert_int_equal(fingerprint(t, TABLE_JOURNAL, &r->state_print), ERR_OK);
    assert_int_equal(store_meta_get(t, &r->meta), ERR_OK);
    store_close(&r->f.store);
    fixture_path(&r->f, "data/state.mdb", r->file);
    read_bytes(r);
    *state = r;
    return 0;
}

static int teardown(void **state) {
    struct rot *r = *state;
    fixture_fini(&r->f);
    free(r->bytes);
    free(r);
    return 0;
}

static struct store *open_store(const struct rot *r, int *ret_err) {
    struct store *s;
    struct store_options o = {.path = r->f.data, .redo_bytes = 64 << 10, .unsynced = true};
    *ret_err = store_open(&s, &o, NULL);
    return s;
}

// --- whole files

static void verify__finds_nothing_wrong_with_a_sound_store(void **state) {
    struct rot *r = *state;
    struct store_report report;
    assert_int_equal(store_verify(r->f.data, &report), ERR_OK);
    assert_string_equal(report.first.text, "");
    assert_int_equal(report.rows[TABLE_TICKET], TURNS);
    assert_int_equal(report.rows[TABLE_JOURNAL], TURNS);
    assert_int_equal(report.rows[TABLE_META], 1);
    assert_int_equal(report.bad_row_count, 0);
    assert_int_equal(report.meta.turn, TURNS);
    assert_int_equal(report.meta.epoch, EPOCH);
    assert_int_equal(store_verify(r->file, &report), ERR_OK);
}

static void verify_start__leaves_the_older_journal_alone(void **state) {
    struct rot *r = *state;
    struct store_report report;
    struct store_why why;
    int err;
    struct store *s = open_store(r, &err);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(store_verify_start(s, &report, &why), ERR_OK);
    assert_int_equal(report.rows[TABLE_TICKET], TURNS);
    assert_in_range(report.rows[TABLE_JOURNAL], TURNS / 2, TURNS - 1);
    store_close(&s);
}

// Changes a bit in the value of a ticket, in every copy of it that the file has. The fixture's
// values are one byte, repeated.
static void spoil_ticket(struct rot *r, uint64_t ticket) {
    struct key key = key_ticket(7, ticket);
    size_t value_at = key.size + 8;
    for (size_t i = 0; i + value_at + 2 <= r->size; i++) {
        uint8_t *value = r->bytes + i + value_at;
        if (memcmp(r->bytes + i, key.data, key.size) == 0 && value[0] == (uint8_t)ticket &&
            value[1] == (uint8_t)ticket)
            value[1] ^= 4;
    }
    write_bytes(r);
}

static void verify_start__names_the_record_and_offers_restore(void **state) {
    struct rot *r = *state;
    struct store_report report;
    struct store_why why;
    int err;
    spoil_ticket(r, 333);
    struct store *s = open_store(r, &err);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(store_verify_start(s, &report, &why), ERR_CORRUPT);
    assert_non_null(strstr(why.text, "table ticket, key 00000007000000000000014d"));
    assert_non_null(strstr(why.text, "hallq-admin restore"));
    assert_int_equal(report.bad_row_count, 1);
    store_close(&s);
}

static void get__refuses_a_value_that_changed(void **state) {
    struct rot *r = *state;
    struct key key = key_ticket(7, 333);
    struct bytes value;
    int err;
    spoil_ticket(r, 333);
    struct store *s = open_store(r, &err);
    struct tables *t = store_tables(s);
    uint64_t print;
    assert_int_equal(store_begin(s), ERR_OK);
    assert_int_equal(t->get(t, TABLE_TICKET, key_bytes(&key), &value), ERR_CORRUPT);
    assert_non_null(strstr(store_why(s), "table ticket, key 00000007000000000000014d"));
    assert_int_equal(store_commit(s), ERR_CORRUPT);
    assert_int_equal(store_begin(s), ERR_OK);
    assert_int_equal(fingerprint(t, TABLE_COUNT, &print), ERR_CORRUPT);
    store_abort(s);
    store_close(&s);
}

static void scrub__counts_bad_rows_and_goes_on(void **state) {
    struct rot *r = *state;
    struct store_scrub scrub = {0};
    struct store_read *read;
    int err, portions = 0;
    spoil_ticket(r, 333);
    spoil_ticket(r, 11);
    struct store *s = open_store(r, &err);
    while (!scrub.done) {
        assert_int_equal(store_read_begin(s, &read), ERR_OK);
        assert_int_equal(store_scrub(read, &scrub, 37), ERR_OK);
        store_read_end(&read);
        portions++;
    }
    assert_int_equal(scrub.bad_row_count, 2);
    assert_int_equal(scrub.row_count, 1 + TURNS + TURNS + 40 + 40 + 3);
    assert_in_range(portions, scrub.row_count / 37, scrub.row_count / 37 + 2);
    assert_non_null(strstr(scrub.first.text, "table ticket, key 00000007000000000000000b"));
    store_close(&s);
}

static void open__refuses_a_file_that_is_cut_off(void **state) {
    struct rot *r = *state;
    struct store_report report;
    for (size_t size = 0; size < r->size; size += size < 8192 ? 500 : r->size / 20) {
        assert_int_equal(truncate(r->file, (off_t)size), 0);
        assert_int_equal(store_verify(r->file, &report), ERR_CORRUPT);
        write_bytes(r);
    }
}

// --- bits

// After a flip that verify did not mind: all is as it was, and a turn later still is.
static bool is_sound(struct rot *r) {
    struct store_report report;
    uint64_t print = 0;
    int err;
    struct store *s = open_store(r, &err);
    if (err)
        return false;
    err = store_begin(s);
    if (!err)
        err = fingerprint(store_tables(s), TABLE_COUNT, &print);
    store_abort(s);
    if (!err && print == r->rows_print)
        err = turn_run(s, TURNS + 1);
    store_close(&s);
    return !err && print == r->rows_print && store_verify(r->file, &report) == ERR_OK;
}

// After a flip that a start did not mind: the state is as it was.
static bool state_is_sound(struct rot *r) {
    struct store_report report;
    struct store_meta meta = {0};
    uint64_t print = 0;
    int err;
    struct store *s = open_store(r, &err);
    if (err)
        return true; // refused
    if (store_verify_start(s, &report, NULL) == ERR_OK) {
        err = store_begin(s);
        if (!err)
            err = fingerprint(store_tables(s), TABLE_JOURNAL, &print);
        if (!err)
            err = store_meta_get(store_tables(s), &meta);
    } else {
        print = r->state_print; // refused
        meta = r->meta;
    }
    store_close(&s);
    return !err && print == r->state_print && meta.turn == r->meta.turn;
}

static void flips__are_never_silent(void **state) {
    struct rot *r = *state;
    struct store_report report;
    long flips = getenv("HALLQ_LONG") ? FLIPS_LONG : FLIPS, loud = 0;
    srandom(5);
    for (long i = 0; i < flips; i++) {
        // every fourth in the first pages, where a bit leads to many rows
        size_t at = (size_t)random() % (i % 4 ? r->size : 8 * 4096);
        uint8_t bit = (uint8_t)(1 << random() % 8);
        r->bytes[at] ^= bit;
        write_bytes(r);
        int err = store_verify(r->file, &report);
        if (err == ERR_OK && !is_sound(r))
            fail_msg("flip %ld of bit %u at %zu is silent", i, bit, at);
        if (err == ERR_OK)
            write_bytes(r);
        else if (!report.first.text[0])
            fail_msg("flip %ld of bit %u at %zu is not named", i, bit, at);
        if (!state_is_sound(r))
            fail_msg("flip %ld of bit %u at %zu passes a start", i, bit, at);
        loud += err != ERR_OK;
        r->bytes[at] ^= bit;
    }
    print_message("%ld flips: %ld refused, %ld without effect, 0 silent\n", flips, loud,
                  flips - loud);
}

// Whole stretches of noise, and pages put in each other's place.
static void spoil_stretch(struct rot *r) {
    size_t at = (size_t)random() % r->size, size = 1 + (size_t)random() % 64;
    if (random() % 4 == 0) {
        size_t from = (size_t)random() % r->size / 4096, to = (size_t)random() % r->size / 4096;
        memmove(r->bytes + to * 4096, r->bytes + from * 4096, 4096);
        return;
    }
    for (; size > 0 && at < r->size; size--, at++)
        r->bytes[at] = random() % 3 ? (uint8_t)random() : 0;
}

static void noise__is_never_silent(void **state) {
    struct rot *r = *state;
    struct store_report report;
    long rounds = getenv("HALLQ_LONG") ? FLIPS_LONG / 10 : FLIPS / 10, loud = 0;
    uint8_t *sound = malloc(r->size);
    memcpy(sound, r->bytes, r->size);
    srandom(9);
    for (long i = 0; i < rounds; i++) {
        for (long n = 1 + random() % 4; n > 0; n--)
            spoil_stretch(r);
        write_bytes(r);
        int err = store_verify(r->file, &report);
        if (err == ERR_OK && !is_sound(r))
            fail_msg("round %ld is silent", i);
        loud += err != ERR_OK;
        memcpy(r->bytes, sound, r->size);
    }
    print_message("%ld rounds: %ld refused\n", rounds, loud);
    free(sound);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
