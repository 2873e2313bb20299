// list.c - the free times of a date; one booking, for its customer or for staff; the bookings of a date.
// Names are opened by the caller, from the rows.
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/short_code.h"
#include "broker/hall/slot/slot.h"
#include "broker/hall/visit/which.h"

// ---------------------------------------------------------------- times

struct slots_making {
    struct deciding *d;
    struct slot_rules rules;
    uint32_t service;
    Hallq__SlotList *list;
    int err;
};

static int slot_cb(void *arg, int64_t at_ms) {
    struct slots_making *m = arg;
    uint32_t count;
    if (at_ms <= m->d->now_ms)
        return 0;
    m->err = booked_count(m->d->state, m->d->hall, m->service, at_ms, at_ms + m->rules.slot_ms, 0,
                          &count);
    if (m->err || m->list->n_slots == LIMIT_SLOTS)
        return 1;
    Hallq__SlotList__Slot *slot = arena_need(m->d->state->arena, sizeof *slot);
    hallq__slot_list__slot__init(slot);
    slot->at_ms = at_ms;
    slot->left = count < m->rules.capacity ? m->rules.capacity - count : 0;
    m->list->slots[m->list->n_slots++] = slot;
    return 0;
}

int get_slots_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetSlots *c = request->get_slots;
    const Hallq__Service *service = settings_service(d->settings, c->service);
    Hallq__SlotList *list = arena_need(d->state->arena, sizeof *list);
    struct slots_making m = {d, slot_rules(service), c->service, list, ERR_OK};
    bool offered;
    hallq__slot_list__init(list);
    list->service = c->service;
    list->day = c->day ? c->day : calendar_local_day(d->settings, d->now_ms);
    list->last_day = slot_last_day(d, &m.rules);
    list->slot_min = m.rules.slot_min;
    list->slots = arena_need(d->state->arena, LIMIT_SLOTS * sizeof(Hallq__SlotList__Slot *));
    if (!service)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    if (!m.rules.given || list->day > list->last_day ||
        list->day < calendar_local_day(d->settings, d->now_ms))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SLOT, NULL);
    slots_each(d->settings, service, list->day, slot_cb, &m);
    int err = m.err ? m.err : slot_offered(d, c->service, &offered);
    list->offered = !err && offered;
    reply->body_case = HALLQ__REPLY__BODY_SLOTS;
    reply->slots = list;
    return err;
}

// ---------------------------------------------------------------- one booking

// What its customer knows anyhow, or sees of it.
static Hallq__Booking *customers_part(struct arena *arena, const Hallq__Booking *now) {
    Hallq__Booking *part = arena_need(arena, sizeof *part);
    hallq__booking__init(part);
    part->booking = now->booking;
    part->service = now->service;
    part->state = now->state;
    part->at_ms = now->at_ms;
    part->ticket = now->ticket;
    part->number = now->number;
    part->to_decide = now->to_decide;
    return part;
}

static void codes_add(const struct deciding *d, Hallq__BookingCard *card) {
    unsigned char *code = arena_need(d->state->arena, CODE_SIZE);
    char text[SHORT_CODE_SIZE];
    if (!booking_code(d, card->now->booking, code))
        return;
    card->code = (ProtobufCBinaryData){CODE_SIZE, code};
    card->short_code = arena_text(d->state->arena, short_code_text(code, text));
}

int get_booking_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    Hallq__BookingCard *card = arena_need(d->state->arena, sizeof *card);
    Hallq__Booking *now;
    int err = booking_need(d, request->get_booking->of, false, &now);
    if (err)
        return err;
    struct slot_rules rules = slot_rules(settings_service(d->settings, now->service));
    hallq__booking_card__init(card);
    card->now = by_customer(d) ? customers_part(d->state->arena, now) : now;
    card->from_ms = now->at_ms - rules.early_ms;
    card->until_ms = now->late_at_ms;
    codes_add(d, card);
    reply->body_case = HALLQ__REPLY__BODY_BOOKING;
    reply->booking = card;
    return ERR_OK;
}

// ---------------------------------------------------------------- the bookings of a date

struct listing {
    struct deciding *d;
    Hallq__BookingList *list;
    bool to_decide;
};

static int listed_cb(void *arg, const Hallq__BookedAtRow *row) {
    struct listing *l = arg;
    Hallq__Booking *now;
    if (l->to_decide && !row->to_decide)
        return 0;
    if (l->list->n_bookings == LIMIT_BOOKINGS_LIST) {
        const Hallq__Booking *last = l->list->bookings[LIMIT_BOOKINGS_LIST - 1];
        l->list->next = (uint64_t)(last->at_ms / 60000) << 32 | last->booking;
        return 1;
    }
    int err = booking_find(l->d->state, l->d->hall, row->booking, &now);
    if (row_passed(l->d->state, TABLE_CASE, key_of_cases(l->d->hall, PART_BOOKING, row->booking),
                   err))
        return 0;
    if (!err)
        l->list->bookings[l->list->n_bookings++] = now;
    return err && err != ERR_NOT_FOUND ? err : 0;
}

int get_bookings_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    const Hallq__GetBookings *c = request->get_bookings;
    Hallq__BookingList *list = arena_need(d->state->arena, sizeof *list);
    struct listing l = {d, list, c->to_decide};
    int32_t day = c->day ? c->day : calendar_local_day(d->settings, d->now_ms);
    int64_t from_ms = c->to_decide ? 0 : calendar_midnight_ms(d->settings, day);
    int64_t upto_ms = c->to_decide ? INT64_MAX : calendar_midnight_ms(d->settings, day + 1);
    uint32_t after = 0;
    hallq__booking_list__init(list);
    list->bookings = arena_need(d->state->arena, LIMIT_BOOKINGS_LIST * sizeof(Hallq__Booking *));
    if (c->after) {
        from_ms = (int64_t)(c->after >> 32) * 60000;
        after = (uint32_t)c->after;
    }
    reply->body_case = HALLQ__REPLY__BODY_BOOKINGS;
    reply->bookings = list;
    return booked_each(d->state, d->hall, from_ms, after, upto_ms, listed_cb, &l);
}
