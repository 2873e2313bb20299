// keyfile_text.c - a row for each name of the file: how to read its value and how to write it.
// Reading is strict, since otherwise a typing error in a key file is found at the counter on a busy
// morning.
#include "keyfile_text.h"

#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/endpoint.h"
#include "base/err.h"
#include "base/number.h"

static const struct {
    Hallq__Device__Role role;
    const char *name;
} roles[] = {
    {HALLQ__DEVICE__ROLE__KIOSK, "kiosk"},         {HALLQ__DEVICE__ROLE__COUNTER, "counter"},
    {HALLQ__DEVICE__ROLE__DISPLAY, "display"},     {HALLQ__DEVICE__ROLE__GUIDE, "guide"},
    {HALLQ__DEVICE__ROLE__LEAD, "lead"},           {HALLQ__DEVICE__ROLE__MANAGER, "manager"},
    {HALLQ__DEVICE__ROLE__GATEWAY, "gateway"},     {HALLQ__DEVICE__ROLE__ADMIN, "admin"},
    {HALLQ__DEVICE__ROLE__FORWARDER, "forwarder"},
};
#define ROLE_COUNT COUNT(roles)

const char *hallq_role_name(Hallq__Device__Role role) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (roles[i].role == role)
            return roles[i].name;
    return "none";
}

Hallq__Device__Role hallq_role_of(const char *name) {
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (!strcmp(roles[i].name, name))
            return roles[i].role;
    return HALLQ__DEVICE__ROLE__NO_ROLE;
}

// ---------------------------------------------------------------- telling faults

static const struct bilingual faults[KEYFILE_FAULT_COUNT] = {
#define KEYFILE(name, zh, en) [KEYFILE_##name] = {zh, en},
#include "keyfile.def"
#undef KEYFILE
};

// A reader's complaint about a value; FINE if it has none.
#define FINE ((struct bilingual){NULL, NULL})

int keyfile_tell(const struct keyfile_teller *t, int err, enum keyfile_fault fault,
                 const struct bilingual *values) {
    bilingual_fill(t->to, HALLQ_KEYFILE_ERROR_SIZE, faults[fault], values, t->language);
    return err;
}

// ---------------------------------------------------------------- values

#define VALUE_SIZE 800 // bytes; 64 halls of up to ten digits fit

static const char z85_digits[] =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

// Each five digits stand for 32 bits; larger groups stand for nothing (Z85,
// rfc.zeromq.org/spec/32).
static bool z85_group_ok(const char *group) {
    uint64_t value = 0;
    for (int i = 0; i < 5; i++) {
        const char *digit = group[i] ? strchr(z85_digits, group[i]) : NULL;
        if (!digit)
            return false;
        value = value * 85 + (uint64_t)(digit - z85_digits);
    }
    return value <= UINT32_MAX;
}

static struct bilingual key_read(void *to, const char *value) {
    if (strlen(value) != HALLQ_KEY_SIZE - 1)
        return faults[KEYFILE_KEY_LEN];
    for (int i = 0; i < HALLQ_KEY_SIZE - 1; i += 5)
        if (!z85_group_ok(value + i))
            return faults[KEYFILE_KEY_Z85];
    memcpy(to, value, HALLQ_KEY_SIZE);
    return FINE;
}

static struct bilingual endpoint_read(void *to, const char *value) {
    enum endpoint_fault fault = endpoint_check(value, ENDPOINT_CLIENT);
    if (fault)
        return (struct bilingual){endpoint_fault_text(fault, LANGUAGE_ZH),
                                  endpoint_fault_text(fault, LANGUAGE_EN)};
    memcpy(to, value, strlen(value) + 1);
    return FINE;
}

static struct bilingual device_read(void *to, const char *value) {
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    size_t len = strlen(value);
    if (len < 1 || len > LIMIT_DEVICE_NAME || strspn(value, digits) != len)
        return faults[KEYFILE_DEVICE];
    memcpy(to, value, len + 1);
    return FINE;
}

static struct bilingual role_read(void *to, const char *value) {
    Hallq__Device__Role role = hallq_role_of(value);
    if (!role)
        return faults[KEYFILE_ROLE];
    *(Hallq__Device__Role *)to = role;
    return FINE;
}

static struct bilingual counter_read(void *to, const char *value) {
    return number_read_32(value, 1, LIMIT_COUNTER_ID, to) ? FINE : faults[KEYFILE_COUNTER];
}

static struct bilingual halls_read(void *to, const char *value) {
    struct hallq_keyfile *k = to;
    while (*value) {
        if (k->hall_count == HALLQ_KEYFILE_HALLS)
            return faults[KEYFILE_HALLS_MANY];
        if (!number_take_32(&value, 1, LIMIT_HALL_ID, &k->halls[k->hall_count]))
            return faults[KEYFILE_HALLS];
        k->hall_count++;
        if (*value && *value != ' ')
            return faults[KEYFILE_HALLS];
        value += strspn(value, " ");
    }
    return FINE;
}

static void text_write(char *value, const void *from) {
    snprintf(value, VALUE_SIZE, "%s", (const char *)from);
}

static void role_write(char *value, const void *from) {
    text_write(value, hallq_role_name(*(const Hallq__Device__Role *)from));
}

static void counter_write(char *value, const void *from) {
    if (*(const uint32_t *)from)
        snprintf(value, VALUE_SIZE, "%u", *(const uint32_t *)from);
}

static void halls_write(char *value, const void *from) {
    const struct hallq_keyfile *k = from;
    int len = 0;
    for (size_t i = 0; i < k->hall_count && i < HALLQ_KEYFILE_HALLS && len < VALUE_SIZE; i++)
        len += snprintf(value + len, (size_t)(VALUE_SIZE - len), "%s%u", i ? " " : "", k->halls[i]);
}

