#include "tests/sim/faulty.h"

#include <stdbool.h>

static int faulty_get(struct tables *self, enum table table, struct bytes key,
                      struct bytes *ret_value) {
    struct tables *inner = ((struct faulty *)self)->inner;
    return inner->get(inner, table, key, ret_value);
}

static bool strikes(struct faulty *f) {
    f->writes++;
    return f->countdown && --f->countdown == 0;
}

static int faulty_put(struct tables *self, enum table table, struct bytes key, struct bytes value) {
    struct faulty *f = (struct faulty *)self;
    return strikes(f) ? f->err : f->inner->put(f->inner, table, key, value);
}

static int faulty_del(struct tables *self, enum table table, struct bytes key) {
    struct faulty *f = (struct faulty *)self;
    return strikes(f) ? f->err : f->inner->del(f->inner, table, key);
}

static int faulty_scan(struct tables *self, enum table table, struct bytes from, size_t prefix_size,
                       int down, table_row_cb row_cb, void *arg) {
    struct tables *inner = ((struct faulty *)self)->inner;
    return inner->scan(inner, table, from, prefix_size, down, row_cb, arg);
}

void faulty_init(struct faulty *f, struct tables *inner) {
    *f = (struct faulty){{faulty_get, faulty_put, faulty_del, faulty_scan}, .inner = inner};
}

void faulty_arm(struct faulty *f, unsigned nth, int err) {
    f->countdown = nth;
    f->err = err;
    f->writes = 0;
}
