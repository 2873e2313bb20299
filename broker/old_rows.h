// old_rows.h - gives the data folder of an earlier version the rows that this version goes by,
// once, at the start (broker/hall/settings/upgrade.h says which rows), and puts its PIN hashes
// under the key that backups do not have.
#ifndef HALLQ_OLD_ROWS_H
#define HALLQ_OLD_ROWS_H

#include "broker/seal/seal.h"
#include "broker/turn/look.h"

// old_rows_upgrade: upgrades all halls in one turn of the store, so that the upgrade is done whole
// or not at all. Blocks for the disk. Returns ERR_OK or a store error.
int old_rows_upgrade(const struct look *look, const struct seal_ring *seals);

#endif
