// hallq-counter: a clerk's terminal, full screen or as plain lines.
#include "clients/line/plain.h"
#include "clients/term/stage.h"
#include "counter_screen.h"

static void draw(void *arg, struct canvas *c, const struct hallq_view *v, const struct reach *reach,
                 int64_t now_ms) {
    counter_screen_draw(c, v, arg, reach, now_ms);
}

static bool key(void *arg, const struct hallq_view *v, struct key pressed) {
    return counter_desk_key(arg, v, pressed);
}

static void event(void *arg, const Hallq__Event *happened) {
    counter_desk_event(arg, happened);
}

static void changed(void *arg, const struct hallq_view *v) {
    counter_desk_changed(arg, v);
}

static void result(void *arg, const struct hallq_view *v, enum text what, bool change,
                   const struct hallq_result *answer) {
    counter_desk_result(arg, v, what, change, answer);
}

static enum exit_code screen_run(const struct arguments *args) {
    static const struct stage_screen parts = {draw, key, event, NULL, changed, result};
    struct counter_desk desk;
    struct stage *stage = stage_create(args, &parts, &desk);
    counter_desk_init(&desk, args->counter, args->language, stage_outlet(stage));
    enum exit_code exit_code = stage_run(stage);
    counter_desk_fini(&desk);
    stage_destroy(stage);
    return exit_code;
}

int main(int argc, char **argv) {
    struct arguments arguments;
    enum exit_code exit_code;
    if (!arguments_read(&arguments, PROGRAM_COUNTER, argc, argv, &exit_code))
        return exit_code;
    exit_code = arguments.plain ? plain_run(&arguments) : screen_run(&arguments);
    arguments_wipe(&arguments);
    return arguments_end(&arguments, exit_code);
}
