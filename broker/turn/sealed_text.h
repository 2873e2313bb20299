// sealed_text.h - customer data in the store: texts sealed under a key of their business day.
#ifndef HALLQ_SEALED_TEXT_H
#define HALLQ_SEALED_TEXT_H

#include "broker/hall/rules.h"
#include "broker/seal/seal.h"

// sealed_text_make: seals a text, in the arena, at the place after *at, which moves on. *ret_box is
// empty for an empty text and for a text of more than size_max bytes, which its rule refuses.
// *ret_key: the key of the seal. Returns ERR_OK or an error of the keys.
int sealed_text_make(struct seal_ring *seals, struct arena *arena, const char *text,
                     size_t size_max, struct seal_place *at, ProtobufCBinaryData *ret_box,
                     uint64_t *ret_key);

// sealed_text_open: the text of a sealed row, in the state's arena; *ret_text stays as it is if
// the text cannot be read any more: its key is gone with its day, or with the folder of keys. That
// is no error and undoes no turn. Returns ERR_OK or a store error.
int sealed_text_open(struct seal_ring *seals, struct state *s, uint32_t hall, int32_t from_day,
                     uint64_t sealed, char **ret_text);

// case_text_open: the same of a text that is under the key of the case or work slip of that number;
// sealed 0: there is none.
int case_text_open(struct seal_ring *seals, struct state *s, uint32_t hall, uint32_t number,
                   uint64_t sealed, char **ret_text);

#endif
