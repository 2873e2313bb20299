#!/usr/bin/env python3
"""Appointments: the last time goes to one of many who want it at once; who checks in early and who late; a restart in between; a ticket is
swapped once; a holiday that is added later names the bookings it hits; and nobody reads a contact that was destroyed."""

import glob
import os
import threading
from datetime import date, timedelta

from clock import NOON, Machine
from hall import PIN, check, equal, pb, run, settings, wait_for

PHONE = '13800138000'
CLIENTS = 8
MINUTE_MS = 60 * 1000
NOON_MS = int(NOON.timestamp() * 1000)
DAY_MS = 24 * 60 * MINUTE_MS
TODAY = (NOON.date() - date(1970, 1, 1)).days


def hall_file(closed=None, **slots):
    """The hall's file with appointments of the first service; one date without hours."""
    words = ', '.join(f'{name}: {value}' for name, value in {'capacity': 1, **slots}.items())
    return settings(console_idle_min=0, appointments=words) + (f'holidays:\n  {closed.isoformat()}: {{hours: closed, name: {{zh: 盘点, en: Stocktaking}}}}\n' if closed else '')


def of(booking, code=b''):
    return pb.OfBooking(booking=booking, code=code)


def two_never_get_the_last_one():
    with Machine(NOON) as broker:
        broker.apply(hall_file(capacity=3))
        at_ms = NOON_MS + 60 * MINUTE_MS
        clients = [broker.client('gateway') for _ in range(CLIENTS)]
        answers, start = [None] * CLIENTS, threading.Barrier(CLIENTS)

        def book(i):
            start.wait()
            answers[i] = clients[i].do('book_slot', service=1, at_ms=at_ms)

        threads = [threading.Thread(target=book, args=(i,)) for i in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        booked = [a.done for a in answers if a.WhichOneof('body') == 'done']
        refused = [pb.Refusal.Reason.Name(a.refusal.reason) for a in answers if a.WhichOneof('body') == 'refusal']
        equal((len(booked), refused), (3, ['SLOT_FULL'] * (CLIENTS - 3)), 'who got it')
        equal(len({b.booking_code for b in booked}), 3, 'codes that differ')
        slots = clients[0].must('get_slots', service=1).slots
        equal([s.left for s in slots if s.at_ms == at_ms], [0], 'what is left')


def who_checks_in_early_and_who_late():
    with Machine(NOON) as broker:
        broker.apply(hall_file(capacity=3))
        kiosk, gateway, lead = broker.client('kiosk'), broker.client('gateway'), broker.lead()
        at_ms = NOON_MS + 60 * MINUTE_MS
        early, late, never = (gateway.must('book_slot', service=1, at_ms=at_ms, contact=PHONE, name='王女士') for _ in range(3))
        equal(gateway.refusal('check_in_booking', of=of(early.booking, bytes(16))), 'NO_BOOKING', 'with another code')
        broker.pass_(timedelta(minutes=10))
        before = kiosk.must('issue', service=1).ticket
        card = kiosk.must('check_in_booking', of=pb.OfBooking(booking=early.booking, short_code=early.booking_short_code)).ticket
        check(card.code and card.number, f'a ticket like any: {card}')
        equal(gateway.refusal('check_in_booking', of=of(early.booking, early.booking_code)), 'BOOKING_OVER', 'again')
        equal([line.number for line in lead.must('get_line', line=pb.Line(kind=pb.Line.SERVICE, id=1)).tickets], [before.number], 'the line for now')

        broker.restart()
        lead.connect()
        lead.must('sign_on', staff=1301, pin=PIN)
        equal(gateway.must('get_booking', of=of(late.booking, late.booking_code)).now.state, pb.Booking.BOOKED, 'a booking after a restart')
        equal(lead.must('get_booking', of=of(late.booking)).name, '王女士', 'who comes')
        broker.pass_(timedelta(minutes=45))  # 12:55
        number = wait_for(lambda: next((t.number for t in lead.must('get_line', line=pb.Line(kind=pb.Line.SERVICE, id=1)).tickets), None) == card.number,
                          what='it goes before who came after 12:00')
        check(number, 'the first of the line')
        desk = broker.counter(1)
        equal(desk.must('call_next').ticket.number, card.number, 'who is called')

        broker.pass_(timedelta(minutes=25))  # 13:20
        last = kiosk.must('check_in_booking', of=of(late.booking, late.booking_code)).ticket
        line = [t.number for t in lead.must('get_line', line=pb.Line(kind=pb.Line.SERVICE, id=1)).tickets]
        equal(line, sorted(line, key=lambda number: number != before.number), 'ten minutes too late stands behind who came before 12:10')
        check(last.number in line, 'in the line at once')
        broker.pass_(timedelta(minutes=11))  # 13:31
        wait_for(lambda: lead.must('get_booking', of=of(never.booking)).now.state == pb.Booking.NO_SHOW, what='who did not come')
        states = [(b.booking, b.state) for b in lead.must('get_bookings').bookings]
        equal(states, [(early.booking, pb.Booking.CHECKED_IN), (late.booking, pb.Booking.CHECKED_IN), (never.booking, pb.Booking.NO_SHOW)], "today's list")


def a_ticket_is_swapped_once():
    with Machine(NOON) as broker:
        broker.apply(hall_file())
        gateway, lead = broker.client('gateway'), broker.lead()
        at_ms = NOON_MS + 60 * MINUTE_MS
        first, second = (gateway.must('issue', service=1).ticket for _ in range(2))
        which = [pb.Which(ticket=t.ticket, code=t.code) for t in (first, second)]
        equal(gateway.refusal('swap_ticket', which=which[0], at_ms=at_ms), 'NOT_OFFERED', 'before the offer')
        lead.must('take_measure', measure=pb.Measure(kind=pb.Measure.OFFER_APPOINTMENTS, services=[1]))
        swapped = gateway.must('swap_ticket', which=which[0], at_ms=at_ms)
        equal(gateway.must('get_place', which=which[0]).state, pb.Ticket.CANCELLED, 'its ticket')
        equal(gateway.refusal('swap_ticket', which=which[0], at_ms=at_ms + 30 * MINUTE_MS), 'WRONG_STATE', 'a second time')
        equal(gateway.refusal('swap_ticket', which=which[1], at_ms=at_ms), 'SLOT_FULL', 'the same time')
        equal(gateway.must('get_place', which=which[1]).state, pb.Ticket.WAITING, 'who was too late for it waits on')
        broker.pass_(timedelta(minutes=30))
        again = gateway.must('check_in_booking', of=of(swapped.booking, swapped.booking_code)).ticket
        equal(gateway.refusal('swap_ticket', which=pb.Which(ticket=again.ticket, code=again.code), at_ms=at_ms + 30 * MINUTE_MS), 'SWAPPED_ALREADY',
              'what came of a swap')


def a_holiday_added_later_names_the_bookings_it_hits():
    with Machine(NOON) as broker:
        broker.apply(hall_file(capacity=3))
        gateway, lead = broker.client('gateway'), broker.lead()
        tomorrow = NOON_MS + DAY_MS
        hit = [gateway.must('book_slot', service=1, at_ms=tomorrow) for _ in range(2)]
        stays = gateway.must('book_slot', service=1, at_ms=tomorrow + DAY_MS)
        broker.apply(hall_file(capacity=3, closed=NOON.date() + timedelta(days=1)))
        named = lead.must('get_bookings', to_decide=True).bookings
        equal([b.booking for b in named], [b.booking for b in hit], 'those to decide on')
        equal(lead.must('get_snapshot').bookings.to_decide, 2, 'and how many')
        equal(list(lead.must('get_slots', service=1, day=TODAY + 1).slots), [], 'times of the holiday')
        lead.must('move_booking', of=of(hit[0].booking), at_ms=tomorrow + DAY_MS)
        lead.must('cancel_booking', of=of(hit[1].booking))
        equal(list(lead.must('get_bookings', to_decide=True).bookings), [], 'nothing is left to decide')
        equal(gateway.must('get_booking', of=of(hit[0].booking, hit[0].booking_code)).now.at_ms, tomorrow + DAY_MS, 'what the customer sees')
        equal(gateway.must('get_booking', of=of(stays.booking, stays.booking_code)).now.state, pb.Booking.BOOKED, 'what it does not hit')


def a_contact_that_was_destroyed_is_read_by_nobody():
    with Machine(NOON) as broker:
        broker.apply(hall_file(capacity=3))
        gateway, lead = broker.client('gateway'), broker.lead()
        kept, gone, old = (gateway.must('book_slot', service=1, at_ms=NOON_MS + 60 * MINUTE_MS, contact=PHONE, name='王女士') for _ in range(3))
        for path in glob.glob(os.path.join(broker.data, '**'), recursive=True):
            if os.path.isfile(path):
                with open(path, 'rb') as file:
                    found = file.read()
                check(PHONE.encode() not in found and '王女士'.encode() not in found, f'customer data stands in {path}')
        shown = lead.must('reveal_contact', case_id=gone.booking, reason='改约', pin=PIN)
        equal(shown.case_contact, PHONE, 'whom to call')
        lead.must('forget_booking', booking=gone.booking)
        equal(lead.refusal('reveal_contact', case_id=gone.booking, reason='改约', pin=PIN), 'NO_CONTACT', 'afterwards')
        equal(lead.must('get_booking', of=of(gone.booking)).name, '', 'its name')
        equal(lead.must('get_booking', of=of(kept.booking)).name, '王女士', "another's")
        broker.restart()
        lead.connect()
        lead.must('sign_on', staff=1301, pin=PIN)
        equal(lead.refusal('reveal_contact', case_id=gone.booking, reason='改约', pin=PIN), 'NO_CONTACT', 'after a restart')
        equal(lead.must('reveal_contact', case_id=kept.booking, reason='改约', pin=PIN).case_contact, PHONE, "another's, after a restart")
        broker.pass_(timedelta(days=9))
        wait_for(lambda: gateway.do('get_booking', of=of(old.booking, old.booking_code)).refusal.reason == pb.Refusal.NO_BOOKING, what='so long after its day it is forgotten')


run(two_never_get_the_last_one, who_checks_in_early_and_who_late, a_ticket_is_swapped_once, a_holiday_added_later_names_the_bookings_it_hits,
    a_contact_that_was_destroyed_is_read_by_nobody)
