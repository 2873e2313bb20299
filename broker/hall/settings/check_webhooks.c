// check_webhooks.c - programs that are told of a hall's events: where, and of which.
#include <string.h>

#include "base/limit.h"
#include "broker/hall/settings/checker.h"

// http or https, a host, and printable ASCII without what no such address has; a user's name in it
// would stand in settings that others read.
static bool url_fits(const char *url) {
    const char *host = !strncmp(url, "https://", 8)  ? url + 8
                       : !strncmp(url, "http://", 7) ? url + 7
                                                     : "";
    if (strlen(url) > LIMIT_URL)
        return false;
    for (const char *at = url; *at; at++)
        if (*at <= ' ' || *at > '~' || strchr("#\"<>\\^`{|}", *at))
            return false;
    size_t host_len = strcspn(host, "/?");
    return host_len && !memchr(host, '@', host_len) && *host != ':';
}

static void check_event(struct checker *c, const Hallq__Webhook *hook, size_t i) {
    char word[SETTING_CHOICE_SIZE];
    size_t same = 0;
    while (same < i && hook->events[same] != hook->events[i])
        same++;
    struct checker_other other = checker_other(c, ".events", same, "");
    size_t here = checker_push(c, ".events[%zu]", i);
    if (!setting_choice(&hallq__webhook__about__descriptor, (int)hook->events[i], word))
        checker_report(c, "", (struct problem){PROBLEM_CHOICE, .text = "ticket_called, ..."});
    else if (same < i)
        checker_report(c, "", (struct problem){PROBLEM_EVENT_TWICE, .other = other.path});
    checker_pop(c, here);
}

static void check_webhook(struct checker *c, size_t i) {
    const Hallq__Webhook *hook = c->s->webhooks[i];
    const char *url = text_or_empty(hook->url);
    checker_id_once(c, ".webhooks", ".id", (void *const *)c->s->webhooks, i,
                    offsetof(Hallq__Webhook, id), PROBLEM_ID_TWICE);
    size_t here = checker_push(c, ".webhooks[%zu]", i);
    checker_fields(c, hook);
    if (!url_fits(url))
        checker_report(
            c, ".url",
            (struct problem){PROBLEM_URL_BAD, .text = checker_shown(url), .high = LIMIT_URL});
    bool look = checker_list(c, hook, "events");
    for (size_t j = 0; look && j < hook->n_events; j++)
        check_event(c, hook, j);
    checker_pop(c, here);
}

void check_webhooks(struct checker *c) {
    if (!checker_list(c, c->s, "webhooks"))
        return;
    for (size_t i = 0; i < c->s->n_webhooks; i++)
        check_webhook(c, i);
}
