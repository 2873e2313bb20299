// route.c - which address is whose. A row of the table: the method, the path with {} for a part that
// varies, and who answers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/number.h"
#include "clients/libhallq/json.h"
#include "command.h"
#include "demo.h"
#include "gateway.h"
#include "problem.h"
#include "report.h"
#include "settings.h"
#include "ticket.h"
#include "web.pb-c.h"

#define PARTS_MAX 6
#define PART_SIZE 160

// The parts of a path that vary, in order.
struct varying {
    char parts[PARTS_MAX][PART_SIZE];
    size_t count;
};

struct route {
    enum http_method method;
    const char *path;
    void (*answer_cb)(struct gateway *g, struct http_request *r, const struct varying *v);
};

// ---------------------------------------------------------------- what is asked of everybody

static void refuse(struct http_request *r, Hallq__Refusal__Reason reason) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = reason;
    problem_answer_refusal(r, &refusal, 0);
}

// The hall that the first varying part names; NULL: it was answered that there is none.
static struct hall *hall_asked(struct gateway *g, struct http_request *r, const struct varying *v) {
    uint32_t number;
    struct hall *hall = number_read_32(v->parts[0], 1, LIMIT_HALL_ID, &number)
                            ? halls_find(&g->halls, number)
                            : NULL;
    if (!hall)
        refuse(r, HALLQ__REFUSAL__REASON__NO_HALL);
    return hall;
}

static bool is_of_type(const struct http_request *r, const char *wanted) {
    const char *type = http_header(r, "Content-Type");
    size_t len = strlen(wanted);
    return type && !strncasecmp(type, wanted, len) &&
           (!type[len] || type[len] == ';' || type[len] == ' ');
}

// Whether a page of another site sent it.
static bool is_foreign(const struct gateway *g, const struct http_request *r) {
    const char *origin = http_header(r, "Origin"), *host = http_header(r, "Host");
    const char *site = http_header(r, "Sec-Fetch-Site");
    if (!origin)
        return site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    if (g->options->origin)
        return strcasecmp(origin, g->options->origin) != 0;
    const char *scheme = g->options->certificate_path ? "https://" : "http://";
    size_t len = strlen(scheme);
    return strncasecmp(origin, scheme, len) != 0 || !host || strcasecmp(origin + len, host) != 0;
}

// Whether a request that changes something may be looked at; else it was answered.
static bool may_change(struct gateway *g, struct http_request *r) {
    if (is_foreign(g, r))
        problem_answer(r, PROBLEM_FOREIGN_ORIGIN, NULL);
    else if (r->method == HTTP_POST && !is_of_type(r, "application/json"))
        problem_answer(r, PROBLEM_WRONG_TYPE, NULL);
    else
        return true;
    return false;
}

static void json_answer(struct http_request *r, const char *text) {
    http_add_header(r, "Cache-Control", "no-store");
    http_answer(
        r, &(struct http_answer){
               .status = 200, .type = "application/json", .body = text, .body_size = strlen(text)});
}

// Every field of it, also those that have their default.
static void whole_answer(struct http_request *r, const void *message) {
    char *text = hallq_json_print(message, true);
    if (text)
        json_answer(r, text);
    else
        problem_answer(r, PROBLEM_INTERNAL, NULL);
    free(text);
}

// ---------------------------------------------------------------- the addresses

