"""The servers of event streams side by side: hallq-web before a hallqd of its own, and nginx with nchan, each started for one
run and ended behind it.

A hall of COUNTERS counters is prepared once (halls.py). For the runs beside staff screens there is a second one, at whose
further counters people have signed on in browsers: their cookies are good for each copy of it.
"""

import grp
import json
import os
import pwd
import shutil
import ssl
import subprocess
import sys
import time

import bench
import halls
import servers

sys.path.insert(0, os.path.join(bench.SOURCE, 'tests', 'web'))

import gateway  # noqa: E402  the vocabulary of the gateway's tests

COUNTERS = 26  # one for each service
UNBOUND = ['--per-address', '0', '--streams-per-address', '0', '--tickets-per-min', '0']
SCREENS_LIMIT_S = 240


def end(*processes):
    for process in processes:
        if process and process.poll() is None:
            process.kill()
            process.wait()


# ---------------------------------------------------------------- halls

class StaffedHalls(halls.Halls):
    """A hall with people signed on in browsers besides; `cookies` is a file with a line for each."""

    def __init__(self, root, staff):
        super().__init__(root, counters=COUNTERS + staff)
        self.cookies = os.path.join(root, 'cookies')

    def sign_on(self, broker):
        everybody, self.counters = self.counters, COUNTERS
        super().sign_on(broker)
        self.counters = everybody
        broker.set_pins(*(halls.CLERK + c for c in range(COUNTERS + 1, everybody + 1)))
        web = gateway.Web(broker, [*UNBOUND, '--behind-proxy']).start().ready()
        with open(self.cookies, 'w') as f:
            for counter in range(COUNTERS + 1, everybody + 1):
                f.write(self.signed_on(broker, web, counter) + '\n')
        web.stop()

    def signed_on(self, broker, web, counter):
        """The cookies of a browser at a counter, from an address of its own: enrolling is paced."""
        browser, headers = web.browser(), {'X-Forwarded-For': f'10.1.1.{counter}'}
        code = broker.administrator.must('enrol_code', hall=1, name=f'browser-{counter}', role=halls.system.role_number('counter'),
                                         counter=counter).enrol_code
        for path, body in (('/v1/device', {'code': code}),
                           ('/v1/session', {'staff': halls.CLERK + counter, 'pin': halls.system.PIN, 'counter': counter})):
            answer = browser.post(path, body, headers=headers)
            if answer.status != 200:
                raise RuntimeError(f'{path}: {answer.status} {answer.body}')
        return '; '.join(f'{name}={value}' for name, value in browser.cookies.items())


# ---------------------------------------------------------------- servers

def certificate(root):
    """Paths of a certificate for the loopback, and of its key."""
    paths = os.path.join(root, 'cert.pem'), os.path.join(root, 'key.pem')
    if not os.path.exists(paths[0]):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', paths[1],
                        '-out', paths[0], '-days', '2', '-subj', '/CN=localhost'], check=True, capture_output=True, timeout=60)
        os.chmod(paths[1], 0o644)  # nginx reads it as nobody
    return paths


class Web(gateway.Web):
    """hallq-web, asked over TLS by who does not look at the certificate."""
    tls = False

    def connection(self):
        if not self.tls:
            return super().connection()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return gateway.http.client.HTTPSConnection('127.0.0.1', self.port, timeout=30, context=context)


