// enrol.c - how a browser becomes a device. A lead makes a code, somebody types the code once in
// the browser, and the broker knows the browser's secret, its token, from then on:
//
//     no device ──enrol_code──▶ code open ──enrol──▶ enrolled ──enrol_code──▶ code open, enrolled till it is used
//                                   │ 15 minutes
//                                   ▼
//                               code over
//
// A code is the device's number, a dash, and ten letters: 12-KX4M9-T2QNV. The letters begin the
// hash, under the day's key, of the device and the code's last moment, so that they stand nowhere
// and cannot be guessed; without the number a stranger could try all open codes at once.
//
// Wrong tries end no code, else a stranger at a gateway would end all codes. Each try costs a token
// of the session and a token of the gateway (pace.c), whatever was typed. Ten letters are 50 bits,
// 1.1e15 codes: at the 600 tries a minute that a hall file gives a gateway by default, 9,060 tries
// in the code's time hit with a probability of 8e-12; at a file's most, 60,000 tries a minute,
// with 8e-10; and without a bound, at 20,000 commands a second of a whole broker, with 2e-8.
#include "broker/hall/counter/enrol.h"

#include <string.h>

#include "base/count.h"
#include "broker/hall/core/meta.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/device.h"

#define CODE_OPEN_MS (15 * 60 * 1000)
#define TRIES_ON_RECORD 5 // wrong tries of a code: strangers must not fill the journal
#define CODE_LETTERS 10   // five bits each
#define NUMBER_DIGITS 5   // of a device's number: LIMIT_DEVICES has five

// The letters have no I, L, O and U: I and L that are typed count as 1, O counts as 0.
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// ---------------------------------------------------------------- the code

static void letters_of(const unsigned char code[CODE_SIZE], char ret[CODE_LETTERS + 1]) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++)
        bits = bits << 8 | code[i];
    for (size_t i = 0; i < CODE_LETTERS; i++)
        ret[i] = letters[bits >> (59 - 5 * i) & 31];
    ret[CODE_LETTERS] = '\0';
}

// Returns false if there is no open code, or if the day's key is gone.
static bool code_letters(const struct code_maker *codes, const Hallq__DeviceRow *row,
                         char ret[CODE_LETTERS + 1]) {
    unsigned char code[CODE_SIZE];
    uint64_t made_of = (uint64_t)row->enrol_until_ms << 16 | row->device;
    if (!codes || !row->enrol_until_ms || !row->n_halls ||
        !codes->code_cb(codes->arg, row->halls[0], row->enrol_day, made_of, CODE_ENROL, code))
        return false;
    letters_of(code, ret);
    return true;
}

