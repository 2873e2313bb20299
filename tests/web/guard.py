#!/usr/bin/env python3
"""Requests that two readers could take for two different ones, and those that never end: refused, while honest ones are served."""

import socket
import time

from gateway import Hall, check, equal, read_raw, run, wait_for

POST = 'POST /v1/halls/1/issue HTTP/1.1\r\n'
JSON = 'Content-Type: application/json\r\n'
BODY = '{"service":1}'


def status_of(got):
    return int(got.split(b' ', 2)[1]) if got.startswith(b'HTTP/1.1 ') else None


def heads_that_are_not_in_order_are_refused():
    with Hall() as hall:
        length = f'Content-Length: {len(BODY)}\r\n'
        cases = {
            'no host': (POST + JSON + length, 400),
            'two hosts': (POST + 'Host: a\r\nHost: a\r\n' + JSON + length, 400),
            'a host with a path': (POST + 'Host: a/b\r\n' + JSON + length, 400),
            'two lengths': (POST + 'Host: a\r\n' + JSON + length + length, 400),
            'two lengths that differ': (POST + 'Host: a\r\n' + JSON + length + 'Content-Length: 5\r\n', 400),
            'a list of lengths': (POST + 'Host: a\r\n' + JSON + 'Content-Length: 13, 13\r\n', 400),
            'a length with a sign': (POST + 'Host: a\r\n' + JSON + 'Content-Length: +13\r\n', 400),
            'a length in hex': (POST + 'Host: a\r\n' + JSON + 'Content-Length: 0xd\r\n', 400),
            'a negative length': (POST + 'Host: a\r\n' + JSON + 'Content-Length: -1\r\n', 400),
            'an empty length': (POST + 'Host: a\r\n' + JSON + 'Content-Length:\r\n', 400),
            'length and chunks': (POST + 'Host: a\r\n' + JSON + length + 'Transfer-Encoding: chunked\r\n', 400),
            'chunks': (POST + 'Host: a\r\n' + JSON + 'Transfer-Encoding: chunked\r\n', 411),
            'an odd coding': (POST + 'Host: a\r\n' + JSON + 'Transfer-Encoding: xchunked\r\n', (400, 411)),  # libmicrohttpd 1.0 says 400 itself, we say 411
            'a folded header': (POST + 'Host: a\r\nX-A: one\r\n two\r\n' + JSON + length, 400),
            'a folded length': (POST + 'Host: a\r\n' + JSON + 'Content-Length:\r\n 13\r\n', 400),
            'a folded last header': (POST + 'Host: a\r\n' + JSON + length + 'X-A: one\r\n\ttwo\r\n', 400),
            'a folded first header': (POST + ' X: y\r\nHost: a\r\n' + JSON + length, 400),
            'a blank before the colon': (POST + 'Host : a\r\n' + JSON + length, 400),
            'a line without a colon': (POST + 'Host: a\r\nnonsense\r\n' + JSON + length, 400),
            'a header without a name': (POST + 'Host: a\r\n: x\r\n' + JSON + length, 400),
            'LF alone': (POST.replace('\r', '') + 'Host: a\n' + JSON.replace('\r', '') + length.replace('\r', ''), 400),
            'one LF alone': (POST + 'Host: a\n' + JSON + length, 400),
            'CR alone': (POST + 'Host: a\rX: y\r\n' + JSON + length, 400),
            'a control character': (POST + 'Host: a\r\nX-A: a\x01b\r\n' + JSON + length, 400),
            'an odd method': ('POST\t/v1/halls/1/issue HTTP/1.1\r\nHost: a\r\n' + JSON + length, None),
            'another version': ('POST /v1/halls/1/issue HTTP/2.0\r\nHost: a\r\n' + JSON + length, None),
            'an absolute address': ('POST http://a/v1/halls/1/issue HTTP/1.1\r\nHost: a\r\n' + JSON + length, 400),
            'a body of a GET': ('GET /v1/status HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n', 400),
            'many headers': (POST + 'Host: a\r\n' + JSON + length + ''.join(f'X-{n}: 1\r\n' for n in range(80)), 431),
            'a large header': (POST + 'Host: a\r\nX: ' + 'a' * 9000 + '\r\n' + JSON + length, 431),
            'a long address': ('GET /' + 'a' * 1500 + ' HTTP/1.1\r\nHost: a\r\n', 414),
        }
        for name, (head, status) in cases.items():
            tail = '\n' if name == 'LF alone' else '\r\n'
            got, closed = hall.web.raw(head + tail + (BODY if head.startswith('POST') else '') + POST + 'Host: a\r\n' + JSON + length + '\r\n' + BODY)
            check(closed, f'{name}: the connection ends; got {got[:300]!r}')
            check(b' 200 ' not in got, f'{name}: nothing on it is done; got {got[:300]!r}')
            check(status is None or status_of(got) in (status if isinstance(status, tuple) else (status,)), f'{name}: wanted {status}, got {got[:300]!r}')
        got, _ = hall.web.raw(POST + 'Host: a\r\n' + JSON + length + '\r\n' + BODY)
        equal(status_of(got), 200, 'in order')
        check(b'"A001"' in got, f'the first ticket: none of those was one; got {got!r}')


