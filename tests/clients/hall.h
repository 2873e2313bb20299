// hall.h - views for the screens' tests: a hall of three services and three counters, at 10:00 of a
// Monday, with as much in it as a test asks for.
#ifndef HALLQ_TESTS_HALL_H
#define HALLQ_TESTS_HALL_H

#include "clients/libhallq/view/view.h"
#include "clients/term/canvas.h"

#define HALL_NOW_MS 1772416800000 // 2026-03-02 10:00 in Shanghai

// hall_load: the snapshot as JSON over the hall's own; "{}" is the hall with nobody in it. The view
// is fresh, of the staff feed. Fails the test when the JSON is no snapshot.
void hall_load(struct hallq_view *v, const char *json);

// hall_quiet: one served, one called, three waiting, a paused counter, a suspended service.
void hall_quiet(struct hallq_view *v);

// hall_crowded: 40 services, 60 counters, all names long, all calls of a minute.
void hall_crowded(struct hallq_view *v);

// assert_drawn, assert_not_drawn: the canvas shows the text, or does not; prints it when wrong.
void assert_drawn(const struct canvas *c, const char *text);
void assert_not_drawn(const struct canvas *c, const char *text);

// assert_in_order: the canvas shows one text before the other, reading by rows.
void assert_in_order(const struct canvas *c, const char *first, const char *second);

#endif
