#!/usr/bin/env python3
"""Folders and frames of the first version (commit 387f4d5), kept in old/: its folders open, what it acknowledged stands, and
its clients are understood. `old_folders.py make FOLDER` wrote them, with that version's programs in HALLQ_BIN."""

import json
import os
import shutil
import subprocess
import sys
import tarfile

from hall import BIN, LIMIT_S, PIN, Broker, Client, check, equal, folder, pb, run, settings, without_holes

OLD = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'old')
OPENED_AT = '2026-12-08T10:00:00+08:00'    # hall time when the folders were made
REOPENED_AT = '2026-12-08T10:05:00+08:00'  # and when they are opened: before what is on hold comes back


class Old:
    """One kept folder: what was in it, and a broker of today on a copy."""

    def __init__(self, name):
        with open(os.path.join(OLD, name + '.json')) as f:
            self.__dict__.update(json.load(f))
        home = folder('old')
        with tarfile.open(os.path.join(OLD, name + '.tar.xz')) as tar:
            tar.extractall(home)
        self.broker = Broker(keyed=name == 'keyed', data=os.path.join(home, 'data'), made=True)
        self.broker.start_at = REOPENED_AT

    def client(self, who):
        """The client of then, by its key."""
        role = who.split()[0]
        of = self.desks[int(who.split()[1]) - 1] if role == 'counter' else getattr(self, role)
        return Client(self.broker, role, device=of['device'], name=of['name'], key=of['key'])

    def asked(self, *kinds):
        """(who, request, reply) of then, in order."""
        for frame in self.frames:
            request = pb.Request.FromString(bytes.fromhex(frame['request']))
            if request.WhichOneof('body') in kinds:
                yield frame['who'], request, pb.Reply.FromString(bytes.fromhex(frame['reply']))


def a_folder_opens_with_all_that_was_acknowledged():
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            entries = broker.journal()
            events = without_holes(entries)
            check(events[-1].seq >= old.last_seq, f'{name}: the journal reaches {events[-1].seq} of {old.last_seq}')
            before = pb.Snapshot.FromString(bytes.fromhex(old.snapshot))
            lead = old.client('lead')
            now = lead.must('get_snapshot')
            equal({c.counter: (c.state, c.ticket, c.number, c.clerk, list(c.services)) for c in now.counters},
                  {c.counter: (c.state, c.ticket, c.number, c.clerk, list(c.services)) for c in before.counters},
                  f'{name}: counters')
            equal({(l.line.kind, l.line.id): (l.waiting, l.issued, l.suspended, l.reason) for l in now.lines},
                  {(l.line.kind, l.line.id): (l.waiting, l.issued, l.suspended, l.reason) for l in before.lines},
                  f'{name}: lines')
            equal(len(now.calls), len(before.calls), f'{name}: newest calls')
            broker.stop()
            check('sound' in broker.admin('verify', broker.data, local=True), f'{name}: the folder verifies')


def the_key_of_then_is_learned():
    old = Old('keyed')
    with old.broker as broker:
        broker.stop()
        with Broker(keyed=True) as other:
            shutil.copy(os.path.join(other.data, 'server.key'), os.path.join(broker.data, 'server.key'))
        check("not the key of this hall's server" in broker.refuses_to_start(2), 'another one, from the first start on')


def the_visits_of_then_go_on():
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            kiosk, desk = old.client('kiosk'), old.client('counter 1')
            waiting = [card for card in old.cards if kiosk.must('get_place', which={
                'number': card['number'], 'code': bytes.fromhex(card['code'])}).state == pb.Ticket.State.WAITING]
            check(waiting, f'{name}: tickets still wait')
            desk.must('finish', outcome='done')
            called = desk.must('call_next').ticket
            check(called.state == pb.Ticket.State.CALLED, f'{name}: the next one is called')
            taken = kiosk.must('issue', service=1).ticket
            check(taken.number not in [card['number'] for card in old.cards], f'{name}: {taken.number} is new')


