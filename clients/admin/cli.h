// cli.h - one run of hallq-admin: its options and words. Each command is a row of the table in
// main.c and a function of a verb_*.c.
#ifndef HALLQ_ADMIN_CLI_H
#define HALLQ_ADMIN_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "clients/admin/say.h"
#include "clients/libhallq/keyfile.h"
#include "command.pb-c.h"

enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, // by the broker, or a file is wrong
    EXIT_USAGE = 2,
    EXIT_NO_BROKER = 3,
    EXIT_UNKNOWN = 4, // it may or may not have been done
    EXIT_FILE = 5,    // a file, a folder, memory
    EXIT_CORRUPT = 6, // the store does not hold together
};

#define CLI_WORDS_MAX 2
#define CLI_HALLS_MAX HALLQ_KEYFILE_HALLS // a key file names what --halls may

struct cli {
    enum language language;
    bool json;
    bool yaml;
    bool csv;
    bool is_new;          // the hall of the file may be new
    bool renamed;         // its name may be another
    const char *key;      // key file; NULL: the default
    const char *commands; // endpoints; NULL: not given
    const char *public_feed;
    const char *staff_feed;
    const char *lead_feed;
    bool open;
    const char *server_keys; // file of the server's key; NULL: not given
    bool new_keys;
    bool revoke_admins;
    uint32_t keep; // backups; 0: all
    uint32_t hall; // 0: not given
    Hallq__Device__Role role;
    uint32_t halls[CLI_HALLS_MAX];
    size_t hall_count;
    bool all_halls;
    uint32_t counter;
    bool overlap_given;
    uint32_t overlap_min;
    const char *out;
    const char *wrong; // about an option, in words; NULL: none
    uint64_t after;
    int32_t day, from_day, to_day; // 0: not given
    Hallq__GetRange__Periods by;
    const char *file;
    const char *words[CLI_WORDS_MAX]; // after the command; NULL: not given
    struct arena arena;               // of the run
};

// A command: what is left to do once the command line is understood. Returns an exit code.
typedef int (*verb_fn)(struct cli *cli);

// with a stopped broker, verb_data.c
int verb_init(struct cli *cli);
int verb_verify(struct cli *cli);
// verb_folder.c
int verb_restore(struct cli *cli);
int verb_accept_loss(struct cli *cli);
int verb_admin_key(struct cli *cli);
// verb_settings.c
int verb_check(struct cli *cli);
int verb_apply(struct cli *cli);
int verb_settings(struct cli *cli);
int verb_hall_remove(struct cli *cli);
// verb_keys.c
int verb_keys_add(struct cli *cli);
int verb_keys_list(struct cli *cli);
int verb_keys_revoke(struct cli *cli);
int verb_keys_rotate(struct cli *cli);
int verb_keys_enrol(struct cli *cli);
// verb_server.c
int verb_keys_next_server(struct cli *cli);
// verb_pin.c
int verb_pin(struct cli *cli);
// verb_journal.c
int verb_export(struct cli *cli);
int verb_report(struct cli *cli);
int verb_range(struct cli *cli);
// verb_upkeep.c
int verb_backup(struct cli *cli);
int verb_purge(struct cli *cli);
int verb_scrub(struct cli *cli);
// verb_webhook.c
int verb_webhook_secret(struct cli *cli);
// clock.c
int verb_clock_show(struct cli *cli);
int verb_clock(struct cli *cli);
int verb_clock_begin(struct cli *cli);

// cli_number: a decimal number as text, in the run's arena.
const char *cli_number(struct cli *cli, int64_t number);

// cli_parse: reads the command line into cli, which is zeroed but for its arena. Returns -1 and
// the command in *ret_verb to go on; else the exit code, help or what is wrong having been printed.
int cli_parse(struct cli *cli, int argc, char **argv, verb_fn *ret_verb);

#endif
