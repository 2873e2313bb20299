// pins.c - hashes PINs for the commands that give a PIN; each command goes back into a turn.
#include <string.h>

#include "broker/jobs/job.h"
#include "broker/seal/pin.h"

// A text that cannot be a PIN is not worth a hash.
static bool pin_fits(const char *pin) {
    size_t pin_len = strlen(pin);
    return pin_len >= LIMIT_PIN_MIN && pin_len <= LIMIT_PIN_MAX;
}

static void pin_hash(const struct job_parts *parts, struct job *job, const char *pin) {
    if (!pin_fits(pin) || seal_pin_hash(seal_pin_key(parts->seals), pin, job->pin_hash))
        job->pin_hash[0] = 0; // no PIN, or no memory: the turn decides without a hash
}

static void pin_compare(const struct job_parts *parts, struct job *job, const char *pin) {
    const ProtobufCBinaryData *hash = &job->stored_hash;
    job->pin_matches = hash->len && pin_fits(pin) &&
                       seal_pin_matches(seal_pin_key(parts->seals), hash->data, hash->len, pin);
}

// Now that the PIN is known, a hash of an earlier version is made anew, under the key.
void sign_on_run(const struct job_parts *parts, struct job *job) {
    const ProtobufCBinaryData *hash = &job->stored_hash;
    pin_compare(parts, job, job->request->sign_on->pin);
    if (job->pin_matches && !seal_pin_is_keyed(hash->data, hash->len))
        pin_hash(parts, job, job->request->sign_on->pin);
}

void reveal_contact_run(const struct job_parts *parts, struct job *job) {
    pin_compare(parts, job, job->request->reveal_contact->pin);
}

void change_pin_run(const struct job_parts *parts, struct job *job) {
    pin_compare(parts, job, job->request->change_pin->old_pin);
    if (job->pin_matches)
        pin_hash(parts, job, job->request->change_pin->new_pin);
}

void set_pin_run(const struct job_parts *parts, struct job *job) {
    pin_hash(parts, job, job->request->set_pin->pin);
}