def asked_for(entries):
    """Without what the broker found by itself: it looks for alerts once it is up."""
    return [entry for entry in entries if entry.device]


def what_was_applied_is_not_applied_again():
    """A client of then that never heard the answer asks again, with the same bytes."""
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            count = len(asked_for(broker.journal()))
            for who, request, reply in old.asked('issue', 'call_next', 'start', 'hold', 'finish', 'transfer', 'rate', 'cancel',
                                                 'counter_services', 'service_suspend'):
                if who == 'guide':
                    continue  # its key was not kept
                again = old.client(who).ask(request)
                equal(again.WhichOneof('body'), reply.WhichOneof('body'), f'{name}: {who} {request.WhichOneof("body")} again')
                equal((again.done.ticket.ticket, again.done.ticket.number, again.seq),
                      (reply.done.ticket.ticket, reply.done.ticket.number, reply.seq), f'{name}: the answer of then')
            equal(len(asked_for(broker.journal())), count, f'{name}: records')


def what_was_sealed_then_opens():
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker:
            lead = old.client('lead')
            equal(lead.refusal('get_ticket', which={'ticket': 1}), 'NOT_SIGNED_ON')  # the version of then measured no PIN
            lead.must('sign_on', staff=1301, pin=PIN)
            notes = {lead.must('get_ticket', which={'ticket': ticket}).note for ticket in range(1, len(old.cards) + 1)}
            check('等材料' in notes, f'{name}: notes of then: {notes}')


def the_pins_of_then_are_right_and_come_under_a_key():
    """Hashes of then are under none; the first right sign-on makes them anew, which changes nothing for who gives the PIN."""
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            desk = old.client('counter 1')
            hashed = 'pin_rehashed'
            desk.must('finish', outcome='done')
            desk.must('sign_off')
            for round_ in (1, 2):
                desk.must('sign_on', staff=101, pin=PIN, counter=1)
                desk.must('sign_off')
                bodies = [e.WhichOneof('body') for entry in broker.journal() for e in entry.events]
                equal(bodies.count(hashed), 1, f'{name}: hashes made anew after sign-on {round_}')
            lead = old.client('lead')
            lead.must('sign_on', staff=1301, pin=PIN)
            lead.must('change_pin', old_pin=PIN, new_pin='864297')


def a_backup_lets_nobody_try_the_pins_of_then():
    """Under the key from the first start on, also of who has not signed on since: without the key no PIN is right."""
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            broker.admin('backup', 'b')
            broker.restart()  # once is enough
            lead = old.client('lead')
            lead.must('sign_on', staff=1301, pin=PIN)
            lead.must('sign_off')
            broker.stop()
            backup = os.path.join(broker.data, 'backups', 'b')
            if name == 'open':
                again = Broker(keyed=False, data=os.path.join(folder('restored'), 'data'), made=True)
                again.start_at = REOPENED_AT
                said = broker.admin('restore', backup, again.data, local=True)
                check('keys/pin.key' in said, said)
                with again:
                    lead = Client(again, 'lead', device=900)
                    equal(lead.refusal('sign_on', staff=1301, pin=PIN), 'PIN_KEY_LOST')


def the_reads_of_then_are_answered():
    for name in ('open', 'keyed'):
        old = Old(name)
        with old.broker as broker:
            old.client('lead').must('sign_on', staff=1301, pin=PIN)
            for who, request, reply in old.asked('get_place', 'get_snapshot', 'get_line', 'get_report', 'get_events'):
                again = old.client(who).ask(request)
                equal(again.WhichOneof('body'), reply.WhichOneof('body'), f'{name}: {who} {request.WhichOneof("body")}')


# ---------------------------------------------------------------- how they were made

def recorded(client, who, frames):
    """The client, which from now on keeps what it asks and hears."""
    ask = client.ask

    def asked(request, *words, **more):
        reply = ask(request, *words, **more)
        frames.append({'who': who, 'request': request.SerializeToString().hex(), 'reply': reply.SerializeToString().hex()})
        return reply

    client.ask = asked
    return client


