// come.c - which booking is meant; its customer checks in, or does not come.
//
//      early_min             callable_min   booked    grace_min      late_min
//   ──────┬───────────────────────┬───────────┬──────────┬───────────────┬────▶
//         └─ checks in ───────────┼───────────┼──────────┼───────────────┘ no-show
//                                 └ in its line          └ its place is later by what is beyond
#include <stdio.h>
#include <string.h>

#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/short_code.h"
#include "broker/hall/slot/slot.h"
#include "broker/hall/visit/booked.h"
#include "broker/hall/visit/which.h"

// ---------------------------------------------------------------- which

bool booking_code(const struct deciding *d, uint32_t booking, unsigned char ret[CODE_SIZE]) {
    const struct code_maker *codes = d->asker->codes;
    return codes && codes->code_cb(codes->arg, d->hall, CASES_DAY, booking, CODE_CASE, ret);
}

static bool code_good(const struct deciding *d, const Hallq__OfBooking *of, bool short_will_do) {
    unsigned char made[CODE_SIZE];
    char text[SHORT_CODE_SIZE];
    const ProtobufCBinaryData mine = {sizeof made, made};
    if (!booking_code(d, of->booking, made))
        return false;
    if (of->code.len)
        return code_right(&mine, &of->code);
    return short_will_do && !strcmp(short_code_text(made, text), of->short_code);
}

int booking_need(struct deciding *d, const Hallq__OfBooking *of, bool short_will_do,
                 Hallq__Booking **ret) {
    int err = ERR_NOT_FOUND;
    if (of && (!by_customer(d) || code_good(d, of, short_will_do)))
        err = booking_find(d->state, d->hall, of->booking, ret);
    return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_BOOKING, NULL) : err;
}

int booking_open(struct deciding *d, const Hallq__OfBooking *of, bool short_will_do,
                 Hallq__Booking **ret) {
    int err = booking_need(d, of, short_will_do, ret);
    if (err || (*ret)->state == HALLQ__BOOKING__STATE__BOOKED)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__BOOKING_OVER, NULL);
}

// ---------------------------------------------------------------- check in

static int64_t later(int64_t a_ms, int64_t b_ms) {
    return a_ms > b_ms ? a_ms : b_ms;
}

int check_in_booking_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__Booking *now;
    int err = booking_open(d, request->check_in_booking->of, true, &now);
    if (err)
        return err;
    const Hallq__Service *service = settings_service(d->settings, now->service);
    struct slot_rules rules = slot_rules(service);
    if (!service)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    if (d->now_ms < now->at_ms - rules.early_ms)
        return refuse_until(d, HALLQ__REFUSAL__REASON__BOOKING_EARLY, now->at_ms - rules.early_ms,
                            NULL);
    struct booked booked = {
        .booking = now->booking,
        .service = service,
        .rank_ms = later(now->at_ms, d->now_ms - rules.grace_ms) - rules.head_start_ms,
        .offer_at_ms = now->at_ms - rules.callable_ms,
    };
    const Hallq__TicketIssued *issued;
    if ((err = booked_issue(d, &booked, &issued)))
        return err;
    bool to_decide = now->to_decide;
    booking_end(now, HALLQ__BOOKING__STATE__CHECKED_IN);
    now->ticket = issued->ticket;
    now->number = issued->number;
    now->checked_in_at_ms = d->now_ms;
    booking_emit(d, now, to_decide);
    decision_done(d)->booking = now->booking;
    return ERR_OK;
}

// ---------------------------------------------------------------- nobody came

// Whoever booked a time that later settings closed, and was told nothing, is not to blame.
int booking_late_due(struct deciding *d, const struct due_key *due) {
    Hallq__Booking *now;
    int err = booking_find(d->state, d->hall, (uint32_t)due->subject, &now);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    bool to_decide = now->to_decide;
    booking_end(now, to_decide ? HALLQ__BOOKING__STATE__CANCELLED : HALLQ__BOOKING__STATE__NO_SHOW);
    booking_emit(d, now, to_decide);
    return ERR_OK;
}
