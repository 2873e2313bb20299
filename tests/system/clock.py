#!/usr/bin/env python3
"""A machine whose clock is wrong: what people see of it, and the ways back. The broker runs by the machine's clocks, which
a library (tests/faults/shim/wallclock.c) sets by hand."""

import os
import subprocess
import time
from datetime import datetime, timedelta, timezone

from hall import LIMIT_S, PIN, Broker, check, equal, folder, program, run, settings, shim, wait_for

SHANGHAI = timezone(timedelta(hours=8))
EVENING = datetime(2027, 3, 1, 18, 40, tzinfo=SHANGHAI)  # a Monday
MORNING = datetime(2027, 3, 2, 8, 40, tzinfo=SHANGHAI)
NOON = datetime(2027, 3, 2, 12, 0, tzinfo=SHANGHAI)


class Machine(Broker):
    """A broker and its machine's clocks."""

    def __init__(self, at):
        super().__init__()
        self.clocks = os.path.join(self.home, 'clocks')
        self.env = {**shim('wallclock'), 'WALLCLOCK_FILE': self.clocks}
        self.mono_ms = 0
        self.set(at)

    def command(self):
        words = super().command()
        at = words.index('--start-at')
        return words[:at] + words[at + 2:]

    def write(self):
        with open(self.clocks + '.new', 'w') as f:
            f.write(f'{self.wall_ms} {self.mono_ms}\n')
        os.rename(self.clocks + '.new', self.clocks)

    def set(self, at):
        """The wall clock says this from now on."""
        self.wall_ms = int((at.timestamp() - time.time()) * 1000)
        self.write()

    def step(self, span):
        self.wall_ms += int(span.total_seconds() * 1000)
        self.write()

    def pass_(self, span):
        """Both clocks go on, so that the broker is no longer young."""
        self.mono_ms += int(span.total_seconds() * 1000)
        self.step(span)

    def restart_at(self, at):
        """Ends, and starts by a wall clock that says this."""
        self.stop()
        self.set(at)
        self.start()

    def leap(self, span):
        """The wall clock is set by somebody while the broker has long been running: it is in doubt."""
        self.pass_(timedelta(minutes=16))
        self.step(span)
        self.doubted()

    def here(self, *words, lang='en'):
        """hallq-admin on the machine itself; its status and what it said."""
        done = subprocess.run([program('hallq-admin'), '--lang', lang, '--commands', self.commands, *words],
                              capture_output=True, text=True, timeout=60, cwd=self.home, env={**os.environ, **self.env})
        return done.returncode, done.stdout + done.stderr

    def now(self):
        """Hall time, and what is said of the machine's clock."""
        reply = self.administrator.do('ping', hall=0)
        clock = at(reply.clock.wall_at_ms) if reply.HasField('clock') else None
        return at(reply.at_ms), clock

    def doubted(self, wanted=True):
        wait_for(lambda: (self.now()[1] is not None) == wanted, what=f'the clock is in doubt: {wanted}')

    def day(self):
        return (datetime(1970, 1, 1) + timedelta(days=self.administrator.must('get_snapshot', hall=1).day)).date()


def at(ms):
    return datetime.fromtimestamp(ms / 1000, SHANGHAI)


def near(a, b, within=timedelta(minutes=2)):
    check(abs(a - b) < within, f'{a} is not near {b}')


def hall_file(**more):
    text = settings(**more)
    return text.replace('hours: {daily: 00:00-24:00}', 'hours: {daily: 08:30-18:00}')


def plain(broker, name, *lines, role=None, feed='--public-feed'):
    """What a client in plain mode says to these lines."""
    where = {'--public-feed': broker.public_feed, '--staff-feed': broker.staff_feed}[feed]
    more = ['--role', role] if role else []
    done = subprocess.run([program(name), '--plain', '--lang', 'en', '--commands', broker.commands, feed, where, '--device',
                           '900', '--hall', '1', *more], input='\n'.join(lines) + '\n', capture_output=True, text=True,
                          timeout=LIMIT_S)
    return done.stdout


# ---------------------------------------------------------------- in doubt


def a_box_without_a_clock_chip_opens_when_its_clock_is_set():
    with Machine(EVENING - timedelta(minutes=1)) as broker:
        broker.apply(hall_file())
        broker.restart_at(EVENING)
        kiosk = broker.client('kiosk')
        equal(kiosk.refusal('issue', service=1), 'SERVICE_CLOSED')
        broker.set(MORNING)
        wait_for(lambda: kiosk.do('issue', service=1).WhichOneof('body') == 'done', what='a ticket in the morning')
        equal(broker.day(), MORNING.date(), 'day')
        equal(broker.now()[1], None, 'doubt')


