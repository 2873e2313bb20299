#!/usr/bin/env python3
"""A thousand idle connections, floods and strings of every kind: an honest screen is served meanwhile, and nothing comes back that is not text."""

import base64
import hashlib
import http.client
import json
import os
import random
import resource
import signal
import socket
import threading
import time

from gateway import PIN, Hall, check, equal, run, wait_for
from session import enrol, sign_in


def an_honest_screen_is_served_beside_a_thousand_idle_connections():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with Hall(options=['--per-address', '0', '--tickets-per-min', '0']) as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        idle = []
        for _ in range(1000):
            s = socket.create_connection(('127.0.0.1', hall.web.port))
            idle.append(s)
        wait_for(lambda: hall.web.get('/v1/status').json['connections'] > 1000, what='all of them')
        took = []
        for _ in range(50):
            began = time.monotonic()
            number = hall.web.do('issue', {'service': 1})['done']['ticket']['number']
            took.append(time.monotonic() - began)
        check(sorted(took)[45] < 1.0, f'commands meanwhile: {sorted(took)[45]:.3f} s')  # alone: 5 ms
        feed.wait(lambda: any(line.get('issued') == int(number[1:]) for line in feed.state['lines'] if line['line']['id'] == 1))
        for s in idle:
            s.close()
        wait_for(lambda: hall.web.get('/v1/status').json['connections'] < 10, what='all of them gone')


def one_address_has_its_share_of_connections():
    with Hall(options=['--per-address', '20']) as hall:
        idle = [socket.create_connection(('127.0.0.1', hall.web.port)) for _ in range(40)]
        cut = 0
        for s in idle:
            s.settimeout(0.2)
            try:
                cut += s.recv(1) == b''
            except TimeoutError:
                pass
            except ConnectionResetError:
                cut += 1
        check(cut >= 20, f'more are turned away: {cut}')
        for s in idle:
            s.close()

        def served():
            try:
                return hall.web.get('/v1/status').status == 200
            except (OSError, http.client.HTTPException):  # turned away
                return False
        wait_for(served, what='room again')


def strings_of_every_kind_come_back_as_text_or_not_at_all():
    odd = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\u202eabc', '\u0000', 'a\r\nSet-Cookie: x=y', '../../etc/passwd', '${7*7}',
           "'; DROP TABLE tickets; --", '\ud800', '\uffff', '😀' * 20, 'A' * 60000]
    with Hall() as hall:
        desk = hall.broker.counter(1)
        for text in odd:
            body = json.dumps({'service': 1, 'contact': text})
            answer = hall.web.post('/v1/halls/1/issue', body, headers={'Idempotency-Key': None})
            check(answer.status in (200, 400, 413), f'{text[:20]!r}: {answer.status}')
            check(answer.headers['content-type'] in ('application/json', 'application/problem+json'), 'never a page')
            equal(answer.headers['x-content-type-options'], 'nosniff')
            check('set-cookie' not in answer.headers, 'no header of theirs')
            json.loads(answer.body)
        for header in ('Idempotency-Key', 'Last-Event-ID', 'X-CSRF-Token', 'Cookie', 'Origin'):
            answer = hall.web.post('/v1/halls/1/get_snapshot', headers={header: '<script>' * 50})
            check(b'<script>' not in answer.body, header)
        equal(hall.web.get('/v1/status').status, 200)
        desk.must('counter_close')


def noise_ends_nothing():
    dice = random.Random(11)
    with Hall() as hall:
        good = b'POST /v1/halls/1/issue HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 13\r\nCookie: hallq_session=AAAA.1.2.3\r\n\r\n{"service":1}'
        for _ in range(120):
            bad = bytearray(good)
            for _ in range(dice.randrange(1, 6)):
                at = dice.randrange(len(bad))
                kind = dice.randrange(3)
                if kind == 0:
                    bad[at] = dice.randrange(256)
                elif kind == 1:
                    del bad[at:at + dice.randrange(1, 9)]
                else:
                    bad[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(1, 9)))
            with socket.create_connection(('127.0.0.1', hall.web.port)) as s:
                s.sendall(bytes(bad))
                s.shutdown(socket.SHUT_WR)
                s.settimeout(0.3)
                try:
                    while s.recv(65536):
                        pass
                except OSError:
                    pass
        check(hall.web.process.poll() is None, 'it serves on')
        equal(hall.web.get('/v1/status').status, 200)


