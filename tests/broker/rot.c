#include "tests/broker/rot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "broker/store/tables/row.h"

struct rot rot;

static bool hits(enum table table, struct bytes key) {
    return rot.err && table == rot.table &&
           (rot.whole_table ||
            (key.size == rot.key.size && !memcmp(key.data, rot.key.data, key.size)));
}

int __real_row_open(enum table table, struct bytes key, struct bytes stored,
                    struct bytes *ret_value);
int __wrap_row_open(enum table table, struct bytes key, struct bytes stored,
                    struct bytes *ret_value);
int __wrap_row_open(enum table table, struct bytes key, struct bytes stored,
                    struct bytes *ret_value) {
    return hits(table, key) ? rot.err : __real_row_open(table, key, stored, ret_value);
}

void __real_row_seal(enum table table, struct bytes key, struct bytes value, void *ret_stored);
void __wrap_row_seal(enum table table, struct bytes key, struct bytes value, void *ret_stored);
void __wrap_row_seal(enum table table, struct bytes key, struct bytes value, void *ret_stored) {
    if (hits(table, key) && rot.until_written)
        rot.err = ERR_OK;
    __real_row_seal(table, key, value, ret_stored);
}

void rot_row(enum table table, struct key key) {
    rot.whole_table = rot.until_written = false;
    rot.table = table;
    rot.key = key;
    rot.err = ERR_CORRUPT;
}

int rot_setup(void **state) {
    struct hall_rig *r = calloc(1, sizeof *r);
    memset(&rot, 0, sizeof rot);
    rig_open(r);
    *state = r;
    return 0;
}

int rot_teardown(void **state) {
    struct hall_rig *r = *state;
    memset(&rot, 0, sizeof rot);
    rig_close(r);
    free(r);
    return 0;
}

void row_write(struct hall_rig *r, enum table table, struct key key, const void *value,
               size_t size) {
    struct store *store = r->broker->store;
    struct tables *t = store_tables(store);
    assert_int_equal(store_begin(store), ERR_OK);
    assert_int_equal(t->put(t, table, key_bytes(&key), (struct bytes){value, size}), ERR_OK);
    assert_int_equal(store_commit(store), ERR_OK);
}

Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body,
                  uint32_t hall) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    request.body_case = body_case;
    request.issue = body; // any member of the union
    request.hall = hall;
    terminal_send(t, &request);
    return terminal_recv(t, RIG_WAIT_MS);
}

void rows_forget(struct hall_rig *r) {
    assert_int_equal(store_checkpoint(r->broker->store), ERR_OK); // no row waits in memory
    look_undo(&r->broker->look);
}

void sign_on(struct hall_rig *r) {
    Hallq__SetPin pin = HALLQ__SET_PIN__INIT;
    Hallq__SignOn on = HALLQ__SIGN_ON__INIT;
    pin.staff = on.staff = 7;
    pin.pin = on.pin = (char *)(uintptr_t) "2468";
    on.counter = 1;
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_SET_PIN, &pin, 1)), 0);
    assert_int_equal(reason_of(ask(&r->counter, HALLQ__REQUEST__BODY_SIGN_ON, &on, 1)), 0);
}
