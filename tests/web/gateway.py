"""The vocabulary of the gateway's tests: hallq-web beside a broker, browsers of our own, raw connections.

    with Hall() as hall:                              # hallqd with a hall, and hallq-web before it
        answer = hall.web.post('/v1/halls/1/issue', {'service': 1})
        equal(answer.status, 200)
        feed = hall.web.feed()                        # server-sent events, read as a browser reads them
        feed.wait(lambda: feed.state['seq'] == '3')

Every answer and every event of a feed is held to the OpenAPI document, where npm fetched the validator (validate.mjs).
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'system'))
import hall as system  # noqa: E402
from hall import (  # noqa: E402,F401
    BOUND, BUILD, PIN, Broker, check, equal, folder, let_go_of_ports, pb, port, program, role_number, running, settings, skip, wait_for)

LIMIT_S = 30


class Document:
    """The OpenAPI document; what is told to it is looked at by the time of `ends`."""

    def __init__(self):
        self.lock, self.process = threading.Lock(), None
        parts = [os.path.join(BUILD, *names) for names in (['web-npm', 'installed'], ['web-npm', 'node_modules', 'ajv'], ['openapi.json'])]
        self.there = bool(shutil.which('node')) and all(os.path.exists(part) for part in parts)

    def begin(self):
        """From the thread that lives as long as the test: the validator ends with it."""
        self.said = open(os.path.join(folder('document'), 'said'), 'w+')
        self.process = subprocess.Popen([*BOUND, 'node', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'validate.mjs'), BUILD],
                                        stdin=subprocess.PIPE, stdout=self.said, stderr=subprocess.STDOUT)

    def tell(self, **what):
        with self.lock:
            if not self.process:
                return
            self.process.stdin.write(json.dumps(what).encode() + b'\n')
            self.process.stdin.flush()

    def tell_answer(self, method, path, status, kind, body, asked=None):
        if method == 'HEAD' or not path.startswith('/v1/'):
            return
        kind = (kind or '').split(';')[0]
        try:
            data = json.loads(body) if 'json' in kind else None if kind.startswith('audio/') or not body else body.decode()
        except ValueError:
            data = body.decode(errors='replace')
        asked = asked if isinstance(asked, dict) and status < 400 else None
        self.tell(method=method, path=path, status=status, type=kind, body=data, **({'asked': asked} if asked is not None else {}))

    def ends(self):
        """Lines of what did not fit, and what was seen: {"operations", "reasons"}."""
        with self.lock:
            self.process.stdin.close()
            code = self.process.wait(LIMIT_S)
            self.said.seek(0)
            *misfits, seen = self.said.read().splitlines() or ['']
            self.process = None
        check(code == 0 and seen.startswith('{'), f'validate.mjs: {misfits} {seen}')
        return misfits, json.loads(seen)


document = Document()
seen = {}  # what the document was told of, of tests that ask


def answers_are_as_the_document_says():
    if not document.there:
        skip('no node, or npm could not fetch the validator')
    misfits, told = document.ends()
    seen.update(told)
    check(not misfits, '\n'.join(misfits[:20]))


def run(*tests):
    if document.there:
        document.begin()
    system.run(*tests, answers_are_as_the_document_says)


class Answer:
    def __init__(self, response, body):
        self.status, self.body = response.status, body
        self.headers = {}
        self.all_headers = response.getheaders()
        for name, value in self.all_headers:
            self.headers[name.lower()] = value

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def reason(self):
        return self.json.get('reason')

    def cookies(self):
        return dict(value.split(';')[0].split('=', 1) for name, value in self.all_headers if name.lower() == 'set-cookie')


class Web:
    """hallq-web, and what a browser does with it."""

    def __init__(self, broker, options=(), halls=(1,), key=None):
        self.broker, self.home, self.process = broker, folder('web'), None
        self.options = [*options, *([] if broker.keyed else [word for hall in halls for word in ('--hall', str(hall))])]
        self.key = key or (broker.key_file('web', 'gateway', halls=','.join(str(hall) for hall in halls)) if broker.keyed else None)
        self.port, self.cookies, self.csrf = 0, {}, None
        self.fixed_port = port()

    def start(self):
        where = ['--key', self.key] if self.key else ['--commands', self.broker.commands, '--public-feed', self.broker.public_feed]
        ports = os.path.join(self.home, 'port')
        if os.path.exists(ports):
            os.unlink(ports)
        let_go_of_ports()
        with open(self.log_path(), 'ab') as log:
            self.process = subprocess.Popen([*BOUND, program('hallq-web'), '--lang', 'en', *where, '--port', str(self.fixed_port),
                                             '--port-file', ports, *self.options], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        running.append(self.process)
        wait_for(lambda: os.path.exists(ports) or self.process.poll() is not None, LIMIT_S, 'hallq-web is ready')
        check(self.process.poll() is None, f'hallq-web ended: {self.log()}')
        with open(ports) as f:
            self.port = int(f.read().split()[1])
        return self

    def log_path(self):
        return os.path.join(self.home, 'log')

    def log(self):
        with open(self.log_path(), errors='replace') as log:
            return log.read()

    def ready(self):
        """Once it has heard the hall."""
        wait_for(lambda: not any(hall['stale'] for hall in self.get('/v1/status').json['halls']), LIMIT_S, 'the halls are heard')
        return self

    def stop(self):
        """Asks it to end; it must do so in order."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(LIMIT_S)
        running.remove(self.process)
        equal(code, 0, f'exit of hallq-web, which said: {self.log()[-3000:]}; exit')

    def restart(self):
        self.stop()
        return self.start().ready()

    # asking

    def browser(self):
        """Another browser at the same gateway: cookies of its own."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__, cookies={}, csrf=None)
        return other

    def connection(self):
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=LIMIT_S)

    def ask(self, method, path, body=None, headers=None, keep=None):
        connection = keep or self.connection()
        asked = body
        sent = {'Cookie': '; '.join(f'{k}={v}' for k, v in self.cookies.items())} if self.cookies else {}
        if body is not None or method == 'POST':
            sent['Content-Type'] = 'application/json'
            body = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
        if self.csrf:
            sent['X-CSRF-Token'] = self.csrf
        sent.update(headers or {})
        connection.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
        response = connection.getresponse()
        answer = Answer(response, response.read())
        document.tell_answer(method, path, answer.status, answer.headers.get('content-type'), answer.body, asked)
        for name, value in answer.cookies().items():
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        if not keep:
            connection.close()
        return answer

    def get(self, path, **more):
        return self.ask('GET', path, **more)

    def post(self, path, body=None, **more):
        return self.ask('POST', path, body, **more)

    def delete(self, path, **more):
        return self.ask('DELETE', path, **more)

    def do(self, command, body=None, hall=1, **more):
        """A command that must be done; its reply."""
        answer = self.post(f'/v1/halls/{hall}/{command}', body, **more)
        check(answer.status == 200, f'{command} {body}: {answer.status} {answer.body[:400]}')
        return answer.json

    def refusal(self, command, body=None, hall=1, **more):
        answer = self.post(f'/v1/halls/{hall}/{command}', body, **more)
        check(answer.status >= 400, f'{command} {body} was not refused: {answer.body[:400]}')
        equal(answer.headers['content-type'], 'application/problem+json')
        return answer.reason

    def feed(self, hall=1, last_id=None, state=None):
        return Feed(self, f'/v1/halls/{hall}/feed', last_id, state)

    def raw(self, data, limit_s=3.0):
        """Sends bytes, reads until the other end closes or is quiet for a moment. (bytes, closed)"""
        with socket.create_connection(('127.0.0.1', self.port), LIMIT_S) as s:
            s.sendall(data if isinstance(data, bytes) else data.encode())
            return read_raw(s, limit_s)


def read_raw(s, limit_s=3.0, quiet_s=0.5):
    got, end = b'', time.monotonic() + limit_s
    s.settimeout(quiet_s)
    while time.monotonic() < end:
        try:
            part = s.recv(65536)
        except TimeoutError:
            if got:
                return got, False
            continue
        except ConnectionResetError:
            return got, True
        if not part:
            return got, True
        got += part
    return got, False


KEYS = {'lines': lambda one: f'{one["line"].get("kind", "NONE")}-{one["line"].get("id", 0)}', 'counters': lambda one: str(one['counter']),
        'calls': lambda one: one['seq'], 'people': lambda one: f'{one["staff"]}-{one["device"]}', 'measures': lambda one: str(one['measure']),
        'offers': lambda one: str(one['measure']), 'alerts': lambda one: str(one['alert'])}


class Feed(threading.Thread):
    """Server-sent events, folded as docs/INTEGRATION.md tells a page to."""

    def __init__(self, web, path, last_id=None, state=None):
        super().__init__(daemon=True)
        self.events, self.state, self.id, self.ended, self.status = [], dict(state or {}), last_id, False, None
        self.connection = web.connection()
        headers = {'Accept': 'text/event-stream'}
        if web.cookies:
            headers['Cookie'] = '; '.join(f'{k}={v}' for k, v in web.cookies.items())
        if last_id:
            headers['Last-Event-ID'] = last_id
        self.connection.request('GET', path, headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.start()

    def run(self):
        kind, data = 'message', []
        try:
            while raw := self.response.readline():
                line = raw.decode().rstrip('\n')
                if line.startswith('event: '):
                    kind = line[7:]
                elif line.startswith('data: '):
                    data.append(line[6:])
                elif line.startswith('id: '):
                    self.id = line[4:]
                elif not line and data:
                    self.take(kind, json.loads('\n'.join(data)))
                    kind, data = 'message', []
        except (OSError, http.client.HTTPException, ValueError, AttributeError):
            pass
        self.ended = True

    def take(self, kind, data):
        document.tell(event=kind, data=data)
        if kind == 'snapshot':
            self.state = data
        elif kind == 'change':
            fold(self.state, data)
        self.events.append((kind, data))

    def kinds(self):
        return [kind for kind, _ in self.events]

    def wait(self, condition, what='', limit_s=LIMIT_S):
        return wait_for(condition, limit_s, what or f'a state of the feed; it is {self.state}')

    def close(self):
        try:
            self.connection.sock and self.connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(LIMIT_S)


def fold(state, change):
    for part, value in change.get('set', {}).items():
        if value is None:
            state.pop(part, None)
        else:
            state[part] = value
    for part, elements in change.get('put', {}).items():
        there = state.setdefault(part, [])
        for element in elements:
            key = KEYS[part](element)
            at = next((i for i, one in enumerate(there) if KEYS[part](one) == key), None)
            if at is None:
                there.append(element)
            else:
                there[at] = element
    for part, gone in change.get('gone', {}).items():
        state[part] = [one for one in state.get(part, []) if KEYS[part](one) not in gone]


class Hall:
    """A broker with hall 1, and a gateway before it."""

    def __init__(self, options=(), keyed=True, broker_options=(), **more):
        self.broker = Broker(keyed=keyed, options=broker_options)
        self.options, self.more = options, more

    def __enter__(self):
        self.broker.__enter__()
        self.broker.apply(settings(**self.more))
        self.web = Web(self.broker, self.options).start().ready()
        return self

    def __exit__(self, kind, *rest):
        try:
            if kind:
                print(f'--- the log of hallq-web:\n{self.web.log()[-4000:]}')
            elif self.web.process.poll() is None:
                self.web.stop()
        finally:
            self.broker.__exit__(kind, *rest)
