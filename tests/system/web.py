#!/usr/bin/env python3
"""What a gateway's key does for the many who ask behind it: the gateway is played by a raw client with a key."""

import hashlib
import os
import time

import zmq
from zmq.utils import z85

from hall import PIN, Broker, Feed, check, equal, pb, role_number, run, settings, wait_for


def principal(name):
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


class Behind:
    """Somebody's web session: their commands go by the gateway's connection, which vouches for them."""

    def __init__(self, gateway, name):
        self.gateway, self.name, self.principal = gateway, name, principal(name)

    def request(self, command, **fields):
        request = self.gateway.request(command, **fields)
        request.principal = self.principal
        return request

    def do(self, command, **fields):
        return self.gateway.ask(self.request(command, **fields))

    def must(self, command, **fields):
        reply = self.do(command, **fields)
        check(reply.WhichOneof('body') != 'refusal', f'{self.name}: {command}: {reply}')
        return getattr(reply, reply.WhichOneof('body'))

    def refusal(self, command, **fields):
        reply = self.do(command, **fields)
        equal(reply.WhichOneof('body'), 'refusal', f'{self.name}: {command} {fields}')
        return pb.Refusal.Reason.Name(reply.refusal.reason)


def enrolled(broker, gateway, name, role, counter=0):
    """A browser's token, known from a code that was typed in it."""
    token = os.urandom(32)
    code = broker.administrator.must('enrol_code', hall=1, name=name, role=role_number(role), counter=counter).enrol_code
    Behind(gateway, 'who types it').must('enrol', code=code, token=token)
    return token


def a_day_through_a_gateway():
    """A customer, a clerk and a lead behind one key."""
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101, 1301)
        gateway = broker.client('gateway')
        customer, clerk, lead = (Behind(gateway, name) for name in ('customer', 'clerk', 'lead'))
        window, tablet = (enrolled(broker, gateway, name, name, n) for name, n in (('counter', 1), ('lead', 0)))
        equal(clerk.refusal('sign_on', staff=101, pin=PIN, counter=1), 'NOT_ENROLLED', 'a PIN without a browser')
        equal(clerk.refusal('sign_on', staff=101, pin=PIN, counter=1, token=os.urandom(32)), 'NOT_ENROLLED', 'of no browser')
        equal(clerk.refusal('sign_on', staff=101, pin='8642', counter=1, token=window), 'WRONG_PIN')
        opened = clerk.request('sign_on', staff=101, pin=PIN, counter=1, token=window)
        equal(gateway.ask(opened).WhichOneof('body'), 'done', 'signed on')
        equal(gateway.ask(opened).WhichOneof('body'), 'done', 'and asked again')
        clerk.must('counter_open')
        lead.must('sign_on', staff=1301, pin=PIN, token=tablet)
        ticket = customer.must('issue', service=1).ticket
        equal(clerk.must('call_next').ticket.number, ticket.number, 'called through the gateway')
        equal(lead.must('get_snapshot').counters[0].clerk, 101, 'a lead sees who is there')
        equal(customer.must('get_snapshot').counters[0].clerk, 0, 'a customer does not')
        equal(customer.refusal('get_snapshot', feed=pb.Feed.STAFF), 'NOT_ALLOWED')
        equal(gateway.refusal('get_events', feed=pb.Feed.STAFF), 'NOT_ALLOWED', 'nor does the gateway itself')
        equal(customer.refusal('call_next'), 'NOT_SIGNED_ON')
        equal(clerk.refusal('service_suspend', service=1, reason='system-down'), 'NOT_ALLOWED')
        lead.must('service_suspend', service=2, reason='system-down')
        clerk.must('start')
        clerk.must('finish')
        broker.restart()
        gateway.connect()
        clerk.must('counter_close')
        clerk.must('sign_off')
        equal(clerk.refusal('counter_open'), 'NOT_SIGNED_ON')
        acted = {(event.counter_opened.by.staff, event.counter_opened.by.principal)
                 for entry in broker.journal() for event in entry.events if event.HasField('counter_opened')}
        equal(acted, {(101, clerk.principal)}, 'who did it, on record')


