"""The vocabulary of the system tests: a broker, raw clients, the programs, and a runner.

    with Broker(keyed=True) as broker:          # hallqd on a folder and ports of its own
        broker.apply(settings(counters=20))     # a hall, by hallq-admin
        kiosk = broker.client('kiosk')
        card = kiosk.must('issue', service=1).ticket
        desk = broker.counter(3)                # a terminal, its clerk signed on, open
        desk.must('call_next')
        equal(desk.refusal('call_next'), 'COUNTER_BUSY')

Nothing sleeps for a fixed time: wait_for(condition) looks again until a limit. Every process is ours, is bounded in
time and is killed by its own pid. `run(test, ...)` runs tests one after the other, each named after a behaviour.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
from datetime import datetime, timedelta, timezone

import zmq
from zmq.utils import z85

from ground import (  # noqa: F401  most of it for the tests
    BIN, BOUND, BUILD, LIMIT_S, LONG, PIN, SKIPPED, SOURCE, Failed, Reason, Skipped, at_once, check, context, equal, folder,
    let_go_of_ports, pb, port, program, role_number, running, scratch, shim, skip, wait_for)
from programs import Lines, Program, Proxy, fields  # noqa: F401  for the tests

# ---------------------------------------------------------------- the broker

_today = datetime.now(timezone.utc)  # also after midnight


def opening(days=0):
    """A Tuesday morning to come: hall time begins there, whenever the test runs; or so many days later."""
    day = _today + timedelta(days=(1 - _today.weekday()) % 7 + 7 + days)
    return day.strftime('%Y-%m-%dT10:00:00+08:00')


def settings(hall=1, counters=3, services=2, appointments='', **more):
    """A hall file: open day and night, each counter gives all services, clerk 100+n for counter n. `appointments` are those of the
    first service; `more` are lines of the file."""
    rules = dict(calls_before_no_show=3, seconds_between_calls=5, min_gap_s=0, counter_lease_s=60,
                 hold_limit_min=15, max_open_tickets=20000, contact_days=7, double_press_s=0,
                 kiosk_tickets_per_min=0, gateway_tickets_per_min=0, web_tickets_per_min=0, staff_share_percent=0, gateway_share_percent=0)
    rules.update(more)
    lines = [f'hall: {hall}', f'name: {{zh: {hall}号营业厅, en: Hall {hall}}}', 'time_zone: Asia/Shanghai',
             'hours: {daily: 00:00-24:00}', 'services:']
    for n in range(1, services + 1):
        letter = chr(64 + n) if n <= 26 else chr(64 + (n - 1) // 26) + chr(65 + (n - 1) % 26)
        lines.append(f'  - {{id: {n}, name: {{zh: 业务{n}, en: Service {n}}}, letter: {letter}, '
                     f'numbers: 1-99999, target_service_min: 5, target_wait_min: 10{f", appointments: {{{appointments}}}" if appointments and n == 1 else ""}}}')
    lines.append('counters:')
    every = ', '.join(str(n) for n in range(1, services + 1))
    for n in range(1, counters + 1):
        lines.append(f'  - {{id: {n}, services: [{every}]}}')
    lines.append('staff:')
    for n in range(1, counters + 1):
        lines.append(f'  - {{id: {100 + n}, name: 店员{n}, role: clerk, may_call_named: true}}')
    lines += ['  - {id: 1201, name: 导购, role: guide}', '  - {id: 1301, name: 值班长, role: lead, may_call_named: true}',
              '  - {id: 1401, name: 厅经理, role: manager}']
    lines += ['classes:', '  - {id: 1, name: {zh: VIP客户, en: VIP customer}, head_start_min: 10}']
    for name, codes in (('pause_reasons', 'lunch rest'), ('suspend_reasons', 'system-down'), ('named_reasons', 'unwell'),
                        ('outcomes', 'done'), ('topics', 'sim plan')):
        lines.append(f'{name}:')
        lines += [f'  - {{code: {code}, name: {{zh: {code}, en: {code}}}}}' for code in codes.split()]
    lines += [f'{name}: {value}' for name, value in rules.items()]
    return '\n'.join(lines) + '\n'


class Broker:
    """hallqd, its data folder and its ports, which stay the same over restarts."""

    def __init__(self, keyed=False, data=None, options=(), env=None, inside=(), made=False):
        self.keyed, self.options, self.env, self.inside = keyed, list(options), dict(env or {}), list(inside)
        self.home = folder('hall')
        self.data = data or os.path.join(self.home, 'data')
        self.log_path = os.path.join(self.home, 'log')
        self.process = None
        self.devices = 100  # of a broker without keys
        self.start_at = opening()
        self.made = made
        self.admin_key = os.path.join(self.data, 'admin.key')
        self.choose_ports()

    def choose_ports(self):
        self.commands, self.public_feed, self.staff_feed, self.lead_feed = (f'tcp://127.0.0.1:{port()}' for _ in range(4))
        self.metrics_port = port()

    # processes

    def __enter__(self):
        if not self.made:
            self.admin('init', self.data, *([] if self.keyed else ['--open']), local=True)
            self.made = True
        self.start()
        return self

    def __exit__(self, kind, *_):
        if kind and kind is not Skipped:
            print(f'--- the log of the broker in {self.data}, its end:')
            print(self.log()[-6000:])
        self.kill()

    def command(self):
        return [*self.inside, *BOUND, program('hallqd'), '--data', self.data, '--commands', self.commands, '--public-feed',
                self.public_feed, '--staff-feed', self.staff_feed, '--lead-feed', self.lead_feed, '--metrics', str(self.metrics_port), '--port-file',
                os.path.join(self.home, 'ports'),
                *([] if '--start-at' in self.options else ['--start-at', self.start_at]), *self.options]

    def spawn(self):
        ports = os.path.join(self.home, 'ports')
        if os.path.exists(ports):
            os.unlink(ports)
        env = {**os.environ, **self.env}
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env)
        running.append(self.process)

    def ready(self):
        return os.path.exists(os.path.join(self.home, 'ports'))

    def start(self, limit_s=30):
        """Starts it; returns the seconds until it was ready."""
        for _ in range(5):
            began = time.monotonic()
            self.spawn()
            wait_for(lambda: self.ready() or self.process.poll() is not None, limit_s, 'hallqd is ready', 0.002)
            if self.ready():
                return time.monotonic() - began
            if 'Address already in use' not in self.log() and self.process.returncode != 3:
                break
            self.choose_ports()
            let_go_of_ports()
        raise Failed(f'hallqd did not start, exit {self.process.returncode}')

    def refuses_to_start(self, code=2):
        """What it says when it does not start; its exit code must be `code`."""
        done = subprocess.run(self.command(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S,
                              check=False, env={**os.environ, **self.env})
        equal(done.returncode, code, f'exit of hallqd, which said: {done.stdout}{done.stderr}; exit')
        return done.stdout + done.stderr

    def kill(self):
        self.end(signal.SIGKILL)

    def stop(self):
        """Asks it to stop; its exit code."""
        code = self.end(signal.SIGTERM)
        equal(code, 0, 'exit of hallqd when asked to stop')

    def end(self, number):
        if not self.process:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(LIMIT_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            running.remove(self.process)
            self.process = None

    def restart(self):
        self.kill()
        return self.start()

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        with open(self.log_path, errors='replace') as log:
            return log.read()

    def hold(self):
        """Stops its time, until go_on()."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)  # each of its threads

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def metrics(self):
        with socket.create_connection(('127.0.0.1', self.metrics_port), LIMIT_S) as s:
            s.sendall(b'GET /metrics HTTP/1.0\r\n\r\n')
            page = b''
            while part := s.recv(65536):
                page += part
        text = page.decode()
        return text, {k: float(v) for k, v in re.findall(r'^(hallq_\S+) ([0-9.e+-]+)$', text, re.M)}

    # people who work on it

    def admin(self, *words, code=0, text=None, local=False, key=None):
        """hallq-admin WORDS; its exit code must be `code`. Returns what it said."""
        where = ['--commands', self.commands, '--public-feed', self.public_feed, '--staff-feed', self.staff_feed,
                 '--lead-feed', self.lead_feed]
        if not local and self.keyed:
            where += ['--key', key or self.admin_key]
        env = {k: v for k, v in os.environ.items() if k != 'HALLQ_KEY'}
        if not first_of_its_kind(' '.join(words[:2])):
            env['ASAN_OPTIONS'] = f'{env.get("ASAN_OPTIONS", "")}:detect_leaks=0'.strip(':')
        done = subprocess.run([*(self.inside if local else []), program('hallq-admin'), '--lang', 'en', *where, *words],
                              input=text, capture_output=True, text=True, timeout=150, env=env, cwd=self.home)
        said = done.stdout + done.stderr
        equal(done.returncode, code, f'exit of hallq-admin {" ".join(words)}, which said: {said.strip()}; exit')
        return said

    def apply(self, text):
        path = os.path.join(folder('file'), 'hall.yaml')
        with open(path, 'w') as f:
            f.write(text)
        self.admin('apply', '--new', '--rename', path)

    @property
    def administrator(self):
        if not hasattr(self, '_administrator'):
            key = read_key(self.admin_key) if self.keyed else None
            self._administrator = Client(self, 'admin', key=key, device=1)
        return self._administrator

    def set_pins(self, *staff, hall=1):
        for one in staff:
            self.administrator.must('set_pin', hall=hall, staff=one, pin=PIN)

    def key_file(self, name, role, counter=0, halls='1'):
        """A key made by hallq-admin; its path."""
        words = ['keys', 'add', name, '--role', role, '--out', self.home]
        words += ['--halls', halls] if halls else []
        words += ['--counter', str(counter)] if counter else []
        self.admin(*words)
        return os.path.join(self.home, f'{name}.key')

    def client(self, role, counter=0, hall=1, halls=None, name=None):
        """A raw client with a device of its own."""
        self.devices += 1
        if not self.keyed:
            return Client(self, role, hall=hall, device=self.devices)
        public, secret = zmq.curve_keypair()
        name = name or f'{role}-{self.devices}'
        self.administrator.must('add_device', hall=0, name=name, role=role_number(role), counter=counter,
                                halls=[hall] if halls is None else halls, public_key=z85.decode(public))
        server = read_key(self.admin_key)['server-key']
        return Client(self, role, hall=hall, name=name, key={
            'server-key': server, 'public-key': public.decode(), 'secret-key': secret.decode()})

    def counter(self, n, hall=1, staff=None, opened=True):
        """A terminal at counter n with its clerk signed on."""
        desk = self.client('counter', counter=n, hall=hall)
        staff = staff or 100 + n
        if (hall, staff) not in self.__dict__.setdefault('pins', set()):
            self.set_pins(staff, hall=hall)
            self.pins.add((hall, staff))
        desk.must('sign_on', staff=staff, pin=PIN, counter=n)
        if opened:
            desk.must('counter_open')
        return desk

    def lead(self, hall=1):
        lead = self.client('lead', hall=hall)
        self.set_pins(1301, hall=hall)
        lead.must('sign_on', staff=1301, pin=PIN)
        return lead

    def journal(self, hall=1):
        """All records of a hall, from the first to the last."""
        entries, after = [], 0
        while True:
            asked = self.administrator.request('get_journal', hall=hall, after=after, limit=1000)
            page = self.administrator.ask(asked, patient=True).journal  # others may be at work for this key
            entries += page.entries
            after = page.upto
            if not page.more:
                return entries


