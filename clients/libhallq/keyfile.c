// keyfile.c - one row for each name of the file: how to read its value and how to write it. Reading
// is strict, since a typing error in a key file is found at the counter on a busy morning
// otherwise.
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/err.h"
#include "base/given_file.h"
#include "base/private_file.h"

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
#define ROLE_COUNT (sizeof roles / sizeof roles[0])

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

// ---------------------------------------------------------------- values

#define VALUE_SIZE 800 // 64 halls of up to ten digits fit

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

static const char *key_read(void *to, const char *value) {
    if (strlen(value) != HALLQ_KEY_SIZE - 1)
        return "a key has 40 characters";
    for (int i = 0; i < HALLQ_KEY_SIZE - 1; i += 5)
        if (!z85_group_ok(value + i))
            return "a key is written in Z85";
    memcpy(to, value, HALLQ_KEY_SIZE);
    return NULL;
}

static const char *endpoint_read(void *to, const char *value) {
    enum endpoint_fault fault = endpoint_check(value, ENDPOINT_CLIENT);
    if (fault)
        return endpoint_fault_text(fault, LANGUAGE_EN);
    memcpy(to, value, strlen(value) + 1);
    return NULL;
}

static const char *device_read(void *to, const char *value) {
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    size_t len = strlen(value);
    if (len < 1 || len > LIMIT_DEVICE_NAME || strspn(value, digits) != len)
        return "a device name is 1 to 32 of a..z, 0..9, '-', '.'";
    memcpy(to, value, len + 1);
    return NULL;
}

static const char *role_read(void *to, const char *value) {
    Hallq__Device__Role role = hallq_role_of(value);
    if (!role)
        return "a role is kiosk, counter, display, guide, lead, manager, gateway, admin or "
               "forwarder";
    *(Hallq__Device__Role *)to = role;
    return NULL;
}

// A number of up to `max` in decimal, from *value on, which is moved behind it.
static bool number_read(const char **value, uint32_t max, uint32_t *ret_number) {
    const char *c = *value;
    uint32_t number = 0;
    for (; *c >= '0' && *c <= '9'; c++) {
        number = number * 10 + (uint32_t)(*c - '0');
        if (number > max)
            return false;
    }
    if (c == *value || number == 0)
        return false;
    *value = c;
    *ret_number = number;
    return true;
}

static const char *counter_read(void *to, const char *value) {
    return number_read(&value, LIMIT_COUNTER_ID, to) && !*value ? NULL
                                                                : "a counter is a number, 1 to 999";
}

