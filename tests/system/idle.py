#!/usr/bin/env python3
"""Whoever does nothing at a counter for as long as the hall allows is signed off, and the terminal shows it: in lines and on
the full screen (tmux). The minutes pass on the machine's clocks, which a library sets by hand."""

import os
import shutil
import subprocess
from datetime import timedelta

from clock import NOON, Machine
from hall import PIN, Program, Skipped, folder, program, run, settings, wait_for

IDLE = timedelta(minutes=3)


def idle_hall(broker):
    broker.apply(settings(counter_idle_min=2, counter_lease_s=3600))
    broker.set_pins(101)


class Tmux:
    """One program in a terminal of 100 by 30."""

    def __init__(self, *words):
        if not shutil.which('tmux'):
            raise Skipped('no tmux')
        self.socket = os.path.join(folder('tmux'), 'socket')
        self.tmux('-f', '/dev/null', 'new-session', '-d', '-s', 't', '-x', '100', '-y', '30',
                  ' '.join(['exec', *words]))

    def tmux(self, *words):
        done = subprocess.run(['tmux', '-S', self.socket, *words], capture_output=True, text=True, timeout=60,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        return done.stdout

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            print('--- the terminal shows:')
            print(self.screen())
        self.tmux('kill-server')

    def screen(self):
        return self.tmux('capture-pane', '-p', '-t', 't')

    def keys(self, *keys):
        self.tmux('send-keys', '-t', 't', *keys)

    def shows(self, text):
        wait_for(lambda: text in self.screen(), what=f'the terminal to show {text!r}')


def a_clerk_who_does_nothing_is_signed_off_in_plain_mode():
    with Machine(NOON) as broker:
        idle_hall(broker)
        with Program('counter', '--counter', '1', broker=broker, device=301, hall=1) as desk:
            desk.ok(f'sign-on 101 {PIN}')
            desk.ok('counter-open')
            broker.pass_(IDLE)
            desk.expect(r'\bcounter_closed\b|\bstaff_signed_off\b')
            desk.refused('call-next', 'NOT_SIGNED_ON')
            desk.ok(f'sign-on 101 {PIN}')
            desk.ok('counter-open')
            desk.refused('call-next', 'NOTHING_WAITING')


def who_has_a_ticket_at_the_counter_stays():
    with Machine(NOON) as broker:
        idle_hall(broker)
        kiosk = broker.client('kiosk')
        kiosk.must('issue', service=1)
        with Program('counter', '--counter', '1', broker=broker, device=301, hall=1) as desk:
            desk.ok(f'sign-on 101 {PIN}')
            desk.ok('counter-open')
            desk.ok('call-next')
            desk.ok('start')
            broker.pass_(IDLE)
            broker.now()  # the broker has seen the time
            desk.ok('finish')
            broker.pass_(IDLE)
            desk.expect(r'\bcounter_closed\b|\bstaff_signed_off\b')
            desk.refused('call-next', 'NOT_SIGNED_ON')


def a_clerk_who_does_nothing_is_signed_off_on_the_full_screen():
    with Machine(NOON) as broker:
        idle_hall(broker)
        with Tmux(program('hallq-counter'), '--lang', 'en', '--commands', broker.commands, '--public-feed', broker.public_feed,
                  '--staff-feed', broker.staff_feed, '--device', '301', '--hall', '1', '--counter', '1') as screen:
            for _ in range(2):  # and again after it was signed off
                screen.shows('staff number')
                screen.keys('101', 'Enter')
                screen.shows('PIN')
                screen.keys(PIN, 'Enter')
                wait_for(lambda: broker.administrator.must('get_snapshot', hall=1).counters[0].clerk == 101, what='a sign-on')
                broker.pass_(IDLE)
                # The screen may still show what it showed before the sign-on.
                wait_for(lambda: broker.administrator.must('get_snapshot', hall=1).counters[0].clerk == 0, what='a sign-off')
                screen.shows('sign on first: press U')
                screen.keys('u')


if __name__ == '__main__':
    run(a_clerk_who_does_nothing_is_signed_off_in_plain_mode, who_has_a_ticket_at_the_counter_stays,
        a_clerk_who_does_nothing_is_signed_off_on_the_full_screen)
