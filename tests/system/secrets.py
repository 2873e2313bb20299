#!/usr/bin/env python3
"""Secrets: who is answered again, and what becomes of texts whose keys are gone."""

import fcntl
import glob
import os
import pty
import select
import signal
import struct
import termios
import time

from hall import PIN, Broker, Reason, check, equal, folder, opening, pb, program, role_number, run, settings, wait_for

CONTACT = '13912345678'
NOTE = '带了旧手机'


def refused(reply):
    equal(reply.WhichOneof('body'), 'refusal', 'the answer')
    return Reason.Name(reply.refusal.reason), reply.refusal.detail


def reveals(broker):
    return [(entry.device, entry.staff) for entry in broker.journal() for event in entry.events
            if event.WhichOneof('body') == 'contact_revealed']


def a_contact_is_shown_to_who_is_there_and_each_time_on_record():
    for keyed in (False, True):
        with Broker(keyed=keyed) as broker:
            broker.apply(settings())
            ticket = broker.client('kiosk').must('issue', service=1, contact=CONTACT).ticket.ticket
            lead = broker.lead()
            request = lead.request('reveal_contact', which={'ticket': ticket}, reason='call back', pin=PIN)
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact')
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact, for who never heard the answer')
            equal(len(reveals(broker)), 2, 'looks on record')
            lead.must('sign_off')
            equal(refused(lead.ask(request))[0], 'NOT_SIGNED_ON', 'the same bytes after sign-off')
            broker.restart()
            lead.connect()
            equal(refused(lead.ask(request))[0], 'NOT_SIGNED_ON', 'the same bytes after a restart')
            lead.must('sign_on', staff=1301, pin=PIN)
            equal(lead.ask(request).done.ticket.contact, CONTACT, 'the contact, for the same person')
            equal([staff for _, staff in reveals(broker)], [1301] * 3, 'looks on record')


def a_number_is_of_one_command_alone():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        first = kiosk.request('issue', service=1, contact=CONTACT)
        given = kiosk.ask(first).done.ticket
        for fields in ({'service': 2, 'contact': CONTACT}, {'service': 1, 'contact': '13912345679'}, {'service': 1}):
            other = pb.Request()
            other.CopyFrom(first)
            other.issue.CopyFrom(pb.Issue(**fields))
            equal(refused(kiosk.ask(other)), ('BAD_MESSAGE', 'number'), f'another body, {fields}')
        equal(kiosk.ask(first).done.ticket, given, 'the same body')
        broker.restart()
        kiosk.connect()
        equal(kiosk.ask(first).done.ticket, given, 'the same body after a restart')
        other = pb.Request()
        other.CopyFrom(first)
        other.issue.service = 2
        equal(refused(kiosk.ask(other)), ('BAD_MESSAGE', 'number'), 'another body after a restart')
        desk = broker.counter(1)
        call = desk.request('call_next')
        called = desk.ask(call).done.ticket
        equal(desk.ask(call).done.ticket, called, 'the call again')
        desk.must('start')
        desk.must('finish')
        broker.set_pins(102)
        desk.must('sign_on', staff=102, pin=PIN, counter=1)
        equal(refused(desk.ask(call)), ('BAD_MESSAGE', 'number'), 'the call again, by the next clerk')
        seqs = [event.seq for entry in broker.journal() for event in entry.events]
        equal(len(seqs), len(set(seqs)), 'events')


def no_contact_stands_in_the_folder():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        kiosk.must('issue', service=1, contact=CONTACT)
        broker.stop()
        for name in glob.glob(os.path.join(broker.data, '**'), recursive=True):
            if os.path.isfile(name):
                with open(name, 'rb') as f:
                    check(CONTACT.encode() not in f.read(), f'{name} holds no contact')


def a_text_whose_key_is_gone_is_empty_and_harms_nobody():
    with Broker() as broker:
        broker.apply(settings())
        kiosk, guide = broker.client('kiosk'), broker.client('guide')
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        noted = guide.must('issue', service=1, note=NOTE, contact=CONTACT).ticket.ticket
        equal(guide.must('get_ticket', which={'ticket': noted}).note, NOTE, 'the note')
        broker.stop()
        for name in glob.glob(os.path.join(broker.data, 'keys', '*.key')):
            os.unlink(name)
        broker.start()
        guide.connect()
        lead = broker.lead()
        for again in range(2):  # before and after the day has another key
            undone = broker.metrics()[1]['hallq_turns_undone_total']
            equal(guide.must('get_ticket', which={'ticket': noted}).note, '', 'the note without its key')
            equal(lead.must('reveal_contact', which={'ticket': noted}, reason='why', pin=PIN).ticket.contact, '', 'the contact')
            equal(broker.metrics()[1]['hallq_turns_undone_total'], undone, 'turns undone')
            newer = guide.must('issue', service=1, note=NOTE).ticket.ticket
            equal(guide.must('get_ticket', which={'ticket': newer}).note, NOTE, 'a note of the new key')
        kiosk.connect()
        kiosk.must('issue', service=1)