def read_key(path):
    with open(path) as f:
        return dict(re.split(r':\s*', line.strip(), maxsplit=1) for line in f if ':' in line and line[0] != '#')


def without_holes(entries):
    """The events of a journal, numbered 1, 2, 3 ... without a hole, each record's key once."""
    events = [event for entry in entries for event in entry.events]
    equal([event.seq for event in events], list(range(1, len(events) + 1)), 'sequence of the journal')
    keys = [(e.device, e.session, e.number) for e in entries if e.session]
    equal(len(keys), len(set(keys)), 'commands applied, each once; number of')
    return events


# ---------------------------------------------------------------- a raw client

class Refused(Failed):
    def __init__(self, what, refusal):
        super().__init__(f'{what} was refused: {Reason.Name(refusal.reason)} {refusal.detail}')
        self.reason = Reason.Name(refusal.reason)


class NoAnswer(Failed):
    pass


def new_session():
    return (int(time.time() * 1000) << 16) + random.getrandbits(16)


class Client:
    """A DEALER that asks one thing after the other, and again with the same bytes when no answer comes."""

    def __init__(self, broker, role, hall=1, device=0, key=None, name='', commands=None):
        self.broker, self.role, self.hall, self.device, self.key, self.name = broker, role, hall, device, key, name
        self.commands = commands or broker.commands
        self.session, self.number, self.read_number = new_session(), 0, 0
        self.socket = None
        self.connect()

    def connect(self):
        self.close()
        self.socket = dealer(self.commands, self.key)

    def close(self):
        if self.socket:
            self.socket.close(0)
        self.socket = None

    def request(self, command, hall=None, **fields):
        body = getattr(pb, ''.join(word.title() for word in command.split('_')))(**fields)
        request = pb.Request(hall=self.hall if hall is None else hall, **{command: body})
        if command.startswith('get_') or command == 'ping':
            self.read_number += 1
            request.number = 1 << 30 | self.read_number
        else:
            self.number += 1
            request.session, request.number = self.session, self.number
        if not self.broker.keyed:
            request.claimed_device, request.claimed_role = self.device, role_number(self.role)
        return request

    def ask(self, request, limit_s=LIMIT_S, again_s=5.0, patient=False):
        """The reply to a request, sent again every `again_s`. patient: until it is neither BUSY nor RETRY_LATER. While a copy
        of a command is unanswered a refusal is not believed, since the broker may yet apply that one."""
        frame = request.SerializeToString()
        end = time.monotonic() + limit_s
        unanswered, connected_at = 0, time.monotonic()
        while time.monotonic() < end:
            if time.monotonic() - connected_at > 5:  # as libhallq does when three pings stay unanswered
                self.connect()
                connected_at = time.monotonic()
            try:
                self.socket.send(frame, zmq.DONTWAIT)
            except zmq.Again:  # not connected now
                time.sleep(0.005)
                continue
            unanswered += 1
            reply = self.answer_to(request, min(end, time.monotonic() + again_s))
            if reply is None:
                continue
            unanswered -= 1
            while reply and request.session and unanswered and reply.WhichOneof('body') == 'refusal':
                reply = self.answer_to(request, min(end, time.monotonic() + again_s))
                unanswered = unanswered - 1 if reply else 0  # what is lost is settled by the next one
            if reply is None:
                continue
            later = reply.refusal.reason in (Reason.Value('BUSY'), Reason.Value('RETRY_LATER'), Reason.Value('DISK_FULL'))
            if not (patient and later):
                return reply
            time.sleep(0.05)
        raise NoAnswer(f'{self.role}: no answer to {request.WhichOneof("body")} within {limit_s} s')

    def answer_to(self, request, end):
        while (left := end - time.monotonic()) > 0:
            if not self.socket.poll(max(1, int(left * 1000))):
                return None
            reply = pb.Reply.FromString(self.socket.recv())
            if (reply.session, reply.number) == (request.session, request.number):
                return reply
        return None

    def do(self, command, **fields):
        return self.ask(self.request(command, **fields))

    def must(self, command, **fields):
        """What the reply holds; the command must be applied, the read answered."""
        reply = self.do(command, **fields)
        if reply.WhichOneof('body') == 'refusal':
            raise Refused(f'{self.role}: {command} {fields}', reply.refusal)
        return getattr(reply, reply.WhichOneof('body'))

    def refusal(self, command, **fields):
        """The reason for which it is refused; it must be."""
        reply = self.do(command, **fields)
        equal(reply.WhichOneof('body'), 'refusal', f'{self.role}: {command} {fields}')
        return Reason.Name(reply.refusal.reason)

    def answered(self, limit_s=1.5):
        """Whether the broker answers this client at all."""
        try:
            self.ask(self.request('ping'), limit_s)
            return True
        except NoAnswer:
            return False


