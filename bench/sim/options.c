#include "bench/sim/options.h"

#include <getopt.h>
#include <stddef.h>
#include <string.h>

#include "base/count.h"
#include "base/limit.h"
#include "base/number.h"
#include "bench/sim/words.h"

static const char *const lead_names[] = {
    [LEAD_NONE] = "none", [LEAD_COMPLAINTS] = "complaints", [LEAD_ADVICE] = "advice"};

const char *lead_kind_name(enum lead_kind kind) {
    return lead_names[kind];
}

static bool lead_parse(const char *text, enum lead_kind *ret_kind) {
    for (size_t i = 0; i < COUNT(lead_names); i++) {
        if (strcmp(text, lead_names[i]))
            continue;
        *ret_kind = (enum lead_kind)i;
        return true;
    }
    return false;
}

enum option_code {
    OPTION_KEYS = 256,
    OPTION_COMMANDS,
    OPTION_PUBLIC_FEED,
    OPTION_LEAD_FEED,
    OPTION_HALL,
    OPTION_DAY,
    OPTION_PROFILE,
    OPTION_CROWD,
    OPTION_PLAN,
    OPTION_SERVICES,
    OPTION_FROM,
    OPTION_TO,
    OPTION_SPEED,
    OPTION_SEED,
    OPTION_LEAVE,
    OPTION_PIN,
    OPTION_HOLD,
    OPTION_TRANSFER,
    OPTION_LEAD,
    OPTION_SPARES,
    OPTION_STORY,
    OPTION_JSON,
    OPTION_LANG,
    OPTION_HELP,
};

static const struct option long_options[] = {
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"commands", required_argument, NULL, OPTION_COMMANDS},
    {"public-feed", required_argument, NULL, OPTION_PUBLIC_FEED},
    {"lead-feed", required_argument, NULL, OPTION_LEAD_FEED},
    {"hall", required_argument, NULL, OPTION_HALL},
    {"day", required_argument, NULL, OPTION_DAY},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"crowd", required_argument, NULL, OPTION_CROWD},
    {"plan", required_argument, NULL, OPTION_PLAN},
    {"services", required_argument, NULL, OPTION_SERVICES},
    {"from", required_argument, NULL, OPTION_FROM},
    {"to", required_argument, NULL, OPTION_TO},
    {"speed", required_argument, NULL, OPTION_SPEED},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"leave", required_argument, NULL, OPTION_LEAVE},
    {"pin", required_argument, NULL, OPTION_PIN},
    {"hold", required_argument, NULL, OPTION_HOLD},
    {"transfer", required_argument, NULL, OPTION_TRANSFER},
    {"lead", required_argument, NULL, OPTION_LEAD},
    {"spares", required_argument, NULL, OPTION_SPARES},
    {"story", required_argument, NULL, OPTION_STORY},
    {"json", required_argument, NULL, OPTION_JSON},
    {"lang", required_argument, NULL, OPTION_LANG},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool time_parse(const char *text, double *ret_s) {
    uint32_t hour, minute;
    char hours[3] = "";
    size_t hours_len = strcspn(text, ":");
    if (hours_len >= sizeof hours || !text[hours_len])
        return false;
    memcpy(hours, text, hours_len);
    if (!number_read_32(hours, 0, 24, &hour) ||
        !number_read_32(text + hours_len + 1, 0, hour == 24 ? 0 : 59, &minute))
        return false;
    *ret_s = hour * 3600.0 + minute * 60.0;
    return true;
}

static bool option_value(struct world_options *o, int option, const char *text) {
    switch (option) {
    case OPTION_HALL:
        return number_read_32(text, 1, LIMIT_HALL_ID, &o->hall);
    case OPTION_SPEED:
        return number_read_real(text, .1, 100000, &o->speed);
    case OPTION_CROWD:
        return number_read_real(text, 0, 100, &o->crowd);
    case OPTION_SEED:
        return number_read(text, 0, UINT64_MAX, &o->seed);
    case OPTION_LEAVE:
        return number_read_32(text, 1, LIMIT_COUNTER_ID, &o->leave_counter);
    case OPTION_LEAD:
        return lead_parse(text, &o->lead);
    case OPTION_SPARES:
        return number_read_32(text, 0, LIMIT_COUNTER_ID, &o->spares);
    case OPTION_HOLD:
        return number_read_real(text, 0, 1, &o->shares.hold);
    case OPTION_TRANSFER:
        return number_read_real(text, 0, 1, &o->shares.transfer);
    case OPTION_FROM:
        return time_parse(text, &o->from_s);
    default:
        return option == OPTION_TO && time_parse(text, &o->to_s);
    }
}

static bool option_set(struct world_options *o, int option, const char *text) {
    const struct {
        int option;
        const char **to;
    } texts[] = {
        {OPTION_KEYS, &o->keys},
        {OPTION_COMMANDS, &o->commands},
        {OPTION_PUBLIC_FEED, &o->public_feed},
        {OPTION_LEAD_FEED, &o->lead_feed},
        {OPTION_DAY, &o->day},
        {OPTION_PROFILE, &o->profile},
        {OPTION_PLAN, &o->plan},
        {OPTION_SERVICES, &o->services},
        {OPTION_PIN, &o->pin},
        {OPTION_STORY, &o->story},
        {OPTION_JSON, &o->json},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (texts[i].option == option) {
            *texts[i].to = text;
            return true;
        }
    }
    if (option == OPTION_LANG) {
        if (strcmp(text, "zh") && strcmp(text, "en"))
            return false;
        words_language(language_of(text));
        return true;
    }
    return option_value(o, option, text);
}

static bool options_complete(const struct world_options *o) {
    bool arrivals = !o->day != !o->profile; // one of the two
    bool broker = o->keys ? !o->commands && !o->public_feed : o->commands && o->public_feed;
    return arrivals && broker && o->plan && o->services;
}

enum options_read options_read(struct world_options *o, int argc, char **argv) {
    int option;
    *o = (struct world_options){
        .hall = 1, .crowd = 1, .speed = 1, .seed = 1, .to_s = 86400, .spares = 2, .pin = "246810"};
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (option == OPTION_HELP)
            return OPTIONS_HELP;
        if (option == '?' || !option_set(o, option, optarg))
            return OPTIONS_WRONG;
    }
    return optind < argc || !options_complete(o) ? OPTIONS_WRONG : OPTIONS_GOOD;
}
