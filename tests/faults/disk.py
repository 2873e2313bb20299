#!/usr/bin/env python3
"""The disk says no to the real broker: full, broken, slow. What the store does with each is tests/store's; here nothing
acknowledged is lost, reads go on, and it is over by itself or by a restart.

The full disk is a small tmpfs in a mount namespace of its own; where none can be made (no root, no user namespaces) that
test is skipped. There is no way to give hallqd a small map; tests/store fills one.
"""

import os
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'system'))

from hall import (LIMIT_S, LONG, Broker, NoAnswer, Reason, check, equal, folder, run, running, settings, shim, skip,  # noqa: E402
                  wait_for, without_holes)


class Tmpfs:
    """A small memory file system in a namespace of its own, held by a process that ends with us. `inside` are the words
    before a command that is to see it; `seen` is where we see it."""

    def __init__(self, size):
        self.at = folder('tmpfs')
        if not shutil.which('unshare') or not shutil.which('nsenter'):
            skip('no unshare and nsenter')
        for user in (['--user', '--map-root-user'], []):  # without: as root, where user namespaces are forbidden
            self.holder = subprocess.Popen(
                ['unshare', *user, '--mount', 'sh', '-c',
                 f'mount -t tmpfs -o size={size} hallq {self.at} && echo ready && exec cat'],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            said = self.holder.stdout.readline().strip()
            if said == 'ready':
                break
            self.end()
        else:
            skip(f'no small tmpfs can be mounted here: {said}')
        running.append(self.holder)
        self.inside = ['nsenter', '--target', str(self.holder.pid), '--mount',
                       *(['--user', '--preserve-credentials'] if user else [])]
        self.seen = f'/proc/{self.holder.pid}/root{self.at}'

    def fill(self, keep=0):
        """A ballast file that leaves `keep` bytes."""
        room = os.statvfs(self.seen)
        with open(f'{self.seen}/ballast', 'ab') as f:
            left = room.f_bavail * room.f_bsize - keep
            while left > 0:
                try:
                    f.write(bytes(min(left, 4096)))
                    f.flush()
                except OSError:
                    return
                left -= 4096

    def empty(self):
        os.unlink(f'{self.seen}/ballast')

    def end(self):
        self.holder.stdin.close()
        self.holder.wait(LIMIT_S)
        if self.holder in running:
            running.remove(self.holder)


def a_full_disk_refuses_and_recovers_by_itself():
    tmpfs = Tmpfs('16m' if LONG else '4m')  # each round leaves some of it in use
    with Broker(data=f'{tmpfs.at}/data', inside=tmpfs.inside) as broker:
        broker.apply(settings())
        kiosk, desk = broker.client('kiosk'), broker.counter(1)
        given = [kiosk.must('issue', service=1, contact='13800001234').ticket.ticket for _ in range(5)]
        for _ in range(10 if LONG else 3):
            tmpfs.fill()
            for _ in range(5000):
                reply = kiosk.do('issue', service=1, contact='13800001234')
                if reply.WhichOneof('body') == 'refusal':
                    break
                given.append(reply.done.ticket.ticket)
            equal(Reason.Name(reply.refusal.reason), 'DISK_FULL', 'the refusal on a full disk')
            check(reply.refusal.detail.endswith(' MiB'), f'how much is free: {reply.refusal.detail}')
            equal(broker.metrics()[1]['hallq_writes_stopped'], 1.0, 'hallq_writes_stopped')
            seq = kiosk.must('get_snapshot').seq
            equal(desk.must('get_line', line={'kind': 'SERVICE', 'id': 1}).waiting, len(given), 'waiting, as read')
            equal(desk.refusal('call_next'), 'DISK_FULL')
            for looks in (('get_journal', dict(hall=1)), ('backup', dict(name='full', hall=0))):  # on record, so refused too
                equal(broker.administrator.refusal(looks[0], **looks[1]), 'DISK_FULL', looks[0])
            equal(desk.must('get_ticket', which={'ticket': given[-1]}).ticket, given[-1], 'a ticket, as read')
            equal(kiosk.must('get_snapshot').seq, seq, 'nothing half done')
            tmpfs.empty()
            request = kiosk.request('issue', service=1)
            given.append(kiosk.ask(request, 30, patient=True).done.ticket.ticket)
            equal(broker.metrics()[1]['hallq_writes_stopped'], 0.0, 'hallq_writes_stopped')
            check(broker.alive(), 'without a restart')
        tmpfs.fill()
        broker.restart()  # on a full disk: it starts and reads
        equal(desk.must('get_line', line={'kind': 'SERVICE', 'id': 1}).waiting, len(given), 'waiting, on a full disk')
        tmpfs.empty()
        desk.ask(desk.request('call_next'), 30, patient=True)
        issued = [e.ticket_issued.ticket for e in without_holes(broker.journal()) if e.HasField('ticket_issued')]
        equal(issued, given, 'tickets of the journal: those acknowledged')
        broker.kill()
    tmpfs.end()


def an_input_output_error_ends_it_at_once_and_loses_nothing():
    """The Nth sync or write of the running broker's log, or of its tables when it rests, fails with EIO."""
    for file, call in (('redo.log', 'sync'), ('redo.log', 'write'),
                       ('state.mdb', 'sync'), ('state.mdb', 'meta'), ('state.mdb', 'write')):
        for nth in range(1, 20 if LONG else 4):
            one_error(file, call, nth)


def one_error(file, call, nth):
    where = f'{file} {call} {nth}'
    with Broker() as broker:
        broker.apply(settings())
        broker.kill()
        broker.env = {**shim('fail'), 'FAIL_FILE': file, 'FAIL_CALL': call, 'FAIL_AT': str(nth), 'FAIL_WITH': 'EIO'}
        kiosk = broker.client('kiosk')
        broker.spawn()
        wait_for(lambda: broker.ready() or not broker.alive(), what='hallqd is ready or gone')
        acknowledged, unanswered = [], None
        while broker.alive() and len(acknowledged) < nth + 50:
            if file == 'state.mdb':
                time.sleep(0.06)  # it rests: a checkpoint
            unanswered = unanswered or kiosk.request('issue', service=1)
            try:
                reply = kiosk.ask(unanswered, 0.2)
            except NoAnswer:
                continue
            equal(reply.WhichOneof('body'), 'done', f'{where}: an answer')
            acknowledged.append(reply.done.ticket.ticket)
            unanswered = None
        wait_for(lambda: not broker.alive(), what=f'{where}: hallqd ends')
        equal(broker.process.returncode, 1, f'{where}: exit of hallqd')
        check('event=disk' in broker.log() or 'event=start_failed' in broker.log(), f'{where}: the log says why')
        broker.kill()
        broker.env = {}
        broker.start()
        if unanswered:  # asked again by its key
            acknowledged.append(kiosk.ask(unanswered).done.ticket.ticket)
        issued = [e.ticket_issued.ticket for e in without_holes(broker.journal()) if e.HasField('ticket_issued')]
        equal(issued, acknowledged, f'{where}: tickets, each once')


def a_slow_disk_breaks_nothing():
    """Each sync takes 50 ms longer: many clients share one."""
    with Broker(env={**shim('slowsync'), 'SLOW_US': '50000'}) as broker:
        broker.apply(settings(counter_lease_s=10))
        kiosks = [broker.client('kiosk') for _ in range(16)]
        took, lock = [], threading.Lock()

        def take(kiosk):
            for _ in range(6):
                began = time.monotonic()
                kiosk.must('issue', service=1)
                with lock:
                    took.append(time.monotonic() - began)
        threads = [threading.Thread(target=take, args=(kiosk,), daemon=True) for kiosk in kiosks]
        before = broker.metrics()[1]['hallq_turns_written_total']
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        turns = broker.metrics()[1]['hallq_turns_written_total'] - before
        events = without_holes(broker.journal())
        equal(sum(e.HasField('ticket_issued') for e in events), 96, 'tickets')
        check(min(took) >= 0.045, f'no answer before its sync: {min(took) * 1000:.0f} ms')
        check(0 < turns < 96, f'96 tickets share syncs: {turns:.0f} turns')


if __name__ == '__main__':
    run(a_full_disk_refuses_and_recovers_by_itself, an_input_output_error_ends_it_at_once_and_loses_nothing,
        a_slow_disk_breaks_nothing)
