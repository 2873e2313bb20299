// same_body.c - the hash covers the request packed again, so that it depends on the values of the
// fields and not on their order. Session, number and sender are left out, since the hash is kept
// under them. A secret text enters this hash only as being given.
#include "broker/turn/same_body.h"

#include <string.h>

#include "base/wire/wire.h"
#include "broker/turn/private_text.h"

struct secrets {
    char **at[PRIVATE_TEXTS_MAX];
    size_t count;
};

static struct secrets secrets_of(const Hallq__Request *r) {
    struct private_text texts[PRIVATE_TEXTS_MAX];
    struct secrets s = {.count = 0};
    size_t count = private_texts(r, texts);
    for (size_t i = 0; i < count; i++)
        if (**texts[i].at)
            s.at[s.count++] = texts[i].at;
    return s;
}

// Each text is hashed by itself, then all hashes together, so that no secret is copied.
static void secrets_note(const struct seal_ring *seals, const struct secrets *s,
                         struct asker *asker) {
    uint64_t macs[PRIVATE_TEXTS_MAX] = {0};
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
    char *texts[PRIVATE_TEXTS_MAX];
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
