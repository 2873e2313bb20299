// halls.c - which halls there are: those that have a row. Hall 0 is the broker itself.
#include "broker/hall/rules.h"

struct each {
    int (*hall_cb)(void *arg, uint32_t hall);
    void *arg;
};

static int each_cb(void *arg, struct bytes key, struct bytes value) {
    struct each *e = arg;
    uint32_t hall = key_read_u32(key, 0);
    (void)value;
    return hall ? e->hall_cb(e->arg, hall) : 0;
}

int halls_each(struct state *s, int (*hall_cb)(void *arg, uint32_t hall), void *arg) {
    struct each e = {hall_cb, arg};
    struct key from = key_hall(0);
    return s->tables->scan(s->tables, TABLE_HALL, key_bytes(&from), 0, 0, each_cb, &e);
}
