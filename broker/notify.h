// notify.h - tells the supervisor how we are (sd_notify(3)), without its library.
#ifndef HALLQ_NOTIFY_H
#define HALLQ_NOTIFY_H

// notify_send: e.g. "READY=1", "WATCHDOG=1", "STOPPING=1". Does nothing without a supervisor. Never
// blocks.
void notify_send(const char *text);

#endif