def a_code_changes_nothing_until_it_is_typed():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101, 1301)
        gateway = broker.client('gateway')
        clerk, lead = Behind(gateway, 'clerk'), Behind(gateway, 'lead')
        token = enrolled(broker, gateway, 'window', 'counter', 1)
        clerk.must('sign_on', staff=101, pin=PIN, counter=1, token=token)
        broker.admin('keys', 'enrol', 'window', '--role', 'lead')
        broker.admin('keys', 'enrol', 'tablet', '--role', 'guide')
        clerk.must('counter_open')
        clerk.must('counter_close')
        clerk.must('sign_off')
        lead.must('sign_on', staff=1301, pin=PIN, token=token)
        equal(lead.refusal('service_suspend', service=2, reason='system-down'), 'NOT_ALLOWED', 'at a counter still')
        lead.must('sign_off')
        clerk.must('sign_on', staff=101, pin=PIN, counter=1, token=token)
        listed = {line.split(' | ')[0]: line.split(' | ') for line in broker.admin('keys', 'list').splitlines()}
        equal(listed['window'][1:5], ['counter', '1', '1', 'valid (browser)'])
        equal(listed['tablet'][1:5], ['guide', '1', 'any', 'not enrolled yet (browser)'])
        code = broker.administrator.must('enrol_code', hall=1, name='window', role=role_number('lead')).enrol_code
        wide = ''.join(chr(ord(c) + 0xfee0) for c in code)
        lead.must('enrol', code=f'\u3000{wide} ', token=(new := os.urandom(32)))
        lead.must('sign_on', staff=1301, pin=PIN, token=new)
        equal(lead.refusal('sign_on', staff=1301, pin=PIN, token=token), 'NOT_ENROLLED', 'the one before')
        lead.must('service_suspend', service=2, reason='system-down')


def a_gateway_is_woken_for_what_is_for_staff_alone():
    """It hears the public feed: one beat each second would take ten seconds for ten events, one after the other."""
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        gateway, lead = broker.client('gateway'), broker.lead()
        feed = Feed(broker.public_feed, gateway.key).welcome()

        def beat():
            feed.take()
            messages = [pb.FeedMessage.FromString(frame[frame.index(b'.') + 1:]) for frame in feed.frames if frame != b'w.']
            return max((m.heartbeat.seq for m in messages if m.WhichOneof('body') == 'heartbeat'), default=0)
        began = time.monotonic()
        for n in range(10):
            seq = lead.do('counter_services', counter=3, services=[1 + n % 2]).seq
            wait_for(lambda: beat() >= seq, what='the number of an event that the public feed does not show')
        check(time.monotonic() - began < 6, 'woken at once')
        equal([e for e in feed.events() if e.WhichOneof('body') == 'counter_services_set'], [], 'and shown nothing of it')


def keys_that_end_take_their_sessions_along():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101, 1301)
        gateway, other = broker.client('gateway', name='first'), broker.client('gateway')
        token, tablet = enrolled(broker, gateway, 'window', 'counter', 1), enrolled(broker, gateway, 'tablet', 'lead')
        clerk, lead = Behind(gateway, 'clerk'), Behind(gateway, 'lead')
        clerk.must('sign_on', staff=101, pin=PIN, counter=1, token=token)
        lead.must('sign_on', staff=1301, pin=PIN, token=tablet)
        equal(Behind(other, 'clerk').refusal('counter_open'), 'NOT_SIGNED_ON', 'another gateway says the same name')
        broker.administrator.must('revoke_device', hall=0, name='window')
        equal(clerk.refusal('counter_open'), 'NOT_SIGNED_ON', 'the browser was revoked')

        def people():
            return [one.staff for one in broker.administrator.must('get_snapshot', hall=1).people]
        wait_for(lambda: people() == [1301], what='whoever was signed on there to be signed off')
        broker.administrator.must('revoke_device', hall=0, name='first')
        wait_for(lambda: people() == [], what='whom the gateway vouched for to be signed off')
        equal(Behind(other, 'lead').refusal('sign_on', staff=101, pin=PIN, counter=1, token=token), 'NOT_ENROLLED')
        Behind(other, 'lead').must('sign_on', staff=1301, pin=PIN, token=tablet)


def a_key_that_ends_does_so_though_the_broker_ends():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(1301, 1401)
        gateway, terminal = broker.client('gateway'), broker.client('lead', name='console')
        before, after = Behind(gateway, 'before'), Behind(gateway, 'after')
        before.must('sign_on', staff=1301, pin=PIN, token=enrolled(broker, gateway, 'tablet', 'lead'))
        terminal.must('sign_on', staff=1401, pin=PIN)
        token = enrolled(broker, gateway, 'tablet', 'lead')
        public, _ = zmq.curve_keypair()
        broker.administrator.must('rekey_device', hall=0, name='console', public_key=z85.decode(public))
        broker.kill()
        broker.start()
        gateway.connect()
        equal(before.refusal('get_report'), 'NOT_SIGNED_ON', 'by the token of before')

        def people():
            return [one.staff for one in broker.administrator.must('get_snapshot', hall=1).people]
        wait_for(lambda: people() == [], what='both to be signed off')
        after.must('sign_on', staff=1301, pin=PIN, token=token)
        token = enrolled(broker, gateway, 'tablet', 'lead')
        after.must('sign_on', staff=1301, pin=PIN, token=token)
        before.must('sign_on', staff=1401, pin=PIN, token=enrolled(broker, gateway, 'other', 'lead'))
        broker.administrator.must('revoke_device', hall=0, name='other')
        wait_for(lambda: people() == [1301], what='a later finding to be dealt with')
        after.must('get_report')


