#!/usr/bin/env python3
"""Strangers: what comes to the sockets without a right to. Each is refused or ignored, and an honest client is served
after each of them. And nothing of the customers' is where it does not belong."""

import glob
import os
import random
import re
import socket
import struct

import zmq
from zmq.utils import z85

from hall import (LIMIT_S, PIN, Broker, Client, Feed, NoAnswer, Reason, check, dealer, equal, pb, read_key, role_number, run,
                  settings, wait_for)


class Honest:
    """A kiosk that is served, whatever others do meanwhile."""

    def __init__(self, broker):
        self.kiosk = broker.client('kiosk')
        self.broker = broker
        self.given = 0

    def served(self, after):
        ticket = self.kiosk.must('issue', service=1).ticket
        self.given += 1
        equal(ticket.ticket, self.given, f'tickets given after {after}: only the honest ones; last')
        check(self.broker.alive(), f'the broker lives after {after}')


def garbage(count=60):
    draw = random.Random(7)
    yield b''
    for _ in range(count):
        yield draw.randbytes(draw.randrange(1, 400))
    request = pb.Request(hall=1, session=1, number=1, issue=pb.Issue(service=1, contact='1' * 30)).SerializeToString()
    for i in range(len(request)):
        yield request[:i]
        yield request[:i] + bytes([request[i] ^ 0xff]) + request[i + 1:]
    yield b'\xff' * 16384
    yield pb.Request(hall=1, number=1, issue=pb.Issue(service=1, next_services=[1] * 5000)).SerializeToString()
    yield b'\x82\x01\x00' * 5000  # as many empty sub-messages as fit


def frames_on(broker, honest, key):
    """Odd frames on a connection that was let in."""
    for frame in garbage():
        s = dealer(broker.commands, key)
        wait_for(lambda: s.poll(0, zmq.POLLOUT), what='a connection')
        s.send(frame)
        if s.poll(20):
            reply = pb.Reply.FromString(s.recv())
            check(reply.WhichOneof('body') in ('refusal', 'done', None) or reply.number == 0, f'{reply}')
            equal(reply.WhichOneof('body'), 'refusal', f'answer to the frame {frame[:40]!r}')
        s.close(0)
    honest.served('garbage frames')

    s = dealer(broker.commands, key)
    ping = pb.Request(hall=1, ping=pb.Ping()).SerializeToString()
    for parts in ([b'', b''], [b'', b'x', b'y'], [b'a'] * 200, [b'', ping]):
        s.send_multipart(parts)
    check(not s.poll(200), 'messages of several frames are not answered')
    s.close(0)
    honest.served('messages of several frames')

    s = dealer(broker.commands, key)
    wait_for(lambda: s.poll(0, zmq.POLLOUT), what='a connection')
    s.send(bytes(1100 * 1024))
    check(not s.poll(200), 'a frame above the limit is not answered')
    s.close(0)
    s = dealer(broker.commands, key)
    wait_for(lambda: s.poll(0, zmq.POLLOUT), what='a connection')
    for size, session in ((20000, 5), (300 * 1024, 1 << 60), (1020 * 1024, 6)):
        s.send(pb.Request(hall=1, session=session, number=3, claimed_device=77, claimed_role=1, issue=pb.Issue(
            service=1, note='x' * size)).SerializeToString())
        reply = pb.Reply.FromString(s.recv()) if s.poll(LIMIT_S * 1000) else None
        equal(reply and (pb.Refusal.Reason.Name(reply.refusal.reason), reply.session, reply.number),
              ('TOO_LARGE', session, 3), f'answer to a request of {size} bytes')
    s.close(0)
    honest.served('oversized frames')


def raw_tcp(endpoint):
    """Bytes that are no ZMTP, to a port; connections that say nothing."""
    where = ('127.0.0.1', int(endpoint.rsplit(':', 1)[1]))
    draw = random.Random(8)
    greeting = b'\xff\0\0\0\0\0\0\0\1\x7f\3\0CURVE' + bytes(16) + b'\0' + bytes(31)
    held = []
    for data in (b'GET / HTTP/1.1\r\nHost: x\r\n\r\n', draw.randbytes(5000), b'\xff' * 70, greeting,
                 greeting + b'\4\xff' * 300, greeting + b'\6' + struct.pack('>Q', 1 << 62), greeting[:20], b''):
        for _ in range(4):
            s = socket.create_connection(where, LIMIT_S)
            try:
                s.sendall(data)
            except OSError:
                pass
            held.append(s)
    return held


