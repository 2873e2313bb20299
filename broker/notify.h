// notify.h - tells the supervisor the state of this process (sd_notify(3)), without its library. It
// never waits for the supervisor: notify_again sends a text again that its socket had no room for.
#ifndef HALLQ_NOTIFY_H
#define HALLQ_NOTIFY_H

#include <stdint.h>

// notify_send: sends a text, e.g. "READY=1", "STOPPING=1", which is borrowed for good. Does nothing
// without a supervisor.
void notify_send(const char *text);

// notify_again: sends the last text again if it found no room. The tick calls it each second.
void notify_again(void);

// notify_watchdog: sends "WATCHDOG=1".
void notify_watchdog(void);

// notify_watchdog_ms: returns how often notify_watchdog is to be called: half of the interval that
// the supervisor asks this process for; 0: never.
uint64_t notify_watchdog_ms(void);

#endif
