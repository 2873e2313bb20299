// line_ends.h - the first tickets of a line and its last one, as far as they are known: what most decisions
// ask of a line. Knowledge of TABLE_QUEUE, which stays the truth: what is not known here is read from it.
//
//     first[0] .. first[count - 1]   ...   last
//     └─ nobody between them ────┘
//
// The row cache keeps them, and forgets them when a turn is undone. queue.c alone asks for them, since it puts
// and deletes all entries of lines. In a trial, whose changes are taken back in the table alone, it forgets the
// lines that change, and learns of none.
#ifndef HALLQ_LINE_ENDS_H
#define HALLQ_LINE_ENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_FIRST 16 // as many as a forecast looks at for the first of a class

struct queue_entry {
    uint64_t ticket;
    int64_t rank_ms;
};

struct line_key {
    uint32_t hall, kind, id;
};

// Zeroed: nothing is known.
struct line_ends {
    struct line_ends *next; // of the bucket
    struct line_key key;
    bool first_known; // `first` are the first of the line,
    bool whole;       // and there are no others; else there may be
    bool last_known;
    size_t count;
    struct queue_entry first[LINE_FIRST];
    struct queue_entry last;
};

// entry_before: whether a stands before b in a line.
bool entry_before(struct queue_entry a, struct queue_entry b);

// line_ends_put, line_ends_del: an entry of the line was put into the table, or deleted from it.
// line_ends_forget: nothing is known of the line any more.
void line_ends_put(struct line_ends *e, struct queue_entry entry);
void line_ends_del(struct line_ends *e, struct queue_entry entry);
void line_ends_forget(struct line_ends *e);

// line_ends_learn: these `count` entries, LINE_FIRST or fewer, are the first of the line; it has no others
// if they are fewer. line_ends_learn_last: the line has entries, and this is the last.
void line_ends_learn(struct line_ends *e, const struct queue_entry *first, size_t count);
void line_ends_learn_last(struct line_ends *e, struct queue_entry last);

// line_ends_first: whether the first `max` entries are known, or all if the line has fewer.
// line_ends_last: whether the last entry is known; *ret_count 0: there is none.
bool line_ends_first(const struct line_ends *e, size_t max);
bool line_ends_last(const struct line_ends *e, struct queue_entry *ret, size_t *ret_count);

#endif
