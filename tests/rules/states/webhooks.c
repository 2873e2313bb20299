// webhooks.c - the table of webhooks: what a gateway's process came to with one.
#include "base/refusal.h"
#include "tests/rules/states/states.h"

enum { HOOK = 1, HERE_PROCESS = 11, OTHER_PROCESS = 12, WAIT_S = 60 };

#define STEP(name) HALLQ__HOOK__STEP__##name

static uint64_t webhook_none(struct fixture *f) {
    (void)f;
    return NOBODY;
}

// A webhook, and an event that it is to be told.
static uint64_t webhook_free(struct fixture *f) {
    static Hallq__Webhook__About about = HALLQ__WEBHOOK__ABOUT__TICKET_ISSUED;
    static Hallq__Webhook hook;
    static Hallq__Webhook *hooks[] = {&hook};
    hallq__webhook__init(&hook);
    hook.id = HOOK;
    hook.url = text_of(f, "http://127.0.0.1:9/");
    hook.events = &about;
    hook.n_events = 1;
    f->settings->webhooks = hooks;
    f->settings->n_webhooks = 1;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
    take(f, SERVICE_A);
    return HOOK;
}

static Hallq__SettleHook *settle(Hallq__Request *r, uint64_t hook, Hallq__Hook__Step step) {
    r->settle_hook->hook = (uint32_t)hook;
    r->settle_hook->holder = HERE_PROCESS;
    r->settle_hook->step = step;
    return r->settle_hook;
}

static uint64_t webhook_held_by(struct fixture *f, uint64_t holder) {
    uint64_t hook = webhook_free(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SETTLE_HOOK);
    settle(r, hook, STEP(TAKEN))->holder = holder;
    assert_done(f, DEVICE_GATEWAY, r);
    return hook;
}

static uint64_t webhook_held(struct fixture *f) {
    return webhook_held_by(f, HERE_PROCESS);
}

static uint64_t webhook_elsewhere(struct fixture *f) {
    return webhook_held_by(f, OTHER_PROCESS);
}

static uint64_t webhook_failed(struct fixture *f) {
    uint64_t hook = webhook_held(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SETTLE_HOOK);
    settle(r, hook, STEP(FAILED))->wait_s = WAIT_S;
    assert_done(f, DEVICE_GATEWAY, r);
    return hook;
}

static uint64_t webhook_failed_before(struct fixture *f) {
    uint64_t hook = webhook_failed(f);
    pass_s(f, WAIT_S);
    return hook;
}

static uint64_t webhook_off(struct fixture *f) {
    uint64_t hook = webhook_held(f);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SETTLE_HOOK);
    settle(r, hook, STEP(GONE));
    assert_done(f, DEVICE_GATEWAY, r);
    return hook;
}

const struct row webhook_rows[] = {
    {"none", webhook_none},      {"free", webhook_free},
    {"held here", webhook_held}, {"held elsewhere", webhook_elsewhere},
    {"failed", webhook_failed},  {"failed, the wait is over", webhook_failed_before},
    {"off", webhook_off},        {NULL, NULL},
};

static void take_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    (void)f;
    settle(r, hook, STEP(TAKEN));
}

static void told_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    settle(r, hook, STEP(TOLD))->upto = hall_row(f)->seq;
}

static void passed_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    settle(r, hook, STEP(PASSED))->upto = hall_row(f)->seq;
}

static void skipped_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    settle(r, hook, STEP(SKIPPED))->upto = hall_row(f)->seq;
}

static void failed_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    (void)f;
    settle(r, hook, STEP(FAILED))->wait_s = WAIT_S;
}

static void gone_fill(struct fixture *f, Hallq__Request *r, uint64_t hook) {
    (void)f;
    settle(r, hook, STEP(GONE));
}

const struct column webhook_columns[] = {
    {"taken", BODY(SETTLE_HOOK), DEVICE_GATEWAY, take_fill, NULL},
    {"told", BODY(SETTLE_HOOK), DEVICE_GATEWAY, told_fill, NULL},
    {"passed", BODY(SETTLE_HOOK), DEVICE_GATEWAY, passed_fill, NULL},
    {"skipped", BODY(SETTLE_HOOK), DEVICE_GATEWAY, skipped_fill, NULL},
    {"failed", BODY(SETTLE_HOOK), DEVICE_GATEWAY, failed_fill, NULL},
    {"gone", BODY(SETTLE_HOOK), DEVICE_GATEWAY, gone_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
