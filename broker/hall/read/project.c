// project.c - which feed a device may follow, and an event as a feed may show it. base/role.h and
// base/visible.h have the tables.
#include "broker/hall/read/project.h"

#include "broker/hall/core/deciding.h"

enum feed feed_of(Hallq__Device__Role role) {
    switch (role_feed(role)) {
    case DOMAIN_LEAD:
        return FEED_LEAD;
    case DOMAIN_STAFF:
        return FEED_STAFF;
    case DOMAIN_PUBLIC:
    case DOMAIN_COMMANDS:
    case DOMAIN_COUNT:
        break;
    }
    return FEED_PUBLIC;
}

int feed_asked(struct deciding *d, Hallq__Feed__Kind kind, enum feed *ret) {
    Hallq__Device__Role role = d->asker->role;
    bool may = role_may_enter(role, DOMAIN_PUBLIC);
    switch (kind) {
    case HALLQ__FEED__KIND__NO_FEED:
        *ret = feed_of(role);
        break;
    case HALLQ__FEED__KIND__PUBLIC:
        *ret = FEED_PUBLIC;
        break;
    case HALLQ__FEED__KIND__STAFF:
        *ret = FEED_STAFF;
        may = role_may_enter(role, DOMAIN_STAFF);
        break;
    case HALLQ__FEED__KIND__LEAD:
        *ret = FEED_LEAD;
        may = role_may_enter(role, DOMAIN_LEAD);
        break;
    case HALLQ__FEED__KIND__INTERNET:
        *ret = FEED_INTERNET;
        break;
    case _HALLQ__FEED__KIND_IS_INT_SIZE:
        break;
    }
    if (kind > HALLQ__FEED__KIND__LEAD)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "feed");
    return may ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "feed");
}

const Hallq__Event *event_project(const Hallq__Event *event, enum feed feed, struct arena *arena) {
    return visible_event(event, feed, arena);
}
