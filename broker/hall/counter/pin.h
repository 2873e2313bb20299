// pin.h - PINs: who gave the right one, and what wrong ones cost.
#ifndef HALLQ_PIN_H
#define HALLQ_PIN_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

struct change;
struct deciding;

// pin_look: of an authorized command that gives a PIN: the hash it is to be compared with, in the
// arena, empty if there is none; or LOCKED_OUT, as decide would come to, so that no hash is computed
// for a guess that cannot count. Returns ERR_OK or a store error.
int pin_look(struct state *s, int64_t now_ms, const struct asker *asker,
             const Hallq__Request *request, ProtobufCBinaryData *ret_hash, Hallq__Refusal *refusal);

// pin_prove: refuses unless the asker gave the person's PIN; a wrong one is counted. For a command
// that has emitted nothing yet.
int pin_prove(struct deciding *d, uint32_t staff);

// What a retry gives for the secret texts of the command that was applied.
enum secrets_again {
    SECRETS_SAME,
    SECRETS_OTHER,
    SECRETS_UNKNOWN, // nothing is left to compare them with
};

// pin_prove_again: of a retry, before it is answered: other secrets are refused, and another PIN is one
// more try at its person's, counted like any. While a lock holds not even the right one is told, lest
// a number that was used says which that is.
int pin_prove_again(struct deciding *d, const Hallq__Request *request, enum secrets_again secrets);

// pin_proved: the person gave the right PIN at a terminal: what they got wrong there is taken back, and
// nothing else. Apply.
int pin_proved(struct change *c, uint32_t staff, uint32_t device);

// pins_day_over: forgets the wrong PINs of the day that ends, but for locks that last. Apply.
int pins_day_over(struct change *c);

// pins_forget: what was counted of these people, everywhere; what was counted of the terminals stays. Apply.
int pins_forget(struct change *c, const uint32_t *staff, size_t staff_count);

#endif
