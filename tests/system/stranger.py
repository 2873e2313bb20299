#!/usr/bin/env python3
"""A stranger's client, written from docs/PROTOCOL.md and proto/ alone.

It takes a ticket, follows the hall while the broker is killed and started again, and signs on at a counter and calls the
ticket; whatever it asks once more is answered the same. With keys, and on a broker without. `Stranger` and `Follower` use
nothing of this project but the schema; hall.py only starts the broker and makes keys as an administrator would.
"""

import random
import time

import zmq

from hall import LIMIT_S, PIN, Broker, Failed, check, equal, pb, read_key, run, settings, wait_for


def plug(kind, endpoint, key):
    """A socket as the page says: IMMEDIATE, no LINGER, a handshake of a second, CURVE when there are keys."""
    s = zmq.Context.instance().socket(kind)
    s.setsockopt(zmq.LINGER, 0)
    s.setsockopt(zmq.HANDSHAKE_IVL, 1000)
    if kind == zmq.DEALER:
        s.setsockopt(zmq.IMMEDIATE, 1)
    if key:
        s.curve_serverkey = key['server-key'].encode()
        s.curve_publickey = key['public-key'].encode()
        s.curve_secretkey = key['secret-key'].encode()
    s.connect(endpoint)
    return s


class Stranger:
    """Asks for one thing at a time; no answer within a second: the same bytes again."""

    def __init__(self, commands, hall, key=None, device=0, role=0):
        self.socket = plug(zmq.DEALER, commands, key)
        self.hall, self.device, self.role = hall, device, role
        self.session = int(time.time() * 1000) * 65536 + random.getrandbits(16)
        self.number = 0
        self.last = b''

    def ask(self, **body):
        self.number += 1
        request = pb.Request(hall=self.hall, session=self.session, number=self.number, claimed_device=self.device,
                             claimed_role=self.role, **body)
        self.last = request.SerializeToString()
        return self.again()

    def again(self):
        """Sends the bytes of the last request until they are answered."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            try:
                self.socket.send(self.last, zmq.DONTWAIT)
            except zmq.Again:  # the broker is away
                self.socket.poll(20)
                continue
            while self.socket.poll(1000):
                reply = pb.Reply.FromString(self.socket.recv())
                if (reply.session, reply.number) == (self.session, self.number):
                    return reply
        raise Failed(f'no answer to request {self.number}')

    def done(self, **body):
        reply = self.ask(**body)
        check(reply.WhichOneof('body') != 'refusal', f'{body}: {reply.refusal}')
        return reply


class Follower:
    """Follows a hall by the five steps of the page. `calls` are those announced, `state` the newest snapshot."""

    def __init__(self, asker, feed, key=None):
        self.asker, self.hall = asker, asker.hall
        self.socket = plug(zmq.SUB, feed, key)
        self.socket.setsockopt(zmq.SUBSCRIBE, b'w.')
        self.socket.setsockopt(zmq.SUBSCRIBE, f'{self.hall}.'.encode())
        self.seq, self.epoch, self.events, self.snapshots = 0, 0, [], 0
        self.heard_s = 0.0
        self.beating = 0  # the epoch of the last heartbeat

    def stale(self):
        return time.monotonic() - self.heard_s > 3

    def step(self, wait_ms=50):
        """Takes what the feed has to say for a moment."""
        if not self.socket.poll(wait_ms):
            return
        frame = self.socket.recv()
        self.heard_s = time.monotonic()
        if frame == b'w.':
            if not self.epoch:
                self.snapshot()
            else:
                self.repair()
            return
        topic, packed = frame.split(b'.', 1)
        equal(int(topic), self.hall, 'topic')
        message = pb.FeedMessage.FromString(packed)
        kind = message.WhichOneof('body')
        if kind == 'heartbeat':
            self.beating = message.heartbeat.epoch
        if not self.epoch:
            return  # no snapshot yet
        if kind == 'batch':
            self.batch(message.batch)
        elif kind == 'heartbeat' and message.heartbeat.epoch != self.epoch:
            self.snapshot()
        elif kind == 'heartbeat' and message.heartbeat.upto > self.seq:
            self.repair()

    def batch(self, batch):
        if batch.epoch != self.epoch:
            self.snapshot()
        elif batch.upto <= self.seq:
            return
        elif batch.after > self.seq:
            self.repair()
        else:
            self.apply(batch)

    def apply(self, batch):
        self.events += [event for event in batch.events if event.seq > self.seq]
        self.seq = batch.upto

    def snapshot(self):
        reply = self.asker.done(get_snapshot=pb.GetSnapshot())
        self.state = reply.snapshot
        if self.state.epoch != self.epoch:
            self.events = []  # another database: those events are not its own
        self.seq, self.epoch = self.state.seq, self.state.epoch
        self.snapshots += 1

    def repair(self):
        while True:
            reply = self.asker.ask(get_events=pb.GetEvents(after=self.seq, epoch=self.epoch))
            if reply.refusal.reason in (pb.Refusal.Reason.Value('TOO_OLD'), pb.Refusal.Reason.Value('OTHER_EPOCH')):
                return self.snapshot()
            check(reply.WhichOneof('body') == 'batches', f'get_events: {reply}')
            for batch in reply.batches.batches:
                if batch.upto > self.seq:
                    self.apply(batch)
            if not reply.batches.more:
                return None

    def until(self, kind, ticket):
        """The event of that kind of that ticket, once it was heard."""
        def look():
            self.step()
            found = [e for e in self.events if e.WhichOneof('body') == kind and getattr(e, kind).ticket == ticket]
            return found and found[0]
        return wait_for(look, what=f'{kind} on the feed')

    def kinds(self, ticket):
        return [(e.WhichOneof('body')) for e in self.events
                if getattr(getattr(e, e.WhichOneof('body')), 'ticket', 0) == ticket]


def visit(broker, kiosk, counter, follower):
    """The whole visit of one ticket, each command sent twice."""
    wait_for(lambda: follower.step() or follower.epoch, what='the first snapshot')
    equal(follower.state.hall, 1)
    equal(len(follower.state.counters), 3)

    issued = kiosk.done(issue=pb.Issue(service=1, contact='13800001234'))
    card = issued.done.ticket
    equal(len(card.code), 16, 'size of the code')
    equal(kiosk.again(), issued, 'the same bytes again')
    follower.until('ticket_issued', card.ticket)

    broker.kill()
    wait_for(lambda: follower.step() or follower.stale(), what='the feed is stale')
    broker.start()
    equal(kiosk.again(), issued, 'the same bytes again after a restart')

    place = kiosk.done(get_place=pb.GetPlace(which=pb.Which(ticket=card.ticket, code=card.code))).ticket
    equal((place.number, place.people_ahead), (card.number, 0))

    counter.done(sign_on=pb.SignOn(staff=101, pin=PIN, counter=1))
    counter.done(counter_open=pb.CounterOpen())
    called = counter.done(call_next=pb.CallNext())
    equal(called.done.ticket.number, card.number)
    equal(counter.again(), called, 'the same bytes again')
    event = follower.until('ticket_called', card.ticket)
    equal((event.ticket_called.counter, event.ticket_called.call_count), (1, 1))
    check(not event.ticket_called.HasField('why'), 'no reason on the public feed')
    wait_for(lambda: follower.step() or not follower.stale(), what='the feed is fresh again')
    counter.done(start=pb.Start())
    counter.done(finish=pb.Finish())
    follower.until('ticket_finished', card.ticket)
    kiosk.done(rate=pb.Rate(which=pb.Which(ticket=card.ticket, code=card.code), score=5))

    equal(follower.kinds(card.ticket), ['ticket_issued', 'ticket_called', 'ticket_started', 'ticket_finished'])
    seqs = [event.seq for event in follower.events]
    equal(seqs, sorted(set(seqs)), 'events, each once and in order')
    equal(follower.snapshots, 1, 'snapshots taken: a restart is no other database')
    again = kiosk.ask(cancel=pb.Cancel(which=pb.Which(ticket=card.ticket, code=card.code)))
    equal(pb.Refusal.Reason.Name(again.refusal.reason), 'WRONG_STATE')


def a_strangers_client_on_an_open_broker():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101)
        role = pb.Device.Role.Value
        kiosk = Stranger(broker.commands, 1, device=11, role=role('KIOSK'))
        counter = Stranger(broker.commands, 1, device=12, role=role('COUNTER'))
        display = Stranger(broker.commands, 1, device=13, role=role('DISPLAY'))
        visit(broker, kiosk, counter, Follower(display, broker.public_feed))


def a_strangers_client_with_keys():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101)
        keys = {name: read_key(broker.key_file(name, name, 1 if name == 'counter' else 0))
                for name in ('kiosk', 'counter', 'display')}
        kiosk, counter, display = (Stranger(key['commands'], 1, key) for key in keys.values())
        visit(broker, kiosk, counter, Follower(display, keys['display']['public-feed'], keys['display']))


if __name__ == '__main__':
    run(a_strangers_client_on_an_open_broker, a_strangers_client_with_keys)
