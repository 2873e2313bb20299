// verb_keys.c - the devices of a broker. The pair is made here; the public half goes to the broker,
// the secret half into a file of mode 0600 and nowhere else.
//
// The file is written before the broker is asked: a device whose secret was lost to a full disk
// would have to be revoked. A refusal takes the file away again.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "clients/admin/ask.h"
#include "clients/admin/clock.h"
#include "clients/admin/folder.h"

#define OVERLAP_MIN 60 // of the old key and the new: time to carry the file there

static bool name_ok(struct cli *cli, const char *name) {
    size_t name_len = strlen(name);
    if (name_len >= 1 && name_len <= LIMIT_DEVICE_NAME &&
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == name_len && name[0] != '.')
        return true;
    SAY_ERR(cli, SAY_KEY_NAME_WRONG, name);
    return false;
}

static const char *file_path(struct cli *cli, const char *name, const char *ending) {
    return arena_printf(&cli->arena, "%s%s%s.key%s", cli->out ? cli->out : "", cli->out ? "/" : "",
                        name, ending);
}

static void endpoint_set(char endpoint[HALLQ_ENDPOINT_SIZE], const char *given) {
    if (given)
        snprintf(endpoint, HALLQ_ENDPOINT_SIZE, "%s", given);
}

// The key that the broker turned out to have; the other one only if that is still to come.
static void server_key_set(struct hallq_keyfile *k, const struct hallq *client) {
    if (!strcmp(hallq_server_key(client), k->server_key))
        return;
    memcpy(k->server_key, k->server_key_next, sizeof k->server_key);
    memset(k->server_key_next, 0, sizeof k->server_key_next);
}

// Finds out which of its keys the broker has, if it may be another one than before.
static int server_greet(struct ask *a) {
    Hallq__Ping ping = HALLQ__PING__INIT;
    Hallq__Reply *reply;
    HALLQ_REQUEST(request, 0, PING, ping, &ping);
    return *a->keyfile.server_key_next
               ? ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply)
               : EXIT_DONE;
}

// What the new file says beside the keys: where the broker is, by our own file or the options.
static struct hallq_keyfile file_of(const struct ask *a, const char *name,
                                    const struct keypair *pair) {
    struct hallq_keyfile k = a->keyfile;
    k.hall_count = 0;
    k.counter = 0;
    endpoint_set(k.commands, a->cli->commands);
    endpoint_set(k.public_feed, a->cli->public_feed);
    endpoint_set(k.staff_feed, a->cli->staff_feed);
    endpoint_set(k.lead_feed, a->cli->lead_feed);
    server_key_set(&k, a->client);
    memcpy(k.public_key, pair->public_key, sizeof k.public_key);
    memcpy(k.secret_key, pair->secret_key, sizeof k.secret_key);
    snprintf(k.device, sizeof k.device, "%s", name);
    return k;
}

static int file_write(struct cli *cli, struct hallq_keyfile *k, const char *path) {
    char error[HALLQ_KEYFILE_ERROR_SIZE];
    enum hallq_feed feed = hallq_feed_of(k->role);
    if (feed == HALLQ_FEED_PUBLIC)
        k->staff_feed[0] = '\0';
    if (feed != HALLQ_FEED_LEAD)
        k->lead_feed[0] = '\0';
    if (!endpoints_differ(cli, k->commands, k->public_feed, k->staff_feed, k->lead_feed))
        return EXIT_USAGE;
    int err = hallq_keyfile_write_in(k, path, cli->language, error);
    if (err == ERR_EXISTS)
        SAY_ERR(cli, SAY_KEY_FILE_THERE, path);
    else if (err)
        SAY_ERR(cli, SAY_FILE_UNWRITABLE, path, error);
    return err ? EXIT_FILE : EXIT_DONE;
}