def events_of(broker, kind, hall=1):
    return [getattr(event, kind) for entry in broker.journal(hall) for event in entry.events if event.WhichOneof('body') == kind]


def days_key(broker):
    return next(path for path in glob.glob(os.path.join(broker.data, 'keys', '*-*.key')))


def flip(path, at):
    with open(path, 'r+b') as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def a_rotten_key_of_the_day_is_set_aside_and_the_hall_goes_on():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101, 1201)
        kiosk, guide, counter = broker.client('kiosk'), broker.client('guide'), broker.counter(1)
        guide.must('sign_on', staff=1201, pin=PIN)
        noted = guide.must('issue', service=1, note=NOTE, contact=CONTACT).ticket
        counter.must('call_next')
        counter.must('start')
        asides = []
        for damage in (lambda path: flip(path, 20), lambda path: open(path, 'wb').close()):
            broker.stop()
            path = days_key(broker)
            damage(path)
            said = broker.admin('verify', broker.data, local=True, code=6)
            check('1 key files are bad' in said and os.path.basename(path) in said, f'verify: {said}')
            in_the_way = [path + '.aside'] + [f'{path}.aside-{n}' for n in range(2, 10)]
            in_the_way = [name for name in in_the_way if not os.path.exists(name)]
            for name in in_the_way:
                os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o600))
            broker.start()
            kiosk.connect()
            equal(kiosk.refusal('issue', service=1), 'RETRY_LATER', 'it cannot be set aside')
            for name in in_the_way:
                os.unlink(name)
            said = broker.admin('scrub', code=6)
            check(os.path.basename(path) in said, f'scrub: {said}')
            for client in (kiosk, guide, counter):
                client.connect()
            kiosk.must('issue', service=1)
            kiosk.must('issue', service=1, contact=CONTACT)
            asides.append(path + '.aside' + (f'-{len(asides) + 1}' if asides else ''))
            check(os.path.exists(asides[-1]), f'{asides[-1]} is there')
            equal(os.stat(asides[-1]).st_mode & 0o777, 0o600, 'its mode')
            said = [line for line in broker.log().splitlines() if 'event=key_rotten ' in line]
            equal(len(said), len(asides), 'lines about it')
            check('keys/' + os.path.basename(path) in said[-1], said[-1])
            equal(guide.must('get_ticket', which={'ticket': noted.ticket}).note, '', 'a note of the rotten key')
            newer = guide.must('issue', service=1, note=NOTE).ticket.ticket
            equal(guide.must('get_ticket', which={'ticket': newer}).note, NOTE, 'a note of the new key')
            broker.administrator.must('enrol_code', hall=1, name=f'w{len(asides)}', role=role_number('lead'))
        equal(broker.lead().must('reveal_contact', which={'ticket': noted.ticket}, reason='why', pin=PIN).ticket.contact, '',
              'a contact of the rotten key')
        counter.must('finish', note=NOTE)
        broker.admin('scrub')
        broker.stop()
        broker.admin('verify', broker.data, local=True)


def a_rotten_key_of_pins_is_named_with_what_to_do():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(1201)
        broker.stop()
        path = os.path.join(broker.data, 'keys', 'pin.key')
        with open(path, 'rb') as file:
            whole = file.read()
        for bad in (b'', whole[:20], whole[:20] + bytes([whole[20] ^ 1]) + whole[21:]):
            with open(path, 'wb') as file:
                file.write(bad)
            said = broker.refuses_to_start(2)
            check(path in said and 'set everybody' in said, said)
            check('keys/pin.key' in broker.admin('verify', broker.data, local=True, code=6), 'verify names it')
        os.unlink(path)
        os.mkdir(path, 0o700)
        said = broker.refuses_to_start(2)
        check(path in said and 'move it away' in said, said)
        check(path in broker.admin('verify', broker.data, local=True, code=5), 'verify names it')
        os.rmdir(path)
        broker.start()
        guide = broker.client('guide')
        equal(guide.refusal('sign_on', staff=1201, pin=PIN), 'PIN_KEY_LOST', 'before PINs are set anew')
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)


