// cli.c - two tables: the options, each with how it is taken, and the commands, each with its
// words and the options it takes. Options may stand anywhere; one that a command does not take, or that
// contradicts another, is refused: nobody gives it for nothing.
#include "clients/admin/cli.h"

#include <getopt.h>
#include <string.h>

#include "base/count.h"
#include "base/date.h"
#include "base/endpoint.h"
#include "base/number.h"
#include "clients/libhallq/keyfile.h"

// An address that others are to use is looked at before it goes into a key file.
static bool endpoint_fine(struct cli *cli, const char *text) {
    enum endpoint_fault fault = endpoint_check(text, ENDPOINT_CLIENT);
    if (fault)
        cli->wrong = endpoint_fault_text(fault, cli->language);
    return !fault;
}

static bool key_take(struct cli *cli, const char *text) {
    cli->key = text;
    return *text;
}

static bool commands_take(struct cli *cli, const char *text) {
    cli->commands = text;
    return endpoint_fine(cli, text);
}

static bool public_feed_take(struct cli *cli, const char *text) {
    cli->public_feed = text;
    return endpoint_fine(cli, text);
}

static bool staff_feed_take(struct cli *cli, const char *text) {
    cli->staff_feed = text;
    return endpoint_fine(cli, text);
}

static bool lead_feed_take(struct cli *cli, const char *text) {
    cli->lead_feed = text;
    return endpoint_fine(cli, text);
}

static bool open_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->open = true;
}

static bool keys_take(struct cli *cli, const char *text) {
    cli->server_keys = text;
    return *text;
}

static bool new_keys_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->new_keys = true;
}

static bool revoke_admins_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->revoke_admins = true;
}

static bool keep_take(struct cli *cli, const char *text) {
    return number_read_32(text, 1, LIMIT_BACKUPS_KEPT, &cli->keep);
}

static bool hall_take(struct cli *cli, const char *text) {
    return number_read_32(text, 1, LIMIT_HALL_ID, &cli->hall);
}

static bool role_take(struct cli *cli, const char *text) {
    cli->role = hallq_role_of(text);
    return cli->role != HALLQ__DEVICE__ROLE__NO_ROLE;
}

static bool hall_is_among(const struct cli *cli, uint32_t hall) {
    for (size_t i = 0; i < cli->hall_count; i++)
        if (cli->halls[i] == hall)
            return true;
    return false;
}

// "1,1" is 1.
static bool halls_take(struct cli *cli, const char *text) {
    char *list = arena_text(&cli->arena, text), *rest = NULL;
    for (char *one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
        uint32_t hall;
        if (!number_read_32(one, 1, LIMIT_HALL_ID, &hall))
            return false;
        if (hall_is_among(cli, hall))
            continue;
        if (cli->hall_count == CLI_HALLS_MAX)
            return false;
        cli->halls[cli->hall_count++] = hall;
    }
    return cli->hall_count;
}

static bool all_halls_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->all_halls = true;
}

static bool overlap_take(struct cli *cli, const char *text) {
    uint64_t overlap_min;
    bool fits = number_read(text, 0, LIMIT_KEY_OVERLAP_S / 60, &overlap_min);
    cli->overlap_given = true;
    cli->overlap_min = (uint32_t)overlap_min;
    return fits;
}

static bool counter_take(struct cli *cli, const char *text) {
    return number_read_32(text, 0, LIMIT_COUNTER_ID, &cli->counter);
}

static bool out_take(struct cli *cli, const char *text) {
    cli->out = text;
    return *text;
}

static bool after_take(struct cli *cli, const char *text) {
    return number_read(text, 0, INT64_MAX, &cli->after);
}

static bool day_take(struct cli *cli, const char *text) {
    return date_parse(text, &cli->day);
}

static bool from_take(struct cli *cli, const char *text) {
    return date_parse(text, &cli->from_day);
}

static bool to_take(struct cli *cli, const char *text) {
    return date_parse(text, &cli->to_day);
}

static bool by_take(struct cli *cli, const char *text) {
    static const char *const names[] = {"", "day", "week", "month"};
    for (size_t i = 1; i < COUNT(names); i++)
        if (!strcmp(text, names[i]))
            cli->by = (Hallq__GetRange__Periods)i;
    return cli->by != HALLQ__GET_RANGE__PERIODS__NO_PERIODS;
}

static bool file_take(struct cli *cli, const char *text) {
    cli->file = text;
    return *text;
}

static bool lang_take(struct cli *cli, const char *text) {
    cli->language = language_of(text);
    return !strcmp(text, "zh") || !strcmp(text, "en");
}

static bool json_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->json = true;
}

static bool yaml_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->yaml = true;
}

