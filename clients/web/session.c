#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "clients/libhallq/json.h"
#include "problem.h"
#include "web.pb-c.h"
#include "who.h"

#define COOKIE_SIZE 256
#define DEVICE_LASTS "; Max-Age=34560000" // 400 days, the most that browsers keep one
#define PARSE_MEMORY (64 * 1024)

// ---------------------------------------------------------------- cookies

// The token and the numbers behind it, each after a point.
static bool cookie_parse(const char *text, unsigned char *token, uint32_t *numbers, size_t count) {
    char head[SECRET_TEXT_SIZE];
    size_t len = text ? strcspn(text, ".") : 0;
    if (!len || len >= sizeof head)
        return false;
    memcpy(head, text, len);
    head[len] = '\0';
    text += len;
    for (size_t i = 0; i < count; i++)
        if (*text++ != '.' || !number_take_32(&text, 0, UINT32_MAX, &numbers[i]))
            return false;
    return !*text && secret_read(head, token, SECRET_SIZE);
}

static void cookie_set(const struct sessions *all, struct http_request *http, const char *name,
                       const char *value, const char *lasts) {
    char line[COOKIE_SIZE];
    snprintf(line, sizeof line, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", name, value,
             all->secure ? "; Secure" : "", lasts);
    http_add_header(http, "Set-Cookie", line);
}

static void session_follow(struct session *s) {
    secret_hash(s->principal, sizeof s->principal, "principal", s->token, sizeof s->token);
}

bool session_read(const struct http_request *http, struct session *ret) {
    uint32_t numbers[3];
    *ret = (struct session){.hall = 0};
    if (!cookie_parse(http_cookie(http, "hallq_session"), ret->token, numbers, 3))
        return false;
    ret->hall = numbers[0];
    ret->staff = numbers[1];
    ret->device = numbers[2];
    session_follow(ret);
    return true;
}

struct browser {
    unsigned char token[SECRET_SIZE];
    uint32_t hall, device;
};

static bool browser_read(const struct http_request *http, struct browser *ret) {
    uint32_t numbers[2];
    if (!cookie_parse(http_cookie(http, "hallq_device"), ret->token, numbers, 2))
        return false;
    ret->hall = numbers[0];
    ret->device = numbers[1];
    return true;
}

bool session_browser(const struct http_request *http, uint64_t *ret_who) {
    struct browser b;
    bool there = browser_read(http, &b);
    *ret_who = there ? who_of_bytes(b.token, sizeof b.token) : 0;
    return there;
}

static void session_set(const struct sessions *all, struct http_request *http,
                        const struct session *s) {
    char token[SECRET_TEXT_SIZE], value[COOKIE_SIZE / 2];
    secret_print(token, sizeof token, s->token, sizeof s->token);
    snprintf(value, sizeof value, "%s.%u.%u.%u", token, s->hall, s->staff, s->device);
    cookie_set(all, http, "hallq_session", value, "");
}

static void browser_set(const struct sessions *all, struct http_request *http,
                        const struct browser *b) {
    char token[SECRET_TEXT_SIZE], value[COOKIE_SIZE / 2];
    secret_print(token, sizeof token, b->token, sizeof b->token);
    snprintf(value, sizeof value, "%s.%u.%u", token, b->hall, b->device);
    cookie_set(all, http, "hallq_device", value, DEVICE_LASTS);
}

ProtobufCBinaryData session_principal(const struct session *s) {
    return (ProtobufCBinaryData){sizeof s->principal, (uint8_t *)(uintptr_t)s->principal};
}

static void csrf_print(const struct session *s, char *to) {
    unsigned char hash[SECRET_SIZE];
    secret_hash(hash, sizeof hash, "csrf", s->token, sizeof s->token);
    secret_print(to, SECRET_TEXT_SIZE, hash, sizeof hash);
}

bool session_csrf_ok(const struct session *s, const struct http_request *http) {
    char wanted[SECRET_TEXT_SIZE];
    const char *given = http_header(http, "X-CSRF-Token");
    csrf_print(s, wanted);
    return given && secret_equal(given, wanted);
}

// ---------------------------------------------------------------- whether it lasts

struct looking {
    const struct sessions *all;
    struct session session;
    Hallq__Feed__Kind feed;
    session_found_cb found_cb;
    void *arg;
};

