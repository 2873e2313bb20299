#include "broker/hall/core/event.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/count.h"

static const struct {
    const char *name;
    unsigned follows;
} marks[] = {
#define EVENT(CASE, Type, member, AUDIENCE, FOLLOWS)                                               \
    [HALLQ__EVENT__BODY_##CASE] = {#member, FOLLOWS},
#include "proto/events.def"
#undef EVENT
};

static bool is_known(const Hallq__Event *event) {
    size_t i = (size_t)event->body_case;
    return i < COUNT(marks) && marks[i].name;
}

unsigned event_follows(const Hallq__Event *event) {
    return is_known(event) ? marks[event->body_case].follows : FOLLOW_NOTHING;
}

const char *event_name(const Hallq__Event *event) {
    return is_known(event) ? marks[event->body_case].name : "unknown";
}

// Every body is one pointer in a union of pointers; proto/marks.py makes sure that the event has a
// field of this name.
uint32_t event_device(const Hallq__Event *event) {
    const char *body = (const char *)event->ticket_issued;
    const ProtobufCMessageDescriptor *type = event->ticket_issued->base.descriptor;
    assert(event_follows(event) & FOLLOW_DEVICES);
    for (unsigned i = 0; i < type->n_fields; i++)
        if (!strcmp(type->fields[i].name, "device"))
            return *(const uint32_t *)(body + type->fields[i].offset);
    return 0;
}
