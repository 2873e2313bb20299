#include "broker/turn/private_case.h"

#include "broker/hall/core/bookings.h"
#include "broker/hall/core/short_code.h"
#include "broker/turn/sealed_text.h"

bool private_of_case(const Hallq__Request *r) {
    return r->body_case == HALLQ__REQUEST__BODY_OPEN_CASE ||
           r->body_case == HALLQ__REQUEST__BODY_GIVE_OPINION ||
           r->body_case == HALLQ__REQUEST__BODY_GET_CASE ||
           r->body_case == HALLQ__REQUEST__BODY_GET_CASE_PROGRESS ||
           r->body_case == HALLQ__REQUEST__BODY_BOOK_SLOT ||
           r->body_case == HALLQ__REQUEST__BODY_SWAP_TICKET ||
           r->body_case == HALLQ__REQUEST__BODY_GET_BOOKING ||
           (r->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT && r->reveal_contact->case_id);
}

// A code that cannot be made is left out: its key is gone.
static void code_show(struct turn_parts *p, uint32_t hall, uint32_t case_id,
                      ProtobufCBinaryData *ret) {
    unsigned char *code = arena_need(&p->arena, CODE_SIZE);
    if (p->codes.code_cb(p->codes.arg, hall, CASES_DAY, case_id, CODE_CASE, code))
        *ret = (ProtobufCBinaryData){CODE_SIZE, code};
}

static int card_show(struct turn_parts *p, struct state *s, uint32_t hall,
                     const Hallq__CaseCard *card) {
    int err = ERR_OK;
    for (size_t i = 0; i < card->n_steps && !err; i++)
        err = case_text_open(p->seals, s, hall, card->now->case_id, card->steps[i]->note_sealed,
                             &card->notes[i]);
    for (size_t i = 0; i < card->n_work_slips && !err; i++) {
        const Hallq__WorkSlip *slip = card->work_slips[i];
        err =
            case_text_open(p->seals, s, hall, slip->work_slip, slip->note_sealed, &card->asked[i]);
        if (!err)
            err = case_text_open(p->seals, s, hall, slip->work_slip, slip->reply_sealed,
                                 &card->replies[i]);
    }
    return err;
}

static int answer_show(struct turn_parts *p, struct state *s, uint32_t hall,
                       Hallq__CaseProgress *progress) {
    Hallq__CaseRow *row;
    int err = case_find(s, hall, progress->case_id, &row);
    if (err || !row->now->published)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return case_text_open(p->seals, s, hall, progress->case_id, row->now->answer_sealed,
                          &progress->answer);
}

static int contact_show(struct turn_parts *p, struct state *s, uint32_t hall, Hallq__Done *done) {
    Hallq__CaseRow *row;
    Hallq__Booking *booking;
    uint64_t sealed = 0;
    int err = case_find(s, hall, done->case_id, &row);
    if (!err) {
        sealed = row->now->contact_sealed;
    } else if (err == ERR_NOT_FOUND) {
        err = booking_find(s, hall, done->case_id, &booking);
        sealed = err ? 0 : booking->contact_sealed;
    }
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return case_text_open(p->seals, s, hall, done->case_id, sealed, &done->case_contact);
}

static void booking_codes_show(struct turn_parts *p, uint32_t hall, Hallq__Done *done) {
    char text[SHORT_CODE_SIZE];
    code_show(p, hall, done->booking, &done->booking_code);
    if (done->booking_code.len)
        done->booking_short_code =
            arena_text(&p->arena, short_code_text(done->booking_code.data, text));
}

static int name_show(struct turn_parts *p, struct state *s, uint32_t hall,
                     Hallq__BookingCard *card) {
    return case_text_open(p->seals, s, hall, card->now->booking, card->now->name_sealed,
                          &card->name);
}

static int done_show(struct turn_parts *p, struct state *s, const Hallq__Request *r,
                     Hallq__Reply *reply) {
    Hallq__Done *done = reply->done = arena_copy(s->arena, reply->done, sizeof *reply->done);
    if (r->body_case == HALLQ__REQUEST__BODY_REVEAL_CONTACT)
        return contact_show(p, s, r->hall, done);
    if (done->booking) {
        booking_codes_show(p, r->hall, done);
        return ERR_OK;
    }
    code_show(p, r->hall, done->case_id, &done->case_code);
    return ERR_OK;
}

int private_case_show(struct turn_parts *p, struct state *s, const Hallq__Request *r,
                      Hallq__Reply *reply) {
    if (reply->body_case == HALLQ__REPLY__BODY_DONE)
        return done_show(p, s, r, reply);
    if (reply->body_case == HALLQ__REPLY__BODY_BOOKING)
        return name_show(p, s, r->hall, reply->booking);
    if (reply->body_case == HALLQ__REPLY__BODY_CASE_PROGRESS)
        return answer_show(p, s, r->hall, reply->case_progress);
    if (reply->body_case != HALLQ__REPLY__BODY_CASE_CARD)
        return ERR_OK;
    code_show(p, r->hall, reply->case_card->now->case_id, &reply->case_card->code);
    return card_show(p, s, r->hall, reply->case_card);
}
