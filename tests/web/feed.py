#!/usr/bin/env python3
"""Server-sent events: a page that folds changes sees what a snapshot shows, and a cut loses and repeats nothing."""

import socket
import time

from gateway import Hall, check, equal, run, settings, wait_for
from session import enrol, sign_in

PARTS = ('epoch', 'hall', 'day', 'version', 'settings', 'lines', 'counters', 'calls', 'offers')


def differences(state, snapshot):
    """Where they differ: not in time and number, which a change alone brings, nor in waits, which are told by steps."""
    def part(of, name):
        return sorted(str(one) for one in of.get(name, [])) if name in ('lines', 'counters', 'calls') else of.get(name)
    return {name: (part(state, name), part(snapshot, name)) for name in PARTS if part(state, name) != part(snapshot, name)}


def until_alike(hall, feed, what, limit_s=30):
    """The folded state comes to be what a snapshot shows."""
    try:
        wait_for(lambda: not differences(feed.state, hall.web.do('get_snapshot')['snapshot']), limit_s, what, 0.1)
    except AssertionError as error:
        raise AssertionError(f'{error}: {differences(feed.state, hall.web.do("get_snapshot")["snapshot"])}') from None


def a_morning(hall, rounds):
    desk = hall.broker.counter(1)
    for n in range(rounds):
        number = hall.web.do('issue', {'service': 1 + n % 2})['done']['ticket']['number']
        equal(desk.must('call_next').ticket.number, number)
        desk.must('start')
        desk.must('finish')
    return desk


def changes_fold_to_what_a_snapshot_shows():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: feed.kinds()[:2] == ['audience', 'snapshot'], 'a snapshot first')
        equal(feed.events[0][1], {'audience': 'public'})
        desk = a_morning(hall, 10)
        hall.web.do('issue', {'service': 1})
        desk.must('counter_pause', reason='lunch')
        until_alike(hall, feed, 'the fold of the changes to be the snapshot')
        equal(feed.kinds().count('snapshot'), 1)
        check(all(len(change.get('put', {}).get('counters', [])) <= 1 for kind, change in feed.events if kind == 'change'),
              'one counter changes at a time')
        called = [call['number'] for kind, change in feed.events if kind == 'change' for call in change.get('put', {}).get('calls', [])]
        equal(called, [f'{"AB"[n % 2]}{1 + n // 2:03}' for n in range(10)], 'each call once, in order')
        text = str(feed.events)
        check('clerk' not in text and '店员' not in text, 'nobody of the staff is on it')


def a_cut_is_resumed_without_a_gap():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        a_morning(hall, 3)
        until_alike(hall, feed, 'all of it')
        feed.close()
        at, state = feed.id, feed.state
        desk = hall.broker.client('counter', counter=2)
        hall.broker.set_pins(102)
        desk.must('sign_on', staff=102, pin='246810', counter=2)
        desk.must('counter_open')
        hall.web.do('issue', {'service': 1})
        desk.must('call_next')
        again = hall.web.feed(last_id=at, state=state)
        wait_for(lambda: any(c.get('counter') == 2 for c in again.state.get('calls', [])), what='the call that was missed')
        until_alike(hall, again, 'what was missed')
        check('snapshot' not in again.kinds(), 'by the changes alone')
        equal([c['number'] for k, change in again.events if k == 'change' for c in change.get('put', {}).get('calls', [])], ['A003'])
        for odd in ('x', '1-00000000.1', '1', at + '9', '1-', at.split('.')[0] + '.99999999999999999999'):
            other = hall.web.feed(last_id=odd)
            wait_for(lambda: 'snapshot' in other.kinds(), what=f'a snapshot for {odd}')
            other.close()


def a_gateway_started_anew_says_a_snapshot():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        a_morning(hall, 2)
        until_alike(hall, feed, 'all of it')
        hall.web.restart()
        wait_for(lambda: feed.ended, what='the end of the stream')
        again = hall.web.feed(last_id=feed.id)
        wait_for(lambda: 'snapshot' in again.kinds(), what='a snapshot anew')
        until_alike(hall, again, 'and the hall in it')


def a_broker_that_is_away_is_told_as_stale():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        hall.broker.kill()
        feed.wait(lambda: 'stale' in feed.kinds(), 'stale')
        since = next(data['since'] for kind, data in feed.events if kind == 'stale')
        check(abs(since / 1000 - time.time()) < 20, f'since about now: {since}')
        late = hall.web.feed()
        late.wait(lambda: late.kinds()[:3] == ['audience', 'snapshot', 'stale'], 'who comes meanwhile sees the last state, and that it is old')
        hall.broker.start()
        feed.wait(lambda: 'fresh' in feed.kinds(), 'fresh again')
        hall.web.do('issue', {'service': 1})
        until_alike(hall, feed, 'and goes on')


def a_quiet_hall_beats():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'beat' in feed.kinds(), 'a beat', 15)
        answer = hall.web.ask('HEAD', '/v1/halls/1/feed')
        equal((answer.status, answer.body), (200, b''))
        equal(hall.web.get('/v1/halls/7/feed').reason, 'NO_HALL')


def the_internet_sees_less():
    with Hall(options=['--audience', 'internet']) as hall:
        feed = hall.web.feed()
        a_morning(hall, 1)
        desk = hall.broker.counter(2)
        desk.must('counter_pause', reason='lunch')
        feed.wait(lambda: any(c.get('state') == 'PAUSED' for c in feed.state.get('counters', [])))
        equal(feed.events[0][1], {'audience': 'internet'})
        text = str(feed.events)
        check("'pauseReason'" not in text and "'ticket'" not in text, 'neither why a counter pauses nor tickets')
        check('A001' in text, 'but the numbers called')