static bool csv_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->csv = true;
}

static bool new_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->is_new = true;
}

static bool rename_take(struct cli *cli, const char *text) {
    (void)text;
    return cli->renamed = true;
}

static const struct option_row {
    const char *name;
    const char *value; // NULL: takes none
    enum say help;
    bool (*take)(struct cli *cli, const char *text);
} option_rows[] = {
    {"key", "FILE", SAY_OPTION_KEY, key_take},
    {"commands", "ENDPOINT", SAY_OPTION_COMMANDS, commands_take},
    {"public-feed", "ENDPOINT", SAY_OPTION_PUBLIC_FEED, public_feed_take},
    {"staff-feed", "ENDPOINT", SAY_OPTION_STAFF_FEED, staff_feed_take},
    {"lead-feed", "ENDPOINT", SAY_OPTION_LEAD_FEED, lead_feed_take},
    {"open", NULL, SAY_OPTION_OPEN, open_take},
    {"keys", "FILE", SAY_OPTION_KEYS, keys_take},
    {"new-keys", NULL, SAY_OPTION_NEW_KEYS, new_keys_take},
    {"revoke-admins", NULL, SAY_OPTION_REVOKE_ADMINS, revoke_admins_take},
    {"keep", "N", SAY_OPTION_KEEP, keep_take},
    {"hall", "N", SAY_OPTION_HALL, hall_take},
    {"role", "ROLE", SAY_OPTION_ROLE, role_take},
    {"halls", "N,N", SAY_OPTION_HALLS, halls_take},
    {"all-halls", NULL, SAY_OPTION_ALL_HALLS, all_halls_take},
    {"overlap", "MINUTES", SAY_OPTION_OVERLAP, overlap_take},
    {"counter", "N", SAY_OPTION_COUNTER, counter_take},
    {"out", "DIR", SAY_OPTION_OUT, out_take},
    {"after", "N", SAY_OPTION_AFTER, after_take},
    {"day", "DATE", SAY_OPTION_DAY, day_take},
    {"from", "DATE", SAY_OPTION_FROM, from_take},
    {"to", "DATE", SAY_OPTION_TO, to_take},
    {"by", "PERIOD", SAY_OPTION_BY, by_take},
    {"file", "FILE", SAY_OPTION_FILE, file_take},
    {"lang", "zh|en", SAY_OPTION_LANG, lang_take},
    {"json", NULL, SAY_OPTION_JSON, json_take},
    {"yaml", NULL, SAY_OPTION_YAML, yaml_take},
    {"csv", NULL, SAY_OPTION_CSV, csv_take},
    {"new", NULL, SAY_OPTION_NEW, new_take},
    {"rename", NULL, SAY_OPTION_RENAME, rename_take},
};

enum { OPTION_COUNT = COUNT(option_rows), HELP = OPTION_COUNT, VERSION, KNOWN_COUNT };

// Of every command: where the broker is, whom it asks, and how it is said.
#define COMMON "key commands public-feed staff-feed lead-feed hall lang json"