static void status_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    static const char *const links[] = {
        [HALLQ_LINK_DOWN] = "down",       [HALLQ_LINK_UP] = "up",
        [HALLQ_LINK_REFUSED] = "refused", [HALLQ_LINK_SILENT] = "silent",
        [HALLQ_LINK_NO_NAME] = "no-name", [HALLQ_LINK_STRANGER] = "stranger"};
    Hallq__WebStatus status = HALLQ__WEB_STATUS__INIT;
    Hallq__WebStatus__Hall halls[HALLS_MAX], *list[HALLS_MAX];
    struct http_counts counts = http_counts(g->http);
    (void)v;
    for (size_t i = 0; i < g->halls.count; i++) {
        const struct hallq_view *view = hall_view(g->halls.list[i]);
        list[i] = &halls[i];
        hallq__web_status__hall__init(list[i]);
        halls[i].hall = g->halls.list[i]->hall;
        halls[i].seq = view->now.seq;
        halls[i].stale = view->stale;
    }
    status.broker = (char *)(uintptr_t)links[hallq_link_state(g->halls.client)];
    status.connections = counts.connections;
    status.streams = counts.streams;
    status.halls = list;
    status.n_halls = g->halls.count;
    whole_answer(r, &status);
}

static void halls_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    Hallq__WebHalls told = HALLQ__WEB_HALLS__INIT;
    Hallq__WebHalls__Hall halls[HALLS_MAX], *list[HALLS_MAX];
    (void)v;
    for (size_t i = 0; i < g->halls.count; i++) {
        const Hallq__HallSettings *settings = hall_view(g->halls.list[i])->now.settings;
        list[i] = &halls[i];
        hallq__web_halls__hall__init(list[i]);
        halls[i].hall = g->halls.list[i]->hall;
        halls[i].name = settings ? settings->name : NULL;
    }
    told.halls = list;
    told.n_halls = g->halls.count;
    whole_answer(r, &told);
}

static bool in_pace_of(struct gateway *g, struct http_request *r, enum pace_kind kind,
                       uint64_t who) {
    unsigned after_s = 0;
    if (pace_take(g->pace, kind, who, uv_now(&g->loop), &after_s))
        return true;
    problem_answer_later(r, PROBLEM_TOO_FAST, after_s);
    return false;
}

// Whether one more of this kind may come from that address; else it was answered.
static bool in_pace(struct gateway *g, struct http_request *r, enum pace_kind kind) {
    return in_pace_of(g, r, kind, who_of_address(r->address));
}

// A session that is named may be made up, so it has its pace as well.
static bool command_in_pace(struct gateway *g, struct http_request *r,
                            const struct command_kind *kind, bool session) {
    return in_pace(g, r, session ? PACE_SESSION : PACE_COMMAND) &&
           (kind->body_case != HALLQ__REQUEST__BODY_ISSUE || in_pace(g, r, PACE_ISSUE));
}

// Whether the request names a session of this hall. What changes something needs the page's token
// then; without it, *ret_forged.
static bool session_asked(const struct http_request *r, uint32_t hall, struct session *ret,
                          bool *ret_forged) {
    bool there = session_read(r, ret) && ret->hall == hall;
    *ret_forged = there && !session_csrf_ok(ret, r);
    return there;
}

// Who is signed on is shown what is theirs, and who only says so what the internet may see.
static void show_found_cb(struct http_request *r, const struct session *s,
                          const struct session_now *now, void *arg) {
    struct gateway *g = arg;
    ProtobufCBinaryData principal = session_principal(s);
    struct command_by by = {.principal = now ? &principal : NULL, .internet = !now};
    command_give(&g->halls, r, s->hall, command_find(strrchr(r->path, '/') + 1), &by);
}

static void session_command(struct gateway *g, struct http_request *r, const struct session *s,
                            const struct command_kind *kind) {
    ProtobufCBinaryData principal = session_principal(s);
    struct command_by by = {.principal = &principal};
    if (g->options->internet && kind->shows)
        session_look(&g->sessions, r, s, show_found_cb, g);
    else
        command_give(&g->halls, r, s->hall, kind, &by);
}

