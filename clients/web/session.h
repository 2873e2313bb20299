// session.h - who is signed on in a browser. The broker keeps the session; the browser keeps, in a
// cookie, a random token and whose session it is of, and the gateway nothing: the principal by which
// the broker knows the session and the page's token against forged requests follow from the token.
//
//     hallq_session = TOKEN.HALL.STAFF.DEVICE     hallq_device = TOKEN.HALL.DEVICE
//
// What stands behind the token is believed for what is shown alone; the broker says what may be done.
#ifndef HALLQ_WEB_SESSION_H
#define HALLQ_WEB_SESSION_H

#include "base/visible.h"
#include "exchange.h"
#include "secret.h"

#define SESSION_PRINCIPAL_SIZE 16

struct session {
    unsigned char token[SECRET_SIZE];
    unsigned char principal[SESSION_PRINCIPAL_SIZE];
    uint32_t hall, staff, device;
};

// What the broker says of a session that lasts.
struct session_now {
    char name[LIMIT_TEXT + 1];
    Hallq__Staff__Role role;
    uint32_t counter;
    enum feed audience;
    const Hallq__Snapshot *snapshot; // the hall, as that audience sees it; borrowed
};

// Answers the request; `now` is NULL if the session does not last.
typedef void (*session_found_cb)(struct http_request *http, const struct session *s,
                                 const struct session_now *now, void *arg);

struct sessions {
    struct halls *halls;
    bool secure;        // cookies go over TLS alone
    struct hallq *demo; // makes codes for demonstrations; NULL: none are to be had
};

// session_read: the session that the request's cookie names; false: none.
bool session_read(const struct http_request *http, struct session *ret);

// session_browser: whether the request says that its browser is enrolled, and which it is.
bool session_browser(const struct http_request *http, uint64_t *ret_who);

// session_principal: by which the broker knows it; borrows.
ProtobufCBinaryData session_principal(const struct session *s);

// session_csrf_ok: whether the request has the page's token of this session.
bool session_csrf_ok(const struct session *s, const struct http_request *http);

// session_look: asks the broker whether the session lasts, then calls found_cb. `arg` lasts.
void session_look(const struct sessions *all, struct http_request *http, const struct session *s,
                  session_found_cb found_cb, void *arg);

// session_tell: answers with who is signed on; without a session 204.
void session_tell(const struct sessions *all, struct http_request *http);

// session_sign_in: POST /v1/session. session_sign_off: DELETE. session_enrol: POST /v1/device.
void session_sign_in(const struct sessions *all, struct http_request *http);
void session_sign_off(const struct sessions *all, struct http_request *http,
                      const struct session *s);
void session_enrol(const struct sessions *all, struct http_request *http);

// A person as whom one enters by a click.
struct session_demo {
    uint32_t hall, staff, counter;
    Hallq__Device__Role role;
    char pin[LIMIT_PIN_MAX + 1];
};

// session_demo_enter: enrols the browser and signs this person on.
void session_demo_enter(const struct sessions *all, struct http_request *http,
                        const struct session_demo *person);

#endif
