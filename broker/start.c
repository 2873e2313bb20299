#include "broker/start.h"

#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "broker/log/log.h"
#include "broker/options.h"

static const struct bilingual words[START_COUNT] = {
#define START(name, zh, en) [START_##name] = {zh, en},
#include "broker/start.def"
#undef START
};

struct bilingual start_words(enum start what) {
    return words[what];
}

int start_code(int err) {
    switch ((enum err)err) {
    case ERR_BUSY:
        return EXIT_IN_USE;
    case ERR_CORRUPT:
        return EXIT_CORRUPT;
    case ERR_FORMAT:
        return EXIT_FORMAT;
    case ERR_NOT_FOUND:
    case ERR_INVALID:
    case ERR_DENIED:
    case ERR_EXISTS:
    case ERR_TOO_LARGE:
        return EXIT_USAGE;
    case ERR_NO_MEMORY:
    case ERR_SYSTEM:
        return EXIT_SYSTEM;
    case ERR_OK:
    case ERR_MAP_FULL:
    case ERR_DISK_FULL:
    case ERR_IO:
    case ERR_AGAIN:
    case ERR_CLOSED:
    case ERR_TIMEOUT:
    case ERR_REFUSED:
    case ERR_COUNT:
        break;
    }
    return EXIT_DISK;
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
