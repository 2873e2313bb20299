#!/usr/bin/env python3
"""The administrator's day: backups under load and what comes back from them, broken files, the journal as lines, purging,
figures. What hallq-admin says to each wrong word is tests/admin's."""

import ctypes
import ctypes.util
import json
import os
import re
import shutil
import subprocess
import threading
import time
from datetime import date, timedelta

from hall import (PIN, SOURCE, Broker, Program, Reason, at_once, check, equal, folder, opening, pb, run, settings, skip,
                  wait_for, without_holes)
from stranger import Follower, Stranger


def a_wrong_hall_file_is_refused_where_it_is_wrong():
    with Broker(keyed=True) as broker:
        broker.admin('apply', '--new', os.path.join(SOURCE, 'halls', 'county.yaml'))
        with open(os.path.join(SOURCE, 'halls', 'county.yaml')) as f:
            good = f.read()
        path = os.path.join(folder('file'), 'hall.yaml')
        for found, put, says in (('letter: B', 'letter: A', 'letter'), ('services: [4]', 'services: [44]', '44'),
                                 ('min_gap_s: 60', 'min_gap_s: soon', 'soon'),
                                 ('max_open_tickets: 2000', 'most_open_tickets: 2000', 'most_open_tickets')):
            line = next(n for n, text in enumerate(good.split('\n'), 1) if found in text)
            with open(path, 'w') as f:
                f.write(good.replace(found, put, 1))
            said = broker.admin('apply', path, code=1)
            where = re.search(r'hall\.yaml:(\d+):(\d+): error: (.*)', said)
            check(where, f'no file, line and column in: {said}')
            check(abs(int(where.group(1)) - line) <= 6 and int(where.group(2)) > 0, f'line {line}, said: {said}')
            check(says in said or says == 'letter', said)
        equal(broker.administrator.must('get_snapshot', hall=1).version, 1, 'settings in force, version')


def a_hall_made_by_a_slip_goes_again_and_its_screens_are_told():
    with Broker() as broker:
        broker.apply(settings())
        broker.apply(settings(hall=11))
        with Program('display', broker=broker, device=9, hall=11) as display:
            display.expect('fresh')
            broker.admin('hall', 'remove', '11')
            display.expect('there is no such hall')
            equal(broker.client('kiosk', hall=11).refusal('issue', service=1), 'NO_HALL')
            broker.stop()
            broker.start()
            check('hallRemoved' in broker.admin('--hall', '11', 'export'), 'the journal stays')
            broker.client('kiosk').must('issue', service=1)
            said = broker.admin('hall', 'remove', '1', code=1)
            check('never gave a ticket' in said, said)
            broker.apply(settings(hall=11))
            display.expect('fresh')
        broker.client('kiosk', hall=11).must('issue', service=1)


def keys_are_listed_revoked_and_rotated():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        key = broker.key_file('kiosk', 'kiosk')
        with Program('kiosk', key=key) as kiosk:
            kiosk.ok('issue 1')
            listed = broker.admin('keys', 'list')
            row = re.search(r'^kiosk \| kiosk \| 1 \|.* \| (\d+)$', listed, re.M)
            check(row, listed)
            devices = json.loads(broker.admin('--json', 'keys', 'list'))['devices']
            equal({one['device'] for one in devices if one['name'] == 'kiosk'}, {int(row[1])}, 'the number of the kiosk')
            os.unlink(key)
            broker.admin('keys', 'rotate', 'kiosk', '--out', broker.home)
            kiosk.say('issue 1')
        with Program('kiosk', key=key) as kiosk:
            kiosk.ok('issue 1')
            broker.admin('keys', 'revoke', 'kiosk')
            kiosk.refused('issue 1', 'KEY_REVOKED')
        check('revoked' in broker.admin('keys', 'list'), 'the list says so')


def a_hall_without_keys_is_not_made_anew_over_it():
    with Broker() as broker:
        broker.apply(settings())
        broker.client('kiosk').must('issue', service=1)
        broker.stop()
        for words in ([], ['--open']):
            said = broker.admin('init', broker.data, *words, local=True, code=1)
            check('holds a store already' in said, said)
        broker.start()
        equal(broker.client('kiosk').must('issue', service=1).ticket.number, 'A002', 'the next number')


class Load:
    """Kiosks that take tickets for as long as the block lasts."""

    def __init__(self, broker, kiosks=2):
        self.ending, self.given, self.errors = threading.Event(), [], []
        self.threads = [threading.Thread(target=self.take, args=(broker.client('kiosk'),), daemon=True)
                        for _ in range(kiosks)]

    def take(self, kiosk):
        try:
            while not self.ending.is_set():
                self.given.append(kiosk.must('issue', service=1, contact='13800001234').ticket.ticket)
        except BaseException as error:
            self.errors.append(error)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_for(lambda: len(self.given) > 20 or self.errors, what='load')
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join(30)
        if self.errors:
            raise self.errors[0]


