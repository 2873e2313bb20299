#!/usr/bin/env python3
"""One key of customers, a stuck touch screen or a stolen one, does not use up a service's day."""

from hall import PIN, Broker, check, equal, run, settings


def guide_of(broker):
    broker.set_pins(1201)
    guide = broker.client('guide')
    guide.must('sign_on', staff=1201, pin=PIN)
    return guide


def a_kiosk_goes_at_the_pace_of_the_settings():
    with Broker() as broker:
        broker.apply(settings(kiosk_tickets_per_min=1, kiosk_burst=3))
        stuck, other, guide = broker.client('kiosk'), broker.client('kiosk'), guide_of(broker)
        first = stuck.request('issue', service=1)
        taken = stuck.ask(first).done.ticket
        for _ in range(2):
            stuck.must('issue', service=1)
        for _ in range(20):
            equal(stuck.refusal('issue', service=1), 'TOO_FAST')
        refusal = stuck.do('issue', service=1)
        check(0 < refusal.refusal.at_ms - refusal.at_ms <= 60000, 'it says when it may go on')
        equal(stuck.refusal('issue', service=99), 'NO_SERVICE', 'what would be refused anyway says why')
        equal(stuck.ask(first).done.ticket.number, taken.number, 'a retry is answered')
        stuck.must('cancel', which={'ticket': taken.ticket, 'code': taken.code})
        other.must('issue', service=1)
        for _ in range(10):
            guide.must('issue', service=1)
        told = broker.metrics()[1]
        equal(told['hallq_tickets_refused_total{reason="TOO_FAST"}'], 21, 'tickets refused for the pace')


def a_gateway_has_its_own_pace():
    with Broker() as broker:
        broker.apply(settings(gateway_tickets_per_min=1, gateway_burst=2))
        gateway, kiosk = broker.client('gateway'), broker.client('kiosk')
        cards = [gateway.must('issue', service=1, away=True).ticket for _ in range(2)]
        equal(gateway.refusal('issue', service=1), 'TOO_FAST')
        which = {'ticket': cards[0].ticket, 'code': cards[0].code}
        for _ in range(20):
            gateway.must('get_place', which=which)
        equal(gateway.refusal('get_place', which=which), 'TOO_FAST')
        for _ in range(5):
            kiosk.must('issue', service=1)
        gateway.must('check_in', which=which)


def staff_go_on_where_kiosks_have_used_all_they_may():
    with Broker() as broker:
        broker.apply(settings(staff_share_percent=10).replace('numbers: 1-99999', 'numbers: 1-20, daily_cap: 10'))
        kiosk, guide, lead = broker.client('kiosk'), guide_of(broker), broker.lead()
        for _ in range(9):
            kiosk.must('issue', service=1)
        equal(kiosk.refusal('issue', service=1), 'DAILY_CAP')
        for _ in range(5):
            guide.must('issue', service=1)
        lead.must('raise_cap', service=1, cap=20)
        for _ in range(4):
            kiosk.must('issue', service=1)
        given = [e.ticket_issued for entry in broker.journal() for e in entry.events if e.HasField('ticket_issued')]
        equal([ticket.over_cap for ticket in given], 10 * [False] + 4 * [True] + 4 * [False], 'over the cap, on record')


if __name__ == '__main__':
    run(a_kiosk_goes_at_the_pace_of_the_settings, a_gateway_has_its_own_pace, staff_go_on_where_kiosks_have_used_all_they_may)
