// gateway.h - the parts of the program, for the files that bring them together: gateway.c (start
// and end) and route.c (which address is whose).
#ifndef HALLQ_WEB_GATEWAY_H
#define HALLQ_WEB_GATEWAY_H

#include "feeds.h"
#include "halls.h"
#include "hooks.h"
#include "http.h"
#include "jot.h"
#include "options.h"
#include "pace.h"
#include "pages.h"
#include "session.h"

struct demo;

struct gateway {
    uv_loop_t loop;
    const struct options *options;
    struct halls halls;
    struct feeds feeds;
    struct sessions sessions;
    struct pace *pace;
    struct demo *demo; // NULL: no entry by a click
    struct hook_file hook_file;
    struct hooks *hooks; // NULL: none are told from here
    struct jot openapi;
    struct http *http;
    struct pages *pages; // NULL: none are served
    struct pack voice;   // zeroed: nothing is spoken
    uv_signal_t signals[3];
    bool stopping;
};

// gateway_run: serves until a signal ends it. Returns the exit code.
int gateway_run(const struct options *options);

// route_request, route_refused, route_body_max: the callbacks of http for a struct gateway.
void route_request(struct http_request *request, void *gateway);
void route_refused(struct http_request *request, unsigned status, void *gateway);
size_t route_body_max(const struct http_request *request, void *gateway);

#endif