static void look_at(const struct looking *l, struct http_request *http);

static const Hallq__SignedOn *person_of(const Hallq__Snapshot *snapshot, const struct session *s) {
    for (size_t i = 0; i < snapshot->n_people; i++)
        if (snapshot->people[i]->staff == s->staff && snapshot->people[i]->device == s->device)
            return snapshot->people[i];
    return NULL;
}

static void name_take(const Hallq__Snapshot *snapshot, uint32_t staff, char *to, size_t size) {
    const Hallq__HallSettings *settings = snapshot->settings;
    *to = '\0';
    for (size_t i = 0; settings && i < settings->n_staff; i++)
        if (settings->staff[i]->id == staff)
            snprintf(to, size, "%s", settings->staff[i]->name);
}

static void looked_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    const struct looking *l = arg;
    const Hallq__Snapshot *snapshot =
        reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT ? reply->snapshot : NULL;
    const Hallq__SignedOn *person = snapshot ? person_of(snapshot, &l->session) : NULL;
    struct session_now now = {.snapshot = snapshot};
    if (!person) {
        l->found_cb(http, &l->session, NULL, l->arg);
        return;
    }
    name_take(snapshot, l->session.staff, now.name, sizeof now.name);
    now.role = person->role;
    now.counter = person->counter;
    now.audience = l->feed == HALLQ__FEED__KIND__LEAD ? FEED_LEAD : FEED_STAFF;
    l->found_cb(http, &l->session, &now, l->arg);
}

// Not a lead's: perhaps a clerk's; not that either: nobody's any more.
static bool not_looked_cb(struct http_request *http, const Hallq__Refusal *refusal, void *arg) {
    struct looking *l = arg;
    switch (problem_status(refusal->reason)) {
    case 401:
    case 403:
    case 404:
        break;
    default:
        return false;
    }
    if (l->feed == HALLQ__FEED__KIND__LEAD) {
        l->feed = HALLQ__FEED__KIND__STAFF;
        look_at(l, http);
    } else {
        l->found_cb(http, &l->session, NULL, l->arg);
    }
    return true;
}

static void look_at(const struct looking *l, struct http_request *http) {
    struct looking *own = malloc(sizeof *own);
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    HALLQ_REQUEST(request, l->session.hall, GET_SNAPSHOT, get_snapshot, &body);
    if (!own) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    *own = *l;
    body.feed = l->feed;
    request.principal = session_principal(&own->session);
    struct exchange_then then = {looked_cb, not_looked_cb, own};
    exchange_begin(l->all->halls, l->all->halls->client, http, &request, EXCHANGE_DEADLINE_MS,
                   &then);
}

void session_look(const struct sessions *all, struct http_request *http, const struct session *s,
                  session_found_cb found_cb, void *arg) {
    struct looking l = {all, *s, HALLQ__FEED__KIND__LEAD, found_cb, arg};
    look_at(&l, http);
}

// ---------------------------------------------------------------- telling

static void now_answer(struct http_request *http, const struct session *s,
                       const struct session_now *now) {
    char csrf[SECRET_TEXT_SIZE], name[sizeof now->name];
    Hallq__WebSession told = HALLQ__WEB_SESSION__INIT;
    csrf_print(s, csrf);
    memcpy(name, now->name, sizeof name);
    told.staff = s->staff;
    told.name = name;
    told.role = now->role;
    told.counter = now->counter;
    told.csrf = csrf;
    told.hall = s->hall;
    told.device = s->device;
    told.audience = (char *)(uintptr_t)(now->audience == FEED_LEAD ? "lead" : "staff");
    exchange_answer_json(http, &told);
}

static void nobody_answer(struct http_request *http) {
    http_add_header(http, "Cache-Control", "no-store");
    http_answer(http, &(struct http_answer){.status = 204});
}

static void told_cb(struct http_request *http, const struct session *s,
                    const struct session_now *now, void *arg) {
    (void)arg;
    if (now)
        now_answer(http, s, now);
    else
        nobody_answer(http);
}

void session_tell(const struct sessions *all, struct http_request *http) {
    struct session s;
    if (session_read(http, &s) && halls_find(all->halls, s.hall))
        session_look(all, http, &s, told_cb, NULL);
    else
        nobody_answer(http);
}

