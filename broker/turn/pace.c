#include "broker/turn/pace.h"

#include "base/count.h"
#include "broker/seal/seal.h"

void pace_fini(struct pace *p) {
    buckets_fini(&p->devices);
    buckets_fini(&p->web);
}

// How many of a customer's commands of this kind go with one ticket a minute; 0: it is not paced.
static uint32_t times_of(Hallq__Request__BodyCase body_case) {
    static const struct {
        Hallq__Request__BodyCase body_case;
        uint32_t times;
    } counted[] = {
        {HALLQ__REQUEST__BODY_ISSUE, 1},
        {HALLQ__REQUEST__BODY_CANCEL, 1},
        {HALLQ__REQUEST__BODY_ENROL, 1}, // a wrong code as well
        {HALLQ__REQUEST__BODY_CHECK_IN, 2},
        {HALLQ__REQUEST__BODY_GET_PLACE, 10},
        {HALLQ__REQUEST__BODY_BOOK_SLOT, 1},
        {HALLQ__REQUEST__BODY_SWAP_TICKET, 1},
        {HALLQ__REQUEST__BODY_MOVE_BOOKING, 1},
        {HALLQ__REQUEST__BODY_CANCEL_BOOKING, 1},
        {HALLQ__REQUEST__BODY_GET_SLOTS, 10},
        {HALLQ__REQUEST__BODY_GET_BOOKING, 10},
        {HALLQ__REQUEST__BODY_CHECK_IN_BOOKING, 2},
        {HALLQ__REQUEST__BODY_GIVE_OPINION, 1},
        {HALLQ__REQUEST__BODY_GET_CASE_PROGRESS, 10},
    };
    for (size_t i = 0; i < COUNT(counted); i++)
        if (counted[i].body_case == body_case)
            return counted[i].times;
    return 0;
}

static struct bucket_rate rate_of(const Hallq__HallSettings *h, Hallq__Device__Role role,
                                  uint32_t times) {
    if (role == HALLQ__DEVICE__ROLE__KIOSK)
        return (struct bucket_rate){h->kiosk_tickets_per_min * times, h->kiosk_burst * times};
    if (role == HALLQ__DEVICE__ROLE__GATEWAY)
        return (struct bucket_rate){h->gateway_tickets_per_min * times, h->gateway_burst * times};
    return (struct bucket_rate){0, 0}; // staff, whose commands are on record
}

static struct bucket_key device_key(const struct command *command) {
    return (struct bucket_key){command->request->hall, command->asker.device,
                               command->request->body_case, 0};
}

static struct bucket_key web_key(const struct command *command) {
    const ProtobufCBinaryData *principal = &command->asker.principal;
    struct bucket_key key = device_key(command);
    key.principal = seal_hash(principal->data, principal->len);
    return key;
}

static bool has_web_pace(const struct command *command) {
    return command->asker.role == HALLQ__DEVICE__ROLE__GATEWAY && command->asker.principal.len;
}

// Takes a token of the device and one of the web session behind it, or neither. The device's token
// goes first: it bounds how many sessions come in a minute, and so how many buckets are kept.
static int64_t tokens_take(struct pace *p, int64_t now_ms, const struct command *command,
                           const Hallq__HallSettings *h, uint32_t times) {
    struct bucket_key of_device = device_key(command);
    struct bucket_rate rate = rate_of(h, command->asker.role, times);
    int64_t again_ms = buckets_take(&p->devices, &of_device, &rate, now_ms);
    if (again_ms || !has_web_pace(command))
        return again_ms;
    struct bucket_key of_web = web_key(command);
    struct bucket_rate web = {h->web_tickets_per_min * times, h->web_burst * times};
    again_ms = buckets_take(&p->web, &of_web, &web, now_ms);
    if (again_ms)
        buckets_give(&p->devices, &of_device);
    return again_ms;
}

void pace_give(struct pace *p, struct command *command) {
    if (!command->token_taken)
        return;
    struct bucket_key of_device = device_key(command);
    buckets_give(&p->devices, &of_device);
    if (has_web_pace(command)) {
        struct bucket_key of_web = web_key(command);
        buckets_give(&p->web, &of_web);
    }
    command->token_taken = false;
}

int pace_take(struct pace *p, struct state *s, int64_t now_ms, struct command *command,
              Hallq__Refusal *ret) {
    uint32_t hall = command->request->hall, times = times_of(command->request->body_case);
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    hallq__refusal__init(ret);
    if (!times || command->token_taken)
        return ERR_OK;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err && row->version)
        err = settings_get(s, hall, row->version, &settings);
    if (err || !row->version)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // the rule refuses the command
    int64_t again_ms = tokens_take(p, now_ms, command, settings, times);
    command->token_taken = !again_ms;
    ret->reason = again_ms ? HALLQ__REFUSAL__REASON__TOO_FAST : HALLQ__REFUSAL__REASON__NONE;
    ret->at_ms = again_ms;
    return ERR_OK;
}

bool pace_costs(const Hallq__Refusal *refusal) {
    return refusal->reason == HALLQ__REFUSAL__REASON__CONTACT_HAS_TICKET ||
           refusal->reason == HALLQ__REFUSAL__REASON__WRONG_CODE;
}
