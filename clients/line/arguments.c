// arguments.c - getopt_long with our own sentences: what is wrong, and what to write instead.
#include "arguments.h"

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
    OPTION_LEAD_FEED,
    OPTION_DEVICE,
    OPTION_ROLE,
    OPTION_HALL,
    OPTION_COUNTER,
    OPTION_LANG,
    OPTION_SENTENCES,
    OPTION_PLAIN,
    OPTION_JSON,
    OPTION_NO_EVENTS,
    OPTION_PRINTER,
    OPTION_PRINT_TEST,
    OPTION_PAPER,
    OPTION_LOGO,
    OPTION_PAGE_CODE,
    OPTION_NO_STATUS,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"key", required_argument, NULL, OPTION_KEY},
    {"commands", required_argument, NULL, OPTION_COMMANDS},
    {"public-feed", required_argument, NULL, OPTION_PUBLIC_FEED},
    {"staff-feed", required_argument, NULL, OPTION_STAFF_FEED},
    {"lead-feed", required_argument, NULL, OPTION_LEAD_FEED},
    {"device", required_argument, NULL, OPTION_DEVICE},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"hall", required_argument, NULL, OPTION_HALL},
    {"counter", required_argument, NULL, OPTION_COUNTER},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"sentences", no_argument, NULL, OPTION_SENTENCES},
    {"plain", no_argument, NULL, OPTION_PLAIN},
    {"json", no_argument, NULL, OPTION_JSON},
    {"no-events", no_argument, NULL, OPTION_NO_EVENTS},
    {"printer", required_argument, NULL, OPTION_PRINTER},
    {"print-test", no_argument, NULL, OPTION_PRINT_TEST},
    {"paper", required_argument, NULL, OPTION_PAPER},
    {"logo", required_argument, NULL, OPTION_LOGO},
    {"page-code", required_argument, NULL, OPTION_PAGE_CODE},
    {"no-status", no_argument, NULL, OPTION_NO_STATUS},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

// ---------------------------------------------------------------- saying what is wrong

static bool wrong(const struct arguments *args, enum text text, const char *what) {
    char line[1024];
    TEXT_FILL(line, text, args->language, what, programs[args->program].name);
    fprintf(stderr, "%s: %s\n", programs[args->program].name, line);
    return false;
}

static bool number_option(const struct arguments *args, const char *text, uint32_t most,
                          uint32_t *ret) {
    char line[1024], most_text[16];
    if (number_read_32(text, 1, most, ret))
        return true;
    snprintf(most_text, sizeof most_text, "%u", (unsigned)most);
    TEXT_FILL(line, TEXT_BAD_NUMBER, args->language, text, programs[args->program].name, most_text);
    fprintf(stderr, "%s: %s\n", programs[args->program].name, line);
    return false;
}

static bool lang_read(struct arguments *args, const char *text) {
    if (strcmp(text, "zh") && strcmp(text, "en"))
        return wrong(args, TEXT_BAD_LANG, text);
    args->language = language_of(text);
    return true;
}

static bool role_read(struct arguments *args, const char *text) {
    args->role = hallq_role_of(text);
    return args->role != HALLQ__DEVICE__ROLE__NO_ROLE || wrong(args, TEXT_BAD_ROLE, text);
}

static bool endpoint_read(struct arguments *args, const char *text, const char **ret_endpoint) {
    enum endpoint_fault fault = endpoint_check(text, ENDPOINT_CLIENT);
    char line[1024];
    *ret_endpoint = text;
    if (!fault)
        return true;
    TEXT_FILL(line, TEXT_BAD_ENDPOINT, args->language, text,
              endpoint_fault_text(fault, args->language));
    fprintf(stderr, "%s: %s\n", programs[args->program].name, line);
    return false;
}

static bool key_read(struct arguments *args, const char *path) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    args->keyed = true;
    if (!hallq_keyfile_read_in(&args->keyfile, path, args->language, error))
        return true;
    return wrong(args, TEXT_BAD_KEY, error);
}

// ---------------------------------------------------------------- options

static const struct option *option_row(int option) {
    const struct option *row = long_options;
    while (row->val != option)
        row++;
    return row;
}

static bool paper_read(struct arguments *args, const char *text) {
    if (strcmp(text, "80") && strcmp(text, "58"))
        return wrong(args, TEXT_BAD_PAPER, text);
    return number_read_32(text, 58, 80, &args->paper_mm);
}

// It stands in the address of a page as it is.
static bool page_code_read(struct arguments *args, const char *text) {
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (text[len] || len < LIMIT_PAGE_CODE_MIN || len > LIMIT_PAGE_CODE)
        return wrong(args, TEXT_BAD_PAGE_CODE, "");
    args->page_code = text;
    return true;
}

