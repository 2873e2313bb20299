#!/usr/bin/env python3
"""The crowded late morning of HALL.md, as far as measures go: what a lead does about it, what customers see of it, and what stands
afterwards."""

from datetime import timedelta

from clock import NOON, Machine
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


def crowded():
    return settings() + ROOM


def measure(kind, **fields):
    return pb.Measure(kind=kind, **fields)


def diverting_is_proposed_only_if_self_service_works():
    """As far as it is told here: it can be done only then."""
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
    run(diverting_is_proposed_only_if_self_service_works,
        people_are_called_to_the_rest_area,
        the_lead_opens_a_counter_and_serves,
        afterwards_every_action_stands_with_who_when_and_its_effect,
        a_console_takes_ends_and_lists_measures)
