// project.c - an event as a feed may show it. Two tables decide: events.def says which feed sees an
// event at all, marks.def which of its fields. An event none of whose marked fields is set goes out
// as it is; else it is copied one level deep, and what is not for this feed is blanked. Settings,
// moved tickets and leftovers have marked parts inside, and a function each.
#include "broker/hall/project.h"
#include "broker/hall/deciding.h"

#include <string.h>

#include "base/role.h"

enum visibility { PUBLIC, STAFF, JOURNAL };

static enum visibility visibility_of(Hallq__Event__BodyCase body_case) {
    switch (body_case) {
#define EVENT(CASE, Type, member, MARK)                                                            \
    case HALLQ__EVENT__BODY_##CASE:                                                                \
        return MARK;
#include "broker/hall/events.def"
#undef EVENT
    case HALLQ__EVENT__BODY__NOT_SET:
    case _HALLQ__EVENT__BODY__CASE_IS_INT_SIZE:
        break;
    }
    return JOURNAL; // unknown: shown to nobody
}

enum mark { MARK_STAFF, MARK_JOURNAL, MARK_LINE };
enum shape { SHAPE_BYTES, SHAPE_TEXT };

struct mark_row {
    Hallq__Event__BodyCase body_case;
    enum mark mark;
    enum shape shape;
    size_t offset, size;
};

#define END_OF(Type, field) (offsetof(Hallq__##Type, field) + sizeof((Hallq__##Type *)0)->field)
#define FIELD(Type, field) SHAPE_BYTES, offsetof(Hallq__##Type, field), END_OF(Type, field)
#define TEXT(Type, field) SHAPE_TEXT, offsetof(Hallq__##Type, field), END_OF(Type, field)
#define LIST(Type, field) SHAPE_BYTES, offsetof(Hallq__##Type, n_##field), END_OF(Type, field)
#define ROW(body_case, mark, shape, from, upto)                                                    \
    { body_case, mark, shape, from, (upto) - (from) }
#define ROW_EXPANDED(...) ROW(__VA_ARGS__)

