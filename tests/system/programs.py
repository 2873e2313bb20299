"""Our programs, by their plain mode, and a link between them and a broker that can be cut. The tests have them from hall."""

import os
import re
import socket
import subprocess
import threading
import time

from ground import BOUND, LIMIT_S, Failed, check, equal, port, program, running

READS = ('forecast-scores', 'line', 'ping', 'place', 'report', 'settings', 'snapshot', 'ticket')  # they end unknown, and are not resolved


class Lines:
    """A process of ours, and what it says line by line."""

    def __init__(self, name, words):
        self.name, self.lines, self.seen, self.changed = name, [], 0, threading.Condition()
        self.process = subprocess.Popen([*BOUND, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, bufsize=1, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        running.append(self.process)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip('\n'))
                self.changed.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            print(f'--- {self.name} said, at the end:')
            print('\n'.join(self.lines[-25:]))
        self.end()

    def expect(self, pattern, limit_s=LIMIT_S, since=None):
        """The next line that matches; what comes before it is passed over."""
        at = self.seen if since is None else since
        end = time.monotonic() + limit_s
        with self.changed:
            while True:
                while at < len(self.lines):
                    found = re.search(pattern, self.lines[at])
                    at += 1
                    if found:
                        if since is None:
                            self.seen = at
                        return found
                left = end - time.monotonic()
                if left <= 0:
                    raise Failed(f'{self.name}: no line like {pattern!r} within {limit_s} s; the last: '
                                 f'{self.lines[-3:]}')
                self.changed.wait(left)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Ends its input; its exit code."""
        if self.process.poll() is None:
            try:
                self.process.stdin.close()
            except OSError:
                pass
        try:
            return self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f'{self.name} did not end with its input') from None
        finally:
            if self.process in running:
                running.remove(self.process)


class Program(Lines):
    """hallq-kiosk, -counter, -display or -console with --plain."""

    def __init__(self, name, *options, key=None, broker=None, device=0, hall=None, public_feed=None, staff_feed=None,
                 commands=None):
        words = [program('hallq-' + name), '--plain', '--lang', 'en', *options]
        words += ['--hall', str(hall)] if hall else []
        if key:
            words += ['--key', key]
        else:
            words += ['--commands', commands or broker.commands, '--public-feed', public_feed or broker.public_feed,
                      '--staff-feed', staff_feed or broker.staff_feed, '--device', str(device)]
        super().__init__(name, words)

    def say(self, line, limit_s=LIMIT_S):
        """Says a line; the line that answers it."""
        with self.changed:
            at = len(self.lines)
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.expect(r'^(ok|refused|unknown)\b.*', limit_s, since=at).group(0)

    def known(self, line):
        """Says a line; the answer to it, once it is known. The programs wait three seconds, which may be too few for a busy
        machine: a command that is unknown is resolved later, a read and what never left are said again."""
        end = time.monotonic() + LIMIT_S
        while True:
            with self.changed:
                at = len(self.lines)
            answer = self.say(line)
            if answer == 'unknown' and line.split()[0] not in READS:
                answer = self.expect(r'^resolved (.*)', since=at).group(1)
            again = answer == 'unknown' or answer.startswith('refused RETRY_LATER ')
            if not again or time.monotonic() > end:
                return answer

    def ok(self, line, **wanted):
        """Says a line, which must be answered ok; the fields of the answer."""
        answer = self.known(line)
        check(answer.startswith('ok'), f'{self.name}: {line}: {answer}')
        got = fields(answer)
        for name, value in wanted.items():
            equal(got.get(name), str(value), f'{self.name}: {line}: {name} in {answer}')
        return got

    def refused(self, line, reason):
        answer = self.known(line)
        check(answer.startswith(f'refused {reason} '), f'{self.name}: {line}: wanted {reason}: {answer}')

    def calls(self):
        """(seq, number, counter, call_count, late) of the calls shown so far."""
        with self.changed:
            lines = [line for line in self.lines if line.startswith('call ')]
        return [(int(f['seq']), f['number'], int(f['counter']), int(f['call_count']), line.endswith(' late'))
                for line in lines for f in [fields(line)]]

    def end(self):
        if self.name == 'display' and self.process.poll() is None:
            self.process.terminate()  # it does not end with its input
        return super().end()


def fields(line):
    """name=value pairs of a plain line."""
    pairs = re.findall(r'([\w.\[\]]+)=("(?:[^"\\]|\\.)*"|\S*)', line)
    return {name: value[1:-1] if value.startswith('"') else value for name, value in pairs}


# ---------------------------------------------------------------- a network that can be cut

class Proxy:
    """Passes TCP on to a port of the loopback, until it is cut: then nothing passes and nothing is closed, as when a
    cable is pulled. After heal() what was under way arrives."""

    def __init__(self, endpoint):
        self.to = int(endpoint.rsplit(':', 1)[1])
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=64)
        self.endpoint = f'tcp://127.0.0.1:{self.listener.getsockname()[1]}'
        self.open = threading.Event()
        self.open.set()
        self.ended = False
        self.passed, self.passing = 0, threading.Lock()
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.ended:
            try:
                inner, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.join, args=(inner,), daemon=True).start()

    def join(self, inner):
        self.open.wait()
        try:
            outer = socket.create_connection(('127.0.0.1', self.to), LIMIT_S)
        except OSError:
            inner.close()
            return
        outer.settimeout(None)
        self.sockets += [inner, outer]
        for one, other in ((inner, outer), (outer, inner)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pump, args=(one, other, one is inner), daemon=True).start()

    def pump(self, one, other, inwards):
        try:
            while not self.ended:
                data = one.recv(65536)
                self.open.wait()
                if not data:
                    break
                if inwards:
                    with self.passing:
                        other.sendall(data)
                        self.passed += len(data)
                else:
                    other.sendall(data)
        except OSError:
            pass
        for s in (one, other):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def reached(self):
        """How many bytes have reached the port, read there or not: with all that was answered."""
        with self.passing:
            return self.passed

    def cut(self):
        self.open.clear()

    def heal(self):
        self.open.set()

    def end(self):
        self.ended = True
        self.open.set()
        self.listener.close()
        for s in self.sockets:
            s.close()