static const struct verb_row {
    const char *name, *second; // "keys add"
    const char *words;         // after it, for people
    int word_low, word_high;
    enum say help;
    verb_fn run;
    const char *options; // beside COMMON
} verb_rows[] = {
    {"init", NULL, "DIR", 1, 1, SAY_VERB_INIT, verb_init, "open"},
    {"verify", NULL, "DIR|BACKUP", 1, 1, SAY_VERB_VERIFY, verb_verify, ""},
    {"restore", NULL, "BACKUP|FOLDER DIR [--keys FILE | --new-keys]", 2, 2, SAY_VERB_RESTORE,
     verb_restore, "keys new-keys"},
    {"accept-loss", NULL, "DIR [TO] [--keys FILE | --new-keys]", 1, 2, SAY_VERB_ACCEPT_LOSS,
     verb_accept_loss, "keys new-keys"},
    {"admin-key", NULL, "DIR [--revoke-admins] [--keys FILE | --new-keys]", 1, 1,
     SAY_VERB_ADMIN_KEY, verb_admin_key, "revoke-admins keys new-keys"},
    {"check", NULL, "FILE", 1, 1, SAY_VERB_CHECK, verb_check, ""},
    {"apply", NULL, "FILE [--new] [--rename]", 1, 1, SAY_VERB_APPLY, verb_apply, "new rename"},
    {"hall", "remove", "N", 1, 1, SAY_VERB_HALL_REMOVE, verb_hall_remove, ""},
    {"settings", NULL, "[--yaml]", 0, 0, SAY_VERB_SETTINGS, verb_settings, "yaml"},
    {"keys", "add", "NAME --role ROLE (--halls N,N | --all-halls) [--counter N]", 1, 1,
     SAY_VERB_KEYS_ADD, verb_keys_add, "role halls all-halls counter out"},
    {"keys", "enrol", "NAME --role ROLE [--hall N] [--counter N]", 1, 1, SAY_VERB_KEYS_ENROL,
     verb_keys_enrol, "role counter"},
    {"keys", "list", "", 0, 0, SAY_VERB_KEYS_LIST, verb_keys_list, ""},
    {"keys", "revoke", "NAME", 1, 1, SAY_VERB_KEYS_REVOKE, verb_keys_revoke, ""},
    {"keys", "next-server", "DIR [--keys FILE]", 1, 1, SAY_VERB_KEYS_NEXT_SERVER,
     verb_keys_next_server, "keys"},
    {"keys", "rotate", "NAME [--overlap MINUTES]", 1, 1, SAY_VERB_KEYS_ROTATE, verb_keys_rotate,
     "overlap out"},
    {"pin", NULL, "ID | --file FILE", 0, 1, SAY_VERB_PIN, verb_pin, "file"},
    {"backup", NULL, "[NAME] [--keep N]", 0, 1, SAY_VERB_BACKUP, verb_backup, "keep"},
    {"export", NULL, "[--after N]", 0, 0, SAY_VERB_EXPORT, verb_export, "after"},
    {"report", NULL, "[--day DATE] [--csv]", 0, 0, SAY_VERB_REPORT, verb_report, "day csv"},
    {"range", NULL, "--from DATE [--to DATE] [--by day|week|month] [--csv]", 0, 0, SAY_VERB_RANGE,
     verb_range, "from to by csv"},
    {"purge", NULL, "--day DATE", 0, 0, SAY_VERB_PURGE, verb_purge, "day"},
    {"clock", "show", "", 0, 0, SAY_VERB_CLOCK_SHOW, verb_clock_show, ""},
    {"clock", "accept", "", 0, 0, SAY_VERB_CLOCK, verb_clock, ""},
    {"clock", "begin-day", "", 0, 0, SAY_VERB_CLOCK_BEGIN, verb_clock_begin, ""},
    {"scrub", NULL, "", 0, 0, SAY_VERB_SCRUB, verb_scrub, ""},
    {"webhook-secret", NULL, "ID FILE [--hall N]", 2, 2, SAY_VERB_WEBHOOK_SECRET,
     verb_webhook_secret, ""},
};

// Two that say opposite things; the later one would win without a word.
static const char *const exclusive[][2] = {
    {"yaml", "json"},
    {"csv", "json"},
    {"keys", "new-keys"},
    {"halls", "all-halls"},
};

static const char *verb_line(struct cli *cli, const struct verb_row *v) {
    return arena_printf(&cli->arena, "%s%s%s%s%s", v->name, v->second ? " " : "",
                        v->second ? v->second : "", *v->words ? " " : "", v->words);
}

static int usage(struct cli *cli, FILE *to, int code) {
    enum language l = cli->language;
    fprintf(to, "%s\n\n%s\n", say_text(SAY_USAGE, l), say_text(SAY_USAGE_VERBS, l));
    for (size_t i = 0; i < COUNT(verb_rows); i++)
        fprintf(to, "  %s\n        %s\n", verb_line(cli, &verb_rows[i]),
                say_text(verb_rows[i].help, l));
    fprintf(to, "\n%s\n", say_text(SAY_USAGE_OPTIONS, l));
    for (size_t i = 0; i < OPTION_COUNT; i++)
        fprintf(to, "  --%-12s %-9s %s\n", option_rows[i].name,
                option_rows[i].value ? option_rows[i].value : "", say_text(option_rows[i].help, l));
    fprintf(to, "  --%-12s %-9s %s\n", "version", "", say_text(SAY_OPTION_VERSION, l));
    fprintf(to, "  --%-12s %-9s %s\n\n%s\n", "help", "", say_text(SAY_OPTION_HELP, l),
            say_text(SAY_USAGE_EXITS, l));
    return code;
}

static int option_unknown(struct cli *cli, int found, const char *word) {
    SAY_ERR(cli, found == ':' ? SAY_OPTION_VALUE : SAY_OPTION_UNKNOWN, word);
    return EXIT_USAGE;
}

