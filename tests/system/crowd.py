#!/usr/bin/env python3
"""The crowded late morning of HALL.md, as far as measures go: what a lead does about it, what customers see of it, and what stands
afterwards."""

from datetime import datetime, timedelta

from clock import NOON, SHANGHAI, Machine
from hall import PIN, Broker, Program, check, equal, pb, run, settings, wait_for

ROOM = '''zones:
  - {id: self, name: {zh: 自助区, en: Self-service}, self_service: true}
  - {id: rest, name: {zh: 休息区, en: Rest area}}
rest_zone: rest
notices:
  - {code: busy, name: {zh: 现在人多, en: It is busy now}}
other_halls:
  - {hall: 2, name: {zh: 城北营业厅, en: Chengbei Hall}}
'''
KIND = pb.Measure
LONG_S = 20 * 60  # the rule books' limit
PEOPLE = 30       # who wait on a crowded late morning


def crowded(**more):
    return settings(**more) + ROOM


def measure(kind, **fields):
    return pb.Measure(kind=kind, **fields)


def come(broker, people, service=1):
    kiosk = broker.client('kiosk')
    for _ in range(people):
        kiosk.must('issue', service=service)
    return kiosk


def crowd_alert(client, is_so, what):
    """The open alert of the crowded line, once it is so: the broker looks about once a second."""
    def look():
        for alert in client.must('get_alerts').alerts:
            if alert.kind == pb.Alert.LINE_CROWDED and not alert.cleared_at_ms and is_so(alert):
                return alert
        return None

    return wait_for(look, what=what)


def proposed(client, kind):
    """The alert, once it proposes this first."""
    return crowd_alert(client, lambda alert: [m.kind for m in alert.proposal.measures][:1] == [kind], f'{KIND.Kind.Name(kind)} is proposed')


def the_alert_comes_before_20_minutes_with_its_cause():
    """On the day before few came at this time of day; one of the three windows is paused."""
    eleven = datetime(2027, 3, 1, 11, 2, tzinfo=SHANGHAI)  # a Monday
    with Machine(eleven) as broker:
        broker.apply(crowded())
        come(broker, 3)
        broker.pass_(timedelta(minutes=30))
        come(broker, 1)
        broker.pass_(timedelta(hours=23, minutes=30))
        for counter in (1, 2, 3):
            desk = broker.counter(counter)
        desk.must('counter_pause', reason='lunch')
        lead = broker.lead()
        come(broker, PEOPLE)
        alert = crowd_alert(lead, lambda alert: alert.level >= pb.Alert.RED, 'the alert')
        equal((alert.subject, alert.counters), (1, 2), 'of which line')
        check(alert.longest_s < LONG_S <= alert.forecast_s, f'before anybody has waited so long: {alert}')
        equal((alert.cause.kind, alert.cause.usual), (pb.Alert.Cause.ARRIVALS, 3), 'why')
        check(8 <= alert.cause.figure <= PEOPLE, f'how many have come by then: {alert}')


def the_manager_is_told_if_nobody_acts():
    """A breach that a lead has only looked at; once something is done about one it goes no further."""
    with Machine(NOON) as broker:
        broker.apply(crowded())
        lead = broker.lead()
        broker.counter(1)
        come(broker, PEOPLE)
        red = crowd_alert(lead, lambda alert: alert.level == pb.Alert.RED, 'it will be too long')
        lead.must('see_alert', alert=red.alert)
        broker.pass_(timedelta(minutes=11))
        lead, manager = broker.lead(), broker.client('lead')
        broker.set_pins(1401)
        manager.must('sign_on', staff=1401, pin=PIN)
        told = crowd_alert(manager, lambda alert: alert.escalated_at_ms, 'the manager is told')
        equal((told.alert, told.seen_by, told.measure), (red.alert, 1301, 0), 'of which alert')
        number = manager.must('take_measure', measure=measure(KIND.OPEN_COUNTER, counter=2), alert=red.alert).measure
        crowd_alert(lead, lambda alert: alert.measure == number, 'the lead sees what the manager did')


