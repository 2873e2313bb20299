// lack.h - whether all files and turns that a store needs are there.
//
//     tables name a log ──▶ that log is there, whole and this store's ─┐
//     tables name none  ──▶ no log of another store is there           ├─▶ its turns follow the
//     the lock's note   ──▶ is this store's                            ┘   tables, up to the note's
//
// A log with a second name was set aside by a restore and is not removed yet: it belongs to no
// store. Stores made before logs had a foot name no log, and their log has no foot: nothing is
// missing there.
#ifndef HALLQ_STORE_LACK_H
#define HALLQ_STORE_LACK_H

#include "broker/store/redo/held.h"

// lack_look: `held` is filled in by held_look, which returned `walked`. Fills report->lack and
// noted_turn. ERR_OK; ERR_CORRUPT: ret_why says what is missing and what to do; other errors of
// `walked`.
int lack_look(struct store_report *report, const struct redo_held *held, int walked,
              struct note note, struct store_why *ret_why);

// lack_alone: whether a tables' file that was looked through holds its whole store: neither its
// MetaRow nor a log beside the file says that turns are in a redo log ("state.mdb.old" has
// "redo.log.old").
bool lack_alone(const char *file, const struct store_report *report);

#endif
