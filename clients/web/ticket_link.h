// ticket_link.h - the link to a customer's ticket: hall, ticket and code, "1-8061-Kx3...". It says
// nothing without the code, which is 16 random bytes and ends with the day.
#ifndef HALLQ_WEB_TICKET_LINK_H
#define HALLQ_WEB_TICKET_LINK_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

#define TICKET_CODE_MAX 32   // bytes; the broker gives 16
#define TICKET_LINK_SIZE 128 // of the text, with its NUL

struct ticket_link {
    uint32_t hall;
    uint64_t ticket;
    unsigned char code[TICKET_CODE_MAX];
    size_t code_size;
};

// ticket_link_print: writes the link into TICKET_LINK_SIZE bytes; empty if the code is too long.
void ticket_link_print(char *to, uint32_t hall, uint64_t ticket, const ProtobufCBinaryData *code);

// ticket_link_read: false: the text is no link.
bool ticket_link_read(const char *text, struct ticket_link *ret);

#endif
