// MetaRow is the one row the store itself reads and writes: format, epoch and log are its own; turn
// and time are set through the store; the other fields belong to other code and are kept.
#include "broker/store/tables/meta.h"

#include "base/wire/wire.h"

static int meta_read(struct tables *tables, struct arena *a, Hallq__MetaRow **ret) {
    struct bytes value;
    int err = tables->get(tables, TABLE_META, TABLE_META_KEY, &value);
    if (err)
        return err;
    *ret = wire_unpack_stored(&hallq__meta_row__descriptor, a, value.data, value.size);
    return *ret ? ERR_OK : ERR_CORRUPT;
}

int meta_put(struct tables *tables, struct arena *a, const Hallq__MetaRow *row) {
    size_t size = wire_size(row);
    void *packed = arena_alloc(a, size + 1); // a row of zeros is empty
    if (!packed)
        return ERR_NO_MEMORY;
    wire_pack(row, packed);
    return tables->put(tables, TABLE_META, TABLE_META_KEY, (struct bytes){packed, size});
}

int meta_change(struct tables *tables, struct arena *a, meta_change_cb change_cb,
                const struct store_meta *to) {
    Hallq__MetaRow *row;
    int err = meta_read(tables, a, &row);
    if (err)
        return err;
    change_cb(row, to);
    return meta_put(tables, a, row);
}

int meta_unpack(struct bytes value, struct store_meta *ret_meta) {
    struct arena a;
    int err = ERR_CORRUPT;
    arena_init(&a, META_MEMORY_BYTES);
    const Hallq__MetaRow *row =
        wire_unpack_stored(&hallq__meta_row__descriptor, &a, value.data, value.size);
    if (row) {
        *ret_meta = (struct store_meta){
            .format = row->format,
            .epoch = row->epoch,
            .turn = row->turn,
            .at_ms = row->at_ms,
            .wall_at_ms = row->wall_at_ms,
            .covered_at_ms = row->covered_at_ms,
            .clock_alarm = row->clock_alarm,
            .clock_catches_up = row->clock_catches_up,
            .log = row->log,
            .keys = (enum store_keys)row->keys,
            .is_backup = row->epoch && row->backup_of_epoch == row->epoch,
        };
        for (size_t i = 0; i < row->n_server_keys; i++)
            server_keys_add(&ret_meta->server_keys, row->server_keys[i]);
        err = ERR_OK;
    }
    arena_fini(&a);
    return err;
}

static void change_turn(Hallq__MetaRow *row, const struct store_meta *to) {
    row->turn = to->turn;
    row->at_ms = to->at_ms;
}

int store_meta_turn(struct tables *tables, uint64_t turn, int64_t at_ms) {
    struct store_meta to = {.turn = turn, .at_ms = at_ms};
    struct arena a;
    arena_init(&a, META_MEMORY_BYTES);
    int err = meta_change(tables, &a, change_turn, &to);
    arena_fini(&a);
    return err;
}

static void change_keys(Hallq__MetaRow *row, const struct store_meta *to) {
    row->keys = (Hallq__MetaRow__Keys)to->keys;
}

int store_meta_keys(struct tables *tables, enum store_keys keys) {
    struct store_meta to = {.keys = keys};
    struct arena a;
    arena_init(&a, META_MEMORY_BYTES);
    int err = meta_change(tables, &a, change_keys, &to);
    arena_fini(&a);
    return err;
}

int store_meta_server_keys(struct tables *tables, const struct server_keys *keys) {
    Hallq__MetaRow *row;
    struct server_keys copy = *keys;
    char *texts[SERVER_KEYS_MAX];
    struct arena a;
    for (size_t i = 0; i < copy.count; i++)
        texts[i] = copy.keys[i];
    arena_init(&a, META_MEMORY_BYTES);
    int err = meta_read(tables, &a, &row);
    if (!err) {
        row->server_keys = texts;
        row->n_server_keys = copy.count;
        err = meta_put(tables, &a, row);
    }
    arena_fini(&a);
    return err;
}

static void change_log(Hallq__MetaRow *row, const struct store_meta *to) {
    row->log = to->log;
}

int meta_set_log(struct tables *tables, struct arena *a, uint64_t log) {
    struct store_meta to = {.log = log};
    return meta_change(tables, a, change_log, &to);
}

int store_meta_get(struct tables *tables, struct store_meta *ret_meta) {
    struct bytes value;
    int err = tables->get(tables, TABLE_META, TABLE_META_KEY, &value);
    return err ? err : meta_unpack(value, ret_meta);
}
