// fold.h - the functions that the files of the folds share; for view/*.c alone.
//
// A fold changes the Snapshot message in place and names the parts that it changed. New texts and
// new items of lists go into the view's arena; the texts and items they replace stay behind there,
// and the view moves into a fresh arena when most of the old one is left behind (load.c). So a fold
// costs what it changes.
#ifndef HALLQ_FOLD_H
#define HALLQ_FOLD_H

#include "view.h"

// A line for each service, counter and clerk.
#define LIMIT_LINES (LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF)

// An event being folded in.
struct fold {
    struct hallq_view *v;
    uint64_t seq;
    int64_t at_ms;
    int err; // why the view needs a snapshot; ERR_OK: it does not
};

// fold_NAME: folds one kind of event, in the file of its wing. The marks in the schema say which
// kinds a feed shows, so a new kind does not link without its fold. The folds of events that change
// nothing shown are in fold.c.
#define FOLD_OF_JOURNAL(Type, member)
#define FOLD_OF_LEAD(Type, member) void fold_##member(struct fold *f, const Hallq__##Type *e);
#define FOLD_OF_STAFF(Type, member) FOLD_OF_LEAD(Type, member)
#define FOLD_OF_PUBLIC(Type, member) FOLD_OF_LEAD(Type, member)
#define EVENT(CASE, Type, member, AUDIENCE, follows) FOLD_OF_##AUDIENCE(Type, member)
#include "proto/events.def"
#undef EVENT

// view_text: copies a text into the view's memory, cut at `max` bytes; no broker sends a longer
// text.
// view_list: room there for `count` items of a list.
char *view_text(struct hallq_view *v, const char *text, size_t max);
void *view_list(struct hallq_view *v, size_t count);

// view_copy: a deep copy of a message in an arena; it fails as arena_need does.
void *view_copy(const void *message, struct arena *a);

// view_tidy: moves the view into fresh memory when the smaller part of the old memory is still in
// use. Pointers borrowed from the view die.
void view_tidy(struct hallq_view *v);

// view_seen: takes over the hall time of something seen, unless the view's is later.
void view_seen(struct hallq_view *v, int64_t at_ms);

// part_changed: names a changed part that is no line and no counter.
void part_changed(struct hallq_view *v, enum hallq_part_kind kind);

// ---------------------------------------------------------------- lines (line.c)

// line_find: a line of the view, NULL when there is none. line_edit: finds it and names it as
// changed.
Hallq__LineState *line_find(const struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id);
Hallq__LineState *line_edit(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id);

// line_entered: one ticket more waits in the line. line_left: one ticket less; a line of a counter
// or clerk goes with its last ticket. A NULL line is left alone.
void line_entered(struct hallq_view *v, const Hallq__Line *line);
void line_left(struct hallq_view *v, const Hallq__Line *line);

// lines_open_set: these services are inside their hours, or no more.
void lines_open_set(struct hallq_view *v, const uint32_t *services, size_t count, bool open);

// lines_settle: gives each service its line, in the settings' order, keeping what is known of the
// line; behind them, in the staff view, stand the lines of counters and clerks in which anybody
// waits, by kind and id.
void lines_settle(struct hallq_view *v);

// ---------------------------------------------------------------- counters (counter.c)

Hallq__CounterNow *counter_find(const struct hallq_view *v, uint32_t counter);
Hallq__CounterNow *counter_edit(struct hallq_view *v, uint32_t counter);

// counter_staff_edit: as counter_edit, for fields that only the staff view has; NULL in the public
// view.
Hallq__CounterNow *counter_staff_edit(struct hallq_view *v, uint32_t counter);

// counter_holds: the counter calls or serves a ticket. counter_is: the counter has no ticket. Both
// return NULL for counter 0 and for a counter that the view does not have.
Hallq__CounterNow *counter_holds(struct fold *f, uint32_t counter, Hallq__Counter__State state,
                                 uint64_t ticket, const char *number);
Hallq__CounterNow *counter_is(struct fold *f, uint32_t counter, Hallq__Counter__State state);

// counter_hold_begins: the counter has a ticket more on hold. counter_hold_ends: it has one less;
// counter 0 is left alone.
void counter_hold_begins(struct hallq_view *v, uint32_t counter);
void counter_hold_ends(struct hallq_view *v, uint32_t counter);

// counters_settle: as lines_settle, for counters; a new counter is CLOSED since at_ms.
void counters_settle(struct hallq_view *v, int64_t at_ms);

// ---------------------------------------------------------------- people (people.c)

// people_settle: orders the people by staff and device, each pair once. people_leave: takes out the
// people at this counter.
void people_settle(struct hallq_view *v);
void people_leave(struct hallq_view *v, uint32_t counter);

// ---------------------------------------------------------------- measures (measure.c)

// measures_day_over: a new day has none yet; offers end by events of their own.
void measures_day_over(struct hallq_view *v);

// ---------------------------------------------------------------- alerts (alert.c)

// alert_edit: finds an open alert and names the alerts as changed; NULL if the view does not have it.
Hallq__Alert *alert_edit(struct hallq_view *v, uint64_t alert);

// ---------------------------------------------------------------- settings (settings.c)

// settings_take: takes over the hall's settings and settles what follows from them. The broker
// tells the list of people only to a person signed on: without a list, the view keeps the one it
// had. ERR_OK, or ERR_INVALID for settings beyond their limits.
int settings_take(struct hallq_view *v, const Hallq__HallSettings *settings, int64_t at_ms);

#endif
