#include "broker/turn/behind.h"

#include "broker/seal/seal.h"

// The browser in which the person is signed on, or that has the token of their sign-on; NULL: a
// customer asks, not a person of the staff.
static const struct device *browser_find(const struct command *command,
                                         const struct devices *devices,
                                         const struct presences *presences) {
    const Hallq__Request *r = command->request;
    unsigned char hash[SEAL_TOKEN_SIZE];
    if (r->body_case == HALLQ__REQUEST__BODY_SIGN_ON) {
        seal_token_hash(r->sign_on->token.data, r->sign_on->token.len, hash);
        return r->sign_on->token.len == TOKEN_SIZE ? devices_by_token(devices, hash) : NULL;
    }
    uint32_t number =
        presences_behind(presences, r->hall, command->asker.device, r->principal.data);
    const struct device *found = number ? devices_by_number(devices, number) : NULL;
    return found && found->browser && !found->revoked ? found : NULL;
}

static bool hall_listed(const uint32_t *halls, size_t hall_count, uint32_t hall) {
    for (size_t i = 0; i < hall_count; i++)
        if (halls[i] == hall)
            return true;
    return !hall_count;
}

static bool hall_waits(const struct halls *halls, uint32_t number) {
    const struct hall *hall = halls_find(halls, number);
    return hall && hall->signed_on_waits;
}

static void token_note(struct command *command, struct arena *arena) {
    const Hallq__Request *r = command->request;
    if (r->body_case != HALLQ__REQUEST__BODY_ENROL || r->enrol->token.len != TOKEN_SIZE)
        return;
    unsigned char *hash = arena_need(arena, SEAL_TOKEN_SIZE);
    seal_token_hash(r->enrol->token.data, TOKEN_SIZE, hash);
    command->asker.token_hash = (ProtobufCBinaryData){TOKEN_SIZE, hash};
}

bool behind_find(struct command *command, const struct devices *devices,
                 const struct presences *presences, const struct halls *halls,
                 struct arena *arena) {
    const Hallq__Request *r = command->request;
    struct asker *asker = &command->asker;
    uint32_t gateway = asker->device, key_endings = asker->key_endings;
    asker->principal = r->principal;
    token_note(command, arena);
    if (asker->role != HALLQ__DEVICE__ROLE__GATEWAY || r->principal.len != PRINCIPAL_SIZE ||
        !hall_listed(asker->halls, asker->hall_count, r->hall))
        return true;
    const struct device *browser = browser_find(command, devices, presences);
    if (!browser)
        return r->body_case == HALLQ__REQUEST__BODY_SIGN_ON || !hall_waits(halls, r->hall);
    device_asker(browser, arena, asker);
    asker->gateway = gateway;
    asker->gateway_key_endings = key_endings;
    return true;
}