def diverting_is_proposed_only_if_self_service_works():
    """No window is left to open: people are sent to self-service while it works, else they are offered another time."""
    for works in (True, False):
        with Broker() as broker:
            broker.apply(crowded(counters=1))
            lead = broker.lead()
            broker.counter(1)
            if not works:
                lead.must('take_measure', measure=measure(KIND.ZONE_OUT, zone='self'))
            come(broker, PEOPLE)
            what = proposed(lead, KIND.DIVERT if works else KIND.OFFER_APPOINTMENTS).proposal.measures[0]
            equal((what.zone, list(what.services), what.people > 0), ('self' if works else '', [1], True), f'where, whom: {what}')


def at_the_forecast_breach_appointments_are_opened():
    """In a hall without self-service. The customers' screens hear of it, and hear when it is over; booking itself is not here."""
    with Broker() as broker:
        broker.apply(settings(counters=1))
        lead = broker.lead()
        broker.counter(1)
        kiosk = come(broker, PEOPLE)
        alert = proposed(lead, KIND.OFFER_APPOINTMENTS)
        check(alert.longest_s < LONG_S, f'before the breach: {alert}')
        number = lead.must('take_measure', measure=alert.proposal.measures[0], alert=alert.alert).measure
        crowd_alert(lead, lambda alert: alert.measure == number, 'it stands with the alert')
        equal([(o.what.kind, list(o.what.services), o.what.people) for o in kiosk.must('get_snapshot').offers],
              [(KIND.OFFER_APPOINTMENTS, [1], alert.proposal.measures[0].people)], 'what the kiosk offers')
        lead.must('end_measure', measure=number)
        equal(list(kiosk.must('get_snapshot').offers), [], 'when it is over')


def a_crowded_counter_is_helped_by_another_that_gives_its_service_as_well():
    lines = settings(counters=2).replace('{id: 2, services: [1, 2]}', '{id: 2, services: [2]}')
    with Broker() as broker:
        broker.apply(lines)
        lead, desk = broker.lead(), broker.counter(2)
        come(broker, 3)
        equal(desk.refusal('call_next'), 'NOTHING_WAITING')
        number = lead.must('take_measure', measure=measure(KIND.COUNTER_SERVICES, counter=2, services=[2, 1])).measure
        equal(desk.must('call_next').ticket.service, 1, 'it calls from the crowded line')
        taken = [m for m in lead.must('get_measures').measures if m.measure == number][0]
        equal((taken.by.staff, taken.what.kind), (1301, KIND.COUNTER_SERVICES), 'who did what')


def a_guide_or_the_lead_is_on_the_floor():
    """It stands on record with who and when; a clerk at a window is none."""
    with Broker() as broker:
        broker.apply(crowded())
        lead, guide, desk = broker.lead(), broker.client('guide'), broker.counter(1)
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        for client in (lead, guide):
            client.must('take_measure', measure=measure(KIND.GUIDE, minutes=30))
        equal(desk.refusal('take_measure', measure=measure(KIND.GUIDE)), 'NOT_ALLOWED')
        equal(sorted(m.by.staff for m in lead.must('get_measures').measures if not m.end), [1201, 1301])


def diverting_can_be_done_only_where_self_service_works():
    with Broker() as broker:
        broker.apply(crowded())
        lead, kiosk = broker.lead(), broker.client('kiosk')
        divert = measure(KIND.DIVERT, services=[1])
        out = lead.must('take_measure', measure=measure(KIND.ZONE_OUT, zone='self')).measure
        equal(lead.refusal('take_measure', measure=divert), 'NOT_FITTED')
        equal(lead.refusal('take_measure', measure=measure(KIND.DIVERT, zone='self')), 'ZONE_OUT')
        lead.must('end_measure', measure=out)
        lead.must('take_measure', measure=divert)
        offers = kiosk.must('get_snapshot').offers
        equal([(o.what.kind, o.what.zone, list(o.what.services)) for o in offers], [(KIND.DIVERT, 'self', [1])])


