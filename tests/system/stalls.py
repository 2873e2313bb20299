#!/usr/bin/env python3
"""Readers that stand still: of the log, whatever it is written to, of the supervisor's socket, of the page of metrics.
Every command is answered meanwhile, and what found no room in the log is told when there is."""

import fcntl
import os
import pty
import re
import socket
import subprocess
import termios

from hall import Broker, check, equal, folder, run, running, settings, wait_for

COMMANDS = 1500  # a pipe holds some 1,100 lines
LINE = re.compile(rb'(<\d>)?(error|warning|info|debug) event=[a-z_]+( .*)?')


class Unread(Broker):
    """A broker whose log goes to a descriptor."""

    def __init__(self, stderr, **more):
        super().__init__(options=['--log', 'debug'], **more)
        self.stderr = stderr

    def spawn(self):
        ports = os.path.join(self.home, 'ports')
        if os.path.exists(ports):
            os.unlink(ports)
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=self.stderr, env={**os.environ, **self.env})
        running.append(self.process)

    def log(self):
        return ''


def take(fd, into):
    """What can be read now."""
    os.set_blocking(fd, False)
    try:
        while part := os.read(fd, 65536):
            into += part
    except BlockingIOError:
        pass
    return into


def told(log):
    return sum(int(n) for n in re.findall(rb'event=log_dropped lines=(\d+)', log))


def serves_and_tells(broker, reader, resume=lambda: None):
    with broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        for n in range(COMMANDS):
            equal(kiosk.must('issue', service=1).ticket.ticket, n + 1, 'tickets while nobody reads the log')
        dropped = broker.metrics()[1]['hallq_log_dropped_total']
        check(dropped > 0, 'lines found no room, and are counted')
        resume()
        log = bytearray()
        wait_for(lambda: told(take(reader, log)) >= dropped, what='a line that says how many were dropped')
        equal(told(log), broker.metrics()[1]['hallq_log_dropped_total'], 'lines said to be dropped')
        kiosk.must('issue', service=1)
        wait_for(lambda: take(reader, log).count(b'event=ticket_issued') and log.endswith(b'\n') and
                 log.rindex(b'event=ticket_issued') > log.rindex(b'event=log_dropped'), what='the log to go on')
        for line in bytes(log).replace(b'\r', b'').splitlines():
            check(LINE.fullmatch(line), f'a whole line: {line!r}')
        broker.stop()


def a_fifo_that_nobody_reads():
    path = os.path.join(folder('fifo'), 'log')
    os.mkfifo(path)
    reader = os.open(path, os.O_RDWR)
    writer = os.open(path, os.O_WRONLY)
    serves_and_tells(Unread(writer), reader)
    check(not fcntl.fcntl(writer, fcntl.F_GETFL) & os.O_NONBLOCK, 'the flags of who shares it are as they were')


def a_pipe_that_nobody_reads():
    reader, writer = os.pipe()
    serves_and_tells(Unread(writer), reader)
    check(not fcntl.fcntl(writer, fcntl.F_GETFL) & os.O_NONBLOCK, 'the flags of who shares it are as they were')


def a_socket_that_nobody_reads():
    reader, writer = socket.socketpair()
    serves_and_tells(Unread(writer.fileno(), env={'JOURNAL_STREAM': '1:1'}), reader.fileno())
    check(not fcntl.fcntl(writer, fcntl.F_GETFL) & os.O_NONBLOCK, 'the flags of who shares it are as they were')


def a_terminal_that_is_stopped():
    reader, writer = pty.openpty()
    termios.tcflow(writer, termios.TCOOFF)
    serves_and_tells(Unread(writer), reader, lambda: termios.tcflow(writer, termios.TCOON))


def a_log_whose_reader_is_gone():
    reader, writer = os.pipe()
    os.close(reader)
    with Unread(writer) as broker:
        broker.apply(settings())
        equal(broker.client('kiosk').must('issue', service=1).ticket.ticket, 1)
        broker.stop()


class Closed(Broker):
    """A broker that is given no standard descriptors."""

    def command(self):
        return ['sh', '-c', 'exec "$@" 0<&- 1>&- 2>&-', 'sh', *super().command()]


def no_log_at_all():
    with Closed(options=['--log', 'debug']) as broker:
        broker.apply(settings())
        equal(broker.client('kiosk').must('issue', service=1).ticket.ticket, 1)
        broker.stop()
        broker.admin('verify', broker.data, local=True)
        for name in os.listdir(broker.data):
            path = os.path.join(broker.data, name)
            if os.path.isfile(path):
                with open(path, 'rb') as f:
                    check(b'event=' not in f.read(), f'the log is not written into {name}')


class Supervisor:
    def __init__(self):
        self.path = os.path.join(folder('notify'), 'socket')
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def take(self):
        said = []
        try:
            while True:
                said.append(self.socket.recv(4096, socket.MSG_DONTWAIT))
        except BlockingIOError:
            return said


def a_supervisor_that_does_not_listen():
    supervisor = Supervisor()
    full = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    full.setblocking(False)
    full.connect(supervisor.path)
    try:
        while True:
            full.send(b'X=1')
    except BlockingIOError:
        pass
    with Broker(env={'NOTIFY_SOCKET': supervisor.path, 'WATCHDOG_USEC': '20000'}) as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        for n in range(100):
            equal(kiosk.must('issue', service=1).ticket.ticket, n + 1, 'tickets while nobody listens')
        said = []
        wait_for(lambda: b'READY=1' in (said.extend(supervisor.take()) or said), what='to be told that it is ready')
        broker.stop()


def a_watchdog_is_fed_as_often_as_it_asks():
    supervisor = Supervisor()
    pings = 40  # once a second they would take longer than wait_for waits
    with Broker(env={'NOTIFY_SOCKET': supervisor.path, 'WATCHDOG_USEC': '200000'}):
        said = []
        wait_for(lambda: (said.extend(supervisor.take()) or said).count(b'WATCHDOG=1') >= pings, what='pings')


def readers_of_metrics_that_do_not_read():
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        held = []
        for _ in range(40):
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.connect(('127.0.0.1', broker.metrics_port))
            s.sendall(b'GET /metrics HTTP/1.0\r\n\r\n')
            held.append(s)
        for n in range(100):
            equal(kiosk.must('issue', service=1).ticket.ticket, n + 1, 'tickets while nobody reads the page')
        for s in held:
            s.close()
        broker.metrics()
        broker.stop()


if __name__ == '__main__':
    run(a_fifo_that_nobody_reads, a_pipe_that_nobody_reads, a_socket_that_nobody_reads, a_terminal_that_is_stopped,
        a_log_whose_reader_is_gone, no_log_at_all, a_supervisor_that_does_not_listen,
        a_watchdog_is_fed_as_often_as_it_asks, readers_of_metrics_that_do_not_read)