static void command_post(struct gateway *g, struct http_request *r, const struct varying *v) {
    const struct command_kind *kind = command_find(v->parts[1]);
    struct hall *hall = hall_asked(g, r, v);
    struct session s;
    bool forged;
    if (!hall)
        return;
    if (!kind) {
        problem_answer(r, PROBLEM_NO_SUCH_COMMAND, NULL);
    } else if (!may_change(g, r)) {
        return;
    } else if (session_asked(r, hall->hall, &s, &forged)) {
        if (forged && kind->changes)
            problem_answer(r, PROBLEM_NO_CSRF, NULL);
        else if (command_in_pace(g, r, kind, true))
            session_command(g, r, &s, kind);
    } else if (!kind->open) {
        refuse(r, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    } else if (command_in_pace(g, r, kind, false)) {
        struct command_by by = {.internet = g->options->internet};
        command_give(&g->halls, r, hall->hall, kind, &by);
    }
}

static void ticket_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct hall *hall = hall_asked(g, r, v);
    if (hall && in_pace(g, r, PACE_TICKET))
        ticket_show(&g->halls, r, hall->hall, v->parts[1]);
}

// Who a report is told to: whoever is signed on in this hall. False: it was answered that nobody is.
static bool reader_find(struct gateway *g, struct http_request *r, const struct hall *hall,
                        struct session *ret) {
    if (session_read(r, ret) && ret->hall == hall->hall)
        return in_pace(g, r, PACE_SESSION);
    refuse(r, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    return false;
}

static void report_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct hall *hall = hall_asked(g, r, v);
    struct session s;
    if (!hall || !reader_find(g, r, hall, &s))
        return;
    ProtobufCBinaryData principal = session_principal(&s);
    report_show(&g->halls, r, hall->hall, v->parts[1], &principal);
}

static void range_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct hall *hall = hall_asked(g, r, v);
    struct session s;
    if (!hall || !reader_find(g, r, hall, &s))
        return;
    ProtobufCBinaryData principal = session_principal(&s);
    range_show(&g->halls, r, hall->hall, v->parts[1], v->parts[2], &principal);
}

// ---------------------------------------------------------------- feeds

static void public_follow(struct feed_of_hall *feed, struct http_request *r) {
    static const struct follower_of anybody;
    channel_follow(feed->channel, r, http_header(r, "Last-Event-ID"), &anybody);
}

static void feed_found_cb(struct http_request *r, const struct session *s,
                          const struct session_now *now, void *arg) {
    struct feed_of_hall *feed = arg;
    struct follower_of of = {s->staff, s->device, session_principal(s)};
    if (!now) {
        public_follow(feed, r);
        return;
    }
    struct asked *asked = feeds_asked(feed, now->audience);
    asked_load(asked, now->snapshot);
    channel_follow(asked->channel, r, http_header(r, "Last-Event-ID"), &of);
    asked_look(asked);
}

static void feed_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct hall *hall = hall_asked(g, r, v);
    struct session s;
    unsigned after_s;
    if (!hall)
        return;
    struct feed_of_hall *feed = feeds_find(&g->feeds, hall->hall);
    if (r->method == HTTP_HEAD)
        http_answer(r, &(struct http_answer){.status = 200, .type = "text/event-stream"});
    else if (!session_read(r, &s) || s.hall != hall->hall)
        public_follow(feed, r);
    else if (!pace_take(g->pace, PACE_SESSION, who_of_address(r->address), uv_now(&g->loop),
                        &after_s))
        channel_turn_away(r); // an error ends an EventSource for good
    else
        session_look(&g->sessions, r, &s, feed_found_cb, feed);
}

// What is spoken now; any other number has been spoken, or never is.
static void voice_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct hall *hall = hall_asked(g, r, v);
    uint64_t number;
    if (!hall || !in_pace(g, r, PACE_TICKET))
        return;
    const struct voice *voice = feeds_find(&g->feeds, hall->hall)->voice;
    if (!voice || !number_read(v->parts[1], 1, UINT64_MAX, &number) ||
        !voice_answer(voice, r, number))
        problem_answer(r, PROBLEM_NO_SUCH_PATH, NULL);
}

// ---------------------------------------------------------------- sessions

static void session_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct session s;
    (void)v;
    if (!session_read(r, &s) || in_pace(g, r, PACE_SESSION))
        session_tell(&g->sessions, r);
}

