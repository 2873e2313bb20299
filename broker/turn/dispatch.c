// dispatch.c - a frame's way in: sender, size, message, command; and an item's way through the
// rules, by the kind its command has in proto/command.proto:
//
//     WRITE         seal its texts, decide ─▶ a record to apply, or a refusal
//     READ          answered from the open transaction
//     PIN           authorize ─▶ a job; when the PIN was looked at it comes again, as WRITE
//     WORK, ERRAND  authorize ─▶ a job, which answers
//
// Customer data is sealed before the rules see a command, and opened after they have answered; in
// between there are numbers of sealed rows only.
#include "broker/turn/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "base/character.h"
#include "base/wire/wire.h"
#include "broker/turn/behind.h"
#include "broker/turn/pace.h"
#include "broker/turn/private_text.h"
#include "broker/turn/same_body.h"

// Fields of Request that a refusal repeats, whatever else cannot be read.
enum { REQUEST_SESSION = 2, REQUEST_NUMBER = 3 };

#define SETTINGS_MEMORY (16 * LIMIT_SETTINGS_SIZE) // a settings message as structs, with room

// ---------------------------------------------------------------- in

void dispatch_asker(struct asker *asker, const struct device *device, struct arena *arena) {
    asker->device = device->device;
    asker->role = device->role;
    asker->counter = device->counter;
    asker->key_endings = device->key_endings;
    asker->halls = arena_copy(arena, device->halls, device->hall_count * sizeof *device->halls);
    asker->hall_count = device->hall_count;
}

static void refuse_early(struct item *item, Hallq__Refusal__Reason reason, const char *detail) {
    item->refusal.reason = reason;
    if (detail)
        item->refusal.detail = (char *)(uintptr_t)detail;
}

// Whether the key of the connection still lets its device in.
static bool sender_known(struct broker *b, struct item *item, const char *user_id) {
    const struct device *device = devices_by_user_id(&b->devices, user_id);
    if (!device) {
        refuse_early(item, HALLQ__REFUSAL__REASON__KEY_REVOKED, NULL);
        return false;
    }
    snprintf(item->user_id, sizeof item->user_id, "%s", user_id);
    dispatch_asker(&item->asker, device, &b->turn.requests);
    return true;
}

// Without keys: who the request says it is.
static bool sender_claimed(struct item *item) {
    const Hallq__Request *request = item->request;
    item->asker.device = request->claimed_device;
    item->asker.role = request->claimed_role;
    if (!request->claimed_device || request->claimed_device > LIMIT_DEVICES)
        refuse_early(item, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "claimed_device");
    else if (request->claimed_role < HALLQ__DEVICE__ROLE__KIOSK ||
             request->claimed_role > HALLQ__DEVICE__ROLE__FORWARDER)
        refuse_early(item, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "claimed_role");
    return item->refusal.reason == HALLQ__REFUSAL__REASON__NONE;
}

// One that could not be read may hold one as well.
static bool may_hold_pin(const Hallq__Request *request) {
    const struct command_row *row = request ? command_find(request->body_case) : NULL;
    return !request || (row && row->kind == COMMAND_PIN);
}

static void request_unpack(struct broker *b, struct item *item, const void *frame,
                           size_t frame_size) {
    struct arena *arena = &b->turn.requests;
    bool large = frame_size > LIMIT_REQUEST_SIZE;
    arena->budget_size = arena->used_size + (large ? SETTINGS_MEMORY : LIMIT_UNPACK_MEMORY);
    item->request = wire_unpack(&hallq__request__descriptor, arena, frame, frame_size);
    arena->budget_size = 0;
    b->turn.secrets |= may_hold_pin(item->request);
}

// Of settings that could be unpacked the rule tells each text that may not stand, by its place.
static const char *text_broken(const struct item *item, const void *frame, size_t frame_size) {
    if (item->request && item->request->body_case == HALLQ__REQUEST__BODY_APPLY_SETTINGS)
        return NULL;
    return wire_text_broken(&hallq__request__descriptor, frame, frame_size, false);
}

