#!/usr/bin/env python3
"""The broker is killed again and again under load, and started at once on the same data and ports.

Kiosks take tickets, some with a contact, and cancel some; counters call, start and finish. Each asks again with the same
bytes until it is answered. At the end the journal, from the first record to the last, is held against what was answered:

    acknowledged   in the journal exactly once, with the number the answer named
    refused        not in the journal
    the sequence   1, 2, 3 ... without a hole
    a ticket       called by one counter at a time, finished once
    a contact      still readable, by somebody who may and says why

Kills fall 0 to 80 ms after the broker was ready, some before; each fifth once every client has had another answer, which
on a slow machine takes longer. 100 of them, and a quarter as many on a disk so slow that turns wait for each other's
commands; HALLQ_LONG=1: 3,000.
"""

import collections
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'system'))

from hall import LONG, PIN, Broker, Reason, check, equal, run, settings, shim, wait_for, without_holes  # noqa: E402

KILLS = 3000 if LONG else 100
KIOSKS, COUNTERS = 3, 3
PATIENCE_S = 60  # for one answer, over as many restarts as it takes


class Worker:
    """A client with its list of what was answered: (device, session, number) -> (command, reply)."""

    def __init__(self, client, seed):
        self.client, self.draw, self.answers, self.error = client, random.Random(seed), {}, None
        self.thread = threading.Thread(target=self.work, daemon=True)

    def ask(self, command, **fields):
        request = self.client.request(command, **fields)
        reply = self.client.ask(request, PATIENCE_S, again_s=0.2, patient=True)
        self.answers[request.session, request.number] = (command, request, reply)
        return reply

    def work(self):
        try:
            while not ending.is_set():
                self.step()
        except BaseException as error:
            self.error = error


class Kiosk(Worker):
    def step(self):
        contact = f'138{self.draw.randrange(10**8):08}' if self.draw.random() < 0.3 else ''
        card = self.ask('issue', service=self.draw.choice((1, 2)), contact=contact).done.ticket
        if contact:
            contacts[card.ticket] = contact
        if self.draw.random() < 0.1:
            self.ask('cancel', which={'ticket': card.ticket, 'code': card.code})
        time.sleep(self.draw.random() * 0.004)


class Clerk(Worker):
    def step(self):
        reply = self.ask('call_next')
        if reply.WhichOneof('body') == 'refusal':
            equal(Reason.Name(reply.refusal.reason), 'NOTHING_WAITING')
            time.sleep(0.002)
            return
        ticket = reply.done.ticket.ticket
        if self.ask('start').WhichOneof('body') == 'refusal':
            given_up.append(ticket)  # by its customer, on the way to the counter
            return
        equal(self.ask('finish').WhichOneof('body'), 'done', 'the answer to finish')


ending = threading.Event()
contacts, given_up = {}, []


def raise_errors():
    for worker in workers:
        if worker.error:
            raise worker.error


def wait_for_answers(counts):
    """Until each worker has more answers than these; how many each has then."""
    def all_have():
        raise_errors()
        return all(len(worker.answers) > count for worker, count in zip(workers, counts))
    wait_for(all_have, PATIENCE_S, 'another answer for each client', 0.001)
    return [len(worker.answers) for worker in workers]


def kill_many(broker, kills):
    """Kills and starts the broker; the times of the starts."""
    draw, times, counts = random.Random(1), [], [0] * len(workers)
    for n in range(kills):
        if n % 5 == 0:
            counts = wait_for_answers(counts)
        time.sleep(draw.random() * 0.08)
        broker.kill()
        if draw.random() < 0.1:  # and once more before it is ready
            broker.spawn()
            time.sleep(draw.random() * 0.1)
            broker.kill()
        times.append(broker.start(60))
        raise_errors()
    return sorted(times)


workers = []


def check_journal(broker):
    entries = broker.journal()
    events = without_holes(entries)
    recorded = {(e.device, e.session, e.number): e for e in entries if e.session}
    counts = collections.Counter()
    for worker in workers:
        device = worker.client.device
        for (session, number), (command, _, reply) in worker.answers.items():
            entry = recorded.pop((device, session, number), None)
            if reply.WhichOneof('body') == 'refusal':
                check(entry is None, f'{command} was refused and is in the journal: {entry}')
                counts['refused'] += 1
                continue
            check(entry is not None, f'{command} {number} of device {device} was acknowledged and is not in the journal')
            equal(entry.events[-1].seq, reply.seq, f'sequence number of {command}')
            event = getattr(entry.events[-1], entry.events[-1].WhichOneof('body'))
            equal(event.number, reply.done.ticket.number, f'ticket of {command}')
            counts['acknowledged'] += 1
    for worker in workers:
        mine = (worker.client.device, worker.client.session)
        check(not [k for k in recorded if k[:2] == mine and k[2] > worker.first], 'in the journal, and never answered')
    return events, counts


