// keys.h - the words a hall file may have: its keys, and the choices of a key.
#ifndef HALLQ_HALLFILE_KEYS_H
#define HALLQ_HALLFILE_KEYS_H

#include "broker/hall/settings/setting.h"
#include "clients/hallfile/reader.h"

// key_row: the setting of a key, NULL if there is none. Of two that share one, the first.
const struct setting *key_row(const struct setting_group *group, const char *key);

// key_shown: whether a row stands in files under a key that no row before it has.
bool key_shown(const struct setting *row);

// all_keys: "id, name, role"; the arena's.
const char *all_keys(struct reader *r, const struct setting_group *group);

// nearest_key: the key that was meant perhaps, NULL if none is near.
const char *nearest_key(const struct setting_group *group, const char *written);

// choice_value: the value of a word; 0, which no word has, if there is none.
int choice_value(const ProtobufCEnumDescriptor *choices, const char *word);

// all_choices: "clerk, guide, lead, manager"; the arena's.
const char *all_choices(struct reader *r, const ProtobufCEnumDescriptor *choices);

#endif