int enrol_code_text(struct state *s, const struct code_maker *codes, uint32_t device, char **ret) {
    char found[CODE_LETTERS + 1];
    Hallq__DeviceRow *row;
    *ret = (char *)protobuf_c_empty_string;
    int err = device_row_get(s, key_device(device), &row);
    if (!err && code_letters(codes, row, found))
        *ret = arena_printf(s->arena, "%u-%.5s-%s", device, found, found + CODE_LETTERS / 2);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

struct typed {
    uint32_t device; // 0: the text is no code
    char letters[CODE_LETTERS + 1];
};

// Returns the next character in ASCII, also if an input method for Chinese made it full-width; a
// space for a character that only divides. Moves *text on; 0 at its end.
static char letter_next(const char **text) {
    static const char *const dividers[] = {
        "\u00a0", "\u2009", "\u2010", "\u2011", "\u2012", "\u2013",
        "\u2014", "\u2015", "\u2212", "\u3000", "\u30fc",
    };
    const char *at = *text;
    for (size_t i = 0; i < COUNT(dividers); i++) {
        size_t len = strlen(dividers[i]);
        if (strncmp(at, dividers[i], len))
            continue;
        *text = at + len;
        return ' ';
    }
    const unsigned char *u = (const unsigned char *)at;
    bool wide = u[0] == 0xef && (u[1] == 0xbc || u[1] == 0xbd) && u[2] >= 0x80 && u[2] <= 0xbf;
    unsigned c = u[0];
    if (wide) // characters from U+FF00 and from U+FF40
        c = u[2] - (u[1] == 0xbc ? 0x60u : 0x20u);
    *text += wide ? 3 : c != 0;
    return (char)(c == '-' || c == '\t' ? ' ' : c);
}

static char letter_meant(char c) {
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        return '0';
    return c == 'I' || c == 'L' ? '1' : c;
}

// The last ten characters are the letters, wherever the dashes stand; the number stands before
// them.
static struct typed typed_read(const char *text) {
    struct typed t = {0, ""};
    char all[NUMBER_DIGITS + CODE_LETTERS];
    size_t count = 0;
    uint32_t device = 0;
    for (char c; (c = letter_next(&text));) {
        if (c == ' ')
            continue;
        if (count == sizeof all)
            return t;
        all[count++] = letter_meant(c);
    }
    if (count <= CODE_LETTERS)
        return t;
    for (size_t i = 0; i < count - CODE_LETTERS; i++) {
        if (all[i] < '0' || all[i] > '9')
            return t;
        device = 10 * device + (uint32_t)(all[i] - '0');
    }
    memcpy(t.letters, all + count - CODE_LETTERS, CODE_LETTERS);
    if (device <= LIMIT_DEVICES)
        t.device = device;
    return t;
}

// Takes equally long however many letters are right, so that the time tells nothing.
static bool letters_same(const char *a, const char *b) {
    unsigned differ = 0;
    for (size_t i = 0; i < CODE_LETTERS; i++)
        differ |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return !differ;
}

// ---------------------------------------------------------------- deciding

static bool role_attended(Hallq__Device__Role role) {
    return role == HALLQ__DEVICE__ROLE__COUNTER || role == HALLQ__DEVICE__ROLE__GUIDE ||
           role == HALLQ__DEVICE__ROLE__LEAD || role == HALLQ__DEVICE__ROLE__MANAGER;
}

static int enrol_code_check(struct deciding *d, const Hallq__EnrolCode *c) {
    bool at_counter = c->role == HALLQ__DEVICE__ROLE__COUNTER;
    if (!device_name_ok(c->name))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "name");
    if (!role_attended(c->role))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "role");
    if (c->counter && !at_counter)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "counter");
    if (c->counter && !settings_counter(d->settings, c->counter))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    return ERR_OK;
}

static bool browser_of(const Hallq__DeviceRow *row, uint32_t hall) {
    return row->browser && !row->revoked && row->n_halls == 1 && row->halls[0] == hall;
}

// Chooses the number of the browser of that name, or a new number.
static int device_choose(struct deciding *d, const char *name, uint32_t *ret_device) {
    const Hallq__DeviceRow *row;
    Hallq__MetaRow *meta;
    int err = device_find(d, name, &row);
    if (!err)
        err = meta_need(d->state, &meta);
    if (err)
        return err;
    bool good = row && !row->revoked;
    if (good && !browser_of(row, d->hall))
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, "name");
    if (!good && meta->devices >= LIMIT_DEVICES)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_LARGE, "devices");
    *ret_device = good ? row->device : meta->devices + 1;
    return ERR_OK;
}

int enrol_code_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__EnrolCode *c = request->enrol_code;
    uint32_t device = 0; // gcc 14 does not see that device_choose sets it, or refuses
    int err = enrol_code_check(d, c);
    if (!err)
        err = device_choose(d, c->name, &device);
    if (err)
        return err;
    EMIT(d, ENROL_CODE_MADE, EnrolCodeMade, enrol_code_made, made);
    made->device = decision_done(d)->device = device;
    made->name = c->name;
    made->role = c->role;
    made->counter = c->counter;
    made->until_ms = decision_done(d)->enrol_until_ms = d->now_ms + CODE_OPEN_MS;
    made->by = by_make(d);
    return ERR_OK;
}

