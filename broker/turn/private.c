#include "broker/turn/private.h"

#include <string.h>

#include "base/character.h"
#include "broker/turn/private_case.h"
#include "broker/turn/private_text.h"
#include "broker/turn/sealed_text.h"

// ---------------------------------------------------------------- before the rules

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

#define NUMBERS_PASSED_MAX 100000 // whose keys were destroyed, behind the number of a restored hall

// A case's texts are all under its own key; a new one gets a number whose key was never destroyed.
static int case_seal(struct turn_parts *p, struct command *command, struct case_sealing *of,
                     const struct texts *texts) {
    struct asker *asker = &command->asker;
    struct seal_place at = {command->request->hall, CASES_DAY, of->number};
    if (!of->number)
        return ERR_OK;
    for (int i = 0; of->opens && i < NUMBERS_PASSED_MAX && seal_is_forgotten(p->seals, &at); i++)
        at.item++;
    asker->case_number = (uint32_t)at.item;
    struct seal_place before = {at.hall, at.day, at.item - 1};
    int err = sealed_text_make(p->seals, &p->arena, texts->contact, LIMIT_CONTACT_SIZE, &before,
                               &asker->sealed_contact, &asker->sealed_key);
    before.item = at.item - 1;
    if (!err)
        err = sealed_text_make(p->seals, &p->arena, texts->note, LIMIT_CASE_TEXT, &before,
                               &asker->sealed_note, &asker->sealed_key);
    return err;
}

// The rules number sealed texts as they take them, from the hall's last sealed text on.
int private_seal(struct turn_parts *p, struct state *s, struct command *command) {
    struct texts texts = texts_of(command->request);
    struct asker *asker = &command->asker;
    uint32_t hall = command->request->hall;
    struct case_sealing of;
    Hallq__Refusal refusal;
    const Hallq__HallRow *row;
    int err = case_sealing(s, command->request, &of);
    if (err || (!of.opens && !*texts.contact && !*texts.note))
        return err;
    err = authorize(s, p->now_ms, asker, command->request, &refusal);
    if (err || refusal.reason != HALLQ__REFUSAL__REASON__NONE)
        return err;
    if (of.of_case)
        return case_seal(p, command, &of, &texts);
    err = hall_row_get(s, key_hall(hall), &row);
    if (err || !row->version)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // the rule refuses the command
    struct seal_place at = {hall, row->day, row->sealed};
    err = sealed_text_make(p->seals, &p->arena, texts.contact, LIMIT_CONTACT_SIZE, &at,
                           &asker->sealed_contact, &asker->sealed_key);
    if (!err)
        err = sealed_text_make(p->seals, &p->arena, texts.note, LIMIT_NOTE, &at,
                               &asker->sealed_note, &asker->sealed_key);
    return err;
}

// The rules see no contact: the kiosk's newest ticket with this contact is found here.
static int contact_compare(struct turn_parts *p, struct state *s, struct command *command) {
    const Hallq__Request *r = command->request;
    struct presses presses;
    command->asker.pressed = 0; // an attempt that was undone may have set it
    if (r->body_case != HALLQ__REQUEST__BODY_ISSUE || !*r->issue->contact)
        return ERR_OK;
    int err = issue_presses(s, p->now_ms, &command->asker, r, &presses);
    return err ? err
               : contacts_pressed(p->seals, s, r->hall, r->issue->contact, &presses,
                                  &command->asker.pressed);
}

// Finds the hall's open ticket with this contact, if the settings ask for it.
static int contact_look(struct turn_parts *p, struct state *s, struct command *command) {
    const Hallq__Request *r = command->request;
    const Hallq__HallSettings *settings;
    const Hallq__HallRow *row;
    if (r->body_case != HALLQ__REQUEST__BODY_ISSUE || !*r->issue->contact)
        return ERR_OK;
    int err = hall_row_get(s, key_hall(r->hall), &row);
    if (!err && row->version)
        err = settings_get(s, r->hall, row->version, &settings);
    if (err || !row->version)
        return err == ERR_NOT_FOUND ? ERR_OK : err; // the rule refuses the command
    if (!settings->one_ticket_per_contact)
        return ERR_OK;
    return contacts_find(&p->contacts, p->seals, s, r->hall, r->issue->contact,
                         &command->asker.contact_ticket);
}

int private_facts(struct turn_parts *p, struct state *s, struct command *command, bool alone) {
    int err = contact_compare(p, s, command);
    command->asker.contact_ticket = 0;
    return err || alone ? err : contact_look(p, s, command);
}

int private_prepare(struct turn_parts *p, struct state *s, const struct command *command) {
    uint32_t hall = command->request->hall;
    const Hallq__HallRow *row;
    bool opens_case = command->request->body_case == HALLQ__REQUEST__BODY_OPEN_CASE ||
                      command->request->body_case == HALLQ__REQUEST__BODY_GIVE_OPINION ||
                      command->request->body_case == HALLQ__REQUEST__BODY_BOOK_SLOT ||
                      command->request->body_case == HALLQ__REQUEST__BODY_SWAP_TICKET;
    if (opens_case)
        return seal_prepare(p->seals, hall, CASES_DAY);
    if (command->request->body_case != HALLQ__REQUEST__BODY_ISSUE &&
        command->request->body_case != HALLQ__REQUEST__BODY_CHECK_IN_BOOKING &&
        command->request->body_case != HALLQ__REQUEST__BODY_ENROL_CODE)
        return ERR_OK;
    int err = hall_row_get(s, key_hall(hall), &row);
    return err ? err : seal_prepare(p->seals, hall, row->day);
}

