// options.c - getopt_long with our own sentences: what is wrong, and what to write instead.
#include "options.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/number.h"
#include "base/output.h"
#include "clients/text/text.h"

static const struct {
    const char *name;
    enum text about;
    Hallq__Device__Role role;
} programs[PROGRAM_COUNT] = {
    [PROGRAM_KIOSK] = {"hallq-kiosk", TEXT_ABOUT_KIOSK, HALLQ__DEVICE__ROLE__KIOSK},
    [PROGRAM_COUNTER] = {"hallq-counter", TEXT_ABOUT_COUNTER, HALLQ__DEVICE__ROLE__COUNTER},
    [PROGRAM_DISPLAY] = {"hallq-display", TEXT_ABOUT_DISPLAY, HALLQ__DEVICE__ROLE__DISPLAY},
    [PROGRAM_CONSOLE] = {"hallq-console", TEXT_ABOUT_CONSOLE, HALLQ__DEVICE__ROLE__LEAD},
};

enum option_code {
    OPTION_KEY = 'k',
    OPTION_COMMANDS = 256,
    OPTION_PUBLIC_FEED,
    OPTION_STAFF_FEED,
    OPTION_DEVICE,
    OPTION_ROLE,
    OPTION_HALL,
    OPTION_COUNTER,
    OPTION_LANG,
    OPTION_SENTENCES,
    OPTION_PLAIN,
    OPTION_JSON,
    OPTION_NO_EVENTS,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"key", required_argument, NULL, OPTION_KEY},
    {"commands", required_argument, NULL, OPTION_COMMANDS},
    {"public-feed", required_argument, NULL, OPTION_PUBLIC_FEED},
    {"staff-feed", required_argument, NULL, OPTION_STAFF_FEED},
    {"device", required_argument, NULL, OPTION_DEVICE},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"hall", required_argument, NULL, OPTION_HALL},
    {"counter", required_argument, NULL, OPTION_COUNTER},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"sentences", no_argument, NULL, OPTION_SENTENCES},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"json", no_argument, NULL, OPTION_JSON},
    {"no-events", no_argument, NULL, OPTION_NO_EVENTS},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

// ---------------------------------------------------------------- saying what is wrong

static bool wrong(const struct options *o, enum text text, const char *what) {
    char line[1024];
    TEXT_FILL(line, text, o->language, what, programs[o->program].name);
    fprintf(stderr, "%s: %s\n", programs[o->program].name, line);
    return false;
}

static bool number_option(const struct options *o, const char *text, uint32_t most, uint32_t *ret) {
    char line[1024], most_text[16];
    if (number_read_32(text, 1, most, ret))
        return true;
    snprintf(most_text, sizeof most_text, "%u", (unsigned)most);
    TEXT_FILL(line, TEXT_BAD_NUMBER, o->language, text, programs[o->program].name, most_text);
    fprintf(stderr, "%s: %s\n", programs[o->program].name, line);
    return false;
}

static bool lang_read(struct options *o, const char *text) {
    if (strcmp(text, "zh") && strcmp(text, "en"))
        return wrong(o, TEXT_BAD_LANG, text);
    o->language = language_of(text);
    return true;
}

static bool role_read(struct options *o, const char *text) {
    o->role = hallq_role_of(text);
    return o->role != HALLQ__DEVICE__ROLE__NO_ROLE || wrong(o, TEXT_BAD_ROLE, text);
}

static bool endpoint_read(struct options *o, const char *text, const char **ret_endpoint) {
    enum endpoint_fault fault = endpoint_check(text, ENDPOINT_CLIENT);
    char line[1024];
    *ret_endpoint = text;
    if (!fault)
        return true;
    TEXT_FILL(line, TEXT_BAD_ENDPOINT, o->language, text, endpoint_fault_text(fault, o->language));
    fprintf(stderr, "%s: %s\n", programs[o->program].name, line);
    return false;
}

