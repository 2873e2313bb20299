// same_body.c - the hash is of the request packed again, so that it goes by what it says and not by the
// order of its fields; session, number and who sent it are left out, since they are the key it stands
// under. A secret text counts there only as being given.
#include "broker/same_body.h"

#include <string.h>

#include "base/wire.h"

#define SECRETS_MAX 2

struct secrets {
    char **at[SECRETS_MAX];
    size_t count;
};

static void secret_add(struct secrets *s, char **text) {
    if (**text)
        s->at[s->count++] = text;
}

static struct secrets secrets_of(const Hallq__Request *r) {
    struct secrets s = {.count = 0};
    if (r->body_case == HALLQ__REQUEST__BODY_ISSUE) {
        secret_add(&s, &r->issue->contact);
        secret_add(&s, &r->issue->note);
    } else if (r->body_case == HALLQ__REQUEST__BODY_HOLD) {
        secret_add(&s, &r->hold->note);
    } else if (r->body_case == HALLQ__REQUEST__BODY_TRANSFER) {
        secret_add(&s, &r->transfer->note);
    } else if (r->body_case == HALLQ__REQUEST__BODY_FINISH) {
        secret_add(&s, &r->finish->note);
    } else if (r->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT) {
        secret_add(&s, &r->reveal_contact->reason);
        secret_add(&s, &r->reveal_contact->pin);
    } else if (r->body_case == HALLQ__REQUEST__BODY_SIGN_ON) {
        secret_add(&s, &r->sign_on->pin);
    } else if (r->body_case == HALLQ__REQUEST__BODY_SET_PIN) {
        secret_add(&s, &r->set_pin->pin);
    } else if (r->body_case == HALLQ__REQUEST__BODY_CHANGE_PIN) {
        secret_add(&s, &r->change_pin->old_pin);
        secret_add(&s, &r->change_pin->new_pin);
    }
    return s;
}

// Each text by itself, then all together: nothing secret is copied.
static void secrets_note(const struct seal_ring *seals, const struct secrets *s,
                         struct asker *asker) {
    uint64_t macs[SECRETS_MAX] = {0};
    asker->secret_mac = asker->secret_key = 0;
    for (size_t i = 0; i < s->count; i++)
        macs[i] = seal_mac(seals, *s->at[i], strlen(*s->at[i]), &asker->secret_key);
    if (s->count)
        asker->secret_mac = seal_mac(seals, macs, sizeof macs, &asker->secret_key);
}

void same_body_note(const struct seal_ring *seals, struct arena *arena,
                    const Hallq__Request *request, struct asker *asker) {
    static char given[] = "*";
    struct secrets secrets = secrets_of(request);
    char *texts[SECRETS_MAX];
    Hallq__Request plain = *request;
    secrets_note(seals, &secrets, asker);
    plain.session = 0;
    plain.number = 0;
    plain.claimed_device = 0;
    plain.claimed_role = HALLQ__DEVICE__ROLE__NO_ROLE;
    for (size_t i = 0; i < secrets.count; i++) {
        texts[i] = *secrets.at[i];
        *secrets.at[i] = given;
    }
    struct wire_packed packed = wire_pack_in(&plain, arena);
    for (size_t i = 0; i < secrets.count; i++)
        *secrets.at[i] = texts[i];
    asker->body_hash = seal_hash(packed.data, packed.size);
}
