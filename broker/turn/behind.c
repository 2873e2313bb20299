#include "broker/turn/behind.h"

#include "broker/broker.h"
#include "broker/turn/dispatch.h"

// The browser in which somebody is signed on, or that has the token with which they sign on; NULL: a
// customer's.
static const struct device *browser_find(struct broker *b, const struct item *item) {
    const Hallq__Request *r = item->request;
    unsigned char hash[SEAL_TOKEN_SIZE];
    if (r->body_case == HALLQ__REQUEST__BODY_SIGN_ON) {
        seal_token_hash(r->sign_on->token.data, r->sign_on->token.len, hash);
        return r->sign_on->token.len == TOKEN_SIZE ? devices_by_token(&b->devices, hash) : NULL;
    }
    uint32_t number =
        presences_behind(&b->presences, r->hall, item->asker.device, r->principal.data);
    const struct device *found = number ? devices_by_number(&b->devices, number) : NULL;
    return found && found->browser && !found->revoked ? found : NULL;
}

static bool hall_listed(const uint32_t *halls, size_t hall_count, uint32_t hall) {
    for (size_t i = 0; i < hall_count; i++)
        if (halls[i] == hall)
            return true;
    return !hall_count;
}

static void token_note(struct broker *b, struct item *item) {
    const Hallq__Request *r = item->request;
    if (r->body_case != HALLQ__REQUEST__BODY_ENROL || r->enrol->token.len != TOKEN_SIZE)
        return;
    unsigned char *hash = arena_need(&b->turn.requests, SEAL_TOKEN_SIZE);
    seal_token_hash(r->enrol->token.data, TOKEN_SIZE, hash);
    item->asker.token_hash = (ProtobufCBinaryData){TOKEN_SIZE, hash};
}

void behind_find(struct broker *b, struct item *item) {
    const Hallq__Request *r = item->request;
    struct asker *asker = &item->asker;
    uint32_t gateway = asker->device, key_endings = asker->key_endings;
    asker->principal = r->principal;
    token_note(b, item);
    if (asker->role != HALLQ__DEVICE__ROLE__GATEWAY || r->principal.len != PRINCIPAL_SIZE ||
        !hall_listed(asker->halls, asker->hall_count, r->hall))
        return;
    const struct device *browser = browser_find(b, item);
    if (!browser)
        return;
    dispatch_asker(asker, browser, &b->turn.requests);
    asker->gateway = gateway;
    asker->gateway_key_endings = key_endings;
}
