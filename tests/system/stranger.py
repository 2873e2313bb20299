#!/usr/bin/env python3
"""A stranger's client, written from docs/PROTOCOL.md and proto/ alone.

It takes a ticket, follows the hall while the broker is killed and started again, and signs on at a counter and calls the
ticket; whatever it asks once more is answered the same. With keys, and on a broker without. And what the page says of limits,
refusals, hall 0, the ends of reads and of waits, and PINs, is so. `Stranger` and `Follower` use nothing of this project
but the schema; hall.py only starts the broker and makes keys as an administrator would.
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

    def refused(self, **body):
        """The reason of the refusal, which names the request."""
        return pb.Refusal.Reason.Name(self.ask(**body).refusal.reason)

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
        elif kind == 'heartbeat':
            self.seq = max(self.seq, message.heartbeat.seq)

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


def strangers(broker, **roles):
    """A client for each name, of its role and hall, on a broker without keys."""
    return [Stranger(broker.commands, 1, device=20 + i, role=pb.Device.Role.Value(role)) for i, role in enumerate(roles.values())]


def what_cannot_be_taken_is_refused_by_its_number():
    """Too large, or a text that may not be: the refusal carries session and number, and `ask` waits for just those."""
    with Broker() as broker:
        broker.apply(settings())
        kiosk, admin = strangers(broker, kiosk='KIOSK', admin='ADMIN')
        for size in (17000, 300 * 1024, 1000 * 1024):
            equal(kiosk.refused(issue=pb.Issue(service=1, note='x' * size)), 'TOO_LARGE', f'{size} bytes')
        equal(admin.refused(apply_settings=pb.ApplySettings(settings=pb.HallSettings(level='x' * 300 * 1024))), 'TOO_LARGE')
        check(admin.refused(apply_settings=pb.ApplySettings(settings=pb.HallSettings(level='x' * 200 * 1024)))
              != 'TOO_LARGE', 'settings may have 256 KiB')
        for text in ('1\x7f', '1\x1b[2J', '1\x85', '1\x002', '1\n2'):
            equal(kiosk.refused(issue=pb.Issue(service=1, contact=text)), 'BAD_MESSAGE', f'the contact {text!r}')
        equal(kiosk.done(issue=pb.Issue(service=1)).done.ticket.number, 'A001')


def reads_end_where_the_page_says():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101)
        kiosk, counter, admin = strangers(broker, kiosk='KIOSK', counter='COUNTER', admin='ADMIN')
        for _ in range(101):
            kiosk.done(issue=pb.Issue(service=1))
        line = pb.Line(kind=pb.Line.Kind.Value('SERVICE'), id=1)
        equal(counter.refused(get_line=pb.GetLine(line=line)), 'NOT_SIGNED_ON')
        counter.done(sign_on=pb.SignOn(staff=101, pin=PIN, counter=1))
        for limit, given in ((0, 100), (1, 1), (100, 100), (101, 100), (2 ** 32 - 1, 100)):
            listed = counter.done(get_line=pb.GetLine(line=line, limit=limit)).line
            equal((len(listed.tickets), listed.waiting), (given, 101), f'get_line up to {limit}')
        for limit, given in ((0, 104), (1, 1), (2 ** 32 - 1, 104)):
            entries = admin.done(get_journal=pb.GetJournal(limit=limit)).journal.entries
            # The broker may have looked at the crowded line meanwhile.
            entries = [e for e in entries if not e.events[0].WhichOneof('body').startswith('alert_')]
            equal(len(entries), given, f'get_journal up to {limit}')

        reply = kiosk.done(get_events=pb.GetEvents())
        check(not reply.batches.more, 'a hundred events are one answer')
        equal(reply.batches.batches[-1].upto, reply.seq, 'the last batch reaches the end')
        for after, epoch, reason in ((reply.seq, 0, 'NONE'), (reply.seq, reply.epoch, 'NONE'), (reply.seq + 1, 0, 'TOO_OLD'),
                                     (reply.seq, reply.epoch ^ 1, 'OTHER_EPOCH')):
            equal(kiosk.refused(get_events=pb.GetEvents(after=after, epoch=epoch)), reason, f'events after {after}')


def hall_0_is_the_broker():
    with Broker() as broker:
        broker.apply(settings())
        kiosk, admin = strangers(broker, kiosk='KIOSK', admin='ADMIN')
        kiosk.hall = admin.hall = 0
        equal(kiosk.done(ping=pb.Ping()).WhichOneof('body'), 'done')
        equal(admin.done(list_devices=pb.ListDevices()).WhichOneof('body'), 'devices')
        equal(admin.done(get_journal=pb.GetJournal()).WhichOneof('body'), 'journal')
        check(not admin.done(scrub=pb.Scrub()).scrub.bad, 'all rows are good')
        for read in ({'get_snapshot': pb.GetSnapshot()}, {'get_events': pb.GetEvents()}, {'get_settings': pb.GetSettings()}):
            equal(admin.refused(**read), 'NO_HALL', f'{read}')
        equal(kiosk.refused(list_devices=pb.ListDevices()), 'NOT_ALLOWED')
        admin.hall = 1
        equal(admin.refused(list_devices=pb.ListDevices()), 'BAD_MESSAGE', 'the list of devices, asked of a hall')
        today = admin.done(get_snapshot=pb.GetSnapshot()).snapshot.day
        equal(admin.refused(purge=pb.Purge(upto_day=today)), 'DAY_OPEN')
        admin.done(purge=pb.Purge(upto_day=today - 1))


def sixty_four_services_have_letters_of_their_own():
    with Broker() as broker:
        broker.apply(settings(services=64))
        kiosk, counter = strangers(broker, kiosk='KIOSK', counter='COUNTER')
        cards = [kiosk.done(issue=pb.Issue(service=n)).done.ticket for n in range(1, 65)]
        equal([cards[n].number for n in (0, 25, 26, 63)], ['A001', 'Z001', 'AA001', 'BL001'])
        equal(len({card.number for card in cards}), 64, 'numbers')
        for card in cards:
            typed = card.number.lower().replace('00', '')
            equal(counter.done(get_place=pb.GetPlace(which=pb.Which(number=typed))).ticket.ticket, card.ticket, typed)


def a_hall_begins_with_its_first_settings():
    """Without settings there is nothing to follow; the first ones are the first event, and come on the feed."""
    with Broker() as broker:
        display, admin = strangers(broker, display='DISPLAY', admin='ADMIN')
        follower = Follower(display, broker.public_feed)
        wait_for(lambda: follower.socket.poll(50), what='the welcome')
        equal(follower.socket.recv(), b'w.')
        for read in ({'get_snapshot': pb.GetSnapshot()}, {'get_events': pb.GetEvents()}, {'get_settings': pb.GetSettings()}):
            equal(display.refused(**read), 'NO_HALL', f'{read}')
        equal(len(admin.done(get_journal=pb.GetJournal()).journal.entries), 0)
        equal(display.done(ping=pb.Ping()).seq, 0)
        broker.apply(settings())
        follower.snapshot()
        check(1 <= follower.seq <= display.done(ping=pb.Ping()).seq, 'the hall goes on meanwhile')
        equal(follower.state.version, 1)
        check(follower.socket.poll(LIMIT_S * 1000), 'the first event comes on the feed')
        first = pb.FeedMessage.FromString(follower.socket.recv()[2:]).batch
        equal((first.after, first.upto, first.events[0].WhichOneof('body')), (0, 1, 'settings_applied'))
        kiosk = Stranger(broker.commands, 1, device=30, role=pb.Device.Role.Value('KIOSK'))
        given = kiosk.done(issue=pb.Issue(service=1))
        kiosk.number -= 1  # the same number for another command
        equal(kiosk.refused(issue=pb.Issue(service=2)), 'BAD_MESSAGE')
        kiosk.number -= 1
        equal(kiosk.done(issue=pb.Issue(service=1)), given)
        kiosk.number -= 1
        equal(kiosk.refused(cancel=pb.Cancel(which=pb.Which(number='A001'))), 'BAD_MESSAGE')
        empty = admin.done(get_report=pb.GetReport(day=1)).report
        equal([one.issued for one in empty.services], [0, 0], 'a day without records')


def a_wait_ends_by_the_heartbeat():
    """A new PIN is an event of no feed: no batch reaches its number, the next heartbeat does."""
    with Broker() as broker:
        broker.apply(settings())
        display, admin = strangers(broker, display='DISPLAY', admin='ADMIN')
        follower = Follower(display, broker.public_feed)
        wait_for(lambda: follower.step() or follower.epoch, what='the first snapshot')
        seq = admin.done(set_pin=pb.SetPin(staff=101, pin=PIN)).seq
        check(seq > follower.state.seq, 'a new PIN is an event')
        wait_for(lambda: follower.step() or follower.seq >= seq, what='the number of a hidden event')
        equal((follower.events, follower.snapshots), ([], 1), 'events and snapshots')


def each_copy_of_a_pin_is_answered_and_too_many_pins_are_told_to_wait():
    with Broker() as broker:
        broker.apply(settings())
        [admin] = strangers(broker, admin='ADMIN')
        admin.done(set_pin=pb.SetPin(staff=101, pin=PIN))
        others = [plug(zmq.DEALER, broker.commands, None) for _ in range(3)]
        for s in others:
            wait_for(lambda s=s: s.poll(0, zmq.POLLOUT), what='a connection')
            s.send(pb.Request(hall=1, session=admin.session, number=77, claimed_device=admin.device, claimed_role=admin.role,
                              set_pin=pb.SetPin(staff=102, pin=PIN)).SerializeToString())
        for s in others:
            check(s.poll(LIMIT_S * 1000), 'each copy is answered, on the connection it came by')
            equal(pb.Reply.FromString(s.recv()).WhichOneof('body'), 'done')

        waiting = {n: pb.Request(hall=1, session=admin.session, number=n, claimed_device=admin.device, claimed_role=admin.role,
                                 set_pin=pb.SetPin(staff=101 + n % 3, pin=PIN)) for n in range(100, 120)}
        busy, end = 0, time.monotonic() + LIMIT_S
        for request in waiting.values():
            admin.socket.send(request.SerializeToString())
        while waiting and time.monotonic() < end:
            check(admin.socket.poll(LIMIT_S * 1000), 'each of twenty new PINs is answered')
            reply = pb.Reply.FromString(admin.socket.recv())
            if pb.Refusal.Reason.Name(reply.refusal.reason) == 'BUSY':
                busy += 1
                time.sleep(0.02)  # shortly
                admin.socket.send(waiting[reply.number].SerializeToString())
            elif waiting.pop(reply.number, None):
                equal(reply.WhichOneof('body'), 'done', f'{reply}')
        equal(len(waiting), 0, 'PINs that are not set')
        check(busy, 'more than a few at once are told to wait')


def who_must_be_signed_on_and_as_what():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101, 1301)
        kiosk, guide, lead = strangers(broker, kiosk='KIOSK', guide='GUIDE', lead='LEAD')
        ticket = kiosk.done(issue=pb.Issue(service=1)).done.ticket.ticket
        for asker, command in ((guide, {'issue': pb.Issue(service=1)}), (lead, {'service_suspend': pb.ServiceSuspend(service=1)}),
                               (lead, {'get_report': pb.GetReport()}), (lead, {'cancel': pb.Cancel(which=pb.Which(ticket=ticket))})):
            equal(asker.refused(**command), 'NOT_SIGNED_ON', f'{command}')
        for asker in (guide, lead):
            equal(asker.refused(sign_on=pb.SignOn(staff=101, pin=PIN)), 'PERSON_MAY_NOT', 'a clerk at a device of guides or leads')
        lead.done(sign_on=pb.SignOn(staff=1301, pin=PIN))
        equal(lead.refused(reveal_contact=pb.RevealContact(which=pb.Which(ticket=ticket), reason='asked for')), 'NO_CONTACT')
        served = lead.done(get_report=pb.GetReport()).report.services[0]
        equal((served.issued, served.served), (1, 0))


def a_strangers_client_with_keys():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101)
        keys = {name: read_key(broker.key_file(name, name, 1 if name == 'counter' else 0))
                for name in ('kiosk', 'counter', 'display')}
        kiosk, counter, display = (Stranger(key['commands'], 1, key) for key in keys.values())
        visit(broker, kiosk, counter, Follower(display, keys['display']['public-feed'], keys['display']))


if __name__ == '__main__':
    run(a_strangers_client_on_an_open_broker, a_strangers_client_with_keys, what_cannot_be_taken_is_refused_by_its_number,
        reads_end_where_the_page_says, hall_0_is_the_broker, sixty_four_services_have_letters_of_their_own,
        a_hall_begins_with_its_first_settings, a_wait_ends_by_the_heartbeat,
        each_copy_of_a_pin_is_answered_and_too_many_pins_are_told_to_wait, who_must_be_signed_on_and_as_what)
