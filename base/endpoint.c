#include "base/endpoint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PATH_LEN_MAX 107 // of a UNIX socket, sun_path less its NUL
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

static bool has_blank(const char *text) {
    return text[strcspn(text, " \t\r\n")] || strstr(text, "\u3000") || strstr(text, "\u00a0");
}

static enum endpoint_fault port_check(const char *text, enum endpoint_side side) {
    size_t digit_count = strspn(text, DIGITS);
    long port = strtol(text, NULL, 10);
    if (!strcmp(text, "*") || !strcmp(text, "0"))
        return side == ENDPOINT_BROKER ? ENDPOINT_FINE : ENDPOINT_PORT;
    if (!digit_count || text[digit_count] || digit_count > PORT_DIGITS)
        return ENDPOINT_PORT;
    return port >= 1 && port <= PORT_MAX ? ENDPOINT_FINE : ENDPOINT_PORT;
}

// Four numbers up to 255, or a name: letters, digits, '-', '_' and dots, none of which is the first.
static bool host_ok(const char *host, size_t host_len) {
    static const char letters[] = DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";
    char text[ENDPOINT_LEN_MAX + 1];
    memcpy(text, host, host_len);
    text[host_len] = '\0';
    if (!host_len || strspn(text, letters) != host_len || strstr(text, "..") || text[0] == '.' ||
        text[0] == '-')
        return false;
    if (strspn(text, DIGITS ".") != host_len)
        return true;
    int parts = 0;
    for (char *rest = NULL, *part = strtok_r(text, ".", &rest); part;
         part = strtok_r(NULL, ".", &rest), parts++)
        if (strlen(part) > 3 || strtol(part, NULL, 10) > 255)
            return false;
    return parts == 4 && host[host_len - 1] != '.';
}

// "[fd00::1%eth0]" without its brackets.
static bool host6_ok(const char *host, size_t host_len) {
    size_t hex_len = strspn(host, DIGITS "abcdefABCDEF:.");
    return host_len >= 2 && memchr(host, ':', host_len) &&
           (hex_len == host_len || (hex_len < host_len && host[hex_len] == '%'));
}

static bool is_wildcard(const char *host, size_t host_len) {
    static const char *const wildcards[] = {"*", "0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]"};
    for (size_t i = 0; i < sizeof wildcards / sizeof wildcards[0]; i++)
        if (strlen(wildcards[i]) == host_len && !strncmp(host, wildcards[i], host_len))
            return true;
    return false;
}

static enum endpoint_fault host_check(const char *host, size_t host_len, enum endpoint_side side) {
    if (is_wildcard(host, host_len))
        return side == ENDPOINT_BROKER ? ENDPOINT_FINE : ENDPOINT_WILDCARD;
    if (host[0] == '[')
        return host[host_len - 1] == ']' && host6_ok(host + 1, host_len - 2) ? ENDPOINT_FINE
                                                                             : ENDPOINT_HOST6;
    if (memchr(host, ':', host_len))
        return ENDPOINT_HOST6;
    return host_ok(host, host_len) ? ENDPOINT_FINE : ENDPOINT_HOST;
}

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
    if (!strncmp(text, "ipc://", 6))
        return path_ok(text + 6) ? ENDPOINT_FINE : ENDPOINT_PATH;
    return strncmp(text, "tcp://", 6) ? ENDPOINT_SCHEME : tcp_check(text + 6, side);
}