def people_are_called_to_the_rest_area():
    """The display hears it, and hears when it is over; who did it is no customer's business."""
    with Broker() as broker:
        broker.apply(crowded())
        lead = broker.lead()
        with Program('display', broker=broker, device=900, hall=1) as display:
            display.expect('^fresh')
            number = lead.must('take_measure', measure=measure(KIND.REST_AREA)).measure
            shown = display.expect('^event .*offer_changed .*').group(0)
            check('offer.what.kind=REST_AREA' in shown and 'offer.what.zone=rest' in shown, shown)
            check('staff' not in shown, shown)
            lead.must('end_measure', measure=number)
            display.expect('^event .*offer_changed .*ended=true')


def the_lead_opens_a_counter_and_serves():
    with Broker() as broker:
        broker.apply(crowded())
        lead, desk = broker.lead(), broker.counter(1)
        desk.must('counter_pause', reason='lunch')
        number = lead.must('take_measure', measure=measure(KIND.OPEN_COUNTER, counter=1)).measure
        equal(desk.must('get_snapshot').counters[0].state, pb.Counter.FREE)
        asked = lead.must('take_measure', measure=measure(KIND.OPEN_COUNTER, counter=2)).measure
        check(asked > number, 'numbers of measures grow')
        broker.counter(2)
        taken = {m.measure: m for m in lead.must('get_measures').measures}
        equal(taken[asked].end, pb.Measure.FULFILLED)


def afterwards_every_action_stands_with_who_when_and_its_effect():
    """Over a restart as well, in the list of the day and in the journal."""
    with Machine(NOON) as broker:
        broker.apply(crowded())
        lead, kiosk, desk = broker.lead(), broker.client('kiosk'), broker.counter(1)
        for _ in range(5):
            kiosk.must('issue', service=1)
        number = lead.must('take_measure', measure=measure(KIND.NOTICE, text_code='busy')).measure
        desk.must('call_next')
        broker.kill()
        broker.start()
        broker.pass_(timedelta(minutes=11))
        wait_for(lambda: any(e.WhichOneof('body') == 'measure_judged' for entry in broker.journal() for e in entry.events),
                 what='the look after ten minutes')
        broker.pass_(timedelta(minutes=20))
        lead = broker.lead()

        def judged():
            now = [m for m in lead.must('get_measures').measures if m.measure == number][0]
            return now if len(now.outcomes) == 2 else None

        now = wait_for(judged, what='the look after thirty minutes')
        equal(now.by.staff, 1301)
        equal([o.minutes for o in now.outcomes], [10, 30])
        equal(now.lines[0].waiting, 5)
        equal(now.outcomes[0].lines[0].waiting, 4)
        events = [e for entry in broker.journal() for e in entry.events]
        bodies = [e.WhichOneof('body') for e in events]
        equal([body for body in bodies if body.startswith('measure')], ['measure_taken', 'measure_judged', 'measure_judged'])


def a_console_takes_ends_and_lists_measures():
    with Broker() as broker:
        broker.apply(crowded())
        broker.set_pins(1301)
        with Program('console', broker=broker, device=901, hall=1) as console:
            console.ok(f'sign-on 1301 {PIN}')
            taken = console.ok('take-measure divert services=1 zone=self people=8')
            number = taken['measure']
            console.refused('take-measure divert services=1', 'ALREADY')
            console.refused('take-measure notice code=none', 'NO_NOTICE')
            console.ok(f'end-measure {number}')
            console.refused(f'end-measure {number}', 'NO_MEASURE')
            console.ok('measures')


if __name__ == '__main__':
    run(the_alert_comes_before_20_minutes_with_its_cause,
        the_manager_is_told_if_nobody_acts,
        diverting_is_proposed_only_if_self_service_works,
        diverting_can_be_done_only_where_self_service_works,
        at_the_forecast_breach_appointments_are_opened,
        a_crowded_counter_is_helped_by_another_that_gives_its_service_as_well,
        a_guide_or_the_lead_is_on_the_floor,
        people_are_called_to_the_rest_area,
        the_lead_opens_a_counter_and_serves,
        afterwards_every_action_stands_with_who_when_and_its_effect,
        a_console_takes_ends_and_lists_measures)
