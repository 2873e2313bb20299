// setting.h - the table of all settings: the range of each setting and its form in a hall file. The
// table is written from the marks in square brackets of proto/settings.proto, which also says what
// the marks mean. Pure.
#ifndef HALLQ_SETTING_H
#define HALLQ_SETTING_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_form {
    SETTING_PLAIN,
    SETTING_MINUTES, // minutes, of a field in seconds
    SETTING_TIME,    // 08:30, of a field in minutes after midnight
    SETTING_FIRST,   // the first number of a key written as 1-999
    SETTING_LAST,    // the last number; its row has the key of the first
    SETTING_ABSENT,  // the setting stands in no file
};

// The value of a setting that a file does not name.
enum setting_silence {
    SETTING_NOTHING, // 0, false, empty, absent
    SETTING_NUMBER,  // `otherwise`, a number or an enum's value
    SETTING_PART,    // a message, made of the values that its own settings then have
};

struct setting {
    const char *name; // the field's name
    unsigned index;   // the field's index in its type's descriptor
    const char *key;  // the key in a hall file
    enum setting_form form;
    bool needed;       // a hall file must have the key
    int64_t low, high; // range in the field's unit; a list's count; all int64_t without a range
    // NULL: 0 is a number like any other. "": 0 is allowed, whatever the range. A field of the same
    // message: 0 is allowed where that field is 0.
    const char *zero;
    enum setting_silence silence;
    uint32_t otherwise;
};

// The settings of a message type, in the order in which a file has them.
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

#define SETTING_CHOICE_SIZE 32 // room for a choice's word, which is a name in the schema

// setting_choice: writes the word of an enum's value, its name in small letters, e.g. "keep_rank".
// Returns `to`; NULL for a value that the enum does not have, and for 0, which is no choice.
const char *setting_choice(const ProtobufCEnumDescriptor *choices, int value,
                           char to[SETTING_CHOICE_SIZE]);

// setting_scale: how many units of the field make one unit of the key.
static inline unsigned setting_scale(const struct setting *row) {
    return row->form == SETTING_MINUTES ? 60 : 1;
}

#endif