def keys_set(s, key):
    if key:
        s.curve_serverkey = key['server-key'].encode()
        s.curve_publickey = key['public-key'].encode()
        s.curve_secretkey = key['secret-key'].encode()


def dealer(endpoint, key=None, routing_id=None):
    s = context.socket(zmq.DEALER)
    if routing_id:
        s.setsockopt(zmq.ROUTING_ID, routing_id)
    s.setsockopt(zmq.IMMEDIATE, 1)
    s.setsockopt(zmq.LINGER, 0)
    s.setsockopt(zmq.HANDSHAKE_IVL, 1000)
    s.setsockopt(zmq.RECONNECT_IVL, 20)
    s.setsockopt(zmq.RECONNECT_IVL_MAX, 200)
    keys_set(s, key)
    s.connect(endpoint)
    return s


class Feed:
    """A SUB socket that keeps every frame it gets."""

    def __init__(self, endpoint, key=None, topics=('w.', '1.')):
        s = self.socket = context.socket(zmq.SUB)
        s.setsockopt(zmq.LINGER, 0)
        s.setsockopt(zmq.HANDSHAKE_IVL, 1000)
        s.setsockopt(zmq.RECONNECT_IVL, 20)
        s.setsockopt(zmq.RECONNECT_IVL_MAX, 200)
        s.setsockopt(zmq.RCVHWM, 0)
        for topic in topics:
            s.setsockopt(zmq.SUBSCRIBE, topic.encode())
        keys_set(s, key)
        s.connect(endpoint)
        self.frames = []

    def take(self):
        """Frames that came since last time."""
        new = []
        while self.socket.poll(0):
            new.append(self.socket.recv())
        self.frames += new
        return new

    def welcome(self, count=1):
        """Welcomed so many times, and heard of a hall since: the welcome may come before the feed knows what we want."""
        def welcomed():
            self.take()
            at = [n for n, frame in enumerate(self.frames) if frame == b'w.']
            return len(at) >= count and self.frames[at[-1] + 1:]
        wait_for(welcomed, what='the welcome of a feed and a first message')
        return self

    def batches(self):
        """The batches heard so far."""
        self.take()
        messages = [pb.FeedMessage.FromString(frame[frame.index(b'.') + 1:]) for frame in self.frames if frame != b'w.']
        return [m.batch for m in messages if m.WhichOneof('body') == 'batch']

    def events(self):
        return [event for batch in self.batches() for event in batch.events]

    def close(self):
        self.socket.close(0)