def odd_bytes_and_frames_with_keys():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        honest.served('nothing')
        frames_on(broker, honest, honest.kiosk.key)
        for endpoint in (broker.commands, broker.public_feed, broker.staff_feed, f':{broker.metrics_port}'):
            held = raw_tcp(endpoint)
            honest.served('raw bytes')
            for s in held:
                s.close()
        feed = Feed(broker.public_feed, honest.kiosk.key, topics=['w.', *(f'{n}.' for n in range(2000))]).welcome()
        feed.socket.setsockopt(zmq.SUBSCRIBE, b'x' * 240)
        honest.served('2,000 subscriptions')
        feed.close()


def odd_bytes_and_frames_on_an_open_broker():
    with Broker() as broker:
        broker.apply(settings())
        honest = Honest(broker)
        frames_on(broker, honest, None)
        for endpoint in (broker.commands, broker.public_feed):
            for s in raw_tcp(endpoint):
                s.close()
        honest.served('raw bytes')


def claimed_routing_ids():
    """What comes under an id that its peer chose is dropped: who claims another's could pass for it."""
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        thief = broker.client('kiosk').key
        order = pb.Request(hall=1, session=5, number=1, issue=pb.Issue(service=1)).SerializeToString()
        for count, claimed in enumerate((b'me', b'kiosk', b'12345', b'x' * 255), 1):
            s = dealer(broker.commands, thief, claimed)
            wait_for(lambda: s.poll(0, zmq.POLLOUT), what='a connection')
            s.send(order)
            wait_for(lambda: broker.metrics()[1]['hallq_frames_odd_total'] == count, what='the frame to be dropped')
            check(not s.poll(50), 'a claimed id is not answered')
            s.close(0)
        honest.served('claimed routing ids')


