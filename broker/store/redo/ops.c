#include "broker/store/redo/ops.h"

#include <endian.h>
#include <string.h>

#include "base/err.h"

size_t ops_put_size(struct bytes key, struct bytes value) {
    return OPS_HEAD_MAX + key.size + value.size;
}

size_t ops_del_size(struct bytes key) {
    return 2 + key.size;
}

static void copy(unsigned char *to, struct bytes from) {
    if (from.size)
        memcpy(to, from.data, from.size);
}

void ops_put(unsigned char *to, enum table table, struct bytes key, struct bytes value) {
    uint32_t value_size = htobe32((uint32_t)value.size);
    to[0] = (unsigned char)table;
    to[1] = (unsigned char)key.size;
    memcpy(to + 2, &value_size, sizeof value_size);
    copy(to + OPS_HEAD_MAX, key);
    copy(to + OPS_HEAD_MAX + key.size, value);
}

void ops_del(unsigned char *to, enum table table, struct bytes key) {
    to[0] = (unsigned char)(table | OPS_DEL);
    to[1] = (unsigned char)key.size;
    copy(to + 2, key);
}

// The bytes that are left to read.
struct rest {
    const unsigned char *at;
    size_t size;
};

static int take(struct rest *r, size_t size, struct bytes *ret) {
    if (r->size < size)
        return ERR_CORRUPT;
    *ret = (struct bytes){r->at, size};
    r->at += size;
    r->size -= size;
    return ERR_OK;
}

static int apply_put(struct rest *r, struct tables *t, enum table table, size_t key_size) {
    struct bytes head, key, value;
    uint32_t value_size;
    int err = take(r, sizeof value_size, &head);
    if (err)
        return err;
    memcpy(&value_size, head.data, sizeof value_size);
    err = take(r, key_size, &key);
    if (!err)
        err = take(r, be32toh(value_size), &value);
    return err ? err : t->put(t, table, key, value);
}

static int apply_del(struct rest *r, struct tables *t, enum table table, size_t key_size) {
    struct bytes key;
    int err = take(r, key_size, &key);
    if (!err)
        err = t->del(t, table, key);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

static int apply_one(struct rest *r, struct tables *t) {
    struct bytes head;
    int err = take(r, 2, &head);
    if (err)
        return err;
    const unsigned char *h = head.data;
    unsigned table = h[0] & ~OPS_DEL;
    if (table >= TABLE_COUNT || h[1] == 0 || h[1] > TABLE_KEY_MAX)
        return ERR_CORRUPT;
    return h[0] & OPS_DEL ? apply_del(r, t, (enum table)table, h[1])
                          : apply_put(r, t, (enum table)table, h[1]);
}

int ops_apply(struct bytes ops, struct tables *t) {
    struct rest r = {ops.data, ops.size};
    int err = ERR_OK;
    while (r.size > 0 && !err)
        err = apply_one(&r, t);
    return err;
}
