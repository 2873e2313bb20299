// setting.c - settings.def as tables, a table for each message type.
#include "broker/hall/settings/setting.h"

#include <string.h>

#include "base/count.h"
#include "settings.pb-c.h"

#define GROUP(Type, noun) static const struct setting noun##_rows[] = {
#define SETTING(Type, index, field, key, form, needed, low, high, zero, silence, otherwise)        \
    {#field, index, key, SETTING_##form, needed, low, high, zero, SETTING_##silence, otherwise},
#define END(Type, noun)                                                                            \
    }                                                                                              \
    ;
#include "proto/settings.def"
#undef GROUP
#undef SETTING
#undef END

static const struct setting_group groups[] = {
#define GROUP(Type, noun) {&hallq__##noun##__descriptor, noun##_rows, COUNT(noun##_rows)},
#define SETTING(Type, index, field, key, form, needed, low, high, zero, silence, otherwise)
#define END(Type, noun)
#include "proto/settings.def"
};

const struct setting_group *setting_group(const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < COUNT(groups); i++)
        if (groups[i].type == type)
            return &groups[i];
    return NULL;
}

const struct setting *setting_named(const struct setting_group *group, const char *name,
                                    size_t name_len) {
    for (size_t i = 0; i < group->row_count; i++)
        if (strlen(group->rows[i].name) == name_len &&
            !strncmp(group->rows[i].name, name, name_len))
            return &group->rows[i];
    return NULL;
}

static char small(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *setting_choice(const ProtobufCEnumDescriptor *choices, int value,
                           char to[SETTING_CHOICE_SIZE]) {
    unsigned i = 0;
    size_t len = 0;
    while (i < choices->n_values && choices->values[i].value != value)
        i++;
    if (!value || i == choices->n_values)
        return NULL;
    for (const char *name = choices->values[i].name; len < SETTING_CHOICE_SIZE - 1 && name[len];
         len++)
        to[len] = small(name[len]);
    to[len] = '\0';
    return to;
}
