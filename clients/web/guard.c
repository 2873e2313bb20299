#include "guard.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"

static bool is_token(const char *text) {
    static const char marks[] = "!#$%&'*+-.^_`|~";
    if (!*text)
        return false;
    for (; *text; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
        if (!letter && !(*text >= '0' && *text <= '9') && !strchr(marks, *text))
            return false;
    }
    return true;
}

// Tab, and all that is printed or is above ASCII.
static bool is_value(const char *text) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c != '\t' && (c < ' ' || c == 0x7f))
            return false;
    }
    return true;
}

static bool is_host(const char *text) {
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 ".-_:[]") == strlen(text);
}

static size_t count_of(const struct guard_head *head, const char *name, const char **ret_value) {
    size_t count = 0;
    for (size_t i = 0; i < head->count; i++) {
        if (strcasecmp(head->headers[i].name, name) != 0)
            continue;
        count++;
        *ret_value = head->headers[i].value;
    }
    return count;
}

// Whether each line follows the one before with CR and LF between, up to the empty line.
static bool is_whole(const struct guard_head *head) {
    const char *at = head->version + strlen(head->version) + 2;
    for (size_t i = 0; i < head->count; i++) {
        const struct guard_header *h = &head->headers[i];
        size_t name_len = strlen(h->name);
        if (h->name != at || h->value <= h->name + name_len)
            return false;
        for (const char *blank = h->name + name_len + 1; blank < h->value; blank++)
            if (*blank != ' ' && *blank != '\t')
                return false;
        at = h->value + strlen(h->value) + 2;
    }
    return at + 2 == head->method + head->size;
}

static unsigned framing_check(const struct guard_head *head) {
    const char *length = NULL, *coding = NULL;
    uint64_t size = 0;
    size_t lengths = count_of(head, "Content-Length", &length);
    if (count_of(head, "Transfer-Encoding", &coding))
        return lengths ? 400 : 411; // a chunked body is never needed here
    if (lengths > 1 || (lengths && !number_read(length, 0, UINT32_MAX, &size)))
        return lengths == 1 && strspn(length, "0123456789") == strlen(length) && *length ? 413
                                                                                         : 400;
    bool reads = !strcmp(head->method, "GET") || !strcmp(head->method, "HEAD");
    return reads && size ? 400 : 0;
}

unsigned guard_check(const struct guard_head *head) {
    const char *host = NULL;
    if (strcmp(head->version, "HTTP/1.1") != 0 && strcmp(head->version, "HTTP/1.0") != 0)
        return 505;
    if (head->size && !is_whole(head))
        return 400;
    for (size_t i = 0; i < head->count; i++)
        if (!is_token(head->headers[i].name) || !is_value(head->headers[i].value))
            return 400;
    if (count_of(head, "Host", &host) != 1 || !is_host(host) || *head->url != '/')
        return 400;
    return framing_check(head);
}