def others_may_not_look_into_the_keys():
    with Broker() as broker:
        broker.apply(settings())
        broker.client('kiosk').must('issue', service=1)
        broker.stop()
        keys = os.path.join(broker.data, 'keys')
        for path in (keys, os.path.join(keys, 'pin.key'), days_key(broker)):
            mode = os.stat(path).st_mode & 0o777
            for more in (0o040, 0o020, 0o004, 0o002):
                os.chmod(path, mode | more)
                said = broker.refuses_to_start(2)
                check(path in said and 'chmod' in said, said)
            os.chmod(path, mode)
        broker.start()


def a_ticket_has_a_code_to_see_and_one_to_act_and_both_end_with_the_day():
    with Broker() as broker:
        broker.apply(settings())
        kiosk, gateway = broker.client('kiosk'), broker.client('gateway')
        request = kiosk.request('issue', service=1)
        card = kiosk.ask(request).done.ticket
        equal((len(card.code), len(card.see_code)), (16, 16), 'bytes of the codes')
        check(card.code != card.see_code, 'two codes')
        see, act = ({'ticket': card.ticket, 'code': code} for code in (card.see_code, card.code))
        equal(gateway.must('get_place', which=see).number, card.number, 'seen')
        equal(gateway.must('get_place', which=act).number, card.number, 'seen with the one to act')
        equal(gateway.refusal('cancel', which=see), 'NO_TICKET', 'an act with the code to see')
        broker.admin('backup', 'codes')
        broker.restart()
        kiosk.connect()
        gateway.connect()
        again = kiosk.ask(request).done.ticket
        equal((again.code, again.see_code), (card.code, card.see_code), 'the codes, for who never heard the answer')
        equal(gateway.must('get_place', which=see).number, card.number, 'seen after a restart')
        files = [path for path in glob.glob(os.path.join(broker.data, '**'), recursive=True) if os.path.isfile(path)]
        check(any('backups' in path for path in files), 'the backup is looked at')
        for path in files:
            with open(path, 'rb') as f:
                data = f.read()
            check(card.code not in data and card.see_code not in data, f'no code stands in {path}')
        gateway.must('cancel', which=act)
        open_one = kiosk.must('issue', service=1).ticket
        broker.stop()
        broker.start_at = opening(days=1)
        broker.start()
        kiosk.connect()
        gateway.connect()
        lead = broker.lead()
        wait_for(lambda: lead.must('get_snapshot').day > 0 and gateway.do('get_place', which={
            'ticket': open_one.ticket, 'code': open_one.code}).WhichOneof('body') == 'refusal', what='the code ends')
        equal(gateway.refusal('get_place', which={'ticket': open_one.ticket, 'code': open_one.see_code}), 'NO_TICKET')
        equal(gateway.refusal('rate', which={'ticket': open_one.ticket, 'code': open_one.code}, score=5), 'NO_TICKET')
        late = kiosk.ask(request).done.ticket
        equal((late.number, late.code, late.see_code), (card.number, b'', b''), 'a retry the day after')


def looking_leaves_a_trace():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        guide, one, two = broker.client('guide'), broker.counter(1), broker.counter(2)
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        ticket = guide.must('issue', service=1, note=NOTE).ticket.ticket
        plain = guide.must('issue', service=1).ticket.ticket
        equal(one.must('call_next').ticket.ticket, ticket, 'called')
        equal(one.must('get_ticket', which={'ticket': ticket}).note, NOTE, 'the note of its own ticket')
        equal(two.must('get_ticket', which={'ticket': plain}).note, '', 'a ticket without a note')
        equal(events_of(broker, 'note_read'), [], 'looks on record')
        equal(two.must('get_ticket', which={'ticket': ticket}).note, NOTE, "the note of another's")
        equal([(read.ticket, read.by.staff) for read in events_of(broker, 'note_read')], [(ticket, 102)], 'looks on record')

        reads = len(events_of(broker, 'journal_read', hall=0))
        admin = broker.client('admin', halls=[])
        page = admin.must('get_journal', after=0, limit=5)
        for _ in range(20):  # a follower is on record once
            page = admin.must('get_journal', after=page.upto, limit=5)
        seen = events_of(broker, 'journal_read', hall=0)
        mine = [read for read in seen if read.hall == 1 and read.after == 0 and read.by.device == seen[-1].by.device]
        check(len(seen) >= reads + 1, f'reads on record: {len(seen)} after {reads}')
        devices = {read.by.device for read in seen if read.hall == 1}
        equal(len(devices), 2, 'devices that read the journal of the hall')
        check(len([r for r in seen if r.hall == 1 and r.by.device == max(devices)]) == 1, f'a follower is on record once: {mine}')
        broker.admin('backup', 'copy')
        equal([asked.name for asked in events_of(broker, 'backup_asked', hall=0)], ['copy'], 'backups on record')


