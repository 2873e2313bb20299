#!/usr/bin/env python3
"""A government changes the law of a hall's zone, and the machine's zone data follow: the broker says so to the staff, to its log and
to who watches its metrics, until the settings are applied again. The zones are made here by zic."""

import os
import re
import subprocess

from hall import Broker, Feed, Program, check, equal, folder, pb, run, settings, wait_for

SUMMER = '''Rule C 1996 max - Mar lastSun 1:00u 1:00 S
Rule C 1996 max - Oct lastSun 1:00u 0 -
Zone Test/City 1:00 C CI%sT
'''
NO_SUMMER = 'Zone Test/City 1:00 - CIT\n'
CHANGED = pb.TimeZone.LAW_CHANGED


class Law:
    """The zone data of the machine, for all processes of this test."""

    def __init__(self, text):
        self.folder = os.environ['TZDIR'] = folder('zones')
        self.becomes(text)

    def becomes(self, text):
        path = os.path.join(self.folder, 'law.zi')
        with open(path, 'w') as f:
            f.write(text)
        subprocess.run(['zic', '-d', self.folder, path], check=True, env={**os.environ, 'PATH': os.environ['PATH'] + ':/usr/sbin'})


def in_city():
    return settings().replace('Asia/Shanghai', 'Test/City')


def wrong(broker):
    return broker.metrics()[1]['hallq_zones_wrong']


def snapshot(broker, role):
    return broker.client(role).must('get_snapshot')


def a_changed_law_is_told_until_the_settings_are_applied_again():
    law = Law(SUMMER)
    with Broker() as broker:
        broker.apply(in_city())
        check('law' not in broker.admin('settings', '--hall', '1'), 'nothing is wrong yet')
        law.becomes(NO_SUMMER)
        broker.restart()
        wait_for(lambda: wrong(broker) == 1, what='the metric')
        line = re.findall(r'^warning event=zone_law_changed .*$', broker.log(), re.M)
        equal(len(line), 1, f'lines of the log: {line}')
        check(re.search(r'hall=1 zone=Test/City wrong_from=2\d{3}-\d\d-\d\dT01:00:00Z .*apply the settings again', line[0]), line[0])
        wait_for(lambda: snapshot(broker, 'lead').time_zone.finding == CHANGED, what='the snapshot for staff')
        check(not snapshot(broker, 'display').HasField('time_zone'), 'the public is not told')
        said = broker.admin('settings', '--hall', '1')
        check('the law of this zone has changed: apply the settings again (Test/City;' in said, said[-300:])
        with Program('console', broker=broker, device=77, hall=1) as console:
            console.expect(r'^snapshot ')
            broker.restart()  # it was told: not again
            wait_for(lambda: wrong(broker) == 1, what='the metric, after a restart')
            broker.apply(in_city())
            wait_for(lambda: wrong(broker) == 0, what='the metric, after the settings')
            console.expect(r'^event .*settings_applied')
            check(not [line for line in console.lines if 'time_zone_compared' in line], 'the event comes once')
        check(not snapshot(broker, 'lead').HasField('time_zone'), 'new settings end it')
        check('law' not in broker.admin('settings', '--hall', '1'), 'hallq-admin says no more')


def a_broker_that_runs_on_notices_within_a_day():
    law = Law(SUMMER)
    with Broker(options=['--speed', '3600']) as broker:  # a day in 24 s
        broker.apply(in_city())
        public = Feed(broker.public_feed).welcome()
        with Program('console', broker=broker, device=77, hall=1) as console:
            console.expect(r'^snapshot ')
            law.becomes(NO_SUMMER)
            console.expect(r'^event .*time_zone_compared time_zone.finding=LAW_CHANGED time_zone.wrong_from_ms=\d+', 60)
        check('time_zone_compared' not in [event.WhichOneof('body') for event in public.events()], 'the public is not told')
        public.close()


def a_zone_the_machine_does_not_know_is_told_to_who_runs_it():
    Law(SUMMER)
    with Broker() as broker:
        broker.apply(in_city())
        os.environ['TZDIR'] = folder('no-zones')
        broker.restart()
        wait_for(lambda: broker.metrics()[1]['hallq_zones_unknown'] == 1, what='the metric')
        check('event=zone_unknown hall=1 zone=Test/City' in broker.log(), 'the log')
        check(not snapshot(broker, 'lead').HasField('time_zone'), 'that is no finding')


if __name__ == '__main__':
    run(a_changed_law_is_told_until_the_settings_are_applied_again, a_broker_that_runs_on_notices_within_a_day,
        a_zone_the_machine_does_not_know_is_told_to_who_runs_it)