// The options of the kiosk's printer.
static bool printing_take(struct arguments *args, int option, const char *value) {
    if (args->program != PROGRAM_KIOSK)
        return wrong(args, TEXT_OPTION_UNKNOWN, option_row(option)->name);
    switch (option) {
    case OPTION_PRINTER:
        args->printer = value;
        return true;
    case OPTION_PRINT_TEST:
        return args->print_test = true;
    case OPTION_PAPER:
        return paper_read(args, value);
    case OPTION_LOGO:
        args->logo = value;
        return true;
    case OPTION_PAGE_CODE:
        return page_code_read(args, value);
    case OPTION_NO_STATUS:
        return args->no_status = true;
    }
    return false;
}

static bool option_take(struct arguments *args, int option, const char *value) {
    switch (option) {
    case OPTION_KEY:
        return key_read(args, value);
    case OPTION_COMMANDS:
        return endpoint_read(args, value, &args->commands);
    case OPTION_PUBLIC_FEED:
        return endpoint_read(args, value, &args->public_feed);
    case OPTION_STAFF_FEED:
        return endpoint_read(args, value, &args->staff_feed);
    case OPTION_LEAD_FEED:
        return endpoint_read(args, value, &args->lead_feed);
    case OPTION_DEVICE:
        return number_option(args, value, LIMIT_DEVICES, &args->device);
    case OPTION_ROLE:
        return role_read(args, value);
    case OPTION_HALL:
        return number_option(args, value, LIMIT_HALL_ID, &args->hall);
    case OPTION_COUNTER:
        return number_option(args, value, LIMIT_COUNTER_ID, &args->counter);
    case OPTION_LANG:
        return lang_read(args, value);
    case OPTION_SENTENCES:
        if (args->program != PROGRAM_DISPLAY)
            return wrong(args, TEXT_OPTION_UNKNOWN, "--sentences");
        return args->sentences = true;
    case OPTION_PLAIN:
        return args->plain = true;
    case OPTION_JSON:
        return args->json = args->plain = true;
    case OPTION_NO_EVENTS:
        return args->no_events = true;
    }
    return printing_take(args, option, value);
}

static void help_print(const struct arguments *args) {
    char line[256];
    TEXT_FILL(line, programs[args->program].about, args->language, programs[args->program].name);
    puts(line);
    fputs(text_of(TEXT_USAGE, args->language), stdout);
    if (args->program == PROGRAM_KIOSK)
        fputs(text_of(TEXT_USAGE_KIOSK, args->language), stdout);
    if (args->program == PROGRAM_COUNTER)
        fputs(text_of(TEXT_USAGE_COUNTER, args->language), stdout);
    if (args->program == PROGRAM_DISPLAY)
        fputs(text_of(TEXT_USAGE_DISPLAY, args->language), stdout);
    fputs(text_of(TEXT_USAGE_REST, args->language), stdout);
}

// ---------------------------------------------------------------- checks across options

static bool role_fits(const struct arguments *args) {
    switch (args->program) {
    case PROGRAM_KIOSK:
        return args->role == HALLQ__DEVICE__ROLE__KIOSK ||
               args->role == HALLQ__DEVICE__ROLE__GATEWAY;
    case PROGRAM_COUNTER:
        return args->role == HALLQ__DEVICE__ROLE__COUNTER;
    case PROGRAM_DISPLAY:
        return true; // whoever may follow at all
    case PROGRAM_CONSOLE:
        return args->role == HALLQ__DEVICE__ROLE__LEAD ||
               args->role == HALLQ__DEVICE__ROLE__MANAGER ||
               args->role == HALLQ__DEVICE__ROLE__GUIDE;
    case PROGRAM_COUNT:
        break;
    }
    return false;
}

// What would be overruled by another option without a word.
static bool arguments_agree(const struct arguments *args) {
    if (args->sentences && args->plain)
        return wrong(args, TEXT_SENTENCES_OR_PLAIN, "");
    if (args->no_events && !args->plain)
        return wrong(args, TEXT_EVENTS_PLAIN, "");
    if (args->printer && args->plain)
        return wrong(args, TEXT_PRINTER_OR_PLAIN, "");
    if (!args->printer && (args->print_test || args->logo || args->page_code || args->no_status))
        return wrong(args, TEXT_NEED_PRINTER, "");
    return true;
}

