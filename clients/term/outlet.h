// outlet.h - how a screen sends commands without knowing a socket: its program passes them to
// libhallq, a test writes them down.
#ifndef HALLQ_OUTLET_H
#define HALLQ_OUTLET_H

#include "clients/libhallq/hallq.h"
#include "clients/text/text.h"

// `what` names the command for people and comes back with its result. The request is borrowed for the call.
// `change`: the command alters something, so that its outcome belongs on the status line.
struct outlet {
    void (*send)(void *arg, const Hallq__Request *request, enum text what, bool change);
    void *arg;
};

#endif