static int case_forget(struct turn_parts *p, uint32_t hall, uint32_t number, const uint64_t *keys,
                       size_t key_count) {
    struct seal_place at = {hall, CASES_DAY, number};
    int err = ERR_OK;
    for (size_t i = 0; i < key_count && !err; i++)
        err = seal_forget(p->seals, &at, keys[i]);
    return err;
}

// The keys are destroyed before the record is on the disk, since the record says that it is done.
// If the turn fails, the texts are gone all the same, and the client asks again.
int private_forget(struct turn_parts *p, const Hallq__JournalRecord *record) {
    int err = ERR_OK;
    const Hallq__Event *event = record->events[0];
    if (event->body_case == HALLQ__EVENT__BODY_CASE_FORGOTTEN)
        return case_forget(p, record->hall, event->case_forgotten->number,
                           event->case_forgotten->keys, event->case_forgotten->n_keys);
    if (event->body_case == HALLQ__EVENT__BODY_BOOKING_FORGOTTEN)
        return case_forget(p, record->hall, event->booking_forgotten->booking,
                           event->booking_forgotten->keys, event->booking_forgotten->n_keys);
    if (event->body_case != HALLQ__EVENT__BODY_CONTACT_FORGOTTEN)
        return ERR_OK;
    for (size_t i = 0; i < event->contact_forgotten->n_sealed && !err; i++) {
        const Hallq__ContactForgotten__Sealed *one = event->contact_forgotten->sealed[i];
        struct seal_place at = {record->hall, one->day, one->sealed};
        err = seal_forget(p->seals, &at, one->key);
    }
    return err;
}

// ---------------------------------------------------------------- after the rules

static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    return seal_code(arg, hall, day, false, ticket, power, ret) == ERR_OK;
}

struct code_maker private_codes(struct seal_ring *seals) {
    return (struct code_maker){code_cb, seals};
}

// Opens the sealed text of the ticket, for its card.
static int text_show(struct turn_parts *p, struct state *s, const struct command *command,
                     Hallq__TicketCard *card, enum private_kind kind) {
    uint32_t hall = command->request->hall;
    bool contact = kind == PRIVATE_CONTACT;
    Hallq__TicketRow *row;
    int err = ticket_row_get(s, key_ticket(hall, card->ticket), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return sealed_text_open(p->seals, s, hall, row->day,
                            contact ? row->contact_sealed : row->note_sealed,
                            contact ? &card->contact : &card->note);
}

static void code_show(struct turn_parts *p, const Hallq__TicketRow *row, uint32_t hall,
                      enum code_power power, ProtobufCBinaryData *ret) {
    unsigned char *code = arena_need(&p->arena, CODE_SIZE);
    if (code_cb(p->seals, hall, row->day, row->ticket, power, code))
        *ret = (ProtobufCBinaryData){CODE_SIZE, code};
}

// The codes of a ticket, for the issue, its slip and the retries of both: they are made each time, and end with
// their day. A code that an earlier version stored is in the record.
static int codes_show(struct turn_parts *p, struct state *s, const struct command *command,
                      Hallq__TicketCard *card) {
    uint32_t hall = command->request->hall;
    const Hallq__TicketRow *row;
    const Hallq__HallRow *now;
    int err = ticket_row_look(s, key_ticket(hall, card->ticket), &row);
    if (!err)
        err = hall_row_get(s, key_hall(hall), &now);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (row->code.len || row->day != now->day)
        return ERR_OK;
    code_show(p, row, hall, CODE_ACT, &card->code);
    code_show(p, row, hall, CODE_SEE, &card->see_code);
    return ERR_OK;
}

int private_show(struct turn_parts *p, struct state *s, const struct command *command,
                 struct outcome *outcome) {
    Hallq__Reply *reply = outcome->reply;
    Hallq__Request__BodyCase body_case = command->request->body_case;
    if (private_of_case(command->request))
        return private_case_show(p, s, command->request, reply);
    if (body_case == HALLQ__REQUEST__BODY_GET_TICKET &&
        reply->body_case == HALLQ__REPLY__BODY_TICKET)
        return text_show(p, s, command, reply->ticket, PRIVATE_NOTE);
    if (body_case == HALLQ__REQUEST__BODY_ENROL_CODE && reply->body_case == HALLQ__REPLY__BODY_DONE)
        return enrol_code_text(s, &p->codes, reply->done->device, &reply->done->enrol_code);
    if (reply->body_case != HALLQ__REPLY__BODY_DONE || !reply->done->ticket)
        return ERR_OK;
    bool contact = body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT;
    if (!contact && body_case != HALLQ__REQUEST__BODY_ISSUE &&
        body_case != HALLQ__REQUEST__BODY_CHECK_IN_BOOKING &&
        body_case != HALLQ__REQUEST__BODY_TAKE_SLIP)
        return ERR_OK;
    // The card is copied, since the record's own card is stored.
    Hallq__TicketCard *card =
        arena_copy(s->arena, reply->done->ticket, sizeof *reply->done->ticket);
    reply->done->ticket = card;
    return contact ? text_show(p, s, command, card, PRIVATE_CONTACT)
                   : codes_show(p, s, command, card);
}
