#include "broker/start.h"

#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "broker/log.h"

static const struct bilingual words[START_COUNT] = {
#define START(name, zh, en) [START_##name] = {zh, en},
#include "broker/start.def"
#undef START
};

struct bilingual start_words(enum start what) {
    return words[what];
}

int start_failed(int code, int err, struct bilingual what, struct bilingual why) {
    if (!isatty(STDERR_FILENO)) {
        log_write(LOG_LEVEL_ERROR, "start_failed", " part=%s error=\"%s\" why=\"%s\"", what.en,
                  err_text(err), why.en);
        return code;
    }
    enum language language = language_of_terminal();
    const char *colon = language == LANGUAGE_ZH ? "：" : ": ",
               *reason = bilingual_in(why, language);
    fprintf(stderr, "hallqd%s%s%s%s%s%s\n", colon, bilingual_in(what, language), colon,
            bilingual_in(bilingual_err(err), language), *reason ? colon : "", reason);
    return code;
}
