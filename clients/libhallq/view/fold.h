// fold.h - what the files that fold events share; for view/*.c alone.
//
// A fold changes the Snapshot message in place and names the parts that it changed. Its memory is an
// arena, into which new texts and new items of lists go; what they replace is left behind, and the
// view moves into a fresh arena when it is mostly that (load.c). So a fold costs what it changes.
#ifndef HALLQ_FOLD_H
#define HALLQ_FOLD_H

#include "view.h"

// One for each service, counter and clerk.
#define LIMIT_LINES (LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF)

// An event being folded in.
struct fold {
    struct hallq_view *v;
    uint64_t seq;
    int64_t at_ms;
    int err; // why the view needs a snapshot; ERR_OK: it does not
};

// fold_NAME: one for each event that a feed shows, in the file of its wing. The marks in the schema
// say which they are, so a new one does not link without its fold. One that shows nothing is in
// fold.c.
#define FOLD_OF_JOURNAL(Type, member)
#define FOLD_OF_LEAD(Type, member) void fold_##member(struct fold *f, const Hallq__##Type *e);
#define FOLD_OF_STAFF(Type, member) FOLD_OF_LEAD(Type, member)
#define FOLD_OF_PUBLIC(Type, member) FOLD_OF_LEAD(Type, member)
#define EVENT(CASE, Type, member, AUDIENCE, follows) FOLD_OF_##AUDIENCE(Type, member)
#include "proto/events.def"
#undef EVENT

// view_text: a text in the view's memory, cut at `max` bytes, which no broker's is longer than.
// view_list: room for so many items of a list.
char *view_text(struct hallq_view *v, const char *text, size_t max);
void *view_list(struct hallq_view *v, size_t count);

// view_copy: a deep copy of a message in an arena; as arena_need.
void *view_copy(const void *message, struct arena *a);

// view_tidy: moves into fresh memory what is not yet replaced, when it is the smaller part. What was
// borrowed of the view dies.
void view_tidy(struct hallq_view *v);

// view_seen: something of this hall time was seen; an earlier one is left alone.
void view_seen(struct hallq_view *v, int64_t at_ms);

// part_changed: names a part that is not of a list.
void part_changed(struct hallq_view *v, enum hallq_part_kind kind);

// ---------------------------------------------------------------- lines (line.c)

// line_find: NULL when there is none. line_edit: the same, and names it as changed.
Hallq__LineState *line_find(const struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id);
Hallq__LineState *line_edit(struct hallq_view *v, Hallq__Line__Kind kind, uint32_t id);

// line_entered: one more waits in it. line_left: one less; a line of a counter or clerk goes with
// its last. Either may be NULL: none.
void line_entered(struct hallq_view *v, const Hallq__Line *line);
void line_left(struct hallq_view *v, const Hallq__Line *line);

// lines_open_set: these services are inside their hours, or no more.
void lines_open_set(struct hallq_view *v, const uint32_t *services, size_t count, bool open);

// lines_settle: one line for each service in the settings' order with what is known of it, and behind
// them, in the staff view, those of counters and clerks that anybody waits in, by kind and id.
void lines_settle(struct hallq_view *v);

// ---------------------------------------------------------------- counters (counter.c)

Hallq__CounterNow *counter_find(const struct hallq_view *v, uint32_t counter);
Hallq__CounterNow *counter_edit(struct hallq_view *v, uint32_t counter);

// counter_staff_edit: as counter_edit, for what only the staff view has; NULL in the other.
Hallq__CounterNow *counter_staff_edit(struct hallq_view *v, uint32_t counter);

// counter_holds: it calls or serves a ticket. counter_is: it has none. Both return NULL for a counter
// that is not there, or 0.
Hallq__CounterNow *counter_holds(struct fold *f, uint32_t counter, Hallq__Counter__State state,
                                 uint64_t ticket, const char *number);
Hallq__CounterNow *counter_is(struct fold *f, uint32_t counter, Hallq__Counter__State state);

// counter_hold_begins: it put a ticket on hold. counter_hold_ends: it did so once; 0: none did.
void counter_hold_begins(struct hallq_view *v, uint32_t counter);
void counter_hold_ends(struct hallq_view *v, uint32_t counter);

// counters_settle: as lines_settle; a counter that is new is CLOSED since then.
void counters_settle(struct hallq_view *v, int64_t at_ms);

// ---------------------------------------------------------------- people (people.c)

// people_settle: by staff and device, each pair once. people_leave: whoever is at this counter.
void people_settle(struct hallq_view *v);
void people_leave(struct hallq_view *v, uint32_t counter);

// ---------------------------------------------------------------- settings (settings.c)

// settings_take: the hall's settings from now on, and what follows from them. A list of people is told
// only to who is signed on: without it, the one known before stays. ERR_OK, or ERR_INVALID for
// settings beyond their limits.
int settings_take(struct hallq_view *v, const Hallq__HallSettings *settings, int64_t at_ms);

#endif
