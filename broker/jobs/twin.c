// twin.c - asks each open service of each floor with each class, until all are told or the answers
// are as many as they may be.
#include "broker/jobs/twin.h"

void twin_lane_init(struct twin_lane *lane, uv_loop_t *loop,
                    void (*done_cb)(void *arg, struct twin_task *task), void *arg) {
    lane->loop = loop;
    lane->done_cb = done_cb;
    lane->arg = arg;
    lane->work.data = lane;
    arena_init(&lane->task.arena, 0);
}

// ---------------------------------------------------------------- on a worker

static void line_ask(struct twin_hall *hall, uint32_t place, const struct floor_class *class,
                     double joined_ago_s) {
    struct plan_asked asked = {.service = place,
                               .head_start_s = class->head_start_s + joined_ago_s};
    struct plan_wait wait;
    if (hall->told_count == TWIN_HALL_ASKS || !hall->floor->services[place].open ||
        !plan_wait(hall->floor, &asked, hall->floor->seq, &wait))
        return;
    hall->told[hall->told_count++] =
        (struct twin_told){.hall = hall->floor->hall,
                           .service = hall->floor->services[place].service,
                           .customer_class = class->customer_class,
                           .joined_ago_s = joined_ago_s,
                           .forecast_s = wait.forecast_s,
                           .at_ms = hall->copied_ms};
}

static void hall_ask(struct twin_task *task, struct twin_hall *hall) {
    const struct floor *floor = hall->floor;
    hall->told = arena_need(&task->arena, TWIN_HALL_ASKS * sizeof *hall->told);
    for (uint32_t i = 0; i < floor->class_count; i++)
        for (uint32_t j = 0; j < floor->service_count; j++)
            line_ask(hall, j, &floor->classes[i], 0);
    for (uint32_t i = 0; i < floor->class_count && floor->check_in_ahead_s > 0; i++)
        for (uint32_t j = 0; j < floor->service_count; j++)
            if (floor->services[j].expected)
                line_ask(hall, j, &floor->classes[i], floor->check_in_ahead_s);
}

static void lines_advise(struct twin_task *task, struct twin_hall *hall) {
    const struct floor *floor = hall->floor;
    for (size_t i = 0; i < hall->advised_count; i++) {
        struct twin_advised *advised = &hall->advised[i];
        uint32_t place = floor_service(floor, advised->wanted.service);
        advised->found =
            place != UINT32_MAX && advice_find(floor, place, advised->wanted.target_s, floor->seq,
                                               &task->arena, &advised->advice);
    }
}

static void task_cb(uv_work_t *work) {
    struct twin_lane *lane = work->data;
    uint64_t began_ns = uv_hrtime();
    for (size_t i = 0; i < lane->task.hall_count; i++) {
        hall_ask(&lane->task, &lane->task.halls[i]);
        lines_advise(&lane->task, &lane->task.halls[i]);
    }
    lane->task.took_us = (uv_hrtime() - began_ns) / 1000;
}

// ---------------------------------------------------------------- on the loop

static void task_clear(struct twin_task *task) {
    arena_reset(&task->arena);
    for (size_t i = 0; i < task->hall_count; i++)
        task->halls[i] = (struct twin_hall){.floor = NULL};
    task->hall_count = 0;
}

static void after_cb(uv_work_t *work, int status) {
    struct twin_lane *lane = work->data;
    (void)status;
    lane->running = false;
    if (!lane->stopping)
        lane->done_cb(lane->arg, &lane->task);
    task_clear(&lane->task);
}

void twin_lane_begin(struct twin_lane *lane) {
    lane->running = true;
    uv_queue_work(lane->loop, &lane->work, task_cb, after_cb);
}

void twin_lane_stop(struct twin_lane *lane) {
    lane->stopping = true;
}

void twin_lane_fini(struct twin_lane *lane) {
    arena_fini(&lane->task.arena);
}
