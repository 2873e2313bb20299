// kiosk_serve.h - the kiosk's program behind a page in a browser: it prints what the page issues, and
// reads no input. And the test print, which needs no broker.
#ifndef HALLQ_KIOSK_SERVE_H
#define HALLQ_KIOSK_SERVE_H

#include "clients/line/arguments.h"

enum exit_code kiosk_serve_run(const struct arguments *args);
enum exit_code kiosk_test_run(const struct arguments *args);

#endif
