#!/usr/bin/env python3
"""How good the forecasts were: scored as tickets are called, and told to who leads, in the console, the report and the metrics."""

import json

from hall import PIN, Broker, Program, check, equal, run, settings, wait_for

PACE = ['--speed', '60']  # a second is a minute


def now_ms(client):
    return client.do('ping').at_ms


def waits_are_scored(broker, people):
    """So many are called after over half a minute, one after the other; who came first found a free counter."""
    kiosk, desk = broker.client('kiosk'), broker.counter(1)
    kiosk.must('issue', service=1)
    desk.must('call_next')
    for _ in range(people):
        kiosk.must('issue', service=1)
    for _ in range(people):
        desk.must('start')
        desk.must('finish')
        began_ms = now_ms(desk)
        wait_for(lambda began_ms=began_ms: now_ms(desk) > began_ms + 45000, what='three quarters of a minute')
        desk.must('call_next')


def a_days_forecasts_are_scored_and_told_to_who_leads():
    with Broker(options=PACE) as broker:
        broker.apply(settings())
        lead = broker.lead()
        equal(lead.must('get_forecast_scores').HasField('all'), False, 'a score before the first wait')
        waits_are_scored(broker, 4)
        scores = lead.must('get_forecast_scores')
        score = scores.all
        equal(score.waits, 4, 'waits')
        check(45 < score.wait_mean_s < 3600 and score.off_mean_s <= score.off_rms_s, f'they are figures: {score}')
        check(0 <= score.inside <= 4 and score.queue_off_rms_s and score.head_off_rms_s, f'with their shadows: {score}')
        line = [line for line in scores.lines if line.service == 1][0]
        equal((line.score, sum(hour.score.waits for hour in line.hours)), (score, 4), 'by line and by hour')
        equal(lead.refusal('get_forecast_scores', service=9), 'NO_SERVICE')
        equal(lead.refusal('get_forecast_scores', day=scores.day + 1), 'DAY_TO_COME')
        equal(broker.client('counter', counter=2).refusal('get_forecast_scores'), 'NOT_ALLOWED')
        report = lead.must('get_report')
        equal([s.forecast for s in report.services if s.HasField('forecast')], [score], 'in the report')
        text = broker.admin('report')
        check('by people ahead' in text, f'and in that of hallq-admin: {text}')

        wait_for(lambda: broker.metrics()[1].get('hallq_forecast_waits{hall="1",service="1"}') == 4, 30, 'the metrics have them')
        metrics = broker.metrics()[1]
        labels = '{hall="1",service="1"}'
        equal(metrics['hallq_forecast_error_seconds' + labels], score.off_mean_s)
        equal(metrics['hallq_forecast_bias_seconds' + labels], score.bias_s)
        equal(metrics['hallq_forecast_inside_ratio' + labels], score.inside / 4)
        equal(metrics['hallq_forecast_by_rule' + labels], 0)
        equal(metrics['hallq_forecast_lines_left_out'], 0)

        broker.stop()
        broker.start()
        equal(broker.lead().must('get_forecast_scores').all, score, 'over a restart')


def a_console_shows_them():
    with Broker(options=PACE) as broker:
        broker.apply(settings())
        broker.set_pins(1301)
        waits_are_scored(broker, 2)
        with Program('console', broker=broker, device=901, hall=1) as console:
            console.ok(f'sign-on 1301 {PIN}')
            told = console.ok('forecast-scores', **{'all.waits': 2})
            check('all.off_mean_s' in told, f'the error: {told}')
            console.ok('forecast-scores service=1', **{'all.waits': 2})
            console.refused('forecast-scores service=9', 'NO_SERVICE')
            check('by_rule' not in console.ok('waits'), 'no line has lost its skill')
            console.ok('sign-off')
        with Program('console', '--json', broker=broker, device=901, hall=1) as console:
            console.expect(r'^\{"ok":', since=told_at(console, f'sign-on 1301 {PIN}'))
            answer = console.expect(r'^\{"ok":.*"scores".*', since=told_at(console, 'forecast-scores')).group(0)
            equal(json.loads(answer)['ok']['scores']['all']['waits'], 2, 'as JSON')


def told_at(program, line):
    """Says a line; where the lines that follow it begin."""
    with program.changed:
        at = len(program.lines)
    program.process.stdin.write(line + '\n')
    program.process.stdin.flush()
    return at


if __name__ == '__main__':
    run(a_days_forecasts_are_scored_and_told_to_who_leads,
        a_console_shows_them)
