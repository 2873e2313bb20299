// same_body.h - a hash of a command's request, by which a retry is told from another command.
#ifndef HALLQ_SAME_BODY_H
#define HALLQ_SAME_BODY_H

#include "base/arena.h"
#include "broker/hall/rules.h"
#include "broker/seal/seal.h"

// same_body_note: fills the asker's body_hash, secret_mac and secret_key. A plain hash stays in the
// journal and in backups, and a phone number or a PIN could be guessed from it: such texts are
// hashed under a key of this process alone. `arena`: for the packed body, which holds no such text.
void same_body_note(const struct seal_ring *seals, struct arena *arena,
                    const Hallq__Request *request, struct asker *asker);

#endif
