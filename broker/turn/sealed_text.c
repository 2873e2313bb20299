#include "broker/turn/sealed_text.h"

#include <string.h>

#include "broker/log/log.h"

int sealed_text_make(struct seal_ring *seals, struct arena *arena, const char *text,
                     size_t size_max, struct seal_place *at, ProtobufCBinaryData *ret_box,
                     uint64_t *ret_key) {
    size_t size = strlen(text);
    *ret_box = (ProtobufCBinaryData){0, NULL};
    if (!size || size > size_max)
        return ERR_OK;
    at->item++;
    ret_box->data = arena_need(arena, size + SEAL_OVERHEAD);
    int err = seal_box(seals, at, text, size, ret_box->data, ret_key);
    if (!err)
        ret_box->len = size + SEAL_OVERHEAD;
    return err;
}

static int box_open(struct seal_ring *seals, struct state *s, const struct seal_place *at,
                    const Hallq__SealedRow *row, char **ret_text) {
    if (row->box.len < SEAL_OVERHEAD)
        return ERR_CORRUPT;
    char *text = arena_need(s->arena, row->box.len - SEAL_OVERHEAD + 1);
    int err = seal_open(seals, at, row->key, row->box.data, row->box.len, text);
    if (!err)
        *ret_text = text;
    else if (err != ERR_CLOSED)
        log_write(LOG_LEVEL_WARNING, "text_unreadable", " hall=%u day=%d error=\"%s\"", at->hall,
                  at->day, err_text(err));
    return ERR_OK;
}

int sealed_text_open(struct seal_ring *seals, struct state *s, uint32_t hall, int32_t from_day,
                     uint64_t sealed, char **ret_text) {
    Hallq__SealedRow *row;
    int32_t day;
    int err = sealed_find(s, hall, from_day, sealed, &day, &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return box_open(seals, s, &(struct seal_place){hall, day, sealed}, row, ret_text);
}

int case_text_open(struct seal_ring *seals, struct state *s, uint32_t hall, uint32_t number,
                   uint64_t sealed, char **ret_text) {
    Hallq__SealedRow *row;
    int err = sealed ? sealed_row_get(s, key_sealed(hall, CASES_DAY, sealed), &row) : ERR_NOT_FOUND;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return box_open(seals, s, &(struct seal_place){hall, CASES_DAY, number}, row, ret_text);
}
