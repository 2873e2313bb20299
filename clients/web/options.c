// options.c - a table of options; each row takes its text, or refuses it.
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/endpoint.h"
#include "base/number.h"
#include "channel.h"
#include "say.h"

#define EXIT_USAGE 2

static bool endpoint_take(const char *text, const char **ret) {
    *ret = text;
    return endpoint_check(text, ENDPOINT_CLIENT) == ENDPOINT_FINE;
}

static bool commands_take(struct options *o, const char *text) {
    return endpoint_take(text, &o->commands);
}

static bool public_feed_take(struct options *o, const char *text) {
    return endpoint_take(text, &o->public_feed);
}

static bool key_take(struct options *o, const char *path) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    o->keyed = true;
    if (!hallq_keyfile_read_in(&o->keyfile, path, o->language, error))
        return true;
    SAY_LINE(o->language, SAY_BAD_KEY_FILE, SAME(error));
    return false;
}

static bool hall_take(struct options *o, const char *text) {
    return o->hall_count < HALLS_MAX &&
           number_read_32(text, 1, LIMIT_HALL_ID, &o->halls[o->hall_count++]);
}

static bool listen_take(struct options *o, const char *text) {
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    o->listen = text;
    return !uv_ip4_addr(text, 1, &four) || !uv_ip6_addr(text, 1, &six);
}

static bool port_take(struct options *o, const char *text) {
    return number_read_32(text, 0, 65535, &o->port);
}

static bool port_file_take(struct options *o, const char *text) {
    o->port_file = text;
    return *text;
}

static bool pages_take(struct options *o, const char *text) {
    o->pages = text;
    return *text;
}

static bool voice_take(struct options *o, const char *text) {
    o->voice = text;
    return *text;
}

static bool audience_take(struct options *o, const char *text) {
    o->internet = !strcmp(text, "internet");
    return o->internet || !strcmp(text, "public");
}

// A scheme and a host, as browsers write it in Origin: no slash behind it.
static bool origin_take(struct options *o, const char *text) {
    const char *host = !strncmp(text, "https://", 8)  ? text + 8
                       : !strncmp(text, "http://", 7) ? text + 7
                                                      : "";
    o->origin = text;
    return *host && !strchr(host, '/');
}

static bool behind_proxy_take(struct options *o, const char *text) {
    (void)text;
    return o->behind_proxy = true;
}

static bool openapi_take(struct options *o, const char *text) {
    (void)text;
    return o->openapi = true;
}

static bool per_address_take(struct options *o, const char *text) {
    return number_read_32(text, 0, 100000, &o->per_address);
}

static bool streams_per_address_take(struct options *o, const char *text) {
    return number_read_32(text, 0, 100000, &o->streams_per_address);
}

static bool tickets_per_min_take(struct options *o, const char *text) {
    return number_read_32(text, 0, 100000, &o->tickets_per_min);
}

static bool together_ms_take(struct options *o, const char *text) {
    uint32_t ms;
    if (!number_read_32(text, 0, WEB_TOGETHER_MAX_MS, &ms))
        return false;
    o->together_ms = (int)ms;
    return true;
}

static bool certificate_take(struct options *o, const char *text) {
    o->certificate_path = text;
    return *text;
}

static bool certificate_key_take(struct options *o, const char *text) {
    o->certificate_key_path = text;
    return *text;
}

static bool webhook_secrets_take(struct options *o, const char *text) {
    o->hook_secrets_path = text;
    return *text;
}

static bool webhook_ca_take(struct options *o, const char *text) {
    o->hook_certificates_path = text;
    return *text;
}

static bool demo_take(struct options *o, const char *text) {
    o->demo = text;
    return *text;
}

static bool lang_take(struct options *o, const char *text) {
    o->language = language_of(text);
    return !strcmp(text, "zh") || !strcmp(text, "en");
}