def one_customer_is_forgotten_and_nobody_else():
    """Also in a backup of before, whose store holds the boxes: the keys are in no backup."""
    with Broker() as broker:
        broker.apply(settings())
        guide, desk, lead = broker.client('guide'), broker.counter(1), broker.lead()
        broker.set_pins(1201)
        guide.must('sign_on', staff=1201, pin=PIN)
        cards = [guide.must('issue', service=1, contact=f'139000000{n:02d}', note=f'{NOTE}{n}').ticket for n in range(6)]
        called = desk.must('call_next').ticket.ticket
        equal(called, cards[0].ticket, 'the first')
        desk.must('start')
        desk.must('hold', note='等材料')
        desk.must('resume', which={'ticket': called}, here=True)
        desk.must('finish', note='办好了')

        def texts(card):
            reply = lead.do('reveal_contact', which={'ticket': card.ticket}, reason='why', pin=PIN)
            refused = reply.WhichOneof('body') == 'refusal'
            return (Reason.Name(reply.refusal.reason) if refused else reply.done.ticket.contact,
                    lead.must('get_ticket', which={'ticket': card.ticket}).note)

        def others():
            return [texts(cards[n]) for n in (1, 2, 4, 5)]
        before = others()
        equal(before[0], ('13900000001', f'{NOTE}1'), 'the texts of the second')
        equal(texts(cards[0]), ('13900000000', '办好了'), 'the texts of the first')
        broker.admin('backup', 'before')
        lead.must('forget_contact', which={'ticket': cards[0].ticket})
        broker.administrator.must('forget_contact', which={'ticket': cards[3].ticket})
        for card in (cards[0], cards[3]):
            equal(texts(card), ('NO_CONTACT', ''), 'what is forgotten')
        equal(others(), before, 'the texts of the others')
        broker.stop()
        broker.start()
        lead.connect()
        guide.connect()
        equal(others(), before, 'the texts of the others after a restart')
        newer = guide.must('issue', service=1, contact='13911110000').ticket
        equal(texts(newer)[0], '13911110000', 'a contact of the same day, given later')
        broker.stop()
        broker.admin('restore', os.path.join(broker.data, 'backups', 'before'), broker.data, local=True)
        broker.start()
        lead = broker.lead()
        for card in (cards[0], cards[3]):
            equal(texts(card), ('', ''), 'what is forgotten, in the backup of before')
        equal(others(), before, 'the texts of the others in that backup')


def a_reveal_says_why_in_a_code_and_its_words_are_sealed():
    words = '客户忘了手机'
    with Broker() as broker:
        broker.apply(settings() + 'reveal_reasons:\n  - {code: call-back, name: {zh: 回访, en: Call back}}\n')
        ticket = broker.client('kiosk').must('issue', service=1, contact=CONTACT).ticket.ticket
        lead = broker.lead()
        equal(lead.refusal('reveal_contact', which={'ticket': ticket}, reason=words), 'NO_REASON', 'words without a code')
        shown = lead.must('reveal_contact', which={'ticket': ticket}, reason=words, code='call-back', pin=PIN).ticket
        equal(shown.contact, CONTACT, 'the contact')
        revealed, = events_of(broker, 'contact_revealed')
        equal((revealed.reason, bool(revealed.reason_sealed)), ('call-back', True), 'on record')
        broker.stop()
        for path in glob.glob(os.path.join(broker.data, '*')):
            if os.path.isfile(path):
                with open(path, 'rb') as f:
                    check(words.encode() not in f.read(), f'no words in {path}')