// ---------------------------------------------------------------- signing on and off

static void refuse(struct http_request *http, Hallq__Refusal__Reason reason) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = reason;
    problem_answer_refusal(http, &refusal, 0);
}

struct signing {
    const struct sessions *all;
    struct session session;
};

static void begun_cb(struct http_request *http, const struct session *s,
                     const struct session_now *now, void *arg) {
    if (!now) { // signed off again within the moment
        refuse(http, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
        return;
    }
    session_set(arg, http, s);
    now_answer(http, s, now);
}

static void signed_on_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    const struct signing *signing = arg;
    (void)reply;
    session_look(signing->all, http, &signing->session, begun_cb, (void *)(uintptr_t)signing->all);
}

static void sign_on_send(const struct sessions *all, struct http_request *http,
                         const struct browser *b, Hallq__SignOn *body) {
    struct signing *signing = calloc(1, sizeof *signing);
    HALLQ_REQUEST(request, b->hall, SIGN_ON, sign_on, body);
    if (!signing) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    signing->all = all;
    signing->session.hall = b->hall;
    signing->session.staff = body->staff;
    signing->session.device = b->device;
    secret_random(signing->session.token, SECRET_SIZE); // a new one each time
    session_follow(&signing->session);
    body->token = (ProtobufCBinaryData){SECRET_SIZE, (uint8_t *)(uintptr_t)b->token};
    request.principal = session_principal(&signing->session);
    struct exchange_then then = {.answer_cb = signed_on_cb, .arg = signing};
    exchange_begin(all->halls, all->halls->client, http, &request, EXCHANGE_WORK_MS, &then);
}

// The body as a message of this type, in the arena; NULL: it was answered that there is none.
static void *body_parse(struct http_request *http, const ProtobufCMessageDescriptor *type,
                        struct arena *memory) {
    char error[HALLQ_JSON_ERROR_SIZE];
    arena_init(memory, PARSE_MEMORY);
    void *message = hallq_json_parse(type, http->body, http->body_size, memory, error);
    if (!message)
        problem_answer(http, PROBLEM_BAD_JSON, error);
    return message;
}

void session_sign_in(const struct sessions *all, struct http_request *http) {
    struct arena memory;
    struct browser b;
    Hallq__WebSignIn *asked = body_parse(http, &hallq__web_sign_in__descriptor, &memory);
    if (asked && !browser_read(http, &b)) {
        refuse(http, HALLQ__REFUSAL__REASON__NOT_ENROLLED);
    } else if (asked && asked->hall && asked->hall != b.hall) {
        refuse(http, HALLQ__REFUSAL__REASON__NOT_ENROLLED);
    } else if (asked) {
        Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
        body.staff = asked->staff;
        body.pin = asked->pin;
        body.counter = asked->counter;
        sign_on_send(all, http, &b, &body);
    }
    arena_wipe(&memory);
    arena_fini(&memory);
}

static void signed_off_answer(const struct sessions *all, struct http_request *http) {
    cookie_set(all, http, "hallq_session", "", "; Max-Age=0");
    nobody_answer(http);
}

static void signed_off_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    const struct signing *signing = arg;
    (void)reply;
    signed_off_answer(signing->all, http);
}

// Who is not signed on any more is signed off.
static bool not_signed_off_cb(struct http_request *http, const Hallq__Refusal *refusal, void *arg) {
    const struct signing *signing = arg;
    if (refusal->reason != HALLQ__REFUSAL__REASON__NOT_SIGNED_ON &&
        refusal->reason != HALLQ__REFUSAL__REASON__NOT_ALLOWED)
        return false;
    signed_off_answer(signing->all, http);
    return true;
}

void session_sign_off(const struct sessions *all, struct http_request *http,
                      const struct session *s) {
    struct signing *signing = calloc(1, sizeof *signing);
    Hallq__SignOff body = HALLQ__SIGN_OFF__INIT;
    HALLQ_REQUEST(request, s->hall, SIGN_OFF, sign_off, &body);
    if (!signing) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    *signing = (struct signing){all, *s};
    request.principal = session_principal(&signing->session);
    struct exchange_then then = {signed_off_cb, not_signed_off_cb, signing};
    exchange_begin(all->halls, all->halls->client, http, &request, EXCHANGE_DEADLINE_MS, &then);
}

