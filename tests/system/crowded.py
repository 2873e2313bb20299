#!/usr/bin/env python3
"""The crowded late morning: what the shift lead is proposed, whether it can be done, and what a lead asks before."""

from hall import Broker, check, equal, run, settings, wait_for

OPEN_COUNTER = 1  # Measure.Kind
CROWDED = 1       # Alert.Kind.LINE_CROWDED


def crowded_hall(broker, people):
    """One counter works, one is paused, at the third nobody is signed on; so many wait."""
    broker.apply(settings())
    one, two = broker.counter(1), broker.counter(2)
    two.must('counter_pause', reason='lunch')
    kiosk = broker.client('kiosk')
    for _ in range(people):
        kiosk.must('issue', service=1)
    return one, two, kiosk


def line(answer, service):
    return next(each for each in answer.lines if each.service == service)


def what_another_window_would_change_is_asked_before_it_is_opened():
    with Broker() as broker:
        crowded_hall(broker, 20)
        lead = broker.lead()
        as_is = line(lead.must('what_if'), 1)
        equal((as_is.waiting, as_is.counters, as_is.counters_if), (20, 1, 1), 'as it is')
        opened = line(lead.must('what_if', open=[2]), 1)
        check(opened.now_if.forecast_s < opened.now.forecast_s, f'another window shortens the wait: {opened}')
        check(opened.later_if.upper_s < opened.later.upper_s, f'and the one of half an hour later: {opened}')
        check(line(lead.must('what_if', close=[1]), 1).now_if.nobody, 'with no window nobody is called')
        gone = line(lead.must('what_if', elsewhere=[{'service': 1, 'people': 5}]), 1)
        check(gone.now_if.forecast_s < gone.now.forecast_s, f'five who go elsewhere: {gone}')
        equal(lead.refusal('what_if', open=[1]), 'ALREADY')
        equal(lead.refusal('what_if', open=[9]), 'NO_COUNTER')
        equal(lead.refusal('what_if', elsewhere=[{'service': 9, 'people': 1}]), 'NO_SERVICE')
        equal(broker.client('kiosk').refusal('what_if', open=[2]), 'NOT_ALLOWED')


def proposals(lead):
    alerts = lead.must('get_alerts').alerts
    return [alert.proposal for alert in alerts if alert.kind == CROWDED and alert.proposal.measures]


def a_crowded_line_is_proposed_a_window_that_can_be_opened():
    with Broker() as broker:
        _, two, _ = crowded_hall(broker, 30)
        lead = broker.lead()
        wait_for(lambda: proposals(lead), what='a proposal for the crowded line')
        proposal = proposals(lead)[0]
        equal((proposal.measures[0].kind, proposal.measures[0].counter), (OPEN_COUNTER, 2), 'the window whose clerk is there')
        check(proposal.with_s < proposal.without_s, f'it helps: {proposal}')
        check(proposal.least <= proposal.safe and proposal.open == 1, f'how many windows are needed: {proposal}')
        two.must('counter_resume')


if __name__ == '__main__':
    run(what_another_window_would_change_is_asked_before_it_is_opened, a_crowded_line_is_proposed_a_window_that_can_be_opened)