def morning(broker, frames):
    """A visit in every state; what must be known of it later."""
    named = {'name': 'kiosk'} if broker.keyed else {}
    kiosk = recorded(broker.client('kiosk', **named), 'kiosk', frames)
    lead = recorded(broker.lead(), 'lead', frames)
    one, two, three = desks = [recorded(broker.counter(n), f'counter {n}', frames) for n in (1, 2, 3)]
    cards = [kiosk.must('issue', service=1 + n % 2, contact=f'1380000{n:04d}').ticket for n in range(12)]
    guide = recorded(broker.client('guide'), 'guide', frames)
    broker.set_pins(1201, 1401)
    guide.must('sign_on', staff=1201, pin=PIN)
    noted = guide.must('issue', service=1, note='带了旧手机', customer_class=1).ticket
    for finish in ({}, {'note': '换了套餐'}):
        called = one.must('call_next').ticket
        one.must('start')
        one.must('finish', outcome='done', topics=['plan'], **finish)
    code = next(card.code for card in cards if card.ticket == called.ticket)
    kiosk.must('rate', which={'number': called.number, 'code': code}, score=5)
    one.must('call_next')
    one.must('start')
    one.must('hold', note='等材料')
    one.must('call_next')
    one.must('start')
    two.must('call_next')
    three.must('call_next')
    three.must('start')
    three.must('transfer', to={'kind': 'COUNTER', 'id': 1}, service=3, note='转给1号')
    three.must('call_next')
    kiosk.must('cancel', which={'ticket': cards[11].ticket, 'code': cards[11].code})
    lead.must('counter_services', counter=3, services=[2])
    lead.must('service_suspend', service=3, reason='system-down')
    lead.must('reveal_contact', which={'ticket': cards[1].ticket}, reason='call back')
    kiosk.must('get_place', which={'ticket': cards[6].ticket, 'code': cards[6].code})
    lead.must('get_line', line={'kind': 'SERVICE', 'id': 1}, limit=20)
    lead.must('get_report')
    lead.must('get_events', after=0)

    def device(client):
        return {'device': client.device, 'name': client.name, 'key': client.key}

    return {
        'cards': [{'ticket': card.ticket, 'number': card.number, 'code': card.code.hex()} for card in cards],
        'noted': {'ticket': noted.ticket, 'number': noted.number},
        'lead': device(lead), 'kiosk': device(kiosk), 'desks': [device(desk) for desk in desks],
        'snapshot': lead.must('get_snapshot').SerializeToString().hex(),
    }


def make(out):
    for name in ('open', 'keyed'):
        home = folder('old')
        broker = Broker(keyed=name == 'keyed', data=os.path.join(home, 'data'))
        broker.start_at = OPENED_AT
        frames = []
        with broker:
            text = settings(counters=3, services=3)
            broker.apply(text)
            state = morning(broker, frames)
            state['settings'] = text
            state['last_seq'] = broker.journal()[-1].events[-1].seq
            broker.kill()
        state['frames'] = frames
        subprocess.run(['tar', '--sparse', '--sort=name', '--owner=0', '--group=0', '-C', home, '-cJf',
                        os.path.join(out, name + '.tar.xz'), 'data'], check=True, timeout=LIMIT_S)
        with open(os.path.join(out, name + '.json'), 'w') as f:
            json.dump(state, f, ensure_ascii=False, indent=1)
        shutil.rmtree(home)
        print(f'{name}: made with the programs in {BIN}')


if sys.argv[1:2] == ['make']:
    make(sys.argv[2])
else:
    run(a_folder_opens_with_all_that_was_acknowledged,
        the_key_of_then_is_learned,
        the_visits_of_then_go_on,
        what_was_applied_is_not_applied_again,
        what_was_sealed_then_opens,
        the_pins_of_then_are_right_and_come_under_a_key, a_backup_lets_nobody_try_the_pins_of_then,
        the_reads_of_then_are_answered)