def page(endpoint, method, path='/', host='127.0.0.1'):
    """What a web page can have sent to a port of this machine; what is said to it, until the other side ends it."""
    body = pb.Request(hall=1, session=7, number=1, claimed_device=9, claimed_role=role_number('kiosk'),
                      issue=pb.Issue(service=1)).SerializeToString()
    with socket.create_connection(('127.0.0.1', int(endpoint.rsplit(':', 1)[1])), LIMIT_S) as s:
        s.settimeout(LIMIT_S)
        said = b''
        try:
            s.sendall(f'{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body)
            while part := s.recv(4096):
                said += part
        except ConnectionResetError:
            pass
        return said


def web_pages_command_nobody():
    """A page that is open on the broker's machine: nothing of it is answered, counted or applied, with keys and without."""
    for keyed in (False, True):
        with Broker(keyed=keyed) as broker:
            broker.apply(settings())
            honest = Honest(broker)
            honest.served('nothing')
            before = broker.metrics()[1]
            for method in ('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'):
                for endpoint in (broker.commands, broker.public_feed, broker.staff_feed):
                    said = page(endpoint, method)
                    check(len(said) <= 64 and b'HTTP' not in said, f'{method}: nothing but a greeting is said: {said}')
            after = broker.metrics()[1]
            for name in ('hallq_frames_total', 'hallq_frames_odd_total', 'hallq_replies_total', 'hallq_keys_allowed_total'):
                equal(after[name], before[name], f'{name} after web pages; value')
            honest.served('web pages')
            metrics = f':{broker.metrics_port}'
            check(b'200 OK' in page(metrics, 'GET', '/metrics', f'localhost:{broker.metrics_port}'), 'the page of figures')
            for host in ('rebound.example', f'rebound.example:{broker.metrics_port}', 'localhost.rebound.example'):
                said = page(metrics, 'GET', '/metrics', host)
                check(b'403' in said and b'hallq_' not in said, f'no figures for {host}: {said}')


def a_key_that_makes_connections_without_end():
    """It gets fewer, on record; the others theirs."""
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        greedy = broker.client('display', name='greedy').key
        held = []

        def refused():
            held.append(dealer(broker.commands, greedy))
            return broker.metrics()[1]['hallq_keys_hurried_total']
        wait_for(refused, what='a connection to be refused', every_s=0.001)
        check(len(held) >= 250, f'{len(held)} connections were let in first')
        lines = re.findall(r'key_refused address=127\.0\.0\.1 door=commands device=\d+ why=too_many.*', broker.log())
        equal(len(lines), 1, 'lines in the log')
        honest.kiosk.connect()
        honest.served('a greedy key')
        for s in held:
            s.close(0)


def refused_keys_are_on_record():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        public, secret = zmq.curve_keypair()
        server = read_key(broker.admin_key)['server-key']
        strangers = [dealer(broker.commands, {'server-key': server, 'public-key': public.decode(), 'secret-key': secret.decode()})
                     for _ in range(4)]
        wait_for(lambda: broker.metrics()[1]['hallq_keys_refused_total'] >= 4, what='the key to be refused')
        said = [line for line in broker.log().splitlines() if 'key_refused' in line]
        equal(len(said), 1, 'lines in the log for one address and minute')
        check('address=127.0.0.1 door=commands device=0 why=unknown' in said[0], said[0])
        for s in strangers:
            s.close(0)
        kiosk = broker.client('kiosk', name='heard')
        broker.client('display', name='silent')
        kiosk.must('ping')
        devices = {one.name: one for one in broker.administrator.must('list_devices', hall=0).devices}
        now_ms = broker.administrator.do('ping').at_ms
        check(now_ms - 60000 < devices['heard'].heard_at_ms <= now_ms, 'when a device was last heard')
        equal(devices['silent'].heard_at_ms, 0, 'a device that said nothing')


def a_refusal_tells_nothing_of_another_hall():
    with Broker(keyed=True) as broker:
        broker.apply(settings(hall=1))
        broker.apply(settings(hall=2))
        broker.client('kiosk', hall=2).must('issue', service=1)
        kiosk, part = broker.client('kiosk'), broker.client('admin', halls=[1])
        for client, command, hall, fields in ((kiosk, 'issue', 2, {'service': 1}), (kiosk, 'get_snapshot', 2, {}),
                                              (kiosk, 'call_next', 2, {}), (kiosk, 'get_snapshot', 0, {}),
                                              (part, 'get_journal', 2, {'limit': 1}), (part, 'list_devices', 0, {}),
                                              (part, 'ping', 0, {})):
            reply = client.ask(client.request(command, hall=hall, **fields))
            check(reply.WhichOneof('body') == 'refusal' or command == 'ping', f'{command} at hall {hall} is refused')
            equal(reply.seq, 0, f'the sequence of hall {hall} in the answer to {command}')
        check(kiosk.do('issue', service=1).seq, 'its own hall it hears of')
        check(kiosk.do('call_next').seq, 'in a refusal as well')


def a_device_has_two_keys_for_a_while():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        old = broker.client('lead', name='console')
        before = Feed(broker.staff_feed, old.key).welcome()
        public, secret = zmq.curve_keypair()
        new_key = {**old.key, 'public-key': public.decode(), 'secret-key': secret.decode()}
        broker.administrator.must('rekey_device', hall=0, name='console', public_key=z85.decode(public), overlap_s=5)
        new = Client(broker, 'lead', key=new_key)
        new.must('get_snapshot')
        old.connect()
        old.must('get_snapshot')
        broker.restart()
        new.connect(), old.connect()
        new.must('get_snapshot')
        wait_for(lambda: ended(old), what='the old key to end')
        new.must('get_snapshot')
        after = Feed(broker.staff_feed, new_key).welcome()
        honest.kiosk.connect()
        honest.served('the end of a key')
        heard = wait_for(after.events, what='an event for the new key')
        check(heard[-1].seq not in [event.seq for event in before.events()], 'the feed of the old key ends with it')

        broker.administrator.must('rekey_device', hall=0, name='console', public_key=z85.decode(zmq.curve_keypair()[0]),
                                  overlap_s=3600)
        new.must('get_snapshot')
        broker.admin('keys', 'revoke', 'console')
        equal(new.refusal('get_snapshot'), 'KEY_REVOKED', 'revoking ends both keys')


def ended(client):
    """Whether the client's key lets in no more."""
    try:
        reply = client.ask(client.request('ping'), 1)
    except NoAnswer:
        return True
    return reply.WhichOneof('body') == 'refusal' and Reason.Name(reply.refusal.reason) == 'KEY_REVOKED'


def whose_key_may_what():
    with Broker(keyed=True) as broker:
        broker.apply(settings(hall=1))
        broker.apply(settings(hall=2))
        honest = Honest(broker)
        server = honest.kiosk.key['server-key']

        for role, command, fields in (('kiosk', 'call_next', {}), ('display', 'issue', {'service': 1}),
                                      ('counter', 'service_suspend', {'service': 1, 'reason': 'system-down'}),
                                      ('lead', 'purge', {'upto_day': 1}), ('kiosk', 'get_journal', {'limit': 1}),
                                      ('manager', 'backup', {'name': 'x'}), ('display', 'get_line', {}),
                                      ('gateway', 'reveal_contact', {}), ('forwarder', 'issue', {'service': 1})):
            other = broker.client(role)
            equal(other.refusal(command, **fields), 'NOT_ALLOWED', f'{command} from a {role}')
            other.close()
        honest.served('wrong roles')

        liar = broker.client('display')
        request = liar.request('issue', service=1)
        request.claimed_device, request.claimed_role = 1, role_number('admin')
        reply = liar.ask(request)
        equal(pb.Refusal.Reason.Name(reply.refusal.reason), 'NOT_ALLOWED', 'a claimed role on a broker with keys')
        equal(honest.kiosk.refusal('issue', hall=2, service=1), 'OTHER_HALL')
        equal(honest.kiosk.refusal('get_snapshot', hall=2), 'OTHER_HALL')
        equal(honest.kiosk.refusal('get_snapshot', hall=0), 'OTHER_HALL')
        part = broker.client('admin', halls=[1])
        equal(part.refusal('add_device', hall=0, name='of-all', role=role_number('admin'), public_key=bytes(32)),
              'OTHER_HALL', "a key of one hall makes none of all")
        for command, fields in (('backup', {'name': 'x'}), ('list_devices', {}), ('scrub', {}), ('accept_clock', {}),
                                ('revoke_device', {'name': 'admin'}), ('get_journal', {'limit': 1})):
            equal(part.refusal(command, hall=0, **fields), 'OTHER_HALL', f'{command} with an admin key of one hall')
        check(part.must('get_journal', limit=1).entries, 'its own hall it may read')
        honest.served('a claimed role and a wrong hall')

        chief = broker.client('lead')
        check(not chief.must('get_snapshot').settings.staff, 'no list of people for who holds a key and is not signed on')
        broker.set_pins(1301)
        chief.must('sign_on', staff=1301, pin=PIN)
        check(chief.must('get_snapshot').settings.staff, 'the staff view, for a role that may follow it')
        check(not chief.must('get_snapshot', feed='PUBLIC').settings.staff, 'the public view, if it follows that')
        equal(honest.kiosk.refusal('get_snapshot', feed='STAFF'), 'NOT_ALLOWED')
        equal(honest.kiosk.refusal('get_events', feed='STAFF'), 'NOT_ALLOWED')

        open_one = Client(broker, 'admin', device=1)  # NULL against CURVE
        check(not open_one.answered(), 'a client without a key is not answered')
        check(not Feed(broker.public_feed).take(), 'nor gets a feed')
        honest.served('a client without a key')

        public, secret = zmq.curve_keypair()
        key = {'server-key': server, 'public-key': public.decode(), 'secret-key': secret.decode()}
        late = Client(broker, 'kiosk', key=key)
        check(not late.answered(), 'an unknown key is not answered')
        honest.served('an unknown key')
        wrong_server = Client(broker, 'kiosk', key={**honest.kiosk.key, 'server-key': zmq.curve_keypair()[0].decode()})
        check(not wrong_server.answered(), 'nor is one that wants another server')

        feed = Feed(broker.staff_feed, broker.client('display').key)
        public_feed = Feed(broker.public_feed, honest.kiosk.key).welcome()
        lead = Feed(broker.lead_feed, broker.client('lead').key).welcome()
        lead_of_before = Feed(broker.staff_feed, broker.client('lead').key).welcome()
        clerk = Feed(broker.lead_feed, broker.client('counter').key)
        honest.served('a display on the staff feed, a counter on the lead feed')
        wait_for(lambda: lead.events() and lead_of_before.events() and public_feed.events(), what='events on all feeds')
        check(not clerk.take(), "a counter's key gets nothing from the lead feed")
        check(not feed.take(), "a display's key gets nothing from the staff feed")
        check(all(not e.ticket_issued.HasField('by') for e in public_feed.events()), 'the public feed says not who')

        broker.administrator.must('add_device', hall=0, name='late', role=role_number('kiosk'), halls=[1],
                                  public_key=z85.decode(public))
        check(late.answered(LIMIT_S), 'the key is let in once it was added')


def a_revoked_key_ends():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        lost = broker.client('lead', name='lost')
        feed = Feed(broker.staff_feed, lost.key).welcome()
        public_feed = Feed(broker.public_feed, lost.key).welcome()
        other = Feed(broker.staff_feed, broker.client('lead').key).welcome()
        lost.must('get_snapshot')
        honest.served('nothing')
        wait_for(feed.events, what='an event on the feed')
        broker.admin('keys', 'revoke', 'lost')
        equal(lost.refusal('get_snapshot'), 'KEY_REVOKED', 'the next command of a revoked key')

        # The feeds let go of everybody; those who may come back and are welcomed again.
        other.welcome(2)
        seen = len(other.events())
        honest.served('a revoked key')
        heard = wait_for(lambda: other.events()[seen:], what='an event for the lead who stays')
        feed.take()
        public_feed.take()
        for ended_feed in (feed, public_feed):
            equal(ended_feed.frames.count(b'w.'), 1, 'welcomes for the revoked key')
            check(heard[-1].seq not in [event.seq for event in ended_feed.events()], 'each feed of a revoked key ends')
        lost.connect()
        check(not lost.answered(), 'a new connection with it is refused')
        broker.admin('keys', 'rotate', 'lost', code=1)
        honest.served('a revoked key')


def wrong_pins_lock_out_and_a_restart_does_not_help():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        honest = Honest(broker)
        broker.set_pins(101, 102)
        desk, neighbour = broker.client('counter', counter=1), broker.client('counter', counter=2)

        def wrong(times):
            for _ in range(times):
                request = desk.request('sign_on', staff=101, pin='13579', counter=1)
                reply = desk.ask(request, again_s=LIMIT_S)  # a copy that comes after the answer counts as well
                equal(pb.Refusal.Reason.Name(reply.refusal.reason), 'WRONG_PIN')

        wrong(4)
        neighbour.must('sign_on', staff=101, pin=PIN, counter=2)  # the victim, where they work: it takes nothing back here
        neighbour.must('sign_off')
        wrong(1)
        equal(desk.refusal('sign_on', staff=101, pin=PIN, counter=1), 'LOCKED_OUT')
        broker.restart()
        equal(desk.refusal('sign_on', staff=101, pin=PIN, counter=1), 'LOCKED_OUT', 'after a restart')
        desk.must('sign_on', staff=102, pin=PIN, counter=1)  # only who was guessed at is locked
        desk.must('sign_off')
        neighbour.must('sign_on', staff=101, pin=PIN, counter=2)  # and only where
        log = broker.log()
        lines = [line for line in log.splitlines() if 'event=sign_on_failed' in line]
        equal(len(lines), 5, 'lines of wrong PINs')
        check('staff=101 here=5 at_terminal=5 everywhere=5 locked=person_at_terminal' in lines[-1], f'the last one: {lines[-1]}')
        check('13579' not in log, 'no PIN in the log')
        again = broker.client('counter', counter=3)
        request = again.request('sign_on', staff=102, pin='13579', counter=3)
        again.ask(request, again_s=LIMIT_S)
        equal(broker.metrics()[1].get('hallq_wrong_pins_total{hall="1",staff="102"}'), 1, 'the metric, since the restart')
        honest.served('wrong PINs')


def a_used_number_tells_no_pin():
    """Whoever reads the journal knows sessions and numbers; under them PINs are tried like under any."""
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101)
        desk = broker.client('counter', counter=1)
        desk.must('sign_on', staff=101, pin=PIN, counter=1)
        desk.must('sign_off')
        reader = broker.client('forwarder')
        used = [one for one in reader.must('get_journal').entries if any(event.HasField('staff_signed_on') for event in one.events)][-1]

        def guess(pin):
            request = pb.Request(hall=1, session=used.session, number=used.number, sign_on=pb.SignOn(staff=101, pin=pin, counter=1))
            reply = desk.ask(request, again_s=LIMIT_S)
            return pb.Refusal.Reason.Name(reply.refusal.reason) if reply.HasField('refusal') else 'done'

        equal(guess(PIN), 'done', 'the honest retry')
        equal([guess('13579') for _ in range(6)], 5 * ['WRONG_PIN'] + ['LOCKED_OUT'])
        equal(guess(PIN), 'LOCKED_OUT', 'the right one is not told either')
        equal(broker.metrics()[1]['hallq_wrong_pins_total{hall="1",staff="101"}'], 5, 'the metric')
        equal(broker.log().count('event=sign_on_failed'), 5, 'lines of wrong PINs')
        broker.restart()
        desk.connect()
        equal([guess('13579'), guess(PIN)], 2 * ['LOCKED_OUT'], 'after a restart')


