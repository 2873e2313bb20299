#include "tests/broker/turn_rig.h"

#include <stdlib.h>
#include <string.h>

struct faults faults;

struct left left;

static void faults_clear(void) {
    memset(&faults, 0, sizeof faults);
    memset(&left, 0, sizeof left);
}

int __real_store_begin(struct store *s);
int __wrap_store_begin(struct store *s);
int __wrap_store_begin(struct store *s) {
    if (faults.quiet) {
        faults.replies = faults.quiet->broker->doors.router.out_count;
        faults.messages = faults.quiet->broker->doors.feeds[FEED_PUBLIC].out_count;
    }
    return __real_store_begin(s);
}

int __real_store_commit(struct store *s);
int __wrap_store_commit(struct store *s);
int __wrap_store_commit(struct store *s) {
    if (faults.quiet) {
        const struct broker *b = faults.quiet->broker;
        assert_int_equal(b->doors.router.out_count, faults.replies);
        assert_int_equal(b->doors.feeds[FEED_PUBLIC].out_count, faults.messages);
    }
    if (faults.rig && faults.rig->broker->inbox.command_count > faults.items_max)
        faults.items_max = faults.rig->broker->inbox.command_count;
    if (!faults.commit_failures)
        return __real_store_commit(s);
    if (faults.commit_failures > 0)
        faults.commit_failures--;
    store_abort(s);
    return faults.commit_err;
}

uint64_t __real_store_sync_mean_us(const struct store *s);
uint64_t __wrap_store_sync_mean_us(const struct store *s);
uint64_t __wrap_store_sync_mean_us(const struct store *s) {
    return faults.sync_us ? faults.sync_us : __real_store_sync_mean_us(s);
}

bool __real_store_checkpoint_due(const struct store *s);
bool __wrap_store_checkpoint_due(const struct store *s);
bool __wrap_store_checkpoint_due(const struct store *s) {
    return faults.due || __real_store_checkpoint_due(s);
}

int __real_store_checkpoint(struct store *s);
int __wrap_store_checkpoint(struct store *s);
int __wrap_store_checkpoint(struct store *s) {
    const struct broker *b = left.rig ? left.rig->broker : NULL;
    if (faults.rig)
        assert_false(faults.rig->broker->look.open);
    if (b && b->inbox.command_count > 1) {
        left.items = b->inbox.command_count;
        left.replies = b->doors.router.out_count;
        left.messages = b->doors.feeds[FEED_PUBLIC].out_count;
    }
    if (faults.due)
        faults.due_replies = faults.due->broker->doors.router.out_count;
    faults.due = NULL;
    return __real_store_checkpoint(s);
}

int __real_store_grow(struct store *s);
int __wrap_store_grow(struct store *s);
int __wrap_store_grow(struct store *s) {
    faults.grow_count++;
    return faults.grow_err ? faults.grow_err : __real_store_grow(s);
}

int __real_record_apply(struct state *s, Hallq__JournalRecord *record);
int __wrap_record_apply(struct state *s, Hallq__JournalRecord *record);
int __wrap_record_apply(struct state *s, Hallq__JournalRecord *record) {
    const Hallq__Event *first = record->events[0];
    if (first->body_case == HALLQ__EVENT__BODY_TICKET_ISSUED && faults.failing_service &&
        first->ticket_issued->service == faults.failing_service) {
        if (faults.apply_err)
            faults.failing_service = 0;
        return faults.apply_err ? faults.apply_err : ERR_INVALID;
    }
    return __real_record_apply(s, record);
}

int __real_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret);
int __wrap_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret);
int __wrap_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret) {
    if (!faults.due_failures)
        return __real_decide_due(s, now_ms, due, ret);
    faults.due_failures--;
    return ERR_INVALID;
}

int setup(void **state) {
    struct hall_rig *r = calloc(1, sizeof *r);
    faults_clear();
    rig_open(r);
    *state = r;
    return 0;
}

int teardown(void **state) {
    struct hall_rig *r = *state;
    faults_clear();
    rig_close(r);
    free(r);
    return 0;
}

Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    request.body_case = body_case;
    request.issue = body; // any member of the union
    request.hall =
        body_case != HALLQ__REQUEST__BODY_BACKUP && body_case != HALLQ__REQUEST__BODY_ACCEPT_CLOCK;
    terminal_send(t, &request);
    return terminal_recv(t, RIG_WAIT_MS);
}

Hallq__Reply *snapshot(struct terminal *t) {
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    return ask(t, HALLQ__REQUEST__BODY_GET_SNAPSHOT, &body);
}

Hallq__Reply *sign_on(struct terminal *t, const char *pin) {
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    body.staff = 7;
    body.counter = 1;
    body.pin = (char *)(uintptr_t)pin;
    return ask(t, HALLQ__REQUEST__BODY_SIGN_ON, &body);
}

void pin_set(struct hall_rig *r) {
    Hallq__SetPin body = HALLQ__SET_PIN__INIT;
    body.staff = 7;
    body.pin = (char *)(uintptr_t) "2468";
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_SET_PIN, &body)), 0);
}