def check_lives(events):
    held, given, state = {}, set(), {}
    for event in events:
        kind = event.WhichOneof('body')
        body = getattr(event, kind)
        if kind == 'ticket_issued':
            check(body.number not in given, f'{body.number} was given twice')
            given.add(body.number)
            state[body.ticket] = 'waiting'
        elif kind == 'ticket_called':
            equal((state[body.ticket], held.get(body.counter)), ('waiting', None), f'before the call {event.seq}')
            state[body.ticket], held[body.counter] = 'called', body.ticket
        elif kind == 'ticket_started':
            equal(state[body.ticket], 'called', f'before the start {event.seq}')
            state[body.ticket] = 'serving'
        elif kind == 'ticket_finished':
            equal((state[body.ticket], held.pop(body.counter)), ('serving', body.ticket), f'before the finish {event.seq}')
            state[body.ticket] = 'finished'
        elif kind == 'ticket_cancelled':
            check(state[body.ticket] in ('waiting', 'called'), f'{state[body.ticket]} before cancelling {event.seq}')
            state[body.ticket] = 'cancelled'
            if body.counter:
                held.pop(body.counter)
    equal({state[ticket] for ticket in given_up} - {'cancelled'}, set(), 'called tickets that could not be started')
    return collections.Counter(state.values())


def a_hundred_kills_lose_nothing_and_repeat_nothing():
    lose_nothing(KILLS)


def kills_while_turns_wait_for_more_lose_nothing_either():
    lose_nothing(KILLS // 4, {**shim('slowsync'), 'SLOW_US': '3000'})


def lose_nothing(kills, env=None):
    ending.clear()
    for known in (workers, contacts, given_up):
        known.clear()
    with Broker(options=['--log', 'warning'], env=env) as broker:
        broker.apply(settings(counters=COUNTERS, seconds_between_calls=600, calls_before_no_show=10))
        lead = broker.lead()
        for n in range(KIOSKS):
            workers.append(Kiosk(broker.client('kiosk'), n))
        for n in range(COUNTERS):
            workers.append(Clerk(broker.counter(n + 1), 100 + n))
        for worker in workers:
            worker.first = worker.client.number
            worker.thread.start()
        try:
            times = kill_many(broker, kills)
            if env:
                wait_for(lambda: broker.metrics()[1]['hallq_pauses_total'] > 0, what='a turn that waits')
        finally:
            ending.set()
            for worker in workers:
                worker.thread.join(PATIENCE_S + 5)
        raise_errors()
        for worker in workers:
            check(not worker.thread.is_alive(), 'each client had its last answer')

        events, counts = check_journal(broker)
        states = check_lives(events)
        draw = random.Random(2)
        for worker in workers:  # the answers of then, for the bytes of then
            answers = [a for a in worker.answers.values() if a[2].WhichOneof('body') == 'done']
            for _, request, reply in draw.sample(answers, min(20, len(answers))):
                equal(worker.client.ask(request), reply, 'the same bytes again')
        looked = draw.sample(sorted(contacts), min(200, len(contacts)))
        for ticket in looked:
            shown = lead.must('reveal_contact', which={'ticket': ticket}, reason='kill test', pin=PIN).ticket
            equal(shown.contact, contacts[ticket], f'contact of ticket {ticket}')
        without_holes(broker.journal())
        broker.stop()
        check('sound' in broker.admin('verify', broker.data, local=True), 'the data folder verifies')
        print(f'{kills} kills, {counts["acknowledged"]} acknowledged, {counts["refused"]} refused, {len(events)} events, '
              f'{len(looked)} of {len(contacts)} contacts read; tickets: {dict(states)}')
        print(f'restart: median {times[len(times) // 2] * 1000:.0f} ms, worst {times[-1] * 1000:.0f} ms')


if __name__ == '__main__':
    run(a_hundred_kills_lose_nothing_and_repeat_nothing, kills_while_turns_wait_for_more_lose_nothing_either)
