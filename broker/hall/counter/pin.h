// pin.h - PINs: who gave the right PIN, and what a wrong PIN costs.
#ifndef HALLQ_PIN_H
#define HALLQ_PIN_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

struct change;
struct deciding;

// pin_look: finds the hash with which the PIN of an authorized command is to be compared, in the
// arena, empty if there is no hash; or refuses LOCKED_OUT as decide would, so that no hash is
// computed for a guess that cannot count. Returns ERR_OK or a store error.
int pin_look(struct state *s, int64_t now_ms, const struct asker *asker,
             const Hallq__Request *request, ProtobufCBinaryData *ret_hash, Hallq__Refusal *refusal);

// pin_prove: refuses unless the asker gave the person's PIN; a wrong PIN is counted. For a command
// that has emitted nothing yet.
int pin_prove(struct deciding *d, uint32_t staff);

// How the secret texts of a retry compare with those of the command that was applied.
enum secrets_again {
    SECRETS_SAME,
    SECRETS_OTHER,
    SECRETS_UNKNOWN, // the broker has nothing left to compare the texts with
};

// pin_prove_again: checks a retry before its answer: other secrets are refused, and another PIN is
// counted as one more try. While a lock holds, the right PIN is refused as well, lest a request
// number that was used before tells which PIN is right.
int pin_prove_again(struct deciding *d, const Hallq__Request *request, enum secrets_again secrets);

// pin_proved: takes back the person's wrong PINs at this terminal, and no other counts, after the
// right PIN. For apply.
int pin_proved(struct change *c, uint32_t staff, uint32_t device);

// pins_day_over: forgets the wrong PINs of the day that ends, but for locks that last. For apply.
int pins_day_over(struct change *c);

// pins_forget: forgets the wrong PINs of these people at all terminals; the counts of the terminals
// stay. For apply.
int pins_forget(struct change *c, const uint32_t *staff, size_t staff_count);

#endif
