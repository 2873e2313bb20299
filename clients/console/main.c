// hallq-console: a shift lead's console, full screen or as plain lines.
#include "clients/line/plain.h"
#include "clients/term/stage.h"
#include "clients/term/terminal.h"
#include "console.h"
#include "console_screen.h"

static void draw(void *arg, struct canvas *c, const struct hallq_view *v, const struct reach *reach,
                 int64_t now_ms) {
    console_screen_draw(c, v, arg, reach, now_ms);
}

static bool key(void *arg, const struct hallq_view *v, struct key pressed) {
    return console_key(arg, v, pressed);
}

static void event(void *arg, const Hallq__Event *happened) {
    console_event(arg, happened);
}

static void changed(void *arg, const struct hallq_view *v) {
    console_changed(arg, v);
}

static void result(void *arg, const struct hallq_view *v, enum text what, bool change,
                   const struct hallq_result *answer) {
    console_result(arg, v, what, change, answer);
}

static bool leave(void *arg, const struct hallq_view *v) {
    return console_leave(arg, v);
}

static enum exit_code screen_run(const struct arguments *args) {
    static const struct stage_screen parts = {draw, key, event, NULL, changed, result, leave};
    static struct console_desk desk; // large: it keeps two hours of waits
    struct hallq_options options = arguments_connection(args);
    struct stage *stage = stage_create(args, &parts, &desk);
    console_init(&desk, args->language, stage_outlet(stage));
    desk.deaf = !options.lead_feed || !*options.lead_feed;
    desk.letters = !terminal_blocks();
    enum exit_code exit_code = stage_run(stage);
    console_fini(&desk);
    stage_destroy(stage);
    return exit_code;
}

int main(int argc, char **argv) {
    struct arguments arguments;
    enum exit_code exit_code;
    if (!arguments_read(&arguments, PROGRAM_CONSOLE, argc, argv, &exit_code))
        return exit_code;
    exit_code = arguments.plain ? plain_run(&arguments) : screen_run(&arguments);
    arguments_wipe(&arguments);
    return arguments_end(&arguments, exit_code);
}
