#include "printer_address.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"

#define HOST_SIZE 256
#define PORT_USUAL 9100 // "raw printing", as all makers have it

// HOST, HOST:PORT, [IPv6] or [IPv6]:PORT.
static bool host_split(const char *text, char host[HOST_SIZE], uint32_t *ret_port) {
    bool bracket = *text == '[';
    size_t len = strcspn(text += bracket, bracket ? "]" : ":");
    const char *rest = text + len;
    if (!len || len >= HOST_SIZE || (bracket && *rest != ']'))
        return false;
    memcpy(host, text, len);
    host[len] = 0;
    rest += bracket;
    *ret_port = PORT_USUAL;
    return !*rest || (*rest == ':' && number_read_32(rest + 1, 1, UINT16_MAX, ret_port));
}

static bool tcp_read(const char *text, struct printer_address *ret) {
    struct addrinfo want = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    char host[HOST_SIZE], service[8];
    uint32_t port;
    if (!host_split(text, host, &port))
        return false;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(host, service, &want, &found) || !found)
        return false;
    memcpy(&ret->socket, found->ai_addr, found->ai_addrlen);
    ret->socket_size = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

bool printer_address_read(const char *text, struct printer_address *ret) {
    static const struct {
        const char *prefix;
        enum printer_kind kind;
    } kinds[] = {{"tcp:", PRINTER_TCP}, {"usb:", PRINTER_DEVICE}, {"file:", PRINTER_FILE}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t len = strlen(kinds[i].prefix);
        if (strncmp(text, kinds[i].prefix, len) || !text[len])
            continue;
        *ret = (struct printer_address){.kind = kinds[i].kind, .path = text + len};
        return ret->kind != PRINTER_TCP || tcp_read(text + len, ret);
    }
    return false;
}