// The largest frame that is worth unpacking: settings come from an administrator alone.
static size_t size_max(const struct broker *b, const struct item *item) {
    bool may_be_settings = !b->net.keyed || item->asker.role == HALLQ__DEVICE__ROLE__ADMIN;
    return may_be_settings ? LIMIT_SETTINGS_SIZE : LIMIT_REQUEST_SIZE;
}

static bool request_read(struct broker *b, struct item *item, const void *frame,
                         size_t frame_size) {
    bool large = frame_size > LIMIT_REQUEST_SIZE;
    if (frame_size > size_max(b, item)) {
        refuse_early(item, HALLQ__REFUSAL__REASON__TOO_LARGE, NULL);
        return false;
    }
    request_unpack(b, item, frame, frame_size);
    const char *text = text_broken(item, frame, frame_size);
    if (!item->request || text)
        refuse_early(item, HALLQ__REFUSAL__REASON__BAD_MESSAGE, text);
    else if (!command_find(item->request->body_case))
        refuse_early(item, HALLQ__REFUSAL__REASON__UNKNOWN_COMMAND, NULL);
    else if (large && item->request->body_case != HALLQ__REQUEST__BODY_APPLY_SETTINGS)
        refuse_early(item, HALLQ__REFUSAL__REASON__TOO_LARGE, NULL);
    return item->refusal.reason == HALLQ__REFUSAL__REASON__NONE;
}

void dispatch_frame(void *broker, const struct peer *peer, const char *user_id, const void *frame,
                    size_t frame_size) {
    struct broker *b = broker;
    struct item *item = turn_add(&b->turn);
    if (!item)
        return; // cannot be: the router's budget leaves room
    item->peer = *peer;
    bool read = (!b->net.keyed || sender_known(b, item, user_id)) &&
                request_read(b, item, frame, frame_size);
    if (!item->request) { // what its refusal answers
        item->session = wire_peek(frame, frame_size, REQUEST_SESSION);
        item->number = (uint32_t)wire_peek(frame, frame_size, REQUEST_NUMBER);
    }
    if (!read)
        return;
    if (!b->net.keyed && !sender_claimed(item))
        return;
    behind_find(b, item);
    int64_t mono_ms = wallclock_machine_ms();
    leases_heard(&b->leases, item->asker.device, mono_ms);
    if (command_find(item->request->body_case)->staff_roles)
        presences_used(&b->presences, item->asker.device, mono_ms);
}

bool dispatch_job(void *broker, struct job *job) {
    struct broker *b = broker;
    struct item *item = turn_add(&b->turn);
    if (!item)
        return false;
    item->job = job;
    item->request = job->request;
    turn_wake(&b->turn);
    if (b->net.keyed ? !sender_known(b, item, job->user_id) : !sender_claimed(item))
        return true;
    behind_find(b, item);
    item->asker.pin_matches = job->pin_matches;
    item->asker.pin_hash = (ProtobufCBinaryData){strlen(job->pin_hash), (uint8_t *)job->pin_hash};
    return true;
}

void dispatch_job_send(struct broker *b, struct job *job, const struct wire_packed *frame) {
    for (size_t i = 0; i < job->peer_count; i++)
        router_send(&b->router, &job->peers[i], job->device, frame->data, frame->size);
}

void dispatch_job_answer(void *broker, struct job *job) {
    struct broker *b = broker;
    job->reply.clock = hall_time_doubt(&b->time, &job->arena);
    struct wire_packed frame = wire_pack_in(&job->reply, &job->arena);
    dispatch_job_send(b, job, &frame);
    bool refused = job->reply.body_case == HALLQ__REPLY__BODY_REFUSAL;
    counters_answer(&b->counters, job->request, refused ? ANSWER_REFUSED : ANSWER_READ,
                    refused ? job->reply.refusal->reason : HALLQ__REFUSAL__REASON__NONE);
    if (job->reply.body_case == HALLQ__REPLY__BODY_JOURNAL) // who asks on is on record already
        halls_page_read(&b->halls, job->request->hall, job->device, job->reply.journal->upto);
}

