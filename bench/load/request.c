// request.c - a varint may be longer than it need be, so a number of fixed width can be written
// over: 16384 packs as 80 80 01; hall 7 in the same three bytes is 87 80 00.
#include "bench/load/request.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.pb-c.h"

#define HALL_FIRST (1u << 14) // three bytes

static size_t varint_find(const struct request *r, uint32_t value, size_t size) {
    uint8_t wanted[8];
    for (size_t i = 0; i < size; i++, value >>= 7)
        wanted[i] = (uint8_t)((value & 0x7f) | (i + 1 < size ? 0x80 : 0));
    const uint8_t *at = memmem(r->data, r->size, wanted, size);
    return at ? (size_t)(at - r->data) : 0;
}

static void varint_write(uint8_t *to, uint32_t value, size_t size) {
    for (size_t i = 0; i < size; i++, value >>= 7)
        to[i] = (uint8_t)((value & 0x7f) | (i + 1 < size ? 0x80 : 0));
}

static void request_pack(struct request *r, Hallq__Request *request) {
    request->hall = HALL_FIRST;
    request->number = REQUEST_NUMBER_FIRST;
    r->size = hallq__request__get_packed_size(request);
    if (r->size > REQUEST_SIZE)
        abort();
    hallq__request__pack(request, r->data);
    r->hall_at = varint_find(r, HALL_FIRST, 3);
    r->number_at = varint_find(r, REQUEST_NUMBER_FIRST, 4);
}

void requests_make(struct request *requests, uint32_t client, uint32_t services, bool claim) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue issue = HALLQ__ISSUE__INIT;
    Hallq__CallNext call_next = HALLQ__CALL_NEXT__INIT;
    Hallq__NoShow no_show = HALLQ__NO_SHOW__INIT;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    request.session =
        ((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000) << 16 | client;
    request.claimed_device = claim ? REQUEST_KIOSK + client : 0;
    request.claimed_role = claim ? HALLQ__DEVICE__ROLE__KIOSK : HALLQ__DEVICE__ROLE__NO_ROLE;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    issue.service = client % services + 1;
    request.issue = &issue;
    request_pack(&requests[OP_TAKE], &request);
    request.claimed_device = claim ? REQUEST_COUNTER + client : 0;
    request.claimed_role = claim ? HALLQ__DEVICE__ROLE__COUNTER : HALLQ__DEVICE__ROLE__NO_ROLE;
    request.body_case = HALLQ__REQUEST__BODY_CALL_NEXT;
    request.call_next = &call_next;
    request_pack(&requests[OP_CALL], &request);
    request.body_case = HALLQ__REQUEST__BODY_NO_SHOW;
    request.no_show = &no_show;
    request_pack(&requests[OP_FREE], &request);
    request.body_case = HALLQ__REQUEST__BODY_CALL_NEXT;
    request.call_next = &call_next;
    call_next.no_show = &no_show;
    request_pack(&requests[OP_NEXT], &request);
}

void request_set(struct request *r, uint32_t hall, uint32_t number) {
    varint_write(r->data + r->hall_at, hall, 3);
    varint_write(r->data + r->number_at, number, 4);
}