def a_session_is_in_one_browser():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        broker.set_pins(101, 1301)
        gateway = broker.client('gateway')
        one = Behind(gateway, 'one')
        window, tablet = enrolled(broker, gateway, 'window', 'counter', 1), enrolled(broker, gateway, 'tablet', 'lead')
        one.must('sign_on', staff=1301, pin=PIN, token=tablet)
        one.must('sign_on', staff=101, pin=PIN, counter=1, token=window)
        equal([p.staff for p in broker.administrator.must('get_snapshot', hall=1).people], [101])
        one.must('counter_open')
        one.must('sign_off')
        equal(one.refusal('get_report'), 'NOT_SIGNED_ON')


def a_session_ends_though_it_is_used():
    with Broker(options=['--speed', '120']) as broker:
        broker.apply(settings(web_session_min=10))
        broker.set_pins(1301)
        gateway = broker.client('gateway')
        lead, token = Behind(gateway, 'lead'), enrolled(broker, gateway, 'tablet', 'lead')
        lead.must('sign_on', staff=1301, pin=PIN, token=token)

        def used():
            return lead.do('get_line', line={'kind': 1, 'id': 1}).WhichOneof('body') == 'refusal'
        wait_for(used, what='the session to end though it is used')
        wait_for(lambda: not broker.administrator.must('get_snapshot', hall=1).people, what='the lead to be signed off')


def each_goes_at_a_pace_of_their_own():
    with Broker() as broker:
        broker.apply(settings(gateway_tickets_per_min=60, gateway_burst=6, web_tickets_per_min=1, web_burst=2))
        gateway = broker.client('gateway')
        greedy, other, third = (Behind(gateway, name) for name in ('greedy', 'other', 'third'))
        cards = [greedy.must('issue', service=1).ticket for _ in range(2)]
        for _ in range(20):
            equal(greedy.refusal('issue', service=1), 'TOO_FAST')
        for _ in range(2):
            other.must('issue', service=1)
        greedy.must('cancel', which={'ticket': cards[0].ticket, 'code': cards[0].code})
        which = {'ticket': cards[1].ticket, 'code': cards[1].code}
        for _ in range(20):
            greedy.must('get_place', which=which)
        equal(greedy.refusal('get_place', which=which), 'TOO_FAST')
        for _ in range(2):
            third.must('issue', service=1)
        reply = Behind(gateway, 'fourth').do('issue', service=1)
        check(reply.refusal.at_ms - reply.at_ms <= 1000, f'the gateway as a whole waits a second: {reply}')


def nobody_else_vouches_and_codes_are_not_guessed():
    with Broker() as broker:
        broker.apply(settings(gateway_tickets_per_min=1, gateway_burst=8))
        for role in ('kiosk', 'counter', 'admin', 'display'):
            equal(Behind(broker.client(role), 'me').refusal('ping'), 'BAD_MESSAGE', f'a principal from a {role}')
        gateway = broker.client('gateway')
        request = gateway.request('ping')
        request.principal = b'short'
        equal(gateway.ask(request).WhichOneof('body'), 'refusal', 'a principal of five bytes')
        made = broker.administrator.request('enrol_code', hall=1, name='window', role=role_number('counter'))
        code = broker.administrator.ask(made).done.enrol_code
        equal(broker.administrator.ask(made).done.enrol_code, code, 'asked again, the same code')
        token = os.urandom(32)
        stranger, right = Behind(gateway, 'stranger'), Behind(gateway, 'right')
        wrong = code[:-1] + ('0' if code[-1] != '0' else '1')
        for typed in (wrong, wrong, wrong, wrong, wrong, '60000-AAAAA-AAAAA'):
            equal(stranger.refusal('enrol', code=typed, token=token), 'WRONG_CODE')
        right.must('enrol', code=code, token=token)
        check(code not in str(broker.journal()), 'the code is on no record')
        again = broker.administrator.must('enrol_code', hall=1, name='window', role=role_number('counter'))
        equal(stranger.refusal('enrol', code='60000-AAAAA-AAAAA', token=os.urandom(32)), 'WRONG_CODE')
        equal(stranger.refusal('enrol', code=wrong, token=os.urandom(32)), 'TOO_FAST', 'strangers try slowly')
        check(again.enrol_code != code, 'each code is another')
        equal(broker.metrics()[1]['hallq_wrong_enrol_codes_total'], 7, 'codes of no device too')