static bool key_read(struct options *o, const char *path) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    o->keyed = true;
    if (!hallq_keyfile_read_in(&o->keyfile, path, o->language, error))
        return true;
    return wrong(o, TEXT_BAD_KEY, error);
}

// ---------------------------------------------------------------- options

static bool option_take(struct options *o, int option, const char *value) {
    switch (option) {
    case OPTION_KEY:
        return key_read(o, value);
    case OPTION_COMMANDS:
        return endpoint_read(o, value, &o->commands);
    case OPTION_PUBLIC_FEED:
        return endpoint_read(o, value, &o->public_feed);
    case OPTION_STAFF_FEED:
        return endpoint_read(o, value, &o->staff_feed);
    case OPTION_DEVICE:
        return number_option(o, value, LIMIT_DEVICES, &o->device);
    case OPTION_ROLE:
        return role_read(o, value);
    case OPTION_HALL:
        return number_option(o, value, LIMIT_HALL_ID, &o->hall);
    case OPTION_COUNTER:
        return number_option(o, value, LIMIT_COUNTER_ID, &o->counter);
    case OPTION_LANG:
        return lang_read(o, value);
    case OPTION_SENTENCES:
        if (o->program != PROGRAM_DISPLAY)
            return wrong(o, TEXT_OPTION_UNKNOWN, "--sentences");
        return o->sentences = true;
    case OPTION_PLAIN:
        return o->plain = true;
    case OPTION_JSON:
        return o->json = o->plain = true;
    case OPTION_NO_EVENTS:
        return o->no_events = true;
    }
    return false;
}

static void help_print(const struct options *o) {
    char line[256];
    TEXT_FILL(line, programs[o->program].about, o->language, programs[o->program].name);
    puts(line);
    fputs(text_of(TEXT_USAGE, o->language), stdout);
    if (o->program == PROGRAM_COUNTER)
        fputs(text_of(TEXT_USAGE_COUNTER, o->language), stdout);
    if (o->program == PROGRAM_DISPLAY)
        fputs(text_of(TEXT_USAGE_DISPLAY, o->language), stdout);
    fputs(text_of(TEXT_USAGE_REST, o->language), stdout);
}

// ---------------------------------------------------------------- checks across options

static bool role_fits(const struct options *o) {
    switch (o->program) {
    case PROGRAM_KIOSK:
        return o->role == HALLQ__DEVICE__ROLE__KIOSK || o->role == HALLQ__DEVICE__ROLE__GATEWAY;
    case PROGRAM_COUNTER:
        return o->role == HALLQ__DEVICE__ROLE__COUNTER;
    case PROGRAM_DISPLAY:
        return true; // whoever may follow at all
    case PROGRAM_CONSOLE:
        return o->role == HALLQ__DEVICE__ROLE__LEAD || o->role == HALLQ__DEVICE__ROLE__MANAGER ||
               o->role == HALLQ__DEVICE__ROLE__GUIDE;
    case PROGRAM_COUNT:
        break;
    }
    return false;
}

// What would be overruled by another option without a word.
static bool options_agree(const struct options *o) {
    if (o->sentences && o->plain)
        return wrong(o, TEXT_SENTENCES_OR_PLAIN, "");
    if (o->no_events && !o->plain)
        return wrong(o, TEXT_EVENTS_PLAIN, "");
    return true;
}