def a_backup_under_load_is_a_prefix_and_a_restore_another_epoch():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        asker = Stranger(broker.commands, 1, device=9, role=pb.Device.Role.Value('DISPLAY'))
        follower = Follower(asker, broker.public_feed)
        wait_for(lambda: follower.step() or follower.epoch, what='a snapshot')
        first_epoch = follower.epoch
        with Load(broker) as load:
            before = kiosk.must('issue', service=1).ticket.ticket
            for n in range(3):
                broker.admin('backup', f'copy-{n}')
            count = len(load.given)
            wait_for(lambda: len(load.given) > count, what='tickets after the backup')
        after = kiosk.must('issue', service=2).ticket
        old = without_holes(broker.journal())
        wait_for(lambda: follower.step() or follower.seq >= old[-1].seq, what='the feed')

        backup = os.path.join(broker.data, 'backups', 'copy-0')
        check('sound' in broker.admin('verify', backup, local=True), 'a backup verifies')
        broker.admin('restore', backup, broker.data, local=True, code=5)  # while it runs
        broker.stop()
        broker.admin('restore', backup, broker.data, local=True)
        broker.start()

        new = without_holes(broker.journal())
        check(len(new) < len(old), 'the backup is older')
        while new[-1].seq > 1 and new[-1].WhichOneof('body').startswith('alert_'):
            new.pop()  # looked for once the restored hall was up
        check(new == old[:len(new)], 'a backup holds a prefix of the journal')
        issued = [e.ticket_issued.ticket for e in new if e.HasField('ticket_issued')]
        check(before in issued and after.ticket not in issued, 'it holds what was acknowledged before it')
        # and has nothing more to hear of the old one, which may have welcomed it once more
        wait_for(lambda: follower.step() or first_epoch != follower.epoch == follower.beating,
                 what='the follower takes another snapshot')
        given = kiosk.must('issue', service=2).ticket
        equal(follower.until('ticket_issued', given.ticket).ticket_issued.number, given.number)
        check(follower.snapshots in (2, 3), f'{follower.snapshots} snapshots taken')
        reply = asker.ask(get_events=pb.GetEvents(after=1, epoch=first_epoch))
        equal(pb.Refusal.Reason.Name(reply.refusal.reason), 'OTHER_EPOCH')


def our_display_takes_a_snapshot_after_a_restore():
    with Broker() as broker:
        broker.apply(settings())
        kiosk, desk = broker.client('kiosk'), broker.counter(1)
        kiosk.must('issue', service=1)
        broker.admin('backup', 'one')
        with Program('display', broker=broker, device=9, hall=1) as display:
            display.expect('^fresh')
            desk.must('call_next')
            display.expect('^call .*number=A001')
            broker.stop()
            broker.admin('restore', os.path.join(broker.data, 'backups', 'one'), broker.data, local=True)
            display.expect('^stale')
            broker.start()
            display.expect('^snapshot')
            display.expect('^fresh')
            desk.session += 1
            desk.must('call_next')
            display.expect('^call .*number=A001 .*call_count=1')


def a_broken_file_is_never_served():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        for _ in range(50):
            kiosk.must('issue', service=1)
        broker.admin('backup', 'sound')
        broker.stop()
        state = os.path.join(broker.data, 'state.mdb')
        shutil.copy(state, state + '.kept')
        with open(state, 'rb') as f:
            data = f.read()
        # a letter of a ticket's number, as it stands in the ticket's row
        for at in [m.start() for m in re.finditer(rb'A04[0-9]', data)]:
            data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
        with open(state, 'wb') as f:
            f.write(data)
        said = broker.admin('verify', broker.data, local=True, code=6)
        check('restore' in said, f'verify offers a restore: {said}')
        check('restore' in broker.refuses_to_start(4), 'the log offers a restore')
        broker.admin('restore', os.path.join(broker.data, 'backups', 'sound'), broker.data, local=True)
        broker.start()
        equal(kiosk.must('issue', service=1).ticket.number, 'A051')


def the_export_is_json_lines_without_holes():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        with Load(broker) as load:
            wait_for(lambda: len(load.given) > 1500, 60, what='more than a page of records')
        lines = [line for line in broker.admin('export').split('\n') if line.startswith('{')]
        seqs = [int(event['seq']) for line in lines for event in json.loads(line)['events']]
        equal(seqs, list(range(1, len(seqs) + 1)), 'sequence of the export')
        issued = [event['ticketIssued']['ticket'] for line in lines for event in json.loads(line)['events']
                  if 'ticketIssued' in event]
        equal(sorted(map(int, issued)), sorted(load.given), 'tickets of the export')
        rest = broker.admin('export', '--after', str(seqs[-2]))
        equal(len([line for line in rest.split('\n') if line.startswith('{')]), 1, 'lines after the last but one')


