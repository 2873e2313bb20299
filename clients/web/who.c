#include "who.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "secret.h"

static uint64_t salted(const char *use, const void *bytes, size_t size) {
    static unsigned char salt[16];
    static bool made;
    unsigned char text[sizeof salt + 16], hash[16];
    uint64_t who;
    if (!made)
        secret_random(salt, sizeof salt);
    made = true;
    memcpy(text, salt, sizeof salt);
    secret_hash(text + sizeof salt, 16, use, bytes, size);
    secret_hash(hash, sizeof hash, "who", text, sizeof text);
    memcpy(&who, hash, sizeof who);
    return who;
}

uint64_t who_of_address(const char *address) {
    struct in6_addr six = {0};
    struct in_addr four = {0};
    if (inet_pton(AF_INET6, address, &six) != 1) {
        inet_pton(AF_INET, address, &four);
        return salted("address", &four, sizeof four);
    }
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return salted("address", six.s6_addr + 12, sizeof four);
    return salted("network", six.s6_addr, 8);
}

uint64_t who_of_bytes(const void *bytes, size_t size) {
    return salted("bytes", bytes, size);
}

bool tally_take(struct tally *t, uint64_t who, unsigned max) {
    uint16_t *count = &t->counts[who % TALLY_PLACES];
    if ((max && *count >= max) || *count == UINT16_MAX)
        return false;
    ++*count;
    return true;
}

void tally_give(struct tally *t, uint64_t who) {
    --t->counts[who % TALLY_PLACES];
}