static void session_post(struct gateway *g, struct http_request *r, const struct varying *v) {
    uint64_t browser;
    (void)v;
    if (!may_change(g, r))
        return;
    if (!session_browser(r, &browser))
        refuse(r, HALLQ__REFUSAL__REASON__NOT_ENROLLED);
    else if (in_pace(g, r, PACE_SIGN_IN) && in_pace_of(g, r, PACE_PIN, browser))
        session_sign_in(&g->sessions, r);
}

static void session_delete(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct session s;
    (void)v;
    if (!may_change(g, r))
        return;
    if (!session_read(r, &s))
        refuse(r, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    else if (!session_csrf_ok(&s, r))
        problem_answer(r, PROBLEM_NO_CSRF, NULL);
    else if (in_pace(g, r, PACE_SESSION))
        session_sign_off(&g->sessions, r, &s);
}

static void device_post(struct gateway *g, struct http_request *r, const struct varying *v) {
    (void)v;
    if (may_change(g, r) && in_pace(g, r, PACE_ENROL))
        session_enrol(&g->sessions, r);
}

static void demo_post(struct gateway *g, struct http_request *r, const struct varying *v) {
    const struct session_demo *person = g->demo ? demo_person(g->demo, v->parts[0]) : NULL;
    bool kiosk = g->demo && !strcmp(v->parts[0], "kiosk");
    if (!person && !kiosk) {
        problem_answer(r, PROBLEM_NO_SUCH_PATH, NULL);
    } else if (!may_change(g, r)) {
        return;
    } else if (person && in_pace(g, r, PACE_SIGN_IN)) {
        session_demo_enter(&g->sessions, r, person);
    } else if (kiosk) {
        json_answer(r, "{\"role\":\"kiosk\"}");
    }
}

static void openapi_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    (void)v;
    http_add_header(r, "Cache-Control", "no-cache");
    http_answer(r, &(struct http_answer){.status = 200,
                                         .type = "application/json",
                                         .body = g->openapi.text,
                                         .body_size = g->openapi.size,
                                         .lasting = true});
}

// ---------------------------------------------------------------- settings

// The session that asks for a hall's settings as a file; false: it was answered that there is none.
static bool settings_session(struct gateway *g, struct http_request *r, const struct varying *v,
                             struct session *ret, bool *ret_forged) {
    struct hall *hall = hall_asked(g, r, v);
    if (!hall)
        return false;
    if (!session_asked(r, hall->hall, ret, ret_forged)) {
        refuse(r, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
        return false;
    }
    return in_pace(g, r, PACE_SESSION);
}

static void settings_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct session s;
    bool forged;
    if (settings_session(g, r, v, &s, &forged))
        settings_show(&g->sessions, r, &s);
}

static void settings_post(struct gateway *g, struct http_request *r, const struct varying *v) {
    struct session s;
    bool forged;
    if (is_foreign(g, r))
        problem_answer(r, PROBLEM_FOREIGN_ORIGIN, NULL);
    else if (!is_of_type(r, SETTINGS_TYPE))
        problem_answer(r, PROBLEM_NOT_YAML, NULL);
    else if (!settings_session(g, r, v, &s, &forged))
        return;
    else if (forged)
        problem_answer(r, PROBLEM_NO_CSRF, NULL);
    else if (!in_pace(g, r, PACE_SETTINGS))
        return;
    else if (!strcmp(strrchr(r->path, '/'), "/apply"))
        settings_apply_file(&g->sessions, r, &s);
    else
        settings_check_file(&g->sessions, r, &s);
}

// ---------------------------------------------------------------- pages

static void page_get(struct gateway *g, struct http_request *r, const char *name) {
    if (!g->pages || !pages_answer(g->pages, r, name))
        problem_answer(r, PROBLEM_NO_SUCH_PATH, NULL);
}

static void index_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    (void)v;
    page_get(g, r, "index.html");
}