// ---------------------------------------------------------------- answers

// Whether how far a hall has come is the asker's to know: nobody's who is not known, and no other
// hall's, nor the broker's own for a key of some halls.
static bool may_know_seq(const struct item *item) {
    const struct asker *asker = &item->asker;
    bool found = !asker->hall_count;
    for (size_t i = 0; i < asker->hall_count && !found; i++)
        found = asker->halls[i] == item->request->hall;
    return found && asker->device;
}

static Hallq__Reply *reply_make(struct broker *b, struct item *item) {
    Hallq__Reply *reply = arena_need(&b->turn.arena, sizeof *reply);
    hallq__reply__init(reply);
    reply->epoch = b->epoch;
    reply->at_ms = b->turn.now_ms;
    reply->session = item->session;
    reply->number = item->number;
    reply->clock = hall_time_doubt(&b->time, &b->turn.arena);
    if (item->request) {
        reply->session = item->request->session;
        reply->number = item->request->number;
        reply->seq = may_know_seq(item) ? halls_seq(&b->halls, item->request->hall) : 0;
    }
    return item->reply = reply;
}

static void reply_refusal(struct broker *b, struct item *item, const Hallq__Refusal *refusal) {
    Hallq__Reply *reply = reply_make(b, item);
    reply->body_case = HALLQ__REPLY__BODY_REFUSAL;
    reply->refusal = arena_copy(&b->turn.arena, refusal, sizeof *refusal);
}

void dispatch_refuse(struct broker *b, struct item *item, Hallq__Refusal__Reason reason) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = reason;
    if (item->kind == ITEM_COMMAND)
        reply_refusal(b, item, &refusal);
}

void dispatch_refuse_stopped(struct broker *b, struct item *item, int err) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    refusal.reason = HALLQ__REFUSAL__REASON__RETRY_LATER;
    if (err == ERR_DISK_FULL) {
        refusal.reason = HALLQ__REFUSAL__REASON__DISK_FULL;
        refusal.detail = arena_printf(&b->turn.arena, "%.1f MiB",
                                      (double)store_free_bytes(b->store) / (1024 * 1024));
    }
    if (item->kind == ITEM_COMMAND)
        reply_refusal(b, item, &refusal);
}

static void reply_done(struct broker *b, struct item *item, Hallq__Done *done) {
    static const Hallq__Done nothing = HALLQ__DONE__INIT;
    Hallq__Reply *reply = reply_make(b, item);
    reply->body_case = HALLQ__REPLY__BODY_DONE;
    // A copy: what is added for this asker alone stays out of the journal's record.
    reply->done = arena_copy(&b->turn.arena, done ? done : &nothing, sizeof *done);
}

// ---------------------------------------------------------------- customer data

struct texts {
    const char *contact;
    const char *note;
};

static struct texts texts_of(const Hallq__Request *r) {
    struct private_text list[PRIVATE_TEXTS_MAX];
    struct texts texts = {"", ""};
    size_t count = private_texts(r, list);
    for (size_t i = 0; i < count; i++)
        if (list[i].kind == PRIVATE_CONTACT)
            texts.contact = *list[i].at;
        else if (list[i].kind == PRIVATE_NOTE && !text_is_blank(*list[i].at, strlen(*list[i].at)))
            texts.note = *list[i].at;
    return texts;
}

static int text_seal(struct broker *b, const char *text, size_t most, struct seal_place *at,
                     struct asker *asker, ProtobufCBinaryData *ret_box) {
    size_t size = strlen(text);
    *ret_box = (ProtobufCBinaryData){0, NULL};
    if (!size || size > most)
        return ERR_OK; // too long a text is refused by its rule
    at->item++;
    ret_box->data = arena_need(&b->turn.arena, size + SEAL_OVERHEAD);
    int err = seal_box(b->seals, at, text, size, ret_box->data, &asker->sealed_key);
    if (!err)
        ret_box->len = size + SEAL_OVERHEAD;
    return err;
}

