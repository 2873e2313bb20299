// value.h - what may stand at a key of a hall file, by the setting's field: numbers, choices and texts are read here.
#ifndef HALLQ_HALLFILE_VALUE_H
#define HALLQ_HALLFILE_VALUE_H

#include "broker/hall/settings/setting.h"
#include "clients/hallfile/reader.h"

enum kind {
    KIND_WHOLE,
    KIND_MINUTES,
    KIND_BOOL,
    KIND_CHOICE,
    KIND_TEXT,
    KIND_TIME,    // of day, 08:30
    KIND_NUMBERS, // 1-999
    KIND_PART,    // a message
    KIND_LIST,
    KIND_HOURS,    // {mon-fri: 08:30-18:30}, a list of DayHours in the settings
    KIND_HOLIDAYS, // {2026-10-01: closed}, a list of Holiday
    KIND_SPANS,    // 08:30-12:00, 13:30-18:00, a list of Span
};

// The place of a value: in the schema, in the message that is filled, and its path in the settings.
struct slot {
    const struct setting *row;
    const ProtobufCFieldDescriptor *field;
    enum kind kind;
    bool needed;
    ProtobufCMessage *message; // that has the field
    void *at;                  // where the value goes
    const char *path;          // e.g. "services[0].hours"
};

// slot_of: of a field of a message at `path` ("" for the settings themselves); slot_item: of an item of a
// list, at `to`. Paths are the arena's.
struct slot slot_of(struct reader *r, const struct setting_group *group, const struct setting *row,
                    ProtobufCMessage *message, const char *path);
struct slot slot_item(struct reader *r, const struct slot *list, size_t index, void *to);

// node_fits: whether the node is of the type that the kind needs; what is none is told.
bool node_fits(struct reader *r, const struct slot *s, const yaml_node_t *node);

// scalar_look: whether a scalar reads as what its key needs; what does not is told.
bool scalar_look(struct reader *r, const struct slot *s, const yaml_node_t *node);

// scalar_read: scalar_look, and takes the value. For kinds up to KIND_NUMBERS.
void scalar_read(struct reader *r, const struct slot *s, const yaml_node_t *node);

// written: what stands at a node, for a sentence. wanted: what may stand in a slot.
const char *written(struct reader *r, const yaml_node_t *node);
const char *wanted(struct reader *r, const struct slot *s);

// tell_value: at a scalar that does not read as what its key needs; the message says {text}, what
// stands there. A character that looks like the right one is told of instead.
void tell_value(struct reader *r, const yaml_node_t *node, enum hallfile_message message);

// tell_wanted: "here is ..., write ...", `want` being one of the WANT_ messages without a place.
void tell_wanted(struct reader *r, const yaml_node_t *node, enum hallfile_message want);

// time_read: minutes after midnight of "08:30", up to 24:00. Moves *at behind it.
bool time_read(const char **at, uint32_t *ret_min);

#endif