static int code_wrong(struct deciding *d, const Hallq__DeviceRow *row) {
    if (row->enrol_tries >= TRIES_ON_RECORD)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_CODE, NULL);
    EMIT(d, ENROL_FAILED, EnrolFailed, enrol_failed, failed);
    failed->device = row->device;
    failed->tries = row->enrol_tries + 1;
    failed->by = by_make(d);
    return refuse_and_record(d, HALLQ__REFUSAL__REASON__WRONG_CODE, NULL);
}

int enrol_decide(struct deciding *d, const Hallq__Request *request) {
    struct typed typed = typed_read(request->enrol->code);
    char right[CODE_LETTERS + 1];
    Hallq__DeviceRow *row = NULL;
    if (d->asker->token_hash.len != TOKEN_SIZE)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "token");
    int err = device_key_check(d, &d->asker->token_hash);
    if (err)
        return err;
    if (typed.device && (err = device_row_get(d->state, key_device(typed.device), &row)) &&
        err != ERR_NOT_FOUND)
        return err;
    if (!row || !browser_of(row, d->hall) || d->now_ms >= row->enrol_until_ms ||
        !code_letters(d->asker->codes, row, right))
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_CODE, NULL);
    if (!letters_same(typed.letters, right))
        return code_wrong(d, row);
    EMIT(d, DEVICE_ENROLLED, DeviceEnrolled, device_enrolled, enrolled);
    enrolled->device = decision_done(d)->device = row->device;
    enrolled->role = row->enrol_role;
    enrolled->counter = row->enrol_counter;
    enrolled->token_hash = d->asker->token_hash;
    enrolled->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int browser_get(struct change *c, uint32_t device, Hallq__DeviceRow **ret) {
    int err = device_row_get(c->state, key_device(device), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

static int device_counted(struct change *c, uint32_t device) {
    Hallq__MetaRow *meta;
    int err = meta_need(c->state, &meta);
    if (err || meta->devices >= device)
        return err;
    meta->devices = device;
    return meta_row_put(c->state, key_meta(), meta);
}

int apply_enrol_code_made(struct change *c, const Hallq__EnrolCodeMade *event) {
    Hallq__DeviceRow none = HALLQ__DEVICE_ROW__INIT, *row;
    struct key key = key_device(event->device);
    int err = device_row_get(c->state, key, &row);
    if (err == ERR_NOT_FOUND) {
        row = &none;
        err = device_counted(c, event->device);
    }
    if (err)
        return err;
    row->device = event->device;
    row->browser = true;
    row->name = event->name;
    row->n_halls = 1;
    row->halls = &c->hall;
    row->enrol_role = event->role; // the old browser keeps its role till the code is typed
    row->enrol_counter = event->counter;
    row->enrol_until_ms = event->until_ms;
    row->enrol_day = c->row->day;
    row->enrol_tries = 0;
    return device_row_put(c->state, key, row);
}

int apply_device_enrolled(struct change *c, const Hallq__DeviceEnrolled *event) {
    Hallq__DeviceRow *row;
    int err = browser_get(c, event->device, &row);
    if (!err)
        err = device_key_del(c, &row->public_key);
    if (err)
        return err;
    row->public_key = event->token_hash;
    row->key_endings++;
    if (event->role) {
        row->role = event->role;
        row->counter = event->counter;
    }
    row->enrol_until_ms = 0;
    row->enrol_role = HALLQ__DEVICE__ROLE__NO_ROLE;
    row->enrol_counter = 0;
    if ((err = device_row_put(c->state, key_device(event->device), row)))
        return err;
    return device_key_put(c, &event->token_hash, event->device);
}

int apply_enrol_failed(struct change *c, const Hallq__EnrolFailed *event) {
    Hallq__DeviceRow *row;
    int err = browser_get(c, event->device, &row);
    if (err)
        return err;
    row->enrol_tries = event->tries;
    return device_row_put(c->state, key_device(event->device), row);
}
