// notify.h - tells the supervisor how we are (sd_notify(3)), without its library. Never waits for
// it: what its socket has no room for is told again by notify_again.
#ifndef HALLQ_NOTIFY_H
#define HALLQ_NOTIFY_H

#include <stdint.h>

// notify_send: e.g. "READY=1", "STOPPING=1"; the text must live on. Does nothing without a
// supervisor.
void notify_send(const char *text);

// notify_again: the last text, if it found no room. Each second.
void notify_again(void);

// notify_watchdog: "WATCHDOG=1".
void notify_watchdog(void);

// notify_watchdog_ms: how often to call it: half of the interval that the supervisor asks this
// process for; 0 never.
uint64_t notify_watchdog_ms(void);

#endif