// Only for who may send the command: the first text of a day makes a key, which takes a sync. The
// rules number sealed texts as they take them, from the hall's last one on.
static int texts_seal(struct broker *b, struct state *s, struct item *item) {
    struct texts texts = texts_of(item->request);
    uint32_t hall = item->request->hall;
    Hallq__Refusal refusal;
    const Hallq__HallRow *row;
    if (!*texts.contact && !*texts.note)
        return ERR_OK;
    int err = authorize(s, b->turn.now_ms, &item->asker, item->request, &refusal);
    if (err || refusal.reason != HALLQ__REFUSAL__REASON__NONE)
        return err;
    err = hall_row_get(s, key_hall(hall), &row);
    if (err || !row->version)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // refused by its rule
    struct seal_place at = {hall, row->day, row->sealed};
    err = text_seal(b, texts.contact, LIMIT_CONTACT_SIZE, &at, &item->asker,
                    &item->asker.sealed_contact);
    if (!err)
        err = text_seal(b, texts.note, LIMIT_NOTE, &at, &item->asker, &item->asker.sealed_note);
    return err;
}

// The rules see no contact: which of a kiosk's newest tickets has the same one is found here.
static int contact_compare(struct broker *b, struct state *s, struct item *item) {
    const Hallq__Request *r = item->request;
    struct presses presses;
    item->asker.pressed = 0; // of an attempt that was undone
    if (r->body_case != HALLQ__REQUEST__BODY_ISSUE || !*r->issue->contact)
        return ERR_OK;
    int err = issue_presses(s, b->turn.now_ms, &item->asker, r, &presses);
    return err ? err
               : contacts_pressed(b, s, r->hall, r->issue->contact, &presses, &item->asker.pressed);
}

// Nor whether one of the hall's open tickets has it: where the settings ask for that.
static int contact_look(struct broker *b, struct state *s, struct item *item) {
    const Hallq__Request *r = item->request;
    const Hallq__HallSettings *settings;
    const Hallq__HallRow *row;
    if (r->body_case != HALLQ__REQUEST__BODY_ISSUE || !*r->issue->contact)
        return ERR_OK;
    int err = hall_row_get(s, key_hall(r->hall), &row);
    if (!err && row->version)
        err = settings_get(s, r->hall, row->version, &settings);
    if (err || !row->version)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // refused by its rule
    if (!settings->one_ticket_per_contact)
        return ERR_OK;
    return contacts_find(b, s, r->hall, r->issue->contact, &item->asker.contact_ticket);
}

