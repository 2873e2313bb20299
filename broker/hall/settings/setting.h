// setting.h - the table of all settings: the range of each, and how a hall file has it. It is written
// from the marks in square brackets of proto/settings.proto, which also says what they mean. Pure.
#ifndef HALLQ_SETTING_H
#define HALLQ_SETTING_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_form {
    SETTING_PLAIN,
    SETTING_MINUTES, // of a field in seconds
    SETTING_TIME,    // 08:30, of a field in minutes after midnight
    SETTING_FIRST,   // the first number of a key written as 1-999
    SETTING_LAST,    // the last one; its row has the same key
    SETTING_ABSENT,  // in no file
};

// What a setting is where a file is silent.
enum setting_silence {
    SETTING_NOTHING, // 0, false, empty, absent
    SETTING_NUMBER,  // `otherwise`, a number or an enum's value
    SETTING_PART,    // a message, made of what its own settings are then
};

struct setting {
    const char *name; // of the field
    unsigned index;   // of the field in its type's descriptor
    const char *key;  // in a hall file
    enum setting_form form;
    bool needed;       // in a hall file
    int64_t low, high; // in the field's unit; of a list, how many. Without a range all int64_t
    // NULL: 0 is a number like any other. "": 0 may be, whatever the range. A field of the same
    // message: 0 may be where that one is 0.
    const char *zero;
    enum setting_silence silence;
    uint32_t otherwise;
};

// The settings of one message type, in the order in which a file has them.
struct setting_group {
    const ProtobufCMessageDescriptor *type;
    const struct setting *rows;
    size_t row_count;
};

// setting_group: the group of a type that occurs in HallSettings; NULL for any other.
const struct setting_group *setting_group(const ProtobufCMessageDescriptor *type);

// setting_named: the row of a field, by the first name_len bytes of `name`; NULL if there is none.
const struct setting *setting_named(const struct setting_group *group, const char *name,
                                    size_t name_len);

// setting_field: the field of a row of the group.
static inline const ProtobufCFieldDescriptor *setting_field(const struct setting_group *group,
                                                            const struct setting *row) {
    return &group->type->fields[row->index];
}

#define SETTING_CHOICE_SIZE 32 // of the word of a choice: a name in the schema

// setting_choice: how a value of an enum is written, e.g. "keep_rank": its name in small letters. Returns
// `to`; NULL of a value that the enum has not, and of 0, which is no choice.
const char *setting_choice(const ProtobufCEnumDescriptor *choices, int value,
                           char to[SETTING_CHOICE_SIZE]);

// setting_scale: so many of the field's units are one of the key's.
static inline unsigned setting_scale(const struct setting *row) {
    return row->form == SETTING_MINUTES ? 60 : 1;
}

#endif
