// stage.h - runs a full screen: station, terminal, a tick each second; draws whenever something
// changed. The screen itself is a table of functions without I/O.
#ifndef HALLQ_STAGE_H
#define HALLQ_STAGE_H

#include "canvas.h"
#include "clients/line/arguments.h"
#include "clients/text/reach.h"
#include "key.h"
#include "outlet.h"

// draw is required, the rest may be NULL. `arg` is the screen's.
struct stage_screen {
    void (*draw)(void *arg, struct canvas *c, const struct hallq_view *v, const struct reach *reach,
                 int64_t now_ms);
    bool (*key)(void *arg, const struct hallq_view *v, struct key key); // false: the end
    void (*event)(void *arg, const Hallq__Event *event);
    void (*call)(void *arg, const Hallq__Call *call, bool late, int64_t now_ms);
    void (*changed)(void *arg, const struct hallq_view *v);
    void (*result)(void *arg, const struct hallq_view *v, enum text what, bool change,
                   const struct hallq_result *result);
    // The program ends, by a key, a signal or the terminal's end: true if it sent a change, which is
    // waited for, two seconds at most. It is asked when no other change is on its way.
    bool (*leave)(void *arg, const struct hallq_view *v);
};

struct stage;

// stage_create: nothing runs yet; stage_outlet sends for the screen. stage_run: until the end.
struct stage *stage_create(const struct arguments *args, const struct stage_screen *screen,
                           void *arg);
struct outlet stage_outlet(struct stage *stage);
enum exit_code stage_run(struct stage *stage);
void stage_destroy(struct stage *stage);

#endif
