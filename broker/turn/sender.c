#include "broker/turn/sender.h"

#include <stdio.h>
#include <string.h>

#include "base/role_bits.h"
#include "base/wire/wire.h"
#include "broker/jobs/job.h"
#include "broker/live/wallclock.h"
#include "broker/turn/behind.h"

// Fields of Request that a refusal repeats, even if the request cannot be read.
enum { REQUEST_SESSION = 2, REQUEST_NUMBER = 3 };

#define SETTINGS_MEMORY (16 * LIMIT_SETTINGS_SIZE) // the memory of a settings message, unpacked

static void refuse_early(struct command *command, Hallq__Refusal__Reason reason,
                         const char *detail) {
    command->refusal.reason = reason;
    if (detail)
        command->refusal.detail = (char *)(uintptr_t)detail;
}

// ---------------------------------------------------------------- the sender

// Whether the key of the connection still lets its device in.
static bool sender_known(const struct sender *s, struct command *command, const char *user_id) {
    const struct device *device = devices_by_user_id(s->devices, user_id);
    if (!device) {
        refuse_early(command, HALLQ__REFUSAL__REASON__KEY_REVOKED, NULL);
        return false;
    }
    snprintf(command->user_id, sizeof command->user_id, "%s", user_id);
    device_asker(device, &s->inbox->arena, &command->asker);
    return true;
}

// Without keys the request says who sent it.
static bool sender_claimed(struct command *command) {
    const Hallq__Request *request = command->request;
    command->asker.device = request->claimed_device;
    command->asker.role = request->claimed_role;
    if (!request->claimed_device || request->claimed_device > LIMIT_DEVICES)
        refuse_early(command, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "claimed_device");
    else if (request->claimed_role < HALLQ__DEVICE__ROLE__KIOSK ||
             request->claimed_role > HALLQ__DEVICE__ROLE__FORWARDER)
        refuse_early(command, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "claimed_role");
    return command->refusal.reason == HALLQ__REFUSAL__REASON__NONE;
}

// Finds the person behind a gateway's key. False: the command is refused, to be sent again.
static bool behind_resolve(const struct sender *s, struct command *command) {
    bool known = behind_find(command, s->devices, s->presences, s->halls, &s->inbox->arena);
    if (!known)
        refuse_early(command, HALLQ__REFUSAL__REASON__BUSY, NULL);
    return known;
}

// ---------------------------------------------------------------- the request

// A request that could not be read may hold a PIN as well.
static bool may_hold_pin(const Hallq__Request *request) {
    const struct command_row *row = request ? command_find(request->body_case) : NULL;
    return !request || (row && row->kind == COMMAND_PIN);
}

// *ret_broken: the field of a broken text. NULL: no text is broken, or these are settings, whose
// rule names each broken text by its place.
static void request_unpack(struct inbox *in, struct command *command, const void *frame,
                           size_t frame_size, const char **ret_broken) {
    bool large = frame_size > LIMIT_REQUEST_SIZE;
    in->arena.budget_size = in->arena.used_size + (large ? SETTINGS_MEMORY : LIMIT_UNPACK_MEMORY);
    command->request =
        wire_unpack_entered(&hallq__request__descriptor, &in->arena, frame, frame_size, ret_broken);
    in->arena.budget_size = 0;
    in->secrets |= may_hold_pin(command->request);
    if (command->request && command->request->body_case == HALLQ__REQUEST__BODY_APPLY_SETTINGS)
        *ret_broken = NULL;
}

// The largest frame that is worth unpacking: settings come from an administrator, or from a manager, who may be
// behind a gateway.
static size_t size_max(const struct sender *s, const struct command *command) {
    bool may_apply = (ADMIN | MANAGER | GATEWAY) & 1 << command->asker.role;
    return !s->net->keyed || may_apply ? LIMIT_SETTINGS_SIZE : LIMIT_REQUEST_SIZE;
}

static bool request_read(const struct sender *s, struct command *command, const void *frame,
                         size_t frame_size) {
    bool large = frame_size > LIMIT_REQUEST_SIZE;
    if (frame_size > size_max(s, command)) {
        refuse_early(command, HALLQ__REFUSAL__REASON__TOO_LARGE, NULL);
        return false;
    }
    const char *text;
    request_unpack(s->inbox, command, frame, frame_size, &text);
    if (!command->request || text)
        refuse_early(command, HALLQ__REFUSAL__REASON__BAD_MESSAGE, text);
    else if (!command_find(command->request->body_case))
        refuse_early(command, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    else if (large && command->request->body_case != HALLQ__REQUEST__BODY_APPLY_SETTINGS)
        refuse_early(command, HALLQ__REFUSAL__REASON__TOO_LARGE, NULL);
    return command->refusal.reason == HALLQ__REFUSAL__REASON__NONE;
}

// ---------------------------------------------------------------- into the inbox

static void heard(const struct sender *s, const struct command *command) {
    int64_t mono_ms = wallclock_machine_ms();
    leases_heard(s->leases, command->asker.device, mono_ms);
    if (command_find(command->request->body_case)->staff_roles)
        presences_used(s->presences, command->asker.device, mono_ms);
}

void sender_frame(struct sender *s, const struct peer *peer, const char *user_id, const void *frame,
                  size_t frame_size) {
    struct command *command = inbox_command(s->inbox);
    if (!command)
        return; // cannot happen: the router's budget leaves room
    command->peer = *peer;
    bool read = (!s->net->keyed || sender_known(s, command, user_id)) &&
                request_read(s, command, frame, frame_size);
    if (!command->request) { // the refusal names session and number
        command->session = wire_peek(frame, frame_size, REQUEST_SESSION);
        command->number = (uint32_t)wire_peek(frame, frame_size, REQUEST_NUMBER);
    }
    if (!read || (!s->net->keyed && !sender_claimed(command)))
        return;
    if (behind_resolve(s, command))
        heard(s, command);
}

bool sender_job(struct sender *s, struct job *job) {
    struct command *command = inbox_command(s->inbox);
    if (!command)
        return false;
    command->job = job;
    command->request = job->request;
    inbox_wake(s->inbox);
    if (s->net->keyed ? !sender_known(s, command, job->user_id) : !sender_claimed(command))
        return true;
    if (!behind_resolve(s, command))
        return true;
    command->asker.pin_matches = job->pin_matches;
    command->asker.pin_hash =
        (ProtobufCBinaryData){strlen(job->pin_hash), (uint8_t *)job->pin_hash};
    return true;
}
