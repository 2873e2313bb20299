// zmtp.c
//
//     greeting   FF 00*7 01 7F | 03 00 | "NULL" 00*16 | as-server 00 | 00*31      64 bytes
//     frame      flags size body; flags: 1 more, 2 long (size is 8 bytes, else 1), 4 command
//     READY      05 "READY" then properties: size name size(4) value
#include "bench/load/zmtp.h"

#include <string.h>

#define GREETING_SIZE 64
#define FLAG_MORE 1
#define FLAG_LONG 2
#define FLAG_COMMAND 4

static void property_add(struct bytes *b, const char *name, const char *value) {
    uint8_t name_size = (uint8_t)strlen(name);
    uint8_t value_size[4] = {0, 0, 0, (uint8_t)strlen(value)};
    bytes_add(b, &name_size, 1);
    bytes_add(b, name, name_size);
    bytes_add(b, value_size, 4);
    bytes_add(b, value, strlen(value));
}

static void command_send(struct bytes *out, const void *body, size_t body_size) {
    uint8_t head[2] = {FLAG_COMMAND, (uint8_t)body_size};
    bytes_add(out, head, 2);
    bytes_add(out, body, body_size);
}

void zmtp_hello(struct bytes *out, const char *socket_type) {
    uint8_t greeting[GREETING_SIZE] = {0xff, 0,    0, 0, 0,   0,   0,   0,
                                       1,    0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    struct bytes ready = {0};
    bytes_add(out, greeting, sizeof greeting);
    bytes_add(&ready, "\5READY", 6);
    property_add(&ready, "Socket-Type", socket_type);
    property_add(&ready, "Identity", "");
    command_send(out, bytes_front(&ready), bytes_left(&ready));
    bytes_fini(&ready);
}

void zmtp_frame(struct bytes *out, const void *body, size_t body_size) {
    uint8_t *to = bytes_room(out, body_size + 2);
    to[0] = 0;
    to[1] = (uint8_t)body_size;
    memcpy(to + 2, body, body_size);
    out->used += body_size + 2;
}

static void command_take(struct zmtp *z, const uint8_t *body, size_t size, struct bytes *out) {
    uint8_t pong[64] = "\4PONG";
    if (size >= 6 && !memcmp(body, "\5READY", 6))
        z->ready = true;
    if (size < 7 || memcmp(body, "\4PING", 5) || size - 7 > sizeof pong - 5)
        return;
    memcpy(pong + 5, body + 7, size - 7); // after its time to live comes a context to send back
    command_send(out, pong, size - 2);
}

static bool head_read(const uint8_t *p, size_t left, size_t *ret_head, size_t *ret_size) {
    *ret_head = left && p[0] & FLAG_LONG ? 9 : 2;
    if (left < *ret_head)
        return false;
    *ret_size = p[1];
    for (size_t i = 2; i < *ret_head; i++)
        *ret_size = *ret_size << 8 | p[i];
    return left - *ret_head >= *ret_size;
}

size_t zmtp_parse(struct zmtp *z, const uint8_t *data, size_t size, struct bytes *out,
                  zmtp_frame_cb frame_cb, void *arg) {
    size_t used = 0, head, body_size;
    if (!z->greeted) {
        if (size < GREETING_SIZE)
            return 0;
        if (data[0] != 0xff || data[10] < 3 || memcmp(data + 12, "NULL", 5))
            return (size_t)-1;
        z->greeted = true;
        used = GREETING_SIZE;
    }
    while (head_read(data + used, size - used, &head, &body_size)) {
        const uint8_t *body = data + used + head;
        if (data[used] & FLAG_COMMAND)
            command_take(z, body, body_size, out);
        else
            frame_cb(arg, body, body_size);
        used += head + body_size;
    }
    return used;
}