def a_made_up_cookie_goes_at_the_pace_of_its_address():
    with Hall(options=['--tickets-per-min', '12']) as hall:
        hall.broker.set_pins(101)
        clerk = enrol(hall, 'counter', 1)

        def liar(n):
            other = hall.web.browser()
            other.cookies = {'hallq_session': f'{n:04d}' + 'A' * 39 + '.1.101.7'}
            return other
        got = [liar(n).post('/v1/halls/1/ping').status for n in range(900)]
        check(got.count(429) > 10 and got[:400].count(429) == 0, f'{got.count(429)} of 900 are too fast')

        def turned_away():
            while liar(902).get('/v1/session').status != 429:
                pass
            feed = liar(903).feed()
            equal(feed.status, 200, 'in a way that an EventSource takes')
            wait_for(lambda: feed.ended or feed.events, what='an answer')
            feed.close()
            return not feed.events
        wait_for(turned_away, what='told to come again')
        equal(hall.web.browser().post('/v1/session', {'staff': 101, 'pin': PIN}).reason, 'NOT_ENROLLED')
        sign_in(clerk, 101, 1)  # nobody keeps others from it


def tickets_go_at_the_pace_of_an_address():
    with Hall(options=['--tickets-per-min', '12']) as hall:
        visitor = hall.web.browser()
        got = [visitor.post('/v1/halls/1/issue', {'service': 1}) for _ in range(10)]
        equal([answer.status for answer in got], [200] * 8 + [429] * 2)
        check(0 < int(got[-1].headers['retry-after']) <= 6, got[-1].headers)
        visitor.cookies = {'hallq_session': 'A' * 43 + '.1.101.7'}  # the page's token follows from it
        visitor.csrf = base64.urlsafe_b64encode(hashlib.blake2b(b'csrf\0' + bytes(32), digest_size=32).digest()).decode().rstrip('=')
        equal(visitor.post('/v1/halls/1/issue', {'service': 1}).status, 429, 'nor with a cookie')
        equal(hall.web.post('/v1/halls/1/ping').status, 200)


def a_proxy_says_the_address_last():
    with Hall(options=['--behind-proxy', '--tickets-per-min', '12']) as hall:
        body = '{"service":1}'

        def status(*lines):
            head = ''.join(f'X-Forwarded-For: {line}\r\n' for line in lines)
            got, _ = hall.web.raw(f'POST /v1/halls/1/issue HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{head}'
                                  f'Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}')
            return int(got.split(b' ', 2)[1])
        got = [status(f'10.0.0.{n}', f'10.0.1.{n}, 192.0.2.1') for n in range(10)]
        check(got[:8] == [200] * 8 and 429 in got[8:], f'{got}: what stands before is said by whoever asks')
        equal(status('::ffff:192.0.2.1'), 429, 'written as IPv6')
        equal((status('192.0.2.1', '192.0.2.2'), status('::ffff:192.0.2.3')), (200, 200))


def who_is_not_enrolled_takes_no_sign_in_of_others():
    with Hall() as hall:
        hall.broker.set_pins(101)
        clerk = enrol(hall, 'counter', 1)
        for n in range(200):
            equal(hall.web.browser().post('/v1/session', {'staff': 101, 'pin': '0000'}).reason, 'NOT_ENROLLED')
        guesser = hall.web.browser()
        guesser.cookies = {'hallq_device': 'A' * 43 + '.1.7'}
        reasons = [guesser.post('/v1/session', {'staff': 101, 'pin': '0000'}).reason for _ in range(20)]
        equal(reasons[-1], 'TOO_FAST', f'{reasons}')
        sign_in(clerk, 101, 1)


def an_address_has_its_share_of_feeds_and_of_what_is_under_way():
    with Hall(options=['--streams-per-address', '3']) as hall:
        feeds = [hall.web.feed() for _ in range(5)]
        wait_for(lambda: all('snapshot' in feed.kinds() for feed in feeds[:3]) and all(feed.ended for feed in feeds[3:]), what='three of them')
        feeds[0].close()
        wait_for(lambda: hall.web.get('/v1/status').json['streams'] == 2, what='room')
        again = hall.web.feed()
        again.wait(lambda: 'snapshot' in again.kinds())
        os.kill(hall.broker.process.pid, signal.SIGSTOP)
        try:
            got = []
            askers = [threading.Thread(target=lambda: got.append(hall.web.post('/v1/halls/1/ping').status)) for _ in range(40)]
            for asker in askers:
                asker.start()
            wait_for(lambda: got.count(503) >= 8, what='those beyond 32 to be told at once')
            equal(len(got), 8)
        finally:
            os.kill(hall.broker.process.pid, signal.SIGCONT)
        for asker in askers:
            asker.join(30)
        equal(sorted(got), [200] * 32 + [503] * 8)


run(an_honest_screen_is_served_beside_a_thousand_idle_connections, one_address_has_its_share_of_connections,
    strings_of_every_kind_come_back_as_text_or_not_at_all, noise_ends_nothing,
    a_made_up_cookie_goes_at_the_pace_of_its_address, tickets_go_at_the_pace_of_an_address, a_proxy_says_the_address_last, who_is_not_enrolled_takes_no_sign_in_of_others,
    an_address_has_its_share_of_feeds_and_of_what_is_under_way)