static const struct row {
    const char *name;
    bool (*take)(struct options *o, const char *text);
    bool alone; // takes no value
} rows[] = {
    {"lang", lang_take, false},
    {"key", key_take, false},
    {"commands", commands_take, false},
    {"public-feed", public_feed_take, false},
    {"hall", hall_take, false},
    {"listen", listen_take, false},
    {"port", port_take, false},
    {"port-file", port_file_take, false},
    {"pages", pages_take, false},
    {"voice", voice_take, false},
    {"audience", audience_take, false},
    {"origin", origin_take, false},
    {"behind-proxy", behind_proxy_take, true},
    {"per-address", per_address_take, false},
    {"streams-per-address", streams_per_address_take, false},
    {"tickets-per-min", tickets_per_min_take, false},
    {"together-ms", together_ms_take, false},
    {"tls-cert", certificate_take, false},
    {"tls-key", certificate_key_take, false},
    {"webhook-secrets", webhook_secrets_take, false},
    {"webhook-ca", webhook_ca_take, false},
    {"demo", demo_take, false},
    {"openapi", openapi_take, true},
};

#define ROW_HELP ((int)COUNT(rows))
#define ROW_VERSION (ROW_HELP + 1)
#define CODE_FIRST 256

static bool rows_read(struct options *o, int argc, char **argv, int *ret_exit) {
    struct option options[COUNT(rows) + 3] = {{0}};
    int option, at = 0;
    for (size_t i = 0; i < COUNT(rows); i++)
        options[i] = (struct option){rows[i].name, rows[i].alone ? no_argument : required_argument,
                                     NULL, CODE_FIRST + (int)i};
    options[ROW_HELP] = (struct option){"help", no_argument, NULL, CODE_FIRST + ROW_HELP};
    options[ROW_VERSION] = (struct option){"version", no_argument, NULL, CODE_FIRST + ROW_VERSION};
    while ((option = getopt_long(argc, argv, ":k:", options, &at)) != -1) {
        int row = option == 'k' ? 1 : option - CODE_FIRST;
        if (option == ':' || option == '?') {
            enum say what = option == ':' ? SAY_NO_VALUE : SAY_BAD_OPTION;
            SAY_LINE(o->language, what, SAME(argv[optind - 1]));
            return false;
        }
        if (row == ROW_HELP || row == ROW_VERSION) {
            printf("%s", row == ROW_HELP ? say_text(o->language, SAY_USAGE) : "hallq-web 0.1.0\n");
            *ret_exit = 0;
            return false;
        }
        if (!rows[row].take(o, optarg)) {
            if (rows[row].take != key_take)
                SAY_LINE(o->language, SAY_BAD_VALUE, SAME(rows[row].name), SAME(optarg));
            return false;
        }
    }
    if (optind < argc)
        SAY_LINE(o->language, SAY_BAD_OPTION, SAME(argv[optind]));
    return optind >= argc;
}

static bool halls_given(struct options *o) {
    if (o->hall_count)
        return true;
    for (size_t i = 0; o->keyed && i < o->keyfile.hall_count && i < HALLS_MAX; i++)
        o->halls[o->hall_count++] = o->keyfile.halls[i];
    if (!o->hall_count)
        say(o->language, SAY_NO_HALL, NULL, 0);
    return o->hall_count;
}

static bool together(struct options *o) {
    if (!o->keyed && (!o->commands || !o->public_feed)) {
        say(o->language, SAY_NO_CONNECTION, NULL, 0);
        return false;
    }
    if (o->keyed && o->keyfile.role != HALLQ__DEVICE__ROLE__GATEWAY) {
        SAY_LINE(o->language, SAY_WRONG_ROLE, SAME(hallq_role_name(o->keyfile.role)));
        return false;
    }
    if (!o->certificate_path != !o->certificate_key_path) {
        say(o->language, SAY_HALF_TLS, NULL, 0);
        return false;
    }
    return halls_given(o);
}

bool options_read(struct options *o, int argc, char **argv, int *ret_exit) {
    *o = (struct options){.language = language_of_terminal(),
                          .listen = "127.0.0.1",
                          .port = WEB_PORT,
                          .per_address = WEB_PER_ADDRESS,
                          .streams_per_address = WEB_PER_ADDRESS,
                          .tickets_per_min = WEB_TICKETS_PER_MIN,
                          .together_ms = CHANNEL_TOGETHER_BY_FOLLOWERS};
    *ret_exit = EXIT_USAGE;
    return rows_read(o, argc, argv, ret_exit) && (o->openapi || together(o));
}

void options_wipe(struct options *o) {
    hallq_keyfile_wipe(&o->keyfile);
}
