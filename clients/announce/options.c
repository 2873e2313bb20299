// options.c - a table of options; each row takes its text, or refuses it.
#include "clients/announce/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/endpoint.h"
#include "base/number.h"
#include "clients/announce/tell.h"

static bool lang_take(struct options *o, const char *text) {
    o->broker.language = language_of(text);
    return !strcmp(text, "zh") || !strcmp(text, "en");
}

static bool key_take(struct options *o, const char *path) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    o->broker.keyed = true;
    if (!hallq_keyfile_read_in(&o->broker.keyfile, path, o->broker.language, error))
        return true;
    TELL_LINE(o->broker.language, TELL_BAD_KEY_FILE, SAME(error));
    return false;
}

static bool endpoint_take(const char *text, const char **ret) {
    *ret = text;
    return endpoint_check(text, ENDPOINT_CLIENT) == ENDPOINT_FINE;
}

static bool commands_take(struct options *o, const char *text) {
    return endpoint_take(text, &o->broker.commands);
}

static bool public_feed_take(struct options *o, const char *text) {
    return endpoint_take(text, &o->broker.public_feed);
}

static bool hall_take(struct options *o, const char *text) {
    return number_read_32(text, 1, LIMIT_HALL_ID, &o->broker.hall);
}

static bool device_take(struct options *o, const char *text) {
    return number_read_32(text, 1, LIMIT_DEVICES, &o->broker.device);
}

static bool word_take(const char *text, const char **ret) {
    *ret = text;
    return *text;
}

static bool pack_take(struct options *o, const char *text) {
    return word_take(text, &o->pack);
}

static bool make_pack_take(struct options *o, const char *text) {
    return word_take(text, &o->make_pack);
}

static bool even_pack_take(struct options *o, const char *text) {
    return word_take(text, &o->even_pack);
}

static bool check_pack_take(struct options *o, const char *text) {
    return word_take(text, &o->check_pack);
}

static bool sound_take(struct options *o, const char *text) {
    return word_take(text, &o->sound);
}

static bool file_take(struct options *o, const char *text) {
    return word_take(text, &o->file);
}

static bool tell_take(struct options *o, const char *text) {
    (void)text;
    return o->tells = true;
}

// "A045:3"
static bool try_take(struct options *o, const char *text) {
    static const struct manner plain = {.chinese = true};
    const char *colon = strchr(text, ':');
    struct sentence sentence;
    o->tries = true;
    o->call.number_count = 1;
    if (!colon || (size_t)(colon - text) >= SENTENCE_NUMBER_SIZE)
        return false;
    memcpy(o->call.numbers[0], text, (size_t)(colon - text));
    return number_read_32(colon + 1, 1, LIMIT_COUNTER_ID, &o->call.counter) &&
           sentence_make(&sentence, &o->call, &plain, 1);
}

static const struct row {
    const char *name;
    bool (*take)(struct options *o, const char *text);
    int has_value;
} rows[] = {
    {"lang", lang_take, required_argument},
    {"key", key_take, required_argument},
    {"commands", commands_take, required_argument},
    {"public-feed", public_feed_take, required_argument},
    {"hall", hall_take, required_argument},
    {"device", device_take, required_argument},
    {"pack", pack_take, required_argument},
    {"make-pack", make_pack_take, required_argument},
    {"even-pack", even_pack_take, required_argument},
    {"check-pack", check_pack_take, required_argument},
    {"sound", sound_take, required_argument},
    {"file", file_take, required_argument},
    {"try", try_take, required_argument},
    {"tell", tell_take, no_argument},
};

#define ROW_KEY 1
#define ROW_HELP ((int)COUNT(rows))
#define ROW_VERSION (ROW_HELP + 1)
#define CODE_FIRST 256

static bool row_take(struct options *o, const struct row *row, const char *text) {
    if (row->take(o, text))
        return true;
    if (row->take == try_take)
        TELL_LINE(o->broker.language, TELL_BAD_CALL, SAME(text));
    else if (row->take != key_take)
        TELL_LINE(o->broker.language, TELL_BAD_VALUE, SAME(row->name), SAME(text));
    return false;
}

static bool rows_read(struct options *o, int argc, char **argv, enum exit_code *ret_exit) {
    struct option options[COUNT(rows) + 3] = {{0}};
    int option;
    for (size_t i = 0; i < COUNT(rows); i++)
        options[i] = (struct option){rows[i].name, rows[i].has_value, NULL, CODE_FIRST + (int)i};
    options[ROW_HELP] = (struct option){"help", no_argument, NULL, CODE_FIRST + ROW_HELP};
    options[ROW_VERSION] = (struct option){"version", no_argument, NULL, CODE_FIRST + ROW_VERSION};
    while ((option = getopt_long(argc, argv, ":k:", options, NULL)) != -1) {
        int row = option == 'k' ? ROW_KEY : option - CODE_FIRST;
        if (option == ':' || option == '?') {
            enum tell what = option == ':' ? TELL_NO_VALUE : TELL_BAD_OPTION;
            TELL_LINE(o->broker.language, what, SAME(argv[optind - 1]));
            return false;
        }
        if (row == ROW_HELP || row == ROW_VERSION) {
            printf("%s", row == ROW_HELP ? tell_text(o->broker.language, TELL_USAGE)
                                         : "hallq-announce " HALLQ_VERSION "\n");
            *ret_exit = EXIT_OK;
            return false;
        }
        if (!row_take(o, &rows[row], optarg))
            return false;
    }
    if (optind < argc)
        TELL_LINE(o->broker.language, TELL_BAD_OPTION, SAME(argv[optind]));
    return optind >= argc;
}

static bool wrong(const struct options *o, enum tell what) {
    TELL_LINE(o->broker.language, what, SAME(""));
    return false;
}

// What listens needs a broker and a hall; all that speaks needs a pack.
static bool together(struct options *o) {
    struct arguments *broker = &o->broker;
    if (o->make_pack || o->even_pack || o->check_pack)
        return true;
    if (!o->pack)
        return wrong(o, TELL_NO_PACK);
    if (o->tries)
        return true;
    if (!broker->keyed && (!broker->commands || !broker->public_feed || !broker->device))
        return wrong(o, TELL_NO_CONNECTION);
    if (broker->keyed)
        broker->role = broker->keyfile.role;
    if (!broker->hall && broker->keyed && broker->keyfile.hall_count)
        broker->hall = broker->keyfile.halls[0];
    return broker->hall || wrong(o, TELL_NO_HALL);
}

bool options_read(struct options *o, int argc, char **argv, enum exit_code *ret_exit) {
    *o = (struct options){.broker = {.program = PROGRAM_DISPLAY,
                                     .language = language_of_terminal(),
                                     .role = HALLQ__DEVICE__ROLE__DISPLAY},
                          .sound = "default"};
    *ret_exit = EXIT_USAGE;
    return rows_read(o, argc, argv, ret_exit) && together(o);
}

void options_wipe(struct options *o) {
    arguments_wipe(&o->broker);
}