static bool connection_checked(struct options *o) {
    if (!o->keyed && !o->commands && !o->public_feed && !o->staff_feed)
        return wrong(o, TEXT_NEED_BROKER, "");
    if (o->keyed && (o->commands || o->public_feed || o->staff_feed || o->device || o->role))
        return wrong(o, TEXT_KEY_OR_OPEN, "");
    if (o->keyed)
        o->role = o->keyfile.role;
    else if (!o->role)
        o->role = programs[o->program].role;
    if (!role_fits(o))
        return wrong(o, TEXT_OTHER_ROLE, hallq_role_name(o->role));
    bool staff = hallq_feed_of(o->role) == HALLQ_FEED_STAFF;
    if (!o->keyed && (!o->commands || !(staff ? o->staff_feed : o->public_feed)))
        return wrong(o, TEXT_NEED_ENDPOINT,
                     !o->commands ? "--commands"
                     : staff      ? "--staff-feed"
                                  : "--public-feed");
    if (!o->keyed && !o->device)
        return wrong(o, TEXT_NEED_DEVICE, "");
    return true;
}

static bool place_checked(struct options *o) {
    if (!o->hall && o->keyed && o->keyfile.hall_count)
        o->hall = o->keyfile.halls[0];
    if (!o->hall)
        return wrong(o, TEXT_NEED_HALL, "");
    if (!o->counter && o->keyed)
        o->counter = o->keyfile.counter;
    if (o->program == PROGRAM_COUNTER && !o->counter && !o->plain)
        return wrong(o, TEXT_NEED_COUNTER, "");
    return true;
}

// Widths and wide characters need UTF-8; a minimal machine has at least C.UTF-8.
static void locale_set(void) {
    if (setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8"))
        return;
    setlocale(LC_CTYPE, "C.UTF-8");
}

// A later one would win without a word.
static bool is_new(const struct options *o, bool given[OPTION_VERSION + 1], int option) {
    const struct option *row = long_options;
    while (row->val != option)
        row++;
    bool twice = given[option];
    given[option] = true;
    if (twice)
        return wrong(o, TEXT_OPTION_TWICE, row->name);
    return !row->has_arg || *optarg || wrong(o, TEXT_OPTION_EMPTY, row->name);
}

// All of the line is read before help is printed, since --lang may stand behind --help.
static bool line_read(struct options *o, int argc, char **argv, int *ret_asked) {
    int option;
    bool given[OPTION_VERSION + 1] = {false};
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":k:", long_options, NULL)) != -1) {
        if (option == ':')
            return wrong(o, TEXT_OPTION_VALUE, argv[optind - 1]);
        if (option == '?')
            return wrong(o, TEXT_OPTION_UNKNOWN, argv[optind - 1]);
        if (option == OPTION_HELP || option == OPTION_VERSION)
            *ret_asked = option;
        else if (!is_new(o, given, option) || !option_take(o, option, optarg))
            return false;
    }
    return optind == argc || wrong(o, TEXT_OPTION_UNKNOWN, argv[optind]);
}

bool options_read(struct options *o, enum program program, int argc, char **argv,
                  enum exit_code *ret_exit) {
    int asked = 0;
    *o = (struct options){.program = program, .language = language_of_terminal()};
    *ret_exit = EXIT_USAGE;
    output_standard_fill();
    locale_set();
    if (!line_read(o, argc, argv, &asked))
        return false;
    if (!asked)
        return options_agree(o) && connection_checked(o) && place_checked(o);
    if (asked == OPTION_HELP)
        help_print(o);
    else
        printf("%s %s\n", programs[program].name, HALLQ_VERSION);
    *ret_exit = options_end(o, EXIT_OK);
    return false;
}

enum exit_code options_end(const struct options *o, enum exit_code exit_code) {
    return text_output_end(o->language) || exit_code ? exit_code : EXIT_OUTPUT;
}

void options_wipe(struct options *o) {
    hallq_keyfile_wipe(&o->keyfile);
}

struct hallq_options options_connection(const struct options *o) {
    struct hallq_options c = {0};
    if (o->keyed)
        c = hallq_options_of(&o->keyfile);
    else
        c = (struct hallq_options){.commands = o->commands,
                                   .public_feed = o->public_feed,
                                   .staff_feed = o->staff_feed,
                                   .role = o->role,
                                   .device = o->device};
    c.hall = o->hall;
    return c;
}