# ---------------------------------------------------------------- the runner

asked = folder('asked')


def first_of_its_kind(words):
    """Whether this is the first command of these words that the script runs: leaks are looked for in that one, since the look
    takes longer (60 ms) than the command."""
    path = os.path.join(os.environ.get('HALLQ_ASKED', asked), words.replace('/', '_')[:80])
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True



def say_how_it_went(counts, began):
    """And ends the process."""
    print(', '.join(f'{n} {how}' for how, n in counts.items()) + f', {time.monotonic() - began:.1f} s', flush=True)
    context.destroy(0)
    if counts['failed'] or not any(counts.values()):
        sys.exit(1)
    sys.exit(0 if counts['ok'] else SKIPPED)


def run_beside(tests, beside):
    """Each test in a process of its own, so many at a time: for tests that wait more than they work."""
    began, waiting, at_work = time.monotonic(), list(tests), {}
    counts = {'ok': 0, 'failed': 0, 'skipped': 0}
    while waiting or at_work:
        while waiting and len(at_work) < beside:
            said = open(os.path.join(folder('said'), 'said'), 'w+')
            one = subprocess.Popen([*BOUND, sys.executable, '-B', sys.argv[0], waiting.pop(0).__name__], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                   env={**os.environ, 'HALLQ_ASKED': asked})
            at_work[one.pid] = one, said
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT).si_pid
        if ended not in at_work:
            continue
        one, said = at_work.pop(ended)
        how = {0: 'ok', SKIPPED: 'skipped'}.get(one.wait(), 'failed')
        counts[how] += 1
        said.seek(0)
        print(''.join(said.readlines()[:-1]), end='', flush=True)  # but for its own sum
        said.close()
    say_how_it_went(counts, began)


def run(*tests, beside=1):
    """Runs the tests, or those named on the command line, so many beside each other; says how it went; ends the process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = [t for t in tests if not sys.argv[1:] or t.__name__ in sys.argv[1:]]
    if beside > 1 and len(chosen) > 1:
        run_beside(chosen, beside)
    counts = {'ok': 0, 'failed': 0, 'skipped': 0}
    began = time.monotonic()
    for test in chosen:
        start, why = time.monotonic(), ''
        try:
            test()
            how = 'ok'
        except Skipped as reason:
            how, why = 'skipped', f': {reason}'
        except BaseException as error:
            how = 'failed'
            traceback.print_exc(file=sys.stdout)
            if isinstance(error, (KeyboardInterrupt, SystemExit)):
                raise
        finally:
            for process in running:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            running.clear()
        counts[how] += 1
        print(f'{how} {test.__name__} ({time.monotonic() - start:.1f} s){why}', flush=True)
    say_how_it_went(counts, began)