def one_open_ticket_a_contact():
    """Over a restart as well, since nothing of it is stored; for customers alone; and until the ticket is over."""
    with Broker() as broker:
        broker.apply(settings(one_ticket_per_contact=1))
        gateway, kiosk = broker.client('gateway'), broker.client('kiosk')
        anna = Behind(gateway, 'anna')
        asked = anna.request('issue', service=1, contact='138 0000 1111')
        first = gateway.ask(asked).done.ticket
        equal(anna.refusal('issue', service=2, contact='13800001111'), 'CONTACT_HAS_TICKET')
        equal(kiosk.refusal('issue', service=1, contact='138-0000-1111'), 'CONTACT_HAS_TICKET', 'at a kiosk too')
        equal(gateway.ask(asked).done.ticket.number, first.number, 'a retry is answered')
        for same in ('１３８００００１１１１', '（138）0000—1111', '+86 138 0000 1111', '008613800001111', '8613800001111'):
            equal(kiosk.refusal('issue', service=1, contact=same), 'CONTACT_HAS_TICKET', same)
        for nothing in (' ', '-', '　', '——'):
            refusal = kiosk.do('issue', service=1, contact=nothing).refusal
            equal((kiosk.refusal('issue', service=1, contact=nothing), refusal.detail), ('NO_WORDS', 'contact'), repr(nothing))
        lead = broker.lead()
        blank = lead.must('issue', service=1, note=' 　').ticket.ticket
        equal(lead.must('get_ticket', which={'ticket': blank}).note, '', 'a note of blanks')
        for n in range(20):
            kiosk.must('issue', service=1, contact=f'1390000{n:04}')
        kiosk.must('issue', service=1)
        broker.restart()
        for client in (gateway, kiosk):
            client.connect()
        equal(anna.refusal('issue', service=1, contact='13800001111'), 'CONTACT_HAS_TICKET', 'after a restart')
        refusal = kiosk.do('issue', service=1, contact='13900000007').refusal
        equal((refusal.detail, refusal.at_ms), ('', 0), 'nothing is told of that ticket')
        anna.must('cancel', which={'ticket': first.ticket, 'code': first.code})
        anna.must('issue', service=1, contact='13800001111')
        equal(anna.refusal('issue', service=1, contact='13800001111'), 'CONTACT_HAS_TICKET', 'the new one is open')


def contacts_are_asked_at_the_pace_of_tickets():
    """A web session that has used up its pace is told nothing of others' contacts; each answer about one costs a token."""
    with Broker() as broker:
        broker.apply(settings(one_ticket_per_contact=1, gateway_tickets_per_min=60, gateway_burst=60, web_tickets_per_min=1, web_burst=3))
        gateway, lead = broker.client('gateway'), broker.lead()
        Behind(gateway, 'anna').must('issue', service=1, contact='13800001111')
        snoop = Behind(gateway, 'snoop')
        for _ in range(3):
            equal(snoop.refusal('issue', service=1, contact='13800001111'), 'CONTACT_HAS_TICKET', 'at the price of a ticket')
        for contact in ('13800001111', '13800002222'):
            for _ in range(20):
                equal(snoop.refusal('issue', service=1, contact=contact), 'TOO_FAST', 'with an open ticket or without')
            equal(snoop.refusal('issue', service=99, contact=contact), 'NO_SERVICE')
        lead.must('service_suspend', service=2, reason='system-down')
        other = Behind(gateway, 'other')
        for contact in ('13800001111', '13800002222') * 5:
            equal(other.refusal('issue', service=2, contact=contact), 'SERVICE_SUSPENDED', 'which costs nothing')
        other.must('issue', service=1, contact='13800003333')
        equal(broker.metrics()[1]['hallq_tickets_refused_total{reason="CONTACT_HAS_TICKET"}'], 3, 'they are counted')


if __name__ == '__main__':
    run(a_day_through_a_gateway, a_code_changes_nothing_until_it_is_typed, keys_that_end_take_their_sessions_along,
        a_key_that_ends_does_so_though_the_broker_ends, a_session_is_in_one_browser, a_session_ends_though_it_is_used,
        each_goes_at_a_pace_of_their_own, nobody_else_vouches_and_codes_are_not_guessed,
        a_gateway_is_woken_for_what_is_for_staff_alone, one_open_ticket_a_contact, contacts_are_asked_at_the_pace_of_tickets)