def the_internet_sees_no_more_by_asking():
    with Hall(options=['--audience', 'internet']) as hall:
        hall.broker.set_pins(101, 1301)
        hall.broker.counter(2).must('counter_pause', reason='lunch')
        visitor, liar, clerk = hall.web.browser(), hall.web.browser(), enrol(hall, 'counter', 1)
        liar.cookies = {'hallq_session': 'A' * 43 + '.1.101.7'}
        sign_in(clerk, 101, 1)
        feed = visitor.feed()
        feed.wait(lambda: any(c.get('state') == 'PAUSED' for c in feed.state.get('counters', [])))
        theirs = feed.state
        check(theirs['settings'] and 'reasons' not in str(theirs['settings']), theirs)
        for who in (visitor, liar):
            for body in ({}, {'feed': 'PUBLIC'}, {'feed': 'INTERNET'}):
                shown = who.do('get_snapshot', body)['snapshot']
                check('pauseReason' not in str(shown), f'{body}: no more than the feed shows: {shown}')
                equal((shown['settings'], shown['counters']), (theirs['settings'], theirs['counters']))
            equal(who.refusal('get_snapshot', {'feed': 'STAFF'}), 'NOT_ALLOWED')
            equal(who.do('get_settings')['settings'], theirs['settings'])
        equal([c['pauseReason'] for c in clerk.do('get_snapshot')['snapshot']['counters'] if c.get('pauseReason')], ['lunch'])
        check(len(str(clerk.do('get_settings'))) > len(str(theirs['settings'])), 'who is signed on is shown theirs')
        clerk.delete('/v1/session')


def body_of(answer):
    """What an answer of chunks, or of none, holds as far as it was read; the framing must be right."""
    head, _, rest = answer.partition(b'\r\n\r\n')
    if b'chunked' not in head:
        return rest
    body = b''
    while b'\r\n' in rest:
        size, _, rest = rest.partition(b'\r\n')
        check(size and set(size) <= set(b'0123456789abcdefABCDEF'), f'the size of a chunk: {size[:40]}')
        chunk = rest[:int(size, 16)]
        body += chunk
        if len(rest) < int(size, 16) + 2:
            break
        equal(rest[int(size, 16):int(size, 16) + 2], b'\r\n', 'the end of a chunk')
        rest = rest[int(size, 16) + 2:]
    return body


def a_slow_reader_misses_nothing():
    """It takes little at a time while more comes than its and our buffers hold; with chunks and, by HTTP/1.0, without."""
    with Hall() as hall:
        readers = {}
        for version in ('1.1', '1.0'):
            slow = socket.socket()
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(30)
            slow.connect(('127.0.0.1', hall.web.port))
            slow.sendall(f'GET /v1/halls/1/feed HTTP/{version}\r\nHost: h\r\n\r\n'.encode())
            readers[slow] = b''
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        for n in range(25):  # settings are the largest change there is
            hall.broker.apply(settings(services=20, double_press_s=1 + n % 2))
            for slow in readers:
                readers[slow] += slow.recv(256)
        hall.web.do('issue', {'service': 1})
        feed.wait(lambda: any(line.get('issued') == 1 for line in feed.state.get('lines', [])), 'the last change')
        end = time.monotonic() + 60
        for slow, answer in readers.items():
            while b'"issued":1' not in answer:
                check(time.monotonic() < end, f'the last change is not in what came: {answer[-200:]}')
                part = slow.recv(65536)
                check(part, f'it was cut, after {answer[-200:]}')
                answer += part
            text = body_of(answer).decode(errors='replace')
            ids = [int(line.rsplit('.', 1)[1]) for line in text.split('\n') if line.startswith('id: ')]
            equal(ids, list(range(ids[0], ids[0] + len(ids))), 'each event once, in order')
            equal(answer[:12], b'HTTP/1.1 200', 'its head')
            check(len(ids) > 20, f'{len(ids)} events')
            slow.close()


def who_reads_nothing_is_cut_and_others_are_not():
    with Hall() as hall:
        stuck = socket.socket()
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.connect(('127.0.0.1', hall.web.port))
        stuck.sendall(b'GET /v1/halls/1/feed HTTP/1.1\r\nHost: h\r\n\r\n')
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        desk = hall.broker.counter(1)
        began, reset = time.monotonic(), None
        while time.monotonic() - began < 40 and not reset:
            for n in range(20):
                desk.must('counter_pause', reason='lunch')
                desk.must('counter_resume')
            status = hall.web.get('/v1/status').json
            if status['streams'] == 1:
                reset = time.monotonic() - began
        check(reset, 'the stuck reader is cut')
        until_alike(hall, feed, 'the other')
        check(not feed.ended, 'which is not')
        try:
            while stuck.recv(65536):
                pass
            check(False, 'it saw an end in order')
        except ConnectionResetError:
            pass


run(changes_fold_to_what_a_snapshot_shows, a_cut_is_resumed_without_a_gap, a_gateway_started_anew_says_a_snapshot,
    a_broker_that_is_away_is_told_as_stale, a_quiet_hall_beats, the_internet_sees_less, the_internet_sees_no_more_by_asking,
    a_slow_reader_misses_nothing, who_reads_nothing_is_cut_and_others_are_not)
