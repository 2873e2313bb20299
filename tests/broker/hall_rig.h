// hall_rig.h - a whole broker on a loop in this process, on a fresh store, with one small hall at
// 11:40 on a Monday, and terminals beside it. Everything waits by turning the loop.
#ifndef HALLQ_TESTS_HALL_RIG_H
#define HALLQ_TESTS_HALL_RIG_H

#include "broker/run.h"

#define RIG_WAIT_MS 30000
#define RIG_START_MS 1740973200000 // 2025-03-03 11:40 in Asia/Shanghai

struct terminal {
    struct hall_rig *rig;
    void *socket;
    uint32_t device;
    Hallq__Device__Role role;
    uint64_t session;
    uint32_t number; // of its last command
};

struct hall_rig {
    char data[64];
    uv_loop_t loop;
    struct broker *broker;
    void *clients; // ZeroMQ's context
    struct arena arena;
    struct terminal admin, kiosk, counter;
    void *feed; // the public one, following hall 1
};

// rig_open: a broker whose hall has its settings. rig_close also removes its folder.
void rig_open(struct hall_rig *r);
void rig_close(struct hall_rig *r);

// rig_stop, rig_start: a clean stop, and a start on the same folder. rig_start returns the exit
// code.
void rig_stop(struct hall_rig *r);
int rig_start(struct hall_rig *r);

void rig_turn(struct hall_rig *r);

// RIG_WAIT: turns until the condition holds, at most RIG_WAIT_MS.
#define RIG_WAIT(r, condition)                                                                     \
    for (uint64_t limit_ns = uv_hrtime() + RIG_WAIT_MS * UINT64_C(1000000);                        \
         !(condition) && uv_hrtime() < limit_ns;)                                                  \
    rig_turn(r)

// terminal_open: connects; terminal_close.
void terminal_open(struct terminal *t, struct hall_rig *r, uint32_t device,
                   Hallq__Device__Role role);
void terminal_close(struct terminal *t);

// terminal_send: a request of this body, with the terminal's next number. terminal_recv: the next
// answer, in the rig's arena; NULL after ms.
void terminal_send(struct terminal *t, Hallq__Request *request);
Hallq__Reply *terminal_recv(struct terminal *t, int ms);

// issue_send: asks for a ticket of a service. issue: and waits for the answer.
void issue_send(struct terminal *t, uint32_t service);
Hallq__Reply *issue(struct terminal *t, uint32_t service);

// reason_of: of a refusal; NONE for any other answer.
Hallq__Refusal__Reason reason_of(const Hallq__Reply *reply);

#endif
