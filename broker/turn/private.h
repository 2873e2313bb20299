// private.h - keeps customer data and secrets from the rules: texts are sealed before the rules see
// a command, and opened after their answer. In between there are only the numbers of sealed rows.
#ifndef HALLQ_PRIVATE_H
#define HALLQ_PRIVATE_H

#include "broker/turn/parts.h"

// private_codes: the maker of tickets' codes, for askers, under the day keys of these seals.
struct code_maker private_codes(struct seal_ring *seals);

// private_seal: seals the texts of a command into its asker, if the command is authorized: the
// first text of a day makes a key, which takes a sync. Returns ERR_OK, a store error or an error of
// the keys.
int private_seal(struct turn_parts *p, struct state *s, struct command *command);

// private_facts: tells the rules of an issue's contact, which they do not see: which of the kiosk's
// newest tickets has the same contact, and unless `alone`, if the settings ask for it, whether an
// open ticket has it. Returns ERR_OK, ERR_BUSY (ask again), or a store error.
int private_facts(struct turn_parts *p, struct state *s, struct command *command, bool alone);

// private_prepare: makes the key of the day's codes, with the day's first ticket or browser.
// private_forget: destroys the keys of the data that a record says is forgotten. Both return
// ERR_OK, a store error, or an error of the keys.
int private_prepare(struct turn_parts *p, struct state *s, const struct command *command);
int private_forget(struct turn_parts *p, const Hallq__JournalRecord *record);

// private_show: fills in the texts that a command shows and no record keeps: the note of
// get_ticket, the contact of reveal_contact, the codes of issue and enrol_code. Returns ERR_OK or a
// store error.
int private_show(struct turn_parts *p, struct state *s, const struct command *command,
                 struct outcome *outcome);

#endif
