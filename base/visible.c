#include "base/visible.h"

#include <stdbool.h>
#include <string.h>

#include "base/count.h"

#define OFFSET(Type, field) offsetof(Hallq__##Type, field)
#define SIZE(Type, field) sizeof(((Hallq__##Type *)0)->field)
#define ROW(Type, level, shape, field, count, part)                                                \
    {VISIBLE_##level, VISIBLE_##shape, OFFSET(Type, field), SIZE(Type, field), count, part},

#define MESSAGE(Type, noun) static const struct visible_field noun##_fields[] = {
#define FIELD(Type, level, field) ROW(Type, level, FIELD, field, 0, NULL)
#define LIST(Type, level, field) ROW(Type, level, LIST, field, OFFSET(Type, n_##field), NULL)
#define PART(Type, level, field, noun) ROW(Type, level, PART, field, 0, &noun##_visible)
#define PARTS(Type, level, field, noun)                                                            \
    ROW(Type, level, PARTS, field, OFFSET(Type, n_##field), &noun##_visible)
#define END(Type, noun)                                                                            \
    }                                                                                              \
    ;                                                                                              \
    static const struct visible_message noun##_visible = {&hallq__##noun##__descriptor,            \
                                                          noun##_fields, COUNT(noun##_fields)};
#define EVENT(Type, noun, CASE) END(Type, noun)
#include "proto/visible.def"
#undef MESSAGE
#undef FIELD
#undef LIST
#undef PART
#undef PARTS
#undef END
#undef EVENT

static const struct visible_message *const bodies[] = {
#define MESSAGE(Type, noun)
#define FIELD(Type, level, field)
#define LIST(Type, level, field)
#define PART(Type, level, field, noun)
#define PARTS(Type, level, field, noun)
#define END(Type, noun)
#define EVENT(Type, noun, CASE) [HALLQ__EVENT__BODY_##CASE] = &noun##_visible,
#include "proto/visible.def"
};

static const struct visible_message *const messages[] = {
#undef END
#undef EVENT
#define END(Type, noun) &noun##_visible,
#define EVENT(Type, noun, CASE) END(Type, noun)
#include "proto/visible.def"
};

const struct visible_message *visible_of(const ProtobufCMessageDescriptor *type) {
    for (size_t i = 0; i < COUNT(messages); i++)
        if (messages[i]->type == type)
            return messages[i];
    return NULL;
}

static enum visible level_of(enum feed feed) {
    switch (feed) {
    case FEED_PUBLIC:
        return VISIBLE_PUBLIC;
    case FEED_STAFF:
        return VISIBLE_STAFF;
    case FEED_WEBHOOK:
        return VISIBLE_WEBHOOK;
    case FEED_INTERNET:
        return VISIBLE_INTERNET;
    case FEED_HOLDER:
        return VISIBLE_HOLDER;
    case FEED_LEAD:
        return VISIBLE_LEAD;
    }
    return VISIBLE_INTERNET + 1; // no field goes as far
}

// Whether a part is the staff's by its content: a line that is no service's, or a class that
// customers may not take themselves.
static bool of_staff(const ProtobufCMessageDescriptor *type, const void *message) {
    if (type == &hallq__line__descriptor)
        return ((const Hallq__Line *)message)->kind != HALLQ__LINE__KIND__SERVICE;
    return type == &hallq__customer_class__descriptor &&
           !((const Hallq__CustomerClass *)message)->self_service;
}

static const void *project(const struct visible_message *m, const void *message, enum visible level,
                           struct arena *arena);

static void parts_project(const struct visible_field *f, const char *from, char *to,
                          enum visible level, struct arena *arena) {
    size_t count = *(const size_t *)(from + f->count_offset);
    const void *const *parts = *(const void *const *const *)(from + f->offset);
    const void **shown = arena_need(arena, (count + 1) * sizeof *shown);
    size_t *shown_count = (size_t *)(to + f->count_offset);
    for (size_t i = 0; i < count; i++)
        if ((shown[*shown_count] = project(f->part, parts[i], level, arena)))
            ++*shown_count;
    *(const void ***)(to + f->offset) = shown;
}

static void field_project(const struct visible_field *f, const char *from, char *to,
                          enum visible level, struct arena *arena) {
    const void *part;
    switch (f->shape) {
    case VISIBLE_LIST:
        memcpy(to + f->count_offset, from + f->count_offset, sizeof(size_t));
        memcpy(to + f->offset, from + f->offset, f->size);
        break;
    case VISIBLE_FIELD:
        memcpy(to + f->offset, from + f->offset, f->size);
        break;
    case VISIBLE_PART:
        if ((part = *(const void *const *)(from + f->offset)))
            *(const void **)(to + f->offset) = project(f->part, part, level, arena);
        break;
    case VISIBLE_PARTS:
        parts_project(f, from, to, level, arena);
        break;
    }
}

static const void *project(const struct visible_message *m, const void *message, enum visible level,
                           struct arena *arena) {
    char *shown = NULL;
    if (level > VISIBLE_STAFF && of_staff(m->type, message))
        return NULL;
    for (size_t i = 0; i < m->field_count; i++) {
        if (m->fields[i].level < level)
            continue;
        if (!shown) {
            shown = arena_need(arena, m->type->sizeof_message);
            m->type->message_init((ProtobufCMessage *)shown);
        }
        field_project(&m->fields[i], message, shown, level, arena);
    }
    return shown;
}

const void *visible_project(const struct visible_message *m, const void *message, enum feed feed,
                            struct arena *arena) {
    return project(m, message, level_of(feed), arena);
}

const Hallq__Event *visible_event(const Hallq__Event *event, enum feed feed, struct arena *arena) {
    size_t i = (size_t)event->body_case;
    const struct visible_message *m = i < COUNT(bodies) ? bodies[i] : NULL;
    // Every body is one pointer in a union of pointers.
    const void *body = m ? visible_project(m, event->ticket_issued, feed, arena) : NULL;
    if (!body)
        return NULL;
    Hallq__Event *shown = arena_need(arena, sizeof *shown);
    hallq__event__init(shown);
    shown->seq = event->seq;
    shown->at_ms = event->at_ms;
    shown->body_case = event->body_case;
    shown->ticket_issued = (Hallq__TicketIssued *)(uintptr_t)body;
    return shown;
}

const Hallq__HallSettings *visible_settings(const Hallq__HallSettings *settings, enum feed feed,
                                            struct arena *arena) {
    return visible_project(&hall_settings_visible, settings, feed, arena);
}

const Hallq__Snapshot *visible_snapshot(const Hallq__Snapshot *snapshot, enum feed feed,
                                        struct arena *arena) {
    return visible_project(&snapshot_visible, snapshot, feed, arena);
}

const Hallq__TicketCard *visible_ticket_card(const Hallq__TicketCard *card, enum feed feed,
                                             struct arena *arena) {
    return visible_project(&ticket_card_visible, card, feed, arena);
}