class Gateway:
    """hallq-web before hallqd on a copy of a prepared hall. together_ms None: as hallq-web has it by itself."""
    path, greets = '/v1/halls/1/feed', True  # with a snapshot

    def __init__(self, b, prepared, together_ms=None, tls=False):
        self.b, self.prepared, self.tls = b, prepared, tls
        self.options = [*UNBOUND, *([] if together_ms is None else ['--together-ms', str(together_ms)])]
        if tls:
            pem, key = certificate(b.data)
            self.options += ['--tls-cert', pem, '--tls-key', key]

    def __enter__(self):
        self.broker = self.prepared.broker()
        self.broker.start(120)
        self.web = Web(self.broker, self.options)
        self.web.tls = self.tls
        try:
            self.web.start().ready()
        except halls.system.Failed as failed:
            self.__exit__()
            raise RuntimeError(str(failed)) from failed
        return self

    def __exit__(self, *_):
        if self.web.process in gateway.running:
            end(self.web.process)
            gateway.running.remove(self.web.process)
        self.broker.kill()
        shutil.rmtree(self.broker.data, ignore_errors=True)

    @property
    def pid(self):
        return self.web.process.pid

    def readers_port(self, tls):
        return self.web.port

    def spent_s(self):
        return bench.spent_s(self.pid) + bench.spent_s(self.broker.process.pid)

    def publisher(self, rate, seconds, sent, lines, post):
        if post:
            return ['post', str(self.web.port), '/v1/halls/1/issue', str(rate), str(seconds), sent]
        return ['commands', self.broker.commands, str(self.b.options.counters), str(rate), str(seconds), sent]


CONFIGURATION = """
load_module {modules}/ngx_nchan_module.so;
{user}
worker_processes 1;
worker_rlimit_nofile 20000;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 12000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    nchan_shared_memory_size 128M;
    ssl_protocols TLSv1.2 TLSv1.3;
    server {{
        listen 127.0.0.1:{port};
        listen 127.0.0.1:{tls_port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        location = /pub {{
            nchan_publisher;
            nchan_channel_id hall;
            nchan_message_buffer_length 256;
            client_max_body_size 1m;
            client_body_buffer_size 64k;
        }}
        location = /feed {{
            nchan_subscriber eventsource;
            nchan_channel_id hall;
            nchan_subscriber_first_message newest;
        }}
    }}
}}
"""


class Nchan(servers.Server):
    """One worker; what is published is kept in its memory."""
    system, program, version_option = 'nchan', 'nginx', '-v'
    modules = '/usr/lib/nginx/modules'
    path, greets = '/feed', False

    @classmethod
    def found(cls):
        return os.path.exists(f'{cls.modules}/ngx_nchan_module.so') and super().found()

    @classmethod
    def version(cls):
        return ' '.join(bench.first_line('dpkg-query', '-W', '-f', '${Package} ${Version}', package) for package in
                        ('nginx', 'libnginx-mod-nchan'))

    @staticmethod
    def user_line():
        """As nobody; who is not root has no choice."""
        group = grp.getgrgid(pwd.getpwnam('nobody').pw_gid).gr_name
        return '' if os.geteuid() else f'user nobody {group};'

    def command(self):
        self.tls_port = halls.system.port()
        pem, key = certificate(self.root)
        path = os.path.join(self.folder, 'nginx.conf')
        with open(path, 'w') as f:
            f.write(CONFIGURATION.format(modules=self.modules, user=self.user_line(), folder=self.folder, port=self.port, tls_port=self.tls_port, certificate=pem, key=key))
        halls.system.let_go_of_ports()
        return [servers.find('nginx'), '-p', self.folder, '-e', os.path.join(self.folder, 'error.log'), '-c', path]

    def __enter__(self):
        super().__enter__()
        return self

    def stop_signal(self):
        return servers.signal.SIGTERM  # it ends its worker

    def readers_port(self, tls):
        return self.tls_port if tls else self.port

    def spent_s(self):
        return bench.spent_s(self.pid)

    def publisher(self, rate, seconds, sent, lines, post):
        return ['post', str(self.port), '/pub', str(rate), str(seconds), sent, lines]


# ---------------------------------------------------------------- screens

def screens(b):
    """What Chromium says (bench/web/screens.mjs); None: it cannot be asked here."""
    built = os.path.join(os.path.dirname(bench.BIN), 'web', 'built')
    if not os.path.exists(built) or not shutil.which('chromium'):
        b.note('no screens: the pages are not built, or chromium is not installed')
        return None
    words = ['node', os.path.join(bench.BENCH, 'web', 'screens.mjs'), str(b.options.presses)]
    began = time.monotonic()
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SCREENS_LIMIT_S)
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        b.note(f'screens: {error}')
        return None
    b.say(f'  screens, {time.monotonic() - began:.0f} s: press to display p99 {found["press"]["p99_ms"]:.1f} ms')
    return found