static int option_taken(struct cli *cli, int at, const char *text) {
    if (at == HELP)
        return usage(cli, stdout, EXIT_DONE);
    if (at == VERSION) {
        puts("hallq-admin " HALLQ_VERSION);
        return EXIT_DONE;
    }
    if (option_rows[at].value && !*text) {
        SAY_ERR(cli, SAY_OPTION_EMPTY, option_rows[at].name, option_rows[at].value);
        return EXIT_USAGE;
    }
    if (option_rows[at].take(cli, text))
        return -1;
    if (cli->wrong)
        SAY_ERR(cli, SAY_ENDPOINT_WRONG, option_rows[at].name, text, cli->wrong);
    else
        SAY_ERR(cli, SAY_OPTION_WRONG, text, option_rows[at].name,
                say_text(option_rows[at].help, cli->language));
    return EXIT_USAGE;
}

static bool verb_is(const struct verb_row *v, char **words, int word_count) {
    if (strcmp(v->name, words[0]))
        return false;
    return !v->second || (word_count > 1 && !strcmp(v->second, words[1]));
}

// Whether a word stands in a list of words.
static bool has_word(const char *list, const char *word) {
    size_t word_len = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += word_len)
        if ((at == list || at[-1] == ' ') && (at[word_len] == ' ' || !at[word_len]))
            return true;
    return false;
}

static bool is_given(const bool *given, const char *name) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (given[i] && !strcmp(option_rows[i].name, name))
            return true;
    return false;
}

static bool options_fit(struct cli *cli, const struct verb_row *v, const bool *given) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *name = option_rows[i].name;
        if (!given[i] || has_word(COMMON, name) || has_word(v->options, name))
            continue;
        SAY_ERR(cli, SAY_OPTION_NOT_TAKEN, name, verb_line(cli, v));
        return false;
    }
    for (size_t i = 0; i < COUNT(exclusive); i++)
        if (is_given(given, exclusive[i][0]) && is_given(given, exclusive[i][1])) {
            SAY_ERR(cli, SAY_OPTIONS_EXCLUSIVE, exclusive[i][0], exclusive[i][1]);
            return false;
        }
    return true;
}

// "keys" alone, or with a word that no command has behind it.
static void say_no_verb(struct cli *cli, const char *word) {
    const char *seconds = "";
    for (size_t i = 0; i < COUNT(verb_rows); i++)
        if (verb_rows[i].second && !strcmp(verb_rows[i].name, word))
            seconds = arena_printf(&cli->arena, "%s%s%s", seconds, *seconds ? ", " : "",
                                   verb_rows[i].second);
    if (*seconds)
        SAY_ERR(cli, SAY_VERB_SECOND, word, seconds);
    else
        SAY_ERR(cli, SAY_NO_VERB, word);
}

static int verb_find(struct cli *cli, char **words, int word_count, const bool *given,
                     verb_fn *ret_verb) {
    for (size_t i = 0; word_count && i < COUNT(verb_rows); i++) {
        const struct verb_row *v = &verb_rows[i];
        if (!verb_is(v, words, word_count))
            continue;
        int taken = v->second ? 2 : 1;
        if (word_count - taken < v->word_low || word_count - taken > v->word_high) {
            SAY_ERR(cli, SAY_USAGE_OF, verb_line(cli, v));
            return EXIT_USAGE;
        }
        if (!options_fit(cli, v, given))
            return EXIT_USAGE;
        for (int w = taken; w < word_count; w++) {
            if (!*words[w]) {
                SAY_ERR(cli, SAY_WORD_EMPTY, verb_line(cli, v));
                return EXIT_USAGE;
            }
            cli->words[w - taken] = words[w];
        }
        *ret_verb = v->run;
        return -1;
    }
    if (!word_count)
        return usage(cli, stderr, EXIT_USAGE);
    say_no_verb(cli, words[0]);
    return EXIT_USAGE;
}

int cli_parse(struct cli *cli, int argc, char **argv, verb_fn *ret_verb) {
    struct option known[KNOWN_COUNT + 1] = {0};
    bool given[KNOWN_COUNT] = {false};
    for (int i = 0; i < OPTION_COUNT; i++)
        known[i] = (struct option){option_rows[i].name,
                                   option_rows[i].value ? required_argument : no_argument, NULL, 0};
    known[HELP] = (struct option){"help", no_argument, NULL, 0};
    known[VERSION] = (struct option){"version", no_argument, NULL, 0};
    opterr = 0;
    for (;;) {
        int at = -1;
        int found = getopt_long(argc, argv, ":", known, &at);
        if (found == -1)
            return verb_find(cli, argv + optind, argc - optind, given, ret_verb);
        if (found)
            return option_unknown(cli, found, argv[optind - 1]);
        if (at < OPTION_COUNT && given[at]) { // a later one would win without a word
            SAY_ERR(cli, SAY_OPTION_TWICE, option_rows[at].name);
            return EXIT_USAGE;
        }
        given[at] = true;
        int code = option_taken(cli, at, optarg);
        if (code >= 0)
            return code;
    }
}
