#include "base/endpoint.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"

#define TCP "tcp://"
#define IPC "ipc://"
#define PATH_LEN_MAX 107 // bytes of a UNIX socket's path: sun_path less its NUL
#define PORT_MAX 65535
#define PORT_DIGITS 5
#define DIGITS "0123456789"

static const char *const texts[ENDPOINT_FAULT_COUNT][2] = {
#define ENDPOINT(kind, zh, en) [ENDPOINT_##kind] = {zh, en},
#include "base/endpoints.def"
#undef ENDPOINT
};

const char *endpoint_fault_text(enum endpoint_fault fault, enum language language) {
    return texts[fault][language];
}

// Signs as an input method types them: U+FF01 to U+FF5E, EF BC 81 to EF BD 9E, and the full stop.
static bool has_full_width(const char *text) {
    if (strstr(text, "。"))
        return true;
    for (; *text; text++) {
        const unsigned char *sign = (const unsigned char *)text;
        if (sign[0] == 0xef && ((sign[1] == 0xbc && sign[2] >= 0x81) ||
                                (sign[1] == 0xbd && sign[2] >= 0x80 && sign[2] <= 0x9e)))
            return true;
    }
    return false;
}

static bool has_blank(const char *text) {
    return text[strcspn(text, " \t\r\n")] || strstr(text, "\u3000") || strstr(text, "\u00a0");
}

static enum endpoint_fault port_check(const char *text, enum endpoint_side side) {
    uint32_t port;
    if (!strcmp(text, "*") || !strcmp(text, "0"))
        return side == ENDPOINT_BROKER ? ENDPOINT_FINE : ENDPOINT_PORT;
    bool fine = strlen(text) <= PORT_DIGITS && number_read_32(text, 1, PORT_MAX, &port);
    return fine ? ENDPOINT_FINE : ENDPOINT_PORT;
}

// ---- hosts

// The address that a host stands for. A text that is an address by any spelling ("0", "0x7f.1",
// "[::0]") is that address to libzmq, so it is read and compared as an address here.
struct host {
    enum {
        HOST_NONE,  // no host
        HOST_NAME,  // a name that a name server may know
        HOST_ANY,   // each interface of the machine
        HOST_FOUR,  // an IPv4 address
        HOST_SIX,   // an IPv6 address
        HOST_WRONG, // an IPv6 address written wrongly
    } kind;
    char name[ENDPOINT_LEN_MAX + 1];
    struct in_addr four;
    struct in6_addr six;
};

static bool is_name(const char *text) {
    static const char letters[] = DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";
    return *text && !text[strspn(text, letters)] && !strstr(text, "..") && text[0] != '.' &&
           text[0] != '-' && text[strspn(text, DIGITS ".")];
}

// An IPv4 address is four numbers up to 255 without leading zeros, which some programs read as
// octal; zero, though, is zero in each spelling.
static void four_read(struct host *h, const char *text) {
    struct in_addr any_spelling;
    bool is_address = inet_aton(text, &any_spelling);
    if (is_address && any_spelling.s_addr == htonl(INADDR_ANY))
        h->kind = HOST_ANY;
    else if (inet_pton(AF_INET, text, &h->four) == 1)
        h->kind = HOST_FOUR;
    else
        h->kind = !is_address && is_name(text) ? HOST_NAME : HOST_NONE;
}

// Reads an IPv6 address such as "fd00::1%eth0"; `text` comes without the brackets.
static void six_read(struct host *h, char *text) {
    char *zone = strchr(text, '%');
    bool zone_wrong = zone && !zone[1];
    if (zone)
        *zone = '\0';
    if (zone_wrong || inet_pton(AF_INET6, text, &h->six) != 1) {
        h->kind = HOST_WRONG;
        return;
    }
    h->kind = IN6_IS_ADDR_UNSPECIFIED(&h->six) ? HOST_ANY : HOST_SIX;
    if (h->kind == HOST_SIX && IN6_IS_ADDR_V4MAPPED(&h->six)) {
        memcpy(&h->four, h->six.s6_addr + 12, sizeof h->four);
        h->kind = h->four.s_addr == htonl(INADDR_ANY) ? HOST_ANY : HOST_FOUR;
    }
}

static void host_read(struct host *h, const char *text, size_t text_len) {
    *h = (struct host){.kind = HOST_NONE};
    memcpy(h->name, text, text_len);
    h->name[text_len] = '\0';
    if (!strcmp(h->name, "*"))
        h->kind = HOST_ANY;
    else if (h->name[0] == '[' && h->name[text_len - 1] == ']') {
        h->name[text_len - 1] = '\0';
        six_read(h, h->name + 1);
    } else if (strpbrk(h->name, ":[]"))
        h->kind = HOST_WRONG;
    else
        four_read(h, h->name);
}

