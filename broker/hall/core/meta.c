#include "broker/hall/core/meta.h"

int meta_need(struct state *s, Hallq__MetaRow **ret) {
    int err = meta_row_get(s, key_meta(), ret);
    if (err != ERR_NOT_FOUND)
        return err;
    *ret = arena_need(s->arena, sizeof **ret);
    hallq__meta_row__init(*ret);
    return ERR_OK;
}

int clock_in_doubt(struct state *s, bool *ret_in_doubt) {
    Hallq__MetaRow *meta;
    int err = meta_need(s, &meta);
    *ret_in_doubt = !err && meta->clock_alarm;
    return err;
}