def purged_contacts_are_unreadable_in_backups_too():
    with Broker(keyed=True) as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        ticket = kiosk.must('issue', service=1, contact='13700009999').ticket
        day = broker.administrator.must('get_snapshot', hall=1).day
        broker.admin('backup', 'before')
        broker.stop()
        broker.start_at = opening(days=1)
        broker.start()
        wait_for(lambda: broker.administrator.must('get_snapshot', hall=1).day == day + 1, what='the next business day')
        lead = broker.lead()
        newer = kiosk.must('issue', service=1, contact='13700008888').ticket

        def contact(of):
            reply = lead.do('reveal_contact', which={'ticket': of.ticket}, reason='test', pin=PIN)
            if reply.WhichOneof('body') == 'refusal':
                return Reason.Name(reply.refusal.reason)
            return reply.done.ticket.contact
        equal((contact(ticket), contact(newer)), ('13700009999', '13700008888'), 'contacts')
        broker.admin('purge', '--day', str(date(1970, 1, 1) + timedelta(days=day)))
        equal((contact(ticket), contact(newer)), ('NO_CONTACT', '13700008888'), 'contacts after a purge of yesterday')

        broker.stop()
        broker.admin('restore', os.path.join(broker.data, 'backups', 'before'), broker.data, local=True)
        broker.start()
        lead = broker.lead()
        equal(contact(ticket), '', 'a purged contact in a backup from before')


def the_report_says_what_was_done():
    with Broker() as broker:
        broker.apply(settings() + 'cancel_reasons:\n  - {code: left, name: {zh: 客户离开, en: Customer left}}\n')
        kiosk, lead = broker.client('kiosk'), broker.lead()
        desks = [broker.counter(1), broker.counter(2)]
        for _ in range(7):
            kiosk.must('issue', service=1)
        for _ in range(4):
            kiosk.must('issue', service=2)
        cards = [kiosk.must('issue', service=1) for _ in range(2)]
        for card in cards:
            kiosk.must('cancel', which={'ticket': card.ticket.ticket, 'code': card.ticket.code})
        by_hand = kiosk.must('issue', service=2).ticket.ticket
        equal(lead.refusal('cancel', which={'ticket': by_hand}), 'NO_REASON')
        lead.must('cancel', which={'ticket': by_hand}, reason='left')
        for n in range(9):
            desk = desks[n % 2]
            desk.must('call_next')
            desk.must('start')
            desk.must('finish')
            if n < 3:
                desk.must('rate', score=4)
        report = lead.must('get_report')
        one = {s.service: s for s in report.services}
        equal((one[1].issued, one[2].issued, one[1].cancelled), (9, 5, 2), 'issued and cancelled')
        equal((one[1].served + one[2].served, one[1].called + one[2].called), (9, 9), 'served and called')
        clerks = {c.staff: c for c in report.clerks}
        equal((clerks[101].served, clerks[102].served), (5, 4), 'by clerk')
        equal((sum(c.counter_ratings for c in report.clerks), sum(c.counter_rating_sum for c in report.clerks)), (3, 12),
              'ratings entered at a counter')
        equal(sum(c.ratings for c in report.clerks), 0, 'none by a customer alone')
        text = broker.admin('report')
        check('Service 1 | 9 |' in text, 'the same from hallq-admin')
        check('cancelled by staff | Customer left | 1' in text, f'what staff did by hand, in {text}')


def an_address_that_is_not_this_machines_is_told():
    with Broker(keyed=True) as broker:
        broker.stop()
        broker.commands = 'tcp://192.0.2.1:17301'
        check('this machine has no such address' in broker.refuses_to_start(2), 'of another machine')
        broker.commands = 'ipc:///no/such/folder/socket'
        check('its folder is not there' in broker.refuses_to_start(2), 'in no folder')
        broker.choose_ports()
        broker.start()


def one_broker_to_a_folder():
    with Broker() as broker:
        broker.apply(settings())
        second = Broker(data=broker.data, made=True)
        with open(second.log_path, 'wb') as log:
            code = subprocess.run(second.command(), stdout=log, stderr=log, timeout=30, check=False).returncode
        equal(code, 3, 'exit of a second broker')
        check('a broker is running on this data folder' in second.log(), second.log())
        broker.client('kiosk').must('issue', service=1)
        broker.admin('init', broker.data, local=True, code=5)