static enum endpoint_fault host_check(const char *text, size_t text_len, enum endpoint_side side) {
    struct host h;
    host_read(&h, text, text_len);
    switch (h.kind) {
    case HOST_NONE:
        return ENDPOINT_HOST;
    case HOST_WRONG:
        return ENDPOINT_HOST6;
    case HOST_ANY:
        return side == ENDPOINT_BROKER ? ENDPOINT_FINE : ENDPOINT_WILDCARD;
    case HOST_NAME:
    case HOST_FOUR:
    case HOST_SIX:
        break;
    }
    return ENDPOINT_FINE;
}

static bool is_near(const struct host *h) {
    if (h->kind == HOST_NAME)
        return !strcasecmp(h->name, "localhost") || !strcasecmp(h->name, "localhost.");
    if (h->kind == HOST_FOUR)
        return ntohl(h->four.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
    return h->kind == HOST_SIX && IN6_IS_ADDR_LOOPBACK(&h->six);
}

// A name may stand for any address; the only one known here is the machine's name for itself.
static bool hosts_meet(const struct host *a, const struct host *b) {
    if (a->kind == HOST_ANY || b->kind == HOST_ANY)
        return true;
    if (a->kind == HOST_NAME && b->kind == HOST_NAME)
        return !strcasecmp(a->name, b->name);
    if (a->kind == HOST_NAME || b->kind == HOST_NAME)
        return is_near(a) && is_near(b);
    if (a->kind != b->kind)
        return false;
    return a->kind == HOST_FOUR ? a->four.s_addr == b->four.s_addr
                                : IN6_ARE_ADDR_EQUAL(&a->six, &b->six);
}

// ---- endpoints

static enum endpoint_fault tcp_check(const char *text, enum endpoint_side side) {
    const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');
    if (!*text)
        return ENDPOINT_HOST;
    if (!colon || (bracket && colon < bracket))
        return ENDPOINT_NO_PORT;
    size_t host_len = (size_t)(colon - text);
    enum endpoint_fault fault = host_len ? host_check(text, host_len, side) : ENDPOINT_HOST;
    if (fault)
        return fault;
    return colon[1] ? port_check(colon + 1, side) : ENDPOINT_NO_PORT;
}

static bool path_ok(const char *path) {
    size_t path_len = strlen(path);
    for (const char *c = path; *c; c++)
        if (*c < ' ' || *c > '~')
            return false;
    return path_len && path_len <= PATH_LEN_MAX;
}

enum endpoint_fault endpoint_check(const char *text, enum endpoint_side side) {
    if (!*text)
        return ENDPOINT_EMPTY;
    if (strlen(text) > ENDPOINT_LEN_MAX)
        return ENDPOINT_LONG;
    if (has_blank(text))
        return ENDPOINT_BLANK;
    if (strstr(text, "："))
        return ENDPOINT_FULL_COLON;
    if (has_full_width(text))
        return ENDPOINT_FULL_WIDTH;
    if (!strncmp(text, IPC, strlen(IPC)))
        return path_ok(text + strlen(IPC)) ? ENDPOINT_FINE : ENDPOINT_PATH;
    return strncmp(text, TCP, strlen(TCP)) ? ENDPOINT_SCHEME : tcp_check(text + strlen(TCP), side);
}

// Splits a tcp://HOST:PORT that was found fine; false if the endpoint is no such, or has no port of
// its own.
static bool tcp_read(const char *text, struct host *ret_host, uint32_t *ret_port) {
    const char *colon = strrchr(text, ':');
    if (strncmp(text, TCP, strlen(TCP)) || !colon || strlen(text) > ENDPOINT_LEN_MAX)
        return false;
    text += strlen(TCP);
    host_read(ret_host, text, colon > text ? (size_t)(colon - text) : 0);
    if (!number_read_32(colon + 1, 0, PORT_MAX, ret_port))
        *ret_port = 0; // any free port
    return true;
}

bool endpoint_is_near(const char *text) {
    struct host host;
    uint32_t port;
    if (!strncmp(text, IPC, strlen(IPC)))
        return true;
    return tcp_read(text, &host, &port) && is_near(&host);
}

bool endpoints_meet(const char *text, const char *other) {
    struct host host, other_host;
    uint32_t port, other_port;
    if (!tcp_read(text, &host, &port) || !tcp_read(other, &other_host, &other_port))
        return !strcmp(text, other);
    return port && port == other_port && hosts_meet(&host, &other_host);
}