// ---------------------------------------------------------------- enrolling

struct enrolling {
    const struct sessions *all;
    struct browser browser;
    bool enters; // signs this person on as well
    struct session_demo person;
};

static void enrolled_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    struct enrolling *e = arg;
    if (reply->body_case == HALLQ__REPLY__BODY_DONE)
        e->browser.device = reply->done->device;
    browser_set(e->all, http, &e->browser);
    if (e->enters) {
        Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
        body.staff = e->person.staff;
        body.pin = e->person.pin;
        body.counter = e->person.counter;
        sign_on_send(e->all, http, &e->browser, &body);
        return;
    }
    Hallq__WebDevice told = HALLQ__WEB_DEVICE__INIT;
    told.device = e->browser.device;
    told.hall = e->browser.hall;
    exchange_answer_json(http, &told);
}

static void enrol_send(const struct sessions *all, struct http_request *http,
                       struct enrolling *enrolling, char *code) {
    unsigned char principal[SESSION_PRINCIPAL_SIZE];
    Hallq__Enrol body = HALLQ__ENROL__INIT;
    HALLQ_REQUEST(request, enrolling->browser.hall, ENROL, enrol, &body);
    secret_random(enrolling->browser.token, SECRET_SIZE);
    // Tries are paced by who makes them: here an address is one.
    uint64_t who = who_of_address(http->address);
    secret_hash(principal, sizeof principal, "enrol", &who, sizeof who);
    body.code = code;
    body.token = (ProtobufCBinaryData){SECRET_SIZE, enrolling->browser.token};
    request.principal = (ProtobufCBinaryData){sizeof principal, principal};
    struct exchange_then then = {.answer_cb = enrolled_cb, .arg = enrolling};
    exchange_begin(all->halls, all->halls->client, http, &request, EXCHANGE_DEADLINE_MS, &then);
}

void session_enrol(const struct sessions *all, struct http_request *http) {
    struct arena memory;
    Hallq__WebEnrol *asked = body_parse(http, &hallq__web_enrol__descriptor, &memory);
    struct enrolling *enrolling = asked ? calloc(1, sizeof *enrolling) : NULL;
    if (enrolling) {
        enrolling->all = all;
        enrolling->browser.hall = asked->hall ? asked->hall : all->halls->list[0]->hall;
    }
    if (asked && !enrolling) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
    } else if (enrolling && !halls_find(all->halls, enrolling->browser.hall)) {
        free(enrolling);
        refuse(http, HALLQ__REFUSAL__REASON__NO_HALL);
    } else if (enrolling) {
        enrol_send(all, http, enrolling, asked->code);
    }
    arena_wipe(&memory);
    arena_fini(&memory);
}

static void code_made_cb(struct http_request *http, const Hallq__Reply *reply, void *arg) {
    struct enrolling *made = arg, *enrolling = malloc(sizeof *enrolling);
    if (!enrolling || reply->body_case != HALLQ__REPLY__BODY_DONE) {
        free(enrolling);
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    *enrolling = *made;
    enrol_send(made->all, http, enrolling, reply->done->enrol_code);
}

void session_demo_enter(const struct sessions *all, struct http_request *http,
                        const struct session_demo *person) {
    struct enrolling *enrolling = calloc(1, sizeof *enrolling);
    char name[LIMIT_DEVICE_NAME + 1];
    Hallq__EnrolCode body = HALLQ__ENROL_CODE__INIT;
    HALLQ_REQUEST(request, person->hall, ENROL_CODE, enrol_code, &body);
    if (!enrolling) {
        problem_answer(http, PROBLEM_INTERNAL, NULL);
        return;
    }
    enrolling->all = all;
    enrolling->enters = true;
    enrolling->person = *person;
    enrolling->browser.hall = person->hall;
    snprintf(name, sizeof name, "demo-%s-%u", hallq_role_name(person->role), person->staff);
    body.name = name;
    body.role = person->role;
    body.counter = person->counter;
    struct exchange_then then = {.answer_cb = code_made_cb, .arg = enrolling};
    exchange_begin(all->halls, all->demo, http, &request, EXCHANGE_DEADLINE_MS, &then);
}