CANARY_PHONE, CANARY_NOTE = '13912345678', '金丝雀备注'


def nothing_of_the_customers_is_seen():
    """A phone number and notes, in every place that takes them; then everything that leaves, and the disk."""
    canaries = [CANARY_PHONE.encode(), CANARY_NOTE.encode(), PIN.encode()]
    with Broker(keyed=True, options=['--log', 'debug']) as broker:
        broker.apply(settings())
        feeds = [Feed(broker.public_feed, broker.client('display').key).welcome(),
                 Feed(broker.staff_feed, broker.client('lead').key).welcome()]
        guide = broker.client('guide')
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        desk, lead = broker.counter(1), broker.lead()
        for _ in range(3):
            ticket = guide.must('issue', service=1, contact=CANARY_PHONE, note=CANARY_NOTE, customer_class=1).ticket
            desk.must('call_next')
            desk.must('start')
            desk.must('hold', note=CANARY_NOTE)
            desk.must('resume', which={'ticket': ticket.ticket}, here=True)
            desk.must('transfer', to={'kind': 'COUNTER', 'id': 1}, note=CANARY_NOTE)
            desk.must('call_next')
            desk.must('start')
            desk.must('finish', note=CANARY_NOTE, outcome='done')
            equal(lead.must('get_ticket', which={'ticket': ticket.ticket}).note, CANARY_NOTE)
        shown = lead.must('reveal_contact', which={'ticket': ticket.ticket}, reason='canary', pin=PIN).ticket
        equal(shown.contact, CANARY_PHONE, 'the contact, for a lead who says why')
        check(guide.refusal('issue', service=1, contact=CANARY_PHONE * 5) == 'BAD_MESSAGE', 'too long a contact')
        desk.refusal('sign_on', staff=101, pin=PIN + '1', counter=1)
        broker.admin('backup', 'canary')
        exported = broker.admin('export')
        guide.must('issue', service=1)
        last = broker.journal()[-1].events[-1].seq
        wait_for(lambda: all(f.batches() and f.batches()[-1].upto >= last for f in feeds), what='the feeds to catch up')

        places = {'the public feed': b''.join(feeds[0].frames), 'the staff feed': b''.join(feeds[1].frames),
                  'the log': broker.log().encode(), 'the metrics': broker.metrics()[0].encode(),
                  'the export': exported.encode()}
        for entry in broker.journal():
            places['the journal as read'] = places.get('the journal as read', b'') + entry.SerializeToString()
        broker.stop()
        for path in glob.glob(os.path.join(broker.data, '**'), recursive=True):
            if os.path.isfile(path):
                with open(path, 'rb') as f:
                    places[path] = f.read()
        check(any('backups' in path for path in places), 'a backup was looked at')
        for place, text in places.items():
            for canary in canaries:
                check(canary not in text, f'{canary.decode()} is in {place}')
        check(len(places['the public feed']) > 500 and len(places['the log']) > 200, 'something was looked at')

        public = feeds[0].events()
        check(len(public) > 20, 'events on the public feed')
        private = {'customer_class', 'why', 'by', 'rank_ms', 'clerk', 'contact_sealed', 'note_sealed', 'outcome',
                   'topics', 'next_services', 'code', 'channel', 'served_s', 'return_to_counter'}
        for event in public:
            body = getattr(event, event.WhichOneof('body'))
            seen = {field.name for field, _ in body.ListFields()} & private
            check(not seen, f'{seen} on the public feed: {event}')


if __name__ == '__main__':
    run(odd_bytes_and_frames_with_keys, odd_bytes_and_frames_on_an_open_broker, claimed_routing_ids, web_pages_command_nobody,
        a_key_that_makes_connections_without_end, refused_keys_are_on_record, a_refusal_tells_nothing_of_another_hall,
        a_device_has_two_keys_for_a_while, whose_key_may_what,
        a_revoked_key_ends, wrong_pins_lock_out_and_a_restart_does_not_help, a_used_number_tells_no_pin,
        nothing_of_the_customers_is_seen)
