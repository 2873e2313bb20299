// private.h - customer data and secrets beside the rules: sealed before they see a command, opened after
// they have answered. In between there are numbers of sealed rows only.
#ifndef HALLQ_PRIVATE_H
#define HALLQ_PRIVATE_H

#include "broker/turn/parts.h"

// private_codes: what makes the codes of tickets, for askers, under the day keys of these seals.
struct code_maker private_codes(struct seal_ring *seals);

// private_seal: seals the texts of a command into its asker. Only for who may send it: the first text
// of a day makes a key, which takes a sync. Returns ERR_OK, a store error, or an error of the keys.
int private_seal(struct turn_parts *p, struct state *s, struct command *command);

// private_facts: what the rules are to know of an issue's contact without seeing it: which of a kiosk's
// newest tickets has the same one, and unless `alone` whether an open ticket has it where the settings
// ask for that. Returns ERR_OK, ERR_BUSY (ask again), or a store error.
int private_facts(struct turn_parts *p, struct state *s, struct command *command, bool alone);

// private_prepare: the key of the day's codes is there: with its first ticket, or browser.
// private_forget: destroys the keys of what a record says is forgotten. Both return ERR_OK, a store
// error, or an error of the keys.
int private_prepare(struct turn_parts *p, struct state *s, const struct command *command);
int private_forget(struct turn_parts *p, const Hallq__JournalRecord *record);

// private_show: fills in what a command is there to show and no record keeps: the note of get_ticket,
// the contact of reveal_contact, the codes of issue and enrol_code. Returns ERR_OK or a store error.
int private_show(struct turn_parts *p, struct state *s, const struct command *command,
                 struct outcome *outcome);

#endif