def answers_have_nothing_of_the_askers_in_their_head():
    with Hall() as hall:
        for path in ('/%0d%0aSet-Cookie:%20a=b', '/v1/halls/1%0d%0aX:y/issue', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/a%00b', '//etc/passwd'):
            got, _ = hall.web.raw(f'GET {path} HTTP/1.1\r\nHost: a\r\n\r\n')
            check(status_of(got) in (404, 405), f'{path}: {got[:200]!r}')
            check(b'Set-Cookie' not in got and b'root:' not in got, f'{path}: {got!r}')


def a_large_body_is_refused_and_the_refusal_seen():
    with Hall() as hall:
        head = POST + 'Host: a\r\n' + JSON
        got, closed = hall.web.raw((head + 'Content-Length: 200000\r\n\r\n').encode() + b' ' * 200000)
        equal(status_of(got), 413)
        check(closed, 'and ends')
        got, closed = hall.web.raw((head + 'Content-Length: 30000\r\n\r\n').encode() + b' ' * 30000)
        equal(status_of(got), 413, 'more than any command needs')
        got, closed = hall.web.raw((head + f'Content-Length: {20000 + len(BODY)}\r\nConnection: close\r\n\r\n{BODY}').encode() + b' ' * 20000)
        equal(status_of(got), 200)
        got, closed = hall.web.raw((head + 'Content-Length: 2000000000\r\n\r\n').encode() + b' ' * 1000)
        equal(status_of(got), 413)
        check(closed, 'and ends')


def what_is_slow_is_cut_and_others_are_served():
    with Hall() as hall:
        idle = [socket.create_connection(('127.0.0.1', hall.web.port)) for _ in range(200)]
        slow = socket.create_connection(('127.0.0.1', hall.web.port))
        body = socket.create_connection(('127.0.0.1', hall.web.port))
        slow.sendall((POST + 'Host: a\r\n').encode())
        body.sendall((POST + 'Host: a\r\n' + JSON + 'Content-Length: 13\r\n\r\n{').encode())
        began, cut, took, at = time.monotonic(), {}, [], 0
        for s in (slow, body):
            s.setblocking(False)
        while len(cut) < 2 and time.monotonic() - began < 20:
            for name, s, drip in (('head', slow, b'X'), ('body', body, b' ')):
                if name in cut:
                    continue
                try:
                    if at % 10 == 0:
                        s.send(drip)
                    if s.recv(100) == b'':
                        cut[name] = time.monotonic() - began
                except BlockingIOError:
                    pass
                except OSError:
                    cut[name] = time.monotonic() - began
            at += 1
            asked = time.monotonic()
            equal(hall.web.get('/v1/status').status, 200)
            took.append(time.monotonic() - asked)
            time.sleep(0.1)
        check(set(cut) == {'head', 'body'} and all(8 < s < 14 for s in cut.values()), f'both cut after ten seconds: {cut}')
        check(sorted(took)[len(took) * 95 // 100] < 0.5, f'others meanwhile: {max(took):.3f} s at worst')
        for s in idle:
            s.close()


run(heads_that_are_not_in_order_are_refused, answers_have_nothing_of_the_askers_in_their_head,
    a_large_body_is_refused_and_the_refusal_seen, what_is_slow_is_cut_and_others_are_served)