def xxh3(data, seed):
    library = ctypes.CDLL(ctypes.util.find_library('xxhash') or skip('no libxxhash'))
    hashed = library.XXH3_64bits_withSeed
    hashed.restype, hashed.argtypes = ctypes.c_uint64, [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]
    return hashed(data, len(data), seed)


def a_newer_format_is_refused_in_plain_words():
    """The format is the first field of MetaRow, which stands packed behind its checksum."""
    with Broker() as broker:
        broker.apply(settings())
        broker.stop()
        state = os.path.join(broker.data, 'state.mdb')
        with open(state, 'rb') as f:
            data = bytearray(f.read())
        changed = 0
        for found in re.finditer(rb'\x08\x01\x10', bytes(data)):
            at = found.start()
            for size in range(4, 64):
                for table in range(1, 3):
                    value = bytes(data[at:at + size])
                    seed = xxh3(b'\0', table)
                    if data[at - 8:at] != xxh3(value, seed).to_bytes(8, 'big'):
                        continue
                    newer = b'\x08\x02' + value[2:]
                    data[at - 8:at + size] = xxh3(newer, seed).to_bytes(8, 'big') + newer
                    changed += 1
        check(changed, 'the row that holds the format')
        with open(state, 'wb') as f:
            f.write(data)
        said = broker.refuses_to_start(5)
        check('has format 2' in said and 'reads format 1' in said, said)
        said = broker.admin('verify', broker.data, local=True, code=6)
        check('format' in said, said)


def pins_are_set_though_the_device_s_places_are_taken_for_longer_than_a_command_waits():
    """A device has a few places where PINs wait to be hashed: another client of it keeps them full for seven seconds."""
    with Broker() as broker:
        broker.apply(settings(counters=20))
        hog = Stranger(broker.commands, 1, device=1, role=pb.Device.Role.Value('ADMIN'))
        hog.done(ping=pb.Ping())
        end = time.monotonic() + 7

        def keep_full():
            while time.monotonic() < end:
                for _ in range(12):
                    hog.number += 1
                    hog.socket.send(pb.Request(hall=1, session=hog.session, number=hog.number, claimed_device=1,
                                               claimed_role=hog.role, set_pin=pb.SetPin(staff=120, pin=PIN)).SerializeToString())
                while hog.socket.poll(5):
                    hog.socket.recv()

        full = threading.Thread(target=keep_full, daemon=True)
        full.start()
        at_once(lambda n: broker.admin('pin', str(100 + n), text=PIN + '\n'), range(1, 9))
        full.join()
        pins = [e.pin_set.staff for entry in broker.journal() for e in entry.events if e.WhichOneof('body') == 'pin_set']
        equal(sorted(one for one in pins if one != 120), list(range(101, 109)), 'PINs that were set, each once')


def texts_of_settings_are_judged_by_the_broker_as_well():
    """Whoever sends settings past hallq-admin hears the place and the character."""
    with Broker() as broker:
        broker.apply(settings())
        hall = broker.administrator.must('get_settings', hall=1)
        for text, point in (('a\u202eb', 'U+202E'), ('a\nb', 'U+000A'), ('a\u00adb', 'U+00AD'), ('a\U000e0041', 'U+E0041')):
            hall.services[0].name.zh = text
            refusal = broker.administrator.do('apply_settings', hall=1, settings=hall).refusal
            equal(Reason.Name(refusal.reason), 'BAD_SETTINGS', f'a name with {point}')
            check(refusal.detail.startswith('services[0].name.zh: ') and point in refusal.detail, refusal.detail)
        hall.services[0].name.zh = 'a'
        hall.services[0].bring.add(zh='a\nb')
        broker.administrator.must('apply_settings', hall=1, settings=hall)


if __name__ == '__main__':
    run(a_wrong_hall_file_is_refused_where_it_is_wrong, texts_of_settings_are_judged_by_the_broker_as_well,
        a_hall_made_by_a_slip_goes_again_and_its_screens_are_told, a_hall_without_keys_is_not_made_anew_over_it,
        keys_are_listed_revoked_and_rotated,
        a_backup_under_load_is_a_prefix_and_a_restore_another_epoch, our_display_takes_a_snapshot_after_a_restore,
        a_broken_file_is_never_served, the_export_is_json_lines_without_holes,
        purged_contacts_are_unreadable_in_backups_too, the_report_says_what_was_done,
        an_address_that_is_not_this_machines_is_told, one_broker_to_a_folder,
        a_newer_format_is_refused_in_plain_words,
        pins_are_set_though_the_device_s_places_are_taken_for_longer_than_a_command_waits)
