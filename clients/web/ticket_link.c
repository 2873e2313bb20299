#include "ticket_link.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "secret.h"

#define CODE_SIZE 16

void ticket_link_print(char *to, uint32_t hall, uint64_t ticket, const ProtobufCBinaryData *code) {
    *to = '\0';
    if (code->len > TICKET_CODE_MAX)
        return;
    int len = snprintf(to, TICKET_LINK_SIZE, "%" PRIu32 "-%" PRIu64 "-", hall, ticket);
    secret_print(to + len, TICKET_LINK_SIZE - (size_t)len, code->data, code->len);
}

bool ticket_link_read(const char *text, struct ticket_link *ret) {
    *ret = (struct ticket_link){.code_size = CODE_SIZE};
    return number_take_32(&text, 1, UINT32_MAX, &ret->hall) && *text++ == '-' &&
           number_take(&text, 1, UINT64_MAX, &ret->ticket) && *text++ == '-' &&
           secret_read(text, ret->code, CODE_SIZE);
}
