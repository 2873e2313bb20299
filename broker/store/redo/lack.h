// lack.h - whether all that a store needs is there.
//
//     tables name a log ──▶ that log is there, whole and this store's ─┐
//     tables name none  ──▶ no log of another store is there           ├─▶ its turns follow the
//     the lock's note   ──▶ is this store's                            ┘   tables, up to the note's
//
// A log that has a second name is one that a restore has set aside and not removed yet: nobody's.
// Stores made before logs had a foot name none, and theirs has none: nothing is missed there.
#ifndef HALLQ_STORE_LACK_H
#define HALLQ_STORE_LACK_H

#include "broker/store/redo/held.h"

// lack_look: `held` and `walked` are what held_look filled in and returned. Fills report->lack and
// noted_turn. ERR_OK; ERR_CORRUPT, with what is missing and the ways out in ret_why; an error of
// walking.
int lack_look(struct store_report *report, const struct redo_held *held, int walked,
              struct note note, struct store_why *ret_why);

// lack_alone: whether a tables' file that was looked through holds all there is of its store: no
// turn is in a redo log, neither by what it says nor by a log beside it ("state.mdb.old" has
// "redo.log.old").
bool lack_alone(const char *file, const struct store_report *report);

#endif