// Sends what makes the file's key known; takes the file away if the broker refuses.
static int key_announce(struct ask *a, const Hallq__Request *request, const char *path) {
    Hallq__Reply *reply;
    int code = ask_send(a, request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (code == EXIT_UNKNOWN)
        SAY_ERR(a->cli, SAY_KEY_FILE_KEPT, path);
    else if (code)
        unlink(path);
    return code;
}

static ProtobufCBinaryData public_half(struct keypair *pair) {
    return (ProtobufCBinaryData){sizeof pair->raw_public, pair->raw_public};
}

// Those of customers and clerks stand in a hall; a key that serves all is one that was asked for.
static bool stands_in_a_hall(Hallq__Device__Role role) {
    return role == HALLQ__DEVICE__ROLE__KIOSK || role == HALLQ__DEVICE__ROLE__COUNTER ||
           role == HALLQ__DEVICE__ROLE__DISPLAY || role == HALLQ__DEVICE__ROLE__GUIDE;
}

static bool halls_ok(struct cli *cli) {
    bool must_name = stands_in_a_hall(cli->role);
    if (!cli->hall_count && must_name)
        SAY_ERR(cli, SAY_KEY_HALLS_MISSING, cli->words[0]);
    else if (!cli->hall_count && !cli->all_halls)
        SAY_ERR(cli, SAY_KEY_HALLS_OR_ALL, cli->words[0]);
    else
        return true;
    return false;
}

static bool is_no_hall(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__NO_HALL;
}

static bool is_already(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__ALREADY;
}

static bool has_counter(const Hallq__HallSettings *settings, uint32_t counter) {
    for (size_t i = 0; i < settings->n_counters; i++)
        if (settings->counters[i]->id == counter)
            return true;
    return false;
}

// A hall may come after its keys, so one that is not known yet is only told of; a counter that none
// of the known ones has is a slip.
static int places_look(struct ask *a, const uint32_t *halls, size_t hall_count) {
    struct cli *cli = a->cli;
    bool known = false, found = false;
    for (size_t i = 0; i < hall_count; i++) {
        Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
        Hallq__Reply *reply;
        HALLQ_REQUEST(request, halls[i], GET_SETTINGS, get_settings, &get);
        a->settles = is_no_hall;
        int code = ask_send(a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
        a->settles = NULL;
        if (code && !is_no_hall(a->reason))
            return code;
        if (code)
            SAY_ERR(cli, SAY_KEY_HALL_UNKNOWN, cli_number(cli, halls[i]));
        known |= !code;
        found |= !code && has_counter(reply->settings, cli->counter);
    }
    if (!cli->counter || !known || found)
        return EXIT_DONE;
    SAY_ERR(cli, SAY_KEY_COUNTER_UNKNOWN, cli_number(cli, cli->counter));
    return EXIT_REFUSED;
}

static int device_add(struct ask *a, struct keypair *pair) {
    struct cli *cli = a->cli;
    Hallq__AddDevice add = HALLQ__ADD_DEVICE__INIT;
    int code = server_greet(a);
    if (!code)
        code = places_look(a, cli->halls, cli->hall_count);
    if (code)
        return code;
    struct hallq_keyfile k = file_of(a, cli->words[0], pair);
    const char *path = file_path(cli, cli->words[0], "");
    k.role = add.role = cli->role;
    k.counter = add.counter = cli->counter;
    memcpy(k.halls, cli->halls, sizeof k.halls);
    k.hall_count = add.n_halls = cli->hall_count;
    add.name = arena_text(&cli->arena, cli->words[0]);
    add.halls = cli->halls;
    add.public_key = public_half(pair);
    code = file_write(cli, &k, path);
    hallq_keyfile_wipe(&k);
    if (code)
        return code;
    HALLQ_REQUEST(request, 0, ADD_DEVICE, add_device, &add);
    a->settles = is_already;
    code = key_announce(a, &request, path);
    if (code && is_already(a->reason))
        SAY_ERR(cli, SAY_KEY_NAME_TAKEN, cli->words[0]);
    if (!code)
        SAY_OUT(cli, SAY_KEY_FILE_DONE, path);
    return code;
}

// Runs `work` with a connection by key file and a new pair.
static int with_pair(struct cli *cli, int (*work)(struct ask *a, struct keypair *pair)) {
    struct keypair pair;
    struct ask a;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    if (!a.keyfile.server_key[0]) {
        SAY_ERR(cli, SAY_KEYS_NEED_KEY, "");
        code = EXIT_USAGE;
    } else if (keypair_init(&pair)) {
        SAY_ERR(cli, SAY_SYSTEM_ERROR, say_err(cli->language, ERR_SYSTEM));
        code = EXIT_FILE;
    } else {
        code = work(&a, &pair);
        keypair_fini(&pair);
    }
    ask_close(&a);
    return code;
}

static bool role_ok(struct cli *cli) {
    if (!cli->role)
        SAY_ERR(cli, SAY_KEY_ROLE_MISSING, "");
    else if (cli->counter && cli->role != HALLQ__DEVICE__ROLE__COUNTER)
        SAY_ERR(cli, SAY_KEY_COUNTER_ROLE, "");
    else
        return true;
    return false;
}

int verb_keys_add(struct cli *cli) {
    if (!name_ok(cli, cli->words[0]) || !role_ok(cli) || !halls_ok(cli))
        return EXIT_USAGE;
    return with_pair(cli, device_add);
}

// ---- rotate

// Every device the broker ever knew, in pages, as one list.
struct devices {
    Hallq__DeviceList__One **list;
    size_t count;
    int64_t at_ms; // hall time of the answer
};

static void devices_append(struct arena *arena, struct devices *d, const Hallq__DeviceList *page) {
    size_t count = d->count + page->n_devices;
    Hallq__DeviceList__One **list = arena_need(arena, count * sizeof(*list));
    if (d->count)
        memcpy(list, d->list, d->count * sizeof *list);
    if (page->n_devices)
        memcpy(list + d->count, page->devices, page->n_devices * sizeof *list);
    d->list = list;
    d->count = count;
}

static int devices_get(struct ask *a, struct devices *ret) {
    Hallq__ListDevices list = HALLQ__LIST_DEVICES__INIT;
    Hallq__Reply *reply;
    bool more = true;
    int code = EXIT_DONE;
    *ret = (struct devices){0};
    HALLQ_REQUEST(request, 0, LIST_DEVICES, list_devices, &list);
    while (more && !(code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply))) {
        devices_append(&a->cli->arena, ret, reply->devices);
        ret->at_ms = reply->at_ms;
        more = reply->devices->more && reply->devices->n_devices;
        list.after = ret->count ? ret->list[ret->count - 1]->device : 0;
    }
    return code;
}

static int device_find(struct ask *a, const char *name, Hallq__DeviceList__One **ret) {
    struct devices d;
    int code = devices_get(a, &d);
    if (code)
        return code;
    for (size_t i = 0; i < d.count; i++)
        if (!strcmp(d.list[i]->name, name) && !d.list[i]->revoked) {
            *ret = d.list[i];
            return EXIT_DONE;
        }
    SAY_ERR(a->cli, SAY_KEY_UNKNOWN_DEVICE, name);
    return EXIT_REFUSED;
}

static void keyfile_device(struct hallq_keyfile *k, const Hallq__DeviceList__One *device) {
    k->role = device->role;
    k->counter = device->counter;
    k->hall_count = device->n_halls <= HALLQ_KEYFILE_HALLS ? device->n_halls : 0;
    for (size_t i = 0; i < k->hall_count; i++)
        k->halls[i] = device->halls[i];
}

static uint32_t overlap_min(const struct cli *cli) {
    return cli->overlap_given ? cli->overlap_min : OVERLAP_MIN;
}

static void overlap_say(struct cli *cli) {
    if (overlap_min(cli))
        SAY_OUT(cli, SAY_KEY_OVERLAP, cli_number(cli, overlap_min(cli)));
    else
        SAY_OUT(cli, SAY_KEY_OVERLAP_NONE, "");
}

static int rotated_place(struct cli *cli, const char *new_path, const char *path) {
    overlap_say(cli);
    if (!rename(new_path, path)) {
        SAY_OUT(cli, SAY_KEY_FILE_DONE, path);
        return EXIT_DONE;
    }
    SAY_ERR(cli, SAY_FILE_UNWRITABLE, path, say_errno(cli->language, errno));
    SAY_OUT(cli, SAY_KEY_FILE_DONE, new_path);
    return EXIT_FILE;
}

static int device_rotate(struct ask *a, struct keypair *pair) {
    struct cli *cli = a->cli;
    Hallq__DeviceList__One *device;
    Hallq__RekeyDevice rekey = HALLQ__REKEY_DEVICE__INIT;
    const char *new_path = file_path(cli, cli->words[0], ".new");
    int code = device_find(a, cli->words[0], &device);
    if (code)
        return code;
    if (device->browser) {
        SAY_ERR(cli, SAY_KEY_ROTATE_BROWSER, cli->words[0]);
        return EXIT_REFUSED;
    }
    struct hallq_keyfile k = file_of(a, cli->words[0], pair);
    keyfile_device(&k, device);
    code = file_write(cli, &k, new_path);
    hallq_keyfile_wipe(&k);
    if (code)
        return code;
    rekey.name = device->name;
    rekey.public_key = public_half(pair);
    rekey.overlap_s = overlap_min(cli) * 60;
    HALLQ_REQUEST(request, 0, REKEY_DEVICE, rekey_device, &rekey);
    code = key_announce(a, &request, new_path);
    return code ? code : rotated_place(cli, new_path, file_path(cli, cli->words[0], ""));
}

int verb_keys_rotate(struct cli *cli) {
    return name_ok(cli, cli->words[0]) ? with_pair(cli, device_rotate) : EXIT_USAGE;
}

// ---- enrol

// The code is typed in the hall, by whose clock its end is told.
static void enrol_say(struct ask *a, const Hallq__Done *done) {
    const Hallq__HallSettings *h = ask_hall_settings(a);
    SAY_OUT(a->cli, h ? SAY_ENROL_CODE : SAY_ENROL_CODE_UTC, a->cli->words[0], done->enrol_code,
            clock_moment(a->cli, h, done->enrol_until_ms));
}

static int browser_enrol(struct ask *a) {
    struct cli *cli = a->cli;
    Hallq__EnrolCode enrol = HALLQ__ENROL_CODE__INIT;
    Hallq__Reply *reply;
    uint32_t hall = ask_hall(a);
    int code = places_look(a, &hall, 1);
    if (code)
        return code;
    enrol.name = arena_text(&cli->arena, cli->words[0]);
    enrol.role = cli->role;
    enrol.counter = cli->counter;
    HALLQ_REQUEST(request, hall, ENROL_CODE, enrol_code, &enrol);
    a->settles = is_already;
    code = ask_send(a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (code && is_already(a->reason))
        SAY_ERR(cli, SAY_ENROL_NAME_TAKEN, cli->words[0]);
    if (!code)
        enrol_say(a, reply->done);
    return code;
}

// Before a browser sits a person who signs on.
static bool role_attended(Hallq__Device__Role role) {
    return role == HALLQ__DEVICE__ROLE__COUNTER || role == HALLQ__DEVICE__ROLE__GUIDE ||
           role == HALLQ__DEVICE__ROLE__LEAD || role == HALLQ__DEVICE__ROLE__MANAGER;
}

static bool browser_role_ok(struct cli *cli) {
    if (!role_ok(cli))
        return false;
    if (!role_attended(cli->role))
        SAY_ERR(cli, SAY_ENROL_ROLE, cli->words[0]);
    return role_attended(cli->role);
}

int verb_keys_enrol(struct cli *cli) {
    struct ask a;
    if (!name_ok(cli, cli->words[0]) || !browser_role_ok(cli))
        return EXIT_USAGE;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = browser_enrol(&a);
    ask_close(&a);
    return code;
}

// ---- list and revoke

static const char *halls_text(struct cli *cli, const Hallq__DeviceList__One *d) {
    char *text = arena_text(&cli->arena, "");
    for (size_t i = 0; i < d->n_halls; i++)
        text = arena_printf(&cli->arena, "%s%s%u", text, i ? "," : "", d->halls[i]);
    return *text ? text : say_text(SAY_KEYS_ALL, cli->language);
}

// "-": never.
static const char *time_text(struct cli *cli, const Hallq__HallSettings *h, int64_t at_ms) {
    return at_ms ? clock_moment(cli, h, at_ms) : "-";
}

static void device_print(struct cli *cli, const Hallq__DeviceList__One *d, int64_t now_ms,
                         const Hallq__HallSettings *h) {
    const char *counter =
        d->counter ? cli_number(cli, d->counter) : say_text(SAY_KEYS_ANY, cli->language);
    bool overlaps = !d->revoked && d->previous_until_ms > now_ms;
    enum say state_of = d->unreadable     ? SAY_KEYS_UNREADABLE
                        : d->revoked      ? SAY_KEYS_REVOKED
                        : d->not_enrolled ? SAY_KEYS_NOT_ENROLLED
                        : overlaps        ? SAY_KEYS_OVERLAP
                                          : SAY_KEYS_VALID;
    char state[SAY_SENTENCE_SIZE], of_browser[SAY_SENTENCE_SIZE];
    say_sentence(state, cli->language, state_of,
                 SAY_VALUES(time_text(cli, h, d->previous_until_ms)));
    if (d->browser) {
        say_sentence(of_browser, cli->language, SAY_KEYS_OF_BROWSER, SAY_VALUES(state));
        memcpy(state, of_browser, sizeof state);
    }
    const char *name = d->unreadable ? cli_number(cli, d->device) : d->name;
    printf("%s | %s | %s | %s | %s | %s | %u\n", name, hallq_role_name(d->role), halls_text(cli, d),
           counter, state, time_text(cli, h, d->heard_at_ms), d->device);
}

// By the clock of the hall at hand, whose number is told: keys are those of every hall.
static void devices_print(struct ask *a, const struct devices *d) {
    const Hallq__HallSettings *h = ask_hall_settings(a);
    if (h)
        SAY_OUT(a->cli, SAY_KEYS_HEAD, cli_number(a->cli, ask_hall(a)));
    else
        SAY_OUT(a->cli, SAY_KEYS_HEAD_UTC, "");
    for (size_t i = 0; i < d->count; i++)
        device_print(a->cli, d->list[i], d->at_ms, h);
}

static void devices_json(const struct devices *d) {
    Hallq__DeviceList list = HALLQ__DEVICE_LIST__INIT;
    list.n_devices = d->count;
    list.devices = d->list;
    json_print(&list, true);
}

int verb_keys_list(struct cli *cli) {
    struct ask a;
    struct devices d;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = devices_get(&a, &d);
    if (!code && cli->json)
        devices_json(&d);
    else if (!code)
        devices_print(&a, &d);
    ask_close(&a);
    return code;
}

static bool is_not_allowed(Hallq__Refusal__Reason reason) {
    return reason == HALLQ__REFUSAL__REASON__NOT_ALLOWED;
}

static int device_revoke(struct ask *a) {
    struct cli *cli = a->cli;
    Hallq__RevokeDevice revoke = HALLQ__REVOKE_DEVICE__INIT;
    Hallq__Reply *reply;
    bool is_own = !strcmp(a->keyfile.device, cli->words[0]);
    revoke.name = arena_text(&cli->arena, cli->words[0]);
    HALLQ_REQUEST(request, 0, REVOKE_DEVICE, revoke_device, &revoke);
    a->settles = is_own ? is_not_allowed : NULL;
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (code && is_own && is_not_allowed(a->reason))
        SAY_ERR(cli, SAY_KEY_REVOKE_OWN, cli->words[0]);
    if (!code)
        SAY_OUT(cli, SAY_DONE, "");
    return code;
}

int verb_keys_revoke(struct cli *cli) {
    struct ask a;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = device_revoke(&a);
    ask_close(&a);
    return code;
}
