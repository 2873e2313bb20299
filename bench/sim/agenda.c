// agenda.c - a binary heap by (time, order), and one timer for its head.
#include "bench/sim/agenda.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct agenda_entry {
    int64_t at_ms;
    uint64_t order;
    agenda_cb due_cb;
    void *arg;
};

void agenda_init(struct agenda *a, uv_loop_t *loop, double speed) {
    *a = (struct agenda){.speed = speed};
    uv_timer_init(loop, &a->timer);
    a->timer.data = a;
}

void agenda_stop(struct agenda *a) {
    a->count = 0;
    if (!uv_is_closing((uv_handle_t *)&a->timer))
        uv_close((uv_handle_t *)&a->timer, NULL);
}

void agenda_fini(struct agenda *a) {
    free(a->heap);
    a->heap = NULL;
}

int64_t agenda_now_ms(const struct agenda *a) {
    if (!a->told_ns)
        return 0;
    return a->hall_at_ms + (int64_t)((double)(uv_hrtime() - a->told_ns) / 1e6 * a->speed);
}

static bool before(const struct agenda_entry *x, const struct agenda_entry *y) {
    return x->at_ms != y->at_ms ? x->at_ms < y->at_ms : x->order < y->order;
}

static void swap(struct agenda_entry *x, struct agenda_entry *y) {
    struct agenda_entry kept = *x;
    *x = *y;
    *y = kept;
}

static void sift_up(struct agenda *a, size_t i) {
    for (; i && before(&a->heap[i], &a->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&a->heap[i], &a->heap[(i - 1) / 2]);
}

static void sift_down(struct agenda *a) {
    size_t i = 0;
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < a->count; child++)
            if (before(&a->heap[child], &a->heap[least]))
                least = child;
        if (least == i)
            return;
        swap(&a->heap[i], &a->heap[least]);
        i = least;
    }
}

static void timer_set(struct agenda *a);

static void timer_cb(uv_timer_t *timer) {
    struct agenda *a = timer->data;
    while (a->count && a->heap[0].at_ms <= agenda_now_ms(a)) {
        struct agenda_entry entry = a->heap[0];
        a->heap[0] = a->heap[--a->count];
        sift_down(a);
        entry.due_cb(entry.arg);
    }
    timer_set(a);
}

static void timer_set(struct agenda *a) {
    if (!a->count || !a->told_ns || uv_is_closing((uv_handle_t *)&a->timer))
        return;
    double delay_ms = (double)(a->heap[0].at_ms - agenda_now_ms(a)) / a->speed;
    uv_timer_start(&a->timer, timer_cb, delay_ms > 1 ? (uint64_t)delay_ms : 1, 0);
}

void agenda_tell(struct agenda *a, int64_t at_ms) {
    int64_t now_ms = agenda_now_ms(a);
    a->hall_at_ms = at_ms > now_ms ? at_ms : now_ms;
    a->told_ns = uv_hrtime();
    timer_set(a);
}

void agenda_at(struct agenda *a, int64_t at_ms, agenda_cb due_cb, void *arg) {
    if (a->count == a->room) {
        size_t room = a->room ? 2 * a->room : 256;
        struct agenda_entry *heap = realloc(a->heap, room * sizeof *heap);
        if (!heap) {
            fputs("hallq-sim: out of memory\n", stderr);
            abort();
        }
        a->heap = heap;
        a->room = room;
    }
    a->heap[a->count] = (struct agenda_entry){at_ms, a->next_order++, due_cb, arg};
    sift_up(a, a->count++);
    timer_set(a);
}

void agenda_in(struct agenda *a, double delay_s, agenda_cb due_cb, void *arg) {
    agenda_at(a, agenda_now_ms(a) + (int64_t)(delay_s * 1000), due_cb, arg);
}
