// settings.c - the settings of a hall, as far as the asker may see them.
#include "base/visible.h"
#include "broker/hall/core/rules_by_command.h"

// The list of people is shown only to a person signed on; a lead's console sees the other settings
// without a sign-on.
int get_settings_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    bool all = d->asker->role == HALLQ__DEVICE__ROLE__LEAD ||
               d->asker->role == HALLQ__DEVICE__ROLE__MANAGER ||
               d->asker->role == HALLQ__DEVICE__ROLE__ADMIN;
    enum feed feed = all ? FEED_LEAD : FEED_PUBLIC;
    (void)request;
    const Hallq__HallSettings *h =
        all && people_shown(d) ? d->settings : visible_settings(d->settings, feed, d->state->arena);
    reply->body_case = HALLQ__REPLY__BODY_SETTINGS;
    reply->settings = (Hallq__HallSettings *)(uintptr_t)h;
    return ERR_OK;
}