def pins_need_the_key_of_their_folder():
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101, 102)
        desk = broker.client('counter')
        desk.must('sign_on', staff=101, pin=PIN, counter=1)
        broker.admin('backup', 'b')
        broker.stop()
        key = os.path.join(broker.data, 'keys', 'pin.key')
        equal(os.stat(key).st_mode & 0o777, 0o600, 'mode of the key')
        with open(key, 'rb') as file:
            secret = file.read()[8:40]
        for path in glob.glob(os.path.join(broker.data, '**'), recursive=True):
            if os.path.isfile(path) and path != key:
                with open(path, 'rb') as file:
                    check(secret not in file.read(), f'no key of PINs in {path}')
        os.rename(key, key + '.away')
        said = broker.admin('restore', os.path.join(broker.data, 'backups', 'b'), broker.data, local=True)
        check('pin.key' in said, f'restore says it: {said}')
        broker.start()
        desk.connect()
        for _ in range(6):  # no wrong PIN: it locks nobody
            equal(desk.refusal('sign_on', staff=101, pin=PIN, counter=1), 'PIN_KEY_LOST')
        broker.set_pins(101)
        desk.must('sign_on', staff=101, pin=PIN, counter=1)
        equal(desk.refusal('sign_on', staff=102, pin=PIN, counter=1), 'PIN_KEY_LOST', 'who has no new one')
        broker.stop()
        os.rename(key + '.away', key)  # put back: those of then are right again
        broker.start()
        desk.connect()
        desk.must('sign_on', staff=102, pin=PIN, counter=1)


def a_master_key_that_lies_elsewhere_keeps_a_copy_of_the_folder_shut():
    credentials = folder('credentials')
    path = os.path.join(credentials, 'master.key')

    def master(text):
        with open(path, 'w') as file:
            file.write(text)
        os.chmod(path, 0o400)

    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(1201)
        guide = broker.client('guide')
        guide.must('sign_on', staff=1201, pin=PIN)
        before = guide.must('issue', service=1, note=NOTE).ticket.ticket
        broker.stop()
        broker.env['CREDENTIALS_DIRECTORY'] = credentials
        master('of some bytes, more than thirty-two of them\n')
        broker.start()
        guide.connect()
        equal(guide.must('get_ticket', which={'ticket': before}).note, NOTE, 'what lay open before')
        after = guide.must('issue', service=1, note=NOTE).ticket.ticket
        broker.stop()
        for key in glob.glob(os.path.join(broker.data, 'keys', '*.key')):
            with open(key, 'rb') as file:
                equal(file.read(8), b'hallqky3', f'what {key} is')
        said = broker.admin('verify', broker.data, local=True)
        count = len(glob.glob(os.path.join(broker.data, 'keys', '*.key')))
        check(f'{count} wrapped key files were not read' in said, f'verify says what it cannot: {said}')
        os.unlink(path)
        for text in (None, 'of some other bytes, thirty-two and more'):
            if text:
                master(text)
            said = broker.refuses_to_start()
            check('master.key' in said, f'it says what is missing: {said}')
            if text:
                os.unlink(path)
        master('too short')
        check('32' in broker.refuses_to_start(), 'too short')
        os.unlink(path)
        pins = os.path.join(broker.data, 'keys', 'pin.key')
        os.rename(pins, pins + 's')
        check('master.key' in broker.refuses_to_start(), 'the key of PINs is lost with the master key')
        check(not os.path.exists(pins), 'none is made that lies open')
        os.rename(pins + 's', pins)
        master('of some bytes, more than thirty-two of them\n')
        broker.start()
        guide.connect()
        for ticket in (before, after):
            equal(guide.must('get_ticket', which={'ticket': ticket}).note, NOTE, 'a note')


def people_change_their_own_pin():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        desk, lead = broker.counter(1), broker.lead()
        for who, staff in ((desk, 101), (lead, 1301)):
            equal(who.refusal('change_pin', old_pin='975310', new_pin='864297'), 'WRONG_PIN')
            equal(who.refusal('change_pin', old_pin=PIN, new_pin='345678'), 'PIN_RUN')
            equal(who.refusal('change_pin', old_pin=PIN, new_pin=str(staff).zfill(6)), 'PIN_OWN_NUMBER')
            request = who.request('change_pin', old_pin=PIN, new_pin='864297')
            equal(who.ask(request).WhichOneof('body'), 'done', 'changed')
            equal(who.ask(request).WhichOneof('body'), 'done', 'the same bytes again')
        equal(lead.refusal('change_pin', old_pin='864297', new_pin='8642'), 'PIN_TOO_SHORT')
        desk.must('call_next') if broker.client('kiosk').do('issue', service=1) else None  # goes on, signed on
        lead.must('service_suspend', service=2, reason='system-down')
        lead.must('sign_off')
        lead.connect()
        equal(lead.refusal('sign_on', staff=1301, pin=PIN), 'WRONG_PIN')
        lead.must('sign_on', staff=1301, pin='864297')
        for path in glob.glob(os.path.join(broker.data, '*')):
            if os.path.isfile(path):
                with open(path, 'rb') as f:
                    check(b'864297' not in f.read(), f'no PIN in {path}')