def a_clock_in_doubt_is_told_to_everybody_with_both_times():
    with Machine(MORNING - timedelta(hours=4)) as broker:
        broker.apply(hall_file())
        broker.leap(timedelta(hours=5))
        hall, machine = broker.now()
        near(hall, MORNING - timedelta(hours=4) + timedelta(minutes=16))
        near(machine, hall + timedelta(hours=5))
        snapshot = broker.administrator.must('get_snapshot', hall=1)
        check(snapshot.HasField('clock'), 'a snapshot says that the clock is in doubt')
        both = f'hall time {hall:%Y-%m-%d %H:}', f"machine's {machine:%Y-%m-%d %H:}"
        for said in (plain(broker, 'hallq-kiosk', 'waits', 'issue 1'),
                     plain(broker, 'hallq-console', 'waits', role='lead', feed='--staff-feed')):
            line = next((line for line in said.splitlines() if line.startswith('clock doubt')), said)
            for words in both:
                check(words in line, f'{words} in: {line}')
        check('clock accept' in line, f'how to end it, in: {line}')
        refused = next(line for line in plain(broker, 'hallq-kiosk', 'waits', 'issue 1').splitlines()
                       if line.startswith('refused'))
        check('SERVICE_CLOSED' in refused and 'in doubt' in refused and both[0] in refused, refused)
        for words in (('clock', 'show'), ('report',)):
            said = broker.admin(*words)
            check(f'hall time {hall:%Y-%m-%d %H:}' in said and 'clock accept' in said, said)
        said = broker.admin('clock', 'accept')
        check(f'hall time is {machine:%Y-%m-%d %H:}' in said, said)
        broker.doubted(False)
        plainly = plain(broker, 'hallq-kiosk', 'waits', 'issue 1')
        check('\nok' in plainly and 'clock doubt' not in plainly, plainly)


def a_clock_that_is_set_right_again_ends_the_doubt():
    with Machine(NOON) as broker:
        broker.apply(hall_file())
        broker.leap(-timedelta(hours=2))
        broker.step(timedelta(hours=2))
        broker.doubted(False)
        said = broker.admin('clock', 'show')
        check('not in doubt' in said, said)
        broker.admin('clock', 'accept', code=1)


# ---------------------------------------------------------------- a wrong date


def a_start_with_a_date_far_ahead_asks_before_it_closes_days():
    with Machine(NOON) as broker:
        broker.apply(hall_file())
        kiosk = broker.client('kiosk')
        kiosk.must('issue', service=1, contact='13800001111')
        broker.restart_at(NOON + timedelta(days=20))
        broker.doubted()
        equal(broker.day(), NOON.date(), 'day by a clock in doubt')
        lead = broker.lead()
        equal(lead.must('reveal_contact', which={'number': 'A001'}, reason='test', pin=PIN).ticket.contact, '13800001111')
        broker.set(NOON + timedelta(minutes=3))
        broker.doubted(False)


def a_long_holiday_ends_by_itself():
    with Machine(NOON) as broker:
        broker.apply(hall_file())
        broker.restart_at(MORNING + timedelta(days=10))
        wait_for(lambda: broker.day() == (MORNING + timedelta(days=10)).date(), what='the day to open')
        equal(broker.now()[1], None, 'doubt')
        broker.client('kiosk').must('issue', service=1)


def a_wrong_date_that_was_accepted_is_led_back():
    with Machine(NOON) as broker:
        broker.apply(hall_file())
        kiosk = broker.client('kiosk')
        kiosk.must('issue', service=1, contact='13800001111')
        broker.restart_at(NOON + timedelta(days=20))
        broker.doubted()
        broker.admin('clock', 'accept')
        wait_for(lambda: broker.day() == (NOON + timedelta(days=20)).date(), what='the wrong day')
        given = [kiosk.must('issue', service=1).ticket.number for _ in range(3)]
        keys = set(os.listdir(os.path.join(broker.data, 'keys')))
        check(keys, 'keys of customer data are there')

        broker.set(NOON + timedelta(minutes=5))  # put right
        broker.doubted()
        said = broker.admin('clock', 'accept')
        meets = NOON + timedelta(days=40, minutes=5)
        check(f'until {meets:%Y-%m-%d}' in said and 'begin-day' in said, said)
        broker.doubted(False)
        said = broker.admin('clock', 'begin-day')
        check(f'hall time is {NOON:%Y-%m-%d %H:}' in said, said)
        wait_for(lambda: broker.day() == NOON.date(), what='the day it is')
        near(broker.now()[0], NOON + timedelta(minutes=5))
        ticket = kiosk.must('issue', service=1, contact='13800002222').ticket
        check(ticket.number not in [*given, 'A001'], f'{ticket.number} was given before: {given}')
        lead = broker.lead()
        equal(lead.must('reveal_contact', which={'ticket': ticket.ticket}, reason='test', pin=PIN).ticket.contact, '13800002222')
        broker.restart()
        near(broker.now()[0], NOON + timedelta(minutes=5), timedelta(minutes=3))
        equal((broker.now()[1], broker.day()), (None, NOON.date()), 'doubt and day after a restart')
        events = [event.WhichOneof('body') for entry in broker.journal(0) for event in entry.events]
        check('clock_set_back' in events, f'on record: {events}')
        broker.admin('clock', 'begin-day', code=1)


