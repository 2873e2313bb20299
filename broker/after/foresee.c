// foresee.c - halls come in turn. `foreseen` of a hall says that nobody waits there and nothing
// happened since, so that idle halls cost nothing.
#include "broker/after/foresee.h"

#include "broker/log/log.h"

// Of hall time, which may run faster than the machine's: a hall is looked ahead for as often as its
// people need it. FORESEE_REST sees to it that the processor does not suffer.
#define FORESEE_EVERY_MS 1000   // a hall's floor is copied at most so often
#define FORESEE_ADVISE_MS 10000 // advice for a hall is sought at most so often

#define FORESEE_ROUND_US 3000 // of the loop's time in a round
// After a task, so many times what it took on the loop and on the worker passes before the next: with
// many halls the twin takes a quarter of one processor at most, and answers come less often.
#define FORESEE_REST 3

static bool has_passed(const struct foresee *f, int64_t machine_ms, int64_t hall_ms) {
    return machine_ms * f->time->wallclock.speed >= hall_ms;
}

struct copying {
    struct foresee *foresee;
    struct hall *hall;
};

// Notes the lines that want advice, and counts who came, which advice needs.
static int advice_seek(struct copying *c, struct state *s, struct twin_hall *to) {
    struct advice_wanted wanted[ADVISED_MOST];
    size_t count;
    if (!has_passed(c->foresee, to->copied_ms - c->hall->advised_ms, FORESEE_ADVISE_MS))
        return ERR_OK;
    int err = advice_wanted(s, to->floor->at_ms, c->hall->hall, wanted, &count);
    if (err || !count)
        return err;
    c->hall->advised_ms = to->copied_ms;
    for (size_t i = 0; i < count; i++)
        to->advised[to->advised_count++] = (struct twin_advised){.wanted = wanted[i]};
    return floor_arrivals(s, to->floor);
}

static int copy_cb(struct state *s, void *arg) {
    struct copying *c = arg;
    struct twin_task *task = &c->foresee->lane.task;
    struct twin_hall *to = &task->halls[task->hall_count];
    struct state into = *s;
    into.arena = &task->arena;
    int err = floor_copy(&into, hall_time_now(c->foresee->time), c->hall->hall, &to->floor);
    if (err)
        return err;
    c->hall->foreseen = !to->floor->waiting;
    to->copied_ms = wallclock_machine_ms();
    if (c->hall->foreseen)
        return ERR_OK;
    task->hall_count++;
    return advice_seek(c, &into, to);
}

static void hall_copy(struct foresee *f, struct hall *hall) {
    struct copying copying = {f, hall};
    hall->foreseen_ms = wallclock_machine_ms();
    int err = look_at(f->look, copy_cb, &copying);
    if (!err && !hall->foreseen)
        return;
    twins_replace(f->twins, hall->hall, NULL, 0);
    if (err && err != ERR_NOT_FOUND)
        log_write(LOG_LEVEL_WARNING, "floor_not_copied", " hall=%u error=\"%s\"", hall->hall,
                  err_text(err));
}

static bool is_due(const struct foresee *f, const struct hall *hall, int64_t machine_ms) {
    return hall->hall && !hall->foreseen &&
           has_passed(f, machine_ms - hall->foreseen_ms, FORESEE_EVERY_MS);
}

void foresee_round(struct foresee *f) {
    uint64_t began_ns = uv_hrtime(), end_ns = began_ns + FORESEE_ROUND_US * UINT64_C(1000);
    int64_t machine_ms = wallclock_machine_ms();
    if (f->lane.running || f->lane.stopping || began_ns < f->rest_until_ns)
        return;
    for (size_t i = 0; i < f->halls->count && f->lane.task.hall_count < TWIN_TASK_HALLS; i++) {
        struct hall *hall = f->next ? f->next : SLIST_FIRST(&f->halls->all);
        f->next = SLIST_NEXT(hall, in_all);
        if (!is_due(f, hall, machine_ms))
            continue;
        hall_copy(f, hall);
        if (uv_hrtime() > end_ns)
            break;
    }
    f->copied_us = (uv_hrtime() - began_ns) / 1000;
    f->cost.copy_us += f->copied_us;
    f->cost.floors += f->lane.task.hall_count;
    if (f->lane.task.hall_count)
        twin_lane_begin(&f->lane);
    else
        arena_reset(&f->lane.task.arena);
}

// Without room in the inbox the advice is sought again.
static void advice_tell(struct foresee *f, const struct twin_hall *hall) {
    for (size_t i = 0; i < hall->advised_count; i++) {
        const struct twin_advised *advised = &hall->advised[i];
        struct finding *finding = advised->found ? inbox_finding(f->inbox, FINDING_ADVICE) : NULL;
        if (!finding)
            continue;
        finding->hall = hall->floor->hall;
        finding->alert = advised->wanted.alert;
        finding->advice = arena_copy(&f->inbox->arena, &advised->advice, sizeof advised->advice);
        inbox_wake(f->inbox);
    }
}

static void done_cb(void *arg, struct twin_task *task) {
    struct foresee *f = arg;
    for (size_t i = 0; i < task->hall_count; i++) {
        twins_replace(f->twins, task->halls[i].floor->hall, task->halls[i].told,
                      task->halls[i].told_count);
        advice_tell(f, &task->halls[i]);
    }
    f->cost.run_us += task->took_us;
    f->rest_until_ns = uv_hrtime() + FORESEE_REST * (task->took_us + f->copied_us) * 1000;
}

void foresee_init(struct foresee *f, uv_loop_t *loop) {
    twin_lane_init(&f->lane, loop, done_cb, f);
}

void foresee_close(struct foresee *f) {
    twin_lane_stop(&f->lane);
}

void foresee_fini(struct foresee *f) {
    twin_lane_fini(&f->lane);
}
