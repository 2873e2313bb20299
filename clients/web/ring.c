#include "ring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "secret.h"

void ring_init(struct ring *r) {
    uint32_t random;
    *r = (struct ring){.head = 1};
    secret_random(&random, sizeof random);
    snprintf(r->id, sizeof r->id, "%08" PRIx32, random);
}

void ring_fini(struct ring *r) {
    for (size_t i = 0; i < RING_EVENTS; i++) {
        free(r->events[i]);
        r->events[i] = NULL;
    }
}

void ring_add(struct ring *r, uint64_t seq, const char *name, const char *data) {
    char head[RING_ID_SIZE + 64];
    int head_size =
        snprintf(head, sizeof head, "id: %" PRIu64 "-%s.%" PRIu64 "\nevent: %s\ndata: ", seq, r->id,
                 r->head, name);
    size_t data_size = strlen(data), size = (size_t)head_size + data_size + 2;
    struct ring_event *event = malloc(sizeof *event + CHUNK_SIZE(size));
    if (!event)
        abort();
    char *text = event->chunk + CHUNK_HEAD;
    event->size = size;
    memcpy(text, head, (size_t)head_size);
    memcpy(text + head_size, data, data_size);
    memcpy(text + head_size + data_size, "\n\n", 2);
    chunk_frame(event->chunk, size);
    struct ring_event **place = &r->events[r->head++ % RING_EVENTS];
    free(*place);
    *place = event;
}

void ring_id(const struct ring *r, uint64_t seq, char *to) {
    snprintf(to, RING_ID_SIZE, "%" PRIu64 "-%s.%" PRIu64, seq, r->id, r->head - 1);
}

bool ring_has(const struct ring *r, uint64_t position) {
    return position + RING_EVENTS >= r->head;
}

const struct ring_event *ring_at(const struct ring *r, uint64_t position) {
    return position < r->head ? r->events[position % RING_EVENTS] : NULL;
}

bool ring_resume(const struct ring *r, const char *id, uint64_t *ret_position) {
    uint64_t seq, position;
    size_t len = strlen(r->id);
    if (!number_take(&id, 0, UINT64_MAX, &seq) || *id++ != '-' || strncmp(id, r->id, len) != 0)
        return false;
    id += len;
    if (*id++ != '.' || !number_read(id, 0, UINT64_MAX - 1, &position))
        return false;
    *ret_position = position + 1;
    return *ret_position <= r->head && ring_has(r, *ret_position);
}