static bool connection_checked(struct arguments *args) {
    if (!args->keyed && !args->commands && !args->public_feed && !args->staff_feed &&
        !args->lead_feed)
        return wrong(args, TEXT_NEED_BROKER, "");
    if (args->keyed && (args->commands || args->public_feed || args->staff_feed ||
                        args->lead_feed || args->device || args->role))
        return wrong(args, TEXT_KEY_OR_OPEN, "");
    if (args->keyed)
        args->role = args->keyfile.role;
    else if (!args->role)
        args->role = programs[args->program].role;
    if (!role_fits(args))
        return wrong(args, TEXT_OTHER_ROLE, hallq_role_name(args->role));
    bool staff = hallq_feed_of(args->role) != HALLQ_FEED_PUBLIC;
    bool lead = hallq_feed_of(args->role) == HALLQ_FEED_LEAD && args->lead_feed;
    if (!args->keyed &&
        (!args->commands || !(lead || (staff ? args->staff_feed : args->public_feed))))
        return wrong(args, TEXT_NEED_ENDPOINT,
                     !args->commands ? "--commands"
                     : staff         ? "--staff-feed"
                                     : "--public-feed");
    if (!args->keyed && !args->device)
        return wrong(args, TEXT_NEED_DEVICE, "");
    return true;
}

static bool place_checked(struct arguments *args) {
    if (!args->hall && args->keyed && args->keyfile.hall_count)
        args->hall = args->keyfile.halls[0];
    if (!args->hall)
        return wrong(args, TEXT_NEED_HALL, "");
    if (!args->counter && args->keyed)
        args->counter = args->keyfile.counter;
    if (args->program == PROGRAM_COUNTER && !args->counter && !args->plain)
        return wrong(args, TEXT_NEED_COUNTER, "");
    return true;
}

// Widths and wide characters need UTF-8; a minimal machine has at least C.UTF-8.
static void locale_set(void) {
    if (setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8"))
        return;
    setlocale(LC_CTYPE, "C.UTF-8");
}

// Of an option given twice the later value would win without a word.
static bool is_new(const struct arguments *args, bool given[OPTION_VERSION + 1], int option) {
    const struct option *row = option_row(option);
    bool twice = given[option];
    given[option] = true;
    if (twice)
        return wrong(args, TEXT_OPTION_TWICE, row->name);
    return !row->has_arg || *optarg || wrong(args, TEXT_OPTION_EMPTY, row->name);
}

// All of the line is read before help is printed, since --lang may stand behind --help.
static bool line_read(struct arguments *args, int argc, char **argv, int *ret_asked) {
    int option;
    bool given[OPTION_VERSION + 1] = {false};
    opterr = 0;
    while ((option = getopt_long(argc, argv, ":k:", long_options, NULL)) != -1) {
        if (option == ':')
            return wrong(args, TEXT_OPTION_VALUE, argv[optind - 1]);
        if (option == '?')
            return wrong(args, TEXT_OPTION_UNKNOWN, argv[optind - 1]);
        if (option == OPTION_HELP || option == OPTION_VERSION)
            *ret_asked = option;
        else if (!is_new(args, given, option) || !option_take(args, option, optarg))
            return false;
    }
    return optind == argc || wrong(args, TEXT_OPTION_UNKNOWN, argv[optind]);
}

bool arguments_read(struct arguments *args, enum program program, int argc, char **argv,
                    enum exit_code *ret_exit) {
    int asked = 0;
    *args =
        (struct arguments){.program = program, .language = language_of_terminal(), .paper_mm = 80};
    *ret_exit = EXIT_USAGE;
    output_standard_fill();
    locale_set();
    if (!line_read(args, argc, argv, &asked))
        return false;
    if (!asked)
        return arguments_agree(args) &&
               (args->print_test || (connection_checked(args) && place_checked(args)));
    if (asked == OPTION_HELP)
        help_print(args);
    else
        printf("%s %s\n", programs[program].name, HALLQ_VERSION);
    *ret_exit = arguments_end(args, EXIT_OK);
    return false;
}

enum exit_code arguments_end(const struct arguments *args, enum exit_code exit_code) {
    return text_output_end(args->language) || exit_code ? exit_code : EXIT_OUTPUT;
}

void arguments_wipe(struct arguments *args) {
    hallq_keyfile_wipe(&args->keyfile);
}

struct hallq_options arguments_connection(const struct arguments *args) {
    struct hallq_options c = {0};
    if (args->keyed)
        c = hallq_options_of(&args->keyfile);
    else
        c = (struct hallq_options){.commands = args->commands,
                                   .public_feed = args->public_feed,
                                   .staff_feed = args->staff_feed,
                                   .lead_feed = args->lead_feed,
                                   .role = args->role,
                                   .device = args->device};
    c.hall = args->hall;
    return c;
}
