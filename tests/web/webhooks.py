#!/usr/bin/env python3
"""Webhooks: real receivers over HTTP and HTTPS are told each event once and in order, whatever is killed meanwhile; signatures are
checked by Python's own HMAC."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import textwrap
import threading
import time

from gateway import Broker, Hall, Web, check, equal, folder, program, run, running, settings, wait_for
from hall import SOURCE, opening

WAIT_S = 60
TICKETS = ('ticket_issued', 'ticket_called', 'ticket_finished', 'ticket_no_show')


class Got:
    def __init__(self, headers, body, status):
        self.headers, self.raw, self.status = headers, body, status
        self.id, self.at, self.signatures = headers['webhook-id'], headers['webhook-timestamp'], headers['webhook-signature'].split(' ')
        self.body = json.loads(body)
        self.type, self.seq = self.body['type'], int(self.body['seq'])

    def signed_by(self, secret):
        key = base64.b64decode(secret.removeprefix('whsec_'))
        mac = hmac.new(key, f'{self.id}.{self.at}.'.encode() + self.raw, hashlib.sha256).digest()
        return 'v1,' + base64.b64encode(mac).decode() in self.signatures


class Receiver:
    """A program that is told. `answer(n)` says what the n-th message (0, 1, ...) is answered: a status, or (status, headers)."""

    def __init__(self, answer=lambda n: 204, certificate=None, port=0):
        self.answer, self.got, self.lock = answer, [], threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                with outer.lock:
                    n = len(outer.got)
                    outer.got.append(None)
                said = outer.answer(n)
                status, headers = said if isinstance(said, tuple) else (said, {})
                outer.got[n] = Got(self.headers, body, status)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header('Content-Length', '0')
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f'{"https://localhost" if certificate else "http://127.0.0.1"}:{self.port}/told?by=hallq'
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def all(self):
        return [got for got in list(self.got) if got]

    def taken(self):
        """What it has said yes to."""
        return [got for got in self.all() if 200 <= got.status <= 299]

    def wait(self, count, what=''):
        wait_for(lambda: len(self.taken()) >= count, WAIT_S, what or f'{count} taken')
        return self.taken()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def told_how_to_verify():
    """The function of docs/INTEGRATION.md, as it stands there."""
    with open(os.path.join(SOURCE, 'docs/INTEGRATION.md')) as f:
        lines = f.read().split('To check one, in Python:\n\n')[1].split('\n\n')[0]
    names = {}
    exec(textwrap.dedent(lines), names)
    return names['verify']


def hooks(*urls, events=TICKETS):
    return '[' + ', '.join(f"{{id: {n}, url: '{url}', events: [{', '.join(events)}]}}" for n, url in enumerate(urls, 1)) + ']'


class Told(Hall):
    """A hall whose webhooks 1, 2, ... are these receivers, with a gateway that tells them."""

    def __init__(self, *receivers, options=(), events=TICKETS, **more):
        self.secrets_file = os.path.join(folder('secrets'), 'secrets')
        self.secrets = [self.secret(n) for n in range(1, len(receivers) + 1)]
        super().__init__(['--webhook-secrets', self.secrets_file, *options], webhooks=hooks(*(r.url for r in receivers), events=events), **more)

    def secret(self, hook):
        done = subprocess.run([program('hallq-admin'), '--lang', 'en', 'webhook-secret', str(hook), self.secrets_file], capture_output=True, text=True,
                              timeout=WAIT_S)
        equal(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def write(self, text):
        """The file of secrets is another, whole at once; it is noticed while the gateway runs."""
        with open(self.secrets_file + '.new', 'w') as f:
            f.write(text)
        os.chmod(self.secrets_file + '.new', 0o600)
        os.replace(self.secrets_file + '.new', self.secrets_file)

    def says(self, words, times=1):
        wait_for(lambda: self.web.log().count(words) >= times, WAIT_S, f'{words}, in the log')

    def issue(self, count=1):
        for _ in range(count):
            self.web.do('issue', {'service': 1})

    def goes_on(self, days):
        """So many days after it began, without anybody having been there."""
        opened = self.broker.log().count('event=day_opened')
        self.broker.stop()
        self.broker.start_at = opening(days=days)
        self.broker.start()
        if 'event=clock_in_doubt' in self.broker.log():
            self.broker.admin('clock', 'accept')
        wait_for(lambda: self.broker.log().count('event=day_opened') > opened, WAIT_S, 'the next day')

    def second(self):
        return Web(self.broker, self.web.options, key=self.broker.key_file('web-2', 'gateway')).start().ready()


def in_order(taken, secret=None):
    """Each once, in the order of the hall, under an id of its own, and signed."""
    seqs = [got.seq for got in taken]
    equal(seqs, sorted(set(seqs)), 'in order, each once')
    equal(len({got.id for got in taken}), len(taken), 'ids')
    for got in taken:
        check(secret is None or got.signed_by(secret), f'signature of {got.id}')
        check(abs(int(got.at) - time.time()) < 300, got.at)


def once(receiver):
    """What was told, each id once: where the answer was late or lost, it came again."""
    return list({got.id: got for got in receiver.all()}.values())


def numbers(taken):
    return [got.body['data']['number'] for got in taken if got.type == 'ticket_issued']


def kill(web):
    web.process.send_signal(signal.SIGKILL)
    web.process.wait(WAIT_S)
    running.remove(web.process)


def certificate():
    if not shutil.which('openssl'):
        print('no openssl')
        raise SystemExit(77)
    home = folder('tls')
    pair = os.path.join(home, 'cert.pem'), os.path.join(home, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', pair[1], '-out', pair[0],
                    '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], check=True, capture_output=True, timeout=WAIT_S)
    return pair


def each_event_is_told_once_in_order_and_signed():
    pair = certificate()
    plain, secure, stranger = Receiver(), Receiver(certificate=pair), Receiver(certificate=certificate())
    with Told(plain, secure, stranger, options=['--webhook-ca', pair[0]]) as hall:
        hall.web.do('issue', {'service': 1, 'contact': '13800138000'})
        hall.issue(19)
        desk = hall.broker.counter(1)
        for command in ('call_next', 'start', 'finish'):
            desk.must(command)
        for n, receiver in enumerate((plain, secure)):
            taken = receiver.wait(22)
            in_order(taken, hall.secrets[n])
            check(not any(got.signed_by(hall.secrets[1 - n]) for got in taken), 'by its own secret alone')
            equal([got.type for got in taken], ['ticket_issued'] * 20 + ['ticket_called', 'ticket_finished'])
            equal(numbers(taken), [f'A{i:03}' for i in range(1, 21)])
            check(not any(b'138' in got.raw or b'"clerk"' in got.raw or b'"by"' in got.raw for got in taken), 'no people')
        verify = told_how_to_verify()
        check(verify(hall.secrets[1], taken[3].headers, taken[3].raw) and not verify(hall.secrets[0], taken[3].headers, taken[3].raw), 'as the docs say')
        check(not verify(hall.secrets[1], taken[3].headers, taken[4].raw), 'of another body')
        called = taken[20].body
        equal((called['hall'], called['data']['number'], called['data']['counter']), (1, 'A001', 1))
        check(re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z', called['timestamp']), called['timestamp'])
        equal(taken[0].headers['Content-Type'], 'application/json')
        wait_for(lambda: 'webhook 3 does not take' in hall.web.log(), WAIT_S, 'it is said that nobody vouches for a certificate')
        equal(stranger.got, [])
        equal(hall.web.post('/v1/halls/1/get_hooks', {}).status, 404, 'not for browsers')
        equal(hall.web.post('/v1/halls/1/settle_hook', {'hook': 1, 'holder': '1', 'step': 'GONE'}).status, 404)


def what_is_not_taken_is_told_again_before_what_follows():
    answers = {1: 500, 2: (503, {'Retry-After': '2'}), 4: (302, {'Location': '/elsewhere'})}
    receiver = Receiver(lambda n: answers.get(n, 200))
    with Told(receiver) as hall:
        hall.issue(5)
        taken = receiver.wait(5)
        in_order(taken, hall.secrets[0])
        everything = receiver.all()
        equal([got.body['data']['number'] for got in everything], ['A001', 'A002', 'A002', 'A002', 'A003', 'A003', 'A004', 'A005'])
        equal(len({got.id for got in everything[1:4]}), 1, 'one id for all attempts')
        equal(len({got.raw for got in everything[1:4]}), 1)
        log = hall.web.log()
        check('status 500' in log and 'takes what it is told again' in log, log)


def a_slow_or_absent_receiver_holds_up_nobody():
    gate = threading.Event()
    slow, fast = Receiver(lambda n: (gate.wait(WAIT_S), 200)[1]), Receiver()
    gone = Receiver()
    gone.close()
    with Told(slow, fast, gone) as hall:
        hall.issue(10)
        fast.wait(10)
        equal(slow.taken(), [], 'it has not said a word yet')
        gate.set()
        wait_for(lambda: len(once(slow)) == 10, WAIT_S, 'the slow one')
        in_order(once(slow), hall.secrets[0])
        back = Receiver(port=gone.port)
        in_order(back.wait(10, 'the one that was away'), hall.secrets[2])
        equal(numbers(back.taken()), numbers(fast.taken()))
        equal(len(fast.all()), 10)


def who_wants_no_more_is_left_alone():
    receiver, other = Receiver(lambda n: 410 if n == 1 else 200), Receiver()
    with Told(receiver, other) as hall:
        hall.issue(3)
        other.wait(3)
        wait_for(lambda: 'wants no more (410)' in hall.web.log(), WAIT_S, 'said in the log')
        lead = hall.broker.lead()
        wait_for(lambda: any(alert.kind == 11 and alert.subject == 1 for alert in lead.must('get_alerts').alerts), WAIT_S, 'said to the lead')
        equal(len(receiver.all()), 2)
        hall.broker.apply(settings(**hall.more))
        in_order(receiver.wait(3, 'on again with new settings'))
        equal(numbers(receiver.taken()), ['A001', 'A002', 'A003'])


def nothing_is_lost_or_repeated_whatever_is_killed():
    asked, gate = threading.Event(), threading.Event()

    def answer(n):
        if n == 14:
            asked.set()
            gate.wait(WAIT_S)
        return 200

    receiver = Receiver(answer)
    with Told(receiver) as hall:
        hall.issue(10)
        hall.broker.kill()
        hall.broker.start()
        hall.web.ready()
        in_order(receiver.wait(10), hall.secrets[0])
        equal(len(receiver.all()), 10, 'told; the broker was away, and nothing is told again')
        hall.issue(10)
        check(asked.wait(WAIT_S), 'one is under way')
        kill(hall.web)
        gate.set()
        second = hall.second()
        receiver.wait(21)
        hall.web.start().ready()
        hall.issue(20)
        receiver.wait(41)
        time.sleep(0.5)  # one that comes twice would come now
        in_order(once(receiver), hall.secrets[0])
        equal(numbers(once(receiver)), [f'A{i:03}' for i in range(1, 41)])
        equal(len(receiver.all()), 41, 'the one whose answer was lost with its gateway is told again, under its id, and no other; told')
        second.stop()


def two_secrets_sign_until_one_is_gone():
    receiver = Receiver()
    with Told(receiver) as hall:
        new = hall.secret(1)
        hall.says('is read again')
        hall.issue()
        got = receiver.wait(1)[0]
        equal(len(got.signatures), 2)
        check(got.signed_by(hall.secrets[0]) and got.signed_by(new), 'by both')
        with open(hall.secrets_file) as f:
            lines = f.read().splitlines()
        hall.write(f'# the new one\n\n{lines[1]}\n')
        hall.says('is read again', 2)
        hall.issue()
        got = receiver.wait(2)[1]
        check(got.signed_by(new) and not got.signed_by(hall.secrets[0]), 'by the new one alone')


def who_has_no_secret_is_told_later_what_was_missed():
    receiver, other = Receiver(), Receiver()
    with Told(receiver, other) as hall:
        hall.issue()
        receiver.wait(1)
        with open(hall.secrets_file) as f:
            first, second = f.read().splitlines()
        hall.write(second + '\n')
        hall.says('webhook 1 has no secret here')
        hall.issue(2)
        other.wait(3)
        hall.write(f'{first}\n{second} and more\n')
        hall.says('line 2 is wrong')
        hall.issue()
        in_order(other.wait(4, 'a file that is wrong changes nothing'), hall.secrets[1])
        equal(len(receiver.all()), 1, 'not told without a secret')
        hall.write(f'{first}\n{second}\n')
        in_order(receiver.wait(4), hall.secrets[0])
        equal(numbers(receiver.taken()), ['A001', 'A002', 'A003', 'A004'])
        equal(len(other.all()), 4)


def what_the_journal_forgot_is_told_as_a_gap():
    receiver = Receiver(lambda n: 500)
    with Told(receiver, journal_days=7) as hall:
        hall.issue(3)
        wait_for(lambda: receiver.all(), WAIT_S, 'an attempt')
        hall.web.stop()
        for day in range(1, 10):  # one after the other: a leap over days forgets nothing
            hall.goes_on(day)
        kiosk = hall.broker.client('kiosk')
        wait_for(lambda: kiosk.do('get_events', after=1).refusal.reason, WAIT_S, 'the journal forgets')
        hall.web.start().ready()
        hall.issue(2)
        receiver.answer = lambda n: 200
        taken = receiver.wait(3)
        in_order(taken, hall.secrets[0])
        equal([got.type for got in taken], ['gap', 'ticket_issued', 'ticket_issued'])
        data = taken[0].body['data']
        check(int(data['after']) < int(data['upto']) < taken[1].seq, data)
        check('is not told' in hall.web.log(), hall.web.log())


def what_waited_for_three_days_is_dropped_and_told_as_a_gap():
    receiver = Receiver(lambda n: 500)
    with Told(receiver) as hall:
        hall.issue(3)
        wait_for(lambda: receiver.all(), WAIT_S, 'an attempt')
        hall.web.stop()
        hall.goes_on(4)
        hall.web.start().ready()
        hall.issue(1)
        wait_for(lambda: 'is not told 3 events' in hall.web.log(), WAIT_S, 'said in the log')
        receiver.answer = lambda n: 200
        taken = receiver.wait(2)
        in_order(taken, hall.secrets[0])
        equal([got.type for got in taken], ['gap', 'ticket_issued'])
        equal(taken[0].body['data']['events'], '3')


def a_file_of_secrets_is_its_owners_alone():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        key = broker.key_file('web', 'gateway')
        path = os.path.join(folder('secrets'), 'secrets')
        good = '1 1 whsec_' + base64.b64encode(bytes(32)).decode()

        def refused(text, mode, words):
            with open(path, 'w') as f:
                f.write(text)
            os.chmod(path, mode)
            done = subprocess.run([program('hallq-web'), '--lang', 'en', '--key', key, '--port', '0', '--webhook-secrets', path], capture_output=True, text=True,
                                  timeout=WAIT_S)
            equal(done.returncode, 1)
            check(words in done.stderr, done.stderr)

        refused(good, 0o644, 'others may read')
        for wrong in ('1 1 secret', '1 1 whsec_AAAA', '1 whsec_' + 'A' * 44, '1 100 ' + good[4:], good + ' 2', f'{good}\n{good}\n{good}', '1 1 whsec_' + 'A' * 200):
            refused(f'# wrong\n{wrong}\n', 0o600, 'is wrong')


run(each_event_is_told_once_in_order_and_signed, what_is_not_taken_is_told_again_before_what_follows, a_slow_or_absent_receiver_holds_up_nobody,
    who_wants_no_more_is_left_alone, nothing_is_lost_or_repeated_whatever_is_killed, two_secrets_sign_until_one_is_gone,
    who_has_no_secret_is_told_later_what_was_missed, what_the_journal_forgot_is_told_as_a_gap, what_waited_for_three_days_is_dropped_and_told_as_a_gap,
    a_file_of_secrets_is_its_owners_alone)
