// same_body.h - what a retry is told from another command by: a hash of what a command asks.
#ifndef HALLQ_SAME_BODY_H
#define HALLQ_SAME_BODY_H

#include "base/arena.h"
#include "broker/hall/rules.h"
#include "broker/seal/seal.h"

// same_body_note: fills the asker's body_hash, secret_mac and secret_key. A plain hash stays in the
// journal and in backups, and a phone number or a PIN could be guessed from it: such texts go under a
// key of this process alone. `arena`: for the packed body, which holds none of them.
void same_body_note(const struct seal_ring *seals, struct arena *arena,
                    const Hallq__Request *request, struct asker *asker);

#endif
