// Any text as an event's id and as a ticket's link: what is read is what it says.
#include <stdlib.h>
#include <string.h>

#include "clients/web/ring.h"
#include "clients/web/ticket_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void link_check(const char *text) {
    struct ticket_link link, again;
    char printed[TICKET_LINK_SIZE];
    if (!ticket_link_read(text, &link))
        return;
    ProtobufCBinaryData code = {link.code_size, link.code};
    ticket_link_print(printed, link.hall, link.ticket, &code);
    if (!ticket_link_read(printed, &again) || memcmp(&link, &again, sizeof link) != 0)
        abort();
}

static void id_check(const char *text) {
    static struct ring ring;
    uint64_t at;
    if (!ring.head) {
        ring_init(&ring);
        memcpy(ring.id, "0000beef", 9); // so that a corpus lasts
        for (int i = 0; i < 3; i++)
            ring_add(&ring, 1, "change", "{}");
    }
    if (ring_resume(&ring, text, &at) && (!ring_has(&ring, at) || at > ring.head))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char text[256];
    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    link_check(text);
    id_check(text);
    return 0;
}