int dispatch_text_open(struct broker *b, struct state *s, uint32_t hall, int32_t from_day,
                       uint64_t sealed, char **ret_text) {
    Hallq__SealedRow *row;
    int32_t day;
    int err = sealed_find(s, hall, from_day, sealed, &day, &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (row->box.len < SEAL_OVERHEAD)
        return ERR_CORRUPT;
    char *text = arena_need(s->arena, row->box.len - SEAL_OVERHEAD + 1);
    struct seal_place at = {hall, day, sealed};
    err = seal_open(b->seals, &at, row->key, row->box.data, row->box.len, text);
    if (!err)
        *ret_text = text;
    else if (err != ERR_CLOSED)
        log_write(LOG_LEVEL_WARNING, "text_unreadable", " hall=%u day=%d error=\"%s\"", hall, day,
                  err_text(err));
    return ERR_OK;
}

static int note_show(struct broker *b, struct state *s, const struct item *item) {
    Hallq__TicketCard *card = item->reply->ticket;
    uint32_t hall = item->request->hall;
    Hallq__TicketRow *row;
    int err = ticket_row_get(s, key_ticket(hall, card->ticket), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return dispatch_text_open(b, s, hall, row->day, row->note_sealed, &card->note);
}

static int contact_show(struct broker *b, struct state *s, const struct item *item,
                        Hallq__TicketCard *card) {
    uint32_t hall = item->request->hall;
    Hallq__TicketRow *row;
    int err = ticket_row_get(s, key_ticket(hall, card->ticket), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return dispatch_text_open(b, s, hall, row->day, row->contact_sealed, &card->contact);
}

static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    struct broker *b = arg;
    return seal_code(b->seals, hall, day, false, ticket, power, ret) == ERR_OK;
}

struct code_maker dispatch_codes(struct broker *b) {
    return (struct code_maker){code_cb, b};
}

static void code_show(struct broker *b, const Hallq__TicketRow *row, uint32_t hall,
                      enum code_power power, ProtobufCBinaryData *ret) {
    unsigned char *code = arena_need(&b->turn.arena, CODE_SIZE);
    if (code_cb(b, hall, row->day, row->ticket, power, code))
        *ret = (ProtobufCBinaryData){CODE_SIZE, code};
}

// The codes of a ticket that was issued, now or when it is asked again: they are made each time, and
// end with their day. One that an earlier version stored is in the record.
static int codes_show(struct broker *b, struct state *s, const struct item *item,
                      Hallq__TicketCard *card) {
    uint32_t hall = item->request->hall;
    Hallq__TicketRow *row;
    const Hallq__HallRow *now;
    int err = ticket_row_get(s, key_ticket(hall, card->ticket), &row);
    if (!err)
        err = hall_row_get(s, key_hall(hall), &now);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (row->code.len || row->day != now->day)
        return ERR_OK;
    code_show(b, row, hall, CODE_ACT, &card->code);
    code_show(b, row, hall, CODE_SEE, &card->see_code);
    return ERR_OK;
}

// Fills in what a command is there to show and no record keeps: the note of get_ticket, the contact of
// reveal_contact, the codes of issue and enrol_code.
static int secrets_show(struct broker *b, struct state *s, struct item *item) {
    Hallq__Reply *reply = item->reply;
    Hallq__Request__BodyCase body_case = item->request->body_case;
    if (body_case == HALLQ__REQUEST__BODY_GET_TICKET &&
        reply->body_case == HALLQ__REPLY__BODY_TICKET)
        return note_show(b, s, item);
    if (body_case == HALLQ__REQUEST__BODY_ENROL_CODE && reply->body_case == HALLQ__REPLY__BODY_DONE)
        return enrol_code_text(s, &b->codes, reply->done->device, &reply->done->enrol_code);
    if (reply->body_case != HALLQ__REPLY__BODY_DONE || !reply->done->ticket)
        return ERR_OK;
    bool contact = body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;
    if (!contact && body_case != HALLQ__REQUEST__BODY_ISSUE)
        return ERR_OK;
    // A copy: the record's own is what is stored.
    Hallq__TicketCard *card =
        arena_copy(s->arena, reply->done->ticket, sizeof *reply->done->ticket);
    reply->done->ticket = card;
    return contact ? contact_show(b, s, item, card) : codes_show(b, s, item, card);
}

// ---------------------------------------------------------------- through the rules

// An error of the keys of customer data: the command alone cannot be done. Nothing came of it, and it goes once
// keys/ is mended, as the log says.
static int seal_failed(struct broker *b, struct item *item, int err) {
    if (err != ERR_CLOSED && err != ERR_CORRUPT && err != ERR_DISK_FULL)
        return err;
    log_write(LOG_LEVEL_ERROR, "seal_failed", " hall=%u error=\"%s\"", item->request->hall,
              err_text(err));
    dispatch_refuse_stopped(b, item, err);
    return ERR_OK;
}

// The key of the day's codes: with its first ticket, or browser.
static int codes_prepare(struct broker *b, struct state *s, const struct item *item) {
    uint32_t hall = item->request->hall;
    const Hallq__HallRow *row;
    if (item->request->body_case != HALLQ__REQUEST__BODY_ISSUE &&
        item->request->body_case != HALLQ__REQUEST__BODY_ENROL_CODE)
        return ERR_OK;
    int err = hall_row_get(s, key_hall(hall), &row);
    return err ? err : seal_prepare(b->seals, hall, row->day);
}

// The keys of what is forgotten go before that is on record: the record says what is done. Should it not
// come about, the texts are gone all the same, and the command is asked again.
static int keys_forget(struct broker *b, const Hallq__JournalRecord *record) {
    int err = ERR_OK;
    const Hallq__Event *event = record->events[0];
    if (event->body_case != HALLQ__EVENT__BODY_CONTACT_FORGOTTEN)
        return ERR_OK;
    for (size_t i = 0; i < event->contact_forgotten->n_sealed && !err; i++) {
        const Hallq__ContactForgotten__Sealed *one = event->contact_forgotten->sealed[i];
        struct seal_place at = {record->hall, one->day, one->sealed};
        err = seal_forget(b->seals, &at, one->key);
    }
    return err;
}

// Who may not go on yet learns nothing of others' contacts: theirs is not compared.
static int contact_facts(struct broker *b, struct state *s, struct item *item, bool too_fast) {
    int err = contact_compare(b, s, item);
    item->asker.contact_ticket = 0;
    return err || too_fast ? err : contact_look(b, s, item);
}

static int retry_answer(struct broker *b, struct state *s, struct item *item,
                        const struct decision *decision) {
    pace_give(b, item);
    reply_done(b, item, decision->done);
    item->reply->seq = decision->done_seq;
    item->reply->at_ms = decision->done_at_ms;
    item->again = true;
    return secrets_show(b, s, item);
}

static int record_take(struct broker *b, struct state *s, struct item *item,
                       const struct decision *decision) {
    bool refused = decision->refusal.reason != HALLQ__REFUSAL__REASON__NONE;
    int err = refused ? ERR_OK : codes_prepare(b, s, item);
    if (!err)
        err = keys_forget(b, decision->record);
    if (err)
        return seal_failed(b, item, err);
    item->record = decision->record;
    if (refused)
        item->recorded_refusal = arena_copy(s->arena, &decision->refusal, sizeof(Hallq__Refusal));
    return ERR_OK;
}

// The token is taken before anything is looked at, and given back where nothing came of it: what is
// refused says why, however fast it comes.
static int write_decide(struct broker *b, struct state *s, struct item *item) {
    struct decision decision;
    Hallq__Refusal too_fast;
    int err = texts_seal(b, s, item);
    if (err)
        return seal_failed(b, item, err);
    if ((err = pace_take(b, s, item, &too_fast)))
        return err;
    bool waits = too_fast.reason != HALLQ__REFUSAL__REASON__NONE;
    if ((err = contact_facts(b, s, item, waits)) == ERR_BUSY) {
        pace_give(b, item);
        dispatch_refuse(b, item, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    if (err)
        return err;
    item->asker.codes = &b->codes;
    same_body_note(b->seals, &b->turn.arena, item->request, &item->asker);
    item->asker.wall_at_ms = wallclock_wall_ms(&b->time.wallclock);
    err = decide(s, b->turn.now_ms, &item->asker, item->request, &decision);
    if (err)
        return err;
    if (decision.retry)
        return retry_answer(b, s, item, &decision);
    if (decision.record && !waits)
        return record_take(b, s, item, &decision);
    bool is_free = !decision.record && !pace_costs(&decision.refusal);
    if (is_free)
        pace_give(b, item);
    reply_refusal(b, item, waits && !is_free ? &too_fast : &decision.refusal);
    return ERR_OK;
}

// Small requests with large answers: who asks for more than it takes is told to wait, so that it
// fills neither the memory nor the turn.
static bool reads_too_much(const struct broker *b, const struct item *item) {
    return router_unread(&b->router, item->asker.device) >= LIMIT_UNREAD_SIZE;
}

// What this turn's reads of the device took already.
static bool reads_its_share(const struct turn *t, const struct item *item) {
    size_t size = 0;
    for (const struct item *other = t->items; other < item; other++)
        if (other->asker.device == item->asker.device)
            size += other->reserved_size;
    return size >= LIMIT_TURN_READ_SIZE;
}

// What is shown with a trace: the record is on the disk before the answer leaves.
static int look_note(struct broker *b, struct state *s, struct item *item, uint64_t shown) {
    struct decision decision;
    int err = decide_look(s, b->turn.now_ms, &item->asker, item->request, shown, &decision);
    if (err)
        return err;
    item->record = decision.record;
    item->look = item->record != NULL;
    return ERR_OK;
}

// The note of a ticket that is shown; 0: none is.
static uint64_t note_shown(const struct item *item) {
    const Hallq__Reply *reply = item->reply;
    bool shown = item->request->body_case == HALLQ__REQUEST__BODY_GET_TICKET &&
                 reply->body_case == HALLQ__REPLY__BODY_TICKET && *reply->ticket->note;
    return shown ? reply->ticket->ticket : 0;
}

// What is known of the devices' use beside what their rows say.
static void heard_tell(const struct broker *b, const Hallq__DeviceList *list) {
    int64_t machine_ms = wallclock_machine_ms();
    for (size_t i = 0; i < list->n_devices; i++) {
        int64_t heard_ms = leases_heard_ms(&b->leases, list->devices[i]->device);
        int64_t ago_ms = (machine_ms - heard_ms) * b->options.speed;
        list->devices[i]->heard_at_ms = heard_ms ? b->turn.now_ms - ago_ms : 0;
    }
}

static int read_decide(struct broker *b, struct state *s, struct item *item) {
    if (reads_its_share(&b->turn, item)) {
        dispatch_refuse(b, item, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    size_t before_size = b->turn.arena.used_size;
    item->asker.codes = &b->codes;
    Hallq__Refusal too_fast;
    int err = pace_take(b, s, item, &too_fast);
    if (err)
        return err;
    if (too_fast.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(b, item, &too_fast);
        return ERR_OK;
    }
    err = decide_read(s, b->turn.now_ms, &item->asker, item->request, reply_make(b, item));
    if (!err && item->reply->body_case == HALLQ__REPLY__BODY_SNAPSHOT)
        item->reply->snapshot->clock = item->reply->clock;
    if (!err)
        err = secrets_show(b, s, item);
    if (!err && note_shown(item))
        err = look_note(b, s, item, note_shown(item));
    if (item->reply->body_case == HALLQ__REPLY__BODY_DEVICES)
        heard_tell(b, item->reply->devices);
    item->reserved_size = (uint32_t)(b->turn.arena.used_size - before_size);
    router_reserve(&b->router, item->asker.device, item->reserved_size);
    return err;
}

static bool work_leaves_trace(const struct broker *b, const struct item *item) {
    const Hallq__Request *r = item->request;
    if (r->body_case == HALLQ__REQUEST__BODY_GET_JOURNAL)
        return !halls_read_on(&b->halls, r->hall, item->asker.device, r->get_journal->after);
    return r->body_case == HALLQ__REQUEST__BODY_BACKUP;
}

// The PIN was compared with the hash of its time: another one since then is compared again.
static int pin_decide(struct broker *b, struct state *s, struct item *item) {
    Hallq__Refusal refusal;
    ProtobufCBinaryData hash;
    const ProtobufCBinaryData *then = &item->job->stored_hash;
    int err = pin_look(s, b->turn.now_ms, &item->asker, item->request, &hash, &refusal);
    if (err)
        return err;
    if (hash.len == then->len && (!hash.len || !memcmp(hash.data, then->data, hash.len)))
        return write_decide(b, s, item);
    dispatch_refuse(b, item, HALLQ__REFUSAL__REASON__BUSY);
    return ERR_OK;
}

// A hash under a key that is not here any more is no wrong PIN.
static bool pin_lost(const struct broker *b, const ProtobufCBinaryData *hash) {
    return hash->len && !seal_pin_key_here(b->seals, hash->data, hash->len);
}

static int job_begin(struct broker *b, const ProtobufCBinaryData *hash, struct item *item) {
    int err = job_create(item->request, hash, b->epoch, &item->new_job);
    if (err)
        return err;
    struct job *job = item->new_job;
    job->peers[job->peer_count++] = item->peer;
    job->device = item->asker.device;
    snprintf(job->user_id, sizeof job->user_id, "%s", item->user_id);
    return ERR_OK;
}

static int work_decide(struct broker *b, struct state *s, struct item *item) {
    Hallq__Refusal refusal = HALLQ__REFUSAL__INIT;
    ProtobufCBinaryData hash = {0, NULL};
    int err = authorize(s, b->turn.now_ms, &item->asker, item->request, &refusal);
    if (!err && refusal.reason == HALLQ__REFUSAL__REASON__NONE)
        err = pin_look(s, b->turn.now_ms, &item->asker, item->request, &hash, &refusal);
    if (err)
        return err;
    if (refusal.reason == HALLQ__REFUSAL__REASON__NONE && pin_lost(b, &hash))
        refusal.reason = HALLQ__REFUSAL__REASON__PIN_KEY_LOST;
    if (refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(b, item, &refusal);
        return ERR_OK;
    }
    if (!work_takes(&b->work, item->asker.device, item->request)) {
        dispatch_refuse(b, item, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    if (work_leaves_trace(b, item) && (err = look_note(b, s, item, 0)))
        return err;
    return job_begin(b, &hash, item);
}

static int finding_decide(struct broker *b, struct state *s, struct item *item) {
    struct decision decision = {.record = NULL};
    int64_t now_ms = b->turn.now_ms;
    int err = ERR_INVALID;
    switch (item->kind) {
    case ITEM_COUNTER_HEARD:
        err = decide_counter_heard(s, now_ms, item->hall, item->counter, item->heard, &decision);
        break;
    case ITEM_CLOCK:
        err = decide_clock(s, now_ms, item->alarmed, item->wall_at_ms, &decision);
        break;
    case ITEM_TIME_ZONE:
        err = decide_time_zone(s, now_ms, item->hall, &item->time_zone, &decision);
        break;
    case ITEM_SIGN_ON_ENDS:
        err = decide_sign_on_ends(s, now_ms, item->hall, item->device, item->idle, &decision);
        break;
    case ITEM_COMMAND:
        break;
    }
    if (!err)
        item->record = decision.record;
    return err;
}

int dispatch_decide(struct broker *b, struct state *s, struct item *item) {
    if (item->kind != ITEM_COMMAND)
        return finding_decide(b, s, item);
    if (item->refusal.reason != HALLQ__REFUSAL__REASON__NONE) {
        reply_refusal(b, item, &item->refusal);
        return ERR_OK;
    }
    enum command_kind kind = command_find(item->request->body_case)->kind;
    if (kind != COMMAND_WRITE && !item->job && reads_too_much(b, item)) {
        dispatch_refuse(b, item, HALLQ__REFUSAL__REASON__BUSY);
        return ERR_OK;
    }
    switch (kind) {
    case COMMAND_WRITE:
        return write_decide(b, s, item);
    case COMMAND_READ:
        return read_decide(b, s, item);
    case COMMAND_PIN:
    case COMMAND_WORK:
    case COMMAND_ERRAND:
        return item->job ? pin_decide(b, s, item) : work_decide(b, s, item);
    }
    return ERR_INVALID;
}

int dispatch_answer(struct broker *b, struct state *s, struct item *item) {
    if (item->kind != ITEM_COMMAND || item->look)
        return ERR_OK; // a look has its answer, or its work is to come
    if (item->recorded_refusal) {
        reply_refusal(b, item, item->recorded_refusal);
        return ERR_OK;
    }
    reply_done(b, item, item->record->done);
    item->reply->seq = item->record->last_seq;
    return secrets_show(b, s, item);
}