static const struct mark_row marks[] = {
#define MARK(mark, shape, CASE, Type, field)                                                       \
    ROW_EXPANDED(HALLQ__EVENT__BODY_##CASE, MARK_##mark, shape(Type, field)),
#include "broker/hall/marks.def"
#undef MARK
};
static const size_t mark_count = sizeof marks / sizeof marks[0];

static bool service_line(const Hallq__Line *line) {
    return line && line->kind == HALLQ__LINE__KIND__SERVICE;
}

static bool field_set(const struct mark_row *m, const char *field) {
    if (m->shape == SHAPE_TEXT)
        return **(char *const *)field;
    for (size_t i = 0; i < m->size; i++)
        if (field[i])
            return true;
    return false;
}

static bool to_blank(const struct mark_row *m, const char *body, enum feed feed) {
    const char *field = body + m->offset;
    if (m->mark != MARK_JOURNAL && feed == FEED_STAFF)
        return false;
    if (m->mark == MARK_LINE)
        return *(Hallq__Line *const *)field && !service_line(*(Hallq__Line *const *)field);
    return field_set(m, field);
}

static void blank(const struct mark_row *m, char *body) {
    if (m->shape == SHAPE_TEXT)
        *(const char **)(body + m->offset) = protobuf_c_empty_string;
    else
        memset(body + m->offset, 0, m->size);
}

// An event on its way to a feed: `event` is the original until something has to be changed.
struct projection {
    const Hallq__Event *event;
    Hallq__Event *copy;
    struct arena *arena;
};

// Every body is one pointer in a union of pointers.
static const char *body_of(const Hallq__Event *event) {
    return (const char *)event->ticket_issued;
}

static char *body_own(struct projection *p) {
    if (!p->copy) {
        const ProtobufCMessage *body = (const ProtobufCMessage *)body_of(p->event);
        p->copy = arena_copy(p->arena, p->event, sizeof *p->event);
        void *own = arena_copy(p->arena, body, body->descriptor->sizeof_message);
        p->copy->ticket_issued = own;
        p->event = p->copy;
    }
    return (char *)p->copy->ticket_issued;
}

// ---------------------------------------------------------------- parts inside

static const Hallq__CounterSettings *counter_public(const Hallq__CounterSettings *c,
                                                    struct arena *arena) {
    if (!c->policy)
        return c;
    Hallq__CounterSettings *copy = arena_copy(arena, c, sizeof *c);
    copy->policy = NULL;
    return copy;
}

// Those that a customer may choose.
static void classes_public(Hallq__HallSettings *copy, struct arena *arena) {
    Hallq__CustomerClass *const *all = copy->classes;
    Hallq__CustomerClass **classes = arena_need(arena, (copy->n_classes + 1) * sizeof *classes);
    size_t count = 0;
    for (size_t i = 0; i < copy->n_classes; i++)
        if (all[i]->self_service)
            classes[count++] = all[i];
    copy->classes = classes;
    copy->n_classes = count;
}

const Hallq__HallSettings *settings_public(const Hallq__HallSettings *h, struct arena *arena) {
    Hallq__HallSettings *copy = arena_copy(arena, h, sizeof *h);
    const Hallq__CounterSettings **counters =
        arena_need(arena, (h->n_counters + 1) * sizeof *counters);
    for (size_t i = 0; i < h->n_counters; i++)
        counters[i] = counter_public(h->counters[i], arena);
    copy->counters = (Hallq__CounterSettings **)counters;
    copy->n_staff = 0;
    copy->staff = NULL;
    classes_public(copy, arena);
    return copy;
}

static Hallq__Line *line_public(Hallq__Line *line) {
    return service_line(line) ? line : NULL;
}

static void settings_applied_public(struct projection *p) {
    Hallq__SettingsApplied *e = (Hallq__SettingsApplied *)body_own(p);
    Hallq__TicketMove **moved = arena_need(p->arena, (e->n_moved + 1) * sizeof *moved);
    e->settings = (Hallq__HallSettings *)(uintptr_t)settings_public(e->settings, p->arena);
    for (size_t i = 0; i < e->n_moved; i++) {
        moved[i] = arena_copy(p->arena, e->moved[i], sizeof *moved[i]);
        moved[i]->left = line_public(moved[i]->left);
        moved[i]->entered = line_public(moved[i]->entered);
        moved[i]->to = line_public(moved[i]->to);
        moved[i]->rank_ms = 0;
    }
    e->moved = moved;
}

static void leftovers_closed_public(struct projection *p) {
    Hallq__LeftoversClosed *e = (Hallq__LeftoversClosed *)body_own(p);
    Hallq__LeftoversClosed__One **tickets =
        arena_need(p->arena, (e->n_tickets + 1) * sizeof *tickets);
    for (size_t i = 0; i < e->n_tickets; i++) {
        tickets[i] = arena_copy(p->arena, e->tickets[i], sizeof *tickets[i]);
        tickets[i]->left = line_public(tickets[i]->left);
        tickets[i]->held_counter = 0;
    }
    e->tickets = tickets;
}

// ---------------------------------------------------------------- the whole

enum feed feed_of(Hallq__Device__Role role) {
    return role_follows_staff(role) ? FEED_STAFF : FEED_PUBLIC;
}

int feed_asked(struct deciding *d, Hallq__Feed__Kind kind, enum feed *ret) {
    *ret = feed_of(d->asker->role);
    switch (kind) {
    case HALLQ__FEED__KIND__NO_FEED:
        return ERR_OK;
    case HALLQ__FEED__KIND__PUBLIC:
        *ret = FEED_PUBLIC;
        return ERR_OK;
    case HALLQ__FEED__KIND__STAFF:
        return *ret == FEED_STAFF ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "feed");
    case _HALLQ__FEED__KIND_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "feed");
}

const Hallq__Event *event_project(const Hallq__Event *event, enum feed feed, struct arena *arena) {
    struct projection p = {.event = event, .arena = arena};
    enum visibility visibility = visibility_of(event->body_case);
    if (visibility == JOURNAL || (visibility == STAFF && feed == FEED_PUBLIC))
        return NULL;
    for (size_t i = 0; i < mark_count; i++)
        if (marks[i].body_case == event->body_case && to_blank(&marks[i], body_of(event), feed))
            blank(&marks[i], body_own(&p));
    if (feed == FEED_PUBLIC && event->body_case == HALLQ__EVENT__BODY_SETTINGS_APPLIED)
        settings_applied_public(&p);
    if (feed == FEED_PUBLIC && event->body_case == HALLQ__EVENT__BODY_LEFTOVERS_CLOSED)
        leftovers_closed_public(&p);
    return p.event;
}
