"""Halls made ready for a load: once prepared, each run starts a broker on a fresh copy of the folder.

Signing on costs a slow hash on purpose, so 256 counters are signed on once and the folder is kept for the bench's time.
What client n of hallq-load is: kiosk device 10000 + n, terminal device 20000 + n at counter n + 1, clerk 1000 + n + 1
(bench/load/request.h). Each counter gives one service, so that calling is the same work as with the peers: the first of
one line. No-show is allowed after one call: the cheapest command that frees a counter.
"""

import os
import shutil
import sys
import time

SOURCE = os.environ.get('HALLQ_SOURCE') or os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
os.environ.setdefault('HALLQ_SOURCE', SOURCE)
os.environ.setdefault('HALLQ_BIN', os.path.join(SOURCE, 'build', 'release', 'bin'))
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'system'))
sys.dont_write_bytecode = True

import hall as system  # noqa: E402  the vocabulary of the system tests

SERVICES = 26
KIOSK, COUNTER, CLERK = 10000, 20000, 1000


def settings(counters, hall=1, services=SERVICES, lines_of_a_counter=1, rough=False):
    """A hall file with `counters` counters, counter c first for service (c - 1) % services + 1; rough: without forecasts."""
    lines = [f'hall: {hall}', f'name: {{zh: {hall}号营业厅, en: Hall {hall}}}', 'time_zone: Asia/Shanghai',
             'hours: {daily: 00:00-24:00}', 'services:']
    for n in range(1, services + 1):
        lines.append(f'  - {{id: {n}, name: {{zh: 业务{n}, en: Service {n}}}, letter: {chr(64 + n)}, numbers: 1-99999, '
                     'target_service_min: 5, target_wait_min: 10}')
    lines.append('counters:')
    for c in range(1, counters + 1):
        given = [(c - 1 + k) % services + 1 for k in range(min(lines_of_a_counter, services))]
        lines.append(f'  - {{id: {c}, services: {given}}}')
    if counters < services:  # somebody must be able to give the rest
        given = list(dict.fromkeys([(counters - 1) % services + 1] + list(range(1, services + 1))))
        lines[-1] = f'  - {{id: {counters}, services: {given}}}'
    lines.append('staff:')
    lines += [f'  - {{id: {CLERK + c}, name: 店员{c}, role: clerk}}' for c in range(1, counters + 1)]
    lines += ['calls_before_no_show: 1', 'seconds_between_calls: 600', 'min_gap_s: 0', 'counter_lease_s: 3600',
              'max_open_tickets: 2000000', 'hold_limit_min: 15', 'contact_days: 7', 'double_press_s: 0',
              'kiosk_tickets_per_min: 0', 'gateway_tickets_per_min: 0', 'web_tickets_per_min: 0', 'staff_share_percent: 0', 'gateway_share_percent: 0']
    if rough:
        lines.append('rough_waits: 1')
    return '\n'.join(lines) + '\n'


def ask_many(client, requests, at_a_time=64):
    """Sends requests without waiting for each answer; the replies, refusals raised."""
    waiting, replies = {}, []
    requests = list(requests)
    while requests or waiting:
        while requests and len(waiting) < at_a_time:
            request = requests.pop(0)
            waiting[(request.session, request.number)] = request
            client.socket.send(request.SerializeToString())
        if not client.socket.poll(60000):
            raise system.NoAnswer('the broker stopped answering')
        reply = system.pb.Reply.FromString(client.socket.recv())
        request = waiting.pop((reply.session, reply.number))
        if reply.refusal.reason == system.Reason.Value('BUSY'):
            requests.append(request)
        elif reply.refusal.reason:
            raise system.Refused(str(request), reply.refusal)
        else:
            replies.append(reply)
    return replies


def requests_as(client, device, role, command, each):
    """One request of `command` for each (device, fields)."""
    for at, fields in each:
        request = client.request(command, **fields)
        request.claimed_device, request.claimed_role = device + at, system.role_number(role)
        yield request


class Halls:
    """A prepared data folder. `broker()` starts hallqd on a copy."""

    def __init__(self, root, counters=256, halls=1, waiting_sync=True, lines_of_a_counter=1, rough=False):
        self.root, self.counters, self.halls, self.lines = root, counters, halls, lines_of_a_counter
        self.rough = rough
        self.template = os.path.join(root, f'hall-{counters}-{halls}-{lines_of_a_counter}{"-rough" * rough}')
        self.runs = 0

    def prepare(self):
        if os.path.isdir(self.template):
            return self
        began = time.monotonic()
        print(f'preparing {self.halls} hall(s) with {self.counters} counters', file=sys.stderr, flush=True)
        making = self.template + '.making'
        shutil.rmtree(making, ignore_errors=True)
        broker = system.Broker(data=making)
        with broker:
            broker.apply(settings(self.counters, lines_of_a_counter=self.lines, rough=self.rough))
            self.add_halls(broker)
            self.sign_on(broker)
            broker.stop()
        os.rename(making, self.template)
        print(f'  took {time.monotonic() - began:.0f} s', file=sys.stderr, flush=True)
        return self

    def add_halls(self, broker):
        """Halls 2, 3, ... with the same settings."""
        admin = broker.administrator
        if self.halls == 1:
            return
        first = admin.must('get_settings', hall=1)
        requests = []
        for hall in range(2, self.halls + 1):
            request = admin.request('apply_settings', hall=hall)
            request.apply_settings.settings.CopyFrom(first)
            request.apply_settings.settings.hall = hall
            requests.append(request)
        ask_many(admin, requests)

    def sign_on(self, broker):
        admin = broker.administrator
        every = range(1, self.counters + 1)
        ask_many(admin, [admin.request('set_pin', staff=CLERK + c, pin=system.PIN) for c in every])
        desk = broker.client('counter')
        ask_many(desk, requests_as(desk, COUNTER - 1, 'counter', 'sign_on',
                                   [(c, dict(staff=CLERK + c, pin=system.PIN, counter=c)) for c in every]))
        ask_many(desk, requests_as(desk, COUNTER - 1, 'counter', 'counter_open', [(c, {}) for c in every]))

    def broker(self, **more):
        """A broker on a fresh copy, not yet started."""
        self.runs += 1
        data = os.path.join(self.root, f'run-{os.getpid()}-{self.runs}')
        shutil.copytree(self.template, data)
        return system.Broker(data=data, made=True, **more)
