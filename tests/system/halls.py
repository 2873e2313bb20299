#!/usr/bin/env python3
"""A hundred halls in one broker: each gives and calls its own tickets, is followed, and hears nothing of the others.

Looking at a PIN takes a machine 100 ms, so in a short run a clerk signs on and calls in every fourth hall;
HALLQ_LONG=1: in all of them.
"""

import os

from hall import LONG, PIN, SOURCE, Broker, Client, at_once, equal, pb, run, wait_for
from stranger import Follower, Stranger

HALLS = 100
CALLING = range(1, HALLS + 1, 1 if LONG else 4)


def the_county_hall_a_hundred_times():
    with Broker() as broker:
        broker.admin('apply', '--new', os.path.join(SOURCE, 'halls', 'county.yaml'))
        county = broker.administrator.must('get_settings', hall=1)
        county.kiosk_tickets_per_min = 0  # one kiosk gives all tickets at once
        county.double_press_s = 0  # one kiosk takes many tickets at once here
        del county.other_halls[:]  # each of these is one of the hundred
        broker.administrator.must('apply_settings', hall=1, settings=county)
        for hall in range(2, HALLS + 1):
            county.hall = hall
            broker.administrator.must('apply_settings', hall=hall, settings=county)

        role = pb.Device.Role.Value
        kiosk = broker.client('kiosk')
        display = Stranger(broker.commands, 1, device=7, role=role('DISPLAY'))
        followers = []
        for hall in range(1, HALLS + 1):
            display.hall = hall
            follower = Follower(Asker(display, hall), broker.public_feed)
            followers.append(follower)
        wait_for(lambda: all_step(followers) or all(f.epoch for f in followers), 30, 'a snapshot of each hall')

        # each hall gives as many tickets as its number has tens, and one more
        for hall in range(1, HALLS + 1):
            for _ in range(1 + hall // 10):
                kiosk.must('issue', hall=hall, service=1 + hall % 6)

        at_once(lambda part: [serve(broker, hall) for hall in CALLING[part::4]], [0, 1, 2, 3])

        def all_know():
            all_step(followers)
            return all(kinds(followers[hall - 1]).count('ticket_finished') == 1 for hall in CALLING)
        wait_for(all_know, 30, 'the call of each hall')
        snapshots = [kiosk.must('get_snapshot', hall=hall) for hall in range(1, HALLS + 1)]
        wait_for(lambda: all_step(followers) or all(f.seq >= s.seq for f, s in zip(followers, snapshots)),
                 what='each feed to reach its hall')
        for hall, follower in enumerate(followers, 1):
            called = hall in CALLING
            equal(kinds(follower).count('ticket_issued'), 1 + hall // 10, f'tickets in hall {hall}')
            equal(kinds(follower).count('ticket_called'), called, f'calls in hall {hall}')
            equal([e.seq for e in follower.events], sorted({e.seq for e in follower.events}))
            snapshot = snapshots[hall - 1]
            waiting = {line.line.id: line.waiting for line in snapshot.lines}
            equal(sum(waiting.values()), 1 + hall // 10 - called, f'waiting in hall {hall}')
            equal(snapshot.seq, follower.seq, f'number reached by the feed of hall {hall}')

        took_s = broker.restart()
        equal(kiosk.must('get_snapshot', hall=HALLS).seq, snapshot.seq, 'the last hall after a restart')
        print(f'{HALLS} halls, restarted in {took_s:.2f} s')


class Asker:
    """One hall of a client that asks for many."""

    def __init__(self, stranger, hall):
        self.stranger, self.hall = stranger, hall

    def ask(self, **body):
        self.stranger.hall = self.hall
        return self.stranger.ask(**body)

    def done(self, **body):
        self.stranger.hall = self.hall
        return self.stranger.done(**body)


def all_step(followers):
    for follower in followers:
        for _ in range(20):
            if not follower.socket.poll(0):
                break
            follower.step(0)


def kinds(follower):
    return [event.WhichOneof('body') for event in follower.events]


COUNTER_OF = {1: 1, 2: 3, 3: 8, 4: 10, 5: 11, 6: 12}  # a counter of the county hall that gives the service


def serve(broker, hall):
    """The counter of the hall that gives its service signs on, opens, calls, serves."""
    counter = COUNTER_OF[1 + hall % 6]
    staff = 100 + counter
    desk = Client(broker, 'counter', hall=hall, device=1000 + hall)
    admin = Client(broker, 'admin', hall=hall, device=2000 + hall)
    admin.must('set_pin', staff=staff, pin=PIN)
    admin.close()
    desk.must('sign_on', staff=staff, pin=PIN, counter=counter)
    desk.must('counter_open')
    desk.must('call_next')
    desk.must('start')
    desk.must('finish')
    desk.close()


if __name__ == '__main__':
    run(the_county_hall_a_hundred_times)