# ---------------------------------------------------------------- over a restart


def hall_time_never_goes_back_over_a_restart():
    for end in ('kill', 'stop'):
        with Machine(NOON) as broker:
            broker.apply(hall_file())
            broker.leap(-timedelta(minutes=20))
            said = broker.admin('clock', 'accept')
            check('0:20' in said and 'until 2027-03-02 12:36' in said, said)
            told = broker.now()[0]
            wait_for(lambda: broker.now()[0] > told + timedelta(seconds=1.5), what='three seconds at half speed')
            told = broker.now()[0]
            getattr(broker, end)()
            broker.start()
            again, doubt = broker.now()
            check(again >= told, f'hall time went back from {told} to {again}')
            check(again < told + timedelta(seconds=10), f'hall time leapt from {told} to {again}')
            equal(doubt, None, f'doubt about a clock that was accepted, after {end}')


# ---------------------------------------------------------------- 1970


def a_machine_in_1970_is_told_to_be_set():
    with Machine(datetime(1970, 1, 1, 0, 5, tzinfo=timezone.utc)) as broker:
        path = os.path.join(folder('file'), 'hall.yaml')
        with open(path, 'w') as f:
            f.write(hall_file())
        for verb in ('check', 'apply'):
            code, said = broker.here(verb, path)
            equal(code, 1, said)
            check("this machine's clock says 1970-01-01" in said and 'set' in said, said)
        code, said = broker.here('apply', path, lang='zh')
        check('本机时钟显示 1970-01-01' in said, said)
        broker.doubted()
        said = broker.admin('apply', '--new', path, code=1)
        check('set its date and time' in said and 'clock accept' not in said, said)
        check('cannot be right' in broker.admin('clock', 'accept', code=1), 'accepting 1970')
        broker.set(NOON)
        broker.doubted(False)
        code, said = broker.here('apply', '--new', path)
        equal(code, 0, said)
        equal(broker.day(), NOON.date(), 'first day')


def a_desk_s_wrong_clock_is_told_and_not_gone_by():
    """hallq-admin on another machine, whose clock is wrong: what it sends and shows goes by the broker's time."""
    with Machine(EVENING) as broker:
        broker.apply(hall_file())
        clocks = os.path.join(broker.home, 'desk')
        path = os.path.join(broker.home, 'desk.yaml')
        with open(path, 'w') as f:
            f.write(hall_file())

        def desk(span, *words):
            with open(clocks, 'w') as f:
                f.write(f'{broker.wall_ms + int(span.total_seconds() * 1000)} 0\n')
            done = subprocess.run([program('hallq-admin'), '--lang', 'en', '--commands', broker.commands, *words],
                                  capture_output=True, text=True, timeout=60,
                                  env={**os.environ, **shim('wallclock'), 'WALLCLOCK_FILE': clocks})
            equal(done.returncode, 0, done.stdout + done.stderr)
            return done.stdout + done.stderr

        for span, told in ((timedelta(hours=2), '2:00 ahead of'), (timedelta(hours=-2), '2:00 behind'),
                           (timedelta(days=400), '9600:00 ahead of')):
            said = desk(span, 'apply', path)
            check(f"this machine's clock is {told} the broker's" in said, said)
            check("the hall's local time is now 2027-03-01 18:4" in said and 'in force' in said, said)
            check(f'clock is {told}' in desk(span, 'clock', 'show'), 'clock show tells it')
            check('the backup hallq-20270301-104' in desk(span, 'backup'), 'a backup is named by the broker')
        check("this machine's clock" not in desk(timedelta(minutes=3), 'apply', path), 'three minutes are nothing')


if __name__ == '__main__':
    run(a_box_without_a_clock_chip_opens_when_its_clock_is_set,
        a_clock_in_doubt_is_told_to_everybody_with_both_times,
        a_clock_that_is_set_right_again_ends_the_doubt,
        a_start_with_a_date_far_ahead_asks_before_it_closes_days,
        a_long_holiday_ends_by_itself,
        a_wrong_date_that_was_accepted_is_led_back,
        hall_time_never_goes_back_over_a_restart,
        a_machine_in_1970_is_told_to_be_set,
        a_desk_s_wrong_clock_is_told_and_not_gone_by)
