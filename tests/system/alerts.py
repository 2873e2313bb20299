#!/usr/bin/env python3
"""The shift lead is told by the broker itself, of what it finds when it looks at the hall."""

import time

from hall import Broker, check, equal, run, settings

LIMIT_S = 30


def once(look, is_so, what):
    """What a look sees, once it is so: the broker looks at a hall about once a second."""
    end = time.monotonic() + LIMIT_S
    while not is_so(seen := look()):
        check(time.monotonic() < end, f'{what}: {seen}')
        time.sleep(.05)
    return seen


def told(lead, is_so, what):
    return once(lambda: list(lead.must('get_alerts').alerts), is_so, what)


def a_suspended_service_is_told_seen_and_over_also_across_a_restart():
    with Broker() as broker:
        broker.apply(settings())
        lead = broker.lead()
        equal(list(lead.must('get_alerts').alerts), [], 'nothing happens yet')
        broker.counter(1)
        lead.must('service_suspend', service=2, reason='system-down')
        alert = told(lead, lambda alerts: len(alerts) == 1, 'the lead is told')[0]
        equal((alert.alert, alert.kind, alert.subject), (1, alert.SERVICE_SUSPENDED, 2), 'of what')
        lead.must('see_alert', alert=1)
        equal(lead.refusal('see_alert', alert=1), 'ALREADY')
        equal(lead.refusal('see_alert', alert=2), 'NO_ALERT')
        equal(broker.client('kiosk').refusal('get_alerts'), 'NOT_ALLOWED')
        once(lambda: broker.metrics()[1]['hallq_alerts_note'], lambda count: count == 1, 'an open one, worth knowing')
        broker.restart()
        alert = told(lead, lambda alerts: len(alerts) == 1, 'it is there after a restart')[0]
        equal((alert.seen_by, alert.cleared_at_ms), (1301, 0), 'seen by the lead, and open')
        lead.must('service_unsuspend', service=2)
        told(lead, lambda alerts: alerts and alerts[0].cleared_at_ms, 'it is over')


if __name__ == '__main__':
    run(a_suspended_service_is_told_seen_and_over_also_across_a_restart)