class Screen:
    """hallq-console, full screen, in a terminal of its own."""

    def __init__(self, broker, device):
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.environ.update(TERM='xterm', LC_ALL='C.UTF-8')
            os.execv(program('hallq-console'), ['hallq-console', '--lang', 'en', '--commands', broker.commands, '--public-feed',
                                                broker.public_feed, '--staff-feed', broker.staff_feed, '--device', str(device),
                                                '--hall', '1'])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        self.shown = b''

    def shows(self, text):
        def there():
            if select.select([self.terminal], [], [], 0)[0]:
                self.shown += os.read(self.terminal, 65536)
            return text.encode() in self.shown
        wait_for(there, what=f'{text!r} on the screen')
        self.shown = b''

    def press(self, keys):
        os.write(self.terminal, keys.encode())

    def ended(self):
        """Its exit code, or the signal that it died of."""
        def over():
            if select.select([self.terminal], [], [], 0)[0]:
                try:
                    os.read(self.terminal, 65536)
                except OSError:
                    pass
            pid, self.status = os.waitpid(self.pid, os.WNOHANG)
            return pid
        wait_for(over, what='the end of the console')
        return os.waitstatus_to_exitcode(self.status)


def at_device(broker, device):
    """Who is signed on there, by the journal."""
    who = 0
    for entry in broker.journal():
        for event in entry.events:
            if event.WhichOneof('body') == 'staff_signed_on' and event.staff_signed_on.device == device:
                who = event.staff_signed_on.staff
            if event.WhichOneof('body') == 'staff_signed_off' and event.staff_signed_off.device == device:
                who = 0
    return who


def the_console_signs_off_at_its_start_and_at_its_end():
    """Whoever closes the window, and whoever comes after a crash."""
    with Broker() as broker:
        broker.apply(settings())
        lead = broker.lead()
        equal(at_device(broker, lead.device), 1301, 'signed on there')
        for how in ('key', signal.SIGTERM, signal.SIGHUP):
            lead.must('sign_on', staff=1301, pin=PIN)  # left by one that was killed
            screen = Screen(broker, lead.device)
            wait_for(lambda: not at_device(broker, lead.device), what='whoever was there signed off')
            screen.shows('staff number')
            screen.press('1301\n' + PIN + '\n')
            wait_for(lambda: at_device(broker, lead.device) == 1301, what='the lead signed on')
            if how == 'key':
                screen.shows('sign on: done')
                screen.press('q')
                screen.shows('end it')
                screen.press('\x1bOB\n')  # down, as a terminal says it to a full screen
            else:
                os.kill(screen.pid, how)
            equal(screen.ended(), 0, f'exit after {how}')
            equal(at_device(broker, lead.device), 0, f'after {how}')


def a_console_ends_though_nobody_answers():
    with Broker() as broker:
        broker.apply(settings())
        lead = broker.lead()
        screen = Screen(broker, lead.device)
        screen.shows('staff number')
        screen.press('1301\n' + PIN + '\n')
        wait_for(lambda: at_device(broker, lead.device) == 1301, what='the lead signed on')
        broker.hold()
        begin = time.monotonic()
        os.kill(screen.pid, signal.SIGTERM)
        equal(screen.ended(), 0, 'exit')
        check(time.monotonic() - begin < 8, 'soon')
        broker.go_on()


if __name__ == '__main__':
    run(a_contact_is_shown_to_who_is_there_and_each_time_on_record, a_number_is_of_one_command_alone,
        no_contact_stands_in_the_folder, a_text_whose_key_is_gone_is_empty_and_harms_nobody,
        a_rotten_key_of_the_day_is_set_aside_and_the_hall_goes_on, a_rotten_key_of_pins_is_named_with_what_to_do,
        others_may_not_look_into_the_keys,
        a_ticket_has_a_code_to_see_and_one_to_act_and_both_end_with_the_day, looking_leaves_a_trace,
        one_customer_is_forgotten_and_nobody_else, a_reveal_says_why_in_a_code_and_its_words_are_sealed,
        pins_need_the_key_of_their_folder,
        a_master_key_that_lies_elsewhere_keeps_a_copy_of_the_folder_shut, people_change_their_own_pin,
        the_console_signs_off_at_its_start_and_at_its_end, a_console_ends_though_nobody_answers)