// ---------------------------------------------------------------- the table

static const struct row {
    const char *name;
    bool required;
    size_t offset;
    struct bilingual (*read)(void *to, const char *value); // returns FINE or a complaint
    void (*write)(char *value, const void *from); // leaves `value` empty: no line is written
} rows[] = {
#define AT(member) offsetof(struct hallq_keyfile, member)
    {"commands", true, AT(commands), endpoint_read, text_write},
    {"public-feed", true, AT(public_feed), endpoint_read, text_write},
    {"staff-feed", false, AT(staff_feed), endpoint_read, text_write},
    {"lead-feed", false, AT(lead_feed), endpoint_read, text_write},
    {"server-key", true, AT(server_key), key_read, text_write},
    {"server-key-next", false, AT(server_key_next), key_read, text_write},
    {"public-key", true, AT(public_key), key_read, text_write},
    {"secret-key", true, AT(secret_key), key_read, text_write},
    {"device", true, AT(device), device_read, text_write},
    {"role", true, AT(role), role_read, role_write},
    {"halls", false, 0, halls_read, halls_write},
    {"counter", false, AT(counter), counter_read, counter_write},
#undef AT
};
#define ROW_COUNT COUNT(rows)
#define BYTE_ORDER_MARK "\xef\xbb\xbf" // Notepad puts it before a text
#define LINE_SIZE 1024                 // bytes; no line of a key file is longer

// ---------------------------------------------------------------- reading

struct reading {
    struct hallq_keyfile *k;
    bool seen[ROW_COUNT];
    uint64_t line;
    const struct keyfile_teller *teller;
};

static size_t row_find(const char *name) {
    size_t i = 0;
    while (i < ROW_COUNT && strcmp(rows[i].name, name))
        i++;
    return i;
}

// Reads one line, which comes without its line end; blanks at both ends are taken off.
static int line_read(struct reading *r, char *line) {
    if (!*line || *line == '#')
        return ERR_OK;
    char *colon = strchr(line, ':');
    if (!colon)
        return COMPLAIN(r->teller, ERR_INVALID, FORM, NUMBER(r->line));
    *colon = '\0';
    size_t i = row_find(line);
    if (i == ROW_COUNT)
        return COMPLAIN(r->teller, ERR_INVALID, UNKNOWN, NUMBER(r->line));
    if (r->seen[i])
        return COMPLAIN(r->teller, ERR_INVALID, TWICE, NUMBER(r->line), SAME(rows[i].name));
    r->seen[i] = true;
    const char *value = colon + 1 + strspn(colon + 1, " \t");
    if (!*value)
        return COMPLAIN(r->teller, ERR_INVALID, NO_VALUE, NUMBER(r->line), SAME(rows[i].name));
    struct bilingual wrong = rows[i].read((char *)r->k + rows[i].offset, value);
    if (wrong.en)
        return COMPLAIN(r->teller, ERR_INVALID, VALUE, NUMBER(r->line), SAME(rows[i].name), wrong);
    return ERR_OK;
}

static bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

// Copies the line at *at into `line` and moves *at behind it.
static int line_take(struct reading *r, const char **at, const char *end, char *line) {
    const char *from = *at, *to = memchr(from, '\n', (size_t)(end - from));
    *at = to ? to + 1 : end;
    if (!to)
        to = end;
    while (from < to && blank(*from))
        from++;
    while (from < to && blank(to[-1]))
        to--;
    size_t len = (size_t)(to - from);
    if (len >= LINE_SIZE)
        return COMPLAIN(r->teller, ERR_INVALID, LONG, NUMBER(r->line));
    if (memchr(from, '\0', len))
        return COMPLAIN(r->teller, ERR_INVALID, NUL, NUMBER(r->line));
    memcpy(line, from, len);
    line[len] = '\0';
    return ERR_OK;
}

int keyfile_text_parse(struct hallq_keyfile *k, const char *text, size_t text_size,
                       const struct keyfile_teller *teller) {
    struct reading r = {.k = k, .teller = teller};
    char line[LINE_SIZE];
    const char *at = text, *end = text + text_size;
    int err = ERR_OK;
    memset(k, 0, sizeof *k);
    *teller->to = '\0';
    if (text_size >= strlen(BYTE_ORDER_MARK) &&
        !memcmp(at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)))
        at += strlen(BYTE_ORDER_MARK);
    if (at == end)
        err = COMPLAIN(teller, ERR_INVALID, EMPTY);
    while (!err && at < end) {
        r.line++;
        err = line_take(&r, &at, end, line);
        if (!err)
            err = line_read(&r, line);
    }
    for (size_t i = 0; !err && i < ROW_COUNT; i++)
        if (rows[i].required && !r.seen[i])
            err = COMPLAIN(teller, ERR_INVALID, MISSING, NUMBER(r.line), SAME(rows[i].name));
    explicit_bzero(line, sizeof line);
    if (err)
        hallq_keyfile_wipe(k);
    return err;
}

// ---------------------------------------------------------------- writing

bool keyfile_text_print(const struct hallq_keyfile *k, char *text, size_t room) {
    char value[VALUE_SIZE];
    int len = snprintf(text, room, "# Whoever has this file is this client: keep it.\n");
    for (size_t i = 0; i < ROW_COUNT && (size_t)len < room; i++) {
        *value = '\0';
        rows[i].write(value, (const char *)k + rows[i].offset);
        if (*value)
            len += snprintf(text + len, room - (size_t)len, "%s: %s\n", rows[i].name, value);
    }
    explicit_bzero(value, sizeof value);
    return (size_t)len < room;
}
