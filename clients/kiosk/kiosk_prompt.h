// kiosk_prompt.h - the kiosk for a person at a terminal: choose a service, read what to bring, get
// the ticket. Line by line; a ticket printer stands where the terminal does.
#ifndef HALLQ_KIOSK_PROMPT_H
#define HALLQ_KIOSK_PROMPT_H

#include "clients/line/arguments.h"

enum exit_code kiosk_prompt_run(const struct arguments *args);

#endif