static const char *halls_read(void *to, const char *value) {
    struct hallq_keyfile *k = to;
    while (*value) {
        if (k->hall_count == HALLQ_KEYFILE_HALLS)
            return "at most 64 halls; leave the line out for all";
        if (!number_read(&value, LIMIT_HALL_ID, &k->halls[k->hall_count]))
            return "halls are numbers, 1 to 99999, with spaces between";
        k->hall_count++;
        if (*value && *value != ' ')
            return "halls are numbers, 1 to 99999, with spaces between";
        value += strspn(value, " ");
    }
    return NULL;
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
    const char *(*read)(void *to, const char *value); // NULL, or what is wrong
    void (*write)(char *value, const void *from);     // leaves it empty: no line
} rows[] = {
#define AT(member) offsetof(struct hallq_keyfile, member)
    {"commands", true, AT(commands), endpoint_read, text_write},
    {"public-feed", true, AT(public_feed), endpoint_read, text_write},
    {"staff-feed", false, AT(staff_feed), endpoint_read, text_write},
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
#define ROW_COUNT (sizeof rows / sizeof rows[0])
#define LINE_SIZE 1024 // a longer line is none of ours

static int complain(char *ret_error, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int complain(char *ret_error, int err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(ret_error, HALLQ_KEYFILE_ERROR_SIZE, format, args);
    va_end(args);
    return err;
}

// ---------------------------------------------------------------- reading

struct reading {
    struct hallq_keyfile *k;
    bool seen[ROW_COUNT];
    int line;
    char *ret_error;
};

static size_t row_find(const char *name) {
    size_t i = 0;
    while (i < ROW_COUNT && strcmp(rows[i].name, name))
        i++;
    return i;
}

// One line without its end, blanks at both ends taken off.
static int line_read(struct reading *r, char *line) {
    if (!*line || *line == '#')
        return ERR_OK;
    char *colon = strchr(line, ':');
    if (!colon)
        return complain(r->ret_error, ERR_INVALID, "line %d: write `name: value`", r->line);
    *colon = '\0';
    size_t i = row_find(line);
    if (i == ROW_COUNT)
        return complain(r->ret_error, ERR_INVALID, "line %d: unknown name", r->line);
    if (r->seen[i])
        return complain(r->ret_error, ERR_INVALID, "line %d: `%s` stands twice", r->line,
                        rows[i].name);
    r->seen[i] = true;
    const char *value = colon + 1 + strspn(colon + 1, " \t");
    if (!*value)
        return complain(r->ret_error, ERR_INVALID, "line %d: `%s` has no value", r->line,
                        rows[i].name);
    const char *wrong = rows[i].read((char *)r->k + rows[i].offset, value);
    if (wrong)
        return complain(r->ret_error, ERR_INVALID, "line %d: %s: %s", r->line, rows[i].name, wrong);
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
        return complain(r->ret_error, ERR_INVALID, "line %d: too long", r->line);
    if (memchr(from, '\0', len))
        return complain(r->ret_error, ERR_INVALID, "line %d: has a NUL byte", r->line);
    memcpy(line, from, len);
    line[len] = '\0';
    return ERR_OK;
}

int hallq_keyfile_parse(struct hallq_keyfile *k, const char *text, size_t text_size,
                        char *ret_error) {
    struct reading r = {.k = k, .ret_error = ret_error};
    char line[LINE_SIZE];
    const char *at = text, *end = text + text_size;
    int err = ERR_OK;
    memset(k, 0, sizeof *k);
    *ret_error = '\0';
    while (!err && at < end) {
        r.line++;
        err = line_take(&r, &at, end, line);
        if (!err)
            err = line_read(&r, line);
    }
    for (size_t i = 0; !err && i < ROW_COUNT; i++)
        if (rows[i].required && !r.seen[i])
            err =
                complain(ret_error, ERR_INVALID, "line %d: `%s` is missing", r.line, rows[i].name);
    explicit_bzero(line, sizeof line);
    if (err)
        hallq_keyfile_wipe(k);
    return err;
}

// Reads all of the file; ERR_TOO_LARGE when it does not fit.
static int file_read(int fd, char *text, size_t room, size_t *ret_size) {
    size_t size = 0;
    while (size < room) {
        ssize_t n = read(fd, text + size, room - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_SYSTEM;
        if (n == 0) {
            *ret_size = size;
            return ERR_OK;
        }
        size += (size_t)n;
    }
    return ERR_TOO_LARGE;
}

int hallq_keyfile_read(struct hallq_keyfile *k, const char *path, char *ret_error) {
    char text[HALLQ_KEYFILE_SIZE], wrong[HALLQ_KEYFILE_ERROR_SIZE];
    size_t size = 0;
    struct stat st;
    int err;
    memset(k, 0, sizeof *k);
    enum given_kind kind;
    int fd = given_file_open(path, O_RDONLY, &kind);
    if (fd < 0 && kind != GIVEN_FILE)
        return complain(ret_error, ERR_INVALID, "%s: is %s, not a key file", path,
                        given_kind_text(kind, LANGUAGE_EN));
    if (fd < 0)
        return complain(ret_error, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "%s: %s", path,
                        strerror(errno));
    if (fstat(fd, &st)) {
        err = complain(ret_error, ERR_SYSTEM, "%s: %s", path, strerror(errno));
        goto close;
    }
    if (!private_file_ok(&st, path)) {
        err = complain(ret_error, ERR_DENIED, "%s: others may read this key: chmod 600 it", path);
        goto close;
    }
    err = file_read(fd, text, sizeof text, &size);
    if (err) {
        complain(ret_error, err, "%s: %s", path, err_text(err));
        goto wipe;
    }
    err = hallq_keyfile_parse(k, text, size, wrong);
    if (err)
        complain(ret_error, err, "%s: %s", path, wrong);
wipe:
    explicit_bzero(text, sizeof text);
close:
    close(fd);
    return err;
}

// ---------------------------------------------------------------- writing

// The file's text; false when it does not fit.
static bool print(const struct hallq_keyfile *k, char *text, size_t room) {
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

static int file_write(int fd, const char *text, size_t size) {
    while (size) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == ENOSPC ? ERR_DISK_FULL : ERR_SYSTEM;
        text += n;
        size -= (size_t)n;
    }
    return fsync(fd) ? ERR_SYSTEM : ERR_OK;
}

static int file_create(const char *path, const char *text, char *ret_error) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return complain(ret_error, errno == EEXIST ? ERR_EXISTS : ERR_SYSTEM, "%s: %s", path,
                        strerror(errno));
    int err = file_write(fd, text, strlen(text));
    if (close(fd) && !err)
        err = ERR_SYSTEM;
    if (err) {
        complain(ret_error, err, "%s: %s", path, strerror(errno));
        unlink(path);
    }
    return err;
}

int hallq_keyfile_write(const struct hallq_keyfile *k, const char *path, char *ret_error) {
    struct hallq_keyfile back;
    char text[HALLQ_KEYFILE_SIZE], wrong[HALLQ_KEYFILE_ERROR_SIZE] = "it does not fit";
    int err = ERR_INVALID;
    *ret_error = '\0';
    if (print(k, text, sizeof text))
        err = hallq_keyfile_parse(&back, text, strlen(text), wrong);
    hallq_keyfile_wipe(&back);
    if (err)
        complain(ret_error, err, "%s: would not be read back: %s", path, wrong);
    else
        err = file_create(path, text, ret_error);
    explicit_bzero(text, sizeof text);
    return err;
}

void hallq_keyfile_wipe(struct hallq_keyfile *k) {
    explicit_bzero(k, sizeof *k);
}
