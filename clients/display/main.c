// hallq-display: shows a hall's calls and waits: full screen, as sentences, or as plain lines.
#include "clients/line/plain.h"
#include "clients/term/stage.h"
#include "display_screen.h"
#include "display_sentences.h"

static void draw(void *arg, struct canvas *c, const struct hallq_view *v, const struct reach *reach,
                 int64_t now_ms) {
    display_screen_draw(c, v, arg, reach, now_ms);
}

static void call(void *arg, const Hallq__Call *call_made, bool late, int64_t now_ms) {
    display_screen_call(arg, call_made, late, now_ms);
}

int main(int argc, char **argv) {
    static const struct stage_screen parts = {.draw = draw, .call = call};
    struct arguments arguments;
    enum exit_code exit_code;
    if (!arguments_read(&arguments, PROGRAM_DISPLAY, argc, argv, &exit_code))
        return exit_code;
    if (arguments.sentences) {
        exit_code = display_sentences_run(&arguments);
    } else if (arguments.plain) {
        exit_code = plain_run(&arguments);
    } else {
        struct display_screen screen = {.language = arguments.language};
        struct stage *stage = stage_create(&arguments, &parts, &screen);
        exit_code = stage_run(stage);
        stage_destroy(stage);
    }
    arguments_wipe(&arguments);
    return arguments_end(&arguments, exit_code);
}