// /display, /kiosk, /counter, /console: the page of that name.
static void named_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    static const char *const names[] = {"display", "kiosk", "counter", "console"};
    char name[32] = "";
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(names[i], v->parts[0]))
            snprintf(name, sizeof name, "%s.html", names[i]);
    page_get(g, r, *name ? name : v->parts[0]); // or a file beside them, such as favicon.ico
}

static void phone_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    (void)v;
    page_get(g, r, "phone.html");
}

static void asset_get(struct gateway *g, struct http_request *r, const struct varying *v) {
    (void)v;
    page_get(g, r, r->path + 1);
}

// ---------------------------------------------------------------- the table

static const struct route routes[] = {
    {HTTP_GET, "/v1/status", status_get},
    {HTTP_GET, "/v1/halls", halls_get},
    {HTTP_GET, "/v1/openapi.json", openapi_get},
    {HTTP_GET, "/v1/session", session_get},
    {HTTP_POST, "/v1/session", session_post},
    {HTTP_DELETE, "/v1/session", session_delete},
    {HTTP_POST, "/v1/device", device_post},
    {HTTP_POST, "/v1/demo/{}", demo_post},
    {HTTP_GET, "/v1/halls/{}/feed", feed_get},
    {HTTP_GET, "/v1/halls/{}/tickets/{}", ticket_get},
    {HTTP_GET, "/v1/halls/{}/reports/{}", report_get},
    {HTTP_GET, "/v1/halls/{}/reports/{}/{}", range_get},
    {HTTP_GET, "/v1/halls/{}/voice/{}", voice_get},
    {HTTP_GET, "/v1/halls/{}/settings", settings_get},
    {HTTP_POST, "/v1/halls/{}/settings/check", settings_post},
    {HTTP_POST, "/v1/halls/{}/settings/apply", settings_post},
    {HTTP_POST, "/v1/halls/{}/{}", command_post},
    {HTTP_GET, "/", index_get},
    {HTTP_GET, "/{}", named_get},
    {HTTP_GET, "/t/{}", phone_get},
    {HTTP_GET, "/assets/{}", asset_get},
    {HTTP_GET, "/assets/{}/{}", asset_get},
};

// Whether the path is the pattern's, with its varying parts.
static bool path_fits(const char *pattern, const char *path, struct varying *v) {
    v->count = 0;
    while (*pattern) {
        if (strncmp(pattern, "{}", 2) != 0) {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t len = strcspn(path, "/");
        if (!len || len >= PART_SIZE || v->count == PARTS_MAX)
            return false;
        memcpy(v->parts[v->count], path, len);
        v->parts[v->count++][len] = '\0';
        path += len;
        pattern += 2;
    }
    return !*path;
}

void route_request(struct http_request *r, void *arg) {
    struct gateway *g = arg;
    struct varying v;
    bool known = false;
    enum http_method method = r->method == HTTP_HEAD ? HTTP_GET : r->method;
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!path_fits(routes[i].path, r->path, &v))
            continue;
        known = true;
        if (routes[i].method != method)
            continue;
        routes[i].answer_cb(g, r, &v);
        return;
    }
    problem_answer(r, known ? PROBLEM_WRONG_METHOD : PROBLEM_NO_SUCH_PATH, NULL);
}

// Hall files alone are large, and those who send them are signed on: whether they are is looked at later.
size_t route_body_max(const struct http_request *r, void *arg) {
    struct varying v;
    struct session s;
    (void)arg;
    for (size_t i = 0; i < COUNT(routes); i++)
        if (routes[i].answer_cb == settings_post && path_fits(routes[i].path, r->path, &v))
            return session_read(r, &s) ? SETTINGS_BODY_SIZE : HTTP_BODY_SIZE;
    return HTTP_BODY_SIZE;
}

void route_refused(struct http_request *r, unsigned status, void *arg) {
    (void)arg;
    problem_answer_status(r, status);
}
